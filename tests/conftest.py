"""What tests of several folders are given."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

import shares
from places import TESTS

_OWN = pytest.StashKey[tempfile.TemporaryDirectory]()

collect_ignore = ["mutants", "faults"]  # mutants are run by hand; faults are data, scripts among them


def pytest_addoption(parser):
    parser.addoption(
        "--all", action="store_true", help="all cases of slow comparisons, not a fifth (see tests/shares.py)"
    )


def pytest_configure(config):
    if config.getoption("--all"):
        os.environ[shares.ALL] = "1"
    # What is kept is signed by the user who kept it; tests have a user's folders of their own.
    own = config.stash.setdefault(_OWN, tempfile.TemporaryDirectory(prefix="standoff-tests-"))
    os.environ["XDG_CONFIG_HOME"] = str(Path(own.name) / "config")
    os.environ["XDG_CACHE_HOME"] = str(Path(own.name) / "cache")


def pytest_unconfigure(config):
    config.stash[_OWN].cleanup()


@pytest.fixture(scope="session")
def korea():
    """The shipped case. It is frozen: nobody can alter it for the tests that come after."""
    from standoff import catalog
    from standoff.case.load import load

    return load(catalog.find("korea"))


@pytest.fixture
def cluster(tmp_path):
    """A scheduler and two worker processes of its own; their addresses, and the workers to kill."""
    pytest.importorskip("distributed")
    tests = str(TESTS)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([tests, os.environ.get("PYTHONPATH", "")])}

    def start(*words):
        return subprocess.Popen(
            [sys.executable, "-m", "distributed.cli." + words[0], *words[1:]],
            cwd=tmp_path,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    file = tmp_path / "scheduler.json"
    scheduler = start(
        "dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(file)
    )
    words = ["--scheduler-file", str(file), "--nworkers", "1", "--nthreads", "1", "--no-nanny", "--no-dashboard"]
    crew = [start("dask_worker", *words, "--local-directory", str(tmp_path / name)) for name in ("one", "two")]
    try:
        over = time.monotonic() + 60
        while not file.exists() and time.monotonic() < over:
            time.sleep(0.1)
        yield json.loads(file.read_text())["address"], crew
    finally:
        for process in (*crew, scheduler):
            process.kill()
            process.wait()
