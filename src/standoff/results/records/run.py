"""The record of everything that one run found about a case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from standoff.results.records.answer import Answer
from standoff.results.records.assessment import Assessment
from standoff.results.records.evidence import Coverage
from standoff.results.records.frontier import Frontier
from standoff.results.records.history import Timeline, Views
from standoff.results.records.made import Made
from standoff.results.records.readings import Readings
from standoff.results.records.reasons import Ways
from standoff.results.records.record import Record
from standoff.results.records.remedies import Mending
from standoff.results.records.roadmap import Roadmap
from standoff.results.records.stability import Stable
from standoff.results.records.sureness import Flips, Needs, Robust, StableOften, Sureness


@dataclass(frozen=True, kw_only=True)
class Answers(Record):
    """Everything one run found about a case: what the brief shows and `run.json` holds.

    `unassessed`: why no plan could be assessed, or "". `answer`: question 0, None where nothing is drawn. `readings`:
    of each plan and deal that is read in several orders. `coverage`: what the numbers of the case rest on, weighed by
    how much they drive the answer. `timeline`: None where the case has no history and names no other government;
    `views`: None where none were given.
    """

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
    answer: Answer | None = None
    readings: tuple[Readings, ...] = ()
    coverage: Coverage | None = None
    timeline: Timeline | None = None
    views: Views | None = None


@dataclass(frozen=True, kw_only=True)
class Findings(Answers):
    """What one run found, and about which case.

    Where something was put over the case: `view`, the view that it is seen in; `values`, those that were set, by their
    paths; `changed`, which plans and the like are otherwise for it, or left out; `seen`, the first two in words.
    """

    title: str
    as_of: str
    view: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    changed: tuple[str, ...] = ()
    seen: str = ""
