"""Sentences of question 6, for two cases: what differs, what to talk about, and what does not matter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from standoff.results.records.comparison import (
    Averaged,
    Compared,
    Comparison,
    Difference,
    DifferenceKind,
    Fares,
    SideOfComparison,
)
from standoff.results.sentences.wording import as_one, cut, listing, of_100, opening, percent, titled

__all__ = ["KINDS", "MATTERS", "headline", "talk"]

KINDS: tuple[DifferenceKind, ...] = ("steps", "phases", "times", "groups", "numbers")
"""What two cases can differ in, in the order in which it is looked at."""

MATTERS = 0.05
"""A difference matters if it turns a verdict, or moves the share of draws in which a plan holds by so much."""

THERE, NOT_THERE, NOTHING = "there", "not there", "nothing"
RULES = "Which steps can be in force together"
NOW = "What is in force today"
DAY = "The day from which dates are counted"
CORRELATED = "Which numbers move together"
ALL_IN_FORCE = "all in force today"
GIVEN = "given"
SAID: Mapping[bool, str] = {True: "yes", False: "no"}
PREFERENCES: Mapping[str, str] = {
    "Statements": "statements",
    "Ranking": "a ranking of states",
    "Points": "its points",
    "Readings": "one of several orders",
}
"""How a party's order of states is given, by the form that it has."""

ALL_OF: Mapping[str, str] = {
    "takes": "How long steps take, all together",
    "seen": "How soon breaches are seen, all together",
    "undo": "How long undoing takes, all together",
    "missed": "Whether breaches are missed, all together",
    "pace": "The paces of the plans, all together",
    "steps": "All differences in steps",
    "phases": "All orders of phases",
    "times": "All that times mean",
    "numbers": "All numbers",
}
"""What groups of differences are called."""

_MEANINGS: Mapping[str, str] = {
    "automatic": "Whether “{}” lapses by itself on a breakdown",
    "ends_with_breakdown": "Whether “{}” ends with a breakdown",
    "ends": "Who can end “{}”",
    "until": "Whether “{}” ends by agreement",
    "not_before": "The day before which “{}” cannot begin",
    "requires": "What “{}” requires",
    "by": "Who takes “{}”",
    "seen": "What shows a breach of “{}”",
}


def party(name: str) -> str:
    """A party that one of the two does not have."""
    return f"The party {as_one(name)}"


def step(name: str) -> str:
    """A step that one of the two does not have."""
    return f"The step “{name}”"


def in_parts(name: str) -> str:
    """A step that comes in other parts."""
    return f"In how many parts “{name}” comes"


def parts(number: int | None) -> str:
    """In how many parts it comes.

    >>> parts(None), parts(3)
    ('in one', '3')
    """
    return "in one" if number is None else str(number)


def as_steps(names: Sequence[str]) -> str:
    """One step, or several that are the same thing.

    >>> as_steps(["Oil"]), as_steps(["Oil first", "Oil second"])
    ('one step', '2 steps: Oil first, Oil second')
    """
    return "one step" if len(names) == 1 else f"{len(names)} steps: {', '.join(names)}"


def meaning(key: str, name: str) -> str:
    """What a key of a step says, other than a number."""
    return _MEANINGS[key].format(name)


def order(title: str) -> str:
    """The order of a plan."""
    return f"The order of {titled(title)}"


def kept(title: str) -> str:
    """What a plan keeps."""
    return f"What {titled(title)} keeps of what is in force"


def consent(title: str) -> str:
    """Whose yes a plan needs."""
    return f"Whose yes {titled(title)} needs besides"


def worths(name: str) -> tuple[str, str]:
    """All worths of a party, in words and in few.

    >>> worths("Seoul")
    ('All that the steps are worth to Seoul', 'Seoul: all worths')
    """
    return f"All that the steps are worth to {as_one(name)}", f"{as_one(name)}: all worths"


def an_order(name: str) -> str:
    """The order of steps of a party, where there are no numbers."""
    return f"In which order {as_one(name)} values the steps"


def wishes(name: str) -> str:
    """The order of states of a party."""
    return f"In which order {as_one(name)} likes states"


def together(name: str) -> str:
    """An entry of what is worth something together."""
    return f"What counts as “{name}” (together)"


def entries(count: int) -> str:
    """How many entries there are.

    >>> entries(1), entries(0)
    ('1 entry', 'nothing')
    """
    return "nothing" if not count else f"{count} {'entry' if count == 1 else 'entries'}"


