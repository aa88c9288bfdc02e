"""People who are asked about worths that are known: made-up parties, and what whoever knows their worths says."""

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from standoff.engine.sureness.asking.agreeing import agreeing, box_of, walked
from standoff.engine.sureness.asking.allowed import ranges_left
from standoff.engine.sureness.asking.answers import SAME, Box, how_many, neither, rather, same
from standoff.engine.sureness.asking.questions import HOW_MANY, best, questions, scores
from standoff.engine.sureness.distributions import Marginal

CANNOT_SAY = 0.1
"""One question in ten gets no answer."""


def party(rng, steps, doubted=0.25, fixed=False):
    """What is believed of some steps: gains and costs, a quarter of them perhaps either; one may be 10 by definition."""
    found = []
    for _ in range(steps):
        if rng.random() < doubted:
            found.append(Marginal("normal", -rng.uniform(0.3, 2), rng.uniform(0.3, 3)))
            continue
        low = np.exp(rng.uniform(np.log(0.3), np.log(4)))
        sign = rng.choice([-1, 1])
        found.append(Marginal("lognormal", *sorted((sign * low, sign * low * rng.uniform(1.6, 4)))))
    return [*found, Marginal("point", 10.0, 10.0)] if fixed else found


def worths_in(rng, beliefs, box):
    """Worths as they are believed, within the box."""
    while True:
        found = np.array([float(one.quantile(rng.random(1))[0]) for one in beliefs])
        if ((found >= box.low) & (found <= box.high)).all():
            return found


def told(question, worths, box, rng):
    """The true answer to a question: of how many, to within 15 % more or less."""
    left, right = question.left @ worths, question.right @ worths
    if question.kind == HOW_MANY:
        ratio = abs(right) / (abs(left) if question.left.any() else 1)
        less, more = rng.uniform(1.05, 1.15, size=2)
        signs = box.sign(question.left), box.sign(question.right)
        return how_many(question.left, question.right, ratio / less, ratio * more, signs)
    if question.doubted and left < 0 and right < 0:
        return neither(question.left, question.right)
    if abs(left - right) <= SAME * ((np.abs(question.left) + np.abs(question.right)) / 2 @ np.abs(worths)):
        return same(question.left, question.right, box)
    return rather(question.left, question.right) if left > right else rather(question.right, question.left)


def pairs_of(single):
    """What is compared (steps, steps with packages of two others, either with nothing), counted, and told in points."""
    nothing = 0 * single[0]
    both = list(combinations(single, 2))
    packages = [(one, other, one + other) for one, other in both]
    compared = [
        *both,
        *((one, package) for one in single for a, b, package in packages if not (one @ a or one @ b)),
        *((side, nothing) for side in (*single, *(package for _, _, package in packages))),
    ]
    return compared, both, [(nothing, one) for one in single]


@dataclass(frozen=True)
class Interview:
    """What came of asking: shares (n,) of each range that are left, whether the truth lies in all, what was asked."""

    shares: np.ndarray
    within: bool
    kinds: tuple[int, ...]
    ties: int
    unanswered: int


def interview(seed, steps=6, most=10, doubted=0.25, fixed=False, meant=False):
    """Ask somebody who knows the worths of a made-up party so many questions, and see what the answers leave.

    meant: a plan is, which holds where a weighted sum of the worths is large.
    """
    rng = np.random.default_rng(seed)
    beliefs = party(rng, steps, doubted, fixed)
    width = len(beliefs)
    box = box_of(beliefs)
    true = worths_in(rng, beliefs, box)
    drawn = np.column_stack([one.quantile(rng.random(2000)) for one in beliefs])
    weights = rng.standard_normal(width)
    enough = np.median(drawn @ weights)
    single = list(np.eye(width))
    compared, counted, points = pairs_of(single)
    answers, asked, kinds, ties, unanswered = [], set(), [], 0, 0
    left, scaled = ranges_left(box, []), fixed
    for _ in range(most):
        now = Box(left.low, left.high)
        every = questions(now, compared, counted if scaled else [*counted, *points])
        open_ones = [one for _, one in every if (one.kind, *one.left, *one.right) not in asked]
        agree = agreeing(drawn, box, answers)
        if len(agree) >= 200:
            some = drawn[agree[:200]]
        else:
            some = walked(box, answers, left, beliefs, 200, np.random.default_rng(seed))
        found = scores(open_ones, some, some @ weights > enough if meant else None)
        chosen = best(found, range(len(open_ones)))
        if chosen is None:
            break
        question = open_ones[chosen]
        asked.add((question.kind, *question.left, *question.right))
        kinds.append(question.kind)
        if rng.random() < CANNOT_SAY:
            unanswered += 1
            continue
        scaled = scaled or not question.left.any()
        size = (np.abs(question.left) + np.abs(question.right)) / 2 @ np.abs(true)
        ties += question.kind != HOW_MANY and abs((question.left - question.right) @ true) <= SAME * size
        answers.append(told(question, true, now, rng))
        left = ranges_left(box, answers)
        if left is None:
            return Interview(np.zeros(steps), False, tuple(kinds), ties, unanswered)
    within = bool(((true >= left.low) & (true <= left.high)).all())
    shares = ((left.high - left.low) / np.where(box.high > box.low, box.high - box.low, 1))[:steps]
    return Interview(shares, within, tuple(kinds), ties, unanswered)
