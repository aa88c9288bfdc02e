"""Exchanges for tests: from the dicts of the oracle files, and at random."""

from __future__ import annotations

import copy
import itertools
import random
from dataclasses import replace

import numpy as np

from standoff.engine.core.exchange import Exchange, drawn_arrays
from standoff.engine.roadmap import lattice


def exchange_of(case):
    """The engine's numbers of a case in the form of the oracle files; steps and parties in their order."""
    parties, steps = list(case["parties"]), list(case["steps"])
    data = case["steps"]
    owners = [[by] if isinstance(by := data[j]["by"], str) else by for j in steps]
    seen_with = np.array([[float(data[j].get("with", {}).get(r, np.inf)) for r in steps] for j in steps])
    missed = np.array([float(data[j].get("missed", 0.0)) for j in steps])
    together = case.get("together", [])
    return Exchange(
        horizons=np.array([float(case["parties"][i]["horizon"]) for i in parties]),
        walkout_costs=np.array([float(case["parties"][i].get("walkout_cost", 0)) for i in parties]),
        worth=np.array([[float(data[j].get("worth", {}).get(i, 0)) for j in steps] for i in parties]).reshape(
            len(parties), len(steps)
        ),
        takes=np.array([float(data[j].get("takes", 0)) for j in steps]),
        seen=np.array([float(data[j].get("seen", 0)) for j in steps]),
        undo=np.array([np.inf if (u := data[j].get("undo", 0)) == "never" else float(u) for j in steps]),
        owns=np.array([[i in by for by in owners] for i in parties], dtype=bool).reshape(len(parties), len(steps)),
        automatic=np.array([data[j].get("automatic", False) for j in steps], dtype=bool),
        ends_all=np.array([data[j].get("ends", "any") == "all" for j in steps], dtype=bool),
        requires=np.array([[r in data[j].get("requires", []) for r in steps] for j in steps], dtype=bool).reshape(
            len(steps), len(steps)
        ),
        together_steps=np.array([[j in e["steps"] for j in steps] for e in together], dtype=bool).reshape(
            len(together), len(steps)
        ),
        together_worth=np.array([[float(e["worth"].get(i, 0)) for i in parties] for e in together]).reshape(
            len(together), len(parties)
        ),
        guarantee=np.array([float(case["parties"][i]["guarantee"]) for i in parties])
        if all("guarantee" in case["parties"][i] for i in parties)
        else None,
        not_before=np.array([float(data[j]["not_before"]) if "not_before" in data[j] else 0.0 for j in steps])
        if any("not_before" in step for step in data.values())
        else None,
        seen_with=seen_with if np.isfinite(seen_with).any() else None,
        missed=missed if missed.any() else None,
    )


def random_case(rng: random.Random, *, parties=None, steps=None, together=None, hopeful=False, dated=False):
    """A random case with everything that an exchange can have, ties and zeros included.

    A hopeful one has gains for all and few irreversible steps, so that plans often hold; a dated one has steps that
    do not start before a date.
    """
    n = parties or rng.randint(2, 4)
    m = steps or rng.randint(1, 6)
    names = [f"p{i}" for i in range(n)]
    case = {
        "parties": {
            i: {"horizon": rng.choice([1.0, 2.0, 4.0, 8.0]), "walkout_cost": rng.choice([0.0, 0.0, 1.0, 3.5])}
            for i in names
        },
        "pace": rng.choice([0.0, 0.0, 0.25, 0.5]),
        "steps": {},
    }
    for k in range(m):
        joint = rng.random() < 0.2
        by = rng.sample(names, 2) if joint else rng.choice(names)
        undo = rng.choice([0.0, 0.0, 0.25, 1.0, 2.0, rng.choice([0.5, "never"]) if hopeful else "never"])
        worth = {}
        for i in names:
            owned = i in by if joint else i == by
            if hopeful:
                worth[i] = float(rng.choice([-4, -3, -2, -1, -0.5, 1]) if owned else rng.choice([0, 2, 5, 7, 9]))
            else:
                worth[i] = float(rng.choice([-6, -3, -2, -1, -0.5, 0, 1]) if owned else rng.choice([-1, 0, 2, 5, 7, 9]))
        step = {
            "by": by,
            "takes": rng.choice([0.0, 0.0, 0.1, 0.3, 1.0]),
            "seen": rng.choice([0.0, 0.1, 0.1, 0.25, 0.5, 1.5]),
            "undo": undo,
            "worth": worth,
        }
        if joint and rng.random() < 0.5:
            step["ends"] = "all"
        if undo != "never" and rng.random() < 0.2:
            step["automatic"] = True
        if k and rng.random() < 0.25:
            step["requires"] = [f"m{rng.randrange(k)}"]
        if dated and rng.random() < 0.4:
            step["not_before"] = rng.choice([0.0, 0.2, 0.75, 2.0])
        case["steps"][f"m{k}"] = step
    if m >= 2 and (together if together is not None else rng.random() < 0.3):
        case["together"] = [
            {
                "steps": rng.sample(list(case["steps"]), rng.randint(2, min(3, m))),
                "worth": {i: float(rng.choice([-2, -1, 0, 1, 3])) for i in names},
            }
            for _ in range(rng.randint(1, 2))
        ]
    return case


