"""What importing costs: heavy libraries come when they are used. Timings are in benchmarks/bench_start.py."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("pydantic", "ruamel", "lark", "jinja2", "typer", "rich", "numpy", "pysat")


def loaded_after(code: str) -> set[str]:
    script = f"{code}\nimport sys\nprint(*sorted({{name.split('.')[0] for name in sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(done.stdout.splitlines()[-1].split())


def test_import_standoff_brings_no_library():
    assert not loaded_after("import standoff") & set(HEAVY)


def test_the_engine_brings_numpy_alone():
    code = "import standoff.engine.assessment.trust, standoff.engine.roadmap.search, standoff.engine.stability.individual, standoff.engine.symbolic.equilibria"
    assert loaded_after(code) & set(HEAVY) == {"numpy"}


def test_results_bring_no_library():
    assert not loaded_after("import standoff.results.schemas, standoff.results.documents.run") & set(HEAVY)


def test_the_version_needs_no_engine_and_no_case():
    code = "import sys; sys.argv = ['standoff', '--version']\nfrom standoff.cli import main\ntry: main()\nexcept SystemExit: pass"
    assert not loaded_after(code) & {"pydantic", "ruamel", "lark", "jinja2", "numpy"}


def test_the_command_line_comes_without_what_its_verbs_need():
    code = "import sys, standoff.cli; print(*(name for name in sys.modules if name.startswith('standoff.')))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert {name.split(".")[1] for name in done.stdout.split()} == {"cli", "errors", "over", "printable", "version"}


def test_what_the_package_offers_exists():
    import standoff

    for name in standoff.__all__:
        assert getattr(standoff, name) is not None
    with pytest.raises(AttributeError, match="no attribute `nothing`"):
        _ = standoff.nothing


def loaded_by(*arguments: str) -> set[str]:
    """All that is imported when a verb of the command line has been run into a pipe."""
    script = (
        f"import sys; sys.argv = ['standoff', *{list(arguments)!r}]\nfrom standoff.__main__ import main\n"
        "try: main()\nexcept SystemExit: pass\nprint(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(done.stdout.splitlines()[-1].split())


UNASKED = {"rich.console", "jinja2", "scipy", "numpy.ma", "docx", "openpyxl"}


def test_a_question_imports_what_it_needs(tmp_path):
    subprocess.run([sys.executable, "-m", "standoff", "new", str(tmp_path / "small")], check=True, capture_output=True)
    checked = loaded_by("check", str(tmp_path / "small"))
    assert "standoff.case.check.whole" in checked
    assert not checked & {*UNASKED, "numpy"}
    assert not [name for name in checked if name.startswith(("standoff.engine", "standoff.results.documents"))]
    stable = loaded_by("stable", str(tmp_path / "small"))
    assert "standoff.engine.stability.individual" in stable
    assert not stable & UNASKED
    records = {name.rpartition(".")[2] for name in stable if name.startswith("standoff.results.records.")}
    assert records == {"made", "limits", "record", "stability"}
    assert not [name for name in stable if name.startswith("standoff.results.documents")]
