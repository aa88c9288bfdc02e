"""Where are we? Who would stay in a state, by which notion: the Graph Model for Conflict Resolution.

Kilgour, Hipel & Fang (1987); Fang, Hipel & Kilgour, Interactive Decision Making (1993); Xu, Hipel, Kilgour & Fang,
Conflict Resolution Using the Graph Model (2018). Party i, at s, considers an improvement s1; the others answer by a
chain of moves from s1 to s2. It is deterred from s1, and stays, if s2 is not better for it than s.

With r_i the rank of a state for i, T_i f the largest value of f over a state and all that i can move to from there, and
q_i the worst rank for i that the answers can lead to under a concept,

    i is stable at s  if and only if  T_i(min(r_i, q_i))(s) <= r_i(s),

so that each concept is one minimum spread over the lattice of states, and no search for each state.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from standoff.engine.core.types import Bools, Floats, Ints, Ranks
from standoff.engine.stability import compiled, reach, states
from standoff.engine.stability.improvements import Improvements
from standoff.engine.stability.notion import Conflict, CountedAnswers, Family, Notion, PageWords
from standoff.engine.stability.states import Graph
from standoff.errors import UsageError, did_you_mean

__all__ = [
    "CONCEPTS",
    "NOTIONS",
    "OptionForm",
    "StabilityCounts",
    "StabilityFunction",
    "draws",
    "equilibria",
    "gmr",
    "locked",
    "nash",
    "seq",
    "smr",
    "sseq",
    "stable",
]


StabilityFunction = Callable[["Graph | Conflict", int], Bools]
"""concept(graph, party): where the party is stable, a bool array over all states, False at infeasible ones."""


@dataclass(frozen=True, eq=False)
class OptionForm(Graph):
    """A graph that keeps what several questions need; every concept takes it in place of the graph.

    least: how strong preferences are, as `strength.least_of` has it; readings: what the order of each party may be, as
    `unknown.Doubt` has it; None where nothing is said of it.

    >>> work = OptionForm.of(Graph(1, (1,), (1,), np.ones(2, bool), np.array([[0, 1]], np.int32)))
    >>> work is OptionForm.of(work), work.best(0).tolist()
    (True, [1, 1])
    """

    least: tuple[Ranks, ...] | None = None
    readings: tuple[Ranks, ...] | None = None
    kept: dict[str, Any] = field(default_factory=dict, repr=False)
    _best: dict[int, Ranks] = field(default_factory=dict, repr=False)
    _stable: dict[tuple[str, int], Bools] = field(default_factory=dict, repr=False)
    _improvements: list[Improvements] = field(default_factory=list, repr=False)

    @classmethod
    def of(
        cls, graph: Graph, least: tuple[Ranks, ...] | None = None, readings: tuple[Ranks, ...] | None = None
    ) -> OptionForm:
        """The graph itself if it is one that keeps its work, or else one that does."""
        if isinstance(graph, cls):
            return graph
        return cls(graph.n, graph.makes, graph.ends, graph.feasible, graph.ranks, graph.joint, least, readings)

    def targets(self, party: int, state: int) -> Ints:
        """R_i(s), as int64."""
        return states.targets(self, party, state)

    def others(self, party: int) -> tuple[int, ...]:
        """All parties but one."""
        return tuple(other for other in range(self.parties) if other != party)

    def best(self, party: int) -> Ranks:
        """v_i = T_i r_i: the rank of the best that a party can have by staying or moving, for every state."""
        if party not in self._best:
            self._best[party] = self.best_of(party, self.ranks[party])
        return self._best[party]

    def best_of(self, party: int, values: Ranks) -> Ranks:
        """T_i: the largest of some values over s and R_i(s), for every state s."""
        if compiled.serves(self):
            return compiled.best(self, party, values)
        return reach.best(self, party, values)

    def worst_after(self, parties: Sequence[int], values: Ranks) -> Ranks:
        """The smallest of some values over s and R_H(s), for every state s and H = `parties`."""
        if compiled.serves(self):
            return compiled.worst(self, parties, values, improving=False)
        return reach.closure_worst(self, parties, values)

    def worst_after_improvements(self, parties: Sequence[int], values: Ranks) -> Ranks:
        """The smallest of some values over s and R_H^+(s), for every state s and H = `parties`."""
        if compiled.serves(self):
            return compiled.worst(self, parties, values, improving=True)
        return self.improvements.worst(parties, values)

    @property
    def improvements(self) -> Improvements:
        """The sorted improvements of every party."""
        if not self._improvements:
            self._improvements.append(Improvements(self))
        return self._improvements[0]

    def stable(self, concept: str, party: int) -> Bools:
        """Where a party is stable under a concept of the table; worked out once. UsageError if there is no such."""
        if concept not in CONCEPTS:
            raise UsageError(f"no concept `{concept}`; " + did_you_mean(concept, CONCEPTS))
        if (concept, party) not in self._stable:
            self.work_out([concept])
        if (concept, party) not in self._stable:
            self._stable[concept, party] = CONCEPTS[concept](self, party)
        return self._stable[concept, party]

    def work_out(self, concepts: Iterable[str]) -> None:
        """Let the kernel, where it serves, work out these concepts for all parties at once, and keep the answers."""
        missing = [c for c in concepts if c in compiled.CONCEPTS and (c, 0) not in self._stable]
        if missing and self.parties and compiled.serves(self):
            for concept, found in compiled.stable(self, missing).items():
                self._stable.update({(concept, party): found[party] for party in range(self.parties)})


def _ready(graph: Graph | Conflict) -> Conflict:
    """The conflict itself, or one that keeps its work."""
    return OptionForm.of(graph) if isinstance(graph, Graph) else graph


def _deterred(work: Conflict, party: int, answers: Ranks) -> Bools:
    """The formula above: `answers` are the q_i."""
    rank = work.ranks[party]
    mask: Bools = work.best_of(party, np.minimum(rank, answers)) <= rank
    mask &= work.feasible
    return mask


def nash(graph: Graph | Conflict, party: int) -> Bools:
    """Where a party is stable in the sense of Nash.

    >>> prisoners = Graph(2, (1, 2), (1, 2), np.ones(4, bool), np.array([[1, 0, 3, 2], [1, 3, 0, 2]], np.int32))
    >>> nash(prisoners, 0).tolist()
    [True, False, True, False]
    """
    work = _ready(graph)
    mask: Bools = work.best(party) == work.ranks[party]
    mask &= work.feasible
    return mask


def gmr(graph: Graph | Conflict, party: int) -> Bools:
    """Where a party is stable by general metarationality, whatever the moves cost the others.

    >>> prisoners = Graph(2, (1, 2), (1, 2), np.ones(4, bool), np.array([[1, 0, 3, 2], [1, 3, 0, 2]], np.int32))
    >>> gmr(prisoners, 0).tolist()
    [True, False, True, True]
    """
    work = _ready(graph)
    return _deterred(work, party, work.worst_after(work.others(party), work.ranks[party]))


def smr(graph: Graph | Conflict, party: int) -> Bools:
    """Where a party is stable by symmetric metarationality.

    >>> prisoners = Graph(2, (1, 2), (1, 2), np.ones(4, bool), np.array([[1, 0, 3, 2], [1, 3, 0, 2]], np.int32))
    >>> smr(prisoners, 0).tolist()
    [True, False, True, True]
    """
    work = _ready(graph)
    return _deterred(work, party, work.worst_after(work.others(party), work.best(party)))


def seq(graph: Graph | Conflict, party: int) -> Bools:
    """Where a party is sequentially stable.

    >>> chicken = Graph(2, (1, 2), (1, 2), np.ones(4, bool), np.array([[0, 1, 3, 2], [0, 3, 1, 2]], np.int32))
    >>> gmr(chicken, 0).tolist(), seq(chicken, 0).tolist()
    ([False, True, True, True], [False, True, True, False])
    """
    work = _ready(graph)
    return _deterred(work, party, work.worst_after_improvements(work.others(party), work.ranks[party]))


def sseq(graph: Graph | Conflict, party: int) -> Bools:
    """Where a party is stable in the symmetric sequential sense.

    >>> chicken = Graph(2, (1, 2), (1, 2), np.ones(4, bool), np.array([[0, 1, 3, 2], [0, 3, 1, 2]], np.int32))
    >>> sseq(chicken, 0).tolist()
    [False, True, True, False]
    """
    work = _ready(graph)
    return _deterred(work, party, work.worst_after_improvements(work.others(party), work.best(party)))


INDIVIDUAL = Family("individual", "one party considers a move of its own, and what the others could answer")

NOTIONS: tuple[Notion, ...] = (
    Notion(
        "nash",
        INDIVIDUAL,
        nash,
        definition="Nash stability: the party has no improvement.",
        source="Nash (1951); in the graph model, Fang, Hipel & Kilgour (1993), definition 3.2.1.",
        label="Nash",
        letters="NASH",
        says="nobody could do better by a move of its own",
        page=PageWords(
            called="Nash",
            party="has no better move of its own",
            everyone="nobody has a better move of its own",
            definition="Nash: the party has no move of its own that improves its position.",
            place=1,
        ),
        counts=CountedAnswers(answers=False),
        always=True,
    ),
    Notion(
        "gmr",
        INDIVIDUAL,
        gmr,
        definition="General metarationality: "
        "from every improvement s1, the others can move to some s2 not better for it than s.",
        source="Howard (1971).",
        label="GMR",
        letters="GMR",
        says="every improvement can be met, if the others want to hurt themselves too",
        page=PageWords(
            called="general metarational, GMR",
            party="is deterred by an answer, even one that costs the others",
            everyone="every better move could meet an answer, even one that costs those who give it",
            definition="GMR: every improvement could be met by moves of the others, at whatever cost, that leave it no "
            "better off.",
            place=5,
        ),
        answer="That would cost the others something too, and {party} could still respond.",
        answer_unasked="{Party} could still respond. Whether the answer would pay the others was not asked.",
        counts=CountedAnswers(answers=True),
        always=True,
    ),
    Notion(
        "smr",
        INDIVIDUAL,
        smr,
        definition="Symmetric metarationality: "
        "as gmr, and from that same s2 it cannot move to anything better for it than s either.",
        source="Howard (1971).",
        label="SMR",
        letters="SMR",
        says="every improvement can be met, whatever the mover does next",
        page=PageWords(
            called="symmetric metarational, SMR",
            party="is deterred by an answer that it cannot escape",
            everyone="every better move could meet an answer that cannot be escaped",
            definition="SMR: as GMR, and the party could not escape the answer by moving again.",
            place=4,
        ),
        answer="{Party} could not escape that, but the answer would cost the others something too.",
        answer_unasked="{Party} could not escape that. Whether the answer would pay the others was not asked.",
        counts=CountedAnswers(answers=True, firm=True),
        always=True,
    ),
    Notion(
        "seq",
        INDIVIDUAL,
        seq,
        definition="Sequential stability: "
        "as gmr, and every move of the others on the way improves, for its mover, on what it leaves.",
        source="Fraser & Hipel (1979).",
        label="SEQ",
        letters="SEQ",
        says="every improvement is met by moves that the others would want to make",
        page=PageWords(
            called="sequential, SEQ",
            party="is deterred by an answer that pays the others",
            everyone="every better move would meet an answer that pays those who give it",
            definition="SEQ: every improvement would be met by moves that pay the others and leave it no better off.",
            place=3,
        ),
        answer="Each of these moves pays whoever makes it, so the threat is credible.",
        counts=CountedAnswers(answers=True, improving=True),
        always=True,
    ),
    Notion(
        "sseq",
        INDIVIDUAL,
        sseq,
        definition="Symmetric sequential stability: "
        "as seq, and from that same s2 it cannot move to anything better than s either.",
        source="Rego & Vieira (2017).",
        label="SSEQ",
        letters="SSEQ",
        says="as SEQ, and the mover cannot escape the answer",
        page=PageWords(
            called="symmetric sequential, SSEQ",
            party="is deterred by an answer that pays the others and that it cannot escape",
            everyone="every better move would meet an answer that pays the others and that cannot be escaped",
            definition="SSEQ: as SEQ, and the party could not escape the answer by moving again.",
            place=2,
        ),
        counts=CountedAnswers(answers=True, improving=True, firm=True),
        always=True,
    ),
)
"""The notions of one party that considers its own moves, and the answers of the others; counted for every conflict."""

CONCEPTS: dict[str, StabilityFunction] = {one.name: one.function for one in NOTIONS}


def stable(graph: Graph | Conflict, concepts: Iterable[str] = tuple(CONCEPTS)) -> dict[str, Bools]:
    """Where each party is stable: for each concept a bool array (N, 2^n), False at infeasible states.

    Raises UsageError for an unknown concept.

    >>> chicken = Graph(2, (1, 2), (1, 2), np.ones(4, bool), np.array([[0, 1, 3, 2], [0, 3, 1, 2]], np.int32))
    >>> stable(chicken, ["seq"])["seq"].astype(int).tolist()
    [[0, 1, 1, 0], [0, 1, 1, 0]]
    """
    work, concepts = _ready(graph), list(concepts)
    if isinstance(work, OptionForm):
        work.work_out(concepts)
    return {concept: np.array([work.stable(concept, party) for party in range(work.parties)]) for concept in concepts}


def equilibria(graph: Graph | Conflict, concept: str) -> Bools:
    """The feasible states that are stable for every party under one concept: a bool array (2^n,).

    Raises UsageError for an unknown concept.

    >>> chicken = Graph(2, (1, 2), (1, 2), np.ones(4, bool), np.array([[0, 1, 3, 2], [0, 3, 1, 2]], np.int32))
    >>> np.flatnonzero(equilibria(chicken, "gmr")).tolist()
    [1, 2, 3]
    """
    work = _ready(graph)
    found = work.feasible.copy()
    for party in range(work.parties):
        found &= work.stable(concept, party)
    return found


def locked(graph: Graph | Conflict, free: Graph | Conflict, concept: str) -> Bools:
    """The equilibria that are stable only because something cannot be undone or redone: a bool array (2^n,).

    `free` is the same graph with every step free to come into and go out of force, by its owners as before: the
    `powers` with neither `irreversible` nor `final`.

    >>> ranks, every = np.array([[1, 0]], np.int32), np.ones(2, bool)
    >>> locked(Graph(1, (1,), (0,), every, ranks), Graph(1, (1,), (1,), every, ranks), "nash").tolist()
    [False, True]
    """
    return equilibria(graph, concept) & ~equilibria(free, concept)


@dataclass(frozen=True, eq=False)
class StabilityCounts:
    """In how many draws of worths a state is stable, and how that was asked.

    concepts: K names, in the order of the table. draws: how many. stable: (K, N, 2^n) in how many draws each party is
    stable. equilibria: (K, 2^n) in how many all are. each: (draws, K, 2^n) the parties that are stable in each draw, as
    a mask, or None.
    """

    concepts: tuple[str, ...]
    draws: int
    stable: Ranks
    equilibria: Ranks
    each: NDArray[np.uint32] | None


def draws(
    graph: Graph,
    worth: Floats,
    entries: Sequence[int] = (),
    together: Floats | None = None,
    concepts: Iterable[str] = tuple(CONCEPTS),
    *,
    each: bool = False,
) -> StabilityCounts:
    """The concepts for many draws of worths at once; the ranks of the graph do not count.

    worth: (D, N, n) in each party's own points. entries: (T,) masks of steps, and together: (D, T, N) what it is worth
    to have all of an entry in force at once, on top. each: whether to keep who is stable in each draw. Preferences are
    those of `ranks_from_worth`. Raises ValueError where the lengths do not fit, UsageError for an unknown concept.

    >>> chicken = Graph(2, (1, 2), (1, 2), np.ones(4, bool), np.zeros((2, 4), np.int32))
    >>> worth = np.array([[[1.0, -1.0], [-1.0, 1.0]], [[-1.0, 2.0], [2.0, -1.0]]])
    >>> draws(chicken, worth, concepts=["nash"]).equilibria.tolist()
    [[1, 0, 0, 1]]
    """
    wanted = tuple(concepts)
    for concept in wanted:
        if concept not in CONCEPTS:
            raise UsageError(f"no concept `{concept}`; " + did_you_mean(concept, CONCEPTS))
    asked = tuple(concept for concept in CONCEPTS if concept in wanted)
    values = np.asarray(worth, np.float64)
    more = np.zeros((len(values), 0, graph.parties)) if together is None else np.asarray(together, np.float64)
    if values.shape[1:] != (graph.parties, graph.n) or more.shape != (len(values), len(entries), graph.parties):
        raise ValueError("worths are (draws, parties, steps), and worths together (draws, entries, parties)")
    if compiled.serves(graph) and set(asked) <= set(compiled.CONCEPTS):
        whole, extra, grid = states.whole_numbers(values, more.transpose(0, 2, 1))
        masks = np.array(entries, np.int64)
        found = compiled.draws(graph, whole, masks, extra.transpose(0, 2, 1), grid, asked, each=each)
        return StabilityCounts(asked, len(values), *found)
    return _draws_in_numpy(graph, values, entries, more, asked, each)


def _draws_in_numpy(
    graph: Graph, worth: Floats, entries: Sequence[int], together: Floats, asked: tuple[str, ...], each: bool
) -> StabilityCounts:
    counts = np.zeros((len(asked), graph.parties, graph.states), np.int32)
    together_stable = np.zeros((len(asked), graph.states), np.int32)
    masks = np.zeros((len(worth), len(asked), graph.states), np.uint32) if each else None
    bits = np.uint32(1) << np.arange(graph.parties, dtype=np.uint32)
    for draw, (row, extra) in enumerate(zip(worth, together, strict=True)):
        terms = [list(zip(entries, extra[:, i].tolist(), strict=True)) for i in range(graph.parties)]
        ranked = [states.ranks_from_worth(row[i], terms[i], graph.feasible) for i in range(graph.parties)]
        ranks = np.array(ranked, np.int32).reshape(graph.parties, graph.states)
        drawn = Graph(graph.n, graph.makes, graph.ends, graph.feasible, ranks)
        for k, found in enumerate(stable(drawn, asked).values()):
            counts[k] += found
            together_stable[k] += found.all(axis=0) & graph.feasible
            if masks is not None:
                masks[draw, k] = (found * bits[:, None]).sum(axis=0, dtype=np.uint32)
    return StabilityCounts(asked, len(worth), counts, together_stable, masks)
