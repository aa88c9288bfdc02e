"""The document of everything that one run found: `run.json`."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Literal

from standoff.results.documents.document import CaseDocument, Dated, dumps, unless_none
from standoff.results.records.run import Answers, Findings

__all__ = ["RunDocument", "run_document", "written"]


@dataclass(frozen=True, kw_only=True)
class RunDocument(Answers, CaseDocument):
    """The document of `run`: every record whole, with how it was made."""

    command: Literal["run"] = "run"


def run_document(found: Findings) -> RunDocument:
    """The document of `run`."""
    answers = {field.name: getattr(found, field.name) for field in fields(Answers)}
    head = Dated(
        found.title,
        found.as_of,
        view=unless_none(found.view),
        set=unless_none(found.values or None),
        changed=unless_none(found.changed or None),
    )
    return RunDocument(case=head, **answers)


def written(found: Findings) -> str:
    """The document of `run` as a file holds it."""
    return dumps(run_document(found)) + "\n"
