"""Warnings: what is often an oversight in scales, dates, names and entries that say nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import combinations
from typing import Any

from standoff.case.check.claims import Claims, listed
from standoff.case.check.references import cited_evidence
from standoff.case.model.forms import NOTHING
from standoff.case.model.mistake import shown
from standoff.case.model.model import EVERYBODY, Case, Deal, Plan
from standoff.case.model.values import write_number
from standoff.case.reading.source import KeyPath
from standoff.errors import Problem

__all__ = ["OVERSIGHTS"]

_NOW = "now"

_FIRST, _LAST = 1800, 2200
"""Years beyond which a date is a slip."""

_SHORT = 1 / 12
"""Years: a horizon below this is as doubtful as one in days."""

_STALE = 5
"""Years after the latest source beyond which the day of a case is doubtful."""

_OTHERS = 5
"""So many steps make a habit from which one differs."""

_TRUCE = re.compile(r"\b(truces?|cease[- ]?fires?|armistices?|moratori(um|ums|a))\b")
"""What is kept only while the others keep it, by its name."""

_SCALE = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?)\s*(?:=|:|points?\b|is\b)(.*)", re.DOTALL)
_LEAST_LETTERS = 3
"""Shorter words of a step's key are found in any text."""


def scales(claims: Claims) -> Iterator[Problem]:
    """The step that a scale calls 10 is worth 10 to its party."""
    for party, claim in claims.case.parties.items():
        found = _SCALE.fullmatch(claim.scale)
        if not found:
            continue
        points, words = float(found[1]), re.findall(r"\w+", found[2].lower())
        meant = {
            name: step.worth[party]
            for name, step in claims.case.steps.items()
            if party in step.worth and _speaks_of(words, name)
        }
        if meant and not any(worth.low <= points <= worth.high for worth in meant.values()):
            name, worth = next(iter(meant.items()))
            yield claims.warning(
                ("steps", name, "worth", party),
                f"the `scale` of `{party}` calls this step its {write_number(points)}, "
                f"and here it is {write_number(round(worth.median, 2))}",
                f"write `{write_number(points)}` and give the other steps points in proportion, or mend the `scale`",
            )


def _speaks_of(words: list[str], step: str) -> bool:
    """Whether every word of a step's key, or a longer form of it, is among the words of a text."""
    parts = step.split("_")
    return step in words or (
        len(step) >= _LEAST_LETTERS
        and all(len(part) >= _LEAST_LETTERS and any(word.startswith(part) for word in words) for part in parts)
    )


def short_horizons(claims: Claims) -> Iterator[Problem]:
    """A party that looks some days ahead keeps no deal: often years are meant."""
    for party, claim in claims.case.parties.items():
        path = ("parties", party, "horizon")
        in_days = re.search(r"\bdays?\b", str(claims.source.at(path) or ""))
        if claim.horizon is not None and (in_days or claim.horizon.median < _SHORT):
            yield claims.warning(
                path,
                "a horizon of days: what comes after them would hardly count for this party",
                "are months or years meant, like `2 to 6 years`?",
            )


def late_sources(claims: Claims) -> Iterator[Problem]:
    """What was not yet published on the day of the file cannot support what holds on it."""
    day, said = claims.case.as_of, set()
    for path, evidence in cited_evidence(claims):
        issued = claims.sources.dated(evidence.source)
        if issued > (day.year, day.month, day.day)[: len(issued)] and evidence.source not in said:
            said.add(evidence.source)
            written = "-".join(f"{part:02}" for part in issued)
            yield claims.warning(
                (*path, "in"),
                f"this source is of {written}, later than `as_of` ({day.isoformat()})",
                "is one of the two dates wrong, or does the case know more than it could then?",
            )


def old_sources(claims: Claims) -> Iterator[Problem]:
    """A day long after all that is cited has a digit wrong, or the case is not of that day."""
    issued = [claims.sources.dated(evidence.source) for _, evidence in cited_evidence(claims)]
    latest = max(issued, default=())
    if latest and claims.case.as_of.year - latest[0] > _STALE:
        written = "-".join(f"{part:02}" for part in latest)
        yield claims.warning(
            ("as_of",),
            f"the latest source that is cited is of {written}, {claims.case.as_of.year - latest[0]} years earlier",
            "is the year right?",
        )


def strange_years(claims: Claims) -> Iterator[Problem]:
    """Dates of another age are slips of the keyboard."""
    case = claims.case
    days: list[tuple[KeyPath, date | None]] = [
        (("as_of",), case.as_of),
        *((("steps", name, "not_before"), step.not_before) for name, step in case.steps.items()),
        *((("history", i, "before"), entry.before) for i, entry in enumerate(case.history)),
    ]
    for path, day in days:
        if day is not None and not _FIRST <= day.year <= _LAST:
            yield claims.warning(path, f"this is in the year {day.year}", "is the year right?")


