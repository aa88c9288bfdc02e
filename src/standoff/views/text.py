"""Results as text for the terminal: short tables and the sentences that explain them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from standoff.results import sentences
from standoff.results.records import (
    Assessment,
    Coalitions,
    Concept,
    Contribution,
    Equilibria,
    Explanation,
    Failure,
    Findings,
    Flips,
    Frontier,
    FrontierDeal,
    Leverage,
    Made,
    Mending,
    Need,
    Needs,
    Remedy,
    Roadmap,
    Stable,
    StableOften,
    StateOften,
    Sureness,
    Term,
    Views,
)
from standoff.views.tables import table as _table

if TYPE_CHECKING:
    from rich.console import Console

    from standoff.case.model import Case

__all__ = [
    "clean",
    "show_assessment",
    "show_concepts",
    "show_deals",
    "show_explanation",
    "show_findings",
    "show_flips",
    "show_needs",
    "show_often",
    "show_remedies",
    "show_roadmaps",
    "show_stable",
]

SHOWN_NUMBERS = 10
"""So many numbers are shown of those that flip a verdict, and of those that drive it; --json has all."""

SHOWN_STATES = 12
"""So many states are shown of those that deals leave and that are likely equilibria; --json has all."""

SEEN = 0.005
"""Smaller changes of how often a plan holds are not shown."""

VERDICTS = {"refused": "REFUSED", "breaks": "BREAKS", "holds": "HOLDS"}

CONCEPTS = {
    "nash": "Nash: nobody could do better by a move of its own",
    "seq": "SEQ: every improvement is met by moves that the others would want to make",
    "smr": "SMR: every improvement can be met, whatever the mover does next",
    "gmr": "GMR: every improvement can be met, if the others want to hurt themselves too",
    "sseq": "SSEQ: as SEQ, and the mover cannot escape the answer",
    "sim": "SIM: every improvement is spoilt if the others improve at the same time",
    "nm": "NM: whoever looks far enough ahead would stay",
    "cnash": "Coalitional Nash: nothing that all members prefer",
    "cgmr": "Coalitional GMR: every common improvement can be met",
    "csmr": "Coalitional SMR: every common improvement can be met, whatever the coalition does next",
    "cseq": "Coalitional SEQ: every common improvement is met by moves that pay those who answer together",
    "cseq_ui": "Coalitional SEQ, single answers: every common improvement is met by moves that pay each mover",
}


SHOWN_COALITIONS = 5


def clean(text: str) -> str:
    """Text from a case without the control characters that a terminal would obey.

    >>> clean("red\\x1b[31m alert\\u202e")
    'red?[31m alert?'
    """
    return "".join(c if c.isprintable() or c == " " else "?" for c in text)


def _number(value: float | None) -> str:
    return "-" if value is None else sentences.number(value)


def _trust(value: float | None) -> str:
    return "-" if value is None else sentences.asked(value)


def _bounded(text: str, sign: str, exact: bool) -> str:
    """A number of the terminal, marked where it is a bound.

    >>> _bounded("3.2", "≥", False), _bounded("3.2", "≥", True), _bounded("-", "≥", False)
    ('≥ 3.2', '3.2', '-')
    """
    return text if exact or text == "-" else f"{sign} {text}"


def _share(value: float | None) -> str:
    return "-" if value is None else sentences.percent(value)


def show_assessment(console: Console, case: Case, found: Assessment) -> None:
    """A plan: the verdict and why, what each party gains and risks, and the row of every party at every phase."""
    party = _names(case.parties)
    console.print(f"{clean(found.title)}: {VERDICTS[found.verdict]}", style="bold")
    console.print(clean(found.binding.why))
    for text in found.beside:
        console.print(clean(text))
    _note(console, found.made.note)
    _ordered(console, case, found.made)
    console.print()
    ladder = (
        (
            str(k),
            sentences.span(found.starts[k - 1] / 12),
            clean(sentences.listing([case.steps[s].name for s in phase])),
        )
        for k, phase in enumerate(found.phases, start=1)
    )
    _table(console, "Phases", ("phase", "begins", "steps"), ladder, left=3)
    console.print(f"Done {sentences.after(found.months / 12)}. Trust asked: {_at_least(found)}{_trust(found.trust)}.\n")
    if found.learning and found.learning.says:
        console.print("Learning on the way", style="bold")
        console.print(clean(found.learning.says) + "\n")
    gains = (
        (party(p), _number(found.gain[p]), _share(found.at_risk[p]), _share(found.symbolic_share[p]))
        for p in case.parties
    )
    _table(console, "Gain against now (own points)", ("party", "gain", "at risk", "symbolic"), gains)
    console.print()
    rows = (
        (
            str(row.phase),
            party(row.party),
            _number(row.carry_on),
            _bounded(_number(row.walk_out), "≥", row.exact),
            _bounded(_number(row.margin), "≤", row.exact),
            _bounded(_number(row.exposure), "≥", row.exact),
            "walks out" if row.trust is None else _bounded(_trust(row.trust), "≥", row.exact),
        )
        for row in found.rows
        if row.walk_out is not None
    )
    head = ("phase", "party", "carry on", "walk out", "margin", "exposure", "trust")
    _table(console, "Whoever has something to quit", head, rows, left=2)


def _at_least(found: Assessment) -> str:
    return "" if found.made.exact or found.trust is None else "at least "


def _note(console: Console, note: str) -> None:
    if note:
        console.print(clean(sentences.opening(f"{note}.")))


def _ordered(console: Console, case: Case, made: Made, drawn: bool = False) -> None:
    """Whose points come from an order alone, if anybody's do."""
    if made.ordered:
        console.print(clean(sentences.from_orders([case.parties[party].name for party in made.ordered], drawn)))


