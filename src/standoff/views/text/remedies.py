"""What would mend a plan, on the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from standoff.results.records.remedies import Mending, Remedy
from standoff.results.sentences import remedies as sentences
from standoff.results.sentences import wording
from standoff.views.text.tables import table as _table
from standoff.views.text.terminal import VERDICTS, clean, names_of, note_of, of_stake, ordered, trust_of

if TYPE_CHECKING:
    from rich.console import Console

    from standoff.case.model.model import Case

__all__ = ["show_remedies"]


SHOWN_PAIRS = 5
"""How many pairs of remedies the terminal shows."""

SHOWN_OF_A_KIND = 3
"""How many remedies of each kind the terminal shows in a table; the JSON document has all."""


def show_remedies(console: Console, case: Case, found: Sequence[Mending]) -> None:
    """For each plan: how much of a single remedy is enough, and what a usual dose of each does."""
    party = names_of(case.parties)
    for number, mending in enumerate(found):
        if number:
            console.print()
        console.print(f"{clean(mending.title)}: {VERDICTS[mending.verdict]}", style="bold")
        whose = f" of the stake of {party(mending.margin_of)}" if mending.margin_of else ""
        console.print(f"Trust asked: {trust_of(mending.trust)}. Smallest margin: {of_stake(mending.margin)}{whose}.")
        note_of(console, mending.made.note)
        ordered(console, case, mending.made)
        if not mending.mended:
            _show_enough(console, mending)
        needed = {p: x for p, x in mending.bonds.items() if x != 0}
        if beyond := [party(p) for p, x in needed.items() if x is None]:
            console.print(f"No bond would hold {wording.listing(beyond, 'or')}.")
        if needed and None not in needed.values():
            amounts = wording.listing([f"{wording.points_enough(x)} from {party(p)}" for p, x in needed.items() if x])
            ending = "the plan then holds" if mending.holds_with_bonds else "the plan is still refused"
            console.print(f"Smallest bonds with which nobody walks out, with nothing to spare: {amounts}; {ending}.")
        for one in mending.unwilling:
            console.print()
            title = (
                f"{party(one.party)} does not want it (short by {wording.points_enough(one.shortfall)}). It would, if"
            )
            if one.changes:
                _show(console, title, one.changes)
            else:
                console.print(f"{party(one.party)} does not want it, and no single change of terms looked at helps.")
        console.print()
        better = [remedy for remedy in mending.effects if remedy.better]
        if better:
            title = "What a usual dose of a single remedy would do, the best first"
            _show(console, title, better)
        else:
            console.print("No usual dose of a single remedy looked at makes it better.")


def _show_enough(console: Console, mending: Mending) -> None:
    holds = sentences.mended(mending)
    if mending.enough:
        _show(console, f"The smallest single remedies with which {holds}, by kind", mending.enough)
    else:
        console.print(f"No single remedy looked at is enough: with none {holds}.")
    if mending.pairs_tried is None:
        return
    tried = f"{mending.pairs_tried:,} pairs, up to {sentences.doses(mending.pairs_up_to or 0.0)} of each"
    if not mending.pairs:
        smaller = "smaller " if mending.enough else ""
        console.print(f"No {smaller}pair of remedies does (looked at: {tried}).")
        return
    rows = (
        (clean(wording.opening(pair.says)), _doses(pair.size), trust_of(pair.trust), of_stake(pair.margin))
        for pair in mending.pairs[:SHOWN_PAIRS]
    )
    title = f"The smallest pairs with which {holds} (looked at: {tried})"
    _table(console, title, ("both of these", "doses", "trust asked", "margin"), rows)
    if len(mending.pairs) > SHOWN_PAIRS:
        console.print(f"({len(mending.pairs) - SHOWN_PAIRS} more pairs are in the --json document.)")


def _doses(size: float) -> str:
    return "any" if size <= sentences.LEAST else wording.number(size)


def _show(console: Console, title: str, remedies: Sequence[Remedy]) -> None:
    shown = [
        remedy
        for number, remedy in enumerate(remedies)
        if sum(earlier.kind == remedy.kind for earlier in remedies[:number]) < SHOWN_OF_A_KIND
    ]
    rows = (
        (clean(r.says) + " *" * r.several, VERDICTS[r.verdict], trust_of(r.trust), of_stake(r.margin)) for r in shown
    )
    _table(console, title, ("remedy", "verdict", "trust asked", "margin"), rows, left=2)
    if len(remedies) > len(shown):
        console.print(f"({len(remedies) - len(shown)} more of the same kinds are in the --json document.)")
    if any(r.several for r in shown):
        console.print("* More of it is not always better: other amounts were seen to fail again.")
