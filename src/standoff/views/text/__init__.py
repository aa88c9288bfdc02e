"""What is shown on a terminal: short tables and the sentences that explain them, one module a question."""
