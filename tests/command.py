"""The command as a user runs it, for tests: in this process, or in one of its own where the process is what is tested."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
from dataclasses import dataclass
from unittest import mock

from standoff import cli

WIDTH = {"COLUMNS": "120"}


@dataclass(frozen=True)
class Done:
    """What came of a command."""

    returncode: int
    stdout: str
    stderr: str


def standoff(*words, cwd=None, **environment):
    """The command in this process; what it would not catch itself is raised."""
    printed, told = io.StringIO(), io.StringIO()
    with (
        contextlib.chdir(cwd or "."),
        mock.patch.dict(os.environ, WIDTH | environment),
        mock.patch.object(sys, "argv", ["standoff", *map(str, words)]),
        contextlib.redirect_stdout(printed),
        contextlib.redirect_stderr(told),
    ):
        try:
            cli.main()
            code = 0
        except SystemExit as end:
            code = end.code or 0
    return Done(code, printed.getvalue(), told.getvalue())


def in_a_process(*words, cwd=None, **environment):
    """The command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "standoff", *map(str, words)],
        capture_output=True,
        text=True,
        cwd=cwd,
        env={**os.environ, **WIDTH, **environment},
        timeout=180,
    )
