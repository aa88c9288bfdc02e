"""The records of every answer: frozen, in the words of the field, and each says how it was made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from standoff.results import sentences

Unit = Literal["points", "years", "chance"]
"""What a number of a case is counted in; points are those of the party it is about."""

Measure = Literal["holds", "slack"]
"""What drivers explain: whether a plan holds, or the smallest margin or gain as a share of the stake."""

Verdict = Literal["refused", "breaks", "holds"]
State = tuple[str, ...]
"""The steps in force, in the order of the case file."""


@dataclass(frozen=True)
class Made:
    """How a result was made: by which version and method, and whether it is exact.

    `ordered`: the parties whose points come from an order alone, so that shares of draws are shares of the value sets
    that fit it; outside of draws their points are in the middle of these.
    """

    version: str
    method: str
    exact: bool
    seed: int | None = None
    draws: int | None = None
    note: str = ""
    ordered: tuple[str, ...] = ()


# ---------------------------------------------------------------- question 2: would this plan hold?


@dataclass(frozen=True)
class Course:
    """One of the things that can happen after a failure: its chance, and when the failure shows then; None: never."""

    chance: float
    months: float | None


@dataclass(frozen=True)
class Row:
    """One party at the start of one phase (1..K+1), in its own points; None where it has nothing to quit.

    `breach` is the set of breaches that tempts it most, `shows` how many years from the start of the phase until
    the first of them shows, `bond` the smallest extra walk-out cost with which its margin would be 0 (0 if it is not
    negative, infinite if none would do). `trust` is None where the margin is negative. Where breaches may be missed,
    values are expectations over the `courses`, and `shows` is when it shows if nothing is missed. Where not `exact`,
    more breaches matter than all sets can be tried of: walking out is worth at least what is said, so that the margin
    is at most and exposure, trust and bond are at least what is said.
    """

    phase: int
    party: str
    carry_on: float
    walk_out: float | None
    margin: float | None
    exposure: float | None
    trust: float | None
    breach: tuple[str, ...] = ()
    shows: float | None = None
    bond: float = 0.0
    courses: tuple[Course, ...] = ()
    exact: bool = True


@dataclass(frozen=True)
class Binding:
    """What decides the verdict: the row, and why, in a sentence. Phase and party are None if nothing binds."""

    phase: int | None
    party: str | None
    why: str


@dataclass(frozen=True)
class Stop:
    """What a party has, against now, if everything stops after this phase (in its own points)."""

    phase: int
    party: str
    worth: float


@dataclass(frozen=True)
class GroupBreach:
    """Parties that would all gain by breaching together from the start of a phase, while no fewer of them would.

    Made steps that are `undone`, due ones that are `withheld`; `shows` in months from the start of the phase if nothing
    is missed (None: never); `gains`
    per member against carrying on, its walk-out cost paid, in its own points; `why` says it.
    """

    phase: int
    parties: tuple[str, ...]
    undone: tuple[str, ...]
    withheld: tuple[str, ...]
    shows: float | None
    gains: Mapping[str, float]
    why: str


@dataclass(frozen=True)
class Moment:
    """The margin of a party by a breach that begins `after` so many months of a phase.

    `shows`: in months from then, if nothing is missed; None: never.
    """

    phase: int
    party: str
    after: float
    margin: float
    undone: tuple[str, ...]
    withheld: tuple[str, ...]
    shows: float | None


@dataclass(frozen=True)
class Between:
    """What breaches begun between phase starts come to, said in `why`.

    `smallest`: the smallest margin as a share of the party's stake, None unless it is smaller than the smallest
    at any phase start. Where not `exact`, not all sets of breaches were tried, and margins are at most what is said.
    """

    smallest: Moment | None
    exact: bool
    why: str


@dataclass(frozen=True)
class Doubted:
    """A party that may be insincere. `sincerity`: how likely it is sincere, as the others see it (a median).

    An insincere one would walk out at phase `walks` (None: it has nothing to walk out of), and from phase `seen` on
    (None: never) the others know that it did not. `pays` is what walking out then brings it over carrying on.
    """

    party: str
    sincerity: float
    low: float
    high: float
    walks: int | None
    seen: int | None
    pays: float | None


@dataclass(frozen=True)
class Initial:
    """How sure a party must be, before the plan starts, that none of those who can still fail is insincere.

    The row that decides, at the start of `phase`: `of` are those who can fail then, `belief` the chance that none of
    them is insincere, as the case states it (None where it does not). Trust is None where the party walks out.
    `enough`: the case states as much belief as every row asks for (None: that hangs on whom it says nothing of).
    """

    party: str
    trust: float | None
    phase: int | None
    of: tuple[str, ...]
    belief: float | None
    enough: bool | None


@dataclass(frozen=True)
class Learning:
    """What is learned on the way of a plan, and the initial trust that it asks (None: somebody walks out).

    `says` puts it in words, and is empty where somebody walks out.
    """

    doubted: tuple[Doubted, ...]
    asked: tuple[Initial, ...]
    trust: float | None
    enough: bool | None
    says: str


@dataclass(frozen=True)
class Assessment:
    """A plan, judged. `starts` are months from the start of the plan, one for each phase 1..K+1.

    `exact` in `made` is False where walk-out values are bounds (more breaches than all sets can be tried for).
    `groups`: who would gain by breaching together. `between`: breaches begun between phase starts, None unless asked
    for. Neither changes the verdict, which is about single parties at phase starts.
    `learning` is None where the case states nobody's sincerity.
    """

    plan: str
    title: str
    keeps: tuple[str, ...]
    phases: tuple[tuple[str, ...], ...]
    verdict: Verdict
    self_enforcing: bool
    trust: float | None
    gain: Mapping[str, float]
    at_risk: Mapping[str, float]
    binding: Binding
    months: float
    rows: tuple[Row, ...]
    if_stopped: tuple[Stop, ...]
    starts: tuple[float, ...]
    symbolic_share: Mapping[str, float]
    made: Made
    groups: tuple[GroupBreach, ...] = ()
    between: Between | None = None
    learning: Learning | None = None

    @property
    def beside(self) -> tuple[str, ...]:
        """What is said beside the verdict: of groups, each once, and of breaches begun between phase starts."""
        said = []
        for number, group in enumerate(self.groups):
            if all(group.parties != earlier.parties for earlier in self.groups[:number]):
                later = [other.phase for other in self.groups[number + 1 :] if other.parties == group.parties]
                said.append(f"{group.why} {sentences.so_again(later, len(self.phases))}".rstrip())
        return (*said, *([self.between.why] if self.between else []))

    def row(self, phase: int, party: str) -> Row:
        """The row of one party at one phase."""
        return next(row for row in self.rows if (row.phase, row.party) == (phase, party))


@dataclass(frozen=True)
class Contribution:
    """What one line adds to a total, and when it is in force: months from the start of the phase.

    `begins` is None where it is never in force; `ends` is None where it is so for good, or never.
    """

    adds: float
    begins: float | None = None
    ends: float | None = None


@dataclass(frozen=True)
class Term:
    """One line of a ledger: a step, a `together` entry, or the walk-out cost, with what it adds to each course.

    `worth` is what it is worth if in force for good from now; of a cost, what it takes away when it falls due.
    `walk_out` and `feared` are None where there is no such course.
    """

    kind: Literal["step", "together", "walkout_cost"]
    name: str
    worth: float
    carry_on: Contribution
    walk_out: Contribution | None
    stop: Contribution
    feared: Contribution | None


@dataclass(frozen=True)
class Failure:
    """Who fails by which breaches: made steps that are `undone`, due ones that are `withheld`; months until it shows.

    `begins_now` is False where all of its breaches begin in later phases. `courses`: all that can happen; if there are
    several, breaches may be missed: `shows` is then when it shows if none is, and values are expectations. `shows` is
    None where it never does.
    """

    group: tuple[str, ...]
    undone: tuple[str, ...]
    withheld: tuple[str, ...]
    shows: float | None
    begins_now: bool
    courses: tuple[Course, ...]


@dataclass(frozen=True)
class Totals:
    """The sums of the terms, and what follows: margin = carry on - walk out; exposure = stop - feared.

    Where the feared failure begins later, exposure = walk out - feared; it is 0 where nothing is feared.
    """

    carry_on: float
    walk_out: float | None
    stop: float
    feared: float | None
    margin: float | None
    exposure: float | None


@dataclass(frozen=True)
class Explanation:
    """The ledger behind the margin and the exposure of one party at the start of one phase of a plan.

    `tempting` is its own best failure, `feared` that of the others which would cost it most (None: there is none).
    """

    plan: str
    title: str
    keeps: tuple[str, ...]
    phases: tuple[tuple[str, ...], ...]
    phase: int
    party: str
    row: Row
    tempting: Failure | None
    feared: Failure | None
    terms: tuple[Term, ...]
    totals: Totals
    why: str
    made: Made


# ------------------------------------------------------- question 3: which plan asks for the least trust?


@dataclass(frozen=True)
class Bound:
    """What is known of the best possible: no plan asks for less than `trust_at_least` (None: nothing is known)."""

    trust_at_least: float | None
    proved: bool


@dataclass(frozen=True)
class Objective:
    """What a roadmap is the best at, and how good the best plan that was assessed is at it (None: there is none).

    `value` is the trust asked, the largest share at risk, the smallest margin as a share of the stake, the
    months until all is done, or the depth; `best_possible` is a proved bound of it (None: not known).
    """

    name: str = "least-trust"
    value: float | None = None
    best_possible: float | None = None
    trust_at_most: float | None = None


@dataclass(frozen=True)
class Compromise:
    """A plan that holds; no other one assessed asks for less trust with as little at risk (the largest share)."""

    trust: float
    at_risk: float
    months: float
    phases: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Roadmap:
    """The best plan found for a deal, or the least bad one where none holds (within the limits that were set).

    `unwanted_by`: the parties that would lose by every plan that was assessed. `frontier`: trust against what is at
    risk, over the plans that were assessed. `conflict`: where no plan is possible, in words a smallest set of wishes
    of the deal that no plan can keep. `stopped`: the time limit was reached. `holding_orders`, `all_orders`: of how
    many orders of single steps, how many hold if time on the way is not counted; rounded beyond 2^53.
    """

    deal: str
    title: str
    best: Assessment | None
    closest: Assessment | None
    bound: Bound
    made: Made
    unwanted_by: tuple[str, ...] = ()
    objective: Objective = Objective()
    frontier: tuple[Compromise, ...] = ()
    conflict: tuple[str, ...] = ()
    stopped: bool = False
    holding_orders: int | None = None
    all_orders: int | None = None

    @property
    def shown(self) -> Assessment | None:
        """The plan to show: the best one, or else the closest."""
        return self.best or self.closest


# ------------------------------------------------ question 3, across deals: which hold, and which are unbeaten?


@dataclass(frozen=True)
class OtherMember:
    """A deal with another member of a choice in its place, by the best plan known for it.

    `verdict`, `trust`, `gain` and `months` are those of that plan; `trust` is None where it breaks.
    """

    choice: str
    member: str
    verdict: Verdict
    trust: float | None
    gain: Mapping[str, float]
    months: float


@dataclass(frozen=True)
class FrontierDeal:
    """A deal that holds and that no other beats: its steps, its best plan, and what other members of choices cost.

    `number` counts from 1, the least trust first. `smallest_share`: of what each party with something to quit could
    gain at most by a deal, the smallest share that one of them gains here. `choices`: the member taken of each choice.
    `named`: the label of the deal of the case that it is, or None.
    """

    number: int
    steps: tuple[str, ...]
    choices: Mapping[str, str]
    named: str | None
    smallest_share: float
    plan: Assessment
    others: tuple[OtherMember, ...]


@dataclass(frozen=True)
class NamedDeal:
    """Where a deal of the case lies: `unbeaten`, `beaten` (by the deal shown under `beaten_by`) or `none` (no plan).

    `plan` is None where no plan that holds was found for it. `beaten_by` is None where it is not beaten or none of the
    deals that beat it is shown.
    """

    deal: str
    title: str
    standing: Literal["unbeaten", "beaten", "none"]
    number: int | None
    beaten_by: int | None
    smallest_share: float | None
    plan: Assessment | None


@dataclass(frozen=True)
class Frontier:
    """All deals that hold and that no other beats in gains, trust, months and symbolic shares; some of them shown.

    `steps`: those that deals are made of; `within`: the deal whose steps they are, or None for all that are not in
    force. `pace`: months. `looked_at`: how many deals there are, their choices open; `wanted`: how many could be wanted
    by all; `holding`: for how many a plan that holds was found; `unbeaten`: how many of those no other beats, and
    `points`: their trust and smallest share. `most`: per party the most that it gains by a deal that holds.
    """

    deals: tuple[FrontierDeal, ...]
    steps: tuple[str, ...]
    within: str | None
    pace: float
    looked_at: int
    wanted: int
    holding: int
    unbeaten: int
    points: tuple[tuple[float, float], ...]
    most: Mapping[str, float]
    named: tuple[NamedDeal, ...]
    made: Made


# ---------------------------------------------------------------------------- question 1: where are we?


@dataclass(frozen=True)
class Equilibria:
    """The equilibria under one concept: how many there are, and (up to the limit asked for) which.

    `more`: of a large case, there are more than were counted; None where the count was not finished.
    """

    count: int
    states: tuple[State, ...]
    more: bool | None = False


@dataclass(frozen=True)
class Patterns:
    """What all equilibria under one concept have in common: the steps in force in all, in none, and in some of them.

    `open`: steps of which it was not found out.
    """

    always: State
    never: State
    free: State
    open: State


@dataclass(frozen=True)
class Now:
    """The state today: under which concepts each party would stay, and under which all would.

    `unanswered`: per party the concepts of which neither was found out.
    """

    state: State
    stable: Mapping[str, tuple[str, ...]]
    equilibrium: tuple[str, ...]
    unanswered: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Leverage:
    """The best and the worst change a party can make alone for another one, from now (in the other's points).

    None where the other party has given an order only.
    """

    best: float | None
    worst: float | None
    best_move: State | None = None
    worst_move: State | None = None


@dataclass(frozen=True)
class Deterrence:
    """A party's best improvement from now and the chain of moves by the others that deters it.

    `improvement` is None where the party has none. `sanction` is the state in which the others can leave it, no
    better than now; None where nothing deters it. `concept` is the strongest concept under which that works
    ("seq" before "smr" before "gmr"). `moves` are the movers and the states they move to. `why` says it in words.
    """

    party: str
    improvement: State | None
    gain: float | None
    sanction: State | None
    concept: str | None
    moves: tuple[tuple[str, State], ...]
    why: str


@dataclass(frozen=True)
class Concept:
    """A notion of stability that can be asked for.

    `of` is "parties" or "coalitions". `asked` says what it asks of a case; `refused` why it cannot be asked of the one
    at hand, None if it can or if there is none at hand.
    """

    name: str
    family: str
    of: str
    definition: str
    source: str
    asked: str
    refused: str | None = None


@dataclass(frozen=True)
class Misreading:
    """Something that a party takes to be otherwise than it is.

    `path` is where the case says it, "rules" for what is taken for granted. `of` is whom it is about, empty where it is
    about no party. `says` puts it in words.
    """

    party: str
    path: str
    of: tuple[str, ...]
    sees: str
    there_is: str
    says: str


@dataclass(frozen=True)
class Surprise:
    """What a party expects another one to do now, where that is not what the other one would do.

    `expects` are the concepts under which the other one would stay now as `party` sees it, `itself` those as the other
    one sees it.
    """

    party: str
    other: str
    expects: tuple[str, ...]
    itself: tuple[str, ...]
    says: str


@dataclass(frozen=True)
class PartyView:
    """The case as a party sees it: what would be stable if it were so. `title` is empty where it sees it as it is."""

    party: str
    mistaken: bool
    title: str
    feasible_states: int
    equilibria: Mapping[str, Equilibria]
    now: Now


@dataclass(frozen=True)
class Views:
    """Each party's own view of the case, and what comes of them together.

    `shared`: equilibria in every view. `lasting`: states in which every party is stable as it sees the case itself, so
    that nobody leaves; `lasts` are the concepts under which now is such a state.
    """

    parties: tuple[PartyView, ...]
    shared: Mapping[str, Equilibria]
    lasting: Mapping[str, Equilibria]
    lasts: tuple[str, ...]
    misreadings: tuple[Misreading, ...]
    surprises: tuple[Surprise, ...]


@dataclass(frozen=True)
class StateStability:
    """One state and the concepts under which each party would stay there."""

    state: State
    stable: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Reachable:
    """An equilibrium that improvements alone can lead to from now, and in how many moves at least."""

    state: State
    moves: int
    concepts: tuple[str, ...]


@dataclass(frozen=True)
class Merged:
    """States that are one, because a rule of the case is true in all of them: how many, and the first few.

    `state` is the one that stands for them all: now if it is among them, or else the one with the fewest steps.
    """

    rule: str
    state: State
    count: int
    members: tuple[State, ...]


@dataclass(frozen=True)
class CoalitionNow:
    """What parties could leave now for together; a single party is a coalition, too.

    `stable`: the coalition concepts under which they would stay; `unknown`: those for which that is not worked out at
    this size. `improvements`: to how many states they could go that all of them prefer; `smallest`: one of those that
    change the fewest steps, among those that the others cannot spoil for any of them if there are some (None: there
    is none at all). `joint`: the joint steps among these changes. `then_stable`: the concepts of single parties under
    which that state is an equilibrium. `minimal`: no smaller coalition of them could leave.
    """

    parties: tuple[str, ...]
    stable: tuple[str, ...]
    unknown: tuple[str, ...]
    improvements: int
    smallest: State | None
    joint: tuple[str, ...]
    then_stable: tuple[str, ...]
    minimal: bool
    why: str


@dataclass(frozen=True)
class CoalitionStates:
    """The states in which a coalition would stay under a concept: how many, and the first few."""

    parties: tuple[str, ...]
    count: int
    states: tuple[State, ...]


@dataclass(frozen=True)
class CoalitionConcept:
    """A coalition concept: the states that every coalition would stay in (None if one was named), and for each."""

    universal: Equilibria | None
    by_coalition: tuple[CoalitionStates, ...]


@dataclass(frozen=True)
class Jump:
    """Equilibria under a concept of single parties, of which a coalition can leave one for the other."""

    concept: str
    parties: tuple[str, ...]
    before: State
    after: State


@dataclass(frozen=True)
class Jumps:
    """How many equilibrium jumps of all coalitions there are under each concept, and the first few, from now first."""

    counts: Mapping[str, int]
    listed: tuple[Jump, ...]


@dataclass(frozen=True)
class Coalitions:
    """What parties could do together, joint steps included: now, and, if there are not too many states, everywhere.

    `concepts` is None where only now was looked at, and `jumps` are then those from now; `note` says why. `jumps` is
    None where nothing was looked at.
    """

    now: tuple[CoalitionNow, ...]
    concepts: Mapping[str, CoalitionConcept] | None
    jumps: Jumps | None
    note: str


@dataclass(frozen=True)
class Stable:
    """Where we are: what is stable, for whom, by which notion, and what can be reached from now.

    `reachable` lists equilibria that can be reached from now by improvements, nearest first. `stuck` lists
    equilibria (per concept: how many, and the first few) that are stable only because something cannot be undone.

    What is not answered of a large case is None, and `patterns` says what the equilibria under each concept have in
    common: None where there are none, or where it is not answered.
    `merged` lists the states that are several in one; they count as one everywhere.
    `coalitions` is None where only concepts of single parties were asked for. `view` is the party as which the case is
    seen, None for the case as it is. `firm` says under which concepts each party is strongly stable now, None where the
    case does not say how strong preferences are. `doubt` says, for each type of party, under which concepts each would
    stay now, None where no preference is unknown (or where there are too many states to find out unasked). `views` is
    None where no party has a view of its own.
    """

    parties: tuple[str, ...]
    steps: tuple[str, ...]
    feasible_states: int | None
    equilibria: Mapping[str, Equilibria | None]
    now: Now
    leverage: Mapping[str, Mapping[str, Leverage]]
    deterrence: tuple[Deterrence, ...]
    reachable: tuple[Reachable, ...]
    reachable_states: int | None
    stuck: Mapping[str, Equilibria | None]
    states: tuple[StateStability, ...] | None
    made: Made
    patterns: Mapping[str, Patterns | None] | None = None
    merged: tuple[Merged, ...] = ()
    view: str | None = None
    firm: Mapping[str, tuple[str, ...]] | None = None
    doubt: Mapping[str, Mapping[str, tuple[str, ...]]] | None = None
    views: Views | None = None
    coalitions: Coalitions | None = None


# ------------------------------------------------- question 1, for a conflict in graph form: states have names


@dataclass(frozen=True)
class GraphEquilibria:
    """The equilibria of a graph form under one concept: how many, and (up to the limit asked for) which."""

    count: int
    states: tuple[str, ...]


@dataclass(frozen=True)
class GraphState:
    """One state, the concepts under which each party would stay there, and those under which all would."""

    state: str
    stable: Mapping[str, tuple[str, ...]]
    equilibrium: tuple[str, ...]


@dataclass(frozen=True)
class GraphDeterrence:
    """As `Deterrence`, for states that have names: a party's best improvement from now, and what deters it."""

    party: str
    improvement: str | None
    sanction: str | None
    concept: str | None
    moves: tuple[tuple[str, str], ...]
    why: str


@dataclass(frozen=True)
class GraphReachable:
    """An equilibrium that improvements alone can lead to from now, and in how many moves at least."""

    state: str
    moves: int
    concepts: tuple[str, ...]


@dataclass(frozen=True)
class GraphStable:
    """Where we are, for a conflict in graph form: what is stable, for whom, and what can be reached from now.

    labels: what each state is called. moves: how many each party has. `now` is None where the file names none: then
    nothing is said of who is deterred and what can be reached. `states`: all of them, or None unless asked for.
    """

    title: str
    parties: tuple[str, ...]
    labels: Mapping[str, str]
    moves: Mapping[str, int]
    equilibria: Mapping[str, GraphEquilibria]
    now: GraphState | None
    deterrence: tuple[GraphDeterrence, ...]
    reachable: tuple[GraphReachable, ...]
    reachable_states: int
    states: tuple[GraphState, ...] | None
    made: Made


# ------------------------------------------------------ question 1, for other programs: graphs and games


@dataclass(frozen=True)
class Move:
    """A move of one party from one feasible state to another; `improves`: it likes the second one better."""

    party: str
    before: State
    after: State
    improves: bool


@dataclass(frozen=True)
class Change:
    """What a party does in one move: the steps that it brings into force and those that it ends; none: it stays."""

    made: State
    ended: State


@dataclass(frozen=True)
class Outcome:
    """A state in which a game can end, and what it pays each party.

    `number` counts the feasible states from 1 in the order of `Stable.states`; it is None where the rules forbid it.
    """

    state: State
    number: int | None
    payoffs: tuple[float, ...]


@dataclass(frozen=True)
class AtOnce:
    """The game in which every party chooses at once, from now, which changes it makes alone.

    `choices`: per party. `ends`: for every way to choose, that of the first party changing fastest, the place of what
    comes of it among the `outcomes`.
    """

    parties: tuple[str, ...]
    choices: tuple[tuple[Change, ...], ...]
    outcomes: tuple[Outcome, ...]
    ends: tuple[int, ...]


@dataclass(frozen=True)
class Turn:
    """A state in the game in which every party moves once, in order, or stays; `party` is None where all have had it.

    `moves`: what the party can do and what comes then; a party that can only stay is passed over.
    """

    party: str | None
    outcome: Outcome
    moves: tuple[tuple[Change, Turn], ...] = ()


@dataclass(frozen=True)
class Motion:
    """A move of a chain: who makes it, alone or together, and where it leads.

    improves: whether each of them prefers that to the state that it leaves. gains: what it brings each, in its own
    points; None for a party that gives an order only. says: the move in words, `starting ...` and `ending ...`.
    """

    parties: tuple[str, ...]
    state: State
    improves: bool
    gains: Mapping[str, float | None]
    says: str


@dataclass(frozen=True)
class Reaction:
    """An improvement of a party and what the others can do about it, under one notion.

    answer: the shortest that deters it, or else the worst for the party that they have; empty where none that counts
    makes it worse. left: how much better off than before the improvement the party is after that, in its points (None:
    an order only), and left_better: whether it is. reply: its best move from there that is better than staying there,
    or None; escapes: whether that gets it to something better than it had before its improvement.
    """

    improvement: Motion
    answer: tuple[Motion, ...]
    deters: bool
    left: float | None
    left_better: bool
    reply: Motion | None
    reply_left: float | None
    escapes: bool


@dataclass(frozen=True)
class Reason:
    """A verdict of a notion for a party at a state, and what decides it.

    counts: which answers of the others the notion counts; firm: whether the party must not be able to escape them.
    improvements, undeterred: how many, and how many of them nothing deters. decides: of the improvements the one that
    leaves the party best off after the worst answer. each: all of them, where they were asked for.
    """

    concept: str
    stable: bool
    counts: Literal["none", "any", "improving"]
    firm: bool
    improvements: int
    undeterred: int
    decides: Reaction | None
    each: tuple[Reaction, ...] | None
    why: str


@dataclass(frozen=True)
class PartyReasons:
    """The verdicts of every notion for a party at a state; moves: how many states it can move to alone."""

    party: str
    moves: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Reasons:
    """Why each party that was asked for would stay in a state, or leave it."""

    state: State
    parties: tuple[PartyReasons, ...]
    made: Made


@dataclass(frozen=True)
class Way:
    """The moves from one state to another, and how many of them are sacrifices: no improvement for their mover."""

    moves: tuple[Motion, ...]
    sacrifices: int


@dataclass(frozen=True)
class Destination:
    """A state, the notions under which it is an equilibrium, and the best ways there.

    alone: by moves of single parties; None where only a joint move leads there, or nothing. together: with joint moves,
    where that takes fewer sacrifices or moves, or is the only way.
    """

    state: State
    concepts: tuple[str, ...]
    alone: Way | None
    together: Way | None


@dataclass(frozen=True)
class Ways:
    """The best ways from a state to equilibria: the fewest sacrifices first, then the fewest moves.

    to: the one state that was asked about, or None for all equilibria. here: the notions under which the state itself
    is an equilibrium. Of the others, `found` in number: those to which
    improvements of single parties lead (`by_improvements`), those to which they and joint moves that improve do
    (`by_improvements_together`), those that single parties' moves lead to (`by_moves`), and those that joint moves lead
    to besides (`only_together`); the rest cannot be reached. destinations: the first of them, up to the limit.
    """

    start: State
    to: State | None
    asked: tuple[str, ...]
    here: tuple[str, ...]
    found: int
    by_improvements: int
    by_improvements_together: int
    by_moves: int
    only_together: int
    destinations: tuple[Destination, ...]
    made: Made


@dataclass(frozen=True)
class Comparisons:
    """Improvements of a party, and the smallest sets of states of which one must become no better than the target.

    `more`: there are more sets of this size than are listed, the mildest first. Where not `exact`, `fewest` is at most
    that many.
    """

    improvements: tuple[State, ...]
    fewest: int
    sets: tuple[tuple[State, ...], ...]
    more: bool
    exact: bool


@dataclass(frozen=True)
class Rise:
    """How far a state must rise in a party's order, the rest of which stays: to be as good as the state `to`.

    overtakes: how many states that are better now would be no better then. points: how much that is in the party's
    points; None where it gives an order only.
    """

    to: State
    overtakes: int
    points: float | None


@dataclass(frozen=True)
class WorthNeeded:
    """One worth of a party, of a step or a `together` entry, that would do by itself: now, and as it would have to be.

    in_range: whether what would be needed is within the range that the case gives.
    """

    kind: Literal["step", "together"]
    name: str
    now: float
    needed: float
    in_range: bool

    @property
    def change(self) -> float:
        """By how much it would have to change."""
        return self.needed - self.now


@dataclass(frozen=True)
class Needed:
    """What would have to be true of one party's preference for a state to be stable for it, in three ways.

    fewest: comparisons that would have to turn round; one set of each group. None where they are too many to go
    through: `note` says so. rise: None where it is stable. worths:
    single worths that would do, the least change first; none where the party gives an order only.
    """

    party: str
    stable: bool
    fewest: int | None
    exact: bool
    note: str
    groups: tuple[Comparisons, ...]
    rise: Rise | None
    worths: tuple[WorthNeeded, ...]


@dataclass(frozen=True)
class Inversion:
    """What would have to be true for a state to be stable under a notion, party by party; the others as they are."""

    state: State
    concept: str
    parties: tuple[Needed, ...]
    made: Made


# ------------------------------------------------------------------------ question 5: what would mend it?


@dataclass(frozen=True)
class Remedy:
    """One change of a plan and what comes of it.

    `kind` is one of bond, guarantee, sooner, inspectors, automatic, faster, slower, longer, shorter, split, drop, add,
    worth, support and less_support; `step`, `party`, `phase` and `together` say where. `amount` is in the party's own
    points for bond, guarantee, worth and support, otherwise a share of what there is now, and None for what is done or
    not done; `size` is the same in usual doses; `before` and `after` are the number that it changes (points, or years).
    `margin` is the smallest as a share of the stake of the party it belongs to, `margin_of`. `several` says that
    more of the remedy was seen to undo it again; `better`, that the plan is better with this change than as it is.
    `says` is the change in words.
    """

    kind: str
    step: str | None
    party: str | None
    phase: int | None
    together: str | None
    amount: float | None
    size: float
    before: float | None
    after: float | None
    verdict: Verdict
    trust: float | None
    margin: float | None
    margin_of: str | None
    several: bool
    better: bool
    says: str


@dataclass(frozen=True)
class Pair:
    """Two remedies with which a plan holds, neither of which is enough alone: each says what it does alone.

    `size` is the larger of the two, in usual doses; `trust`, `margin` and `margin_of` are those with both.
    """

    remedies: tuple[Remedy, Remedy]
    size: float
    trust: float | None
    margin: float | None
    margin_of: str | None
    says: str


@dataclass(frozen=True)
class Unwilling:
    """A party that does not want a plan: by how many of its points, and the single changes with which it would.

    Each change of worth is the smallest, the smallest first.
    """

    party: str
    shortfall: float
    changes: tuple[Remedy, ...]


@dataclass(frozen=True)
class Mending:
    """What would mend a plan: of a deal, the plan found for it. `margin`, `margin_of`: as in `Remedy`.

    `effects`: a usual dose of every single remedy, the best first. `enough`: the smallest amount of every single
    remedy with which a plan that fails would hold, by kind; empty where none is enough. `trust_at_most`: where it is
    given, a plan fails that asks for more. `pairs`: pairs of remedies, smaller than any single one that is enough, the
    smallest first; `pairs_tried` (None: they were not looked for) and the largest size tried, `pairs_up_to`. `bonds`:
    the smallest bonds of all parties together with which nobody walks out (None: no bond is enough), and whether the
    plan holds then.
    """

    plan: str
    deal: str | None
    title: str
    verdict: Verdict
    trust: float | None
    trust_at_most: float | None
    margin: float | None
    margin_of: str | None
    effects: tuple[Remedy, ...]
    enough: tuple[Remedy, ...]
    pairs: tuple[Pair, ...]
    pairs_tried: int | None
    pairs_up_to: float | None
    bonds: Mapping[str, float | None]
    holds_with_bonds: bool
    unwilling: tuple[Unwilling, ...]
    made: Made


# ------------------------------------------------------------------------------ question 4: how sure?


@dataclass(frozen=True)
class Sureness:
    """How often a plan is refused, breaks and holds over the draws, and the spread of the trust it asks.

    Shares sum to 1, each of them a share of the `draws` that were done; fewer than `draws_asked` where the user stopped
    the work. `between`: of `refused`, `breaks` and `holds`, where the share lies with 95 % confidence. `spread`: shares
    of all draws in which it holds and asks for 0 to 5 %, 5 to 10 %, ... of trust. `trust` holds the 10th, 50th and 90th
    percentile over the draws in which it holds (None if it never does). `breakers` are (party, phase, share of all
    draws), most often first; `refusers` (party, share).
    Where the case states sincerity: `initial_trust` is the same of the initial trust, and `believed` the share of all
    draws in which it holds and everybody believes enough (None: that hangs on parties whose sincerity is not stated).
    """

    plan: str
    draws: int
    draws_asked: int
    refused: float
    breaks: float
    holds: float
    between: Mapping[str, tuple[float, float]]
    trust: tuple[float, float, float] | None
    spread: tuple[float, ...]
    breakers: tuple[tuple[str, int, float], ...]
    refusers: tuple[tuple[str, float], ...]
    initial_trust: tuple[float, float, float] | None = None
    believed: float | None = None


@dataclass(frozen=True)
class StateOften:
    """A state, the deal that leaves it in force (None: it is told because it is likely), and its `shares`.

    `shares`: per concept, in which share of the draws the state is an equilibrium.
    """

    state: State
    deal: str | None
    shares: Mapping[str, float]


@dataclass(frozen=True)
class StableOften:
    """How often states are equilibria over the `draws` that were done of those asked for, per concept.

    `now`: the state today, and `between` which ends its shares lie with 95 % confidence; `parties`: how often each
    party would stay now. `states`: what the deals of the case leave in force, and the likeliest equilibria.
    """

    draws: int
    draws_asked: int
    now: Mapping[str, float]
    between: Mapping[str, tuple[float, float]]
    parties: Mapping[str, Mapping[str, float]]
    states: tuple[StateOften, ...]


@dataclass(frozen=True)
class Robust:
    """Plans for a deal that are good in many draws, not at the medians alone.

    `most_often` holds most often; of `least_trust` the 90th percentile of the trust asked is the least (None: no plan
    holds in nine draws of ten). They are the best of `candidates` plans on `chosen_on` draws. `sureness` says how often
    they hold, and the roadmap of the medians (`nominal`), on draws that had no say in the choice.
    """

    deal: str
    title: str
    candidates: int
    chosen_on: int
    most_often: Assessment
    least_trust: Assessment | None
    sureness: Mapping[str, Sureness]


@dataclass(frozen=True)
class Flip:
    """A value of one number at which the verdict changes, all others at their medians: from `at` on it `becomes` that.

    `path`, `label`: which number, and in words; `median`: its own value. `chance`: how likely it lies beyond `at`
    (None: the case does not say how sure it is). `within`: how far `at` may be off.
    """

    path: str
    label: str
    unit: Unit
    median: float
    at: float
    becomes: str
    chance: float | None
    within: float


@dataclass(frozen=True)
class End:
    """What becomes of a plan at one end of a range. `slack`: the smallest margin or gain, as a share of the stake."""

    value: float
    verdict: str
    trust: float | None
    slack: float


@dataclass(frozen=True)
class Driver:
    """A number that is not known, and what hangs on it: the plan at its 5th and 95th percentile, all others at medians.

    `label` and `short` are what it is, in words and in few.

    `first`, `total`: of the variance of what is measured, the share that the number explains alone, and with all
    that it acts through (Sobol indices); `error`: of `total`, half the width of a 95 % interval.
    """

    path: str
    label: str
    short: str
    unit: Unit
    low: End
    high: End
    first: float
    total: float
    error: float


@dataclass(frozen=True)
class Map:
    """The verdicts over the ranges of two numbers: a row for each value of `up`, a place in it for each of `across`."""

    across: str
    across_label: str
    across_unit: Unit
    across_values: tuple[float, ...]
    up: str
    up_label: str
    up_unit: Unit
    up_values: tuple[float, ...]
    verdicts: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Flips:
    """What flips the verdict on a plan and what drives it, the likeliest flip and the strongest driver first.

    Verdicts are refused, breaks, holds, and `asks more`: it holds, and asks for more trust than `trust_at_most`.
    `slack` is that of the medians; `numbers` is how many were looked at. `measure`: what drivers explain, whether it
    holds or by how much. `map`: of the two strongest drivers (None: fewer than two have a say). `correlated`: the case
    has numbers that move together, which drivers and flips leave out of account.
    """

    plan: str
    title: str
    verdict: str
    trust_at_most: float
    slack: float
    flips: tuple[Flip, ...]
    drivers: tuple[Driver, ...]
    measure: Measure
    map: Map | None
    numbers: int
    correlated: bool
    made: Made


@dataclass(frozen=True)
class Need:
    """Something that could be found out, and what that is worth: `about` which numbers, by their paths.

    Values are shares of what lies between a plan that succeeds and one that fails. `perfect`: of knowing the numbers;
    `partial`: of a finding whose correlation with what is so is `reliability`; `cost`: of finding out, 0 where none is
    given.
    """

    title: str
    about: tuple[str, ...]
    perfect: float
    partial: float
    reliability: float
    cost: float

    @property
    def net(self) -> float:
        """What finding out is worth when it is paid for: as far as can be relied on it, if it costs anything."""
        return self.partial - self.cost


@dataclass(frozen=True)
class Dropped:
    """How often a plan holds with all that the case says, and how often without one source, by its id.

    `about`: the numbers that are then known less well.
    """

    source: str
    about: tuple[str, ...]
    holds: float
    without: float


@dataclass(frozen=True)
class Needs:
    """What to find out before the decision to start a plan, which pays if it holds with a chance of `trust` or more.

    `holds`: the share of draws in which it does (`between`: where that lies with 95 % confidence), so whether to
    `start` it with what is known. A plan that is started wins 1 - trust where it holds and loses trust where it does
    not; the decision is worth `value` with what is known, and `everything` more if all were known. `numbers`,
    `inquiries` (of the case) and `evidence` (all that one source is cited for): what finding out adds to that, the most
    first.
    """

    plan: str
    title: str
    trust: float
    holds: float
    between: tuple[float, float]
    start: bool
    value: float
    everything: float
    numbers: tuple[Need, ...]
    inquiries: tuple[Need, ...]
    evidence: tuple[Need, ...]
    sources: tuple[Dropped, ...]
    draws: int
    draws_asked: int
    made: Made


@dataclass(frozen=True)
class Findings:
    """Everything one run found about a case: what the brief shows and `run.json` holds.

    `unassessed`: why no plan could be assessed, or "".
    """

    title: str
    as_of: str
    stable: Stable
    plans: tuple[Assessment, ...]
    roadmaps: tuple[Roadmap, ...]
    sureness: Mapping[str, Sureness]
    made: Made
    mendings: Mapping[str, Mending] = field(default_factory=dict)
    frontier: Frontier | None = None
    robust: Mapping[str, Robust] = field(default_factory=dict)
    flips: Mapping[str, Flips] = field(default_factory=dict)
    needs: Mapping[str, Needs] = field(default_factory=dict)
    unassessed: str = ""
    ways: Ways | None = None
    often: StableOften | None = None


@dataclass(frozen=True)
class Axis:
    """A number that a sweep varies, by its path, and its values in points, years or as chances."""

    path: str
    unit: Unit
    values: tuple[float, ...]


@dataclass(frozen=True)
class Tally:
    """What became of one plan of one case over the points of a sweep that are done, in numbers of points."""

    case: str
    plan: str
    points: int
    refused: int
    breaks: int
    holds: int


@dataclass(frozen=True)
class SweptCase:
    """A case of a sweep: the name it was given, its title, and the SHA-256 of its text."""

    case: str
    title: str
    fingerprint: str


@dataclass(frozen=True)
class Swept:
    """A sweep, finished or `partial`: how many rows it has, how many of them are done, how many were done before.

    path: the table, which is written when all is done; parts: the folder of the finished parts (None once it is).
    """

    path: str
    parts: str | None
    rows: int
    done: int
    resumed: int
    cases: tuple[SweptCase, ...]
    grid: tuple[Axis, ...]
    verdicts: tuple[Tally, ...]
    made: Made

    @property
    def partial(self) -> bool:
        """Whether somebody stopped the work before all was done."""
        return self.done < self.rows
