"""Reasons about the states of a case: by hand on small cases, and as laws on cases at random."""

from __future__ import annotations

import contextlib
import random

import pytest

import standoff
from standoff.analysis.reasons.witness import state_named
from standoff.case.load import read_source
from standoff.errors import UsageError
from standoff.results.records.reasons import WorthNeeded
from standoff.results.sentences import reasons

HEAD = "format: 1\ntitle: Test\nas_of: 2026-01-01\n"


def case_of(text):
    reading = read_source("case.yaml", HEAD + text)
    assert reading.case is not None, "\n".join(map(str, reading.problems))
    return reading.case


FOREST = """
parties: {north: {horizon: 5 years}, south: {horizon: 5 years}}
steps:
  north_spares: {by: north, worth: {north: -2, south: 5}}
  south_spares: {by: south, worth: {north: 5, south: -2}}
now: [north_spares, south_spares]
"""
"""Sparing costs a village 2 and gives the other 5. North has 3 if both spare, 5, -2 and 0 otherwise."""

STRAIT = """
parties: {east: {horizon: 1 year}, west: {horizon: 1 year}}
steps: {east_waits: {by: east}, west_waits: {by: west}}
now: [east_waits, west_waits]
prefer:
  east: {ranking: [[[west_waits]], [[east_waits, west_waits]], [[east_waits]], [[]]]}
  west: {ranking: [[[east_waits]], [[east_waits, west_waits]], [[west_waits]], [[]]]}
"""

TREATY = """
parties: {alpha: {horizon: 5 years}, beta: {horizon: 5 years}}
steps:
  patrols: {by: alpha, worth: {alpha: -1, beta: 4}}
  treaty: {by: [alpha, beta], ends: any, worth: {alpha: 3, beta: 2}}
  aid: {by: beta, worth: {alpha: 4, beta: -1}}
now: []
rules: [treaty if aid]
choices: {}
"""


def reason(found, concept, place=0):
    return next(one for one in found.parties[place].reasons if one.concept == concept)


# -------------------------------------------------------------------------------------------------- why


def test_the_forest_by_hand():
    found = standoff.explain_state(case_of(FOREST), party="north")
    assert found.state == ("north_spares", "south_spares")
    assert [one.party for one in found.parties] == ["north"]
    assert {one.concept: one.stable for one in found.parties[0].reasons} == {
        "nash": False, "gmr": True, "smr": True, "seq": True, "sseq": True,
    }  # fmt: skip
    credible = reason(found, "seq").decides
    assert (credible.improvement.state, credible.improvement.gains) == (("south_spares",), {"north": 2.0})
    assert [(m.parties, m.state, m.improves, m.gains) for m in credible.answer] == [
        (("south",), (), True, {"south": 2.0})  # from -2 to 0
    ]
    assert (credible.deters, credible.left, credible.left_better) == (True, -3.0, False)
    firm = reason(found, "sseq")
    assert (firm.decides.reply, firm.decides.escapes) == (None, False)  # it could only spare again, and be at -2
    assert "cannot escape" in firm.why
    assert "No answer counts" in reason(found, "nash").why


def test_an_order_has_no_points():
    found = standoff.explain_state(case_of(STRAIT), "now", "east")
    harsh = reason(found, "smr")
    assert harsh.stable
    assert harsh.decides.improvement.gains == {"east": None}
    assert [(m.parties, m.improves, m.gains) for m in harsh.decides.answer] == [(("west",), False, {"west": None})]
    assert harsh.decides.reply.state == ("east_waits",)  # better than a crash, and no better than now
    assert not harsh.decides.escapes
    assert "does not ask what it costs" in harsh.why
    assert not reason(found, "seq").stable
    assert "no answer that pays" in reason(found, "seq").why


def test_every_improvement_with_its_answer():
    case = case_of(
        "parties: {a: {horizon: 1 year}, b: {horizon: 1 year}}\n"
        "steps: {x: {by: a, worth: {a: 2}}, y: {by: a, worth: {a: 1}}, z: {by: b, worth: {a: -3, b: 1}}}\nnow: []\n"
    )
    found = reason(standoff.explain_state(case, party="a", every=True), "seq")
    assert [(one.improvement.state, one.deters) for one in found.each] == [
        (("x", "y"), True), (("x",), True), (("y",), True),
    ]  # fmt: skip
    assert {one.answer[0].parties for one in found.each} == {("b",)}
    assert found.decides == found.each[0]
    assert reason(standoff.explain_state(case, party="a"), "seq").each is None


