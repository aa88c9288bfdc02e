"""The brief as a Word document: the front, then the parts asked for; the same input gives the same bytes."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from standoff.errors import UsageError, did_you_mean
from standoff.results.records.run import Findings
from standoff.views.brief.page import sections
from standoff.views.front.contents import KICKER
from standoff.views.front.fitting import fitted
from standoff.views.front.picture import cut
from standoff.views.word.annex import Annex, parts_of
from standoff.views.word.front import write_front
from standoff.views.word.sheet import Sheet
from standoff.views.word.template import Paper, Template, read_template, require
from standoff.views.word.wording import shown

if TYPE_CHECKING:
    from standoff.case.model.model import Case

__all__ = ["ALL", "NONE", "Word", "part_names", "parts_in", "render", "wanted"]

ALL, NONE = "all", "none"

_CALLED: Mapping[str, str] = {"ladder": "roadmap"}
"""What a part is called where its id on the page would not be asked for."""

_INSTEAD = ("bottom-line",)
"""What the front stands for."""

LONGEST_TITLE = 200


def part_names() -> Mapping[str, str]:
    """The parts that can be asked for, in their order: the ids of their sections on the page, by their names.

    >>> list(part_names())[:3], part_names()["roadmap"]
    (['where', 'demands', 'deals'], 'ladder')
    """
    ids = (section.id for section in sections().values())
    return {_CALLED.get(key, key): key for key in ids if key not in _INSTEAD}


def parts_in(text: str) -> tuple[str, ...]:
    """The parts that a text asks for: names with commas between, `all`, or `none`. Raises UsageError.

    >>> parts_in("roadmap, demands"), parts_in("none")
    (('demands', 'roadmap'), ())
    >>> parts_in("demand")
    Traceback (most recent call last):
    standoff.errors.UsageError: no part of the brief is called `demand`; did you mean `demands`?
    """
    known = part_names()
    names = [name.strip().lower() for name in text.split(",") if name.strip()]
    if names in ([ALL], [NONE]):
        return tuple(known) if names == [ALL] else ()
    for name in names:
        if name not in known:
            raise UsageError(f"no part of the brief is called `{name}`; {did_you_mean(name, [*known, ALL, NONE])}")
    if not names:
        raise UsageError(f"which parts? name some of {', '.join(f'`{name}`' for name in known)}, `{ALL}` or `{NONE}`")
    return tuple(name for name in known if name in names)


@dataclass(frozen=True)
class Word:
    """What a Word document is to hold, looked at before any work: names of parts, and a template or none."""

    parts: tuple[str, ...]
    template: Template | None = None

    def render(self, case: Case, findings: Findings, page: str) -> bytes:
        """The document of a case and what was found, whose brief is this page."""
        return render(case, findings, page=page, parts=self.parts, template=self.template)


def wanted(parts: str = ALL, template: str | os.PathLike[str] | None = None) -> Word:
    """What is asked for: parts as `parts_in` reads them, the file of a template.

    Raises UsageError and SizeError, also where Word documents cannot be written here.
    """
    require()
    return Word(parts_in(parts), read_template(template) if template is not None else None)


def render(
    case: Case, findings: Findings, *, page: str, parts: Sequence[str] | None = None, template: Template | None = None
) -> bytes:
    """The whole document: its bytes, the same for the same input.

    page: the brief about the same findings, whose parts are taken over. parts: their names (None: all). Raises
    UsageError where a template is damaged.
    """
    paper = Paper(template)
    sheet = Sheet(paper.document.part, paper.styles, paper.width, paper.foreign)
    told, known = parts_of(page), part_names()
    written = [told[known[name]] for name in (known if parts is None else parts) if known[name] in told]
    first = fitted(case, findings)
    if first is not None:
        write_front(sheet, first)
    else:
        sheet.heading(cut(case.title, LONGEST_TITLE))
        sheet.say("Nothing was drawn, so there is no answer on one page; a run with draws has one.")
    annex = Annex(sheet, written)
    for place, part in enumerate(written):
        if place == 0:
            sheet.new_page()
        annex.write(part)
    if template is None:
        _footer(paper.document, f"{cut(case.title, KICKER)} · standoff {findings.made.version} · not a forecast")
    _said_of_it(paper.document, cut(case.title, LONGEST_TITLE))
    return _packed(paper.document)


def _footer(document: Any, words: str) -> None:
    """What stands at the foot of every page, with its number."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    footer = document.sections[-1].footer
    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]
    paragraph.add_run(f"{shown(words)} · ")
    number = f'<w:fldSimple {nsdecls("w")} w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    paragraph._p.append(parse_xml(number))


def _said_of_it(document: Any, title: str) -> None:
    """What the file says about itself: a title and a language, and neither author nor time."""
    properties = document.core_properties
    element = properties._element
    for child in list(element):
        element.remove(child)
    properties.title, properties.author, properties.language = shown(title), "", "en-GB"
    package = document.part.package
    for key, relation in list(package.rels.items()):
        if relation.reltype.endswith("/thumbnail"):
            del package.rels[key]


TIME = (1980, 1, 1, 0, 0, 0)
"""The time of every part of the file: the earliest that a ZIP file knows."""


def _packed(document: Any) -> bytes:
    """The file, each of its parts with the same time."""
    raw, packed = BytesIO(), BytesIO()
    document.save(raw)
    with ZipFile(raw) as source, ZipFile(packed, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = ZipInfo(name, TIME)
            entry.compress_type, entry.external_attr = ZIP_DEFLATED, 0o600 << 16
            entry.create_system = 3
            target.writestr(entry, source.read(name))
    return packed.getvalue()
