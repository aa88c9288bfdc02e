"""What answers about one party leave of its worths and of a plan, and which question comes next: no words yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from standoff.analysis.asking.worths import Names, Worths
from standoff.analysis.names import Claimed
from standoff.analysis.remembered import once
from standoff.analysis.roadmap.meant import Meant, meant
from standoff.analysis.sureness.flips import VariedPlan
from standoff.analysis.sureness.ranges import Drawn
from standoff.engine.core.types import Bools, Floats, Ints
from standoff.engine.sureness.asking import agreeing, allowed, answers, questions
from standoff.results.records.asking import Answer

if TYPE_CHECKING:
    from standoff.case.model.model import Case
    from standoff.engine.sureness.asking.allowed import Left
    from standoff.engine.sureness.asking.answers import Box, Conditions
    from standoff.engine.sureness.asking.questions import Question, Score

__all__ = ["ENOUGH", "Best", "Interview", "SignOpenError", "plan_meant"]

ENOUGH = 200
"""If so many draws of the case agree with the answers, they are what is still possible; else walks go through it."""

LIKELY = 0.95
"""What is a gain in so large a share of the draws may be counted as one."""

LOOKED_AT = 400
"""On so many of them questions are scored."""

WALKED = 400
"""So many walks there are."""


class SignOpenError(Exception):
    """What an answer counts may be a gain or a cost: which answer, by its place, and which steps."""

    def __init__(self, place: int, steps: Names) -> None:
        self.place, self.steps = place, steps
        super().__init__(place, steps)


@dataclass(frozen=True)
class Best:
    """A question that is worth asking: its steps, as the engine has it, and what its answer is expected to do."""

    left: Names
    right: Names
    question: Question
    score: Score


def plan_meant(case: Case, claim: tuple[Claimed, str]) -> Meant:
    """The plan, or the roadmap of the deal, that is meant; found once for each case."""
    return once(case, _meant, claim)


def _meant(case: Case, claim: tuple[Claimed, str]) -> Meant:
    return meant(case, *claim)


def _verdicts(case: Case, claim: tuple[Claimed, str], draws: int, seed: int) -> Bools:
    """In which of the draws of the case the plan holds."""
    found = plan_meant(case, claim)
    return VariedPlan(case, found.plan, found.pace).holds(Drawn.of(case, draws, seed).values, draws)


@dataclass(frozen=True)
class Interview:
    """One party, what was answered, and which plan is meant, if any."""

    worths: Worths
    given: tuple[Answer, ...]
    claim: tuple[Claimed, str] | None
    draws: int
    seed: int

    # ---------------------------------------------------------------------------------------------- what answers say

    @cached_property
    def told(self) -> list[tuple[int, Conditions]]:
        """The answers that say something, by their places, as conditions on the worths. Raises SignOpenError."""
        box = self.worths.box
        plain = {n: _compared(self.worths, one, box) for n, one in enumerate(self.given) if one.kind != "how_many"}
        counts = {n: one for n, one in enumerate(self.given) if one.kind == "how_many"}
        if any(not self._sign(side, box) for one in counts.values() for side in self._sides(one) if side.any()):
            # Whether it is a gain or a cost may follow from what else was answered.
            left = allowed.ranges_left(box, [said for said in plain.values() if said is not None])
            box = box if left is None else answers.Box(*_told(left, box))
        every = plain | {n: self._counted(n, one, box) for n, one in counts.items()}
        return [(n, said) for n, said in sorted(every.items()) if said is not None]

    def _sides(self, one: Answer) -> tuple[Floats, Floats]:
        return self.worths.sides(one.left, one.right)

    def _counted(self, place: int, one: Answer, box: Box) -> Conditions | None:
        if one.answer == "cannot_say" or one.low is None or one.high is None:
            return None
        left, right = self._sides(one)
        signs = self._sign(left, box), self._sign(right, box)
        for steps, side, sign in ((one.left, left, signs[0]), (one.right, right, signs[1])):
            if side.any() and not sign:
                raise SignOpenError(place, steps)
        return answers.how_many(left, right, one.low, one.high, signs)

    def _sign(self, side: Floats, box: Box) -> int:
        """Whether a side is a gain or a cost: surely, or in nearly all draws; who counts it says so, too."""
        if sure := box.sign(side):
            return sure
        gains = float((self.drawn @ side > 0).mean())
        return 1 if gains >= LIKELY else -1 if gains <= 1 - LIKELY else 0

    @cached_property
    def telling(self) -> list[Answer]:
        """The answers that say something."""
        return [self.given[n] for n, _ in self.told]

    @cached_property
    def contradictions(self) -> tuple[tuple[int, ...], ...]:
        """Answers that cannot all be true, by their places among those that say something."""
        return allowed.contradictions(self.worths.box, [said for _, said in self.told])

    def by_ranges(self, places: Sequence[int]) -> bool:
        """Whether such answers could all be true if sizes were no limit; gains stay gains, and costs costs."""
        box, ranged = self.worths.box, self.ranged
        far = 100 * max(float(box.size.max()), 1.0)
        low = np.where(ranged, np.where(box.signs > 0, 0.0, -far), box.low)
        high = np.where(ranged, np.where(box.signs < 0, 0.0, far), box.high)
        return allowed.feasible(answers.Box(low, high), [self.told[place][1] for place in places])

    @cached_property
    def sound(self) -> list[Conditions]:
        """What is said by answers that no contradiction has a part in."""
        opposed = {place for some in self.contradictions for place in some}
        return [said for place, (_, said) in enumerate(self.told) if place not in opposed]

    @cached_property
    def left(self) -> Left:
        """Between which ends each worth lies by these."""
        found = allowed.ranges_left(self.worths.box, self.sound)
        assert found is not None, "answers without a contradiction leave something"
        return found

    @cached_property
    def ends(self) -> tuple[Floats, Floats]:
        """The same ends as they are told: to a hundred-thousandth of the size of each number, as programs are exact."""
        return _told(self.left, self.worths.box)

    @cached_property
    def ranged(self) -> Bools:
        """Which numbers are ranges."""
        return np.asarray(self.worths.box.low < self.worths.box.high)

    @cached_property
    def shares(self) -> Floats:
        """Of every range the share that is left; 1 of what is no range."""
        width = np.where(self.ranged, self.worths.box.high - self.worths.box.low, 1.0)
        return np.where(self.ranged, (self.left.high - self.left.low) / width, 1.0)

    # ------------------------------------------------------------------------------------------------------ in draws

    @cached_property
    def drawn(self) -> Floats:
        """The numbers in the draws of the case: (draws, n)."""
        drawn = Drawn.of(self.worths.case, self.draws, self.seed)
        return np.column_stack([drawn.value(path) for path in self.worths.quantities])

    @cached_property
    def agree(self) -> Ints:
        """The draws of the case that agree with the answers."""
        return agreeing.agreeing(self.drawn, self.worths.box, self.sound)

    @property
    def walks(self) -> bool:
        """Whether too few of them agree."""
        return self.agree.size < ENOUGH

    @cached_property
    def possible(self) -> tuple[Floats, Bools | None]:
        """Worths that agree with the answers, (D, n), and where the plan holds with them."""
        if not self.walks:
            some = self.agree
            return self.drawn[some], None if self.claim is None else self.verdicts[some]
        rng = np.random.default_rng(np.random.SeedSequence(self.seed, spawn_key=(1,)))
        found = agreeing.walked(self.worths.box, self.sound, self.left, self.worths.beliefs, WALKED, rng)
        if self.claim is None:
            return found, None
        drawn = Drawn.of(self.worths.case, self.draws, self.seed)
        rows = np.arange(WALKED) % self.draws
        others = {path: values[rows] for path, values in drawn.values.items()}
        own = {path: found[:, n] for n, path in enumerate(self.worths.quantities) if self.ranged[n]}
        plan = plan_meant(self.worths.case, self.claim)
        varied = VariedPlan(self.worths.case, plan.plan, plan.pace)
        return found, varied.holds({**others, **own}, WALKED)

    @cached_property
    def verdicts(self) -> Bools:
        """Where the plan that is meant holds in the draws of the case."""
        assert self.claim is not None
        return once(self.worths.case, _verdicts, self.claim, self.draws, self.seed)

    # ----------------------------------------------------------------------------------------------- what to ask next

    @cached_property
    def best(self) -> tuple[Best, ...]:
        """The next question, and the best one of the other kind; none while there is a contradiction."""
        if self.contradictions:
            return ()
        every = self.worths.pairs(self.concerned, not self._scaled)
        compared, counted = (
            [pair for pair in pairs if (kind, _unordered(*pair)) not in self._asked]
            for kind, pairs in zip(("rather", "how_many"), every, strict=True)
        )
        pairs, first = [*compared, *counted], len(compared)
        sides = self.worths.sides_of(pairs)
        box = answers.Box(*self.ends)
        found = list(questions.questions(box, sides[:first], sides[first:], lambda side: self._sign(side, box)))
        worths, holds = self.possible
        looked = None if holds is None else holds[:LOOKED_AT]
        scored = questions.scores([question for _, question in found], worths[:LOOKED_AT], looked)
        best = questions.best(scored, range(len(found)))
        if best is None:
            return ()
        other = questions.best(scored, [n for n, (_, one) in enumerate(found) if one.kind != found[best][1].kind])
        chosen = []
        for number in (best, other):
            if number is not None:
                place, question = found[number]
                left, right = pairs[place] if question.left is sides[place][0] else pairs[place][::-1]
                chosen.append(Best(left, right, question, scored[number]))
        return tuple(chosen)

    @property
    def _scaled(self) -> bool:
        """Whether something says on which scale the worths are."""
        return self.worths.fixed or any(one.kind == "how_many" and not one.left for one in self.given)

    @cached_property
    def _asked(self) -> set[tuple[str, frozenset[frozenset[str]]]]:
        return {(one.kind, _unordered(one.left, one.right)) for one in self.given}

    @cached_property
    def concerned(self) -> Names:
        """The steps that are asked about: of the plan that is meant those that it adds to now, else all."""
        if self.claim is None:
            return self.worths.steps
        plan = plan_meant(self.worths.case, self.claim)
        hangs_on = VariedPlan(self.worths.case, plan.plan, plan.pace).numbers
        own = [path.split(".")[1] for path in self.worths.quantities if path in hangs_on]
        added = tuple(step for step in self.worths.steps if step in own and not self.worths.in_force(step))
        return added or self.worths.steps

    @cached_property
    def sought(self) -> Bools:
        """Which ranges are to be narrowed: those of the steps that are asked about."""
        own = [path.startswith("steps.") and path.split(".")[1] in self.concerned for path in self.worths.quantities]
        return np.asarray(self.ranged & np.array(own))


def _told(left: Left, box: Box) -> tuple[Floats, Floats]:
    digits = (5 - np.floor(np.log10(box.size))).astype(int).tolist()
    low, high = (
        np.array([round(end, n) + 0.0 for end, n in zip(ends.tolist(), digits, strict=True)])
        for ends in (left.low, left.high)
    )
    return low, high


def _unordered(left: Names, right: Names) -> frozenset[frozenset[str]]:
    return frozenset([frozenset(left), frozenset(right)])


def _compared(worths: Worths, one: Answer, box: Box) -> Conditions | None:
    """What an answer says that counts nothing; None where it says nothing."""
    if one.answer == "cannot_say":
        return None
    if one.kind == "order":
        # Each step as if it came alone, beside what is in force now.
        return answers.in_order([[worths.sides([step], ())[0] for step in group] for group in one.order], box)
    left, right = worths.sides(one.left, one.right)
    if one.answer == "same":
        return answers.same(left, right, box)
    if one.answer == "neither":
        return answers.neither(left, right)
    return answers.rather(left, right) if one.answer == "left" else answers.rather(right, left)
