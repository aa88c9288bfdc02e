"""The brief: one HTML page that says what was found and where every number comes from; it opens anywhere and prints."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from standoff.results.records.run import Findings
from standoff.views.brief.figures import ladder
from standoff.views.brief.sections import (
    bottom_line,
    deals,
    demands,
    evidence,
    find_out_next,
    frontier,
    how_it_breaks,
    how_sure,
    method,
    outside_remedies,
    where_we_are,
)
from standoff.views.brief.sections import ladder as ladder_section
from standoff.views.brief.telling import Shown, Told, day, ended
from standoff.views.brief.words import anchor, count

if TYPE_CHECKING:
    from standoff.case.model.model import Case

__all__ = ["render"]


def render(case: Case, findings: Findings, *, sources: Mapping[str, Mapping[str, Any]], command: str) -> str:
    """The whole page.

    `sources` holds CSL-JSON entries by id (those that evidence names and that are missing are shown by their id);
    `command` is what reproduces the findings. The same input gives the same page.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    told = Told(case, findings, sources, command)
    env = Environment(
        loader=PackageLoader("standoff.views.brief"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.globals.update(anchor=anchor, month=ladder.month)
    env.filters["ended"] = ended
    views = [(section, section.view(told)) for section in SECTIONS]
    sections = [
        {
            "id": section.id,
            "title": view.get("title", section.title),
            "view": view,
            "template": f"{section.template}.html.jinja",
        }
        for section, view in views
        if view is not None
    ]
    page = env.get_template("brief.html.jinja").render(
        case=case,
        made=findings.made,
        as_of=day(case.as_of),
        sections=sections,
        first=FIRST_PAGE,
        fit=fit_of(told),
        parties=count(len(case.parties), "party", "parties"),
        steps=count(len(case.steps), "step"),
    )
    return page.translate(_UNSHOWN)


_UNSHOWN = dict.fromkeys(
    [
        *(code for code in range(0x20) if code not in (0x09, 0x0A)),
        *range(0x7F, 0xA0),
        0x061C,
        0xFEFF,
        *range(0x200E, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2066, 0x206A),
        *range(0xD800, 0xE000),
    ]
)
"""Characters that are not shown but change how others are: controls, marks of direction, halves of characters."""


@dataclass(frozen=True)
class Section:
    """A part of the page: what its template shows is made by `view`, which gives None where there is nothing."""

    id: str
    title: str
    template: str
    view: Callable[[Told], Shown | None]


SECTIONS: tuple[Section, ...] = (
    Section("bottom-line", "Bottom line", "bottom_line", bottom_line.view),
    Section("where", "Where we are", "where_we_are", where_we_are.view),
    Section("demands", "The demands, and why they deadlock", "demands", demands.view),
    Section("deals", "Deals that hold", "deals", deals.view),
    Section("frontier", "Deals that hold: the frontier", "frontier", frontier.view),
    Section("ladder", "The roadmap, step by step", "ladder", ladder_section.view),
    Section("breaks", "How it breaks, and what a failed attempt costs", "how_it_breaks", how_it_breaks.view),
    Section("sure", "How sure", "how_sure", how_sure.view),
    Section("find-out", "Find out next", "find_out_next", find_out_next.view),
    Section("remedies", "Outside remedies", "outside_remedies", outside_remedies.view),
    Section("numbers", "Numbers and evidence", "evidence", evidence.view),
    Section("method", "Method, limits and how to reproduce", "method", method.view),
)
"""The sections in the order of the page; each has a module in `sections` and a template, both of one name."""

FIRST_PAGE = ("bottom-line", "where", "demands", "deals")
"""What stands alone on the first printed page."""

ON_A_PAGE = 56
"""Lines of the first four sections that one printed page holds at full size."""


def fit_of(told: Told) -> str:
    """By how much the first four sections must shrink to fit one printed page: 1 to 0.75, from a count of lines."""
    stable = told.findings.stable
    lines = 12 + sum(_lines(_bare(words), 130) for _, words in bottom_line.view(told)["sentences"])
    lines += sum(_lines(one.why, 75) for one in stable.deterrence) + max(3 + len(stable.parties), 4)
    lines += sum(2 + _lines(one.plan.binding.why, 130) for one in told.plans if one.plan)
    lines += sum(3 + (_lines(one.plan.binding.why, 160) if one.plan else 1) for one in told.deals)
    return f"{min(1.0, max(0.75, (ON_A_PAGE / lines) ** 0.5)):.3g}"


def _lines(words: str, width: int) -> int:
    return max(1, -(-len(words) // width))


def _bare(words: Markup) -> str:
    return words.striptags()
