"""Find out next: which findings could turn the decision to start a plan, and what rests on which source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from standoff.results.records.sureness import Dropped, Need, Needs
from standoff.results.sentences import sureness as sentences
from standoff.views.brief.telling import JudgedPlan, Section, Shown, Told, link, say
from standoff.views.brief.what_flips import backing
from standoff.views.brief.words import anchor, listed, lowered, percent, unbroken

__all__ = ["SECTION", "view"]

_SHOWN = 6
"""So many numbers are shown for each plan."""

_SEEN = 0.005
"""Smaller changes of how often a plan holds are not shown."""


def view(told: Told) -> Shown | None:
    """What to find out about the roadmap shown first and about each plan; None where nothing was drawn."""
    roadmaps = sorted(told.roadmaps, key=lambda one: not one.holds)
    found = ((one, told.findings.needs.get(one.asked)) for one in (*roadmaps, *told.plans))
    asked = [(one, needs) for one, needs in found if needs is not None and one.plan is not None]
    if not asked:
        return None
    first, needs = asked[0]
    shown = [(one, found) for one, found in asked if _telling(found.numbers) or _inquiries(found)]
    return {
        "pays": percent(needs.trust),
        "in_brief": _takeaway(told, first, needs),
        "plans": [_plan(told, one, found) for one, found in shown],
        "settled": _settled([(one, found) for one, found in asked if (one, found) not in shown]),
        "sources": [_source(told, one) for one in needs.sources if abs(one.without - one.holds) >= _SEEN][:_SHOWN],
        "of": first.short,
    }


def _settled(several: Sequence[tuple[JudgedPlan, Needs]]) -> list[Markup]:
    """The plans about which no single finding would turn the decision, those with the same decision in one sentence."""
    decided: dict[bool | None, list[Markup]] = {}
    for one, found in several:
        decided.setdefault(_started(one, found), []).append(link(one.key, one.short))
    return [say(_SETTLED[start], listed(names)) for start, names in decided.items()]


_SETTLED: Mapping[bool | None, str] = {
    True: "To be started, with what is known, and no single finding would turn that round: {}.",
    False: "Not to be started, with what is known, and no single finding would turn that round: {}.",
    None: "Too close to tell, and no single finding would turn that round: {}.",
}


def _inquiries(found: Needs) -> list[Need]:
    return [need for need in found.inquiries if need.perfect > 0 or need.cost > 0]


def _telling(needs: Sequence[Need]) -> list[Need]:
    return [need for need in needs if need.perfect > 0]


_START: Mapping[bool | None, Markup] = {
    True: Markup("With what is known, {} would be started"),
    False: Markup("With what is known, {} would not be started"),
    None: Markup("Whether {} is to be started is too close to tell with what is known"),
}


def _started(one: JudgedPlan, needs: Needs) -> bool | None:
    """Whether a plan is to be started; None where draws cannot tell, or those that the page counts say otherwise.

    How often a plan holds is said once on the page, by the draws of “How sure”; findings are weighed by others.
    """
    if needs.too_close or (one.sure and (one.sure.holds >= needs.trust) != needs.start):
        return None
    return needs.start


def _takeaway(told: Told, one: JudgedPlan, needs: Needs) -> Markup:
    telling = _telling(needs.numbers)
    start = _START[_started(one, needs)].format(one.short)
    if not telling:
        return start + Markup("; no single finding would turn that round.")
    return start + say("; find out first: {}.", told.shortened(lowered(telling[0].title)))


def _plan(told: Told, one: JudgedPlan, found: Needs) -> Shown:
    return {
        "id": anchor("needs", one.key),
        "link": one.key,
        "title": one.short,
        "says": unbroken(sentences.to_start(found.trust, _started(one, found))),
        "draws": f"{found.draws:,}",
        "everything": sentences.stake(found.everything),
        "rows": [_need(told, need) for need in _telling(found.numbers)[:_SHOWN]],
        "inquiries": [_need(told, need) for need in _inquiries(found)[:_SHOWN]],
    }


def _need(told: Told, need: Need) -> Shown:
    return {
        "title": told.shortened(need.title),
        "perfect": sentences.stake(need.perfect),
        "partial": sentences.stake(need.partial),
        "reliability": percent(need.reliability),
        "cost": sentences.stake(need.cost) if need.cost else "–",
        "backing": backing(told, need.about[0]),
    }


def _source(told: Told, one: Dropped) -> Shown:
    return {
        "title": told.sources.get(one.source, {}).get("title", one.source),
        "link": anchor("source", one.source) if one.source in {item.source for _, item in told.evidence} else "",
        "without": sentences.more_or_fewer(one.without - one.holds),
    }


SECTION = Section(90, "find-out", "Find out next", view)
