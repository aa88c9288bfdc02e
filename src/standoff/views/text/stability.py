"""Where we are, on the terminal: now, what can be reached, who has leverage."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from standoff.analysis.stability.notions import TYPES, letters, notion, unsearched
from standoff.results.records.stability import Coalitions, Concept, Equilibria, Leverage, Stable, Views
from standoff.results.sentences import coalitions, stability, wording
from standoff.views.text.tables import table as _table
from standoff.views.text.terminal import clean, counted, names_of, number, state_of

if TYPE_CHECKING:
    from rich.console import Console

    from standoff.case.model.model import Case

__all__ = ["difference_of", "left_out", "show_concepts", "show_stable"]


SHOWN_NUMBERS = 10
"""So many numbers are shown of those that flip a verdict, and of those that drive it; --json has all."""

SHOWN_STATES = 12
"""So many states are shown of those that deals leave and that are likely equilibria; --json has all."""


SHOWN_COALITIONS = 5

SHOWN_REACHABLE = 10
"""Equilibria within reach that are shown, Nash equilibria first; the rest is counted."""


def show_stable(console: Console, case: Case, found: Stable) -> None:
    """Where we are: now and what deters each party, what can be reached, who has leverage."""
    party = names_of(case.parties)
    state = wording.in_a_row([clean(case.steps[s].name) for s in found.now.state]) or "nothing"
    if found.view is not None:
        console.print(f"As {party(found.view)} sees it, and not as it is:")
    console.print(f"Now in force: {state}", style="bold")
    if found.equilibria:
        _show_alone(console, party, found)
    if found.coalitions is not None:
        _show_together(console, found.coalitions)
    for one in found.merged:
        said = (
            f"{one.count:,} states in which “{one.rule}” is true count as one, shown as: {state_of(case, one.state)}."
        )
        console.print(clean(said))
    console.print()
    if found.feasible_states is None:
        _show_search(console, case, found)
    elif _plain(found.equilibria):
        _show_counts(console, found, found.feasible_states)
        console.print()
    _show_strength(console, found)
    _show_doubt(console, case, found)
    if found.coalitions is not None:
        _show_coalitions(console, party, found.coalitions)
    reachable = [r for r in found.reachable if _plain(r.concepts)]
    if found.reachable_states is None:
        console.print("What improvements lead to from now is not looked at in a case of this size.")
    elif reachable:
        rows = (
            (str(r.moves), ", ".join(letters(_plain(r.concepts))), clean(state_of(case, r.state)))
            for r in reachable[:SHOWN_REACHABLE]
        )
        _table(console, "Reached from now by improvements", ("moves", "stable under", "in force"), rows, left=3)
        cut = (found.reachable_equilibria or 0) - len(found.reachable)
        if said := left_out([r.concepts for r in reachable], SHOWN_REACHABLE, cut):
            console.print(said)
    elif found.equilibria:
        console.print("No other equilibrium can be reached from now by improvements alone.")
    console.print()
    head = ("who can move alone", *(party(p) for p in found.parties))
    rows_ = (
        (party(actor), *(_leverage(changes.get(p)) for p in found.parties)) for actor, changes in found.leverage.items()
    )
    _table(console, "Leverage: worst and best change for each other party (its own points)", head, rows_)
    if found.views is not None:
        _show_views(console, case, found.views)


def left_out(concepts: Sequence[Sequence[str]], shown: int, cut: int) -> str:
    """How many equilibria within reach are not shown, of those listed and of those cut off; nothing if all are.

    concepts: the notions of each that is listed, Nash equilibria first.

    >>> gmr = [("gmr",)] * 3
    >>> left_out([("nash",), *gmr], 2, 0), left_out([("nash",)] * 3, 2, 4), left_out([("nash",)], 2, 0)
    ('and 2 more, none of them a Nash equilibrium.', 'and 5 more, 1 of them a Nash equilibrium.', '')
    >>> left_out(gmr, 2, 0)
    'and 1 more.'
    """
    rest = concepts[shown:]
    if not len(rest) + cut:
        return ""
    nash = sum("nash" in names for names in rest)
    some = f"{nash or 'none'} of them {'a Nash equilibrium' if nash < 2 else 'Nash equilibria'}"
    known = any("nash" in names for names in concepts)
    return f"and {len(rest) + cut:,} more{', ' + some if known else ''}."


def _show_alone(console: Console, party: Callable[[str], str], found: Stable) -> None:
    """Who would stay now, considering moves of its own, and why."""
    asked, held = _plain(found.equilibria), _plain(found.now.equilibrium)
    if held:
        console.print(f"Now is stable for all under {wording.listing(letters(held))}.")
    elif len(asked) == 1:
        console.print(f"Now is not stable for all under {notion(asked[0]).letters}.")
    elif asked:
        console.print("Now is not stable for all under any notion.")
    for row in found.deterrence:
        console.print(f"  {party(row.party)}{_stays(found, row.party)}: {clean(row.why)}")


def _show_together(console: Console, found: Coalitions) -> None:
    """What parties could leave now for together: the smallest groups that could, or the one that was asked about."""
    shown = list(found.now) if len(found.now) == 1 else coalitions.gaining_together(found)
    for one in shown[:SHOWN_COALITIONS]:
        console.print(f"  {clean(one.why)}")
    if len(shown) > SHOWN_COALITIONS:
        console.print(f"  ({len(shown) - SHOWN_COALITIONS} more groups could leave now; the --json document has them.)")
    if not shown and (said := coalitions.nobody_together(found)):
        console.print(f"  {said}")


def _show_coalitions(console: Console, party: Callable[[str], str], found: Coalitions) -> None:
    """Where coalitions would stay, and between which equilibria they could jump."""
    if found.concepts is None:
        console.print(clean(wording.opening(found.note)) + ".")
        if said := _jumps(found):
            console.print(said)
        console.print()
        return
    columns = list(found.concepts.values())
    rows = [
        (wording.listing([wording.as_one(party(p)) for p in same[0].parties]), *(str(one.count) for one in same))
        for same in zip(*(concept.by_coalition for concept in columns), strict=True)
    ]
    every = [concept.universal for concept in columns if concept.universal is not None]
    if every:
        rows.append(("every coalition", *(str(one.count) for one in every)))
    head = ("who", *letters(found.concepts))
    _table(console, "In how many states parties would stay, alone and together", head, rows)
    console.print()
    if said := _jumps(found):
        console.print(said)
        console.print()


def _jumps(found: Coalitions) -> str:
    if found.jumps is None:
        return ""
    counts = {notion(name).letters: count for name, count in found.jumps.counts.items()}
    return coalitions.jumps_counted(counts, found.concepts is None)


def _plain(concepts: Iterable[str]) -> list[str]:
    """The notions that are no forms of others; those are shown in tables of their own."""
    return [name for name in concepts if not notion(name).form_of]


def _stays(found: Stable, party: str) -> str:
    """Under which notions a party would stay now and, where that is known, under which it is strongly stable."""
    says = {"would stay under": _plain(found.now.stable[party])} if _plain(found.equilibria) else {}
    says |= {"strongly under": list(found.firm[party])} if found.firm is not None else {}
    told = "; ".join(f"{what}: {', '.join(letters(names)) or 'none'}" for what, names in says.items())
    return f" ({told})" if told else ""


def _show_strength(console: Console, found: Stable) -> None:
    """How many equilibria are strong; nothing where strong stability was not asked for."""
    rows = []
    for name, strong in found.equilibria.items():
        form_of = notion(name).form_of
        if form_of and not notion(name).party_type and strong is not None:
            plain = found.equilibria.get(form_of)
            weak = "-" if plain is None else str(plain.count - strong.count)
            rows.append((notion(form_of).letters, str(strong.count), weak))
    if rows:
        title = "Equilibria by how firmly they are held"
        _table(console, title, ("notion", "strong for all", "weak for somebody"), rows)
        console.print()


def _show_doubt(console: Console, case: Case, found: Stable) -> None:
    """What holds where a preference is unknown, by type of party; nothing where none is."""
    party = names_of(case.parties)
    head = [f"{kind}: {its.label}" for kind, its in TYPES.items()]
    notions: dict[str, dict[str, str]] = {}
    for one in map(notion, found.equilibria):
        if one.party_type:
            notions.setdefault(one.form_of, {})[one.party_type] = one.name
    if notions:
        counts = (
            (notion(form).letters, *(counted(found, of_type.get(kind, "")) for kind in TYPES))
            for form, of_type in notions.items()
        )
        _table(console, "Equilibria where preferences are unknown, by type of party", ("notion", *head), counts)
        console.print()
    if found.doubt is not None:
        stays = (
            (party(name), *(", ".join(letters(found.doubt[kind][name])) or "none" for kind in TYPES))
            for name in found.parties
        )
        _table(console, "Who would stay now, by type of party", ("party", *head), stays, left=5)
        console.print()
    elif not notions and any(hasattr(order, "either") for order in case.prefer.values()):
        states = f"{found.feasible_states:,} feasible states"
        how = "`--concept gmr_a`, for one, asks for it"
        console.print(f"With {states}, what holds where a preference is unknown is worked out only if asked: {how}.\n")


SHOWN_LASTING = 10
"""States that would last, in the text."""


def _show_views(console: Console, case: Case, views: Views) -> None:
    """Each party's own view, what all share, what would last, and who misreads what."""
    party = names_of(case.parties)
    seen = [view for view in views.parties if view.mistaken]
    head = ("notion", *(f"as {party(view.party)} sees it" for view in seen), "in every view", "nobody would leave")
    rows = [
        (
            notion(name).label,
            *(str(view.equilibria[name].count) for view in seen),
            str(views.shared[name].count),
            str(views.lasting[name].count),
        )
        for name in views.shared
    ]
    console.print()
    _table(console, "Equilibria in each party's own view", head, rows)
    if views.lasts:
        under = wording.listing(letters(views.lasts))
        console.print(f"Now would last, each party seeing it its own way, under {under}.")
    else:
        console.print("Now would not last under any notion, each party seeing it its own way.")
    for misreading in views.misreadings:
        console.print(f"  {clean(misreading.says)}")
    for surprise in views.surprises:
        console.print(f"  {clean(surprise.says)}")
    _show_lasting(console, case, views)


