"""How text is shown on a terminal: nothing that it would obey, and numbers of one length."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from standoff.printable import replaced
from standoff.results.records.assessment import Assessment
from standoff.results.records.frontier import FrontierDeal
from standoff.results.records.made import Made
from standoff.results.records.stability import Stable
from standoff.results.sentences import sureness as sentences
from standoff.results.sentences import wording

if TYPE_CHECKING:
    from rich.console import Console

    from standoff.case.model.model import Case


__all__ = [
    "at_least",
    "bounded",
    "change_of",
    "clean",
    "counted",
    "in_phases",
    "names_of",
    "note_of",
    "number",
    "of_stake",
    "ordered",
    "share_of",
    "state_of",
    "trust_of",
]


SEEN = 0.005
"""Smaller changes of how often a plan holds are not shown."""

VERDICTS = {"refused": "REFUSED", "breaks": "BREAKS", "holds": "HOLDS"}


def clean(text: str) -> str:
    """Text from a case without the control characters that a terminal would obey.

    >>> clean("red\\x1b[31m alert\\u202e")
    'red?[31m alert?'
    """
    return replaced(text, "?")


def number(value: float | None) -> str:
    """A number, or a dash where there is none."""
    return "-" if value is None else wording.number(value)


def trust_of(value: float | None) -> str:
    """Trust asked, or a dash where there is none."""
    return "-" if value is None else wording.asked(value)


def bounded(text: str, sign: str, exact: bool) -> str:
    """A number of the terminal, marked where it is a bound.

    >>> bounded("3.2", "≥", False), bounded("3.2", "≥", True), bounded("-", "≥", False)
    ('≥ 3.2', '3.2', '-')
    """
    return text if exact or text == "-" else f"{sign} {text}"


def share_of(value: float | None) -> str:
    """A share, or a dash where there is none."""
    return "-" if value is None else wording.percent(value)


def at_least(found: Assessment) -> str:
    """What stands before the trust asked where it is a bound."""
    return "" if found.made.exact or found.trust is None else "at least "


def note_of(console: Console, note: str) -> None:
    """A note, if there is one."""
    if note:
        console.print(clean(wording.opening(f"{note}.")))


def ordered(console: Console, case: Case, made: Made, drawn: bool = False) -> None:
    """Whose points come from an order alone, if anybody's do."""
    if made.ordered:
        console.print(clean(sentences.from_orders([case.parties[party].name for party in made.ordered], drawn)))


def in_phases(case: Case, deal: FrontierDeal) -> str:
    """The steps of a deal, phase by phase."""
    phases = (", ".join(case.steps[step].name for step in phase) for phase in deal.plan.phases)
    return "; ".join(f"({k}) {names}" for k, names in enumerate(phases, start=1))


def change_of(value: float) -> str:
    """A change with its sign; = where there is none."""
    return ("+" if value > 0 else "") + number(value) if abs(value) > 1e-9 else "="


def of_stake(margin: float | None) -> str:
    """A margin as a share of its party's stake, to a tenth of a percent."""
    return "-" if margin is None else f"{100 * margin:.1f} %".replace("-", "−")


def counted(found: Stable, concept: str) -> str:
    """How many equilibria there are under a notion; a dash where it was not asked for."""
    equilibria = found.equilibria.get(concept)
    return "-" if equilibria is None else str(equilibria.count)


def state_of(case: Case, state: Sequence[str]) -> str:
    """A state by the names of its steps."""
    return wording.in_a_row([case.steps[step].name for step in state]) or "nothing"


def names_of(parties: Mapping[str, object]) -> Callable[[str], str]:
    """What parties are called, by their keys."""
    return lambda key: clean(wording.opening(str(getattr(parties[key], "name", key))))
