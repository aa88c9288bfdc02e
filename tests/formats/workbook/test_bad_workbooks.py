"""Workbooks as people make them: each slip is read right, or refused with its sheet, its cell and the remedy.

The workbooks are made and spoilt with openpyxl, which is not what reads them. Long, as each slip stands beside its message.
"""

from __future__ import annotations

import re
import zipfile
from datetime import date, datetime
from functools import cache
from io import BytesIO

import openpyxl
import pytest
from openpyxl.comments import Comment

from standoff.case.model.values import Quantity
from standoff.errors import CaseError, ForeignFileError, SizeError, UsageError
from standoff.formats import importers
from standoff.formats.workbook.books import new_book
from standoff.formats.workbook.cells import MOST_CELLS
from standoff.formats.workbook.package import LARGEST, UNPACKED
from standoff.formats.workbook.reading import read_workbook
from standoff.formats.workbook.tables import MOST_ROWS

DAY = date(2026, 11, 2)


@cache
def fresh():
    return new_book("Harbour standoff", DAY)


class Book:
    """The new workbook, to be spoilt; `find` gives the cell of a row and column by their names."""

    def __init__(self, folder):
        self.file = folder / "case.xlsx"
        self.file.write_bytes(fresh())
        self.book = openpyxl.load_workbook(self.file)

    def __getitem__(self, sheet):
        return self.book[sheet]

    def column(self, sheet, header):
        return next(cell.column for cell in self.book[sheet][1] if cell.value == header)

    def find(self, sheet, row, header):
        number = next(cells[0].row for cells in self.book[sheet].iter_rows(min_row=2) if cells[0].value == row)
        return self.book[sheet].cell(number, self.column(sheet, header))

    def put(self, sheet, row, header, value, **how):
        """Write into a cell; where it is, as messages say it."""
        cell = self.find(sheet, row, header)
        if isinstance(value, str):
            cell._value, cell.data_type = value, "s"
        else:
            cell.value = value
        cell.number_format = how.get("format", "yyyy-mm-dd" if isinstance(value, date) else "General")
        return f"case.xlsx, sheet {sheet}, cell {cell.coordinate} "

    def read(self):
        self.book.save(self.file)
        return read_workbook(self.file, "case.xlsx")

    @property
    def case(self):
        return self.read().case

    def refused(self):
        """All problems, in words."""
        self.book.save(self.file)
        with pytest.raises(CaseError) as error:
            read_workbook(self.file, "case.xlsx")
        return [str(problem) for problem in error.value.problems]

    def only(self, *parts):
        """There is one problem, and it says all this."""
        problems = self.refused()
        assert len(problems) == 1, problems
        for part in parts:
            assert part in problems[0], problems[0]


@pytest.fixture
def book(tmp_path):
    return Book(tmp_path)


# ------------------------------------------------------------------------------------------ numbers


@pytest.mark.parametrize(
    ("written", "low", "high"),
    [
        (4, 4, 4),
        (4.5, 4.5, 4.5),
        (-0.25, -0.25, -0.25),
        ("4", 4, 4),
        (" 4 ", 4, 4),
        ("\u00a04\u00a0", 4, 4),
        ("4 to 9", 4, 9),
        (" 4\u00a0to  9", 4, 9),
        ("-6 to -2", -6, -2),
        ("4\tto\n9", 4, 9),
    ],
)
def test_numbers_and_ranges_are_read_as_they_are_meant(book, written, low, high):
    book.put("Steps", "fuel", "worth alpha", written)
    assert book.case.steps["fuel"].worth["alpha"] == Quantity.between(low, high)