def test_a_party_without_a_move_and_all_parties():
    case = case_of("parties: {a: {horizon: 1 year}, b: {horizon: 1 year}}\nsteps: {x: {by: a, worth: {a: 2}}}\n")
    found = standoff.explain_state(case, concept="nash")
    assert [(one.party, one.moves, one.reasons[0].stable) for one in found.parties] == [("a", 1, False), ("b", 0, True)]
    assert found.parties[1].reasons[0].why == "B has no move of its own from here."


@pytest.mark.parametrize("text", [FOREST, STRAIT, TREATY])
def test_verdicts_are_those_of_stable(text):
    case = case_of(text)
    for one in standoff.stable(case, all_states=True).states:
        for party in standoff.explain_state(case, ",".join(one.state) or "nothing").parties:
            assert tuple(r.concept for r in party.reasons if r.stable) == one.stable[party.party]


# --------------------------------------------------------------------------------------- naming a state


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("aidd", "the case has no step `aidd`; did you mean `aid`?"),
        ("nwo", "the case has no step `nwo`; did you mean `now`?"),
        ("now,aid", "the case has no step `now`"),
        ("aid", "this state cannot be: it breaks the rule `treaty if aid`"),
    ],
)
def test_a_state_that_cannot_be_or_is_unknown(text, says):
    with pytest.raises(UsageError) as error:
        state_named(case_of(TREATY), text)
    assert says in str(error.value)


def test_a_state_by_name():
    case = case_of(TREATY.replace("now: []", "now: [treaty]"))
    assert [state_named(case, text) for text in ("now", "nothing", " aid , treaty ", "treaty,treaty", ",")] == [
        0b010, 0, 0b110, 0b010, 0,
    ]  # fmt: skip
    named = case_of("parties: {a: {horizon: 1 year}}\nsteps: {now: {by: a}, nothing: {by: a}}\n")
    assert (state_named(named, "now"), state_named(named, "nothing")) == (1, 2)


def test_a_choice_is_named():
    case = case_of(TREATY.replace("rules: [treaty if aid]\nchoices: {}", "choices: {either: [patrols, aid]}"))
    with pytest.raises(UsageError, match=r"the choice `either`.*not `patrols` and `aid`"):
        state_named(case, "patrols,aid")


# ------------------------------------------------------------------------------------------------- ways


def test_the_treaty_by_hand():
    """The treaty pays both, aid then costs Beta 1: one sacrifice. Nothing that single parties do brings the treaty."""
    found = standoff.ways(case_of(TREATY), to="treaty,aid")
    (one,) = found.destinations
    assert (found.to, one.alone) == (("treaty", "aid"), None)
    assert one.together.sacrifices == 1
    assert [(m.parties, m.state, m.improves, m.gains) for m in one.together.moves] == [
        (("alpha", "beta"), ("treaty",), True, {"alpha": 3.0, "beta": 2.0}),
        (("beta",), ("treaty", "aid"), False, {"beta": -1.0}),
    ]


def test_equilibria_from_now():
    """Nash: nothing costly in force. Alone, nobody can do anything but pay; together they reach the treaty."""
    found = standoff.ways(case_of(TREATY), concept="nash")
    assert found.here == ("nash",)
    assert (found.found, found.by_moves, found.by_improvements) == (1, 0, 0)
    assert (found.only_together, found.by_improvements_together) == (1, 1)
    assert [one.state for one in found.destinations] == [("treaty",)]
    assert "With joint moves 1 more can be reached" in reasons.how_reached(found)


def test_a_joint_way_is_shown_where_it_is_better_than_one_alone():
    """To end what both own, one may pay alone, or both gain together with what they can start together."""
    case = case_of(
        "parties: {a: {horizon: 1 year}, b: {horizon: 1 year}}\n"
        "steps:\n  line: {by: [a, b], worth: {a: 1, b: -3}}\n  pact: {by: [a, b], worth: {a: 2, b: 1}}\n"
        "now: [line]\n"
    )
    (one,) = standoff.ways(case, to="nothing").destinations
    assert (one.alone.sacrifices, one.together) == (0, None)  # b ends it and gains
    (one,) = standoff.ways(case, to="pact").destinations
    assert one.alone is None
    assert [m.parties for m in one.together.moves] == [("a", "b")]  # +1 for a, +4 for b


