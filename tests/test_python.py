"""The package as Python sees it: its names, what each says of itself, and calls that do what the verbs do."""

from __future__ import annotations

import ast
import contextlib
import csv
import inspect
import io
import re
import subprocess
import sys
from types import SimpleNamespace

import pytest

import standoff
from places import ROOT, SOURCE
from standoff import cli
from standoff.case.reading.writing import dumps
from standoff.cli.app import _Standoff
from standoff.cli.io import Output
from standoff.errors import CaseError, Problem, SizeError, UsageError
from standoff.results.tables.presenter import SHOWN
from standoff.views.progress import progress

# -------------------------------------------------------------------------------------------------- names


def test_dir_names_all_that_there_is():
    assert set(standoff.__all__) <= set(dir(standoff))
    code = "import standoff; print(*dir(standoff))"  # before anything was looked up
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert set(standoff.__all__) <= set(done.stdout.split())


def test_type_checkers_see_every_name():
    tree = ast.parse((SOURCE / "__init__.py").read_text(encoding="utf-8"))
    [block] = [node for node in tree.body if isinstance(node, ast.If)]
    seen = {alias.name: node.module for node in block.body for alias in node.names}
    assert seen == standoff._HOMES
    assert set(seen) == set(standoff.__all__) - {"__version__"}


@pytest.mark.parametrize("name", sorted(set(standoff.__all__) - {"__version__"}))
def test_every_name_says_what_it_is_and_shows_it(name):
    """Examples run with the doctests of the modules that the functions are in."""
    thing = getattr(standoff, name)
    assert inspect.getdoc(thing)
    assert inspect.isclass(thing) or ">>> " in inspect.getdoc(thing)
    assert f" {name}" in standoff.__doc__.replace("`", " ").replace(",", " ")


VERBS_ELSEWHERE = {
    "demo": "copies a shipped case and runs it: `find`, `load` and `run`",
    "new": "writes a skeleton: `example` is that case",
    "schema": "a text for editors and programs",
    "doctor": "about the installation",
    "import": "makes a folder",
    "open": "serves the app",
    "seal": "writes into the list of sources",
}


def test_every_verb_that_asks_a_question_has_a_function():
    verbs = {name for question in _Standoff.questions for name in question.verbs}
    assert verbs - set(VERBS_ELSEWHERE) - {"row"} <= set(standoff.__all__)


def test_the_page_has_every_name_and_every_table():
    page = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
    rows = [
        [re.findall(r"`([^`]+)`", cell) for cell in row.split(" | ")]
        for row in re.findall(r"^\| (`.*) \|$", page, re.M)
    ]
    names = {name for row in rows if len(row) == 2 for name in (*row[0], *re.findall(r"\w+", " ".join(row[1])))}
    assert set(standoff.__all__) - {"__version__"} <= names
    told = {row[0][0]: [name for name in row[2] if name.isidentifier()] for row in rows if len(row) == 3}
    said = {kind.__name__: list(shown.tables) for kind, shown in SHOWN.items() if shown.tables}
    said["Findings"] = said.pop("Answers")
    assert told == {name: said[name] for name in told}
    within = {"FrontierDeal", "Best", "Contender", "Robust", "Map", "Moment", "Seen"}  # within those that are told
    assert set(said) - set(told) <= within


# ------------------------------------------------------------------------------------ as the verbs do


def verb(*words):
    printed = io.StringIO()
    given, sys.argv = sys.argv, ["standoff", *map(str, words)]
    try:
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(io.StringIO()):
            cli.main()
        code = 0
    except SystemExit as end:
        code = end.code or 0
    finally:
        sys.argv = given
    return printed.getvalue(), code


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "case.yaml").write_text(dumps(standoff.example()), encoding="utf-8")
    return tmp_path


def test_check_tells_the_problems_of_the_verb(folder):
    case = folder / "case.yaml"
    case.write_text(case.read_text(encoding="utf-8").replace("by: beta", "by: betta"), encoding="utf-8")
    problems = standoff.check(folder)
    assert problems
    assert all(isinstance(problem, Problem) for problem in problems)
    printed, code = verb("check", folder)
    assert code == 1
    assert all(str(problem) in printed for problem in problems)