@pytest.mark.parametrize(
    ("written", "says", "remedy"),
    [
        ("4,5", "`4,5`", "write `4.5`"),
        ("4–9", "`4–9`", "write `4 to 9`"),
        ("4-9", "`4-9`", "write `4 to 9`"),
        ("4 bis 9", "`4 bis 9`", "write `4 to 9`"),
        ("−3", "`−3`", "write `-3`"),
        ("lots", "`lots` is neither a number nor a range", "points are numbers"),
        ("9 to 4", "the range is upside down: 9 is more than 4", "write the smaller end first: `4 to 9`"),
        ("30 %", "`30 %` is neither a number nor a range", "points have no `%`"),
        (True, "a number or a range belongs here, and this is the value TRUE", "write it, or leave the cell empty"),
        (date(2026, 9, 4), "the spreadsheet has made this the date 2026-09-04", "with the word to, like `4 to 9`"),
        (datetime(2026, 9, 4, 12, 30), "shown as a date or time, and is not a day", "the format `General` or `Text`"),
        (1e13, "is too large: the largest number is 1e12", "choose a scale"),
    ],
)
def test_numbers_that_are_none_are_refused(book, written, says, remedy):
    where = book.put("Steps", "fuel", "worth alpha", written)
    book.only(where, says, remedy)


def test_a_percentage_is_a_chance_and_a_share_but_no_points(book):
    book.put("Steps", "fuel", "missed", 0.3, format="0%")
    book.put("Parties", "alpha", "sincerity", "30 to 60 %")
    book.put("Deals", "full", "at_risk alpha", 0.2, format="0.00%")
    case = book.case
    assert case.steps["fuel"].missed == Quantity.point(0.3)
    assert case.sincerity == {"alpha": Quantity.chance(0.3, 0.6)}
    assert case.deals["full"].at_risk == {"alpha": 0.2}
    where = book.put("Steps", "fuel", "worth alpha", 0.3, format="0%")
    book.only(where, "a number or a range belongs here, and this is shown as 30 %", "the format `General`")


def test_a_duration_needs_its_unit(book):
    book.put("Steps", "fuel", "takes", 0)
    book.put("Steps", "lift_ban", "takes", "6\u00a0weeks to 3 months ")
    assert book.case.steps["lift_ban"].takes.low == 6 / (365.25 / 7)
    where = book.put("Steps", "fuel", "takes", 6)
    book.only(where, "6 of what? a duration needs a unit", "`6 months` or `6 years`")


def test_an_error_is_no_value(book):
    cell = book.find("Steps", "fuel", "worth alpha")
    cell.value, cell.data_type = "#REF!", "e"
    book.only(f"sheet Steps, cell {cell.coordinate} ", "this is the error #REF!", "write the value itself")


@pytest.mark.parametrize("formula", ["=1+1", "=[other.xlsx]Sheet1!$A$1", "=A1"])
def test_a_formula_is_refused(book, formula):
    cell = book.find("Steps", "fuel", "worth alpha")
    cell.value = formula
    book.only(f"sheet Steps, cell {cell.coordinate} ", "this is a formula", "Paste Special, Values")


def test_a_formula_is_refused_whatever_it_came_to(book):
    """The value that it had when it was last calculated is in the file, and may be years old."""
    cell = book.find("Steps", "fuel", "name")
    cell.value = "=1+1"
    book.book.save(book.file)
    changed(book.file, "xl/worksheets/sheet4.xml", rb"<f>1\+1</f><v ?/>|<f>1\+1</f><v></v>", b"<f>1+1</f><v>2</v>")
    with pytest.raises(CaseError, match="this is a formula"):
        read_workbook(book.file, "case.xlsx")


def test_text_that_begins_like_a_formula_is_text(book):
    book.put("Steps", "fuel", "name", "=1+1")
    assert book.case.steps["fuel"].name == "=1+1"


# ------------------------------------------------------------------------------------------ text, flags, dates


@pytest.mark.parametrize(
    ("written", "name"), [(5, "5"), (1.5, "1.5"), ("  Fuel  ", "Fuel"), ("\u00a0Fuel\u00a0", "Fuel")]
)
def test_a_name_is_what_is_seen(book, written, name):
    book.put("Steps", "fuel", "name", written)
    assert book.case.steps["fuel"].name == name


