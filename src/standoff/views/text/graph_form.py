"""What is said of a conflict in graph form on the terminal: now, the equilibria with their labels, the way there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from standoff.analysis.stability.notions import letters, notion
from standoff.results.sentences import headlines
from standoff.results.sentences.wording import as_one, listing, opening
from standoff.views.text.stability import left_out

if TYPE_CHECKING:
    from standoff.results.records.graph_form import GraphStable, GraphState
    from standoff.views.text.page import Page

__all__ = ["show_stable_graph"]


def show_stable_graph(page: Page, found: GraphStable) -> None:
    """Where we are, as for a case; states are said by name and label."""
    page.say(_headline(found), bold=True)
    if found.now:
        _show_now(page, found, found.now)
    if found.states is not None:
        page.space()
        head = ("state", "", *found.parties, "for all under")
        page.table("Every state: who would stay, under which notions", head, _every(found), left=len(head))
    page.space()
    counts = ((notion(name).line, str(states.count)) for name, states in found.equilibria.items())
    page.table("", (f"equilibria among {len(found.labels):,} states", "how many"), counts, name="equilibria by notion")
    if found.states is None:
        page.space()
        _show_equilibria(page, found)
    if found.now:
        page.space()
        _show_reachable(page, found)


def _headline(found: GraphStable) -> str:
    if found.now is None:
        some = found.equilibria.values()
        least = max([len(_under(found)), *(states.count for states in some)])
        listed = all(states.count == len(states.states) for states in some)
        return headlines.counted_states(len(found.labels), least, listed)
    movers = [row for row in found.deterrence if row.improvement is not None]
    held = [as_one(row.party) for row in movers if row.sanction is not None]
    return headlines.standing([as_one(row.party) for row in movers], held)


def _show_now(page: Page, found: GraphStable, now: GraphState) -> None:
    page.say(f"Now: {_state(found, now.state)}", hang=5)
    under = listing(letters(now.equilibrium))
    page.say(f"Now is stable for all under {under}." if under else "Now is not stable for all under any notion.")
    for row in found.deterrence:
        notions = _notions(now.stable[row.party]) or "none"
        page.say(f"  {opening(row.party)} (would stay under: {notions}): {row.why}", hang=4)


def _show_equilibria(page: Page, found: GraphStable) -> None:
    under = _under(found)
    if not any(equilibria.count for equilibria in found.equilibria.values()):
        page.say("No state is an equilibrium.")
    if under:
        rows = ((s, _label(found, s), _notions(under[s])) for s in found.labels if s in under)
        page.table("", ("equilibrium", "", "stable under"), rows, left=3, name="equilibria")


def _under(found: GraphStable) -> dict[str, list[str]]:
    """The equilibria that are listed, each with the notions under which it is one."""
    under: dict[str, list[str]] = {}
    for concept, equilibria in found.equilibria.items():
        for state in equilibria.states:
            under.setdefault(state, []).append(concept)
    return under


def _every(found: GraphStable) -> Iterator[tuple[str, ...]]:
    for one in found.states or ():
        stays = (_notions(one.stable[party]) or "-" for party in found.parties)
        yield one.state, _label(found, one.state), *stays, _notions(one.equilibrium) or "-"


def _show_reachable(page: Page, found: GraphStable) -> None:
    if not found.reachable:
        page.say("No other equilibrium can be reached from now by improvements alone.")
        return
    rows = ((str(r.moves), _notions(r.concepts), _state(found, r.state)) for r in found.reachable)
    page.table("Reached from now by improvements", ("moves", "stable under", "state"), rows, left=3, most=10)
    cut = found.reachable_equilibria - len(found.reachable)
    page.say(left_out([r.concepts for r in found.reachable], len(found.reachable), cut))


def _notions(concepts: tuple[str, ...] | list[str]) -> str:
    return ", ".join(letters(concepts))


def _label(found: GraphStable, state: str) -> str:
    """What a state is called, where that is more than its name."""
    return found.labels[state] if found.labels[state] != state else ""


def _state(found: GraphStable, state: str) -> str:
    """A state by name and label.

    >>> from types import SimpleNamespace
    >>> _state(SimpleNamespace(labels={"s1": "Both wait", "s2": "s2"}), "s1")
    's1 (Both wait)'
    """
    label = _label(found, state)
    return f"{state} ({label})" if label else state
