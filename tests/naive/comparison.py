"""A comparison by hand: a case is written anew with one value of the other's, and assessed as any case is.

The slow twin of `analysis/comparison`: text in, text changed, verdicts out. Nothing of it is shared with the program's
own switches.
"""

from __future__ import annotations

import copy
import json

from standoff.analysis.plans import assess_often
from standoff.case.load import loads


def loaded(data):
    return loads(json.dumps(data))


def fares(data, plan, draws, seed=1):
    """Verdict at the medians, and the shares of draws in which it holds and is refused."""
    assessed, sure = assess_often(loaded(data), plan, draws=draws, seed=seed)
    return assessed.verdict, sure.holds, sure.refused


def at(data, path):
    for key in path:
        data = data.get(key) if isinstance(data, dict) else None
    return data


def with_value(data, path, value):
    """The case as data, with another value at a path; None: without it."""
    changed = copy.deepcopy(data)
    inside = changed
    for key in path[:-1]:
        inside = inside.setdefault(key, {})
    inside.pop(path[-1], None)
    if value is not None:
        inside[path[-1]] = value
    return changed


def without_step(data, step):
    """The case as data, without a step wherever it is named."""
    changed = copy.deepcopy(data)
    changed["steps"].pop(step, None)
    for one in changed["steps"].values():
        if isinstance(one.get("seen"), dict):
            one["seen"]["with"] = {name: time for name, time in one["seen"]["with"].items() if name != step}
    for plan in changed["plans"].values():
        plan["phases"] = [left for phase in plan["phases"] if (left := [name for name in phase if name != step])]
    changed["together"] = {k: v for k, v in changed.get("together", {}).items() if step not in v["steps"]}
    return changed
