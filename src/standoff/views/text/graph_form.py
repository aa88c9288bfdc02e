"""What is said of a conflict in graph form on the terminal: now, the equilibria with their labels, the way there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from standoff.analysis.stability.notions import letters, notion
from standoff.results.records.graph_form import GraphStable, GraphState
from standoff.results.sentences.wording import listing, opening
from standoff.views.text.stability import left_out
from standoff.views.text.tables import table
from standoff.views.text.terminal import clean

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["show_stable_graph"]

_SHOWN = 40
"""So many equilibria are listed; `--json` has the others."""


def show_stable_graph(console: Console, found: GraphStable) -> None:
    """Where we are, as for a case; states are said by name and label."""
    console.print(clean(found.title), style="bold")
    if found.now:
        _show_now(console, found, found.now)
    console.print()
    counts = ((notion(name).line, str(states.count)) for name, states in found.equilibria.items())
    table(console, f"Equilibria among {len(found.labels):,} states", ("notion", "equilibria"), counts)
    console.print()
    if found.states is None:
        _show_equilibria(console, found)
    else:
        head = ("state", "", *(clean(party) for party in found.parties), "for all under")
        table(console, "Every state: who would stay, under which notions", head, _every(found), left=len(head))
    if found.now:
        console.print()
        _show_reachable(console, found)


def _show_now(console: Console, found: GraphStable, now: GraphState) -> None:
    console.print(f"Now: {_state(found, now.state)}")
    if now.equilibrium:
        console.print(f"Now is stable for all under {listing(letters(now.equilibrium))}.")
    else:
        console.print("Now is not stable for all under any notion.")
    for row in found.deterrence:
        notions = _notions(now.stable[row.party]) or "none"
        console.print(f"  {clean(opening(row.party))} (would stay under: {notions}): {clean(row.why)}")


def _show_equilibria(console: Console, found: GraphStable) -> None:
    under: dict[str, list[str]] = {}
    for concept, equilibria in found.equilibria.items():
        for state in equilibria.states:
            under.setdefault(state, []).append(concept)
    if not any(equilibria.count for equilibria in found.equilibria.values()):
        console.print("No state is an equilibrium.")
    if not under:
        return
    order = [state for state in found.labels if state in under]
    rows = ((clean(s), _label(found, s), _notions(under[s])) for s in order[:_SHOWN])
    table(console, "Equilibria", ("state", "", "stable under"), rows, left=3)
    if len(order) > _SHOWN:
        console.print(f"and {len(order) - _SHOWN:,} more.")


def _every(found: GraphStable) -> Iterator[tuple[str, ...]]:
    for one in found.states or ():
        stays = (_notions(one.stable[party]) or "-" for party in found.parties)
        yield clean(one.state), _label(found, one.state), *stays, _notions(one.equilibrium) or "-"


def _show_reachable(console: Console, found: GraphStable) -> None:
    if not found.reachable:
        console.print("No other equilibrium can be reached from now by improvements alone.")
        return
    rows = ((str(r.moves), _notions(r.concepts), _state(found, r.state)) for r in found.reachable[:10])
    table(console, "Reached from now by improvements", ("moves", "stable under", "state"), rows, left=3)
    if said := left_out([r.concepts for r in found.reachable], 10, found.reachable_equilibria - len(found.reachable)):
        console.print(said)


def _notions(concepts: tuple[str, ...] | list[str]) -> str:
    return ", ".join(letters(concepts))


def _label(found: GraphStable, state: str) -> str:
    """What a state is called, where that is more than its name."""
    return clean(found.labels[state]) if found.labels[state] != state else ""


def _state(found: GraphStable, state: str) -> str:
    """A state by name and label.

    >>> from types import SimpleNamespace
    >>> _state(SimpleNamespace(labels={"s1": "Both wait", "s2": "s2"}), "s1")
    's1 (Both wait)'
    """
    label = _label(found, state)
    return f"{clean(state)} ({label})" if label else clean(state)
