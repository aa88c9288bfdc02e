"""Overlays: values by path that are put over a case, whether a history, a view or a user gives them."""
