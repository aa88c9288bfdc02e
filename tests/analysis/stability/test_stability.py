"""The stability of the states of a case: names in, names out, and what is told of each."""

from __future__ import annotations

import pytest

import standoff
from cases import case_of
from places import TESTS
from standoff.case.load import load
from standoff.errors import UsageError
from standoff.results.sentences import coalitions

PRISONERS = """
parties: {a: {name: Alpha, horizon: 4 years}, b: {name: Beta, horizon: 4 years}}
steps:
  x: {by: a, name: Disarm, worth: {a: -2, b: 5}}
  y: {by: b, name: Stand down, worth: {a: 5, b: -2}}
"""


def test_prisoners_dilemma_at_war_and_at_peace():
    war = standoff.stable(case_of(PRISONERS))
    assert war.now.equilibrium == ("nash", "gmr", "smr", "seq", "sseq")
    assert [d.improvement for d in war.deterrence] == [None, None]
    peace = standoff.stable(case_of(PRISONERS + "now: [x, y]\n"))
    assert "nash" not in peace.now.equilibrium
    assert {"gmr", "smr", "seq"} <= set(peace.now.equilibrium)
    alpha = peace.deterrence[0]
    assert (alpha.party, alpha.improvement, alpha.gain, alpha.sanction, alpha.concept) == ("a", ("y",), 2.0, (), "seq")
    assert alpha.moves == (("b", ()),)
    assert alpha.why == (
        "Alpha would gain at first by ending “Disarm”. But then Beta can answer by ending “Stand down”, which leaves "
        "Alpha no better off than now. Each of these moves pays whoever makes it, so the threat is credible."
    )
    # From peace, improvements lead to war.
    assert [(r.state, r.moves) for r in peace.reachable if "nash" in r.concepts] == [((), 2)]


def test_what_cannot_be_undone_is_told_apart():
    found = standoff.stable(case_of(PRISONERS.replace("name: Disarm,", "name: Disarm, undo: never,")))
    assert ("x",) in found.equilibria["nash"].states
    assert found.stuck["nash"].states == (("x",),)


def test_leverage_is_the_best_and_the_worst_change_that_one_party_alone_can_make():
    text = """
parties: {a: {horizon: 4 years}, b: {horizon: 4 years}}
steps:
  help: {by: a, worth: {a: -1, b: 4}}
  harm: {by: a, worth: {a: -1, b: -3}}
  both: {by: [a, b], worth: {a: 1, b: 9}}
  stays: {by: b, undo: never, worth: {a: 7, b: 1}}
now: [stays]
together: {worse: {steps: [help, harm], worth: {b: -2}}}
"""
    found = standoff.stable(case_of(text))
    mine = found.leverage["a"]["b"]
    assert (mine.best, mine.worst, mine.best_move) == (4, -3, ("help", "stays"))
    theirs = found.leverage["b"]["a"]
    assert (theirs.best, theirs.worst) == (0, 0)


def test_limits_list_the_nearest_states_and_count_all():
    text = PRISONERS.replace("steps:", "steps:\n" + "\n".join(f"  f{n}: {{by: a, undo: 0}}" for n in range(5)))
    found = standoff.stable(case_of(text), limit=3)
    nash = found.equilibria["nash"]
    assert nash.count == 32
    assert nash.states[0] == ()
    assert [len(state) for state in nash.states] == [0, 1, 1]


CANAL = """
parties: {n: {name: North, horizon: 4 years}, s: {name: South, horizon: 4 years}, e: {name: East, horizon: 4 years}}
steps:
  canal: {by: [n, s], name: Canal, worth: {n: 3, s: 2, e: -4}}
  dam: {by: e, name: Dam, worth: {n: -5, e: -1}}
"""


def test_what_parties_could_do_together_now():
    found = standoff.stable(case_of(CANAL))
    assert found.now.equilibrium == ("nash", "gmr", "smr", "seq", "sseq")
    now = {one.parties: one for one in found.coalitions.now}
    assert len(now) == 7
    both = now["n", "s"]
    assert (both.improvements, both.smallest, both.joint, both.minimal) == (1, ("canal",), ("canal",), True)
    assert both.stable == ("cgmr", "csmr")
    assert both.unknown == ()
    assert both.then_stable == ("nash", "gmr", "smr", "seq", "sseq")
    assert both.why == (
        "Together, North and South would both gain by starting “Canal”, which neither of them can do alone. The others "
        "could answer so that one of them is no better off than now, if they accept what it costs. "
        "That would be stable for all under NASH, GMR, SMR, SEQ and SSEQ."
    )
    assert now["n", "s", "e"].improvements == 0
    assert now["n",].why == "North can bring about nothing alone that it prefers to now."
    table = found.coalitions.concepts["cseq"]
    assert table.universal.states == (("canal",),)
    assert {one.parties: one.count for one in table.by_coalition}["n", "s"] == 2


def test_a_nash_equilibrium_within_reach_comes_before_nearer_equilibria():
    """Russia ends both its steps, which cost it; then Ukraine opens a corridor of its own and ends what costs it.

    That is two moves, and after them nobody has a step left that it would start or end: the one Nash equilibrium within
    reach, for the other needs the release of frozen goods, which costs the west. Many others are nearer.
    """
    case = load(TESTS / "faults" / "nash_not_listed")
    found = standoff.stable(case)
    first, *rest = found.reachable
    assert (first.state, first.moves) == (("own_corridor",), 2)
    assert "nash" in first.concepts
    assert not any("nash" in one.concepts for one in rest)
    assert [one.moves for one in rest] == sorted(one.moves for one in rest)
    assert rest[0].moves == 1
    few = standoff.stable(case, limit=3)
    assert few.reachable == found.reachable[:3]
    assert few.reachable_equilibria == found.reachable_equilibria == len(found.reachable)


