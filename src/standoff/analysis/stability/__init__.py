"""Question 1 for a case: which states are stable, for whom, and who could bring about what."""
