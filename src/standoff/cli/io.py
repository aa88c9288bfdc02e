"""What every verb does alike: load the case, show progress, print a document or a text."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from standoff.cli.over import AS_IT_IS, Over
from standoff.errors import CaseError, UsageError

if TYPE_CHECKING:
    from rich.console import Console

    from standoff.analysis.progress import Progress
    from standoff.case.model.model import Case
    from standoff.case.position import Position
    from standoff.engine.core.parallel import Workers
    from standoff.views.text.page import Page

__all__ = [
    "Output",
    "answer",
    "answer_at",
    "headed",
    "load",
    "load_with_text",
    "plural",
    "position_of",
    "show_position",
    "workers_for",
]

Document = object
"""What a verb writes with --json: one of the types in `results.documents`, or a schema."""

Found = TypeVar("Found")


@dataclass(frozen=True)
class Output:
    """How the user wants to be answered: with one JSON document or in text, with notes beside it or without.

    whole: with all of a text, however long.
    """

    json: bool
    quiet: bool
    whole: bool = False

    def show(self, fill: Callable[[Page], None], below: int = 0) -> None:
        """Print a page: as much of it as a screen has with so many lines below, or the whole."""
        from standoff.views.text.page import LINES, WIDTH, Page

        console = _console() if _for_eyes() else None
        page = Page(console.width if console else WIDTH, self.whole, most=LINES - below)
        fill(page)
        if console:
            page.write(console)
        else:
            sys.stdout.write(page.text())

    def note(self, text: str) -> None:
        """Say something beside the answer, on standard error."""
        if not (self.quiet or self.json):
            from standoff.views.text.page import clean

            sys.stderr.write(clean(text) + "\n")

    def tell(self, document: Callable[[], Document], text: Callable[[], object]) -> None:
        """Print the document, or the text, whichever was asked for; only that one is made."""
        if not self.json:
            text()
            return
        from standoff.results.documents.document import dumps

        sys.stdout.write(dumps(document()) + "\n")

    @contextmanager
    def progress(self) -> Iterator[Progress]:
        """One bar on a terminal, which never goes back, with one estimate of the time that is left; silence in a pipe.

        It shows what is at work now: where that changes, the bar begins anew.
        """
        if self.quiet or self.json or not sys.stderr.isatty():
            yield lambda what, share: None
            return
        from rich import progress as bars
        from rich.console import Console

        columns = (bars.TextColumn("{task.description}", markup=False), bars.BarColumn(), bars.TimeRemainingColumn())
        # What is left is told from all that was done, as questions take longer or shorter than others.
        to = Console(stderr=True, markup=False)
        with bars.Progress(*columns, console=to, transient=True, speed_estimate_period=3600.0) as bar:
            task = bar.add_task("", total=1.0, visible=False)
            shown, done = "", 0.0

            def update(what: str, share: float) -> None:
                nonlocal shown, done
                if what != shown:
                    shown, done = what, 0.0
                    bar.reset(task, description=what, total=1.0, visible=True)
                done = max(done, min(share, 1.0))
                bar.update(task, completed=done)

            yield update


def answer(
    path: Path,
    output: Output,
    ask: Callable[[Case, Progress], Found],
    document: Callable[[str, str, Found], Document],
    show: Callable[[Page, Case, Found], None],
    nothing: str = "",
    over: Over = AS_IT_IS,
) -> None:
    """Load a case, ask a question of it, and print what was found as its document or as a text.

    document: from the title, the date and what was found. nothing: a note that stands for an empty finding in text.
    over: what is put over the case; a text begins with it, and the head of a document says so.
    """
    answer_at(position_of(path, output, over), output, ask, document, show, nothing)


def answer_at(
    at: Position,
    output: Output,
    ask: Callable[[Case, Progress], Found],
    document: Callable[[str, str, Found], Document],
    show: Callable[[Page, Case, Found], None],
    nothing: str = "",
) -> None:
    """As `answer`, of a case that is loaded."""
    case = at.case
    with output.progress() as progress:
        found = ask(case, progress)

    def fill(page: Page) -> None:
        show_position(page, at)
        show(page, case, found)

    def text() -> None:
        if nothing and not found:
            output.note(nothing)
        else:
            output.show(fill)

    output.tell(lambda: headed(document(case.title, case.as_of.isoformat(), found), at), text)


def show_position(page: Page, at: Position) -> None:
    """Say which case an answer is about, where it is not as its file has it."""
    if at.said:
        page.say(f"{at.said[:1].upper()}{at.said[1:]}:")
    for note in at.notes:
        page.say(note)


def headed(document: Document, at: Position) -> Document:
    """A document whose head says what was put over the case."""
    from standoff.analysis.headed import headed as told

    return told(document, at)


def load(path: Path, output: Output, over: Over = AS_IT_IS) -> Case:
    """The case, or CaseError with all problems; warnings are counted in a note."""
    return position_of(path, output, over).case


def load_with_text(path: Path, output: Output, over: Over = AS_IT_IS) -> tuple[Position, str]:
    """The case as it was asked for, and the text of its file."""
    from standoff.case.load import examine
    from standoff.case.position import position
    from standoff.formats.graph_form.files import is_graph

    if is_graph(path):
        raise UsageError(f"{path} is a conflict in graph form by its name, and only `stable` and `check` read those")
    reading = examine(path)
    if reading.case is None or reading.source is None:
        raise CaseError(reading.problems)
    warnings = sum(not problem.of_the_record for problem in reading.problems)
    if warnings:
        output.note(f"{plural(warnings, 'warning')}: `standoff check {path}` shows them.")
    home = path if path.is_dir() else path.parent
    at = position(reading.case, home, reading.source, as_of=over.as_of, view=over.view, values=over.values)
    return at, reading.source.text


def position_of(path: Path, output: Output, over: Over = AS_IT_IS) -> Position:
    """The case as it was asked for, with how that is said; raises as `load` does."""
    return load_with_text(path, output, over)[0]


def workers_for(case: Case, cores: int | None, cluster: str | None) -> AbstractContextManager[Workers]:
    """Workers, but for a small case, whose questions take less time than it takes to start them."""
    from standoff.analysis.crews import crew_for

    return crew_for(case, cores, cluster)


def _for_eyes() -> bool:
    """Whether standard output is a terminal, or stands for one: elsewhere colours, and what they need, are left out."""
    return sys.stdout.isatty() or any(os.environ.get(name) for name in ("FORCE_COLOR", "TTY_COMPATIBLE"))


def _console() -> Console:
    """Standard output, where nothing from a case is taken for markup; a page wide unless a terminal."""
    from rich.console import Console

    from standoff.views.text.page import WIDTH

    width = None if sys.stdout.isatty() else WIDTH
    return Console(markup=False, highlight=False, emoji=False, width=width)


def plural(count: int, noun: str) -> str:
    """A number of things in words.

    >>> plural(1, "warning"), plural(2, "warning")
    ('1 warning', '2 warnings')
    """
    return f"{count} {noun}{'' if count == 1 else 's'}"
