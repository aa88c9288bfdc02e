"""What the view Answer shows: the bars and sentences of the answer, as they come in."""
