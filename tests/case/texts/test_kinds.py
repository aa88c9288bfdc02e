"""Texts in Markdown, HTML and PDF: what a reader sees of them, where it is, and what cannot be read."""

from __future__ import annotations

import sys

import pytest

import papers
from standoff.case.reading.source import UnreadableError
from standoff.case.reading.texts import html, markdown, pdf, plain
from standoff.case.reading.texts.text import SourceText

MARKED = {
    "strong and stressed": ("We **will not** _open_ ***it***.", "We will not open it."),
    "links": ("See [the text](https://e.org/a) and [that][1].", "See the text and that."),
    "addresses": ("At <https://e.org/a>.", "At https://e.org/a."),
    "pictures": ("![the bay](bay.png) is wide", "the bay is wide"),
    "code": ("the `ban` is", "the ban is"),
    "marks that are meant": (r"5 \* 3 and a\_b", "5 * 3 and a_b"),
    "names with underscores": ("steps.lift_ban and lift_ban_now", "steps.lift_ban and lift_ban_now"),
    "a product": ("2 * 3 * 4", "2 * 3 * 4"),
    "quotations": ("> We will\n> not open", "We will\nnot open"),
    "lists": ("- one\n- two", "- one\n- two"),
    "comments": ("a <!-- b\nc --> d", "a \n d"),
    "tags": ("a<br>b <span class='x'>c</span>", "ab c"),
    "fenced": ("```\nlift **it**\n```\nafter", "\nlift **it**\n\nafter"),
}


@pytest.mark.parametrize(("written", "seen"), MARKED.values(), ids=MARKED)
def test_markdown_is_read_without_its_marks(written, seen):
    assert markdown.read("a.md", written.encode()).text == seen


def test_headings_of_markdown_and_the_lines_of_the_file():
    found = markdown.read("a.md", b"# One\n\ntext\n\nTwo *stars*\n---\n\nmore\n\n### Three ###\nlast\n")
    assert [words for _, words in found.headings] == ["One", "Two stars", "Three"]
    source = SourceText("a", "a.md", found.text, headings=found.headings, lined=found.lined)
    [place] = source.find("more")
    assert (source.line(place.start), source.heading(place.start)) == (8, "Two stars")
    assert source.where(source.text.index("last")) == "under “Three”"


PAGES = {
    "blocks": ("<p>One</p><p>Two</p>", "One\n\nTwo"),
    "within a line": ("We <b>will</b> <i>not</i>&nbsp;open", "We will not\u00a0open"),
    "white space": ("<p>a\n   b\t c</p>", "a b c"),
    "breaks": ("<p>a<br>b<br/>c</p>", "a\nb\nc"),
    "tables": ("<table><tr><td>a<td>b</tr><tr><td>c</table>", "a b\n\nc"),
    "as it is set": ("<pre>a\n  b</pre>", "a\n  b"),
    "scripts and styles": ("a<script>if (a<b) f('</p>')</script><style>p{}</style>b", "ab"),
    "a script that does not end": ("a<script>b", "a"),
    "comments": ("a<!-- <p>b -->c", "ac"),
    "what is hidden": ("a <p hidden>b</p><div style='display: none'><div>d</div>e</div>f", "a f"),
    "a class called hidden": ("<p class='hidden x'>a</p>", "a"),
    "entities": ("&lt;b&gt; &amp; &#8220;x&#x201d; &eacute;", "<b> & “x” é"),
    "the head": ("<head><title>t</title><meta name=x></head><body>a</body>", "a"),
    "a head that does not end": ("<head><title>t</title><body>a", "a"),
    "attributes with signs": ("<a title='a > b' onclick=\"x<y\">c</a>", "c"),
    "signs that are no tags": ("a < b and 3<4 <", "a < b and 3<4 <"),
    "upper case": ("<P>a</P><SCRIPT>b</SCRIPT><P>c", "a\n\nc"),
    "declarations": ("<?xml version='1.0'?><!DOCTYPE html>a", "a"),
    "nothing": ("", ""),
}


@pytest.mark.parametrize(("page", "seen"), PAGES.values(), ids=PAGES)
def test_html_is_what_is_seen(page, seen):
    assert html.read("a.html", page.encode()).text == seen


def test_headings_of_html():
    found = html.read("a.html", b"<h1>The <b>bay</b></h1><p>a</p><section><h2>Mines</h2>b</section>")
    assert [(found.text[at : at + 3], words) for at, words in found.headings] == [("The", "The bay"), ("Min", "Mines")]


ENCODED = {
    "windows": ("<meta charset='windows-1252'>“é”", "cp1252"),
    "korean": ('<meta http-equiv="Content-Type" content="text/html; charset=euc-kr">항구', "euc-kr"),
    "chinese": ("<meta charset=gb18030>港口", "gb18030"),
    "utf-8 that says nothing": ("é", "utf-8"),
    "utf-8 with its mark": ("<meta charset=latin-1>é", "utf-8-sig"),
}


