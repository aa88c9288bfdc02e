"""Cases and files of other programs that tests of several folders read, and a case as the slow twin reads it."""

from __future__ import annotations

from dataclasses import replace

import standoff
from standoff.case.load import read_source

ALL_KEYS = """\
format: 1
title: Harbour standoff
as_of: 2026-11-02
intervals: 80 %
parties:
  alpha:
    name: Alpha
    horizon: 2 to 6 years
    walkout_cost: 0.5 to 2
    scale: "10 = the ban lifted for good"
    because:
      - {judgement: a guess, by: [AB, CD], for: [horizon, walkout_cost], supports: order}
  beta: {horizon: 10 years}
steps:
  open_harbour:
    by: alpha
    ends: any
    name: Open the harbour
    takes: 1 month
    seen: 2 weeks
    undo: 3 months
    redo: never
    automatic: true
    ends_with_breakdown: true
    symbolic: false
    requires: [inspectors]
    worth: {alpha: -6 to -2, beta: 4 to 9}
    because:
      - {in: alpha-2026, quote: will not open, at: 3, says: no, for: worth.alpha, supports: sign, grade: B2}
      - {judgement: about half, by: AB, for: worth.beta, supports: size}
  inspectors: {by: [alpha, beta], ends: all, undo: never}
  fuel: {by: beta}
  blockade: {by: beta, symbolic: true}
  here: {by: alpha}
  there: {by: beta}
together:
  cold-winter: {name: A cold winter, steps: [open_harbour, fuel], worth: {beta: -2}, because: [{judgement: x, by: AB}]}
now: [fuel]
rules:
  - not (blockade and open_harbour)
  - inspectors if open_harbour
choices: {venue: [here, there]}
sincerity: {beta: 0.3 to 0.6}
prefer:
  alpha: [not blockade, fuel if inspectors]
  beta: {ranking: [[[open_harbour, inspectors]], [[], [blockade]]]}
deals:
  grand: [inspectors, open_harbour, venue]
  slow: {title: Slowly, steps: [inspectors, open_harbour], pace: 1 to 2 months, before: [[inspectors, open_harbour]]}
plans:
  alpha-first: {title: Alpha first, keeps: [fuel], pace: 1 month, phases: [[inspectors, open_harbour], [here]]}
  two-ways:
    phases: [[inspectors], [open_harbour], [here]]
    readings:
      own: {title: Alone, held_by: [alpha], phases: [[inspectors], [here]], because: [{judgement: x, by: AB, for: phases}]}
      other: {held_by: [beta], plan: alpha-first}
history:
  - before: 2026-03-01
    title: Talks failed
    was: {parties.beta.horizon: 12 years}
    now: {without: [fuel], with: [blockade]}
    because: [{judgement: seen, by: AB, for: now}]
"""
"""Every key of the format, as it is written."""

HEAD = "format: 1\ntitle: Forest\nas_of: 2026-11-02\n"

FOREST = (
    HEAD
    + """\
parties: {north: {name: North, horizon: 1 year}, south: {name: South, horizon: 1 year}}
steps:
  n: {by: north, name: North spares, worth: {north: -2, south: 5}}
  s: {by: south, name: South spares, worth: {north: 5, south: -2}}
now: [n, s]
"""
)
"""A prisoner's dilemma. By hand: points (0, 0), (-2, 5), (5, -2), (3, 3) in states 1 nothing, 2 n, 3 s, 4 both."""


def case_from(text):
    """A case from its whole file."""
    reading = read_source("case.yaml", text)
    assert reading.case, reading.problems
    return reading.case


def case_of(text):
    """A case from the lines after its head."""
    reading = read_source("case.yaml", "format: 1\ntitle: Test\nas_of: 2026-01-01\n" + text)
    assert reading.case is not None, "\n".join(map(str, reading.problems))
    return reading.case


def by_hand(case, plan):
    """A plan of a case as the slow twin reads it: medians, background steps taken into the `together` entries."""
    steps = [*case.kept(plan), *(step for phase in plan.phases for step in phase)]
    background = set(case.now) - set(steps)
    together = []
    for entry in case.together.values():
        rest = [step for step in entry.steps if step not in background]
        if rest and set(rest) <= set(steps):
            together.append({"steps": rest, "worth": {i: q.median for i, q in entry.worth.items()}})
    return {
        "parties": {
            i: {"horizon": p.horizon.median, "walkout_cost": p.walkout_cost.median} for i, p in case.parties.items()
        },
        "pace": plan.pace.median,
        "steps": {
            name: {
                "by": list(case.steps[name].by),
                "ends": case.steps[name].ends,
                "takes": case.steps[name].takes.median,
                "seen": case.steps[name].seen.median,
                "undo": "never" if case.steps[name].undo.never else case.steps[name].undo.median,
                "automatic": case.steps[name].lapses_anyhow,
                "requires": [r for r in case.steps[name].requires if r in steps],
                "worth": {i: q.median for i, q in case.steps[name].worth.items()},
            }
            for name in steps
        },
        "together": together,
    }


def strait():
    """Two convoys in a strait, by hand; the fields are those of the program's files."""
    return {
        "options": [{"name": "East waits", "permittedDirection": "both"}, {"name": "West waits", "permittedDirection": "both"}],
        "decisionMakers": [
            {"name": "East", "options": [0], "preferences": [[[1, "Y"], [0, "N"]], [[1, "Y"]], [[0, "Y"]]]},
            {"name": "West", "options": [1], "preferences": [[[0, "Y"], [1, "N"]], [[0, "Y"]], [[1, "Y"]]]},
        ],
        "infeasibles": [],
        "useManualPreferenceRanking": False,
        "program": "gmcr-py",
        "version": "0.4.1",
    }  # fmt: skip


NASTY = 'a|b & \\x ~^$%#_{}[]*`"<i>\n\\\\ \u202e\x1b[31m=1+1 \\input{/etc/passwd} ] } ; {'


def results(case, *concepts):
    """All states; of the concepts only these, so that new ones change no table worked out by hand."""
    found = standoff.stable(case, all_states=True)
    kept = {name: found.equilibria[name] for name in concepts or found.equilibria}
    return replace(found, equilibria=kept)


def nasty():
    """The dilemma above with a name that every format has to escape."""
    case = case_from(FOREST)
    parties = {key: party.model_copy(update={"name": NASTY}) for key, party in case.parties.items()}
    steps = {key: step.model_copy(update={"name": NASTY}) for key, step in case.steps.items()}
    return case.model_copy(update={"title": NASTY, "parties": parties, "steps": steps})
