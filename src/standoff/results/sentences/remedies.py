"""Sentences of question 5: remedies, and how much of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from string import Formatter

from standoff.results.records.remedies import Mending
from standoff.results.sentences.wording import after, enough, in_quotes, percent, points, points_enough, span

__all__ = ["LEAST", "Alteration", "doses", "mended", "remedy"]


# ------------------------------------------------------------------------------------ what would mend it


@dataclass(frozen=True)
class Alteration:
    """A remedy at a place: the names of step and party, a phase, how much, and the number before and after.

    members: the names of the steps of a `together` entry.
    """

    step: str
    party: str
    phase: int
    amount: float
    before: float
    after: float
    members: Sequence[str] = ()


LEAST = 1e-6
"""So little of a remedy, of which less would do as well, is told as any amount."""

_PIECES: Mapping[str, Callable[[Alteration], str]] = {
    "step": lambda a: a.step,
    "party": lambda a: a.party,
    "of_party": lambda a: f"of {a.party} " * bool(a.party),
    "members": lambda a: in_quotes(a.members),
    "phase": lambda a: str(a.phase),
    "next_phase": lambda a: str(a.phase + 1),
    "points": lambda a: _any(a) or points_enough(a.amount),
    "share": lambda a: _any(a) or percent(a.amount),
    "any": lambda a: _any(a) or "a little",
    "seen_before": lambda a: after(a.before),
    "seen_after": lambda a: after(a.after),
    "undone_before": lambda a: _within(a.before),
    "undone_after": lambda a: _within(a.after),
    "ahead_before": lambda a: span(a.before),
    "ahead_after": lambda a: span(a.after),
    "taken_before": lambda a: _lost(a.before),
    "taken_after": lambda a: _lost(a.after),
}
"""What can stand in braces in the words of a remedy."""


def _any(alteration: Alteration) -> str:
    return "any amount" if alteration.amount <= LEAST else ""


def _lost(worth: float) -> str:
    return points(-worth) if worth < 0 else "nothing"


def doses(size: float) -> str:
    """The size of a remedy.

    >>> doses(1.0), doses(0.5), doses(20), doses(1e-8)
    ('1 usual dose', '0.5 usual doses', '20 usual doses', 'any amount')
    """
    if size <= LEAST:
        return "any amount"
    text = enough(size)
    return f"{text} usual dose{'' if text == '1' else 's'}"


def mended(mending: Mending) -> str:
    """What is said of a plan that is as it should be."""
    if mending.trust_at_most >= 1:
        return "it holds"
    return f"it holds and asks for trust of at most {percent(mending.trust_at_most)}"


def _within(years: float) -> str:
    text = span(years)
    return text if text in ("at once", "never") else f"in {text}"


def remedy(says: str, alteration: Alteration, slight: str = "") -> str:
    """A remedy in words: what the table of remedies says of its kind, filled in.

    slight: what it says where the numbers before and after are told alike.

    >>> remedy("a breach of “{step}” is seen {seen_after}", Alteration("Lift the ban", "", 0, 0.5, 0.5, 0.25))
    'a breach of “Lift the ban” is seen after 3 months'
    >>> remedy("“{step}” is worth {points} more to {party}", Alteration("Lift the {ban}", "Alpha", 0, 2.5, 3.0, 5.5))
    '“Lift the {ban}” is worth 2.5 points more to Alpha'
    >>> remedy("every breach {of_party}is seen {share} sooner", Alteration("", "", 0, 0.5, 0.0, 0.0))
    'every breach is seen 50 % sooner'
    >>> words = "seen {seen_after}, not {seen_before}", "seen {any} sooner than {seen_before}"
    >>> for before, amount in ((0.25, 0.01), (0.25, 1e-9), (0.25, 1 / 3)):
    ...     print(remedy(words[0], Alteration("", "", 0, amount, before, before * (1 - amount)), words[1]))
    seen a little sooner than after 3 months
    seen any amount sooner than after 3 months
    seen after 2 months, not after 3 months
    """
    told = _pieces(says, alteration)
    befores = [name for name in told if name.endswith("_before")]
    if slight and any(told[name] == told[name.replace("_before", "_after")] for name in befores):
        says, told = slight, _pieces(slight, alteration)
    return says.format_map(told)


def _pieces(says: str, alteration: Alteration) -> dict[str, str]:
    """What stands for each name in braces."""
    return {name: _PIECES[name](alteration) for _, name, _, _ in Formatter().parse(says) if name}
