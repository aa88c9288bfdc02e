"""The brief in Word, read back: it says what the answer and the page say, its tables can be edited, templates are used."""

from __future__ import annotations

import io
import re
import sys
import zipfile
from collections import Counter
from functools import cache
from html import unescape
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from docx import Document
from docx.enum.section import WD_SECTION
from docx.oxml.ns import qn
from docx.shared import Inches, RGBColor
from docx.table import Table
from docx.text.paragraph import Paragraph

import standoff
from gifts import GIFTS
from made_up import COMMAND, HOSTILE, INPUTS, LONG, findings, page
from standoff.case.load import read_source
from standoff.case.model.model import Case
from standoff.errors import SizeError, StandoffError, UsageError
from standoff.results.documents.run import run_document
from standoff.results.sentences.answer import LABELS
from standoff.views.brief import page as brief
from standoff.views.word import template as templates
from standoff.views.word.document import part_names, parts_in, render, wanted
from standoff.views.word.template import Template, read_template
from standoff.views.word.wording import LEFT


def case_of(text):
    return read_source("case.yaml", text).case


@cache
def run_of(text):
    case = case_of(text)
    found = standoff.run(case, draws=40)
    return case, found, brief.render(case, found, sources={}, command=COMMAND)


def written(text=GIFTS, **how):
    case, found, whole = run_of(text)
    return Document(io.BytesIO(render(case, found, page=whole, **how)))


@cache
def made_up(name):
    """The document of a case that is made up, whose front says nothing as its findings have no answer."""
    data, draws, _ = INPUTS[name]
    model = Case.model_validate(data)
    return render(model, findings(model, draws=draws), page=page(name))


def opened(name):
    return Document(io.BytesIO(made_up(name)))


def paragraphs(document):
    """All paragraphs, those of tables included, as they come."""
    return [Paragraph(p, document) for p in document.element.body.iter(qn("w:p"))]


def texts(document):
    return [one.text for one in document.paragraphs]


def headings(document):
    styled = ((one.style.name, one.text) for one in document.paragraphs)
    return [(int(name[-1]), text) for name, text in styled if name.startswith("Heading ")]


def rows(table: Table):
    return [[cell.text for cell in row.cells] for row in table.rows]


# ------------------------------------------------------------------------------------------------- the front


def test_the_front_says_the_answer_of_the_document():
    """Headline and sentences, letter by letter, as in the JSON document of the same run."""
    _, found, _ = run_of(GIFTS)
    answer = run_document(found).answer
    document = written(parts=())
    assert headings(document)[0] == (1, answer.headline)
    titles = {**LABELS, "demands": "The demands"}  # of this case none fails most often
    said = dict(one.split(". ", 1) for one in texts(document) if one.split(". ")[0] in titles.values())
    assert said == {title: answer.sentences[label] for label, title in titles.items()}


def test_the_bars_are_the_shares_of_the_answer():
    _, found, _ = run_of(GIFTS)
    best = found.answer.best
    shares = [one.sure.holds for one in (*best.rivals, best.found)]
    table = rows(written(parts=()).tables[0])
    assert table[0][1] == "Of 100 draws"
    assert len(table) == 1 + len(shares)
    for (_, count, bar), share in zip(table[1:], shares, strict=True):
        assert count == {0.0: "0", 1.0: "100"}.get(share, f"{100 * share:.0f}")
        assert len(bar) == round(25 * share)
        assert set(bar) <= {"█"}
    assert any(0 < share < 1 for share in shares)


