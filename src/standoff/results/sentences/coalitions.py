"""Sentences of what parties could do together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from standoff.results.records.stability import CoalitionNow, Coalitions
from standoff.results.sentences.stability import change
from standoff.results.sentences.wording import in_quotes, listing, opening

_ANSWERS: Mapping[str, str] = {
    "nobody": "Nobody else is left to answer.",
    "none": "Nothing that the others can do would spoil that for any of them.",
    "paying": "But the others can answer by moves that pay them, so that one of them is no better off than now.",
    "costly": "The others could answer so that one of them is no better off than now, if they accept what it costs.",
    "some": "The others could answer so that one of them is no better off than now.",
    "unknown": "The others could answer so that one of them is no better off than now; whether that would pay them is "
    "not worked out for so many states.",
}


def gaining_together(found: Coalitions) -> list[CoalitionNow]:
    """The smallest groups that could leave now for what no fewer of them can bring about.

    What one of them could leave now for alone is told of that party, and hides none of these groups.
    """
    groups = [one for one in found.now if len(one.parties) > 1 and one.only_together]
    return [one for one in groups if not any(set(other.parties) < set(one.parties) for other in groups)]


def nobody_together(found: Coalitions, now: str = "now") -> str:
    """What to say where no group gains by what only all of it can bring about; nothing if no group was looked at.

    >>> nobody_together(Coalitions((), None, None, ""))
    ''
    """
    groups = [one for one in found.now if len(one.parties) > 1]
    if len(groups) == 1 and len(groups[0].parties) > 2:  # of many parties only all together were looked at
        return groups[0].why
    if any(one.improvements for one in groups):
        return f"Whatever several parties would all prefer to {now}, one of them could bring about alone."
    return f"No parties can bring about anything together that all of them prefer to {now}." if groups else ""


def why_together(parties: Sequence[str], move: str, joint: Sequence[str], answer: str, *, fewer: bool = False) -> str:
    """What a coalition could leave now for, which of it only they can do together, and what the others could answer.

    answer: nobody, none, paying, costly, some or unknown. fewer: not all of them are needed for it.

    >>> why_together(["Alpha", "Beta"], "starting “Treaty”", ["Treaty"], "nobody")
    'Together, Alpha and Beta would both gain by starting “Treaty”, which neither of them can do alone. Nobody else is left to answer.'
    >>> why_together(["Alpha", "Beta"], "ending “Patrols”", [], "nobody", fewer=True)
    'Alpha and Beta would both gain by ending “Patrols”, which one of them can do alone. Nobody else is left to answer.'
    """  # noqa: E501
    gain = f"{listing(parties)} would {'both' if len(parties) == 2 else 'all'} gain by {move}"
    if len(parties) == 1:
        text = f"{opening(parties[0])} would gain by {move}"
    elif fewer:
        needed = "one of them can do alone" if len(parties) == 2 else "fewer of them can bring about"
        text = f"{opening(gain)}, which {needed}"
    else:
        text = f"Together, {gain}"
    if joint and not fewer:
        which = "which" if len(joint) == 1 and move == change(joint, []) else f"of which {in_quotes(joint)}"
        nobody = "neither of them" if len(parties) == 2 else "none of them"
        rest = f"{nobody} can do alone" if which == "which" else "can only be done together"
        text += f", {which} {rest}"
    told = _ANSWERS[answer].replace("one of them", "it").replace("any of them", "it") if len(parties) == 1 else None
    return f"{text}. {told or _ANSWERS[answer]}"


def then_stable(notions: Sequence[str]) -> str:
    """What to say of a state that a coalition could go to; nothing if it is no equilibrium.

    >>> then_stable(["NASH", "GMR"]), then_stable([])
    ('That would be stable for all under NASH and GMR.', '')
    """
    return f"That would be stable for all under {listing(notions)}." if notions else ""


def jumps_counted(counts: Mapping[str, int], from_now: bool) -> str:
    """How many equilibrium jumps there are, by notion as it is called; nothing if there is none.

    >>> jumps_counted({"NASH": 5, "SEQ": 1200}, from_now=True)
    'Groups could go from now straight to another equilibrium that all their members prefer: 5 such jumps under NASH and 1,200 under SEQ.'
    >>> jumps_counted({"NASH": 1, "SEQ": 0}, from_now=False), jumps_counted({"NASH": 0}, from_now=True)
    ('Groups could leave an equilibrium for another one that all their members prefer: 1 such jump under NASH.', '')
    """  # noqa: E501
    some = [(name, count) for name, count in counts.items() if count]
    if not some:
        return ""
    said = [f"{count:,}{_SUCH[count == 1] if not n else ''} under {name}" for n, (name, count) in enumerate(some)]
    way = "go from now straight to another equilibrium" if from_now else "leave an equilibrium for another one"
    return f"Groups could {way} that all their members prefer: {listing(said)}."


_SUCH = {True: " such jump", False: " such jumps"}


def why_no_coalition_leaves(parties: Sequence[str]) -> str:
    """What to say of a coalition that stays because there is nothing that all of it prefers.

    >>> why_no_coalition_leaves(["Alpha", "Beta"])
    'Alpha and Beta can bring about nothing together that both prefer to now.'
    """
    if len(parties) == 1:
        return f"{opening(parties[0])} can bring about nothing alone that it prefers to now."
    all_of_them = "both" if len(parties) == 2 else "all"
    return f"{opening(listing(parties))} can bring about nothing together that {all_of_them} prefer to now."
