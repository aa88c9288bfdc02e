"""Learning on the way, for a case: when insincere parties would show themselves, and how sure all must be at first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from standoff.analysis.names import called_by, chosen_of
from standoff.engine.assessment import sincerity as learning
from standoff.results.records.assessment import Doubted, Initial, Learning
from standoff.results.sentences import sincerity as sentences

if TYPE_CHECKING:
    from standoff.analysis.assessment.trial import Trial
    from standoff.case.model.model import Case


def learning_of(trial: Trial) -> Learning | None:
    """What is learned on the way of a plan, at the medians; None where the case states nobody's sincerity."""
    case = trial.case
    if not case.sincerity:
        return None
    learned = learning.learn(trial.part, trial.vector, trial.pace, trial.found)
    parties, called = list(case.parties), called_by(case)
    stated = np.array([q.median if (q := case.sincerity.get(party)) else np.nan for party in parties])
    belief = learning.enough(learned, stated)
    last = len(trial.plan.phases)
    doubted = tuple(_doubted(case, learned, i, party) for i, party in enumerate(parties) if party in case.sincerity)
    asked = tuple(_asked(parties, learned, belief, i) for i in range(len(parties)))
    trust = None if np.isnan(learned.trust_asked[0]) else float(learned.trust_asked[0])
    name = dict(zip(parties, called, strict=True))
    says: list[str] = []
    if trust is not None:
        says += [
            sentences.walks_out(name[d.party], d.walks, last, d.seen, d.pays)
            for d in doubted
            if d.walks is not None and d.pays is not None
        ]
        says.append(sentences.lowered(float(trial.found.trust_asked[0]), trust))
        says += [_say(case, one, name) for one in asked if one.trust]
    return Learning(
        doubted=doubted, asked=asked, trust=trust, enough=_all([one.enough for one in asked]), says=" ".join(says)
    )


def _doubted(case: Case, learned: learning.Learned, i: int, party: str) -> Doubted:
    stated = case.sincerity[party]
    walks = int(learned.walks[0, i])
    return Doubted(
        party=party,
        sincerity=stated.median,
        low=stated.low,
        high=stated.high,
        walks=walks or None,
        seen=int(learned.seen[0, i]) or None,
        pays=float(learned.pays[0, i]) if walks else None,
    )


def _asked(parties: list[str], learned: learning.Learned, belief: learning.Belief, i: int) -> Initial:
    phase = int(belief.phase[0, i])
    if phase == 0:
        walks = bool(np.isnan(learned.asked[0, i]) and np.isnan(learned.trust[0, :, i]).any())
        return Initial(parties[i], None if walks else 0.0, None, (), None, not walks)
    others = learned.can_fail[0, phase - 1] & (np.arange(len(parties)) != i)
    short, open_ = bool(belief.short[0, i]), bool(belief.open[0, i])
    return Initial(
        party=parties[i],
        trust=float(learned.trust[0, phase - 1, i]),
        phase=phase,
        of=chosen_of(parties, others),
        belief=float(belief.at[0, phase - 1, i]) if belief.complete[0, phase - 1, i] else None,
        enough=False if short else None if open_ else True,
    )


def _say(case: Case, asked: Initial, name: dict[str, str]) -> str:
    assert asked.trust is not None
    alone = case.sincerity.get(asked.of[0]) if len(asked.of) == 1 else None
    return sentences.asked_at_first(
        name[asked.party],
        asked.trust,
        [name[party] for party in asked.of],
        asked.belief,
        (alone.low, alone.high) if alone and alone.low < alone.high else None,
        [name[party] for party in asked.of if party not in case.sincerity],
        asked.enough,
    )


def _all(answers: list[bool | None]) -> bool | None:
    """Whether all are true; None where that hangs on answers that are not known."""
    return False if False in answers else None if None in answers else True
