"""How sure: draws of uncertain numbers, shares of them, what flips an answer, and what to find out."""