def show_explanation(console: Console, case: Case, found: Explanation) -> None:
    """The ledger of a row: what every line adds, when it is in force, and how margin and exposure follow."""
    party, last = _names(case.parties), len(found.phases)
    when = f"phase {found.phase}" if found.phase <= last else f"phase {found.phase}, when everything is done"
    console.print(f"{clean(found.title)}: {party(found.party)} at the start of {when}", style="bold")
    console.print(clean(found.why))
    _note(console, found.made.note)
    _ordered(console, case, found.made)
    console.print()
    failures = (("Walk out", found.tempting), ("Feared", found.feared))
    for title, failure in failures:
        console.print(f"{title}: {clean(_failure(case, failure)) if failure else 'nothing'}")
    if any(failure and len(failure.courses) > 1 for _, failure in failures):
        console.print("Breaches may be missed: amounts are averages, spans are those if nothing is missed.")
    console.print()

    courses: tuple[tuple[str, Callable[[Term], Contribution | None]], ...] = (
        ("carry on", lambda term: term.carry_on),
        ("walk out", lambda term: term.walk_out),
        ("all stop", lambda term: term.stop),
        ("feared", lambda term: term.feared),
    )
    totals, terms = found.totals, [term for term in found.terms if term.kind != "walkout_cost" or term.worth]
    sums = (totals.carry_on, totals.walk_out, totals.stop, totals.feared)
    decimals = _decimals([*(term.worth for term in terms), *(total for total in sums if total is not None)])

    def told(value: float | None) -> str:
        return "-" if value is None else _fixed(value, decimals)

    head = ("line", "worth", *(title for title, _ in courses))
    adds = [
        (_line(case, term), told(term.worth), *(told(c.adds if (c := of(term)) else None) for _, of in courses))
        for term in terms
    ]
    total = ("Total", "", *(told(value) for value in sums))
    _table(console, "What every line adds (own points)", head, [*adds, total])
    console.print()
    spans = (
        (_line(case, term), *(_span(c) if (c := of(term)) else "-" for _, of in courses))
        for term in terms
        if term.kind != "walkout_cost"
    )
    title = "When it is in force, from the start of the phase"
    _table(console, title, ("line", *(name for name, _ in courses)), spans, left=1 + len(courses))
    console.print()
    if totals.margin is not None:
        console.print(
            f"Margin: carry on less walk out = {told(sums[0])} − {_bracketed(told(sums[1]))} = {told(totals.margin)}"
        )
    if found.feared and totals.exposure is not None:
        title, without = ("all stop", totals.stop) if found.feared.begins_now else ("walk out", totals.walk_out)
        difference = f"{told(without)} − {_bracketed(told(totals.feared))} = {told(totals.exposure)}"
        console.print(f"Exposure: {title} less feared = {difference}")
    elif totals.exposure is not None:
        console.print("Exposure: 0, as nothing is feared")


def _failure(case: Case, failure: Failure) -> str:
    """Who fails, by what, and when it shows."""

    def called(steps: Sequence[str]) -> list[str]:
        return [case.steps[step].name for step in steps]

    scene = sentences.breach(called(failure.undone), called(failure.withheld))
    who = sentences.listing([case.parties[party].name for party in failure.group])
    later = "" if failure.begins_now else ", later on"
    return f"{who} by {scene}{later}; it {_shown(failure)}"


