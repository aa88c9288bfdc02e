"""The front of a brief: headline, eight sentences, bars, why the best deal beats the named one, picture and foot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from standoff.analysis.evidence import coverage
from standoff.analysis.ordinal_worths import ordered_parties
from standoff.results.records.answer import Answer, Best, Contender, Label
from standoff.results.records.run import Findings
from standoff.results.sentences.answer import called, labels
from standoff.results.sentences.front import (
    counted,
    how_drawn,
    what_it_changes,
    why_it_beats,
    why_not,
)
from standoff.results.sentences.sureness import LIKELIHOODS
from standoff.results.sentences.wording import in_quotes, listing, opening, titled
from standoff.views.front.picture import ALL, STEP, Detail, Picture, cut, picture

if TYPE_CHECKING:
    from standoff.case.model.model import Case

__all__ = ["KEYS", "Bar", "Bars", "Front", "Sentence", "front"]

KEYS: tuple[Label, ...] = ("holds", "first")
"""The sentences that a reader in a hurry has to see."""

SAYABLE: tuple[Label, ...] = ("where", "first")
"""What can be said where no plan can be assessed."""

KICKER = 64
"""How long the title of a case is over the headline."""

NAME, NOTE = 34, 30
"""How long the name of a bar, and the note under it, is."""

TOO_MUCH = "The order of the best deal found has more in it than one page holds: it is in the roadmap of the annex."

MENDED = 4
"""So many plans are said how to mend, where nothing holds."""


@dataclass(frozen=True)
class Sentence:
    """One of the eight sentences: its label as a key and as people read it."""

    label: str
    title: str
    text: str
    is_key: bool


@dataclass(frozen=True)
class Bar:
    """In which share of the draws a plan or deal of the case holds, or the best deal found; `count` says it of 100."""

    name: str
    note: str
    share: float
    count: str
    is_best: bool


@dataclass(frozen=True)
class Bars:
    """The bars, of how many draws they are (`judged_on`), what is not shown, and why the best beats the named deal.

    `question` and `why` are "" where there is nothing to compare.
    """

    title: str
    note: str
    judged_on: int
    bars: tuple[Bar, ...]
    left_out: str
    question: str
    why: str


@dataclass(frozen=True)
class Front:
    """All that the front says. `bars` is None where no plan can be assessed, `picture` where no deal was found.

    `unassessed` says why no plan can be assessed, `mending` what would mend the plans of the case where nothing holds.
    `unshown`: why there is no picture of a deal that was found. `wide`: the sentences stand over the bars. `size`: how
    many times larger than usual it is printed.
    """

    kicker: str
    caution: str
    headline: str
    sentences: tuple[Sentence, ...]
    bars: Bars | None
    picture: Picture | None
    unassessed: str
    mending: tuple[str, ...]
    foot: tuple[str, ...]
    unshown: str = ""
    wide: bool = False
    size: float = 1.0


def front(case: Case, findings: Findings, detail: Detail = ALL) -> Front | None:
    """The front of the brief about a case, in so much detail; None where nothing was drawn, so that there is no answer.

    >>> import standoff
    >>> from standoff.case.load import read_source
    >>> gifts = read_source("case.yaml", (
    ...     "{format: 1, title: Gifts, as_of: 2026-11-02, "
    ...     "parties: {a: {horizon: 4 years}, b: {horizon: 4 years, walkout_cost: 4}}, steps: {"
    ...     "gift_of_a: {by: a, undo: never, worth: {a: -3, b: 5}}, "
    ...     "gift_of_b: {by: b, undo: never, worth: {a: 5, b: -3}}}}"
    ... )).case
    >>> shown = front(gifts, standoff.run(gifts, draws=20))
    >>> shown.headline, [bar.count for bar in shown.bars.bars]
    ('A deal in two phases is likely to hold.', ['100'])
    >>> [(phase.title, phase.when) for phase in shown.picture.phases]
    [('Phase 1', 'now'), ('Phase 2', 'at once'), ('All done', 'at once')]
    >>> front(gifts, standoff.run(gifts, draws=0)) is None
    True
    """
    answer = findings.answer
    if answer is None:
        return None
    best = answer.best
    found = None if best is None else best.found
    titles = labels(best)
    said = titles if best is not None else {label: titles[label] for label in SAYABLE}
    return Front(
        kicker=f"{cut(case.title, KICKER)} · position of {case.as_of.day} {case.as_of:%B %Y}{_seen(findings)}",
        caution="Not a forecast: what follows if the numbers of the case are right",
        headline=answer.headline,
        sentences=tuple(
            Sentence(label, title, answer.sentences[label], label in KEYS) for label, title in said.items()
        ),
        bars=None if best is None or not _shown(best) else _bars(case, best, detail),
        picture=None if found is None or not detail.lanes else picture(case, found, detail),
        unassessed=f"No plan is assessed: {answer.unassessed}." if answer.unassessed else "",
        mending=() if best is None or found is not None else _mending(findings),
        foot=_foot(case, answer),
        unshown=TOO_MUCH if found is not None and not detail.lanes else "",
    )


def _seen(findings: Findings) -> str:
    """In which view and with which values the case was asked about, where it was not as its file has it."""
    return f" · {cut(findings.seen, KICKER)}" if findings.seen else ""


# ------------------------------------------------------------------------------------------------------- the bars


def _shown(best: Best) -> list[Contender]:
    return [*best.rivals, *([best.found] if best.found else [])]


def _bars(case: Case, best: Best, detail: Detail) -> Bars:
    rivals, room = list(best.rivals), detail.bars - (best.found is not None)
    most = sorted(range(len(rivals)), key=lambda n: -rivals[n].sure.holds)
    kept = [rivals[n] for n in sorted(most[:room])]
    left, highest = len(rivals) - len(kept), max((rivals[n].sure.holds for n in most[room:]), default=0.0)
    question, why = _why(case, best) if detail.why else ("", "")
    error = max((high - low) / 2 for low, high in (one.sure.between["holds"] for one in _shown(best)))
    orders = [called(case.parties[party].name) for party in ordered_parties(case)]
    uncertain = bool(orders) or any(quantity.shape != "point" for _, quantity in case.quantities())
    return Bars(
        title="In how many of 100 draws does it hold?",
        note=how_drawn(best.judged_on, error, uncertain, orders),
        judged_on=best.judged_on,
        bars=tuple(_bar(case, one, detail.notes) for one in [*kept, *([best.found] if best.found else [])]),
        left_out=f"Not shown: {left} more, of which none holds in more than {counted(highest)}." if left else "",
        question=question,
        why=why,
    )


def _bar(case: Case, one: Contender, noted: bool) -> Bar:
    """A plan or deal by what stands before the colon of its title; what stands after it is the note."""
    name, _, note = one.title.partition(": ")
    if one.kind == "found":
        name, note = "The best deal found", "in the order below"
        if one.name:
            note = f"“{cut(case.deals[one.name].title.partition(': ')[0] or one.name, 18)}”, as below"
    elif one.kind == "deal" and not note:
        note = "in the best order found"
    return Bar(
        name=opening(cut(name, NAME)),
        note=cut(note, NOTE) if noted else "",
        share=one.sure.holds,
        count=counted(one.sure.holds),
        is_best=one.kind == "found",
    )


def _why(case: Case, best: Best) -> tuple[str, str]:
    """Why the best deal found is better than the deal of the case that holds most often: a question and its answer."""
    found, named = best.found, best.named
    if found is None or named is None:
        return "", ""
    ends = [{*one.plan.keeps, *(step for phase in one.plan.phases for step in phase)} for one in (found, named)]
    if ends[0] == ends[1] and [*map(set, found.plan.phases)] == [*map(set, named.plan.phases)]:
        return "", ""
    title = titled(named.title)
    changes = what_it_changes(_short(case, *ends), _short(case, *reversed(ends)))
    here, there = counted(found.sure.holds), counted(named.sure.holds)
    if here != there and found.sure.holds > named.sure.holds:
        breaking: dict[str, float] = {}
        for party, _, often in named.sure.breakers:
            breaking[party] = breaking.get(party, 0.0) + often
        fails = why_it_beats(
            title,
            [(called(case.parties[party].name), often) for party, often in named.sure.refusers],
            [(called(case.parties[party].name), often) for party, often in breaking.items()],
        )
        return f"Why {here} and not {there}?", f"{fails} {changes}".strip()
    least = why_not(title, named.sure.holds, named.smallest_share, found.smallest_share)
    return (f"Why not {title}?", f"{least} {changes}".strip()) if least else ("", "")


def _short(case: Case, one: set[str], other: set[str]) -> list[str]:
    """The steps of one set that are not in the other, in the order of the case."""
    return [cut(step.in_short, STEP) for name, step in case.steps.items() if name in one - other]


# ------------------------------------------------------------------------------------------- what mends, and the foot


def _mending(findings: Findings) -> tuple[str, ...]:
    """What would mend each plan that was looked at: one change if any is enough, or two, or that none was found."""
    said = []
    for mending in list(findings.mendings.values())[:MENDED]:
        title = titled(mending.title)
        if mending.mended:
            continue
        if mending.enough:
            said.append(f"{title} holds if {mending.enough[0].says}.")
        elif mending.pairs:
            both = listing([remedy.says for remedy in mending.pairs[0].remedies])
            said.append(f"{title} holds if {both}.")
        else:
            tried = "neither one change nor two" if mending.pairs_tried is not None else "no single change"
            said.append(f"{title} is mended by {tried} that {'were' if ' nor ' in tried else 'was'} looked at.")
    return tuple(said)


def _foot(case: Case, answer: Answer) -> tuple[str, ...]:
    """What the page rests on, how to make it again, and the scale of its words."""
    found = coverage(case)
    values = f"{_count(len(found.numbers), 'value')} ({found.sized} with a source for the size)"
    said = [
        f"Case: {in_quotes([cut(case.title, KICKER)])}, {_count(len(case.parties), 'party', 'parties')}, "
        f"{_count(len(case.steps), 'step')}, {values}."
    ]
    best, made = answer.best, answer.made
    if best is not None:
        looked = f"{_count(best.candidates, 'plan')} compared"
        said.append(f"{looked}, out of {_count(best.deals, 'deal')} examined." if best.deals else f"{looked}.")
        said.append(f"Chosen on {best.chosen_on:,} draws, judged on {best.judged_on:,} others.")
    said.append(f"standoff {made.version}, seed {made.seed}.")
    low = 0.0
    words = []
    for high, word, between in LIKELIHOODS:
        if best is not None and best.found is not None and low <= best.found.sure.holds < high:
            words.append(f"“{opening(word)}” is {between} (ICD 203).")
        low = high
    return (*said, *words)


def _count(size: int, one: str, many: str = "") -> str:
    return f"{size:,} {one if size == 1 else many or one + 's'}"
