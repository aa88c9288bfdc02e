"""A bar of how far long work has come, for terminals and notebooks; silence where there is neither."""

from __future__ import annotations

import sys
from collections.abc import Callable
from html import escape
from time import monotonic
from typing import Any, TextIO

from standoff.analysis.progress import Progress, silent
from standoff.printable import replaced

__all__ = ["progress"]

_AT_ONCE = 0.1
"""Seconds between two changes of a bar."""

_WIDTH = 24


def progress() -> Progress:
    """A bar, for the argument `progress` of what takes long: in a notebook, or in a terminal on standard error.

    It goes when the work is done. Elsewhere, as in a script whose output goes to a file, nothing is shown.

    >>> import standoff
    >>> standoff.answer(standoff.example(), draws=100, progress=standoff.progress()).headline
    'Both demands on the table hold. The best deal found does, too, in three phases.'
    """
    display = _notebook()
    if display is not None:
        return _sparing(_InNotebook(display))
    return _sparing(_in_terminal(sys.stderr)) if sys.stderr is not None and sys.stderr.isatty() else silent


def _sparing(show: Progress) -> Progress:
    """Progress that is shown now and then, and always when something begins or is done; it never goes back."""
    last, at, done = "", 0.0, 0.0

    def told(what: str, share: float) -> None:
        nonlocal last, at, done
        now, before = monotonic(), last
        done = max(done if what == before else 0.0, min(share, 1.0))
        if done >= 1 or what != before or now - at >= _AT_ONCE:
            last, at = what, now
            show(what, done)

    return told


def _in_terminal(stream: TextIO) -> Progress:
    def show(what: str, share: float) -> None:
        done = round(_WIDTH * share)
        bar = f"{'█' * done}{'░' * (_WIDTH - done)} {100 * share:3.0f} %"
        line = f"{replaced(what, '?')[:40]} {bar}" if share < 1 else ""
        stream.write(f"\r\x1b[2K{line}")
        stream.flush()

    return show


class _InNotebook:
    """A bar below a cell."""

    def __init__(self, display: Any) -> None:
        self.display, self.handle = display, None

    def __call__(self, what: str, share: float) -> None:
        bar = f'<progress value="{share:.3f}" max="1" aria-label="{escape(what)}"></progress> {escape(what)}'
        html = self.display.HTML(bar if share < 1 else "")
        if self.handle is None:
            self.handle = self.display.display(html, display_id=True)
        else:
            self.handle.update(html)


def _notebook() -> Any:
    """What displays in the notebook that this runs in; None outside of one."""
    shell: Callable[[], Any] | None = getattr(sys.modules.get("IPython"), "get_ipython", None)
    if shell is None or getattr(shell(), "kernel", None) is None:
        return None
    from importlib import import_module

    return import_module("IPython.display")
