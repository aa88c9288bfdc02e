"""Sweeps: the table against one assessment after another and values by hand; stopped, gone on with, refused."""

from __future__ import annotations

import csv
import errno
import json
import os
import sys
from itertools import product
from pathlib import Path

import jsonschema
import numpy as np
import pytest
from typer.testing import CliRunner

import gifts
import standoff
from standoff.analysis.sureness import sweep
from standoff.analysis.sureness.grid import MOST_POINTS, Grid, grid_of
from standoff.analysis.sureness.ranges import Drawn
from standoff.analysis.sureness.shares import how_sure
from standoff.analysis.sureness.sweep import Subject, asked_of, parts_of
from standoff.case.load import read_source
from standoff.cli import app
from standoff.engine.core.parallel import HERE, workers
from standoff.errors import SizeError, UsageError, WriteError
from standoff.formats import sweep_tables
from standoff.results import schemas
from standoff.results.records.sweep import Axis

pq = pytest.importorskip("pyarrow.parquet")

TEXT = gifts.GIFTS + "  at_once: {phases: [[gift_of_a, gift_of_b]], pace: 1 month}\n"

COSTS = "parties.b.walkout_cost=1 to 5 / 5"
GIFTS = "steps.gift_of_b.worth.b=-2, -3.5, -6"


def case_of(text=TEXT):
    return read_source("case.yaml", text).case


def subject(text=TEXT, name="gifts"):
    from hashlib import sha256

    return Subject(name, case_of(text), sha256(text.encode()).hexdigest())


def asked(*vary, text=TEXT, plans=(), deals=(), draws=0, seed=1):
    one = subject(text)
    return asked_of([one], plans, deals, grid_of([one.case], vary), draws, seed)


def rows_in(path):
    with path.open("rb") as stream:
        return pq.ParquetFile(stream).read().to_pylist()


def swept(path, wanted, **how):
    found = sweep_tables.write(path, wanted, **how)
    return found, (rows_in(path) if path.exists() else None)


class Stopped:
    """A crew that does so many tasks before the user stops it; `did`: the tasks, by their places."""

    def __init__(self, after=10**9):
        self.after, self.did = after, []

    def results(self, function, tasks):
        for number, task in enumerate(tasks):
            if len(self.did) >= self.after:
                raise KeyboardInterrupt
            self.did.append((task.case, task.plan, task.first))
            yield number, function(task)


@pytest.fixture
def small_parts(monkeypatch):
    monkeypatch.setattr(sweep, "ROWS", 4)


# ------------------------------------------------------------------------------------------------ the table


def test_every_row_is_what_assess_says_of_the_case_with_these_numbers(tmp_path):
    """The oracle: the numbers written into the text of the case, one assessment after another."""
    found, rows = swept(tmp_path / "t.parquet", asked(COSTS, GIFTS))
    assert (found.rows, found.done, found.resumed, found.partial) == (30, 30, 0, False)
    wanted = product(("a_first", "at_once"), (1, 2, 3, 4, 5), (-2, -3.5, -6))
    for row, (plan, cost, gift) in zip(rows, wanted, strict=True):
        text = TEXT.replace("walkout_cost: 2 to 8", f"walkout_cost: {cost}").replace("b: -3}", f"b: {gift}}}")
        one = standoff.assess(case_of(text), plan)
        assert row["plan"] == f"plan:{plan}"
        assert (row["parties.b.walkout_cost"], row["steps.gift_of_b.worth.b"]) == (cost, gift)
        assert (row["verdict"], row["party"], row["phase"]) == (one.verdict, one.binding.party, one.binding.phase)
        assert row["trust"] == (None if one.trust is None else pytest.approx(one.trust, abs=1e-12))
        assert row["months"] == pytest.approx(one.months, abs=1e-12)
        assert {party: row[f"gain.{party}"] for party in "ab"} == pytest.approx(one.gain, abs=1e-12)
        assert row["exact"] == one.made.exact
        assert (row["case"], row["holds"], row["draws"]) == ("gifts", None, 0)
    assert {"refused", "breaks", "holds"} == {row["verdict"] for row in rows}


