"""What would mend a plan: the table of changes, the smallest of each, and pairs."""
