"""What is doubtful about a case, what its evidence and sources are checked for, and where checking stops."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from command import standoff
from standoff.case.load import read, read_source
from standoff.case.model.mistake import MistakeError
from standoff.case.model.rules import parse as parse_rule
from standoff.errors import CaseError, Problem

# ------------------------------------------------------------------------------------------ warnings

CASE = """\
format: 1
title: Harbour
as_of: 2026-11-02
parties:
  alpha: {horizon: 5 years}
  beta: {horizon: 10 years}
steps:
  inspectors: {by: alpha}
  open_harbour: {by: alpha}
  lift_ban: {by: beta}
now: []
"""


def warnings_of(text: str) -> list[str]:
    case, problems = _read(text)
    assert case is not None
    return [f"{p.line} {pointed_at(p)} {p.severity} {p.path}: {p.message}" for p in problems]


def pointed_at(problem: Problem) -> str:
    """The text above the caret, up to the end of the value."""
    return re.split(r"[],}:]|$", problem.excerpt[(problem.column or 0) - 1 :])[0]


def _read(text: str) -> tuple[object, tuple[Problem, ...]]:
    reading = read_source("case.yaml", text)
    return reading.case, reading.problems


def with_step(step: str, *more: str) -> str:
    return CASE.replace("open_harbour: {by: alpha}", f"open_harbour: {step}") + "\n".join(more)


SUPPORTED = "because: [{judgement: likely, by: AB}]"


def test_a_sound_case_has_no_problems() -> None:
    assert warnings_of(CASE) == []


def test_warns_of_wide_ranges() -> None:
    assert warnings_of(with_step(f"{{by: alpha, worth: {{beta: 1 to 21}}, {SUPPORTED}}}")) == [
        "9 1 to 21 warning steps.open_harbour.worth.beta: the ends of this range differ more than twentyfold"
    ]
    assert warnings_of(with_step(f"{{by: alpha, worth: {{beta: 1 to 20}}, {SUPPORTED}}}")) == []


def test_warns_of_ends_of_a_step_with_one_owner() -> None:
    assert warnings_of(with_step("{by: alpha, ends: all}")) == [
        "9 ends warning steps.open_harbour.ends: this step has one owner, so `ends` says nothing"
    ]
    assert warnings_of(with_step("{by: [alpha, beta], ends: all}")) == []


def test_warns_of_requires_without_a_rule_that_says_the_same() -> None:
    step = "{by: alpha, requires: [inspectors]}"
    assert warnings_of(with_step(step)) == [
        "9 inspectors warning steps.open_harbour.requires.1: "
        "no rule says that `open_harbour` cannot be in force without `inspectors`"
    ]
    assert warnings_of(with_step(step, "rules: [inspectors if open_harbour]")) == []
    assert warnings_of(with_step(step, "rules: [not (open_harbour and not inspectors)]")) == []
    assert warnings_of(with_step(step, "rules: [lift_ban if open_harbour, inspectors if lift_ban]")) == []
    assert len(warnings_of(with_step(step, "rules: [open_harbour if inspectors]"))) == 1


def test_warns_of_a_step_that_its_owner_likes_and_has_not_taken() -> None:
    step = f"{{by: alpha, worth: {{alpha: 1}}, {SUPPORTED}}}"
    assert warnings_of(with_step(step)) == [
        "9 1 warning steps.open_harbour.worth.alpha: "
        "`alpha` likes this step and could take it alone, and it is not in force now"
    ]
    assert warnings_of(with_step(step).replace("now: []", "now: [open_harbour]")) == []
    assert warnings_of(with_step(step, "rules: [inspectors if open_harbour]")) == []
    assert warnings_of(with_step(step.replace("by: alpha", "by: [alpha, beta]", 1))) == []
    assert warnings_of(with_step(step.replace("{alpha: 1}", "{alpha: -1}"))) == []


def test_warns_where_an_order_contradicts_the_worths() -> None:
    step = f"{{by: alpha, worth: {{beta: 5}}, {SUPPORTED}}}"
    disagrees = (
        "12 beta warning prefer.beta: this prefers nothing in force to `open_harbour` in force, "
        "and the worths of the steps say the opposite"
    )
    assert warnings_of(with_step(step, "prefer:", "  beta: [not open_harbour]").replace("now: []\n", "")) == [disagrees]
    assert warnings_of(with_step(step, "prefer:", "  beta: [open_harbour]")) == []
    assert warnings_of(with_step(step, "prefer:", "  beta: [inspectors]")) == []
    ranking = "  beta: {ranking: [[[]], [[open_harbour]]]}"
    assert warnings_of(with_step(step, "prefer:", ranking).replace("now: []\n", "")) == [disagrees]


def test_warns_of_impossible_states_in_a_ranking() -> None:
    more = ("rules: [not open_harbour]", "prefer: {beta: {ranking: [[[open_harbour]]]}}")
    assert warnings_of(with_step("{by: alpha}", *more)) == [
        "13 [open_harbour warning prefer.beta.ranking.1.1: this state cannot be: it breaks the rule `not open_harbour`"
    ]


def test_warns_of_views_that_see_what_there_is() -> None:
    sees = "views: {alpha: {sees: {steps.lift_ban.takes: %s, steps.lift_ban.worth.beta: %s}}}"
    assert warnings_of(with_step("{by: alpha}", sees % ("1 month", 2))) == []
    assert warnings_of(with_step("{by: alpha}", sees % ("0 days", 2))) == [
        "12 steps.lift_ban.takes warning views.alpha.sees.steps.lift_ban.takes: this is what the case says, too"
    ]


def test_warns_of_worths_without_evidence() -> None:
    assert warnings_of(with_step("{by: alpha, worth: {beta: 5}}")) == [
        "9 5 warning steps.open_harbour.worth.beta: there is no evidence for this worth"
    ]
    for target in ("", ", for: worth", ", for: worth.beta", ", for: [worth.alpha, worth.beta]"):
        evidence = f"because: [{{judgement: likely, by: AB{target}}}]"
        assert warnings_of(with_step(f"{{by: alpha, worth: {{beta: 5}}, {evidence}}}")) == []
    other = "because: [{judgement: likely, by: AB, for: takes}]"
    assert len(warnings_of(with_step(f"{{by: alpha, worth: {{beta: 5}}, {other}}}"))) == 1


def test_warns_of_a_past_that_the_rules_forbid() -> None:
    more = (
        "rules: [inspectors if open_harbour]",
        "history: [{before: 2026-01-01, title: Opened, now: {with: [open_harbour]}}]",
    )
    assert warnings_of(with_step("{by: alpha}", *more)) == [
        "13 {with warning history.1.now: "
        "what was in force before 2026-01-01 breaks the rule `inspectors if open_harbour`"
    ]


# -------------------------------------------------------------------------------- sources and quotes


def folder_with(tmp_path: Path, evidence: str, sources: str | None = None, text: str | None = None) -> Path:
    (tmp_path / "case.yaml").write_text(with_step(f"{{by: alpha, because: [{{{evidence}}}]}}"), encoding="utf-8")
    if sources is not None:
        (tmp_path / "sources.json").write_text(sources, encoding="utf-8")
    if text is not None:
        (tmp_path / "sources").mkdir()
        (tmp_path / "sources" / "cable.txt").write_text(text, encoding="utf-8")
    return tmp_path


LISTED = '[{"id": "cable", "title": "A cable"}]'


def test_no_list_of_sources_is_one_warning(tmp_path: Path) -> None:
    case, problems = read(folder_with(tmp_path, "in: cable}, {in: other"))
    assert case is not None
    assert [str(problem) for problem in problems] == [
        "sources.json warning there is no such file, so that nobody can look the sources up\n"
        "    hint: list the sources there: id, title, author, issued, URL"
    ]


def test_a_source_that_is_not_in_the_list(tmp_path: Path) -> None:
    case, problems = read(folder_with(tmp_path, "in: cabel", LISTED))
    assert case is None
    assert [(p.file, p.line, pointed_at(p), p.path, p.message, p.hint) for p in problems] == [
        (
            "case.yaml",
            9,
            "cabel",
            "steps.open_harbour.because.1.in",
            "there is no source `cabel` in sources.json",
            "did you mean `cable`?",
        )
    ]


@pytest.mark.parametrize(
    ("sources", "said"),
    [
        (
            '[{"id" "cable"}]',
            "sources.json:1:8 error this is not valid JSON\n"
            '    [{"id" "cable"}]\n'
            "           ^\n"
            "    hint: is a comma, a quotation mark or a bracket missing just before?",
        ),
        ("{}", 'sources.json error a list of sources belongs here\n    hint: write `[{"id": ..., "title": ...}]`'),
        (
            '[{"title": "x"}]',
            "sources.json error 1: this source has no `id`\n    hint: give it one, as text, and use it in `in:`",
        ),
        (
            '[{"id": "cable"}, {"id": "cable"}]',
            "sources.json error 2: the id `cable` is given to two sources\n    hint: rename one of them",
        ),
        ("[" * 200_000, "sources.json error this is nested too deep\n    hint: write a list of sources"),
    ],
)
def test_a_list_of_sources_that_cannot_be_read(tmp_path: Path, sources: str, said: str) -> None:
    case, problems = read(folder_with(tmp_path, "in: cable", sources))
    assert case is None
    assert str(problems[0]) == said


TEXT = "They said they “will not open the har-\nbour before\n   the ﬁrst\nrelief” arrives, and a well-\nknown step-by-step plan."


@pytest.mark.parametrize(
    "quote",
    [
        "will not open the harbour before the first relief",
        '"will not open',
        "well-known step-by-step plan",
        "the ﬁrst relief",
    ],
)
def test_quotes_are_found_whatever_the_typesetting(tmp_path: Path, quote: str) -> None:
    assert read(folder_with(tmp_path, f"in: cable, quote: '{quote}'", LISTED, TEXT))[1] == ()


def test_a_near_quote_is_an_error_and_the_passage_a_hint(tmp_path: Path) -> None:
    case, problems = read(folder_with(tmp_path, "in: cable, quote: will open the harbour before", LISTED, TEXT))
    assert case is None
    assert [(pointed_at(p), p.path, p.message, p.hint) for p in problems] == [
        (
            "will open the harbour before",
            "steps.open_harbour.because.1.quote",
            "this quote is not in the source `cable`",
            "the nearest passage is “will not open the harbour before” (line 1): the source has “not” after “will”",
        )
    ]


def test_an_invented_quote_has_no_near_passage(tmp_path: Path) -> None:
    problems = read(folder_with(tmp_path, "in: cable, quote: we surrender", LISTED, TEXT))[1]
    assert [p.hint for p in problems] == ["quote a few words exactly, or say it in your own words under `says`"]


def test_a_text_that_has_changed_is_a_warning(tmp_path: Path) -> None:
    sources = '[{"id": "cable", "sha256": "' + "0" * 64 + '"}]'
    case, problems = read(folder_with(tmp_path, "in: cable", sources, TEXT))
    assert case is not None
    assert [(p.file, p.severity, p.message) for p in problems] == [
        ("sources/cable.txt", "warning", "this is not the text that sources.json gives the sha256 of")
    ]


def test_a_text_of_100_megabytes_is_refused(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, "in: cable, quote: x", LISTED, "")
    with (folder / "sources" / "cable.txt").open("r+b") as stream:
        stream.truncate(100_000_000)
    case, problems = read(folder)
    assert case is None
    assert [p.message for p in problems] == ["the file has 100000000 bytes, and the limit is 10000000"]


def test_links_do_not_lead_out_of_the_folder(tmp_path: Path) -> None:
    outside = tmp_path / "secret.txt"
    outside.write_text("root:x:0:0", encoding="utf-8")
    folder = tmp_path / "case"
    folder.mkdir()
    folder_with(folder, "in: cable, quote: x", LISTED)
    (folder / "sources").mkdir()
    (folder / "sources" / "cable.txt").symlink_to(outside)
    problems = read(folder)[1]
    assert [p.message for p in problems] == ["this is a link to a file outside the case folder"]
    (folder / "sources.json").unlink()
    (folder / "sources.json").symlink_to(outside)
    assert "root" not in str(CaseError(read(folder)[1]))
    (folder / "case.yaml").unlink()
    (folder / "case.yaml").symlink_to(outside)
    assert [p.message for p in read(folder)[1]] == ["this is a link to a file outside the case folder"]


# ------------------------------------------------------------------------------------------- sizes


def test_more_steps_than_anyone_can_judge() -> None:
    steps = "".join(f"  s{i}: {{by: beta}}\n" for i in range(201))
    problems = _read(CASE.replace("now: []\n", steps))[1]
    assert [str(p) for p in problems] == [
        "case.yaml:7:1 error steps: these are 204, and the limit is 200\n"
        "    steps:\n"
        "    ^\n"
        "    hint: keep to what matters for the deals"
    ]


def test_a_rule_of_10_000_nots() -> None:
    with pytest.raises(MistakeError, match="the rule is nested 10000 deep, and the limit is 50"):
        parse_rule("not " * 10_000 + "fuel")


def test_a_chain_of_10_000_ifs() -> None:
    rule = "fuel" + " if fuel" * 10_000
    with pytest.raises(MistakeError, match="the rule is 80004 characters long, and the limit is 4000"):
        parse_rule(rule)


def test_problems_are_counted_up_to_a_limit() -> None:
    names = ", ".join(f"x{i}" for i in range(2000))
    problems = _read(CASE.replace("now: []", f"now: [{names}]"))[1]
    assert len(problems) == 501
    assert {p.message for p in problems[-1:]} == {"there are more than 500 problems; the rest is not shown"}


FAULTS = Path(__file__).parents[1] / "faults"


def test_many_warnings_are_counted_and_are_no_error() -> None:
    """Fault too-many-warnings: 14 parties without evidence for what 36 steps are worth to them."""
    case, problems = read(FAULTS / "too-many-warnings")
    assert case is not None
    assert {problem.severity for problem in problems} == {"warning"}
    assert len(problems) == 36 * 14  # a worth for each of 14 parties of each of 36 steps
    done = standoff("check", FAULTS / "too-many-warnings")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("504 warnings.\n") and len(done.stdout.splitlines()) <= 25
    every = standoff("check", FAULTS / "too-many-warnings", "--all").stdout
    assert every.count(" warning ") == 500
    assert "\n(4 more are in the --json document.)\n" in every
    assert "503 more like it: steps." in done.stdout and done.stdout.count(" warning ") == 1
    assert standoff("check", FAULTS / "too-many-warnings", "--strict", "--quiet").returncode == 1


def test_an_error_among_many_warnings_is_shown(tmp_path: Path) -> None:
    text = (FAULTS / "too-many-warnings" / "case.yaml").read_text(encoding="utf-8")
    (tmp_path / "case.yaml").write_text(text + "now: [s99]\n", encoding="utf-8")
    case, problems = read(tmp_path)
    assert case is None
    assert [problem.message for problem in problems if problem.severity == "error"] == ["there is no step `s99`"]
    assert len(problems) <= 500


# ------------------------------------------------------------------------------------------ what numbers rest on


def evidence_case(folder: Path, because: str = "", top: str = "") -> Path:
    """Eight steps, each with a worth and a time; the evidence stands under the first."""
    steps = "\n".join(
        f"  s{n}: {{by: a, takes: {n + 1} weeks, worth: {{a: -{n + 1}, b: {n + 2}}}, because: [{because if n == 0 else ''}]}}"
        for n in range(8)
    )
    (folder / "case.yaml").write_text(
        f"format: 1\ntitle: T\nas_of: 2026-11-02\n{top}parties: {{a: {{}}, b: {{}}}}\nsteps:\n{steps}\n",
        encoding="utf-8",
    )
    sources = [
        {"id": "old", "issued": {"date-parts": [[2020]]}},
        {"id": "undated"},
        {"id": "new", "issued": {"date-parts": [[2026]]}},
    ]
    (folder / "sources.json").write_text(json.dumps(sources), encoding="utf-8")
    return folder


def told_of(folder: Path) -> list[tuple[str, str]]:
    case, problems = read(folder)
    assert case is not None
    return [(one.path, one.message) for one in problems if "no evidence" not in one.message]


def test_stale_and_contradicted_numbers_are_warned_of(tmp_path: Path) -> None:
    because = "{in: old, for: worth.a}, {in: old, for: worth.b}, {in: new, for: worth.b}, {in: new, for: takes, contradicts: true}"
    assert told_of(evidence_case(tmp_path, because)) == [("steps.s0.takes", "some evidence contradicts this number")]
    assert told_of(evidence_case(tmp_path, because, "stale_after: 5 years\n")) == [
        ("steps.s0.takes", "some evidence contradicts this number"),
        ("steps.s0.worth.a", "every source for this number is stale: older than `stale_after` says"),
    ]


def test_a_source_without_a_date_cannot_be_stale_and_is_told_once(tmp_path: Path) -> None:
    because = "{in: undated, for: worth.a}, {in: undated, for: worth.b}"
    assert told_of(evidence_case(tmp_path, because)) == []
    assert told_of(evidence_case(tmp_path, because, "stale_after: never\n")) == []
    assert told_of(evidence_case(tmp_path, because, "stale_after: 1 year\n")) == [
        ("steps.s0.because.1.in", "`undated` has no date in sources.json, so nobody can say whether it is stale")
    ]


def test_what_speaks_against_a_worth_is_no_evidence_for_it(tmp_path: Path) -> None:
    _, problems = read(evidence_case(tmp_path, "{in: new, contradicts: true}"))
    assert [one.path for one in problems if "no evidence" in one.message][:2] == [
        "steps.s0.worth.a",
        "steps.s0.worth.b",
    ]


def test_strict_counts_every_number_that_rests_on_nothing(tmp_path: Path) -> None:
    """8 steps with 2 worths and a time each, of which all of the first rest on a judgement."""
    folder = evidence_case(tmp_path, "{judgement: x, by: AB}")
    plain, strict = (json.loads(standoff("check", folder, "--json", *more).stdout) for more in ((), ("--strict",)))
    assert len(plain["problems"]) == 14
    bare = [one["path"] for one in strict["problems"] if one["message"] == "this number rests on nothing"]
    assert bare == [f"steps.s{n}.takes" for n in range(1, 8)]
    assert len(strict["problems"]) == 21
    assert [one["strength"] for one in plain["coverage"]["numbers"]].count("bare") == 21
    assert standoff("check", folder).returncode == 0
    assert standoff("check", folder, "--strict").returncode == 1


def test_many_warnings_that_say_the_same_are_one(tmp_path: Path) -> None:
    done = standoff("check", evidence_case(tmp_path, "{judgement: x, by: AB}"), "--strict").stdout
    assert done.startswith("21 warnings.\nOf 24 numbers 3 rest on judgement alone and 21 on nothing.\n")
    assert done.count(" warning ") == 2
    assert (
        "13 more like it: steps.s1.worth.b (line 7), steps.s2.worth.a (line 8), steps.s2.worth.b (line 8) and 10 others"
        in (" ".join(done.split()))
    )
    every = standoff("check", tmp_path, "--strict", "--all").stdout
    assert every.count(" warning ") == 21 and "more like it" not in every


def test_a_few_warnings_that_say_the_same_are_told_one_by_one(tmp_path: Path) -> None:
    text = evidence_case(tmp_path).joinpath("case.yaml").read_text()
    few = "\n".join(
        line for line in text.splitlines() if not line.startswith(("  s2", "  s3", "  s4", "  s5", "  s6", "  s7"))
    )
    (tmp_path / "case.yaml").write_text(few, encoding="utf-8")
    assert standoff("check", tmp_path, "--all").stdout.count(" warning ") == 4
    assert "more like it" not in standoff("check", tmp_path).stdout
