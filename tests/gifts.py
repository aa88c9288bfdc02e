"""A case of two gifts, whose answers are known by hand."""

from __future__ import annotations

# A gift of a (-3, and 5 to b) now against one of b (-3, and 5 to a) later; b would lose its walk-out cost when it
# keeps what it got. No time passes, so b gives back if the cost is at least the 3 points that it saves, and a gives if
# its gift costs it no more than the 5 that it gets.
GIFTS = """\
format: 1
title: Gifts
as_of: 2026-11-02
parties:
  a: {horizon: 4 years}
  b: {horizon: 4 years, walkout_cost: 2 to 8}
steps:
  gift_of_a: {by: a, undo: never, worth: {a: -4 to -2.25, b: 5}}
  gift_of_b: {by: b, undo: never, worth: {a: 5, b: -3}}
deals:
  swap: [gift_of_a, gift_of_b]
plans:
  a_first: {phases: [[gift_of_a], [gift_of_b]]}
"""