@pytest.mark.parametrize(
    ("written", "how", "is_"),
    [
        (True, "General", "the value TRUE"),
        (date(2026, 3, 4), "d mmm", "the date 2026-03-04"),
        (0.3, "0%", "30 %"),
    ],
)
def test_what_the_spreadsheet_made_of_a_text_is_no_text(book, written, how, is_):
    where = book.put("Steps", "fuel", "name", written, format=how)
    book.only(where, f"text belongs here, and this is {is_}", "type an apostrophe before it")


@pytest.mark.parametrize("written", [True, "TRUE", "true", "yes", "Yes ", "x", "X", 1])
def test_yes_in_all_its_forms(book, written):
    book.put("Steps", "lift_ban", "automatic", written)
    assert book.case.steps["lift_ban"].automatic is True


@pytest.mark.parametrize("written", [False, "FALSE", "no", "-", 0, None])
def test_no_in_all_its_forms(book, written):
    book.put("Steps", "lift_ban", "automatic", written)
    assert book.case.steps["lift_ban"].automatic is False


def test_neither_yes_nor_no(book):
    where = book.put("Steps", "lift_ban", "automatic", "perhaps")
    book.only(where, "`perhaps` is neither TRUE nor FALSE", "write TRUE or FALSE, or leave the cell empty")


@pytest.mark.parametrize("written", ["2027-01-01", date(2027, 1, 1), datetime(2027, 1, 1), " 2027-01-01 "])
def test_dates_as_dates_and_as_text(book, written):
    book.put("Steps", "lift_ban", "not_before", written)
    assert book.case.steps["lift_ban"].not_before == date(2027, 1, 1)


def test_days_of_an_old_macintosh(book):
    """Workbooks that count days from 1904 say the same dates by other numbers."""
    book.book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.put("Case", "as_of", "value", date(2026, 11, 2))
    book.put("Steps", "lift_ban", "not_before", date(2027, 1, 1))
    case = book.case
    assert (case.as_of, case.steps["lift_ban"].not_before) == (date(2026, 11, 2), date(2027, 1, 1))


@pytest.mark.parametrize(
    ("written", "says", "remedy"),
    [
        ("1.1.2027", "`1.1.2027` is not a date", "`2027-01-01`"),
        ("2027-02-30", "`2027-02-30` is not a day of the calendar", "like `2026-11-02`"),
        (46388, "a date belongs here, and this is 46388", "write year-month-day"),
    ],
)
def test_dates_that_are_none(book, written, says, remedy):
    where = book.put("Steps", "lift_ban", "not_before", written)
    book.only(where, says, remedy)


@pytest.mark.parametrize("serial", ["60", "-1", "3000000", "0.5"])
def test_days_that_never_were(book, serial):
    """60 is the 29 February 1900, which spreadsheets count and which never was."""
    cell = book.find("Steps", "lift_ban", "not_before")
    cell.value, cell.number_format = 12345, "yyyy-mm-dd"
    book.book.save(book.file)
    changed(book.file, "xl/worksheets/sheet4.xml", rb"<v>12345</v>", f"<v>{serial}</v>".encode())
    with pytest.raises(CaseError, match="is not a day of the calendar"):
        read_workbook(book.file, "case.xlsx")


def test_names_of_500_letters_and_of_other_scripts(book):
    long, hebrew = "x" * 500, "\u200fפתיחת הנמל\u200f"
    book.put("Steps", "fuel", "name", long)
    book.put("Steps", "lift_ban", "name", hebrew)
    case = book.case
    assert (case.steps["fuel"].name, case.steps["lift_ban"].name) == (long, hebrew)
    where = book.put("Steps", "fuel", "key", long)
    problems = book.refused()
    assert any(where in one and "is not a name" in one for one in problems)
    assert all(len(one.splitlines()[0]) < 300 for one in problems)


