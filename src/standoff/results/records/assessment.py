"""The records of question 2: would this plan hold?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from standoff.results.records.edge import Edge, Signing, Trifle, Wait
from standoff.results.records.limits import Chance, FromOne, NotNegative, NullWhereInfinite
from standoff.results.records.made import Made, Verdict
from standoff.results.records.record import Record
from standoff.results.records.successor import Succession

# ---------------------------------------------------------------- question 2: would this plan hold?


@dataclass(frozen=True)
class Course(Record):
    """One of the things that can happen after a failure: its chance, and when the failure shows then; None: never."""

    chance: NotNegative
    months: NotNegative | None


@dataclass(frozen=True)
class Pair(Record):
    """Two failures, and what each does to a party that has carried on: the bet from which trust is worked out.

    Its own: by the breaches `own`, or by leaving `openly`, when everything stops at once. That of the `others`, by the
    breaches `theirs`, which shows after so many months if nothing is missed (None: never). If the others fail, having
    carried on costs it the `loss`, against its own failure; if nobody else does, its own failure costs it
    `kept_by_carrying_on`, against carrying on. So trust is loss / (loss + kept_by_carrying_on).
    """

    own: tuple[str, ...]
    openly: bool
    others: tuple[str, ...]
    theirs: tuple[str, ...]
    shows: NotNegative | None
    loss: NotNegative
    kept_by_carrying_on: float


@dataclass(frozen=True)
class Row(Record):
    """One party at the start of one phase (1..K+1), in its own points; None where it has nothing to quit.

    `breach` is the set of breaches that tempts it most (none if it would do best to leave `openly`), `shows` how many
    years from the start of the phase until the first of them shows, `bond` the smallest extra walk-out cost with which
    its margin would be 0 (0 if it is not negative, infinite if none would do). `trust` is None where the margin is
    negative. `binds`: the pair of failures that asks for the trust or, where the margin is negative, the one with the
    largest loss, which is the `exposure`; None where no failure of the others costs the party anything. Where breaches
    may be missed, values are expectations over the `courses`, and `shows` is when it shows if nothing is missed. Where
    not `exact`, more breaches matter than all sets can be tried of: walking out is worth at least what is said, so that
    the margin is at most and exposure, trust and bond are at least what is said.
    """

    phase: FromOne
    party: str
    carry_on: float
    walk_out: float | None
    margin: float | None
    exposure: NotNegative | None
    trust: Chance | None
    breach: tuple[str, ...] = ()
    shows: NotNegative | None = None
    bond: Annotated[NotNegative, NullWhereInfinite()] = 0.0
    courses: tuple[Course, ...] = ()
    exact: bool = True
    openly: bool = False
    binds: Pair | None = None


@dataclass(frozen=True)
class Binding(Record):
    """What decides the verdict: the row, and why, in a sentence. Phase and party are None if nothing binds."""

    phase: FromOne | None
    party: str | None
    why: str


@dataclass(frozen=True)
class Stop(Record):
    """What a party has, against now, if everything stops after this phase (in its own points)."""

    phase: FromOne
    party: str
    worth: float


@dataclass(frozen=True)
class GroupBreach(Record):
    """Parties that would all gain by breaching together from the start of a phase, while no fewer of them would.

    Made steps that are `undone`, due ones that are `withheld`, or none where they leave `openly` together, when
    everything stops at once; `shows` in months from the start of the phase if nothing is missed (None: never); `gains`
    per member against carrying on, its walk-out cost paid, in its own points; `why` says it.
    """

    phase: FromOne
    parties: tuple[str, ...]
    openly: bool
    undone: tuple[str, ...]
    withheld: tuple[str, ...]
    shows: NotNegative | None
    gains: Mapping[str, float]
    why: str


@dataclass(frozen=True)
class Moment(Record):
    """The margin of a party by a breach that begins `after` so many months of a phase, or by leaving `openly` then.

    `shows`: in months from then, if nothing is missed; None: never.
    """

    phase: FromOne
    party: str
    after: NotNegative
    margin: float
    openly: bool
    undone: tuple[str, ...]
    withheld: tuple[str, ...]
    shows: NotNegative | None


@dataclass(frozen=True)
class Between(Record):
    """What breaches begun between phase starts come to, said in `why`.

    `smallest`: the smallest margin as a share of the party's stake, None unless it is smaller than the smallest
    at any phase start. Where not `exact`, not all sets of breaches were tried, and margins are at most what is said.
    """

    smallest: Moment | None
    exact: bool
    why: str


@dataclass(frozen=True)
class Doubted(Record):
    """A party that may be insincere. `sincerity`: how likely it is sincere, as the others see it (a median).

    An insincere one would walk out at phase `walks` (None: it has nothing to walk out of), and from phase `seen` on
    (None: never) the others know that it did not. `pays` is what walking out then brings it over carrying on.
    """

    party: str
    sincerity: Chance
    low: Chance
    high: Chance
    walks: FromOne | None
    seen: FromOne | None
    pays: float | None


@dataclass(frozen=True)
class Initial(Record):
    """How sure a party must be, before the plan starts, that none of those who can still fail is insincere.

    The row that decides, at the start of `phase`: `of` are those who can fail then, `belief` the chance that none of
    them is insincere, as the case states it (None where it does not). Trust is None where the party walks out.
    `enough`: the case states as much belief as every row asks for (None: that hangs on whom it says nothing of).
    """

    party: str
    trust: Chance | None
    phase: FromOne | None
    of: tuple[str, ...]
    belief: Chance | None
    enough: bool | None


@dataclass(frozen=True)
class Learning(Record):
    """What is learned on the way of a plan, and the initial trust that it asks (None: somebody walks out).

    `says` puts it in words, and is empty where somebody walks out.
    """

    doubted: tuple[Doubted, ...]
    asked: tuple[Initial, ...]
    trust: Chance | None
    enough: bool | None
    says: str


@dataclass(frozen=True)
class Reach(Record):
    """The best and the worst change that one party can make alone for another, in the other's points.

    From what is in force when everything is done; None where it has too many moves to try them all.
    """

    best: float | None
    worst: float | None


@dataclass(frozen=True)
class Bystander(Record):
    """A party that is not needed and against a plan: it loses. `can`: what it could do to each party that is needed.

    `why` says both.
    """

    gain: float
    can: Mapping[str, Reach]
    why: str


@dataclass(frozen=True)
class Assessment(Record):
    """A plan, judged. `starts` are months from the start of the plan, one for each phase 1..K+1.

    `if_broken` says what each party has if everything stops where the plan breaks first ("" where it does not break).
    `taken_for_granted`: what is in force now and not kept, so that nobody is thought to end it; `stays` says what is
    kept and what is taken for granted ("" where nothing is in force). `needed`: the parties that can refuse; `against`:
    bystanders that lose, which changes no verdict.
    `exact` in `made` is False where walk-out values are bounds (more breaches than all sets can be tried for).
    `groups`: who would gain by breaching together. `between`: breaches begun between phase starts, None unless asked
    for. Neither changes the verdict, which is about single parties at phase starts.
    `learning` is None where the case states nobody's sincerity.
    Said beside the verdict: `on_edge`, the numbers with which 1 % of a stake would turn it; `hangs_on`, steps worth
    next to nothing without which it would be another; `signing`, who has more by signing and quitting; `waits`, phases
    that last long only because some breach shows late; `successions`, what becomes of it under other governments (where
    that was asked for). `stake`: the gross stakes, the sums of all worths of steps without their signs.
    """

    plan: str
    title: str
    keeps: tuple[str, ...]
    phases: tuple[tuple[str, ...], ...]
    verdict: Verdict
    self_enforcing: bool
    trust: Chance | None
    gain: Mapping[str, float]
    at_risk: Mapping[str, NotNegative]
    binding: Binding
    months: NotNegative
    rows: tuple[Row, ...]
    if_stopped: tuple[Stop, ...]
    starts: tuple[NotNegative, ...]
    symbolic_share: Mapping[str, NotNegative]
    made: Made
    taken_for_granted: tuple[str, ...]
    stays: str
    if_broken: str
    needed: tuple[str, ...]
    against: Mapping[str, Bystander]
    groups: tuple[GroupBreach, ...] = ()
    between: Between | None = None
    learning: Learning | None = None
    on_edge: tuple[Edge, ...] = ()
    hangs_on: tuple[Trifle, ...] = ()
    signing: tuple[Signing, ...] = ()
    waits: tuple[Wait, ...] = ()
    successions: tuple[Succession, ...] = ()
    stake: Mapping[str, NotNegative] = field(default_factory=dict)

    def hardly(self, party: str) -> bool:
        """Whether a party gains or loses less than 1 % of its stake: less than the numbers of a case can carry."""
        return abs(self.gain[party]) < 0.01 * self.stake.get(party, 0.0)

    @property
    def refused_by(self) -> tuple[str, ...]:
        """The parties that refuse it: they are needed, and lose."""
        return tuple(party for party in self.needed if self.gain[party] < 0)

    def row(self, phase: int, party: str) -> Row:
        """The row of one party at one phase."""
        return next(row for row in self.rows if (row.phase, row.party) == (phase, party))
