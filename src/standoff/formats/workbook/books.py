"""The workbooks that are written: of a case, with the sources that it cites, and of what a run found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from standoff.formats.csv_tables import TABLES
from standoff.formats.workbook.grids import Grid, case_grids
from standoff.formats.workbook.kinds import KINDS
from standoff.formats.workbook.layout import SHEETS, Column, header_of
from standoff.formats.workbook.writing import Head, Page, as_xlsx, require

if TYPE_CHECKING:
    from standoff.case.model.model import Case
    from standoff.results.records.run import Findings
    from standoff.results.records.stability import Stable

__all__ = ["LEFT_OUT", "case_book", "new_book", "results_book"]

LEFT_OUT = "Not in the workbook: remarks in case.yaml, and the texts in the folder sources."
"""What no workbook of a case holds."""


# ------------------------------------------------------------------------------------------ a case


def case_book(case: Case, sources: Sequence[Mapping[str, Any]] = ()) -> bytes:
    """The workbook of a case, of which `standoff import` makes it again; raises UsageError, SizeError."""
    return _book(case, sources, ("This workbook holds a case. Change it, then make a case folder of it:",))


def new_book(title: str, day: date) -> bytes:
    """A workbook to be filled in: the small case that new cases begin with, which is made up. Raises UsageError."""
    import json

    from standoff.case import template
    from standoff.case.load import read_source

    case = read_source("case.yaml", template.skeleton(title, day)).case
    assert case is not None
    says = (
        "Everything in this workbook is made up: replace it row by row by your case, then make a case folder of it:",
    )
    return _book(case, json.loads(template.sources(day)), says)


def _book(case: Case, sources: Sequence[Mapping[str, Any]], says: Sequence[str]) -> bytes:
    require()
    grids = case_grids(case, sources)
    return as_xlsx(case.title, [_read_me(case.title, says), *map(_page, grids)])


_HOW = (
    (
        "In general",
        "A row is a thing, called by the name in its first column. Notes on the headers say what belongs under them.",
    ),
    (
        "Numbers",
        "A number (4) or a range (4 to 9), which holds the value with the probability in the sheet Case, else 90 %.",
    ),
    ("Durations", "With their unit: 3 weeks, 1 to 2 years. What cannot be undone has never there."),
    ("Several names", "With commas between: inspectors, open_harbour."),
    ("Empty cells", "Nothing is said; what that means stands in the notes. Empty rows are passed over."),
    ("Formulas", "Not calculated: put their values in their place. Merged cells are refused."),
    (
        "What is longer",
        "What a case file says in braces stands in a cell as it stands there, like {low: 2, mode: 4, high: 9}.",
    ),
    ("Not in here", "Remarks in case.yaml, and the texts in the folder sources."),
)


def _read_me(title: str, says: Sequence[str]) -> Page:
    sheets = [(sheet.name, sheet.says + ("" if sheet.needed else " Can be left out.")) for sheet in SHEETS.values()]
    rows: list[Sequence[str]] = [
        [title],
        *([line] for line in says),
        ["standoff import FILE.xlsx"],
        [],
        *_HOW,
        [],
        *sheets[1:],
    ]
    return Page("Read me", (), rows)


def _page(grid: Grid) -> Page:
    heads = tuple(_head(column, part) for column, part in grid.columns)
    return Page(grid.sheet.name, heads, [[row.get(head.text) for head in heads] for row in grid.rows], open=True)


def _head(column: Column, part: str) -> Head:
    kind = KINDS.get(column.kind)
    numeric = kind is not None and (kind.numeric or column.kind == "flag")
    form = _FORMATS.get(column.kind, "General" if numeric or kind is None else "@")
    return Head(
        header_of(column, part),
        column.width,
        column.says,
        form,
        wraps=kind is None or kind.wraps,
        words=column.words,
        among=column.among,
    )


_FORMATS: Mapping[str, str] = {"share": "0%", "date": "yyyy-mm-dd", "csl_date": "General"}
"""How cells of a kind are shown, where it is neither as text nor as numbers are."""


# ------------------------------------------------------------------------------------------ what a run found


def results_book(case: Case, found: Findings) -> bytes:
    """The workbook of everything that a run found: the answer, then the tables, a sheet each. Raises UsageError."""
    pages = [Page("Answer", (Head("about", 28, wraps=True), Head("finding", 110, wraps=True)), _answer(case, found))]
    for name, table in TABLES.items():
        if name == "equilibria":
            pages.append(_states(case, found.stable))
            continue
        head, listed = table.columns_of(found), [list(row) for row in table.rows(found)]
        if listed:
            pages.append(Page(name, tuple(_result_head(text, listed, n) for n, text in enumerate(head)), listed))
    return as_xlsx(case.title, pages)


def _answer(case: Case, found: Findings) -> list[Sequence[Any]]:
    """The headline and the sentences of question 0, and the order of the best deal found."""
    from standoff.results.sentences.answer import labels

    rows: list[Sequence[Any]] = [["Case", found.title], ["As of", found.as_of]]
    rows += [["Seen", found.seen]] if found.seen else []
    if found.answer is None:
        return rows
    rows.append(["In short", found.answer.headline])
    titles = labels(found.answer.best)
    rows += [[titles[label], sentence] for label, sentence in found.answer.sentences.items()]
    best = found.answer.best.found if found.answer.best else None
    for number, phase in enumerate(best.plan.phases if best else (), start=1):
        rows.append([f"The order, phase {number}", "; ".join(case.steps[step].name for step in phase)])
    return rows


def _result_head(text: str, rows: Sequence[Sequence[Any]], place: int) -> Head:
    """A column of results: as wide as what is in it, numbers with two digits after the point."""
    cells = [row[place] for row in rows]
    fractions = any(isinstance(cell, float) and not cell.is_integer() for cell in cells)
    longest = max((len(cell) for cell in cells if isinstance(cell, str)), default=0)
    width = min(max(len(text) + 2, longest + 2, 8), 60)
    return Head(text, width, format="0.00" if fractions else "General", wraps=longest > 58)


def _states(case: Case, found: Stable) -> Page:
    """The states that are an equilibrium under some notion, a row each: what is in force, and under which notions."""
    under: dict[tuple[str, ...], set[str]] = {}
    for concept, equilibria in found.equilibria.items():
        for state in equilibria.states if equilibria else ():
            under.setdefault(tuple(state), set()).add(concept)
    concepts = [concept for concept in found.equilibria if any(concept in held for held in under.values())]
    heads = (
        Head("in_force", 60, "The steps in force in this state.", wraps=True),
        *(Head(step, 14, case.steps[step].name, wraps=True) for step in case.steps),
        *(Head(concept, 12, f"Whether it is an equilibrium under {concept}.") for concept in concepts),
    )
    rows = [
        [
            " ".join(state) or "nothing",
            *(1 if step in state else None for step in case.steps),
            *(1 if concept in held else None for concept in concepts),
        ]
        for state, held in sorted(under.items(), key=lambda item: (-len(item[1]), item[0]))
    ]
    return Page("states", heads, rows)