def test_slack_by_hand(tmp_path):
    """b would gain 3.5 less what walking out costs it, of its stake of 8.5; a gains 2 of 8."""
    _, rows = swept(tmp_path / "t.parquet", asked(COSTS, "steps.gift_of_b.worth.b=-3.5", plans=["a_first"]))
    by_hand = [min((cost - 3.5) / 8.5, 1.5 / 8.5, 2 / 8) for cost in (1, 2, 3, 4, 5)]
    assert [row["slack"] for row in rows] == pytest.approx(by_hand)


def test_the_share_of_draws_is_what_the_same_draws_give_by_hand(tmp_path):
    _, rows = swept(tmp_path / "t.parquet", asked(GIFTS, plans=["a_first"], draws=300, seed=7))
    drawn = Drawn.of(case_of(), 300, 7).values
    cost, gift = drawn["parties.b.walkout_cost"], drawn["steps.gift_of_a.worth.a"]
    for row in rows:
        loss = row["steps.gift_of_b.worth.b"]
        wanted = (gift >= -5) & (loss >= -5)
        assert row["holds"] == pytest.approx(np.mean(wanted & (cost + loss >= 0)))
        assert row["draws"] == 300
    assert 0 < rows[1]["holds"] < 1


def test_at_what_a_number_is_the_share_is_that_of_a_run(tmp_path):
    wanted = asked("steps.gift_of_b.worth.b=-3", plans=["a_first"], draws=700, seed=3)
    _, (row,) = swept(tmp_path / "t.parquet", wanted)
    plans = {"plan:a_first": standoff.assess(case_of(), "a_first")}
    assert row["holds"] == how_sure(case_of(), plans, 700, 3)["plan:a_first"].holds


def test_the_roadmap_of_a_deal_and_its_own_pace(tmp_path):
    wanted = asked("deals.swap.pace=0, 6 months, 1 year", deals=["swap"])
    found, rows = swept(tmp_path / "t.parquet", wanted)
    assert [row["plan"] for row in rows] == ["deal:swap"] * 3
    (roadmap,) = standoff.roadmap(case_of(), ["swap"])
    assert rows[0]["trust"] == roadmap.shown.trust
    assert found.verdicts[0].points == 3


def test_a_plan_is_paced_by_its_own_pace(tmp_path):
    text = TEXT.replace("[[gift_of_a], [gift_of_b]]}", "[[gift_of_a], [gift_of_b]], pace: 2 weeks}")
    _, rows = swept(tmp_path / "t.parquet", asked("plans.a_first.pace=1, 2 years", text=text, plans=["a_first"]))
    assert [row["months"] for row in rows] == pytest.approx([24, 48])  # two phases
    for row, years in zip(rows, (1, 2), strict=True):
        one = standoff.assess(case_of(text.replace("pace: 2 weeks", f"pace: {years} years")), "a_first")
        assert (row["trust"], row["months"]) == (one.trust, one.months)


def test_a_chance_of_0_that_is_varied_counts(tmp_path):
    text = TEXT.replace("undo: never, worth: {a: 5", "undo: never, seen: 1 month, worth: {a: 5")
    _, rows = swept(tmp_path / "t.parquet", asked("steps.gift_of_b.missed=0, 30, 60 %", text=text, plans=["a_first"]))
    for row, missed in zip(rows, (0, 0.3, 0.6), strict=True):
        one = standoff.assess(case_of(text.replace("seen: 1 month,", f"seen: 1 month, missed: {missed},")), "a_first")
        assert row["steps.gift_of_b.missed"] == pytest.approx(missed)
        assert (row["verdict"], row["slack"] < 0) == (one.verdict, one.verdict == "breaks")
    assert len({row["slack"] for row in rows}) == 3


def test_many_cases_without_a_grid(tmp_path):
    other = TEXT.replace("a: {horizon", "c: {horizon").replace("by: a", "by: c").replace("{a: ", "{c: ")
    both = [subject(), subject(other, "others")]
    wanted = asked_of(both, ["a_first"], [], Grid(()))
    _, (first, second) = swept(tmp_path / "t.parquet", wanted)
    assert (first["case"], second["case"]) == ("gifts", "others")
    assert first["gain.a"] == second["gain.c"]
    assert (first["gain.c"], second["gain.a"]) == (None, None)


