"""How sure: how often each plan holds over the draws, and what that rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from markupsafe import Markup

from standoff.results.records.sureness import StateOften, Sureness
from standoff.views.brief import what_flips
from standoff.views.brief.figures.bars import shares, spread
from standoff.views.brief.notions import label, written_out
from standoff.views.brief.telling import JudgedPlan, Section, Shown, Told, at_phase, say
from standoff.views.brief.words import LIKELIHOODS, anchor, asked, likelihood, listed, percent, points, short, titled

__all__ = ["SECTION", "view"]


def view(told: Told) -> Shown | None:
    """How often each plan holds, breaks and is refused over the draws, with the error of counting draws."""
    drawn = [one for one in (*told.deals, *told.plans) if one.sure]
    if not drawn:
        return None
    draws = max(one.sure.draws for one in drawn if one.sure)
    return {
        "draws": f"{draws:,}",
        "error": points(draws),
        "rows": [_sure(told, one, one.sure) for one in drawn if one.sure],
        "takeaway": _sure_takeaway(drawn),
        "scale": [(words, probability) for _, words, probability in LIKELIHOODS],
        "confidence": _confidence(told),
        "against": _against(told, drawn),
        "often": _often(told),
        "ordered": told.from_orders,
        "robust": [words for one in drawn if (words := what_flips.other_orders(told, one))],
        "flips": [flips for one in drawn if (flips := what_flips.flips(told, one))],
        "driven": what_flips.driven(told, drawn),
    }


def _often(told: Told) -> Shown | None:
    """How often now, and what the deals leave in force, are equilibria over the draws."""
    found = told.findings.often
    if found is None:
        return None
    names = list(found.now)
    alike: dict[str, list[str]] = {}
    for name in names:
        alike.setdefault(percent(found.now[name]), []).append(label(name))
    now = listed(
        f"{share} under {listed(those) if len(alike) > 1 else 'every notion'}" for share, those in alike.items()
    )
    return {
        "takeaway": say("Over {} draws, today is an equilibrium in {}.", f"{found.draws:,}", now),
        "draws": f"{found.draws:,}",
        "notions": [written_out(name) for name in names],
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
    return f" ({', '.join(told.named(s) for s in members)})" if members else ""


def _sure(told: Told, one: JudgedPlan, sure: Sureness) -> Shown:
    return {
        "id": anchor("sure", one.key),
        "kind": one.kind,
        "title": short(one.title),
        "link": one.key,
        "bar": shares(anchor("shares", one.key), sure, f"How often {one.short} holds"),
        "holds": percent(sure.holds),
        "breaks": percent(sure.breaks),
        "refused": percent(sure.refused),
        "trust": None if sure.trust is None else [asked(share) for share in sure.trust],
        "spread": None
        if sure.trust is None
        else spread(anchor("spread", one.key), sure.trust, f"Trust that {one.short} asks for, over the draws"),
        "fails": _fails(told, one, sure),
    }


_HOLDING: Mapping[str, tuple[str, str]] = {
    "all": ("holds in every draw", "hold in every draw"),
    "almost certain": ("is almost certain to hold", "are almost certain to hold"),
    "very likely": ("is very likely to hold", "are very likely to hold"),
    "likely": ("is likely to hold", "are likely to hold"),
    "roughly even chance": ("has a roughly even chance of holding", "have a roughly even chance of holding"),
    "unlikely": ("is unlikely to hold", "are unlikely to hold"),
    "very unlikely": ("is very unlikely to hold", "are very unlikely to hold"),
    "almost no chance": ("has almost no chance of holding", "have almost no chance of holding"),
    "none": ("holds in no draw", "hold in no draw"),
}
"""How likely one plan, or several, are to hold, the likeliest first; the scale leaves out what always or never is."""


def _sure_takeaway(drawn: Sequence[JudgedPlan]) -> Markup:
    """How likely each plan is to hold, in words: two where so many draws cannot tell which one it is."""
    groups: dict[str, list[str]] = {}
    for one in sorted(drawn, key=lambda one: -(one.sure.holds if one.sure else 0.0)):
        groups.setdefault(_likely(one.sure) if one.sure else "none", []).append(one.short)
    clauses = [say("{} {}", listed(names), _holding(words, len(names) > 1)) for words, names in groups.items()]
    return say("Given the ranges of the case, {}.", Markup("; ").join(clauses))


def _likely(sure: Sureness) -> str:
    """The word for how likely a plan is to hold, or the first and the last of those that its share may deserve."""
    if sure.holds in (0, 1):
        return "all" if sure.holds else "none"
    low, high = (likelihood(end) for end in sure.between["holds"])
    return low if low == high else f"between “{low}” and “{high}”"


def _holding(words: str, several: bool) -> str:
    if words in _HOLDING:
        return _HOLDING[words][several]
    return f"{'lie' if several else 'lies'} {words}, which so many draws cannot tell apart"


def _aside(told: Told, one: JudgedPlan, party: str) -> str:
    """A party that neither takes nor keeps up a step of a plan can refuse it only where its consent is needed."""
    steps = [*one.plan.keeps, *(step for phase in one.plan.phases for step in phase)] if one.plan else []
    part = any(party in told.case.steps[step].by for step in steps)
    return "" if part or not steps else ", whose consent is needed"


def _against(told: Told, drawn: Sequence[JudgedPlan]) -> list[Markup]:
    """Per plan, in how many draws which bystanders would lose."""
    said = []
    for one in drawn:
        losers = one.sure.against if one.sure else ()
        if losers:
            often = [f"{told.named(party)} in {percent(share)} of the draws" for party, share in losers]
            said.append(say("{} would leave {} worse off, without a say.", one.short, listed(often)))
    return said


def _fails(told: Told, one: JudgedPlan, sure: Sureness) -> str:
    ways = [(share, f"{told.named(party)} refuses{_aside(told, one, party)}") for party, share in sure.refusers]
    ways += [
        (share, f"{told.named(party)} walks out {at_phase(phase, one.plan) if one.plan else f'in phase {phase}'}")
        for party, phase, share in sure.breakers
    ]
    most = sorted((way for way in ways if way[0] > 0), key=lambda way: -way[0])[:2]
    return "; ".join(f"{words} ({percent(share)})" for share, words in most) or "nobody"


def _confidence(told: Told) -> str:
    paths = [f"steps.{name}.worth.{party}" for name, step in told.case.steps.items() for party in step.worth]
    sized = [
        path
        for path in paths
        if any(
            not told.evidence[place - 1][1].judged and told.evidence[place - 1][1].supports == "size"
            for place in told.backing(path)
        )
    ]
    if not paths:
        return "The case gives orders and no worths." if told.from_orders else "The case holds no worths."
    return (
        f"Confidence is another matter: a source backs the size of {len(sized)} of the {len(paths)} worths; "
        "the sizes of the others are somebody’s judgement."
    )


SECTION = Section(80, "sure", "How sure", view)
