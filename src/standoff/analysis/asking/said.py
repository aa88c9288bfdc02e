"""Answers as people write them, in a file or as plain data: read with places, and what is wrong with them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from standoff.errors import CaseError, Problem, SizeError, did_you_mean
from standoff.results.records.asking import Answer, AnswerKind, Said

if TYPE_CHECKING:
    from standoff.analysis.asking.worths import Names, Worths
    from standoff.case.reading.source import KeyPath, Source

__all__ = ["MOST_ANSWERS", "answers_in", "answers_said"]

MOST_ANSWERS = 60
"""Answers about one party: more than anybody gives."""

LONGEST = 80
"""Characters of whose an answer is."""

LEAST_APART = 1.02
"""How much more the upper of two numbers is at least: nobody knows a worth better."""

TOP = ("answers", "by", "on")
KEYS = tuple(one.name for one in fields(Answer))
KINDS: Sequence[str] = get_args(AnswerKind)
SAID: Mapping[str, tuple[str, ...]] = {
    "rather": ("left", "right", "same", "neither", "cannot_say"),
    "how_many": ("between", "cannot_say"),
    "order": ("ordered", "cannot_say"),
}
BELONGS: Mapping[str, tuple[str, ...]] = {
    "rather": ("left", "right"),
    "how_many": ("left", "right", "low", "high"),
    "order": ("order",),
}
"""Which keys an answer of each kind has, beside `kind`, `answer`, `by` and `on`."""

FORM = "write, for example, `- {kind: rather, left: fuel, right: [talks, visits], answer: left}`"


def answers_in(file: Path, worths: Worths) -> tuple[Answer, ...]:
    """The answers in a file; raises CaseError with every problem at its place, SizeError for too many."""
    from standoff.case.model.mistake import shown
    from standoff.case.reading.nodes import parse
    from standoff.case.reading.source import read_text
    from standoff.errors import UsageError

    if not file.exists():
        raise UsageError(f"there is no file {shown(file)}; write `answers:` into it and below {FORM[7:]}")
    text = read_text(file, hint="answers are a text file in YAML")
    source = parse(shown(file.name)[1:-1], text, "a file of answers")
    return _read(source, worths)


def answers_said(data: Mapping[str, Any] | Sequence[Answer | Mapping[str, Any]], worths: Worths) -> tuple[Answer, ...]:
    """The same from plain data: `{answers: [...]}`, or the list alone; raises CaseError, SizeError."""
    from standoff.case.reading.source import Source

    whole: dict[str, Any] = dict(data) if isinstance(data, Mapping) else {"answers": data}
    given = whole.get("answers")
    if isinstance(given, (list, tuple)):
        whole["answers"] = [_plain(one) for one in given]
    return _read(Source("answers", "", [], data=whole), worths)


def _plain(one: object) -> object:
    if not isinstance(one, Answer):
        return one
    every = {name: getattr(one, name) for name in KEYS}
    return {name: value for name, value in every.items() if value not in (None, (), "")}


def _read(source: Source, worths: Worths) -> tuple[Answer, ...]:
    reader = _Reader(source, worths)
    found = tuple(reader.answers())
    problems = [*source.problems, *reader.problems]
    if problems:
        raise CaseError(problems)
    return found


@dataclass
class _Reader:
    """Reads answers one by one and remembers what is wrong with them."""

    source: Source
    worths: Worths
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, place: KeyPath, message: str, hint: str = "", key: bool = False) -> None:
        self.problems.append(self.source.problem(place, message, hint, key=key))

    def answers(self) -> Iterator[Answer]:
        """All answers without a mistake."""
        data = self.source.data
        for name in data:
            if name not in TOP:
                self.wrong((name,), f"answers have no key {_shown(name)}", did_you_mean(str(name), TOP), key=True)
        given = data.get("answers")
        if not isinstance(given, (list, tuple)):
            if given is not None or "answers" not in data:
                self.wrong(("answers",), "the answers are a list below `answers:`", FORM)
            return
        if len(given) > MOST_ANSWERS:
            raise SizeError("answers", len(given), MOST_ANSWERS, "accept what they leave, and go on from there")
        by, on = self.text(("by",), data.get("by")), self.day(("on",), data.get("on"))
        for number, one in enumerate(given):
            before = len(self.problems)
            answer = self.answer(("answers", number), one, by, on)
            if answer is not None and len(self.problems) == before:
                yield answer

    def answer(self, place: KeyPath, one: Any, by: str, on: str) -> Answer | None:
        if not isinstance(one, Mapping):
            self.wrong(place, "an answer is a group of keys", FORM)
            return None
        # What documents say of answers, nulls and empty lists among it, can be given back as it is.
        one = {name: value for name, value in one.items() if value is not None and value not in ("", [], ())}
        kind = self.kind(place, one)
        if kind is None:
            return None
        for name in one:
            if name not in KEYS:
                self.wrong((*place, name), f"an answer has no key {_shown(name)}", did_you_mean(name, KEYS), key=True)
            elif name not in ("kind", "answer", "by", "on", *BELONGS[kind]):
                hint = f"it has {', '.join(f'`{key}`' for key in BELONGS[kind])}"
                self.wrong((*place, name), f"an answer of the kind `{kind}` has no `{name}`", hint, key=True)
        said = self.said(place, kind, one)
        read = {"rather": self.rather, "how_many": self.how_many, "order": self.order}[kind]
        told = read(place, one, said)
        if said is None or told is None:
            return None
        by = self.text((*place, "by"), one.get("by")) or by
        on = self.day((*place, "on"), one.get("on")) or on
        return Answer(kind=kind, answer=said, by=by, on=on, **told)

    def kind(self, place: KeyPath, one: Mapping[str, Any]) -> AnswerKind | None:
        value: Any = one.get("kind")
        if value not in KINDS:
            hint = did_you_mean(str(value), KINDS) if "kind" in one else f"add `kind:`, one of {', '.join(KINDS)}"
            message = f"{_shown(value)} is no kind of question" if "kind" in one else "this does not say what was asked"
            self.wrong((*place, "kind") if "kind" in one else place, message, hint)
            return None
        found: AnswerKind = value
        return found

    def said(self, place: KeyPath, kind: AnswerKind, one: Mapping[str, Any]) -> Said | None:
        known = SAID[kind]
        value: Any = one.get("answer")
        if value is None and kind != "rather":
            return "between" if kind == "how_many" else "ordered"
        if value not in known:
            hint = did_you_mean(str(value), known) if "answer" in one else f"add `answer:`, one of {', '.join(known)}"
            message = f"{_shown(value)} is no answer to this" if "answer" in one else "there is no answer"
            self.wrong((*place, "answer") if "answer" in one else place, message, hint)
            return None
        found: Said = value
        return found

    # --------------------------------------------------------------------------------------- one kind after the other

    def rather(self, place: KeyPath, one: Mapping[str, Any], said: Said | None) -> dict[str, Any] | None:
        left, right = (self.steps((*place, side), one.get(side)) for side in ("left", "right"))
        if left is None or right is None:
            return None
        if not left and not right:
            self.wrong(place, "there is nothing on either side", "name a step under `left`, or under `right`")
            return None
        if not self.apart(place, left, right):
            return None
        if said == "neither" and not (left and right):
            hint = f"write `answer: {'right' if left else 'left'}`: it would rather leave things as they are"
            self.wrong((*place, "answer"), "where one side is things as they are, `neither` says too little", hint)
            return None
        return {"left": left, "right": right}

    def how_many(self, place: KeyPath, one: Mapping[str, Any], said: Said | None) -> dict[str, Any] | None:
        left, right = (self.steps((*place, side), one.get(side)) for side in ("left", "right"))
        if left is None or right is None:
            return None
        if not right:
            self.wrong(place, "this does not say what is counted for", "name a step under `right`")
            return None
        if not self.apart(place, left, right):
            return None
        low, high = (self.number((*place, end), one, end, said) for end in ("low", "high"))
        if said == "cannot_say":
            return {"left": left, "right": right}
        if low is None or high is None:
            return None
        if low > high:
            self.wrong((*place, "low"), "`low` is more than `high`", "write the smaller number under `low`")
        elif high < low * LEAST_APART:
            self.wrong(
                (*place, "high"),
                "`low` and `high` leave no room between them",
                "write what it is surely more than, and what it is surely less than, like `low: 1.5` and `high: 2.8`",
            )
        return {"left": left, "right": right, "low": low, "high": high}

    def order(self, place: KeyPath, one: Mapping[str, Any], said: Said | None) -> dict[str, Any] | None:
        given, at = one.get("order"), (*place, "order")
        if not isinstance(given, (list, tuple)):
            hint = "write `order: [fuel, [talks, visits]]`, the best first, ties in brackets"
            self.wrong(at if "order" in one else place, "an order is a list of steps", hint)
            return None
        groups = [self.steps((*at, n), group, needed=True) for n, group in enumerate(given)]
        if any(group is None for group in groups):
            return None
        found = [group for group in groups if group is not None]
        listed = [step for group in found for step in group]
        twice = next((step for n, step in enumerate(listed) if step in listed[:n]), None)
        if twice is not None:
            self.wrong(at, f"{_shown(twice)} stands in the order twice", "keep it once")
            return None
        if len(listed) < 2:
            self.wrong(at, "an order has two steps at least", "name another one")
            return None
        return {"order": tuple(found)}

    # ------------------------------------------------------------------------------------------------------ the pieces

    def steps(self, place: KeyPath, value: Any, needed: bool = False) -> Names | None:
        """Steps by their names, one or several; none where nothing is written. None where something is wrong."""
        from standoff.case.model.parts import whole_named

        given = [] if value is None else [value] if isinstance(value, str) else value
        if not isinstance(given, (list, tuple)) or any(not isinstance(name, str) for name in given):
            self.wrong(place, "a step belongs here, or a list of steps", FORM)
            return None
        if needed and not given:
            self.wrong(place, "there is no step here", "name one, or take the brackets out")
            return None
        found, sound = [], True
        for number, name in enumerate(given):
            at = place if isinstance(value, str) else (*place, number)
            step = whole_named(self.worths.case, name)
            if step not in self.worths.wholes:
                self.wrong(at, f"the case has no step {_shown(name)}", did_you_mean(name, self.worths.wholes))
            elif step != name:
                self.wrong(at, f"{_shown(name)} is a part of a step", f"write `{step}`: all of its parts")
            elif step not in self.worths.steps:
                who = self.worths.party
                hint = f"give it a range under `steps.{step}.worth.{who}` first, like `0.5 to 3`"
                self.wrong(at, f"{_shown(name)} is worth nothing to `{who}` in the case", hint)
            elif step in found:
                self.wrong(at, f"{_shown(name)} stands here twice", "keep it once")
            else:
                found.append(step)
                continue
            sound = False
        if sound and self.worths.excluded(found):
            hint = "ask about them one by one"
            self.wrong(place, "by the rules of the case these cannot be in force together", hint)
            sound = False
        return tuple(found) if sound else None

    def apart(self, place: KeyPath, left: Names, right: Names) -> bool:
        """Whether no step stands on both sides."""
        both = [step for step in left if step in right]
        if both:
            self.wrong(place, f"{_shown(both[0])} stands on both sides", "leave it out: it makes no difference")
        return not both

    def number(self, place: KeyPath, one: Mapping[str, Any], end: str, said: Said | None) -> float | None:
        value = one.get(end)
        if said == "cannot_say":
            if value is not None:
                self.wrong(place, f"who cannot say has no `{end}`", "take it out, or leave `answer` out")
            return None
        if value is None:
            self.wrong(place if end in one else place[:-1], f"`{end}` is missing", "write, for example, `low: 1.5`")
            return None
        sound = isinstance(value, (int, float)) and not isinstance(value, bool)
        if not sound or not math.isfinite(value) or not 1e-6 <= value <= 1e6:
            self.wrong(place, f"{_shown(value)} is not a number above 0", "write, for example, `1.5`")
            return None
        return float(value)

    def text(self, place: KeyPath, value: Any) -> str:
        if value is None:
            return ""
        if not isinstance(value, str) or not value.strip():
            self.wrong(place, "this does not say whose answer it is", "write a name or initials, like `by: AB`")
            return ""
        if len(value) > LONGEST:
            self.wrong(place, f"this is longer than {LONGEST} characters", "write a name or initials")
            return ""
        return " ".join(value.split())

    def day(self, place: KeyPath, value: Any) -> str:
        from datetime import date

        if value is None or value == "":
            return ""
        try:
            return (value if isinstance(value, date) else date.fromisoformat(str(value))).isoformat()
        except ValueError:
            self.wrong(place, f"{_shown(value)} is not a date", "write year-month-day, like `2026-11-02`")
            return ""


def _shown(value: object) -> str:
    from standoff.case.model.mistake import shown

    return shown(value)
