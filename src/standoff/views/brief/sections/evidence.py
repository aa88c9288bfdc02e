"""Numbers and evidence: every claim of the case with its range, its evidence and its sources."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from markupsafe import Markup

from standoff.results.sentences.evidence import covered
from standoff.results.sentences.wording import as_one, listing
from standoff.views.brief.backed import cited, legend, numbered, passage, strength, under
from standoff.views.brief.telling import Section, Shown, Told, day, link, say
from standoff.views.brief.words import (
    anchor,
    chances,
    duration,
    lasting,
    listed,
    number,
    percent,
    quoted,
    short,
    span,
    titled,
    unbroken,
)

if TYPE_CHECKING:
    from standoff.case.model.evidence import Evidence
    from standoff.case.model.model import Step, Successor
    from standoff.case.model.preferences import Preference
    from standoff.case.model.values import Quantity

__all__ = ["SECTION", "view"]


def view(told: Told) -> Shown:
    """Every claim of the case, its range, its median and its evidence; then the evidence, then the sources."""
    from standoff.case.reading.writing import in_one_line

    case = told.case
    return {
        "in_brief": covered(told.coverage),
        "legend": legend(),
        "level": percent(case.intervals),
        "parties": [_party(told, name) for name in case.parties],
        "steps": [_step(told, name) for name in case.wholes()],
        "together": [_together(told, name) for name in case.together],
        "rules": [rule.text for rule in case.rules],
        "merge": [rule.text for rule in case.merge],
        "choices": [
            (titled("", name), listed(told.named(step) for step in steps)) for name, steps in case.choices.items()
        ],
        "prefer": [(told.called(party), _prefers(told, preference)) for party, preference in case.prefer.items()],
        "views": [
            {
                "party": told.called(party),
                "title": seen.title,
                "sees": [f"{path}: {in_one_line(value)}" for path, value in seen.sees.items()],
                "rules": [rule.text for rule in seen.rules],
                "refs": numbered(
                    told, (n for n, (place, _) in enumerate(told.evidence, 1) if place == f"views.{party}")
                ),
            }
            for party, seen in case.views.items()
        ],
        "order": [(told.called(party), _in_order(told, party)) for party in case.order],
        "history": [
            {
                "date": day(entry.before),
                "iso": entry.before.isoformat(),
                "title": entry.title,
                "refs": _refs(told, f"history.{place}"),
            }
            for place, entry in enumerate(case.history)
        ],
        "successors": [
            {"party": told.called(name), **_successor(told, name, party.successor)}
            for name, party in case.parties.items()
            if party.successor
        ],
        "evidence": [_evidence(told, place, where, item) for place, (where, item) in enumerate(told.evidence, 1)],
        "sources": [_source(told, key) for key in _cited(told)],
    }


def _refs(told: Told, path: str) -> Markup:
    return numbered(told, told.backing(path))


def _backed(told: Told, path: str, target: str = "") -> Shown:
    """How strong the evidence for a number is, and the evidence: that for another path, where it stands apart."""
    places = told.backing(target or path)
    return {"strength": strength(told, path), "refs": numbered(told, places), "under": under(told, places)}


def _worth(told: Told, path: str, worth: Quantity) -> Shown:
    return {"range": span(worth), "median": number(worth.median), **_backed(told, path)}


def _party(told: Told, name: str) -> Shown:
    party = told.case.parties[name]
    worths = [
        {
            "id": anchor("worth", step, name),
            "step": told.in_short(step),
            "link": anchor("step", step),
            **_worth(told, f"steps.{step}.worth.{name}", claim.worth[name]),
        }
        for step, claim in told.case.wholes().items()
        if name in claim.worth
    ]
    worths += [
        {
            "id": anchor("together", entry, name),
            "step": listed(as_one(told.in_short(step)) for step in claim.steps) + " together",
            "link": None,
            **_worth(told, f"together.{entry}.worth.{name}", claim.worth[name]),
        }
        for entry, claim in told.case.together.items()
        if name in claim.worth
    ]
    return {
        "id": anchor("party", name),
        "name": told.called(name),
        "scale": party.scale or "no scale given",
        "horizon": {
            "range": lasting(party.horizon) if party.horizon else "not given",
            "median": duration(party.horizon.median) if party.horizon else "",
            **_backed(told, f"parties.{name}.horizon"),
        },
        "walkout": _worth(told, f"parties.{name}.walkout_cost", party.walkout_cost),
        "sincerity": _sincerity(told, name),
        "refs": _refs(told, f"parties.{name}.scale"),
        "worths": worths,
    }


def _sincerity(told: Told, name: str) -> Shown | None:
    stated = told.case.sincerity.get(name)
    if stated is None:
        return None
    ends = [percent(stated.low), percent(stated.high)]
    return {
        "range": unbroken(" to ".join(ends)) if stated.low < stated.high else ends[0],
        "median": percent(stated.median),
        **_backed(told, f"sincerity.{name}", f"parties.{name}.sincerity"),
    }


def _step(told: Told, name: str) -> Shown:
    from standoff.case.model.parts import parts_named

    step = told.case.wholes()[name]
    there = sum(one in told.case.now for one in parts_named(told.case, name))
    marks = [
        (there > 0, "in force now" if there == (step.parts or 1) else f"{there} of {step.parts} in force now"),
        (step.parts is not None, f"in {step.parts} equal parts"),
        (step.until is not None, _ends(step.until)),
        (len(step.by) > 1, f"ended by {step.ends} of its owners"),
        (step.automatic, "lapses by itself"),
        (step.ends_with_breakdown, "ends with a breakdown"),
        (step.symbolic, "symbolic"),
        (step.redo.never, "cannot come back"),
    ]
    return {
        "id": anchor("step", name),
        "name": told.called(name),
        "short": step.short if step.short != step.name else "",
        "by": listed(told.named(party) for party in step.by),
        "takes": (lasting(step.takes), strength(told, f"steps.{name}.takes")),
        "seen": _seen(told, name, step),
        "undo": (lasting(step.undo), strength(told, f"steps.{name}.undo")),
        "marks": ", ".join(words for holds, words in marks if holds) or "none",
        "requires": listed(as_one(told.in_short(other)) for other in step.requires) or Markup("none"),
        "refs": numbered(told, _on_step(told, name)),
        "under": under(told, _on_step(told, name)),
    }


def _successor(told: Told, name: str, one: Successor) -> Shown:
    """Another government of a party: from when, how likely, and by which numbers it would go."""
    from standoff.case.reading.writing import in_one_line

    return {
        "title": one.title,
        "date": day(one.on),
        "iso": one.on.isoformat(),
        "chance": chances(one.chance),
        "sees": [f"{path}: {in_one_line(value)}" for path, value in one.sees.items()],
        "refs": _refs(told, f"parties.{name}.successor"),
    }


def _ends(until: Quantity | date | None) -> str:
    """When a step ends by agreement."""
    if until is None:
        return ""
    return f"ends on {day(until)}" if isinstance(until, date) else f"ends after {lasting(until)}"


def _seen(told: Told, name: str, step: Step) -> list[tuple[str, Markup]]:
    """How soon a breach is seen, with whose help, and how likely it is missed; each with its strength."""
    seen = f"steps.{name}.seen"
    found = [(lasting(step.seen_normally), strength(told, f"{seen}.normally" if step.seen_with else seen))]
    found += [
        (f"{lasting(time)} with {as_one(told.in_short(other))}", strength(told, f"{seen}.with.{other}"))
        for other, time in step.seen_with.items()
    ]
    missed = (f"missed with {chances(step.missed)}", strength(told, f"steps.{name}.missed"))
    return [*found, missed] if step.missed.high > 0 else found


def _on_step(told: Told, name: str) -> tuple[int, ...]:
    """The evidence on anything about a step but its worths, which have their own rows."""
    whole, worths = f"steps.{name}.", f"steps.{name}.worth."
    return tuple(
        place
        for place, (where, item) in enumerate(told.evidence, 1)
        if any(f"{path}.".startswith(whole) and not f"{path}.".startswith(worths) for path in item.paths(where))
    )


def _together(told: Told, name: str) -> Shown:
    steps = told.case.together[name].steps
    return {"steps": listed(told.named(step) for step in steps), "refs": _refs(told, f"together.{name}")}


def _in_order(told: Told, party: str) -> list[str]:
    gains, costs = (
        [" or ".join(quoted(told.called(step)) for step in group) for group in groups]
        for groups in told.case.gains_and_costs(party)
    )
    return [*gains, "nothing", *costs]


def _prefers(told: Told, preference: Preference) -> list[str]:
    """An order in lines, the best or most important first."""
    from standoff.case.model.preferences import Points, Readings, Statements

    if isinstance(preference, Points):
        return [f"what is worth more to it; {preference.much:g} points more are a strong preference"]
    if isinstance(preference, Readings):
        each = ("; ".join(_prefers(told, reading)) for reading in preference.either)
        return [f"reading {place} of what it may prefer: {lines}" for place, lines in enumerate(each, start=1)]
    if isinstance(preference, Statements):
        texts = [rule.text for rule in preference.statements]
        return [text + (", strongly" if place <= preference.much else "") for place, text in enumerate(texts, start=1)]
    levels = [" or ".join(_state(told, state) for state in level) for level in preference.levels]
    return [
        text + (", strongly preferred to all below" if place in preference.much else "")
        for place, text in enumerate(levels, start=1)
    ]


def _state(told: Told, state: Iterable[str]) -> str:
    inside = set(state)
    names = [quoted(told.called(step)) for step in told.case.steps if step in inside]
    return listing(names) or "nothing in force"


def _evidence(told: Told, place: int, where: str, item: Evidence) -> Shown:
    return {
        **passage(told, place),
        "id": anchor("evidence", place),
        "about": _about(told, where, item.targets),
    }


def _about(told: Told, under: str, targets: Sequence[str]) -> Markup:
    """What a piece of evidence is about: where it stands and which of its claims, as links to where they are shown."""
    kind, name, *below = under.split(".")
    if below == ["successor"]:
        return say("who may follow in {}", told.called(name))
    if below:
        claim = told.case.plans[name] if kind == "plans" else told.case.deals[name]
        holders = listed(told.named(party) for party in claim.readings[below[-1]].held_by)
        return say(
            "how {} {} {}", holders, "read" if " and " in holders else "reads", quoted(short(claim.title or name))
        )
    if kind == "views":
        return say("how {} sees the case", told.called(name))
    if kind == "history":
        return say("history: {}", told.case.history[int(name)].title)
    claimed: tuple[str, ...] = ()
    if kind == "parties":
        whole = link(anchor("party", name), told.called(name))
    elif kind == "steps":
        whole, claimed = link(anchor("step", name), told.in_short(name)), tuple(told.case.wholes()[name].worth)
    else:
        entry = told.case.together[name]
        whole, claimed = listed(as_one(told.in_short(step)) for step in entry.steps) + " together", tuple(entry.worth)
    row = "worth" if kind == "steps" else kind
    worths = {f"worth.{party}": link(anchor(row, name, party), told.called(party)) for party in claimed}
    parts: list[object] = [target.replace("_", " ") for target in targets if target not in worths]
    if any(target in worths for target in targets):
        parts.append(say("worth to {}", listed(worths[target] for target in targets if target in worths)))
    return say("{}: {}", whole, listed(parts)) if parts else whole


def _cited(told: Told) -> list[str]:
    """The sources that evidence names, in the order they are named, then those that nothing names."""
    used = dict.fromkeys(item.source for _, item in told.evidence if item.source)
    return [*used, *(key for key in told.sources if key not in used)]


def _source(told: Told, key: str) -> Shown:
    """A source, with the evidence that is from it."""
    places = [place for place, (_, item) in enumerate(told.evidence, 1) if item.source == key]
    return {**cited(told, key), "refs": numbered(told, places) if places else ""}


SECTION = Section(110, "numbers", "Numbers and evidence", view)
