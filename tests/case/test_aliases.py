"""What sources call parties and steps besides their names: in the format, in check, and in a workbook."""

from __future__ import annotations

import pytest

from standoff.case.load import loads, read_source
from standoff.formats.workbook.books import case_book
from standoff.formats.workbook.reading import read_workbook

CASE = """\
format: 1
title: Harbour
as_of: 2026-11-02
parties:
  alpha: {horizon: 5 years, name: Alpha, aliases: ALPHA}
  beta: {horizon: 10 years}
steps:
  open_harbour: {by: alpha, short: open, aliases: ALIASES, worth: {alpha: -2 to -1, beta: 5}, undo: 1 month, seen: 1 day}
  lift_ban: {by: beta, worth: {alpha: 4 to 9, beta: -5 to -2}, undo: 1 month, seen: 1 day}
"""


def told(alpha: str, aliases: str = "[]") -> list[tuple[str, str, str]]:
    text = CASE.replace("ALPHA", alpha).replace("ALIASES", aliases)
    return [
        (one.severity, one.path, one.message)
        for one in read_source("case.yaml", text).problems
        if "aliases" in one.path
    ]


def test_one_word_or_a_list_of_them():
    case = loads(CASE.replace("ALPHA", "the  Alphans").replace("ALIASES", "[reopening, harbour open*, 开放港口, 1994]"))
    assert case.parties["alpha"].aliases == ("the Alphans",)
    assert case.steps["open_harbour"].aliases == ("reopening", "harbour open*", "开放港口", "1994")
    assert case.steps["lift_ban"].aliases == ()


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("'...'", "this names nothing: there is no letter in it"),
        ("'*'", "this names nothing: there is no letter in it"),
        ("'al*pha'", "`al*pha` has a `*` elsewhere than at the end of a word"),
        ("'alpha *'", "`alpha *` has a `*` elsewhere than at the end of a word"),
        ("'alpha**'", "`alpha**` has a `*` elsewhere than at the end of a word"),
        ("a" * 81, "this has 81 characters, and the limit is 80"),
        ("", "nothing is written here"),
        ("true", "this must be text"),
    ],
)
def test_what_is_no_alias(word, message):
    assert told(f"[{word or '~'}]") == [("error", "parties.alpha.aliases.1", message)]


def test_a_word_for_two_things_is_warned_of():
    assert told("[Beta]") == [("warning", "parties.alpha.aliases.1", "the party `beta` is called `Beta`, too")]
    assert told("[lift  ban]") == [
        ("warning", "parties.alpha.aliases.1", "the step `lift_ban` is called `lift ban`, too")
    ]
    assert told("[Port]", "[port]") == [
        ("warning", "steps.open_harbour.aliases.1", "the party `alpha` is called `port`, too")
    ]


def test_a_word_that_repeats_a_name_is_warned_of():
    assert told("[ALPHA]".lower()) == [("warning", "parties.alpha.aliases.1", "`alpha` is called `alpha` already")]
    assert told("[x]", "[Open, port, Port]") == [
        ("warning", "steps.open_harbour.aliases.1", "`open_harbour` is called `Open` already"),
        ("warning", "steps.open_harbour.aliases.3", "`open_harbour` is called `Port` already"),
    ]


def test_aliases_come_back_from_a_workbook(tmp_path):
    case = loads(CASE.replace("ALPHA", '["its president, the old one", US]').replace("ALIASES", "['open*', 开放]"))
    file = tmp_path / "case.xlsx"
    file.write_bytes(case_book(case))
    assert read_workbook(file, file.name).case == case