def _shown(failure: Failure) -> str:
    courses = [(c.chance, math.inf if c.months is None else c.months / 12) for c in failure.courses]
    return sentences.shown(math.inf if failure.shows is None else failure.shows / 12, courses)


def _line(case: Case, term: Term) -> str:
    called: Mapping[str, Callable[[], str]] = {
        "step": lambda: case.steps[term.name].name,
        "together": lambda: f"{case.together[term.name].name or term.name} (together)",
        "walkout_cost": lambda: "Walk-out cost",
    }
    return clean(sentences.opening(called[term.kind]()))


def _span(contribution: Contribution) -> str:
    begins, ends = contribution.begins, contribution.ends
    return sentences.lasting(None if begins is None else begins / 12, None if ends is None else ends / 12)


def _decimals(values: Iterable[float]) -> int:
    """How many decimals show five digits of the largest number."""
    largest = max((abs(value) for value in values), default=0.0)
    return max(0, 4 - math.floor(math.log10(largest))) if largest > 0 else 0


def _fixed(value: float, decimals: int) -> str:
    """A number with so many decimals, so that columns can be added up.

    >>> _fixed(-1.25, 3), _fixed(-0.0001, 2)
    ('−1.250', '0.00')
    """
    text = f"{abs(value):.{decimals}f}"
    return f"−{text}" if value < 0 and float(text) else text


def _bracketed(number: str) -> str:
    return f"({number})" if number.startswith("−") else number


def show_roadmaps(console: Console, case: Case, found: Sequence[Roadmap]) -> None:
    """The best plan for each deal, or the closest one, and what less trust would put at risk."""
    for number, roadmap in enumerate(found):
        if number:
            console.print()
        console.print(f"[{roadmap.deal}] {clean(_known(roadmap))}")
        if roadmap.shown:
            show_assessment(console, case, roadmap.shown)
            if roadmap.holding_orders is not None and roadmap.all_orders is not None:
                console.print()
                console.print(sentences.orders_that_hold(roadmap.holding_orders, roadmap.all_orders))
        if len(roadmap.frontier) > 1:
            _show_frontier(console, case, roadmap)


def _known(roadmap: Roadmap) -> str:
    """What is known of a roadmap, in a line."""
    method, wanted = roadmap.made.method, roadmap.objective
    limit = "" if wanted.trust_at_most is None else f" with trust of at most {sentences.percent(wanted.trust_at_most)}"
    if roadmap.best:
        name = "" if wanted.name == "least-trust" else f"{wanted.name}{limit}: "
        known = sentences.achieved(wanted.name, wanted.best_possible, roadmap.bound.proved)
        bounded = wanted.name == "least-trust" and wanted.best_possible is not None
        at_first = " at the start" * (bounded and roadmap.best.learning is not None)
        return f"{name}{known}{at_first} ({method})"
    if roadmap.closest:
        within = limit or (" within the limits of the deal" if roadmap.closest.verdict == "holds" else "")
        known = f"proved: no plan holds{within}" if roadmap.bound.proved else f"no plan that holds{within} was found"
        return f"{known}; the closest ({method}):"
    if roadmap.conflict:
        return f"no plan can keep to all of this: {'; '.join(roadmap.conflict)}"
    if roadmap.bound.proved:
        return "the rules allow no plan for this deal"
    return "no plan was found that the rules and the wishes of the deal allow"


SHOWN_OF_A_FRONTIER = 12
"""How many compromises the terminal shows; the JSON document has all."""


def _show_frontier(console: Console, case: Case, roadmap: Roadmap) -> None:
    def steps(phase: Sequence[str]) -> str:
        return ", ".join(clean(case.steps[step].name) for step in phase)

    console.print()
    rows = (
        (
            _trust(one.trust),
            _share(one.at_risk),
            sentences.span(one.months / 12),
            "; ".join(f"{k}. {steps(phase)}" for k, phase in enumerate(one.phases, start=1)),
        )
        for one in roadmap.frontier[:SHOWN_OF_A_FRONTIER]
    )
    title = "Trust against what is at risk: plans that hold, and that no other one tried beats in both"
    _table(console, title, ("trust asked", "at risk", "takes", "phases"), rows, left=4)
    if len(roadmap.frontier) > SHOWN_OF_A_FRONTIER:
        console.print(f"({len(roadmap.frontier) - SHOWN_OF_A_FRONTIER} more are in the --json document.)")