def one_name_for_two(claims: Claims) -> Iterator[Problem]:
    """What is called alike cannot be told apart; steps of different owners can, by who takes them."""
    case = claims.case
    called: list[tuple[tuple[object, ...], KeyPath, str]] = [
        *((("parties",), ("parties", key, "name"), party.name) for key, party in case.parties.items()),
        *((("steps", *sorted(step.by)), ("steps", key, "name"), step.name) for key, step in case.steps.items()),
        *((("short", *sorted(step.by)), ("steps", key, "short"), step.short) for key, step in case.steps.items()),
        *((("together",), ("together", key, "name"), entry.name) for key, entry in case.together.items()),
        *((("deals",), ("deals", key, "title"), deal.title) for key, deal in case.deals.items()),
        *((("plans",), ("plans", key, "title"), plan.title) for key, plan in case.plans.items()),
    ]
    seen: dict[tuple[object, ...], KeyPath] = {}
    for among, path, text in called:
        folded = " ".join(text.split()).casefold()
        first = seen.setdefault((*among, folded), path) if folded else path
        if first != path:
            yield claims.warning(
                path,
                f"`{first[1]}` is called {shown(text)}, too",
                "call one of the two something else, so that they can be told apart",
            )


def correlated_twice(claims: Claims) -> Iterator[Problem]:
    """Of two entries for one pair of numbers, only the later counts."""
    seen: dict[frozenset[str], int] = {}
    for n, entry in enumerate(claims.case.correlated):
        for one, other in combinations(dict.fromkeys(entry.between), 2):
            first = seen.setdefault(frozenset((one, other)), n)
            if first != n:
                yield claims.warning(
                    ("correlated", n, "between"),
                    f"{shown(one)} and {shown(other)} are correlated by entry {first + 1} already",
                    "what is said last counts: keep one of the two",
                )


def idle_parties(claims: Claims) -> Iterator[Problem]:
    """A party that can do nothing and wants nothing changes no answer."""
    case = claims.case
    speak = {party for step in case.steps.values() for party in (*step.by, *step.worth)}
    speak.update(party for entry in case.together.values() for party in entry.worth)
    speak.update(case.prefer, case.order)
    for party in case.parties:
        if party not in speak:
            yield claims.warning(
                ("parties", party),
                "this party has no step, and nothing is worth anything to it",
                "say what it can do or wants, or leave it out",
                key=True,
            )


def misleading_steps(claims: Claims) -> Iterator[Problem]:
    """Two names have a meaning of their own where states are named."""
    for name, meaning in ((_NOW, "what is in force now"), (NOTHING, "nothing at all")):
        told = name == NOTHING and claims.case.order  # an error there
        if name in claims.case.steps and not told:
            yield claims.warning(
                ("steps", name),
                f"where a state is named, `{name}` means {meaning}, and a step is called so, too",
                "give the step another name",
                key=True,
            )


def taken_for_granted(claims: Claims) -> Iterator[Problem]:
    """A step in force that is not kept is thought to stay, though it may cost whoever could end it."""
    case = claims.case
    for kind, name, claim in case.agreements():
        for step in claims.in_order(claims.now) if claim.keeps is not None else ():
            owners = [party for party in case.steps[step].by if _costs(case, party, step)]
            if owners and step not in case.kept(claim) and not case.steps[step].undo.never:
                yield claims.warning(
                    (kind, name, "keeps"),
                    f"`{step}` costs {listed(owners)} something, and here it is taken for granted that it stays",
                    f"add `{step}`, or leave `keeps` out: then everything in force now is kept",
                    key=True,
                )


def idle_consents(claims: Claims) -> Iterator[Problem]:
    """Whoever has to do something for an agreement can refuse it anyway."""
    case = claims.case
    for kind, name, claim in case.agreements():
        needed = _needed(case, claim)
        for i, party in enumerate(claim.consent):
            if party in needed or (party == EVERYBODY and needed >= {*case.parties}):
                said = "everybody can" if party == EVERYBODY else f"`{party}` can"
                why = "each has" if party == EVERYBODY else "it has"
                yield claims.warning(
                    (kind, name, "consent", i),
                    f"this changes nothing: {said} refuse this {kind[:-1]} anyway: {why} a step to take or keep up",
                    "leave it out",
                )


def _needed(case: Case, claim: Deal | Plan) -> frozenset[str]:
    """The parties that own a step that is due, or a kept one that costs them something."""
    if isinstance(claim, Plan):
        due = [step for phase in claim.phases for step in phase]
    else:
        due = [step for step in claim.steps if step not in case.now]  # which member of a choice is due is not said
    found = {party for step in due if step in case.steps for party in case.steps[step].by}
    return frozenset(found | {p for step in case.kept(claim) for p in case.steps[step].by if _costs(case, p, step)})