def test_the_order_has_a_row_a_party_and_a_column_a_phase():
    case, found, _ = run_of(GIFTS)
    plan = found.answer.best.found.plan
    table = rows(written(parts=()).tables[1])
    assert [head.split(",")[0] for head in table[0]] == [
        "Party",
        *(f"Phase {n}" for n in range(1, len(plan.phases) + 1)),
        "All done",
    ]
    by_party = {row[0].split(" (")[0]: row[1:] for row in table[1:]}
    for number, steps in enumerate(plan.phases, 1):
        for step in steps:
            (owner,) = case.steps[step].by
            assert case.steps[step].in_short.lower() in by_party[case.parties[owner].name][number - 1].lower()
    margins = {(row.party, row.phase): row.margin for row in plan.rows if row.margin is not None}
    assert margins
    for (party, phase), margin in margins.items():
        shown = re.search(r"\+([\d.]+)", by_party[case.parties[party].name][phase - 1])
        assert float(shown[1]) == pytest.approx(margin, rel=0.05)
    assert by_party["If it stops after this"]


def test_without_draws_there_is_no_front_but_all_parts():
    case = case_of(GIFTS)
    found = standoff.run(case, draws=0)
    document = Document(io.BytesIO(render(case, found, page=brief.render(case, found, sources={}, command=COMMAND))))
    assert headings(document)[0] == (1, "Gifts")
    assert "Nothing was drawn, so there is no answer on one page; a run with draws has one." in texts(document)
    assert len(headings(document)) > 5


# ---------------------------------------------------------------------------------------------------- the parts