def drawn_again(rng, case, count):
    """The same case with other numbers in each draw: worths and walk-out costs."""
    draws = []
    for _ in range(count):
        one = copy.deepcopy(case)
        for step in one["steps"].values():
            step["worth"] = {i: w * rng.choice([0.5, 1.0, 1.0, 1.5]) for i, w in step["worth"].items()}
        for party in one["parties"].values():
            party["walkout_cost"] *= rng.choice([0.5, 1.0, 2.0])
        draws.append(one)
    return draws


def watched(rng: random.Random, case, *, verified=True, missed=True):
    """A case made one in which steps verify others and breaches may be missed, at random."""
    for j, step in case["steps"].items():
        others = [r for r in case["steps"] if r != j]
        if verified and others and rng.random() < 0.5:
            chosen = rng.sample(others, min(len(others), rng.choice([1, 1, 2])))
            step["with"] = {r: rng.choice([0.0, 0.0, 0.1, 0.25, 0.5, 2.0]) for r in chosen}
            step["seen"] = rng.choice([0.1, 0.5, 1.5, 3.0])
        if missed and rng.random() < 0.35:
            step["missed"] = rng.choice([0.1, 0.25, 0.5, 0.5, 0.9, 1.0])
    return case


def random_plan(rng: random.Random, case):
    """A random plan that respects `requires`: keeps and phases, as names."""
    steps = list(case["steps"])
    keeps = [j for j in steps if rng.random() < 0.15 and all(r in steps for r in case["steps"][j].get("requires", []))]
    keeps = [j for j in keeps if set(case["steps"][j].get("requires", [])) <= set(keeps)]
    when = dict.fromkeys(keeps, 0)
    planned = [j for j in steps if j not in keeps]
    last = rng.randint(1, max(1, len(planned)))
    for j in planned:
        earliest = max([when[r] for r in case["steps"][j].get("requires", [])] + [1])
        when[j] = rng.randint(earliest, max(earliest, last))
    used = sorted({l for j, l in when.items() if l > 0})
    return keeps, [[j for j in planned if when[j] == l] for l in used]


def vector_of(case, keeps, phases):
    """The phase vector of a plan given in names."""
    from standoff.engine.core.exchange import phase_vector

    position = {j: n for n, j in enumerate(case["steps"])}
    return phase_vector(len(position), [position[j] for j in keeps], [[position[j] for j in phase] for phase in phases])


def stacked(exchanges):
    """Exchanges that differ in their numbers alone as one exchange with a draw for each."""
    names = drawn_arrays(exchanges[0])
    return replace(exchanges[0], **{name: np.stack([getattr(e, name) for e in exchanges]) for name in names})


def items_for_money(items, bond_seller, bond_buyer, price, unit):
    """An order of items and payment units in which nobody's remaining gain falls below minus its bond; or None.

    Independent of the engine: the seller ships (costs), the buyer pays; search over (items shipped, units paid).
    """
    units = round(price / unit)
    total_cost, total_value = sum(c for c, _ in items), sum(v for _, v in items)
    goal = ((1 << len(items)) - 1, units)
    came: dict = {(0, 0): None}
    stack = [(0, 0)]
    while stack:
        state = stack.pop()
        shipped, paid = state
        cost = total_cost - sum(c for n, (c, _) in enumerate(items) if shipped >> n & 1)
        value = total_value - sum(v for n, (_, v) in enumerate(items) if shipped >> n & 1)
        owed = price - paid * unit
        options = []
        if owed - cost >= -bond_seller - 1e-9:
            options += [(shipped | 1 << n, paid) for n in range(len(items)) if not shipped >> n & 1]
        if paid < units and value - owed >= -bond_buyer - 1e-9:
            options.append((shipped, paid + 1))
        for option in options:
            if option not in came:
                came[option] = state
                stack.append(option)
    if goal not in came:
        return None
    path = [goal]
    while came[path[-1]] is not None:
        path.append(came[path[-1]])
    order = []
    for before, after in itertools.pairwise(reversed(path)):
        bought = before[0] ^ after[0]
        order.append(f"i{bought.bit_length() - 1}" if bought else f"m{before[1]}")
    return order


def random_grid(rng, most=6, hopeful=0.7):
    """A random deal: the case, its exchange, and a lattice with kept and left out steps, requires and rules."""
    steps = rng.randint(1, most)
    case = random_case(rng, steps=steps, hopeful=rng.random() < hopeful)
    kept = [j for j in range(steps) if rng.random() < 0.15]
    planned = [j for j in range(steps) if j not in kept and rng.random() < 0.95]
    rng.shuffle(planned)
    n = len(planned)
    earlier, allowed = np.zeros(n, dtype=np.int64), np.ones(1 << n, dtype=bool)
    if rng.random() < 0.5:
        for b, j in enumerate(planned):
            needs = [f"m{r}" for r in planned]
            for r in case["steps"][f"m{j}"].get("requires", []):
                if r in needs:
                    earlier[b] |= 1 << needs.index(r)
    if rng.random() < 0.3 and n > 1:  # steps that wait for others, in a circle too
        earlier[rng.randrange(n)] |= 1 << rng.randrange(n)
        earlier &= ~(1 << np.arange(n))
    if rng.random() < 0.3:
        allowed = np.array([rng.random() < 0.85 for _ in allowed])
    grid = lattice.SubsetLattice(
        np.array(planned, dtype=np.intp), np.array(kept, dtype=np.intp), allowed, earlier, case["pace"]
    )
    return case, exchange_of(case), grid