def _show_lasting(console: Console, case: Case, views: Views) -> None:
    held: dict[tuple[str, ...], list[str]] = {}
    for name, found in views.lasting.items():
        for state in found.states:
            held.setdefault(state, []).append(name)
    if held:
        rows = ((", ".join(letters(names)), clean(state_of(case, state))) for state, names in held.items())
        title = "Where nobody would leave, each party seeing it its own way"
        console.print()
        _table(console, title, ("stable under", "in force"), islice(rows, SHOWN_LASTING), left=2)


def show_concepts(console: Console, found: Sequence[Concept]) -> None:
    """Every notion that can be asked for, family by family."""
    for family in dict.fromkeys(one.family for one in found):
        own = [one for one in found if one.family == family]
        console.print(f"{family} (of {own[0].of})", style="bold")
        for one in own:
            console.print(f"  {one.name:6} {one.definition} {one.source}")
            console.print(
                f"         Asked: {one.asked}." + (f" Not of this case: {clean(one.refused)}." if one.refused else "")
            )
        console.print()


def _show_counts(console: Console, found: Stable, feasible: int) -> None:
    """How many equilibria there are under each notion."""
    counts = (
        (notion(name).line, str(states.count), str(stuck.count))
        for name in _plain(found.equilibria)
        if (states := found.equilibria[name]) is not None and (stuck := found.stuck[name]) is not None
    )
    title = f"Equilibria among {feasible:,} feasible states"
    _table(console, title, ("notion", "equilibria", "only because something cannot be undone"), counts)