def test_control_characters_are_read_and_made_harmless(book):
    """A spreadsheet writes them as `_x001B_`; the case file has them as escapes."""
    book.put("Steps", "fuel", "name", "red_x001B_[31m")
    book.book.save(book.file)
    found = importers.read(book.file, DAY)
    assert found.case.steps["fuel"].name == "red\x1b[31m"
    assert "\x1b" not in found.files["case.yaml"]


def test_half_a_character_is_not_kept(book):
    book.put("Steps", "fuel", "name", "a_xD83D_b")
    assert book.case.steps["fuel"].name == "a\N{REPLACEMENT CHARACTER}b"


# ------------------------------------------------------------------------------------------ names and lists


@pytest.mark.parametrize(
    "written", ["alpha,beta", "alpha; beta", " alpha ,\nbeta,", "[alpha, beta]", "alpha,\u00a0beta"]
)
def test_lists_of_names(book, written):
    book.put("Steps", "fuel", "by", written)
    assert book.case.steps["fuel"].by == ("alpha", "beta")


def test_an_unknown_name_in_a_list(book):
    where = book.put("Steps", "open_harbour", "requires", "inspectors, fule")
    book.only(where, "`fule`", "did you mean `fuel`?")


def test_a_name_twice(book):
    where = book.put("Steps", "fuel", "key", "lift_ban")
    first = book.find("Steps", "lift_ban", "key").coordinate
    twice = f"{where}error the name `lift_ban` is there twice, in sheet Steps, cell {first} too"
    assert any(problem.startswith(twice) for problem in book.refused())


def test_a_row_without_a_name(book):
    cell = book.find("Steps", "fuel", "key")
    cell.value = None
    problems = book.refused()
    assert any(f"sheet Steps, cell {cell.coordinate} " in one and "the row has no `key`" in one for one in problems)


def test_an_owner_that_is_missing(book):
    cell = book.find("Steps", "fuel", "by")
    cell.value = None
    book.only(f"sheet Steps, cell {cell.coordinate} ", "nothing is written here", "write, for example, `alpha`")


def test_a_party_that_is_not_there(book):
    where = book.put("Steps", "fuel", "by", "alhpa")
    book.only(where, "`alhpa`", "did you mean `alpha`?")


def test_a_plan_with_a_gap(book):
    sheet = book["Plans"]
    row = next(cells[0].row for cells in sheet.iter_rows(min_row=2) if cells[0].value == "step-by-step")
    cell = sheet.cell(row, book.column("Plans", "phase 3"))
    assert cell.value == "open_harbour"
    sheet.cell(row, book.column("Plans", "phase 2")).value = None
    book.only(f"sheet Plans, cell {cell.coordinate} ", "the phase before `phase 3` is empty", "let phases follow")


def test_a_rule_that_cannot_be_read(book):
    sheet = book["Now and rules"]
    row = next(cells[0].row for cells in sheet.iter_rows(min_row=2) if cells[0].value == "rule")
    sheet.cell(row, 2).value = "inspectors if"
    book.only(f"sheet Now and rules, cell B{row} ", "the rule stops where a step name should follow")


def test_all_problems_come_at_once_in_the_order_of_the_workbook(book):
    second = book.put("Steps", "fuel", "worth alpha", "4,5")
    first = book.put("Parties", "alpha", "horizon", "soon")
    third = book.put("Plans", "step-by-step", "pace", "2")
    fourth = book.put("Evidence", "steps.fuel", "supports", "weight")
    problems = book.refused()
    assert [one.split("error")[0] for one in problems] == [first, second, third, fourth]


# ------------------------------------------------------------------------------------------ sheets, rows, columns


@pytest.mark.parametrize("name", ["Case", "Parties", "Steps"])
def test_a_sheet_that_is_needed(book, name):
    del book.book[name]
    book.only(f"the sheet {name} is missing", "`standoff new --xlsx NAME`", "`Plans`")


