"""How findings are said: short sentences that a desk officer can read aloud, one module a question."""
