"""The file beside a case that says what became of it: what is read, and what is refused, each with its place."""

import shutil
from pathlib import Path

import pytest

import standoff
from standoff.case.outcome import read_outcome
from standoff.case.reading.schema import outcome_schema

CASES = Path(__file__).parent / "cases"

SOUND = """format: 1
plan: as_agreed
held: false
until: 2001-08-01
broken_by: [birch]
phase: 2
steps:
  tower: {level: 3, from: 2001-03-10, until: 2001-07-01}
because: [{judgement: made up, by: AB, for: [phase, steps.tower, steps.tower.level]}]
"""


@pytest.fixture
def told(tmp_path):
    """What is wrong with an outcome beside the swap."""
    shutil.copy(CASES / "swap" / "case.yaml", tmp_path)

    def problems(text):
        (tmp_path / "outcome.yaml").write_text(text, encoding="utf-8")
        found = [one for one in standoff.check(tmp_path) if one.file == "outcome.yaml"]
        return [(f"{one.line}:{one.column}", one.path, one.message) for one in found]

    return problems


def test_a_sound_one(told, tmp_path):
    assert told(SOUND) == []
    outcome = read_outcome(tmp_path, standoff.load(tmp_path)).outcome
    assert (outcome.held, outcome.broken_by, outcome.phase) == (False, ("birch",), 2)
    assert outcome.steps["tower"].level == 3 and outcome.steps["tower"].begun.isoformat() == "2001-03-10"


def test_no_outcome_is_no_problem(tmp_path):
    shutil.copy(CASES / "swap" / "case.yaml", tmp_path)
    assert read_outcome(tmp_path, None) == type(read_outcome(tmp_path, None))(None, ())


@pytest.mark.parametrize(
    ("old", "new", "place", "path", "message"),
    [
        ("plan: as_agreed", "plan: agreed", "2:7", "plan", "the case has no plan `agreed`"),
        ("held: false", "hold: false", "3:1", "hold", "there is no such key"),
        ("held: false", "held: maybe", "3:7", "held", "`maybe` is neither `true` nor `false`"),
        ("held: false", "held: true", "1:1", "", "this says that it held and that somebody broke it"),
        ("broken_by: [birch]\n", "", "1:1", "", "this broke, and `broken_by` does not say who broke it"),
        ("phase: 2\n", "", "1:1", "", "this broke, and `phase` does not say when"),
        ("until: 2001-08-01", "until: 2000-08-01", "4:8", "until", "this is before the day of the case, 2001-03-01"),
        ("until: 2001-08-01", "until: 2199-08-01", "4:8", "until", "2199-08-01 is still to come"),
        ("[birch]", "[beech]", "5:13", "broken_by.1", "there is no party `beech`"),
        ("[birch]", "[birch, birch]", "5:20", "broken_by.2", "`birch` is listed twice"),
        ("phase: 2", "phase: 4", "6:8", "phase", "the plan has 2 phases, and this is phase 4"),
        ("phase: 2", "phase: last", "6:8", "phase", "`last` is not a phase"),
        ("tower: {", "towers: {", "8:3", "steps.towers", "there is no step `towers`"),
        ("level: 3", "level: 4", "8:18", "steps.tower.level", "`4` is not a level from 0 to 3"),
        ("level: 3", "level: 0", "8:46", "steps.tower.until", "what was not begun cannot have ended"),
        ("until: 2001-07-01", "until: 2001-02-01", "8:46", "steps.tower.until", "this ended before it began"),
        ("for: [phase,", "for: [fase,", "9:46", "because.1.for.1", "the outcome says nothing of `fase`"),
        ("format: 1", "format: 2", "1:9", "format", "`2` is not a format that this version reads"),
    ],
)
def test_what_is_refused(told, old, new, place, path, message):
    assert (place, path, message) in told(SOUND.replace(old, new)), told(SOUND.replace(old, new))


def test_sources_are_those_of_the_case(told, tmp_path):
    (tmp_path / "sources.json").write_text('[{"id": "report"}]', encoding="utf-8")
    text = SOUND.replace("{judgement: made up, by: AB,", "{in: rapport,")
    assert [message for _, _, message in told(text)] == ["there is no source `rapport` in sources.json"]


def test_a_link_out_of_the_folder_is_refused(tmp_path):
    (tmp_path / "case").mkdir()
    shutil.copy(CASES / "swap" / "case.yaml", tmp_path / "case")
    (tmp_path / "outside.yaml").write_text(SOUND, encoding="utf-8")
    (tmp_path / "case" / "outcome.yaml").symlink_to(tmp_path / "outside.yaml")
    assert "outside the case folder" in read_outcome(tmp_path / "case", None).problems[0].message


def test_errors_in_an_outcome_stop_no_question(told, tmp_path):
    assert told("{") != []
    assert standoff.assess(standoff.load(tmp_path), "as_agreed").verdict == "breaks"


def test_the_schema_takes_what_is_read():
    jsonschema = pytest.importorskip("jsonschema")
    from ruamel.yaml import YAML

    jsonschema.validate(YAML(typ="safe", pure=True).load(SOUND.replace("2001-08-01", "'2001-08-01'").replace(
        "2001-03-10", "'2001-03-10'").replace("2001-07-01", "'2001-07-01'")), outcome_schema())  # fmt: skip