# ------------------------------------------------------------------------------------------------------ what to say


def matters(one: Difference) -> bool:
    """Whether a difference turns a verdict, or moves a share of draws by so much that it is worth a word."""
    return one.turns > 0 or (one.moves or 0.0) >= MATTERS


def differs(one: Compared) -> bool:
    """Whether a plan fares otherwise in A and in B."""
    moved = abs((one.b.holds or 0.0) - (one.a.holds or 0.0))
    return one.a.verdict != one.b.verdict or moved >= MATTERS


def fares(one: Fares) -> str:
    """What becomes of a plan, in a few words.

    >>> fares(Fares("holds", 0.8)), fares(Fares("breaks")), fares(Fares(None))
    ('holds, in 80 of 100 draws', 'breaks', 'is no plan then')
    """
    if one.verdict is None:
        return "is no plan then"
    return (
        one.verdict
        if one.holds is None
        else f"{one.verdict}, in {of_100(one.holds)}".replace("breaks, in", "breaks, and holds in").replace(
            "refused, in", "refused, and holds in"
        )
    )


def talk(plans: Sequence[Compared], differences: Sequence[Difference], unassessed: str) -> str:
    """The one sentence that names what to talk about. differences: the most effective first."""
    if not differences:
        return "There is nothing to talk about: A and B say the same of all that verdicts hang on."
    count = _counted([one for one in differences if one.single])
    if unassessed:
        return f"A and B differ in {count}; which of it matters cannot be told: {unassessed}."
    if not plans:
        return f"A and B differ in {count}; which of it matters cannot be told, as neither has a plan or a deal."
    chosen = _chosen(differences)
    if chosen is not None:
        first = next((one for one in differences if one.single and one.path in chosen.members and matters(one)), None)
        above_all = "" if first is None else f" (above all: {first.short})"
        return f"Talk about {_lower(chosen.label)}{above_all}: {_what_it_does(plans, chosen)}."
    apart = [plan for plan in plans if differs(plan)]
    if not apart:
        return (
            f"Nothing in which A and B differ needs talking about: they differ in {count}, and every plan fares alike "
            "whoever is right."
        )
    enough = next((plan for plan in apart if plan.enough), None)
    if enough is not None:
        what = f"no single difference makes {titled(enough.title)} fare as in B, but these together do"
        return f"Talk about {_lower(enough.enough)}: {what}."
    return "Talk about all of it: no single difference, and no group of them, makes A’s plans fare as B’s do."


def _chosen(differences: Sequence[Difference]) -> Difference | None:
    """What to talk about: the single difference that does the most, unless a group does clearly more."""
    some = [one for one in differences if matters(one)]
    if not some:
        return None
    single = next((one for one in some if one.single), None)
    group = next((one for one in some if not one.single), None)
    if single is None or group is None:
        return single or group
    more = group.turns > single.turns or (group.moves or 0.0) >= (single.moves or 0.0) + MATTERS
    return group if more else single


def _lower(label: str) -> str:
    """A label inside a sentence: what begins with a name stays as it is."""
    return f"{label[:1].lower()}{label[1:]}"


def _what_it_does(plans: Sequence[Compared], one: Difference) -> str:
    """What a difference does to the plan on which it does the most."""
    known = {plan.plan: plan for plan in plans}

    def weight(n: int) -> tuple[int, float]:
        effect, plan = one.effects[n], known[one.effects[n].plan]
        turns = (effect.a.verdict != plan.a.verdict) + (effect.b.verdict != plan.b.verdict)
        return turns, max(_moved(plan.a, effect.a), _moved(plan.b, effect.b))

    best = one.effects[max(range(len(one.effects)), key=lambda n: (*weight(n), -n))]
    plan = known[best.plan]
    in_a = best.a.verdict != plan.a.verdict or _moved(plan.a, best.a) + MATTERS > _moved(plan.b, best.b)
    side, other, before, after = ("A", "B", plan.a, best.a) if in_a else ("B", "A", plan.b, best.b)
    says = f"A says {cut(one.a)}, B says {cut(one.b)}; " if one.single else ""
    return f"{says}with what {other} says, {titled(plan.title)} in {side} {_turned(before, after)}"


