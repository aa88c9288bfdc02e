"""Sentences of how parties see the case."""

from __future__ import annotations

from collections.abc import Sequence

from standoff.results.sentences.wording import listing, opening


def misread(party: str, what: str, sees: str, there_is: str) -> str:
    """What a party takes to be otherwise than it is.

    >>> misread("Alpha", "the worth of “Aid” to Beta", "2", "4 to 9")
    'Alpha takes the worth of “Aid” to Beta to be 2; it is 4 to 9.'
    """
    return f"{opening(party)} takes {what} to be {sees}; it is {there_is}."


def taken_for_granted(party: str, rule: str) -> str:
    """What a party believes cannot be otherwise, and the case does not say.

    >>> taken_for_granted("Alpha", "not blockade")
    'Alpha takes it for granted that `not blockade`; no rule of the case says so.'
    """
    return f"{opening(party)} takes it for granted that `{rule}`; no rule of the case says so."


def surprise(party: str, other: str, expects: Sequence[str], itself: Sequence[str], every: bool = True) -> str:
    """What a party expects of another one now, and what the other one would do.

    expects, itself: the notions, as they are called. every: all of them were looked at.

    >>> surprise("Alpha", "Beta", [], ["GMR", "SEQ"])
    'As Alpha sees it, Beta would leave; as Beta sees it, it would stay under GMR and SEQ.'
    >>> surprise("Alpha", "Beta", ["GMR"], ["GMR", "SEQ"])
    'As Alpha sees it, Beta would stay under GMR; as Beta sees it, it would stay under GMR and SEQ.'
    """
    leaves = "would leave" if every else "would not stay"

    def does(notions: Sequence[str]) -> str:
        return f"would stay under {listing(notions)}" if notions else leaves

    return f"As {party} sees it, {other} {does(expects)}; as {other} sees it, it {does(itself)}."