def test_the_file_says_how_it_was_made(tmp_path):
    path = tmp_path / "t.parquet"
    swept(path, asked(COSTS, draws=5, seed=9))
    schema = pq.read_schema(path)
    said = json.loads(schema.metadata[b"standoff"])
    assert (said["command"], said["draws"], said["seed"]) == ("sweep", 5, 9)
    assert said["cases"] == [{"case": "gifts", "title": "Gifts", "fingerprint": subject().fingerprint}]
    assert said["grid"] == [{"path": "parties.b.walkout_cost", "unit": "points", "values": [1, 2, 3, 4, 5]}]
    assert schema.field("parties.b.walkout_cost").metadata == {b"unit": b"points"}


def test_any_number_of_cores_gives_the_same_bytes(tmp_path, small_parts):
    sweep_tables.write(tmp_path / "one.parquet", asked(COSTS, GIFTS, draws=20))
    with workers(2) as crew:
        sweep_tables.write(tmp_path / "two.parquet", asked(COSTS, GIFTS, draws=20), by=crew)
    assert (tmp_path / "one.parquet").read_bytes() == (tmp_path / "two.parquet").read_bytes()


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_cluster_gives_the_same_bytes(tmp_path, small_parts, cluster):
    address, _ = cluster
    sweep_tables.write(tmp_path / "one.parquet", asked(COSTS, GIFTS, draws=20))
    with workers(cluster=address) as crew:
        sweep_tables.write(tmp_path / "two.parquet", asked(COSTS, GIFTS, draws=20), by=crew)
    assert (tmp_path / "one.parquet").read_bytes() == (tmp_path / "two.parquet").read_bytes()


def test_parts_hold_every_row_once_and_are_small_where_there_are_draws(monkeypatch):
    monkeypatch.setattr(sweep, "ASSESSMENTS", 100)
    for draws, most in ((0, 15), (30, 3), (1000, 1)):
        parts = parts_of(asked(COSTS, GIFTS, plans=["a_first"], draws=draws), {})
        assert [n for part in parts for n in range(part.first, part.last)] == list(range(15))
        assert max(map(len, parts)) == most


# ---------------------------------------------------------------------------------- stopped and gone on with


@pytest.mark.parametrize("after", [0, 1, 5])
def test_what_was_stopped_goes_on_and_comes_to_the_same_bytes(tmp_path, small_parts, after):
    whole, path = tmp_path / "whole.parquet", tmp_path / "t.parquet"
    wanted = asked(COSTS, GIFTS, draws=20)
    sweep_tables.write(whole, wanted)
    first = Stopped(after)
    found = sweep_tables.write(path, wanted, by=first)
    assert found.partial
    assert not path.exists()
    assert found.parts == f"{path}.parts"
    assert len(list(sweep_tables.folder_of(path).glob("part-*.parquet"))) == after
    assert sum(tally.points for tally in found.verdicts) == found.done == 4 * after - (after > 3)
    second = Stopped()
    found = sweep_tables.write(path, wanted, by=second)
    assert not found.partial
    assert found.resumed == 4 * after - (after > 3)
    assert not set(first.did) & set(second.did)
    assert len(first.did) + len(second.did) == 8
    assert path.read_bytes() == whole.read_bytes()
    assert not sweep_tables.folder_of(path).exists()


def test_a_finished_table_is_not_done_again(tmp_path):
    path = tmp_path / "t.parquet"
    sweep_tables.write(path, asked(COSTS))
    crew = Stopped()
    found = sweep_tables.write(path, asked(COSTS), by=crew)
    assert (crew.did, found.resumed, found.rows) == ([], 10, 10)


def test_a_roadmap_is_not_sought_again(tmp_path, small_parts, monkeypatch):
    path, wanted = tmp_path / "t.parquet", asked(COSTS, deals=["swap"])
    sweep_tables.write(path, wanted, by=Stopped(1))

    def refuse(*_, **__):
        raise AssertionError("sought again")

    monkeypatch.setattr(sweep, "question_of", refuse)
    assert not sweep_tables.write(path, wanted).partial