class Words(HTMLParser):
    """The words of a piece of a page, without drawings and what explains them or leads about."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.skipped, self.words = 0, []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.words.append(" ")
        if tag not in ("br", "img", "meta", "link", "input", "hr", "wbr", "col"):
            classes = set((dict(attrs).get("class") or "").split())
            self.skipped += bool(self.skipped) or tag == "svg" or bool(classes & {"legend", "rungs", "back", "backing"})

    def handle_endtag(self, tag):
        self.skipped = max(0, self.skipped - 1)
        self.words.append(" ")

    def handle_data(self, data):
        if not self.skipped:
            self.words.append(data)


def pieces(whole):
    """What a page says under the title of each section, by the title: from one to the next."""
    titles = list(re.finditer(r'<h2 id="([\w-]+)-title"[^>]*>([^<]*)</h2>', whole))
    ends = [*(one.start() for one in titles[1:]), whole.index("</main>")]
    return {one[1]: (unescape(one[2]), whole[one.start() : end]) for one, end in zip(titles, ends, strict=True)}


def words_of(text):
    return Counter(re.findall(r"[^\W\d_]+", text))


DRAWN = words_of("All draws Over the two strongest numbers together comes out as drawn here")
"""What is said of drawings alone, which have their tables."""


def told_by_part(name):
    """What each part of a document says, by its heading."""
    document, found, part = opened(name), {}, ""
    for one in document.element.body:
        if one.tag == qn("w:p") and Paragraph(one, document).style.name == "Heading 1":
            part = Paragraph(one, document).text
        found.setdefault(part, []).extend(Paragraph(p, document).text for p in one.iter(qn("w:p")))
    return {part: words_of(" ".join(said)) for part, said in found.items()}


@pytest.mark.parametrize("name", INPUTS)
def test_every_part_says_what_the_page_says(name):
    """Word by word, counted: nothing of a section of the page is lost but what is said of drawings, and nothing added."""
    model = Case.model_validate(INPUTS[name][0])
    drawn = DRAWN + words_of(" ".join(titles_of(model)))
    parts, compared = told_by_part(name), 0
    for section, (title, piece) in pieces(page(name)).items():
        if section in part_names().values():
            expected, told = words_of("".join(Words(piece).words)), parts[title]
            twice = re.search(r'<span class="in-brief">(.*?)</span>', piece)
            left = drawn + (words_of("".join(Words(twice[1]).words)) if twice else Counter())
            assert (section, expected - told - left, told - expected) == (section, Counter(), Counter())
            compared += 1
    assert compared >= 5


def titles_of(model):
    """What a drawing that is left out may be said to be of."""
    return [one.title or name for group in (model.plans, model.deals) for name, one in group.items()]


@pytest.mark.parametrize("name", INPUTS)
def test_what_stands_beside_a_heading_is_not_said_again(name):
    document = opened(name)
    for heading, beside, *after in zip(*(texts(document)[n:] for n in range(5)), strict=False):
        if heading in {section.title for section in brief.sections().values()}:
            assert beside not in after


@pytest.mark.parametrize("name", INPUTS)
def test_headings_are_headings_in_order(name):
    document = opened(name)
    found = headings(document)
    levels = [level for level, _ in found]
    assert levels[0] == 1
    assert all(later <= before + 1 for before, later in pairwise(levels))
    titles = {section.title for section in brief.sections().values()}
    assert len(titles & {text for level, text in found if level == 1}) >= 4


@pytest.mark.parametrize("name", INPUTS)
def test_every_table_is_whole_and_says_what_it_is(name):
    document = opened(name)
    section = document.sections[-1]
    text_width = round((section.page_width - section.left_margin - section.right_margin) / 635)
    assert document.tables
    for table in document.tables:
        properties = table._tbl.tblPr
        assert properties.find(qn("w:tblDescription")).get(qn("w:val"))
        assert properties.find(qn("w:tblCaption")) is not None
        assert properties.find(qn("w:tblLayout")).get(qn("w:type")) == "fixed"
        widths = [int(column.get(qn("w:w"))) for column in table._tbl.tblGrid]
        assert sum(widths) == text_width
        assert min(widths) > 0
        first, *others = table._tbl.tr_lst
        assert first.trPr.find(qn("w:tblHeader")) is not None
        assert all(row.trPr.find(qn("w:tblHeader")) is None for row in others)
        for row in table._tbl.tr_lst:
            assert sum(cell.grid_span for cell in row.tc_lst) == len(widths)
            assert all(cell.p_lst for cell in row.tc_lst)


def test_links_lead_to_places_in_the_document():
    document = opened("harbour")
    marks = [one.get(qn("w:name")) for one in document.element.body.iter(qn("w:bookmarkStart"))]
    assert len(marks) == len(set(marks)) > 10
    assert all(re.fullmatch(r"[a-z]\w{0,39}", mark) for mark in marks)
    links = [one.get(qn("w:anchor")) for one in document.element.body.iter(qn("w:hyperlink"))]
    internal = [link for link in links if link]
    assert len(internal) > 20
    assert set(internal) <= set(marks)


def test_addresses_are_links_and_nothing_else_is():
    document = opened("harbour")
    outside = [one.target_ref for one in document.part.rels.values() if one.is_external]
    assert outside == ["https://port.example/dues?a=1&b=2"]


@pytest.mark.parametrize(
    ("address", "leads"),
    [
        ("https://port.example/a%20b?c=d#e", True),
        ("http://port.example:8080", True),
        ("https://port.example/a%2", False),
        ("https://port.example/a|b", False),
        ("https://[port]/", False),
        ("https://port.example:x/", False),
        ("https://порт.example/", False),
        ("https://port.example/" + "a" * 2000, False),
        ("javascript:alert(1)", False),
        ("file:///etc/passwd", False),
    ],
)
def test_an_address_that_word_would_not_take_is_text(address, leads):
    from standoff.views.word.annex import Annex, parts_of
    from standoff.views.word.sheet import Sheet
    from standoff.views.word.template import Paper

    paper = Paper(None)
    sheet = Sheet(paper.document.part, paper.styles, paper.width, paper.foreign)
    part = parts_of(f'<section id="a"><p>See <a href="{address}">it</a>.</p></section>')["a"]
    Annex(sheet, [part]).write(part)
    assert texts(paper.document) == ["See it."]
    assert [one.target_ref for one in paper.document.part.rels.values() if one.is_external] == [address] * leads


def test_a_link_into_a_part_that_is_not_there_is_plain_text():
    data, draws, _ = INPUTS["harbour"]
    model = Case.model_validate(data)
    whole = render(model, findings(model, draws=draws), page=page("harbour"), parts=("deals",))
    document = Document(io.BytesIO(whole))
    marks = {one.get(qn("w:name")) for one in document.element.body.iter(qn("w:bookmarkStart"))}
    links = {one.get(qn("w:anchor")) for one in document.element.body.iter(qn("w:hyperlink"))}
    assert links <= marks


def test_only_the_parts_asked_for_in_the_order_of_the_page():
    document = written(parts=parts_in("method,demands"))
    ones = [text for level, text in headings(document) if level == 1][1:]
    assert [words.split()[0] for words in ones] == ["The", "Method,"]


def test_no_part_is_a_front_alone():
    document = written(parts=parts_in("none"))
    assert [level for level, _ in headings(document)] == [1, 2, 2]
    assert not list(document.element.body.iter(qn("w:br")))


def test_every_part_of_the_page_can_be_asked_for():
    ids = {section.id for section in brief.sections().values()} - {"bottom-line"}
    assert set(part_names().values()) == ids
    assert parts_in("all") == tuple(part_names())


@pytest.mark.parametrize("asked", ["", ",", "demand", "all,demands", "ladder"])
def test_other_parts_are_refused_with_what_there_is(asked):
    with pytest.raises(UsageError, match=r"did you mean|known: |name some of `where`"):
        parts_in(asked)


# ---------------------------------------------------------------------------------------------------- bad text


def test_hostile_text_is_text():
    document = opened("hostile")
    everything = "\n".join(one.text for one in paragraphs(document)).replace(LEFT, "")
    assert "<script>alert(\"x\")</script> & 'quoted' reversed 😀 عربي {{ 7 * 7 }} {% raw %}" in everything
    assert "\u202e" in HOSTILE
    raw = document.part.blob.decode()
    assert "\u202e" not in raw
    assert "<script" not in raw


@pytest.mark.parametrize(
    "bad",
    [
        "\x00",
        "\x0b",
        "\x1b[31m",
        "\ud800",
        "\udfff",
        "\ufffe",
        "\uffff",
        "\u202e",
        "\u2066",
        "\ufeff",
        "\U0001fffe",
        "\ufdd0",
    ],
)
def test_what_xml_forbids_is_left_out(bad):
    """It is put into the record itself, past the checks of a case."""
    from dataclasses import replace

    case, found, whole = run_of(GIFTS)
    answer = replace(found.answer, headline=f"A{bad}B holds")
    document = Document(io.BytesIO(render(case, replace(found, answer=answer), page=whole, parts=())))
    assert headings(document)[0][1] in ("AB holds", "A[31mB holds")


def test_names_of_500_characters_leave_the_front_as_it_is():
    long = GIFTS.replace("gift_of_a: {", f"gift_of_a: {{name: {'y' * 500}, ").replace(
        "a: {hor", f"a: {{name: {'z' * 500}, hor"
    )
    document = written(long, parts=())
    for table in document.tables:
        for row in rows(table):
            assert all(len(line) <= 60 for text in row[:1] + row[3:] for line in text.split("\n"))
    assert max(len(text) for _, text in headings(document)) < 200


RIGHT = GIFTS.replace("gift_of_a: {", "gift_of_a: {name: מתנה של שלום, ").replace("a: {hor", "a: {name: ירדן, hor")


def test_what_is_written_from_the_right_is_marked():
    document = written(RIGHT)
    cells = [one for one in paragraphs(document) if one.text == "מתנה של שלום"]
    assert cells
    for one in cells:
        assert one._p.pPr.find(qn("w:bidi")) is not None
        assert all(run._r.rPr.find(qn("w:rtl")) is not None for run in one.runs)
    number = next(one for one in paragraphs(document) if one.text.startswith("Against now: "))
    assert re.fullmatch(r"Against now: ירדן\u200e ▲ \+[\d.]+, B ▲ \+[\d.]+", number.text)
    mark = next(one for one in paragraphs(document) if one.text.startswith("י\u200e "))
    assert mark._p.pPr.find(qn("w:bidi")) is None
    mixed = [one for one in paragraphs(document) if "ירדן" in one.text and re.search("[a-z]{4}", one.text)]
    assert mixed
    for one in mixed:
        assert one._p.pPr is None or one._p.pPr.find(qn("w:bidi")) is None
        for run in one._p.iter(qn("w:r")):
            text = "".join(part.text or "" for part in run.iter(qn("w:t")))
            marked = run.find(qn("w:rPr")) is not None and run.find(qn("w:rPr")).find(qn("w:rtl")) is not None
            assert marked == bool(re.search("[א-ת]", text))


# ---------------------------------------------------------------------------------------------------- the file


def test_the_same_input_gives_the_same_bytes():
    case, found, whole = run_of(GIFTS)
    first, second = (render(case, found, page=whole) for _ in range(2))
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as packed:
        assert {entry.date_time for entry in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert packed.namelist()[0] == "[Content_Types].xml"
        core = packed.read("docProps/core.xml").decode()
    assert "created" not in core
    assert "modified" not in core


def test_what_the_file_says_of_itself():
    document = written()
    properties = document.core_properties
    assert (properties.title, properties.author, properties.comments) == ("Gifts", "", "")
    assert properties.last_modified_by == ""
    language = document.styles.element.find(f".//{qn('w:docDefaults')}//{qn('w:lang')}")
    assert language.get(qn("w:val")) == "en-GB"
    section = document.sections[-1]
    assert [round(side.mm) for side in (section.page_width, section.page_height)] == [210, 297]
    assert "Gifts" in section.footer.paragraphs[0].text


def test_the_text_is_in_the_order_that_the_schema_asks_for():
    """Word refuses a file whose properties stand in another order."""
    orders = {
        "pPr": ["pStyle", "keepNext", "bidi", "spacing", "ind", "jc", "outlineLvl"],
        "rPr": ["b", "bCs", "color", "sz", "szCs", "rtl", "lang"],
        "tblPr": [
            "tblStyle",
            "tblW",
            "tblBorders",
            "tblLayout",
            "tblCellMar",
            "tblLook",
            "tblCaption",
            "tblDescription",
        ],
        "tcPr": ["tcW", "gridSpan", "vMerge", "shd"],
        "trPr": ["cantSplit", "tblHeader"],
    }
    for document in (written(), written(RIGHT), opened("hostile"), opened("harbour")):
        for tag, order in orders.items():
            for one in document.element.body.iter(qn(f"w:{tag}")):
                places = [order.index(child.tag.split("}")[1]) for child in one]
                assert places == sorted(set(places)), tag


# ---------------------------------------------------------------------------------------------------- templates


def house(change=None):
    """A template as a house has it: a cover, a header, a page of its own, headings in red."""
    document = Document()
    document.styles["Heading 1"].font.color.rgb = RGBColor(0xCC, 0, 0)
    document.add_heading("Our cover", 1)
    document.add_table(2, 2)
    section = document.sections[0]
    section.page_width, section.page_height, section.left_margin = Inches(8.5), Inches(11), Inches(2)
    section.header.paragraphs[0].text = "Ministry of the Harbour"
    if change:
        change(document)
    packed = io.BytesIO()
    document.save(packed)
    return packed.getvalue()


def with_parts(content, changes):
    """The same package with some parts changed: text to text, or a part that is new."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            change = changes.get(name)
            if change != "drop":
                target.writestr(name, change(source.read(name).decode()) if change else source.read(name))
        for name, change in changes.items():
            if name not in source.namelist():
                target.writestr(name, change)
    return out.getvalue()


