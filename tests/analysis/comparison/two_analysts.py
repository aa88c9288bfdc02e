"""Pairs of cases for comparisons: what one analyst wrote, and what a second one made of it."""

from __future__ import annotations

import random

from standoff.case.load import loads

# A swap of a gift of a against a gift of b, later. No time passes. b gives back where what it would lose by walking out
# is at least the 3 points that its gift costs it; a gives its gift where that costs it less than the 5 that it gets.
SWAP = """\
format: 1
title: {title}
as_of: 2026-11-02
parties:
  a: {{horizon: 4 years, scale: "10 = peace"}}
  b: {{horizon: {horizon}, walkout_cost: {cost}, scale: "10 = bread"}}
steps:
  gift_of_a: {{by: a, undo: never, worth: {{a: {price}, b: 5}}}}
  gift_of_b: {{by: b, undo: never, worth: {{a: 5, b: -3}}}}
plans:
  swap: {{phases: [[gift_of_a], [gift_of_b]]}}
"""


def swap_text(cost="4", price="-3", horizon="4 years", title="Gifts"):
    return SWAP.format(cost=cost, price=price, horizon=horizon, title=title)


def swap(**values):
    return loads(swap_text(**values))


def swap_in_other_names(cost, price):
    """The same by somebody who calls the parties x and y, the gifts bread and wine, and the plan a barter."""
    return loads(f"""\
format: 1
title: Gifts
as_of: 2026-11-02
parties:
  x: {{horizon: 4 years, scale: "10 = peace"}}
  y: {{horizon: 4 years, walkout_cost: {cost}, scale: "10 = bread"}}
steps:
  bread: {{by: x, undo: never, worth: {{x: {price}, y: 5}}}}
  wine: {{by: y, undo: never, worth: {{x: 5, y: -3}}}}
plans:
  barter: {{phases: [[bread], [wine]]}}
""")


WORTHS = ["-4 to -1", "-3 to 1", "2 to 6", "-2", "5", "-6 to -3", "1 to 3", "4"]
TIMES = ["0", "1 month", "1 to 3 months", "2 to 8 weeks", "6 months"]


def random_pair(seed):
    """Two cases of the same kind: each differs from a common one in some places, and may lack some of it."""
    dice = random.Random(seed)
    common = _random(dice)
    return tuple(loads(_written(_changed(common, dice))) for _ in range(2))


def _random(dice):
    parties = ["ann", "bob", "cy"][: dice.choice([2, 2, 3])]
    steps = ["oil", "visits", "talks", "guns", "corn"][: dice.choice([3, 4, 5])]
    case = {
        "parties": {
            p: {"horizon": dice.choice(["2 years", "1 to 4 years"]), "walkout_cost": dice.choice(["0", "1 to 4", "3"])}
            for p in parties
        },
        "steps": {},
        "together": {},
        "now": [],
    }
    for n, step in enumerate(steps):
        by = parties[n % len(parties)]
        worth = {p: dice.choice(WORTHS) for p in parties if dice.random() < 0.9}
        worth[by] = dice.choice(["-4 to -1", "-2", "-3 to 1"])
        times = {key: dice.choice(TIMES) for key in ("takes", "seen", "undo")}
        case["steps"][step] = {"by": by, "worth": worth, **times}
    order = dice.sample(steps, len(steps))
    cut = dice.randint(1, len(order) - 1)
    case["plans"] = {"first": {"pace": dice.choice(["0", "1 month"]), "phases": [order[:cut], order[cut:]]}}
    if dice.random() < 0.4:
        case["together"] = {"both": {"steps": steps[:2], "worth": {parties[0]: dice.choice(WORTHS)}}}
    return case


def _changed(common, dice):
    """The same with a few changes: numbers, orders, what is in force, keys of steps, and now and then a step less."""
    from copy import deepcopy

    case = deepcopy(common)
    steps, parties = list(case["steps"]), list(case["parties"])
    for _ in range(dice.randint(1, 4)):
        name = dice.choice(steps)
        step = case["steps"][name]
        what = dice.randrange(12)
        if what < 3:
            step["worth"][dice.choice(parties)] = dice.choice(WORTHS)
        elif what == 3:
            step[dice.choice(["takes", "seen", "undo"])] = dice.choice(TIMES)
        elif what == 4:
            case["parties"][dice.choice(parties)]["walkout_cost"] = dice.choice(["0", "1 to 4", "3"])
        elif what == 5:
            step["seen"] = {
                "normally": dice.choice(TIMES[1:]),
                "with": {dice.choice([s for s in steps if s != name]): "0"},
            }
        elif what == 6:
            step["automatic"] = True
        elif what == 7:
            case["plans"]["first"]["phases"].reverse()
        elif what == 8:
            step["parts"] = dice.choice([2, 3])
        elif what == 9:
            step["until"] = dice.choice(["2 years", "2029-01-01", "1 to 4 years"])
        elif what == 10:
            numbers = [f"steps.{name}.worth.{party}" for party in list(step["worth"])[:2]]
            case["correlated"] = [{"between": numbers, "by": dice.choice([0.5, -0.4])}] if len(numbers) > 1 else []
        else:
            case["together"]["more"] = {"steps": dice.sample(steps, 2), "worth": {parties[0]: dice.choice(WORTHS)}}
    if dice.random() < 0.4:
        _drop(case, dice.choice(steps))
    if dice.random() < 0.2 and len(parties) > 2:
        _leave(case, parties[2])
    if dice.random() < 0.3:
        name = dice.choice(list(case["steps"]))
        case["now"] = [name]
        plan = case["plans"]["first"]
        plan["phases"] = [left for phase in plan["phases"] if (left := [s for s in phase if s != name])]
    return case


def _leave(case, party):
    """The case without a party, and without its steps."""
    for name in [name for name, step in case["steps"].items() if step["by"] == party]:
        _drop(case, name)
    if any(step["by"] == party for step in case["steps"].values()):
        return
    del case["parties"][party]
    for one in (*case["steps"].values(), *case["together"].values()):
        one["worth"].pop(party, None)
    case["correlated"] = []


def _drop(case, gone):
    if len(case["steps"]) < 3:
        return
    del case["steps"][gone]
    case["correlated"] = [
        one for one in case.get("correlated", []) if not any(f".{gone}." in path for path in one["between"])
    ]
    for step in case["steps"].values():
        if isinstance(step["seen"], dict) and gone in step["seen"]["with"]:
            step["seen"] = step["seen"]["normally"]
    plan = case["plans"]["first"]
    plan["phases"] = [left for phase in plan["phases"] if (left := [s for s in phase if s != gone])]
    case["together"] = {k: v for k, v in case["together"].items() if gone not in v["steps"]}


def _written(case):
    import json

    case["plans"] = {name: plan for name, plan in case["plans"].items() if plan["phases"]}
    case = {key: value for key, value in case.items() if value}
    return json.dumps({"format": 1, "title": "Made up", "as_of": "2026-11-02", **case})
