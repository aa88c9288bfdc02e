"""What would mend a plan, on the terminal: first what can be used, then all that was looked at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from standoff.results.sentences import headlines, wording
from standoff.results.sentences import remedies as sentences
from standoff.results.sentences.wording import titled
from standoff.views.text.terminal import names_of, note_of, of_stake, ordered, trust_of, verdict_of

if TYPE_CHECKING:
    from standoff.case.model.model import Case
    from standoff.results.records.remedies import Mending, Remedy
    from standoff.views.text.page import Page

__all__ = ["show_remedies"]


SHOWN_OF_A_KIND = 3
"""How many remedies of each kind are shown in a table; the JSON document has all."""


def show_remedies(page: Page, case: Case, found: Sequence[Mending]) -> None:
    """For each plan: how much of a single remedy is enough, and what a usual dose of each does."""
    if len(found) > 1:
        _show_all(page, found)
    for number, mending in enumerate(found):
        if number or len(found) > 1:
            page.space()
        _show_one(page, case, mending)


def _show_all(page: Page, found: Sequence[Mending]) -> None:
    """What would mend each of several plans, a row each."""
    mended = sum(one.mended for one in found)
    single = sum(not one.mended and bool(one.enough) for one in found)
    pairs = sum(not one.mended and not one.enough and bool(one.pairs) for one in found)
    page.say(headlines.mended_of_several(len(found), mended, single, pairs), bold=True)
    rows = ((titled(one.title)[1:-1], verdict_of(one.verdict), _least(one)) for one in found)
    page.table("", ("plan", "verdict", "what is enough"), rows, left=3, name="plans")


def _least(mending: Mending) -> str:
    if mending.mended:
        return "needs nothing"
    if best := _smallest(mending):
        return wording.opening(best.says)
    return wording.opening(mending.pairs[0].says) if mending.pairs else "nothing that was looked at"


def _smallest(mending: Mending) -> Remedy | None:
    """The smallest single remedy that is enough, in usual doses; of several the one that is told first."""
    return min(mending.enough, key=lambda remedy: remedy.size, default=None)


def _show_one(page: Page, case: Case, mending: Mending) -> None:
    party = names_of(case.parties)
    best = _smallest(mending)
    verdict = headlines.mended(
        mending.title,
        mending.verdict,
        mending.mended,
        best.says if best else "",
        mending.pairs[0].says if mending.pairs else "",
        mending.pairs_tried is not None,
        sentences.mended(mending),
    )
    page.say(verdict, bold=True, verdict=mending.verdict)
    if not mending.mended:
        _show_enough(page, mending)
    _show_bonds(page, case, mending)
    for one in mending.unwilling:
        short = f"{party(one.party)} does not want it (short by {wording.points_enough(one.shortfall)})"
        if one.changes:
            page.space()
            _show(page, f"{short}. It would, if", one.changes)
        else:
            page.say(f"{short}, and no single change of terms looked at helps.")
    whose = f" of the stake of {party(mending.margin_of)}" if mending.margin_of else ""
    page.say(f"Trust asked: {trust_of(mending.trust)}. Smallest margin: {of_stake(mending.margin)}{whose}.")
    note_of(page, mending.made.note)
    ordered(page, case, mending.made)
    better = [remedy for remedy in mending.effects if remedy.better]
    if better:
        page.space()
        _show(page, "What a usual dose of a single remedy would do, the best first", better)
    else:
        page.say("No usual dose of a single remedy looked at makes it better.")


def _show_bonds(page: Page, case: Case, mending: Mending) -> None:
    party = names_of(case.parties)
    needed = {p: x for p, x in mending.bonds.items() if x != 0}
    if beyond := [party(p) for p, x in needed.items() if x is None]:
        page.say(f"No bond would hold {wording.listing(beyond, 'or')}.")
    if needed and None not in needed.values():
        amounts = wording.listing([f"{wording.points_enough(x)} from {party(p)}" for p, x in needed.items() if x])
        ending = "the plan then holds" if mending.holds_with_bonds else "the plan is still refused"
        page.say(f"Smallest bonds with which nobody walks out, with nothing to spare: {amounts}; {ending}.")


def _show_enough(page: Page, mending: Mending) -> None:
    holds = sentences.mended(mending)
    if mending.enough:
        page.space()
        _show(page, f"The smallest single remedies with which {holds}, by kind", mending.enough)
    if mending.pairs_tried is None:
        return
    tried = f"{mending.pairs_tried:,} pairs, up to {sentences.doses(mending.pairs_up_to or 0.0)} of each"
    if not mending.pairs:
        smaller = "smaller " if mending.enough else ""
        page.say(f"No {smaller}pair of remedies does (looked at: {tried}).")
        return
    rows = (
        (wording.opening(pair.says), _doses(pair.size), trust_of(pair.trust), of_stake(pair.margin))
        for pair in mending.pairs
    )
    title = f"The smallest pairs with which {holds} (looked at: {tried})"
    page.space()
    page.table(title, ("both of these", "doses", "trust asked", "margin"), rows, most=5)


def _doses(size: float) -> str:
    return "any" if size <= sentences.LEAST else wording.number(size)


def _show(page: Page, title: str, remedies: Sequence[Remedy]) -> None:
    shown = [
        remedy
        for number, remedy in enumerate(remedies)
        if sum(earlier.kind == remedy.kind for earlier in remedies[:number]) < SHOWN_OF_A_KIND
    ]
    rows = (
        (wording.opening(r.says) + " *" * r.several, verdict_of(r.verdict), trust_of(r.trust), of_stake(r.margin))
        for r in shown
    )
    page.table(title, ("remedy", "verdict", "trust asked", "margin"), rows, left=2)
    if len(remedies) > len(shown):
        page.say(f"({len(remedies) - len(shown)} more of the same kinds are in the --json document.)")
    if any(r.several for r in shown):
        page.say("* More of it is not always better: other amounts were seen to fail again.")
