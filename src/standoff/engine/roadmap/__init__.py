"""Which plan of all: orders, bounds, searches, objectives, and the frontier across deals."""
