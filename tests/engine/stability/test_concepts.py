"""The table of concepts: every entry says what it is, whose it is and when it can be asked, and answers."""

from __future__ import annotations

import re

import numpy as np
import pytest

from conflicts import random_graph
from standoff.engine.stability import coalitions, concepts, individual
from standoff.engine.stability.concepts import TABLE
from standoff.engine.stability.individual import OptionForm
from standoff.engine.stability.notion import FEW_STATES, MOST_STATES
from standoff.engine.stability.states import Graph
from standoff.errors import SizeError, StandoffError, UsageError


@pytest.mark.parametrize("name", TABLE)
def test_every_concept_says_what_it_is_and_whose(name):
    one = TABLE[name]
    assert one.name == name
    assert ": " in one.definition
    assert one.definition.endswith(".")
    assert re.search(r"\w \((19|20)\d\d\)", one.source), "an author and a year"
    assert one.source.endswith(".")
    assert bool(one.says) != bool(one.form_of), "a form of another notion is counted beside that one"
    assert one.form_of in {"", *individual.CONCEPTS}
    for words in filter(None, (one.answer, one.answer_unasked)):
        assert "{" not in words.format(party="the north", Party="The north")
    assert ">>>" in getattr(one.function, "func", one.function).__doc__


def test_no_two_are_called_the_same():
    for said in ("label", "letters", "line", "definition"):
        assert len({getattr(one, said) for one in TABLE.values()}) == len(TABLE), said
    assert {concepts.notion("l1").line, concepts.notion("l12").line} == {
        "L1: whoever looks 1 move ahead would stay",
        "L12: whoever looks 12 moves ahead would stay",
    }
    families = {one.family.name: one.family for one in TABLE.values()}
    assert all(families[one.family.name] is one.family for one in TABLE.values())
    assert sorted(one.page.place for one in TABLE.values() if one.page) == list(range(1, len(individual.CONCEPTS) + 1))


def test_the_individual_ones_come_first_and_are_those_of_the_engine():
    assert list(TABLE)[:5] == list(individual.CONCEPTS)
    for name in individual.CONCEPTS:
        assert concepts.notion(name).function is individual.CONCEPTS[name]
        assert concepts.notion(name).asked_when == "always"


@pytest.mark.parametrize("parties", [2, 3])
def test_what_is_usual_answers_or_says_why_not(parties):
    graph = OptionForm.of(random_graph(1, parties, 5))
    usual = concepts.usual(graph)
    assert set(individual.CONCEPTS) <= set(usual)
    for name, one in TABLE.items():
        if one.of_coalitions or one.horizon:
            continue
        if one.lacks(graph) is None:
            assert concepts.where(graph, name).shape == (parties, graph.states)
            assert not concepts.where(graph, name)[:, ~graph.feasible].any()
        else:
            with pytest.raises(StandoffError):
                concepts.where(graph, name)


def test_the_individual_ones_are_answered_as_ever():
    graph = random_graph(3, 3, 6)
    for name in individual.CONCEPTS:
        assert (concepts.where(graph, name) == individual.stable(graph, [name])[name]).all()


@pytest.mark.parametrize("name", ["nahs", "l0", "l", "nash2", "", "L2"])
def test_an_unknown_concept_is_refused_with_a_hint(name):
    with pytest.raises(UsageError, match="no concept"):
        concepts.notion(name)


def test_one_entry_stands_for_all_horizons():
    """In the prisoner's dilemma nobody moves from where both spare once it looks two moves ahead."""
    prisoners = Graph(2, (1, 2), (1, 2), np.ones(4, bool), np.array([[1, 0, 3, 2], [1, 3, 0, 2]], np.int32))
    assert not concepts.where(prisoners, "l1")[:, 3].any()
    assert concepts.where(prisoners, "l2")[:, 3].all()
    assert concepts.notion("l7").source == concepts.TABLE["lh"].source
    with pytest.raises(SizeError, match="moves ahead in `l101`: 101, and the limit is 100"):
        concepts.notion("l101")
    with pytest.raises(UsageError, match="no concept `lh`"):
        concepts.notion("lh")


def test_what_a_concept_asks_for_is_checked_before_any_work():
    three = OptionForm.of(random_graph(0, 3, 4))
    with pytest.raises(UsageError, match="two parties, and there are 3"):
        concepts.where(three, "nm")
    tied = OptionForm.of(Graph(1, (1, 0), (0, 1), np.ones(2, bool), np.array([[0, 1], [0, 0]], np.int32)))
    with pytest.raises(UsageError, match="party 2 likes two states equally"):
        concepts.where(tied, "l2")
    large = OptionForm.of(random_graph(0, 2, 13, feasible=1.1))
    for name in ("sim", "nm", "cnash", "cseq_ui"):
        error = concepts.notion(name).lacks(large) if name != "nm" else FEW_STATES.lacks(large)
        assert isinstance(error, SizeError)
        assert (error.number, error.limit) == (8192, MOST_STATES)
    just_as_many_as_it_may = OptionForm.of(random_graph(0, 2, 12, feasible=1.1))
    assert FEW_STATES.lacks(just_as_many_as_it_may) is None
    many = OptionForm.of(random_graph(0, 6, 12, feasible=1.1))
    error = concepts.notion("cgmr").lacks(many)
    assert (error.number, error.limit) == (4096 * 63, coalitions.MOST_PAIRS)


def test_what_is_cheap_is_answered_unasked():
    small, large = (OptionForm.of(random_graph(0, 3, n, feasible=1.1)) for n in (10, 11))
    extra = ("cnash", "cgmr", "csmr", "cseq")
    assert concepts.usual(small) == (*individual.CONCEPTS, *extra)
    assert concepts.usual(large) == tuple(individual.CONCEPTS)


def test_steps_taken_at_once_need_steps():
    class Elsewhere:
        parties, states = 2, 1
        feasible = np.ones(1, bool)
        ranks = np.zeros((2, 1), np.int32)

    with pytest.raises(UsageError, match="at the same time"):
        concepts.where(Elsewhere(), "sim")
