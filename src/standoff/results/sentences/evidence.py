"""Sentences on how strong the evidence is: what numbers rest on, and what is stale or contradicted."""

from __future__ import annotations

from collections.abc import Mapping

from standoff.results.records.evidence import MARKS, STRENGTHS, Backed, Coverage, Strength
from standoff.results.sentences.wording import listing, percent

__all__ = ["behind", "beside", "covered", "sample", "strength"]

_BEHIND: Mapping[Strength, str] = {
    "sourced": "two or more sources",
    "one source": "one source",
    "judged": "judgement alone",
    "bare": "nothing",
}
"""What is behind a number, in a sentence."""


def covered(found: Coverage) -> str:
    """What the numbers of a case rest on. Rule: how many have each strength, those that nothing has left out.

    >>> print(covered(sample("sourced", "one source", "one source", "judged", "bare", sized=2)))
    ... # doctest: +NORMALIZE_WHITESPACE
    Of 5 numbers 1 rests on two or more sources, 2 on one source, 1 on judgement alone and 1 on nothing; a source gives
    the size of 2.
    >>> covered(sample("judged", "judged", contradicted=1))
    'Both numbers rest on judgement alone; 1 is contradicted.'
    >>> covered(sample("bare")), covered(sample())
    ('The only number rests on nothing.', 'There is no number that evidence could be for.')
    """
    total, counts = len(found.numbers), _counts(found)
    if not total:
        return "There is no number that evidence could be for."
    if len(counts) == 1:
        whole = {1: "The only number rests", 2: "Both numbers rest"}.get(total, f"All {total:,} numbers rest")
        said = f"{whole} on {_BEHIND[next(iter(counts))]}"
    else:
        parts = [f"{count:,} on {_BEHIND[which]}" for which, count in counts.items()]
        first = next(iter(counts.values()))
        parts[0] = parts[0].replace(" on ", f" {'rests' if first == 1 else 'rest'} on ", 1)
        said = f"Of {total:,} numbers {listing(parts)}"
    return "; ".join([said, *beside(found, driven=True)]) + "."


def behind(found: Coverage) -> str:
    """What is behind the numbers that an answer rests on, inside a sentence. Rule: as `covered`.

    >>> behind(sample("sourced", "one source", "one source", "judged", "bare"))
    'of 5 numbers 1 rests on two or more sources, 2 on one, 1 on judgement and 1 on nothing'
    >>> behind(sample("one source", "judged", "judged"))
    'of 3 numbers 1 rests on one source and 2 on judgement'
    >>> behind(sample("judged", "judged")), behind(sample("bare"))
    ('both numbers it rests on have judgement alone behind them', 'the one number it rests on has nothing behind it')
    """
    total, counts = len(found.numbers), _counts(found)
    if len(counts) == 1:
        words = _BEHIND[next(iter(counts))]
        if total == 1:
            return f"the one number it rests on has {words} behind it"
        every = "both" if total == 2 else f"all {total:,}"
        return f"{every} numbers it rests on have {words} behind them"
    called = {**_BEHIND, "judged": "judgement"} | ({"one source": "one"} if "sourced" in counts else {})
    parts = [f"{count:,} on {called[which]}" for which, count in counts.items()]
    first = next(iter(counts.values()))
    parts[0] = parts[0].replace(" on ", f" {'rests' if first == 1 else 'rest'} on ", 1)
    return f"of {total:,} numbers {listing(parts)}"


def beside(found: Coverage, driven: bool = False) -> list[str]:
    """What is said of numbers on top of their strengths: whose size a source gives, what is stale or contradicted.

    driven: also how much of what drives the answer lies on numbers of which a source gives the size, where it is known.

    >>> beside(sample("one source", "sourced", stale=2, contradicted=1, sized=1))
    ['a source gives the size of 1', '2 are stale and 1 is contradicted']
    >>> beside(sample("one source")), beside(sample("judged"))
    (['no source gives a size'], [])
    """
    said = []
    if found.sized:
        share = percent(found.share(lambda one: one.supports == "size"))
        known = driven and any(one.weight is not None for one in found.numbers)
        said.append(f"a source gives the size of {found.sized:,}" + (f", {share} of what drives the answer" * known))
    elif any(one.sources for one in found.numbers):
        said.append("no source gives a size")
    marks = [(found.count(mark), mark) for mark in MARKS]
    told = [f"{count:,} {'is' if count == 1 else 'are'} {mark}" for count, mark in marks if count]
    return [*said, listing(told)] if told else said


def strength(one: Backed) -> str:
    """The strength of one number with its marks, in few words.

    >>> [strength(one) for one in sample("one source", "bare", stale=1, contradicted=1).numbers]
    ['one source, stale, contradicted', 'bare']
    """
    return ", ".join([one.strength, *one.marks])


def _counts(found: Coverage) -> Mapping[Strength, int]:
    counts = {which: found.count(which) for which in STRENGTHS}
    return {which: count for which, count in counts.items() if count}


def sample(*strengths: Strength, stale: int = 0, contradicted: int = 0, sized: int = 0) -> Coverage:
    """Numbers of some strengths, the first so many of which are stale, contradicted or sized: for examples."""
    from standoff.results.records.made import Made

    sources: Mapping[Strength, int] = {"sourced": 2, "one source": 1}
    numbers = tuple(
        Backed(f"steps.s{n}.worth.a", f"steps.s{n}", "", which, sources.get(which, 0), "size" if n < sized else "",
               "", n < stale, n < contradicted)
        for n, which in enumerate(strengths)
    )  # fmt: skip
    return Coverage(numbers, {}, Made("", "", exact=True))
