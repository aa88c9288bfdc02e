"""Cases with ranges, at random, as text: everything that an exchange can have, with deals and plans."""

from __future__ import annotations

import random

import yaml

from exchanges import random_case, random_plan, watched
from standoff.case.load import read_source
from standoff.case.model.model import Case

SURE = 0.4
"""How likely a number is known."""


def ranged_case(rng: random.Random, *, steps: int = 5, plainly_seen: bool = False) -> Case:
    """A random case of which most numbers are ranges; with verifiers and missed breaches sometimes, if not plainly seen."""
    case = random_case(rng, parties=rng.randint(2, 3), steps=rng.randint(2, steps), hopeful=rng.random() < 0.8)
    if not plainly_seen:
        watched(rng, case)
    names = list(case["steps"])
    required = any("requires" in step for step in case["steps"].values())
    now = [j for j in rng.sample(names, 1) if rng.random() < 0.3 and "requires" not in case["steps"][j]]
    new = [j for j in names if j not in now]
    either = rng.sample(new, 2) if len(new) > 2 and not required and rng.random() < 0.4 else []
    orders = [[keeps, *phases] for keeps, phases in (random_plan(rng, case) for _ in range(rng.randint(0, 3)))]
    without = {*now, *either[:1]}
    plans = [[rest for phase in order if (rest := [j for j in phase if j not in without])] for order in orders]
    wanted = [*(j for j in new if j not in either), *(["either"] if either else [])]
    deals = {"all": wanted, "less": [] if required else wanted[:-1]} if rng.random() < 0.7 else {}
    document = {
        "format": 1,
        "title": "Ranges",
        "as_of": "2026-11-02",
        "parties": {
            i: {"horizon": _time(rng, party["horizon"]), "walkout_cost": _range(rng, party["walkout_cost"])}
            for i, party in case["parties"].items()
        },
        "steps": {j: _step(rng, step) for j, step in case["steps"].items()},
        "together": {
            f"t{n}": {"steps": one["steps"], "worth": {i: _range(rng, w) for i, w in one["worth"].items()}}
            for n, one in enumerate(case.get("together", []))
        },
        "now": now,
        "choices": {"either": either} if either else {},
        "deals": {name: {"steps": steps, "pace": _time(rng, case["pace"])} for name, steps in deals.items() if steps},
        "plans": {
            f"p{n}": {"phases": phases, "pace": _time(rng, case["pace"])} for n, phases in enumerate(plans) if phases
        },
    }
    found = read_source("case.yaml", yaml.safe_dump(document, sort_keys=False)).case
    assert found is not None
    return found


def _step(rng, step):
    said = {key: step[key] for key in ("by", "ends", "automatic", "requires") if key in step}
    said |= {key: _time(rng, step[key]) for key in ("takes", "undo")}
    said["seen"] = _time(rng, step["seen"])
    if "with" in step:
        said["seen"] = {"normally": said["seen"], "with": {r: _time(rng, years) for r, years in step["with"].items()}}
    if "missed" in step:
        said["missed"] = (
            step["missed"] if step["missed"] in (0, 1) else f"{step['missed'] * 50:g} to {step['missed'] * 100:g} %"
        )
    return said | {"worth": {i: _range(rng, worth) for i, worth in step["worth"].items()}}


def _range(rng, number):
    if number == 0 or rng.random() < SURE:
        return number
    low, high = sorted((number * rng.choice([0.3, 0.6]), number * rng.choice([1.2, 2.0])))
    return f"{low:g} to {high:g}"


def _time(rng, years):
    if years in (0, "never"):
        return years
    said = str(_range(rng, years))
    return f"{said} years"
