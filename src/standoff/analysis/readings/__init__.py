"""The readings of an agreement: each assessed as a plan, and what gets done while each waits for the others."""
