"""Answers about worths: ranges and contradictions against definitions, what is asked next, and people who are asked."""

import math
from functools import cache

import numpy as np
import pytest

from asked import interview, pairs_of, party, told, worths_in
from naive import asking as naive
from shares import hits_of, share_of
from standoff.engine.sureness.asking.agreeing import BELIEVED, agreeing, box_of, walked
from standoff.engine.sureness.asking.allowed import (
    STRICT,
    contradictions,
    feasible,
    ranges_left,
    smallest_contradiction,
)
from standoff.engine.sureness.asking.answers import (
    SAME,
    Box,
    Conditions,
    how_many,
    in_order,
    neither,
    rather,
    same,
)
from standoff.engine.sureness.asking.questions import (
    ALIKE,
    HOW_MANY,
    RATHER,
    TELLS,
    Question,
    Score,
    best,
    codes,
    questions,
    scores,
)
from standoff.engine.sureness.distributions import Marginal


def box(*ends):
    low, high = np.array(ends, dtype=float).T
    return Box(low, high)


def plain(conditions):
    """Conditions as the slow twin takes them."""
    return list(zip(conditions.rows.tolist(), conditions.least.tolist(), strict=True))


def some_answers(rng, width, within, count):
    """Answers at random, true or not: of whole numbers, so that corners are told apart exactly."""
    found = []
    for _ in range(count):
        left, right = (x := np.eye(width))[rng.integers(width)], x[rng.integers(width)]
        while (left == right).all():
            right = x[rng.integers(width)]
        kind = rng.integers(5)
        if kind == 0 and within.sign(left) and within.sign(right):
            ratio = rng.integers(1, 6)
            found.append(how_many(left, right, ratio / 2, ratio, (within.sign(left), within.sign(right))))
        elif kind == 1:
            found.append(same(left, right, within))
        elif kind == 2:
            found.append(neither(left, right))
        else:
            found.append(rather(left, right))
    return found


# -------------------------------------------------------------------------------------------------------- the answers


def test_what_each_answer_says_of_worths():
    x = np.eye(2)
    assert rather(x[0], x[1]).met(np.array([[2.0, -1.0]])).all()
    assert not neither(x[0], x[1]).met(np.array([[2.0, -1.0], [-1.0, 2.0]])).any()
    assert neither(x[0], x[1]).met(np.array([[-2.0, -1.0]])).all()
    # 5 of a cost of 2 are as large as a gain of 10.
    told = how_many(x[1], x[0], 4, 6, (-1, 1))
    assert told.met(np.array([[10.0, -2.0], [10.0, -3.0], [10.0, -1.0]])).tolist() == [True, False, False]


def test_about_the_same_is_a_tenth_of_the_size_of_both_on_average():
    x, within = np.eye(3), box((0, 99), (0, 99), (0, 99))
    near = same(x[0], x[1] + x[2], within)
    # (10 + 9.1) / 2 is 9.55, of which a tenth is 0.955: 0.9 is within it. (10 + 9) / 2 is 9.5, and 1 is not.
    assert near.met(np.array([[10.0, 5.0, 4.1], [10.0, 5.0, 4.0]])).tolist() == [True, False]


def test_where_a_sign_is_open_about_the_same_cuts_nothing_off_that_may_be_true():
    x, within = np.eye(2), box((-2, 4), (1, 3))
    near = same(x[0], x[1], within)
    assert near.met(np.array([[1.0, 1.1], [-1.0, 1.0]])).tolist() == [True, False]
    for worths in np.random.default_rng(1).uniform([-2, 1], [4, 3], size=(500, 2)):
        if abs(worths[0] - worths[1]) <= SAME * np.abs(worths).mean():
            assert near.met(worths[None]).all()


def test_an_order_says_each_step_of_it_and_ties_are_about_the_same():
    x, within = np.eye(4), box(*[(0, 9)] * 4)
    said = in_order([[x[2]], [x[0], x[3]], [x[1]]], within)
    assert said.met(np.array([[4.0, 1.0, 5.0, 4.2], [4.0, 1.0, 5.0, 5.5], [4.0, 4.1, 5.0, 4.0]])).tolist() == [
        True, False, False,
    ]  # fmt: skip


