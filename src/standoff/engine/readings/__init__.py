"""One text, several orders: what gets done while each party waits for the others."""
