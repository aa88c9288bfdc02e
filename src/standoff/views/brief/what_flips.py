"""What flips a plan, what drives it, and which other order would hold more often, as the brief says it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from markupsafe import Markup

from standoff.results.records.sureness import Driver, Flip, Flips, Map, Sureness
from standoff.results.sentences import wording
from standoff.views.brief.figures import tornado, verdict_map
from standoff.views.brief.telling import JudgedPlan, Shown, Told, link, say
from standoff.views.brief.words import anchor, asked, listed, lowered, percent

__all__ = ["backing", "driven", "flips", "other_orders", "unflipped"]

_SHOWN = 8
"""So many flip points are shown of each plan."""

_NOW: Mapping[str, str] = {"holds": "holds", "breaks": "breaks", "refused": "is refused", "asks more": "asks for more"}
_WOULD: Mapping[str, str] = {"holds": "hold", "breaks": "break", "refused": "be refused", "asks more": "ask for more"}
_MEASURES: Mapping[str, str] = {"holds": "whether it holds", "slack": "by how much it holds or fails"}


def backing(told: Told, path: str) -> Markup:
    """Where the evidence for a number is."""
    return listed(link(anchor("evidence", place), place) for place in told.backing(path))


def other_orders(told: Told, several: Sequence[JudgedPlan]) -> list[Markup]:
    """Which other orders hold more often than the roadmaps of the medians; those without one are told of at once."""
    said, none = [], []
    for one in several:
        found = told.findings.robust.get(one.name)
        if found is None or not one.holds:
            continue
        sure, roadmap = found.sureness["most_often"], found.sureness["nominal"]
        if not _clearly_more(sure, roadmap):
            none.append(one.short)
            continue
        phases = Markup("; ").join(
            say("<b>{}</b> {}", n, listed(told.in_short(step) for step in phase))
            for n, phase in enumerate(found.most_often.phases, 1)
        )
        asks = "" if sure.trust is None else f", and asks for {asked(sure.trust[1])} in the middle of those draws"
        words = (
            "{}: another order holds in {} of the draws, where the roadmap holds in {}{}: {}. "
            "It was chosen on {} other draws, out of {} orders."
        )
        often = percent(sure.holds), percent(roadmap.holds)
        said.append(say(words, one.short, *often, asks, phases, f"{found.chosen_on:,}", found.candidates))
    if none:
        said.append(say("{}: no order was found that holds clearly more often than the roadmap.", listed(none)))
    return said


def _clearly_more(one: Sureness, other: Sureness) -> bool:
    """Whether a share lies above where the other one may lie."""
    return one.holds > other.between["holds"][1]


def unflipped(several: Sequence[tuple[JudgedPlan, Flips]]) -> Markup | None:
    """The plans whose verdict no single number flips, all in one sentence."""
    if not several:
        return None
    names = listed(link(one.key, one.short) for one, _ in several)
    looked = sorted({found.numbers for _, found in several})
    of = f"{looked[0]}" if len(looked) == 1 else f"{looked[0]} to {looked[-1]}"
    words = "No single number flips the verdict on {}, of {} looked at over their whole ranges."
    return say(words, names, of)


def flips(told: Told, one: JudgedPlan, found: Flips) -> Shown:
    """The single numbers that flip the verdict on a plan."""
    return {
        "id": anchor("flips", one.key),
        "title": one.short,
        "takeaway": _first_flip(told, one, found),
        "rows": [_flip(told, flip) for flip in found.flips if flip.chance is not None][:_SHOWN],
        "fixed": [_flip(told, flip) for flip in found.flips if flip.chance is None][:_SHOWN],
        "looked": found.numbers,
    }


def _flip(told: Told, flip: Flip) -> Shown:
    return {
        "title": told.shortened(flip.label),
        "median": wording.amount_said(flip.median, flip.unit),
        "at": wording.amount_said(flip.at, flip.unit),
        "becomes": flip.becomes,
        "chance": "" if flip.chance is None else percent(flip.chance),
        "backing": backing(told, flip.path),
    }


def _first_flip(told: Told, one: JudgedPlan, found: Flips) -> Markup:
    name = link(one.key, one.short)
    first = next((flip for flip in found.flips if flip.chance is not None), None)
    if first is None or first.chance is None:
        which = "number with a range" if found.flips else "number"
        words = "{} {}, and no single {} flips that, of {} looked at over their whole ranges."
        return say(words, name, _NOW[found.verdict], which, found.numbers)
    words = "{} {}. {} flips that at {}: from there on it would {}, which has a chance of {}."
    at = wording.amount_said(first.at, first.unit)
    return say(
        words, name, _NOW[found.verdict], told.shortened(first.label), at, _WOULD[first.becomes], percent(first.chance)
    )


def driven(told: Told, several: Sequence[JudgedPlan]) -> Shown | None:
    """What drives the first plan whose drivers were looked for: two drawings, each with a table."""
    for one in several:
        found = told.findings.flips.get(one.asked)
        strong = [driver for driver in found.drivers if driver.total > 0] if found else []
        if found is not None and strong:
            return _driven(told, one, found, strong)
    return None


def _driven(told: Told, one: JudgedPlan, found: Flips, strong: Sequence[Driver]) -> Shown:
    first, measure = strong[0], _MEASURES[found.measure]
    label = told.shortened(lowered(first.label))
    words = "{} hangs most on one number: {}. Alone it explains {} of {}, and with all that it acts through {}."
    drawn = [
        replace(driver, label=told.shortened(driver.label), short=told.shortened(driver.short)) for driver in strong
    ]
    return {
        "title": one.short,
        "takeaway": say(words, one.short, label, percent(first.first), measure, percent(first.total)),
        "tornado": tornado.draw("tornado", drawn, found.slack, f"What {one.short} hangs on"),
        "map": found.map and _map(told, one, found.map),
        "rows": [_driver(driver) for driver in drawn[: tornado.SHOWN]],
        "correlated": found.correlated,
    }


def _driver(driver: Driver) -> Shown:
    return {
        "title": driver.label,
        "low": f"{wording.amount_said(driver.low.value, driver.unit)}: {driver.low.verdict}",
        "high": f"{wording.amount_said(driver.high.value, driver.unit)}: {driver.high.verdict}",
        "first": percent(driver.first),
        "total": f"{percent(driver.total)} ± {100 * driver.error:.0f}",
    }


def _map(told: Told, one: JudgedPlan, found: Map) -> Shown:
    """The verdicts over two numbers: drawn, in how many pairs of values each, and for each value of one number."""
    drawn = replace(found, across_label=told.shortened(found.across_label), up_label=told.shortened(found.up_label))
    cells = [verdict for row in found.verdicts for verdict in row]
    parts = [(cells.count(verdict) / len(cells), words) for verdict, words in _NOW.items() if verdict in cells]
    shares = listed(f"{words} in {percent(share)}" for share, words in parts)
    words = "Over the ranges of the two strongest numbers together, {} {} of all pairs of values."
    return {
        "takeaway": say(words, one.short, shares),
        "drawing": verdict_map.draw("map", drawn, f"{one.short} over two numbers"),
        "across": drawn.across_label,
        "up": drawn.up_label,
        "rows": [
            (wording.amount_said(value, found.up_unit), _runs(row, found))
            for value, row in zip(found.up_values, found.verdicts, strict=True)
        ],
    }


def _runs(row: Sequence[str], found: Map) -> str:
    """What becomes of a plan along one row of a map, from the low end of its range to the high end."""
    starts = [n for n in range(len(row)) if not n or row[n] != row[n - 1]]
    parts = [_NOW[row[n]] for n in starts]
    for place, n in enumerate(starts[1:], 1):
        parts[place] = f"from {wording.amount_said(found.across_values[n], found.across_unit)} on {parts[place]}"
    return "; ".join(parts)
