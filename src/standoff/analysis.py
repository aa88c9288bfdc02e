"""Where a case meets the engine: names become numbers on the way in, and numbers become names on the way out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from standoff.engine import chains, lattice, leverage, masks, stability, states, sureness
from standoff.engine import draws as drawing
from standoff.engine import remedies as mending
from standoff.engine import roadmap as search
from standoff.engine.assess import Assessed, Judged, failure_spans, share_of_gains
from standoff.engine.assess import assess as assess_plans
from standoff.engine.exchange import Bools, Exchange, Floats, Ints, phase_vector, phases_of, stacked
from standoff.engine.ledger import Account, Ledger, ledger
from standoff.engine.stability import Sweeps
from standoff.errors import SizeError, UsageError, did_you_mean
from standoff.results import records, sentences
from standoff.version import __version__

if TYPE_CHECKING:
    from standoff.case.model import Case
    from standoff.case.rules import Expression
    from standoff.case.values import Quantity

__all__ = ["assess", "explain", "remedies", "roadmap", "run", "stable"]

Progress = Callable[[str, float], None]
"""Called with what is being done and the share of it that is done, 0..1."""

LISTED = 100
"""Equilibria of each concept that a run writes down."""

LARGEST_EXCHANGE = 30
"""Steps in a plan that can be assessed."""


def _silent(what: str, share: float) -> None:
    """Progress that nobody watches."""


# ------------------------------------------------------------------------------------- names to numbers


@dataclass(frozen=True)
class _Arrangement:
    """A plan in names: what it keeps, its phases, the shortest time between them, and what it is called."""

    name: str
    title: str
    keeps: tuple[str, ...]
    phases: tuple[tuple[str, ...], ...]
    pace: Quantity

    @property
    def steps(self) -> tuple[str, ...]:
        return (*self.keeps, *(step for phase in self.phases for step in phase))


def exchange_of(case: Case, value: Callable[[Quantity], float]) -> Exchange:
    """The numbers of a case, with `value` to read a number out of each range; steps in the order of the file."""
    parties, steps = list(case.parties), list(case.steps.values())
    names = list(case.steps)

    def per_party(worth: Mapping[str, Quantity]) -> list[float]:
        read = {party: value(quantity) for party, quantity in worth.items()}
        return [read.get(party, 0.0) for party in parties]

    return Exchange(
        horizons=np.array([value(party.horizon) for party in case.parties.values()]),
        walkout_costs=np.array([value(party.walkout_cost) for party in case.parties.values()]),
        worth=np.array([per_party(step.worth) for step in steps]).T,
        takes=np.array([value(step.takes) for step in steps]),
        seen=np.array([value(step.seen) for step in steps]),
        undo=np.array([value(step.undo) for step in steps]),
        owns=np.array([[party in step.by for step in steps] for party in parties]),
        automatic=np.array([step.automatic for step in steps]),
        ends_all=np.array([step.ends == "all" for step in steps]),
        requires=np.array([[name in step.requires for name in names] for step in steps]),
        together_steps=np.array(
            [[name in entry.steps for name in names] for entry in case.together.values()], dtype=bool
        ).reshape(-1, len(names)),
        together_worth=np.array([per_party(entry.worth) for entry in case.together.values()]).reshape(-1, len(parties)),
    )


def _median(quantity: Quantity) -> float:
    return quantity.median


def _drawn(case: Case, pace: Sequence[Quantity], draws: int, seed: int) -> tuple[Exchange, Floats]:
    """The exchange with one entry per draw, and the paces (draws, len(pace))."""
    width = 0

    def counted(quantity: Quantity) -> float:
        nonlocal width
        width += 1
        return quantity.median

    exchange_of(case, counted)
    rows = drawing.uniforms(seed, draws, width + len(pace))

    def one(row: Floats) -> Exchange:
        chances: Iterator[float] = iter(row.tolist())
        return exchange_of(case, lambda quantity: quantity.quantile(next(chances)))

    paces = [[quantity.quantile(u) for quantity, u in zip(pace, row[width:].tolist(), strict=True)] for row in rows]
    return stacked([one(row) for row in rows]), np.array(paces).reshape(draws, len(pace))


def _places(names: Sequence[str], chosen: Sequence[str]) -> list[int]:
    return [list(names).index(name) for name in chosen]


def _vector(steps: Sequence[str], plan: _Arrangement) -> Ints:
    return phase_vector(len(steps), _places(steps, plan.keeps), [_places(steps, phase) for phase in plan.phases])


def _part(case: Case, exchange: Exchange, steps: Sequence[str]) -> Exchange:
    """The exchange of the steps of a plan; other steps in force now are its background."""
    names = list(case.steps)
    return exchange.only(_places(names, steps), _places(names, [s for s in case.now if s not in steps]))


def _compiled(expression: Expression, place: Mapping[str, int]) -> masks.Constraint:
    """A rule with places for names."""
    operator, *parts = expression
    if operator == "step":
        return ("step", place[str(parts[0])])
    return (operator, *(_compiled(part, place) for part in parts))


def _allowed(case: Case, planned: Sequence[str]) -> Bools:
    """Which sets of planned steps, added to now, the rules allow: (2^n,)."""
    names = list(case.steps)
    place = {name: n for n, name in enumerate(names)}
    sets = masks.columns(len(planned))
    columns = [sets[planned.index(name)] if name in planned else np.bool_(name in case.now) for name in names]
    allowed = np.ones(1 << len(planned), dtype=bool)
    for expression in case.constraints():
        allowed &= masks.truth(_compiled(expression, place), columns)
    return allowed


# -------------------------------------------------------------------------------- question 2: assessment


def assess(case: Case, plan: str) -> records.Assessment:
    """Would this plan hold? The plan is one that the case names. Raises UsageError, SizeError."""
    _needs_worths(case)
    _known("plan", plan, case.plans)
    return _assessment(case, exchange_of(case, _median), _given(case, plan))


def _known(kind: str, name: str, known: Mapping[str, object]) -> None:
    if name not in known:
        raise UsageError(f"the case has no {kind} `{name}`; {did_you_mean(name, known)}")


def _given(case: Case, name: str) -> _Arrangement:
    plan = case.plans[name]
    return _Arrangement(name, plan.title or name, plan.keeps, plan.phases, plan.pace)


def _needs_worths(case: Case) -> None:
    if not any(step.worth for step in case.steps.values()):
        raise UsageError(
            "this case orders states but gives no worths, so plans cannot be assessed; "
            "give each step a `worth`, or ask `standoff stable`"
        )


@dataclass(frozen=True)
class _Trial:
    """A plan of a case, assessed by the engine, and what its numbers are about."""

    case: Case
    plan: _Arrangement
    part: Exchange
    vector: Ints
    pace: float
    found: Assessed

    @property
    def made(self) -> records.Made:
        exact = bool(self.found.exact[0])
        return records.Made(
            version=__version__,
            method="assessment of all failures at the medians of the ranges",
            exact=exact,
            note="" if exact else "walk-out values are lower bounds: not all sets of breaches were tried",
        )

    def scene(self, phase: int, i: int, failure: int) -> sentences.Scene:
        """A party at a phase with the breaches of a failure; -1: with none."""
        failures, made = self.found.failures, self.vector < phase
        breaches = failures.breaches[failure] if failure >= 0 else np.zeros_like(made)
        names = [self.case.steps[step].name for step in self.plan.steps]
        return sentences.Scene(
            party=_called(self.case)[i],
            phase=phase,
            last=len(self.plan.phases),
            begins=float(self.found.starts[0, phase - 1]),
            undone=_named(names, breaches & made),
            withheld=_named(names, breaches & ~made),
            shows=float(failures.shows[failure]) if failure >= 0 else 0.0,
            margin=float(self.found.margin[0, phase - 1, i]),
        )


def _tried(case: Case, exchange: Exchange, plan: _Arrangement) -> _Trial:
    if len(plan.steps) > LARGEST_EXCHANGE:
        raise SizeError(f"steps in the plan `{plan.name}`", len(plan.steps), LARGEST_EXCHANGE, "assess a shorter plan")
    part, vector, pace = _part(case, exchange, plan.steps), _vector(plan.steps, plan), _median(plan.pace)
    return _Trial(case, plan, part, vector, pace, assess_plans(part, vector, pace))


def _called(case: Case) -> list[str]:
    return [party.name for party in case.parties.values()]


def _assessment(case: Case, exchange: Exchange, plan: _Arrangement) -> records.Assessment:
    trial = _tried(case, exchange, plan)
    part, found = trial.part, trial.found
    judged = found.judged()
    parties = list(case.parties)
    last = len(plan.phases)
    symbolic = np.array([case.steps[step].symbolic for step in plan.steps], dtype=bool)
    verdicts: tuple[tuple[records.Verdict, Bools], ...] = (
        ("refused", judged.refused), ("breaks", judged.breaks), ("holds", judged.holds),
    )  # fmt: skip
    return records.Assessment(
        plan=plan.name,
        title=plan.title,
        keeps=plan.keeps,
        phases=plan.phases,
        verdict=next(verdict for verdict, applies in verdicts if applies[0]),
        self_enforcing=bool(~np.isnan(found.trust_asked[0])),
        trust=_number(found.trust_asked[0]),
        gain={party: float(found.gain[0, i]) for i, party in enumerate(parties)},
        at_risk={party: float(found.at_risk[0, i]) for i, party in enumerate(parties)},
        binding=_binding(trial, judged),
        months=12 * float(found.lasts[0]),
        rows=tuple(_row(found, k, i, party, plan.steps) for k in range(last + 1) for i, party in enumerate(parties)),
        if_stopped=tuple(
            records.Stop(k, party, float(found.stop[0, k, i] - found.kept[0, i]))
            for k in range(1, last + 1)
            for i, party in enumerate(parties)
        ),
        starts=tuple(12 * float(start) for start in found.starts[0]),
        symbolic_share=dict(zip(parties, share_of_gains(part, trial.vector, symbolic).tolist(), strict=True)),
        made=trial.made,
    )


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _row(found: Assessed, k: int, i: int, party: str, steps: Sequence[str]) -> records.Row:
    tempting = int(found.tempting[0, k, i])
    return records.Row(
        phase=k + 1,
        party=party,
        carry_on=float(found.carry_on[0, k, i]),
        walk_out=_number(found.walk_out[0, k, i]),
        margin=_number(found.margin[0, k, i]),
        exposure=_number(found.exposure[0, k, i]),
        trust=_number(found.trust[0, k, i]),
        breach=_named(steps, found.failures.breaches[tempting]) if tempting >= 0 else (),
        shows=float(found.failures.shows[tempting]) if tempting >= 0 else None,
        bond=float(np.nan_to_num(found.bond[0, k, i], posinf=np.inf)),
    )


def _named(steps: Sequence[str], chosen: Bools) -> tuple[str, ...]:
    return tuple(steps[int(j)] for j in np.flatnonzero(chosen))


def _binding(trial: _Trial, judged: Judged) -> records.Binding:
    """The row that decides, and the sentence that says why."""
    case, plan, part, found = trial.case, trial.plan, trial.part, trial.found
    phase, i = int(judged.phase[0]), int(judged.party[0])
    if i < 0:
        return records.Binding(None, None, sentences.why_nothing_binds(plan.title))
    party, called = list(case.parties)[i], _called(case)
    if judged.refused[0]:
        worst = sorted(range(len(plan.keeps), len(plan.steps)), key=lambda j: part.worth[i, j])[:2]
        costs = [case.steps[plan.steps[j]].name for j in worst if part.worth[i, j] < 0]
        others = [name for n, name in enumerate(called) if n != i and found.gain[0, n] < 0]
        lost, takes_part = -float(found.gain[0, i]), bool(part.owns[i].any())
        return records.Binding(None, party, sentences.why_refused(called[i], lost, costs, others, takes_part))
    why = _why_it_breaks if judged.breaks[0] else _why_it_holds
    return records.Binding(phase, party, why(trial, phase, i))


def _why_it_breaks(trial: _Trial, phase: int, i: int) -> str:
    """Why a party walks out, which its negative margin says."""
    part, found = trial.part, trial.found
    failure = int(found.tempting[0, phase - 1, i])
    breaches = found.failures.breaches[failure]
    spans = failure_spans(part, trial.vector, trial.pace, phase, breaches)
    names = [trial.case.steps[step].name for step in trial.plan.steps]
    liked = sorted(np.flatnonzero(part.worth[i] > 0), key=lambda j: -float(part.worth[i, j]))
    has = [j for j in liked if spans.comes[j] and not breaches[j]]
    lasts = [j for j in has if np.isfinite(spans.end[j])]
    return sentences.why_breaks(
        trial.scene(phase, i, failure),
        keeps=[names[j] for j in has if j not in lasts],
        lasts=[names[j] for j in lasts],
        until=float(spans.end[lasts].max(initial=0.0)),
        loses=[names[j] for j in liked if j not in has],
        cost=float(part.walkout_costs[i]),
        bond=float(found.bond[0, phase - 1, i]),
    )


def _why_it_holds(trial: _Trial, phase: int, i: int, most: bool = True) -> str:
    """Why trust is asked of a party that fears some failure."""
    found = trial.found
    failure = int(found.feared[0, phase - 1, i])
    group = _named(_called(trial.case), found.failures.group[failure])
    trust, exposure = found.trust[0, phase - 1, i], found.exposure[0, phase - 1, i]
    return sentences.why_holds(trial.scene(phase, i, failure), float(trust), group, float(exposure), most)


def explain(
    case: Case, phase: int, party: str, plan: str = "", deal: str = "", progress: Progress = _silent
) -> records.Explanation:
    """What a party's margin and exposure at the start of a phase are made of, term by term.

    The plan is one that the case names, or the roadmap that is found for a deal. Raises UsageError, SizeError.
    """
    _needs_worths(case)
    if bool(plan) == bool(deal):
        raise UsageError("name a plan (--plan) or a deal (--deal), and not both")
    _known("party", party, case.parties)
    if plan:
        _known("plan", plan, case.plans)
        arrangement = _given(case, plan)
    else:
        _known("deal", deal, case.deals)
        arrangement = _found_for(case, deal, progress)
    last = len(arrangement.phases) + 1
    if not 1 <= phase <= last:
        raise UsageError(f"phase {phase} is not one of 1..{last}; the last of them is when everything is done")
    trial = _tried(case, exchange_of(case, _median), arrangement)
    i = list(case.parties).index(party)
    found = trial.found
    accounts = ledger(trial.part, trial.vector, trial.pace, found, phase, i)
    return records.Explanation(
        plan=arrangement.name,
        title=arrangement.title,
        keeps=arrangement.keeps,
        phases=arrangement.phases,
        phase=phase,
        party=party,
        row=_row(found, phase - 1, i, party, arrangement.steps),
        tempting=_failure(trial, phase, int(found.tempting[0, phase - 1, i])),
        feared=_failure(trial, phase, int(found.feared[0, phase - 1, i])),
        terms=_terms(trial, accounts, i),
        totals=records.Totals(
            carry_on=accounts.carry_on.total,
            walk_out=accounts.walk_out.total if accounts.walk_out else None,
            stop=accounts.stop.total,
            feared=accounts.feared.total if accounts.feared else None,
            margin=accounts.margin,
            exposure=accounts.exposure,
        ),
        why=_why(trial, phase, i),
        made=trial.made,
    )


def _found_for(case: Case, deal: str, progress: Progress) -> _Arrangement:
    """The roadmap of a deal as a plan."""
    shown = _roadmap(case, exchange_of(case, _median), deal, progress).shown
    if shown is None:
        raise UsageError(f"the rules allow no plan for the deal `{deal}`, so there is nothing to explain")
    return _Arrangement(deal, shown.title, shown.keeps, shown.phases, case.deals[deal].pace)


def _failure(trial: _Trial, phase: int, failure: int) -> records.Failure | None:
    if failure < 0:
        return None
    failures, steps = trial.found.failures, trial.plan.steps
    breaches, made = failures.breaches[failure], trial.vector < phase
    return records.Failure(
        group=_named(list(trial.case.parties), failures.group[failure]),
        undone=_named(steps, breaches & made),
        withheld=_named(steps, breaches & ~made),
        shows=12 * float(failures.shows[failure]),
        begins_now=bool((breaches & (trial.vector <= phase)).any()),
    )


def _terms(trial: _Trial, accounts: Ledger, i: int) -> tuple[records.Term, ...]:
    """A line for each step of the plan and each `together` entry that it completes, and one for the walk-out cost."""
    steps, case = trial.plan.steps, trial.case
    within = {*steps, *case.now}
    # The same entries, in the same order, as the engine keeps of a part of a case (`Exchange.only`).
    entries = [name for name, e in case.together.items() if within >= {*e.steps} and {*steps} & {*e.steps}]
    lines = [("step", step) for step in steps] + [("together", name) for name in entries]
    terms = tuple(
        records.Term(
            kind="step" if kind == "step" else "together",
            name=name,
            worth=float(worth),
            carry_on=_contribution(accounts.carry_on, n),
            walk_out=_contribution(accounts.walk_out, n) if accounts.walk_out else None,
            stop=_contribution(accounts.stop, n),
            feared=_contribution(accounts.feared, n) if accounts.feared else None,
        )
        for n, ((kind, name), worth) in enumerate(zip(lines, accounts.worth.tolist(), strict=True))
    )
    nothing = records.Contribution(0.0)
    cost = records.Term(
        kind="walkout_cost",
        name="walkout_cost",
        worth=-float(trial.part.walkout_costs[i]),
        carry_on=nothing,
        walk_out=records.Contribution(-accounts.walk_out.cost, 12 * accounts.walk_out.shows)
        if accounts.walk_out
        else None,
        stop=nothing,
        feared=nothing if accounts.feared else None,
    )
    return (*terms, cost)


def _contribution(account: Account, line: int) -> records.Contribution:
    if not account.comes[line]:
        return records.Contribution(0.0)
    end = float(account.end[line])
    return records.Contribution(
        adds=float(account.adds[line]),
        begins=12 * float(account.start[line]),
        ends=12 * end if np.isfinite(end) else None,
    )


def _why(trial: _Trial, phase: int, i: int) -> str:
    """What a row comes to, whether or not it is the one that decides."""
    found, k = trial.found, phase - 1
    tempting, feared = int(found.tempting[0, k, i]), int(found.feared[0, k, i])
    if tempting < 0:
        return sentences.why_nothing_to_quit(trial.scene(phase, i, tempting))
    if found.margin[0, k, i] < 0:
        return _why_it_breaks(trial, phase, i)
    would = sentences.would_walk(trial.scene(phase, i, tempting))
    if feared < 0:
        return f"{sentences.why_unafraid(trial.scene(phase, i, tempting))} {would}"
    judged = found.judged()
    most = bool(judged.holds[0]) and (phase, i) == (int(judged.phase[0]), int(judged.party[0]))
    return f"{_why_it_holds(trial, phase, i, most)} {would}"


# ---------------------------------------------------------------------------------- question 3: roadmaps


def roadmap(
    case: Case, deals: Sequence[str] | None = None, progress: Progress = _silent
) -> tuple[records.Roadmap, ...]:
    """Which plan asks for the least trust, for each deal asked for (all of the case unless given)?"""
    _needs_worths(case)
    for deal in deals or ():
        _known("deal", deal, case.deals)
    exchange = exchange_of(case, _median)
    return tuple(_roadmap(case, exchange, deal, progress) for deal in deals or case.deals)


def _roadmap(case: Case, exchange: Exchange, name: str, progress: Progress) -> records.Roadmap:
    deal = case.deals[name]
    title = deal.title or name
    readings = [
        reading
        for reading in (_reading(case, deal.steps, members) for members in _members(case, deal.steps))
        if all(r in (*case.now, *reading[1]) for step in reading[1] for r in case.steps[step].requires)
    ]
    union = list(dict.fromkeys(step for kept, planned in readings for step in (*kept, *planned)))
    for _, planned in readings:
        _refuse_deal(name, planned)
    part = _part(case, exchange, union)
    tasks = []
    for kept, planned in readings:
        chosen = {
            choice: step for choice, members in case.choices.items() for step in members if step in (*kept, *planned)
        }
        pairs = [(chosen.get(a, a), chosen.get(b, b)) for a, b in deal.before]
        tasks.append(
            search.Task(
                kept=tuple(_places(union, kept)),
                planned=tuple(_places(union, planned)),
                allowed=_allowed(case, planned),
                before=tuple((union.index(a), union.index(b)) for a, b in pairs),
                pace=_median(deal.pace),
            )
        )
    found = search.least_trust(part, tasks, lambda share: progress(f"roadmap for “{title}”", share))
    vector = found.best if found.best is not None else found.closest
    plan = None
    if vector is not None:
        keeps = tuple(union[int(j)] for j in np.flatnonzero(vector == 0))
        phases = tuple(tuple(union[j] for j in phase) for phase in phases_of(vector))
        ordered = tuple(tuple(step for step in case.steps if step in phase) for phase in phases)
        plan = _assessment(case, exchange, _Arrangement(name, title, keeps, ordered, deal.pace))
    method = "all plans tried" if found.proved else f"lattice orders and local search, {found.assessed} plans assessed"
    return records.Roadmap(
        deal=name,
        title=title,
        best=plan if found.best is not None else None,
        closest=plan if found.best is None else None,
        bound=records.Bound(found.least if found.proved else None, found.proved),
        made=records.Made(version=__version__, method=method, exact=found.proved),
        unwanted_by=tuple(p for p, gain in zip(case.parties, found.largest_gain.tolist(), strict=False) if gain < 0),
    )


def _members(case: Case, steps: Sequence[str]) -> Iterator[dict[str, str]]:
    """Every way to resolve the choices of a deal; a member in force now or named by the deal settles its choice."""
    choices = [step for step in steps if step in case.choices]
    settled = {*steps, *case.now}
    options = [
        [member for member in case.choices[choice] if member in settled] or list(case.choices[choice])
        for choice in choices
    ]
    for members in product(*options):
        yield dict(zip(choices, members, strict=True))


def _reading(case: Case, steps: Sequence[str], members: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """The kept and the planned steps of a deal whose choices are resolved, in the order of the case file."""
    wanted = {members.get(step, step) for step in steps}
    ordered = [step for step in case.steps if step in wanted]
    return [s for s in ordered if s in case.now], [s for s in ordered if s not in case.now]


# -------------------------------------------------------------------------------- question 5: remedies


def remedies(
    case: Case, plan: str | None = None, deal: str | None = None, progress: Progress = _silent
) -> tuple[records.Mending, ...]:
    """What would mend it: for every plan of the case, for one of them, or for the plan found for a deal?"""
    _needs_worths(case)
    if plan is not None and deal is not None:
        raise UsageError("ask for a plan or for a deal, not for both at once")
    if deal is not None:
        return _remedies_for_deal(case, deal, progress)
    if plan is not None and plan not in case.plans:
        raise UsageError(f"the case has no plan `{plan}`; {did_you_mean(plan, case.plans)}")
    exchange = exchange_of(case, _median)
    chosen = list(case.plans) if plan is None else [plan]
    found = []
    for number, name in enumerate(chosen):
        progress("remedies", number / len(chosen))
        found.append(_mending(case, exchange, _given(case, name), None))
    return tuple(found)


def _remedies_for_deal(case: Case, deal: str, progress: Progress) -> tuple[records.Mending, ...]:
    (found,) = roadmap(case, [deal], progress)
    if found.shown is None:
        raise UsageError(f"the rules allow no plan for the deal `{deal}`, so there is none to mend")
    shown = found.shown
    plan = _Arrangement(deal, found.title, shown.keeps, shown.phases, case.deals[deal].pace)
    return (_mending(case, exchange_of(case, _median), plan, deal),)


def _mending(case: Case, exchange: Exchange, plan: _Arrangement, deal: str | None) -> records.Mending:
    judged = _assessment(case, exchange, plan)
    extras = [step for step in case.steps if step not in plan.steps and step not in case.now]
    steps = [*plan.steps, *extras]
    if len(steps) > LARGEST_EXCHANGE:
        # Too many to look at with the plan: what could be added is left out.
        steps = list(plan.steps)
    part, vector = _part(case, exchange, steps), _vector(steps, plan)
    setting = mending.Setting(part, vector, _median(plan.pace))
    background = {step for step in case.now if step not in plan.steps}
    allowed = _stage_check(case, steps, background)
    named = _Remedied(case, setting, steps)
    parties = list(case.parties)
    unwilling = [party for party, gain in judged.gain.items() if gain < 0]
    bonds = mending.bonds(setting)
    now, effects = mending.effects(setting, allowed)
    return records.Mending(
        plan=plan.name,
        deal=deal,
        title=plan.title,
        verdict=judged.verdict,
        trust=judged.trust,
        margin=_number(now.margin),
        margin_of=parties[now.whose] if now.whose >= 0 else None,
        effects=tuple(named(effect) for effect in effects),
        enough=tuple(named(effect) for effect in mending.smallest(setting, allowed)),
        bonds={party: float(x) if np.isfinite(x) else None for party, x in zip(parties, bonds.points, strict=True)},
        holds_with_bonds=bonds.holds,
        unwilling=tuple(
            records.Unwilling(
                party=party,
                shortfall=-judged.gain[party],
                changes=tuple(named(e) for e in mending.smallest(setting, allowed, parties.index(party))),
            )
            for party in unwilling
        ),
        made=records.Made(
            version=__version__,
            method="single remedies at the medians of the ranges; smallest amounts by bisection to 1e-3",
            exact=judged.made.exact,
            note=judged.made.note,
        ),
    )


def _stage_check(case: Case, steps: Sequence[str], background: set[str]) -> mending.Allowed:
    """Whether the rules allow a stage: these steps made, and the background in force."""
    from standoff.case.rules import holds

    constraints = tuple(case.constraints())

    def allowed(made: Collection[int]) -> bool:
        in_force = {steps[j] for j in made} | background
        return all(holds(expression, in_force) for expression in constraints)

    return allowed


@dataclass(frozen=True)
class _Remedied:
    """Remedies with names for numbers."""

    case: Case
    setting: mending.Setting
    steps: Sequence[str]

    def __call__(self, effect: mending.Effect) -> records.Remedy:
        step, party = effect.place.step, effect.place.party
        parties = list(self.case.parties)
        before = self._numbers(effect, self.setting)
        changed = mending.REMEDIES[effect.kind].change(self.setting, effect.place, effect.amount)
        after = self._numbers(effect, changed)
        phase = effect.place.phase or (int(self.setting.phases[step]) if effect.kind == "split" else None)
        says = sentences.remedy(
            effect.kind,
            sentences.Alteration(
                step=self.case.steps[self.steps[step]].name if step >= 0 else "",
                party=self.case.parties[parties[party]].name if party >= 0 else "",
                phase=phase or 0,
                amount=effect.amount,
                before=before or 0.0,
                after=after or 0.0,
            ),
        )
        return records.Remedy(
            kind=effect.kind,
            step=self.steps[step] if step >= 0 else None,
            party=parties[party] if party >= 0 else None,
            phase=phase,
            amount=effect.amount if mending.REMEDIES[effect.kind].scaled else None,
            before=before,
            after=after,
            verdict="refused" if effect.refused else "holds" if effect.holds else "breaks",
            trust=_number(effect.trust),
            margin=_number(effect.margin),
            margin_of=parties[effect.whose] if effect.whose >= 0 else None,
            several=effect.several,
            better=effect.better,
            says=says,
        )

    def _numbers(self, effect: mending.Effect, setting: mending.Setting) -> float | None:
        """The number that a remedy changes."""
        field = mending.REMEDIES[effect.kind].field
        if not field:
            return None
        values = getattr(setting.exchange, field)
        at = tuple(n for n in (effect.place.party, effect.place.step) if n >= 0)
        return float(values[at])


# ---------------------------------------------------------------------------------- question 4: how sure


def how_sure(
    case: Case, plans: Mapping[str, records.Assessment], draws: int, seed: int, progress: Progress = _silent
) -> dict[str, records.Sureness]:
    """How often each of these plans is refused, breaks and holds if every range of the case is drawn."""
    parties = list(case.parties)
    paces = [
        case.plans[plan.plan].pace if key.startswith("plan:") else case.deals[plan.plan].pace
        for key, plan in plans.items()
    ]
    exchange, drawn_paces = _drawn(case, paces, draws, seed)
    answers = {}
    for number, (key, plan) in enumerate(plans.items()):
        arrangement = _Arrangement(plan.plan, plan.title, plan.keeps, plan.phases, paces[number])
        part, vector = _part(case, exchange, arrangement.steps), _vector(arrangement.steps, arrangement)
        found = sureness.shares(part, vector, drawn_paces[:, number])
        answers[key] = records.Sureness(
            plan=plan.title,
            draws=draws,
            refused=found.refused,
            breaks=found.breaks,
            holds=found.holds,
            trust=found.trust,
            breakers=tuple((parties[i], phase, share) for i, phase, share in found.breakers),
            refusers=tuple((parties[i], share) for i, share in found.refusers),
        )
        progress("draws", (number + 1) / len(plans))
    return answers


# ------------------------------------------------------------------------------------------- everything


def _refuse_sizes(case: Case) -> None:
    """Raise SizeError for what one of the questions of a run would refuse, before any of them is asked."""
    states.admit(len(case.steps))
    for name, deal in case.deals.items():
        for members in _members(case, deal.steps):
            _refuse_deal(name, _reading(case, deal.steps, members)[1])


def _refuse_deal(name: str, planned: Sequence[str]) -> None:
    if len(planned) > lattice.LARGEST:
        raise SizeError(
            f"steps to be ordered in the deal `{name}`",
            len(planned),
            lattice.LARGEST,
            "split the deal, or name a plan and `standoff assess` it",
        )


def run(case: Case, draws: int = 200, seed: int = 1, progress: Progress = _silent) -> records.Findings:
    """Everything: where we are, the plans of the case, a roadmap for each deal, and how sure that is.

    `sureness` has a key `plan:NAME` for each plan and `deal:NAME` for each roadmap.
    """
    _refuse_sizes(case)
    now = stable(case, limit=LISTED, progress=progress)
    plans: tuple[records.Assessment, ...] = ()
    roadmaps: tuple[records.Roadmap, ...] = ()
    sure: dict[str, records.Sureness] = {}
    if any(step.worth for step in case.steps.values()):
        exchange = exchange_of(case, _median)
        plans = tuple(_assessment(case, exchange, _given(case, name)) for name in case.plans)
        roadmaps = roadmap(case, progress=progress)
        shown = {f"plan:{plan.plan}": plan for plan in plans}
        shown |= {f"deal:{r.deal}": r.shown for r in roadmaps if r.shown is not None}
        sure = how_sure(case, shown, draws, seed, progress) if shown and draws else {}
    return records.Findings(
        title=case.title,
        as_of=case.as_of.isoformat(),
        stable=now,
        plans=plans,
        roadmaps=roadmaps,
        sureness=sure,
        made=records.Made(version=__version__, method="run", exact=False, seed=seed, draws=draws),
    )


# --------------------------------------------------------------------------------- question 1: stability


@dataclass(frozen=True)
class _Lattice:
    """The states of a case as the engine sees them, and the way back to names."""

    case: Case
    graph: Sweeps
    free: Sweeps
    worth: Floats
    together: tuple[int, ...]
    together_worth: Floats

    def state(self, bits: int) -> records.State:
        names = list(self.case.steps)
        return tuple(names[j] for j in masks.members(bits))

    @property
    def now(self) -> int:
        return masks.mask(_places(list(self.case.steps), self.case.now))

    def move(self, before: int, after: int) -> str:
        """A move in words."""
        called = {name: step.name for name, step in self.case.steps.items()}
        made, ended = (self.state(bits) for bits in (after & ~before, before & ~after))
        return sentences.change([called[s] for s in made], [called[s] for s in ended])


def _lattice(case: Case) -> _Lattice:
    names, steps = list(case.steps), list(case.steps.values())
    states.admit(len(names))
    place = {name: n for n, name in enumerate(names)}
    exchange = exchange_of(case, _median)
    entries = tuple(masks.mask(np.flatnonzero(members).tolist()) for members in exchange.together_steps)
    feasible = masks.feasible(len(names), (_compiled(expression, place) for expression in case.constraints()))
    if not feasible[masks.mask(_places(names, case.now))]:
        raise UsageError("the rules forbid the state that is in force now; `standoff check` says which")

    def ranks(i: int, party: str) -> states.Ranks:
        preference = case.prefer.get(party)
        if preference is None:
            together = list(zip(entries, exchange.together_worth[:, i].tolist(), strict=True))
            return states.ranks_from_worth(exchange.worth[i], together, feasible)
        if hasattr(preference, "statements"):
            lattice_columns = masks.columns(len(names))
            truths = (
                np.broadcast_to(masks.truth(_compiled(rule.expression, place), lattice_columns), feasible.shape)
                for rule in preference.statements
            )
            return states.ranks_from_statements(truths, feasible)
        levels = [[masks.mask(_places(names, sorted(state))) for state in level] for level in preference.levels]
        return states.ranks_from_ranking(levels, feasible)

    ranked = np.array([ranks(i, party) for i, party in enumerate(case.parties)])
    never = np.array([[step.undo.never for step in steps], [step.redo.never for step in steps]])
    bound = states.powers(exchange.owns, exchange.ends_all, never[0], never[1])
    free = states.powers(exchange.owns, exchange.ends_all, final=never[1])
    graph = states.Graph(len(names), *bound, feasible, ranked)
    unbound = states.Graph(len(names), *free, feasible, ranked)
    return _Lattice(case, Sweeps.of(graph), Sweeps.of(unbound), exchange.worth, entries, exchange.together_worth)


def stable(case: Case, limit: int = 1000, all_states: bool = False, progress: Progress = _silent) -> records.Stable:
    """Where are we: is now stable, for whom, by which notion; what can be reached; who has leverage over whom?

    At most `limit` states are listed for each concept: those that improvements lead to from now first, then the ones
    nearest to now. Raises SizeError above 24 steps.
    """
    lattice_ = _lattice(case)
    graph, parties = lattice_.graph, list(case.parties)
    concepts = _concepts_of(graph, progress, "stability")
    _concepts_of(lattice_.free, progress, "what could be undone")
    moves = chains.improvement_reach(graph, lattice_.now)
    order = _nearest_first(moves, lattice_.now)

    def listed(found: Bools) -> records.Equilibria:
        chosen = order[found[order]][:limit]
        return records.Equilibria(int(found.sum()), tuple(lattice_.state(int(s)) for s in chosen))

    equilibria = {concept: stability.equilibria(graph, concept) for concept in concepts}
    locked = {concept: stability.locked(graph, lattice_.free, concept) for concept in concepts}
    some = np.logical_or.reduce(list(equilibria.values()))
    reached = order[(moves[order] > 0) & some[order]][:limit]
    here = lattice_.now
    return records.Stable(
        parties=tuple(parties),
        steps=tuple(case.steps),
        feasible_states=int(graph.feasible.sum()),
        equilibria={concept: listed(found) for concept, found in equilibria.items()},
        now=records.Now(
            state=lattice_.state(here),
            stable=_stable_at(graph, parties, here),
            equilibrium=tuple(concept for concept in concepts if equilibria[concept][here]),
        ),
        leverage=_leverage(lattice_),
        deterrence=tuple(_deterrence(lattice_, i) for i in range(len(parties))),
        reachable=tuple(
            records.Reachable(lattice_.state(int(s)), int(moves[s]), tuple(c for c in concepts if equilibria[c][s]))
            for s in reached
        ),
        reachable_states=int((moves > 0).sum()),
        stuck={concept: listed(found) for concept, found in locked.items()},
        states=tuple(
            records.StateStability(lattice_.state(int(s)), _stable_at(graph, parties, int(s)))
            for s in np.flatnonzero(graph.feasible)
        )
        if all_states
        else None,
        made=records.Made(version=__version__, method="the definitions, at the medians of the ranges", exact=True),
    )


def _concepts_of(graph: Sweeps, progress: Progress, what: str) -> tuple[str, ...]:
    """Work out every concept for every party; the names of the concepts."""
    concepts = tuple(stability.CONCEPTS)
    for number, (concept, party) in enumerate(product(concepts, range(graph.parties)), start=1):
        graph.stable(concept, party)
        progress(what, number / (len(concepts) * graph.parties))
    return concepts


def _nearest_first(moves: states.Ranks, now: int) -> NDArray[np.intp]:
    """All states: those that improvements lead to by the number of moves, then the others by steps changed."""
    changed = np.bitwise_count(np.arange(moves.size) ^ now)
    return np.lexsort((changed, np.where(moves < 0, np.iinfo(np.int32).max, moves)))


def _stable_at(graph: Sweeps, parties: Sequence[str], state: int) -> dict[str, tuple[str, ...]]:
    return {
        party: tuple(concept for concept in stability.CONCEPTS if graph.stable(concept, i)[state])
        for i, party in enumerate(parties)
    }


def _leverage(of: _Lattice) -> dict[str, dict[str, records.Leverage]]:
    """Who can help or hurt whom by a move of its own, and by which; None where the other gives an order only."""
    found = leverage.leverage(of.graph, of.now, of.worth, of.together, of.together_worth)
    parties = list(of.case.parties)
    counts = {party: any(party in step.worth for step in of.case.steps.values()) for party in parties}
    nothing = records.Leverage(None, None)
    return {
        actor: {
            other: records.Leverage(
                float(found.best[a, o]),
                float(found.worst[a, o]),
                of.state(int(found.best_state[a, o])),
                of.state(int(found.worst_state[a, o])),
            )
            if counts[other]
            else nothing
            for o, other in enumerate(parties)
            if o != a
        }
        for a, actor in enumerate(parties)
    }


def _deterrence(of: _Lattice, i: int) -> records.Deterrence:
    """A party's best improvement from now, and the answer of the others that deters it."""
    parties = list(of.case.parties)
    party, called = parties[i], [claim.name for claim in of.case.parties.values()]
    improvement = chains.best_improvement(of.graph, i, of.now)
    if improvement is None:
        return records.Deterrence(party, None, None, None, None, (), sentences.why_it_stays(called[i]))
    own = leverage.leverage(of.graph, of.now, of.worth, of.together, of.together_worth).best[i, i]
    gain = None if party in of.case.prefer else float(own)
    move = of.move(of.now, improvement)
    answer = chains.sanction(of.graph, i, of.now, improvement)
    if answer is None:
        why = sentences.why_undeterred(called[i], move)
        return records.Deterrence(party, of.state(improvement), gain, None, None, (), why)
    before = [improvement, *(state for _, state in answer.moves)]
    said = [(called[mover], of.move(before[n], state)) for n, (mover, state) in enumerate(answer.moves)]
    return records.Deterrence(
        party=party,
        improvement=of.state(improvement),
        gain=gain,
        sanction=of.state(answer.moves[-1][1]),
        concept=answer.concept,
        moves=tuple((parties[mover], of.state(state)) for mover, state in answer.moves),
        why=sentences.why_deterred(called[i], move, said, answer.concept),
    )
