"""The view Answer: what holds in how many of 100 draws, and the sentences of the answer, at once and then in full."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from standoff.analysis.answer.at_once import Before, deals_at_once, glances
from standoff.analysis.answer.best import DRAWS
from standoff.analysis.progress import Progress, silent
from standoff.engine.core.parallel import HERE, Workers
from standoff.results.documents.document import CaseDocument, Dated
from standoff.results.records.answer import Answer, Contender, Glance, Kind
from standoff.results.sentences.front import counted, how_drawn, what_it_is
from standoff.results.sentences.wording import cut, opening

if TYPE_CHECKING:
    from standoff.case.model.model import Case
    from standoff.results.records.sureness import Sureness

__all__ = ["BarEntry", "FrontDocument", "Partial", "Said", "before_of", "front", "glance", "unheard"]

AT_ONCE = 200
"""So many draws are worth waiting for."""

MOST_BEFORE = 200
"""So many orders that were found before are looked at again."""

NAME, NOTE = 60, 110
"""How long the name of a bar, and the small line under it, is."""

MINUTE = ("weakest", "likely", "confidence", "first")
"""The sentences for somebody who has one minute; the others follow."""


@dataclass(frozen=True, kw_only=True)
class BarEntry:
    """A plan or deal of the case, or the best deal found, and in which share of the draws it holds.

    order: its phases. draws: on how many it was judged. final: whether its best order was sought already.
    """

    kind: Kind
    name: str
    title: str
    note: str
    order: tuple[tuple[str, ...], ...]
    share: float
    count: str
    low: float
    high: float
    draws: int
    final: bool


@dataclass(frozen=True)
class Said:
    """One sentence of the answer under its label; minute: for somebody who has one minute."""

    label: str
    title: str
    text: str
    minute: bool


@dataclass(frozen=True, kw_only=True)
class FrontDocument(CaseDocument):
    """What the view Answer shows. `done`: whether it is the whole answer, or what was found until now.

    `missing`: deals of the case, by their keys, for which no order is found yet. `nothing`: why no plan is assessed.
    """

    command: Literal["front"] = "front"
    headline: str
    where: str
    bars: tuple[BarEntry, ...]
    sentences: tuple[Said, ...]
    note: str
    nothing: str
    missing: tuple[str, ...]
    done: bool


Partial: TypeAlias = Callable[[FrontDocument], None]
"""Is told what was found until now."""


def unheard(document: FrontDocument) -> None:
    """Nobody is told."""


def before_of(told: Any) -> tuple[Before, ...]:
    """Orders found before, as a page tells them; what is no order is left out.

    >>> before_of([{"kind": "deal", "name": "swap", "order": [["a"], ["b"]]}, {"kind": "plan"}, 7])
    (Before(kind='deal', name='swap', phases=(('a',), ('b',))),)
    """
    found: list[Before] = []
    for one in told[:MOST_BEFORE] if isinstance(told, list) else []:
        if (
            not isinstance(one, dict)
            or one.get("kind") not in ("deal", "found")
            or not isinstance(one.get("name"), str)
        ):
            continue
        order = one.get("order")
        if isinstance(order, list) and all(
            isinstance(phase, list) and phase and all(isinstance(step, str) for step in phase) for phase in order
        ):
            found.append(Before(one["kind"], one["name"], tuple(tuple(phase) for phase in order)))
    return tuple(found)


def glance(
    case: Case,
    draws: int = DRAWS,
    seed: int = 1,
    before: Sequence[Before] = (),
    progress: Progress = silent,
    partial: Partial = unheard,
) -> FrontDocument:
    """What holds, at once by a few draws, and then by all: the plans of the case, and an order for each deal of it.

    before: orders that were found before the case was changed; they are looked at first, as far as they still can be.
    partial: told what was found until now, several times. Raises UsageError, SizeError.

    >>> from standoff.case.load import read_source
    >>> gifts = read_source("case.yaml", (
    ...     "{format: 1, title: Gifts, as_of: 2026-11-02, "
    ...     "parties: {a: {horizon: 4 years}, b: {horizon: 4 years, walkout_cost: 4}}, steps: {"
    ...     "gift_of_a: {by: a, undo: never, worth: {a: -3, b: 5}}, "
    ...     "gift_of_b: {by: b, undo: never, worth: {a: 5, b: -3}}}, "
    ...     "plans: {at_once: {title: 'Together: both gifts', phases: [[gift_of_a, gift_of_b]]}}}"
    ... )).case
    >>> for bar in glance(gifts).bars:
    ...     print(bar.title, "|", bar.note, "|", bar.count)
    Together | demand: both gifts | 0
    """
    from standoff.analysis.numbers import why_not_assessed

    nothing = why_not_assessed(case)
    if nothing:
        return _so_far(case, (), nothing=nothing)
    few = [*glances(case, min(draws, AT_ONCE), seed, before)]
    partial(_so_far(case, few))
    known = [one.name for one in few if one.kind == "deal"]
    for found in deals_at_once(case, min(draws, AT_ONCE), seed, known, progress):
        few.append(found)
        partial(_so_far(case, few))
    if draws > AT_ONCE:
        progress("the draws", 0.5)
        few = [
            *glances(case, draws, seed, [Before(one.kind, one.name, one.phases) for one in few if one.kind != "plan"])
        ]
    return _so_far(case, few)


def front(
    case: Case,
    draws: int = DRAWS,
    seed: int = 1,
    progress: Progress = silent,
    partial: Partial = unheard,
    by: Workers = HERE,
) -> FrontDocument:
    """The whole answer: what holds, with the best deal found, and all sentences; before, where things stand.

    Raises UsageError, SizeError.

    >>> from standoff.case.load import read_source
    >>> gifts = read_source("case.yaml", (
    ...     "{format: 1, title: Gifts, as_of: 2026-11-02, "
    ...     "parties: {a: {horizon: 4 years}, b: {horizon: 4 years, walkout_cost: 4}}, steps: {"
    ...     "gift_of_a: {by: a, undo: never, worth: {a: -3, b: 5}}, "
    ...     "gift_of_b: {by: b, undo: never, worth: {a: 5, b: -3}}}}"
    ... )).case
    >>> for bar in front(gifts, draws=20).bars:
    ...     print(bar.title, "|", bar.note, "|", bar.count)
    The best deal found | found, of 3 deals | 100
    """
    from standoff.analysis.answer.answer import DRAWN, Today, answer, where_stands
    from standoff.analysis.answer.questions import NOW, OFTEN, asked, of_today, refuse_states

    refuse_states(case)
    answers = asked(case, of_today(case, 1, DRAWN, seed, "now"), "where things stand", progress, by)
    today = Today(answers[NOW], answers[OFTEN])
    partial(_so_far(case, (), where_stands(case, today)))
    return _whole(case, answer(case, draws, seed, progress, by, today=today))


def _so_far(case: Case, few: Iterable[Glance], where: str = "", nothing: str = "") -> FrontDocument:
    bars = [
        _bar(
            case,
            one.kind,
            one.name,
            one.title,
            one.phases,
            one.sure,
            what_it_is(one.kind, _about(one.title), sought=False),
            final=one.kind == "plan",
        )
        for one in few
    ]
    found = {bar.name for bar in bars if bar.kind == "deal"}
    return FrontDocument(
        case=Dated(case.title, case.as_of.isoformat()),
        headline="",
        where=where,
        bars=_in_order(bars),
        sentences=(),
        note=_how_drawn(case, bars),
        nothing=nothing,
        missing=tuple(name for name in case.deals if name not in found),
        done=False,
    )


def _whole(case: Case, found: Answer) -> FrontDocument:
    from standoff.results.sentences.answer import labels

    best = found.best
    shown = [] if best is None else [*([best.found] if best.found else []), *best.rivals]
    bars = [_of_contender(case, one, 0 if best is None else best.deals) for one in shown]
    titles = labels(best)
    return FrontDocument(
        case=Dated(case.title, case.as_of.isoformat()),
        headline=found.headline,
        where=found.sentences["where"],
        bars=_in_order(bars),
        sentences=tuple(
            Said(label, titles[label], text, label in MINUTE)
            for label, text in found.sentences.items()
            if label != "where"
        ),
        note=_how_drawn(case, bars),
        nothing=found.unassessed,
        missing=(),
        done=True,
    )


def _of_contender(case: Case, one: Contender, deals: int) -> BarEntry:
    about = _about(one.title)
    if one.kind == "found":
        about = case.deals[one.name].title.partition(": ")[0] or one.name if one.name else ""
    note = what_it_is(one.kind, about, deals)
    title = "The best deal found" if one.kind == "found" else one.title
    return _bar(case, one.kind, one.name, title, one.plan.phases, one.sure, note, final=True)


def _about(title: str) -> str:
    """What a title says after its colon."""
    return title.partition(": ")[2]


def _bar(
    case: Case,
    kind: Kind,
    name: str,
    title: str,
    order: tuple[tuple[str, ...], ...],
    sure: Sureness,
    note: str,
    *,
    final: bool,
) -> BarEntry:
    low, high = sure.between["holds"]
    return BarEntry(
        kind=kind,
        name=name,
        title=opening(cut(title.partition(": ")[0], NAME)),
        note=cut(note, NOTE),
        order=order,
        share=sure.holds,
        count=counted(sure.holds),
        low=low,
        high=high,
        draws=sure.draws,
        final=final,
    )


def _in_order(bars: Iterable[BarEntry]) -> tuple[BarEntry, ...]:
    """What holds most often first; of what holds equally often the best deal found."""
    return tuple(sorted(bars, key=lambda bar: (-bar.share, bar.kind != "found")))


def _how_drawn(case: Case, bars: Sequence[BarEntry]) -> str:
    if not bars:
        return ""
    from standoff.analysis.ordinal_worths import ordered_parties
    from standoff.results.sentences.answer import called

    orders = [called(case.parties[party].name) for party in ordered_parties(case)]
    uncertain = bool(orders) or any(quantity.shape != "point" for _, quantity in case.quantities())
    error = max((bar.high - bar.low) / 2 for bar in bars)
    return how_drawn(min(bar.draws for bar in bars), error, uncertain, orders)