@pytest.mark.parametrize(("page", "encoding"), ENCODED.values(), ids=ENCODED)
def test_html_in_the_encoding_that_it_names(page, encoding):
    assert html.read("a.html", page.encode(encoding)).text == page.rpartition(">")[2]


def refused(read, content):
    with pytest.raises(UnreadableError) as error:
        read("sources/a.x", content)
    [problem] = error.value.problems
    return problem.message, problem.hint


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"<meta charset=klingon>a", "this page says that it is in `klingon`, which is no encoding"),
        (b"<meta charset=ascii>\xe9", "this page is not in `ascii`, as it says"),
        (b"<meta charset=rot13>a", "this page is not in `rot13`, as it says"),
        (b"<p>\xe9t\xe9</p>", "the text is not in UTF-8"),
        (b"<p>a\0b</p> and more", "this is a binary file, not text"),
    ],
)
def test_html_that_cannot_be_read(content, message):
    assert refused(html.read, content)[0] == message


@pytest.mark.parametrize("read", [plain.read, markdown.read], ids=["plain", "markdown"])
@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"a\0b, and more of it", "this is a binary file, not text"),
        ("ab".encode("utf-16"), "the text is in UTF-16, not in UTF-8"),
        (b"caf\xe9", "the text is not in UTF-8"),
        (b"PK\3\4....", "this is a spreadsheet or an archive, not text"),
    ],
)
def test_text_that_cannot_be_read(read, content, message):
    assert refused(read, content)[0] == message


BROKEN_PAGES = [b"<!--" * 200_000, b"<a " * 200_000, b"<script" * 100_000, b"<a '" * 200_000, b'<a b="' * 100_000]


@pytest.mark.parametrize("page", BROKEN_PAGES, ids=[page[:8].decode() for page in BROKEN_PAGES])
def test_a_page_that_is_broken_on_purpose_is_read_at_once(page):
    """The parser of the standard library takes minutes for the first of these."""
    html.read("a.html", page)


# ---------------------------------------------------------------------------------------------------------------- PDF

PAPER = papers.pdf_of(
    ["The bay, 2026", "We counted forty mines in the fair-", "way. Alpha will not", "1"],
    ["The bay, 2026", "open it before the ban is", "lifted for good.", "2"],
    ["The bay, 2026", "The end of it.", "3"],
)


def paper(content=PAPER):
    found = pdf.read("sources/a.pdf", content)
    return SourceText("a", "sources/a.pdf", found.text, found.pages, found.headings, found.lined)


@pytest.mark.parametrize(
    ("quote", "where"),
    [
        ("forty mines in the fairway", "page 1"),
        ("Alpha will not open it", "page 1"),
        ("lifted for good. The end of it", "page 2"),
        ("The end", "page 3"),
    ],
)
def test_quotes_go_over_lines_and_pages(quote, where):
    source = paper()
    [place] = source.find(quote)
    assert (source.where(place.start), source.page(place.start)) == (where, int(where[-1]))
    assert source.line(place.start) is None


def test_every_page_begins_a_paragraph():
    source = paper()
    assert [source.text[start:end].split()[0] for start, end in source.paragraphs()] == ["We", "open", "The"]


def test_what_only_looks_like_the_head_of_a_page_is_kept():
    source = paper(papers.pdf_of(["One", "Two"], ["One", "Three"]))
    assert source.find("One Two One Three")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (papers.pdf_of([], []), "this PDF holds no text: its pages are pictures"),
        (papers.locked(PAPER), "this PDF is locked with a password"),
        (b"%PDF-1.7 and then nothing", "this is not a PDF that can be read"),
        (b"", "this is not a PDF that can be read"),
        (b"just words", "this is not a PDF that can be read"),
    ],
    ids=["pictures", "locked", "broken", "empty", "words"],
)
def test_pdf_that_cannot_be_read(content, message, capsys):
    told = refused(pdf.read, content)
    assert told[0].startswith(message)
    assert told[1]
    assert capsys.readouterr() == ("", "")


def test_a_pdf_that_is_locked_against_changes_alone_is_read():
    assert paper(papers.locked(PAPER, "")).find("forty mines")


def test_a_pdf_of_too_many_pages(monkeypatch):
    monkeypatch.setattr(pdf, "MOST_PAGES", 2)
    assert refused(pdf.read, PAPER)[0] == "this PDF has 3 pages, and the limit is 2"


def test_without_pypdf_it_is_said_what_to_do(monkeypatch):
    monkeypatch.setitem(sys.modules, "pypdf", None)
    assert refused(pdf.read, PAPER) == (
        "PDF is read by the extra `sources`, which is not installed",
        'pip install "standoff[sources]", or put its text into a .txt file of the same name',
    )
