"""What answers say of a party of a case: worths together, in force and in parts, bad answers, what is written."""

import numpy as np
import pytest

import standoff
from standoff.analysis.asking.ask import ask
from standoff.analysis.asking.offered import outward
from standoff.analysis.asking.said import MOST_ANSWERS
from standoff.analysis.asking.worths import worths_of
from standoff.case.load import loads
from standoff.errors import CaseError, SizeError, UsageError
from standoff.results.records.asking import Answer

CASE = """\
format: 1
title: Oil for visits
as_of: 2026-11-02
parties:
  north: {name: North, horizon: 1 to 2 years, scale: "10 = the sanctions gone for good"}
  south: {name: South, horizon: 4 years}
  west: {name: West, horizon: 4 years}
steps:
  sanctions: {by: south, name: Lift the sanctions, short: sanctions gone, worth: {north: 10, south: -6 to -3}}
  oil: {by: south, name: Deliver the oil, short: oil, undo: 2 weeks, worth: {north: 2 to 7, south: -3 to -1}}
  loan: {by: south, name: Give the loan, short: loan, undo: never, worth: {north: 1 to 5, south: -2 to -0.5}}
  embassy: {by: south, name: Open an embassy, short: embassy, worth: {north: -0.5 to 2}}
  grain: {by: south, name: Send grain, short: grain, parts: 3, worth: {north: {low: 1, mode: 2, high: 4}}}
  visits: {by: north, name: Let visitors in, short: visits, seen: 1 month, undo: 1 week, worth: {north: -5 to -1.5, south: 3 to 8}}
  here: {by: south, worth: {north: {values: [1, 2, 3]}}}
  there: {by: south, worth: {north: {low: 0.5, high: 2, shape: uniform}}}
  tea: {by: north, worth: {west: 1}}
together:
  thaw: {name: A thaw, steps: [oil, embassy], worth: {north: 1 to 2}}
choices: {venue: [here, there]}
plans:
  oil_first: {title: Oil first, pace: 1 month, phases: [[oil, loan], [visits]]}
"""


@pytest.fixture(scope="module")
def case():
    return loads(CASE)


def left_of(found, step):
    one = next(one for one in found.worths if one.step == step)
    return one.low, one.high


def rather(left, right, answer="left", **more):
    return {"kind": "rather", "left": left, "right": right, "answer": answer, **more}


def count(left, right, low, high, **more):
    return {"kind": "how_many", **({"left": left} if left else {}), "right": right, "low": low, "high": high, **more}


# ------------------------------------------------------------------------------------------------- what answers leave


def test_a_count_of_what_is_known_is_a_range(case):
    """The sanctions are 10 by definition, and 2 to 2.5 times as much as the oil: that is 4 to 5."""
    found = ask(case, "north", [count("oil", "sanctions", 2, 2.5)])
    assert left_of(found, "oil") == pytest.approx((4, 5), abs=1e-4)
    assert found.answers[0].sentence == "“Sanctions gone” is worth 2 to 2.5 times as much as “Oil”."
    assert found.after is None and found.before is None


def test_points_are_counted_by_their_size(case):
    found = ask(case, "north", [count(None, "visits", 2, 3)])
    assert left_of(found, "visits") == pytest.approx((-3, -2), abs=1e-4)


def test_what_steps_are_worth_together_counts_where_both_are(case):
    """Oil and embassy are worth 1 to 2 more together, and no more than the loan: so the oil leaves room for that.

    loan >= oil + embassy + thaw, and the loan is 99 % sure to be no more than what its box says.
    """
    worths = worths_of(case, "north")
    names = list(worths.quantities)
    left, right = worths.sides(["oil", "embassy"], ["loan"])
    assert {names[n] for n in np.flatnonzero(left)} == {
        "steps.oil.worth.north", "steps.embassy.worth.north", "together.thaw.worth.north",
    }  # fmt: skip
    assert [names[n] for n in np.flatnonzero(right)] == ["steps.loan.worth.north"]
    alone, _ = worths.sides(["oil"], [])
    assert [names[n] for n in np.flatnonzero(alone)] == ["steps.oil.worth.north"]


