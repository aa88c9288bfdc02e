"""Hints that help: what desks wrote in a case, what they are told, and that doing it literally gets them further."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from places import TESTS
from standoff.case.load import examine, read_source
from standoff.case.model.durations import read_duration
from standoff.case.model.mistake import MistakeError
from standoff.case.model.rules import parse
from standoff.case.model.values import read_chance, read_share, read_worth
from standoff.errors import Problem

GRAIN = (TESTS / "faults" / "grain" / "case.yaml").read_text(encoding="utf-8")
SWIFT = "worth: {russia: 10, ukraine: -3 to -1, west: -5 to -2}"
LETTER = '\n      - {judgement: "Mostly a letter of comfort.", by: Desk, supports: order}'
PHASES = "phases: [[swift], [ammonia], [long_term, fast_inspections]]"
RULES = GRAIN[GRAIN.index("rules:") : GRAIN.index("\nchoices:")]
NEVER = "undo: never"
TERM = "safe_corridor if long_term"
CORRIDOR = "not (own_corridor and safe_corridor)"

Row = tuple[str, str, str, str]
"""What is right in the case, what stands there instead, what a hint says, and what its reader writes then."""


def swift(written: str, said: str) -> Row:
    """A row about the worth that a step has for Ukraine."""
    return "ukraine: -3 to -1, west: -5", f"ukraine: {written}, west: -5", said, f"ukraine: {said}, west: -5"


FAULTS: dict[str, Row] = {
    # numbers
    "unicode_minus": swift("−3 to −1", "-3 to -1"),
    "en-dash-as-minus": swift("–3 to –1", "-3 to -1"),
    "pasted_minus": swift("−2.88", "-2.88"),
    "upside_down": swift("-1 to -3", "-3 to -1"),
    "minus-upside-down": swift("−1 to −3", "-3 to -1"),
    "dash_range": swift("1-3", "1 to 3"),
    "dash-range-negative": swift("-5 - -2", "-5 to -2"),
    "en-dash-range": swift("1 – 3", "1 to 3"),
    "two-dots": swift("1..3", "1 to 3"),
    "between": swift("between 1 and 3", "1 to 3"),
    "about": swift("about 3", "3"),
    "a-list-of-two": swift("[1, 3]", "1 to 3"),
    "curly-around-a-number": swift("“-3 to -1”", "-3 to -1"),
    "percent_worth": swift("-30 to -10 %", "-3 to -1"),
    "percent-of-one": swift("100 %", "10"),
    "worth_words": swift("slightly bad", "-6 to -2"),
    "decimal_comma": swift("-1,5 to -0,5", "-1.5 to -0.5"),
    "decimal-comma-alone": swift("-1,5", "-1.5"),
    "decimal_comma_cost": ("walkout_cost: 0.3 to 1.5", "walkout_cost: 0,3 to 1,5", "0.3 to 1.5", "walkout_cost: 0.3 to 1.5"),
    "worth_scalar": (SWIFT, "worth: 10", "worth: {PARTY: 10}", "worth: {russia: 10}"),
    # durations
    "decimal_comma_takes": ("takes: 3 to 5 months", "takes: 1,5 months", "1.5 months", "takes: 1.5 months"),
    "unit_dash": ("takes: 3 to 5 months", "takes: 3 - 5 months", "3 to 5 months", "takes: 3 to 5 months"),
    "two-units": ("takes: 3 to 5 months", "takes: 3 weeks–5 months", "3 weeks to 5 months", "takes: 3 weeks to 5 months"),
    "unit_missing": ("takes: 3 to 5 months", "takes: 3 to 5", "3 to 5 months", "takes: 3 to 5 months"),
    "unit-at-the-first-end": ("takes: 3 to 5 months", "takes: 3 months to 5", "3 months to 5 months", "takes: 3 months to 5 months"),
    "horizon_years_number": ("horizon: 1 to 3 years", "horizon: 5", "5 years", "horizon: 5 years"),
    "short-units": ("takes: 3 to 5 months", "takes: 18m", "18 months", "takes: 18 months"),
    "in-words": ("takes: 3 to 5 months", "takes: half a year", "6 months", "takes: 6 months"),
    "count-in-words": ("takes: 3 to 5 months", "takes: about two weeks", "2 weeks", "takes: 2 weeks"),
    "at-once": ("takes: 3 to 5 months", "takes: immediately", "0", "takes: 0"),
    "undo_no": (NEVER, "undo: no", "never", NEVER),
    "undo-false": (NEVER, "undo: false", "never", NEVER),
    "undo_permanent": (NEVER, "undo: permanent", "never", NEVER),
    # dates and flags
    "date_dots": ("2023-07-10", "10.07.2023", "2023-07-10", "2023-07-10"),
    "date_slash": ("2023-07-10", "07/10/2023", "2023-07-10", "2023-07-10"),
    "date-slash-day-first": ("2023-07-10", "31/07/2023", "2023-07-31", "2023-07-31"),
    "date_words": ("2023-07-10", "10 July 2023", "2023-07-10", "2023-07-10"),
    "date-words-american": ("2023-07-10", '"July 10, 2023"', "2023-07-10", "2023-07-10"),
    "date-digits": ("2023-07-10", "20230710", "2023-07-10", "2023-07-10"),
    "date-short": ("2023-07-10", "2023-7-10", "2023-07-10", "2023-07-10"),
    "symbolic_yes": ("symbolic: true", "symbolic: yes", "true", "symbolic: true"),
    "symbolic-no": ("symbolic: true", "symbolic: off", "false", "symbolic: false"),
    # names
    "capital_key": ("  west:\n", "  West:\n", "west", "  west:\n"),
    "capitals-with-a-hyphen": ("  own_corridor:\n", "  Own-Corridor:\n", "own_corridor", "  own_corridor:\n"),
    "umlaut": ("  turkiye:\n", "  türkiye:\n", "turkiye", "  turkiye:\n"),
    "space_name": ("  own_corridor:\n", "  own corridor:\n", "own_corridor", "  own_corridor:\n"),
    "misspelt_party_worth": (SWIFT, SWIFT.replace("ukraine", "ukriane"), "ukraine", SWIFT),
    "curly-name": ("by: west", "by: “west”", "west", "by: west"),
    "by_missing_party": ("by: west\n    name: A sub", "by: un\n    name: A sub", "west", "by: west\n    name: A sub"),
    "choice_in_plan": (PHASES, PHASES.replace("swift", "finance"), "swift", PHASES),
    "deal-in-a-plan": (
        "  kyiv:",
        "  short: {phases: [[small]]}\n  kyiv:",
        "insurance, assets, fast_inspections and poor_share",
        "  short: {phases: [[insurance, assets, fast_inspections, poor_share]]}\n  kyiv:",
    ),
    "sem_duplicate_plan_step": (PHASES, PHASES.replace("fast_inspections", "fast_inspections, swift"), "plan every step once", PHASES),
    "sem_now_in_phase": (PHASES, PHASES.replace("[[swift]", "[[safe_corridor], [swift]"), "remove it", PHASES),
    # rules
    "rule_arrow": (TERM, "long_term -> safe_corridor", TERM, TERM),
    "rule-double-arrow": (TERM, "long_term => safe_corridor", TERM, TERM),
    "rule-requires": (TERM, "long_term requires safe_corridor", TERM, TERM),
    "rule-implies": (TERM, "long_term implies safe_corridor", TERM, TERM),
    "rule-only-if": (TERM, "long_term only if safe_corridor", TERM, TERM),
    "rule-then": (TERM, "if long_term then safe_corridor", TERM, TERM),
    "rule-without": (TERM, "no long_term without safe_corridor", TERM, TERM),
    "rule_caps": (CORRIDOR, "NOT (own_corridor AND safe_corridor)", CORRIDOR, CORRIDOR),
    "rule-signs": (CORRIDOR, "not (own_corridor & safe_corridor)", CORRIDOR, CORRIDOR),
    "rule-excludes": (CORRIDOR, "own_corridor excludes safe_corridor", CORRIDOR, CORRIDOR),
    "hyphen-in-a-rule": (CORRIDOR, "not (own-corridor and safe_corridor)", CORRIDOR, CORRIDOR),
    "space-in-a-rule": (CORRIDOR, "not (own corridor and safe_corridor)", "own_corridor", CORRIDOR),
    # evidence
    "because_string": (
        LETTER,
        " Mostly a letter of comfort.",
        '[{judgement: "Mostly a letter of comfort.", by: AB}]',
        ' [{judgement: "Mostly a letter of comfort.", by: AB}]',
    ),
    "because_str_list": (
        LETTER,
        "\n      - Mostly a letter of comfort, says the desk",
        '{judgement: "Mostly a letter of comfort, says the desk", by: AB}',
        '\n      - {judgement: "Mostly a letter of comfort, says the desk", by: AB}',
    ),
    "because_hint": (LETTER, " [a]", '{judgement: "a", by: AB}', ' [{judgement: "a", by: AB}]'),
    "because-source": (LETTER, " [un-mou]", "{in: un-mou}", " [{in: un-mou}]"),
    "because-no-list": (
        LETTER,
        ' {judgement: "Comfort.", by: Desk}',
        "`[` before it and `]` after it",
        ' [{judgement: "Comfort.", by: Desk}]',
    ),
    # lists
    "now_string": ("now: [safe_corridor, no_port_strikes, lanes, inspections]",
                   "now: safe_corridor, no_port_strikes, lanes, inspections",
                   "now: [safe_corridor, no_port_strikes, lanes, inspections]",
                   "now: [safe_corridor, no_port_strikes, lanes, inspections]"),
    "flat_phases": (PHASES, "phases: [swift, ammonia, long_term]", "[[swift], [ammonia], [long_term]]", "phases: [[swift], [ammonia], [long_term]]"),
    "flat-in-part": (PHASES, "phases: [swift, [ammonia, long_term]]", "[[swift], [ammonia, long_term]]", "phases: [[swift], [ammonia, long_term]]"),
    "plan_no_phases_key": ("plans:\n", "plans:\n  short: [[swift], [ammonia]]\n", "{phases: [[swift], [ammonia]]}", "plans:\n  short: {phases: [[swift], [ammonia]]}\n"),
    "plan-of-steps": ("plans:\n", "plans:\n  short: [swift, ammonia]\n", "{phases: [[swift], [ammonia]]}", "plans:\n  short: {phases: [[swift], [ammonia]]}\n"),
    "phases-as-text": (PHASES, 'phases: "swift, then ammonia"', "[[swift], [ammonia]]", "phases: [[swift], [ammonia]]"),
    "phases-with-numbers": (PHASES, "phases: {1: [swift], 2: [ammonia]}", "[[swift], [ammonia]]", "phases: [[swift], [ammonia]]"),
    "plan-as-text": ("plans:\n", "plans:\n  short: swift -> ammonia\n", "{phases: [[swift], [ammonia]]}", "plans:\n  short: {phases: [[swift], [ammonia]]}\n"),
    "deal-as-text": ("deals:\n", "deals:\n  short: swift, ammonia\n", "short: [swift, ammonia]", "deals:\n  short: [swift, ammonia]\n"),
    "choice-as-text": ("finance: [swift, insurance]", "finance: swift or insurance", "finance: [swift, insurance]", "finance: [swift, insurance]"),
    "rules-as-text": (RULES, "rules: safe_corridor if long_term; lanes if safe_corridor\n", "rules: [safe_corridor if long_term, lanes if safe_corridor]", "rules: [safe_corridor if long_term, lanes if safe_corridor]\n"),
    "order-as-text": ("\nplans:", "\nprefer: {west: long_term > swift}\nplans:", "[long_term, swift]", "\nprefer: {west: [long_term, swift]}\nplans:"),
    "not-in-a-rule": (CORRIDOR, "!own_corridor", "not", "not own_corridor"),
    # chances
    "missed_20": ("takes: 3 to 5 months", "missed: 20", "20 %", "missed: 20 %"),
    "chance-of-percent": ("takes: 3 to 5 months", "missed: 20 to 30", "20 to 30 %", "missed: 20 to 30 %"),
    "chance-with-a-dash": ("takes: 3 to 5 months", "missed: 20–30 %", "20 to 30 %", "missed: 20 to 30 %"),
    "chance-with-a-comma": ("takes: 3 to 5 months", "missed: 0,2", "0.2", "missed: 0.2"),
    "intervals-of-80": ("as_of: 2023", "intervals: 80\nas_of: 2023", "80 %", "intervals: 80 %\nas_of: 2023"),
    "level-with-a-comma": ("as_of: 2023", "intervals: 0,8\nas_of: 2023", "0.8", "intervals: 0.8\nas_of: 2023"),
    "share-of-20": ("un_package: {", "un_package: {at_risk: {west: 20}, ", "20 %", "un_package: {at_risk: {west: 20 %}, "),
    # YAML
    "colon_in_title": ("title: The Black Sea Grain Initiative, a week before it ran out", "title: Black Sea: a week before", 'title: "Black Sea: a week before"', 'title: "Black Sea: a week before"'),
    "curly-quotes": ("title: The Black Sea Grain Initiative, a week before it ran out", "title: “Black Sea: a week before”", 'title: "Black Sea: a week before"', 'title: "Black Sea: a week before"'),
    "curly-in-braces": ("scale: \"10 = ships", "because: [{judgement: “Half, or more”, by: AB}]\n    scale: \"10 = ships", '"..., or more"', "because: [{judgement: \"Half, or more\", by: AB}]\n    scale: \"10 = ships"),
    "apostrophe": ("name: Russia g", "name: 'Moscow's demand' # Russia g", '"Moscow\'s demand"', "name: \"Moscow's demand\" # Russia g"),
    "apostrophe-in-braces": ("title: Moscow's demand - SWIFT first", "title: 'Moscow's demand'", '"Moscow\'s demand"', "title: \"Moscow's demand\""),
    "quotes-in-quotes": ("title: Guterres - side by side", 'title: "Guterres "side by side" now"', "'...'", "title: 'Guterres \"side by side\" now'"),
    "steps_list": ("  swift:\n", "  - swift:\n", "swift:", "  swift:\n"),
    "tab_indent": ("    by: west\n    name: A sub", "\tby: west\n    name: A sub", "indent with spaces", "    by: west\n    name: A sub"),
    "two_docs": ("finance: [swift, insurance]\n", "finance: [swift, insurance]\n---\ntitle: Second\n", "remove the `---` and what follows", "finance: [swift, insurance]\n"),
}  # fmt: skip


def told(text: str) -> tuple[Problem, ...]:
    return tuple(problem for problem in read_source("case.yaml", text).problems if problem.severity == "error")


def test_the_case_behind_the_faults_is_right() -> None:
    assert told(GRAIN) == ()


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_doing_what_the_hint_says_gets_further(fault: str) -> None:
    right, wrong, said, instead = FAULTS[fault]
    assert right in GRAIN
    problems = told(GRAIN.replace(right, wrong, 1))
    assert len(problems) == 1, "one fault is told once"
    assert said in problems[0].hint.replace("`", "") or said in problems[0].hint
    assert told(GRAIN.replace(right, instead, 1)) == ()


def test_a_name_with_a_hyphen_is_told_wherever_it_stands() -> None:
    """Fault hyphen_name: the step is called so, and a rule names it."""
    key = ("  own_corridor:\n", "  own-corridor:\n")
    rule = ("not (own_corridor and", "not (own-corridor and")
    hints = [problem.hint for problem in told(GRAIN.replace(*key, 1).replace(*rule, 1))]
    assert ["write `own_corridor` here and wherever" in hints[0], f"write `{CORRIDOR}`" in hints[1]] == [True, True]
    assert told(GRAIN.replace(*rule, 1)) != ()  # the first hint alone, done here and not there


@pytest.mark.parametrize(
    ("fault", "written", "value"),
    [
        ("nbsp", "ukraine: -3\u00a0to\u00a0-1, west: -5", (-3, -1)),
        ("nbsp-narrow", "ukraine: -3\u202fto\u2009-1, west: -5", (-3, -1)),
        ("plus_sign", "ukraine: +3, west: -5", (3, 3)),
        ("plus_sign-range", "ukraine: +1 to +3, west: -5", (1, 3)),
    ],
)
def test_what_can_mean_one_thing_only_is_read(fault: str, written: str, value: tuple[float, float]) -> None:
    reading = read_source("case.yaml", GRAIN.replace("ukraine: -3 to -1, west: -5", written, 1))
    assert reading.case is not None, fault
    worth = reading.case.steps["swift"].worth["ukraine"]
    assert (worth.low, worth.high) == value


def test_a_list_of_steps_with_names() -> None:
    before, after = GRAIN.split("steps:\n")[0], "now: [open]\n"
    (problem,) = told(f"{before}steps:\n  - open:\n      by: west\n{after}")
    assert problem.hint.endswith("remove the `-` before `open` and its like")
    assert told(f"{before}steps:\n    open:\n      by: west\n{after}") == ()


# ------------------------------------------------------------------------------------- any text

PIECES = (
    "1",
    "3",
    "0",
    "10",
    ".",
    ",",
    "-",
    "−",
    "–",
    " ",
    " to ",
    "%",
    "about ",
    "m",
    "years",
    "a ",
    "minus ",
    "e",
    "/",
    "2023",
)
WORDS = (
    "a",
    "b",
    "-",
    "->",
    "not ",
    "NOT ",
    " and ",
    "&",
    "(",
    ")",
    " if ",
    "if ",
    " then ",
    ",",
    " requires ",
    "!",
    "=",
)


def corrected(reader: Callable[[str], object], text: str) -> str:
    """What a hint that begins with "write" says to write instead of a text, or "" if there is no such hint."""
    try:
        reader(text)
    except MistakeError as mistake:
        found = re.match("write `([^`]+)`(?!,? or|, like)", mistake.hint)
        return found[1] if found else ""
    return ""


@pytest.mark.parametrize(
    "reader", [read_worth, read_duration, read_chance, partial(read_duration, never=True), read_share]
)
@given(pieces=st.lists(st.sampled_from(PIECES), max_size=8))
@settings(max_examples=200, deadline=None)
def test_whatever_is_written_for_a_number_its_correction_can_be_read(
    reader: Callable[[str], object], pieces: list[str]
) -> None:
    written = corrected(reader, "".join(pieces))
    if written:
        reader(written)


@given(pieces=st.lists(st.sampled_from(WORDS), max_size=10))
@settings(max_examples=300, deadline=None)
def test_whatever_is_written_for_a_rule_its_correction_can_be_read(pieces: list[str]) -> None:
    written = corrected(parse, "".join(pieces))
    if " " in written:
        parse(written)


def test_long_lines_take_no_time() -> None:
    long = "x" + " ," * 150_000
    for line in (f"title: a: {long}", f"title: 'it's {long}", f"title: {long}: b", f"now: {long}", f"as_of: {long}"):
        assert told(f"{line}\n")


# ------------------------------------------------------------------------------------------ files


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    sources = ("un-bsgi", "un-mou", "guterres-letter")
    (tmp_path / "sources.json").write_text(json.dumps([{"id": name, "title": name} for name in sources]))
    return tmp_path


def hint(folder: Path) -> str:
    """The hint of the one error in a folder."""
    (problem,) = (problem for problem in examine(folder).problems if problem.severity == "error")
    return problem.hint


def test_another_encoding_is_named(folder: Path) -> None:
    file = folder / "case.yaml"
    for encoding in ("utf-16", "utf-16-le", "utf-16-be", "latin-1"):
        file.write_bytes(GRAIN.encode(encoding))
        assert "save it again with the encoding UTF-8" in hint(folder)
    file.write_bytes(GRAIN.encode("utf-8"))
    assert examine(folder).case is not None


def test_an_ending_that_windows_hides(folder: Path) -> None:
    hidden = folder / "case.yaml.txt"
    hidden.write_text(GRAIN, encoding="utf-8")
    assert "there is `case.yaml.txt`: rename it to `case.yaml`" in hint(folder)
    shutil.move(hidden, folder / "case.yaml")
    assert examine(folder).case is not None


def test_a_spreadsheet_is_no_case(folder: Path) -> None:
    (folder / "book.xlsx").write_bytes(b"PK\x03\x04\x00\x00")
    assert "`book.xlsx` is a spreadsheet, and a case is a text file: `standoff import FILE.xlsx`" in hint(folder)
    assert "`standoff import FILE.xlsx`" in hint(folder / "book.xlsx")


def test_where_a_comma_is_missing_in_the_sources(folder: Path) -> None:
    (folder / "case.yaml").write_text(GRAIN, encoding="utf-8")
    lines = ["[", ' {"id": "un-bsgi"}', ' {"id": "un-mou"},', ' {"id": "guterres-letter"}', "]"]
    (folder / "sources.json").write_text("\n".join(lines))
    assert hint(folder) == "put a comma at the end of line 2"
    lines[1] += ","
    (folder / "sources.json").write_text("\n".join(lines))
    assert examine(folder).case is not None
    lines[3] += ","
    (folder / "sources.json").write_text("\n".join(lines))
    assert hint(folder) == "remove the comma at the end of line 4"
