"""The parts of the brief's page in Word, element by element, so that both say the same; drawings have their tables."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import mean
from typing import Any

from standoff.views.word.sheet import GROUP, Cell, Column, Run, Sheet, Table

__all__ = ["Annex", "parts_of"]

UNSHOWN = {"svg", "style", "script", "nav", "button", "colgroup", "template", "title", "head"}
"""Elements that are not for paper, or that stand for a table beside them."""

DOUBLES = {"legend", "rungs", "skip", "back", "backing"}
"""Classes of what explains a drawing, or says for small screens or beside a number what stands elsewhere too."""

BESIDE = {"facts", "quiet"}
"""Classes of what stands in small print beside a name; here it stands below it."""

BOLD = {"b", "strong", "th", "dt"}

LEVELS: Mapping[str, int] = {"h1": 1, "h2": 1, "h3": 2, "h4": 3, "h5": 3, "h6": 3}
"""Which heading of a document stands for one of the page."""

DEEPEST = 3

LINK = "1F4E8C"

LONGEST_ADDRESS = 2000

_ADDRESS = re.compile(r"https?://[\w.-]+(:\d{1,5})?([/?#]([\w.~:/?#@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*)?", re.ASCII)
"""Addresses that Word takes; with any other it would call the whole file damaged, so that those are text."""

Element = Any


def parts_of(page: str) -> Mapping[str, Element]:
    """Every element of a page that has an id, by it; of one that fills a closed part, that part."""
    from lxml import html

    parser = html.HTMLParser(encoding="utf-8", huge_tree=True)
    whole = html.document_fromstring(page.encode("utf-8"), parser=parser)
    return {element.get("id"): _closed(element) for element in _elements(whole) if element.get("id")}


def _closed(element: Element) -> Element:
    """The closed part that an element fills, whose heading opens it; the element itself if it stands in none."""
    around = element.getparent()
    return around if element.tag == "section" and around is not None and around.tag == "details" else element


def _elements(part: Element) -> Iterator[Element]:
    """An element and all elements in it, without comments."""
    return (one for one in part.iter() if isinstance(one.tag, str))


class Annex:
    """Writes elements of a page. Links lead to what is written too: `linked` are the ids of such places."""

    def __init__(self, sheet: Sheet, written: Sequence[Element]) -> None:
        inside = {one.get("id") for part in written for one in _elements(part)}
        wanted = {a.get("href", "")[1:] for part in written for a in part.iter("a")}
        self._sheet, self._linked = sheet, {key for key in inside & wanted if key}
        self._level = 1
        self._told = ""  # what a closed part says beside its heading; its first paragraphs need not say it again
        self._blocks: Mapping[str, Callable[[Element], None]] = {
            **dict.fromkeys(LEVELS, self._heading),
            **dict.fromkeys(("p", "figcaption", "pre", "blockquote"), self._paragraph),
            **dict.fromkeys(("ul", "ol"), self._list),
            "dl": self._terms,
            "summary": self._summary,
            "table": self._table,
            "figure": self._figure,
        }

    def write(self, part: Element) -> None:
        """One element and all that is in it."""
        self._inside(part)

    # ------------------------------------------------------------------------------------------------- blocks

    def _block(self, element: Element) -> None:
        self._blocks.get(element.tag, self._inside)(element)

    def _inside(self, element: Element) -> None:
        """What stands in an element that is no block of its own: blocks one by one, and text between them."""
        self._place(element)
        loose: list[Run] = _text(element.text)
        for child in element:
            if not _is_shown(child):
                loose += _text(child.tail)
            elif self._is_block(child):
                self._say(loose)
                self._block(child)
                loose = _text(child.tail)
            else:
                loose += [*self._runs(child), *_text(child.tail)]
        self._say(loose)

    def _is_block(self, element: Element) -> bool:
        return (
            element.tag in self._blocks
            or any(isinstance(one.tag, str) and one.tag in self._blocks for one in element.iterdescendants())
            or element.tag in ("div", "section", "article", "details", "header", "footer", "main")
        )

    def _place(self, *elements: Element) -> None:
        """What is written next can be led to by the ids of these elements."""
        for element in elements:
            if element.get("id") in self._linked:
                self._sheet.place(element.get("id"))

    def _say(self, runs: Sequence[Run], style: str = "", after: bool = False) -> None:
        tidy = _tidy(runs)
        if tidy:
            self._sheet.say(tidy, style, after)

    def _heading(self, element: Element) -> None:
        self._place(*_elements(element))
        self._level = LEVELS[element.tag]
        self._named(element, self._level)

    def _named(self, element: Element, level: int) -> None:
        """A heading, and below it what stands in small print beside it."""
        beside = [one for one in _elements(element) if _has(one, BESIDE)]
        text = _plain(self._runs(element, without=beside))
        if text:
            self._sheet.heading(text, level)
        for one in beside:
            self._say(self._runs(one), after=True)

    def _summary(self, element: Element) -> None:
        """What opens a closed part: its heading; what it says besides is a paragraph."""
        heads = [child for child in element.iterdescendants() if child.tag in LEVELS]
        if heads:
            self._inside(element)
            self._told = _plain(self._runs(element, without=heads))
            return
        self._named(element, min(DEEPEST, self._level + 1))

    def _paragraph(self, element: Element) -> None:
        self._place(*_elements(element))
        runs = self._runs(element)
        if not self._told or _plain(runs) != self._told:
            self._say(runs)

    def _list(self, element: Element) -> None:
        self._place(element)
        items = [child for child in element if child.tag == "li" and _is_shown(child)]
        numbered = element.tag == "ol"
        for place, item in enumerate(items, 1):
            self._place(*_elements(item))
            runs = _tidy(self._runs(item))
            if runs:
                self._sheet.item(runs, f"{place}." if numbered else "")

    def _terms(self, element: Element) -> None:
        term: list[Run] = []
        for child in element:
            self._place(*_elements(child))
            if child.tag == "dt":
                term = [replace(run, bold=True) for run in _tidy(self._runs(child))]
            elif child.tag == "dd":
                self._say([*term, *([Run(". ", bold=True)] if term else []), *self._runs(child)])
                term = []

    def _figure(self, element: Element) -> None:
        """A figure; one that is a drawing and no more is left out, with what is said under it."""
        says = ("table", "p", "ul", "ol", "dl", *LEVELS)
        drawn = any(one.tag == "svg" for one in element.iter())
        if not drawn or any(_is_shown(one) and one.tag in says for one in element.iter()):
            self._inside(element)

    # ------------------------------------------------------------------------------------------------- text

    def _runs(
        self, element: Element, bold: bool = False, to: str = "", without: Sequence[Element] = (), below: bool = False
    ) -> list[Run]:
        """The text in an element: what is bold, and what leads where. below: small print begins a line."""
        bold = (bold or element.tag in BOLD) and not (below and _has(element, BESIDE))
        to = _target(element, self._linked) or to
        found = [_styled(run, bold, to) for run in _text(element.text)]
        for child in element:
            if _is_shown(child) and child not in without:
                small = below and _has(child, BESIDE)
                breaks = child.tag == "br" or ((self._is_block(child) or small) and bool(found))
                found += [Run("\n")] if breaks else []
                found += self._runs(child, bold, to, without, below)
            found += [_styled(run, bold, to) for run in _text(child.tail)]
        return found

    # ------------------------------------------------------------------------------------------------- tables

    def _table(self, element: Element) -> None:
        rows = [row for row in element.iter("tr") if _is_shown(row)]
        grid = [self._cells(row) for row in rows]
        if not grid:
            return
        count = max(sum(one.over for one in row) for row in grid)
        heads = next((n for n, row in enumerate(rows) if row.getparent().tag != "thead"), len(rows))
        head, body = _spread(grid[: max(1, heads)][-1], count), _down(grid[max(1, heads) :], count)
        texts = [_column(body, place) for place in range(count)]
        kept = [place for place in range(count) if place == 0 or any(texts[place])]
        columns = [_sized(head[place], texts[place]) for place in kept]
        self._place(element)
        caption = next((child for child in element if child.tag == "caption"), None)
        said = "" if caption is None else _plain(self._runs(caption))
        table = Table(said, _says(columns, len(body)), columns, [_only(row, kept) for row in body])
        self._sheet.table(table)

    def _cells(self, row: Element) -> list[Cell]:
        found: list[Cell] = []
        group = row.getparent() if row.getprevious() is None else None
        for child in row:
            if child.tag not in ("td", "th"):
                continue
            over = int(child.get("colspan") or 1)
            inside = [*_elements(child), *([] if found else [row, *([] if group is None else [group])])]
            found.append(
                Cell(
                    tuple(_lines(self._runs(child, below=True))),
                    shade=GROUP if child.tag == "th" and over > 1 else "",
                    over=over,
                    down=int(child.get("rowspan") or 1),
                    places=tuple(one.get("id") for one in inside if one.get("id") in self._linked),
                )
            )
        return found


# ------------------------------------------------------------------------------------------------- parts of the above


def _is_shown(element: Element) -> bool:
    if not isinstance(element.tag, str) or element.tag in UNSHOWN:
        return False
    return not _has(element, DOUBLES)


def _has(element: Element, classes: set[str]) -> bool:
    return bool(classes & set((element.get("class") or "").split()))


def _target(element: Element, linked: set[str]) -> str:
    where = element.get("href", "") if element.tag == "a" else ""
    if where.startswith("#"):
        return where if where[1:] in linked else ""
    return where if len(where) <= LONGEST_ADDRESS and _ADDRESS.fullmatch(where) else ""


def _styled(run: Run, bold: bool, to: str) -> Run:
    return Run(run.text, bold, LINK if to else "", to=to)


def _text(text: str | None) -> list[Run]:
    return [Run(re.sub(r"[ \t\n\r\f]+", " ", text))] if text else []


def _tidy(runs: Sequence[Run]) -> list[Run]:
    """Runs without spaces at the ends of lines, or twice, as a page shows them."""
    found: list[Run] = []
    for run in runs:
        text = run.text
        before = found[-1].text if found else "\n"
        if text == "\n":
            if found and before != "\n":
                found[-1] = replace(found[-1], text=before.rstrip(" "))
                found.append(run)
            continue
        if before.endswith((" ", "\n")):
            text = text.lstrip(" ")
        if text:
            found.append(replace(run, text=text))
    while found and not found[-1].text.strip(" \n"):
        found.pop()
    if found:
        found[-1] = replace(found[-1], text=found[-1].text.rstrip(" "))
    return found


def _plain(runs: Sequence[Run]) -> str:
    return "".join(run.text for run in _tidy(runs))


def _lines(runs: Sequence[Run]) -> Iterator[list[Run]]:
    line: list[Run] = []
    for run in _tidy(runs):
        if run.text == "\n":
            yield line
            line = []
        else:
            line.append(run)
    yield line


def _said(cell: Cell) -> str:
    return " ".join(line if isinstance(line, str) else "".join(run.text for run in line) for line in cell.lines)


def _spread(row: Sequence[Cell], count: int) -> list[str]:
    """What the head of each column says; a head over several is said of each."""
    heads = [_said(cell) for cell in row for _ in range(cell.over)]
    return [*heads, *[""] * (count - len(heads))][:count]


@dataclass(frozen=True)
class _Laid:
    """A cell of a table in its place."""

    place: int
    cell: Cell


def _down(rows: Sequence[Sequence[Cell]], count: int) -> list[list[_Laid]]:
    """Rows with every cell in its place; a cell that reaches down goes on in the rows below."""
    found: list[list[_Laid]] = []
    hanging: dict[int, tuple[int, Cell]] = {}
    for row in rows:
        laid, place, cells = [], 0, list(row)
        while place < count:
            if place in hanging:
                left, cell = hanging.pop(place)
                laid.append(_Laid(place, replace(cell, lines=(), down=0, places=())))
                if left > 1:
                    hanging[place] = left - 1, cell
            elif cells:
                cell = cells.pop(0)
                cell = replace(cell, over=min(cell.over, count - place))
                laid.append(_Laid(place, cell))
                if cell.down > 1:
                    hanging[place] = cell.down - 1, cell
            else:
                cell = Cell(("",), over=count - place)
                laid.append(_Laid(place, cell))
            place += cell.over
        found.append(laid)
    return found


def _column(rows: Sequence[Sequence[_Laid]], place: int) -> list[str]:
    """What the cells of a column say that reach over no other."""
    return [_said(laid.cell) for row in rows for laid in row if laid.place == place and laid.cell.over == 1]


def _only(row: Sequence[_Laid], kept: Sequence[int]) -> list[Cell]:
    """A row without the columns that are left out."""
    found = []
    for laid in row:
        over = sum(laid.place <= place < laid.place + laid.cell.over for place in kept)
        if over:
            found.append(replace(laid.cell, over=over))
    return found


_NUMBER = re.compile(r"((less|more) than\s)?[▲▼≥≤+−–±<>\s]*[\d.,]+[\s%]*|none|–|(=\s)?no change|nothing|not drawn|\s*")


def _sized(head: str, texts: Sequence[str]) -> Column:
    """A column as wide as what it holds asks for, and whether that is numbers."""
    lengths = [len(text) for text in texts if text] or [0]
    word = max((len(word) for text in (head, *texts) for word in text.split()), default=4)
    numbers = bool(texts) and all(_NUMBER.fullmatch(text) for text in texts)
    width = max(5.0, min(word, 14), 0.0 if numbers else 2.6 * mean(lengths) ** 0.5)
    return Column(head, width, numbers)


def _says(columns: Sequence[Column], rows: int) -> str:
    """What a table is, for those who hear it."""
    heads = ", ".join(column.head for column in columns if column.head)
    return f"A table of {rows} row{'' if rows == 1 else 's'}; columns: {heads}."
