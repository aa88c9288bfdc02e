"""Who would stay in a state, and where all would, without listing states: up to 60 steps, by search over formulas.

The notions are those of `stability`. Of a party and a state s, with r the number of a state for it (orders.py), O the
states it can reach from s by staying or moving, and A(t) those that the others can reach from t by staying or moving:

    Nash  max r over O                            does not exceed r(s)
    GMR   max over t in O of min of r over A(t)   does not exceed r(s)
    SMR   for no t in O do both r(t) and min over u in A(t) of the max of r over what the party can reach from u

(Howard 1971; Fang, Hipel & Kilgour 1993.) Where all moves are reversible and all states feasible the second is the
maximin, and the last the minimax. Here the maxima and minima are found by a solver: a candidate, the best answer to it
by a second search, and a clause that rules out every candidate to which that answer is good enough, until there is no
candidate left (counterexample-guided: Solar-Lezama et al. 2006; Janota & Marques-Silva 2011). So are equilibria: a
state that somebody leaves is ruled out together with all states that it would leave for the same reason.

What the others can reach is a chain of moves between feasible states. Rules tie steps into clusters, and a chain
can be taken apart into one for each cluster. Where one of the others can make every change in a cluster, one move is
enough; where several are needed, the chains are followed state by state in clusters of up to MOST_TANGLED steps;
in larger ones reach is bounded from above (any feasible state) and from below (one move of one party), and a verdict
that hangs on the difference is None: not answered.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from standoff.engine.core import masks
from standoff.engine.core.masks import Constraint, members
from standoff.engine.reasons.deterrence import Corner
from standoff.engine.stability.individual import Sweeps
from standoff.engine.stability.states import Graph
from standoff.engine.symbolic.preferences import Order, steps_of
from standoff.engine.symbolic.sat import FALSE, TRUE, Deadline, Formula, Search, Term, UnfinishedError, constants
from standoff.errors import SizeError

__all__ = [
    "CONCEPTS",
    "MOST_STEPS",
    "MOST_TANGLED",
    "Answer",
    "Equilibria",
    "Large",
    "Patterns",
    "admit",
    "answer",
    "best_reply",
    "stays",
]

MOST_STEPS = 60
MOST_TANGLED = 12
MOST_TABLED = 10
MOST_VALUES = 16
CONCEPTS = ("nash", "gmr", "smr")

Clause = list[int]


def admit(n: int) -> None:
    """Refuse what is too large before any work: SizeError above 60 steps.

    >>> admit(60)
    >>> admit(61)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    standoff.errors.SizeError: steps in a question about states: 61, and the limit is 60; leave steps out, ...
    """
    if n > MOST_STEPS:
        remedy = "leave steps out, or ask `assess` and `roadmap`, which do not list states"
        raise SizeError("steps in a question about states", n, MOST_STEPS, remedy)


@dataclass(frozen=True)
class Cluster:
    """Steps that the others of a party can change and that rules tie together.

    named: all steps of those rules. movers: those who can make every change in it; where there are none it is tangled.
    """

    steps: int
    named: int
    movers: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Part:
    """Steps that count together for a party, or that rules tie to such.

    context: those on whose state now it hangs what can be reached. order: what the steps are worth. table: for small
    parts, what each of WHAT comes to from every state of it, in the order of `masks.subsets`.
    """

    steps: int
    context: int
    order: Order
    table: dict[str, list[int]] = field(default_factory=dict, repr=False)

    @property
    def tabled(self) -> bool:
        """Whether all its states can be looked at."""
        return self.steps.bit_count() <= MOST_TABLED


@dataclass(frozen=True)
class View:
    """What matters to one party.

    alone: steps that count by themselves and that no rule names; parts: all others that count, or are tied to one that
    does, in parts that have nothing to do with each other; rest: their steps. The number of a state is the sum over
    alone steps and parts.
    """

    alone: int
    parts: tuple[Part, ...]
    rest: int
    clusters: tuple[Cluster, ...]


@dataclass(frozen=True, eq=False)
class Large:
    """N parties and n steps, as a Graph has them, with constraints for the feasible states and an order per party.

    It keeps what several questions need.

    >>> from standoff.engine.symbolic.preferences import Worths
    >>> conflict = Large(2, (1, 2), (1, 2), (), (Worths((-1, 3)), Worths((3, -1))))
    >>> [stays(conflict, concept, 0, 0b11, Deadline(None)) for concept in CONCEPTS]
    [False, True, True]
    """

    n: int
    makes: tuple[int, ...]
    ends: tuple[int, ...]
    constraints: tuple[Constraint, ...]
    orders: tuple[Order, ...]
    _views: dict[int, View] = field(default_factory=dict, repr=False)
    _kept: dict[tuple[object, ...], tuple[int, int]] = field(default_factory=dict, repr=False)
    _singles: dict[tuple[int, str, int, int], tuple[int, int]] = field(default_factory=dict, repr=False)

    @property
    def parties(self) -> int:
        """How many parties there are."""
        return len(self.makes)

    def others(self, party: int) -> tuple[int, ...]:
        """All parties but one."""
        return tuple(other for other in range(self.parties) if other != party)

    def feasible(self, state: int) -> bool:
        """Whether a state keeps every constraint."""
        columns = [bool(state >> bit & 1) for bit in range(self.n)]
        return all(bool(masks.truth(constraint, columns)) for constraint in self.constraints)

    def powers(self, parties: Sequence[int]) -> tuple[int, int]:
        """What some parties can bring into force, and take out of force, each by itself."""
        makes = ends = 0
        for party in parties:
            makes, ends = makes | self.makes[party], ends | self.ends[party]
        return makes, ends

    def view(self, party: int) -> View:
        """What matters to a party; worked out once."""
        if party not in self._views:
            self._views[party] = _view(self, party)
        return self._views[party]


def _view(conflict: Large, party: int) -> View:
    order = conflict.orders[party]
    rules = [steps_of(constraint) for constraint in conflict.constraints]
    ruled = _union(rules)
    several = [group for group in order.groups if group.bit_count() > 1 or not order.additive]
    counts = _union(order.groups)
    alone = counts & ~ruled & ~_union(several)
    tied = [part for part in _joined([*rules, *several]) if part & counts]
    rest = _union(tied)
    makes, ends = conflict.powers(conflict.others(party))
    loose = ~ruled & ((conflict.makes[party] & conflict.ends[party]) | (makes & ends))
    clusters = tuple(c for c in _clusters(conflict, party, rules) if c.steps & (alone | rest))
    wholes = tied if order.additive or not tied else [rest]
    parts = tuple(Part(steps, steps & ~loose, order.within(steps)) for steps in wholes)
    return View(alone, parts, rest, clusters)


def _clusters(conflict: Large, party: int, rules: Sequence[int]) -> tuple[Cluster, ...]:
    others = conflict.others(party)
    makes, ends = conflict.powers(others)
    within = makes | ends
    found = []
    for steps in _joined([*(rule & within for rule in rules), *(1 << bit for bit in members(within))]):
        movers = tuple(k for k in others if not steps & ((makes & ~conflict.makes[k]) | (ends & ~conflict.ends[k])))
        found.append(Cluster(steps, steps | _union(rule for rule in rules if rule & steps), movers))
    return tuple(found)


def _union(parts: Iterable[int]) -> int:
    found = 0
    for part in parts:
        found |= part
    return found


def _joined(parts: Iterable[int]) -> list[int]:
    """Masks joined where they overlap, so that none overlap."""
    found: list[int] = []
    for part in parts:
        if part:
            touching = [other for other in found if other & part]
            found = [other for other in found if not other & part]
            found.append(part | _union(touching))
    return found


# --------------------------------------------------------------------------------------- moves in formulas


def _moved(conflict: Large, formula: Formula, state: int, makes: int, ends: int) -> list[int]:
    """The feasible states that a feasible one can become by these changes, as literals."""
    can = (makes & ~state) | (ends & state)
    literals = [formula.fresh() if can >> bit & 1 else value for bit, value in enumerate(constants(state, conflict.n))]
    _keep_rules(conflict, formula, literals, can)
    return literals


def _keep_rules(conflict: Large, formula: Formula, literals: Sequence[int], changed: int) -> None:
    for constraint in conflict.constraints:
        if steps_of(constraint) & changed:
            formula.add(formula.truth(constraint, literals))


def _optimum(search: Search, literals: Sequence[int], order: Order, start: int, sign: int) -> tuple[int, int]:
    """The largest (sign 1) or smallest (sign -1) number of the states in a search, and a state; `start` is one."""
    formula = search.formula
    liked = order.liked if sign > 0 else ~order.liked
    search.lean(literal if liked >> bit & 1 else -literal for bit, literal in enumerate(literals))
    while True:
        level = order.level(start)
        better = order.over(formula, literals, level) if sign > 0 else -order.over(formula, literals, level - 1)
        solution = search.solve([better])
        if solution is None:
            return level, start
        start = search.state(solution, literals)


# ------------------------------------------------------------------------- steps that count by themselves


def _own(conflict: Large, party: int, bit: int, value: int) -> set[int]:
    """What a party can make of a step that no rule names, by staying or moving."""
    can = {value}
    if conflict.makes[party] >> bit & 1:
        can.add(1)
    if conflict.ends[party] >> bit & 1:
        can.add(0)
    return can


def _others(conflict: Large, party: int, bit: int, value: int) -> set[int]:
    """What the others can make of it."""
    return set().union(*(_own(conflict, k, bit, value) for k in conflict.others(party)), {value})


def _single(conflict: Large, party: int, what: str, bit: int, value: int) -> tuple[int, int]:
    """Of one step, for the party: the number that `what` comes to, and the step's value then; kept.

    what: `reply` (the best of its own moves), `answer` (the worst of the others'), `firm` (the worst of the others',
    after which it moves), `over` (the best of its own moves by `firm`), `hold` (the best of its own moves, after which
    they answer).
    """
    kept = conflict._singles
    if (party, what, bit, value) not in kept:
        worth = (0, conflict.orders[party].level(1 << bit))
        chosen = _SINGLES[what](
            worth, lambda v: _own(conflict, party, bit, v), lambda v: _others(conflict, party, bit, v), value
        )
        kept[party, what, bit, value] = chosen
    return kept[party, what, bit, value]


Worth = Sequence[int]
Moves = Callable[[int], set[int]]


def _single_reply(worth: Worth, own: Moves, others: Moves, value: int) -> tuple[int, int]:
    return max((worth[v], v) for v in own(value))


def _single_answer(worth: Worth, own: Moves, others: Moves, value: int) -> tuple[int, int]:
    return min((worth[v], v) for v in others(value))


def _single_firm(worth: Worth, own: Moves, others: Moves, value: int) -> tuple[int, int]:
    return min((_single_reply(worth, own, others, v)[0], v) for v in others(value))


def _single_over(worth: Worth, own: Moves, others: Moves, value: int) -> tuple[int, int]:
    return max((_single_firm(worth, own, others, v)[0], v) for v in own(value))


def _single_hold(worth: Worth, own: Moves, others: Moves, value: int) -> tuple[int, int]:
    return max((_single_answer(worth, own, others, v)[0], v) for v in own(value))


_SINGLES: dict[str, Callable[[Worth, Moves, Moves, int], tuple[int, int]]] = {
    "reply": _single_reply,
    "answer": _single_answer,
    "firm": _single_firm,
    "over": _single_over,
    "hold": _single_hold,
}


def _value(conflict: Large, party: int, what: str, state: int, most: bool, deadline: Deadline) -> int:
    """The number that `what` comes to from a state; see `_single`."""
    view = conflict.view(party)
    alone = sum(_single(conflict, party, what, bit, state >> bit & 1)[0] for bit in members(view.alone))
    return alone + sum(_of_part(conflict, party, part, what, state, most, deadline) for part in view.parts)


def _state(conflict: Large, party: int, what: str, state: int, most: bool, deadline: Deadline) -> int:
    """The state that it leads to; steps that do not count stay."""
    view, found = conflict.view(party), state
    for bit in members(view.alone):
        found = found & ~(1 << bit) | _single(conflict, party, what, bit, state >> bit & 1)[1] << bit
    for part in view.parts:
        found = found & ~part.steps | _searched(conflict, party, part, what, state, most, deadline)[1] & part.steps
    return found


def _of_part(conflict: Large, party: int, part: Part, what: str, state: int, most: bool, deadline: Deadline) -> int:
    """The number of a part, from its table if it has one."""
    if part.tabled:
        return _table(conflict, party, part)[what][masks.pack(state, part.steps)]
    return _searched(conflict, party, part, what, state, most, deadline)[0]


def _table(conflict: Large, party: int, part: Part) -> dict[str, list[int]]:
    """What a part comes to from each of its states, by the explicit engine; worked out once."""
    if not part.table:
        graph = _subgraph(conflict, part.steps, 0, range(conflict.parties))
        levels = [part.order.level(int(state)) for state in masks.subsets(part.steps)]
        known = sorted(set(levels))
        place = {level: rank for rank, level in enumerate(known)}
        graph.ranks[party] = np.where(graph.feasible, np.array([place[level] for level in levels], np.int32), -1)
        work, others = Sweeps.of(graph), conflict.others(party)
        reply = work.best(party)
        answer = work.worst_after(others, graph.ranks[party])
        firm = work.worst_after(others, reply)
        found = {
            "reply": reply,
            "answer": answer,
            "firm": firm,
            "hold": work.best_of(party, answer),
            "over": work.best_of(party, firm),
        }
        part.table["feasible"] = graph.feasible.astype(int).tolist()
        for what, ranks in found.items():
            part.table[what] = [known[rank] if 0 <= rank < len(known) else 0 for rank in ranks.tolist()]
    return part.table


def _subgraph(conflict: Large, steps: int, state: int, parties: Sequence[int]) -> Graph:
    """The conflict in some steps, all others as they are in a state, with no preferences."""
    places = members(steps)
    place = {bit: k for k, bit in enumerate(places)}
    columns = masks.columns(len(places))
    seen = [columns[place[bit]] if bit in place else np.bool_(state >> bit & 1) for bit in range(conflict.n)]
    feasible = np.ones(1 << len(places), np.bool_)
    for constraint in conflict.constraints:
        if steps_of(constraint) & steps:
            feasible &= masks.truth(constraint, seen)
    makes = tuple(masks.pack(conflict.makes[k], steps) for k in parties)
    ends = tuple(masks.pack(conflict.ends[k], steps) for k in parties)
    return Graph(len(places), makes, ends, feasible, np.zeros((len(makes), 1 << len(places)), np.int32))


def _searched(
    conflict: Large, party: int, part: Part, what: str, state: int, most: bool, deadline: Deadline
) -> tuple[int, int]:
    """The number of a part, and the state that it leads to, by search; kept for all states in which it is the same."""
    key = (party, part.steps, what, state & (part.context if what in ("firm", "hold") else part.steps), most)
    if key not in conflict._kept:
        conflict._kept[key] = _SEARCHES[what](conflict, party, part, state, most, deadline)
    value, found = conflict._kept[key]
    # Where it was kept from another state, its mover still moves only what it can move.
    within = part.steps if what in ("reply", "hold") else part.steps & _union(conflict.powers(conflict.others(party)))
    return value, (found & within) | (state & ~within)


def _reply(conflict: Large, party: int, part: Part, state: int, most: bool, deadline: Deadline) -> tuple[int, int]:
    """The best that a party can have by staying or moving, in a part."""
    formula = Formula()
    literals = _moved(conflict, formula, state, conflict.makes[party], conflict.ends[party])
    return _optimum(Search(formula, deadline), literals, part.order, state, 1)


def _answers(conflict: Large, formula: Formula, party: int, part: Part, state: int, most: bool) -> list[int]:
    """What the others can reach from a state, as literals: of what is not known exactly, the most or the least."""
    literals = _moved(conflict, formula, state, *conflict.powers(conflict.others(party)))
    for cluster in conflict.view(party).clusters:
        if not cluster.movers and cluster.steps & part.steps:
            _tangle(conflict, formula, party, part, state, cluster, literals, most)
    return literals


def _tangle(
    conflict: Large,
    formula: Formula,
    party: int,
    part: Part,
    state: int,
    cluster: Cluster,
    literals: Sequence[int],
    most: bool,
) -> None:
    """Keep to what can be reached within a cluster that needs several movers."""
    if part.tabled or cluster.steps.bit_count() <= MOST_TANGLED:
        corner = _corner(conflict, party, state, cluster)
        reached = corner.moves(improving=False) >= 0
        for there in np.flatnonzero(corner.graph.feasible & ~reached):
            lies = int(corner.lies[there])
            formula.add(*(-literals[b] if lies >> b & 1 else literals[b] for b in members(cluster.steps)))
    elif not most:
        one_of = []
        for mover in conflict.others(party):
            can = (conflict.makes[mover] & ~state) | (conflict.ends[mover] & state)
            held = members(cluster.steps & ~can)
            one_of.append(formula.both([literals[b] if state >> b & 1 else -literals[b] for b in held]))
        formula.add(formula.either(one_of))


def _corner(conflict: Large, party: int, state: int, cluster: Cluster) -> Corner:
    """The states of a cluster, all other steps as they are."""
    others = conflict.others(party)
    graph = _subgraph(conflict, cluster.steps, state, others)
    lies = masks.subsets(cluster.steps) | (state & ~cluster.steps)
    return Corner(graph, tuple(range(len(others))), masks.pack(state, cluster.steps), lies)


def _answer(conflict: Large, party: int, part: Part, state: int, most: bool, deadline: Deadline) -> tuple[int, int]:
    """The worst for a party that the others can reach, in a part."""
    formula = Formula()
    literals = _answers(conflict, formula, party, part, state, most)
    return _optimum(Search(formula, deadline), literals, part.order, state, -1)


def _firm(conflict: Large, party: int, part: Part, state: int, most: bool, deadline: Deadline) -> tuple[int, int]:
    """The worst for a party that the others can reach, by what it can make of it, in a part."""
    formula, order = Formula(), part.order
    literals = _answers(conflict, formula, party, part, state, most)
    search = Search(formula, deadline)
    search.lean(-literal if order.liked >> bit & 1 else literal for bit, literal in enumerate(literals))
    replies: list[tuple[int, int]] = []
    value, found = _searched(conflict, party, part, "reply", state, most, deadline)[0], state
    candidate: int | None = state
    while candidate is not None:
        worth, after = _searched(conflict, party, part, "reply", candidate, most, deadline)
        replies.append((after & ~candidate, candidate & ~after))
        if worth < value:
            value, found = worth, candidate
        # The number must be smaller than the smallest so far, also after each reply that was good elsewhere.
        formula.add(-order.over(formula, literals, value - 1))
        for made, ended in replies:
            after_it = _changed(literals, made, ended)
            able = _able(conflict, formula, literals, made, ended)
            formula.add(-formula.both([able, order.over(formula, after_it, value - 1)]))
        solution = search.solve()
        candidate = None if solution is None else search.state(solution, literals)
    return value, found


def _hold(conflict: Large, party: int, part: Part, state: int, most: bool, deadline: Deadline) -> tuple[int, int]:
    """The best for a party of what it can move to, by what the others can make of it, in a part."""
    formula, order = Formula(), part.order
    literals = _moved(conflict, formula, state, conflict.makes[party], conflict.ends[party])
    search = Search(formula, deadline)
    search.lean(literal if order.liked >> bit & 1 else -literal for bit, literal in enumerate(literals))
    answers: list[tuple[int, list[int]]] = []
    value, found = _searched(conflict, party, part, "answer", state, most, deadline)[0], state
    candidate: int | None = state
    while candidate is not None:
        worth, after = _searched(conflict, party, part, "answer", candidate, most, deadline)
        answers.append(_answered(conflict, formula, party, part, literals, candidate, after))
        if worth > value:
            value, found = worth, candidate
        formula.add(order.over(formula, literals, value))
        for able, after_it in answers:
            formula.add(-able, order.over(formula, after_it, value))
        solution = search.solve()
        candidate = None if solution is None else search.state(solution, literals)
    return value, found


def _answered(
    conflict: Large, formula: Formula, party: int, part: Part, literals: Sequence[int], state: int, after: int
) -> tuple[int, list[int]]:
    """The answer that leads from `state` to `after`, given elsewhere: whether it surely can be, and where it leads."""
    makes, ends = conflict.powers(conflict.others(party))
    able = []
    after_it = list(literals)
    for bit in members((makes | ends) & part.steps):
        value = after >> bit & 1
        if not (makes if value else ends) >> bit & 1:
            able.append(literals[bit] if value else -literals[bit])
        after_it[bit] = TRUE if value else FALSE
    for constraint in conflict.constraints:
        able.append(formula.truth(constraint, after_it))
    for cluster in conflict.view(party).clusters:
        if not cluster.movers and cluster.steps & part.steps:
            able += [literals[b] if state >> b & 1 else -literals[b] for b in members(cluster.named)]
    return formula.both(able), after_it


_SEARCHES: dict[str, Callable[[Large, int, Part, int, bool, Deadline], tuple[int, int]]] = {
    "reply": _reply,
    "answer": _answer,
    "firm": _firm,
    "hold": _hold,
}


def _changed(literals: Sequence[int], made: int, ended: int) -> list[int]:
    """A state of literals after a change."""
    return [TRUE if made >> bit & 1 else FALSE if ended >> bit & 1 else literal for bit, literal in enumerate(literals)]


def _able(conflict: Large, formula: Formula, literals: Sequence[int], made: int, ended: int) -> int:
    """Whether a change can be made, by whoever can make it: the steps are there, and what it leads to is feasible."""
    after_it = _changed(literals, made, ended)
    parts = [-literals[bit] for bit in members(made)] + [literals[bit] for bit in members(ended)]
    for constraint in conflict.constraints:
        if steps_of(constraint) & (made | ended):
            parts.append(formula.truth(constraint, after_it))
    return formula.both(parts)


# ------------------------------------------------------------------------------------------ of one state


def best_reply(conflict: Large, party: int, state: int, deadline: Deadline) -> int | None:
    """The state that a party likes best of those it can move to alone, if it likes it better than `state`; or None.

    Of what it changes nothing can be left out. Raises UnfinishedError.

    >>> from standoff.engine.symbolic.preferences import Worths
    >>> best_reply(Large(2, (1, 2), (1, 2), (), (Worths((-1, 3)), Worths((3, -1)))), 0, 0b11, Deadline(None))
    2
    """
    order = conflict.orders[party]
    value = _value(conflict, party, "reply", state, True, deadline)
    if value <= order.level(state) + order.slack:
        return None
    after = _state(conflict, party, "reply", state, True, deadline)
    return _least(conflict, state, after, lambda fewer: order.level(fewer) >= value)


def _least(conflict: Large, state: int, after: int, enough: Callable[[int], bool]) -> int:
    """A change from one state to another with single steps of it left out as long as it is feasible and enough."""
    for bit in members(state ^ after):
        fewer = after ^ 1 << bit
        if conflict.feasible(fewer) and enough(fewer):
            after = fewer
    return after


def stays(conflict: Large, concept: str, party: int, state: int, deadline: Deadline) -> bool | None:
    """Whether a party is stable in a feasible state; None where the search cannot tell (see above).

    concept: one of CONCEPTS. Raises UnfinishedError.
    """
    return _STAYS[concept](conflict, party, state, deadline)


def _stays_nash(conflict: Large, party: int, state: int, deadline: Deadline) -> bool | None:
    return best_reply(conflict, party, state, deadline) is None


def _stays_gmr(conflict: Large, party: int, state: int, deadline: Deadline) -> bool | None:
    order = conflict.orders[party]
    enough = order.level(state) + order.slack
    if _value(conflict, party, "hold", state, True, deadline) > enough:
        return False
    if _exact(conflict, party) or _value(conflict, party, "hold", state, False, deadline) <= enough:
        return True
    return None


def _exact(conflict: Large, party: int) -> bool:
    """Whether what the others can reach is known exactly."""
    view = conflict.view(party)
    tabled = _union(part.steps for part in view.parts if part.tabled)
    return all(
        cluster.movers or cluster.steps.bit_count() <= MOST_TANGLED or cluster.steps & tabled
        for cluster in view.clusters
    )


def _stays_smr(conflict: Large, party: int, state: int, deadline: Deadline) -> bool | None:
    if _inescapable(conflict, party, state, True, deadline) is not None:
        return False
    return _deterred_for_sure(conflict, party, state, deadline)


def _deterred_for_sure(conflict: Large, party: int, state: int, deadline: Deadline) -> bool | None:
    """Whether SMR holds where it does with the most that the others may reach."""
    if _exact(conflict, party) or _inescapable(conflict, party, state, False, deadline) is None:
        return True
    return None


def _inescapable(conflict: Large, party: int, state: int, most: bool, deadline: Deadline) -> int | None:
    """An improvement of a party that no answer deters under SMR; or None."""
    order = conflict.orders[party]
    here = order.level(state) + order.slack
    if _value(conflict, party, "reply", state, most, deadline) <= here:
        return None
    if _most_firm(conflict, party, state, most, deadline) <= here:
        return None
    best = _state(conflict, party, "reply", state, most, deadline)
    if _value(conflict, party, "firm", best, most, deadline) > here:
        return best
    formula = Formula()
    literals = _moved(conflict, formula, state, conflict.makes[party], conflict.ends[party])
    formula.add(order.improves(formula, literals, constants(state, conflict.n)))
    search = Search(formula, deadline)
    search.lean(literal if order.liked >> bit & 1 else -literal for bit, literal in enumerate(literals))
    while True:
        solution = search.solve()
        if solution is None:
            return None
        found = search.state(solution, literals)
        if _value(conflict, party, "firm", found, most, deadline) > here:
            return found
        total, terms, context = _terms(conflict, formula, party, "firm", literals, found, most, deadline)
        formula.add(*_elsewhere(literals, found, context), formula.exceeds(terms, here - total))


def _most_firm(conflict: Large, party: int, state: int, most: bool, deadline: Deadline) -> float:
    """No improvement is firmer than this: what SMR asks of the state, at most."""
    view = conflict.view(party)
    can = (conflict.makes[party] & ~state) | (conflict.ends[party] & state)
    total = sum(_single(conflict, party, "over", bit, state >> bit & 1)[0] for bit in members(view.alone))
    for part in view.parts:
        if part.tabled:
            total += _of_part(conflict, party, part, "over", state, most, deadline)
        elif part.context & can:
            return float("inf")
        else:
            total += _of_part(conflict, party, part, "firm", state, most, deadline)
    return total


def _elsewhere(literals: Sequence[int], state: int, steps: int) -> list[int]:
    """One of these steps is not as in a state."""
    return [-literals[bit] if state >> bit & 1 else literals[bit] for bit in members(steps)]


def _terms(
    conflict: Large,
    formula: Formula,
    party: int,
    what: str,
    literals: Sequence[int],
    state: int,
    most: bool,
    deadline: Deadline,
) -> tuple[int, list[Term], int]:
    """What `what` comes to in a state of literals, as a number and terms, where some steps are as in a given state.

    The mask of these steps is the third: the context of those parts that have no short table.
    """
    view = conflict.view(party)
    total, terms, context = 0, [], 0
    for bit in members(view.alone):
        out, into = (_single(conflict, party, what, bit, value)[0] for value in (0, 1))
        total += out
        terms.append((into - out, literals[bit]))
    for part in view.parts:
        table = _by_context(conflict, party, part, what) if part.tabled and part.order.additive else []
        values = sorted(set(table))
        if 0 < len(values) <= MOST_VALUES:
            total += values[0]
            at = [literals[bit] for bit in members(part.context)]
            for lower, value in itertools.pairwise(values):
                terms.append((value - lower, _chosen(formula, at, [one >= value for one in table])))
        else:
            total += _of_part(conflict, party, part, what, state, most, deadline)
            context |= part.context
    return total, terms, context


def _by_context(conflict: Large, party: int, part: Part, what: str) -> list[int]:
    """The table of a part, by its context alone: it is the same whatever the other steps are."""
    table, places = _table(conflict, party, part)[what], masks.pack(part.context, part.steps)
    feasible = part.table["feasible"]
    found = []
    loose = masks.subsets(((1 << part.steps.bit_count()) - 1) & ~places).tolist()
    for context in masks.subsets(places).tolist():
        values = [table[context | more] for more in loose if feasible[context | more]]
        found.append(values[0] if values else None)
    known = [value for value in found if value is not None]
    return [known[0] if value is None else value for value in found] if known else []


def _chosen(formula: Formula, bits: Sequence[int], table: Sequence[bool]) -> int:
    """Whether a table holds at the place that some literals make, the first the lowest bit."""
    if all(table) or not any(table):
        return TRUE if table[0] else FALSE
    half = len(table) // 2
    out, into = _chosen(formula, bits[:-1], table[:half]), _chosen(formula, bits[:-1], table[half:])
    return formula.either([formula.both([bits[-1], into]), formula.both([-bits[-1], out])])


_STAYS: dict[str, Callable[[Large, int, int, Deadline], bool | None]] = {
    "nash": _stays_nash,
    "gmr": _stays_gmr,
    "smr": _stays_smr,
}


@dataclass(frozen=True)
class Answer:
    """How the others answer an improvement: the notion under which the answer counts, and their moves.

    concept: `smr` (the party cannot escape it), `gmr`, or None where no answer deters it. moves: pairs (mover, state
    it moves to). sure: whether that is known; False where reach could not be followed.
    """

    concept: str | None
    moves: tuple[tuple[int, int], ...] = ()
    sure: bool = True


def answer(conflict: Large, party: int, state: int, improvement: int, deadline: Deadline) -> Answer:
    """The others' answer to a party's move from `state` to `improvement` that leaves it no better off than `state`.

    One that it cannot escape if there is one, the worst for it. Raises UnfinishedError.

    >>> from standoff.engine.symbolic.preferences import Worths
    >>> conflict = Large(2, (1, 2), (1, 2), (), (Worths((-1, 3)), Worths((3, -1))))
    >>> answer(conflict, 0, 0b11, 0b10, Deadline(None))
    Answer(concept='smr', moves=((1, 0),), sure=True)
    """
    order = conflict.orders[party]
    enough = order.level(state) + order.slack
    for concept, what in (("smr", "firm"), ("gmr", "answer")):
        if _value(conflict, party, what, improvement, False, deadline) <= enough:
            after = _state(conflict, party, what, improvement, False, deadline)
            after = _shorter(conflict, party, what, improvement, after, enough, deadline)
            return Answer(concept, tuple(_chain(conflict, party, improvement, after)))
    unsure = not _exact(conflict, party) and _value(conflict, party, "answer", improvement, True, deadline) <= enough
    return Answer(None, (), not unsure)


def _shorter(conflict: Large, party: int, what: str, state: int, after: int, enough: int, deadline: Deadline) -> int:
    """An answer without what it does not need; tangles stay as they are, because not all in them can be reached."""
    order = conflict.orders[party]
    tangled = _union(cluster.steps for cluster in conflict.view(party).clusters if not cluster.movers)
    for bit in members((state ^ after) & ~tangled):
        fewer = after ^ 1 << bit
        worth = order.level(fewer)
        if worth <= enough and what == "firm" and conflict.feasible(fewer):
            worth = _value(conflict, party, "reply", fewer, False, deadline)
        if worth <= enough and conflict.feasible(fewer):
            after = fewer
    return after


def _chain(conflict: Large, party: int, state: int, after: int) -> Iterator[tuple[int, int]]:
    """Moves of the others that lead from one state to another, as (mover, state): each mover once, and then tangles."""
    others = conflict.others(party)
    changes = dict.fromkeys(others, 0)
    tangled = []
    for cluster in conflict.view(party).clusters:
        change = (state ^ after) & cluster.steps
        if change:
            able = [k for k in others if not _beyond(conflict, k, state, change)]
            if able:
                changes[able[0]] |= change
            else:
                tangled.append(cluster)
    for mover, change in changes.items():
        if change:
            state ^= change
            yield mover, state
    for cluster in tangled:
        corner = _corner(conflict, party, state, cluster)
        count = corner.moves(improving=False)
        end = masks.pack(after, cluster.steps)
        for mover, there in corner.chain(count, end, improving=False):
            state = there
            yield others[mover], there


def _beyond(conflict: Large, party: int, state: int, change: int) -> int:
    """The part of a change from a state that a party cannot make."""
    return change & ~((conflict.makes[party] & ~state) | (conflict.ends[party] & state))


# ----------------------------------------------------------------------------------------- of all states


@dataclass(frozen=True)
class Patterns:
    """Of all equilibria: the masks of the steps always in force, never in force, in force in some, and not known."""

    always: int
    never: int
    free: int
    open: int


class Equilibria:
    """The states in which every party stays under one concept, searched for.

    >>> from standoff.engine.symbolic.preferences import Worths
    >>> conflict = Large(2, (1, 2), (1, 2), (), (Worths((-1, 3)), Worths((3, -1))))
    >>> list(Equilibria(conflict, "nash", 0b11).nearest()), sorted(Equilibria(conflict, "smr", 0b11).nearest())
    ([0], [0, 3])
    """

    def __init__(self, conflict: Large, concept: str, now: int) -> None:
        self.conflict, self.concept, self.now = conflict, concept, now
        self.formula = Formula()
        self.literals = [self.formula.fresh() for _ in range(conflict.n)]
        for constraint in conflict.constraints:
            self.formula.add(self.formula.truth(constraint, self.literals))
        self.away = self.formula.at_least(
            [-literal if now >> bit & 1 else literal for bit, literal in enumerate(self.literals)]
        )
        self.listing = self.formula.fresh()
        self.search = Search(self.formula, Deadline(None))
        self.search.lean(literal if now >> bit & 1 else -literal for bit, literal in enumerate(self.literals))
        self.found: list[int] = []
        self.undecided: list[int] = []
        if concept == "nash":
            self._rule_out_single_steps()

    def _rule_out_single_steps(self) -> None:
        """Nobody can better its position by one step: cheap to say, and most of what there is to say."""
        for party in range(self.conflict.parties):
            for bit in members(self.conflict.makes[party]):
                self._rule_out_change(party, 1 << bit, 0)
            for bit in members(self.conflict.ends[party]):
                self._rule_out_change(party, 0, 1 << bit)

    def _rule_out_change(self, party: int, made: int, ended: int, *unless: int) -> None:
        """The party would not make this change, wherever it can."""
        formula, order = self.formula, self.conflict.orders[party]
        before, after = _changed(self.literals, ended, made), _changed(self.literals, made, ended)
        better = order.improves(formula, after, before)
        if better != FALSE:
            formula.add(-_able(self.conflict, formula, self.literals, made, ended), -better, *unless)

    def next(self, assumptions: Sequence[int], deadline: Deadline) -> int | None:
        """An equilibrium that makes these literals true, or None where there is none. Raises UnfinishedError.

        States for which it cannot be told whether they are equilibria are passed over and kept in `undecided`.
        """
        self.search.deadline = deadline
        while True:
            solution = self.search.solve(assumptions)
            if solution is None:
                return None
            state = self.search.state(solution, self.literals)
            verdicts = [self._holds(party, state, deadline) for party in range(self.conflict.parties)]
            if all(verdicts):
                return state
            if False not in verdicts:
                self.undecided.append(state)
                self.formula.add(*_elsewhere(self.literals, state, (1 << self.conflict.n) - 1))

    def _holds(self, party: int, state: int, deadline: Deadline) -> bool | None:
        """Whether a party stays; where it does not, all states that it leaves for the same reason are ruled out."""
        return _HOLDS[self.concept](self, party, state, deadline)

    def _holds_nash(self, party: int, state: int, deadline: Deadline) -> bool | None:
        after = best_reply(self.conflict, party, state, deadline)
        if after is None:
            return True
        order = self.conflict.orders[party]
        enough = order.level(state) + order.slack
        after = _least(self.conflict, state, after, lambda fewer: order.level(fewer) > enough)
        self._rule_out_change(party, after & ~state, state & ~after)
        return False

    def _holds_gmr(self, party: int, state: int, deadline: Deadline) -> bool | None:
        verdict = stays(self.conflict, "gmr", party, state, deadline)
        if verdict is False:
            total, terms, context = _terms(
                self.conflict, self.formula, party, "hold", self.literals, state, True, deadline
            )
            short = self.conflict.orders[party].short_of(self.formula, self.literals, total, terms)
            self.formula.add(*_elsewhere(self.literals, state, context), -short)
        return verdict

    def _holds_smr(self, party: int, state: int, deadline: Deadline) -> bool | None:
        conflict, order = self.conflict, self.conflict.orders[party]
        after = _inescapable(conflict, party, state, True, deadline)
        if after is None:
            return _deterred_for_sure(conflict, party, state, deadline)
        enough = order.level(state) + order.slack

        def still(fewer: int) -> bool:
            firm = _value(conflict, party, "firm", fewer, True, deadline)
            return order.level(fewer) > enough and firm > enough

        after = _least(conflict, state, after, still)
        made, ended = after & ~state, state & ~after
        literals = _changed(self.literals, made, ended)
        total, terms, context = _terms(conflict, self.formula, party, "firm", literals, after, True, deadline)
        short = order.short_of(self.formula, self.literals, total, terms)
        self._rule_out_change(party, made, ended, *_elsewhere(literals, after, context), -short)
        return False

    def nearest(self, deadline: Deadline | None = None, limit: int | None = None) -> Iterator[int]:
        """Equilibria, those nearest to now first, each once. Raises UnfinishedError."""
        deadline = deadline or Deadline(None)
        for away in range(self.conflict.n + 1):
            if limit is not None and len(self.found) >= limit:
                return
            within = [-self.listing, *([-self.away[away]] if away < self.conflict.n else [])]
            while limit is None or len(self.found) < limit:
                state = self.next(within, deadline)
                if state is None:
                    break
                self.found.append(state)
                self.formula.add(self.listing, *_elsewhere(self.literals, state, (1 << self.conflict.n) - 1))
                yield state

    def more(self, deadline: Deadline) -> bool:
        """Whether there is an equilibrium that is not listed yet. Raises UnfinishedError."""
        return self.next([-self.listing], deadline) is not None

    def patterns(self, deadline: Deadline, complete: bool = False) -> Patterns | None:
        """Which steps are in force in all, in none and in some equilibria; None where there is no equilibrium.

        complete: all of them are in `found` already. What the time does not allow to find out is `open`.
        """
        known = list(self.found)
        if not known and not complete:
            try:
                one = self.next([], deadline)
            except UnfinishedError:
                return Patterns(0, 0, 0, (1 << self.conflict.n) - 1)
            known = [] if one is None else [one]
        if not known:
            return None
        always, ever = _meet(known), _union(known)
        fixed = (1 << self.conflict.n) - 1 & ~(ever & ~always) if complete else 0
        for bit in range(self.conflict.n):
            if fixed >> bit & 1 or (ever & ~always) >> bit & 1:
                continue
            literal = self.literals[bit]
            try:
                other = self.next([-literal if always >> bit & 1 else literal], deadline)
            except UnfinishedError:
                break
            if other is None:
                fixed |= 1 << bit
            else:
                always, ever = always & other, ever | other
        free = ever & ~always
        return Patterns(always & fixed, ~ever & fixed, free, (1 << self.conflict.n) - 1 & ~free & ~fixed)


def _meet(states: Sequence[int]) -> int:
    found = states[0]
    for state in states:
        found &= state
    return found


_HOLDS: dict[str, Callable[[Equilibria, int, int, Deadline], bool | None]] = {
    "nash": Equilibria._holds_nash,
    "gmr": Equilibria._holds_gmr,
    "smr": Equilibria._holds_smr,
}
