"""The skeleton of a new case: small, complete and commented, to be changed line by line into the real one."""

from __future__ import annotations

import json
from datetime import date

from standoff.case.reading.writing import quoted

__all__ = ["skeleton", "sources"]


def skeleton(title: str, day: date) -> str:
    """The text of a new case.yaml, which passes every check as it is.

    >>> skeleton("Harbour standoff", date(2026, 11, 2)).splitlines()[3]
    'title: Harbour standoff'
    """
    return _CASE.replace("TITLE", quoted(title)).replace("DAY", day.isoformat())


def sources(day: date) -> str:
    """The text of a new sources.json (CSL-JSON), with the source that the skeleton of that day cites."""
    entry = {
        "id": "alpha-statement",
        "type": "document",
        "title": "Statement of the government of Alpha on the harbour (made up, as is all of this case)",
        "author": [{"literal": "Government of Alpha"}],
        "issued": {"date-parts": [[day.year, day.month, 1]]},
    }
    return json.dumps([entry], indent=2, ensure_ascii=False) + "\n"


_CASE = """\
# yaml-language-server: $schema=./case.schema.json
# Every line below is made up: change it into your case. `standoff check` says what does not fit.
format: 1
title: TITLE
as_of: DAY                         # the day for which this file holds

parties:
  alpha:
    name: Alpha
    horizon: 2 to 6 years          # how far ahead it looks: a year from now counts e^(-1/horizon)
    walkout_cost: 0.5 to 2         # lost when it is caught in a breach (a bond, reputation, an audience)
    scale: "10 = the ban lifted for good"       # what its points mean: fix one step as 10
    because:                       # every number rests on a source, or on a judgement that says whose it is
      - {judgement: "elections in four years; it broke its word before, at a price", by: AB, supports: size}
  beta:
    name: Beta
    horizon: 5 to 15 years
    scale: "10 = the harbour open for good"
    because:
      - {judgement: "its leaders have time", by: AB, for: horizon, supports: size}

steps:                             # what a deal can add to what is in force now
  inspectors:
    by: alpha                      # one party, or a list: a joint step is made by all its owners together
    name: Inspectors in the harbour
    takes: 2 weeks                 # from the start of its phase until in force           (0 if left out)
    seen: 1 week                   # until the others see that it was not done, or undone (0 if left out)
    undo: 1 day                    # how long taking it back takes; never = irreversible  (0 if left out)
    worth: {alpha: -2 to -0.5, beta: 1 to 3}    # in each party's own points; ranges hold 90 %
    because:
      - {judgement: "as in other harbours", by: AB, for: [takes, seen, undo], supports: size}
      - {judgement: "a nuisance, and a loss of face", by: AB, for: worth.alpha, supports: size}
      - {judgement: "useful only before the opening", by: AB, for: worth.beta, supports: size}
  open_harbour:
    by: alpha
    name: Open the harbour
    takes: 1 month
    seen: 2 weeks
    undo: 3 months
    requires: [inspectors]         # comes in the same phase as these, or later
    worth: {alpha: -6 to -2, beta: 10}
    because:
      - {in: alpha-statement, at: paragraph 2, says: shut until the ban is gone, for: worth.alpha, supports: sign}
      - {judgement: "about half of what the ban costs", by: AB, for: [worth.alpha, worth.beta], supports: size}
      - {judgement: "the mines must go first, and can be laid again", by: AB, for: [takes, seen, undo], supports: size}
  lift_ban:
    by: beta
    name: Lift the ban on trade
    seen: 1 week
    undo: 1 to 3 months
    worth: {alpha: 10, beta: -5 to -2}
    because:
      - {judgement: "the step that defines the points of Alpha; Beta loses votes", by: AB, for: worth, supports: size}
      - {judgement: "by decree; taking it back needs a law", by: AB, for: [seen, undo], supports: size}
  fuel:
    by: beta
    name: Fuel for the winter
    undo: 1 week
    worth: {alpha: 1 to 2, beta: -0.5 to -0.1}
    because:
      - {judgement: "small for both, and under way", by: AB, for: worth, supports: order}
      - {judgement: "the next tanker turns round", by: AB, for: undo, supports: size}

now: [fuel]                        # the steps in force today

rules:                             # what can be; made of step names, not, and, or, if, iff and parentheses
  - inspectors if open_harbour     # whenever open_harbour, then inspectors

deals:                             # the steps in force when the deal is done
  full: [inspectors, open_harbour, lift_ban]
  # with wishes: {steps: [inspectors, open_harbour, lift_ban], first: inspectors, phases: 2, at_risk: {alpha: 20 %}}

plans:                             # orders of steps to assess as they are
  alpha-first: {title: Alpha first, phases: [[inspectors, open_harbour], [lift_ban]]}
  step-by-step: {title: Step by step, pace: 1 month, phases: [[inspectors], [lift_ban], [open_harbour]]}
"""
