"""Slow twins: the definitions word for word, without numpy and without the engine, one module a question."""
