"""Slow twin of the remedies: each one written out as a change of a case and its plan in names, tried one by one.

A case is a dict as for `roadmap`. Amounts are as the program states them: points for bonds, guarantees, worths
and support, otherwise shares of what there is now. The size of an amount is counted in usual doses.
"""

from __future__ import annotations

import copy
import itertools

DOSES = {
    "bond": 0.1, "guarantee": 0.1, "worth": 0.1, "support": 0.1,
    "sooner": 0.5, "inspectors": 0.5, "faster": 0.5, "shorter": 0.5, "less_support": 0.5,
    "slower": 1.0, "longer": 1.0,
}  # fmt: skip
"""Of what can be more or less: a usual dose, of a gross stake or of what there is now."""

OF_A_STAKE = ("bond", "guarantee", "worth", "support")
MOST = {
    "sooner": 1.0,
    "faster": 1.0,
    "less_support": 1.0,
    "inspectors": 0.9,
    "shorter": 0.9,
    "slower": 99.0,
    "longer": 9.0,
}


def owners(case, j):
    by = case["steps"][j]["by"]
    return [by] if isinstance(by, str) else list(by)


def stake(case, i):
    return sum(abs(step.get("worth", {}).get(i, 0.0)) for step in case["steps"].values())


def amount(case, kind, place, size):
    """So many usual doses, or as many as there are; 1 for what is done or not done."""
    if kind not in DOSES:
        return 1.0
    dose = DOSES[kind] * (stake(case, place["party"]) if kind in OF_A_STAKE else 1.0)
    return min(size * dose, MOST.get(kind, 10 * stake(case, place.get("party")) if kind in OF_A_STAKE else None))


def planned(phases):
    return [j for phase in phases for j in phase]


def change(kind, place, much, case, keeps, phases):
    """The case and plan after one remedy."""
    case, keeps, phases = copy.deepcopy(case), list(keeps), [list(phase) for phase in phases]
    j, i = place.get("step"), place.get("party")
    if kind in ("bond", "guarantee"):
        key = {"bond": "walkout_cost", "guarantee": "guarantee"}[kind]
        case["parties"][i][key] = case["parties"][i].get(key, 0.0) + much
    elif kind == "sooner":
        case["steps"][j]["seen"] = case["steps"][j].get("seen", 0.0) * (1 - much)
    elif kind == "inspectors":
        for name, step in case["steps"].items():
            if i is None or i in owners(case, name):
                step["seen"] = step.get("seen", 0.0) * (1 - much)
    elif kind == "automatic":
        case["steps"][j]["automatic"] = True
    elif kind == "faster":
        case["steps"][j]["undo"] *= 1 - much
    elif kind == "slower":
        case["steps"][j]["undo"] *= 1 + much
    elif kind == "longer":
        case["parties"][i]["horizon"] *= 1 + much
    elif kind == "shorter":
        case["parties"][i]["horizon"] *= 1 - much
    elif kind == "worth":
        case["steps"][j].setdefault("worth", {})[i] = case["steps"][j]["worth"].get(i, 0.0) + much
    elif kind == "support":
        everything = [*keeps, *planned(phases)]
        case["together"] = [*case.get("together", []), {"steps": everything, "worth": {i: much}}]
    elif kind == "less_support":
        case["together"][place["entry"]]["worth"][i] *= 1 - much
    elif kind == "drop":
        phases = [kept for phase in phases if (kept := [k for k in phase if k != j])]
    elif kind == "split":
        step = case["steps"][j]
        step["worth"] = {p: w / 2 for p, w in step.get("worth", {}).items()}
        half = f"{j} later"
        case["steps"][half] = copy.deepcopy(step)
        for other in case["steps"].values():
            if j in other.get("requires", []):
                other["requires"] = [*other["requires"], half]
        for entry in case.get("together", []):
            if j in entry["steps"]:
                entry["steps"] = [*entry["steps"], half]
        at = next(k for k, phase in enumerate(phases) if j in phase) + 1
        if at == len(phases):
            phases.append([])
        phases[at].append(half)
    return case, keeps, phases


def places(case, keeps, phases):
    """Every remedy and its places, without rules; no step is added, as the plans of the tests make all steps."""
    present = [*keeps, *planned(phases)]
    made = planned(phases)
    with_stake = [i for i in case["parties"] if stake(case, i) > 0]
    late = [j for j in present if case["steps"][j].get("seen", 0.0) > 0]

    def undo(j):
        value = case["steps"][j].get("undo", 0.0)
        return float("inf") if value == "never" else value

    def requires(k, j):
        return j in case["steps"][k].get("requires", [])

    for kind in ("bond", "longer", "shorter", "support"):
        yield from ((kind, {"party": i}) for i in with_stake)
    yield from (("worth", {"party": i, "step": j}) for i in with_stake for j in made)
    yield from (("sooner", {"step": j}) for j in late)
    for i in case["parties"]:
        own = [j for j in late if i in owners(case, j)]
        if 1 < len(own) < len(late):
            yield "inspectors", {"party": i}
    if len(late) > 1:
        yield "inspectors", {"party": None}
    for j in present:
        if 0 < undo(j) < float("inf"):
            yield "faster", {"step": j}
            yield "slower", {"step": j}
        if undo(j) < float("inf") and not case["steps"][j].get("automatic", False):
            yield "automatic", {"step": j}
    for phase in phases:
        for j in phase:
            if not any(requires(k, j) for k in phase if k != j):
                yield "split", {"step": j}
            if len(made) > 1 and not any(requires(k, j) for k in present if k != j):
                yield "drop", {"step": j}
    for n, entry in enumerate(case.get("together", [])):
        if set(entry["steps"]) <= set(present):
            yield from (("less_support", {"party": i, "entry": n}) for i, w in entry["worth"].items() if w < 0)


ORDER = ("drop", "bond", "guarantee", "sooner", "inspectors", "automatic", "faster", "slower", "longer", "shorter",
         "worth", "less_support", "support", "split")  # fmt: skip
"""In this order one change undoes no other: support is for the steps that are left, and halves are of what is changed."""


def pairs(case, keeps, phases):
    """Every two remedies, no two of the same number and none of a step that is left out."""
    for one, other in itertools.combinations(list(places(case, keeps, phases)), 2):
        (kind, place), (second, where) = sorted((one, other), key=lambda change: ORDER.index(change[0]))
        same = [place.get(key) for key in ("step", "party", "entry")] == [
            where.get(k) for k in ("step", "party", "entry")
        ]
        if "drop" in (kind, second) and place.get("step") == where.get("step"):
            continue
        if kind == second == "drop" and len(planned(phases)) < 3:
            continue
        if same and {kind, second} in ({"faster", "slower"}, {"longer", "shorter"}):
            continue
        yield (kind, place), (second, where)
    made = [*keeps, *planned(phases)]
    for j, k in itertools.combinations(planned(phases), 2):
        # Two steps of which one requires the other can be left out together, though not each alone.
        left = [x for x in made if x not in (j, k)]
        alone = [("drop", {"step": x}) in list(places(case, keeps, phases)) for x in (j, k)]
        needed = any(x in case["steps"][y].get("requires", []) for x in (j, k) for y in left)
        if not all(alone) and not needed and len(planned(phases)) > 2:
            yield ("drop", {"step": j}), ("drop", {"step": k})
