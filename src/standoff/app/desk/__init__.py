"""One case on the desk: its text as it was read, the edits since, and how they get into its folder."""