def test_what_is_in_force_now_counts_beside_a_step():
    """With the embassy open already, the oil brings the thaw; asked for the embassy itself, it does as well."""
    case = loads(CASE.replace("choices:", "now: [embassy]\nchoices:"))
    worths = worths_of(case, "north")
    names = list(worths.quantities)
    oil, embassy = worths.sides(["oil"], []), worths.sides(["oil"], ["embassy"])
    assert {names[n] for n in np.flatnonzero(oil[0])} == {"steps.oil.worth.north", "together.thaw.worth.north"}
    # Either the one or the other: then there is no thaw.
    assert {names[n] for n in np.flatnonzero(embassy[0])} == {"steps.oil.worth.north"}
    assert {names[n] for n in np.flatnonzero(embassy[1])} == {"steps.embassy.worth.north"}


def test_a_step_in_parts_is_asked_about_as_a_whole(case):
    found = ask(case, "north", [count("grain", "sanctions", 3, 5)])
    assert left_of(found, "grain") == pytest.approx((2, 10 / 3), abs=1e-4)
    assert "grain_1" not in found.order


def test_what_may_be_a_gain_or_a_cost_is_counted_once_an_answer_says_it(case):
    with pytest.raises(UsageError, match=r"answer 1: whether “Embassy” would be a gain or a cost to North is open"):
        ask(case, "north", [count("embassy", "oil", 3, 5)])
    found = ask(case, "north", [count("embassy", "oil", 3, 5), {"kind": "rather", "left": "embassy", "answer": "left"}])
    assert left_of(found, "embassy")[0] > 0.2


def test_cannot_say_says_nothing_and_is_not_asked_again(case):
    first = ask(case, "north").questions[0]
    said = Answer(first.kind, first.left.steps, first.right.steps)
    again = ask(case, "north", [said])
    assert [one.share for one in again.worths] == [one.share for one in ask(case, "north").worths]
    pairs = [{one.left.steps, one.right.steps} for one in again.questions if one.kind == first.kind]
    assert {first.left.steps, first.right.steps} not in pairs


def test_what_a_document_says_of_an_answer_can_be_given_back(case):
    from standoff.results.documents.document import plain

    given = [count("oil", "sanctions", 2, 2.5), rather("oil", ["loan", "embassy"], by="AB", on="2026-11-02")]
    found = ask(case, "north", given)
    again = ask(case, "north", [plain(heard.answer) for heard in found.answers])
    assert again == found
    assert ask(case, "north", [heard.answer for heard in found.answers]) == found


def test_the_same_seed_gives_the_same(case):
    given = [count("oil", "sanctions", 2, 2.2), count("visits", "oil", 1.5, 1.7)]
    assert ask(case, "North", given, "oil_first") == ask(case, "north", given, "oil_first")
    assert ask(case, "north", given, "oil_first", seed=2) != ask(case, "north", given, "oil_first")


# ------------------------------------------------------------------------------------------------------ contradictions


def test_the_smallest_contradiction_is_shown_and_left_out_of_the_rest(case):
    given = [
        count("oil", "sanctions", 2, 2.5),
        rather("loan", "oil"),
        rather("oil", "grain"),
        rather("oil", "loan"),
    ]
    found = ask(case, "north", [{**one, "by": "AB"} for one in given])
    assert [one.answers for one in found.contradictions] == [(2, 4)]
    assert found.contradictions[0].sentence == (
        "Answers 2 and 4 cannot both be true, whatever the worths of North are. Take one of them back."
    )
    assert not found.contradictions[0].ranges
    assert found.questions == () and found.accept == () and found.to_go == 0
    assert left_of(found, "oil") == pytest.approx((4, 5), abs=1e-4)
    assert "contradict" in found.headline


def test_an_answer_beyond_the_ranges_says_so(case):
    found = ask(case, "north", [count("oil", "sanctions", 8, 9)])
    (one,) = found.contradictions
    assert one.answers == (1,) and one.ranges
    assert one.sentence == (
        "Answer 1 cannot be true within the ranges of the case for North. Take it back, or widen the ranges."
    )


# ------------------------------------------------------------------------------------------------- questions and plans


