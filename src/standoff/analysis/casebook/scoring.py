"""How often predictions were right, beside rules that need no program: from agreements alone, no case is read here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import get_args

from standoff.engine.sureness.scores import brier, exact_interval, others_rate
from standoff.results.records.casebook import Agreement, Aspect, Flag, Flagged, Score, Sort

__all__ = ["flagged_of", "scores_of"]

_Guess = Callable[[Agreement], float]
"""How right a rule is about an agreement: 1 or 0, or in between the chance that a guess is."""

_WHO: Mapping[Sort, _Guess] = {
    "program": lambda one: float(bool(one.who_right)),
    "shorter horizon": lambda one: _share_of(one.said.nearest, one.broken_by),
    "chance": lambda one: _share_of(one.said.needed, one.broken_by),
}

_WHEN: Mapping[Sort, _Guess] = {
    "program": lambda one: float(bool(one.when_right)),
    "longest phase": lambda one: float(one.phase == one.said.longest),
    "last phase": lambda one: float(one.phase == one.said.phases),
    "chance": lambda one: 1 / (one.said.phases + 1),
}
"""After completion is a phase of its own, in which an agreement can break."""


def _share_of(some: Sequence[str], breakers: Sequence[str]) -> float:
    """How likely one of some parties, whichever, is one that broke it."""
    return sum(party in breakers for party in some) / len(some) if some else 0.0


def scores_of(agreements: Sequence[Agreement]) -> tuple[Score, ...]:
    """All scores: who and when of the agreements that broke, whether of all."""
    broke = [one for one in agreements if not one.held]
    counted: tuple[tuple[Aspect, Mapping[Sort, _Guess]], ...] = (("who", _WHO), ("when", _WHEN))
    named = [
        _counted(aspect, by, [guess(one) for one in broke]) for aspect, rules in counted for by, guess in rules.items()
    ]
    return (*named, *_whether(agreements))


def _counted(aspect: Aspect, by: Sort, right: Sequence[float], stated: float | None = None) -> Score:
    hits, whole = sum(right), all(one in (0.0, 1.0) for one in right)
    between = exact_interval(round(hits), len(right)) if whole and by != "chance" else None
    return Score(aspect, by, hits, len(right), between, stated)


def _whether(agreements: Sequence[Agreement]) -> Iterator[Score]:
    """Who states a chance of holding is right where it is above a half and it held, or is not and it broke."""
    held = [one.held for one in agreements]
    if not held:
        yield Score("whether", "program", 0.0, 0, (0.0, 1.0))
        return
    stated: dict[Sort, list[float]] = {
        "program": [one.said.holds for one in agreements],
        "always holds": [1.0] * len(held),
        "always breaks": [0.0] * len(held),
    }
    if len(held) > 1:
        stated["base rate"] = others_rate(held)
    stated["chance"] = [0.5] * len(held)
    for by, chances in stated.items():
        right = [0.5 if by == "chance" else float((p > 0.5) == h) for p, h in zip(chances, held, strict=True)]
        yield _counted("whether", by, right, brier(chances, held))


def flagged_of(agreements: Sequence[Agreement]) -> tuple[Flagged, ...]:
    """How many agreements that broke, that held, and of which something was named wrongly, had each flag, and any."""
    broke = [one for one in agreements if not one.held]
    held = [one for one in agreements if one.held]
    missed = [one for one in broke if not (one.who_right and one.when_right)]

    def count(flag: Flag | None, some: Sequence[Agreement]) -> int:
        return sum(bool(one.said.flags) if flag is None else flag in one.said.flags for one in some)

    return tuple(
        Flagged(
            flag or "any",
            count(flag, broke),
            len(broke),
            count(flag, held),
            len(held),
            count(flag, missed),
            len(missed),
        )
        for flag in (*get_args(Flag), None)
    )
