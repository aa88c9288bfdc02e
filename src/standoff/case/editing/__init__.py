"""Edits of the text of a case: one edit one line, what differs between two texts, and two sets of edits in one."""
