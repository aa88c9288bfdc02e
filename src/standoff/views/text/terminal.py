"""How names and numbers are shown on a terminal: in few words in tables, numbers of one length."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from standoff.results.sentences import sureness as sentences
from standoff.results.sentences import wording
from standoff.views.text.page import Page, Verdict

if TYPE_CHECKING:
    from standoff.case.model.model import Case
    from standoff.results.records.assessment import Assessment
    from standoff.results.records.made import Made
    from standoff.results.records.stability import Stable


__all__ = [
    "at_least",
    "bounded",
    "change_of",
    "counted",
    "cut",
    "in_phases",
    "names_of",
    "note_of",
    "number",
    "of_stake",
    "ordered",
    "share_of",
    "short_of",
    "shorts_of",
    "state_of",
    "trust_of",
    "verdict_of",
]


SEEN = 0.005
"""Smaller changes of how often a plan holds are not shown."""

VERDICTS = {name: Verdict(name.upper()) for name in ("refused", "breaks", "holds", "asks more")}

PARTY = 48
"""So many characters the name of a party has."""

LONGEST = 24
"""So many characters the name of a step has in a table."""


def short_of(case: Case, step: str) -> str:
    """A step in a table: by its short name, or by its name, cut where it is long."""
    return cut(case.steps[step].in_short)


def cut(name: str, longest: int = LONGEST) -> str:
    """A name in a table, cut where it is long.

    >>> cut("Fuel"), cut("Fuel, food and medicine for the winter")
    ('Fuel', 'Fuel, food and medicine…')
    """
    return name if len(name) <= longest else f"{name[: longest - 1].rstrip(' ,…')}…"


def shorts_of(case: Case, steps: Sequence[str]) -> str:
    """Steps in a table, one after the other; those with a comma of their own in quotation marks."""
    names = (short_of(case, step) for step in steps)
    return ", ".join(f"“{name}”" if ", " in name else name for name in names)


def verdict_of(verdict: str, edge: bool = False) -> Verdict:
    """A verdict in a table."""
    return Verdict(f"{verdict.upper()}{', on the edge' * edge}")


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


def note_of(page: Page, note: str) -> None:
    """A note, if there is one."""
    page.say(wording.opening(f"{note}.") if note else "")


def ordered(page: Page, case: Case, made: Made, drawn: bool = False) -> None:
    """Whose points come from an order alone, if anybody's do."""
    if made.ordered:
        page.say(sentences.from_orders([case.parties[party].name for party in made.ordered], drawn))


def in_phases(case: Case, phases: Sequence[Sequence[str]]) -> str:
    """The steps of a plan in a table, phase by phase."""
    return " ".join(f"({k}) {shorts_of(case, phase)}" for k, phase in enumerate(phases, start=1))


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
    return lambda key: wording.opening(cut(str(getattr(parties[key], "name", key)), PARTY))