def _turned(before: Fares, after: Fares) -> str:
    if after.verdict is None or before.verdict is None:
        return "is no plan any more" if after.verdict is None else fares(after)
    shares = ""
    if before.holds is not None and after.holds is not None:
        shares = f"in {of_100(after.holds)} instead of {of_100(before.holds).removesuffix(' of 100 draws')}"
    words = {"holds": "holds", "breaks": "breaks", "refused": "is refused"}
    if before.verdict == after.verdict:
        return f"holds {shares}" if shares else words[after.verdict]
    no_longer = "is no longer refused" if before.verdict == "refused" else f"no longer {words[before.verdict]}"
    turned = f"{no_longer}, but {words[after.verdict]}"
    return f"{turned} (holds {shares})" if shares else turned


def _moved(before: Fares, after: Fares) -> float:
    return abs((after.holds or 0.0) - (before.holds or 0.0))


def _counted(differences: Sequence[Difference]) -> str:
    """How many differences there are of each kind, in the order in which they are looked at."""
    names = {
        "steps": ("step", "steps"),
        "phases": ("order of phases", "orders of phases"),
        "times": ("meaning of a time", "meanings of times"),
        "groups": ("horizon or cost of walking out", "horizons or costs of walking out"),
        "numbers": ("number", "numbers"),
    }
    counts = Counter(one.kind for one in differences)
    return listing([f"{counts[kind]} {names[kind][counts[kind] != 1]}" for kind in KINDS if counts[kind]])


def beside(differences: Sequence[Difference]) -> str:
    """What they differ in most by how little their ranges overlap, where that does not matter; "" where it does."""
    ranged = [one for one in differences if one.single and one.overlap is not None]
    if not ranged:
        return ""
    widest = min(ranged, key=lambda one: one.overlap if one.overlap is not None else 1.0)
    if matters(widest) or widest.moves is None:
        return ""
    far = widest.overlap or 0.0
    apart = "these do not overlap" if far < 0 else f"these share {percent(far)} of what they span"
    return (
        f"They differ most where it does not matter: {_lower(widest.label)} (A: {cut(widest.a)}; B: {cut(widest.b)}; "
        f"{apart}) turns no verdict, and moves no share of draws by {percent(MATTERS)}."
    )


def not_adding_up(plan: Compared) -> str:
    """What is said of a plan for which single switches do not add up; "" where they do."""
    if plan.adds_up or plan.singles is None or plan.a.holds is None or plan.b.holds is None:
        return ""
    whole, singles = (f"{round(100 * x):+d}".replace("-", "−") for x in (plan.b.holds - plan.a.holds, plan.singles))
    which = f"; {_lower(plan.enough)} switched at once is enough" if plan.enough else ""
    return (
        f"{titled(plan.title)}: single switches in A sum up to {singles} of 100 draws, all at once to {whole}, so "
        f"that differences {'work together' if differs(plan) else 'cancel out'}{which}."
    )


def sides(a: SideOfComparison, b: SideOfComparison) -> str:
    """Which cases the two are.

    >>> one = SideOfComparison("A", "Harbour", "2026-11-02")
    >>> sides(one, SideOfComparison("B", "Harbour", "2026-11-02", "as Alpha sees it"))
    'A is “Harbour”, 2026-11-02; B is the same, as Alpha sees it.'
    """
    said = [f", {one.said}" if one.said else "" for one in (a, b)]
    if a.title != b.title:
        return f"A is “{cut(a.title)}”, {a.as_of}{said[0]}; B is “{cut(b.title)}”, {b.as_of}{said[1]}."
    day = "" if a.as_of == b.as_of else f", {b.as_of}"
    return f"A is “{cut(a.title)}”, {a.as_of}{said[0]}; B is the same{day}{said[1]}."


def averaged(found: Averaged) -> str:
    """What the case between the two is."""
    numbers = f"{found.widened} {'number' if found.widened == 1 else 'numbers'}"
    plans = "; ".join(f"{titled(plan.title)} {fares(plan.fares)}" for plan in found.plans)
    told = plans or "no plan is tried"
    return f"With ranges as wide as both ({numbers} of A widened): {told}. What is no number stays as in A."


def scales(name: str, one: str, other: str) -> str:
    """That points of two files can be compared only if they mean the same."""
    if not one and not other:
        return f"Neither case says what the points of {as_one(name)} mean; they can be compared only if it is the same."
    said = [
        f"{called} says {f'“{cut(text, 80)}”' if text else 'nothing'}" for called, text in (("A", one), ("B", other))
    ]
    return f"The points of {as_one(name)} can be compared only if they mean the same: of its scale {listing(said)}."


def headline(found: Comparison) -> str:
    """The answer, in a line."""
    return opening(found.talk)