OTHERS = {
    "cases": lambda: asked(COSTS, text=TEXT.replace("Gifts", "Changed gifts")),
    "values": lambda: asked("parties.b.walkout_cost=1 to 5 / 4"),
    "plans": lambda: asked(COSTS, plans=["a_first"]),
    "draws": lambda: asked(COSTS, draws=5),
    "seed": lambda: asked(COSTS, seed=2),
}


@pytest.mark.parametrize("what", OTHERS)
@pytest.mark.parametrize("finished", [True, False])
def test_another_sweep_is_refused_and_nothing_of_this_one_is_touched(tmp_path, small_parts, what, finished):
    path = tmp_path / "t.parquet"
    sweep_tables.write(path, asked(COSTS), by=HERE if finished else Stopped(2))
    before = {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}
    with pytest.raises(UsageError, match=f"of another sweep.*{what}.*--again"):
        sweep_tables.write(path, OTHERS[what]())
    assert {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()} == before
    assert not sweep_tables.write(path, OTHERS[what](), again=True).partial
    assert len(rows_in(path)) == OTHERS[what]().rows


def test_another_version_is_refused(tmp_path, monkeypatch):
    path = tmp_path / "t.parquet"
    sweep_tables.write(path, asked(COSTS))
    monkeypatch.setattr(sweep, "__version__", "99")
    with pytest.raises(UsageError, match="another version of standoff"):
        sweep_tables.write(path, asked(COSTS))


def test_a_new_start_that_was_stopped_goes_on_without_again(tmp_path, small_parts):
    path = tmp_path / "t.parquet"
    sweep_tables.write(path, asked(COSTS))
    old = path.read_bytes()
    assert sweep_tables.write(path, asked(GIFTS), again=True, by=Stopped(1)).partial
    assert path.read_bytes() == old
    found = sweep_tables.write(path, asked(GIFTS))
    assert (found.partial, found.resumed) == (False, 3)
    assert len(rows_in(path)) == 6


def test_a_file_that_is_no_sweep_is_never_written_over(tmp_path):
    path = tmp_path / "thesis.parquet"
    path.write_text("mine")
    for again in (False, True):
        with pytest.raises(UsageError, match="no table of a sweep"):
            sweep_tables.write(path, asked(COSTS), again=again)
    assert path.read_text() == "mine"


def test_parts_that_cannot_be_read_or_are_nobodys(tmp_path, small_parts):
    path, wanted = tmp_path / "t.parquet", asked(COSTS)
    sweep_tables.write(path, wanted, by=Stopped(2))
    folder = sweep_tables.folder_of(path)
    part = folder / "part-000001.parquet"
    whole = part.read_bytes()
    part.write_bytes(whole[:100])
    with pytest.raises(UsageError, match=r"part-000001\.parquet cannot be read; remove it"):
        sweep_tables.write(path, wanted)
    part.write_bytes(whole)
    plan = (folder / "sweep.json").read_text()
    for text in ("{", "[]", "null", '{"sweep": {}, "roadmaps": [1], "replaces": false}'):
        (folder / "sweep.json").write_text(text)
        with pytest.raises(UsageError, match="cannot be read; --again"):
            sweep_tables.write(path, wanted)
    (folder / "sweep.json").unlink()
    with pytest.raises(UsageError, match="nothing says of which sweep"):
        sweep_tables.write(path, wanted)
    (folder / "sweep.json").write_text(plan)
    (folder / "notes.txt").write_text("mine")
    assert sweep_tables.write(path, wanted).resumed == 5  # parts of 4 and 1
    assert [file.name for file in folder.iterdir()] == ["notes.txt"]


def test_a_full_disk_keeps_what_is_done(tmp_path, small_parts, monkeypatch):
    path, wanted = tmp_path / "t.parquet", asked(COSTS, GIFTS)
    real, left = os.fsync, [4]

    def full(descriptor):
        left[0] -= 1
        if left[0] < 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(descriptor)

    monkeypatch.setattr("standoff.case.reading.files.os.fsync", full)
    with pytest.raises(WriteError, match="no space left on device"):
        sweep_tables.write(path, wanted)
    folder = sweep_tables.folder_of(path)
    assert sorted(file.name for file in folder.iterdir()) == [
        *(f"part-00000{n}.parquet" for n in range(3)),
        "sweep.json",
    ]
    monkeypatch.setattr("standoff.case.reading.files.os.fsync", real)
    assert sweep_tables.write(path, wanted).resumed == 12


