"""What flips a plan, what drives it, and which other order would hold more often, as the brief says it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from standoff.results.records.sureness import Driver, Flip, Flips, Sureness
from standoff.results.sentences import wording
from standoff.views.brief.figures import tornado, verdict_map
from standoff.views.brief.telling import JudgedPlan, Shown, Told, link, say
from standoff.views.brief.words import anchor, asked, listed, lowered, percent

__all__ = ["backing", "driven", "flips", "other_orders"]

_SHOWN = 8
"""So many flip points are shown of each plan."""

_NOW: Mapping[str, str] = {"holds": "holds", "breaks": "breaks", "refused": "is refused", "asks more": "asks for more"}
_WOULD: Mapping[str, str] = {"holds": "hold", "breaks": "break", "refused": "be refused", "asks more": "ask for more"}
_MEASURES: Mapping[str, str] = {"holds": "whether it holds", "slack": "by how much it holds or fails"}


def backing(told: Told, path: str) -> Markup:
    """Where the evidence for a number is."""
    return listed(link(anchor("evidence", place), place) for place in told.backing(path))


def other_orders(told: Told, one: JudgedPlan) -> Markup | None:
    """Whether another order holds more often than the roadmap of the medians; None where none were looked for."""
    found = told.findings.robust.get(one.name) if one.kind == "deal" else None
    if found is None or not one.holds:
        return None
    sure, roadmap = found.sureness["most_often"], found.sureness["nominal"]
    if not _clearly_more(sure, roadmap):
        return say("{}: no order was found that holds clearly more often than the roadmap.", one.short)
    phases = Markup("; ").join(
        say("<b>{}</b> {}", n, listed(told.named(step) for step in phase))
        for n, phase in enumerate(found.most_often.phases, 1)
    )
    asks = "" if sure.trust is None else f", and asks for {asked(sure.trust[1])} in the middle of those draws"
    words = (
        "{}: another order holds in {} of the draws, where the roadmap holds in {}{}: {}. "
        "It was chosen on {} other draws, out of {} orders."
    )
    often = percent(sure.holds), percent(roadmap.holds)
    return say(words, one.short, *often, asks, phases, f"{found.chosen_on:,}", found.candidates)


def _clearly_more(one: Sureness, other: Sureness) -> bool:
    """Whether a share lies above where the other one may lie."""
    return one.holds > other.between["holds"][1]


def flips(told: Told, one: JudgedPlan) -> Shown | None:
    """The single numbers that flip the verdict on a plan; None where they were not looked for."""
    found = told.findings.flips.get(f"{one.kind}:{one.name}")
    if found is None:
        return None
    return {
        "id": anchor("flips", one.key),
        "title": one.short,
        "takeaway": _first_flip(one, found),
        "rows": [_flip(told, flip) for flip in found.flips if flip.chance is not None][:_SHOWN],
        "fixed": [_flip(told, flip) for flip in found.flips if flip.chance is None][:_SHOWN],
        "looked": found.numbers,
    }


def _flip(told: Told, flip: Flip) -> Shown:
    return {
        "title": flip.label,
        "median": wording.amount(flip.median, flip.unit),
        "at": wording.amount(flip.at, flip.unit),
        "becomes": flip.becomes,
        "chance": "" if flip.chance is None else percent(flip.chance),
        "backing": backing(told, flip.path),
    }


def _first_flip(one: JudgedPlan, found: Flips) -> Markup:
    name = link(one.key, one.short)
    first = next((flip for flip in found.flips if flip.chance is not None), None)
    if first is None or first.chance is None:
        which = "number with a range" if found.flips else "number"
        words = "{} {}, and no single {} flips that, of {} looked at over their whole ranges."
        return say(words, name, _NOW[found.verdict], which, found.numbers)
    words = "{} {}. {} flips that at {}: from there on it would {}, which has a chance of {}."
    at = wording.amount_said(first.at, first.unit)
    return say(words, name, _NOW[found.verdict], first.label, at, _WOULD[first.becomes], percent(first.chance))


def driven(told: Told, several: Sequence[JudgedPlan]) -> Shown | None:
    """What drives the first plan whose drivers were looked for: two drawings and a table."""
    for one in several:
        found = told.findings.flips.get(f"{one.kind}:{one.name}")
        strong = [driver for driver in found.drivers if driver.total > 0] if found else []
        if found is not None and strong:
            return _driven(one, found, strong)
    return None


def _driven(one: JudgedPlan, found: Flips, strong: Sequence[Driver]) -> Shown:
    first, measure = strong[0], _MEASURES[found.measure]
    words = "{} hangs most on one number: {}. Alone it explains {} of {}, and with all that it acts through {}."
    return {
        "title": one.short,
        "takeaway": say(words, one.short, lowered(first.label), percent(first.first), measure, percent(first.total)),
        "tornado": tornado.draw("tornado", strong, found.slack, f"What {one.short} hangs on"),
        "map": found.map and verdict_map.draw("map", found.map, f"{one.short} over two numbers"),
        "rows": [_driver(driver) for driver in strong[: tornado.SHOWN]],
        "correlated": found.correlated,
    }


def _driver(driver: Driver) -> Shown:
    return {
        "title": driver.label,
        "low": f"{wording.amount(driver.low.value, driver.unit)}: {driver.low.verdict}",
        "high": f"{wording.amount(driver.high.value, driver.unit)}: {driver.high.verdict}",
        "first": percent(driver.first),
        "total": f"{percent(driver.total)} ± {100 * driver.error:.0f}",
    }
