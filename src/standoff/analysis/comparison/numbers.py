"""Differences in what steps mean, in what the numbers are, and what of it hangs on a step that one side alone has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from standoff.analysis.comparison.atoms import Atom, Matched, Names, both, is_quantity, named, overlap
from standoff.analysis.comparison.places import text_of, worth_of
from standoff.analysis.comparison.sides import ABSENT, Change, Side, Switch
from standoff.analysis.labels import label_of, short_of
from standoff.results.records.comparison import DifferenceKind
from standoff.results.sentences import comparison as sentences

if TYPE_CHECKING:
    from standoff.case.model.model import Case, Step

__all__ = ["attached", "meanings", "numbers"]

_FLAGS = ("automatic", "ends_with_breakdown", "ends", "until", "not_before")


def meanings(a: Side, b: Side, matched: Matched) -> Iterator[Atom]:
    """What is said of a step other than by a number: what it requires, what lapses, what shows a breach."""
    for name in matched.steps:
        one, other = a.case.steps[name], b.case.steps[name]
        title = one.name
        for key in _FLAGS:
            mine, theirs = getattr(one, key), getattr(other, key)
            if mine != theirs and not (key == "until" and is_quantity(mine) and is_quantity(theirs)):
                switch = Switch((Change(("steps", name, key), mine, theirs),))
                texts = (text_of(key, mine), text_of(key, theirs))
                yield Atom("times", f"steps.{name}.{key}", sentences.meaning(key, title), texts, switch)
        for key in ("requires", "by"):
            mine, theirs = getattr(one, key), getattr(other, key)
            if matched.of(mine) != matched.of(theirs):
                switch = Switch((Change(("steps", name, key), mine, theirs),))
                texts = both(lambda names: named(matched.called, names), *(mine, theirs))
                yield Atom("times", f"steps.{name}.{key}", sentences.meaning(key, title), texts, switch)
        if otherwise_seen(one, other, matched):
            switch = Switch((Change(("steps", name, "seen"), one.seen, other.seen),))
            texts = both(lambda step: _seen(matched.called, step), *(one, other))
            yield Atom("times", f"steps.{name}.seen", sentences.meaning("seen", title), texts, switch)
    if a.case.as_of != b.case.as_of and (_dated(a.case) or _dated(b.case)):
        switch = Switch((Change(("as_of",), a.case.as_of, b.case.as_of),))
        yield Atom("times", "as_of", sentences.DAY, (a.case.as_of.isoformat(), b.case.as_of.isoformat()), switch)


def otherwise_seen(one: Step, other: Step, matched: Matched) -> bool:
    """Whether what shortens the time until a breach is seen is another, apart from what one side alone has."""
    plain, plain_b = is_quantity(one.seen), is_quantity(other.seen)
    if matched.of(tuple(one.seen_with)) != matched.of(tuple(other.seen_with)):
        return True
    alone = matched.only((*one.seen_with, *other.seen_with))
    return plain is not plain_b and not (alone and one.seen_normally == other.seen_normally)


def _dated(case: Case) -> bool:
    """Whether anything in a case is told by a date."""
    return any(step.not_before or (step.until and not is_quantity(step.until)) for step in case.steps.values())


def _seen(called: Names, step: Any) -> str:
    with_ = "".join(f", {text_of('seen', time)} with {called.get(name, name)}" for name, time in step.seen_with.items())
    return f"{text_of('seen', step.seen_normally)}{with_}"


# ------------------------------------------------------------------------------------------------------- numbers

_IN_GROUPS = ("horizon", "walkout_cost")
"""Numbers of which each is a group of its own: a party has one of each."""


def numbers(a: Side, b: Side, matched: Matched) -> Iterator[Atom]:
    """All numbers that both give and that are not the same; orders of steps and states; what moves together."""
    ours, theirs = ({".".join(path): q for path, q in side.case.quantities()} for side in (a, b))
    for path in dict.fromkeys((*ours, *theirs)):
        one, other = ours.get(path), theirs.get(path)
        if one == other or not _shared(path, a.case, b.case, matched):
            continue
        parts = path.split(".")
        place = _place(path)
        absent = None if parts[-1] in ("horizon", "until") else ABSENT
        switch = Switch((Change(place, absent if one is None else one, absent if other is None else other),))
        mine, your = one or worth_of(parts, one), other or worth_of(parts, other)
        known = overlap(mine, your) if mine is not None and your is not None else None
        kind: DifferenceKind = "groups" if parts[-1] in _IN_GROUPS and parts[0] == "parties" else "numbers"
        texts = (text_of(path, mine), text_of(path, your))
        case = a.case if one is not None else b.case
        yield Atom(kind, path, label_of(case, path), texts, switch, known, short_of(case, path, in_short=True))
    for kind_, say in (("order", sentences.an_order), ("prefer", sentences.wishes)):
        for party in matched.parties:
            mine_, theirs_ = getattr(a.case, kind_).get(party, ABSENT), getattr(b.case, kind_).get(party, ABSENT)
            if mine_ != theirs_:
                switch = Switch((Change((kind_, party), mine_, theirs_),))
                texts = (text_of(kind_, mine_), text_of(kind_, theirs_))
                yield Atom("numbers", f"{kind_}.{party}", say(matched.called[party]), texts, switch)
    for label in dict.fromkeys((*a.case.together, *b.case.together)):
        entry, entry_b = a.case.together.get(label), b.case.together.get(label)
        same = entry is not None and entry_b is not None and matched.of(entry.steps) == matched.of(entry_b.steps)
        if same and not (matched.only(entry.steps) | matched.only(entry_b.steps)):  # type: ignore[union-attr]
            continue
        switch = Switch((Change(("together", label), entry or ABSENT, entry_b or ABSENT),))
        name = (entry or entry_b).name  # type: ignore[union-attr]
        texts = both(lambda one: named(matched.called, one.steps) if one else sentences.NOT_THERE, *(entry, entry_b))
        yield Atom("numbers", f"together.{label}", sentences.together(name), texts, switch)
    if a.case.correlated != b.case.correlated:
        switch = Switch((Change(("correlated",), a.case.correlated, b.case.correlated),))
        texts = both(lambda side: sentences.entries(len(side.case.correlated)), *(a, b))
        yield Atom("numbers", "correlated", sentences.CORRELATED, texts, switch)


def _place(path: str) -> tuple[str, ...]:
    """Where a number stands, by the names of fields."""
    parts = path.split(".")
    if parts[0] == "steps" and parts[2:4] == ["seen", "with"]:
        parts[3] = "sooner"
    return tuple(parts)


def _shared(path: str, a: Case, b: Case, matched: Matched) -> bool:
    """Whether a number is one of something that both sides have, and that is not switched as a whole."""
    kind, name, *rest = path.split(".")
    one, other = getattr(a, kind), getattr(b, kind)
    if kind == "sincerity":
        return name in matched.parties
    if name not in one or name not in other:
        return False
    if rest[:1] == ["worth"]:
        return rest[1] in matched.parties and (
            kind != "together" or matched.of(one[name].steps) == matched.of(other[name].steps)
        )
    if rest[:1] == ["seen"]:
        if is_quantity(one[name].seen) is not is_quantity(other[name].seen):
            return False
        verifier = rest[2:] and not matched.of(rest[2:])
        return not verifier and not otherwise_seen(one[name], other[name], matched)
    if rest == ["until"]:
        return is_quantity(one[name].until) and is_quantity(other[name].until)
    return True


# ---------------------------------------------------------------------- what hangs on what one side alone has


def attached(a: Side, b: Side, matched: Matched, found: Sequence[Atom]) -> list[Atom]:
    """The same, where what hangs on a step or a party that one side alone has is switched with it."""
    extra: dict[str, list[Change]] = {}

    def attach(names: set[str], change: Change) -> None:
        for name in names:
            extra.setdefault(name, []).append(change)

    for name in matched.steps:
        one, other = a.case.steps[name], b.case.steps[name]
        for key in ("requires", "by"):
            mine, theirs = getattr(one, key), getattr(other, key)
            if mine != theirs and matched.of(mine) == matched.of(theirs):
                attach(matched.only((*mine, *theirs)), Change(("steps", name, key), mine, theirs))
        if not otherwise_seen(one, other, matched):
            for verifier in matched.only((*one.seen_with, *other.seen_with)):
                attach({verifier}, _verifying(name, one, other, verifier))
    for label in dict.fromkeys((*a.case.together, *b.case.together)):
        entry, entry_b = a.case.together.get(label), b.case.together.get(label)
        names = matched.only((*(entry.steps if entry else ()), *(entry_b.steps if entry_b else ())))
        attach(names, Change(("together", label), entry or ABSENT, entry_b or ABSENT))
    attached = []
    for atom in found:
        own = {change.place: change for change in atom.switch.changes}
        named = [change.place[1] for change in atom.switch.changes if len(change.place) == 2]
        more = {change.place: change for name in named for change in extra.get(name, ())}
        switch = replace(atom.switch, changes=tuple({**more, **own}.values()))
        attached.append(replace(atom, switch=switch) if more else atom)
    return [atom for atom in attached if not _told(atom, matched, a, b)]


def _verifying(name: str, one: Step, other: Step, verifier: str) -> Change:
    """What a step that one side alone has does for how soon a breach of another is seen."""
    if is_quantity(one.seen) is not is_quantity(other.seen):
        return Change(("steps", name, "seen"), one.seen, other.seen)
    times = (step.seen_with.get(verifier, ABSENT) for step in (one, other))
    return Change(("steps", name, "seen", "sooner", verifier), *times)


def _told(atom: Atom, matched: Matched, a: Side, b: Side) -> bool:
    """Whether an entry of what is worth something together goes with a step that one side alone has."""
    kind, _, label = atom.path.partition(".")
    if kind != "together" or "." in label:
        return False
    entries = [side.case.together[label] for side in (a, b) if label in side.case.together]
    return bool(matched.only([name for entry in entries for name in entry.steps]))