def show_deals(console: Console, case: Case, found: Frontier) -> None:
    """The deals that hold and that no other beats: what they ask, give and consist of, and other members of choices."""
    party = _names(case.parties)
    console.print(sentences.frontier_counted(found), style="bold")
    for named in found.named:
        console.print(clean(sentences.where_named(named)))
    console.print(sentences.opening(found.made.note) + ".")
    _ordered(console, case, found.made)
    if not found.deals:
        return
    console.print()
    rows = (
        (
            str(deal.number) + "*" * bool(deal.named),
            _trust(deal.plan.trust),
            _share(deal.smallest_share),
            sentences.span(deal.plan.months / 12),
            *(_number(deal.plan.gain[p]) for p in case.parties),
            _share(max(deal.plan.symbolic_share.values(), default=0.0)),
        )
        for deal in found.deals
    )
    head = ("deal", "trust", "smallest share", "takes", *(party(p) for p in case.parties), "most symbolic")
    _table(console, "What each deal asks and gives (gains in own points)", head, rows)
    console.print()
    console.print("What is in them, phase by phase", style="bold")
    for deal in found.deals:
        console.print(f"{deal.number}{'*' * bool(deal.named)}: {clean(_in_phases(case, deal))}")
    for deal in found.deals:
        if deal.named:
            console.print(f"* {deal.number} is “{clean(deal.plan.title)}”.")
    others = [(deal, other) for deal in found.deals for other in deal.others]
    if others:
        console.print()
        rows_ = (
            (
                str(deal.number),
                clean(case.steps[other.member].name),
                VERDICTS[other.verdict],
                _trust(other.trust),
                *(_change(other.gain[p] - deal.plan.gain[p]) for p in case.parties),
            )
            for deal, other in others
        )
        head = ("deal", "instead", "verdict", "trust", *(party(p) for p in case.parties))
        _table(console, "Other members of a choice, and what they change for each party", head, rows_, left=3)


def _in_phases(case: Case, deal: FrontierDeal) -> str:
    phases = (", ".join(case.steps[step].name for step in phase) for phase in deal.plan.phases)
    return "; ".join(f"({k}) {names}" for k, names in enumerate(phases, start=1))


def _change(value: float) -> str:
    return ("+" if value > 0 else "") + _number(value) if abs(value) > 1e-9 else "="


SHOWN_PAIRS = 5
"""How many pairs of remedies the terminal shows."""

SHOWN_OF_A_KIND = 3
"""How many remedies of each kind the terminal shows in a table; the JSON document has all."""


def show_remedies(console: Console, case: Case, found: Sequence[Mending]) -> None:
    """For each plan: how much of a single remedy is enough, and what a usual dose of each does."""
    party = _names(case.parties)
    for number, mending in enumerate(found):
        if number:
            console.print()
        console.print(f"{clean(mending.title)}: {VERDICTS[mending.verdict]}", style="bold")
        whose = f" of the stake of {party(mending.margin_of)}" if mending.margin_of else ""
        console.print(f"Trust asked: {_trust(mending.trust)}. Smallest margin: {_of_stake(mending.margin)}{whose}.")
        _note(console, mending.made.note)
        _ordered(console, case, mending.made)
        target = mending.trust_at_most
        if mending.verdict != "holds" or (target is not None and (mending.trust or 0.0) > target):
            _show_enough(console, mending)
        needed = {p: x for p, x in mending.bonds.items() if x != 0}
        if beyond := [party(p) for p, x in needed.items() if x is None]:
            console.print(f"No bond would hold {sentences.listing(beyond)}.")
        if needed and None not in needed.values():
            amounts = sentences.listing([f"{party(p)} {sentences.points(x)}" for p, x in needed.items() if x])
            ending = "the plan then holds" if mending.holds_with_bonds else "the plan is still refused"
            console.print(f"Smallest bonds with which nobody walks out: {amounts}; {ending}.")
        for one in mending.unwilling:
            console.print()
            title = f"{party(one.party)} does not want it (short by {sentences.points(one.shortfall)}). It would, if"
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


