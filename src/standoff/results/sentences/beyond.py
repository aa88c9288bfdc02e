"""Sentences of what lies beyond single parties at phase starts: groups, breaches in between, and bounds."""

from __future__ import annotations

from collections.abc import Sequence

from standoff.results.records.assessment import Assessment
from standoff.results.sentences import edge
from standoff.results.sentences.assessment import AFTER_THE_END, Scene, shown
from standoff.results.sentences.wording import listing, opening, points, span

__all__ = ["beside", "hanging", "others", "so_again", "where_bounds", "why_between", "why_group"]


def why_group(scene: Scene, gains: Sequence[tuple[str, float]]) -> str:
    """Which parties would gain by breaching together, when, how much each, by what, and when it shows.

    >>> scene = Scene("Alpha and Beta", 2, 3, 0.25, ["Patrols"], ["Tests"], 0.5, 0.0)
    >>> print(why_group(scene, [("Alpha", 1.0), ("Beta", 1.5)]))
    Alpha and Beta would both gain by breaching together at phase 2 (3 months in), and neither would alone: by taking back “Patrols” and not doing “Tests”, Alpha gains 1 point and Beta 1.5 points. It shows after 6 months.
    >>> openly = Scene("Alpha and Beta", 3, 2, 0.25, [], [], 0.0, 0.0, openly=True)
    >>> print(why_group(openly, [("Alpha", 1.0), ("Beta", 1.5)]))
    Alpha and Beta would both gain by leaving openly together after the end (3 months in), and neither would alone: Alpha gains 1 point and Beta 1.5 points, and everything stops at once.
    >>> print(why_group(scene, [("Alpha", 1.0), ("Beta", 1.5), ("Gamma", 2)])[:101])
    Alpha and Beta would all gain by breaching together at phase 2 (3 months in), and no fewer of them wo
    """  # noqa: E501
    both, alone = ("both", "neither would alone") if len(gains) == 2 else ("all", "no fewer of them would")
    each = [f"{name} {'gains ' * (not place)}{points(gain)}" for place, (name, gain) in enumerate(gains)]
    each[-1] += scene.averaged
    how = "leaving openly" if scene.openly else "breaching"
    text = f"{opening(scene.party)} would {both} gain by {how} together {scene.when}, and {alone}: "
    if scene.openly:
        return f"{text}{listing(each)}, and {scene.seen()}."
    return text + f"by {scene.breach}, {listing(each)}. It {shown(scene.shows, scene.courses)}."


def so_again(phases: Sequence[int], last: int) -> str:
    """At which further phases a group would gain by breaching together; empty where there is none.

    >>> so_again([3, 4], 4), so_again([3, 5], 4), so_again([], 4)
    ('So they would at phases 3 and 4.', 'So they would at phase 3 and after the end.', '')
    """
    within = [str(phase) for phase in phases if phase <= last]
    when = [f"at phase{'s' * (len(within) > 1)} {listing(within)}"] if within else []
    when += [AFTER_THE_END] * (len(within) < len(phases))
    return f"So they would {listing(when)}." if when else ""


def beside(found: Assessment) -> tuple[str, ...]:
    """What is said beside the verdict: what it hangs on, what is left of a break and stays, and of others."""
    return (*hanging(found), *others(found))


def hanging(found: Assessment) -> tuple[str, ...]:
    """What a verdict hangs on, who would sign and quit, waits, other governments, what a break leaves, what stays."""
    return (*edge.told(found), *(one.why for one in found.successions), *filter(None, (found.if_broken, found.stays)))


def others(found: Assessment) -> tuple[str, ...]:
    """Bystanders that are against a plan, groups that would breach it together, each once, and breaches in between."""
    said = [one.why for one in found.against.values()]
    for number, group in enumerate(found.groups):
        if all(group.parties != earlier.parties for earlier in found.groups[:number]):
            later = [other.phase for other in found.groups[number + 1 :] if other.parties == group.parties]
            said.append(f"{group.why} {so_again(later, len(found.phases))}".rstrip())
    return (*said, *([found.between.why] if found.between else []))


def why_between(scene: Scene | None, into: float, holds: bool, exact: bool = True) -> str:
    """What breaches begun between phase starts come to, `into` years into the phase; None: never to a smaller margin.

    holds: whether the plan holds at phase starts; exact: whether all sets of breaches were tried.

    >>> print(why_between(None, 0.0, True))
    Checked also for breaches begun between phase starts: it still holds, and the smallest margin is no smaller.
    >>> print(why_between(None, 0.0, False, exact=False))
    Checked also for breaches begun between phase starts, as far as sets of breaches were tried: none pays more than one at a phase start.
    >>> print(why_between(Scene("Beta", 1, 2, 0.0, ["Fuel"], [], 0.5, 0.25), 0.5, True))
    Checked also for breaches begun between phase starts: it still holds. The smallest margin is that of Beta 6 months into phase 1: 0.25 points, against taking back “Fuel”.
    >>> print(why_between(Scene("Beta", 1, 2, 0.0, ["Fuel"], [], 0.5, -0.14), 0.5, True))
    Checked also for breaches begun between phase starts: it does not hold then. Beta would walk out 6 months into phase 1: it gains 0.14 points by taking back “Fuel”; the others see it after 6 months.
    >>> print(why_between(Scene("Beta", 1, 2, 0.0, [], [], 0.0, -0.14, openly=True), 0.5, True))
    Checked also for breaches begun between phase starts: it does not hold then. Beta would walk out 6 months into phase 1: it gains 0.14 points by leaving openly; everything stops at once.
    >>> print(why_between(Scene("Beta", 1, 2, 0.0, ["Fuel"], [], 0.5, -0.14), 0.5, False))
    Checked also for breaches begun between phase starts: they can pay more than at a phase start. Beta would walk out 6 months into phase 1: it gains 0.14 points by taking back “Fuel”; the others see it after 6 months.
    """  # noqa: E501
    tried = "" if exact else ", as far as sets of breaches were tried"
    text = f"Checked also for breaches begun between phase starts{tried}: "
    if scene is None:
        return text + (
            "it still holds, and the smallest margin is no smaller."
            if holds
            else "none pays more than one at a phase start."
        )
    into_it = span(into) if span(into) != "at once" else "just"
    if scene.margin < 0:
        text += "it does not hold then. " if holds else "they can pay more than at a phase start. "
        text += f"{opening(scene.party)} would walk out {into_it} into phase {scene.phase}: "
        return text + f"it gains {points(-scene.margin)}{scene.averaged} by {scene.breach}; {scene.seen()}."
    text += f"{'it still holds' if holds else 'none pays'}. The smallest margin is that of {scene.party} "
    return text + f"{into_it} into phase {scene.phase}: {points(scene.margin)}{scene.averaged}, against {scene.breach}."


def where_bounds(parties: Sequence[str], groups: bool) -> str:
    """Where not all sets of breaches were tried: of which parties by themselves, and whether also of groups.

    >>> print(where_bounds(["Alpha"], False))
    walking out is worth at least what is shown to Alpha, its margin at most: not all sets of its breaches were tried
    >>> print(where_bounds([], True))
    not all sets of breaches by groups were tried, so that a group that would gain may be missing
    """
    whose = "its" if len(parties) == 1 else "their"
    text = f"walking out is worth at least what is shown to {listing(parties)}, {whose} margin at most: "
    parts = [text + f"not all sets of {whose} breaches were tried"] if parties else []
    missing = "not all sets of breaches by groups were tried, so that a group that would gain may be missing"
    return "; ".join([*parts, *([missing] if groups else [])])
