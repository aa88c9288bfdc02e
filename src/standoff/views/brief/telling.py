"""What every section of the brief tells from and with: the case and findings, sentences, verdicts, gains."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from standoff.analysis.evidence import coverage
from standoff.results.records.answer import Best, Contender
from standoff.results.records.assessment import Assessment
from standoff.results.records.evidence import Backed, Coverage
from standoff.results.records.remedies import Mending
from standoff.results.records.roadmap import Roadmap
from standoff.results.records.run import Findings
from standoff.results.records.sureness import Sureness
from standoff.results.sentences import beyond
from standoff.results.sentences import edge as hanging
from standoff.results.sentences.sureness import from_orders
from standoff.results.sentences.wording import as_one, at_least, day_in_words, opening
from standoff.views.brief.words import anchor, called, cut, lowered, number, percent, quoted, short, titled, unbroken

if TYPE_CHECKING:
    from standoff.case.model.evidence import Evidence
    from standoff.case.model.model import Case

__all__ = [
    "FOUND",
    "GLYPHS",
    "HAND_MARKS",
    "KINDS",
    "LEAST",
    "VERDICTS",
    "JudgedPlan",
    "Section",
    "Shown",
    "Told",
    "at_phase",
    "beside",
    "bound",
    "bounded",
    "chip",
    "day",
    "ended",
    "gains",
    "less_than",
    "link",
    "say",
    "signed",
    "subtitle",
    "terms",
]

Shown = dict[str, Any]
"""What a template shows, by the names it uses."""


KINDS: Mapping[str, str] = {"plan": "plan", "deal": "deal", "least": "deal", "found": ""}
"""What is said of each kind of plan, beside its title."""

LEAST = ", least trust"
"""What is added to the title of a deal where the plan meant is not the one shown first, but its roadmap."""

FOUND = "The best deal found"


@dataclass(frozen=True)
class JudgedPlan:
    """A plan that is judged, and what it stands for; `key` begins the ids of everything about it.

    kind: a `plan` of the case; a `deal` of the case, by the plan for it that is the best over the draws; `least`, a
    deal by the roadmap that asks for the least trust, where that is another plan; `found`, the best deal found.
    share: over the draws, the mean of the smallest share of gain (0 where it does not hold), where it was worked out.
    least: beside a deal, the same deal by its roadmap, where that is another plan. asked: the name under which a run
    holds what else it found out about this very plan (what flips it, what mends it), or "".
    """

    kind: str
    name: str
    title: str
    plan: Assessment | None
    sure: Sureness | None
    share: float | None = None
    roadmap: Roadmap | None = None
    mending: Mending | None = None
    least: JudgedPlan | None = None
    asked: str = ""

    @property
    def key(self) -> str:
        """For ids."""
        return anchor(f"{self.kind}-{self.name}" if self.name else self.kind)

    @property
    def stands_for(self) -> str:
        """What it is, beside its title."""
        return KINDS[self.kind]

    @property
    def short(self) -> str:
        """The title inside a sentence."""
        if self.kind == "found":
            return lowered(self.title)
        return quoted(f"{short(self.title)}{LEAST * (self.kind == 'least')}")

    @property
    def head(self) -> str:
        """The title in a table or above a drawing."""
        return f"{short(self.title)}{LEAST * (self.kind == 'least')}"

    @property
    def holds(self) -> bool:
        """Whether the plan, or any plan found for the deal, holds."""
        within = self.roadmap is None or self.roadmap.best is not None
        return within and self.plan is not None and self.plan.verdict == "holds"


@dataclass(frozen=True)
class Told:
    """What every section tells from: the case, what was found, the sources and the command."""

    case: Case
    findings: Findings
    sources: Mapping[str, Mapping[str, Any]]
    command: str

    def called(self, name: str) -> str:
        """What people read for a party or a step."""
        return called(self.case, name)

    def named(self, name: str) -> str:
        """The same inside a sentence or a list, where a name that reads as several is set apart."""
        return as_one(self.called(name))

    def in_short(self, name: str) -> str:
        """What a table or a figure calls a party or a step, where there is no room for the whole name."""
        step = self.case.steps.get(name) or self.case.wholes().get(name)
        return step.in_short if step is not None and step.short else cut(self.called(name))

    def shortened(self, words: str) -> str:
        """A sentence that was made elsewhere, for a table: its steps are called by their short names."""
        for name, short_name in self._shortened:
            words = words.replace(name, short_name)
        return words

    @cached_property
    def _shortened(self) -> tuple[tuple[str, str], ...]:
        """Names and what stands for them; longer ones first, as others may be parts of them."""
        steps = ((called(self.case, name), self.in_short(name)) for name in self.case.steps)
        return tuple(sorted((one for one in steps if one[0] != one[1]), key=lambda one: -len(one[0])))

    @cached_property
    def found(self) -> JudgedPlan | None:
        """The best deal found, where one holds in any draw."""
        best = self._best.found if self._best is not None else None
        if best is None:
            return None
        return JudgedPlan("found", "", FOUND, best.plan, best.sure, best.smallest_share)

    @property
    def _best(self) -> Best | None:
        return self.findings.answer.best if self.findings.answer is not None else None

    @cached_property
    def _rivals(self) -> Mapping[tuple[str, str], Contender]:
        """The plans and deals of the case that were judged on the same draws as the best deal found."""
        return {(one.kind, one.name): one for one in (self._best.rivals if self._best is not None else ())}

    @cached_property
    def plans(self) -> tuple[JudgedPlan, ...]:
        """The plans of the case."""
        return tuple(self._plan(plan) for plan in self.findings.plans)

    def _plan(self, plan: Assessment) -> JudgedPlan:
        key, rival = f"plan:{plan.plan}", self._rivals.get(("plan", plan.plan))
        title, sure = titled(plan.title, plan.plan), rival.sure if rival is not None else self._sure(key)
        share = rival.smallest_share if rival is not None else None
        return JudgedPlan("plan", plan.plan, title, plan, sure, share, mending=self._mending(key), asked=key)

    @cached_property
    def deals(self) -> tuple[JudgedPlan, ...]:
        """The deals of the case, each by the plan that is the best over the draws, or else by its roadmap."""
        return tuple(self._deal(roadmap) for roadmap in self.findings.roadmaps)

    def _deal(self, roadmap: Roadmap) -> JudgedPlan:
        """A deal by the plan shown first, and beside it its roadmap where that is another plan."""
        key, first = f"deal:{roadmap.deal}", self._rivals.get(("deal", roadmap.deal))
        alike = first is None or (roadmap.shown is not None and _same(first.plan, roadmap.shown))
        judged = first if first is not None and alike else first.least_trust if first is not None else None
        least = JudgedPlan(
            "deal",
            roadmap.deal,
            titled(roadmap.title, roadmap.deal),
            roadmap.shown,
            judged.sure if judged is not None else self._sure(key),
            judged.smallest_share if judged is not None else None,
            roadmap,
            self._mending(key),
            asked=key,
        )
        if first is None or alike:
            return least
        chosen = first.plan, first.sure, first.smallest_share
        return JudgedPlan("deal", least.name, least.title, *chosen, least=replace(least, kind="least"))

    @cached_property
    def roadmaps(self) -> tuple[JudgedPlan, ...]:
        """The deals of the case, each by the roadmap that asks for the least trust."""
        return tuple(one.least or one for one in self.deals)

    def _sure(self, key: str) -> Sureness | None:
        return self.findings.sureness.get(key)

    def _mending(self, key: str) -> Mending | None:
        return self.findings.mendings.get(key)

    @cached_property
    def judged(self) -> tuple[JudgedPlan, ...]:
        """Everything with an assessment: the best deal found, the deals (first those that hold), then the plans."""
        deals = sorted((one for one in self.deals if one.plan), key=lambda one: not one.holds)
        each = (part for one in deals for part in (one, one.least) if part is not None and part.plan is not None)
        return (*filter(None, [self.found]), *each, *self.plans)

    @cached_property
    def evidence(self) -> tuple[tuple[str, Evidence], ...]:
        """All evidence with the place it stands under, in the order of the page."""
        past = [(f"history.{place}", item) for place, entry in enumerate(self.case.history) for item in entry.because]
        read = [
            (f"{kind}.{name}.readings.{called}", item)
            for kind, name, claim in self.case.agreements()
            for called, reading in claim.readings.items()
            for item in reading.because
        ]
        seen = [(f"views.{party}", item) for party, view in self.case.views.items() for item in view.because]
        next_ = [
            (f"parties.{name}.successor", item)
            for name, party in self.case.parties.items()
            if party.successor
            for item in party.successor.because
        ]
        return (*self.case.evidence(), *seen, *past, *read, *next_)

    def backing(self, path: str) -> tuple[int, ...]:
        """The numbers of the evidence for a path like `steps.freeze.worth.us`, counted from 1."""
        return tuple(
            place
            for place, (under, item) in enumerate(self.evidence, 1)
            if any(path == target or path.startswith(target + ".") for target in item.paths(under))
        )

    @cached_property
    def coverage(self) -> Coverage:
        """What the numbers of the case rest on."""
        return self.findings.coverage or coverage(self.case)

    @cached_property
    def backed(self) -> Mapping[str, Backed]:
        """The same of each number, by its path."""
        return {one.path: one for one in self.coverage.numbers}

    @property
    def unassessed(self) -> str:
        """Why no plan could be assessed, as a sentence, or ""."""
        why = self.findings.unassessed
        return ended(opening(why)) if why else ""

    @property
    def from_orders(self) -> str:
        """Whose points come from an order alone, or ""."""
        called = [self.called(party) for party in self.findings.made.ordered]
        return from_orders(called, drawn=True) if called else ""


def _same(one: Assessment, other: Assessment) -> bool:
    """Whether two plans for a deal are the same plan."""
    return one.keeps == other.keeps and [set(steps) for steps in one.phases] == [set(steps) for steps in other.phases]


@dataclass(frozen=True)
class Section:
    """A part of the annex: what its template shows is made by `view`, which gives None where there is nothing.

    A view holds `in_brief`, the sentence that is read while the part is closed. place: its number in the order of the
    page, with gaps between them.
    """

    place: int
    id: str
    title: str
    view: Callable[[Told], Shown | None]


def say(words: str, *parts: object, **named: object) -> Markup:
    """A sentence with its parts escaped and filled in.

    >>> str(say("{} is <b>{}</b>.", "A & B", 3))
    'A &amp; B is <b>3</b>.'
    """
    return Markup(words).format(*parts, **named)


def ended(words: str) -> str:
    """The words with a full stop, if they end without one.

    >>> ended("10 = the ban lifted "), ended("Why?")
    ('10 = the ban lifted.', 'Why?')
    """
    bare = words.strip()
    return bare if bare.endswith((".", "!", "?", "…")) else f"{bare}."


def link(target: str, words: object) -> Markup:
    """A link to another place on the page.

    >>> str(link("where", "now & then"))
    '<a href="#where">now &amp; then</a>'
    """
    return say('<a href="#{}">{}</a>', target, words)


def day(when: date) -> str:
    """A date as it is read aloud.

    >>> day(date(2025, 9, 8))
    '8 September 2025'
    """
    return day_in_words(when)


def at_phase(phase: int, plan: Assessment) -> str:
    """Where in a plan, inside a sentence."""
    return f"in phase {phase}" if phase <= len(plan.phases) else "once all is done"


GLYPHS: Mapping[str, str] = {"holds": "✓", "breaks": "✕", "refused": "⊘"}
VERDICTS: Mapping[str, str] = {"holds": "Holds", "breaks": "Breaks", "refused": "Refused"}
HAND_MARKS: Mapping[str, str] = {"walks": "✕", "much": "◆", "some": "◇", "stays": "○", "nothing": "–"}
"""The marks of what a party does at a phase, as letters: the shapes of the drawings."""


def chip(plan: Assessment | None) -> Markup:
    """The verdict as a mark and a word, and whether it is on the edge.

    >>> str(chip(None))
    '<strong class="verdict none">None found</strong>'
    """
    if plan is None:
        return Markup('<strong class="verdict none">None found</strong>')
    return say(
        '<strong class="verdict {}"><span aria-hidden="true">{}</span> {}{}</strong>',
        plan.verdict,
        GLYPHS[plan.verdict],
        VERDICTS[plan.verdict],
        hanging.on_the_edge(plan),
    )


def signed(gain: float) -> Markup:
    """A gain with a mark for its sign, not told by colour alone.

    >>> signed(-1.5).striptags(), signed(2.0).striptags(), signed(0.0).striptags()
    ('▼ −1.5', '▲ +2', '= no change')
    """
    kind, glyph = ("up", "▲") if gain > 0 else ("down", "▼") if gain < 0 else ("same", "=")
    words = "no change" if gain == 0 else number(gain, signed=True)
    return say('<span class="{}"><span aria-hidden="true">{}</span> {}</span>', kind, glyph, words)


def gained(plan: Assessment, party: str) -> Markup:
    """What a party gains by a plan, in a sentence: with the digits that the numbers of a case can carry."""
    gain = plan.gain[party]
    if not gain or not plan.hardly(party):
        return signed(gain)
    kind, glyph = ("up", "▲") if gain > 0 else ("down", "▼")
    return say('<span class="{}"><span aria-hidden="true">{}</span> less than 1\xa0% of its stake</span>', kind, glyph)


def gains(told: Told, one: JudgedPlan) -> list[Markup]:
    """What each party has by a plan against now; each number leads to its row among the terms."""
    assert one.plan is not None
    return [
        say("{} {}", told.named(party), link(anchor("terms", one.key, party), gained(one.plan, party)))
        for party in one.plan.gain
    ]


def terms(told: Told, several: Sequence[JudgedPlan]) -> list[Shown]:
    """Per plan and party: gain, at risk, symbolic share."""
    return [
        {
            "title": one.head,
            "rows": [
                {
                    "id": anchor("terms", one.key, party),
                    "party": told.called(party),
                    "link": anchor("party", party),
                    "gain": signed(gain),
                    "at_risk": percent(one.plan.at_risk.get(party)),
                    "symbolic": percent(one.plan.symbolic_share.get(party)),
                }
                for party, gain in one.plan.gain.items()
            ],
        }
        for one in several
        if one.plan
    ]


def subtitle(one: JudgedPlan) -> str:
    """What follows the colon of a title.

    >>> subtitle(JudgedPlan("plan", "rf", "Relief first: the demand of 2019", None, None))
    'the demand of 2019'
    """
    return one.title.removeprefix(short(one.title)).removeprefix(": ")


def beside(plan: Assessment) -> list[str]:
    """What is said beside the verdict; that no group was found is said where groups were looked at."""
    looked = plan.between is not None and len(plan.gain) > 1
    no_group = ["No group of parties was found whose members would all gain by breaching together."]
    return [unbroken(words) for words in (*beyond.beside(plan), *(no_group if looked and not plan.groups else ()))]


def less_than(roadmap: Roadmap | None) -> str:
    """The plans of the case that give everybody more than a roadmap; or nothing."""
    plans = roadmap.less_than if roadmap is not None else ()
    return hanging.less_than([(titled(plan.title, plan.plan), plan.verdict) for plan in plans])


def bounded(words: str, sign: str, exact: bool) -> str:
    """A number with a sign before it where it is a bound: ≥ for at least, ≤ for at most.

    >>> bounded("3.2", "≥", False), bounded("3.2", "≥", True)
    ('≥\xa03.2', '3.2')
    """
    return words if exact else f"{sign}\xa0{words}"


def bound(roadmap: Roadmap | None) -> str:
    """How much is known of the orders that were not found, in few words."""
    if roadmap is None:
        return ""
    if roadmap.best is None and roadmap.closest is not None and roadmap.closest.verdict == "holds":
        return "holds, but not within the limits of the deal"
    if roadmap.best is None:
        return "no order holds (proved)" if roadmap.bound.proved else "in the closest plan found"
    if roadmap.bound.proved:
        return "proved least"
    if roadmap.bound.trust_at_least is not None:
        at_first = " at the start" * (roadmap.best.learning is not None)
        return f"no order below {unbroken(at_least(roadmap.bound.trust_at_least))}{at_first}"
    return "least found, not proved"
