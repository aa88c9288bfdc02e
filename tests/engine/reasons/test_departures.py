"""What a coalition could leave one state for: as the concepts say that look at all states."""

from __future__ import annotations

import numpy as np
import pytest

from conflicts import random_graph
from standoff.engine.reasons import departures
from standoff.engine.reasons.departures import departure, improvements_of
from standoff.engine.stability import coalitions
from standoff.engine.stability.coalitions import CONCEPTS, CoalitionAnalysis, coalitions_of


@pytest.mark.parametrize(("parties", "n"), [(2, 5), (3, 5), (4, 5), (4, 6)])
def test_one_state_is_as_all_states_say(parties, n):
    for seed in range(12):
        graph = random_graph(seed, parties, n, structured=seed % 2 == 0)
        work = CoalitionAnalysis.of(graph)
        for group in coalitions_of(range(parties)):
            tables = {name: concept(work, group) for name, concept in CONCEPTS.items()}
            for state in np.flatnonzero(graph.feasible).tolist()[:: 1 if n < 6 else 3]:
                found = departure(graph, group, state)
                assert found.stable == {name: bool(table[state]) for name, table in tables.items()}
                improvements, undeterred = coalitions.leaving(work, group, state)
                assert found.improvements.tolist() == improvements.tolist()
                assert found.undeterred.tolist() == undeterred.tolist()


def test_answers_given_together_are_not_looked_for_among_too_many(monkeypatch):
    """Then cseq is what is known for sure, or None; the others are exact."""
    unknown = 0
    for seed in range(30):
        graph = random_graph(seed, 4, 5, structured=False)
        for group in coalitions_of(range(4)):
            for state in np.flatnonzero(graph.feasible).tolist()[:6]:
                exact = departure(graph, group, state).stable
                with monkeypatch.context() as patch:
                    patch.setattr(departures, "MOST_AROUND", 1)
                    found = departure(graph, group, state).stable
                unknown += found["cseq"] is None
                assert found["cseq"] in (exact["cseq"], None)
                assert {**found, "cseq": None} == {**exact, "cseq": None}
    assert unknown


def test_the_smallest_change_is_one_that_nothing_deters_if_there_is_one():
    """Two steps of one party: one pays until the other party answers, both together pay whatever it does."""
    ranks = np.array([[1, 2, 0, 3, 0, 0, 0, 2], [0] * 8], np.int32)
    graph = coalitions.Graph(3, (3, 4), (3, 4), np.ones(8, bool), ranks)
    found = departure(graph, (0,), 0)
    assert found.improvements.tolist() == [1, 3]
    assert found.undeterred.tolist() == [3]
    assert found.smallest(0, found.improvements) == 3
    nobody = departure(graph, (1,), 0)
    assert nobody.smallest(0, nobody.improvements) is None


def test_what_takes_all_members_is_told_apart_from_what_fewer_can_do():
    """0 would set its step alone, which 1 likes as well; both like it best if 1 sets its own, too. 2 likes neither."""
    ranks = np.array([[1, 2, 0, 3], [1, 2, 0, 3], [0, 0, 1, 0]], np.int32)
    graph = coalitions.Graph(2, (1, 2, 0), (1, 2, 0), np.ones(4, bool), ranks)
    found = [departure(graph, group, 0) for group in coalitions_of(range(3))]
    assert {one.coalition: one.improvements.tolist() for one in found if len(one.improvements)} == {
        (0,): [1],
        (0, 1): [1, 3],
    }
    together = departures.told_apart(found, lambda _: pytest.fail("all are known"))
    assert {group: states.tolist() for group, states in together.items() if len(states)} == {(0,): [1], (0, 1): [3]}
    pair = found[3]
    assert pair.smallest(0, together[0, 1]) == 3
    asked: list[coalitions.Coalition] = []
    alone = departures.told_apart([pair], lambda group: asked.append(group) or improvements_of(graph, group, 0))
    assert (asked, alone[0, 1].tolist()) == ([(0,), (1,)], [3])
