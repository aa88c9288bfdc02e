"""How sure: how often each plan holds over the draws, and what that rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from standoff.results.records.sureness import Sureness
from standoff.results.sentences.evidence import covered
from standoff.views.brief import what_flips
from standoff.views.brief.figures.bars import shares, spread
from standoff.views.brief.telling import JudgedPlan, Section, Shown, Told, at_phase, say
from standoff.views.brief.words import anchor, asked, likelihood, listed, percent, points

__all__ = ["SECTION", "view"]


def view(told: Told) -> Shown | None:
    """How often each plan holds, breaks and is refused over the draws, with the error of counting draws."""
    drawn = [one for one in (*told.judged, *(one for one in told.deals if not one.plan)) if one.sure]
    if not drawn:
        return None
    counts = sorted({one.sure.draws for one in drawn if one.sure}, reverse=True)
    plans = [*told.roadmaps, *told.plans]
    flips = [(one, found) for one in plans if (found := told.findings.flips.get(one.asked)) is not None]
    return {
        "in_brief": _sure_takeaway(drawn, 2),
        "takeaway": _sure_takeaway(drawn),
        "draws": listed((f"{draws:,}" for draws in counts), "or"),
        "error": listed((points(draws) for draws in counts), "or"),
        "sought": told.found is not None,
        "rows": [_sure(told, one, one.sure) for one in drawn if one.sure],
        "against": any(one.sure.against for one in drawn if one.sure),
        "confidence": covered(told.coverage),
        "often": _often(told),
        "ordered": told.from_orders,
        "robust": what_flips.other_orders(told, told.roadmaps),
        "flips": [what_flips.flips(told, one, found) for one, found in flips if found.flips],
        "unflipped": what_flips.unflipped([(one, found) for one, found in flips if not found.flips]),
        "driven": what_flips.driven(told, plans),
    }


def _often(told: Told) -> Markup | None:
    """How often today is stable over the draws, from the kind that asks most to the one that asks least."""
    found = told.findings.often
    if found is None or not found.now:
        return None
    least, most = percent(min(found.now.values())), percent(max(found.now.values()))
    often = least if least == most else f"{least} to {most}"
    kinds = "" if least == most else ", by the kind of stability"
    return say('Today’s position is stable in {} of {} draws{} (<a href="#kinds">more</a>).', often, found.draws, kinds)


def _sure(told: Told, one: JudgedPlan, sure: Sureness) -> Shown:
    return {
        "id": anchor("sure", one.key),
        "kind": one.stands_for,
        "found": one.kind == "found",
        "title": one.head,
        "link": one.key,
        "bar": shares(anchor("shares", one.key), sure, f"How often {one.short} holds"),
        "holds": percent(sure.holds),
        "breaks": percent(sure.breaks),
        "refused": percent(sure.refused),
        "trust": None if sure.trust is None else [asked(share) for share in sure.trust],
        "spread": None
        if sure.trust is None
        else spread(anchor("spread", one.key), sure.trust, f"Trust that {one.short} asks for, over the draws"),
        "fails": _fails(told, one, sure),
        "against": "; ".join(f"{told.called(party)} ({percent(share)})" for party, share in sure.against) or "nobody",
    }


_HOLDING: Mapping[str, tuple[str, str]] = {
    "all": ("holds in every draw", "hold in every draw"),
    "almost certain": ("is almost certain to hold", "are almost certain to hold"),
    "very likely": ("is very likely to hold", "are very likely to hold"),
    "likely": ("is likely to hold", "are likely to hold"),
    "roughly even chance": ("has a roughly even chance of holding", "have a roughly even chance of holding"),
    "unlikely": ("is unlikely to hold", "are unlikely to hold"),
    "very unlikely": ("is very unlikely to hold", "are very unlikely to hold"),
    "almost no chance": ("has almost no chance of holding", "have almost no chance of holding"),
    "none": ("holds in no draw", "hold in no draw"),
}
"""How likely one plan, or several, are to hold, the likeliest first; the scale leaves out what always or never is."""


def _sure_takeaway(drawn: Sequence[JudgedPlan], most: int | None = None) -> Markup:
    """How likely each plan is to hold, in words, or only those `most` that are told first, which are the likeliest.

    There are two words where so many draws cannot tell which one it is.
    """
    groups: dict[str, list[str]] = {}
    for one in sorted(drawn, key=lambda one: -(one.sure.holds if one.sure else 0.0)):
        groups.setdefault(_likely(one.sure) if one.sure else "none", []).append(one.short)
    clauses = [say("{} {}", listed(names), _holding(words, len(names) > 1)) for words, names in groups.items()]
    return say("Given the ranges of the case, {}.", Markup("; ").join(clauses[:most]))


def _likely(sure: Sureness) -> str:
    """The word for how likely a plan is to hold, or the first and the last of those that its share may deserve."""
    if sure.holds in (0, 1):
        return "all" if sure.holds else "none"
    low, high = (likelihood(end) for end in sure.between["holds"])
    return low if low == high else f"between “{low}” and “{high}”"


def _holding(words: str, several: bool) -> str:
    if words in _HOLDING:
        return _HOLDING[words][several]
    return f"{'lie' if several else 'lies'} {words}, which so many draws cannot tell apart"


def _aside(told: Told, one: JudgedPlan, party: str) -> str:
    """A party that neither takes nor keeps up a step of a plan can refuse it only where its consent is needed."""
    steps = [*one.plan.keeps, *(step for phase in one.plan.phases for step in phase)] if one.plan else []
    part = any(party in told.case.steps[step].by for step in steps)
    return "" if part or not steps else ", whose consent is needed"


def _fails(told: Told, one: JudgedPlan, sure: Sureness) -> str:
    ways = [(share, f"{told.named(party)} refuses{_aside(told, one, party)}") for party, share in sure.refusers]
    ways += [
        (share, f"{told.named(party)} walks out {at_phase(phase, one.plan) if one.plan else f'in phase {phase}'}")
        for party, phase, share in sure.breakers
    ]
    most = sorted((way for way in ways if way[0] > 0), key=lambda way: -way[0])[:2]
    return "; ".join(f"{words} ({percent(share)})" for share, words in most) or "nobody"


SECTION = Section(80, "sure", "How sure", view)
