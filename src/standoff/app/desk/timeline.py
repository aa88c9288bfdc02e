"""What was done, in order: where on it the texts are now, and where they were saved last."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from standoff.app.desk.gesture import Gesture

__all__ = ["Timeline"]

_MOST = 5_000
"""Gestures; the oldest that are saved go."""


@dataclass
class Timeline:
    """Gestures; the first `here` of them are in the texts, the first `saved` in the files."""

    gestures: list[Gesture] = field(default_factory=list)
    here: int = 0
    saved: int = 0

    @property
    def unsaved(self) -> tuple[Gesture, ...]:
        """What lies between the files and the texts, in order; what was undone over a save, as a gesture back."""
        if self.here >= self.saved:
            return tuple(self.gestures[self.saved : self.here])
        return tuple(gesture.back for gesture in reversed(self.gestures[self.here : self.saved]))

    @property
    def undone(self) -> tuple[Gesture, ...]:
        """What can be done again, the next first."""
        return tuple(self.gestures[self.here :])

    def done(self, gesture: Gesture) -> None:
        """One more gesture; what was undone before it is gone, but where it was saved: that was undone by a gesture."""
        self._straighten()
        self.gestures.append(gesture)
        self.here += 1
        if len(self.gestures) > _MOST and self.saved:
            del self.gestures[0]
            self.here, self.saved = self.here - 1, self.saved - 1

    def _straighten(self) -> None:
        back = self.unsaved if self.here < self.saved else ()
        self.gestures = [*self.gestures[: max(self.here, self.saved)], *back]
        self.here = len(self.gestures)

    def before(self, earlier: Sequence[Gesture]) -> None:
        """What was done before the first gesture, and saved."""
        self.gestures = [*earlier, *self.gestures]
        self.here, self.saved = self.here + len(earlier), self.saved + len(earlier)

    def rebased(self, gestures: Iterable[Gesture], unsaved: Iterable[Gesture]) -> None:
        """What is in the files now besides what was saved, and what is not saved after that."""
        self._straighten()
        there = [*self.gestures[: self.saved], *gestures]
        self.gestures = [*there, *unsaved]
        self.here, self.saved = len(self.gestures), len(there)
