"""The document that a report is written into: one of ours, or the template of a house, which is looked at first."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from standoff.errors import SizeError, UsageError
from standoff.views.word.sheet import element

__all__ = ["Paper", "Template", "read_template", "require"]

LARGEST = 20_000_000
"""A template has at most so many bytes,"""

UNPACKED = 200_000_000
"""and unpacked at most so many"""

PARTS = 5_000
"""in so many parts."""

_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"

_KINDS: Mapping[str, tuple[str, str]] = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml": (
        "is a Word template (.dotx), not a document",
        "open it in Word and save it as a Word document (.docx)",
    ),
    "application/vnd.ms-word.document.macroEnabled.main+xml": (
        "is a document with macros (.docm)",
        "open it in Word and save it as a Word document (.docx), which leaves them out",
    ),
    "application/vnd.ms-word.template.macroEnabledTemplate.main+xml": (
        "is a template with macros (.dotm)",
        "open it in Word and save it as a Word document (.docx), which leaves them out",
    ),
    "spreadsheetml": ("is an Excel workbook", "give a Word document (.docx)"),
    "presentationml": ("is a PowerPoint presentation", "give a Word document (.docx)"),
    "opendocument": ("is an OpenDocument file", "save it as a Word document (.docx)"),
}
"""What else a file can be, by what it says that it is: what is wrong with it, and what to do."""

_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How files of older programs begin, and those that a password protects."""

_LOCKED = "EncryptedPackage".encode("utf-16-le")


def require() -> None:
    """Raises UsageError where Word documents cannot be written here."""
    try:
        import docx  # noqa: F401
    except ImportError:
        raise UsageError(
            'Word documents are written by the extra `office`, which is not installed: pip install "standoff[office]"'
        ) from None


@dataclass(frozen=True)
class Template:
    """A Word document whose styles, headers, footers and page are used: its name, for messages, and its bytes."""

    name: str
    content: bytes


def read_template(path: str | os.PathLike[str]) -> Template:
    """A template that can be used, from a file. Raises UsageError where it is none, and SizeError.

    It is a Word document (.docx) of at most 20 MB, without a password and without macros. What its body says is of no
    use; its styles, its header and footer, and its page are kept.
    """
    require()
    file = Path(path)
    try:
        with file.open("rb") as stream:
            content = stream.read(LARGEST + 1)
            size = max(len(content), os.fstat(stream.fileno()).st_size)
    except (OSError, ValueError) as error:
        reason = str(getattr(error, "strerror", None) or error).lower()
        raise UsageError(f"the template {file} cannot be read ({reason}); name a Word document (.docx)") from None
    if size > LARGEST:
        raise SizeError(f"bytes of the template {file}", size, LARGEST, "take pictures out of it")
    _examine(str(file), content)
    found = Template(str(file), content)
    Paper(found)
    return found


def _examine(name: str, content: bytes) -> None:
    """Refuses what is no Word document, or not one that can be used, before anything reads it."""
    if content.startswith(_OLD):
        if _LOCKED in content:
            raise _refused(name, "is protected by a password", "open it in Word, take the password away, and save it")
        raise _refused(name, "is of an older program (.doc)", "open it in Word and save it as a Word document (.docx)")
    if content.startswith((b"{\\rtf", b"%PDF")):
        what = "Rich Text" if content.startswith(b"{") else "PDF"
        raise _refused(name, f"is a {what} file", "give a Word document (.docx)")
    try:
        with ZipFile(BytesIO(content)) as packed:
            entries = packed.infolist()
            if len(entries) > PARTS:
                raise SizeError(f"parts of the template {name}", len(entries), PARTS, "give a smaller document")
            size = sum(entry.file_size for entry in entries)
            if size > UNPACKED:
                raise SizeError(f"bytes that the template {name} unpacks to", size, UNPACKED, "give a smaller document")
            if any(entry.flag_bits & 1 for entry in entries):
                raise _refused(name, "is protected by a password", "save it without one")
            names = [entry.filename for entry in entries]
            if "mimetype" in names and b"opendocument" in packed.read("mimetype"):
                raise _refused(name, *_KINDS["opendocument"])
            if "[Content_Types].xml" not in names:
                raise _refused(name, "is a ZIP file, but no Word document", "give a Word document (.docx)")
            _kind(name, packed.read("[Content_Types].xml").decode("utf-8", "replace"))
            for part in names:
                if part.lower().endswith("vbaproject.bin"):
                    raise _refused(name, *_KINDS["application/vnd.ms-word.document.macroEnabled.main+xml"])
                if part.endswith((".xml", ".rels")) and b"<!DOCTYPE" in packed.read(part):
                    raise _refused(name, f"has a document type in {part}, which Word never writes", _AGAIN)
    except BadZipFile as error:
        why = "is no Word document" if not content.startswith(b"PK") else f"is damaged ({error})"
        raise _refused(name, why, "give a Word document (.docx)") from None
    except (OSError, EOFError, NotImplementedError, RuntimeError, ValueError, _zlib_error()) as error:
        raise _refused(name, f"is damaged ({error})", _AGAIN) from None


def _zlib_error() -> type[Exception]:
    import zlib

    return zlib.error


_AGAIN = "open it in Word and save it anew"


def _kind(name: str, types: str) -> None:
    """Refuses what says that it is something else than a document."""
    for kind, (wrong, remedy) in _KINDS.items():
        if kind in types and _MAIN not in types:
            raise _refused(name, wrong, remedy)
    if _MAIN not in types:
        raise _refused(name, "is a ZIP file, but no Word document", "give a Word document (.docx)")


def _refused(name: str, wrong: str, remedy: str) -> UsageError:
    return UsageError(f"the template {name} {wrong}; {remedy}")


