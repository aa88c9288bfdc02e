"""Sentences of question 5: remedies, and how much of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from standoff.results.sentences.wording import after, in_quotes, number, percent, points, span

__all__ = ["Alteration", "doses", "remedy"]


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


_REMEDIES: dict[str, Callable[[Alteration], str]] = {
    "bond": lambda a: f"a bond of {points(a.amount)} that {a.party} loses when it is caught",
    "guarantee": lambda a: f"a guarantee pays {a.party} {points(a.amount)} when another party is caught",
    "sooner": lambda a: f"a breach of “{a.step}” is seen {after(a.after)}, not {after(a.before)}",
    "inspectors": lambda a: f"every breach {f'of {a.party} ' * bool(a.party)}is seen {_sooner(a.amount)}",
    "automatic": lambda a: f"“{a.step}” lapses by itself when the plan breaks down",
    "faster": lambda a: f"“{a.step}” can be taken back {_within(a.after)}, not {_within(a.before)}",
    "slower": lambda a: f"“{a.step}” can be taken back only {_within(a.after)}, not {_within(a.before)}",
    "longer": lambda a: f"{a.party} looks {span(a.after)} ahead, not {span(a.before)}",
    "shorter": lambda a: f"{a.party} looks only {span(a.after)} ahead, not {span(a.before)}",
    "split": lambda a: f"“{a.step}” comes in two halves, in phases {a.phase} and {a.phase + 1}",
    "drop": lambda a: f"“{a.step}” is left out",
    "add": lambda a: f"“{a.step}” is added in phase {a.phase}",
    "worth": lambda a: f"“{a.step}” is worth {points(a.amount)} more to {a.party}",
    "support": lambda a: f"support worth {points(a.amount)} to {a.party} flows while the whole deal is in force",
    "less_support": lambda a: (
        f"{in_quotes(a.members)} together take {_lost(a.after)} from {a.party}, not {_lost(a.before)}"
    ),
}


def _sooner(share: float) -> str:
    return f"{percent(share)} sooner"


def _lost(worth: float) -> str:
    return points(-worth) if worth < 0 else "nothing"


def doses(size: float) -> str:
    """The size of a remedy.

    >>> doses(1.0), doses(0.5), doses(20)
    ('1 usual dose', '0.5 usual doses', '20 usual doses')
    """
    text = number(size)
    return f"{text} usual dose{'' if text == '1' else 's'}"


def _within(years: float) -> str:
    text = span(years)
    return text if text in ("at once", "never") else f"in {text}"


def remedy(kind: str, alteration: Alteration) -> str:
    """A remedy in words.

    >>> remedy("sooner", Alteration("Lift the ban", "", 0, 0.5, 0.5, 0.25))
    'a breach of “Lift the ban” is seen after 3 months, not after 6 months'
    >>> remedy("worth", Alteration("Lift the ban", "Alpha", 0, 2.5, 3.0, 5.5))
    '“Lift the ban” is worth 2.5 points more to Alpha'
    >>> remedy("inspectors", Alteration("", "", 0, 0.5, 0.0, 0.0))
    'every breach is seen 50 % sooner'
    """
    return _REMEDIES[kind](alteration)
