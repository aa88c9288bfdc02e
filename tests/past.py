"""A strait with a history of three events, and what becomes of a plan in draws that are asked one by one."""

from __future__ import annotations

import copy
import json
from typing import Any

import numpy as np

import standoff
from standoff.analysis.answer.ratings import halves
from standoff.analysis.assessment.arrangement import Arrangement
from standoff.analysis.assessment.assess import assessment_of
from standoff.analysis.numbers import exchange_of
from standoff.analysis.sureness.ranges import Drawn
from standoff.case.model.model import Case

STRAIT: dict[str, Any] = {
    "format": 1,
    "title": "A strait",
    "as_of": "2026-11-02",
    "parties": {
        "a": {"name": "Ash", "horizon": "2 to 6 years", "walkout_cost": "1 to 3"},
        "b": {"name": "Birch", "horizon": "3 to 8 years", "walkout_cost": "2 to 4"},
    },
    "steps": {
        "open": {"by": "a", "takes": "1 month", "seen": "2 to 8 weeks", "undo": "3 months", "worth": {"a": "-4 to -2", "b": "4 to 8"}},
        "visits": {"by": "b", "seen": "1 week", "undo": "1 week", "worth": {"a": "1 to 3", "b": "-1 to -0.3"}},
        "pay": {"by": "b", "seen": "1 week", "undo": "1 year", "worth": {"a": "4 to 9", "b": "-3 to -1"}},
        "patrol": {"by": "a", "undo": "1 week", "worth": {"a": "0.5 to 1", "b": "-2 to -1"}},
    },
    "now": ["patrol"],
    "rules": ["visits if pay"],
    "plans": {"open_first": {"phases": [["open"], ["visits"], ["pay"]]}, "swap": {"phases": [["visits", "open", "pay"]]}},
    "deals": {"all": {"steps": ["open", "visits", "pay"], "pace": "1 month"}},
    "history": [
        {"before": "2026-05-01", "title": "Birch elects a council", "was": {"parties.b.horizon": "1 month", "steps.pay.worth.b": "-9 to -6"}},
        {"before": "2026-02-01", "title": "Visits stop", "now": {"with": ["visits"]}},
        {"before": "2025-06-01", "title": "Ash sends patrols", "was": {"steps.open.worth.a": "-2 to -1"}, "now": {"without": ["patrol"]}},
    ],
}  # fmt: skip
"""Three events: numbers change at two of them, a step ends at one and comes into force at another."""


def case_of(**changes: Any) -> Case:
    """The strait with other parts."""
    data = copy.deepcopy(STRAIT) | changes
    return standoff.loads(json.dumps(data))


def without(*keys: str) -> Case:
    """The strait without some parts."""
    return case_of(**{key: {} if key in ("plans", "deals") else [] for key in keys})


def shares_one_by_one(case: Case, arranged: Arrangement, pace: str, draws: int) -> tuple[float, float, float]:
    """Each draw as a case of its own, assessed like any other."""
    drawn = halves(Drawn.of(case, draws, 1))[1]
    verdicts = []
    for draw in range(drawn.draws):
        numbers = {path: float(values[draw]) for path, values in drawn.values.items()}
        verdicts.append(assessment_of(case, exchange_of(case, numbers), arranged).verdict)
    return tuple(float(np.mean([verdict == one for verdict in verdicts])) for one in ("refused", "breaks", "holds"))