def test_a_template_gives_styles_header_and_page_and_its_text_goes():
    document = written(template=Template("house.docx", house()))
    assert document.styles["Heading 1"].font.color.rgb == RGBColor(0xCC, 0, 0)
    section = document.sections[-1]
    assert section.header.paragraphs[0].text == "Ministry of the Harbour"
    assert "standoff" not in section.footer.paragraphs[0].text
    assert (section.page_width, section.left_margin) == (Inches(8.5), Inches(2))
    assert "Our cover" not in "\n".join(texts(document))
    _, found, _ = run_of(GIFTS)
    assert headings(document)[0] == (1, found.answer.headline)
    room = round((Inches(8.5) - Inches(2) - section.right_margin) / 635)
    for table in document.tables:
        assert sum(int(column.get(qn("w:w"))) for column in table._tbl.tblGrid) == room
        assert table.style.name == "Table Grid"
    assert document.core_properties.author == ""


def test_headers_of_an_earlier_section_go_on():
    def more(document):
        section = document.add_section(WD_SECTION.NEW_PAGE)
        assert section.header.is_linked_to_previous
        document.add_paragraph("annex")

    document = written(template=Template("house.docx", house(more)))
    assert len(document.sections) == 1
    assert document.sections[0].header.paragraphs[0].text == "Ministry of the Harbour"


