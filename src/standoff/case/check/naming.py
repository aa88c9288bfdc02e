"""Checks of names: every name used is one that the case defines, means one thing, and is said once where it counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from standoff.case.check.claims import Claims, listed
from standoff.case.model.mistake import shown
from standoff.case.model.model import EVERYBODY
from standoff.case.model.preferences import Preference, Ranking, Readings, Statements
from standoff.case.model.rules import mentions
from standoff.case.reading.keys import field_at
from standoff.case.reading.source import KeyPath
from standoff.errors import Problem, did_you_mean

__all__ = [
    "NAMING",
    "problems_of_target",
    "repeated",
    "steps_in_text",
    "unknown_number",
    "unknown_party",
    "unknown_step",
    "verifiers",
]


def twice_defined(claims: Claims) -> Iterator[Problem]:
    """Parties, steps and choices share one name space."""
    seen: dict[str, str] = {}
    for kind, one, names in (
        ("parties", "a party", claims.parties),
        ("steps", "a step", claims.whole_steps),
        ("choices", "a choice", claims.choices),
    ):
        for name in names:
            if name in seen:
                yield claims.error(
                    (kind, name),
                    f"`{name}` is {seen[name]} already",
                    "parties, steps and choices need different names",
                    key=True,
                )
            seen.setdefault(name, one)


def unknown_party(claims: Claims, name: str, path: KeyPath, key: bool = False) -> Iterator[Problem]:
    """A problem if no party has this name."""
    if name not in claims.parties:
        hint = "put a space after the colon" if ":" in name else did_you_mean(name, claims.parties)
        if hint.startswith("known: "):
            hint += "; or add it under `parties`"
        yield claims.error(path, f"there is no party {shown(name)}", hint, key=key)


def unknown_step(
    claims: Claims,
    name: str,
    path: KeyPath,
    offset: int = 0,
    choices: bool = False,
    key: bool = False,
    parts: bool = True,
) -> Iterator[Problem]:
    """A problem if no step (or choice, where one may stand) has this name; `parts`: where a part of one may stand."""
    if not parts and name not in claims.whole_steps and (whole := _whole_of(claims, name)):
        yield claims.error(
            path,
            f"`{name}` is a part of `{whole}`, and only whole steps can stand here",
            f"write `{whole}`",
            offset,
            key,
        )
        return
    if name in claims.steps or (choices and name in claims.choices):
        return
    if name in claims.choices:
        members = claims.case.choices.get(name, ())
        yield claims.error(
            path,
            f"`{name}` is a choice, and only a step can stand here",
            f"name one of its steps: {listed(members, 'or')}" if members else "name one of its steps",
            offset,
            key,
        )
    elif name in claims.parties:
        yield claims.error(path, f"`{name}` is a party, and only a step can stand here", "name a step", offset, key)
    elif name in claims.case.deals:
        members = claims.case.deals[name].steps
        hint = f"name its steps: {listed(members)}"
        yield claims.error(path, f"`{name}` is a deal, and only a step can stand here", hint, offset, key)
    elif not _of_unread_parts(claims, name):
        known = (*claims.steps, *claims.choices) if choices else claims.steps
        kind = "step or choice" if choices else "step"
        hint = _beyond_the_last(claims, name) or did_you_mean(name, known)
        yield claims.error(path, f"there is no {kind} {shown(name)}", hint, offset, key)


def _whole_of(claims: Claims, name: str) -> str:
    """The step of which a name names a part, or ""."""
    return next((whole for whole, names in claims.parts.items() if name in names), "")


def _beyond_the_last(claims: Claims, name: str) -> str:
    """What to write for a part that a step does not have."""
    whole, _, number = name.rpartition("_")
    names = claims.parts.get(whole, ())
    if not names or not number.isdecimal():
        return ""
    return f"`{whole}` has {len(names)} parts, `{names[0]}` to `{names[-1]}`: did you mean `{names[-1]}`?"


def _of_unread_parts(claims: Claims, name: str) -> bool:
    """Whether this may name a part of a step whose `parts` could not be read: that is told once."""
    whole, _, number = name.rpartition("_")
    return claims.rest is not None and number.isdecimal() and claims.source.at(("steps", whole, "parts")) is not None


def clashing_parts(claims: Claims) -> Iterator[Problem]:
    """The parts of a step are named by its name and a number, which nothing else may be called."""
    for name, names in claims.parts.items():
        for kind, one, others in (
            ("parties", "a party", claims.parties),
            ("steps", "a step", claims.whole_steps),
            ("choices", "a choice", claims.choices),
        ):
            for part in names:
                if part in others:
                    yield claims.error(
                        (kind, part),
                        f"`{part}` is {one}, and also a part of the step `{name}`",
                        f"call it something else, or change `parts` of `{name}`",
                        key=True,
                    )


def parts_beside_wholes(claims: Claims) -> Iterator[Problem]:
    """Where a list names a step in parts, all of its parts are in it already."""
    lists: list[tuple[KeyPath, Sequence[str]]] = [
        (("now",), claims.case.now),
        *((("together", name, "steps"), entry.steps) for name, entry in claims.case.together.items()),
        *((("deals", name, "steps"), deal.steps) for name, deal in claims.case.deals.items()),
        *(((kind, name, "keeps"), one.keeps or ()) for kind, name, one in claims.case.agreements()),
    ]
    for path, names in lists if claims.parts else ():
        for i, name in enumerate(names):
            whole = _whole_of(claims, name)
            if whole and whole in names:
                yield claims.error(
                    (*path, i), f"`{name}` is a part of `{whole}`, which is listed too", f"keep `{whole}` for all parts"
                )


def unknown_number(claims: Claims, name: str, path: KeyPath, key: bool = False) -> Iterator[Problem]:
    """A problem if no number of the case has this path, and a warning if the number is not a range."""
    found = claims.numbers.get(name)
    if found is None:
        # Where parts of the case could not be read, the number may be in one of them.
        if claims.rest is None:
            yield claims.error(path, f"there is no number {shown(name)}", did_you_mean(name, claims.numbers), key=key)
    elif found.shape == "point":
        yield claims.warning(path, "this number is not a range: there is no doubt about it", "give it a range", key=key)


def repeated(claims: Claims, names: Sequence[str], path: KeyPath) -> Iterator[Problem]:
    """A problem for every name that is in a list more than once."""
    for i, name in enumerate(names):
        if name in names[:i]:
            yield claims.error((*path, i), f"{shown(name)} is listed twice", "name it once")


def _steps(claims: Claims, names: Sequence[str], path: KeyPath, choices: bool = False) -> Iterator[Problem]:
    for i, name in enumerate(names):
        yield from unknown_step(claims, name, (*path, i), choices=choices)
    yield from repeated(claims, names, path)


def _worth(claims: Claims, worth: Mapping[str, object], path: KeyPath) -> Iterator[Problem]:
    for party in worth:
        yield from unknown_party(claims, party, (*path, "worth", party), key=True)


def verifiers(claims: Claims, name: str, sooner: Iterable[str], path: KeyPath) -> Iterator[Problem]:
    """Problems with the steps under `with`, while which are in force breaches of a step are seen sooner."""
    for verifier in sooner:
        here = (*path, verifier)
        yield from unknown_step(claims, verifier, here, key=True, parts=False)
        if verifier == name:
            yield claims.error(
                here, "a step cannot verify itself", "name another step, or put the time under `normally`", key=True
            )


def in_steps(claims: Claims) -> Iterator[Problem]:
    """Owners, required steps, verifiers and worths."""
    for name, step in claims.case.steps.items():
        here = ("steps", name)
        for i, owner in enumerate(step.by):
            yield from unknown_party(claims, owner, (*here, "by", i))
        yield from repeated(claims, step.by, (*here, "by"))
        yield from _steps(claims, step.requires, (*here, "requires"))
        yield from verifiers(claims, name, step.seen_with, (*here, "seen", "with"))
        yield from _worth(claims, step.worth, here)


def in_together(claims: Claims) -> Iterator[Problem]:
    """Steps and worths of `together` entries."""
    for name, entry in claims.case.together.items():
        yield from _steps(claims, entry.steps, ("together", name, "steps"))
        yield from _worth(claims, entry.worth, ("together", name))


def in_lists(claims: Claims) -> Iterator[Problem]:
    """Steps in force now, in choices, in deals and in plans."""
    yield from _steps(claims, claims.case.now, ("now",))
    for name, members in claims.case.choices.items():
        yield from _steps(claims, members, ("choices", name))
    for name, deal in claims.case.deals.items():
        yield from _steps(claims, deal.steps, ("deals", name, "steps"), choices=True)
    for kind, name, claim in claims.case.agreements():
        yield from _steps(claims, claim.keeps or (), (kind, name, "keeps"))
        for i, party in enumerate(claim.consent):
            if party != EVERYBODY:
                yield from unknown_party(claims, party, (kind, name, "consent", i))
        yield from repeated(claims, claim.consent, (kind, name, "consent"))
    for name, plan in claims.case.plans.items():
        for k, phase in enumerate(plan.phases):
            for i, step in enumerate(phase):
                yield from unknown_step(claims, step, ("plans", name, "phases", k, i))


def in_rules(claims: Claims) -> Iterator[Problem]:
    """Steps in rules, and in those that say which states are one."""
    for key in ("rules", "merge"):
        for i, rule in enumerate(getattr(claims.case, key)):
            yield from steps_in_text(claims, rule.text, (key, i))


def steps_in_text(claims: Claims, text: str, path: KeyPath) -> Iterator[Problem]:
    """Problems with the names in a rule or statement."""
    for name, offset in dict(reversed(mentions(text))).items():
        yield from unknown_step(claims, name, path, offset)


def in_preferences(claims: Claims) -> Iterator[Problem]:
    """Parties and steps in preferences, and states that are ranked twice."""
    for party, preference in claims.case.prefer.items():
        here = ("prefer", party)
        yield from unknown_party(claims, party, here, key=True)
        yield from _in_order(claims, preference, here)


def _in_order(claims: Claims, preference: Preference, here: KeyPath) -> Iterator[Problem]:
    if isinstance(preference, Readings):
        for i, reading in enumerate(preference.either):
            yield from _in_order(claims, reading, (*here, "either", i))
    elif isinstance(preference, Ranking):
        yield from _in_ranking(claims, preference, (*here, "ranking"))
    elif isinstance(preference, Statements):
        listed_alone = isinstance(claims.source.at(here), list)
        for i, statement in enumerate(preference.statements):
            place = (*here, i) if listed_alone else (*here, "statements", i)
            yield from steps_in_text(claims, statement.text, place)


def _in_ranking(claims: Claims, ranking: Ranking, path: KeyPath) -> Iterator[Problem]:
    seen: set[frozenset[str]] = set()
    for i, level in enumerate(ranking.levels):
        for j, state in enumerate(level):
            for k, name in enumerate(claims.source.at((*path, i, j)) or sorted(state)):
                yield from unknown_step(claims, name, (*path, i, j, k))
            if state in seen:
                yield claims.error((*path, i, j), "this state is ranked twice", "give every state one place")
            seen.add(state)


def in_sincerity(claims: Claims) -> Iterator[Problem]:
    """Parties whose sincerity is stated."""
    for party in claims.case.sincerity:
        yield from unknown_party(claims, party, ("sincerity", party), key=True)


def in_evidence(claims: Claims) -> Iterator[Problem]:
    """What evidence says it supports."""
    for kind in ("parties", "steps", "together"):
        for name, claim in getattr(claims.case, kind).items():
            for i, evidence in enumerate(claim.because):
                for j, target in enumerate(evidence.targets):
                    place = (kind, name, "because", i, "for", j)
                    yield from problems_of_target(claims, (kind, name), target, place)


def problems_of_target(claims: Claims, here: KeyPath, target: str, place: KeyPath) -> Iterator[Problem]:
    """What is wrong with a path that evidence says it supports; here: what it stands under; place: where it is said."""
    parts = tuple(target.split("."))
    if here[0] == "parties" and target == "sincerity" and here[1] in claims.case.sincerity:
        return
    parent = field_at(here)
    keys = [key for key in parent.model_fields if key != "because"]
    if parts[0] not in keys or field_at((*here, *parts)) is None:
        yield claims.error(place, f"there is nothing called {shown(target)} here", _target_hint(claims, parts, keys))
    elif len(parts) == 2 and parts[0] == "worth":
        yield from unknown_party(claims, parts[1], place)
    elif len(parts) == 3:
        yield from unknown_step(claims, parts[2], place, parts=False)


def _target_hint(claims: Claims, parts: tuple[str, ...], keys: Sequence[str]) -> str:
    if parts[0] in claims.parties:
        return f"write `worth.{parts[0]}`"
    return did_you_mean(parts[0], keys)


def in_inquiries(claims: Claims) -> Iterator[Problem]:
    """What an inquiry is about are numbers of the case, each named once."""
    for i, inquiry in enumerate(claims.case.inquiries):
        here = ("inquiries", i, "about")
        for j, name in enumerate(inquiry.about):
            yield from unknown_number(claims, name, (*here, j))
        yield from repeated(claims, inquiry.about, here)


NAMING = (
    *(
        twice_defined,
        clashing_parts,
        parts_beside_wholes,
        in_steps,
        in_together,
        in_lists,
        in_rules,
        in_preferences,
        in_sincerity,
        in_evidence,
    ),
    in_inquiries,
)
"""The checks of names."""
