"""What the texts of sources say: found by words, and by the names of a case."""