def test_check_reads_conflicts_in_graph_form(folder):
    (folder / "moves.csv").write_text("no,such,table\n", encoding="utf-8")
    assert [problem.severity for problem in standoff.check(folder / "moves.csv")]


def test_export_writes_what_the_verb_writes(folder):
    assert standoff.export(standoff.example(), to="csv") == verb("export", folder, "--to", "csv")[0]


VARY = {"steps.lift_ban.worth.beta": "-12, -3", "parties.beta.horizon": "2, 5 years"}


def test_a_sweep_in_memory_has_the_rows_of_its_file(folder):
    case = standoff.example()
    found = standoff.sweep(case, VARY, draws=5)
    written = standoff.sweep(case, VARY, draws=5, out=folder / "sweep.csv")
    assert (found.verdicts, found.grid, found.made) == (written.verdicts, written.grid, written.made)
    assert (found.rows, found.done, found.partial) == (8, 8, False)
    with (folder / "sweep.csv").open(encoding="utf-8", newline="") as file:
        told = list(csv.reader(line for line in file if not line.startswith("#")))
    rows = found.to_rows("points")
    assert [list(row) for row in rows] == [told[0]] * 8
    plain = [["" if cell is None else cell for cell in row.values()] for row in rows]
    for cells, row in zip(told[1:], plain, strict=True):
        assert [str(cell).lower() for cell in cells] == [str(cell).lower() for cell in row]


def test_a_sweep_goes_on_with_that_of_the_verb(folder):
    vary = [word for path, values in VARY.items() for word in ("--vary", f"{path}={values}")]
    _, code = verb("sweep", folder, *vary, "--out", folder / "sweep.csv")
    assert code == 0
    again = standoff.sweep(str(folder), VARY, out=folder / "sweep.csv")
    assert (again.rows, again.resumed) == (8, 8)


def test_values_of_a_sweep_can_be_numbers():
    case = standoff.example()
    as_text = standoff.sweep(case, {"steps.lift_ban.worth.beta": "-12, -3"})
    as_numbers = standoff.sweep(case, {"steps.lift_ban.worth.beta": [-12, -3]})
    assert as_numbers.to_rows() == as_text.to_rows()


def test_a_sweep_that_cannot_be_is_refused_before_work():
    case = standoff.example()
    with pytest.raises(SizeError, match="rows in memory: 150000, and the limit is 100000; name a file with `out`"):
        standoff.sweep(case, {"steps.lift_ban.worth.beta": "-12 to -3 / 150000"}, plans=["alpha-first"])
    with pytest.raises(UsageError, match="has no number"):
        standoff.sweep(case, {"steps.lift_ben.worth.beta": "-12, -3"})
    with pytest.raises(CaseError, match="there is no file or folder"):
        standoff.sweep("nowhere", {})


def test_loads_tells_all_that_is_wrong():
    with pytest.raises(CaseError) as refused:
        standoff.loads("format: 1\ntitle: T\n")
    assert {problem.file for problem in refused.value.problems} == {"case.yaml"}
    assert len(refused.value.problems) >= 2


# ----------------------------------------------------------------------------------------------- progress


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_a_bar_on_a_terminal_comes_and_goes(monkeypatch):
    stream = Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    bar = progress()
    bar("search\x1b[31m", 0.5)
    assert "search?[31m ████████████░░░░░░░░░░░░  50 %" in stream.getvalue()
    bar("search\x1b[31m", 1.0)
    assert stream.getvalue().endswith("\r\x1b[2K")


def test_a_bar_is_not_drawn_more_often_than_eyes_can_see(monkeypatch):
    stream = Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setattr("standoff.views.progress.monotonic", lambda: 0.0)
    bar = progress()
    for number in range(1000):
        bar("search", number / 1000)
    assert stream.getvalue().count("\r") == 1


