"""Sentences of what a verdict hangs on, of waits, of signing and stopping, and of plans that give everybody more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from standoff.results.sentences.assessment import Scene, at_phase
from standoff.results.sentences.wording import in_quotes, listing, opening, points, share, span

if TYPE_CHECKING:
    from standoff.results.records.assessment import Assessment

__all__ = [
    "less_than",
    "on_the_edge",
    "told",
    "why_hangs_on",
    "why_on_edge_by_gain",
    "why_on_edge_by_margin",
    "why_signs",
    "why_waits",
]

WOULD: Mapping[str, str] = {"holds": "hold", "breaks": "break", "refused": "be refused"}
_IS: Mapping[str, str] = {"holds": "holds", "breaks": "breaks", "refused": "is refused"}


def on_the_edge(found: Assessment) -> str:
    """What is added to the verdict on a plan where 1 % of a stake would turn it; or nothing."""
    return ", on the edge" if found.on_edge else ""


def told(found: Assessment) -> tuple[str, ...]:
    """What is said beside a verdict of what it hangs on, of who would sign and quit, and of phases that wait."""
    hangs = [*(number.why for number in found.on_edge), *(step.why for step in found.hangs_on)]
    kinds = hangs, [party.why for party in found.signing], [phase.why for phase in found.waits]
    return tuple(" ".join(whys) for whys in kinds if whys)


def why_on_edge_by_gain(party: str, of_stake: float, becomes: str) -> str:
    """Whose gain or loss is so small a share of its stake that 1 % more or less makes a difference, and which.

    >>> print(why_on_edge_by_gain("Beta", 0.00412, "refused"))
    On the edge: Beta gains only 0.41 % of all that is at stake for it. With 1 % less it would refuse this plan.
    >>> print(why_on_edge_by_gain("Beta", -0.0073, "holds"))
    On the edge: Beta loses only 0.73 % of all that is at stake for it. With 1 % less to lose, this plan would hold.
    >>> print(why_on_edge_by_gain("Beta", 0.0, "refused"))
    On the edge: Beta gains nothing. With 1 % of all that is at stake for it less, it would refuse this plan.
    """
    if of_stake == 0:
        text = f"On the edge: {party} gains nothing. With 1 % of all that is at stake for it less, it would "
        return text + "refuse this plan."
    text = f"On the edge: {party} {'gains' if of_stake > 0 else 'loses'} only {share(abs(of_stake))} of all that is "
    text += "at stake for it. "
    if of_stake > 0:
        return text + "With 1 % less it would refuse this plan."
    return text + f"With 1 % less to lose, this plan would {WOULD[becomes]}."


def why_on_edge_by_margin(scene: Scene, of_stake: float, becomes: str) -> str:
    """Which party carries on, or walks out, for so small a share of its stake that 1 % makes a difference, and when.

    >>> at = Scene("Beta", 2, 2, 0.25, [], [], 0.5, 0.1)
    >>> print(why_on_edge_by_margin(at, 0.00412, "breaks"))
    On the edge: at phase 2 (3 months in), carrying on is worth only 0.41 % of all that is at stake for Beta more to it than walking out. With 1 % less this plan would break.
    >>> print(why_on_edge_by_margin(at, 0.0, "breaks"))
    On the edge: at phase 2 (3 months in), carrying on is worth no more to Beta than walking out. With 1 % less of all that is at stake for it, this plan would break.
    >>> print(why_on_edge_by_margin(at, -0.0073, "holds"))
    On the edge: at phase 2 (3 months in), walking out is worth only 0.73 % of all that is at stake for Beta more to it than carrying on. With 1 % less to gain by it, this plan would hold.
    """  # noqa: E501
    acts = ("carrying on", "walking out") if of_stake >= 0 else ("walking out", "carrying on")
    text = f"On the edge: {scene.when}, {acts[0]} is worth "
    if of_stake == 0:
        text += f"no more to {scene.party} than {acts[1]}. "
        return text + f"With 1 % less of all that is at stake for it, this plan would {WOULD[becomes]}."
    text += f"only {share(abs(of_stake))} of all that is at stake for {scene.party} more to it than {acts[1]}. "
    less = "With 1 % less" if of_stake > 0 else "With 1 % less to gain by it,"
    return text + f"{less} this plan would {WOULD[becomes]}."


def why_hangs_on(
    step: str, owners: Sequence[str], worth_nothing: str | None, left_out: str | None, costing: str | None
) -> str:
    """On which step, worth next to nothing to everybody, a verdict hangs, and what it would be without it.

    >>> print(why_hangs_on("Pledge", ["Alpha"], "breaks", None, None))
    This verdict hangs on “Pledge”, which is worth less than 2 % of what is at stake to every party: if it were worth exactly nothing, the plan would break.
    >>> print(why_hangs_on("Pledge", ["Alpha"], "holds", "holds", None)[97:])
    if it were worth exactly nothing, or were left out, the plan would hold.
    >>> print(why_hangs_on("Pledge", ["Alpha", "Beta"], None, "holds", "breaks")[97:])
    if it were left out, the plan would hold; if it cost Alpha and Beta anything at all, the plan would break.
    """  # noqa: E501
    ways = (
        ("were worth exactly nothing", worth_nothing),
        ("were left out", left_out),
        (f"cost {listing(owners)} anything at all", costing),
    )
    outcomes: dict[str, list[str]] = {}
    for way, verdict in ways:
        if verdict is not None:
            outcomes.setdefault(verdict, []).append(way)
    parts = [f"if it {', or '.join(ways)}, the plan would {WOULD[verdict]}" for verdict, ways in outcomes.items()]
    text = f"This verdict hangs on {in_quotes([step])}, "
    text += "which is worth less than 2 % of what is at stake to every party: "
    return text + "; ".join(parts) + "."


def why_waits(phase: int, steps: Sequence[str], lasts: float, otherwise: float) -> str:
    """Which phase lasts so many years only to see whether some steps were done, and how long it would last otherwise.

    >>> why_waits(2, ["Fuel"], 1.9, 0.25)
    'Phase 2 waits 20 months only to see whether “Fuel” was done: otherwise it would be over after 3 months.'
    >>> why_waits(1, ["Fuel", "Food"], 0.5, 0.0)
    'Phase 1 waits 6 months only to see whether “Fuel” and “Food” were done: otherwise it would be over at once.'
    """
    was = "was" if len(steps) == 1 else "were"
    over = "at once" if span(otherwise) == "at once" else f"after {span(otherwise)}"
    text = f"Phase {phase} waits {span(lasts - otherwise)} only to see whether {in_quotes(steps)} {was} done: "
    return text + f"otherwise it would be over {over}."


def why_signs(scene: Scene, completing: float, quitting: float, exact: bool = True) -> str:
    """Which party has more by signing and quitting than by completing a plan, how much, and when it would quit.

    >>> at = Scene("Beta", 3, 4, 0.25, [], [], 0.5, -0.1)
    >>> print(why_signs(at, -2.83, 0.912))
    Beta loses 2.8 points by completing this plan, and gains 0.91 points by signing it and quitting in phase 3.
    >>> print(why_signs(at, 1.0, 2.25, exact=False))
    Beta gains 1 point by completing this plan, and at least 2.2 points by signing it and quitting in phase 3.
    >>> print(why_signs(Scene("Beta", 5, 4, 0.25, [], [], 0.5, -0.1), 0.0, 1.0))
    Beta gains nothing by completing this plan, and gains 1 point by signing it and quitting after the end.
    >>> print(why_signs(at, 1.0, 1.01))
    Beta gains 1 point by completing this plan, and hardly more by signing it and quitting in phase 3.
    """
    when = at_phase(scene.phase, scene.last, "in")
    has = f"{'loses' if completing < 0 else 'gains'} {points(abs(completing))}" if completing else "gains nothing"
    text = f"{opening(scene.party)} {has} by completing this plan, and "
    if points(quitting) == points(completing):
        text += "hardly more"
    else:
        text += "gains " * (completing <= 0) + "at least " * (not exact) + points(quitting)
    return text + f"{scene.averaged} by signing it and quitting {when}."


def less_than(plans: Sequence[tuple[str, str]]) -> str:
    """Which plans of the case, and their verdicts, give every party that a roadmap needs more than the roadmap.

    >>> less_than([("Alpha first", "breaks")])
    'It gives every party that it needs less than “Alpha first”, which breaks.'
    >>> less_than([("Alpha first", "holds"), ("Beta first", "refused")])
    'It gives every party that it needs less than “Alpha first”, which holds, and “Beta first”, which is refused.'
    """
    named = [f"“{title}”, which {_IS[verdict]}" for title, verdict in plans]
    between = ", and " if len(named) == 2 else ", "
    return f"It gives every party that it needs less than {between.join(named)}." if named else ""