def test_nowhere_to_write(tmp_path):
    for path in (tmp_path, tmp_path / "none" / "t.parquet"):
        with pytest.raises(WriteError, match="a file in a folder that is there"):
            sweep_tables.write(path, asked(COSTS))


# --------------------------------------------------------------------------------------------- what is asked


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("parties.a.horizon=2 to 10 years / 5", (2, 4, 6, 8, 10)),
        ("parties.a.horizon=6 months to 1 year / 2", (0.5, 1)),
        ("parties.a.horizon=6, 18 months, 3 years", (0.5, 1.5, 3)),
        ("parties.a.horizon=6 months, 18 months, 3 years", (0.5, 1.5, 3)),
        ("parties.b.walkout_cost = 0,2.5 , 1e1", (0, 2.5, 10)),
        ("steps.gift_of_b.worth.b=-4 to -2 / 3", (-4, -3, -2)),
        ("steps.gift_of_b.missed=0 to 40 % / 3", (0, 0.2, 0.4)),
        ("steps.gift_of_b.missed=0.5", (0.5,)),
        ("steps.gift_of_b.undo=1 year, never", (1, float("inf"))),
    ],
)
def test_values_as_they_are_written(text, values):
    (axis,) = grid_of([case_of()], [text]).axes
    assert axis.values == pytest.approx(values)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("parties.a.horizon", "which values? write, for example"),
        ("parties.a.horizn=1 year", "no number `parties.a.horizn`; did you mean `parties.a.horizon`?"),
        ("parties.a.horizon=2, 5", "5 of what? a duration needs a unit"),
        ("parties.a.horizon=2 to 5 / 3", "2 of what? a duration needs a unit"),
        ("parties.a.horizon=0 years", "a horizon must be longer than 0"),
        (
            "parties.a.horizon=1 to 5 years",
            "how many values of `1 to 5 years`?; write, for example, `1 to 5 years / 5`",
        ),
        ("parties.a.horizon=", "is not a duration"),
        ("parties.b.walkout_cost=-1", "a walk-out cost cannot be negative"),
        ("parties.b.walkout_cost=1,,2", "neither a number nor a range"),
        ("parties.b.walkout_cost=1, 2, 1.0", "has a value twice"),
        ("parties.b.walkout_cost=3 to 1 / 3", "the first value must be smaller than the last"),
        ("parties.b.walkout_cost=1 to 3 / 1", "there are two values or more"),
        ("parties.b.walkout_cost=1e300", "is too large"),
        ("steps.gift_of_b.missed=150 %", "a chance is between 0 % and 100 %"),
        ("steps.gift_of_b.redo=1 year", "has no say on whether a plan holds"),
        ("\x1b[2J=1", r"no number `\x1b[2J`"),
    ],
)
def test_what_cannot_be_varied(text, said):
    with pytest.raises(UsageError) as error:
        grid_of([case_of()], [text])
    assert said in str(error.value)


def test_what_is_asked_wrongly():
    one = subject()
    with pytest.raises(UsageError, match="varied twice"):
        asked(COSTS, COSTS)
    with pytest.raises(UsageError, match="did you mean `a_first`"):
        asked(plans=["a_frist"])
    with pytest.raises(UsageError, match="did you mean `swap`"):
        asked(deals=["swop"])
    with pytest.raises(UsageError, match="named twice"):
        asked_of([one, one], [], [], Grid(()))
    with pytest.raises(UsageError, match="has no plans"):
        asked(text=TEXT.partition("plans:")[0])


