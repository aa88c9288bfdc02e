"""Records at a prompt and in a notebook: every one of them is short, whatever it holds, and nothing in it is markup."""

from __future__ import annotations

import dataclasses
import importlib
import pickle
import pkgutil
from html.parser import HTMLParser

import pytest

import standoff
from large_records import HOSTILE, MANY, kinds, large
from standoff.results import records
from standoff.results.records.games import Turn
from standoff.results.records.record import Record
from standoff.results.records.stability import Stable, StateStability
from standoff.results.tables.presenter import SHOWN

EVERY = [kind for kind in kinds() if kind is not Turn]  # a turn is made of turns without end


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.seen, self.attributes = [], set(), set()

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)
        self.seen.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def require_harmless(html):
    tags = Tags()
    tags.feed(html)
    tags.close()
    assert tags.open == []
    assert tags.seen <= {"div", "p", "strong", "em", "span", "small", "table", "thead", "tbody", "tr", "th", "td"}
    assert tags.attributes <= {"dir", "scope", "style"}
    assert html.isprintable()
    assert len(html.encode()) < 20_000


def test_every_kind_is_met():
    """Introspection finds them all: those that are asked for by name are among them, and what has words is a record."""
    assert {"Assessment", "Stable", "Answer", "Findings", "Swept", "Made"} <= {kind.__name__ for kind in EVERY}
    assert set(SHOWN) <= {*EVERY, *(base for kind in EVERY for base in kind.__mro__)}
    assert all(dataclasses.is_dataclass(kind) for kind in EVERY)


@pytest.mark.parametrize("kind", EVERY, ids=lambda kind: kind.__name__)
def test_a_line_says_it(kind):
    line = repr(large(kind))
    assert len(line) < 300
    assert line.isprintable()
    assert kind.__name__ in line.split("(")[0].split(":")[0]
    assert str(large(kind)) == line


@pytest.mark.parametrize("kind", EVERY, ids=lambda kind: kind.__name__)
def test_a_fragment_of_html_shows_it(kind):
    html = large(kind)._repr_html_()
    require_harmless(html)
    assert "<script" not in html
    if any(HOSTILE[:7] in str(getattr(large(kind), f.name)) for f in dataclasses.fields(kind) if f.type == "str"):
        assert "&lt;script&gt;" in html


@pytest.mark.parametrize("kind", EVERY, ids=lambda kind: kind.__name__)
def test_every_table_has_rows_of_its_columns(kind):
    record = large(kind)
    for table in record.tables:
        rows = record.to_rows(table)
        assert all(isinstance(cell, str | int | float | None) for row in rows[:100] for cell in row.values())
        assert len({tuple(row) for row in rows}) <= 1
    assert record.to_rows() == (record.to_rows(record.tables[0]) if record.tables else record.to_rows())


def test_a_turn_of_turns_is_short():
    end = Turn(None, large(kinds()[[kind.__name__ for kind in kinds()].index("Outcome")]))
    turn = Turn("alpha", end.outcome, ((large(_named("StepsChanged")), end),) * 1000)
    assert len(repr(turn)) < 300
    assert "more" in repr(turn)
    require_harmless(turn._repr_html_())


def _named(name):
    return next(kind for kind in kinds() if kind.__name__ == name)


def test_all_states_of_a_large_case_are_said_in_a_line():
    """3.2 million characters, once."""
    states = tuple(StateStability((f"s{n}",), {"a": ("nash",)}) for n in range(100_000))
    found = dataclasses.replace(large(Stable), states=states, parties=("a",))
    assert len(repr(found)) < 300
    require_harmless(found._repr_html_())
    rows = found.to_rows("states")
    assert (len(rows), rows[-1]) == (100_000, {"state": "s99999", "a": "nash"})


def test_what_is_cut_says_how_much():
    found = large(_named("Equilibria"))
    assert f"… {MANY - 3} more" in repr(found)
    assert repr(dataclasses.replace(found, count=2, states=(("a",), ()))) == (
        "Equilibria(count=2, states=(('a',), ()), more=True)"
    )


def test_a_record_says_what_became_of_it_and_how_it_was_made():
    case = standoff.example()
    assert repr(standoff.assess(case, "alpha-first")).startswith("<Assessment: “Alpha first” holds and asks for ")
    assert repr(standoff.assess(case, "alpha-first")).endswith(" (exact)>")
    assert "(not exact, 50 draws, seed 3)" in repr(standoff.answer(case, draws=50, seed=3))
    lines = [standoff.answer(case, draws=50)._repr_html_(), repr(standoff.answer(case, draws=50))]
    assert all(standoff.answer(case, draws=50).headline in line for line in lines)


def test_a_verdict_is_told_as_the_record_has_it():
    case = standoff.loads(
        "{format: 1, title: T, as_of: 2026-01-01, parties: {a: {horizon: 5 years}, b: {horizon: 5 years}},"
        " steps: {x: {by: a, undo: never, worth: {a: -3, b: 5}}, y: {by: b, undo: never, worth: {a: 5, b: -3}}},"
        " plans: {first: {phases: [[x], [y]]}, never: {phases: [[x]]}}}"
    )
    # x is done for good and costs b nothing: b keeps the 3 points that y would cost it.
    assert "breaks at phase 2 by b;" in repr(standoff.assess(case, "first"))
    assert "is refused by a;" in repr(standoff.assess(case, "never"))


def test_a_record_is_otherwise_what_it_was():
    """Equality, copies, fields and hashes know nothing of how a record is shown."""
    found = standoff.assess(standoff.example(), "alpha-first")
    again = pickle.loads(pickle.dumps(found))
    assert again == found
    assert again.rows[0] == found.rows[0]
    assert hash(again.rows[0]) == hash(found.rows[0])
    assert dataclasses.replace(found, title="Other") != found
    assert "tables" not in {field.name for field in dataclasses.fields(found)}
    assert not dataclasses.is_dataclass(Record)


def test_a_case_is_short_too():
    case = standoff.load(standoff.find("korea"))
    assert len(repr(case)) < 200
    assert str(case) == repr(case)


def test_what_rounding_left_of_nothing_is_nothing_in_a_fragment():
    share = dataclasses.replace(large(_named("Sureness")), refused=1.7e-17, breaks=0.123456, between={})
    html = share._repr_html_()
    assert '<td style="text-align: right">0</td>' in html
    assert '<td style="text-align: right">0.12</td>' in html


def test_every_result_is_a_record():
    """A dataclass of `results/records` that is none would be shown whole; limits of numbers are no results."""
    modules = [importlib.import_module(f"{records.__name__}.{m.name}") for m in pkgutil.iter_modules(records.__path__)]
    found = {
        kind for m in modules for kind in vars(m).values() if isinstance(kind, type) and dataclasses.is_dataclass(kind)
    }
    assert {kind.__name__ for kind in found if not issubclass(kind, Record)} == {"Limits", "NullWhereInfinite", "Keys"}