def test_sheets_that_can_be_missing(book):
    for name in ("Read me", "Together", "Choices", "Preferences", "Orders", "Other", "Plans", "Deals"):
        del book.book[name]
    case = book.case
    assert (len(case.steps), case.plans, case.deals) == (4, {}, {})


@pytest.mark.parametrize(
    ("name", "new"), [("Steps", "Step"), ("Steps", "steps 2"), ("Plans", "Roadmaps"), ("Deals", "Agreements")]
)
def test_a_renamed_sheet(book, name, new):
    book[name].title = new
    problems = book.refused()
    assert len([one for one in problems if f"sheet {new} " in one]) == 1
    assert f"it looks like the sheet {name}" in problems[0]
    assert f"rename it to `{name}`" in problems[0]


def test_a_sheet_of_ones_own_is_not_read_and_that_is_said(book):
    book.book.create_sheet("My calculations")["A1"] = 5
    assert book.read().notes == ("sheet My calculations: not read, as no sheet of a case is called so",)


def test_capitals_and_spaces_of_sheets_and_headers_do_not_matter(book):
    book["Now and rules"].title = "now AND rules "
    for cell in book["Steps"][1]:
        cell.value = f" {str(cell.value).replace('_', ' ').title()} "
    assert book.case.now == ("fuel",)


def test_an_unknown_column(book):
    sheet = book["Steps"]
    column = sheet.max_column + 1
    sheet.cell(1, column).value = "takess"
    sheet.cell(2, column).value = "1 week"
    where = f"sheet Steps, cell {sheet.cell(1, column).coordinate} "
    book.only(where, "no column of this sheet is called `takess`", "did you mean `takes`?; or remove the column")


def test_a_column_for_a_party_that_is_not_there(book):
    sheet = book["Steps"]
    column = sheet.max_column + 1
    sheet.cell(1, column).value = "worth gama"
    sheet.cell(2, column).value = 3
    sheet.cell(3, column).value = 4
    book.only(f"sheet Steps, cell {sheet.cell(1, column).coordinate} ", "there is no party `gama`")


def test_a_party_alone_is_no_header(book):
    sheet = book["Steps"]
    sheet.cell(1, sheet.max_column + 1).value = "beta"
    book.only("no column of this sheet is called `beta`", "write `worth beta`")


def test_a_column_twice(book):
    sheet = book["Steps"]
    column = sheet.max_column + 1
    sheet.cell(1, column).value = "By"
    book.only(f"cell {sheet.cell(1, column).coordinate} ", "the column `By` is there twice, in D1 too", "keep one")


def test_a_column_without_a_header(book):
    sheet = book["Steps"]
    cell = sheet.cell(3, sheet.max_column + 2)
    cell.value = "remember to ask"
    book.only(f"cell {cell.coordinate} ", "this stands in a column without a name", "write in the first row what it is")


def test_a_merged_cell(book):
    book["Steps"].merge_cells("B3:C3")
    problems = book.refused()
    assert "sheet Steps, cell B3 " in problems[0]
    assert "the cells B3:C3 are merged" in problems[0]
    assert "unmerge them" in problems[0]


def test_what_is_hidden_is_read_and_said(book):
    book["Steps"].row_dimensions[3].hidden = True
    book["Steps"].column_dimensions["F"].hidden = True
    book["Deals"].sheet_state = "hidden"
    book["Evidence"].sheet_state = "veryHidden"
    found = book.read()
    assert (len(found.case.steps), len(found.case.deals)) == (4, 1)
    assert set(found.notes) == {
        "sheet Steps: hidden rows were read (3)",
        "sheet Steps: hidden columns were read (F)",
        "sheet Deals: it is hidden, and was read",
        "sheet Evidence: it is hidden, and was read",
    }


def test_empty_rows_between_and_above(book):
    book["Steps"].insert_rows(3, 2)
    book["Parties"].insert_rows(1, 3)
    book["Now and rules"].insert_rows(2)
    assert list(book.case.steps) == ["inspectors", "open_harbour", "lift_ban", "fuel"]


