"""What people look at: text for the terminal, the HTML brief, figures."""
