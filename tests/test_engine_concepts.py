"""The table of concepts: every entry says what it is, whose it is and when it can be asked, and answers."""

from __future__ import annotations

import numpy as np
import pytest

from conflicts import random_graph
from standoff.engine import concepts, stability
from standoff.engine.concepts import FAMILIES, TABLE
from standoff.engine.stability import Sweeps
from standoff.errors import StandoffError, UsageError


@pytest.mark.parametrize("name", TABLE)
def test_every_concept_says_what_it_is_and_whose(name):
    one = TABLE[name]
    assert one.name == name
    assert one.family in FAMILIES
    assert ": " in one.definition
    assert one.definition.endswith(".")
    assert one.source.endswith(").") or ")" in one.source
    assert any(char.isdigit() for char in one.source)
    assert ">>>" in one.function.__doc__


def test_the_individual_ones_come_first_and_are_those_of_the_engine():
    assert list(TABLE)[:5] == list(stability.CONCEPTS)
    for name in stability.CONCEPTS:
        assert concepts.entry(name).function is stability.CONCEPTS[name]
        assert concepts.entry(name).asked_when == "always"


@pytest.mark.parametrize("parties", [2, 3])
def test_what_is_usual_answers_or_says_why_not(parties):
    graph = Sweeps.of(random_graph(1, parties, 5))
    usual = concepts.usual(graph)
    assert set(stability.CONCEPTS) <= set(usual)
    for name, one in TABLE.items():
        if one.of_coalitions or one.horizon:
            continue
        if one.lacks(graph) is None:
            assert name in usual
            assert concepts.where(graph, name).shape == (parties, graph.states)
            assert not concepts.where(graph, name)[:, ~graph.feasible].any()
        else:
            assert name not in usual
            with pytest.raises(StandoffError):
                concepts.where(graph, name)


def test_the_individual_ones_are_answered_as_ever():
    graph = random_graph(3, 3, 6)
    for name in stability.CONCEPTS:
        assert (concepts.where(graph, name) == stability.stable(graph, [name])[name]).all()


@pytest.mark.parametrize("name", ["nahs", "l0", "l", "nash2", "", "L2"])
def test_an_unknown_concept_is_refused_with_a_hint(name):
    with pytest.raises(UsageError, match="no concept"):
        concepts.entry(name)


def test_coalitions_are_all_groups():
    assert len(concepts.coalitions_of(4)) == 15
    assert np.array([len(group) for group in concepts.coalitions_of(3)]).tolist() == [1, 1, 1, 2, 2, 2, 3]
