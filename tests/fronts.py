"""Answers made up for the tests of the front, on cases made up as well: nothing of it was computed."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import cache

from made_up import HOSTILE, LONG, MADE, assessment, crowded, findings, sureness
from standoff.case.model.model import Case
from standoff.results.records.answer import Answer, Best, Contender
from standoff.results.records.assessment import Assessment
from standoff.results.records.run import Findings
from standoff.results.sentences.answer import LABELS
from standoff.views.brief import page as brief

LONGEST = 264
"""So long is a sentence of an answer at most (tests/analysis/answer/test_answer.py)."""

WORD = "x" * 500
HEBREW, ARABIC = "רצועת החוף", "جمهورية الجبال"


def contender(case: Case, kind: str, name: str, title: str, plan: Assessment, holds: float) -> Contender:
    """A plan, and how often it holds; in a tenth of what is left the first two parties break it, one after the other."""
    sure = sureness(case, plan, 1000, holds, round(0.9 * (1 - holds), 6))
    parties, last = [*case.parties], len(plan.phases)
    breakers = tuple((party, min(n + 1, last), round((1 - holds) / 4, 6)) for n, party in enumerate(parties[:3]))
    return Contender(kind, name, title, plan, 0.5 * holds, replace(sure, breakers=breakers), "", ())  # type: ignore[arg-type]


def answered(case: dict[str, object], phases: int, *, holds: float | None = 0.87, length: int = 120) -> Findings:
    """Findings with an answer: the best deal found takes all steps in so many phases; sentences are so long."""
    model = Case.model_validate(case)
    rng, steps = random.Random(7), list(model.steps)
    size = -(-len(steps) // phases)
    plan = assessment(model, "best", "The best deal found", [steps[n : n + size] for n in range(0, len(steps), size)],
                      "holds", rng)  # fmt: skip
    found = findings(model)
    rivals = [contender(model, "plan", one.plan, one.title, one, 0.02 * n) for n, one in enumerate(found.plans)] + [
        contender(model, "deal", one.deal, one.title, one.shown, 0.3 + 0.1 * n)
        for n, one in enumerate(found.roadmaps)
        if one.shown
    ]
    best = None if holds is None else contender(model, "found", "", "The best deal found", plan, holds)
    words = f"{next(iter(model.parties.values())).name} would carry on "
    text = (words * (length // len(words) + 1))[: length - 1].strip() + "."
    sentences = {label: text[:1].upper() + text[1:] for label in LABELS}
    judged = Best(best, tuple(rivals), dict.fromkeys(model.parties, 2.0), 4321, 117, 1000, 1000, MADE)
    said = Answer("None of the three demands on the table is likely to hold. A deal in many phases is.", sentences,
                  judged, "", MADE)  # fmt: skip
    # The annex is not what is tested.
    nothing: dict[str, object] = {key: {} for key in ("sureness", "mendings", "robust", "flips", "needs")}
    return replace(found, plans=(), roadmaps=(), answer=said, **nothing)  # type: ignore[arg-type]


INPUTS: dict[str, tuple[dict[str, object], int, int]] = {
    "two parties, three steps": (crowded(2, 3, "Side"), 2, 120),
    "three parties, eight steps": (crowded(3, 8, "The harbour authority"), 4, 160),
    "seven parties, thirty steps": (crowded(7, 30, "Party"), 6, 160),
    "seven parties, thirty phases": (crowded(7, 30, "The Republic"), 30, 200),
    "long names": (crowded(7, 30, LONG), 8, LONGEST),
    "one unbroken word": (crowded(5, 12, WORD), 4, LONGEST),
    "from right to left": (crowded(3, 9, HEBREW), 3, 160),
    "from right to left, many": (crowded(5, 20, ARABIC), 5, 200),
    "hostile": (crowded(3, 8, HOSTILE), 3, 160),
    "squares": (crowded(4, 12, "海岸警备队和港务局"), 4, 200),
}
"""Cases, in how many phases all their steps are taken, and how long each sentence is."""


@cache
def shown(name: str) -> tuple[Case, Findings]:
    case, phases, length = INPUTS[name]
    return Case.model_validate(case), answered(case, phases, length=length)


@cache
def page(name: str) -> str:
    """The brief of such a case."""
    return brief.render(*shown(name), sources={}, command="standoff run case")


AFTER = "What comes after the front."


def alone(html: str) -> str:
    """A brief with a line instead of its annex, which takes long to lay out."""
    end = html.index("</section>", html.index('<section class="front"')) + len("</section>")
    return f"{html[:end]}<p>{AFTER}</p>{html[html.index('</main>') :]}"
