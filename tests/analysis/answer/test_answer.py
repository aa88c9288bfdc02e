"""The answer: every sentence is true in every case that can reach it; odd cases by hand."""

from __future__ import annotations

import re

import pytest

import gifts
import standoff
from made_up import LONG
from printed import printed
from standoff.case.load import read_source
from standoff.results.sentences.answer import LABELS
from standoff.views.text.answer import show_answer


def case_of(text):
    reading = read_source("case.yaml", text)
    assert reading.case is not None, reading.problems
    return reading.case


def answered(text, draws=60, **options):
    return standoff.answer(case_of(text), draws, **options)


def shown(text, found):
    return printed(show_answer, case_of(text), found, room=88, whole=False).splitlines()


HEAD = "format: 1\ntitle: Odd\nas_of: 2026-11-02\n"
NOTHING = gifts.GIFTS.replace("walkout_cost: 2 to 8", "walkout_cost: 0")
NO_PLANS = gifts.GIFTS[: gifts.GIFTS.index("deals:")]
ONE_PARTY = (
    HEAD
    + "parties: {a: {name: Solo, horizon: 4 years}}\nsteps:\n  x: {by: a, worth: {a: -1}}\n  y: {by: a, worth: {a: 2}}\n"
)
ORDERS = HEAD + (
    "parties: {a: {horizon: 4 years}, b: {horizon: 4 years, walkout_cost: 3}}\n"
    "steps:\n  x: {by: a, undo: 1 month}\n  y: {by: b, undo: 1 month}\n"
    "order: {a: [y, nothing, x], b: [x, nothing, y]}\n"
    "plans: {p: {title: 'Both: at once', phases: [[x, y]]}}\n"
)
NO_HORIZON = gifts.GIFTS.replace("a: {horizon: 4 years}", "a: {}")
BYSTANDER = gifts.GIFTS.replace(
    "  b: {horizon: 4 years, walkout_cost: 2 to 8}\n",
    "  b: {horizon: 4 years, walkout_cost: 2 to 8}\n  c: {name: Cassandra, horizon: 4 years}\n",
).replace("worth: {a: 5, b: -3}", "worth: {a: 5, b: -3, c: -1}")
UNSTABLE = HEAD + (
    "parties: {a: {name: Alpha, horizon: 4 years}, b: {name: Beta, horizon: 4 years, walkout_cost: 9}}\n"
    "steps:\n  burden: {by: a, worth: {a: -1}}\n  x: {by: a, undo: never, worth: {a: -3, b: 5}}\n"
    "  y: {by: b, undo: never, worth: {a: 5, b: -3}}\nnow: [burden]\n"
)
REVERSIBLE = (
    gifts.GIFTS.replace("by: a, undo: never", "by: a, takes: 1 month, seen: 1 month, undo: 3 months")
    .replace("a: {horizon: 4 years}", "a: {horizon: 4 years, walkout_cost: 9}")
    .replace("-4 to -2.25", "-3")
)
MANY = HEAD + (
    "parties: {"
    + ", ".join(f"p{n}: {{horizon: 4 years, walkout_cost: 40}}" for n in range(7))
    + "}\nsteps:\n"
    + "".join(
        f"  s{n}: {{by: p{n % 7}, undo: 1 month, seen: 1 week, worth: {{"
        + ", ".join(f"p{m}: {-1 if m == n % 7 else 2}" for m in range(7))
        + "}}\n"
        for n in range(9)
    )
    + "plans:\n"
    + "".join(f"  plan{n}: {{phases: [[s{n}], [s{(n + 1) % 9}]]}}\n" for n in range(9))
)
CERTAIN = gifts.GIFTS.replace("2 to 8", "4").replace("-4 to -2.25", "-3")
NAMED_BADLY = (
    gifts.GIFTS.replace("title: Gifts", f"title: {LONG!r}")
    .replace("a: {horizon: 4 years}", f"a: {{name: {'N' * 200!r}, horizon: 4 years}}")
    .replace("{by: a, undo: never", '{by: a, name: "' + "S" * 150 + ' and more, still", undo: never')
    .replace("a_first: {phases", 'a_first: {title: "' + "T " * 200 + '", phases')
)
ODD = {
    "gifts": gifts.GIFTS,
    "nothing holds": NOTHING,
    "no plans": NO_PLANS,
    "one party": ONE_PARTY,
    "orders only": ORDERS,
    "no horizon": NO_HORIZON,
    "bystander against": BYSTANDER,
    "unstable": UNSTABLE,
    "reversible": REVERSIBLE,
    "many": MANY,
    "certain": CERTAIN,
    "named badly": NAMED_BADLY,
}


@pytest.fixture(scope="module")
def answers():
    return {name: answered(text) for name, text in ODD.items()}


@pytest.mark.parametrize("name", ODD)
def test_every_label_has_its_sentence_on_one_page(answers, name):
    found = answers[name]
    assert list(found.sentences) == list(LABELS)
    for text in (found.headline, *found.sentences.values()):
        assert re.fullmatch(r"[^a-z].*[.]", text), text
        assert not re.search(r"\bnan\b|\bNash\b|margin|exposure|frontier|draws draws|  |\(\)|“”", text), text
        assert len(text) <= 264, text
    lines = shown(ODD[name], found)
    assert len(lines) <= 25
    assert max(map(len, lines)) <= 88
    prose = " ".join(lines)
    fail = re.search(r"(?<!not) fails?: ", found.sentences["demands"])
    for label in {**LABELS, "demands": LABELS["demands"] if fail else "The demands"}.values():
        assert f"{label}: " in prose


