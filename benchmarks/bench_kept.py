"""How long an answer, or a run, of the shipped case takes after one edit of each kind, with what was kept before.

Processor seconds in one process, each as a ratio to a fixed piece of numpy work of the same run, too; and how many of
the questions are taken from what was kept.

    python benchmarks/bench_kept.py [answer] [run]
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from yardstick import yardstick

import standoff
from standoff.analysis.kept.keeping import Keeping, keeping
from standoff.case.model.model import Case
from standoff.case.model.values import Quantity

VERBS: dict[str, Callable[[Case, Any], Any]] = {
    "answer": lambda case, by: standoff.answer(case, by=by),
    "run": lambda case, by: standoff.run(case, by=by),
}


def main() -> None:
    case = standoff.load(standoff.find("korea"))
    piece = yardstick()
    print(f"The piece of numpy work (sorting 2^22 numbers) takes {piece:.3f} s of the processor.")
    for verb in sys.argv[1:] or VERBS:
        with tempfile.TemporaryDirectory() as place:
            before = Path(place, "before")
            print(f"\n{verb:24} {'seconds':>8} {'ratio':>8}  taken")
            asked(verb, "cold", case, before, piece)
            for kind, edited in edits(case).items():
                after = Path(place, "after")
                shutil.copytree(before, after)
                asked(verb, kind, edited, after, piece)
                shutil.rmtree(after)


def asked(verb: str, kind: str, case: Case, folder: Path, piece: float) -> None:
    began = time.process_time()
    with keeping(folder) as by:
        VERBS[verb](case, by)
    took = time.process_time() - began
    assert isinstance(by, Keeping)
    print(f"{kind:24} {took:8.2f} {took / piece:8.1f}  {by.taken} of {by.asked}", flush=True)


def edits(case: Case) -> dict[str, Case]:
    """One edit of each kind."""
    main = next(iter(case.deals.values()))
    step = next(name for name in main.steps if name in case.steps and name not in case.now)
    party, worth = next((p, q) for p, q in case.steps[step].worth.items() if q.shape == "lognormal")
    in_deals = {name for deal in case.deals.values() for name in deal.steps}
    in_deals |= {name for members in case.choices.values() for name in members}
    elsewhere = next(name for name in case.steps if name not in in_deals)
    owners = {owner for name in main.steps if name in case.steps for owner in case.steps[name].by}
    outside = next(p for p in case.parties if p not in owners)
    touched = next(name for name, one in case.steps.items() if outside in one.worth)
    pace = list(case.deals)[-1]

    def with_step(name: str, **values: object) -> Case:
        return case.model_copy(update={"steps": {**case.steps, name: case.steps[name].model_copy(update=values)}})

    def with_worth(name: str, whose: str, quantity: Quantity) -> Case:
        return with_step(name, worth={**case.steps[name].worth, whose: quantity})

    def higher(quantity: Quantity) -> Quantity:
        return Quantity.point(quantity.median * 1.1)

    wider = Quantity(worth.shape, worth.low * 2, worth.high / 2, worth.level)
    assert wider.median == worth.median
    other, its = next(iter(case.steps[elsewhere].worth.items()))
    sources = tuple(one.model_copy(update={"says": f"{one.says}, again"}) for one in case.steps[step].because)
    deal = case.deals[pace].model_copy(update={"pace": Quantity.between(0.1, 0.3)})
    return {
        "nothing": case,
        "title": case.model_copy(update={"title": "Another title"}),
        "a source": with_step(step, because=sources),
        "a range, same middle": with_worth(step, party, wider),
        "the pace of one deal": case.model_copy(update={"deals": {**case.deals, pace: deal}}),
        "the time of a step": with_step(step, takes=Quantity.between(0.1, 0.4)),
        "worth to a bystander": with_worth(touched, outside, higher(case.steps[touched].worth[outside])),
        "worth, step in no deal": with_worth(elsewhere, other, higher(its)),
        "worth, main deal": with_worth(step, party, higher(worth)),
    }


if __name__ == "__main__":
    main()
