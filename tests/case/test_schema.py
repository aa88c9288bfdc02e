"""The JSON Schema that editors use: current, valid, and neither stricter nor looser than the program on what counts."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from pydantic import ValidationError

from places import CASES, SCHEMAS
from standoff.case.load import read, read_source
from standoff.case.model.view_file import ViewFile
from standoff.case.reading import schema
from standoff.case.reading.nodes import parse
from standoff.case.template import skeleton, sources

SHIPPED = sorted(CASES.glob("*/case.yaml"))
VALIDATOR = jsonschema.Draft202012Validator(schema.case_schema())


def test_the_committed_schema_is_current() -> None:
    committed = (SCHEMAS / "case.schema.json").read_text(encoding="utf-8")
    assert committed == schema.dumps(), "run `standoff schema > schema/case.schema.json`"


def test_the_committed_schema_of_views_is_current() -> None:
    committed = (SCHEMAS / "view.schema.json").read_text(encoding="utf-8")
    assert json.loads(committed) == schema.view_schema(), "run `standoff schema view > schema/view.schema.json`"


VIEW = jsonschema.Draft202012Validator(schema.view_schema())


@pytest.mark.parametrize(
    ("view", "sound"),
    [
        ({}, True),
        ({"title": "x", "by": "AB", "as_of": "2026-01-01", "sees": {"parties.beta.horizon": "2 years"}}, True),
        ({"by": ["AB", "CD"], "now": {"with": ["fuel"], "without": []}, "rules": ["not fuel"]}, True),
        ({"because": [{"judgement": "x", "by": "AB"}, {"in": "s", "for": ["rules"]}]}, True),
        ({"titel": "x"}, False),
        ({"sees": ["a"]}, False),
        ({"now": ["fuel"]}, False),
        ({"now": {"also": ["fuel"]}}, False),
        ({"because": [{"judgement": "x"}]}, False),
        ({"because": "x"}, False),
    ],
)
def test_the_schema_of_views_takes_what_the_program_takes(view: dict[str, Any], sound: bool) -> None:
    VIEW.check_schema(schema.view_schema())
    assert VIEW.is_valid(view) is sound
    try:
        ViewFile.model_validate(view)
    except ValidationError:
        assert not sound
    else:
        assert sound


def test_it_is_a_schema() -> None:
    VALIDATOR.check_schema(json.loads(schema.dumps()))


def test_there_are_shipped_cases() -> None:
    assert SHIPPED


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.parent.name)
def test_shipped_cases_validate_and_load(file: Path) -> None:
    assert [error.message for error in VALIDATOR.iter_errors(parse("case.yaml", file.read_text("utf-8")).data)] == []
    case, problems = read(file.parent)
    assert [str(problem) for problem in problems if problem.severity == "error"] == []
    assert case is not None


@pytest.mark.parametrize("title", ["Harbour standoff", "Harbour: the 2nd round # again", "yes", '"'])
def test_the_skeleton_validates_and_has_nothing_to_complain_of(tmp_path: Path, title: str) -> None:
    text = skeleton(title, date(2026, 11, 2))
    VALIDATOR.validate(parse("case.yaml", text).data)
    (tmp_path / "case.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "sources.json").write_text(sources(date(2026, 11, 2)), encoding="utf-8")
    case, problems = read(tmp_path)
    assert problems == ()
    assert case is not None
    assert (case.title, case.as_of) == (title, date(2026, 11, 2))


BASE: dict[str, Any] = {
    "format": 1,
    "title": "Harbour",
    "as_of": "2026-11-02",
    "parties": {"alpha": {"horizon": "5 years"}, "beta": {"horizon": "2 to 6 years"}},
    "steps": {"fuel": {"by": "beta"}, "summit": {"by": ["alpha", "beta"]}},
}


def with_fuel(**keys: Any) -> dict[str, Any]:
    return {**BASE, "steps": {**BASE["steps"], "fuel": {"by": "beta", **keys}}}


JUDGED = {"judgement": "likely", "by": "AB"}

BOTH_ACCEPT = [
    BASE,
    {**BASE, "intervals": "80 %"},
    {**BASE, "intervals": 0.8},
    {**BASE, "deals": {"one": ["fuel"], "two-b": {"steps": ["fuel"], "pace": "1 month", "title": "Two"}}},
    {**BASE, "prefer": {"alpha": ["fuel", "not summit"], "beta": {"ranking": [[["fuel"]], [[]]]}}},
    {**BASE, "prefer": {"alpha": {"statements": ["fuel", "summit"], "much": 1}, "beta": {"much": 2.5}}},
    {**BASE, "prefer": {"alpha": {"ranking": [[["fuel"]], [[]]], "much": 1}}},
    {**BASE, "prefer": {"alpha": {"ranking": [[["fuel"]], [[]]], "much": [1, 2]}}},
    {**BASE, "prefer": {"alpha": {"either": [["fuel"], {"ranking": [[[]]]}, {"statements": ["summit"]}]}}},
    {**BASE, "views": {"alpha": {"sees": {"prefer.beta": ["fuel"], "steps.fuel.worth.beta": 2}, "because": [JUDGED]}}},
    {**BASE, "views": {"alpha": {"title": "No summit", "rules": ["not summit"]}, "beta": {}}},
    {**BASE, "order": {"alpha": ["fuel", "nothing", "summit"], "beta": [["fuel", "summit"]]}},
    {**BASE, "together": {"both": {"steps": ["fuel", "summit"], "worth": {}}}},
    {**BASE, "sincerity": {"alpha": 0.4, "beta": "30 to 60 %"}},
    with_fuel(undo="never", redo=0, takes="0", seen="6 weeks to 4 months"),
    with_fuel(because=[{"in": "cable", "at": 12, "for": ["worth.alpha", "takes"], "grade": "B2"}]),
    with_fuel(because=[{**JUDGED, "by": ["AB", "CD"], "supports": "size"}]),
    with_fuel(seen={"normally": "12 months", "with": {"summit": "1 to 2 months"}}, missed="10 to 30 %"),
    with_fuel(seen={"normally": 0}, missed=0.2),
    with_fuel(worth={"alpha": 1, "beta": "1"}, because=[JUDGED]),
]

BOTH_REFUSE = [
    {**BASE, "plan": {}},
    {**BASE, "format": 2},
    {**BASE, "as_of": "2 November 2026"},
    {**BASE, "intervals": 90},
    {**BASE, "parties": {}},
    {**BASE, "steps": {"Fuel": {"by": "beta"}}},
    {**BASE, "steps": {"if": {"by": "beta"}}},
    {**BASE, "deals": {"one": []}},
    {**BASE, "deals": {"one": {"steps": ["fuel"], "before": [["fuel"]]}}},
    {**BASE, "plans": {"one": {"phases": [[]]}}},
    {**BASE, "prefer": {"alpha": {"ranks": []}}},
    {**BASE, "prefer": {"alpha": {"much": 0}}},
    {**BASE, "prefer": {"alpha": {"much": "a lot"}}},
    {**BASE, "prefer": {"alpha": {"statements": ["fuel"], "much": 0}}},
    {**BASE, "prefer": {"alpha": {"statements": ["fuel"], "ranking": [[[]]]}}},
    {**BASE, "prefer": {"alpha": {"ranking": [[[]]], "much": "1"}}},
    {**BASE, "prefer": {"alpha": {"either": [["fuel"]]}}},
    {**BASE, "prefer": {"alpha": {"either": [["fuel"], {"much": 3}]}}},
    {**BASE, "views": {"alpha": {"see": {}}}},
    {**BASE, "views": {"alpha": {"rules": "not fuel"}}},
    {**BASE, "order": {"alpha": []}},
    {**BASE, "order": {"alpha": "fuel"}},
    {**BASE, "order": {"alpha": [5]}},
    {**BASE, "order": {"alpha": [["fuel"], []]}},
    {**BASE, "together": {"both": {"steps": ["fuel"], "worth": {}}}},
    {**BASE, "sincerity": {"alpha": 40}},
    {**BASE, "sincerity": {"alpha": "likely"}},
    with_fuel(by=[]),
    with_fuel(by=5),
    with_fuel(takes=3),
    with_fuel(takes="soon"),
    with_fuel(takes="never"),
    with_fuel(undo=1),
    with_fuel(ends="some"),
    with_fuel(seen={"with": {"summit": "1 month"}}),
    with_fuel(seen={"normally": "1 year", "with": "summit"}),
    with_fuel(seen={"normally": "1 year", "until": "2 years"}),
    with_fuel(seen=["1 year"]),
    with_fuel(missed=20),
    with_fuel(missed="often"),
    with_fuel(automatic="yes"),
    with_fuel(worth={"alpha": "a lot"}),
    with_fuel(because=[{"judgement": "likely"}]),
    with_fuel(because=[{**JUDGED, "in": "cable"}]),
    with_fuel(because=[{**JUDGED, "quote": "never"}]),
    with_fuel(because=[{"in": "cable", "grade": "good"}]),
    with_fuel(because=[{"in": "cable", "supports": "all"}]),
    {key: value for key, value in BASE.items() if key != "as_of"},
]


def errors_of(data: dict[str, Any]) -> list[str]:
    return [p.message for p in read_source("case.yaml", json.dumps(data)).problems if p.severity == "error"]


@pytest.mark.parametrize("data", BOTH_ACCEPT)
def test_both_accept(data: dict[str, Any]) -> None:
    assert errors_of(data) == []
    VALIDATOR.validate(data)


@pytest.mark.parametrize("data", BOTH_REFUSE)
def test_both_refuse(data: dict[str, Any]) -> None:
    assert errors_of(data) != []
    assert not VALIDATOR.is_valid(data)


def test_every_key_is_described() -> None:
    """Editors show the description when the pointer rests on a key."""
    definitions = {"Case": schema.case_schema(), **schema.case_schema()["$defs"]}
    silent = [
        f"{name}.{key}"
        for name, shape in definitions.items()
        for key, value in _properties(shape)
        if "description" not in value
    ]
    assert silent == []


def _properties(shape: dict[str, Any]) -> list[tuple[str, Any]]:
    forms = [shape, *shape.get("anyOf", [])]
    return [item for form in forms for item in form.get("properties", {}).items()]
