"""What every section of the brief tells from and with: the case and findings, sentences, verdicts, gains."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from standoff.results.records.assessment import Assessment
from standoff.results.records.remedies import Mending
from standoff.results.records.roadmap import Roadmap
from standoff.results.records.run import Findings
from standoff.results.records.sureness import Sureness
from standoff.results.sentences import beyond
from standoff.results.sentences import edge as hanging
from standoff.results.sentences.sureness import from_orders
from standoff.results.sentences.wording import as_one, at_least, opening
from standoff.views.brief.words import anchor, called, number, percent, quoted, short, titled, unbroken

if TYPE_CHECKING:
    from standoff.case.model.evidence import Evidence
    from standoff.case.model.model import Case

__all__ = [
    "GLYPHS",
    "HAND_MARKS",
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


@dataclass(frozen=True)
class JudgedPlan:
    """A plan of the case, or a deal with the plan found for it; `key` begins the ids of everything about it."""

    kind: str
    name: str
    title: str
    plan: Assessment | None
    sure: Sureness | None
    roadmap: Roadmap | None = None
    mending: Mending | None = None

    @property
    def key(self) -> str:
        """For ids."""
        return anchor(f"{self.kind}-{self.name}")

    @property
    def short(self) -> str:
        """The title inside a sentence."""
        return quoted(short(self.title))

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

    @cached_property
    def plans(self) -> tuple[JudgedPlan, ...]:
        """The plans of the case."""
        return tuple(
            JudgedPlan(
                "plan",
                p.plan,
                titled(p.title, p.plan),
                p,
                self._sure("plan", p.plan),
                None,
                self._mending("plan", p.plan),
            )
            for p in self.findings.plans
        )

    @cached_property
    def deals(self) -> tuple[JudgedPlan, ...]:
        """The deals, each with the best plan found, or else the closest."""
        return tuple(
            JudgedPlan(
                "deal",
                r.deal,
                titled(r.title, r.deal),
                r.shown,
                self._sure("deal", r.deal),
                r,
                self._mending("deal", r.deal),
            )
            for r in self.findings.roadmaps
        )

    def _sure(self, kind: str, name: str) -> Sureness | None:
        return self.findings.sureness.get(f"{kind}:{name}")

    def _mending(self, kind: str, name: str) -> Mending | None:
        return self.findings.mendings.get(f"{kind}:{name}")

    @cached_property
    def judged(self) -> tuple[JudgedPlan, ...]:
        """Everything with an assessment: the main deal first, then the other deals, then the plans."""
        found = sorted((one for one in self.deals if one.plan), key=lambda one: not one.holds)
        return (*found, *self.plans)

    @cached_property
    def evidence(self) -> tuple[tuple[str, Evidence], ...]:
        """All evidence with the place it stands under, in the order of the page."""
        past = [(f"history.{place}", item) for place, entry in enumerate(self.case.history) for item in entry.because]
        seen = [(f"views.{party}", item) for party, view in self.case.views.items() for item in view.because]
        return (*self.case.evidence(), *seen, *past)

    def backing(self, path: str) -> tuple[int, ...]:
        """The numbers of the evidence for a path like `steps.freeze.worth.us`, counted from 1."""
        return tuple(
            place
            for place, (under, item) in enumerate(self.evidence, 1)
            if any(path == target or path.startswith(target + ".") for target in item.paths(under))
        )

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


@dataclass(frozen=True)
class Section:
    """A part of the page: what its template shows is made by `view`, which gives None where there is nothing.

    place: its number in the order of the page, with gaps between them. first_page: whether it stands on the first
    printed page.
    """

    place: int
    id: str
    title: str
    view: Callable[[Told], Shown | None]
    first_page: bool = False


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
    return f"{when.day} {when:%B %Y}"


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
        return signed(float(f"{gain:.2g}"))
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
            "title": one.title,
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