def test_where_nothing_holds(answers):
    found = answers["nothing holds"]
    assert found.headline == "The demand on the table does not hold, and no deal was found that does."
    assert found.sentences["demands"] == "“a_first” fails: most often B walks out."
    assert found.sentences["holds"].startswith("Nothing that was found: none of ")
    assert found.sentences["weakest"] == "There is none, as no deal was found that holds."
    assert found.sentences["fails"] == "There is no deal that could fail, as none was found that holds."
    assert found.sentences["likely"] == (
        "Not likely by anything that was tried: no plan held in any draw that it was chosen on."
    )
    assert found.sentences["first"].startswith("Change the terms: ")


def test_where_no_plan_is_named(answers):
    found = answers["no plans"]
    assert found.headline == "A deal in two phases is likely to hold."
    assert found.sentences["demands"] == "The case names no plan that anybody demands."
    assert found.sentences["holds"].startswith("An exchange in two phases, done at once: both parties gain")


def test_of_one_party(answers):
    found = answers["one party"]
    # y brings it 2 and it leaves it undone: it would gain by moving.
    assert found.sentences["where"] == "Today does not last by itself: Solo would gain by moving alone."
    assert found.sentences["holds"].startswith("A plan of one party in one phase, done at once: Solo gains")
    # y costs nothing, and is free to take back.
    assert found.sentences["first"] == (
        "Solo can begin with “Y”: seen at once, it can be undone at once if nobody answers, at no cost."
    )


def test_of_orders_only(answers):
    found = answers["orders only"]
    assert found.best is not None and found.made.ordered == ("a", "b")
    assert found.sentences["confidence"].startswith("Low: ")
    assert "of A and B only an order is known" in found.sentences["confidence"]


def test_where_no_plan_can_be_assessed(answers):
    found = answers["no horizon"]
    assert found.best is None and "parties.a.horizon" in found.unassessed
    assert found.headline == "Where things stand can be said; which deal would hold cannot."
    assert found.sentences["where"].startswith("Neither of the two parties would gain by moving alone")
    assert found.sentences["likely"] == "This cannot be said: no plan of this case can be assessed."


def test_where_a_bystander_is_against_it(answers):
    found = answers["bystander against"]
    assert found.sentences["holds"] == (
        "“swap” in two phases, done at once: A and B gain, and at no stage does anybody gain more by quitting than by "
        "carrying on. Cassandra loses by it, and has no say."
    )
    assert found.sentences["likely"].endswith("Cassandra was against it in all draws.")


def test_where_today_does_not_last(answers):
    # Alpha keeps up a burden that costs it 1 and brings nobody anything: it would drop it, and nobody can punish that.
    assert answers["unstable"].sentences["where"] == "Today does not last by itself: Alpha would gain by moving alone."


def test_where_nothing_is_uncertain(answers):
    found = answers["certain"]
    assert found.sentences["likely"] == (
        "The case gives no number a range, so this cannot be said: with the numbers as they are, it holds."
    )
    assert found.headline == "The demand on the table holds. It is the best deal found, in two phases."
    # a has given 3 of its stake of 8 when b can still keep its gift.
    assert found.sentences["fails"] == (
        "Worst for A if everything stops after phase 1: it is then 3 points (38 % of its stake) worse off than today, and "
        "B is ahead."
    )


def test_what_to_do_first_and_what_it_costs_if_nobody_answers(answers):
    # 3 points over the time from 1 to 2 + 3 months, of a stake of 8, looking 4 years ahead: 3 (e^(-1/48) - e^(-5/48)).
    assert answers["reversible"].sentences["first"] == (
        "A can begin with “Gift of a”: seen by early January 2027, it can be undone 3 months later if nobody answers, at a "
        "cost of 0.23 points (2.9 % of its stake)."
    )


@pytest.mark.parametrize(
    ("as_of", "seen", "done"),
    [
        # Two months after 2 November 2026 (61 days), and then nothing takes time.
        ("2026-11-02", "seen by early January 2027", "over about 2 months, to early January 2027: "),
        ("2024-01-01", "seen by early March 2024", "over about 2 months, to early March 2024: "),
        # No date is later than the year 9999.
        ("9999-12-20", "seen by 10000", "over about 2 months, to 10000: "),
    ],
)
def test_times_are_told_by_the_calendar_of_the_case(as_of, seen, done):
    said = answered(REVERSIBLE.replace("as_of: 2026-11-02", f"as_of: {as_of}")).sentences
    assert seen in said["first"]
    assert done in said["holds"]


def test_a_name_is_cut_where_it_is_long(answers):
    found = answers["named badly"]
    assert all("N" * 48 not in text and "S" * 60 not in text for text in found.sentences.values())


def test_the_same_seed_gives_the_same_answer(answers):
    assert answered(gifts.GIFTS) == answers["gifts"]
    assert answered(gifts.GIFTS, seed=2).best.found.sure != answers["gifts"].best.found.sure


def test_a_run_says_the_same_answer_from_what_it_has_found():
    case = case_of(gifts.GIFTS)
    assert standoff.run(case, draws=200, seed=3).answer == standoff.answer(case, seed=3)
    assert standoff.run(case, draws=0).answer is None
