"""Excel workbooks: of a case, out and in again, and of what a run found."""
