"""BibTeX as others write it: values, names, dates and accents by hand, and every mistake with its line."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from standoff.formats.libraries.bib_entries import as_csl
from standoff.formats.libraries.bibtex import LONGEST, read
from standoff.formats.libraries.csl import sound
from standoff.formats.libraries.latex import address, plain_text


def fields(text: str) -> dict[str, str]:
    [entry], problems = read("a.bib", text)
    assert problems == []
    return dict(entry.fields)


def csl(fields: str, kind: str = "article") -> dict:
    [entry], problems = read("a.bib", f"@{kind}{{key, {fields}}}")
    assert problems == []
    return as_csl(entry)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("@book{k, title = {A {B} C}}", {"title": "A {B} C"}),
        ('@book{k, title = "A {"}B{"} C"}', {"title": 'A {"}B{"} C'}),
        ("@book(k, title = {A (B) C})", {"title": "A (B) C"}),
        ("@BOOK{k, TITLE={A}, Year=2026,}", {"title": "A", "year": "2026"}),
        ('@string{j = {J.} # " of"}\n@book{k, title = j # { T}}', {"title": "J. of T"}),
        ("@book{k, month = oct # {~3}}", {"month": "oct~3"}),
        ("@book{k,\n % a remark, with = and {\n title = {A}}", {"title": "A"}),
        ("@comment{@book{x, title={B}}} @book{k, title={A}}", {"title": "A"}),
        ("@preamble{ {\\newcommand{x}} }\n@book{k, title={A}}", {"title": "A"}),
        ("By jane@example.org, sent @ noon\n@book{k, title={A}}", {"title": "A"}),
        ("@book{k, title={A}, title={B}}", {"title": "A"}),
        ("@book{, title={A}}", {"title": "A"}),
        ("@book{k}", {}),
    ],
)
def test_values(text, values):
    assert fields(text) == values


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("\n\n@book{k, title = {A\n}", 3, "the entry `k` that begins here does not end"),
        ("@book{k, title = {A", 1, "this brace is not closed"),
        ('@book{k,\n title = "A}', 2, "this quotation mark is not closed"),
        ('@book{k,\n title = "A } B"}', 2, "this quotation mark is not closed"),
        ("@book{k,\n title {A}}", 2, "`=` belongs after `title`"),
        ("@book{k,\n title = {A}\n year = 2026}", 3, "`,` or `}` belongs after the field `title`"),
        ("@book{k,\n title = ,}", 2, "a value belongs here, in braces or quotation marks"),
        ("@book{k,\n month = octo}", 2, "there is no @string `octo`"),
        ("@book\n", 1, "`{` belongs after `@book`"),
        ("@{k, title={A}}", 1, "a kind of entry belongs after `@`, like `@article`"),
        ("@book{title = {A}}", 1, "a key and a `,` belong at the beginning of an entry"),
        ("@string{a = {b}", 1, "what begins here does not end"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text, line, message):
    _, problems = read("a.bib", text)
    assert [(one.line, one.message) for one in problems[:1]] == [(line, message)]


def test_all_mistakes_are_told_at_once_and_entries_after_them_are_read():
    text = "@book{a, title {A}}\n@book{b, title = {B}}\n@book{c, year = soon}\n"
    entries, problems = read("a.bib", text)
    assert [entry.key for entry in entries] == ["b"]
    assert [one.line for one in problems] == [1, 3]


def test_strings_that_stand_for_each_other_are_no_bomb():
    bomb = "@string{a0 = {x}}" + "".join(f"\n@string{{a{n + 1} = a{n} # a{n} # a{n} # a{n}}}" for n in range(60))
    begun = time.perf_counter()
    _, problems = read("a.bib", bomb)
    assert problems[0].message == f"this value has more than {LONGEST} characters"
    assert time.perf_counter() - begun < 30


def test_braces_nested_very_deep_are_read():
    deep = "{" * 50_000 + "A" + "}" * 50_000
    assert plain_text(fields(f"@book{{k, title = {deep}}}")["title"]) == "A"


@settings(max_examples=300, deadline=None)
@given(some.text(alphabet=some.sampled_from("@bok{}(),=\"#%\\ \n'éא1"), max_size=60))
def test_whatever_is_there_is_read_or_told(text):
    entries, problems = read("a.bib", text)
    lines = text.count("\n") + 1
    assert all(1 <= one.line <= lines for one in (*entries, *problems))
    for entry in entries:
        sound(as_csl(entry))


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"{\"u} \"u \"{u} {\"{u}}", "ü ü ü ü"),
        (r"\'e {\'e} \'{e} \`a \^o \~n \=o \.z", "é é é à ô ñ ō ż"),
        (r"\c{c} \c c \v{c} \v s \k{a} \r{a} \H{o} \u{g} \d{a}", "ç ç č š ą å ő ğ ạ"),
        (r"\'{\i} \'\i \^{\j}", "í í ĵ"),
        (r"\ss{} \ae \AE{}sop \o re \O{}re \l{}{\L}\aa", "ß æÆsop øre Øre łŁå"),
        (r"a \& b, 10 \%, \$5, \#1, x\_y, \{z\}", "a & b, 10 %, $5, #1, x_y, {z}"),
        ("1--2 --- ``a'' `b'", "1–2 — “a” `b'"),
        (r"\emph{a} \textbf{b} {\it c} \LaTeX", "a b c"),
        (r"a~b\ c\,d\\e", "a b c d e"),
        (r"\href{https://x.example}{the page} \enquote{q}", "the page “q”"),
        (r"\textasciitilde x \textbackslash y", "~x \\y"),
        (r"$H_2O$", "H_2O"),
        ("{{U}nited {N}ations}", "United Nations"),
        ("émigré 撤军", "émigré 撤军"),
    ],
)
def test_latex_is_what_it_sets(latex, text):
    assert plain_text(latex) == text


def test_addresses_keep_what_latex_would_change():
    assert address(r"https://e.org/~a/b--c\_d?x=1\&y=2\%20") == "https://e.org/~a/b--c_d?x=1&y=2%20"
    assert csl(r"howpublished = {\url{https://e.org/~a}}", "misc")["URL"] == "https://e.org/~a"


@pytest.mark.parametrize(
    ("author", "people"),
    [
        ("Kyong-hee Lee", [{"family": "Lee", "given": "Kyong-hee"}]),
        ("Lee, Kyong-hee", [{"family": "Lee", "given": "Kyong-hee"}]),
        ("A. B. Lee and C. Wu AND D. Oh", [{"family": f, "given": g} for f, g in (("Lee", "A. B."), ("Wu", "C."), ("Oh", "D."))]),
        ("Ursula von der Leyen", [{"family": "von der Leyen", "given": "Ursula"}]),
        ("von der Leyen, Ursula", [{"family": "von der Leyen", "given": "Ursula"}]),
        ("King, Jr., Martin Luther", [{"family": "King", "given": "Martin Luther", "suffix": "Jr."}]),
        ("{United Nations}", [{"literal": "United Nations"}]),
        ("{Ministry of Trade and Industry} and Lee, A", [{"literal": "Ministry of Trade and Industry"}, {"family": "Lee", "given": "A"}]),
        ("{Barnes and Noble} {Inc.}", [{"family": "Inc.", "given": "Barnes and Noble"}]),
        ("Lee, A and others", [{"family": "Lee", "given": "A"}]),
        ("Plato", [{"family": "Plato"}]),
        (r"Fran{\c c}ois M{\"u}ller", [{"family": "Müller", "given": "François"}]),
    ],
)  # fmt: skip
def test_people(author, people):
    assert csl(f"author = {{{author}}}")["author"] == people


@pytest.mark.parametrize(
    ("said", "issued"),
    [
        ("year = 2026", {"date-parts": [[2026]]}),
        ("year = {2026}, month = {10}, day = 3", {"date-parts": [[2026, 10, 3]]}),
        ('year = 2026, month = "October"', {"date-parts": [[2026, 10]]}),
        ("year = 2026, month = oct, day = {3}", {"date-parts": [[2026, 10, 3]]}),
        ("date = {2026-10-03}", {"date-parts": [[2026, 10, 3]]}),
        ("date = {2026-10-03/2026-11-01}", {"date-parts": [[2026, 10, 3]]}),
        ("date = {2026}", {"date-parts": [[2026]]}),
        ("year = {in press}", {"literal": "in press"}),
        ("year = {2026}, month = {13}", {"date-parts": [[2026]]}),
        ("date = {2026-02-31}", {"literal": "2026-02-31"}),
    ],
)
def test_dates(said, issued):
    assert sound(csl(f"title = {{A}}, {said}"))[0]["issued"] == issued
