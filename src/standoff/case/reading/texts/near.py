"""Near matches: the passages of a text that are most like a quote which is not in it, and how they differ from it.

They are suggestions, shown word by word, and never taken for the quote.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from heapq import nlargest

from standoff.case.reading.texts.normal import folded, letters_of
from standoff.case.reading.texts.passages import WORD

__all__ = ["Difference", "Near", "nearest", "said"]

_NEAR = 0.7
"""Passages that are less like a quote than this, letter by letter, are other passages."""

_TRIED = 12
"""So many stretches of a text are compared word by word."""

_MOST_WORDS = 300
"""Of a longer quote its beginning is looked for."""


@dataclass(frozen=True)
class Difference:
    """Where a source and a quote part: what was asked, what the source has instead, and the word before in both."""

    asked: str
    has: str
    after: str


@dataclass(frozen=True)
class Near:
    """A passage like a quote: where it begins and ends, how like it is (1: alike), and how it differs."""

    start: int
    end: int
    likeness: float
    differences: tuple[Difference, ...]


def nearest(text: str, quote: str, most: int = 1) -> list[Near]:
    """The passages of a text that are most like a quote, the nearest first; none where nothing is near.

    >>> text = "They will not open the harbour before winter."
    >>> [(text[near.start : near.end], near.differences) for near in nearest(text, "will open the harbor")]
    ... # doctest: +NORMALIZE_WHITESPACE
    [('will not open the harbour', (Difference(asked='', has='not', after='will'),
                                    Difference(asked='harbor', has='harbour', after='the')))]
    """
    asked = [word[0] for word, _ in zip(WORD.finditer(quote), range(_MOST_WORDS), strict=False)]
    words = [(word.start(), word.end()) for word in WORD.finditer(text)]
    if not asked or not words:
        return []
    found: dict[tuple[int, int], Near] = {}
    for at in _stretches(text, words, asked):
        near = _compared(text, words[max(0, at - 3) : at + len(asked) + 3], asked)
        if near and near.likeness >= _NEAR:
            found[near.start, near.end] = near
    best: list[Near] = []
    for near in sorted(found.values(), key=lambda one: (-one.likeness, one.start)):
        if all(near.end <= other.start or other.end <= near.start for other in best):
            best.append(near)
    return best[:most]


def _key(word: str) -> str:
    """A word as it is counted: its letters, small, without the marks around it."""
    return letters_of(word).casefold().strip(_MARKS)


def _stretches(text: str, words: Sequence[tuple[int, int]], asked: Sequence[str]) -> list[int]:
    """Words at which stretches begin that share most with a quote; words that are rare in the text count more."""
    wanted = Counter(_key(word) for word in asked)
    keys = ((at, _key(text[start:end])) for at, (start, end) in enumerate(words))
    hits = [(at, key) for at, key in keys if key in wanted]
    often = Counter(key for _, key in hits)
    weight = {key: 1 / often[key] ** 0.5 for key in often}
    return [at for _, at in nlargest(_TRIED, _scored(hits, wanted, weight, len(asked) + 2))]


def _scored(
    hits: Sequence[tuple[int, str]], wanted: Counter[str], weight: dict[str, float], length: int
) -> Iterator[tuple[float, int]]:
    """Of every word that is one of a quote: how much of the quote stands within so many words from it."""
    inside: deque[tuple[int, str]] = deque()
    held: Counter[str] = Counter()
    score = 0.0
    for at, key in reversed(hits):
        inside.appendleft((at, key))
        held[key] += 1
        score += weight[key] if held[key] <= wanted[key] else 0.0
        while inside[-1][0] >= at + length:
            _, gone = inside.pop()
            score -= weight[gone] if held[gone] <= wanted[gone] else 0.0
            held[gone] -= 1
        yield score, at


def _compared(text: str, words: Sequence[tuple[int, int]], asked: Sequence[str]) -> Near | None:
    """The part of a stretch that answers to a quote, and how it differs; words are alike whatever marks are at them."""
    has = [_bare(text[start:end]) for start, end in words]
    want = [_bare(word) for word in asked]
    blocks = [block for block in SequenceMatcher(None, has, want, autojunk=False).get_matching_blocks() if block.size]
    if not blocks:
        return None
    first, last = blocks[0], blocks[-1]
    start = max(0, first.a - first.b)
    end = min(len(words), last.a + last.size + len(want) - last.b - last.size)
    part = _trimmed(text, words[start:end], asked)
    likeness = SequenceMatcher(None, " ".join(has[start:end]), " ".join(want), autojunk=False).ratio()
    return Near(part[0][0], part[-1][1], likeness, tuple(_differences(text, part, has[start:end], asked, want)))


_MARKS = ".,;:!?()[]{}\"'“”„‟‘’‚‛«»‹›…"


def _bare(word: str) -> str:
    return letters_of(word).strip(_MARKS) or letters_of(word)


def _trimmed(text: str, part: Sequence[tuple[int, int]], asked: Sequence[str]) -> list[tuple[int, int]]:
    """Words without the marks before the first and after the last, unless the quote has such."""
    first, last = text[part[0][0] : part[0][1]], text[part[-1][0] : part[-1][1]]
    before = len(first) - len(first.lstrip(_MARKS)) if asked[0][0] not in _MARKS else 0
    after = len(last) - len(last.rstrip(_MARKS)) if asked[-1][-1] not in _MARKS else 0
    trimmed = list(part)
    if before < len(first):
        trimmed[0] = (trimmed[0][0] + before, trimmed[0][1])
    if after < trimmed[-1][1] - trimmed[-1][0]:
        trimmed[-1] = (trimmed[-1][0], trimmed[-1][1] - after)
    return trimmed


def _differences(
    text: str, part: Sequence[tuple[int, int]], has: Sequence[str], asked: Sequence[str], want: Sequence[str]
) -> Iterator[Difference]:
    for kind, a, b, c, d in SequenceMatcher(None, has, want, autojunk=False).get_opcodes():
        pairs = zip(range(a, b), range(c, d), strict=True) if kind == "equal" else ()
        for one, other in pairs:
            word = text[part[one][0] : part[one][1]]
            if letters_of(word) != letters_of(asked[other]):
                yield Difference(asked[other], folded(word), _before(text, part, one))
        if kind != "equal":
            there = folded(text[part[a][0] : part[b - 1][1]]) if b > a else ""
            yield Difference(" ".join(asked[c:d]), there, _before(text, part, a))


def _before(text: str, part: Sequence[tuple[int, int]], at: int) -> str:
    return folded(text[part[at - 1][0] : part[at - 1][1]]) if at else ""


def said(differences: Sequence[Difference]) -> str:
    """How a source differs from what was asked, in words.

    >>> said([Difference("", "not", "will"), Difference("harbor", "harbour", "the")])
    'the source has “not” after “will”, and “harbour” for “harbor”'
    """
    parts = [_one(difference) for difference in differences[:4]]
    more = f", and {len(differences) - 4} differences more" if len(differences) > 4 else ""
    return ("the source has " + ", and ".join(parts) + more) if parts else "the source sets it otherwise"


def _one(difference: Difference) -> str:
    after = f" after “{difference.after}”" if difference.after else " at the beginning"
    if not difference.asked:
        return f"“{difference.has}”{after}"
    return f"“{difference.has}” for “{difference.asked}”" if difference.has else f"no “{difference.asked}”{after}"
