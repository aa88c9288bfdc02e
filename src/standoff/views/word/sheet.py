"""Writes headings, paragraphs, lists and tables into a Word document, in its styles or in formatting of ours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from standoff.views.word.wording import LEFT, directions, from_the_right, shown

__all__ = ["GROUP", "Cell", "Column", "Run", "Sheet", "Table", "element"]

SMALL, TINY = 18, 16
"""Sizes of text in tables, in half points."""

WIDE = 8
"""Tables of so many columns have the smaller of them."""

LONG = 300
"""A row with a longer text may go on on the next page."""

LONGEST_TITLE, LONGEST_DESCRIPTION = 250, 1000
"""How long the title and the description of a table are that are heard and not seen."""

HEAD, GROUP = "E7ECF3", "F4F6F9"
"""What stands behind the heads of columns and of groups of rows."""

LINE = "B8C2CF"

LANGUAGE = "en-GB"


@dataclass(frozen=True)
class Run:
    """A piece of text with its looks; `size` in half points, 0: that of the paragraph. A line break is a piece.

    to: where it leads: an address of the web, or # and the id of a place in the document ("": nowhere).
    """

    text: str
    bold: bool = False
    colour: str = ""
    size: int = 0
    to: str = ""


Words = str | Sequence[Run]
"""What a paragraph says."""


@dataclass(frozen=True)
class Cell:
    """What a cell of a table says, a paragraph an entry; `shade` stands behind it, `right` moves it to that side.

    over, down: how many columns and rows it reaches over; 0 down: it belongs to the cell above it. places: the ids of
    what is in it that links lead to.
    """

    lines: tuple[Words, ...]
    shade: str = ""
    right: bool | None = None
    over: int = 1
    down: int = 1
    places: tuple[str, ...] = ()


@dataclass(frozen=True)
class Column:
    """A column of a table: its head, how wide it is against the others, and whether it holds numbers."""

    head: str
    width: float = 1.0
    numbers: bool = False


@dataclass(frozen=True)
class Table:
    """A table: its caption, what it shows in words for those who do not see it, its columns, and its rows of cells.

    The first cell of a row is its head.
    """

    caption: str
    says: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell | str]]


# -------------------------------------------------------------------------------------------------- the elements


WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OF_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def element(tag: str, *inside: Any, **attributes: object) -> Any:
    """An element of WordprocessingML with its attributes and children; children that are None are left out."""
    from lxml.etree import Element

    given = {f"{{{WORD}}}{name}": str(value) for name, value in attributes.items()}
    found = Element(f"{{{WORD}}}{tag}", given, {"w": WORD})
    found.extend(one for one in inside if one is not None)
    return found


def _looks(run: Run, right: bool, foreign: bool) -> Any:
    """The properties of a run, in the order that the schema asks for; complex scripts have their own."""
    parts = []
    if run.bold:
        parts += [element("b"), element("bCs")]
    if run.colour:
        parts.append(element("color", val=run.colour))
    if run.size:
        parts += [element("sz", val=run.size), element("szCs", val=run.size)]
    if right:
        parts.append(element("rtl"))
    elif foreign:
        parts.append(element("lang", val=LANGUAGE))
    return element("rPr", *parts) if parts else None


def _text(text: str) -> Any:
    found = element("t")
    found.text = text
    if text != text.strip() or "  " in text:
        found.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return found


class Sheet:
    """A document that is being written. Every text is made harmless, and its direction is marked where it needs to be.

    part: what python-docx knows the text of the document as. styles: the id of each style that it has, by its name.
    width: of the text, in twentieths of a point. foreign: whether the document's own language is not English, so that
    each piece of ours says that it is.
    """

    def __init__(self, part: Any, styles: Mapping[str, str], width: int, foreign: bool) -> None:
        self._part, self._styles, self._width, self._foreign = part, styles, width, foreign
        self._body = part.element.body
        self._end = self._body.sectPr
        self._places: dict[str, str] = {}
        self._marked: set[str] = set()
        self._waiting: list[str] = []

    def place(self, key: str) -> None:
        """What is written next can be led to by this id."""
        self._waiting.append(key)

    def heading(self, text: str, level: int = 1) -> None:
        """A heading that navigation and contents know."""
        style = self._styles.get(f"heading {level}")
        made = element("pStyle", val=style) if style else None
        alone = None if style else element("outlineLvl", val=level - 1)
        looks = Run(text) if style else Run(text, bold=True, size=34 - 6 * level)
        self._put(self._paragraph([looks], made, "keepNext", last=alone))

    def say(self, words: Words, style: str = "", after: bool = False) -> None:
        """A paragraph; `after`: it stands with the one that follows."""
        known = self._styles.get(style)
        made = element("pStyle", val=known) if known else None
        self._put(self._paragraph(words, made, *(["keepNext"] if after else [])))

    def item(self, words: Words, mark: str = "") -> None:
        """An item of a list, with a mark of its own or of the document's style for lists."""
        style = self._styles.get("list bullet")
        if style and not mark:
            self._put(self._paragraph(words, element("pStyle", val=style)))
            return
        runs = [Run(words)] if isinstance(words, str) else words
        hang = element("ind", left=400, hanging=400)
        self._put(self._paragraph([Run(f"{mark or '•'}  "), *runs], indent=hang))

    def new_page(self) -> None:
        """What follows begins a page."""
        self._put(element("p", element("r", element("br", type="page"))))

    def table(self, table: Table) -> None:
        """A table with its caption above it; its first row is repeated on every page that it reaches."""
        if table.caption:
            self.say(table.caption, "caption", after=True)
        self._put(self._table(table))
        self._put(element("p", element("pPr", element("spacing", before=0, after=60, line=160, lineRule="exact"))))

    def _put(self, made: Any) -> None:
        if self._end is None:
            self._body.append(made)
        else:
            self._end.addprevious(made)

    def _marks(self, keys: Sequence[str]) -> Iterator[Any]:
        """The bookmarks of places, each once."""
        for key in dict.fromkeys(keys):
            if key not in self._marked:
                self._marked.add(key)
                yield element("bookmarkStart", id=len(self._marked), name=self._bookmark(key))
                yield element("bookmarkEnd", id=len(self._marked))

    def _bookmark(self, key: str) -> str:
        """What a place is called: an id can have more characters than a bookmark may."""
        return self._places.setdefault(key, f"place{len(self._places) + 1}")

    def _paragraph(
        self,
        words: Words,
        style: Any = None,
        *marks: str,
        spacing: Any = None,
        indent: Any = None,
        to_the_right: bool = False,
        last: Any = None,
        size: int = 0,
        places: Sequence[str] = (),
    ) -> Any:
        runs = [Run(words)] if isinstance(words, str) else words
        whole = "".join(run.text for run in runs)
        right = from_the_right(whole)
        properties = [style, *(element(mark) for mark in marks)]
        properties.append(element("bidi") if right else None)
        properties += [spacing, indent, element("jc", val="right") if to_the_right and not right else None, last]
        found = [one for one in properties if one is not None]
        pieces = [piece for run in runs for piece in self._runs(run, size, right)]
        places, self._waiting = [*self._waiting, *places], []
        return element("p", element("pPr", *found) if found else None, *self._marks(places), *pieces)

    def _runs(self, run: Run, size: int, paragraph: bool) -> Iterator[Any]:
        """The runs of a piece of text in a paragraph that is written from the right, or is not."""
        if run.text == "\n":
            yield element("r", element("br"))
            return
        looks = replace(run, size=run.size or size)
        made = []
        for piece, right in directions(shown(run.text)):
            if piece:
                made.append(element("r", _looks(looks, right, self._foreign), _text(piece)))
            if piece and right and not paragraph:
                made.append(element("r", _looks(looks, False, self._foreign), _text(LEFT)))
        if not made or not run.to:
            yield from made
        elif run.to.startswith("#"):
            yield element("hyperlink", *made, anchor=self._bookmark(run.to[1:]), history=1)
        else:
            link = element("hyperlink", *made, history=1)
            link.set(f"{{{OF_DOCUMENT}}}id", self._part.relate_to(run.to, f"{OF_DOCUMENT}/hyperlink", is_external=True))
            yield link

    # ---------------------------------------------------------------------------------------------- tables

    def _table(self, table: Table) -> Any:
        widths = _widths([column.width for column in table.columns], self._width)
        size = TINY if len(widths) >= WIDE else SMALL
        heads = [Cell(((Run(column.head, bold=True),),), HEAD) for column in table.columns]
        rows = [self._row(heads, table.columns, widths, size, head=True)]
        rows += [self._row(row, table.columns, widths, size) for row in table.rows]
        grid = element("tblGrid", *(element("gridCol", w=width) for width in widths))
        return element("tbl", self._of_table(table), grid, *rows)

    def _of_table(self, table: Table) -> Any:
        style = self._styles.get("standoff table") or self._styles.get("table grid")
        lines = None
        if not style:
            sides = ("top", "left", "bottom", "right", "insideH", "insideV")
            lines = element("tblBorders", *(element(side, val="single", sz=4, space=0, color=LINE) for side in sides))
        parts = [
            element("tblStyle", val=style) if style else None,
            element("tblW", w=self._width, type="dxa"),
            lines,
            element("tblLayout", type="fixed"),
            element("tblCellMar", *(element(side, w=70, type="dxa") for side in ("left", "right"))),
            element("tblLook", val="0420", firstRow=1, lastRow=0, firstColumn=0, lastColumn=0, noHBand=0, noVBand=1),
            element("tblCaption", val=shown(table.caption)[:LONGEST_TITLE]),
            element("tblDescription", val=shown(table.says)[:LONGEST_DESCRIPTION]),
        ]
        return element("tblPr", *(part for part in parts if part is not None))

    def _row(
        self,
        row: Sequence[Cell | str],
        columns: Sequence[Column],
        widths: Sequence[int],
        size: int,
        head: bool = False,
    ) -> Any:
        longest = max((len(run.text) for one in row if isinstance(one, Cell) for run in _all_runs(one)), default=0)
        marks = [element("cantSplit")] if head or longest < LONG else []
        marks += [element("tblHeader")] if head else []
        cells, place = [], 0
        for one in row:
            made = one if isinstance(one, Cell) else Cell((one,))
            numbers = columns[place].numbers and place > 0 and made.over == 1
            right = numbers if made.right is None else made.right
            cells.append(self._cell(made, sum(widths[place : place + made.over]), size, right))
            place += made.over
        return element("tr", element("trPr", *marks), *cells)

    def _cell(self, one: Cell, width: int, size: int, right: bool) -> Any:
        properties = [
            element("tcW", w=width, type="dxa"),
            element("gridSpan", val=one.over) if one.over > 1 else None,
            element("vMerge", val="restart" if one.down else "continue") if one.down != 1 else None,
            element("shd", val="clear", color="auto", fill=one.shade) if one.shade else None,
        ]
        lines = [
            self._paragraph(
                words,
                spacing=element("spacing", before=20, after=20, line=240, lineRule="auto"),
                to_the_right=right,
                size=size,
                places=() if n else one.places,
            )
            for n, words in enumerate(one.lines or ("",))
        ]
        return element("tc", element("tcPr", *properties), *lines)


def _all_runs(one: Cell) -> Iterator[Run]:
    for words in one.lines:
        yield from [Run(words)] if isinstance(words, str) else words


def _widths(shares: Sequence[float], width: int) -> list[int]:
    """Whole widths that make up a width, in these proportions."""
    ends = [round(width * sum(shares[: n + 1]) / sum(shares)) for n in range(len(shares))]
    return [end - start for start, end in zip([0, *ends], ends, strict=False)]
