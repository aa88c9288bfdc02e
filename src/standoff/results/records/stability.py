"""The records of question 1: what is stable now, for whom, by which notion, and who has leverage over whom?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

from standoff.results.records.limits import Count, Keys
from standoff.results.records.made import Made, State
from standoff.results.records.record import Record

FIVE = Keys(("nash", "gmr", "smr", "seq", "sseq"))
"""The notions that are answered of large cases."""

TYPES = Keys(("a", "b", "c", "d"))
"""The types of a party of which a preference is not known."""

# ---------------------------------------------------------------------------- question 1: where are we?


@dataclass(frozen=True)
class Equilibria(Record):
    """The equilibria under one concept: how many there are, and (up to the limit asked for) which.

    `more`: of a large case, there are more than were counted; None where the count was not finished.
    """

    count: Count
    states: tuple[State, ...]
    more: bool | None = False


@dataclass(frozen=True)
class Patterns(Record):
    """What all equilibria under one concept have in common: the steps in force in all, in none, and in some of them.

    `open`: steps of which it was not found out.
    """

    always: State
    never: State
    free: State
    open: State


@dataclass(frozen=True)
class Now(Record):
    """The state today: under which concepts each party would stay, and under which all would.

    `unanswered`: per party the concepts of which neither was found out.
    """

    state: State
    stable: Mapping[str, tuple[str, ...]]
    equilibrium: tuple[str, ...]
    unanswered: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Leverage(Record):
    """The best and the worst change a party can make alone for another one, from now (in the other's points).

    None where the other party has given an order only.
    """

    best: float | None
    worst: float | None
    best_move: State | None = None
    worst_move: State | None = None


@dataclass(frozen=True)
class Deterrence(Record):
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
class Concept(Record):
    """A notion of stability that can be asked for.

    `of` is "parties" or "coalitions". `asked` says what it asks of a case; `refused` why it cannot be asked of the one
    at hand, None if it can or if there is none at hand.
    """

    name: str
    family: str
    of: Literal["parties", "coalitions"]
    definition: str
    source: str
    asked: str
    refused: str | None = None


@dataclass(frozen=True)
class Misreading(Record):
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
class Surprise(Record):
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
class PartyView(Record):
    """The case as a party sees it: what would be stable if it were so. `title` is empty where it sees it as it is."""

    party: str
    mistaken: bool
    title: str
    feasible_states: Count
    equilibria: Mapping[str, Equilibria]
    now: Now


@dataclass(frozen=True)
class Views(Record):
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
class StateStability(Record):
    """One state and the concepts under which each party would stay there."""

    state: State
    stable: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Reachable(Record):
    """An equilibrium that improvements alone can lead to from now, and in how many moves at least."""

    state: State
    moves: Count
    concepts: tuple[str, ...]


@dataclass(frozen=True)
class Merged(Record):
    """States that are one, because a rule of the case is true in all of them: how many, and the first few.

    `state` is the one that stands for them all: now if it is among them, or else the one with the fewest steps.
    """

    rule: str
    state: State
    count: Count
    members: tuple[State, ...]


@dataclass(frozen=True)
class CoalitionNow(Record):
    """What parties could leave now for together; a single party is a coalition, too.

    `stable`: the coalition concepts under which they would stay; `unknown`: those for which that is not worked out at
    this size. `improvements`: to how many states they could go that all of them prefer; `only_together`: to how many of
    these no fewer of them could go. `smallest`: one of the improvements that change the fewest steps (None: there is
    none at all), among those that only all of them can bring about, if there are some, and of these among those that
    the others cannot spoil for any of them. `joint`: the joint steps among these changes. `then_stable`: the concepts
    of single parties under which that state is an equilibrium. `minimal`: no smaller coalition of them could leave.
    """

    parties: tuple[str, ...]
    stable: tuple[str, ...]
    unknown: tuple[str, ...]
    improvements: Count
    only_together: Count
    smallest: State | None
    joint: tuple[str, ...]
    then_stable: tuple[str, ...]
    minimal: bool
    why: str


@dataclass(frozen=True)
class CoalitionStates(Record):
    """The states in which a coalition would stay under a concept: how many, and the first few."""

    parties: tuple[str, ...]
    count: Count
    states: tuple[State, ...]


@dataclass(frozen=True)
class CoalitionConcept(Record):
    """A coalition concept: the states that every coalition would stay in (None if one was named), and for each."""

    universal: Equilibria | None
    by_coalition: tuple[CoalitionStates, ...]


@dataclass(frozen=True)
class Jump(Record):
    """Equilibria under a concept of single parties, of which a coalition can leave one for the other."""

    concept: str
    parties: tuple[str, ...]
    before: State
    after: State


@dataclass(frozen=True)
class Jumps(Record):
    """How many equilibrium jumps of all coalitions there are under each concept, and the first few, from now first."""

    counts: Mapping[str, Count]
    listed: tuple[Jump, ...]


@dataclass(frozen=True)
class Coalitions(Record):
    """What parties could do together, joint steps included: now, and, if there are not too many states, everywhere.

    `concepts` is None where only now was looked at, and `jumps` are then those from now; `note` says why. `jumps` is
    None where nothing was looked at.
    """

    now: tuple[CoalitionNow, ...]
    concepts: Mapping[str, CoalitionConcept] | None
    jumps: Jumps | None
    note: str


@dataclass(frozen=True)
class Stable(Record):
    """Where we are: what is stable, for whom, by which notion, and what can be reached from now.

    `reachable` lists equilibria that can be reached from now by improvements, Nash equilibria first, then the nearest;
    `reachable_equilibria` says how many there are, listed or not. `stuck` lists
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
    feasible_states: Count | None
    equilibria: Mapping[str, Equilibria | None]
    now: Now
    leverage: Mapping[str, Mapping[str, Leverage]]
    deterrence: tuple[Deterrence, ...]
    reachable: tuple[Reachable, ...]
    reachable_states: Count | None
    reachable_equilibria: Count | None
    stuck: Mapping[str, Equilibria | None]
    states: tuple[StateStability, ...] | None
    made: Made
    patterns: Annotated[Mapping[str, Patterns | None], FIVE] | None = None
    merged: tuple[Merged, ...] = ()
    view: str | None = None
    firm: Mapping[str, tuple[str, ...]] | None = None
    doubt: Annotated[Mapping[str, Mapping[str, tuple[str, ...]]], TYPES] | None = None
    views: Views | None = None
    coalitions: Coalitions | None = None
