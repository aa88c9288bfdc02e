"""What every number of a case rests on, with all evidence for it; by step; and which quotes need a hand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from standoff.analysis.cited.listed import source_list
from standoff.analysis.evidence import coverage
from standoff.analysis.labels import called_of, unit_of
from standoff.case.check.references import unchecked
from standoff.case.reading.writing import number_in_one_line
from standoff.results.records.citations import IN_NEED, Citation, Grounded, Grounds, PartCovered
from standoff.results.sentences.citations import rests
from standoff.results.sentences.evidence import covered, strength

if TYPE_CHECKING:
    from standoff.analysis.cited.citations import Cited
    from standoff.results.records.evidence import Backed, Coverage

__all__ = ["grounds", "parts_of"]


def grounds(cited: Cited) -> Grounds:
    """What the numbers of a case rest on.

    Of a case that cannot be read there are no numbers.

    >>> import standoff
    >>> from standoff.analysis.cited.citations import Cited
    >>> from standoff.case.reading.sources import read_library
    >>> home = standoff.find("harbour")
    >>> found = grounds(Cited(standoff.load(home), read_library(home)))
    >>> ban = next(one for one in found.numbers if one.path == "steps.lift_ban.worth.beta")
    >>> ban.written, ban.rests, ban.sentence
    ('-5 to -3', 'one source', 'One source supports the sign. Nothing but a judgement supports the size.')
    """
    missing = source_list(cited).missing
    if cited.case is None:
        return Grounds("", (), (), cited.all, (), missing, "")
    found = coverage(cited.case)
    quantities = {".".join(path): quantity for path, quantity in cited.case.quantities()}
    behind: dict[str, list[int]] = {}
    for n, numbers in enumerate(cited.for_numbers):
        for number in numbers:
            behind.setdefault(number, []).append(n)
    need = [n for n, one in enumerate(cited.all) if one.state in IN_NEED]
    return Grounds(
        sentence=covered(found),
        numbers=tuple(
            _grounded(cited, one, number_in_one_line(one.path, quantities[one.path]), behind.get(one.path, []))
            for one in found.numbers
        ),
        parts=parts_of(found),
        citations=cited.all,
        in_need=tuple(sorted(need, key=lambda n: IN_NEED.index(cited.all[n].state))),
        missing=missing,
        unchecked=unchecked(cited.case, cited.library),
    )


def _grounded(cited: Cited, one: Backed, value: str, behind: list[int]) -> Grounded:
    place = cited.numbers[one.path].split(".")
    judged = [cited.all[n] for n in behind if cited.all[n].state == "judged" and not cited.all[n].contradicts]
    return Grounded(
        path=one.path,
        part=one.part,
        label=one.path if cited.case is None else called_of(cited.case, one.path, in_short=True),
        title=one.label,
        under=".".join(place[:2]),
        target=".".join(place[2:]),
        written=value,
        unit=unit_of(one.path),
        strength=one.strength,
        marks=one.marks,
        grade=one.grade,
        firm=one.firm,
        rests=strength(one),
        sentence=rests(one, _sizes(judged), ".worth." in one.path),
        citations=tuple(behind),
    )


def _sizes(judged: list[Citation]) -> bool:
    """Whether a judgement gives the size: it says so, or does not say what else it is of."""
    return any(one.supports in ("", "size") for one in judged)


def parts_of(found: Coverage) -> tuple[PartCovered, ...]:
    """The parts of a case by their numbers: where weights are known those on which most hangs first."""
    return tuple(sorted(_parts(found), key=_least_behind))


def _parts(found: Coverage) -> Iterator[PartCovered]:
    for path, name in found.parts.items():
        of = found.within(path)
        if of.numbers:
            weights = [one.weight for one in of.numbers if one.weight is not None]
            yield PartCovered(
                path=path,
                name=name,
                numbers=len(of.numbers),
                sourced=of.count("sourced"),
                one_source=of.count("one source"),
                judged=of.count("judged"),
                bare=of.count("bare"),
                stale=of.count("stale"),
                contradicted=of.count("contradicted"),
                weight=min(1.0, sum(weights)) if weights else None,
            )


def _least_behind(one: PartCovered) -> tuple[float, float, float]:
    """First what most hangs on; then what has most numbers with nothing, and with judgement alone, behind them."""
    return -(one.weight or 0.0), -one.bare / one.numbers, -(one.bare + one.judged) / one.numbers
