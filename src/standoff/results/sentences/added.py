"""Sentences about sources that came from a file of another program, and about passages that somebody marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from standoff.results.sentences.wording import listing

if TYPE_CHECKING:
    from standoff.results.records.added import AddedSources, MarkedPassage

__all__ = ["added", "doubts", "notes", "paste", "remark"]

_NAMED = 6
"""So many sources are named; more are counted."""


def added(found: AddedSources) -> str:
    """The first line: how many sources are new, how many were there, how many passages can be pasted."""
    new, known = len(found.added), len(found.known)
    said = (
        f"{_counted(new, 'source')} {'was' if new == 1 else 'were'} added to {found.path}: "
        f"{_ids([one.id for one in found.added])}"
        if new
        else f"Nothing was added to {found.path}"
    )
    if known:
        said += f"; {known} {'was' if known == 1 else 'were'} there already"
    if found.evidence:
        count = len(found.evidence)
        said += f"; {_counted(count, 'marked passage')} {'is' if count == 1 else 'are'} ready to paste"
    return f"{said}."


def notes(found: AddedSources) -> Iterator[str]:
    """What became of ids, what of known sources would be otherwise, and what was left out."""
    renamed = [f"`{one.id}` (for {one.wanted})" for one in found.added if one.wanted and one.wanted != one.id]
    if renamed:
        yield f"Other ids than in the file: {_some(renamed)}."
    for one in [one for one in found.known if one.differs][:_NAMED]:
        yield f"`{one.id}` is left as it was; in the file other: {', '.join(one.differs)}."
    more = sum(bool(one.differs) for one in found.known) - _NAMED
    if more > 0:
        yield f"{_counted(more, 'more source')} of the list {'is' if more == 1 else 'are'} otherwise in the file."
    yield from found.notes


def doubts(found: AddedSources) -> str:
    """How many marked passages do not stand in the text at hand; "" if all do."""
    count = sum(one.stands is False for one in found.evidence)
    if not count:
        return ""
    those = "1 of them does" if count == 1 else f"{count} of them do"
    return f"{those} not stand in the text that is here, word for word: `standoff quote` shows what is near."


def paste(under: str) -> str:
    """What to do with the passages that follow."""
    if under:
        return f"Put under `because` of `{under}`:"
    return "Their tags name no party and no step; put under `because` of what they support:"


def remark(one: MarkedPassage) -> str:
    """What is known of a passage beside the evidence: who marked it, what was not understood; "" if nothing."""
    said = [f"marked by {one.by}"] if one.by else []
    said += [f"tagged {', '.join(one.tags)}"] if one.tags else []
    said += ["not in the text that is here"] if one.stands is False else []
    return "; ".join(said)


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _ids(ids: Sequence[str]) -> str:
    return _some([f"`{one}`" for one in ids])


def _some(said: Sequence[str]) -> str:
    more = [f"{len(said) - _NAMED} more"] if len(said) > _NAMED else []
    return listing([*said[:_NAMED], *more])
