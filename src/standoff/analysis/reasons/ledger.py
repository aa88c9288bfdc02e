"""What a row of an assessment is made of, term by term."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from standoff.analysis.assessment.assess import courses_of, row_of, why_it_breaks, why_it_holds
from standoff.analysis.assessment.trial import Trial, trial_of
from standoff.analysis.names import chosen_of, claims_named, key_named
from standoff.analysis.numbers import exchange_of, number_or_none
from standoff.analysis.ordinal_worths import require_worths
from standoff.analysis.progress import Progress, silent
from standoff.analysis.roadmap.meant import meant
from standoff.engine.assessment.failures import OPENLY
from standoff.engine.assessment.ledger import Account, Ledger, ledger
from standoff.engine.assessment.verdict import judge
from standoff.errors import UsageError
from standoff.results.records.ledger import Contribution, Explanation, Failure, Term, Totals
from standoff.results.sentences import assessment as sentences

if TYPE_CHECKING:
    from standoff.analysis.assessment.arrangement import Arrangement
    from standoff.case.model.model import Case


def explain(
    case: Case, phase: int, party: str, plan: str = "", deal: str = "", progress: Progress = silent
) -> Explanation:
    """What a party's margin and exposure at the start of a phase are made of, term by term.

    The plan is one that the case names, or the roadmap that is found for a deal. Raises UsageError, SizeError.

    >>> from standoff import example
    >>> found = explain(example(), 2, "beta", plan="alpha-first")
    >>> found.row.margin == found.totals.margin
    True
    """
    require_worths(case)
    claim = claims_named(case, plan, deal)
    if claim is None:
        raise UsageError("name a plan (--plan) or a deal (--deal)")
    return explained(case, meant(case, *claim, progress, "there is nothing to explain").plan, phase, party)


def explained(case: Case, arrangement: Arrangement, phase: int, party: str) -> Explanation:
    """The same of any plan, whether the case names it or not."""
    party = key_named("party", party, case.parties)
    last = len(arrangement.phases) + 1
    if not 1 <= phase <= last:
        raise UsageError(f"phase {phase} is not one of 1..{last}; the last of them is after the end")
    trial = trial_of(case, exchange_of(case), arrangement)
    i = list(case.parties).index(party)
    found, at = trial.found, (0, phase - 1, i)
    accounts = ledger(trial.part, trial.vector, trial.pace, found, phase, i)
    return Explanation(
        plan=arrangement.name,
        title=arrangement.title,
        keeps=arrangement.keeps,
        phases=arrangement.phases,
        phase=phase,
        party=party,
        row=row_of(
            found,
            phase - 1,
            i,
            list(case.parties),
            arrangement.steps,
            exact=party not in trial.bounds,
            courses=trial.courses(phase, int(found.tempting[at])),
        ),
        tempting=_failure(trial, phase, i, int(found.tempting[at])),
        own=_failure(trial, phase, i, int(found.own[at])),
        feared=_failure(trial, phase, i, int(found.feared[at])),
        terms=_terms(trial, accounts, i),
        totals=Totals(
            carry_on=accounts.carry_on.total,
            walk_out=_total(accounts.walk_out),
            stop=accounts.stop.total,
            own=_total(accounts.own),
            feared=_total(accounts.feared),
            both=_total(accounts.both),
            margin=accounts.margin,
            loss=accounts.loss,
            kept_by_carrying_on=accounts.kept,
            exposure=number_or_none(found.exposure[at]),
            trust=number_or_none(found.trust[at]),
        ),
        why=_why(trial, phase, i),
        made=trial.made,
    )


def _total(account: Account | None) -> float | None:
    return None if account is None else account.total


def _failure(trial: Trial, phase: int, i: int, failure: int) -> Failure | None:
    """A failure by its index; of party i if it leaves openly."""
    if failure == OPENLY:
        party = list(trial.case.parties)[i]
        courses = courses_of(trial.courses(phase, failure))
        return Failure((party,), (), (), 0.0, begins_now=True, openly=True, courses=courses)
    if failure < 0:
        return None
    failures, steps = trial.found.failures, trial.plan.steps
    breaches, made = failures.breaches[failure], trial.vector < phase
    shows = 12 * float(failures.shows[failure])
    return Failure(
        group=chosen_of(list(trial.case.parties), failures.group[failure]),
        undone=chosen_of(steps, breaches & made),
        withheld=chosen_of(steps, breaches & ~made),
        shows=shows if np.isfinite(shows) else None,
        begins_now=bool((breaches & (trial.vector <= phase)).any()),
        openly=False,
        courses=courses_of(trial.courses(phase, failure)),
    )


def _terms(trial: Trial, accounts: Ledger, i: int) -> tuple[Term, ...]:
    """A line for each step of the plan and each `together` entry that it completes, and one for the walk-out cost."""
    steps, case = trial.plan.steps, trial.case
    within = {*steps, *case.now}
    # The same entries, in the same order, as the engine keeps of a part of a case (`Exchange.only`).
    entries = [name for name, e in case.together.items() if within >= {*e.steps} and {*steps} & {*e.steps}]
    lines = [("step", step) for step in steps] + [("together", name) for name in entries]
    courses = {name: getattr(accounts, name) for name in ("walk_out", "own", "feared", "both")}
    terms = tuple(
        Term(
            kind="step" if kind == "step" else "together",
            name=name,
            worth=float(worth),
            carry_on=_contribution(accounts.carry_on, n),
            stop=_contribution(accounts.stop, n),
            **{name: _contribution(account, n) if account else None for name, account in courses.items()},
        )
        for n, ((kind, name), worth) in enumerate(zip(lines, accounts.worth.tolist(), strict=True))
    )
    cost = Term(
        kind="walkout_cost",
        name="walkout_cost",
        worth=-float(trial.part.walkout_costs[i]),
        carry_on=Contribution(0.0),
        stop=Contribution(0.0),
        **{name: _cost(account) if account else None for name, account in courses.items()},
    )
    return (*terms, cost)


def _cost(account: Account) -> Contribution:
    """What the walk-out cost takes away, due when the failure shows; nothing if the party is not caught by it."""
    return Contribution(-account.cost, 12 * account.shows) if account.cost else Contribution(0.0)


def _contribution(account: Account, line: int) -> Contribution:
    if not account.comes[line]:
        return Contribution(0.0)
    end = float(account.end[line])
    return Contribution(
        adds=float(account.adds[line]),
        begins=12 * float(account.start[line]),
        ends=12 * end if np.isfinite(end) else None,
    )


def _why(trial: Trial, phase: int, i: int) -> str:
    """What a row comes to, whether or not it is the one that decides."""
    found, k = trial.found, phase - 1
    tempting, feared = int(found.tempting[0, k, i]), int(found.feared[0, k, i])
    if tempting == -1:
        return sentences.why_nothing_to_quit(trial.scene(phase, i, tempting))
    if found.margin[0, k, i] < 0:
        return why_it_breaks(trial, phase, i)
    would = sentences.would_walk(trial.scene(phase, i, tempting))
    if feared < 0:
        return f"{sentences.why_unafraid(trial.scene(phase, i, tempting))} {would}"
    judged = judge(found)
    most = bool(judged.holds[0]) and (phase, i) == (int(judged.phase[0]), int(judged.party[0]))
    return f"{why_it_holds(trial, phase, i, most)} {would}"
