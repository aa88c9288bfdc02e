"""Checks of an overlay: that each value can stand where it leads, and that what comes of it is a case that could be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from standoff.case.check.apart import APART
from standoff.case.check.claims import Claims
from standoff.case.check.correlations import CORRELATIONS
from standoff.case.check.feasible import FEASIBLE
from standoff.case.check.merging import MERGING
from standoff.case.check.naming import NAMING, repeated, steps_in_text, unknown_step
from standoff.case.check.ordinal_worths import ORDERS
from standoff.case.check.overrides import ANY_PART, problems
from standoff.case.check.readings import READINGS
from standoff.case.check.references import REFERENCES
from standoff.case.check.values import VALUES
from standoff.case.check.views import VIEWS
from standoff.case.check.wishes import WISHES
from standoff.case.model.mistake import shown
from standoff.case.model.model import Case, View
from standoff.case.model.parts import as_written, parts_named
from standoff.case.overlays.overlay import NOWHERE, Overlay
from standoff.case.overlays.paths import value_at
from standoff.case.reading.plain import plain
from standoff.case.reading.source import KeyPath
from standoff.case.reading.sources import Library
from standoff.errors import Problem, did_you_mean

__all__ = ["as_a_whole", "blamed", "cited_problems", "idle_values", "overlay_problems"]

_WHOLE = (*NAMING, *ORDERS, *FEASIBLE, *MERGING, *READINGS, *WISHES, *VALUES, *CORRELATIONS, *VIEWS)
"""The checks that a case must pass with an overlay as it does without."""


def overlay_problems(case: Case, overlay: Overlay, library: Library) -> Iterator[Problem]:
    """What is wrong with the parts of an overlay, each by itself, with its place in the text of the overlay."""
    claims = Claims(as_written(case), overlay.source, library)
    for target, value in overlay.values.items():
        yield from problems(claims, target, value, overlay.place(target), ANY_PART)
    yield from _inside_each_other(claims, overlay)
    for key, names in (("with", overlay.added), ("without", overlay.without)):
        path = (*overlay.at, "now", key)
        yield from repeated(claims, names, path)
        for n, name in enumerate(names):
            yield from unknown_step(claims, name, (*path, n))
    for name in dict.fromkeys(name for name in overlay.added if name in overlay.without):
        yield claims.error(
            (*overlay.at, "now"), f"`{name}` is both `with` and `without`", "keep one of the two", key=True
        )
    for n, rule in enumerate(overlay.rules):
        yield from steps_in_text(claims, rule, (*overlay.at, "rules", n))
    yield from _targets(claims, overlay)


def _inside_each_other(claims: Claims, overlay: Overlay) -> Iterator[Problem]:
    """Of a path and another that leads into what stands there, it would hang on the order which of them counts."""
    for target in overlay.values:
        for other in overlay.values:
            if target.startswith(f"{other}."):
                yield claims.error(
                    overlay.place(target),
                    f"this is a part of `{other}`, which has another value here, too",
                    "keep one of the two",
                    key=True,
                )


def _targets(claims: Claims, overlay: Overlay) -> Iterator[Problem]:
    """Evidence supports something that the overlay says."""
    said = [*overlay.values]
    said += ["rules"] if overlay.rules else []
    said += ["now"] if overlay.added or overlay.without else []
    for n, evidence in enumerate(overlay.because):
        for k, target in enumerate(evidence.targets):
            if target not in said:
                yield claims.error(
                    (*overlay.at, "because", n, "for", k),
                    f"the view says nothing of {shown(target)}",
                    did_you_mean(target, said),
                )


def idle_values(case: Case, laid: Case, overlay: Overlay, library: Library) -> Iterator[Problem]:
    """What an overlay says as the case has it."""
    case = as_written(case)
    claims = Claims(case, overlay.source, library)
    there_was, there_is = plain(case), plain(laid)
    hint = "is it the right key? if so, remove it"
    for target in overlay.values:
        if value_at(there_was, target) == value_at(there_is, target):
            yield claims.warning(overlay.place(target), "this is what the case says, too", hint, key=True)
    for key, names, there in (("with", overlay.added, True), ("without", overlay.without, False)):
        for n, name in enumerate(names):
            if all((part in case.now) is there for part in parts_named(case, name)):
                what = "in force already" if there else "not in force anyway"
                yield claims.warning((*overlay.at, "now", key, n), f"`{name}` is {what}", "remove it")


@dataclass(frozen=True)
class _Alone(Claims):
    """Claims of a case that has nothing but one entry, whose text is a file of its own."""

    def _original(self, path: KeyPath) -> KeyPath:
        return path[2:]


def cited_problems(case: Case, overlay: Overlay, library: Library) -> Iterator[Problem]:
    """What is wrong with the sources that the evidence of an overlay in a file of its own names."""
    nothing: dict[str, Any] = {
        "parties": {},
        "steps": {},
        "together": {},
        "history": (),
        "correlated": (),
        "inquiries": (),
    }
    alone = {"views": {overlay.name: View(because=overlay.because)}}
    claims = _Alone(case.model_copy(update=nothing | alone), overlay.source, library)
    for look in REFERENCES:
        yield from look(claims)


def as_a_whole(case: Case) -> tuple[Problem, ...]:
    """The errors of a case at hand, of which no text has the places; each has its path."""
    claims = Claims(as_written(case), NOWHERE, Library(None))
    apart = claims.apart()
    found = (problem for look in _WHOLE for problem in look(apart if look in APART else claims))
    return tuple(dict.fromkeys(problem for problem in found if problem.severity == "error"))


def blamed(overlays: Sequence[Overlay], problem: Problem, when: str) -> Problem:
    """What is wrong with a case as a whole, told where the last overlay speaks of it that does, or at the last one."""
    what = f"{when}, {problem.path or 'the case'}: {problem.message}"
    speaking = ((overlay, _culprit(overlay, problem.path)) for overlay in reversed(overlays))
    overlay, path = next((one for one in speaking if one[1] != one[0].at), (overlays[-1], overlays[-1].at))
    return overlay.source.problem(path, what, problem.hint, key=True)


def _culprit(overlay: Overlay, path: str) -> tuple[str | int, ...]:
    """The part of an overlay that is nearest to a path of the case."""
    parts = path.split(".")
    for length in range(len(parts), 0, -1):
        near = ".".join(parts[:length])
        for target in overlay.values:
            if target == near or target.startswith(f"{near}."):
                return overlay.place(target)
        if near == "now" and (overlay.added or overlay.without):
            return (*overlay.at, "now")
        if near in ("now", "rules") and overlay.rules:
            return (*overlay.at, "rules")
    return overlay.at
