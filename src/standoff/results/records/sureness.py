"""The records of question 4: how sure, which numbers flip an answer, and what to find out?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal, get_args

from standoff.results.records.assessment import Assessment
from standoff.results.records.limits import Chance, Count, FromOne, Keys, NotNegative
from standoff.results.records.made import Made, Measure, State, Unit, Verdict
from standoff.results.records.record import Record

FlipVerdict = Literal["refused", "breaks", "asks more", "holds"]
"""What becomes of a plan that may ask for so much trust at most; one that `asks more` holds, and asks for more."""

# ------------------------------------------------------------------------------ question 4: how sure?


@dataclass(frozen=True)
class Sureness(Record):
    """How often a plan is refused, breaks and holds over the draws, and the spread of the trust it asks.

    Shares sum to 1, each of them a share of the `draws` that were done; fewer than `draws_asked` where the user stopped
    the work. `between`: of `refused`, `breaks` and `holds`, where the share lies with 95 % confidence. `spread`: shares
    of all draws in which it holds and asks for 0 to 5 %, 5 to 10 %, ... of trust. `trust` holds the 10th, 50th and 90th
    percentile over the draws in which it holds (None if it never does). `breakers` are (party, phase, share of all
    draws), where it breaks first, most often first; `refusers` (party, share); `against` the same of bystanders that
    lose, whatever the verdict.
    Where the case states sincerity: `initial_trust` is the same of the initial trust, and `believed` the share of all
    draws in which it holds and everybody believes enough (None: that hangs on parties whose sincerity is not stated).
    """

    plan: str
    draws: Count
    draws_asked: Count
    refused: Chance
    breaks: Chance
    holds: Chance
    between: Annotated[Mapping[str, tuple[Chance, Chance]], Keys(get_args(Verdict))]
    trust: tuple[Chance, Chance, Chance] | None
    spread: tuple[Chance, ...]
    breakers: tuple[tuple[str, FromOne, Chance], ...]
    refusers: tuple[tuple[str, Chance], ...]
    against: tuple[tuple[str, Chance], ...]
    initial_trust: tuple[Chance, Chance, Chance] | None = None
    believed: Chance | None = None


@dataclass(frozen=True)
class StateOften(Record):
    """A state, the deal that leaves it in force (None: it is an equilibrium at the medians or often), and `shares`.

    `shares`: per concept, in which share of the draws the state is an equilibrium.
    """

    state: State
    deal: str | None
    shares: Mapping[str, Chance]


@dataclass(frozen=True)
class StableOften(Record):
    """How often states are equilibria over the `draws` that were done of those asked for, per concept.

    `now`: the state today, and `between` which ends its shares lie with 95 % confidence; `parties`: how often each
    party would stay now. `states`: what the deals of the case leave in force, and equilibria at the medians; where
    `all_states` were counted, in place of these the ones that are equilibria in most draws.
    """

    draws: Count
    draws_asked: Count
    now: Mapping[str, Chance]
    between: Mapping[str, tuple[Chance, Chance]]
    parties: Mapping[str, Mapping[str, Chance]]
    states: tuple[StateOften, ...]
    all_states: bool


@dataclass(frozen=True)
class Robust(Record):
    """Plans for a deal that are good in many draws, not at the medians alone.

    `most_often` holds most often; of `least_trust` the 90th percentile of the trust asked is the least (None: no plan
    holds in nine draws of ten). They are the best of `candidates` plans on `chosen_on` draws. `sureness` says how often
    they hold, and the roadmap of the medians (`nominal`), on draws that had no say in the choice.
    """

    deal: str
    title: str
    candidates: Count
    chosen_on: Count
    most_often: Assessment
    least_trust: Assessment | None
    sureness: Mapping[str, Sureness]


@dataclass(frozen=True)
class Flip(Record):
    """A value of one number at which the verdict changes, all others at their medians: from `at` on it `becomes` that.

    `path`, `label`: which number, and in words; `median`: its own value. `chance`: how likely it lies beyond `at`
    (None: the number is given without a range, so that nothing says that it can vary). `within`: how far `at` may be
    off.
    """

    path: str
    label: str
    unit: Unit
    median: float
    at: float
    becomes: FlipVerdict
    chance: Chance | None
    within: NotNegative


@dataclass(frozen=True)
class End(Record):
    """What becomes of a plan at one end of a range. `slack`: the smallest margin or gain, as a share of the stake."""

    value: float
    verdict: FlipVerdict
    trust: Chance | None
    slack: float


@dataclass(frozen=True)
class Driver(Record):
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
    first: NotNegative
    total: NotNegative
    error: NotNegative


@dataclass(frozen=True)
class Map(Record):
    """The verdicts over the ranges of two numbers: a row for each value of `up`, a place in it for each of `across`."""

    across: str
    across_label: str
    across_unit: Unit
    across_values: tuple[float, ...]
    up: str
    up_label: str
    up_unit: Unit
    up_values: tuple[float, ...]
    verdicts: tuple[tuple[FlipVerdict, ...], ...]


@dataclass(frozen=True)
class Flips(Record):
    """What flips the verdict on a plan and what drives it, the likeliest flip and the strongest driver first.

    Verdicts are refused, breaks, holds, and `asks more`: it holds, and asks for more trust than `trust_at_most`.
    `slack` is that of the medians; `numbers` is how many were looked at. `measure`: what drivers explain, whether it
    holds or by how much. `map`: of the two strongest drivers (None: fewer than two have a say). `correlated`: the case
    has numbers that move together, which drivers and flips leave out of account.
    """

    plan: str
    title: str
    verdict: FlipVerdict
    trust_at_most: NotNegative
    slack: float
    flips: tuple[Flip, ...]
    drivers: tuple[Driver, ...]
    measure: Measure
    map: Map | None
    numbers: Count
    correlated: bool
    made: Made


@dataclass(frozen=True)
class Need(Record):
    """Something that could be found out, and what that is worth: `about` which numbers, by their paths.

    Values are shares of what lies between a plan that succeeds and one that fails. `perfect`: of knowing the numbers;
    `partial`: of a finding whose correlation with what is so is `reliability`; `cost`: of finding out, 0 where none is
    given.
    """

    title: str
    about: tuple[str, ...]
    perfect: NotNegative
    partial: NotNegative
    reliability: Chance
    cost: NotNegative

    @property
    def net(self) -> float:
        """What finding out is worth when it is paid for: as far as can be relied on it, if it costs anything."""
        return self.partial - self.cost


@dataclass(frozen=True)
class Dropped(Record):
    """How often a plan holds with all that the case says, and how often without one source, by its id.

    `about`: the numbers that are then known less well.
    """

    source: str
    about: tuple[str, ...]
    holds: Chance
    without: Chance


@dataclass(frozen=True)
class Needs(Record):
    """What to find out before the decision to start a plan, which pays if it holds with a chance of `trust` or more.

    `holds`: the share of draws in which it does (`between`: where that lies with 95 % confidence), so whether to
    `start` it with what is known. A plan that is started wins 1 - trust where it holds and loses trust where it does
    not; the decision is worth `value` with what is known, and `everything` more if all were known. `numbers`,
    `inquiries` (of the case) and `evidence` (all that one source is cited for): what finding out adds to that, the most
    first.
    """

    plan: str
    title: str
    trust: Chance
    holds: Chance
    between: tuple[Chance, Chance]
    start: bool
    value: NotNegative
    everything: NotNegative
    numbers: tuple[Need, ...]
    inquiries: tuple[Need, ...]
    evidence: tuple[Need, ...]
    sources: tuple[Dropped, ...]
    draws: Count
    draws_asked: Count
    made: Made

    @property
    def too_close(self) -> bool:
        """Whether so many draws cannot tell on which side of `trust` the share lies."""
        low, high = self.between
        return low < self.trust <= high