def show_flips(console: Console, case: Case, found: Flips) -> None:
    """Which numbers flip the verdict on a plan, where, and how likely; and which of them drive it."""
    console.print(f"{clean(found.title)}: {found.verdict.upper()} with all numbers at their medians", style="bold")
    _ordered(console, case, found.made)
    if found.made.ordered:
        console.print("These points are no numbers of their own: they stay where they are, and flip and drive nothing.")
    if found.flips:
        rows = (
            (
                clean(flip.label),
                sentences.amount(flip.median, flip.unit),
                sentences.amount(flip.at, flip.unit),
                flip.becomes.upper(),
                "-" if flip.chance is None else sentences.percent(flip.chance),
            )
            for flip in found.flips[:SHOWN_NUMBERS]
        )
        title = f"Single numbers that flip it ({len(found.flips)}; {found.numbers} looked at), the likeliest first"
        _table(console, title, ("number", "median", "from here on", "it would be", "chance"), rows)
    else:
        console.print(f"No single number flips it, of {found.numbers} looked at over their whole ranges.")
    told = [driver for driver in found.drivers if driver.total > 0][:SHOWN_NUMBERS]
    if told:
        measured = "whether it holds" if found.measure == "holds" else "by how much it holds or fails"
        rows = (
            (
                clean(driver.label),
                f"{sentences.amount(driver.low.value, driver.unit)}: {driver.low.verdict}",
                f"{sentences.amount(driver.high.value, driver.unit)}: {driver.high.verdict}",
                sentences.percent(driver.first),
                f"{sentences.percent(driver.total)} ± {100 * driver.error:.0f}",
            )
            for driver in told
        )
        title = f"What drives {measured}, the strongest first"
        _table(console, title, ("number", "at its 5 % end", "at its 95 % end", "alone", "in all"), rows)
    if found.correlated:
        console.print("Numbers that move together were changed one at a time here, as if they did not.")


def show_needs(console: Console, case: Case, found: Needs) -> None:
    """What finding out is worth before a plan is started, and what rests on which source."""
    console.print(clean(found.title), style="bold")
    console.print(sentences.started(found.holds, found.trust, found.start, bool(found.made.ordered)))
    console.print(f"(With 95 % confidence in {sentences.percents(*found.between)}, by {found.draws:,} draws.)")
    _ordered(console, case, found.made, drawn=True)
    if found.made.ordered:
        console.print("These points are no numbers of their own: they are drawn, and not listed here.")
    if found.draws < found.draws_asked:
        console.print(f"Stopped after {found.draws:,} of {found.draws_asked:,} draws: the answer is partial.")
    console.print(f"To know all numbers would be worth {sentences.stake(found.everything)} of what is at stake.")
    _show_worth(console, "numbers", "Worth finding out, the most first", found.numbers)
    _show_worth(console, "inquiries", "The inquiries of the case, net of what they cost", found.inquiries)
    _show_worth(console, "sources", "All that one source is cited for", found.evidence)
    moved = [one for one in found.sources if abs(one.without - one.holds) >= SEEN][:SHOWN_NUMBERS]
    if moved:
        rows = ((clean(one.source), _tenths(one.holds), _tenths(one.without)) for one in moved)
        title = "How often it would hold if what rests on one source were known less well"
        _table(console, title, ("without", "holds now", "holds then"), rows)


def _show_worth(console: Console, what: str, title: str, needs: Sequence[Need]) -> None:
    told = [need for need in needs if need.perfect > 0 or need.cost > 0][:SHOWN_NUMBERS]
    if not told:
        if needs:
            console.print(f"None of the {what} would change the decision.")
        return
    rows = (
        (
            clean(need.title),
            sentences.stake(need.perfect),
            f"{sentences.stake(need.partial)} (at {sentences.percent(need.reliability)})",
            sentences.stake(need.cost) if need.cost else "-",
        )
        for need in told
    )
    _table(console, title, (what, "if known", "if found out in part", "cost"), rows)


def _tenths(share: float) -> str:
    return f"{100 * share:.1f} %"


def _of_stake(margin: float | None) -> str:
    """A margin as a share of its party's stake, to a tenth of a percent."""
    return "-" if margin is None else f"{100 * margin:.1f} %".replace("-", "−")


def _show_enough(console: Console, mending: Mending) -> None:
    target = mending.trust_at_most
    holds = "it holds" if target is None else f"it holds and asks for at most {_trust(target)}"
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
        (clean(sentences.opening(pair.says)), sentences.number(pair.size), _trust(pair.trust), _of_stake(pair.margin))
        for pair in mending.pairs[:SHOWN_PAIRS]
    )
    title = f"The smallest pairs with which {holds} (looked at: {tried})"
    _table(console, title, ("both of these", "doses", "trust asked", "margin"), rows)
    if len(mending.pairs) > SHOWN_PAIRS:
        console.print(f"({len(mending.pairs) - SHOWN_PAIRS} more pairs are in the --json document.)")


