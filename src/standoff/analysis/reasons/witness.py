"""Why a party would stay in a state of a case, or leave it, and how a state is named."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from standoff.analysis.names import called_by, key_named, places_of, steps_named
from standoff.analysis.ordinal_worths import by_worth
from standoff.analysis.progress import Progress, silent
from standoff.analysis.stability.state_space import StateSpace, unmerged_state_space_of
from standoff.engine.core import masks
from standoff.engine.reasons import witness
from standoff.errors import UsageError
from standoff.results.records.made import Made
from standoff.results.records.reasons import Motion, PartyReasons, Reaction, Reason, Reasons
from standoff.results.sentences import reasons
from standoff.version import __version__

if TYPE_CHECKING:
    from standoff.case.model.model import Case

__all__ = ["StatesInWords", "concepts_asked", "explain_state", "parties_asked", "state_named"]

NOW, NOTHING = "now", "nothing"
"""How the state today and the one with no step in force are asked for."""


def state_named(case: Case, text: str) -> int:
    """A state by the names of its steps, with commas between, as `now` or as `nothing`; as a mask of steps.

    Raises UsageError for an unknown step, and for a state that breaks a rule or a choice, which it names.
    """
    words = [word.strip() for word in text.split(",") if word.strip()]
    if words == [NOW] and NOW not in case.steps:
        words = list(case.now)
    if words == [NOTHING] and NOTHING not in case.steps:
        words = []
    words = [step for word in words for step in steps_named(case, word, hints=(NOW, NOTHING))]
    broken = [*_broken_rules(case, words), *_broken_choices(case, words)]
    if broken:
        raise UsageError(f"this state cannot be: it breaks {'; '.join(broken)}")
    return masks.mask(places_of(list(case.steps), words))


def _broken_rules(case: Case, words: Sequence[str]) -> Iterable[str]:
    from standoff.case.model.rules import holds

    return (f"the rule `{rule.text}`" for rule in case.rules if not holds(rule.expression, set(words)))


def _broken_choices(case: Case, words: Sequence[str]) -> Iterable[str]:
    for name, members in case.choices.items():
        taken = [f"`{member}`" for member in members if member in words]
        if len(taken) > 1:
            yield f"the choice `{name}`, of which at most one can be in force, not {' and '.join(taken)}"


def parties_asked(case: Case, party: str) -> tuple[int, ...]:
    """The place of the party that was asked for, or of all; UsageError for an unknown one."""
    if not party:
        return tuple(range(len(case.parties)))
    return (list(case.parties).index(key_named("party", party, case.parties)),)


def concepts_asked(concept: str) -> tuple[str, ...]:
    """The notion that was asked for, or all that have a witness; UsageError for an unknown one."""
    if concept:
        witness.reading_of(concept)
    return (concept,) if concept else tuple(witness.READINGS)


class StatesInWords:
    """The states of a case in words, and what moves between them are worth to the parties."""

    def __init__(self, space: StateSpace) -> None:
        self.space, self.case = space, space.case
        self.parties = tuple(space.case.parties)

    def _together(self, party: int) -> Iterable[tuple[int, float]]:
        return zip(self.space.together, self.space.together_worth[:, party].tolist(), strict=True)

    def _worth(self, party: int, state: int) -> float:
        """What one state is worth, without the others."""
        steps = [float(self.space.worth[party, j]) for j in masks.members(state)]
        return math.fsum([*steps, *(worth for entry, worth in self._together(party) if state & entry == entry)])

    def gain(self, party: int, before: int, after: int) -> float | None:
        """How much more one state is worth to a party than another; exactly 0 where it likes them equally."""
        rank = self.space.graph.ranks[party]
        if not by_worth(self.case, self.parties[party]):
            return None
        return 0.0 if rank[before] == rank[after] else self._worth(party, after) - self._worth(party, before)

    def prefers(self, party: int, before: int, after: int) -> bool:
        """Whether a party likes a state better than another."""
        rank = self.space.graph.ranks[party]
        return bool(rank[after] > rank[before])

    def motion(self, parties: Sequence[int], before: int, after: int) -> Motion:
        """A move, and what it does to those who make it."""
        return Motion(
            parties=tuple(self.parties[i] for i in parties),
            state=self.space.state(after),
            improves=all(self.prefers(i, before, after) for i in parties),
            gains={self.parties[i]: self.gain(i, before, after) for i in parties},
            says=self.space.move(parties[0], before, after),
        )


def explain_state(
    case: Case,
    state: str = NOW,
    party: str = "",
    concept: str = "",
    every: bool = False,
    progress: Progress = silent,
) -> Reasons:
    """Why a party (or each of them) would stay in a state or leave it, under a notion (or each of them).

    state: names of steps with commas between, `now` or `nothing`. With `every`, each improvement with its answer.
    Raises UsageError for unknown names and states that cannot be, SizeError above 24 steps.

    >>> from standoff import example
    >>> found = explain_state(example(), party="beta")
    >>> found.state
    ('fuel',)
    """
    parties, concepts, here = parties_asked(case, party), concepts_asked(concept), state_named(case, state)
    told = StatesInWords(unmerged_state_space_of(case))
    found = []
    for number, i in enumerate(parties, start=1):
        found.append(_party(told, i, here, concepts, every))
        progress("reasons", number / len(parties))
    method = "a witness for every verdict, by the definitions, at the medians of the ranges"
    return Reasons(
        state=told.space.state(here),
        parties=tuple(found),
        made=Made(version=__version__, method=method, exact=True),
    )


def _party(told: StatesInWords, i: int, here: int, concepts: Sequence[str], every: bool) -> PartyReasons:
    moves = len(told.space.graph.targets(i, here))
    reasons_ = tuple(_reason(told, i, here, concept, moves, every) for concept in concepts)
    return PartyReasons(told.parties[i], moves, reasons_)


def _reason(told: StatesInWords, i: int, here: int, concept: str, moves: int, every: bool) -> Reason:
    graph, reading, name = told.space.graph, witness.reading_of(concept), told.parties[i]
    found = witness.witness(graph, i, here, concept)
    called = dict(zip(told.case.parties, called_by(told.case), strict=True))
    reason = Reason(
        concept=concept,
        stable=found.stable,
        counts=("improving" if reading.improving else "any") if reading.answers else "none",
        firm=reading.firm,
        improvements=found.improvements,
        undeterred=found.undeterred,
        decides=_reaction(told, i, here, found.decides) if found.decides else None,
        each=_each(told, i, here, concept) if every else None,
        why=reasons.why_no_improvement(called[name], moves),
    )
    return replace(reason, why=reasons.why_verdict(name, reason, called.__getitem__)) if reason.decides else reason


def _each(told: StatesInWords, i: int, here: int, concept: str) -> tuple[Reaction, ...]:
    """Every improvement, the best first, with its answer."""
    graph = told.space.graph
    found = witness.improvements(graph, i, here)
    worst = witness.harshest(graph, i, concept)
    order = found[np.lexsort((found, -graph.ranks[i][found]))].tolist()
    return tuple(
        _reaction(told, i, here, witness.answer(graph, i, here, end, concept, int(worst[end]))) for end in order
    )


def _reaction(told: StatesInWords, i: int, here: int, found: witness.PossibleAnswers) -> Reaction:
    before = [found.improvement, *(state for _, state in found.moves)]
    best = found.end if found.reply is None else found.reply
    return Reaction(
        improvement=told.motion([i], here, found.improvement),
        answer=tuple(told.motion([mover], before[n], state) for n, (mover, state) in enumerate(found.moves)),
        deters=found.deters,
        left=told.gain(i, here, found.end),
        left_better=told.prefers(i, here, found.end),
        reply=None if found.reply is None else told.motion([i], found.end, found.reply),
        reply_left=told.gain(i, here, best),
        escapes=told.prefers(i, here, best),
    )
