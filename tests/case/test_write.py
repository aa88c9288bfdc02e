"""Writing: text that loads back to the same case, and files that are whole at every moment."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases import ALL_KEYS
from places import CASES
from standoff.case.load import load, read_source
from standoff.case.model.forms import RESERVED
from standoff.case.model.model import Case
from standoff.case.reading import files
from standoff.case.reading.files import save
from standoff.case.reading.nodes import parse
from standoff.case.reading.plain import plain
from standoff.case.reading.writing import dumps
from standoff.errors import WriteError

# ------------------------------------------------------------------ cases that have every key of the format

names = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True).filter(lambda name: name not in RESERVED)
labels = st.from_regex(r"[a-z][a-z0-9_-]{0,8}", fullmatch=True).filter(lambda name: name not in RESERVED)
words = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12),
    st.sampled_from(
        ["yes", "null", "1.10", "a: b", "- a", "# a", "'", '"', "a\nb", " a ", "x" * 200, "\x00", "\x85", "\u2028"]
    ),
)
numbers = st.one_of(st.integers(-1000, 1000), st.floats(-1e6, 1e6).filter(lambda x: x == 0 or abs(x) > 1e-6))
costs = numbers.map(abs)


def spans(low: float, high: float, unit: str) -> str:
    return f"{min(low, high)!r} to {max(low, high)!r}{unit}"


def rare(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(st.none(), strategy)


worths = st.one_of(numbers, st.builds(spans, numbers, numbers, st.just("")))
units = st.sampled_from([" days", " weeks", " months", " years"])
lengths = st.floats(0.01, 100).map(lambda x: round(x, 3))
durations = st.one_of(
    st.just(0), st.builds(lambda n, unit: f"{n}{unit}", lengths, units), st.builds(spans, lengths, lengths, units)
)
horizons = st.builds(spans, lengths, lengths, units)
or_never = st.one_of(durations, st.just("never"))
sources = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,8}", fullmatch=True)
supports = st.sampled_from(["sign", "order", "size"])


def trimmed(data: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if value is not None}


def some(of: list[str], least: int = 0, most: int = 4) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(of), min_size=min(least, len(of)), max_size=most, unique=True)


chances = st.one_of(
    st.sampled_from([0, 1, 0.4, "40 %"]),
    st.tuples(st.integers(1, 49), st.integers(50, 99)).map(lambda ends: f"{ends[0]} to {ends[1]} %"),
)
targets = rare(st.one_of(names, st.lists(names, min_size=1, max_size=3)))
evidence = st.one_of(
    st.fixed_dictionaries({"in": sources, "quote": rare(words), "at": rare(words), "says": rare(words), "for": targets,
                           "supports": rare(supports), "grade": rare(st.sampled_from(["A1", "F6"]))}),
    st.fixed_dictionaries({"judgement": words, "by": st.one_of(words, st.lists(words, min_size=1, max_size=2)),
                           "for": targets, "supports": rare(supports)}),
).map(trimmed)  # fmt: skip
because = rare(st.lists(evidence, max_size=2))


def rules(steps: list[str]) -> st.SearchStrategy[str]:
    return st.recursive(
        st.sampled_from(steps),
        lambda inner: st.one_of(
            inner.map(lambda one: f"not ({one})"),
            st.builds(
                lambda a, word, b: f"({a}) {word} ({b})", inner, st.sampled_from(["and", "or", "if", "iff"]), inner
            ),
        ),
        max_leaves=5,
    )


def verified(steps: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    sooner = st.dictionaries(st.sampled_from(steps), durations, max_size=2)
    return st.fixed_dictionaries({"normally": durations, "with": rare(sooner)}).map(trimmed)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    parties = draw(st.lists(names, min_size=1, max_size=3, unique=True))
    steps = draw(st.lists(names, min_size=3, max_size=6, unique=True))
    worth = st.dictionaries(st.sampled_from(parties), worths, max_size=2)
    party = st.fixed_dictionaries(
        {
            "horizon": horizons,
            "name": rare(words),
            "walkout_cost": rare(st.one_of(costs, st.builds(spans, costs, costs, st.just("")))),
            "scale": rare(words),
            "because": because,
        }
    ).map(trimmed)
    owners = st.one_of(st.sampled_from(parties), some(parties, 1))
    step = st.fixed_dictionaries(
        {
            "by": owners,
            "ends": rare(st.sampled_from(["any", "all"])),
            "name": rare(words),
            "takes": rare(durations),
            "seen": rare(st.one_of(durations, verified(steps))),
            "missed": rare(st.sampled_from([0, 1, 0.25, "20 %", "0.1 to 0.3", "5 to 95 %"])),
            "undo": rare(or_never),
            "redo": rare(or_never),
            "automatic": rare(st.booleans()),
            "symbolic": rare(st.booleans()),
            "requires": rare(some(steps)),
            "not_before": rare(st.dates().map(str)),
            "worth": rare(worth),
            "because": because,
        }
    ).map(trimmed)
    together = st.fixed_dictionaries({"steps": some(steps, 2), "worth": worth, "name": rare(words), "because": because})
    deal = st.one_of(
        some(steps, 1),
        st.fixed_dictionaries(
            {
                "steps": some(steps, 1),
                "title": rare(words),
                "pace": rare(durations),
                "before": rare(st.lists(st.lists(st.sampled_from(steps), min_size=2, max_size=2), max_size=2)),
                "same_phase": rare(st.lists(some(steps, 2), max_size=2)),
                "first": rare(st.one_of(st.sampled_from(steps), some(steps))),
                "last": rare(some(steps)),
                "phases": rare(st.integers(1, 9)),
                "at_risk": rare(
                    st.dictionaries(st.sampled_from(parties), st.sampled_from([0, 1, 0.2, "20 %", "33.3%"]))
                ),
            }
        ).map(trimmed),
    )
    plan = st.fixed_dictionaries(
        {
            "phases": st.lists(some(steps, 1), min_size=1, max_size=3),
            "title": rare(words),
            "keeps": rare(some(steps)),
            "pace": rare(durations),
        }
    ).map(trimmed)
    ranking = st.lists(st.lists(some(steps), max_size=2), min_size=1, max_size=3).map(
        lambda levels: {"ranking": levels}
    )
    days = st.dates().map(str)
    values = st.one_of(words, numbers, st.booleans(), st.lists(words, max_size=2))
    entry = st.fixed_dictionaries(
        {
            "before": days,
            "title": words,
            "was": rare(st.dictionaries(names, values, max_size=2)),
            "now": rare(st.fixed_dictionaries({"with": rare(some(steps)), "without": rare(some(steps))}).map(trimmed)),
            "because": because,
        }
    ).map(trimmed)
    view = st.fixed_dictionaries(
        {
            "title": rare(words),
            "sees": rare(st.dictionaries(names, values, max_size=2)),
            "rules": rare(st.lists(rules(steps), max_size=2)),
            "because": because,
        }
    ).map(trimmed)
    statements = st.lists(rules(steps), min_size=1, max_size=3)
    strong = statements.flatmap(
        lambda said: st.integers(1, len(said)).map(lambda much: {"statements": said, "much": much})
    )
    gaps = ranking.flatmap(
        lambda order: st.sets(st.integers(1, len(order["ranking"])), min_size=1).map(
            lambda after: {**order, "much": sorted(after)}
        )
    )
    points = st.sampled_from([{"much": 3}, {"much": 0.25}, {"much": 1e9}])
    either = st.lists(st.one_of(statements, ranking), min_size=2, max_size=4).map(lambda orders: {"either": orders})
    data = {
        "format": 1,
        "title": draw(words),
        "as_of": draw(days),
        "intervals": draw(rare(st.sampled_from([0.5, "80 %", "33.3 %", 0.9]))),
        "parties": {name: draw(party) for name in parties},
        "steps": {name: draw(step) for name in steps},
        "together": draw(rare(st.dictionaries(labels, together.map(trimmed), max_size=2))),
        "now": draw(rare(some(steps))),
        "rules": draw(rare(st.lists(rules(steps), max_size=3))),
        "merge": draw(rare(st.lists(rules(steps), max_size=2))),
        "choices": draw(rare(st.dictionaries(names, some(steps, 2), max_size=2))),
        "prefer": draw(rare(st.dictionaries(st.sampled_from(parties), st.one_of(
            statements, ranking, strong, gaps, points, either), max_size=2))),
        "order": draw(rare(st.dictionaries(st.sampled_from(parties), st.lists(
            st.one_of(st.sampled_from([*steps, "nothing"]), some(steps, 1)), min_size=1, max_size=4), max_size=2))),
        "sincerity": draw(rare(st.dictionaries(st.sampled_from(parties), chances, max_size=2))),
        "deals": draw(rare(st.dictionaries(labels, deal, max_size=2))),
        "plans": draw(rare(st.dictionaries(labels, plan, max_size=2))),
        "views": draw(rare(st.dictionaries(st.sampled_from(parties), view, max_size=2))),
        "history": draw(rare(st.lists(entry, max_size=2))),
    }  # fmt: skip
    return Case.model_validate(trimmed(data))


def loaded(text: str) -> Case:
    source = parse("case.yaml", text)
    assert source.problems == ()
    return Case.model_validate(source.data)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(cases())
def test_what_is_written_loads_back_to_the_same_case(case: Case) -> None:
    text = dumps(case)
    again = loaded(text)
    assert again == case
    assert dumps(again) == text
    assert Case.model_validate(plain(case)) == case


def test_every_key_survives() -> None:
    case = loaded(ALL_KEYS)
    text = dumps(case)
    assert loaded(text) == case
    written = parse("case.yaml", text).keys
    given_keys = set(parse("case.yaml", ALL_KEYS).keys)
    # Keys at their defaults, and names that are their keys, come and go; nothing else does.
    assert {path[-1] for path in given_keys - set(written)} <= {"ends", "symbolic"}
    assert {path[-1] for path in set(written) - given_keys} <= {"name"}


def test_shipped_cases_survive() -> None:
    for file in CASES.glob("*/case.yaml"):
        case = load(file)
        again = read_source("case.yaml", dumps(case))
        assert again.case == case
        assert [p for p in again.problems if p.severity == "error"] == []


def test_the_canonical_form() -> None:
    text = """\