def test_sizes_are_refused_before_work():
    with pytest.raises(SizeError, match=f"and the limit is {MOST_POINTS}"):
        grid_of([case_of()], ["parties.b.walkout_cost=1 to 2 / 999999999999"])
    with pytest.raises(SizeError, match="points of the grid: 1002001"):
        grid_of([case_of()], ["parties.b.walkout_cost=1 to 2 / 1001", "steps.gift_of_b.worth.b=1 to 2 / 1001"])
    with pytest.raises(SizeError, match="rows: 1200000"):
        asked("parties.b.walkout_cost=1 to 2 / 600000")
    with pytest.raises(SizeError, match="rows times draws"):
        asked("parties.b.walkout_cost=1 to 2 / 20000", draws=99_999)


def test_the_last_number_changes_fastest():
    grid = Grid((Axis("a", "points", (1.0, 2.0, 3.0)), Axis("b", "points", (4.0, 5.0))))
    found = grid.values(0, grid.points)
    assert list(zip(found["a"].tolist(), found["b"].tolist(), strict=True)) == list(product((1, 2, 3), (4, 5)))


def test_without_pyarrow_it_is_said_which_extra(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(UsageError, match=r"the extra `sweep`: pip install 'standoff\[sweep\]'"):
        sweep_tables.write(tmp_path / "t.parquet", asked(COSTS))
    assert not list(tmp_path.iterdir())


# ------------------------------------------------------------------------------------ the ending, and the lock


def cells_in(path):
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_csv_says_what_parquet_says_and_needs_no_extra(tmp_path, small_parts, monkeypatch):
    """Fault sweep_csv: `--out table.csv` wrote a Parquet file under that name."""
    _, rows = swept(tmp_path / "t.parquet", asked(COSTS, GIFTS, draws=20))
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    path = tmp_path / "t.csv"
    assert sweep_tables.write(path, asked(COSTS, GIFTS, draws=20), by=Stopped(2)).partial
    found = sweep_tables.write(path, asked(COSTS, GIFTS, draws=20))
    assert (found.partial, found.resumed) == (False, 8)
    assert cells_in(path) == [{name: "" if x is None else str(x) for name, x in row.items()} for row in rows]
    assert not sweep_tables.folder_of(path).exists()
    again = sweep_tables.write(path, asked(COSTS, GIFTS, draws=20), by=Stopped(0))
    assert (again.resumed, again.verdicts) == (30, found.verdicts)
    with pytest.raises(UsageError, match="is of another sweep"):
        sweep_tables.write(path, asked(COSTS))
    assert not sweep_tables.write(path, asked(COSTS), again=True).partial
    assert len(cells_in(path)) == 10


def test_a_csv_file_of_ones_own_is_never_written_over(tmp_path):
    path = tmp_path / "t.csv"
    sweep_tables.write(path, asked(COSTS))
    path.write_text(path.read_text() + "mine\n")
    for again in (False, True):
        with pytest.raises(UsageError, match="no table of a sweep"):
            sweep_tables.write(path, asked(COSTS), again=again)
    (tmp_path / "u.csv.json").write_text("{}")
    with pytest.raises(UsageError, match=r"u\.csv\.json is there already and not of a sweep"):
        sweep_tables.write(tmp_path / "u.csv", asked(COSTS))
    assert (tmp_path / "u.csv.json").read_text() == "{}"


@pytest.mark.parametrize("name", ["t.xlsx", "t", "t.csv.gz"])
def test_another_ending_is_refused(tmp_path, name):
    with pytest.raises(UsageError, match=r"name a file that ends in `\.csv` or `\.parquet`"):
        sweep_tables.write(tmp_path / name, asked(COSTS))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["t.parquet", "t.csv"])
def test_one_sweep_at_a_time_writes_a_table(tmp_path, name):
    """Fault concurrent-sweeps-mixed: two at once, with other numbers, into one table."""
    path = tmp_path / name

    class Meanwhile:
        def results(self, function, tasks):
            with pytest.raises(UsageError, match="is being written by another process; wait for it, or name another"):
                sweep_tables.write(path, asked(GIFTS), again=True)
            yield from HERE.results(function, tasks)

    assert not sweep_tables.write(path, asked(COSTS), by=Meanwhile()).partial
    assert [file.name for file in tmp_path.iterdir() if file.suffix == ".lock"] == []
    assert sweep_tables.write(path, asked(COSTS)).resumed == 10


