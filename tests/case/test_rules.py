"""Rules: their grammar, their meaning, their mistakes, and whether they can hold together."""

from __future__ import annotations

import random
from itertools import combinations, pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from standoff.case.check.satisfy import conflict, satisfiable
from standoff.case.model.mistake import MistakeError
from standoff.case.model.rules import Expression, holds, mentions, names, parse

A, B, C = (("step", name) for name in "abc")


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        ("a", A),
        ("not a and b", ("and", ("not", A), B)),
        ("not (a and b)", ("not", ("and", A, B))),
        ("a and b or c", ("or", ("and", A, B), C)),
        ("a or b and c", ("or", A, ("and", B, C))),
        ("a or b if c", ("if", ("or", A, B), C)),
        ("a if b or c", ("if", A, ("or", B, C))),
        ("a iff b if c", ("iff", A, ("if", B, C))),
        ("a if b iff c", ("iff", ("if", A, B), C)),
        ("a if (b if c)", ("if", A, ("if", B, C))),
        ("not not a", ("not", ("not", A))),
        ("a and b and c", ("and", A, B, C)),
        ("((a))", A),
        (" a\n  or\tb ", ("or", A, B)),
        ("nothing if iffy and order", ("if", ("step", "nothing"), ("and", ("step", "iffy"), ("step", "order")))),
    ],
)
def test_precedence(text: str, expression: Expression) -> None:
    assert parse(text).expression == expression
    assert parse(text).text == text


def test_meanings() -> None:
    tables = {
        "a and b": [False, False, False, True],
        "a or b": [False, True, True, True],
        "a if b": [True, False, True, True],
        "a iff b": [True, False, False, True],
        "not a": [True, True, False, False],
    }
    for text, truths in tables.items():
        states = [{n for n, there in zip("ab", t, strict=True) if there} for t in product((False, True), repeat=2)]
        assert [holds(parse(text).expression, state) for state in states] == truths


@pytest.mark.parametrize(
    ("text", "offset", "message"),
    [
        ("", 0, "the rule is empty"),
        ("a b", 2, "a joining word is missing before `b`"),
        ("a and", 5, "the rule stops where a step name should follow"),
        ("and a", 0, "a step name is missing before this `and`"),
        ("a or or b", 5, "a step name is missing before this `or`"),
        ("(a and b", 0, "this `(` is never closed"),
        ("a and (b or (c)", 6, "this `(` is never closed"),
        ("a and b)", 7, "this `)` has no `(`"),
        ("()", 1, "a step name is missing before this `)`"),
        ("a if b if c", 7, "a second `if` can be read in two ways"),
        ("a iff b iff c", 8, "a second `iff` can be read in two ways"),
        ("a & b", 2, "`&` cannot stand in a rule"),
        ("a AND b", 2, "`AND` must be written in small letters"),
        ("Open", 0, "`Open` cannot stand in a rule"),
        ("a, b", 1, "`,` cannot stand in a rule"),
        ("1a", 0, "`1a` cannot stand in a rule"),
        ("a not b", 2, "a joining word is missing before `not`"),
        ("(", 1, "the rule stops where a step name should follow"),
    ],
)
def test_mistakes_and_where_they_are(text: str, offset: int, message: str) -> None:
    with pytest.raises(MistakeError) as mistake:
        parse(text)
    assert (mistake.value.offset, mistake.value.message) == (offset, message)


def test_depth_is_limited_and_width_is_not() -> None:
    assert parse("(" * 50 + "a" + ")" * 50).expression == A
    assert len(parse(" and ".join(["a"] * 400)).expression) == 401
    for text in ("(" * 51 + "a" + ")" * 51, "not " * 51 + "a", "not (" * 26 + "a" + ")" * 26):
        with pytest.raises(MistakeError, match=r"the rule is nested 5[12] deep, and the limit is 50"):
            parse(text)
    assert parse(" and ".join(["not (a or b)"] * 100))


def test_names_and_where_they_stand() -> None:
    assert names(parse("b if a and b or c").expression) == ("b", "a", "c")
    assert mentions("b if not (a)") == (("b", 0), ("a", 10))


# ---------------------------------------------------------------------- can they hold together?


def expressions(letters: str) -> st.SearchStrategy[Expression]:
    steps = st.sampled_from([("step", letter) for letter in letters])
    return st.recursive(
        steps,
        lambda inner: st.one_of(
            st.tuples(st.just("not"), inner),
            st.tuples(st.sampled_from(["if", "iff"]), inner, inner),
            st.tuples(st.sampled_from(["and", "or"]), inner, inner, inner),
        ),
        max_leaves=6,
    )


def by_truth_table(rules: list[Expression], letters: str) -> bool:
    subsets = (set(some) for size in range(len(letters) + 1) for some in combinations(letters, size))
    return any(all(holds(rule, state) for rule in rules) for state in subsets)


@settings(max_examples=120, deadline=None)
@given(st.lists(expressions("abcde"), max_size=6))
def test_satisfiable_agrees_with_the_truth_table(rules: list[Expression]) -> None:
    assert satisfiable(rules) == by_truth_table(rules, "abcde")


@settings(max_examples=100, deadline=None)
@given(st.lists(expressions("abcd"), min_size=1, max_size=6))
def test_a_conflict_is_one_and_has_nothing_to_spare(rules: list[Expression]) -> None:
    found = [rules[i] for i in conflict(rules)]
    assert bool(found) == (not by_truth_table(rules, "abcd"))
    if found:
        assert not by_truth_table(found, "abcd")
        assert all(by_truth_table(found[:i] + found[i + 1 :], "abcd") for i in range(len(found)))


def test_sixty_names() -> None:
    steps = [("step", f"s{i}") for i in range(60)]
    chain = [("if", then, when) for when, then in pairwise(steps)]
    assert satisfiable([*chain, steps[0]])
    assert not satisfiable([*chain, steps[0], ("not", steps[59])])
    assert conflict([*chain[:5], steps[0], ("not", steps[3])]) == (0, 1, 2, 5, 6)


def test_sixty_names_and_a_planted_answer() -> None:
    rng = random.Random(7)
    answer = {f"s{i}" for i in range(60) if rng.random() < 0.5}
    rules: list[Expression] = []
    while len(rules) < 200:
        some = [("step", f"s{i}") for i in rng.sample(range(60), 3)]
        rule = ("or", *(s if rng.random() < 0.5 else ("not", s) for s in some))
        if holds(rule, answer):
            rules.append(rule)
    assert satisfiable(rules)
    assert not satisfiable([*rules, ("not", rules[0])])


def test_as_many_guests_as_rooms() -> None:
    def guests(number: int, rooms: int) -> list[Expression]:
        def here(guest: int, room: int) -> Expression:
            return ("step", f"g{guest}_{room}")

        somewhere = [("or", *(here(g, r) for r in range(rooms))) for g in range(number)]
        alone = [
            ("not", ("and", here(g, r), here(h, r))) for r in range(rooms) for g in range(number) for h in range(g)
        ]
        return [*somewhere, *alone]

    assert satisfiable(guests(7, 7))
    assert not satisfiable(guests(6, 5))
