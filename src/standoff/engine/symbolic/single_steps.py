"""What a party can have in a step that counts by itself and that no rule names: both its values are looked at."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from standoff.engine.symbolic.conflict import SymbolicConflict

__all__ = ["single_step"]

_WorthByValue = Sequence[int]
_Reach = Callable[[int], set[int]]


def single_step(conflict: SymbolicConflict, party: int, what: str, bit: int, value: int) -> tuple[int, int]:
    """Of one step, for the party: the number that `what` comes to, and the step's value then; worked out once.

    what: `reply` (the best of its own moves), `answer` (the worst of the others'), `firm` (the worst of the others',
    after which it moves), `over` (the best of its own moves by `firm`), `hold` (the best of its own moves, after which
    they answer).

    >>> from standoff.engine.symbolic.preferences import SymbolicWorths
    >>> conflict = SymbolicConflict(1, (1, 0), (0, 1), (), (SymbolicWorths((5,)), SymbolicWorths((0,))))
    >>> [single_step(conflict, 0, what, 0, 0) for what in ("reply", "answer", "firm", "hold")]
    [(5, 1), (0, 0), (5, 0), (0, 1)]
    """
    known = conflict.known.steps
    if (party, what, bit, value) not in known:
        worth = (0, conflict.preferences[party].level(1 << bit))
        known[party, what, bit, value] = _CHOICES[what](
            worth, lambda v: _own(conflict, party, bit, v), lambda v: _others(conflict, party, bit, v), value
        )
    return known[party, what, bit, value]


def _own(conflict: SymbolicConflict, party: int, bit: int, value: int) -> set[int]:
    """What a party can make of the step, by staying or moving."""
    can = {value}
    if conflict.makes[party] >> bit & 1:
        can.add(1)
    if conflict.ends[party] >> bit & 1:
        can.add(0)
    return can


def _others(conflict: SymbolicConflict, party: int, bit: int, value: int) -> set[int]:
    """What the others can make of it."""
    return set().union(*(_own(conflict, k, bit, value) for k in conflict.others(party)), {value})


def _reply(worth: _WorthByValue, own: _Reach, others: _Reach, value: int) -> tuple[int, int]:
    return max((worth[v], v) for v in own(value))


def _answer(worth: _WorthByValue, own: _Reach, others: _Reach, value: int) -> tuple[int, int]:
    return min((worth[v], v) for v in others(value))


def _firm(worth: _WorthByValue, own: _Reach, others: _Reach, value: int) -> tuple[int, int]:
    return min((_reply(worth, own, others, v)[0], v) for v in others(value))


def _over(worth: _WorthByValue, own: _Reach, others: _Reach, value: int) -> tuple[int, int]:
    return max((_firm(worth, own, others, v)[0], v) for v in own(value))


def _hold(worth: _WorthByValue, own: _Reach, others: _Reach, value: int) -> tuple[int, int]:
    return max((_answer(worth, own, others, v)[0], v) for v in own(value))


_CHOICES: dict[str, Callable[[_WorthByValue, _Reach, _Reach, int], tuple[int, int]]] = {
    "reply": _reply,
    "answer": _answer,
    "firm": _firm,
    "over": _over,
    "hold": _hold,
}
