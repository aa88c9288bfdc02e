"""What is wrong with a case as a whole: one module a family of problems."""