def test_nobody_can_count_what_may_be_a_gain_or_a_cost():
    x = np.eye(2)
    for signs in [(0, 1), (1, 0)]:
        with pytest.raises(ValueError, match="open"):
            how_many(x[0], x[1], 1, 2, signs)


def test_who_counts_says_whether_it_is_a_gain_or_a_cost():
    x, within = np.eye(2), box((-1, 3), (1, 2))
    left = ranges_left(within, [how_many(x[0], x[1], 1, 4, (1, 1))])
    np.testing.assert_allclose([left.low, left.high], [[0.25, 1], [2, 2]], atol=1e-5)


def test_how_many_points_counts_in_points():
    x, within = np.eye(2), box((-9, -1), (1, 9))
    left = ranges_left(within, [how_many(np.zeros(2), x[0], 2, 3, (0, -1))])
    np.testing.assert_allclose([left.low, left.high], [[-3, 1], [-2, 9]], atol=1e-5)


# ------------------------------------------------------------------------------------- what is left, and contradictions


@pytest.mark.parametrize("seed", range(40))
def test_ranges_are_those_of_all_corners(seed):
    rng = np.random.default_rng(seed)
    width = int(rng.integers(2, 4))
    ends = np.sort(rng.integers(-6, 7, size=(width, 2)), axis=1) + [[0, 1]] * width
    within = box(*ends.tolist())
    answers = some_answers(rng, width, within, int(rng.integers(1, 5)))
    expected = naive.ranges(within.low, within.high, [plain(one) for one in answers])
    left = ranges_left(within, answers)
    clearly = naive.can_be(within.low, within.high, [plain(one) for one in answers], STRICT)
    assert (left is not None) == clearly
    if clearly:
        np.testing.assert_allclose(np.column_stack([left.low, left.high]), expected, atol=1e-5)
        # Never further in than the ends are, but for rounding.
        assert (left.low <= np.array(expected)[:, 0] + 1e-12).all()
        assert (left.high >= np.array(expected)[:, 1] - 1e-12).all()


def test_the_corners_of_a_triangle_by_hand():
    """Of x >= y within a square from 0 to 1 three corners are left, and of each number everything."""
    x, within = np.eye(2), box((0, 1), (0, 1))
    found = naive.corners([0, 0], [1, 1], plain(rather(x[0], x[1])))
    assert {tuple(map(float, corner)) for corner in found} == {(0, 0), (1, 0), (1, 1)}
    left = ranges_left(within, [rather(x[0], x[1])])
    np.testing.assert_allclose([left.low, left.high], [[0, 0], [1, 1]], atol=1e-6)


def test_a_chain_of_counts_multiplies():
    """2 to 3 of a for one b, 2 to 3 of b for one c, a between 1 and 10: c is 4 to 9 of a, so at most 90."""
    x, within = np.eye(3), box((1, 10), (1, 100), (1, 100))
    left = ranges_left(within, [how_many(x[0], x[1], 2, 3, (1, 1)), how_many(x[1], x[2], 2, 3, (1, 1))])
    np.testing.assert_allclose(left.low, [1, 2, 4], atol=1e-4)
    np.testing.assert_allclose(left.high, [10, 30, 90], atol=1e-4)


def test_without_answers_all_is_left():
    within = box((1, 2), (-3, 4), (5, 5))
    left = ranges_left(within, [])
    assert (left.low == within.low).all() and (left.high == within.high).all()


@pytest.mark.parametrize("seed", range(30))
def test_the_smallest_contradiction_is_the_smallest_of_all_subsets(seed):
    rng = np.random.default_rng(1000 + seed)
    within = box(
        *[
            (int(low), int(low) + int(span))
            for low, span in zip(rng.integers(-3, 3, 3), rng.integers(1, 6, 3), strict=True)
        ]
    )
    answers = some_answers(rng, 3, within, 6)
    fewest = naive.fewest_contradicting(within.low, within.high, [plain(one) for one in answers], STRICT)
    found = smallest_contradiction(within, answers)
    assert len(found) == fewest
    if found:
        assert not naive.can_be(within.low, within.high, [plain(answers[n]) for n in found], STRICT)
    assert feasible(within, answers) == (not found)


