"""Which party, step, plan and deal of one case is which of another, and the other case in the names of the first."""