def test_with_a_plan_only_its_steps_are_asked_about(case):
    found = ask(case, "north", plan="oil_first")
    asked = {step for one in found.questions for step in (*one.left.steps, *one.right.steps)}
    assert asked and asked <= {"oil", "loan", "visits"}
    assert found.plan == "plan:oil_first" and found.title == "Oil first"
    assert found.to_go == 3
    assert found.questions[0].doubt > 0.1
    assert found.questions[0].why.endswith("holds the most.")


def test_an_answer_moves_the_share_of_draws(case):
    """That the visits cost twice what the oil brings, which then cannot pay for them, and the other way round."""
    before = ask(case, "north", plan="oil_first").before
    dear = ask(case, "north", [rather("visits", ["oil", "loan"], "right"), count("oil", "visits", 1.5, 2)], "oil_first")
    cheap = ask(case, "north", [count("visits", "oil", 2.5, 3.5)], "oil_first")
    assert dear.before == cheap.before == before
    assert dear.after.holds < before.holds < cheap.after.holds
    assert before.draws == 2000


def test_answers_that_leave_few_draws_are_walked_to(case):
    """Shares by walks and by draws that were picked out agree: the same answers, of few and of many draws."""
    given = [count("oil", "sanctions", 1.9, 2.6), count("visits", "oil", 1.5, 2.5)]
    walked = ask(case, "north", given, "oil_first", draws=400).after
    picked = ask(case, "north", given, "oil_first", draws=40_000).after
    assert walked.draws == 400 and picked.draws > 1000
    assert abs(walked.holds - picked.holds) < 4 * (0.25 / 400) ** 0.5


def test_no_question_is_left_where_all_is_told():
    case = loads(
        "{format: 1, title: One, as_of: 2026-11-02, parties: {a: {}}, steps: {x: {by: a, worth: {a: 1 to 1.0001}}}}"
    )
    found = ask(case, "a", [count(None, "x", 0.9, 1.2)])
    assert found.questions == () and found.to_go == 0
    assert found.headline.endswith("no question is left whose answer would tell much.")


def test_steps_that_exclude_each_other_are_not_offered_together(case):
    compared, _ = worths_of(case, "north").pairs(worths_of(case, "north").steps, True)
    assert ((("here",)), (("there",))) in compared  # one or the other is a question
    assert not any({"here", "there"} <= {*side} for pair in compared for side in pair)


def test_the_order_is_by_what_is_left(case):
    found = ask(case, "north", [rather("loan", "oil"), count("oil", "sanctions", 2.5, 3)])
    assert found.order.index("loan") < found.order.index("oil") < found.order.index("visits")
    assert found.order[0] == "sanctions" and found.order[-1] == "visits"


# ------------------------------------------------------------------------------------------- what goes into the case


def offers(found):
    return {one.path: one.value for one in found.accept}


def test_what_is_offered_is_written_as_in_the_file_and_cuts_nothing_off(case):
    given = [count("oil", "sanctions", 2.03, 2.46), count("grain", "sanctions", 3.1, 3.9), count(None, "here", 1.5, 4)]
    found = ask(case, "north", [{**one, "by": "AB"} for one in given])
    said = offers(found)
    # 10 / 2.46 is 4.07 and 10 / 2.03 is 4.93, to a tenth or finer of what lies between; the likeliest value is moved in.
    assert said["steps.oil.worth.north"] == "4.06 to 4.93"
    assert said["steps.grain.worth.north"] == {"low": 2.56, "mode": 2.56, "high": 3.23}
    # Of three single values two are left, as likely as each other.
    assert said["steps.here.worth.north"] == {"values": (2, 3), "chances": (0.5, 0.5)}
    assert set(said) == {"steps.oil.worth.north", "steps.grain.worth.north", "steps.here.worth.north"}
    oil = found.accept[0]
    assert (oil.under, oil.was) == ("steps.oil", "2 to 7")
    assert oil.evidence == {
        "judgement": "Asked what North would rather have: “Sanctions gone” is worth 2.03 to 2.46 times as much as “Oil”.",
        "by": "AB",
        "for": "worth.north",
        "supports": "size",
    }