@pytest.mark.parametrize("name", ["t.parquet", "t.csv"])
def test_a_part_of_another_sweep_is_never_joined(tmp_path, small_parts, name):
    """Where no lock holds, as on some file systems, a part that is put in the place of another is noticed."""
    path, other = tmp_path / name, tmp_path / f"other-{name}"
    assert sweep_tables.write(other, asked("parties.b.walkout_cost=4 to 8 / 5"), by=Stopped(2)).partial
    (foreign,) = sweep_tables.folder_of(other).glob("part-000000.*")

    class Swapped:
        def results(self, function, tasks):
            yield from HERE.results(function, tasks)
            (sweep_tables.folder_of(path) / foreign.name).write_bytes(foreign.read_bytes())

    with pytest.raises(UsageError, match="is of another sweep"):
        sweep_tables.write(path, asked(COSTS), by=Swapped())
    assert not path.exists()


# ----------------------------------------------------------------------------------------- the command line


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "gifts").mkdir()
    (tmp_path / "gifts" / "case.yaml").write_text(TEXT, encoding="utf-8")
    return tmp_path


def test_the_document_and_the_text(folder):
    run, words = CliRunner(), ["sweep", "gifts", "--vary", COSTS, "--cores", "1"]
    shown = run.invoke(app, words)
    assert shown.exit_code == 0
    assert "plan:a_first" in shown.stdout
    assert "The table is sweep.parquet: 10 rows." in shown.stdout
    document = json.loads(run.invoke(app, [*words, "--json"]).stdout)
    jsonschema.validate(document, schemas.schema("sweep"))
    assert (document["rows"], document["resumed"], document["partial"]) == (10, 10, False)
    # b walks out where that costs less than 3; at once, there is nothing that it could keep.
    assert document["verdicts"][0] == {
        "case": "gifts",
        "plan": "plan:a_first",
        "points": 5,
        "refused": 0,
        "breaks": 2,
        "holds": 3,
    }


def test_a_stop_says_how_to_go_on(folder, small_parts, monkeypatch):
    monkeypatch.setattr("standoff.engine.core.parallel.HERE", Stopped(1))
    run, words = CliRunner(), ["sweep", "gifts", "--vary", COSTS, "--cores", "1"]
    shown = run.invoke(app, words)
    assert shown.exit_code == 130
    assert "Stopped after 4 of 10 rows, which are kept in sweep.parquet.parts." in shown.stdout
    monkeypatch.setattr("standoff.engine.core.parallel.HERE", Stopped(0))
    document = json.loads(run.invoke(app, [*words, "--json"]).stdout)
    jsonschema.validate(document, schemas.schema("sweep"))
    assert (document["partial"], document["done"], document["parts"]) == (True, 4, "sweep.parquet.parts")
    monkeypatch.setattr("standoff.engine.core.parallel.HERE", HERE)
    assert "4 of them were done before" in run.invoke(app, words).stdout


def test_a_changed_case_is_refused(folder):
    run, words = CliRunner(), ["sweep", "gifts", "--vary", COSTS, "--cores", "1"]
    run.invoke(app, words)
    (folder / "gifts" / "case.yaml").write_text(TEXT + "# another word\n", encoding="utf-8")
    refused = run.invoke(app, words)
    assert isinstance(refused.exception, UsageError)
    assert "a case that has changed" in str(refused.exception)


@pytest.mark.parametrize("name", ["a=1", "b\x1b[31m", "ü [x]", "file:", os.fsdecode(b"n\xff")])
def test_hostile_names(folder, name):
    try:
        (folder / name).mkdir()
    except OSError:
        pytest.skip("this system has no such names")
    text = TEXT.replace("Gifts", '"\\e[2J [bold]"')
    (folder / name / "case.yaml").write_text(text, encoding="utf-8")
    out = Path(name) / "k=v.parquet"
    shown = CliRunner().invoke(app, ["sweep", name, "--vary", COSTS, "--cores", "1", "--out", str(out)])
    assert shown.exit_code == 0, shown.exception
    assert "\x1b" not in shown.stdout
    assert {row["case"] for row in rows_in(out)} == {os.fsencode(name).decode("utf-8", "replace")}