# yaml-language-server: $schema=./case.schema.json
format: 1
title: "Harbour: the second round"
as_of: 2026-11-02
intervals: 0.8
parties:
  alpha: {name: Alpha, horizon: 2 to 6 years, scale: "10 = the ban lifted for good"}
steps:
  fuel: {by: alpha, name: Fuel, undo: never, worth: {alpha: -6 to -2}}
now: [fuel]
rules:
  - fuel or not fuel
deals:
  more: [fuel]
"""
    assert dumps(loaded(text)) == text


# --------------------------------------------------------------------------------------------- files


def test_save_replaces_the_whole_file(tmp_path: Path) -> None:
    file = tmp_path / "case.yaml"
    save(file, "one\n")
    file.chmod(0o640)
    save(file, "zwei é\n")
    assert file.read_bytes() == "zwei é\n".encode()
    assert file.stat().st_mode & 0o777 == 0o640
    save(file, b"\x00\xff")
    assert file.read_bytes() == b"\x00\xff"
    assert [path.name for path in tmp_path.iterdir()] == ["case.yaml"]


class FullDisk:
    """Writes a part and then has no room left, as a disk does."""

    def __init__(self, stream: Any) -> None:
        self.stream = stream

    def __enter__(self) -> FullDisk:
        return self

    def __exit__(self, *_: object) -> None:
        self.stream.close()

    def write(self, content: bytes) -> int:
        self.stream.write(content[: len(content) // 2])
        self.stream.flush()
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_full_disk_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "case.yaml"
    save(file, "old")
    opens = Path.open
    monkeypatch.setattr(Path, "open", lambda self, *args, **more: FullDisk(opens(self, *args, **more)))
    with pytest.raises(WriteError) as error:
        save(file, "new and longer")
    monkeypatch.undo()
    assert str(error.value) == f"{file}: could not be written (no space left on device); what was there is unchanged"
    assert file.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["case.yaml"]


@pytest.mark.parametrize("crash", [KeyboardInterrupt, MemoryError])
def test_a_crash_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, crash: type[BaseException]
) -> None:
    file = tmp_path / "case.yaml"
    save(file, "old")

    def fails(descriptor: int) -> None:
        raise crash

    monkeypatch.setattr(files.os, "fsync", fails)
    with pytest.raises(crash):
        save(file, "new")
    assert file.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["case.yaml"]


def test_no_folder(tmp_path: Path) -> None:
    with pytest.raises(WriteError, match="no such file or directory"):
        save(tmp_path / "nowhere" / "case.yaml", "x")