def test_what_one_could_gain_alone_hides_no_gain_that_takes_both():
    """Alpha would stop its patrols alone: 0 for -1. Harbour for ban is worth 10 - 5 - 1 to it and 10 - 4 + 1 to Beta.

    Without the patrols as well, 5 for -1 and 6 for 1, so that there are two such states; Beta would do nothing alone.
    """
    found = standoff.stable(load(TESTS / "faults" / "no_parties_together")).coalitions
    now = {one.parties: one for one in found.now}
    counts = {parties: (one.improvements, one.only_together) for parties, one in now.items()}
    assert counts == {("alpha",): (1, 1), ("beta",): (0, 0), ("alpha", "beta"): (2, 2)}
    both = now["alpha", "beta"]
    assert (both.smallest, both.minimal) == (("open_harbour", "lift_ban", "patrols"), False)
    assert both.why.startswith("Together, Alpha and Beta would both gain by starting “Open harbour” and “Lift ban”. ")
    assert [one.parties for one in coalitions.gaining_together(found)] == [("alpha", "beta")]


def test_what_one_could_do_alone_is_no_gain_together():
    """Alpha would arm alone, and Beta, which sells the arms, likes it: no group has to act together for that."""
    text = """
parties: {a: {name: Alpha, horizon: 4 years}, b: {name: Beta, horizon: 4 years}, c: {name: Gamma, horizon: 4 years}}
steps:
  arms: {by: a, name: Arms, worth: {a: 3, b: 1, c: -5}}
  fleet: {by: c, name: Fleet, worth: {a: -1, c: -1}}
"""
    found = standoff.stable(case_of(text)).coalitions
    both = {one.parties: one for one in found.now}["a", "b"]
    assert (both.improvements, both.only_together) == (1, 0)
    assert both.why.startswith("Alpha and Beta would both gain by starting “Arms”, which one of them can do alone. ")
    assert not coalitions.gaining_together(found)
    assert coalitions.nobody_together(found) == (
        "Whatever several parties would all prefer to now, one of them could bring about alone."
    )


def test_of_many_parties_only_what_was_looked_at_is_denied():
    """Two of seven would dig together; groups of two are not looked at there, so it is not said that nobody gains."""
    many = "".join(f"  p{n}: {{name: P{n}, horizon: 4 years}}\n" for n in range(7))
    idle = "".join(f"  f{n}: {{by: p6, worth: {{p6: 0}}}}\n" for n in range(11))
    text = f"parties:\n{many}steps:\n  canal: {{by: [p0, p1], worth: {{p0: 1, p1: 1, p6: -1}}}}\n{idle}"
    found = standoff.stable(case_of(text)).coalitions
    assert [len(one.parties) for one in found.now] == [1] * 7 + [7]
    assert coalitions.nobody_together(found) == (
        "P0, P1, P2, P3, P4, P5 and P6 can bring about nothing together that all prefer to now."
    )


def test_a_named_coalition_and_named_concepts_are_all_that_is_answered():
    found = standoff.stable(case_of(CANAL), asked=["cnash"], coalition=["s", "n", "s"])
    assert found.equilibria == {}
    assert [one.parties for one in found.coalitions.now] == [("n", "s")]
    assert found.coalitions.concepts["cnash"].universal is None
    assert found.coalitions.concepts["cnash"].by_coalition[0].states == (("canal",), ("canal", "dam"))
    assert standoff.stable(case_of(CANAL), asked=["nash", "sim"]).coalitions is None
    assert set(standoff.stable(case_of(CANAL), asked=["nash", "sim"]).equilibria) == {"nash", "sim"}
    with pytest.raises(UsageError, match="no party `norht`"):
        standoff.stable(case_of(CANAL), coalition=["norht"])
    with pytest.raises(UsageError, match="two parties, and there are 3"):
        standoff.stable(case_of(CANAL), asked=["l2"])


def test_where_there_are_too_many_states_now_alone_is_looked_at():
    """The same case with steps that change nothing for anybody: the answer now stays the same."""
    idle = "".join(f"  f{n}: {{by: e, worth: {{e: 0}}}}\n" for n in range(11))
    small, large = standoff.stable(case_of(CANAL)), standoff.stable(case_of(CANAL + idle))
    assert large.coalitions.concepts is None
    ours = [(j.concept, j.parties, j.before, j.after) for j in small.coalitions.jumps.listed if j.before == ()]
    theirs = [(j.concept, j.parties, j.before, j.after) for j in large.coalitions.jumps.listed]
    assert ours == theirs
    assert large.coalitions.jumps.counts == {"nash": 1, "seq": 1}
    assert "with 8,192 feasible states" in large.coalitions.note
    assert "--concept" not in large.coalitions.note
    for one, other in zip(small.coalitions.now, large.coalitions.now, strict=True):
        assert (one.parties, one.smallest, one.why) == (other.parties, other.smallest, other.why)
        assert set(one.stable) == set(other.stable)
    named = standoff.stable(case_of(CANAL + idle), asked=["cnash"]).coalitions
    assert "8192, and the limit is 4096" in named.note
    assert named.now[3].stable == ()


def test_the_parties_of_the_korea_case_could_leave_now_together(korea):
    """Nobody would move alone; Washington and Pyongyang would meet, which no notion of single parties ever sees."""
    found = standoff.stable(korea, limit=1)
    assert found.now.equilibrium == ("nash", "gmr", "smr", "seq", "sseq")
    leaving = [one for one in found.coalitions.now if one.improvements and one.minimal]
    assert [one.parties for one in leaving] == [("us", "dprk")]
    assert leaving[0].joint == ("summit_wonsan",)
    assert not any(one.unknown for one in found.coalitions.now)