def test_the_day_and_all_who_answered_are_written_down(case):
    found = ask(
        case,
        "north",
        {
            "answers": [count("oil", "sanctions", 2, 2.5), rather("loan", "grain", by="CD")],
            "by": "AB",
            "on": "2026-11-02",
        },
    )
    assert found.accept[0].evidence["by"] == ("AB", "CD")
    assert found.accept[0].evidence["judgement"].endswith("as “Oil” (2026-11-02).")


def test_what_is_accepted_is_a_case_again(case):
    """Written into the text, the values load, and the same answers leave all of them."""
    from standoff.case.overlaid import overlaid
    from standoff.case.overlays.overlay import Overlay

    given = [count("oil", "sanctions", 2, 2.5, by="AB"), count("visits", "oil", 1.5, 2.2, by="AB")]
    found = ask(case, "north", given)
    written = overlaid(case, Overlay(values={one.path: one.value for one in found.accept}))
    again = ask(written, "north", given)
    assert {one.path for one in found.accept} == {"steps.oil.worth.north", "steps.visits.worth.north"}
    assert again.contradictions == ()
    for one, other in zip(found.worths, again.worths, strict=True):
        if one.path in offers(found):
            assert other.case_low <= one.low + 1e-3 and other.case_high >= one.high - 1e-3


def test_an_end_that_answers_leave_more_than_stays_as_it_is(case):
    """No more than twice the loan: nothing is said of how little the oil may be."""
    found = ask(case, "north", [count("oil", "sanctions", 2, 20, by="AB")])
    assert offers(found) == {"steps.oil.worth.north": "2 to 5"}


def test_what_is_left_beyond_a_range_is_the_range(case):
    """9 of 10 believe in 2 to 7; who says 7.2 to 8 is within the box, and beyond the range."""
    found = ask(case, "north", [count(None, "oil", 7.25, 8, by="AB")])
    assert offers(found) == {"steps.oil.worth.north": "7.25 to 8"}


def test_without_a_name_nothing_is_offered(case):
    found = ask(case, "north", [count("oil", "sanctions", 2, 2.5)])
    assert found.accept == ()
    assert any("Nobody is named" in note for note in found.notes)


@pytest.mark.parametrize("ends", [(0.0123, 0.0456), (-7.77, -1.2), (-0.004, 3.1), (0.001, 8.0), (123.4, 5678.9)])
def test_rounding_goes_outward_and_keeps_signs(ends):
    low, high = outward(*ends)
    assert low <= ends[0] and high >= ends[1]
    assert low - ends[0] >= -(ends[1] - ends[0]) * 0.1 and high - ends[1] <= (ends[1] - ends[0]) * 0.1
    assert low * ends[0] > 0 and high * ends[1] > 0


