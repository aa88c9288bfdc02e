"""What the answer, remedies and a whole run say in a line, and their tables; those of a run are its CSV files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from standoff.results.records.answer import Answer, Best, Contender
from standoff.results.records.assessment import Assessment
from standoff.results.records.record import Record
from standoff.results.records.remedies import Mending, Remedy
from standoff.results.records.run import Answers, Findings
from standoff.results.sentences.remedies import mended
from standoff.results.sentences.wording import asked, opening, percent
from standoff.results.tables.evidence import COVERAGE
from standoff.results.tables.history import TIMELINE
from standoff.results.tables.plans import ASSESSMENT, FRONTIER, counted, outcome
from standoff.results.tables.readings import READINGS
from standoff.results.tables.short import titled
from standoff.results.tables.stability import STABLE
from standoff.results.tables.sureness import SURENESS
from standoff.results.tables.table import Cell, Shown, Table, columns, keyed, within

__all__ = ["RUN", "SHOWN"]

# -------------------------------------------------------------------------------------------- the answer


def _contender(one: Contender) -> str:
    what = {"plan": "Plan ", "deal": "Deal ", "found": "Best deal found, "}[one.kind] + titled(one.title)
    if one.kind == "found" and not one.name:
        what = "Best deal found"
    share = f"smallest share of gain {percent(one.smallest_share)}"
    return f"{what}: holds in {percent(one.sure.holds)} of {one.sure.draws:,} draws; {share}"


def _best(found: Best) -> str:
    if found.found is None:
        return f"No deal found that holds, among {counted(found.candidates, 'plan')}"
    return f"{_contender(found.found)}; chosen among {counted(found.candidates, 'plan')}"


def _row(one: Contender) -> tuple[Cell, ...]:
    middle = None if one.sure.trust is None else one.sure.trust[1]
    shares = (one.sure.refused, one.sure.breaks, one.sure.holds)
    return (one.kind, one.name, one.title, one.plan.verdict, *shares, middle, one.smallest_share, one.plan.months)


_CONTENDERS: Table[Best] = Table(
    columns("kind:str name:str title:str verdict:str refused breaks holds trust_p50 smallest_share months"),
    lambda found: map(_row, (*(() if found.found is None else (found.found,)), *found.rivals)),
)


def _order(found: Answer) -> Assessment | None:
    return found.best.found.plan if found.best is not None and found.best.found is not None else None


_ANSWER: Mapping[str, Table[Answer]] = {
    "contenders": within(_CONTENDERS, lambda found: found.best),
    "phases": within(ASSESSMENT["phases"], _order),
    "rows": within(ASSESSMENT["rows"], _order),
}

# ---------------------------------------------------------------------------------------------- remedies


def _mending(found: Mending) -> str:
    now = f"{titled(found.title)} {_now(found)}"
    if found.mended:
        return f"{now}: it is as it should be"
    wanted = f"{mended(found)} with any of {counted(len(found.enough), 'single remedy')}"
    return f"{now}: {wanted}".replace("remedys", "remedies") + f", or {counted(len(found.pairs), 'pair')} of them"


def _now(found: Mending) -> str:
    asks = "" if found.trust is None else f" and asks for {asked(found.trust)} trust"
    return f"{'is refused' if found.verdict == 'refused' else found.verdict}{asks}"


def _remedy(which: str, r: Remedy) -> tuple[Cell, ...]:
    where = (r.kind, r.step, r.party, r.phase, r.together)
    return (which, *where, r.amount, r.size, r.verdict, r.trust, r.says)


MENDING: Mapping[str, Table[Mending]] = {
    "remedies": Table(
        columns("list:str kind:str step:str party:str phase:int together:str amount size verdict:str trust says:str"),
        lambda found: (
            _remedy(which, remedy)
            for which, remedies in (("effects", found.effects), ("enough", found.enough))
            for remedy in remedies
        ),
    ),
    "pairs": Table(
        columns("size first:str second:str trust says:str"),
        lambda found: ((p.size, *(r.kind for r in p.remedies), p.trust, p.says) for p in found.pairs),
    ),
    "bonds": Table(columns("party:str bond"), lambda found: found.bonds.items()),
}


def _alone(one: Remedy) -> str:
    asks = "" if one.trust is None else f" and asks for {asked(one.trust)} trust"
    return f"{opening(one.says)}: the plan {'is refused' if one.verdict == 'refused' else one.verdict}{asks}"


# ---------------------------------------------------------------------------------------- a whole run


def _plans(found: Answers) -> Mapping[str, Assessment]:
    plans = {f"plan:{plan.plan}": plan for plan in found.plans}
    return plans | {f"deal:{one.deal}": one.shown for one in found.roadmaps if one.shown}


def _of_plans(table: str) -> Table[Answers]:
    return keyed("plan", ASSESSMENT[table], lambda found: _plans(found).items())


def _of_mendings(table: str) -> Table[Answers]:
    return keyed("plan", MENDING[table], lambda found: found.mendings.items())


def _of_readings(table: str) -> Table[Answers]:
    return keyed("of", READINGS[table], lambda found: ((f"{one.kind}:{one.name}", one) for one in found.readings))


RUN: Mapping[str, Table[Answers]] = {
    "verdicts": _of_plans("verdict"),
    "rows": _of_plans("rows"),
    "gains": _of_plans("gains"),
    "phases": _of_plans("phases"),
    "if_stopped": _of_plans("if_stopped"),
    "signing": _of_plans("signing"),
    "successions": _of_plans("successions"),
    "readings": _of_readings("orders"),
    "readings_rounds": _of_readings("rounds"),
    "readings_waiting": _of_readings("waiting"),
    "readings_reached": _of_readings("reached"),
    "equilibria": within(STABLE["equilibria"], lambda found: found.stable),
    "leverage": within(STABLE["leverage"], lambda found: found.stable),
    "sureness": keyed("plan", SURENESS["shares"], lambda found: found.sureness.items()),
    "remedies": _of_mendings("remedies"),
    "pairs": _of_mendings("pairs"),
    "deals": within(FRONTIER["deals"], lambda found: found.frontier),
    "deal_gains": within(FRONTIER["gains"], lambda found: found.frontier),
    "deal_members": within(FRONTIER["members"], lambda found: found.frontier),
    "evidence": within(COVERAGE["numbers"], lambda found: found.coverage),
    "timeline": within(TIMELINE["plans"], lambda found: found.timeline),
    "timeline_changes": within(TIMELINE["changes"], lambda found: found.timeline),
    "timeline_leverage": within(TIMELINE["leverage"], lambda found: found.timeline),
}
"""The tables of a run, by the names of their files."""


def _run(found: Answers) -> str:
    whose = ""
    if isinstance(found, Findings):
        seen = f", {found.seen}" if found.seen else ""
        whose = f"{titled(found.title)}, {found.as_of}{seen}: "
    if found.answer is not None:
        return whose + found.answer.headline
    said = [outcome(plan) for plan in found.plans[:3]]
    return whose + (f"{counted(len(found.plans), 'plan')}: {'; '.join(said)}" if said else "no plan assessed")


def _sentences(found: Answers) -> Mapping[str, str]:
    return {} if found.answer is None else found.answer.sentences


SHOWN: Mapping[type[Record], Shown[Any]] = {
    Answer: Shown(lambda found: found.headline, _ANSWER, lambda found: found.sentences),
    Best: Shown(_best, {"contenders": _CONTENDERS}),
    Contender: Shown(_contender, {name: within(ASSESSMENT[name], lambda one: one.plan) for name in ("phases", "rows")}),
    Mending: Shown(_mending, MENDING),
    Remedy: Shown(_alone),
    Answers: Shown(_run, RUN, _sentences),
}
