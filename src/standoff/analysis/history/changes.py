"""What differs between a case and the same case at another time, or as somebody else sees it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from standoff.analysis.labels import label_of
from standoff.analysis.remembered import once
from standoff.analysis.sureness.ranges import quantities_of
from standoff.case.model.model import Case
from standoff.case.overlays.overlay import Overlay, put_over
from standoff.case.overlays.paths import value_at
from standoff.case.reading.plain import plain
from standoff.results.records.history import Change

__all__ = ["changes_at", "in_order", "with_one"]


def changes_at(paths: Iterable[str], before: Case, after: Case) -> tuple[Change, ...]:
    """What stands at some paths in both cases, where that is not the same."""
    old, new = once(before, _plain), once(after, _plain)
    found = ((path, value_at(old, path), value_at(new, path)) for path in paths)
    return tuple(
        Change(path, _label(path, before, after), _written(was), _written(now))
        for path, was, now in found
        if was != now
    )


def with_one(case: Case, path: str, other: Case) -> Case:
    """The case with what stands at one path in another."""
    value = value_at(once(other, _plain), path)
    return put_over(case, [Overlay(values={path: 0 if value is None else value})])


def _plain(case: Case) -> dict[str, Any]:
    """A case as it would be written, without what was before."""
    return plain(case.model_copy(update={"history": ()}))


def in_order(case: Case, steps: Iterable[str]) -> tuple[str, ...]:
    """Steps in the order of the file."""
    chosen = set(steps)
    return tuple(step for step in case.steps if step in chosen)


def _label(path: str, *cases: Case) -> str:
    """What is at a path, in words; the path where there are none for it."""
    parts = path.removesuffix(".normally")
    for case in cases:
        if path in quantities_of(case) or parts in quantities_of(case):
            try:
                return label_of(case, path)
            except KeyError:
                break
    return path


def _written(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_written(part)}" for key, part in value.items())
    return ", ".join(map(_written, value)) if isinstance(value, list) else str(value)
