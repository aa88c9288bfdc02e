"""A question as it is asked: of which case, with which options, and who is told how far it has come."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from standoff.analysis.headed import headed
from standoff.analysis.progress import Progress, silent
from standoff.app.server.questions.options import Option
from standoff.engine.core.work import HERE, Workers
from standoff.errors import CaseError
from standoff.over import Over

if TYPE_CHECKING:
    from standoff.analysis.cited.citations import Cited
    from standoff.case.load import LoadedCase
    from standoff.case.model.model import Case
    from standoff.case.position import Position
    from standoff.case.reading.sources import Library

__all__ = ["Asked", "Question", "Subject"]

Found = TypeVar("Found")
Document = TypeVar("Document")


@dataclass(frozen=True)
class Subject:
    """A case as it is asked about.

    key: what it hangs on; the same key is the same case. file: where it is saved. over: what is put over it. at: the
    case with that, None where it does not load. reading: what came of reading its text, and library: its sources, as
    they are on the desk, in the process that has read them.
    """

    key: str
    file: Path
    over: Over
    at: Position | None
    reading: LoadedCase | None = None
    library: Library | None = None

    @cached_property
    def cited(self) -> Cited:
        """All evidence of the case beside its sources; of a case with errors, too, as far as it can be read."""
        from standoff.analysis.cited.citations import Cited
        from standoff.case.load import claimed

        library = self.sources
        if self.at is not None:
            return Cited(self.at.case, library)
        source = self.reading.source if self.reading else None
        return Cited(claimed(source, library) if source else None, library)

    @property
    def sources(self) -> Library:
        """Its sources."""
        from standoff.case.reading.sources import read_library

        return read_library(self.home) if self.library is None else self.library

    @property
    def home(self) -> Path:
        """The folder of the case."""
        return self.file.parent

    @property
    def position(self) -> Position:
        """The case with what is put over it; raises CaseError where it does not load."""
        if self.at is None:
            raise CaseError(self.reading.problems if self.reading else ())
        return self.at

    @property
    def case(self) -> Case:
        """The case itself; raises CaseError where it does not load."""
        return self.position.case


def _unheard(document: object) -> None:
    """Nobody watches."""


@dataclass(frozen=True)
class Asked:
    """A question that was asked.

    beside: the second case, of a question about two. by: who works on it. partial: told documents that say a part of
    what is asked, or the same of fewer draws, as they are found; heard only where somebody watches.
    """

    subject: Subject
    options: Mapping[str, Any]
    beside: Subject | None = None
    progress: Progress = silent
    by: Workers = HERE
    partial: Callable[[object], None] = _unheard

    @property
    def case(self) -> Case:
        """The case that it is asked of; raises CaseError where it does not load."""
        return self.subject.case

    def told(self, document: Callable[[str, str, Found], Document], found: Found) -> Document:
        """What was found, as the document of a verb, whose head says what was put over the case."""
        case = self.case
        return headed(document(case.title, case.as_of.isoformat(), found), self.subject.position)


Options = Mapping[str, Any]


def _at_once(options: Options) -> Sequence[Options]:
    return ()


@dataclass(frozen=True)
class Question:
    """A question that can be asked, by the name of its verb.

    options: what it may be asked with. document: asks it, and makes the document that the verb writes with `--json`.
    long: whether it is asked in a process of its own, as it takes long. kept: whether what is found is kept for the
    next time. two: whether it is about two cases. unsound: whether it can be asked of a case that has errors. itself:
    whether it puts over the case itself what is to be put over it. page: whether it makes a page and no document.
    before: the options with which it is asked first, where somebody watches: those tell soon what is likely.
    """

    options: Mapping[str, Option]
    document: Callable[[Asked], object]
    long: bool = False
    kept: bool = False
    two: bool = False
    unsound: bool = False
    itself: bool = False
    page: bool = False
    before: Callable[[Options], Sequence[Options]] = field(default=_at_once)
