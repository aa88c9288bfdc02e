"""The compiled hot loops, in C, and what finds, checks and loads them."""
