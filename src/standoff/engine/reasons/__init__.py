"""Why, from one state: what deters, who has leverage, ways to elsewhere, and what would have to be true."""
