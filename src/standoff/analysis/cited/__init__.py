"""What a case cites of its sources, seen from the sources, from the numbers, and from words that are selected."""
