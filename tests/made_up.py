"""Findings made up for the tests of the views, on cases made up as well: nothing of it was computed."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import cache

import standoff
from standoff.case.model.model import Case
from standoff.results.records.assessment import Assessment, Binding, Row, Stop
from standoff.results.records.made import Made, Verdict
from standoff.results.records.remedies import Mending, Pair, Remedy, Unwilling
from standoff.results.records.roadmap import Bound, Roadmap
from standoff.results.records.run import Findings
from standoff.results.records.stability import Deterrence, Equilibria, Leverage, Now, Reachable, Stable
from standoff.results.records.sureness import Driver, Dropped, End, Flip, Flips, Map, Need, Needs, Robust, Sureness
from standoff.views.brief import page as brief

HARBOUR = {
    "format": 1,
    "title": "Harbour standoff",
    "as_of": "2026-11-02",
    "parties": {
        "alpha": {"name": "Alpha", "horizon": "2 to 6 years", "walkout_cost": "0.5 to 2", "scale": "10 = the ban lifted",
                  "because": [{"judgement": "elections come every four years", "by": "AB", "for": "horizon", "supports": "size"}]},
        "beta": {"name": "Beta", "horizon": "10 years", "scale": "10 = the harbour open for good"},
    },
    "steps": {
        "open_harbour": {
            "by": "alpha", "name": "Open the harbour", "takes": "1 month", "seen": "2 weeks", "undo": "3 months",
            "worth": {"alpha": "-6 to -2", "beta": "4 to 9"},
            "because": [
                {"in": "port-2026", "at": "table 3", "says": "port dues per year", "for": "worth.beta", "supports": "size"},
                {"in": "alpha-2026", "quote": "will not open", "for": "worth.alpha", "supports": "sign", "grade": "B2"},
                {"judgement": "half of what the ban costs", "by": ["AB", "CD"], "for": ["worth.alpha", "undo"], "supports": "size"},
            ],
        },
        "lift_ban": {"by": "beta", "name": "Lift the ban", "seen": "1 to 3 months", "automatic": True,
                     "worth": {"alpha": 10, "beta": "-4 to -1"}},
        "summit_here": {"by": ["alpha", "beta"], "name": "Meet at the harbour", "symbolic": True, "undo": "never",
                        "worth": {"alpha": "0 to 2", "beta": "-1 to 1"}},
        "summit_there": {"by": ["alpha", "beta"], "name": "Meet in the capital", "symbolic": True, "undo": "never",
                         "worth": {"alpha": 1, "beta": 0.5}},
        "fuel": {"by": "beta", "name": "Sell fuel", "worth": {"alpha": 2, "beta": 1}},
    },
    "together": {"winter": {"steps": ["fuel", "open_harbour"], "worth": {"beta": -2}}},
    "now": ["fuel"],
    "rules": ["not (lift_ban and not open_harbour)"],
    "choices": {"venue": ["summit_here", "summit_there"]},
    "deals": {
        "grand": {"title": "The grand deal: everything", "steps": ["open_harbour", "lift_ban", "venue"]},
        "small": ["open_harbour", "lift_ban"],
        "least": ["summit_here"],
    },
    "plans": {
        "alpha-first": {"title": "Alpha first: the old demand", "phases": [["open_harbour"], ["lift_ban", "summit_here"]]},
        "beta-first": {"title": "Beta first", "keeps": ["fuel"], "phases": [["lift_ban"], ["open_harbour"]]},
        "at-once": {"phases": [["open_harbour", "lift_ban"]]},
    },
    "history": [{"before": "2026-03-01", "title": "Talks failed",
                 "because": [{"in": "port-2026", "at": "p. 2", "says": "talks ended"}]}],
}  # fmt: skip

SOURCES = {
    "port-2026": {"title": "Port dues & tides", "author": [{"family": "Ng", "given": "Ada"}, {"literal": "Port Office"}],
                  "issued": {"date-parts": [[2026, 2, 3]]}, "URL": "https://port.example/dues?a=1&b=2"},
    "alpha-2026": {"title": "Statement", "publisher": "Alpha", "issued": {"date-parts": [[2026]]}, "URL": "javascript:alert(1)"},
    "unused": {"title": "Never cited"},
}  # fmt: skip

MADE = Made(version="9.9.9", method="made up for a test", exact=True, seed=7, draws=200)
COMMAND = "standoff run harbour --draws 200 --seed 7"

ORDER_ONLY = {
    "format": 1, "title": "Orders", "as_of": "2026-01-01",
    "parties": {"a": {"name": "Aye", "horizon": "1 year"}, "b": {"name": "Bee", "horizon": "1 year"}},
    "steps": {"x": {"by": "a", "name": "Ex"}, "y": {"by": "b", "name": "Why"}},
    "prefer": {"a": ["x", "not y"], "b": {"ranking": [[["x"]], [[], ["y"]]]}},
}  # fmt: skip

OF_PREFERENCES = {
    **ORDER_ONLY, "title": "Strength, doubt and views",
    "prefer": {"a": {"statements": ["x", "not y"], "much": 1}, "b": {"either": [["y", "x"], {"ranking": [[["x"]], [["y"]]]}]}},
    "views": {"a": {"title": "Bee is taken for meek", "sees": {"prefer.b": ["x"], "steps.y.name": "<b>Why</b>"},
                    "rules": ["not (x and y)"], "because": [{"judgement": "It says so.", "by": "AB", "for": "prefer.b"}]}},
}  # fmt: skip

PREFERENCES_SAID = (
    "Today’s position would not last, each party seeing it its own way.",
    "Aye takes it for granted that `not (x and y)`; no rule of the case says so.",
    "As Aye sees it, Bee would stay under NASH, GMR, SMR, SEQ and SSEQ; as Bee sees it, it would leave.",
    "leaves for what may be better, is deterred only by what surely is not",
    "x, strongly",
    "reading 1 of what it may prefer: y; x",
    "Judgement by AB: It says so. (on how Aye sees the case)",
)

HOSTILE = "<script>alert(\"x\")</script> & 'quoted' \u202ereversed\u202c 😀 عربي {{ 7 * 7 }} {% raw %}"
LONG = ("A step with a very long name indeed " * 9).strip()


def assessment(case: Case, name: str, title: str, phases: list[list[str]], verdict: Verdict, rng: random.Random,
               keeps: tuple[str, ...] = ()) -> Assessment:  # fmt: skip
    """A plan with arbitrary numbers that fit its verdict."""
    parties = list(case.parties)
    walker = (rng.randrange(len(phases)) + 1, rng.choice(parties))
    rows = []
    for phase in range(1, len(phases) + 2):
        for party in parties:
            owns = [s for steps in phases for s in steps if party in case.steps[s].by]
            if not owns:
                rows.append(Row(phase, party, rng.uniform(0, 9), None, None, None, 0.0))
                continue
            carry, exposure = rng.uniform(1, 9), rng.choice([0.0, rng.uniform(0.1, 5)])
            margin = rng.uniform(0.1, 3)
            if verdict == "breaks" and (phase, party) == walker:
                margin = -margin
            trust = None if margin < 0 else exposure / (exposure + margin)
            rows.append(Row(phase, party, carry, carry - margin, margin, exposure, trust, tuple(owns[:3]),
                              rng.choice([0.0, 0.2, 1.5]), max(0.0, -margin)))  # fmt: skip
    gain = {party: rng.uniform(0.1, 9) for party in parties}
    if verdict == "refused":
        gain[parties[0]] = -1.234567
    able = [row for row in rows if row.margin is not None]
    binding = next((row for row in able if row.trust is None), None) or max(
        able, key=lambda row: row.trust or 0, default=None
    )
    starts = [0.0]
    for _ in phases:
        starts.append(starts[-1] + rng.uniform(0.5, 9))
    breaks = any(row.trust is None for row in rows)
    return Assessment(
        plan=name, title=title, keeps=keeps, phases=tuple(tuple(steps) for steps in phases), verdict=verdict,
        self_enforcing=not breaks, trust=None if breaks else max((row.trust or 0 for row in rows), default=0.0), gain=gain,
        at_risk={party: rng.random() for party in parties},
        binding=Binding(
            None if verdict == "refused" or binding is None else binding.phase,
            parties[0] if verdict == "refused" else binding.party if binding else None,
            f"Because of what {case.parties[parties[0]].name} could do, at 62 % or so.",
        ),
        months=starts[-1], rows=tuple(rows),
        if_stopped=tuple(Stop(k, party, rng.uniform(-4, 4)) for k in range(1, len(phases) + 1) for party in parties),
        starts=tuple(starts), symbolic_share={party: rng.random() / 3 for party in parties}, made=MADE,
        taken_for_granted=(), stays="", if_broken="", needed=tuple(parties), against={},
    )  # fmt: skip


def stable(case: Case, rng: random.Random) -> Stable:
    parties, names = tuple(case.parties), tuple(case.steps)
    now = tuple(name for name in names if name in case.now)
    other = tuple(name for name in names if name not in case.now)[:2]
    ordinal = bool(case.prefer)
    lever = Leverage(None, None) if ordinal else None
    concepts = {party: rng.choice([("nash", "gmr", "smr", "seq"), ("gmr", "seq"), ()]) for party in parties}
    return Stable(
        parties=parties, steps=names, feasible_states=12345,
        equilibria={c: Equilibria(7, (now, other)) for c in ("nash", "gmr", "smr", "seq")},
        now=Now(now, concepts, ("seq", "gmr") if all(concepts.values()) else ()),
        leverage={a: {b: lever or Leverage(rng.choice([0.0, 3.14159]), rng.choice([0.0, -2.71828]), other, now)
                      for b in parties if b != a} for a in parties},
        deterrence=tuple(Deterrence(p, other, 1.5, now, "seq", (), f"{case.parties[p].name} could move, but would not.")
                         for p in parties),
        reachable=tuple(Reachable((*now, name), k, ("nash", "seq")) for k, name in enumerate(other)),
        reachable_states=17, reachable_equilibria=len(other), stuck={"nash": Equilibria(3, (other,))}, states=None, made=MADE,
    )  # fmt: skip


def findings(case: Case, *, draws: int = 200, seed: int = 0) -> Findings:
    """Findings that fit a case: verdicts in turn, numbers arbitrary; of strength, doubt and views those of a run."""
    if case.views:
        return standoff.run(case, draws=draws, seed=seed)
    rng = random.Random(seed)
    turns: list[Verdict] = ["breaks", "refused", "holds"]
    plans = tuple(
        assessment(case, name, plan.title or name, [list(p) for p in plan.phases], turns[n % 3], rng, case.kept(plan))
        for n, (name, plan) in enumerate(case.plans.items())
    )
    roadmaps = []
    for n, (name, deal) in enumerate(case.deals.items()):
        steps = [case.choices[step][0] if step in case.choices else step for step in deal.steps]
        phases = [steps[k : k + 2] for k in range(0, len(steps), 2)]
        plan = assessment(case, name, deal.title or name, phases, ["holds", "breaks", "holds"][n % 3], rng)  # type: ignore[arg-type]
        best = plan if plan.verdict == "holds" else None
        bound = Bound([0.12345, None][n % 2], n == 2)
        roadmaps.append(Roadmap(name, deal.title or name, best, None if best else plan, bound, MADE))
    sure = {}
    judged = [("plan", plan) for plan in plans] + [("deal", one.shown) for one in roadmaps]
    for n, (kind, plan) in enumerate(judged if draws else []):
        holds, breaks = [(0.0, 0.6), (0.43, 0.3), (1.0, 0.0)][n % 3]
        sure[f"{kind}:{plan.plan}"] = sureness(case, plan, draws, holds, breaks)
    mended = [("deal", roadmaps[0].shown, roadmaps[0].deal)] if roadmaps and roadmaps[0].shown else []
    mended += [("plan", plan, None) for plan in plans]
    mendings = {f"{kind}:{plan.plan}": mending(case, plan, deal, n) for n, (kind, plan, deal) in enumerate(mended)}
    first = dict(list(sure.items())[:1])
    return Findings(
        title=case.title, as_of=case.as_of.isoformat(), stable=stable(case, rng), plans=plans,
        roadmaps=tuple(roadmaps), sureness=sure, made=replace(MADE, draws=draws or None), mendings=mendings,
        robust={d.deal: robust(case, d, sure[f"deal:{d.deal}"]) for d in roadmaps if f"deal:{d.deal}" in sure},
        flips={key: flipping(case, one.plan, key in first) for key, one in sure.items()},
        needs={key: needing(case, one.plan, key in first) for key, one in sure.items()},
    )  # fmt: skip


def sureness(case: Case, plan: Assessment, draws: int, holds: float, breaks: float) -> Sureness:
    """How often a plan holds, breaks and is otherwise refused."""
    party, refused = next(iter(case.parties)), 1 - holds - breaks
    between = {
        "refused": (refused, refused),
        "breaks": (breaks, breaks),
        "holds": (max(0.0, holds - 0.03), holds + 0.03),
    }
    return Sureness(
        plan=plan.title,
        draws=draws,
        draws_asked=draws,
        refused=refused,
        breaks=breaks,
        holds=holds,
        between=between,
        trust=(0.1, 0.31, 0.77) if holds else None,
        spread=(holds, *(0.0,) * 19),
        breakers=((party, 1, breaks),) if breaks else (),
        refusers=((party, refused),),
        against=(),
    )


def robust(case: Case, found: Roadmap, nominal: Sureness) -> Robust:
    """Another order that holds more often."""
    better = replace(nominal, holds=min(1.0, nominal.holds + 0.1))
    assert found.shown
    return Robust(found.deal, found.title, 12, 512, found.shown, None, {"nominal": nominal, "most_often": better})


def flipping(case: Case, title: str, first: bool) -> Flips:
    """A plan that one number flips, and, if it is the first, what drives it."""
    step, party = next(iter(case.steps)), next(iter(case.parties))
    path, label = f"steps.{step}.worth.{party}", "What <it> is worth"
    flip = Flip(path, label, "points", -1.0, -2.5, "breaks", 0.15, 1e-4)
    ends = End(-3.0, "breaks", None, -0.2), End(-0.5, "holds", 0.3, 0.1)
    driver = Driver(path, label, "Short <it>", "points", *ends, 0.4, 0.6, 0.05)
    two = Map(path, label, "points", (-3.0, -1.0), "pace", "The pace", "years", (0.1, 0.5), (("holds", "breaks"),) * 2)
    return Flips("p", title, "holds", 1.0, 0.05, (flip,), (driver,) if first else (), "holds", two if first else None,
                   17, False, MADE)  # fmt: skip


def needing(case: Case, title: str, first: bool) -> Needs:
    """A plan for which one finding is worth something, if it is the first."""
    step, party = next(iter(case.steps)), next(iter(case.parties))
    need = Need("What <it> is worth", (f"steps.{step}.worth.{party}",), 0.04 if first else 0.0, 0.02, 0.7071, 0.0)
    dropped = Dropped("a-source", need.about, 0.43, 0.31)
    return Needs("p", title, 0.5, 0.43, (0.42, 0.44), False, 0.0, 0.21, (need,), (), (), (dropped,), 8000, 8000, MADE)


def remedy(case: Case, kind: str, verdict: Verdict, trust: float | None, says: str) -> Remedy:
    """A remedy of the first step and party of a case."""
    step, party = next(iter(case.steps)), next(iter(case.parties))
    return Remedy(kind, step, party, 1, None, 1.5, 1.25, 1.0, 2.5, verdict, trust, -0.1, party, False, True, says)


def mending(case: Case, plan: Assessment, deal: str | None, turn: int) -> Mending:
    """What would mend a plan: nothing, one change, or two, in turn."""
    party, step = next(iter(case.parties.values())), next(iter(case.steps.values()))
    lost = remedy(case, "drop", "holds", 0.4, f"“{step.name}” is left out")
    bond = remedy(case, "bond", "refused", None, f"being caught costs {party.name} a bond of 2 points")
    pair = Pair((bond, bond), 1.25, 0.5, 0.0, None, f"{bond.says}, and {bond.says}")
    fails = plan.verdict != "holds"
    worth = remedy(case, "worth", "breaks", None, f"“{step.name}” is worth 1 point more to {party.name}")
    unwilling = (Unwilling(next(iter(case.parties)), 1.5, (worth, lost)[: turn % 3]),)
    less = tuple(remedy(case, "sooner", "holds", (plan.trust or 0.0) * n / 12, bond.says) for n in range(10))
    return Mending(
        plan.plan, deal, plan.title, plan.verdict, plan.trust, 0.9, 0.01, not fails, 0.1, None, () if fails else less,
        (lost,) if fails and turn % 2 else (), (pair,) if fails and turn % 4 == 1 else (), 1234 if fails else None,
        5.0 if fails else None, {}, False, unwilling if plan.verdict == "refused" else (), MADE,
    )  # fmt: skip


def without(case: dict[str, object], *keys: str) -> dict[str, object]:
    return {key: value for key, value in case.items() if key not in keys}


def crowded(parties: int, steps: int, name: str) -> dict[str, object]:
    """A case with so many parties and steps, all called by variations of one name."""
    people = [f"p{n}" for n in range(parties)]
    acts = [f"s{n}" for n in range(steps)]
    return {
        "format": 1, "title": name, "as_of": "2026-11-02",
        "parties": {p: {"name": f"{name} {n}", "horizon": "1 to 9 years", "scale": name,
                        "because": [{"judgement": name, "by": name}]} for n, p in enumerate(people)},
        "steps": {s: {"by": [people[n % parties], people[(n + 2) % parties]] if n % 5 == 4 and parties > 2 else people[n % parties],
                      "name": f"{name} step {n}", "takes": "1 to 4 months", "symbolic": n % 7 == 0,
                      "undo": "never" if n % 3 == 0 else "2 weeks",
                      "worth": {p: 1 + k - (n % 3) for k, p in enumerate(people)},
                      "because": [{"in": "src", "says": name, "quote": name, "at": name}]} for n, s in enumerate(acts)},
        "deals": {"d1": {"title": name, "steps": acts}, "d2": acts[:1]},
        "plans": {"q1": {"title": name, "phases": [[s] for s in acts]}, "q2": {"phases": [acts]}},
        "history": [{"before": "2020-01-31", "title": name}],
    }  # fmt: skip


HOSTILE_SOURCES = {
    "src": {"title": HOSTILE, "author": [{"family": HOSTILE}], "URL": 'https://x.example/"><script>', "issued": 5}
}

INPUTS = {
    "harbour": (HARBOUR, 200, SOURCES),
    "no deals": (without(HARBOUR, "deals"), 200, SOURCES),
    "no plans": (without(HARBOUR, "plans"), 200, SOURCES),
    "no plans, no deals": (without(HARBOUR, "plans", "deals"), 0, SOURCES),
    "no draws": (HARBOUR, 0, SOURCES),
    "no history, no sources": (without(HARBOUR, "history"), 200, {}),
    "order only": (ORDER_ONLY, 0, {}),
    "strength, doubt and views": (OF_PREFERENCES, 0, {}),
    "five parties, twenty steps": (crowded(5, 20, "Some party"), 200, SOURCES),
    "one party": (crowded(1, 3, "Alone"), 200, SOURCES),
    "hostile": (crowded(3, 8, HOSTILE), 200, HOSTILE_SOURCES),
    "long names": (crowded(5, 20, LONG), 10_000, SOURCES),
    "one unbroken word": (crowded(2, 4, "x" * 300), 200, SOURCES),
}


@cache
def page(name: str) -> str:
    return fresh(name)


def fresh(name: str) -> str:
    case, draws, sources = INPUTS[name]
    model = Case.model_validate(case)
    return brief.render(model, findings(model, draws=draws), sources=sources, command=COMMAND)