def _show(console: Console, title: str, remedies: Sequence[Remedy]) -> None:
    shown = [
        remedy
        for number, remedy in enumerate(remedies)
        if sum(earlier.kind == remedy.kind for earlier in remedies[:number]) < SHOWN_OF_A_KIND
    ]
    rows = (
        (clean(r.says) + " *" * r.several, VERDICTS[r.verdict], _trust(r.trust), _of_stake(r.margin)) for r in shown
    )
    _table(console, title, ("remedy", "verdict", "trust asked", "margin"), rows, left=2)
    if len(remedies) > len(shown):
        console.print(f"({len(remedies) - len(shown)} more of the same kinds are in the --json document.)")
    if any(r.several for r in shown):
        console.print("* More of it is not always better: other amounts were seen to fail again.")


def show_stable(console: Console, case: Case, found: Stable) -> None:
    """Where we are: now and what deters each party, what can be reached, who has leverage."""
    party = _names(case.parties)
    state = sentences.listing([clean(case.steps[s].name) for s in found.now.state]) or "nothing"
    if found.view is not None:
        console.print(f"As {party(found.view)} sees it, and not as it is:")
    console.print(f"Now in force: {state}", style="bold")
    if found.equilibria:
        _show_alone(console, party, found)
    if found.coalitions is not None:
        _show_together(console, found.coalitions)
    for one in found.merged:
        said = f"{one.count:,} states in which “{one.rule}” is true count as one, shown as: {_state(case, one.state)}."
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
            (str(r.moves), ", ".join(c.upper() for c in _plain(r.concepts)), clean(_state(case, r.state)))
            for r in reachable[:10]
        )
        _table(console, "Reached from now by improvements", ("moves", "stable under", "in force"), rows, left=3)
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


def show_often(console: Console, case: Case, found: StableOften) -> None:
    """How often now and other states are equilibria over the draws."""
    party = _names(case.parties)
    console.print()
    stopped = f" (stopped; {found.draws_asked:,} were asked for)" if found.draws < found.draws_asked else ""
    concepts = list(found.now)
    rows = [("now, for all", *(sentences.percent(found.now[c]) for c in concepts))]
    rows += [
        (f"now, for {party(p)}", *(sentences.percent(row[c]) for c in concepts)) for p, row in found.parties.items()
    ]
    rows += [
        (clean(_often_called(case, one)), *(sentences.percent(one.shares[c]) for c in concepts))
        for one in found.states[:SHOWN_STATES]
    ]
    title = f"In how many of {found.draws:,} draws{stopped} a state is stable"
    _table(console, title, ("state", *(c.upper() for c in concepts)), rows)
    widest = max((high - low for low, high in found.between.values()), default=0.0) / 2
    console.print(f"The shares of now are known to within {100 * widest:.0f} points (95 times in 100).")


def _often_called(case: Case, one: StateOften) -> str:
    changes = _difference(case, case.now, one.state)
    return f"{one.deal}: {changes}" if one.deal else changes


def _show_alone(console: Console, party: Callable[[str], str], found: Stable) -> None:
    """Who would stay now, considering moves of its own, and why."""
    asked, held = _plain(found.equilibria), _plain(found.now.equilibrium)
    if held:
        console.print(f"Now is stable for all under {sentences.listing([c.upper() for c in held])}.")
    elif len(asked) == 1:
        console.print(f"Now is not stable for all under {asked[0].upper()}.")
    elif asked:
        console.print("Now is not stable for all under any notion.")
    for row in found.deterrence:
        console.print(f"  {party(row.party)}{_stays(found, row.party)}: {clean(row.why)}")


def _show_together(console: Console, found: Coalitions) -> None:
    """What parties could leave now for together: the smallest groups that could, or the one that was asked about."""
    groups = [one for one in found.now if len(one.parties) > 1]
    shown = list(found.now) if len(found.now) == 1 else [one for one in groups if one.improvements and one.minimal]
    for one in shown[:SHOWN_COALITIONS]:
        console.print(f"  {clean(one.why)}")
    if len(shown) > SHOWN_COALITIONS:
        console.print(f"  ({len(shown) - SHOWN_COALITIONS} more groups could leave now; the --json document has them.)")
    if groups and not shown:
        console.print("  No parties can bring about anything together that all of them prefer to now.")


def _show_coalitions(console: Console, party: Callable[[str], str], found: Coalitions) -> None:
    """Where coalitions would stay, and between which equilibria they could jump."""
    if found.concepts is None:
        console.print(clean(sentences.opening(found.note)) + ".")
        if said := _jumps(found):
            console.print(said)
        console.print()
        return
    columns = list(found.concepts.values())
    rows = [
        (sentences.listing([party(p) for p in same[0].parties]), *(str(one.count) for one in same))
        for same in zip(*(concept.by_coalition for concept in columns), strict=True)
    ]
    every = [concept.universal for concept in columns if concept.universal is not None]
    if every:
        rows.append(("every coalition", *(str(one.count) for one in every)))
    head = ("who", *(name.upper() for name in found.concepts))
    _table(console, "In how many states parties would stay, alone and together", head, rows)
    console.print()
    if said := _jumps(found):
        console.print(said)
        console.print()


