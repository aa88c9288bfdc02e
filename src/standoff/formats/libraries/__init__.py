"""Lists of sources and marked passages from other programs: read, made sound, and added to the sources of a case."""
