"""What a user wants to be put over a case, as verbs are given it."""

from standoff.over import AS_IT_IS, Over

__all__ = ["AS_IT_IS", "Over"]