def _jumps(found: Coalitions) -> str:
    return sentences.jumps_counted(found.jumps.counts, found.concepts is None) if found.jumps else ""


def _concept(name: str) -> str:
    """A notion in the table of the counts."""
    ahead = f"{name.upper()}: whoever looks {name[1:]} move{'' if name == 'l1' else 's'} ahead would stay"
    return CONCEPTS.get(name, ahead if name[1:].isdigit() else name.upper())


def _plain(concepts: Iterable[str]) -> list[str]:
    """The notions that are neither of strength nor of unknown preferences, which are shown in tables of their own."""
    return [name for name in concepts if sentences.notion(name) == name.upper()]


def _stays(found: Stable, party: str) -> str:
    """Under which notions a party would stay now and, where that is known, under which it is strongly stable."""
    says = {"would stay under": _plain(found.now.stable[party])} if _plain(found.equilibria) else {}
    says |= {"strongly under": list(found.firm[party])} if found.firm is not None else {}
    told = "; ".join(f"{what}: {', '.join(c.upper() for c in names) or 'none'}" for what, names in says.items())
    return f" ({told})" if told else ""


def _show_strength(console: Console, found: Stable) -> None:
    """How many equilibria are strong; nothing where strong stability was not asked for."""
    rows = []
    for name, strong in found.equilibria.items():
        plain = found.equilibria.get(name.removeprefix("strong_"))
        if name.startswith("strong_") and strong is not None:
            weak = "-" if plain is None else str(plain.count - strong.count)
            rows.append((name.removeprefix("strong_").upper(), str(strong.count), weak))
    if rows:
        title = "Equilibria by how firmly they are held"
        _table(console, title, ("notion", "strong for all", "weak for somebody"), rows)
        console.print()


TYPES = {
    "a": "leaves for what may be better",
    "b": "neither",
    "c": "both",
    "d": "is deterred by what may be no better",
}
"""The types of party under unknown preferences, from the boldest to the most cautious."""


def _show_doubt(console: Console, case: Case, found: Stable) -> None:
    """What holds where a preference is unknown, by type of party; nothing where none is."""
    party = _names(case.parties)
    head = [f"{kind}: {words}" for kind, words in TYPES.items()]
    notions = dict.fromkeys(name[:-2] for name in found.equilibria if name[-2:-1] == "_" and name[-1] in TYPES)
    if notions:
        counts = ((name.upper(), *(_counted(found, f"{name}_{kind}") for kind in TYPES)) for name in notions)
        _table(console, "Equilibria where preferences are unknown, by type of party", ("notion", *head), counts)
        console.print()
    if found.doubt is not None:
        stays = (
            (party(name), *(", ".join(c.upper() for c in found.doubt[kind][name]) or "none" for kind in TYPES))
            for name in found.parties
        )
        _table(console, "Who would stay now, by type of party", ("party", *head), stays, left=5)
        console.print()
    elif not notions and any(hasattr(order, "either") for order in case.prefer.values()):
        states = f"{found.feasible_states:,} feasible states"
        how = "`--concept gmr_a`, for one, asks for it"
        console.print(f"With {states}, what holds where a preference is unknown is worked out only if asked: {how}.\n")


def _counted(found: Stable, concept: str) -> str:
    equilibria = found.equilibria.get(concept)
    return "-" if equilibria is None else str(equilibria.count)


SHOWN_LASTING = 10
"""States that would last, in the text."""


