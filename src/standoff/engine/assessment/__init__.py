"""What becomes of one plan: its schedule, how it can fail, what that is worth, and the trust that it asks."""