def _costs(case: Case, party: str, step: str) -> bool:
    """Whether a step costs a party something, as far as the middle of what is known says."""
    if party in case.order:
        return any(case.steps[step].under(step) in group for group in case.gains_and_costs(party)[1])
    worth = case.steps[step].worth.get(party)
    return worth is not None and worth.median < 0


def _bare(case: Case, claim: Deal | Plan, changes: dict[str, Any]) -> Any:
    """What a deal or a plan comes to, whatever it is called and in whatever order it says it."""
    same = {"title": "", "keeps": frozenset(case.kept(claim)), "consent": frozenset(case.consenting(claim))}
    return claim.model_copy(update=same | changes)


def said_twice(claims: Claims) -> Iterator[Problem]:
    """A deal, a plan or a rule that repeats another, and an entry of the history that changes nothing."""
    case = claims.case
    things: tuple[tuple[KeyPath, Any], ...] = (
        *((("deals", key), _bare(case, deal, {"steps": frozenset(deal.steps)})) for key, deal in case.deals.items()),
        *(
            (
                ("plans", key),
                _bare(case, plan, {"phases": tuple(frozenset(phase) for phase in plan.phases)}),
            )
            for key, plan in case.plans.items()
        ),
        *((("rules", i), rule.expression) for i, rule in enumerate(case.rules)),
    )
    seen: list[tuple[KeyPath, Any]] = []
    for path, thing in things:
        first = next((place for place, other in seen if place[0] == path[0] and other == thing), None)
        if first is None:
            seen.append((path, thing))
        else:
            which = f"rule {int(first[1]) + 1}" if path[0] == "rules" else f"`{first[1]}`"
            yield claims.warning(path, f"this says the same as {which}", "leave one of the two out")
    for i, entry in enumerate(case.history):
        if not (entry.was or entry.now.added or entry.now.without):
            yield claims.warning(
                ("history", i),
                "this entry changes nothing: what was different before that day is not said",
                "say it under `was` or `now`, or leave the entry out",
            )


def truces_for_good(claims: Claims) -> Iterator[Problem]:
    """A step that all its owners like never lapses, and a ceasefire after which everything stopped would go on."""
    case = claims.case
    planned = {name for plan in case.plans.values() for phase in plan.phases for name in phase}
    dealt = {name for deal in case.deals.values() for name in deal.steps}
    members = {name for choice in dealt & case.choices.keys() for name in case.choices[choice]}
    for name in case.steps:
        if name in claims.now | planned | dealt | members and _truce_for_good(case, name):
            yield claims.warning(
                ("steps", name),
                "this costs none of its owners, so it stays for good after every breakdown",
                "say `ends_with_breakdown: true` if it stops when everything stops, and `false` if it would go on",
                key=True,
            )


def _truce_for_good(case: Case, name: str) -> bool:
    """Whether a step is called a truce and nothing says that it may lapse, nor that it would not."""
    step = case.steps[name]
    said = "ends_with_breakdown" in step.model_fields_set or step.automatic or step.undo.never
    called = _TRUCE.search(f"{name.replace('_', ' ')} {step.name.lower()}")
    return bool(called) and not said and not any(_costs(case, owner, name) for owner in step.by)


def wanted_by_all(claims: Claims) -> Iterator[Problem]:
    """What one party could end, and nobody would: a cost without its minus is one way to write that."""
    for name, step in claims.case.steps.items():
        medians = {party: worth.median for party, worth in step.worth.items()}
        if (
            name in claims.now
            and len(step.by) == 1
            and medians.get(step.by[0], 0) > 0
            and len(medians) > 1
            and min(medians.values()) > 0
            and not _truce_for_good(claims.case, name)
        ):
            yield claims.warning(
                ("steps", name, "worth", step.by[0]),
                f"everybody likes this step, `{step.by[0]}` too, which alone could end it: nobody would",
                "is a minus missing? if not, it is nothing that could be given or withheld",
            )


def seen_at_once(claims: Claims) -> Iterator[Problem]:
    """The one step that does not say how soon a breach shows: left out, it is 0, and cheating never pays."""
    silent = [name for name, step in claims.case.steps.items() if "seen" not in step.model_fields_set]
    if len(silent) == 1 and len(claims.case.steps) > _OTHERS:
        (name,) = silent
        if any(_costs(claims.case, owner, name) for owner in claims.case.steps[name].by):
            yield claims.warning(
                ("steps", name),
                "of this step alone it is not said how soon a breach is seen, so it is seen at once",
                "add `seen`, for example `seen: 2 weeks`, or `seen: 0`",
                key=True,
            )


OVERSIGHTS = (
    *(scales, short_horizons, late_sources, old_sources, strange_years, one_name_for_two, correlated_twice),
    *(idle_parties, misleading_steps, said_twice, taken_for_granted, idle_consents, truces_for_good, wanted_by_all),
    seen_at_once,
)
"""The warnings, which are fair only when nothing had to be taken out of the case."""