def test_a_hundred_thousand_empty_rows_with_a_format(book):
    """As they come of a column that was coloured down to its end; none of them is read as a step."""
    book.book.save(book.file)
    rows = b"".join(b'<row r="%d"><c r="A%d" s="1"/><c r="B%d" s="1"/></row>' % (n, n, n) for n in range(100, 100_100))
    changed(book.file, "xl/worksheets/sheet4.xml", rb"</sheetData>", rows + b"</sheetData>")
    assert len(read_workbook(book.file, "case.xlsx").case.steps) == 4


def test_comments_and_pictures_do_not_matter(book):
    book["Steps"]["A2"].comment = Comment("why?", "AB")
    assert len(book.case.steps) == 4


def test_links_to_other_workbooks_are_said(book):
    book.book.save(book.file)
    with zipfile.ZipFile(book.file, "a") as archive:
        archive.writestr("xl/externalLinks/externalLink1.xml", "<externalLink/>")
    assert read_workbook(book.file, "case.xlsx").notes == ("links to other workbooks are not followed",)


def test_rich_text_is_text(book):
    from openpyxl.cell.rich_text import CellRichText, TextBlock
    from openpyxl.cell.text import InlineFont

    book.find("Steps", "fuel", "name").value = CellRichText("Sell ", TextBlock(InlineFont(b=True), "fuel"))
    assert book.case.steps["fuel"].name == "Sell fuel"


def test_nothing_under_the_header(book):
    book["Steps"].delete_rows(2, 50)
    problems = book.refused()
    assert any(
        one.startswith("case.xlsx, sheet Steps error") and "there is nothing under the header" in one
        for one in problems
    )


def test_too_many_rows(book):
    sheet = book["Together"]
    for number in range(2, MOST_ROWS + 3):
        sheet.cell(number, 1).value = f"t{number}"
    book.only("sheet Together", f"{MOST_ROWS + 1} rows that are filled in, and the limit is {MOST_ROWS}")


# ------------------------------------------------------------------------------------------ evidence, sources, other


def test_evidence_under_nothing(book):
    sheet = book["Evidence"]
    sheet.cell(2, 1).value = "steps.inspector"
    book.only("sheet Evidence, cell A2 ", "there is nothing called `steps.inspector`", "did you mean `inspectors`?")
    sheet.cell(2, 1).value = "inspectors"
    book.only("sheet Evidence, cell A2 ", "not under `inspectors`", "like `steps.open_harbour`")


def test_a_source_that_is_not_in_the_sheet(book):
    sheet = book["Evidence"]
    column = book.column("Evidence", "in")
    row = next(cells[0].row for cells in sheet.iter_rows(min_row=2) if cells[column - 1].value)
    sheet.cell(row, column).value = "alpha-statment"
    where = f"sheet Evidence, cell {sheet.cell(row, column).coordinate} "
    book.only(where, "there is no source `alpha-statment` in the sheet Sources", "did you mean `alpha-statement`?")


def test_sources_as_they_are_written_by_hand(book):
    sheet = book["Sources"]
    written = {"id": "two", "title": "Two", "author": "Lee, Kyong-hee; United Nations", "issued": 2025, "note": 7}
    for header, value in written.items():
        sheet.cell(3, book.column("Sources", header)).value = value
    written = {"id": "three", "title": "Three", "issued": "2025-09", "accessed": date(2026, 1, 2)}
    for header, value in written.items():
        sheet.cell(4, book.column("Sources", header)).value = value
    assert book.read().sources[1:] == (
        {
            "id": "two",
            "title": "Two",
            "author": [{"family": "Lee", "given": "Kyong-hee"}, {"literal": "United Nations"}],
            "issued": {"date-parts": [[2025]]},
            "note": "7",
        },
        {
            "id": "three",
            "title": "Three",
            "issued": {"date-parts": [[2025, 9]]},
            "accessed": {"date-parts": [[2026, 1, 2]]},
        },
    )


