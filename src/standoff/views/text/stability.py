"""Where we are, on the terminal: now, what can be reached, who has leverage."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from standoff.analysis.stability.notions import TYPES, letters, notion, unsearched
from standoff.results.sentences import coalitions, headlines, reasons, stability, wording
from standoff.views.text.terminal import counted, cut, names_of, number, short_of, shorts_of

if TYPE_CHECKING:
    from standoff.case.model.model import Case
    from standoff.results.records.stability import Coalitions, Concept, Equilibria, Leverage, Stable, Views
    from standoff.results.records.sureness import StableOften, StateOften
    from standoff.views.text.page import Page

__all__ = ["difference_in_short", "difference_of", "left_out", "show_concepts", "show_stable"]


SHOWN_COALITIONS = 5
"""So many groups that could leave now are told of."""

SHOWN_STEPS = 6
"""So many steps in force are named where not all are."""

SHOWN_REACHABLE = 10
"""Equilibria within reach that are shown where not all are, Nash equilibria first."""

CHANGE = 88
"""So many characters the changes from now to a state have in a table."""

SHOWN_STATES = 12
"""So many states are shown where not all are: of those that deals leave and that are likely equilibria."""


def show_stable(
    page: Page,
    case: Case,
    found: Stable,
    elsewhere: bool = False,
    asked: bool = False,
    often: StableOften | None = None,
) -> None:
    """Where we are: now and what deters each party, what can be reached, who has leverage.

    elsewhere: it is asked of another state than the one in force now. asked: notions or a coalition were named, so that
    what is counted under them comes first. often: the same over draws, which comes first of all tables.
    """
    party = names_of(case.parties)
    said = _headline(case, found, "this state" if elsewhere else "now")
    seen = None if found.view is None else wording.as_one(party(found.view))
    page.say(headlines.as_seen(seen, said) if seen else said, bold=True)
    page.say(f"As {seen} sees it, and not as it is:" if seen else "")
    page.say(f"{'In force then' if elsewhere else 'Now in force'}: {_in_force(page, case, found)}", hang=14)
    if found.feasible_states is None:
        _show_found(page, found)
        page.space()
    if found.equilibria:
        _show_alone(page, case, found)
    if found.coalitions is not None:
        _show_together(page, found.coalitions)
    for one in found.merged:
        page.say(
            f"{one.count:,} states in which “{one.rule}” is true count as one, shown as: {_state(case, one.state)}."
        )
    if found.feasible_states is None:
        _show_search(page, case, found)
    counted_ = found.feasible_states is not None and bool(_plain(found.equilibria))
    special: list[Callable[[], None]] = [
        lambda: _show_often(page, case, often) if often is not None else None,
        lambda: _show_strength(page, found),
        lambda: _show_doubt(page, case, found),
        lambda: _show_views(page, case, found.views) if found.views is not None else None,
    ]
    usual: list[Callable[[], None]] = [
        lambda: _show_reachable(page, case, found),
        lambda: _show_leverage(page, case, found),
    ]
    numbers: list[Callable[[], None]] = [
        lambda: _show_counts(page, found, found.feasible_states or 0) if counted_ else None,
        lambda: _show_coalitions(page, party, found.coalitions) if found.coalitions is not None else None,
    ]
    for show in [*special, *numbers, *usual] if asked else [*special, *usual, *numbers]:
        show()


def _in_force(page: Page, case: Case, found: Stable) -> str:
    """The steps in force; of many the first few, unless all is wanted."""
    names = [case.steps[step].name for step in found.now.state]
    if page.whole or len(names) <= SHOWN_STEPS + 1:
        return reasons.in_force(names)
    return f"{wording.in_quotes(names[:SHOWN_STEPS])}, and {len(names) - SHOWN_STEPS} more (--all names them)"


def _show_leverage(page: Page, case: Case, found: Stable) -> None:
    party = names_of(case.parties)
    page.space()
    head = ("who can move alone", *(party(p) for p in found.parties))
    rows = (
        (party(actor), *(_leverage(changes.get(p)) for p in found.parties)) for actor, changes in found.leverage.items()
    )
    page.table("Leverage: worst and best change for each other party (its own points)", head, rows)


def _headline(case: Case, found: Stable, here: str) -> str:
    """Who could gain by moving alone or, where nothing is asked of single parties, together."""
    if not found.equilibria or not found.deterrence:
        told = coalitions.gaining_together(found.coalitions) if found.coalitions is not None else []
        groups = [[wording.as_one(case.parties[p].name) for p in one.parties] for one in told]
        return headlines.together(groups, here)

    def called(parties: Iterable[str]) -> list[str]:
        return [wording.as_one(case.parties[party].name) for party in parties]

    movers = [row for row in found.deterrence if row.improvement is not None]
    open_ = found.now.unanswered
    unknown = any("nash" in concepts for concepts in open_.values())
    undecided = any(open_.get(row.party) for row in movers if row.sanction is None)
    held = [row.party for row in movers if row.sanction is not None]
    return headlines.standing(called(row.party for row in movers), called(held), unknown, here, undecided)


def _state(case: Case, state: Sequence[str]) -> str:
    """A state in a table."""
    return shorts_of(case, state) or "nothing"


def _show_reachable(page: Page, case: Case, found: Stable) -> None:
    reachable = [r for r in found.reachable if _plain(r.concepts)]
    if found.reachable_states is None:
        page.say("What improvements lead to from now is not looked at in a case of this size.")
    elif reachable:
        rows = (
            (str(r.moves), ", ".join(letters(_plain(r.concepts))), difference_in_short(case, found.now.state, r.state))
            for r in reachable
        )
        page.space()
        head = ("moves", "stable under", "reached from now by improvements: what changes")
        page.table("", head, rows, left=3, most=SHOWN_REACHABLE, name="reached from now by improvements")
        cut = (found.reachable_equilibria or 0) - len(found.reachable)
        page.say(left_out([r.concepts for r in reachable], len(reachable), cut))
    elif found.equilibria:
        page.say("No other equilibrium can be reached from now by improvements alone.")


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


def _show_alone(page: Page, case: Case, found: Stable) -> None:
    """Who would stay now, considering moves of its own, and why; those that have no improvement together."""
    party = names_of(case.parties)
    asked, held = _plain(found.equilibria), _plain(found.now.equilibrium)
    if held:
        page.say(f"Now is stable for all under {wording.listing(letters(held))}.")
    elif len(asked) == 1:
        page.say(f"Now is not stable for all under {notion(asked[0]).letters}.")
    elif asked:
        page.say("Now is not stable for all under any notion.")
    quiet: dict[str, list[str]] = {}
    for row in found.deterrence:
        if row.why == stability.why_it_stays(wording.as_one(case.parties[row.party].name)):
            quiet.setdefault(_stays(found, row.party), []).append(row.party)
    for row in found.deterrence:
        alike = quiet.get(_stays(found, row.party), [])
        if len(alike) < 2 or row.party not in alike:
            page.say(f"  {party(row.party)}{_stays(found, row.party)}: {row.why}", hang=4)
        elif row.party == alike[0]:
            names = [wording.as_one(party(one)) for one in alike]
            why = stability.why_they_stay(names)
            page.say(f"  {wording.listing(names)}{_stays(found, row.party)}: {why}", hang=4)


def _show_together(page: Page, found: Coalitions) -> None:
    """What parties could leave now for together: the smallest groups that could, or the one that was asked about."""
    shown = list(found.now) if len(found.now) == 1 else coalitions.gaining_together(found)
    for one in shown[:SHOWN_COALITIONS]:
        page.say(f"  {one.why}", hang=4)
    if len(shown) > SHOWN_COALITIONS:
        page.say(f"  ({len(shown) - SHOWN_COALITIONS} more groups could leave now; the --json document has them.)")
    if not shown and (said := coalitions.nobody_together(found)):
        page.say(f"  {said}", hang=4)


def _show_coalitions(page: Page, party: Callable[[str], str], found: Coalitions) -> None:
    """Where coalitions would stay, and between which equilibria they could jump."""
    if found.concepts is None:
        page.say(wording.opening(found.note) + ".")
        page.say(_jumps(found))
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
    page.space()
    page.table("In how many states parties would stay, alone and together", head, rows)
    page.say(_jumps(found))


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


def _show_strength(page: Page, found: Stable) -> None:
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
        page.space()
        page.table(title, ("notion", "strong for all", "weak for somebody"), rows)


def _show_doubt(page: Page, case: Case, found: Stable) -> None:
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
        page.space()
        page.table("Equilibria where preferences are unknown, by type of party", ("notion", *head), counts)
    if found.doubt is not None:
        stays = (
            (party(name), *(", ".join(letters(found.doubt[kind][name])) or "none" for kind in TYPES))
            for name in found.parties
        )
        page.space()
        page.table("Who would stay now, by type of party", ("party", *head), stays, left=5)
    elif not notions and any(hasattr(order, "either") for order in case.prefer.values()):
        states = f"{found.feasible_states:,} feasible states"
        how = "`--concept gmr_a`, for one, asks for it"
        page.say(f"With {states}, what holds where a preference is unknown is worked out only if asked: {how}.")


SHOWN_LASTING = 10
"""States that would last, where not all are shown."""


def _show_views(page: Page, case: Case, views: Views) -> None:
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
    page.space()
    page.table("Equilibria in each party's own view", head, rows)
    if views.lasts:
        under = wording.listing(letters(views.lasts))
        page.say(f"Now would last, each party seeing it its own way, under {under}.")
    else:
        page.say("Now would not last under any notion, each party seeing it its own way.")
    for misreading in views.misreadings:
        page.say(f"  {misreading.says}", hang=4)
    for surprise in views.surprises:
        page.say(f"  {surprise.says}", hang=4)
    _show_lasting(page, case, views)


def _show_lasting(page: Page, case: Case, views: Views) -> None:
    held: dict[tuple[str, ...], list[str]] = {}
    for name, found in views.lasting.items():
        for state in found.states:
            held.setdefault(state, []).append(name)
    if held:
        rows = ((", ".join(letters(names)), _state(case, state)) for state, names in held.items())
        title = "Where nobody would leave, each party seeing it its own way"
        page.space()
        page.table(title, ("stable under", "in force"), rows, left=2, most=SHOWN_LASTING)


def show_concepts(page: Page, found: Sequence[Concept]) -> None:
    """Every notion that can be asked for, family by family."""
    families = len({one.family for one in found})
    refused = sum(one.refused is not None for one in found)
    page.say(headlines.notions(len(found), families, refused), bold=True)
    for family in dict.fromkeys(one.family for one in found):
        own = [one for one in found if one.family == family]
        page.space()
        page.say(f"{family} (of {own[0].of})", bold=True)
        for one in own:
            page.say(f"  {one.name:6} {one.definition} {one.source}", hang=9)
            refusal = f" Not of this case: {one.refused}." if one.refused else ""
            page.say(f"         Asked: {one.asked}.{refusal}", hang=9)


def _show_counts(page: Page, found: Stable, feasible: int) -> None:
    """How many equilibria there are under each notion."""
    counts = (
        (notion(name).line, str(states.count), str(stuck.count))
        for name in _plain(found.equilibria)
        if (states := found.equilibria[name]) is not None and (stuck := found.stuck[name]) is not None
    )
    page.space()
    title = f"Equilibria among {feasible:,} feasible states (stuck: only because something cannot be undone)"
    page.table(title, ("notion", "equilibria", "stuck"), counts, name="equilibria by notion")


def _show_found(page: Page, found: Stable) -> None:
    """Of a large case: how many equilibria were found."""
    rows = []
    for name, states in found.equilibria.items():
        pattern = (found.patterns or {}).get(name)
        steps = (pattern.always, pattern.never, pattern.free, pattern.open) if pattern else ((),) * 4
        told = [str(len(part)) if pattern else "-" for part in steps]
        rows.append((notion(name).letters, _number_found(states), *told))
    page.space()
    head = ("notion", "equilibria", "always in", "always out", "free", "not known")
    page.table("Equilibria, and how many steps are in force in all, in none and in some of them", head, rows)


def _show_search(page: Page, case: Case, found: Stable) -> None:
    """Of a large case: what equilibria have in common, the nearest, and what is not answered."""
    for name, pattern in (found.patterns or {}).items():
        if pattern is not None and (pattern.always or pattern.never):
            page.space()
            page.say(f"In every equilibrium under {notion(name).letters}", bold=True)
            for label, part in (("in force", pattern.always), ("not in force", pattern.never)):
                page.say(f"  {label}: {_state(case, part)}", hang=4)
    nearest = [(name, states.states[0]) for name, states in found.equilibria.items() if states and states.states]
    if nearest:
        page.space()
        rows_ = ((notion(name).letters, difference_of(case, found.now.state, state)) for name, state in nearest)
        page.table("The equilibrium nearest to now", ("notion", "what changes"), rows_, left=2)
    left = ", ".join(letters(unsearched(found.equilibria)))
    page.say(
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


def difference_in_short(case: Case, before: Sequence[str], after: Sequence[str]) -> str:
    """The same in a table: + for what is done, − for what is ended."""
    changes = [f"+ {short_of(case, step)}" for step in after if step not in before]
    changes += [f"− {short_of(case, step)}" for step in before if step not in after]
    return ", ".join(changes) or "nothing: it is now itself"


def _leverage(change: Leverage | None) -> str:
    if change is None or change.best is None or change.worst is None:
        return "-"
    return "0" if change.best == change.worst == 0 else f"{number(change.worst)} to {number(change.best)}"


def _show_often(page: Page, case: Case, found: StableOften) -> None:
    """How often now and other states are equilibria over the draws."""
    party = names_of(case.parties)
    page.space()
    stopped = f" (stopped; {found.draws_asked:,} were asked for)" if found.draws < found.draws_asked else ""
    concepts = list(found.now)
    rows = [("now, for all", *(wording.percent(found.now[c]) for c in concepts))]
    rows += [(f"now, for {party(p)}", *(wording.percent(row[c]) for c in concepts)) for p, row in found.parties.items()]
    rows += [
        (_often_called(case, one, page.whole), *(wording.percent(one.shares[c]) for c in concepts))
        for one in found.states
    ]
    title = f"In how many of {found.draws:,} draws{stopped} a state is stable"
    page.table(title, ("state", *letters(concepts)), rows, most=SHOWN_STATES)
    widest = max((high - low for low, high in found.between.values()), default=0.0) / 2
    page.say(f"The shares of now are known to within {100 * widest:.0f} points (95 times in 100).")


def _often_called(case: Case, one: StateOften, whole: bool) -> str:
    changes = difference_in_short(case, case.now, one.state)
    called = f"{one.deal}: {changes}" if one.deal else changes
    return called if whole else cut(called, CHANGE)
