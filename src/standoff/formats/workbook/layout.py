"""What stands where in the workbook of a case: one table of sheets and columns, which writer and reader share."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from standoff.case.model.claim import Claim
from standoff.case.model.evidence import Evidence
from standoff.case.model.forms import NAME
from standoff.case.model.model import Case, Deal, Party, Plan, Step, Together
from standoff.case.reading.keys import keys_of

__all__ = ["EACH_PARTY", "EACH_PHASE", "LISTS", "SHEETS", "Column", "Sheet", "header_of", "same_header", "spelled"]

EACH_PARTY, EACH_PHASE = "PARTY", "N"
"""What a header ends with that stands for a column for each party, or for each phase of a plan."""

Shape = Literal["remarks", "values", "claims", "lists", "choices", "statements", "evidence", "sources", "paths"]
"""How the rows of a sheet become parts of a case; the writer and the reader have a function for each."""


@dataclass(frozen=True)
class Column:
    """A column: its header, the kind of its cells (of `kinds.KINDS`), its note, its width, and words to choose from.

    `each` is PARTY or N where one column stands for each party or phase: its header is then `worth alpha`, `phase 1`.
    `among` names a sheet whose first column has the names to choose from.
    """

    key: str
    kind: str
    says: str
    width: int = 14
    each: str = ""
    words: tuple[str, ...] = ()
    among: str = ""

    @property
    def header(self) -> str:
        """The header, with a word that stands for the party or the phase."""
        return f"{self.key} {self.each}" if self.each else self.key


@dataclass(frozen=True)
class Sheet:
    """A sheet: its name, what it says, how its rows become parts of a case, under which key, and its columns.

    The first column says what a row is about. Sheets that are not needed can be left out.
    """

    name: str
    says: str
    shape: Shape
    key: str = ""
    columns: tuple[Column, ...] = ()
    needed: bool = False


def header_of(column: Column, part: str) -> str:
    """The header of a column for one party or phase.

    >>> header_of(Column("worth", "points", "", each="PARTY"), "alpha")
    'worth alpha'
    """
    return f"{column.key} {part}" if column.each else column.key


def spelled(header: str) -> str:
    """A header as headers are compared: whatever its capitals, spaces and hyphens.

    >>> spelled(" Walkout  Cost"), spelled("not-before")
    ('walkout_cost', 'not_before')
    """
    return re.sub(r"[\s_-]+", "_", header.strip()).lower().strip("_")


def same_header(column: Column, header: str) -> str | None:
    """The party or phase that a header names if it is one of this column ("" where it has one only); None if not.

    >>> same_header(Column("worth", "points", "", each="PARTY"), "Worth: alpha")
    'alpha'
    """
    found = spelled(header.replace(":", " "))
    if not column.each:
        return "" if found == spelled(column.key) else None
    if re.fullmatch(rf"{column.key} {NAME}", header):
        return header[len(column.key) + 1 :]
    before = spelled(column.key) + "_"
    return found[len(before) :] if found.startswith(before) and len(found) > len(before) else None


# ------------------------------------------------------------------------------------------------ the sheets


def _says(model: type[Claim] | type[Evidence], key: str, instead: str) -> str:
    """The note of a column: what the case format says of the key, and an example as it is written in a cell."""
    field = keys_of(model)[key]
    example = instead or (str(field.examples[0]) if field.examples and isinstance(field.examples[0], str) else "")
    return f"{field.description} Example: {example}" if example else str(field.description)


def _of(model: type[Claim] | type[Evidence], **columns: tuple[str, int] | tuple[str, int, str]) -> tuple[Column, ...]:
    """Columns for keys of a model: the kind and width of each and, where the model has none for a cell, an example."""
    made = []
    for name, (kind, width, *instead) in columns.items():
        key = {"within": "in", "targets": "for"}.get(name, name)
        made.append(
            Column(key, kind, _says(model, key, instead[0] if instead else ""), width, words=_WORDS.get(key, ()))
        )
    return tuple(made)


_WORDS: Mapping[str, tuple[str, ...]] = {
    "ends": ("any", "all"),
    "supports": ("sign", "order", "size"),
    **dict.fromkeys(("automatic", "contradicts", "ends_with_breakdown", "symbolic"), ("TRUE", "FALSE")),
}
"""Keys whose cells have one of a few words."""

_NAME = "A name of its own: a small letter, then small letters, digits or _. Other sheets call it by this name."
_LABEL = "A name of its own: a small letter, then small letters, digits, _ or -."


def _worth(says: str) -> Column:
    return Column("worth", "points", says, 12, each=EACH_PARTY)


LISTS = ("now", "rule", "merge")
"""The words of the first column of `Now and rules`: a step in force now, a rule, a rule that merges states."""

SHEETS: Mapping[str, Sheet] = {
    sheet.name: sheet
    for sheet in (
        Sheet("Read me", "What this is, and how it is filled in.", "remarks"),
        Sheet(
            "Case",
            "What the case is called, and the day for which it holds.",
            "values",
            columns=(
                Column("key", "name", "What the row is about. Leave this column as it is.", 14),
                Column("value", "", "The value: text, a date, or how likely ranges hold.", 44),
                Column("what it is", "remark", "A remark, which is not read.", 70),
            ),
            needed=True,
        ),
        Sheet(
            "Parties",
            "Who takes steps and judges states: a row a party.",
            "claims",
            "parties",
            (
                Column("key", "name", _NAME, 16),
                *_of(Party, name=("text", 24), horizon=("time", 16), walkout_cost=("points", 14), scale=("text", 60)),
                Column(
                    "sincerity", "chance", str(Case.model_fields["sincerity"].description) + " Example: 0.3 to 0.6", 14
                ),
                *_of(Party, aliases=("texts", 24, "Alphans, its president")),
            ),
            needed=True,
        ),
        Sheet(
            "Steps",
            "What can be done: a row a step, and what it is worth to each party.",
            "claims",
            "steps",
            (
                Column("key", "name", _NAME, 22),
                *_of(Step, name=("text", 36), short=("text", 24)),
                Column(
                    "by",
                    "names",
                    f"{Step.model_fields['by'].description} Names with commas between. Example: alpha",
                    16,
                    among="Parties",
                ),
                *_of(
                    Step,
                    ends=("word", 8),
                    takes=("time", 16),
                    seen=("time", 16, "2 weeks, or {normally: 12 months, with: {inspectors: 1 month}}"),
                    missed=("chance", 12),
                    undo=("time", 16),
                    redo=("time", 10),
                    automatic=("flag", 11),
                    ends_with_breakdown=("flag", 20),
                    symbolic=("flag", 10),
                    requires=("names", 20, "inspectors, open_harbour"),
                    not_before=("date", 12),
                    until=("term", 14, "10 years, or 2030-10-18"),
                    parts=("count", 8),
                ),
                _worth(f"{Step.model_fields['worth'].description} A number or a range. Example: 4 to 9"),
                *_of(Step, aliases=("texts", 24, "reopening, harbour open*")),
            ),
            needed=True,
        ),
        Sheet(
            "Together",
            "What several steps in force at once are worth on top: a row a combination.",
            "claims",
            "together",
            (
                Column("key", "name", _LABEL, 22),
                *_of(Together, name=("text", 36), steps=("names", 40, "fuel, open_harbour")),
                _worth(f"{Together.model_fields['worth'].description} A number or a range. Example: -2"),
            ),
        ),
        Sheet(
            "Now and rules",
            "The steps in force now, the rules, and the rules that make several states one: a row each.",
            "lists",
            columns=(
                Column(
                    "kind",
                    "word",
                    "now: a step in force today. rule: what can be. merge: states that are one.",
                    10,
                    words=LISTS,
                ),
                Column(
                    "value",
                    "rule",
                    "A step, or a rule made of steps, not, and, or, if, iff. Example: inspectors if open_harbour",
                    80,
                ),
            ),
        ),
        Sheet(
            "Choices",
            "Steps of which at most one can be in force: a row a choice.",
            "choices",
            "choices",
            (
                Column("key", "name", _NAME, 22),
                Column("steps", "names", "The steps, with commas between. Example: summit_here, summit_there", 80),
            ),
        ),
        Sheet(
            "Deals",
            "Steps that are all in force when the deal is done: a row a deal.",
            "claims",
            "deals",
            (
                Column("key", "name", _LABEL, 22),
                *_of(
                    Deal,
                    title=("text", 36),
                    steps=("names", 60, "inspectors, open_harbour, venue"),
                    keeps=("names", 24, "fuel; or [] for none"),
                    consent=("names", 16, "gamma"),
                    pace=("time", 14),
                    before=("lists", 30, "inspectors, open_harbour; open_harbour, lift_ban"),
                    same_phase=("lists", 30, "open_harbour, lift_ban"),
                    first=("names", 24, "inspectors"),
                    last=("names", 24, "lift_ban"),
                    phases=("count", 8, "4"),
                ),
                Column(
                    "at_risk", "share", f"{Deal.model_fields['at_risk'].description} Example: 20 %", 12, each=EACH_PARTY
                ),
            ),
        ),
        Sheet(
            "Plans",
            "Orders of steps to assess as they are: a row a plan, a column a phase.",
            "claims",
            "plans",
            (
                Column("key", "name", _LABEL, 22),
                *_of(
                    Plan,
                    title=("text", 36),
                    keeps=("names", 24, "fuel; or [] for none"),
                    consent=("names", 16, "gamma"),
                    pace=("time", 14),
                ),
                Column(
                    "phase",
                    "names",
                    "The steps of this phase, with commas between. Example: inspectors, open_harbour",
                    32,
                    each=EACH_PHASE,
                ),
            ),
        ),
        Sheet(
            "Preferences",
            "Statements about states in which a party's wishes are told, the most important first: a row a statement.",
            "statements",
            "prefer",
            (
                Column("party", "name", "Whose wishes they are.", 16, among="Parties"),
                Column("statement", "rule", "Made like a rule. Example: not blockade", 80),
            ),
        ),
        Sheet(
            "Orders",
            "Steps in the order in which a party values them, the most valued first: a row a place.",
            "statements",
            "order",
            (
                Column("party", "name", "Whose order it is.", 16, among="Parties"),
                Column(
                    "steps",
                    "names",
                    "A step; several where nothing is known between them. What comes after `nothing` costs it.",
                    60,
                ),
            ),
        ),
        Sheet(
            "Evidence",
            "What the numbers rest on, sources and judgements: a row each.",
            "evidence",
            "because",
            (
                Column("under", "path", "What it stands under. Example: steps.open_harbour", 28),
                *_of(
                    Evidence,
                    targets=("names", 24),
                    within=("text", 24),
                    quote=("text", 40),
                    prefix=("text", 20),
                    suffix=("text", 20),
                    at=("text", 24),
                    says=("text", 60),
                    judgement=("text", 60),
                    by=("texts", 18),
                    supports=("word", 10),
                    grade=("word", 8),
                    contradicts=("flag", 12),
                    stale_after=("time", 14),
                ),
            ),
        ),
        Sheet(
            "Sources",
            "The sources that are cited: a row each.",
            "sources",
            "sources",
            (
                Column("id", "text", "The name by which evidence cites it. Example: alpha-statement-2026-10-01", 28),
                Column("type", "text", "What it is, as CSL-JSON says it. Example: document", 14),
                Column("title", "text", "Its title.", 60),
                Column(
                    "author",
                    "authors",
                    "Family name, given name; several with ; between. Example: Lee, Kyong-hee; United Nations",
                    36,
                ),
                Column("issued", "csl_date", "Year, year-month or year-month-day. Example: 2026-10-01", 14),
                Column("URL", "text", "Where it is to be found.", 40),
                Column("container-title", "text", "What it appeared in.", 28),
                Column("publisher", "text", "Who published it.", 24),
                Column("accessed", "csl_date", "When it was looked at. Example: 2026-10-02", 14),
                Column("note", "text", "A remark.", 28),
                Column("sha256", "text", "The SHA-256 of its text in the folder sources.", 20),
                Column("more", "json", "Everything else that is known of it, as JSON.", 40),
            ),
        ),
        Sheet(
            "Other",
            "All else, a row a part: readings, views, history, correlations, inquiries, rankings.",
            "paths",
            columns=(
                Column("path", "path", "Where it stands in the case. Example: history.1", 36),
                Column(
                    "value",
                    "flow",
                    "As it is written in a case file. Example: {between: [steps.a.worth.x, steps.b.worth.x], by: 0.6}",
                    100,
                ),
            ),
        ),
    )
}
"""Every sheet by its name, in the order of the workbook."""


def columns_of(sheet: Sheet, parties: Sequence[str], phases: int) -> list[tuple[Column, str]]:
    """The columns of a sheet, those for each party or phase repeated, each with its party or phase ("": none)."""
    numbers = [str(n) for n in range(1, phases + 1)]
    parts: Mapping[str, Sequence[str]] = {"": [""], EACH_PARTY: parties, EACH_PHASE: numbers}
    return [(column, part) for column in sheet.columns for part in parts[column.each]]
