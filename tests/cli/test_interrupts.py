"""Ctrl-C ends the command with 130 and no word more, at every moment."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import standoff.cli  # noqa: F401  what is interrupted must have been there
from standoff import __main__ as command

FAULTS = Path(__file__).parents[1] / "faults"


@pytest.fixture(autouse=True)
def as_before():
    """The command ignores Ctrl-C once it has been interrupted, as it is about to end: not so who tests it."""
    before = signal.getsignal(signal.SIGINT)
    yield
    signal.signal(signal.SIGINT, before)


class Interrupted:
    """A finder of modules in whose work the user presses Ctrl-C."""

    def find_spec(self, name, path=None, target=None):
        if name == "standoff.cli":
            raise KeyboardInterrupt


def test_while_the_command_is_imported(monkeypatch):
    monkeypatch.delitem(sys.modules, "standoff.cli")
    monkeypatch.setattr(sys, "meta_path", [Interrupted(), *sys.meta_path])
    with pytest.raises(SystemExit) as end:
        command.main()
    assert end.value.code == 130


def test_anywhere_else(monkeypatch):
    def interrupted():
        raise KeyboardInterrupt

    monkeypatch.setattr("standoff.cli.main", interrupted)
    with pytest.raises(SystemExit) as end:
        command.main()
    assert end.value.code == 130


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX signals")
def test_within_the_solver():
    """Fault interrupt-during-search: the solver of python-sat takes the signal for itself."""
    pytest.importorskip("pysat")
    words = [sys.executable, "-m", "standoff", "stable", FAULTS / "interrupt-during-search"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        assert running.stderr.readline().startswith("120 warnings")
        time.sleep(1.5)
        running.send_signal(signal.SIGINT)
        printed, told = running.communicate(timeout=180)
    assert (running.returncode, printed, told) == (130, "", "")
