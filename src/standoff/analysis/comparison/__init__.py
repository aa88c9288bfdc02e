"""Two cases, dates, views or analysts side by side: what they differ in, and which difference matters."""
