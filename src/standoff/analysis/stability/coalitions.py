"""Question 1 for coalitions: what parties could leave now for together, and where all coalitions would stay."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from standoff.analysis.names import key_named, party_called
from standoff.engine.core.types import Bools, Ints
from standoff.engine.reasons import departures
from standoff.engine.reasons.departures import Departure
from standoff.engine.stability import concepts
from standoff.engine.stability.coalitions import CONCEPTS, Coalition, CoalitionAnalysis, coalitions_of, jumps, leaving
from standoff.engine.stability.notion import Conflict
from standoff.engine.stability.states import Graph
from standoff.results.records.made import State
from standoff.results.records.stability import (
    CoalitionConcept,
    CoalitionNow,
    Coalitions,
    CoalitionStates,
    Equilibria,
    Jump,
    Jumps,
)
from standoff.results.sentences import coalitions, stability

if TYPE_CHECKING:
    from standoff.case.model.model import Case

__all__ = ["Surroundings", "coalition_named", "coalitions_of_case"]

JUMPS_BETWEEN = ("nash", "seq")
"""The equilibria between which jumps are looked for."""

NOW_ALONE = "what parties could do together is worked out for now alone"

MOST_PARTIES = 6
"""Parties of which all coalitions are looked at now where not all states can be; of more, each one and all together."""


@dataclass(frozen=True)
class Surroundings:
    """A case as the engine sees it, and the way back to names; `listed` tells of a set of states which they are."""

    case: Case
    graph: Conflict
    now: int
    state: Callable[[int], State]
    listed: Callable[[Bools], Equilibria]

    def parties(self, coalition: Coalition) -> tuple[str, ...]:
        """The keys of the parties of a coalition."""
        names = list(self.case.parties)
        return tuple(names[party] for party in coalition)


def coalition_named(case: Case, names: Sequence[str]) -> Coalition | None:
    """The coalition of these parties, None of nobody; UsageError for an unknown one."""
    known = list(case.parties)
    chosen = {known.index(key_named("party", name, case.parties)) for name in names}
    return tuple(sorted(chosen)) or None


def coalitions_of_case(
    of: Surroundings, names: Sequence[str], held: Mapping[str, Bools], named: Coalition | None, limit: int
) -> Coalitions:
    """What coalitions could do now and, under those of the concepts `names` that are of coalitions, everywhere.

    held: where each party is stable under each other concept. named: look at this one alone.
    """
    chosen = [name for name in names if concepts.notion(name).of_coalitions]
    lacks = next((error for name in chosen if (error := concepts.notion(name).lacks(of.graph))), None)
    equilibria = {name: np.asarray(where.all(axis=0)) for name, where in held.items()}
    between = {name: where for name, where in equilibria.items() if name in JUMPS_BETWEEN}
    if chosen and lacks is None:
        work = CoalitionAnalysis.of(of.graph)
        groups = (named,) if named else coalitions_of(range(of.graph.parties))
        tables = {n: {group: concepts.notion(n).function(work, group) for group in groups} for n in chosen}
        now = [_departure(work, tables, group, of.now) for group in groups]
        found = {n: _concept(of, table, universal=named is None) for n, table in tables.items()}
        together = departures.told_apart(now, lambda group: leaving(work, group, of.now)[0])
        told = tuple(_told(of, now, together, chosen, equilibria))
        return Coalitions(told, found, _jumps(of, work, groups, between, limit), "")
    note = f"{lacks}; {NOW_ALONE}" if lacks else _why_now_alone(of.graph)
    if not isinstance(of.graph, Graph):
        return Coalitions((), None, None, note)
    graph, groups = of.graph, (named,) if named else _groups_now(of.graph.parties)
    now = [departures.departure(graph, group, of.now) for group in groups]
    together = departures.told_apart(now, lambda group: departures.improvements_of(graph, group, of.now))
    shown = chosen or [name for name in CONCEPTS if not concepts.notion(name).named]
    told = tuple(_told(of, now, together, shown, equilibria))
    return Coalitions(told, None, _jumps_from_now(of, now, between, limit), note)


def _groups_now(parties: int) -> tuple[Coalition, ...]:
    """The coalitions of which is said what they could do now, where not all states can be looked at."""
    if parties <= MOST_PARTIES:
        return coalitions_of(range(parties))
    return (*((party,) for party in range(parties)), tuple(range(parties)))


def _why_now_alone(graph: Conflict) -> str:
    """Why only now was looked at, where coalition concepts were not asked for."""
    most = "" if concepts.notion("cnash").lacks(graph) else "; `--concept cnash`, for one, asks for all states"
    states = f"{int(graph.feasible.sum()):,} feasible states"
    groups = "" if graph.parties <= MOST_PARTIES else ", for each party alone and for all of them"
    return f"with {states}, {NOW_ALONE}{groups}{most}"


def _departure(
    work: CoalitionAnalysis, tables: Mapping[str, Mapping[Coalition, Bools]], coalition: Coalition, state: int
) -> Departure:
    """What a coalition could leave a state for, where every state was looked at."""
    stable: dict[str, bool | None] = {name: bool(table[coalition][state]) for name, table in tables.items()}
    return Departure(coalition, *leaving(work, coalition, state), stable)


def _concept(of: Surroundings, table: Mapping[Coalition, Bools], *, universal: bool) -> CoalitionConcept:
    every = np.logical_and.reduce(list(table.values()))
    by_coalition = ((of.parties(group), of.listed(where)) for group, where in table.items())
    return CoalitionConcept(
        of.listed(every) if universal else None,
        tuple(CoalitionStates(parties, found.count, found.states) for parties, found in by_coalition),
    )


def _jumps(
    of: Surroundings, work: CoalitionAnalysis, groups: Sequence[Coalition], between: Mapping[str, Bools], limit: int
) -> Jumps:
    """Equilibrium jumps, those from now first."""
    counts, first, rest = dict.fromkeys(between, 0), list[Jump](), list[Jump]()
    for concept, equilibria in between.items():
        for group in groups:
            pairs = jumps(work, group, equilibria)
            counts[concept] += len(pairs)
            for before, after in (*pairs[pairs[:, 0] == of.now][:limit], *pairs[pairs[:, 0] != of.now][:limit]):
                jump = Jump(concept, of.parties(group), of.state(int(before)), of.state(int(after)))
                (first if before == of.now else rest).append(jump)
    return Jumps(counts, tuple([*first, *rest][:limit]))


def _jumps_from_now(of: Surroundings, found: Sequence[Departure], between: Mapping[str, Bools], limit: int) -> Jumps:
    """Equilibrium jumps from now, where not all states can be looked at; those that change the fewest steps first."""
    counts, listed, now = dict.fromkeys(between, 0), list[Jump](), of.state(of.now)
    for concept, equilibria in between.items():
        for one in found if equilibria[of.now] else ():
            ends = one.improvements[equilibria[one.improvements]]
            counts[concept] += len(ends)
            nearest = ends[np.argsort(np.bitwise_count(ends ^ of.now), kind="stable")][:limit]
            parties = of.parties(one.coalition)
            listed += [Jump(concept, parties, now, of.state(int(end))) for end in nearest[: limit - len(listed)]]
    return Jumps(counts, tuple(listed))


def _told(
    of: Surroundings,
    found: Sequence[Departure],
    together: Mapping[Coalition, Ints],
    names: Sequence[str],
    equilibria: Mapping[str, Bools],
) -> Iterator[CoalitionNow]:
    """What each coalition could do now, in words, and under which of some concepts it would stay.

    together: which of its improvements take all of its members.
    """
    can_leave = [set(one.coalition) for one in found if len(one.improvements)]
    for one in found:
        smallest = one.smallest(of.now, together[one.coalition])
        after = None if smallest is None else of.state(smallest)
        then = () if smallest is None else tuple(name for name, where in equilibria.items() if where[smallest])
        yield CoalitionNow(
            parties=of.parties(one.coalition),
            stable=tuple(name for name in names if one.stable[name]),
            unknown=tuple(name for name in names if one.stable[name] is None),
            improvements=len(one.improvements),
            only_together=len(together[one.coalition]),
            smallest=after,
            joint=_joint(of, after),
            then_stable=then,
            minimal=not any(other < set(one.coalition) for other in can_leave),
            why=_why(of, one, smallest, then, fewer=not len(together[one.coalition])),
        )


def _joint(of: Surroundings, after: State | None) -> tuple[str, ...]:
    """The joint steps that come into force, or that only all owners can end."""
    if after is None:
        return ()
    now, steps = of.state(of.now), of.case.steps
    made = [name for name in after if name not in now and len(steps[name].by) > 1]
    ended = [name for name in now if name not in after and len(steps[name].by) > 1 and steps[name].ends == "all"]
    return tuple(name for name in steps if name in (*made, *ended))


def _why(of: Surroundings, one: Departure, smallest: int | None, then: Sequence[str], *, fewer: bool) -> str:
    called = [party_called(of.case, name) for name in of.parties(one.coalition)]
    if smallest is None:
        return coalitions.why_no_coalition_leaves(called)
    now, after, steps = of.state(of.now), of.state(smallest), of.case.steps
    made, ended = ([steps[s].name for s in a if s not in b] for a, b in ((after, now), (now, after)))
    joint = [steps[name].name for name in _joint(of, after)]
    why = coalitions.why_together(called, stability.change(made, ended), joint, _answer(of, one, smallest), fewer=fewer)
    # Forms of other notions go by their labels here: documents have always named them so.
    notions = [one.label if one.form_of else one.letters for one in map(concepts.notion, then)]
    return f"{why} {coalitions.then_stable(notions)}".rstrip()


def _answer(of: Surroundings, one: Departure, smallest: int) -> str:
    """What the others could answer to one of the improvements of a coalition."""
    if len(one.coalition) == of.graph.parties:
        return "nobody"
    if smallest in one.undeterred:
        return "none"
    if len(one.undeterred) or "cseq" not in one.stable:
        return "some"
    return {True: "paying", False: "costly", None: "unknown"}[one.stable["cseq"]]
