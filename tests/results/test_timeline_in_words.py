"""The first line of a timeline is true in every case that can reach it: timelines by hand, with what is to be said."""

from __future__ import annotations

import pytest

from standoff.results.records.history import Fate, FoundThen, Moment, Shares, Standing, Timeline
from standoff.results.records.made import Made
from standoff.results.sentences.history import coming, headline, where_it_stood

CALLED = {"a": "Ash", "b": "Birch"}
MADE = Made("0", "by hand", exact=True)


def fate(name: str, verdict: str | None, kind: str = "plan", holds: float = 0.5, other: bool = False) -> Fate:
    found = FoundThen("holds", 0.5, (), None, False, 2) if other else None
    shares = None if verdict is None else Shares(0.0, 1 - holds, holds, None)
    return Fate(
        kind, name, name.capitalize(), verdict, 0.1, None, shares, (), found=found, why_not="" if verdict else "x"
    )


def moments(*held: str | None, of: str = "pq", kinds: tuple[str, ...] = ()) -> tuple[Moment, ...]:
    """A date for each text, which has the letters of the plans that hold; None: of that date nothing can be told."""
    kinds = kinds or (*(["start"] if len(held) > 1 else []), *["event"] * (len(held) - 2), "today")
    return tuple(
        Moment(
            day=f"20{n:02}-03-0{n + 1}",
            kind=kinds[n],
            titles=(f"Event {n}",) if kinds[n] in ("event", "government") else (),
            changes=(),
            came=(),
            went=(),
            standing=None,
            fates=() if one is None else tuple(fate(name, "holds" if name in one else "breaks") for name in of),
            why_not="no case" if one is None else "",
        )
        for n, one in enumerate(held)
    )


def line(every: tuple[Moment, ...], unassessed: str = "") -> str:
    return headline(Timeline(every, 10, unassessed, len(every) > 1, MADE), CALLED)


@pytest.mark.parametrize(
    ("held", "said"),
    [
        (("", "", "p", "p"), "Nothing held until 3 March 2002; since then only “P” holds, because of “Event 2”."),
        (("p", "", ""), "Only “P” held until 2 March 2001; since then nothing holds, because of “Event 1”."),
        (("pq", "q", "q"), "“P” and “Q” held until 2 March 2001; since then only “Q” holds, because of “Event 1”."),
        (
            ("p", "", "q", "q"),
            "Nothing held from 2 March 2001 on until 3 March 2002; since then only “Q” holds, because of “Event 2”.",
        ),
        (("", "", ""), "Nothing held at any of 3 dates from 1 March 2000 to 3 March 2002."),
        (("pq", "pq"), "“P” and “Q” held at both dates from 1 March 2000 to 2 March 2001: no event changed that."),
        (("p",), "The case has no history: on 1 March 2000 only “P” holds."),
        (("",), "The case has no history: on 1 March 2000 nothing holds."),
        # What happened on a date of which nothing can be told may be what turned it.
        (("", None, "p", "p"), "Nothing held until 3 March 2002; since then only “P” holds, because of “Event 1” and “Event 2”."),
        ((None, None, "p", "p"), "Only “P” held at both dates from 3 March 2002 to 4 March 2003: no event changed that."),
        (("", "p"), "Nothing held until 2 March 2001; since then only “P” holds, as the dates that the case names came nearer."),
    ],
)  # fmt: skip
def test_what_held_until_when(held, said):
    assert line(moments(*held)) == said


def test_many_are_counted():
    every = moments("", "pqr", "pqr", of="pqrs")
    assert (
        line(every) == "Nothing held until 2 March 2001; since then 3 of 4 plans and deals hold, because of “Event 1”."
    )
    assert "all 3 plans and deals hold" in line(moments("", "pqr", "pqr", of="pqr"))


def test_a_deal_holds_if_any_plan_for_it_is_known_to():
    (start, today) = moments("", "", of="p")
    better = Moment(**{**vars(today), "fates": (fate("p", "breaks", "deal", other=True),)})
    assert line((start, better)).endswith("since then “P” holds, as the dates that the case names came nearer.")


def test_nothing_to_tell_of():
    assert line(moments(None, None)) == "What held when cannot be told: no case."
    assert line(moments("", "", of="")).startswith("The case names no plan and no deal to follow.")
    assert line(moments("", ""), unassessed="no horizons").startswith("What became of plans cannot be told.")


def test_another_government_has_no_say_in_what_held():
    every = moments("p", "p", "", kinds=("start", "today", "government"))
    assert line(every) == "Only “P” held at both dates from 1 March 2000 to 2 March 2001: no event changed that."
    found = Timeline(every, 10, "", True, MADE)
    assert coming(found) == ["With “Event 2” from 3 March 2002 on, “P” holds in 50 % instead of 50 % of the draws."]


STABLE = {"a": ("nash",), "b": ("nash",)}


@pytest.mark.parametrize(
    ("stood", "said"),
    [
        ((STABLE,), "The position of 1 March 2000 is stable for all."),
        ((STABLE, STABLE), "The position was stable for all at both dates."),
        (
            ({"a": (), "b": ()}, {"a": ("nash",), "b": ()}, STABLE),
            "The position has been stable for all since 3 March 2002; before that, it was not stable for Birch.",
        ),
        ((None, STABLE), "The position of 2 March 2001 is stable for all."),
    ],
)
def test_since_when_it_is_stable(stood, said):
    every = tuple(
        Moment(**{**vars(moment), "standing": None if one is None else Standing((), one, (), ())})
        for moment, one in zip(moments(*[""] * len(stood)), stood, strict=True)
    )
    assert where_it_stood(Timeline(every, 0, "", len(every) > 1, MADE), CALLED) == said
