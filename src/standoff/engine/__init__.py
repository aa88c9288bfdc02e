"""What follows from the numbers: states, moves, stability, assessment and roadmaps; numbers and bit masks only."""
