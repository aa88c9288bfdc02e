"""What is counted over all states, by the names of the notions: for whoever wants more than whether now is stable."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from standoff.analysis.stability.notions import TYPES, notion
from standoff.results.records.made import State
from standoff.results.records.stability import Equilibria, Stable
from standoff.results.records.sureness import StateOften
from standoff.results.sentences.coalitions import jumps_counted
from standoff.views.brief.notions import changed, definitions, label, written_out
from standoff.views.brief.telling import Shown, Told
from standoff.views.brief.words import count, listed, percent, quoted, short, titled

__all__ = ["counted"]


def counted(told: Told) -> Shown:
    """The kinds of stability: what they are, today under each, how many states, how often over the draws."""
    stable = told.findings.stable
    return {
        "notions": definitions(stable.equilibria),
        "today": [(told.called(party), _under(concepts)) for party, concepts in stable.now.stable.items()],
        "all": _under(stable.now.equilibrium),
        "counts": [(written_out(name), _number_found(found)) for name, found in stable.equilibria.items()],
        "states": None if stable.feasible_states is None else f"{stable.feasible_states:,}",
        "reached": _reached(stable),
        "jumps": _jumps(stable),
        "patterns": _patterns(told),
        "stuck": [
            _stuck(told, name, found.count, found.states)
            for name, found in stable.stuck.items()
            if found is not None and found.count
        ],
        "surprises": [one.says for one in stable.views.surprises] if stable.views is not None else [],
        "doubt": _doubt(told),
        "often": _often(told),
    }


def _under(concepts: Sequence[str]) -> str:
    return ", ".join(map(label, concepts)) or "none"


def _number_found(found: Equilibria | None) -> str:
    if found is None:
        return "not answered"
    if found.more is None:
        return f"{found.count:,} so far, not finished"
    return f"more than {found.count:,}" if found.more else f"{found.count:,}"


def _reached(stable: Stable) -> str:
    """To how many states improvements lead, and how many of these are equilibria; nothing if to none."""
    if not stable.reachable_states:
        return ""
    states = count(stable.reachable_states, "state")
    equilibria = count(stable.reachable_equilibria or 0, "equilibrium", "equilibria")
    return f"Improvements, one party at a time, can lead from today to {states}, and {equilibria} among them."


def _jumps(stable: Stable) -> str:
    found = stable.coalitions
    if found is None or not found.jumps or not any(len(one.parties) > 1 for one in found.now):
        return ""
    return jumps_counted({notion(name).letters: n for name, n in found.jumps.counts.items()}, found.concepts is None)


def _patterns(told: Told) -> list[Shown]:
    """What the equilibria of a large case have in common, notion by notion."""
    return [
        {
            "notion": label(name),
            "always": listed(quoted(told.in_short(step)) for step in pattern.always) or "nothing",
            "never": listed(quoted(told.in_short(step)) for step in pattern.never) or "nothing",
            "free": count(len(pattern.free), "step"),
            "open": count(len(pattern.open), "step") if pattern.open else "",
        }
        for name, pattern in (told.findings.stable.patterns or {}).items()
        if pattern is not None
    ]


def _stuck(told: Told, name: str, found: int, states: Sequence[State]) -> Shown:
    return {
        "notion": label(name),
        "count": f"{found:,}",
        "states": [changed(told, told.findings.stable.now.state, state) for state in states[:3]],
    }


def _doubt(told: Told) -> Shown | None:
    """Who would stay now by type of party, where a preference is unknown."""
    doubt = told.findings.stable.doubt
    if doubt is None:
        return None
    parties = told.findings.stable.parties
    return {
        "parties": [told.called(party) for party in parties],
        "rows": [
            (its.page, [", ".join(map(label, doubt[kind][party])) or "would leave" for party in parties])
            for kind, its in TYPES.items()
        ],
    }


def _often(told: Told) -> Shown | None:
    """How often now, and what the deals leave in force, are equilibria over the draws, notion by notion."""
    found = told.findings.often
    if found is None:
        return None
    names = list(found.now)
    return {
        "draws": f"{found.draws:,}",
        "notions": [label(name) for name in names],
        "rows": [
            ("Today", [percent(found.now[name]) for name in names]),
            *((f"Today, for {told.called(p)}", [percent(row[n]) for n in names]) for p, row in found.parties.items()),
            *((name, [percent(shares[n]) for n in names]) for name, shares in _left_by_deals(told, found.states)),
        ],
    }


def _left_by_deals(told: Told, states: Sequence[StateOften]) -> Iterator[tuple[str, Mapping[str, float]]]:
    """What each deal leaves in force, with the members of its choices where the shares hang on these."""
    for deal in dict.fromkeys(one.deal for one in states if one.deal is not None):
        those = [one for one in states if one.deal == deal]
        leaves = f"What “{short(titled(told.case.deals[deal].title, deal))}” leaves"
        if all(one.shares == those[0].shares for one in those):
            yield leaves, those[0].shares
        else:
            yield from ((f"{leaves}{_chosen(told, one)}", one.shares) for one in those)


def _chosen(told: Told, one: StateOften) -> str:
    members = [s for choice in told.case.choices.values() for s in choice if s in one.state]
    return f" ({', '.join(told.in_short(s) for s in members)})" if members else ""
