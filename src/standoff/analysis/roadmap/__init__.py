"""Question 3 for a case: the best plan for each deal, and the deals that no other beats."""
