"""The same questions where states and moves are given one by one."""
