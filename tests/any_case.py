"""Cases with every key of the format, drawn by hypothesis: their names are odd and mostly name nothing."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from standoff.case.model.forms import RESERVED
from standoff.case.model.model import Case

names = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True).filter(lambda name: name not in RESERVED)
labels = st.from_regex(r"[a-z][a-z0-9_-]{0,8}", fullmatch=True).filter(lambda name: name not in RESERVED)
words = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12),
    st.sampled_from(
        ["yes", "null", "1.10", "a: b", "- a", "# a", "'", '"', "a\nb", " a ", "x" * 200, "\x00", "\x85", "\u2028"]
    ),
)
numbers = st.one_of(st.integers(-1000, 1000), st.floats(-1e6, 1e6).filter(lambda x: x == 0 or abs(x) > 1e-6))
costs = numbers.map(abs)


def spans(low: float, high: float, unit: str) -> str:
    return f"{min(low, high)!r} to {max(low, high)!r}{unit}"


def rare(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(st.none(), strategy)


worths = st.one_of(numbers, st.builds(spans, numbers, numbers, st.just("")))
units = st.sampled_from([" days", " weeks", " months", " years"])
lengths = st.floats(0.01, 100).map(lambda x: round(x, 3))
durations = st.one_of(
    st.just(0), st.builds(lambda n, unit: f"{n}{unit}", lengths, units), st.builds(spans, lengths, lengths, units)
)
horizons = st.builds(spans, lengths, lengths, units)
or_never = st.one_of(durations, st.just("never"))
sources = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,8}", fullmatch=True)
supports = st.sampled_from(["sign", "order", "size"])


def trimmed(data: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if value is not None}


def some(of: list[str], least: int = 0, most: int = 4) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(of), min_size=min(least, len(of)), max_size=most, unique=True)


chances = st.one_of(
    st.sampled_from([0, 1, 0.4, "40 %"]),
    st.tuples(st.integers(1, 49), st.integers(50, 99)).map(lambda ends: f"{ends[0]} to {ends[1]} %"),
)
targets = rare(st.one_of(names, st.lists(names, min_size=1, max_size=3)))
ages = st.sampled_from(["2 years", "18 months", "never"])
evidence = st.one_of(
    st.fixed_dictionaries({"in": sources, "quote": rare(words), "at": rare(words), "says": rare(words), "for": targets,
                           "supports": rare(supports), "grade": rare(st.sampled_from(["A1", "F6"])),
                           "contradicts": rare(st.booleans()), "stale_after": rare(ages)}),
    st.fixed_dictionaries({"in": sources, "quote": words, "prefix": rare(words), "suffix": rare(words)}),
    st.fixed_dictionaries({"judgement": words, "by": st.one_of(words, st.lists(words, min_size=1, max_size=2)),
                           "for": targets, "supports": rare(supports), "contradicts": rare(st.booleans())}),
).map(trimmed)  # fmt: skip
because = rare(st.lists(evidence, max_size=2))


def rules(steps: list[str]) -> st.SearchStrategy[str]:
    return st.recursive(
        st.sampled_from(steps),
        lambda inner: st.one_of(
            inner.map(lambda one: f"not ({one})"),
            st.builds(
                lambda a, word, b: f"({a}) {word} ({b})", inner, st.sampled_from(["and", "or", "if", "iff"]), inner
            ),
        ),
        max_leaves=5,
    )


def verified(steps: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    sooner = st.dictionaries(st.sampled_from(steps), durations, max_size=2)
    return st.fixed_dictionaries({"normally": durations, "with": rare(sooner)}).map(trimmed)


@st.composite
def any_case(draw: st.DrawFn) -> Case:
    parties = draw(st.lists(names, min_size=1, max_size=3, unique=True))
    steps = draw(st.lists(names, min_size=3, max_size=6, unique=True))
    worth = st.dictionaries(st.sampled_from(parties), worths, max_size=2)
    party = st.fixed_dictionaries(
        {
            "horizon": horizons,
            "name": rare(words),
            "walkout_cost": rare(st.one_of(costs, st.builds(spans, costs, costs, st.just("")))),
            "scale": rare(words),
            "because": because,
        }
    ).map(trimmed)
    owners = st.one_of(st.sampled_from(parties), some(parties, 1))
    step = st.fixed_dictionaries(
        {
            "by": owners,
            "ends": rare(st.sampled_from(["any", "all"])),
            "name": rare(words),
            "takes": rare(durations),
            "seen": rare(st.one_of(durations, verified(steps))),
            "missed": rare(st.sampled_from([0, 1, 0.25, "20 %", "0.1 to 0.3", "5 to 95 %"])),
            "undo": rare(or_never),
            "redo": rare(or_never),
            "automatic": rare(st.booleans()),
            "symbolic": rare(st.booleans()),
            "requires": rare(some(steps)),
            "not_before": rare(st.dates().map(str)),
            "worth": rare(worth),
            "because": because,
        }
    ).map(trimmed)
    together = st.fixed_dictionaries({"steps": some(steps, 2), "worth": worth, "name": rare(words), "because": because})
    phases = st.lists(some(steps, 1), min_size=1, max_size=3)
    order = st.one_of(st.fixed_dictionaries({"phases": phases}), st.fixed_dictionaries({"plan": names}))
    held = st.fixed_dictionaries({"held_by": owners, "title": rare(words), "because": because}).map(trimmed)
    reading = st.builds(lambda who, what: {**who, **what}, held, order)
    readings = rare(st.dictionaries(labels, reading, max_size=2))
    deal = st.one_of(
        some(steps, 1),
        st.fixed_dictionaries(
            {
                "steps": some(steps, 1),
                "title": rare(words),
                "pace": rare(durations),
                "before": rare(st.lists(st.lists(st.sampled_from(steps), min_size=2, max_size=2), max_size=2)),
                "same_phase": rare(st.lists(some(steps, 2), max_size=2)),
                "first": rare(st.one_of(st.sampled_from(steps), some(steps))),
                "last": rare(some(steps)),
                "phases": rare(st.integers(1, 9)),
                "at_risk": rare(
                    st.dictionaries(st.sampled_from(parties), st.sampled_from([0, 1, 0.2, "20 %", "33.3%"]))
                ),
                "readings": readings,
            }
        ).map(trimmed),
    )
    plan = st.fixed_dictionaries(
        {
            "phases": phases,
            "title": rare(words),
            "keeps": rare(some(steps)),
            "pace": rare(durations),
            "readings": readings,
        }
    ).map(trimmed)
    ranking = st.lists(st.lists(some(steps), max_size=2), min_size=1, max_size=3).map(
        lambda levels: {"ranking": levels}
    )
    days = st.dates().map(str)
    values = st.one_of(words, numbers, st.booleans(), st.lists(words, max_size=2))
    entry = st.fixed_dictionaries(
        {
            "before": days,
            "title": words,
            "was": rare(st.dictionaries(names, values, max_size=2)),
            "now": rare(st.fixed_dictionaries({"with": rare(some(steps)), "without": rare(some(steps))}).map(trimmed)),
            "because": because,
        }
    ).map(trimmed)
    view = st.fixed_dictionaries(
        {
            "title": rare(words),
            "sees": rare(st.dictionaries(names, values, max_size=2)),
            "rules": rare(st.lists(rules(steps), max_size=2)),
            "because": because,
        }
    ).map(trimmed)
    statements = st.lists(rules(steps), min_size=1, max_size=3)
    strong = statements.flatmap(
        lambda said: st.integers(1, len(said)).map(lambda much: {"statements": said, "much": much})
    )
    gaps = ranking.flatmap(
        lambda order: st.sets(st.integers(1, len(order["ranking"])), min_size=1).map(
            lambda after: {**order, "much": sorted(after)}
        )
    )
    points = st.sampled_from([{"much": 3}, {"much": 0.25}, {"much": 1e9}])
    either = st.lists(st.one_of(statements, ranking), min_size=2, max_size=4).map(lambda orders: {"either": orders})
    data = {
        "format": 1,
        "title": draw(words),
        "as_of": draw(days),
        "stale_after": draw(rare(ages)),
        "intervals": draw(rare(st.sampled_from([0.5, "80 %", "33.3 %", 0.9]))),
        "parties": {name: draw(party) for name in parties},
        "steps": {name: draw(step) for name in steps},
        "together": draw(rare(st.dictionaries(labels, together.map(trimmed), max_size=2))),
        "now": draw(rare(some(steps))),
        "rules": draw(rare(st.lists(rules(steps), max_size=3))),
        "merge": draw(rare(st.lists(rules(steps), max_size=2))),
        "choices": draw(rare(st.dictionaries(names, some(steps, 2), max_size=2))),
        "prefer": draw(rare(st.dictionaries(st.sampled_from(parties), st.one_of(
            statements, ranking, strong, gaps, points, either), max_size=2))),
        "order": draw(rare(st.dictionaries(st.sampled_from(parties), st.lists(
            st.one_of(st.sampled_from([*steps, "nothing"]), some(steps, 1)), min_size=1, max_size=4), max_size=2))),
        "sincerity": draw(rare(st.dictionaries(st.sampled_from(parties), chances, max_size=2))),
        "deals": draw(rare(st.dictionaries(labels, deal, max_size=2))),
        "plans": draw(rare(st.dictionaries(labels, plan, max_size=2))),
        "views": draw(rare(st.dictionaries(st.sampled_from(parties), view, max_size=2))),
        "history": draw(rare(st.lists(entry, max_size=2))),
    }  # fmt: skip
    return Case.model_validate(trimmed(data))
