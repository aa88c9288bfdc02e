"""What records about draws, flips and sweeps say in a line, and their tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from standoff.results.records.casebook import Casebook
from standoff.results.records.laboratory import Laboratory
from standoff.results.records.numbers import Numbers, Uncertain
from standoff.results.records.record import Record
from standoff.results.records.sureness import Driver, Flips, Map, Need, Needs, Robust, StableOften, Sureness
from standoff.results.records.sweep import Swept
from standoff.results.sentences.casebook import headline
from standoff.results.sentences.sureness import started
from standoff.results.sentences.wording import amount, asked, number, percent
from standoff.results.tables.plans import counted, outcome
from standoff.results.tables.short import cut, titled
from standoff.results.tables.table import Cell, Columns, Shown, Table, Tables, columns, names

__all__ = ["SHOWN", "SURENESS"]


# ------------------------------------------------------------------------------------------ over the draws


def _sureness(found: Sureness) -> str:
    shares = f"holds in {percent(found.holds)} of {found.draws:,} draws, breaks in {percent(found.breaks)}"
    trust = f"; asks for {asked(found.trust[1])} trust in the middle" if found.trust else ""
    return f"{titled(found.plan)} {shares}, is refused in {percent(found.refused)}{trust}"


def _outcomes(found: Sureness) -> Iterator[tuple[Cell, ...]]:
    for verdict, share in (("refused", found.refused), ("breaks", found.breaks), ("holds", found.holds)):
        yield (verdict, share, *found.between.get(verdict, (None, None)))


SURENESS: Mapping[str, Table[Sureness]] = {
    "outcomes": Table(columns("verdict:str share low high"), _outcomes),
    "breakers": Table(columns("party:str phase:int share"), lambda found: found.breakers),
    "refusers": Table(columns("party:str share"), lambda found: found.refusers),
    "against": Table(columns("party:str share"), lambda found: found.against),
    "shares": Table(
        columns("draws:int refused breaks holds trust_p10 trust_p50 trust_p90"),
        lambda s: ((s.draws, s.refused, s.breaks, s.holds, *(s.trust or (None, None, None))),),
    ),
}


def _often(found: StableOften) -> str:
    often = sorted(found.now.items(), key=lambda entry: -entry[1])
    said = ", ".join(f"{concept} in {percent(share)}" for concept, share in often[:5])
    return f"Now is an equilibrium under {said} of {found.draws:,} draws"


_OFTEN: Mapping[str, Table[StableOften]] = {
    "now": Table(
        columns("concept:str share low high"),
        lambda found: (
            (concept, share, *found.between.get(concept, (None, None))) for concept, share in found.now.items()
        ),
    ),
    "states": Table(
        columns("state:str deal:str concept:str share"),
        lambda found: (
            (" ".join(one.state), one.deal, concept, share)
            for one in found.states
            for concept, share in one.shares.items()
        ),
    ),
    "parties": Table(
        columns("party:str concept:str share"),
        lambda found: (
            (party, concept, share) for party, shares in found.parties.items() for concept, share in shares.items()
        ),
    ),
}


def _robust(found: Robust) -> str:
    holds = ", ".join(f"{name} in {percent(one.holds)}" for name, one in found.sureness.items())
    now = f"{outcome(found.most_often)} at the medians"
    return f"{titled(found.title)}, best of {found.candidates:,} plans: {now}; {holds}"


_ROBUST: Table[Robust] = Table(
    {"plan": str, **SURENESS["shares"].columns_of(None)},  # type: ignore[arg-type]
    lambda found: ((name, *row) for name, one in found.sureness.items() for row in SURENESS["shares"].rows(one)),
)

# ----------------------------------------------------------------------------------- flips and drivers


def _flips(found: Flips) -> str:
    first = ""
    if found.flips:
        one = found.flips[0]
        first = f"; first: {cut(one.label, 80)} at {amount(one.at, one.unit)}: {one.becomes}"
    drives = f"; driven most by: {found.drivers[0].label}" if found.drivers else ""
    flips = f"{len(found.flips):,} of {counted(found.numbers, 'number')} can flip it"
    return f"{titled(found.title)}, {found.verdict}: {flips}{first}{drives}"


def _driver(one: Driver) -> tuple[Cell, ...]:
    ends = (one.low.value, one.low.verdict, one.high.value, one.high.verdict)
    return (one.path, one.label, one.unit, *ends, one.first, one.total, one.error)


_FLIPS: Tables = {
    "flips": Table(
        columns("path:str label:str unit:str median at becomes:str chance within"),
        lambda found: ((f.path, f.label, f.unit, f.median, f.at, f.becomes, f.chance, f.within) for f in found.flips),
    ),
    "drivers": Table(
        columns("path:str label:str unit:str low verdict_low:str high verdict_high:str first total error"),
        lambda found: map(_driver, found.drivers),
    ),
    "map": Table(columns("across up verdict:str"), lambda found: _squares(found.map) if found.map else ()),
}


def _squares(found: Map) -> Iterator[tuple[Cell, ...]]:
    for up, verdicts in zip(found.up_values, found.verdicts, strict=True):
        yield from ((across, up, verdict) for across, verdict in zip(found.across_values, verdicts, strict=True))


def _map(found: Map) -> str:
    size = f"{len(found.across_values)} by {len(found.up_values)} values"
    return f"Verdicts over {size} of {cut(found.across_label, 90)} / {cut(found.up_label, 90)}"


# ------------------------------------------------------------------------------------- number by number


def _numbers(found: Numbers) -> str:
    if found.plan is None:
        return counted(len(found.rows), "number")
    turning = [row for row in found.rows if row.turns]
    first = f"; first: {cut(turning[0].label, 80)}: {turning[0].turns[0].said}" if turning else ""
    flips = f"{len(turning):,} of {counted(found.looked_at, 'number')} can flip it"
    return f"{titled(found.title)}, {found.verdict}: {flips}{first}"


_NUMBERS: Tables = {
    "numbers": Table(
        columns("path:str label:str unit:str shape:str low high median chance strength:str sources:int judgements:int"),
        lambda found: (
            (*(r.path, r.label, r.unit, r.shape, r.low, r.high, r.median, r.chance), *_rests(r)) for r in found.rows
        ),
    ),
    "turns": Table(
        columns("path:str at up:bool becomes:str party:str phase:int chance within"),
        lambda found: (
            (row.path, t.at, t.up, t.becomes, t.party, t.phase, t.chance, t.within)
            for row in found.rows
            for t in row.turns
        ),
    ),
    "aside": Table(
        columns("party:str counts:bool against counted left_out"),
        lambda found: ((a.party, a.counts, a.against, a.counted, a.left_out) for a in found.aside),
    ),
}


def _rests(one: Uncertain) -> tuple[Cell, ...]:
    return one.basis.strength, one.basis.sources, one.basis.judgements


# ------------------------------------------------------------------------------------- what to find out


def _needs(found: Needs) -> str:
    return f"{titled(found.title)}: {started(found.holds, found.trust, None if found.too_close else found.start)}"


def _of_needs(found: Needs) -> Iterator[tuple[Cell, ...]]:
    lists: Mapping[str, tuple[Need, ...]] = {
        "numbers": found.numbers,
        "inquiries": found.inquiries,
        "evidence": found.evidence,
    }
    for name, needs in lists.items():
        yield from ((name, n.title, n.perfect, n.partial, n.reliability, n.cost, n.net) for n in needs)


_NEEDS: Tables = {
    "needs": Table(
        columns("list:str title:str perfect partial reliability cost net"),
        _of_needs,
    ),
    "sources": Table(
        columns("source:str holds without"),
        lambda found: ((one.source, one.holds, one.without) for one in found.sources),
    ),
}

# ---------------------------------------------------------------------------------------------- sweeps


def _swept(found: Swept) -> str:
    where = f" in {found.path}" if found.path else ""
    holds = sum(tally.holds for tally in found.verdicts)
    varied = ", ".join(axis.path for axis in found.grid) or "nothing"
    done = f"{found.done:,} of {counted(found.rows, 'row')}{where}"
    return f"{done}: {holds:,} hold; varied: {varied}"


def _point_columns(found: Swept) -> Columns:
    return {} if found.points is None else {name: _kind(column) for name, column in found.points.items()}


def _kind(column: tuple[Cell, ...]) -> type:
    kinds = {type(cell) for cell in column if cell is not None}
    return next((kind for kind in (str, bool) if kind in kinds), int if kinds == {int} else float)


_VERDICTS: Table[Swept] = Table(
    columns("case:str plan:str points:int refused:int breaks:int holds:int"),
    lambda found: ((t.case, t.plan, t.points, t.refused, t.breaks, t.holds) for t in found.verdicts),
)

_POINTS: Table[Swept] = Table(
    _point_columns, lambda found: () if found.points is None else zip(*found.points.values(), strict=True)
)


# ------------------------------------------------------------------------------------- in laboratories


def _laboratory(found: Laboratory) -> str:
    orders = f"{number(found.trust_rank)}, that by chance of another round {number(found.goes_on_rank)}"
    return f"{counted(len(found.treatments), 'treatment')}: their order by trust asked fits what people did by {orders}"


_TREATMENTS: Table[Laboratory] = Table(
    columns("number:int study:str trust goes_on cooperative first_moves:int"),
    lambda found: ((t.number, t.study, t.trust, t.goes_on, t.cooperative, t.first_moves) for t in found.treatments),
)


# ------------------------------------------------------------------------------------- agreements of the past


_AGREEMENTS: Table[Casebook] = Table(
    columns(
        "name:str as_of:str held:bool broken_by:str phase:int until:str named:str in_phase:int holds who_right:bool "
        "when_right:bool coded:str"
    ),
    lambda found: (
        (
            *(one.name, one.as_of, one.held, names(one.broken_by), one.phase, one.until, one.said.who, one.said.when),
            *(one.said.holds, one.who_right, one.when_right, one.coded),
        )
        for one in found.agreements
    ),
)

_SCORES: Table[Casebook] = Table(
    columns("aspect:str by:str right of:int low high brier"),
    lambda found: (
        (one.aspect, one.by, one.right, one.of, *(one.between or (None, None)), one.brier) for one in found.scores
    ),
)


def _casebook(found: Casebook) -> str:
    told = {score.aspect for score in found.scores if score.by == "program"}
    if not {"who", "when", "whether"} <= told:  # put together by hand
        return f"{len(found.agreements)} agreements"
    return headline(found)


SHOWN: Mapping[type[Record], Shown[Any]] = {
    Sureness: Shown(_sureness, SURENESS),
    StableOften: Shown(_often, _OFTEN),
    Robust: Shown(_robust, {"sureness": _ROBUST}),
    Flips: Shown(_flips, _FLIPS),
    Map: Shown(_map, {"verdicts": Table(columns("across up verdict:str"), _squares)}),
    Needs: Shown(_needs, _NEEDS),
    Numbers: Shown(_numbers, _NUMBERS),
    Laboratory: Shown(_laboratory, {"treatments": _TREATMENTS}),
    Casebook: Shown(_casebook, {"agreements": _AGREEMENTS, "scores": _SCORES}),
    Swept: Shown(_swept, {"points": _POINTS, "verdicts": _VERDICTS}),
}