# ---------------------------------------------------------------------------------------------- the open document


class Paper:
    """An empty document to write into, of the house if it has a template; raises UsageError where that is damaged.

    `width` of its text is in twentieths of a point, `styles` are the ids of its styles by their names, in small
    letters; `foreign` is whether its own language is not English.
    """

    def __init__(self, template: Template | None) -> None:
        from docx import Document

        try:
            self.document = Document(BytesIO(template.content) if template else None)
            if template is None:
                _ours(self.document)
            else:
                _emptied(self.document.element.body)
            self.styles = _styles(self.document)
            if template is None:
                del self.styles["table grid"]  # its lines are black
            self.width = _width(self.document.sections[-1])
            self.foreign = not _english(self.document)
        except Exception as error:  # python-docx says what is wrong with a package in many ways
            if template is None:
                raise
            said = re.sub(r"\s+", " ", str(error))[:100]
            raise _refused(template.name, f"is damaged ({said or type(error).__name__})", _AGAIN) from None


def _emptied(body: Any) -> None:
    """A body without what it says. Its last section stays, with headers and footers that it had from those before."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    last = body.sectPr
    if last is None:
        last = OxmlElement("w:sectPr")
        body.append(last)
    before = [one for one in body.iter(qn("w:sectPr")) if one is not last]
    for kind in ("headerReference", "footerReference"):
        for place in ("default", "first", "even"):
            if _reference(last, kind, place) is None:
                found = [one for section in before if (one := _reference(section, kind, place)) is not None]
                if found:
                    last.insert(0, deepcopy(found[-1]))
    for child in list(body):
        if child is not last:
            body.remove(child)


def _reference(section: Any, kind: str, place: str) -> Any:
    from docx.oxml.ns import qn

    found = section.findall(qn(f"w:{kind}"))
    return next((one for one in found if one.get(qn("w:type"), "default") == place), None)


def _styles(document: Any) -> dict[str, str]:
    """The ids of the styles by their names in the file, in small letters: built-in ones are English in every Word."""
    from docx.oxml.ns import qn

    found = {}
    for style in document.styles.element.findall(qn("w:style")):
        name, key = style.find(qn("w:name")), style.get(qn("w:styleId"))
        if name is not None and key:
            found[str(name.get(qn("w:val"), "")).lower()] = str(key)
    return found


def _width(section: Any) -> int:
    """How wide the text of a section is, in twentieths of a point; at least three centimetres."""
    page = section.page_width or 7_560_310
    margins = sum(side or 0 for side in (section.left_margin, section.right_margin, section.gutter))
    return max(1701, round((page - margins) / 635))


def _english(document: Any) -> bool:
    from docx.oxml.ns import qn

    default = document.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}/{qn('w:lang')}")
    normal = next((one for one in document.styles.element.findall(qn("w:style")) if one.get(qn("w:default"))), None)
    own = None if normal is None else normal.find(f"{qn('w:rPr')}/{qn('w:lang')}")
    found = own if own is not None else default
    return found is not None and str(found.get(qn("w:val"), "")).startswith("en")


# ------------------------------------------------------------------------------------------------ a page of ours


FONT = "Calibri"
INK, GREY = "1F3350", "44546A"


def _ours(document: Any) -> None:
    """The looks of a report without a template: an A4 page, one plain font, headings in dark blue, English."""
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    section = document.sections[-1]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin, section.bottom_margin = Mm(16), Mm(16)
    for name, size, before, after, colour in _LOOKS:
        style = document.styles[name]
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
        style.paragraph_format.line_spacing = 1.08
        _restyled(style.element, 2 * size, colour, name.startswith("Heading"))
    defaults = document.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}/{qn('w:lang')}")
    defaults.set(qn("w:val"), "en-GB")
    document.settings.element.find(qn("w:themeFontLang")).set(qn("w:val"), "en-GB")
    for setting in document.settings.element.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")
    document.settings.element.remove(document.settings.element.find(qn("w:savePreviewPicture")))
    for key, relation in list(document.part.rels.items()):
        if relation.reltype.endswith(("/stylesWithEffects", "/customXml")):
            del document.part.rels[key]


def _restyled(style: Any, size: int, colour: str, bold: bool) -> None:
    """Gives a style, and the one for pieces of text that goes with it, these looks and no others."""
    from docx.oxml.ns import qn

    link, whole = style.find(qn("w:link")), style.getparent()
    twin = (
        None
        if link is None
        else next((one for one in whole if one.get(qn("w:styleId")) == link.get(qn("w:val"))), None)
    )
    for one in (style, *([] if twin is None else [twin])):
        looks = one.get_or_add_rPr()
        looks.clear()
        looks.append(element("rFonts", ascii=FONT, hAnsi=FONT, cs=FONT))
        looks.extend([element("b"), element("bCs")] if bold else [])
        looks.extend([element("color", val=colour)] if colour else [])
        looks.extend([element("sz", val=size), element("szCs", val=size)])
    for list_of_its_own in style.iter(qn("w:numPr")) if style.get(qn("w:styleId")) == "Subtitle" else ():
        list_of_its_own.getparent().remove(list_of_its_own)
        break


_LOOKS = (
    ("Normal", 10, 0, 4, ""),
    ("Heading 1", 18, 12, 4, INK),
    ("Heading 2", 13, 10, 3, INK),
    ("Heading 3", 11, 8, 2, INK),
    ("List Bullet", 10, 0, 2, ""),
    ("Caption", 9, 4, 2, GREY),
    ("Subtitle", 9, 0, 2, GREY),
    ("Footer", 8, 0, 0, GREY),
)
"""The styles of a report without a template: name, size, space before and after (all in points), colour."""
