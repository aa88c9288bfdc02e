"""Outside remedies: the smallest changes with which each failing plan would hold, and what lowers the trust asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from standoff.results.records.remedies import Mending, Pair, Remedy
from standoff.results.sentences.wording import opening, percent, points_enough, two_digits
from standoff.views.brief.telling import JudgedPlan, Section, Shown, Told, chip, say
from standoff.views.brief.words import anchor, asked, listed, unbroken

__all__ = ["SECTION", "changes_keeping_all", "fewest", "view"]

_RANKED = 8
"""So many remedies are shown that lower the trust asked."""

_LABELS: Mapping[int, str] = {1: "One change", 2: "Two changes"}
_KEEPING = ", keeping every step"

_NOTHING = "Every plan that was looked at holds and asks for no trust."


def view(told: Told) -> Shown | None:
    """What would mend the roadmap shown first and each plan of the case."""
    mended = [one for one in (*told.roadmaps, *told.plans) if one.mending is not None and one.plan is not None]
    if not mended:
        return None
    failing = [one for one in mended if not one.holds]
    target = mended[0].mending
    assert target is not None
    less = [one for one in mended if one.holds and one.plan and one.plan.trust]
    return {
        "in_brief": _takeaway(failing) or (_less_takeaway(told, less[0]) if less else _NOTHING),
        "trust": percent(target.trust_at_most),
        "margin": percent(target.margin_at_least),
        "takeaway": _takeaway(failing),
        "plans": [_plan(told, one) for one in failing],
        "less": [_less(told, one) for one in less],
        "unasking": listed([one.short for one in mended if one.holds and one.plan and not one.plan.trust]),
    }


@dataclass(frozen=True)
class _MendedBy:
    """Changes with which a plan would hold, each in words; trust: what it then asks for."""

    says: tuple[str, ...]
    size: float
    trust: float | None
    keeps_all: bool

    @property
    def key(self) -> tuple[float, int]:
        """Smaller is better; of equal size, one change before two."""
        return self.size, len(self.says)


def _ways(mending: Mending) -> list[_MendedBy]:
    singles = [_MendedBy((r.says,), r.size, r.trust, r.kind != "drop") for r in mending.enough]
    pairs = [_MendedBy(_both(p), p.size, p.trust, all(r.kind != "drop" for r in p.remedies)) for p in mending.pairs]
    return sorted([*singles, *pairs], key=lambda way: way.key)


def _both(pair: Pair) -> tuple[str, ...]:
    return tuple(remedy.says for remedy in pair.remedies)


def _chosen(mending: Mending) -> Iterator[tuple[str, _MendedBy]]:
    """The smallest single change, the smallest two, and the fewest that leave no step out."""
    ways = _ways(mending)
    keeping = min((way for way in ways if way.keeps_all), key=lambda way: len(way.says), default=None)
    shown: list[_MendedBy] = []
    for changes, label in _LABELS.items():
        way = next((way for way in ways if len(way.says) == changes), None)
        if way is not None:
            yield label + _KEEPING * (way.keeps_all and any(not other.keeps_all for other in shown)), way
            shown.append(way)
    if keeping is not None and keeping not in shown:
        yield _LABELS[len(keeping.says)] + _KEEPING, keeping


def fewest(one: JudgedPlan) -> tuple[tuple[str, ...], str]:
    """The fewest changes with which a plan that fails would hold, and the trust then asked; none if none are known."""
    ways = _ways(one.mending) if one.mending is not None else []
    best = min(ways, key=lambda way: (len(way.says), way.size), default=None)
    return ((), "") if best is None else (tuple(unbroken(says) for says in best.says), asked(best.trust))


def changes_keeping_all(one: JudgedPlan) -> int | None:
    """How many changes it takes if no step is left out: 0 if none are known, None if the fewest leave none out."""
    ways = sorted(_ways(one.mending) if one.mending is not None else [], key=lambda way: (len(way.says), way.size))
    if not ways or ways[0].keeps_all:
        return None
    return next((len(way.says) for way in ways if way.keeps_all), 0)


def _plan(told: Told, one: JudgedPlan) -> Shown:
    assert one.mending is not None
    ways = [
        {
            "label": label,
            "says": [_sentence(told.shortened(says)) for says in way.says],
            "trust": asked(way.trust),
        }
        for label, way in _chosen(one.mending)
    ]
    return {
        "id": anchor("remedies", one.key),
        "title": one.head,
        "link": one.key,
        "kind": one.stands_for,
        "chip": chip(one.plan),
        "ways": ways,
        "none": None if ways else _none(one.mending),
        "terms": _terms(told, one.mending),
    }


def _sentence(says: str) -> str:
    return unbroken(opening(says))


def _none(mending: Mending) -> str:
    if mending.pairs_tried is None:
        return "No single remedy that was looked at is enough; pairs were not looked at."
    most = two_digits(mending.pairs_up_to or 0.0)
    looked = f"{mending.pairs_tried:,} pairs were looked at, each remedy up to {most} times its usual size"
    return f"No single remedy and no pair of remedies that was looked at is enough ({looked})."


def _terms(told: Told, mending: Mending) -> list[Markup]:
    """Who does not want a plan, by how much, and the smallest change of terms with which it would."""
    out = []
    for row in mending.unwilling:
        worth = min((r for r in row.changes if r.kind == "worth"), key=lambda r: r.size, default=None)
        dropped = next((r for r in row.changes if r.kind == "drop"), None)
        changes = [told.shortened(unbroken(r.says)) for r in (worth, dropped) if r is not None]
        words = say("{} is {} short of wanting it.", opening(told.named(row.party)), points_enough(row.shortfall))
        if changes:
            words += say(" It wants it if {}.", listed(changes, "or if"))
        else:
            words += Markup(" No single change of terms that was looked at makes it want it.")
        out.append(words)
    return out


def _lowering(mending: Mending) -> list[Remedy]:
    """What lowers the trust asked by enough to show in whole points, the most effective first."""
    trust = mending.trust or 0.0
    lower = [r for r in mending.effects if r.verdict == "holds" and r.trust is not None and r.trust < trust - 1e-9]
    shows = [r for r in lower if asked(r.trust) != asked(trust)]
    return sorted(shows, key=lambda r: r.trust or 0.0)


def _less(told: Told, one: JudgedPlan) -> Shown:
    assert one.mending is not None
    lower = _lowering(one.mending)
    return {
        "id": anchor("remedies", one.key),
        "title": one.head,
        "link": one.key,
        "now": asked(one.mending.trust),
        "takeaway": _less_takeaway(told, one),
        "rows": [{"says": _sentence(told.shortened(r.says)), "trust": asked(r.trust)} for r in lower[:_RANKED]],
        "more": max(0, len(lower) - _RANKED),
    }


def _less_takeaway(told: Told, one: JudgedPlan) -> Markup:
    assert one.mending is not None
    now, lower = asked(one.mending.trust), _lowering(one.mending)
    if not lower:
        words = "{} holds and asks for {} trust; no single change that was looked at lowers that by a whole point."
        return say(words, one.short, now)
    best = lower[0]
    change = told.shortened(unbroken(best.says))
    return say("{} holds and asks for {} trust; it asks for {} if {}.", one.short, now, asked(best.trust), change)


def _takeaway(failing: Sequence[JudgedPlan]) -> Markup | None:
    if not failing:
        return None
    least = {
        one.key: min((len(way.says) for _, way in _chosen(one.mending)), default=0) for one in failing if one.mending
    }
    parts = []
    for changes, words in ((1, "one change"), (2, "two changes at once")):
        names = [one.short for one in failing if least[one.key] == changes]
        if names:
            parts.append(say("{} would hold with {}", listed(names), words))
    names = [one.short for one in failing if least[one.key] == 0]
    if names:
        parts.append(say("for {} neither one change nor two that were looked at are enough", listed(names)))
    return say("{}.", Markup("; ").join(parts))


SECTION = Section(100, "remedies", "Outside remedies", view)
