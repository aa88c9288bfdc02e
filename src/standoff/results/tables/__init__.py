"""What each record says in a line and which tables it has: for prompts, notebooks, data frames and CSV files."""
