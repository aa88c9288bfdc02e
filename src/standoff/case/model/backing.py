"""What each number of a case rests on: the evidence for it and against it, how strong that is, and how old."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from standoff.case.model.cited import independent, older
from standoff.case.model.evidence import Evidence
from standoff.case.model.model import Case

__all__ = ["Backing", "backing_of", "backings", "is_stale", "numbers"]

Supports = Literal["", "sign", "order", "size"]

_SAID: tuple[Supports, ...] = get_args(Supports)
"""What a source can support of a number, the least first."""


@dataclass(frozen=True)
class Backing:
    """What one number rests on: the evidence for it, from sources and judged, and the evidence against it.

    independent: how many of the sources share no author with another. supports: the most that a source supports: the
    size, the order, the sign; "" where that is not said, or there is no source. grade: the best of the sources.
    stale: the newest of the sources is stale. Evidence that is stale does not contradict.
    """

    path: str
    sources: tuple[Evidence, ...] = ()
    judgements: tuple[Evidence, ...] = ()
    against: tuple[Evidence, ...] = ()
    independent: int = 0
    supports: Supports = ""
    grade: str = ""
    stale: bool = False

    @property
    def bare(self) -> bool:
        """Whether it rests on nothing."""
        return not self.sources and not self.judgements

    @property
    def contradicted(self) -> bool:
        """Whether some evidence speaks against it."""
        return bool(self.against)

    @property
    def part(self) -> str:
        """The party, the step or the entry together that it is a number of: `steps.fuel`."""
        kind, name, *_ = self.path.split(".")
        return f"{'parties' if kind == 'sincerity' else kind}.{name}"


def numbers(case: Case) -> Iterator[str]:
    """The numbers of a case that evidence can be for, by their paths; what is left out, or 0, claims nothing.

    The pace of a deal or a plan is what somebody proposes, not a claim.
    """
    for path, quantity in case.quantities():
        if path[0] not in ("deals", "plans") and (quantity.shape != "point" or quantity.low):
            yield ".".join(path)


def backings(case: Case) -> tuple[Backing, ...]:
    """What each number of a case rests on, in the order of the file."""
    by_path: dict[str, list[tuple[int, Evidence]]] = {}
    for place, (where, evidence) in enumerate(case.evidence()):
        for target in evidence.paths(where):
            by_path.setdefault(target, []).append((place, evidence))
    return tuple(_backing(case, path, _at(by_path, _stands_at(path))) for path in numbers(case))


def _at(by_path: Mapping[str, list[tuple[int, Evidence]]], path: str) -> tuple[Evidence, ...]:
    """The evidence for a path or for a part that holds it, in its order: as `Case.evidence_for`, for many paths."""
    parts = path.split(".")
    found = [one for n in range(1, len(parts) + 1) for one in by_path.get(".".join(parts[:n]), ())]
    return tuple(evidence for _, evidence in sorted(found, key=lambda one: one[0]))


def _stands_at(path: str) -> str:
    """Where the evidence for a number stands: for how sincere a party is taken to be, under the party."""
    kind, _, rest = path.partition(".")
    return f"parties.{rest}.sincerity" if kind == "sincerity" else path


def backing_of(case: Case, path: str) -> Backing:
    """What one number of a case rests on."""
    return _backing(case, path, case.evidence_for(_stands_at(path)))


def _backing(case: Case, path: str, found: Sequence[Evidence]) -> Backing:
    sources = tuple(one for one in found if not one.judged and not one.contradicts)
    said: list[Supports] = [one.supports or ("" if ".worth." in path else "size") for one in sources]
    return Backing(
        path,
        sources,
        judgements=tuple(one for one in found if one.judged and not one.contradicts),
        against=tuple(one for one in found if one.contradicts and not is_stale(case, one)),
        independent=independent((one.source for one in sources), case.cited.by_id),
        supports=max(said, key=_SAID.index, default=""),
        grade=min((one.grade for one in sources if one.grade), default=""),
        stale=bool(sources) and all(is_stale(case, one) for one in sources),
    )


def is_stale(case: Case, evidence: Evidence) -> bool:
    """Whether the source of evidence is older on the day of the case than it may be; without a date it is not."""
    age = evidence.stale_after or case.stale_after
    cited = case.cited.by_id.get(evidence.source)
    if age is None or cited is None or cited.latest is None:
        return False
    return older(cited.latest, age, case.as_of)
