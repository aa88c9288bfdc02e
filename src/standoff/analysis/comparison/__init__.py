"""What changed? Two cases, dates, views or analysts side by side, and which difference matters."""
