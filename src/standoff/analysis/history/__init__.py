"""Question 6, what changed: the case at every date of its history, and as others see it."""