def test_a_contradiction_of_two_is_found_behind_one_of_three():
    x, within = np.eye(5), box(*[(0, 9)] * 5)
    circle = [rather(x[0], x[1]), rather(x[1], x[2]), rather(x[2], x[0])]
    assert smallest_contradiction(within, circle) == (0, 1, 2)
    both = [*circle, how_many(x[3], x[4], 2, 3, (1, 1)), rather(x[3], x[4])]
    assert smallest_contradiction(within, both) == (3, 4)
    assert contradictions(within, both) == ((3, 4), (0, 1, 2))


def test_an_answer_can_contradict_the_ranges_alone():
    x, within = np.eye(2), box((1, 2), (3, 4))
    assert smallest_contradiction(within, [rather(x[1], x[0]), rather(x[0], x[1])]) == (1,)


def test_the_same_said_twice_is_no_contradiction():
    x, within = np.eye(2), box((0, 1), (0, 1))
    assert smallest_contradiction(within, [rather(x[0], x[1]), rather(x[0], x[1])]) == ()


# ------------------------------------------------------------------------------------------------------ draws that agree


def test_a_range_is_widened_to_where_nearly_all_of_it_lies_and_an_end_stays_an_end():
    z90, z99 = 1.6448536269514722, 2.5758293035489004
    beliefs = [
        Marginal("normal", -1, 3),
        Marginal("lognormal", 1, 4),
        Marginal("half-normal", 0, 2),
        Marginal("half-normal", -2, 0),
        Marginal("pert", 1, 4, mode=2),
        Marginal("normal", -1, 1, level=0.999),
    ]
    found = box_of(beliefs)
    assert BELIEVED == 0.99
    reach, factor = 2 * z99 / z90, 2 ** (z99 / z90)
    # Of a half-normal number one in two hundred lies beyond the 99.75 % point of a normal one, and one in ten beyond
    # its 95 % point.
    far = 2 * 2.807033768343811 / z90
    np.testing.assert_allclose(found.low, [1 - reach, 2 / factor, 0, -far, 1, -1], rtol=1e-6)
    np.testing.assert_allclose(found.high, [1 + reach, 2 * factor, far, 0, 4, 1], rtol=1e-6)


@pytest.mark.parametrize("seed", range(4))
def test_walks_are_as_draws_that_were_picked_out(seed):
    """Hit-and-run and picking out of a million draws have nothing in common but what they are to give."""
    rng = np.random.default_rng(seed)
    beliefs = party(rng, 4)
    within = box_of(beliefs)
    drawn = np.column_stack([one.quantile(rng.random(1_000_000)) for one in beliefs])
    true, x = worths_in(rng, beliefs, within), np.eye(4)
    kinds = [HOW_MANY if within.sign(x[i]) and within.sign(x[i + 1]) else RATHER for i in range(3)]
    answers = [told(Question(k, x[i], x[i + 1]), true, within, rng) for i, k in enumerate(kinds)][:2]
    picked = drawn[agreeing(drawn, within, answers)]
    assert len(picked) > 300
    left = ranges_left(within, answers)
    found = walked(within, answers, left, beliefs, 2000, np.random.default_rng(1))
    assert all(one.met(found).mean() > 0.999 for one in answers)
    error = np.sqrt(1 / len(picked) + 1 / 2000)
    assert (np.abs(found.mean(axis=0) - picked.mean(axis=0)) < 5 * error * picked.std(axis=0)).all()
    assert (np.abs(found.std(axis=0) / picked.std(axis=0) - 1) < 5 * error).all()


