"""What answers say of one party's worths in a case, what is asked next, and what it does to a plan: as a record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from standoff.analysis.asking.interview import ENOUGH, Best, Interview, SignOpenError, plan_meant
from standoff.analysis.asking.offered import values_offered
from standoff.analysis.asking.said import answers_said
from standoff.analysis.asking.worths import Names, Worths, worths_of
from standoff.analysis.names import claims_named, key_named, party_called
from standoff.analysis.numbers import require_horizons
from standoff.analysis.ordinal_worths import ordered_parties, require_worths
from standoff.analysis.progress import Progress, silent
from standoff.engine.sureness import shares
from standoff.engine.sureness.asking.answers import Box
from standoff.engine.sureness.asking.questions import HOW_MANY
from standoff.errors import UsageError
from standoff.results.records.asking import (
    Answer,
    AnswerHeard,
    Asked,
    Contradiction,
    HoldsIn,
    QuestionAsked,
    Said,
    SideAsked,
    WorthLeft,
)
from standoff.results.records.made import Made
from standoff.results.sentences import asking as sentences
from standoff.results.sentences.wording import opening
from standoff.version import __version__

if TYPE_CHECKING:
    from standoff.case.model.model import Case
    from standoff.engine.core.types import Bools
    from standoff.engine.sureness.asking.questions import Question

__all__ = ["DRAWS", "ask", "asked"]

DRAWS = 2_000
"""So many draws of the case are made."""

NARROW = 1 / 3
"""A range is narrow once so much of it is left."""

MOST = 20.0
"""No scale of a count goes further."""


def ask(
    case: Case,
    party: str,
    answers: Mapping[str, Any] | Sequence[Answer | Mapping[str, Any]] = (),
    plan: str | None = None,
    deal: str | None = None,
    progress: Progress = silent,
    *,
    draws: int = DRAWS,
    seed: int = 1,
) -> Asked:
    """What would a party rather have? What answers leave of its worths, which contradict, and what to ask next.

    answers: records, or plain data of them. plan, deal: what is meant by it all; the next question is then the one
    whose answer is expected to move the share of draws in which it holds the most. Nothing is written anywhere.

    Raises CaseError for answers that are none, UsageError, SizeError.

    >>> from standoff import example
    >>> said = {"kind": "how_many", "right": "open_harbour", "low": 3, "high": 4, "by": "AB"}
    >>> found = ask(example(), "alpha", [said])
    >>> found.accept[0].path, found.accept[0].value
    ('steps.open_harbour.worth.alpha', '-4 to -3')
    """
    worths = worths_of(case, key_named("party", party, case.parties))
    return asked(worths, answers_said(answers, worths), plan, deal, progress, draws=draws, seed=seed)


def asked(
    worths: Worths,
    given: tuple[Answer, ...],
    plan: str | None = None,
    deal: str | None = None,
    progress: Progress = silent,
    *,
    draws: int = DRAWS,
    seed: int = 1,
) -> Asked:
    """The same of answers that were read."""
    if draws < ENOUGH:
        raise UsageError(f"{draws} draws tell too little; take {ENOUGH} or more")
    case = worths.case
    claim = claims_named(case, plan, deal)
    if claim is not None:
        require_worths(case)
        require_horizons(case)
    progress("asking", 0.0)
    words = _Words(Interview(worths, given, claim, draws, seed))
    try:
        return words.record()
    except SignOpenError as error:
        named = sentences.sides(error.steps, words.called)
        raise UsageError(
            f"answer {error.place + 1}: whether {named} would be a gain or a cost to {words.name} is open, so nobody "
            f"can count it; answer first whether it would rather have that than leave things as they are "
            f"(`{{kind: rather, left: {error.steps[0]}, answer: left}}`)"
        ) from None


class _Words:
    """An interview as a record, in words."""

    def __init__(self, found: Interview) -> None:
        self.found, self.worths, case = found, found.worths, found.worths.case
        self.name = party_called(case, self.worths.party)
        self.called = {name: opening(step.in_short) for name, step in self.worths.wholes.items()}
        self.plan = "" if found.claim is None else plan_meant(case, found.claim).plan.title

    def record(self) -> Asked:
        """All of it."""
        found, questions = self.found, tuple(map(self._question, self.found.best))
        ranges = found.shares[found.sought]
        to_go = int((ranges > NARROW).sum()) if questions else 0
        go = sentences.to_go(to_go, bool(questions), bool(found.contradictions))
        before, after = self._holds()
        offers = [] if found.contradictions else self._offers()
        return Asked(
            party=self.worths.party,
            name=self.name,
            plan="" if found.claim is None else ":".join(found.claim),
            title=self.plan,
            answers=tuple(
                AnswerHeard(n, one, f"{opening(sentences.heard(one, self.called))}.")
                for n, one in enumerate(found.given, start=1)
            ),
            worths=self._worths(),
            order=self._order(),
            contradictions=self._contradictions(),
            questions=questions,
            to_go=to_go,
            before=before,
            after=after,
            accept=tuple(offers),
            headline=sentences.headline(self.name, len(found.given), float(ranges.mean()), go),
            holding="" if before is None else sentences.holding(self.plan, before, after),
            notes=self._notes(),
            made=Made(
                __version__,
                "linear programs for what answers leave; questions by draws of what is still possible",
                exact=False,
                seed=found.seed,
                draws=found.draws,
                ordered=ordered_parties(self.worths.case),
            ),
        )

    def _question(self, best: Best) -> QuestionAsked:
        left, right, box = self._side(best.left), self._side(best.right), Box(*self.found.ends)
        costs = box.sign(best.question.left) < 0, box.sign(best.question.right) < 0
        counts, moves = best.question.kind == HOW_MANY, best.score.moves
        neither: list[Said] = ["neither"] if best.question.doubted else []
        said: list[Said] = ["between", "cannot_say"] if counts else ["left", "right", "same", *neither, "cannot_say"]
        unit = left.title if best.left else ""
        return QuestionAsked(
            kind="how_many" if counts else "rather",
            left=left,
            right=right,
            sentence=sentences.counting(self.name, unit, right.title, costs)
            if counts
            else sentences.which(self.name, all(costs), not best.right),
            answers=tuple(said),
            why=sentences.why(self.plan, moves, best is self.found.best[0]),
            doubt=min(1.0, best.score.verdict) if moves else None,
            narrows=min(1.0, max(0.0, best.score.numbers)),
            most=_most(box, best.question) if counts else None,
        )

    def _side(self, steps: Names) -> SideAsked:
        if not steps:
            return SideAsked((), opening(sentences.AS_THINGS_ARE), "")
        names = {step: self.worths.wholes[step].name for step in steps}
        detail = "; ".join(name for step, name in names.items() if name != self.called[step])
        return SideAsked(steps, " and ".join(self.called[step] for step in steps), detail)

    def _worths(self) -> tuple[WorthLeft, ...]:
        found, box = [], self.worths.box
        for n, (path, quantity) in enumerate(self.worths.quantities.items()):
            kind, name = path.split(".")[:2]
            claims: Mapping[str, Any] = self.worths.wholes if kind == "steps" else self.worths.case.together
            title = self.called[name] if kind == "steps" else opening(claims[name].name)
            found.append(
                WorthLeft(
                    path=path,
                    step=name if kind == "steps" else "",
                    title=title,
                    detail="" if claims[name].name == title else claims[name].name,
                    case_low=quantity.low,
                    case_high=quantity.high,
                    box_low=float(box.low[n]),
                    box_high=float(box.high[n]),
                    low=float(self.found.ends[0][n]),
                    high=float(self.found.ends[1][n]),
                    share=float(self.found.shares[n]),
                )
            )
        return tuple(found)

    def _order(self) -> Names:
        """The steps that are asked about, best first, by the mean of what is possible."""
        middle = self.found.possible[0].mean(axis=0)
        steps = self.found.concerned
        worth = {step: float(self.worths.sides([step], ())[0] @ middle) for step in steps}
        return tuple(sorted(steps, key=lambda step: -worth[step]))

    def _contradictions(self) -> tuple[Contradiction, ...]:
        found = []
        for places in self.found.contradictions:
            numbers = tuple(self.found.told[place][0] + 1 for place in places)
            ranges = self.found.by_ranges(places)
            found.append(Contradiction(numbers, ranges, sentences.contradiction(numbers, ranges, self.name)))
        return tuple(found)

    def _holds(self) -> tuple[HoldsIn | None, HoldsIn | None]:
        if self.found.claim is None:
            return None, None
        now = self.found.possible[1]
        return _share(self.found.verdicts), _share(now) if now is not None and self.found.sound else None

    def _offers(self) -> list[Any]:
        return values_offered(self.worths, self.found.ends, self.found.telling, self.called, self.name)

    def _notes(self) -> tuple[str, ...]:
        notes, telling = [], self.found.telling
        if telling and not any(one.by for one in telling):
            notes.append(sentences.BY_NOBODY)
        moved = {path for one in self.worths.case.correlated for path in one.between}
        if self.found.walks and moved & {*self.worths.quantities}:
            notes.append(sentences.ON_THEIR_OWN)
        scale = self.worths.case.parties[self.worths.party].scale
        return (*notes, sentences.scale(self.name, scale)) if scale else tuple(notes)


def _share(holds: Bools) -> HoldsIn:
    found = float(holds.mean())
    return HoldsIn(found, shares.between(found, holds.size), int(holds.size))


def _most(box: Box, question: Question) -> float:
    """A number beyond what is likely of a count, for a scale: as much as the ranges allow, up to MOST."""
    unit, other = (sorted(abs(end) for end in box.ends(side)) for side in (question.left, question.right))
    least = unit[0] if question.left.any() else 1.0
    return float(min(MOST, max(2.0, np.ceil(other[1] / least)))) if least > 0 else MOST
