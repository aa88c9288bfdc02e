"""How long it takes to find what would mend a plan: the three plans of the shipped case, singles and pairs."""

from __future__ import annotations

import time

from standoff import catalog
from standoff.analysis.assessment.arrangement import given_plan
from standoff.analysis.numbers import exchange_of
from standoff.analysis.remedies import PlanToMend, mending_of
from standoff.case.load import load
from standoff.engine.remedies import pairs


def main() -> None:
    case = load(catalog.find("korea"))
    exchange = exchange_of(case)
    print("| plan | pairs | singles, s | with pairs as in `run`, s | with all pairs, s |\n|---|---|---|---|---|")
    for name in case.plans:
        question = PlanToMend(case, exchange, given_plan(case, name), None, None)
        took = []
        for up_to, best, effects in ((0.0, 0, True), (5.0, 6, False), (pairs.LEVELS[-1], pairs.REFINED, True)):
            started = time.perf_counter()
            mending_of(question, up_to, with_effects=effects, best=best)
            took.append(f"{time.perf_counter() - started:.2f}")
        print(f"| {name} | {question.number()} | {' | '.join(took)} |", flush=True)


if __name__ == "__main__":
    main()