def test_a_template_without_our_styles_still_has_headings_lists_and_lines():
    def bare(styles):
        for name in ("heading 1", "heading 2", "heading 3", "List Bullet", "Table Grid", "caption", "Subtitle"):
            styles = re.sub(
                rf'<w:style [^>]*>(?:(?!</w:style>).)*?<w:name w:val="{name}"/>.*?</w:style>', "", styles, flags=re.S
            )
        return styles

    content = with_parts(house(), {"word/styles.xml": bare})
    document = written(template=Template("house.docx", content))
    outline = [
        (int(p._p.pPr.find(qn("w:outlineLvl")).get(qn("w:val"))), p.text)
        for p in document.paragraphs
        if p._p.pPr is not None and p._p.pPr.find(qn("w:outlineLvl")) is not None
    ]
    full = headings(written(template=Template("house.docx", house())))
    assert [(level - 1, text) for level, text in full] == outline
    assert all(table._tbl.tblPr.find(qn("w:tblBorders")) is not None for table in document.tables)
    assert any(text.startswith("•  ") for text in texts(document))


def test_a_house_can_have_a_style_for_our_tables():
    def style(styles):
        return styles.replace('<w:name w:val="Table Grid"/>', '<w:name w:val="standoff table"/>')

    content = with_parts(house(), {"word/styles.xml": style})
    document = written(template=Template("house.docx", content))
    assert {table.style.name for table in document.tables} == {"standoff table"}


