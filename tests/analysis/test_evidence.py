"""How strong the evidence for a case is; expected values by hand from the definitions in docs/method.md."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

import standoff
from standoff.formats.csv_tables import tables
from standoff.results.records.evidence import Coverage

CASE: dict[str, Any] = {
    "format": 1,
    "title": "Two steps",
    "as_of": "2026-11-02",
    "stale_after": "2 years",
    "parties": {
        "a": {"horizon": "2 to 6 years", "because": [{"judgement": "x", "by": "AB"}]},
        "b": {"horizon": "4 years"},
    },
    "steps": {
        "open": {
            "by": "a",
            "seen": "1 week",
            "worth": {"a": "-4 to -2", "b": "4 to 8"},
            "because": [
                {"in": "new", "for": "worth.a", "supports": "size", "grade": "B2"},
                {"in": "other", "for": "worth.a", "supports": "sign", "grade": "A3"},
                {"in": "old", "for": "worth.b", "supports": "size"},
                {"judgement": "y", "by": "AB", "for": "worth.b", "contradicts": True},
            ],
        },
        "pay": {"by": "b", "worth": {"a": "5 to 9", "b": "-3 to -1"}},
    },
    "plans": {"swap": {"phases": [["open", "pay"]]}},
}
SOURCES = [
    {"id": "new", "author": [{"literal": "N"}], "issued": {"date-parts": [[2026]]}},
    {"id": "other", "author": [{"literal": "O"}], "issued": {"date-parts": [[2010]]}},
    {"id": "old", "author": [{"literal": "N"}], "issued": {"date-parts": [[2010]]}},
]
STRENGTHS = {
    "parties.a.horizon": ("judged", 0, "", "", False, False),
    "parties.b.horizon": ("bare", 0, "", "", False, False),
    "steps.open.seen": ("bare", 0, "", "", False, False),
    "steps.open.worth.a": ("sourced", 2, "size", "A3", False, False),
    "steps.open.worth.b": ("one source", 1, "size", "", True, True),
    "steps.pay.worth.a": ("bare", 0, "", "", False, False),
    "steps.pay.worth.b": ("bare", 0, "", "", False, False),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "case.yaml").write_text(json.dumps(CASE), encoding="utf-8")
    (tmp_path / "sources.json").write_text(json.dumps(SOURCES), encoding="utf-8")
    return tmp_path


def found_in(folder: Path) -> Coverage:
    return standoff.coverage(standoff.load(folder))


def test_each_number_has_its_strength_and_its_marks(folder: Path) -> None:
    found = found_in(folder)
    told = {
        one.path: (one.strength, one.sources, one.supports, one.grade, one.stale, one.contradicted)
        for one in found.numbers
    }
    assert told == STRENGTHS
    assert [found.count(which) for which in ("sourced", "one source", "judged", "bare", "stale", "contradicted")] == [
        1, 1, 1, 4, 1, 1,
    ]  # fmt: skip
    assert (found.sized, found.grade) == (2, "A3")


def test_shares_are_of_numbers_or_of_their_weights(folder: Path) -> None:
    found = found_in(folder)
    assert found.share(lambda one: one.strength == "bare") == 4 / 7
    assert found.share(lambda one: one.firm) == 1 / 7  # the other one of a size is stale
    weighed = found.weighed({"steps.open.worth.a": 0.75, "steps.pay.worth.a": 0.25})
    assert weighed.share(lambda one: one.firm) == 0.75
    assert weighed.share(lambda one: one.strength == "judged") == 0.0
    assert found.of([]).share(lambda one: True) == 0.0
    assert found.weighed({}) == found


def test_the_tables_count_by_part(folder: Path) -> None:
    rows = {row["part"]: row for row in found_in(folder).to_rows("parts")}
    assert list(rows) == ["parties.a", "parties.b", "steps.open", "steps.pay"]
    names = ("numbers", "sourced", "one_source", "judged", "bare", "stale", "contradicted", "sized", "grade", "weight")
    assert [rows["steps.open"][name] for name in names] == [3, 1, 1, 0, 1, 1, 1, 2, "A3", None]
    assert [rows["parties.a"][name] for name in names] == [1, 0, 0, 1, 0, 0, 0, 0, "", None]


def test_without_its_sources_nothing_is_stale_and_ids_alone_tell_sources_apart() -> None:
    found = standoff.coverage(standoff.loads(json.dumps(CASE)))
    assert found.count("stale") == 0
    assert found.count("contradicted") == 1
    assert [one.sources for one in found.numbers if one.path == "steps.open.worth.a"] == [2]


def test_a_run_says_what_its_answer_rests_on(folder: Path) -> None:
    run = standoff.run(standoff.load(folder), draws=10)
    assert run.coverage is not None and run.answer is not None and run.answer.rests is not None
    told = list(csv.reader(tables(run)["evidence"].splitlines()))
    assert [(row[0], row[2]) for row in told[1:]] == [(path, one[0]) for path, one in STRENGTHS.items()]
    weights = [one.weight for one in run.coverage.numbers if one.weight is not None]
    assert not weights or abs(sum(weights) - 1) < 1e-9
    assert set(run.answer.rests.numbers) <= STRENGTHS.keys()
    assert "; a source gives the size of 2; 1 is stale and 1 is contradicted" in run.answer.sentences["confidence"]


def test_evidence_has_a_say_in_the_sentence_alone(folder: Path) -> None:
    """What was found is the same whatever is behind it; how far it can be relied on is not."""
    case = standoff.load(folder)
    bare = case.model_copy(update={"steps": {n: s.model_copy(update={"because": ()}) for n, s in case.steps.items()}})
    one, other = standoff.answer(case, draws=10), standoff.answer(bare, draws=10)
    assert one.best == other.best
    assert {name for name in one.sentences if one.sentences[name] != other.sentences[name]} == {"confidence"}
    assert "source" not in other.sentences["confidence"]
