"""What trust asked meant in laboratories: repeated prisoner's dilemmas that people played, as cases of two steps.

This trust is the size of the basin of attraction of “always defect”, which predicts cooperation over many studies: Dal
Bó and Fréchette (2018).
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from importlib.resources import files
from math import log

from standoff.analysis.plans import assess
from standoff.case.model.model import Case
from standoff.results.records.laboratory import Laboratory, Treatment
from standoff.results.records.made import Made
from standoff.version import __version__

__all__ = ["laboratory"]


def laboratory() -> Laboratory:
    """Trust asked of the twelve treatments that a case of two steps can stand for, beside what people did.

    Of the thirty in the table these have an open length, rounds, no errors in carrying moves out, and no random
    payoffs. Source of the figures: Nay and Vorobeychik (2016).

    >>> found = laboratory()
    >>> len(found.treatments), round(found.trust_rank, 2), round(found.goes_on_rank, 2)
    (12, -0.9, 0.76)
    """
    treatments = tuple(_treatment(row) for row in _rows() if _fits(row))
    done = [one.cooperative for one in treatments]
    return Laboratory(
        treatments=treatments,
        trust_rank=_rank_correlation([1.0 if one.trust is None else one.trust for one in treatments], done),
        goes_on_rank=_rank_correlation([one.goes_on for one in treatments], done),
        made=Made(version=__version__, method="two-step cases of repeated prisoner's dilemmas", exact=True),
    )


def _rows() -> list[dict[str, str]]:
    text = files("standoff.analysis.laboratory").joinpath("treatments.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _fits(row: Mapping[str, str]) -> bool:
    aside = ("continuous_time", "execution_error", "random_payoffs")
    return row["indefinite"] == "1" and all(float(row[name]) == 0 for name in aside)


def _treatment(row: Mapping[str, str]) -> Treatment:
    goes_on = float(row["continuation"])
    plan = assess(_case(row, goes_on), "both")
    return Treatment(
        number=int(row["treatment"]),
        study=row["study"],
        trust=plan.trust if plan.self_enforcing else None,
        goes_on=goes_on,
        cooperative=int(row["first_moves_cooperative"]) / int(row["first_moves"]),
        first_moves=int(row["first_moves"]),
    )


def _case(row: Mapping[str, str], goes_on: float) -> Case:
    """The game as a case: a round is a year, and cooperating a step that shows after one and can be stopped at once."""
    reward, sucker, temptation, punishment = (
        float(row[name]) for name in ("reward", "sucker", "temptation", "punishment")
    )
    # The table has payoffs of a tenth of a cent at least; differences carry the noise of binary fractions.
    own, others = round(sucker - punishment, 9), round(temptation - punishment, 9)
    both = round(reward + punishment - sucker - temptation, 9)
    horizon = f"{-1 / log(goes_on):.17g} years"

    def cooperating(by: str, other: str) -> dict[str, object]:
        return {"by": by, "seen": "1 year", "worth": {by: own, other: others}}

    return Case.model_validate(
        {
            "format": 1,
            "title": "A repeated prisoner's dilemma",
            "as_of": "2016-05-01",
            "parties": {"a": {"horizon": horizon}, "b": {"horizon": horizon}},
            "steps": {"x": cooperating("a", "b"), "y": cooperating("b", "a")},
            "together": {"both": {"steps": ["x", "y"], "worth": {"a": both, "b": both}}},
            "plans": {"both": {"phases": [["x", "y"]]}},
        }
    )


def _rank_correlation(one: Sequence[float], other: Sequence[float]) -> float:
    from scipy.stats import spearmanr

    return float(spearmanr(one, other).statistic)
