"""The records of question 5: what would mend a plan?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from standoff.results.records.limits import Chance, Count, FromOne, NotNegative
from standoff.results.records.made import Made, Verdict
from standoff.results.records.record import Record

Kind = Literal[
    "bond",
    "guarantee",
    "sooner",
    "inspectors",
    "automatic",
    "faster",
    "slower",
    "longer",
    "shorter",
    "split",
    "drop",
    "add",
    "worth",
    "support",
    "less_support",
]
"""The kinds of remedies, in the order in which they are told. What each does is in the engine's table."""

# ------------------------------------------------------------------------ question 5: what would mend it?


@dataclass(frozen=True)
class Remedy(Record):
    """One change of a plan and what comes of it.

    `step`, `party`, `phase` and `together` say where. `amount` is in the party's own points for bond, guarantee, worth
    and support, otherwise a share of what there is now, and None for what is done or not done; `size` is the same in
    usual doses; `before` and `after` are the number that it changes (points, or years).
    `margin` is the smallest as a share of the stake of the party it belongs to, `margin_of`. `several` says that
    more of the remedy was seen to undo it again; `better`, that the plan is better with this change than as it is.
    `says` is the change in words.
    """

    kind: Kind
    step: str | None
    party: str | None
    phase: FromOne | None
    together: str | None
    amount: float | None
    size: NotNegative
    before: float | None
    after: float | None
    verdict: Verdict
    trust: Chance | None
    margin: float | None
    margin_of: str | None
    several: bool
    better: bool
    says: str


@dataclass(frozen=True)
class Pair(Record):
    """Two remedies with which a plan is mended, neither of which is enough alone: each says what it does alone.

    `size` is the larger of the two, in usual doses; `trust`, `margin` and `margin_of` are those with both.
    """

    remedies: tuple[Remedy, Remedy]
    size: NotNegative
    trust: Chance | None
    margin: float | None
    margin_of: str | None
    says: str


@dataclass(frozen=True)
class Unwilling(Record):
    """A party that does not want a plan: by how many of its points, and the single changes with which it would.

    Each change of worth is the smallest, the smallest first.
    """

    party: str
    shortfall: NotNegative
    changes: tuple[Remedy, ...]


@dataclass(frozen=True)
class Mending(Record):
    """What would mend a plan: of a deal, the plan found for it. `margin`, `margin_of`: as in `Remedy`.

    `effects`: a usual dose of every single remedy, the best first. `enough`: the smallest amount of every single
    remedy with which a plan is mended, by kind; empty where none is enough. A plan is `mended` that holds, asks for no
    more trust than `trust_at_most`, and leaves whoever could walk out a margin of `margin_at_least`, a share of its
    stake. `pairs`: pairs of remedies, smaller than any single one that is enough, the
    smallest first; `pairs_tried` (None: they were not looked for) and the largest size tried, `pairs_up_to`. `bonds`:
    the smallest bonds of all parties together with which nobody walks out (None: no bond is enough), and whether the
    plan holds then.
    """

    plan: str
    deal: str | None
    title: str
    verdict: Verdict
    trust: Chance | None
    trust_at_most: Chance
    margin_at_least: Chance
    mended: bool
    margin: float | None
    margin_of: str | None
    effects: tuple[Remedy, ...]
    enough: tuple[Remedy, ...]
    pairs: tuple[Pair, ...]
    pairs_tried: Count | None
    pairs_up_to: NotNegative | None
    bonds: Mapping[str, float | None]
    holds_with_bonds: bool
    unwilling: tuple[Unwilling, ...]
    made: Made
