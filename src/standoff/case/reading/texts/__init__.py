"""The texts of sources, whatever kind of file they are in: read, dated, and looked up word for word."""
