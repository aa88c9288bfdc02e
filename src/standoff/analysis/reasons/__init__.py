"""Why, for a case: the terms of a row, the reasons at a state, ways to elsewhere, what would have to be true."""
