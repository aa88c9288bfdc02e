"""Where are we, by each notion of stability: states, moves, reach, and the table of notions."""
