"""What a user wants to be put over a case: a day, a view and values; the same for every question, and nothing else."""

from __future__ import annotations

import shlex
from dataclasses import dataclass

__all__ = ["AS_IT_IS", "Over"]


@dataclass(frozen=True)
class Over:
    """What a user wants to be put over a case: the history back to a day, a view by its name, and values."""

    as_of: str | None = None
    view: str | None = None
    values: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether it is anything."""
        return bool(self.as_of is not None or self.view is not None or self.values)

    @property
    def options(self) -> str:
        """The same as it is typed, with a space before each option."""
        words = [] if self.as_of is None else ["--as-of", self.as_of]
        words += [] if self.view is None else ["--view", self.view]
        words += [word for value in self.values for word in ("--set", value)]
        return "".join(f" {shlex.quote(word)}" for word in words)


AS_IT_IS = Over()
"""The case as its file has it."""