# ----------------------------------------------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    ("answer", "message", "hint"),
    [
        ("left", "an answer is a group of keys", "write, for example"),
        ({}, "this does not say what was asked", "rather, how_many, order"),
        ({"kind": "rathr"}, "`rathr` is no kind of question", "did you mean `rather`?"),
        ({"kind": "rather", "left": "oil", "right": "loan"}, "there is no answer", "add `answer:`"),
        (rather("oil", "loan", "lft"), "`lft` is no answer to this", "did you mean `left`?"),
        (rather("oil", "lone"), "the case has no step `lone`", "did you mean `loan`?"),
        (rather("oil", "tea"), "`tea` is worth nothing to `north` in the case", "steps.tea.worth.north"),
        (rather("oil", ["oil", "loan"]), "`oil` stands on both sides", "leave it out"),
        (rather(["oil", "oil"], "loan"), "`oil` stands here twice", "keep it once"),
        (rather(["here", "there"], "loan"), "cannot be in force together", "one by one"),
        (rather("grain_1", "loan"), "`grain_1` is a part of a step", "write `grain`"),
        (rather([], []), "there is nothing on either side", "name a step"),
        (rather("oil", None, "neither"), "`neither` says too little", "`answer: right`"),
        (rather("oil", "loan", low=1), "an answer of the kind `rather` has no `low`", "`left`, `right`"),
        (rather("oil", "loan", hight=1), "an answer has no key `hight`", "did you mean"),
        (rather(3, "loan"), "a step belongs here", "write, for example"),
        ({"kind": "how_many", "left": "oil", "right": "loan", "low": 2}, "`high` is missing", "low: 1.5"),
        (count("oil", "loan", 3, 2), "`low` is more than `high`", "smaller number"),
        (count("oil", "loan", 2, 2), "leave no room", "low: 1.5"),
        (count("oil", "loan", 0, 2), "`0` is not a number above 0", "1.5"),
        (count("oil", "loan", float("nan"), 2), "is not a number above 0", "1.5"),
        (count("oil", "loan", "two", 3), "`two` is not a number above 0", "1.5"),
        (count("oil", None, 1, 2), "what is counted for", "`right`"),
        ({"kind": "how_many", "left": "oil", "right": "loan", "low": 1, "answer": "cannot_say"}, "who cannot say has no `low`", "take it out"),
        ({"kind": "order"}, "an order is a list of steps", "ties in brackets"),
        ({"kind": "order", "order": ["oil"]}, "two steps at least", "another"),
        ({"kind": "order", "order": ["oil", ["loan", "oil"]]}, "`oil` stands in the order twice", "once"),
        ({"kind": "order", "order": ["oil", []]}, "there is no step here", "brackets"),
        (rather("oil", "loan", by=3), "whose answer", "by: AB"),
        (rather("oil", "loan", by="x" * 81), "longer than 80", "initials"),
        (rather("oil", "loan", on="yesterday"), "`yesterday` is not a date", "year-month-day"),
    ],
)  # fmt: skip
def test_an_answer_that_is_none_says_where_what_and_what_instead(case, answer, message, hint):
    with pytest.raises(CaseError) as error:
        ask(case, "north", [rather("oil", "loan"), answer])
    (problem,) = error.value.problems
    assert message in problem.message and hint in problem.hint
    assert problem.path.startswith("answers.2")


def test_all_that_is_wrong_is_told_at_once(case):
    with pytest.raises(CaseError) as error:
        ask(case, "north", {"answer": [], "answers": [rather("oil", "lone"), {"kind": "x"}], "by": ""})
    assert [one.path for one in error.value.problems] == ["answer", "by", "answers.1.right", "answers.2.kind"]


@pytest.mark.parametrize(
    ("party", "says"),
    [
        ("west", "gives no worth of `west` as a range"),
        ("nort", "did you mean `north`?"),
    ],
)
def test_a_party_without_ranges_is_refused_with_a_remedy(case, party, says):
    with pytest.raises(UsageError, match=says):
        ask(case, party)


def test_a_party_with_an_order_alone_has_no_ranges():
    case = loads(
        "{format: 1, title: One, as_of: 2026-11-02, parties: {a: {horizon: 1 year}}, "
        "steps: {x: {by: a}, y: {by: a}}, order: {a: [x, y]}}"
    )
    with pytest.raises(UsageError, match=r"only an order is known.*give its steps a `worth`"):
        ask(case, "a")


def test_too_many_answers_and_too_few_draws_are_refused(case):
    with pytest.raises(SizeError, match="answers: 61, and the limit is 60"):
        ask(case, "north", [rather("oil", "loan")] * (MOST_ANSWERS + 1))
    with pytest.raises(UsageError, match="200 or more"):
        ask(case, "north", draws=100)
    with pytest.raises(UsageError, match="no plan `oil_last`"):
        ask(case, "north", plan="oil_last")


def test_names_of_a_hostile_case_stay_text():
    text = CASE.replace("short: oil,", 'short: "<b>oil</b>",')
    found = ask(loads(text), "north")
    assert any("<b>oil</b>" in one.title.lower() for one in found.worths)
    assert "<b>oil" not in found._repr_html_().lower()


def test_korea_is_asked_about():
    case = standoff.load(standoff.find("korea"))
    found = standoff.ask(case, "Pyongyang", plan="all_at_once")
    assert found.party == "dprk" and len(found.questions) == 2
    assert {one.kind for one in found.questions} == {"rather", "how_many"}
