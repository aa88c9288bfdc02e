"""Plans and deals that are read in several orders: each order by itself, and what gets done while each waits."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from standoff.results.records.readings import Read, Readings
from standoff.results.sentences import readings as sentences
from standoff.results.sentences.wording import opening
from standoff.views.brief.telling import GLYPHS, VERDICTS, Shown, Told, say, signed
from standoff.views.brief.words import anchor, asked, listed, percent, quoted, short, unbroken

__all__ = ["view"]


def view(told: Told) -> list[Shown]:
    """Each plan or deal with readings, in the order of the case."""
    return [_one(told, found) for found in told.findings.readings]


def _one(told: Told, found: Readings) -> Shown:
    return {
        "id": anchor("readings", found.kind, found.name),
        "title": quoted(short(found.title)),
        "says": unbroken(" ".join(found.says)),
        "flag": sentences.FLAG,
        "broken": found.broken,
        "rows": [_row(told, one) for one in found.readings],
        "drawn": any(one.fares.sure is not None for one in found.readings),
        "rounds": [listed(_steps(told, steps)) for steps in found.rounds],
        "missing": listed(_steps(told, found.missing)),
        "reached": [
            {
                "party": told.called(party),
                "gain": signed(one.gain),
                "whole": signed(one.whole),
                "share": percent(one.share) if one.share is not None else "–",
            }
            for party, one in found.reached.items()
        ],
    }


def _steps(told: Told, steps: Sequence[str]) -> list[str]:
    return [told.in_short(step) for step in steps]


def _row(told: Told, one: Read) -> Shown:
    fares = one.fares
    return {
        "title": opening(one.called.strip("“”")),
        "held_by": listed(told.named(party) for party in one.held_by),
        "verdict": _verdict(fares.verdict),
        "trust": asked(fares.trust) if fares.trust is not None else "–",
        "holds": percent(fares.sure.holds) if fares.sure is not None else "–",
        "why": told.shortened(unbroken(fares.why)),
        "waits_for": listed(_steps(told, one.waits_for)) or "nothing",
        "left_out": listed(_steps(told, one.left_out)),
    }


def _verdict(verdict: str) -> Markup:
    mark = '<strong class="verdict {}"><span aria-hidden="true">{}</span> {}</strong>'
    return say(mark, verdict, GLYPHS[verdict], VERDICTS[verdict])
