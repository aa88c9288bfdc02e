"""All evidence of a case, piece by piece: what it is for, and what became of the words that it quotes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from standoff.analysis.labels import called_of
from standoff.case.check.references import LookedUp, all_evidence, looked_up
from standoff.case.model.backing import is_stale, numbers
from standoff.case.reading.source import path_text
from standoff.case.reading.texts.normal import folded
from standoff.case.reading.texts.text import SourceText
from standoff.errors import Problem
from standoff.results.records.citations import STATES, Citation, State

if TYPE_CHECKING:
    from standoff.case.model.evidence import Evidence
    from standoff.case.model.model import Case, Party, Step, Together
    from standoff.case.reading.source import KeyPath
    from standoff.case.reading.sources import Library

__all__ = ["Cited", "called", "stands_at"]


@dataclass(frozen=True)
class Cited:
    """The evidence of a case beside its sources; of a case that cannot be read (None) there is none."""

    case: Case | None
    library: Library

    @cached_property
    def pieces(self) -> tuple[tuple[KeyPath, Evidence], ...]:
        """All evidence with its place, in the order of the file."""
        return () if self.case is None else tuple(all_evidence(self.case))

    @cached_property
    def numbers(self) -> Mapping[str, str]:
        """The paths of all numbers that evidence can be for, and where evidence for each stands."""
        return {} if self.case is None else {path: stands_at(path) for path in numbers(self.case)}

    @cached_property
    def lookups(self) -> tuple[LookedUp | Problem | None, ...]:
        """Of each piece what became of its quote: None where it has none, or its text is not here."""
        return tuple(self._lookup(evidence) for _, evidence in self.pieces)

    def _lookup(self, evidence: Evidence) -> LookedUp | Problem | None:
        if evidence.judged or not evidence.quote:
            return None
        text = self.library.text(evidence.source)
        return looked_up(text, evidence) if isinstance(text, SourceText) else text

    @cached_property
    def for_numbers(self) -> tuple[tuple[str, ...], ...]:
        """Of each piece the paths of the numbers that it is for, or against."""
        return tuple(self._numbers(path, evidence) for path, evidence in self.pieces)

    def _numbers(self, path: KeyPath, evidence: Evidence) -> tuple[str, ...]:
        if path[0] not in ("parties", "steps", "together"):
            return ()
        targets = evidence.paths(_under(path))
        return tuple(
            number
            for number, place in self.numbers.items()
            if any(place == target or place.startswith(f"{target}.") for target in targets)
        )

    @cached_property
    def all(self) -> tuple[Citation, ...]:
        """Each piece as it is told."""
        return tuple(self._told(n) for n in range(len(self.pieces)))

    def _told(self, n: int) -> Citation:
        (path, evidence), found = self.pieces[n], self.lookups[n]
        assert self.case is not None
        entry = (self.library.entries or {}).get(evidence.source, {})
        title = entry.get("title")
        state = self._state(evidence, found)
        note, hint, instead = "", "", ""
        if isinstance(found, LookedUp):
            note, hint = found.message, found.hint
            text = self.library.text(evidence.source)
            if found.near is not None and isinstance(text, SourceText):
                instead = folded(text.text[found.near.start : found.near.end])
        elif isinstance(found, Problem):
            note, hint = f"{found.file}: {found.message}", found.hint
        return Citation(
            place=path,
            under=_under(path),
            targets=evidence.paths(_under(path)),
            numbers=self.for_numbers[n],
            labels=self._labels(path, n),
            source=evidence.source,
            title=title if isinstance(title, str) else "",
            date="-".join(f"{part:02}" for part in self.library.dated(evidence.source)) if evidence.source else "",
            quote=evidence.quote,
            at=evidence.at,
            says=evidence.says,
            judgement=evidence.judgement,
            by=evidence.by,
            supports=evidence.supports,
            grade=evidence.grade,
            contradicts=evidence.contradicts,
            stale=not evidence.judged and is_stale(self.case, evidence),
            state=state,
            said=STATES[state],
            note=note,
            hint=hint,
            instead=instead,
        )

    def _state(self, evidence: Evidence, found: LookedUp | Problem | None) -> State:
        if evidence.judged:
            return "judged"
        if isinstance(found, LookedUp):
            return _state_of(found)
        if isinstance(found, Problem):
            return "unreadable"
        return "absent" if evidence.quote else "unquoted"

    def _labels(self, path: KeyPath, n: int) -> tuple[str, ...]:
        assert self.case is not None
        if self.for_numbers[n]:
            return tuple(called_of(self.case, number, in_short=True) for number in self.for_numbers[n])
        return (called(self.case, _under(path)),)


def _under(path: KeyPath) -> str:
    return path_text(path[: path.index("because")])


def _state_of(found: LookedUp) -> State:
    if not found.message:
        return "found"
    if found.severity == "warning":
        return "several"
    if found.meant:
        return "displaced"
    return "near" if found.near is not None else "lost"


def stands_at(path: str) -> str:
    """Where evidence for a number stands: for how sincere a party is taken to be, under the party.

    >>> stands_at("sincerity.alpha"), stands_at("steps.fuel.worth.beta")
    ('parties.alpha.sincerity', 'steps.fuel.worth.beta')
    """
    kind, _, rest = path.partition(".")
    return f"parties.{rest}.sincerity" if kind == "sincerity" else path


def called(case: Case, path: str) -> str:
    """What a part of a case is called: its name if it has one, or else its path."""
    kind, _, rest = path.partition(".")
    name = rest.partition(".")[0]
    if kind == "history" and name.isdecimal():
        return case.history[int(name) - 1].title or path
    claims: Mapping[str, Mapping[str, Party | Step | Together]]
    claims = {"parties": case.parties, "steps": case.wholes(), "together": case.together}
    claim = claims.get(kind, {}).get(name)
    return claim.name if claim is not None else path
