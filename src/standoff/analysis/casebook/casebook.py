"""What the program said of agreements of the past, and how often it was right: the scoreboard.

Each case is asked as any other is; what became of the agreement is read afterwards, and only to be compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from standoff.analysis.casebook.predictions import predicted
from standoff.analysis.casebook.scoring import flagged_of, scores_of
from standoff.analysis.names import party_called
from standoff.analysis.progress import Progress, silent
from standoff.engine.core.parallel import HERE, Workers
from standoff.errors import CaseError, Problem, UsageError
from standoff.results.records.casebook import Agreement, Casebook, Coded
from standoff.results.records.made import Made
from standoff.version import __version__

if TYPE_CHECKING:
    from standoff.case.model.model import Case
    from standoff.case.model.outcome import Outcome

__all__ = ["casebook_of"]


def casebook_of(
    folders: Sequence[Path], draws: int, seed: int, progress: Progress = silent, by: Workers = HERE
) -> Casebook:
    """What was said of the agreements in these folders, and how often that was right, beside simple rules.

    Raises CaseError for a case or an outcome with errors, UsageError for a case of which plans cannot be assessed.
    """
    found = [_read(one) for one in folders]
    agreements = []
    for number, (place, case, outcome) in enumerate(found):
        progress("agreements", number / len(found))
        agreements.append(_agreement(place, case, outcome, draws, seed, by))
    progress("agreements", 1.0)
    return Casebook(
        agreements=tuple(agreements),
        scores=scores_of(agreements),
        flagged=flagged_of(agreements),
        made=Made(
            version=__version__,
            method="each agreement assessed as agreed, at the medians and over draws of all ranges",
            exact=False,
            seed=seed,
            draws=draws,
        ),
    )


def _read(folder: Path) -> tuple[Path, Case, Outcome]:
    """A case with its outcome; CaseError with all that is wrong with either, and in which folder."""
    from standoff.case.load import read
    from standoff.case.outcome import read_outcome

    case, problems = read(folder)
    told = read_outcome(folder, case)
    if case is None or told.outcome is None:
        raise CaseError(list(_placed(folder, (*problems, *told.problems))))
    return folder, case, told.outcome


def _placed(folder: Path, problems: tuple[Problem, ...]) -> Iterator[Problem]:
    from dataclasses import replace

    for problem in problems:
        if problem.severity == "error":
            yield replace(problem, file=f"{folder.name}/{problem.file}")


def _agreement(folder: Path, case: Case, outcome: Outcome, draws: int, seed: int, by: Workers) -> Agreement:
    try:
        said = predicted(case, outcome.plan, draws, seed, silent, by)
    except UsageError as error:
        raise UsageError(f"{folder.name}: {error}") from None
    levels = [step.level / 3 for step in outcome.steps.values()]
    return Agreement(
        name=folder.name,
        title=case.title,
        as_of=case.as_of.isoformat(),
        plan=outcome.plan,
        parties={party: party_called(case, party) for party in case.parties},
        said=said,
        held=outcome.held,
        until=outcome.until.isoformat(),
        broken_by=outcome.broken_by,
        phase=outcome.phase,
        how=outcome.how,
        done=sum(levels) / len(levels) if levels else None,
        who_right=None if outcome.held else said.who in outcome.broken_by,
        when_right=None if outcome.held else said.when == outcome.phase,
        coded=_coded(folder, outcome),
    )


def _coded(folder: Path, outcome: Outcome) -> Coded:
    from standoff.case.outcome import digest_of

    if outcome.first_run is None:
        return "not recorded"
    return "as first run" if outcome.first_run.sha256 == digest_of(folder) else "edited since"
