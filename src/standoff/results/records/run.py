"""The record of everything that one run found about a case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from standoff.results.records.answer import Answer
from standoff.results.records.assessment import Assessment
from standoff.results.records.frontier import Frontier
from standoff.results.records.history import Timeline, Views
from standoff.results.records.made import Made
from standoff.results.records.reasons import Ways
from standoff.results.records.record import Record
from standoff.results.records.remedies import Mending
from standoff.results.records.roadmap import Roadmap
from standoff.results.records.stability import Stable
from standoff.results.records.sureness import Flips, Needs, Robust, StableOften, Sureness


@dataclass(frozen=True, kw_only=True)
class Answers(Record):
    """Everything one run found about a case: what the brief shows and `run.json` holds.

    `unassessed`: why no plan could be assessed, or "". `answer`: question 0, None where nothing is drawn. `timeline`:
    None where the case has no history and names no other government; `views`: None where none were given.
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
    timeline: Timeline | None = None
    views: Views | None = None


@dataclass(frozen=True, kw_only=True)
class Findings(Answers):
    """What one run found, and about which case."""

    title: str
    as_of: str
