"""The brief: one HTML page that says what was found and where every number comes from; it opens anywhere and prints."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any

from standoff.results.records.run import Findings
from standoff.views.brief.front import front_view
from standoff.views.brief.telling import Section, Told, day, ended
from standoff.views.brief.words import anchor, count

if TYPE_CHECKING:
    from standoff.case.model.model import Case

__all__ = ["render", "sections"]


def render(
    case: Case, findings: Findings, *, sources: Mapping[str, Mapping[str, Any]], command: str, annex: bool = True
) -> str:
    """The whole page; without its annex the front alone, which is one page on paper.

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
    env.globals.update(anchor=anchor)
    env.filters["ended"] = ended
    views = [(name, section, section.view(told)) for name, section in sections().items() if annex]
    shown = [
        {
            "id": section.id,
            "title": view.get("title", section.title),
            "view": view,
            "template": f"{name}.html.jinja",
        }
        for name, section, view in views
        if view is not None
    ]
    page = env.get_template("brief.html.jinja").render(
        case=case,
        made=findings.made,
        as_of=day(case.as_of),
        seen=findings.seen,
        sections=shown,
        front=front_view(case, findings),
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


@cache
def sections() -> Mapping[str, Section]:
    """The sections in the order of the page, each by the name that its module and its template have.

    >>> next(iter(sections()))
    'where_we_are'
    """
    from standoff.views.brief import sections as folder

    names = [module.name for module in iter_modules(folder.__path__)]
    found: dict[str, Section] = {name: import_module(f"{folder.__name__}.{name}").SECTION for name in names}
    return dict(sorted(found.items(), key=lambda one: one[1].place))
