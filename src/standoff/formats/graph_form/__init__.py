"""Conflicts in graph form, from JSON and from spreadsheets."""
