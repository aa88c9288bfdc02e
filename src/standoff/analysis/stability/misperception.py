"""Each party's own view of a case: what it takes to be stable, what all views share, and what would be seen to last.

A hypergame of the first level (Bennett 1977; Wang, Hipel & Fraser 1988): everybody plays the game that it has in mind.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from standoff.analysis.names import called_by, party_called
from standoff.analysis.progress import Progress
from standoff.analysis.stability.notions import letters
from standoff.engine.core.types import Bools
from standoff.engine.stability import concepts, individual
from standoff.results.records.stability import Equilibria, Misreading, Now, PartyView, Surprise, Views
from standoff.results.sentences import misperception as sentences

if TYPE_CHECKING:
    from standoff.analysis.stability.state_space import StateSpace
    from standoff.case.model.model import Case

Listed = Callable[[Bools], Equilibria]
"""How many states there are among all, and the first of them."""


@dataclass(frozen=True)
class _StableAsSeen:
    """What is stable as a party sees the case: for each concept where each party is, (N, 2^n)."""

    space: StateSpace
    held: Mapping[str, Bools]

    def at_now(self, party: int) -> tuple[str, ...]:
        """The concepts under which a party would stay now."""
        return tuple(name for name, where in self.held.items() if where[party][self.space.now])


def perceive(
    case: Case, asked: Sequence[str], space_of: Callable[[Case], StateSpace], listed: Listed, progress: Progress
) -> Views:
    """What each party's view says, and what comes of them together.

    asked: names of concepts, of which those are used that can be asked in every view; without any, those of one party
    alone.
    """
    from standoff.case.overlays.views import seen_by

    parties = list(case.parties)
    as_it_is = space_of(case)
    spaces = {party: space_of(seen_by(case, party)) for party in case.views}
    names = _askable([*spaces.values(), as_it_is], asked)
    seen: dict[str, _StableAsSeen] = {}
    for number, (party, space) in enumerate([("", as_it_is), *spaces.items()], start=1):
        seen[party] = _StableAsSeen(space, {name: concepts.where(space.graph, name) for name in names})
        progress("views", number / (len(spaces) + 1))
    own = [seen.get(party, seen[""]) for party in parties]
    everywhere = {name: _all([row for one in own for row in one.held[name]]) for name in names}
    lasting = {name: _all([one.held[name][i] for i, one in enumerate(own)]) for name in names}
    here = as_it_is.now
    return Views(
        parties=tuple(_view(case, party, own[i], listed) for i, party in enumerate(parties)),
        shared={name: listed(found) for name, found in everywhere.items()},
        lasting={name: listed(found) for name, found in lasting.items()},
        lasts=tuple(name for name in names if lasting[name][here]),
        misreadings=_misreadings(case),
        surprises=_surprises(case, own),
    )


def _all(marks: Sequence[Bools]) -> Bools:
    found: Bools = np.logical_and.reduce(marks)
    return found


def _askable(spaces: Sequence[StateSpace], asked: Sequence[str]) -> list[str]:
    names = [name for name in asked or individual.CONCEPTS if not concepts.notion(name).of_coalitions]
    return [name for name in names if all(concepts.notion(name).lacks(one.graph) is None for one in spaces)]


def _view(case: Case, party: str, seen: _StableAsSeen, listed: Listed) -> PartyView:
    equilibria = {name: _all(list(where)) for name, where in seen.held.items()}
    here = seen.space.now
    return PartyView(
        party=party,
        mistaken=party in case.views,
        title=case.views[party].title if party in case.views else "",
        feasible_states=int(seen.space.graph.feasible.sum()),
        equilibria={name: listed(found) for name, found in equilibria.items()},
        now=Now(
            state=seen.space.state(here),
            stable={other: seen.at_now(j) for j, other in enumerate(case.parties)},
            equilibrium=tuple(name for name, found in equilibria.items() if found[here]),
        ),
    )


# ------------------------------------------------------------------------------------ who misreads what


def _surprises(case: Case, own: Sequence[_StableAsSeen]) -> tuple[Surprise, ...]:
    """Where a party expects another one to do now what that one would not do."""
    called = dict(zip(case.parties, called_by(case), strict=True))
    found = []
    for i, party in enumerate(case.parties):
        for j, other in enumerate(case.parties):
            expects, itself = own[i].at_now(j), own[j].at_now(j)
            if i != j and expects != itself:
                every = "gmr" in own[i].held  # implied by the others: who is not stable under it leaves
                says = sentences.surprise(called[party], called[other], letters(expects), letters(itself), every)
                found.append(Surprise(party, other, expects, itself, says))
    return tuple(found)


def _misreadings(case: Case) -> tuple[Misreading, ...]:
    """Every belief of a view that is not what the case says."""
    from standoff.case.overlays.paths import value_at
    from standoff.case.reading.plain import plain
    from standoff.case.reading.writing import in_one_line

    data, found = plain(case), []
    for party, view in case.views.items():
        as_seen = plain(_seen_by(case, party))
        name = party_called(case, party)
        for path in view.sees:
            sees, there_is = (_shown(path, value_at(of, path), in_one_line) for of in (as_seen, data))
            if sees != there_is:
                says = sentences.misread(name, _about(case, path), sees, there_is)
                found.append(Misreading(party, path, _whom(case, path), sees, there_is, says))
        found += [
            Misreading(party, "rules", (), rule.text, "", sentences.taken_for_granted(name, rule.text))
            for rule in view.rules
        ]
    return tuple(found)


def _seen_by(case: Case, party: str) -> Case:
    from standoff.case.overlays.views import seen_by

    return seen_by(case, party)


def _shown(path: str, value: Any, written: Callable[[Any], str]) -> str:
    """A value as a sentence shows it; a worth that is not written is 0."""
    if value is None:
        return "0" if ".worth." in path else "not given"
    return written(value)


def _whom(case: Case, path: str) -> tuple[str, ...]:
    """Whom a path is about: whose wants or means it names, or who owns the step."""
    part, name, *rest = path.split(".")
    if part in ("parties", "prefer", "sincerity"):
        return (name,)
    if rest[:1] == ["worth"]:
        return (rest[1],) if len(rest) > 1 else ()
    return case.wholes()[name].by if part == "steps" else ()


def _about(case: Case, path: str) -> str:
    """What a path names, in words."""
    part, name, *rest = path.split(".")
    steps = case.wholes()
    claims: Mapping[str, Mapping[str, Any]] = {"parties": case.parties, "steps": steps, "together": case.together}
    called = case.parties[name].name if part in ("prefer", "sincerity") else name
    if part in claims:
        called = claims[part][name].name
    if part == "prefer":
        return f"the order of {called}"
    if part == "sincerity":
        return f"the sincerity of {called}"
    if part == "choices":
        return f"the choice `{name}`"
    of = called if part == "parties" else f"“{called}”"
    if rest[0] == "worth" and len(rest) > 1:
        return f"the worth of {of} to {case.parties[rest[1]].name}"
    return f"`{'.'.join(rest)}` of {of}"
