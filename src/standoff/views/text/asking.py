"""The next question about one party, and what the answers leave, on the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from standoff.results.sentences import asking as sentences
from standoff.results.sentences import wording

if TYPE_CHECKING:
    from standoff.case.model.model import Case
    from standoff.results.records.asking import Asked, QuestionAsked, SideAsked, WorthLeft
    from standoff.views.text.page import Page

__all__ = ["show_asked"]

SHOWN_WORTHS = 12
"""So many worths are shown where not all are."""


def show_asked(page: Page, case: Case, found: Asked) -> None:
    """What the answers say, which contradict, what is asked next and what would be written."""
    page.say(found.headline, bold=True)
    for one in found.contradictions:
        page.say(one.sentence, bold=True)
        for number in one.answers:
            page.say(f"  {number}. {found.answers[number - 1].sentence}", hang=5)
    if found.questions:
        _show_question(page, found.questions[0], True)
    if found.holding:
        page.space()
        page.say(found.holding)
    page.space()
    told = len(found.answers) > 0
    head = ("worth", "in the case", "looked for in", "answers leave", "of it")
    rows = [_worth(one)[: None if told else 3] for one in sorted(found.worths, key=lambda one: one.share)]
    title = "What the answers leave" if told else "What can be asked about"
    page.table(title, head[: None if told else 3], rows, most=SHOWN_WORTHS)
    if found.accept:
        page.space()
        offers = [(one.path, sentences.in_words(one.was), sentences.in_words(one.value)) for one in found.accept]
        page.table("To accept, write into the case", ("number", "instead of", "this"), offers, most=SHOWN_WORTHS)
    if len(found.questions) > 1:
        page.space()
        _show_question(page, found.questions[1], False)
    for note in found.notes:
        page.say(note)


def _worth(one: WorthLeft) -> tuple[str, ...]:
    case = sentences.about_numbers(one.case_low, one.case_high)
    if one.box_low == one.box_high:
        return one.title, case, case, case, ""
    box, left = ((one.box_low, one.box_high), (one.low, one.high))
    return one.title, case, sentences.about_numbers(*box), sentences.about_numbers(*left), wording.percent(one.share)


def _show_question(page: Page, question: QuestionAsked, first: bool) -> None:
    page.space()
    page.say(f"{'Next' if first else 'Or'}: {question.sentence}", bold=first)
    if question.kind == "rather":
        for name, side in (("left", question.left), ("right", question.right)):
            page.say(f"  {name:<6} {_side(side)}", hang=9)
    page.say(question.why)
    page.lines([f"  {_entry(question)}", f"  {_choices(question)}"])


def _side(side: SideAsked) -> str:
    return f"{side.title}: {side.detail}" if side.detail and len(side.steps) == 1 else side.title


def _entry(question: QuestionAsked) -> str:
    """The answer as it goes into the file."""
    sides = {name: _names(side) for name, side in (("left", question.left), ("right", question.right)) if side.steps}
    told = "low: 1, high: 2" if question.kind == "how_many" else "answer: left"
    return f"- {{kind: {question.kind}, {''.join(f'{name}: {steps}, ' for name, steps in sides.items())}{told}}}"


def _choices(question: QuestionAsked) -> str:
    """What else can be answered."""
    others = [said for said in question.answers if said not in ("left", "between")]
    told = "surely more than low, surely fewer than high; " if question.kind == "how_many" else ""
    return f"  ({told}or answer: {', '.join(others)})"


def _names(side: SideAsked) -> str:
    return side.steps[0] if len(side.steps) == 1 else f"[{', '.join(side.steps)}]"
