"""From the text of a case to plain data and back: places, keys, refusals, sources, and files that are whole."""
