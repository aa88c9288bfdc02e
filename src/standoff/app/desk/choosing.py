"""What is taken back though more was done since, and lines that both sides changed, taken as somebody chose them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from standoff.app.desk.gesture import Gesture, put
from standoff.app.desk.outside import Outside, Pick, reader_of
from standoff.case.editing.merging import merged, picked
from standoff.errors import EditError, UsageError

__all__ = ["as_picked", "without"]

_Texts = Mapping[str, str]


def without(base: _Texts, gestures: Sequence[Gesture], number: int, case: str) -> dict[str, str]:
    """The texts as they are without one of the gestures since the base; raises EditError where later ones build on it.

    number: from 0, the oldest first. case: the file of the case.
    """
    if not 0 <= number < len(gestures):
        raise UsageError("there is no such change any more; look again")
    before = base
    for gesture in gestures[:number]:
        before = put(before, gesture.changes)
    texts = after = put(before, gestures[number].changes)
    for later in (None, *gestures[number + 1 :]):
        texts = texts if later is None else put(texts, later.changes)
        found = _back(before, after, texts, case)
        if found is None:
            label, built = gestures[number].label, later.label if later else ""
            raise EditError("", f"“{built}” builds on “{label}”", "drop that first, or undo both")
    return found or {}


def _back(
    before: Mapping[str, str], after: Mapping[str, str], texts: Mapping[str, str], case: str
) -> dict[str, str] | None:
    """Texts with what led from `before` to `after` taken back; None where that touches what was done since."""
    found = dict(texts)
    for name in dict.fromkeys([*before, *after]):
        old, new, now = before.get(name), after.get(name), texts.get(name)
        if old == new:
            continue
        if old is None:
            if now != new:
                return None
            found.pop(name, None)
            continue
        result = merged(new or "", now or "", old, reader_of(name, case)).text
        if result is None:
            return None
        found[name] = result
    return found


def as_picked(outside: Outside, picks: Sequence[Pick], case: str) -> dict[str, str]:
    """The files that were changed on both sides, with all of both, and one of the two where they touch, as picked.

    picks: one for each of `touching`, in order. Raises UsageError where there are more or fewer.
    """
    if len(picks) != len(outside.touching):
        raise UsageError(f"{len(outside.touching)} places were changed on both sides; choose for each of them")
    found = {}
    for name, theirs in outside.theirs.items():
        chosen = [pick for place, pick in zip(outside.touching, picks, strict=True) if place.file == name]
        sides = outside.base.get(name, ""), outside.mine.get(name, ""), theirs
        found[name] = picked(*sides, chosen, reader_of(name, case))
    return found