def test_pieces_of_ours_say_that_they_are_english_where_the_house_writes_otherwise():
    def german(styles):
        return styles.replace('<w:lang w:val="en-US"', '<w:lang w:val="de-DE"')

    content = with_parts(house(), {"word/styles.xml": german})
    document = written(template=Template("house.docx", content), parts=())
    runs = list(document.element.body.iter(qn("w:r")))
    assert all(run.find(qn("w:rPr")).find(qn("w:lang")).get(qn("w:val")) == "en-GB" for run in runs)
    assert not list(written(parts=()).element.body.iter(qn("w:lang")))


def kind(new):
    return lambda types: types.replace(templates._MAIN, new)


WORD_ML = "application/vnd.openxmlformats-officedocument.wordprocessingml"

REFUSED = {
    "text": (lambda: b"Dear Minister", "is no Word document; give a Word document"),
    "empty": (lambda: b"", "is no Word document"),
    "rich text": (lambda: rb"{\rtf1 x}", "is a Rich Text file"),
    "pdf": (lambda: b"%PDF-1.7", "is a PDF file"),
    "zip": (lambda: with_parts(house(), {"[Content_Types].xml": "drop"}), "is a ZIP file, but no Word document"),
    "dotx": (
        lambda: with_parts(house(), {"[Content_Types].xml": kind(f"{WORD_ML}.template.main+xml")}),
        r"is a Word template \(.dotx\), not a document; open it in Word and save it as a Word document",
    ),
    "docm": (
        lambda: with_parts(
            house(), {"[Content_Types].xml": kind("application/vnd.ms-word.document.macroEnabled.main+xml")}
        ),
        "is a document with macros .*which leaves them out",
    ),
    "hidden macros": (lambda: with_parts(house(), {"word/vbaProject.bin": "x"}), "is a document with macros"),
    "xlsx": (
        lambda: with_parts(
            house(),
            {"[Content_Types].xml": kind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml")},
        ),
        "is an Excel workbook",
    ),
    "odt": (
        lambda: with_parts(house(), {"mimetype": "application/vnd.oasis.opendocument.text"}),
        "is an OpenDocument file; save it as a Word document",
    ),
    "password": (
        lambda: templates._OLD + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"),
        "is protected by a password; open it in Word",
    ),
    "doc": (lambda: templates._OLD + b"\0" * 600, r"is of an older program \(.doc\)"),
    "cut off": (lambda: house()[:4000], "is damaged"),
    "no text": (lambda: with_parts(house(), {"word/document.xml": "drop"}), "is damaged"),
    "broken text": (lambda: with_parts(house(), {"word/document.xml": lambda text: text[:500]}), "is damaged"),
    "broken styles": (lambda: with_parts(house(), {"word/styles.xml": lambda text: "<x>"}), "is damaged"),
    "a document type": (
        lambda: with_parts(
            house(), {"word/styles.xml": lambda text: '<!DOCTYPE a [<!ENTITY b "c">]>' + text.split("?>", 1)[1]}
        ),
        "has a document type in word/styles.xml",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_template_that_is_none_is_refused_with_what_to_do(tmp_path, name):
    content, message = REFUSED[name]
    file = tmp_path / "house.docx"
    file.write_bytes(content())
    with pytest.raises(UsageError, match=message) as refused:
        read_template(file)
    assert str(refused.value).startswith(f"the template {file} ")
    assert "; " in str(refused.value)


def test_a_password_of_the_zip_file(tmp_path):
    content = bytearray(house())
    at = 0
    while (at := content.find(b"PK\x01\x02", at)) >= 0:  # the flags of every entry of the directory
        content[at + 8] |= 1
        at += 4
    (tmp_path / "x.docx").write_bytes(bytes(content))
    with pytest.raises(UsageError, match="is protected by a password; save it without one"):
        read_template(tmp_path / "x.docx")


@pytest.mark.parametrize(
    ("limit", "value", "message"),
    [
        ("LARGEST", 1000, "bytes of the template"),
        ("UNPACKED", 5000, "unpacks to"),
        ("PARTS", 3, "parts of the template"),
    ],
)
def test_a_template_that_is_too_large(tmp_path, monkeypatch, limit, value, message):
    (tmp_path / "x.docx").write_bytes(house())
    monkeypatch.setattr(templates, limit, value)
    with pytest.raises(SizeError, match=message):
        read_template(tmp_path / "x.docx")


def test_what_unpacks_to_very_much_is_refused_before_it_is_unpacked(tmp_path):
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed, packed.open("word/document.xml", "w") as part:
        for _ in range(201):
            part.write(b"\0" * 1_000_000)
    (tmp_path / "x.docx").write_bytes(bomb.getvalue())
    assert len(bomb.getvalue()) < 1_000_000
    with pytest.raises(SizeError, match="201000000, and the limit is 200000000"):
        read_template(tmp_path / "x.docx")


@pytest.mark.parametrize("name", ["nowhere.docx", ".", "a\0b"])
def test_a_template_that_cannot_be_read(tmp_path, name):
    with pytest.raises(UsageError, match=r"cannot be read .*; name a Word document"):
        read_template(tmp_path / name)


def test_every_damage_is_told_and_never_a_traceback(tmp_path):
    """A byte here and there of a template: it is used, or refused with its name."""
    content = house()
    for at in range(0, len(content), max(1, len(content) // 60)):
        spoilt = content[:at] + bytes([content[at] ^ 0x5A]) + content[at + 1 :]
        file = tmp_path / "house.docx"
        file.write_bytes(spoilt)
        try:
            written(template=read_template(file), parts=())
        except StandoffError as refused:
            assert str(file) in str(refused)


def test_without_the_extra_it_says_how_to_install_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(UsageError, match=re.escape('pip install "standoff[office]"')):
        wanted()


def test_long_names_of_a_made_up_case():
    assert LONG in "\n".join(one.text for one in paragraphs(opened("long names")))