def _show_search(console: Console, case: Case, found: Stable) -> None:
    """Of a large case: how many equilibria were found, what they have in common, and what is not answered."""
    rows = []
    for name, states in found.equilibria.items():
        pattern = (found.patterns or {}).get(name)
        steps = (pattern.always, pattern.never, pattern.free, pattern.open) if pattern else ((),) * 4
        told = [str(len(part)) if pattern else "-" for part in steps]
        rows.append((notion(name).line, _number_found(states), *told))
    head = ("notion", "equilibria", "always in", "always out", "free", "not known")
    _table(console, "Equilibria, and how many steps are in force in all, in none and in some of them", head, rows)
    for name, pattern in (found.patterns or {}).items():
        if pattern is not None and (pattern.always or pattern.never):
            console.print()
            console.print(f"In every equilibrium under {notion(name).letters}", style="bold")
            for label, part in (("in force", pattern.always), ("not in force", pattern.never)):
                console.print(f"  {label}: {clean(state_of(case, part))}")
    nearest = [(name, states.states[0]) for name, states in found.equilibria.items() if states and states.states]
    if nearest:
        console.print()
        rows_ = ((notion(name).letters, clean(difference_of(case, found.now.state, state))) for name, state in nearest)
        _table(console, "The equilibrium nearest to now", ("notion", "what changes"), rows_, left=2)
    console.print()
    left = ", ".join(letters(unsearched(found.equilibria)))
    console.print(
        f"A case of {len(found.steps)} steps is searched, not listed: {left}, ways from now and what is stable only "
        "because it cannot be undone are not answered. They are for up to 24 steps: leave out steps that do not matter "
        "here. `standoff assess` and `standoff roadmap` ask whether plans hold, at this size too."
    )


def _number_found(states: Equilibria | None) -> str:
    if states is None:
        return "not answered"
    if states.more is None:
        return f"{states.count:,} so far, not finished"
    return f"more than {states.count:,}" if states.more else f"{states.count:,}"


def difference_of(case: Case, before: Sequence[str], after: Sequence[str]) -> str:
    """What is done and what is ended between two states."""
    made = [case.steps[step].name for step in after if step not in before]
    ended = [case.steps[step].name for step in before if step not in after]
    return stability.change(made, ended) if made or ended else "nothing: it is now itself"


def _leverage(change: Leverage | None) -> str:
    if change is None or change.best is None or change.worst is None:
        return "-"
    return "0" if change.best == change.worst == 0 else f"{number(change.worst)} to {number(change.best)}"