def test_walks_hang_on_the_seed_alone_and_leave_known_numbers_alone():
    beliefs = [Marginal("lognormal", 1, 3), Marginal("point", 10, 10), Marginal("uniform", -4, -1)]
    within, x = box_of(beliefs), np.eye(3)
    answers = [how_many(x[0], x[1], 4, 7, (1, 1))]
    left = ranges_left(within, answers)
    one, two, other = (walked(within, answers, left, beliefs, 50, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert (one == two).all() and (one != other).any()
    assert (one[:, 1] == 10).all()
    assert (one[:, 0] >= 10 / 7 - 1e-9).all() and (one[:, 0] <= 2.5 + 1e-9).all()


# -------------------------------------------------------------------------------------------------------- what to ask


def all_questions(within):
    compared, counted, points = pairs_of(list(np.eye(len(within.low))))
    return [one for _, one in questions(within, compared, [*counted, *points])]


def test_a_question_says_which_pair_it_is_about():
    x, within = list(np.eye(3)), box((1, 2), (8, 9), (3, 5))
    found = list(questions(within, [(x[0], x[1]), (x[1], x[0] + x[2])], [(x[1], x[0])]))
    assert [place for place, _ in found] == [2]  # 8 is more than 2, and more than 7
    assert (found[0][1].left == x[0]).all()  # what is worth less is counted
    found = list(questions(box((1, 2), (4, 9), (3, 5)), [(x[0], x[1]), (x[1], x[0] + x[2])], []))
    assert [place for place, _ in found] == [1]


def test_which_questions_there_are():
    """Of a gain, a cost and what may be either: no pair whose order is known, no count of what has no sign."""
    within = box((1, 3), (-2, -1), (-1.5, 2))
    asked = [(one.kind, one.left.tolist(), one.right.tolist(), one.doubted) for one in all_questions(within)]
    a, b, c, none = [1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 0, 0]
    assert (RATHER, a, b, False) not in asked and (RATHER, b, a, False) not in asked
    assert (RATHER, a, c, False) in asked  # a is surely a gain, so "neither" is no answer
    assert (RATHER, b, c, True) in asked
    assert [one for one in asked if one[0] == HOW_MANY] == [
        (HOW_MANY, b, a, False),
        (HOW_MANY, none, a, False),
        (HOW_MANY, none, b, False),
    ]
    assert (RATHER, c, none, False) in asked
    assert (RATHER, [1, 1, 0], none, False) in asked
    assert (RATHER, a, none, False) not in asked


def test_what_is_too_far_apart_is_not_counted():
    """The middles are 1.5 and 3, and 1.5 and 100: nobody counts the latter."""
    x, within = list(np.eye(3)), box((1, 2), (2, 4), (80, 120))
    assert [place for place, _ in questions(within, [], [(x[0], x[1]), (x[2], x[0]), (0 * x[0], x[2])])] == [0, 2]


@pytest.mark.parametrize("seed", range(5))
def test_scores_and_choice_by_definition(seed):
    rng = np.random.default_rng(seed)
    beliefs = party(rng, 4, doubted=0.5)
    within = box_of(beliefs)
    worths = np.column_stack([one.quantile(rng.random(150)) for one in beliefs]).clip(within.low, within.high)
    summed = worths @ rng.standard_normal(4)
    holds = summed > np.median(summed)
    asked = all_questions(within)
    found = scores(asked, worths, holds)
    rows = worths.tolist()
    expected = []
    for one in asked:
        kind = {RATHER: "rather", HOW_MANY: "how many"}[one.kind]
        said = [
            naive.answer(kind, one.left.tolist(), one.right.tolist(), one.doubted, row, SAME, 2 * math.log(TELLS))
            for row in rows
        ]
        of_numbers = [naive.explained(said, column) for column in zip(*rows, strict=True)]
        verdict = naive.explained(said, holds.astype(float).tolist())
        # Chance alone explains (k - 1) / D of a variance on average, which the correction takes off; its error is this.
        error = math.sqrt(2 * (len(set(said)) - 1)) / len(rows)
        expected.append((verdict, verdict > 4 * error and len(set(said)) > 1, sum(of_numbers) / 4))
    np.testing.assert_allclose([one.verdict for one in found], [one[0] for one in expected], atol=1e-9)
    np.testing.assert_allclose([one.numbers for one in found], [one[2] for one in expected], atol=1e-9)
    assert [one.moves for one in found] == [one[1] for one in expected]
    moving = [n for n, one in enumerate(expected) if one[1]]
    most = max(expected[n][0] for n in moving)
    near = [n for n in moving if expected[n][0] >= ALIKE * most]
    assert best(found, range(len(asked))) in near
    assert found[best(found, range(len(asked)))].numbers == max(found[n].numbers for n in near)


def test_the_question_that_decides_is_asked():
    """A plan that holds where the second worth is larger than the third: to ask just that leaves no doubt."""
    rng = np.random.default_rng(7)
    within = box((1, 9), (1, 9), (1, 9))
    worths = rng.uniform(1, 9, size=(4000, 3))
    # With no ties, so that the one question tells everything.
    apart = np.abs(worths[:, 1] - worths[:, 2]) > SAME * (worths[:, 1] + worths[:, 2]) / 2
    worths = worths[apart]
    asked = [one for one in all_questions(within) if one.kind == RATHER]
    found = scores(asked, worths, worths[:, 1] > worths[:, 2])
    chosen = asked[best(found, range(len(asked)))]
    assert {tuple(chosen.left), tuple(chosen.right)} == {(0, 1, 0), (0, 0, 1)}
    assert max(one.verdict for one in found) == pytest.approx(1)


def test_where_no_answer_moves_the_verdict_the_numbers_are_narrowed():
    rng = np.random.default_rng(3)
    within = box((1, 9), (1, 2))
    worths = rng.uniform(1, [9, 2], size=(400, 2))
    asked = all_questions(within)
    found = scores(asked, worths, rng.random(400) < 0.5)
    assert not any(one.moves for one in found)
    chosen = best(found, range(len(asked)))
    assert found[chosen].numbers == max(one.numbers for one in found)
    assert best(scores(asked, worths, None), range(len(asked))) == chosen


def test_nothing_is_asked_where_nothing_would_be_learnt():
    assert best([], []) is None
    assert best([Score(0.0, False, 0.001)], [0]) is None
    assert scores([], np.zeros((5, 2)), None) == []


def test_a_count_beyond_the_last_is_one_of_them():
    x = np.eye(2)
    found = codes([Question(HOW_MANY, x[0], x[1])], np.array([[1.0, 1.0], [1e-9, 1e9], [1e-12, 1e12], [0.0, 1.0]]))
    assert found[0, 0] == 0 and found[0, 1] == found[0, 2] == found[0, 3]


def test_conditions_of_nobody_say_nothing():
    none = Conditions(np.zeros((0, 2)), np.zeros(0))
    assert none.met(np.ones((3, 2))).all()


# ------------------------------------------------------------------------------------------ people who know their worths

GROUPS = {
    "ranges alone": (100, {}),
    "one step is 10 by definition": (50, {"fixed": True}),
    "a plan is meant": (50, {"meant": True}),
}


@cache
def interviews(name):
    count, kind = GROUPS[name]
    return [interview(1000 + seed, **kind) for seed in share_of(range(count))]


@pytest.mark.parametrize("name", GROUPS)
def test_the_truth_lies_in_what_is_left_in_every_case(name):
    found = interviews(name)
    assert all(one.within for one in found)
    # Not by chance: there were ties, questions of both kinds, and questions that nobody could answer.
    assert sum(one.ties for one in found) > hits_of(20)
    assert sum(one.unanswered for one in found) > hits_of(30)
    kinds = [kind for one in found for kind in one.kinds]
    assert {*kinds} == {RATHER, HOW_MANY}
    assert all(len(one.kinds) <= 10 for one in found)


@pytest.mark.parametrize("name", ["ranges alone", "one step is 10 by definition"])
def test_ten_questions_leave_a_third_of_the_ranges_of_six_steps(name):
    """On average over all ranges and cases; with a plan, where questions go after the verdict, it is somewhat more."""
    shares = [one.shares.mean() for one in interviews(name)]
    assert np.mean(shares) <= 1 / 3
    assert max(shares) < 0.75
    assert np.mean([one.shares.mean() for one in interviews("a plan is meant")]) < 0.45