def test_the_limit_and_the_order(korea):
    few, more = (standoff.ways(korea, concept="nash", limit=n) for n in (3, 10))
    assert more.destinations[:3] == few.destinations
    costs = [min((w.sacrifices, len(w.moves)) for w in (d.alone, d.together) if w) for d in more.destinations]
    assert costs == sorted(costs)


def test_from_here_to_here():
    found = standoff.ways(case_of(TREATY), to="now")
    assert (found.found, found.destinations) == (0, ())


# ---------------------------------------------------------------------------- what would have to be true


def test_the_forest_the_other_way_round():
    """Under Nash, North stays at 3 if the 5 that it has without sparing is no more: sparing costs 2 too much."""
    found = standoff.inverse(case_of(FOREST), "now", "north", "nash")
    (north,) = found.parties
    assert (north.stable, north.fewest, north.exact) == (False, 1, True)
    assert [(one.improvements, one.sets) for one in north.groups] == [((("south_spares",),), ((("south_spares",),),))]
    assert (north.rise.to, north.rise.overtakes, north.rise.points) == (("south_spares",), 1, 2.0)
    assert north.worths == (WorthNeeded("step", "north_spares", -2.0, 0.0, in_range=False),)
    assert standoff.inverse(case_of(FOREST), "now").parties[0].stable  # under SEQ it would stay


def test_an_answer_counts_as_well_as_the_improvement():
    """Only North spares: -2. It can move to 0, and then South can only make that 5; one of the two must be no better."""
    found = standoff.inverse(case_of(FOREST), "north_spares", "north", "gmr").parties[0]
    assert [(one.fewest, one.sets, one.more) for one in found.groups] == [(1, (((),), (("south_spares",),)), False)]
    assert (found.rise.to, found.rise.overtakes, found.rise.points) == ((), 1, 2.0)
    assert found.worths[0] == WorthNeeded("step", "north_spares", -2.0, 0.0, in_range=False)


def test_an_order_has_no_worths_that_could_change():
    found = standoff.inverse(case_of(STRAIT), "now", "east", "seq").parties[0]
    assert (found.rise.to, found.rise.points, found.worths) == (("west_waits",), None, ())


def random_case(seed):
    """Worths at random, some of them `together`, irreversible and joint steps: as a function of changed worths."""
    dice = random.Random(seed)
    names, parties = ["s", "t", "u", "v"], ["a", "b"]
    owners = {name: dice.choice([["a"], ["b"], ["a"], ["b"], ["a", "b"]]) for name in names}
    undo = {name: dice.choice(["0", "0", "never"]) for name in names}
    worths = {(name, party): dice.randint(-5, 5) / 2 for name in [*names, "both"] for party in parties}
    pair = dice.sample(names, 2)
    rule = dice.choice(["", "rules: [not (s and v)]\n", "rules: [s if u]\n"])

    def text(changed=()):
        now = worths | dict(changed)
        given = {name: "{" + ", ".join(f"{p}: {now[name, p]!r}" for p in parties) + "}" for name in [*names, "both"]}
        steps = "".join(
            f"  {n}: {{by: {owners[n]}, undo: {undo[n]}, worth: {given[n]}}}\n".replace("'", "") for n in names
        )
        both = f"together:\n  both: {{steps: {pair}, worth: {given['both']}}}\n".replace("'", "")
        return "parties: {a: {horizon: 1 year}, b: {horizon: 1 year}}\nsteps:\n" + steps + both + rule + "now: []\n"

    return text


def all_needed(case, states):
    """Of each state that can be, notion and party: the smallest worth that would do."""
    for state in states:
        for concept in ("nash", "gmr", "smr", "seq", "sseq"):
            with contextlib.suppress(UsageError):  # where a rule forbids the state
                for party in standoff.inverse(case, state, "", concept).parties:
                    yield from ((state, concept, party.party, one) for one in party.worths[:1])


def test_a_worth_as_it_would_have_to_be_makes_the_state_stable_and_a_little_less_does_not():
    tried = 0
    for seed in range(12):
        text = random_case(seed)
        states = random.Random(seed).sample(["nothing", "s", "t", "u", "s,u", "t,u", "s,t", "u,v", "t,v"], 3)
        for state, concept, party, one in all_needed(case_of(text()), states):
            less = one.needed - (1e-4 if one.change > 0 else -1e-4)
            for value, stays in ((one.needed, True), (less, False)):
                changed = case_of(text({(one.name, party): value}.items()))
                assert standoff.inverse(changed, state, party, concept).parties[0].stable == stays
                tried += 1
    assert tried > 50