def _show_views(console: Console, case: Case, views: Views) -> None:
    """Each party's own view, what all share, what would last, and who misreads what."""
    party = _names(case.parties)
    seen = [view for view in views.parties if view.mistaken]
    head = ("notion", *(f"as {party(view.party)} sees it" for view in seen), "in every view", "nobody would leave")
    rows = [
        (
            _concept(name).partition(":")[0],
            *(str(view.equilibria[name].count) for view in seen),
            str(views.shared[name].count),
            str(views.lasting[name].count),
        )
        for name in views.shared
    ]
    console.print()
    _table(console, "Equilibria in each party's own view", head, rows)
    if views.lasts:
        console.print(f"Now would last, each party seeing it its own way, under {sentences.notions(views.lasts)}.")
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
        rows = ((", ".join(map(sentences.notion, names)), clean(_state(case, state))) for state, names in held.items())
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
        (_concept(name), str(states.count), str(stuck.count))
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
        rows.append((_concept(name), _number_found(states), *told))
    head = ("notion", "equilibria", "always in", "always out", "free", "not known")
    _table(console, "Equilibria, and how many steps are in force in all, in none and in some of them", head, rows)
    for name, pattern in (found.patterns or {}).items():
        if pattern is not None and (pattern.always or pattern.never):
            console.print()
            console.print(f"In every equilibrium under {name.upper()}", style="bold")
            for label, part in (("in force", pattern.always), ("not in force", pattern.never)):
                console.print(f"  {label}: {clean(_state(case, part))}")
    nearest = [(name, states.states[0]) for name, states in found.equilibria.items() if states and states.states]
    if nearest:
        console.print()
        rows_ = ((name.upper(), clean(_difference(case, found.now.state, state))) for name, state in nearest)
        _table(console, "The equilibrium nearest to now", ("notion", "what changes"), rows_, left=2)
    console.print()
    console.print(
        f"A case of {len(found.steps)} steps is searched, not listed: SEQ, SSEQ, ways from now and what is stable only "
        "because it cannot be undone are not answered. They are for up to 24 steps: leave out steps that do not matter "
        "here. `standoff assess` and `standoff roadmap` ask whether plans hold, at this size too."
    )


def _number_found(states: Equilibria | None) -> str:
    if states is None:
        return "not answered"
    if states.more is None:
        return f"{states.count:,} so far, not finished"
    return f"more than {states.count:,}" if states.more else f"{states.count:,}"


def _difference(case: Case, before: Sequence[str], after: Sequence[str]) -> str:
    made = [case.steps[step].name for step in after if step not in before]
    ended = [case.steps[step].name for step in before if step not in after]
    return sentences.change(made, ended) if made or ended else "nothing: it is now itself"


def _leverage(change: Leverage | None) -> str:
    if change is None or change.best is None or change.worst is None:
        return "-"
    return "0" if change.best == change.worst == 0 else f"{_number(change.worst)} to {_number(change.best)}"


def _state(case: Case, state: Sequence[str]) -> str:
    return sentences.listing([case.steps[step].name for step in state]) or "nothing"


def _names(parties: Mapping[str, object]) -> Callable[[str], str]:
    return lambda key: clean(sentences.opening(str(getattr(parties[key], "name", key))))


def show_findings(console: Console, case: Case, found: Findings) -> None:
    """A run in a few lines; the brief has the rest."""
    plans = [(p.title, p.verdict, p.trust, found.sureness.get(f"plan:{p.plan}")) for p in found.plans]
    roads = [
        (f"Roadmap: {r.title}", r.shown.verdict, r.shown.trust, found.sureness.get(f"deal:{r.deal}"))
        for r in found.roadmaps
        if r.shown
    ]
    rows = (
        (clean(title), VERDICTS[verdict], _trust(trust), _holds(sure))
        for title, verdict, trust, sure in [*plans, *roads]
    )
    _table(
        console, f"{clean(found.title)}, {found.as_of}", ("plan", "verdict", "trust asked", "holds in"), rows, left=2
    )
    _show_learning(console, found)
    if found.unassessed:
        console.print(clean(sentences.opening(f"{found.unassessed}.")))
    elif found.made.ordered:
        console.print()
        _ordered(console, case, found.made, drawn=True)


def _show_learning(console: Console, found: Findings) -> None:
    """The initial trust that plans ask, and how often it is met; nothing where the case states nobody's sincerity."""
    shown = [(p.title, f"plan:{p.plan}", p) for p in found.plans]
    shown += [(f"Roadmap: {r.title}", f"deal:{r.deal}", r.shown) for r in found.roadmaps if r.shown]
    rows = []
    for title, key, plan in shown:
        sure = found.sureness.get(key)
        if plan.learning is not None:
            enough = {True: "yes", False: "no", None: "not known"}[plan.learning.enough]
            share = "-" if sure is None else _share(sure.believed)
            rows.append((clean(title), enough, _trust(plan.learning.trust), share))
    if rows:
        console.print()
        head = ("plan", "enough belief", "trust at the start", "holds and believed in")
        _table(console, "With what is learned on the way", head, rows, left=2)


def _holds(sure: Sureness | None) -> str:
    return "-" if sure is None else f"{sentences.percent(sure.holds)} of {sure.draws} draws"
