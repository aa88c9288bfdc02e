"""The same questions for 25 to 60 steps, by search over formulas instead of lists of states."""
