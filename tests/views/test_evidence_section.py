"""Numbers and evidence in the brief: each number with its strength as a colour, a sign and a word, and its passages."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

import standoff
from standoff.case.reading.sources import read_library
from standoff.views.brief import page as brief

CASE = """\
format: 1
title: T
as_of: 2026-11-02
parties:
  a: {horizon: 2 to 6 years}
  b: {horizon: 4 years}
steps:
  open:
    by: a
    seen: 1 week
    worth: {a: -4 to -2, b: 4 to 8}
    because:
      - {judgement: half of it, by: AB, for: worth}
      - {judgement: like the port, by: AB, for: seen}
  pay: {by: b, worth: {a: 5 to 9, b: -3 to -1}}
plans:
  swap: {phases: [[open, pay]]}
"""
SOURCES = [
    {"id": "port", "title": "The port", "author": [{"family": "Lee"}], "issued": {"date-parts": [[2026, 9, 8]]},
     "URL": "https://port.example/table?a=1&b=2"},
    {"id": "law", "title": "A <law>", "issued": {"date-parts": [[2001]]}, "URL": "javascript:alert(1)"},
]  # fmt: skip
COLOURS = {"sourced": "two", "one source": "one", "judged": "own", "bare": "none"}


def page_of(folder: Path, added: str = "", top: str = "") -> str:
    """The brief of the case with more evidence for its first step, and with more keys at its top."""
    text = CASE.replace("      - {judgement: half", f"{added}      - {{judgement: half").replace(
        "parties:", f"{top}parties:", 1
    )
    (folder / "case.yaml").write_text(text, encoding="utf-8")
    (folder / "sources.json").write_text(json.dumps(SOURCES), encoding="utf-8")
    case = standoff.load(folder)
    entries: Any = read_library(folder).entries
    return brief.render(case, standoff.run(case, draws=0), sources=entries, command="standoff run T")


def row(page: str, name: str) -> str:
    found = re.search(rf'<tr id="{re.escape(name)}">.*?</tr>', page, re.S)
    assert found
    return found[0]


def strengths(row: str) -> list[tuple[str, str]]:
    """The class, which has the colour, and the word of each strength and mark in a row."""
    return re.findall(r'<span class="strength (\w+)"><span aria-hidden="true">[^<]+</span> ([\w ]+)</span>', row)


def test_a_quote_changes_the_colour_of_a_number(tmp_path: Path) -> None:
    before = row(page_of(tmp_path), "worth:open:b")
    assert strengths(before) == [("own", "judged")]
    after = row(
        page_of(tmp_path, "      - {in: port, quote: eight a year, at: table 3, for: worth.b}\n"), "worth:open:b"
    )
    assert strengths(after) == [("one", "one source")]
    more = "      - {in: port, for: worth.b}\n      - {in: law, for: worth.b}\n"
    assert strengths(row(page_of(tmp_path, more), "worth:open:b")) == [("two", "sourced")]


def test_numbers_that_rest_on_nothing_are_stale_or_contradicted_say_so(tmp_path: Path) -> None:
    added = "      - {in: law, for: worth.b}\n      - {in: port, for: worth.b, contradicts: true}\n"
    page = page_of(tmp_path, added, "stale_after: 2 years\n")
    assert strengths(row(page, "worth:pay:a")) == [("none", "bare")]
    found = row(page, "worth:open:b")
    assert strengths(found) == [("one", "one source"), ("old", "stale"), ("against", "contradicted")]
    assert re.search(r">2 against</a>", found)
    assert found.count("Against:") == 1 and found.count("; stale)") == 1
    assert "1 is stale and 1 is contradicted" in re.findall(r'class="in-brief">([^<]*)<', page)[-2]


def test_each_time_of_a_step_has_its_own_strength(tmp_path: Path) -> None:
    assert strengths(row(page_of(tmp_path), "step:open")) == [("own", "judged")]  # seen; the others are not written


def test_under_a_number_is_the_passage_with_all_that_finds_it(tmp_path: Path) -> None:
    added = "      - {in: port, quote: 'eight <a> year', at: table 3, for: worth.b, supports: size, grade: B2}\n"
    found = row(page_of(tmp_path, added), "worth:open:b")
    link = (
        '<a href="https://port.example/table?a=1&amp;b=2" rel="noreferrer noopener external"><cite>The port</cite></a>'
    )
    assert f"Lee, {link}, 8 September 2026, table 3: <q>eight &lt;a&gt; year</q>" in found
    assert "(1; supports the size; graded B2)" in found
    assert re.search(r"Judgement</strong> by AB: half of it", found)


def test_an_address_that_could_run_something_is_no_link(tmp_path: Path) -> None:
    page = page_of(tmp_path, "      - {in: law, for: worth.b}\n")
    assert "<cite>A &lt;law&gt;</cite>, 2001" in row(page, "worth:open:b")
    assert 'href="javascript' not in page


def test_sources_lead_back_to_the_evidence_from_them(tmp_path: Path) -> None:
    page = page_of(tmp_path, "      - {in: port, for: worth.b}\n")
    entry = re.search(r'<li id="source:port">.*?</li>', page, re.S)
    assert entry and '<a href="#evidence:1">1</a>' in entry[0]


@pytest.mark.parametrize("strength", COLOURS)
def test_every_strength_is_explained_with_its_colour(tmp_path: Path, strength: str) -> None:
    legend = re.search(r'<ul class="strengths">.*?</ul>', page_of(tmp_path), re.S)
    assert legend and (COLOURS[strength], strength) in strengths(legend[0])


def _light(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("dark", [False, True])
def test_the_words_can_be_read_on_their_colours(dark: bool) -> None:
    """WCAG 2.2, 1.4.3: 4.5 to 1 at least, by its own formula."""
    css = (Path(brief.__file__).parent / "templates" / "brief.css").read_text(encoding="utf-8")
    blocks = re.findall(r":root \{(.*?)\}", css, re.S)
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", blocks[dark]))
    for kind in (*COLOURS.values(), "old", "against"):
        rule = re.search(rf"\.strength\.{kind} {{ color: var\(--([\w-]+)\); background: var\(--([\w-]+)\);", css)
        assert rule
        high, low = sorted((_light(colours[rule[1]]), _light(colours[rule[2]])), reverse=True)
        assert (high + 0.05) / (low + 0.05) >= 4.5, kind


def test_who_may_follow_stands_with_what_it_would_go_by_and_its_evidence(tmp_path: Path) -> None:
    follows = "{title: The <hawks>, on: 2031-01-01, chance: 30 to 60 %, sees: {parties.b.horizon: 1 year}, "
    text = CASE.replace(
        "b: {horizon: 4 years}",
        f"b: {{horizon: 4 years, successor: {follows}because: [{{judgement: a vote, by: AB}}]}}}}",
    )
    assert text != CASE
    (tmp_path / "case.yaml").write_text(text, encoding="utf-8")
    case = standoff.load(tmp_path)
    page = brief.render(case, standoff.run(case, draws=4), sources={}, command="standoff run T")
    said = re.search(r"<h3>Who may follow</h3>.*?</ul>", page, re.S)[0]
    assert "1 January 2031" in said and "30" in said and "The &lt;hawks&gt; in" in said
    (place,) = re.findall(r'href="#(evidence:\d+)"', said)
    assert "a vote" in re.search(f'<li id="{place}">.*?</li>', page, re.S)[0]
