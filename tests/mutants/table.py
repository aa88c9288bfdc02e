"""The mutants: one change each of one place in `src/standoff`, and the tests that should notice. Read by `run.py`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Mutant:
    """A change of a text that stands exactly once in a file, and the tests that should fail.

    Files may move: of `file` the name alone is given, and of tests the functions, with a part of the name of their
    file before `::` where several files have one of that name.
    """

    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]


MUTANTS = (
    # ----------------------------------------------------------------------- assessment
    Mutant(
        "who refuses, by points",
        "assess.py",
        "unwilling = (self.gain / stake).argmin(axis=1)",
        "unwilling = self.gain.argmin(axis=1)",
        ("test_the_party_that_refuses_is_the_one_that_loses_the_largest_share_of_its_stake",),
    ),
    Mutant(
        "shares of gains count losses as gains",
        "assess.py",
        "np.where(np.asarray(phases) != ABSENT, np.maximum(exchange.worth, 0.0), 0.0)",
        "np.where(np.asarray(phases) != ABSENT, np.abs(exchange.worth), 0.0)",
        ("test_the_share_of_gains_is_of_what_a_party_likes",),
    ),
    Mutant(
        "all sets only where something hangs directly",
        "assess.py",
        "        hangs = further\n",
        "        break\n",
        ("test_whose_best_failure_may_be_no_threshold",),
    ),
    # ----------------------------------------------------------------------- remedies
    Mutant(
        "the smallest loss is the shortfall",
        "remedies.py",
        "shortfall=float((-found.gain[b] / stake).max())",
        "shortfall=float((-found.gain[b] / stake).min())",
        ("test_what_is_lacking_is_the_largest_loss_of_any_party",),
    ),
    # ----------------------------------------------------------------------- roadmap
    Mutant(
        "other readings that are not allowed",
        "roadmap.py",
        "if self.legal[number](other[None])[0] and len(self.pool.fresh(number, other[None])):",
        "if len(self.pool.fresh(number, other[None])):",
        ("test_another_reading_is_tried_only_where_it_is_allowed",),
    ),
    Mutant(
        "a step that comes as the breach shows is late",
        "bound.py",
        "late = start_ticks > tick",
        "late = start_ticks >= tick",
        ("test_a_step_that_is_in_force_just_when_a_breach_shows_is_not_late",),
    ),
)
