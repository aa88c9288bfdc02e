"""The brief as a Word document: the front and the parts asked for, with real headings and tables that can be edited."""