def test_a_source_twice_and_a_date_that_is_none(book):
    sheet = book["Sources"]
    sheet.cell(3, 1).value = sheet.cell(2, 1).value
    sheet.cell(2, book.column("Sources", "issued")).value = "last week"
    problems = book.refused()
    assert any(
        "sheet Sources, cell A3 " in one and "is there twice, in sheet Sources, cell A2 too" in one for one in problems
    )
    assert any("sheet Sources, cell E2 " in one and "`last week` is not a date" in one for one in problems)


@pytest.mark.parametrize(
    ("path", "value", "where", "says"),
    [
        ("histroy.1", "{}", "A2", "a case has no `histroy`"),
        ("steps.fuel.by", "beta", "B2", "this is given twice, in sheet Steps, cell D5 too"),
        ("history.3", "{before: 2026-01-01, title: x}", "B2", "there is no such place in the case"),
        ("history.1", "{before: 2026-01-01", "B2", "is not closed properly"),
        ("history.1", "{before: 2026-01-01}", "B2", "nothing is written here"),
        (
            "correlated.1",
            "{between: [steps.fuel.worth.alpha, steps.x.worth.alpha], by: 2}",
            "B2",
            "is not a correlation",
        ),
    ],
)
def test_what_is_written_by_its_path(book, path, value, where, says):
    book["Other"].cell(2, 1).value, book["Other"].cell(2, 2).value = path, value
    problems = book.refused()
    assert any(f"sheet Other, cell {where} " in one and says in one for one in problems), problems


# ------------------------------------------------------------------------------------------ files that are none


def changed(file, part, pattern, by):
    """Change a part of a workbook as text."""
    out = BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == part:
                again = re.sub(pattern, lambda found: by, content)
                assert again != content
                content = again
            new.writestr(name, content)
    file.write_bytes(out.getvalue())


def zipped(**parts):
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504


@pytest.mark.parametrize(
    ("content", "says", "remedy"),
    [
        (b"", "the file is empty", "`standoff new --xlsx NAME`"),
        (b"key,name\nalpha,Alpha\n", "this is not an Excel workbook", "save it as an Excel workbook (.xlsx)"),
        (OLE, "this is a file of the old kind (.xls)", "save it as an Excel workbook (.xlsx)"),
        (
            OLE + "EncryptedPackage".encode("utf-16-le"),
            "the workbook is protected by a password",
            "make the password empty",
        ),
        (
            zipped(mimetype="application/vnd.oasis.opendocument.spreadsheet"),
            "an OpenDocument file (.ods)",
            "save it as",
        ),
        (zipped(**{"word/document.xml": "<x/>"}), "this is an archive, and not an Excel workbook", "the right file?"),
        (zipped(**{"xl/workbook.bin": "x"}), "this is a binary workbook (.xlsb)", "save it as"),
        (b"PK\x03\x04" + b"\0" * 100, "the file is damaged", "save it as"),
    ],
)
def test_other_files_under_its_name(tmp_path, content, says, remedy):
    file = tmp_path / "case.xlsx"
    file.write_bytes(content)
    with pytest.raises(ForeignFileError) as error:
        importers.read(file, DAY)
    assert says in str(error.value)
    assert remedy in str(error.value)


@pytest.mark.parametrize("ending", [".xls", ".xlsm", ".ods", ".csv"])
def test_other_endings(tmp_path, ending):
    with pytest.raises(UsageError, match=r"save it as an Excel workbook \(\.xlsx\)"):
        importers.read(tmp_path / f"case{ending}", DAY)


