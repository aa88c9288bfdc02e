"""Made-up cases of any size for the benchmarks: exchanges in which every step costs its owner and helps the others."""

from __future__ import annotations

import random

__all__ = ["case_text"]


def case_text(
    steps: int = 12, parties: int = 3, phases: int = 3, plans: int = 1, points: bool = False, seed: int = 1
) -> str:
    """A case as YAML: its plans do all steps in so many phases, and one deal is all steps.

    points: numbers without ranges.
    """
    rng = random.Random(seed)
    names = [f"p{i}" for i in range(parties)]
    made = [f"s{j}" for j in range(steps)]
    lines = ["format: 1", "title: A made-up exchange", "as_of: 2026-11-02", "parties:"]
    lines += [
        f"  {name}: {{name: Party {name}, horizon: {_spread(rng.uniform(3, 8), points)} years}}" for name in names
    ]
    lines += ["steps:"]
    for j, step in enumerate(made):
        owner, cost = names[j % parties], rng.uniform(1, 4)
        worth = {
            name: -cost if name == owner else 2.2 * cost * rng.uniform(0.8, 1.2) / max(1, parties - 1) for name in names
        }
        told = ", ".join(f"{name}: {_spread(value, points)}" for name, value in worth.items())
        lines += [
            f"  {step}: {{name: Step {j}, by: {owner}, takes: {rng.randint(1, 4)} months, "
            f"seen: {rng.randint(1, 3)} months, undo: {rng.randint(1, 6)} months, worth: {{{told}}}}}"
        ]
    lines += ["plans:"]
    for number in range(plans):
        order = rng.sample(made, steps)
        parts = [order[k::phases] for k in range(phases)]
        told = ", ".join(f"[{', '.join(part)}]" for part in parts if part)
        lines += [f"  plan_{number}: {{title: Plan {number}, phases: [{told}]}}"]
    lines += ["deals:", f"  everything: [{', '.join(made)}]"]
    return "\n".join(lines) + "\n"


def _spread(value: float, point: bool) -> str:
    """A number, or a range about it."""
    if point:
        return f"{value:.2f}"
    low, high = sorted((0.7 * value, 1.3 * value))
    return f"{low:.2f} to {high:.2f}"
