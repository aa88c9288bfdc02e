"""What people did in laboratories, and the trust that the program asks of the same games."""