def test_a_bar_never_goes_back_and_goes_when_all_is_done(monkeypatch):
    stream, clock = Terminal(), iter(range(100))
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setattr("standoff.views.progress.monotonic", lambda: float(next(clock)))
    bar = progress()
    for share in (0.0, 0.5, 0.25, 0.75, 1.5):
        bar("search", share)
    assert re.findall(r"[0-9]+(?= %)", stream.getvalue()) == ["0", "50", "50", "75"]
    assert stream.getvalue().endswith("\r\x1b[2K")
    bar("another", 0.25)
    assert stream.getvalue().endswith(" 25 %")


def test_the_bar_of_the_command_is_one_and_never_goes_back(monkeypatch):
    from rich import progress as bars

    shown = []

    class Watched(bars.Progress):
        def update(self, task, **values):
            super().update(task, **values)
            shown.append([(one.description, one.percentage) for one in self.tasks])

    monkeypatch.setattr(bars, "Progress", Watched)
    monkeypatch.setattr(sys, "stderr", Terminal())
    case = standoff.example()
    with Output(json=False, quiet=False).progress() as bar:
        bar("before", 1.0)
        standoff.run(case, draws=20, progress=bar)
    assert {len(bars_at_once) for bars_at_once in shown} == {1}
    assert [one[0] for one in shown[:2]] == [("before", 100.0), ("the run", 0.0)]
    shares = [share for ((_, share),) in shown[1:]]
    assert shares == sorted(shares)
    assert shares[-1] == 100
    assert len({*shares}) > 5


def test_nothing_is_drawn_where_nobody_looks(monkeypatch):
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    progress()("search", 0.5)
    assert stream.getvalue() == ""
    monkeypatch.setattr(sys, "stderr", None)
    progress()("search", 0.5)


def test_a_bar_in_a_notebook_is_one_and_goes(monkeypatch):
    shown = []
    handle = SimpleNamespace(update=lambda html: shown.append(html))
    display = SimpleNamespace(HTML=str, display=lambda html, display_id: shown.append(html) or handle)
    shell = SimpleNamespace(kernel=object())
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))
    monkeypatch.setitem(sys.modules, "IPython.display", display)
    bar = progress()
    bar("<draws>", 0.25)
    bar("<draws>", 1.0)
    assert shown == [
        '<progress value="0.250" max="1" aria-label="&lt;draws&gt;"></progress> &lt;draws&gt;',
        "",
    ]


# ------------------------------------------------------------------------------ scripts without a guard


def ran(folder, script):
    (folder / "script.py").write_text(script, encoding="utf-8")
    return subprocess.run([sys.executable, "script.py"], cwd=folder, capture_output=True, text=True, timeout=60)


ASKED = {
    "run": "standoff.run(case, draws=20{})",
    "answer": "standoff.answer(case, draws=600{})",
}


@pytest.mark.parametrize("call", ASKED.values(), ids=ASKED)
def test_a_script_without_a_guard_works_without_workers(tmp_path, call):
    done = ran(tmp_path, f"import standoff\ncase = standoff.example()\nprint(repr({call.format('')})[0])\n")
    assert (done.returncode, done.stdout, done.stderr) == (0, "<\n", "")


@pytest.mark.skipif(sys.platform == "win32", reason="as in engine/core/test_parallel.py")
@pytest.mark.parametrize("call", ASKED.values(), ids=ASKED)
def test_a_script_without_a_guard_that_uses_workers_is_told_the_remedy(tmp_path, call):
    asked = call.format(", by=crew")
    script = f"import standoff\ncase = standoff.example()\nwith standoff.workers(2) as crew:\n    {asked}\n"
    done = ran(tmp_path, script)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        "standoff.errors.UsageError: workers need a guard: "
        'in script.py, put what starts them under `if __name__ == "__main__":`'
    )
    guarded = script.replace("with", 'if __name__ == "__main__":\n  with', 1)
    assert ran(tmp_path, guarded).returncode == 0
