"""Which match holds between two cases: the file that lies beside the first, or beside the second."""

from __future__ import annotations

from pathlib import Path

from standoff.case.matching.match import match_beside

__all__ = ["match_between"]


def match_between(first: Path | None, second: Path | None) -> tuple[Path, bool] | None:
    """The file of a match beside one of two folders, the first before the second; None between a folder and itself.

    With whether it is the second's, so that it is read the other way round (`turned` of `read_match`). None stands for
    no folder; raises UnreadableError where a file leads out of its folder.

    >>> match_between(Path("one"), Path("other")) is None
    True
    """
    if first is not None and second is not None and first.resolve() == second.resolve():
        return None
    for folder, turned in ((first, False), (second, True)):
        beside = match_beside(folder)
        if beside is not None:
            return beside, turned
    return None
