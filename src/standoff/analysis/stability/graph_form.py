"""Question 1 for a conflict in graph form: which states are stable, and what can be reached from now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from standoff.engine.core.types import Bools
from standoff.engine.graph_form import deterrence
from standoff.engine.graph_form.form import GraphForm
from standoff.engine.stability import concepts, individual
from standoff.engine.stability.coalitions import CoalitionAnalysis, coalitions_of
from standoff.engine.stability.states import ranks_from_ranking
from standoff.results.records.graph_form import (
    GraphDeterrence,
    GraphEquilibria,
    GraphReachable,
    GraphStable,
    GraphState,
)
from standoff.results.records.made import Made
from standoff.results.sentences import stability as sentences
from standoff.version import __version__

if TYPE_CHECKING:
    from standoff.case.graph import GraphConflict

__all__ = ["stable_graph"]


@dataclass(frozen=True)
class _Named:
    """A conflict as the engine sees it, and the way back to names."""

    conflict: GraphConflict
    form: GraphForm
    names: tuple[str, ...]
    held: Mapping[str, Bools]
    equilibria: Mapping[str, Bools]

    def called(self, state: int) -> str:
        return sentences.moving_to(self.conflict.states[self.names[state]] or self.names[state])

    def state(self, state: int) -> GraphState:
        """What is said of one state."""
        return GraphState(
            self.names[state],
            {
                party: tuple(concept for concept, found in self.held.items() if found[i][state])
                for i, party in enumerate(self.conflict.parties)
            },
            self.under(state),
        )

    def under(self, state: int) -> tuple[str, ...]:
        return tuple(concept for concept, found in self.equilibria.items() if found[state])


def _form(conflict: GraphConflict) -> GraphForm:
    place = {name: number for number, name in enumerate(conflict.states)}
    every = np.ones(len(place), np.bool_)
    ranks = [
        ranks_from_ranking([[place[state] for state in level] for level in conflict.prefers[party]], every)
        for party in conflict.parties
    ]
    moves = [[(place[left], place[reached]) for left, reached in conflict.moves[party]] for party in conflict.parties]
    return GraphForm.of(ranks, moves)


def _for_all(form: GraphForm, held: Mapping[str, Bools], name: str) -> Bools:
    """Where all parties, or under a concept of coalitions all coalitions, would stay."""
    if name in held:
        return np.asarray(held[name].all(axis=0))
    work, function = CoalitionAnalysis.of(form), concepts.notion(name).function
    found: Bools = np.logical_and.reduce([function(work, group) for group in coalitions_of(range(form.parties))])
    return found


def stable_graph(
    conflict: GraphConflict, limit: int = 1000, all_states: bool = False, asked: Sequence[str] = ()
) -> GraphStable:
    """Where are we: is now stable, for whom, by which notion; what is in equilibrium, and what can be reached?

    At most `limit` states are listed for each concept, those that improvements lead to from now first. asked: the names
    of concepts, without any the five of one party alone; under one of coalitions, an equilibrium is what every
    coalition would stay in. UsageError or SizeError for what cannot be asked of this conflict.

    >>> from standoff.case.graph import GraphConflict
    >>> one = GraphConflict("A way out", ("A",), {"in": "In", "out": "Out"}, {"A": (("out",),)}, {"A": (("in", "out"),)}, "in")
    >>> found = stable_graph(one)
    >>> found.equilibria["nash"].states, found.deterrence[0].why
    (('out',), 'A would do better by moving to “Out”, and nothing that the others can do deters it.')
    """  # noqa: E501
    form = _form(conflict)
    names = tuple(dict.fromkeys(asked)) or tuple(individual.CONCEPTS)
    concepts.refuse(form, names)
    held = {name: concepts.where(form, name) for name in names if not concepts.notion(name).of_coalitions}
    named = _Named(conflict, form, tuple(conflict.states), held, {name: _for_all(form, held, name) for name in names})
    here = None if conflict.now is None else named.names.index(conflict.now)
    count = np.full(form.states, -1, np.int32) if here is None else deterrence.improvement_reach(form, here)
    order = np.lexsort((np.arange(form.states), np.where(count < 0, np.iinfo(np.int32).max, count)))

    def listed(found: Bools) -> GraphEquilibria:
        chosen = order[found[order]][:limit]
        return GraphEquilibria(int(found.sum()), tuple(named.names[s] for s in chosen))

    led_to = [int(s) for s in order if count[s] > 0 and named.under(s)]
    led_to.sort(key=lambda state: "nash" not in named.under(state))
    return GraphStable(
        title=conflict.title,
        parties=conflict.parties,
        labels=conflict.states,
        moves={party: len(arcs.starts) for party, arcs in zip(conflict.parties, form.moves, strict=True)},
        equilibria={concept: listed(found) for concept, found in named.equilibria.items()},
        now=None if here is None else named.state(here),
        deterrence=() if here is None else tuple(_deterrence(named, i, here) for i in range(form.parties)),
        reachable=tuple(GraphReachable(named.names[s], int(count[s]), named.under(s)) for s in led_to[:limit]),
        reachable_states=int((count > 0).sum()),
        reachable_equilibria=len(led_to),
        states=tuple(named.state(s) for s in range(form.states)) if all_states else None,
        made=Made(version=__version__, method="the definitions, over states and last movers", exact=True),
    )


def _deterrence(of: _Named, i: int, here: int) -> GraphDeterrence:
    """A party's best improvement from now, and the answer of the others that deters it."""
    party = of.conflict.parties[i]
    improvement = deterrence.best_improvement(of.form, i, here)
    if improvement is None:
        return GraphDeterrence(party, None, None, None, (), sentences.why_it_stays(party))
    move, better = of.called(improvement), of.names[improvement]
    answer = deterrence.sanction(of.form, i, here, improvement)
    if answer is None:
        return GraphDeterrence(party, better, None, None, (), sentences.why_undeterred(party, move))
    said = [(of.conflict.parties[mover], of.called(state)) for mover, state in answer.moves]
    return GraphDeterrence(
        party=party,
        improvement=better,
        sanction=of.names[answer.moves[-1][1]],
        concept=answer.concept,
        moves=tuple((of.conflict.parties[mover], of.names[state]) for mover, state in answer.moves),
        why=sentences.why_deterred(party, move, said, concepts.notion(answer.concept).answer),
    )
