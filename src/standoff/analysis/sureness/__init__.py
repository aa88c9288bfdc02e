"""Question 4 for a case: how sure, what flips the verdict, what to find out, and sweeps over numbers."""
