"""A case as a game in the files of Gambit: strategic form (.nfg, all at once) and extensive form (.efg, in turn).

The formats as documented in Gambit's manual, chapter “Game representation formats”. Where parties only order states,
payoffs are places in that order: solvers in mixed strategies then read more into them than the case says.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import count
from typing import TYPE_CHECKING

from standoff.formats.escapes import gambit, plain
from standoff.formats.state_tables import called

if TYPE_CHECKING:
    from standoff.case.model.model import Case
    from standoff.results.records.games import Outcome, StepsChanged, Turn

__all__ = ["as_efg", "as_nfg"]

_PAYOFFS = "Payoffs: points, at the medians; of a party that only orders states, the level of the state, 1 the worst."

_AT_ONCE = (
    "From the state in force now, all parties choose at once which of their steps to make (+) or to end (-). "
    "What breaks a rule pays everybody less than all that does not: it is a convention, and no such cell is a state."
)

_IN_TURN = (
    "From the state in force now, every party moves once, in the order of the case, or stays, knowing what was done. "
    "The game then ends. Moves lead only to what the rules allow; a party that can only stay is passed over."
)


def as_nfg(case: Case) -> str:
    """The strategic game from now, in the outcome version: every outcome is the state that the choices lead to."""
    from standoff.analysis.reasons.games import at_once

    game = at_once(case)
    lines = [
        f"NFG 1 R {_quoted(case.title)} {_players(case)}",
        "",
        "{",
        *(f"{{ {' '.join(_quoted(_said(choice)) for choice in choices)} }}" for choices in game.choices),
        "}",
        _quoted(f"{_AT_ONCE} {_PAYOFFS}"),
        "",
        "{",
        *(f"{{ {_quoted(_ending(outcome))} {_payoffs(outcome, ', ')} }}" for outcome in game.outcomes),
        "}",
        " ".join(str(place + 1) for place in game.ends),
    ]
    return "\n".join(lines) + "\n"


def as_efg(case: Case) -> str:
    """The extensive game from now, of perfect information: every turn is an information set of its own."""
    from standoff.analysis.reasons.games import in_turn

    head = f"EFG 2 R {_quoted(case.title)} {_players(case)}"
    nodes = _nodes(list(case.parties), in_turn(case), count(1), set(), Counter())
    return "\n".join([head, _quoted(f"{_IN_TURN} {_PAYOFFS}"), "", *nodes]) + "\n"


def _nodes(
    parties: Sequence[str], turn: Turn, sets: Iterator[int], ended: set[int], used: Counter[tuple[str, str]]
) -> Iterator[str]:
    """The nodes of a subtree, each before what follows from it.

    ended: the outcomes that were described before. used: how often a player's turns had a label, which is to be unique.
    """
    if turn.party is None:
        number = turn.outcome.number or 0
        described = f" {_quoted(_ending(turn.outcome))} {{ {_payoffs(turn.outcome, ', ')} }}"
        yield f't "" {number}' + described * (number not in ended)
        ended.add(number)
        return
    player, actions = parties.index(turn.party) + 1, " ".join(_quoted(_said(change)) for change, _ in turn.moves)
    label = _ending(turn.outcome)
    used[turn.party, label] += 1
    if (times := used[turn.party, label]) > 1:
        label = f"{label} ({times})"
    yield f'p "" {player} {next(sets)} {_quoted(label)} {{ {actions} }} 0'
    for _, after in turn.moves:
        yield from _nodes(parties, after, sets, ended, used)


def _players(case: Case) -> str:
    return "{ " + " ".join(_quoted(label) for label in _labels(case)) + " }"


def _labels(case: Case) -> list[str]:
    """What the parties are called, as Gambit takes it: in ASCII, each once, and none of them the player of chance."""
    labels = {party: _ascii(called(case, party)) or party for party in case.parties}
    while unfit := [party for party, label in labels.items() if _taken(label, labels.values())]:
        labels |= {party: f"{labels[party]} ({party})" for party in unfit}
    return list(labels.values())


def _taken(label: str, labels: Iterable[str]) -> bool:
    return label.casefold() == "chance" or sum(other == label for other in labels) > 1


def _ascii(text: str) -> str:
    """Text as a label of Gambit, without accents and letters that it does not take."""
    return plain(unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii"))


def _quoted(text: str) -> str:
    return f'"{gambit(text)}"'


def _said(change: StepsChanged) -> str:
    """A choice by the names of the steps in the case, which are unique: + brings into force, - ends."""
    return " ".join([f"+{step}" for step in change.made] + [f"-{step}" for step in change.ended]) or "stay"


def _ending(outcome: Outcome) -> str:
    return f"state {outcome.number}" if outcome.number else "not allowed: " + (" ".join(outcome.state) or "nothing")


def _payoffs(outcome: Outcome, between: str) -> str:
    return between.join(format(Decimal(f"{payoff:.12g}").normalize(), "f") for payoff in outcome.payoffs)
