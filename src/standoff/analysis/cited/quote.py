"""From words to their passage in the sources of a case folder, as `standoff quote` tells it."""

from __future__ import annotations

import os

from standoff.analysis.quotes import quote_for
from standoff.case.load import read
from standoff.case.reading.source import find
from standoff.case.reading.sources import read_library
from standoff.errors import CaseError
from standoff.results.records.quotes import Quoted

__all__ = ["quote"]


def quote(folder: str | os.PathLike[str], words: str, source: str = "", number: str = "", supports: str = "") -> Quoted:
    """Where some words stand in the sources of a case, word for word, and the evidence to write for each passage.

    folder: of the case, or its case.yaml. source: the id of the only source to look in. number: the path of what it is
    evidence for, and supports: its sign, order or size. What is only like the words is told as `near`, and is none of
    the passages. Raises CaseError where there is no case (or where it has errors, and a number is named), UsageError.

    >>> import standoff
    >>> found = standoff.quote(standoff.find("harbour"), "it is arithmetic", number="steps.lift_ban.worth.beta")
    >>> found.passages[0].at, found.under
    ('line 11', 'steps.lift_ban')
    """
    home = find(folder).parent
    case, problems = read(folder)
    if case is None and number:
        raise CaseError(problems)
    return quote_for(case, read_library(home), words, source, number, supports)