def test_a_file_that_breaks_off(book):
    book.book.save(book.file)
    content = book.file.read_bytes()
    book.file.write_bytes(content[: len(content) // 2])
    with pytest.raises(CaseError, match="the file is damaged"):
        read_workbook(book.file, "case.xlsx")


def test_every_byte_may_be_wrong(book):
    """Whatever is changed in the file: it is read, or refused in words."""
    book.book.save(book.file)
    content = book.file.read_bytes()
    for place in range(7, len(content), len(content) // 60):
        book.file.write_bytes(content[:place] + bytes([content[place] ^ 0x55]) + content[place + 1 :])
        try:
            read_workbook(book.file, "case.xlsx")
        except (CaseError, SizeError) as error:
            assert str(error)


def test_a_bomb_is_refused_before_it_is_unpacked(book):
    book.book.save(book.file)
    with zipfile.ZipFile(book.file, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/bomb.xml", "w") as part:
        for _ in range(UNPACKED // 1_000_000 + 1):
            part.write(bytes(1_000_000))
    assert book.file.stat().st_size < LARGEST / 10
    with pytest.raises(CaseError, match=rf"unpacked the file has \d+ bytes or more, and the limit is {UNPACKED}"):
        read_workbook(book.file, "case.xlsx")


def test_a_part_that_lies_about_its_size(book):
    """What it says of itself is not believed: reading stops at the limit, or at what it says."""
    book.book.save(book.file)
    content = bytearray(book.file.read_bytes())
    with zipfile.ZipFile(book.file) as archive:
        entry = archive.getinfo("xl/workbook.xml")
    place = content.index(b"PK\x01\x02")
    while entry.filename.encode() not in content[place : place + 46 + len(entry.filename)]:
        place = content.index(b"PK\x01\x02", place + 4)
    content[place + 24 : place + 28] = (10).to_bytes(4, "little")
    book.file.write_bytes(bytes(content))
    with pytest.raises(CaseError, match="the file is damaged"):
        read_workbook(book.file, "case.xlsx")


def test_a_large_file(book):
    book.file.write_bytes(b"PK" + bytes(LARGEST))
    with pytest.raises(CaseError, match=rf"the file has {LARGEST + 2} bytes, and the limit is {LARGEST}"):
        read_workbook(book.file, "case.xlsx")


def test_entities_are_refused(book):
    book.book.save(book.file)
    changed(book.file, "xl/workbook.xml", rb"^", b'<!DOCTYPE x [<!ENTITY a "b">]>')
    with pytest.raises(CaseError, match="the file defines entities"):
        read_workbook(book.file, "case.xlsx")


def test_a_cell_at_the_end_of_the_sheet_takes_no_memory(book):
    book["Together"]["XFD1048576"] = None
    book.book.save(book.file)
    far = b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>far</t></is></c></row></sheetData>'
    changed(book.file, "xl/worksheets/sheet5.xml", rb"</sheetData>", far)
    with pytest.raises(CaseError, match="sheet Together, cell XFD1048576 error this stands in a column without a name"):
        read_workbook(book.file, "case.xlsx")


def test_too_many_cells(book):
    book.book.save(book.file)
    rows = b"".join(b'<row><c t="b"><v>1</v></c></row>' for _ in range(MOST_CELLS + 1))
    changed(book.file, "xl/worksheets/sheet5.xml", rb"</sheetData>", rows + b"</sheetData>")
    with pytest.raises(SizeError, match=rf"cells filled in the sheet Together: {MOST_CELLS + 1}, and the limit is"):
        read_workbook(book.file, "case.xlsx")


def test_what_is_named_in_a_hint_is_harmless(book):
    """Names that are none are not offered: the file may be anybody's."""
    book.put("Steps", "fuel", "key", "red\u202e_x001B_[31m")
    book["Evidence"].cell(2, 1).value = "steps.red"
    assert not any("\u202e" in problem or "\x1b" in problem for problem in book.refused() if "Evidence" in problem)


def test_nothing_there(tmp_path):
    with pytest.raises(ForeignFileError, match="the file cannot be read: no such file"):
        importers.read(tmp_path / "nowhere.xlsx", DAY)
    (tmp_path / "folder.xlsx").mkdir()
    with pytest.raises(ForeignFileError, match="this is not a regular file"):
        importers.read(tmp_path / "folder.xlsx", DAY)
