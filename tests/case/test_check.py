"""Every refusal: one file of bad-cases each, and exactly what its author is told.

The file is long because the table is: what is said stands beside every name.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from places import BAD_CASES
from standoff.case.load import load, read
from standoff.errors import CaseError

FOLDER = BAD_CASES

MADE_OF = "a rule is made of step names, `not`, `and`, `or`, `if`, `iff` and parentheses"
QUANTITY = "write a number or a range, like `4` or `4 to 9`"
JUDGED = (
    "points are numbers: give the step that matters most to the party 10, judge how much of that this is, "
    "and write it as a range, like `4 to 9`, or `-6 to -2` for a cost"
)
CHANCE = "write a chance or a range, like `0.4`, `0.3 to 0.6` or `30 to 60 %`"
DURATION = "write, for example, `3 weeks`, `1.5 years` or `6 to 18 months`"
UNITS = "the units are days, weeks, months and years"
FINITE = "write a finite number"
ANCHOR = "write things out where they are needed; text that starts with `&` needs quotation marks"
PHASES = "write, for example, `phases: [[inspectors, open_harbour], [lift_ban]]`"
STEPS = "known: `fuel`, `inspectors`, `lift_ban`, `open_harbour`"
PARTIES = "known: `alpha`, `beta`; or add it under `parties`"
FORMS = "write either `in:` and a source, or `judgement:` and `by:`"
PATH = "a path starts with one of `parties`, `steps`, `together`, `prefer`, `order`, `choices` and `sincerity`"

READINGS = "write, for example, `either: [[fuel], [not fuel]]`"
ONLY_A_READING = "only a list of statements or a ranking can be a reading"
MUCH = "write how many of its points are much to the party, for example `much: 3`"
OF_ITSELF = "a party knows what it wants itself"
ELSEWHERE = "write it in the case, or in another party's view of `alpha`"

ONE_ORDER = "write either `phases:` with the steps, or `plan:` and a plan that has them"
IN_ONE_WAY = "a party reads the plan in one way: name it in one of the two"
OF_THE_PLAN = "a reading orders steps of the plan, or leaves some out; in the plan: `lift_ban`"

# Per file, what is said: the place, the path in the case, the message, and the hint. The line and the caret are
# added by `told`, because they follow from the place.
SAID: dict[str, list[tuple[str, str, str, str]]] = {
    # another government
    "successor-past": [
        (
            "5:45",
            "parties.alpha.successor.on",
            "2026-11-02 is not after the day of the file, 2026-11-02",
            "if it is in office, put its numbers into the case and what was before into `history`",
        )
    ],
    "successor-no-chance": [
        ("5:29", "parties.alpha.successor.chance", "this key is missing", "add it, for example `chance: 30 to 60 %`")
    ],
    "successor-sees": [
        (
            "5:77",
            "parties.alpha.successor.sees.steps.lift_bans.worth.alpha",
            "there is nothing called `steps.lift_bans`",
            "did you mean `lift_ban`?",
        ),
        ("5:132", "parties.alpha.successor.sees.parties.alpha.horizon", "a duration cannot be negative", DURATION),
    ],
    "successor-impossible": [
        (
            "5:77",
            "parties.alpha.successor.sees.steps.open.by",
            "with this, steps.open.by.1: there is no party `gamma`",
            PARTIES,
        )
    ],
    # the file
    "a-list": [("1:1", "", "a case starts with keys, like `title: ...`", "see `standoff new NAME` for a start")],
    "a-list-as-key": [("12:1", "", "a key must be a single word", "write `key: value`")],
    "alias-bomb": [("1:4", "", "anchors (`&`) are not part of the format", ANCHOR)],
    "anchor": [("10:13", "", "anchors (`&`) are not part of the format", ANCHOR)],
    "binary": [("", "", "this is a binary file, not text", "a case is a text file in YAML")],
    "colon-in-text": [
        (
            "2:15",
            "",
            "a second `:` on one line",
            'text that contains `: ` needs quotation marks: write `title: "Harbour: the second round"`',
        )
    ],
    "control-character": [("2:11", "", "this character cannot stand in a text file", "remove it")],
    "duplicate-key": [("12:3", "steps.lift_ban", "this key was given before, in line 10", "keep one of the two")],
    "empty": [("", "", "the file is empty", "`standoff new NAME` makes a new case to start from")],
    "half-a-character": [("2:8", "title", "this text holds half a character", "remove the `\\u` escape in it")],
    "infinity": [("10:38", "steps.lift_ban.worth.beta", "`-.inf` is not a number that can be computed with", FINITE)],
    "latin-1": [
        ("2:9", "", "the text is not in UTF-8", "save it again with the encoding UTF-8 (in Notepad: Save as, Encoding)")
    ],
    "merge-key": [
        ("10:14", "steps.lift_ban.`<<`", "merge keys (`<<`) are not part of the format", "write out what it stands for")
    ],
    "no-colon": [
        ("12:1", "", "this line is not of the form `key: value`", "is the `:` missing, or the `-` of a list?")
    ],
    "not-a-number-at-all": [
        ("5:43", "parties.alpha.walkout_cost", "`.nan` is not a number that can be computed with", FINITE)
    ],
    "python-tag": [
        (
            "2:8",
            "",
            "tags (`!`) are not part of the format",
            "remove it; text that starts with `!` needs quotation marks",
        )
    ],
    "tab": [("5:1", "", "a tab is used to indent this line", "indent with spaces")],
    "tab-in-a-line": [("2:7", "", "a tab cannot stand here", "use spaces, or quotation marks around text")],
    "ten-thousand-aliases": [
        (
            "12:7",
            "",
            "aliases (`*`) are not part of the format",
            "write out what it stands for; text that starts with `*` needs quotation marks",
        )
    ],
    "too-large-a-number": [
        ("10:38", "steps.lift_ban.worth.beta", "`1e999` is not a number that can be computed with", FINITE)
    ],
    "two-documents": [
        (
            "19:1",
            "",
            "a second document starts here",
            "a case is one document: remove the `---` and what follows, or put that into a folder of its own",
        )
    ],
    "unclosed-list": [("12:6", "", "the list that opens here is not closed properly", "is a `,` or the `]` missing?")],
    "unclosed-quote": [("2:8", "", "a quotation mark opens here and is never closed", "close it")],
    "wrong-indent": [
        ("6:4", "", "this line is indented differently from its neighbours", "indent lines of one level alike")
    ],
    # keys and values
    "bad-name": [
        (
            "12:3",
            "steps.Open-Harbour",
            "`Open-Harbour` is not a name",
            "write `open_harbour` here and wherever it is named; a name is a small letter, then at most 59 small letters, digits or `_`",
        )
    ],
    "before-of-three": [
        (
            "16:65",
            "deals.grand.before.1",
            "this needs 2 entries, and has 3",
            "write, for example, `before: [[inspectors, open_harbour]]`",
        )
    ],
    "duration-without-unit": [
        (
            "10:31",
            "steps.lift_ban.takes",
            "3 of what? a duration needs a unit",
            "write, for example, `3 months` or `3 years`; " + UNITS,
        )
    ],
    "empty-phase": [("18:66", "plans.alpha-first.phases.3", "this list is empty", PHASES)],
    "empty-plan": [("18:25", "plans.alpha-first.phases", "this list is empty", PHASES)],
    "ends-some": [
        (
            "10:39",
            "steps.lift_ban.ends",
            "`some` is not one of `any` and `all`",
            "`any` owner can end it, or only `all` together",
        )
    ],
    "evidence-of-both-kinds": [
        ("10:34", "steps.lift_ban.because.1", "this evidence is both a source and a judgement", FORMS)
    ],
    "evidence-of-nothing": [
        ("10:34", "steps.lift_ban.because.1", "this evidence is neither a source nor a judgement", FORMS)
    ],
    "contradicts-maybe": [
        (
            "10:62",
            "steps.lift_ban.because.1.contradicts",
            "`maybe` is neither `true` nor `false`",
            "write `true` or `false`",
        )
    ],
    "stale-at-once": [
        ("4:14", "stale_after", "this is one age, longer than 0", "write, for example, `2 years`, or `never`")
    ],
    "stale-judgement": [
        (
            "10:34",
            "steps.lift_ban.because.1",
            "`stale_after` belongs to a source, and this is a judgement",
            "give them as two pieces of evidence",
        )
    ],
    "alias-with-a-star": [
        (
            "10:48",
            "steps.lift_ban.aliases.2",
            "`b*n` has a `*` elsewhere than at the end of a word",
            "`*` stands at the end alone, like `harbour open*`: whatever begins so",
        )
    ],
    "stale-range": [
        (
            "10:62",
            "steps.lift_ban.because.1.stale_after",
            "this is one age, longer than 0",
            "write, for example, `2 years`, or `never`",
        )
    ],
    "format-2": [("1:9", "format", "`2` is not a format that this version reads", "write `format: 1`")],
    "grade": [
        (
            "10:56",
            "steps.lift_ban.because.1.grade",
            "`good` is not a grade",
            "write how reliable the source is (A to F) and how credible the report (1 to 6), like `B2`",
        )
    ],
    "intervals": [("3:12", "intervals", "a range must hold between 1 % and 99.9 %", "write `90 %`")],
    "judgement-of-nobody": [
        (
            "10:34",
            "steps.lift_ban.because.1",
            "this does not say whose judgement it is",
            "add `by:` and a name or initials",
        )
    ],
    "missing-key": [("8:3", "steps.inspectors.by", "this key is missing", "add it, for example `by: alpha`")],
    "name-for-a-list": [("12:6", "now", "a list belongs here, not `fuel`", "write `now: [fuel]`")],
    "nan-as-a-word": [("10:38", "steps.lift_ban.worth.beta", "`nan` is neither a number nor a range", QUANTITY)],
    "negative-duration": [("10:31", "steps.lift_ban.takes", "a duration cannot be negative", DURATION)],
    "negative-walkout-cost": [
        (
            "5:43",
            "parties.alpha.walkout_cost",
            "a walk-out cost cannot be negative",
            "write what is lost when caught in a breach, as 0 or more",
        )
    ],
    "never-seen": [("10:30", "steps.lift_ban.seen", "`never` is possible only for `undo` and `redo`", DURATION)],
    "seen-with-itself": [
        (
            "10:56",
            "steps.lift_ban.seen.with.lift_ban",
            "a step cannot verify itself",
            "name another step, or put the time under `normally`",
        )
    ],
    "seen-with-never": [
        ("10:41", "steps.lift_ban.seen.normally", "`never` is possible only for `undo` and `redo`", DURATION)
    ],
    "seen-with-nothing-said": [
        ("10:24", "steps.lift_ban.seen.normally", "this key is missing", "add it, for example `normally: 12 months`")
    ],
    "seen-with-unknown-step": [
        ("10:56", "steps.lift_ban.seen.with.inspector", "there is no step `inspector`", "did you mean `inspectors`?")
    ],
    "missed-above-1": [
        (
            "10:32",
            "steps.lift_ban.missed",
            "a chance is between 0 and 1, and this says 20",
            "write `20 %`",
        )
    ],
    "no-horizon": [
        (
            "5:20",
            "parties.alpha.horizon",
            "a horizon must be longer than 0",
            "write how far ahead the party looks, like `2 to 6 years`",
        )
    ],
    "no-space-after-colon": [
        ("10:14", "steps.lift_ban.`by:beta`", "there is no such key", "put a space after the colon")
    ],
    "no-such-day": [
        ("3:8", "as_of", "`2026-02-30` is not a day of the calendar", "write year-month-day, like `2026-11-02`")
    ],
    "nobody-takes-it": [("10:18", "steps.lift_ban.by", "this list is empty", "write, for example, `by: alpha`")],
    "not-a-date": [("3:8", "as_of", "`2 November 2026` is not a date", "write `2026-11-02`")],
    "nothing-written": [("2:1", "title", "nothing is written here", "write a value, or leave the key out")],
    "quote-in-a-judgement": [
        (
            "10:34",
            "steps.lift_ban.because.1",
            "`quote` belongs to a source, and this is a judgement",
            "give them as two pieces of evidence",
        )
    ],
    "prefix-without-a-quote": [
        (
            "10:34",
            "steps.lift_ban.because.1",
            "`prefix` stands around a quote, and there is none",
            "add `quote:`, or remove `prefix`",
        )
    ],
    "ranking-of-a-word": [
        (
            "20:10",
            "prefer.alpha",
            "this is neither a list of statements nor a ranking",
            "write `[open_harbour]`, the most important first",
        )
    ],
    "reserved-word": [
        (
            "12:3",
            "steps.if",
            "`if` is a reserved word and cannot be a name",
            "reserved: not, and, or, if, iff, true, false, null; choose another name",
        )
    ],
    "source-outside-the-folder": [
        (
            "10:39",
            "steps.lift_ban.because.1.in",
            "`../../etc/passwd` is not the name of a source",
            "write an `id` of sources.json, made of letters, digits, `.`, `_` and `-`",
        )
    ],
    "supports-all": [
        (
            "10:72",
            "steps.lift_ban.because.1.supports",
            "`all` is none of `sign`, `order`, `size`",
            "say which of them it supports",
        )
    ],
    "unknown-key": [("10:24", "steps.lift_ban.worht", "there is no such key", "did you mean `worth`?")],
    "unknown-top-key": [("17:1", "plan", "there is no such key", "did you mean `plans`?")],
    "unknown-unit": [("10:31", "steps.lift_ban.takes", "`fortnights` is not a unit of time", UNITS)],
    "upside-down": [
        (
            "10:38",
            "steps.lift_ban.worth.beta",
            "the range is upside down: 9 is more than 4",
            "write the smaller end first: `4 to 9`",
        )
    ],
    "upside-down-duration": [
        (
            "5:20",
            "parties.alpha.horizon",
            "the range is upside down: it ends before it starts",
            "write the smaller end first: `2 to 6 years`",
        )
    ],
    "upside-down-negative": [
        (
            "10:38",
            "steps.lift_ban.worth.beta",
            "the range is upside down: -2 is more than -6",
            "write the smaller end first: `-6 to -2`",
        )
    ],
    "word-for-keys": [
        (
            "5:10",
            "parties.alpha",
            "keys with values belong here, not `5 years`",
            "write, for example, `name: Alpha`",
        )
    ],
    "words-for-a-number": [
        ("10:38", "steps.lift_ban.worth.beta", "`quite a lot` is neither a number nor a range", JUDGED)
    ],
    "yes-for-true": [("10:34", "steps.lift_ban.symbolic", "`yes` is neither `true` nor `false`", "write `true`")],
    # rules
    "contradictory-rules": [
        (
            "17:5",
            "rules.4",
            "no state keeps all rules; these contradict each other: the rule `inspectors if open_harbour`; "
            "the rule `open_harbour or lift_ban`; the rule `not inspectors`; the rule `not lift_ban`",
            "drop or change one of them",
        )
    ],
    "rule-capitals": [
        ("14:16", "rules.1", "`IF` must be written in small letters", "write `inspectors if open_harbour`")
    ],
    "rule-nested-10000-deep": [
        ("14:5", "rules.1", "the rule is nested 10000 deep, and the limit is 50", "write several shorter rules")
    ],
    "rule-not-closed": [("14:9", "rules.1", "this `(` is never closed", "add the `)` that belongs to it")],
    "rule-stops": [("14:35", "rules.1", "the rule stops where a step name should follow", MADE_OF)],
    "rule-symbol": [("14:16", "rules.1", "`&` cannot stand in a rule", "write `inspectors and open_harbour`")],
    "rule-two-ifs": [
        (
            "14:32",
            "rules.1",
            "a second `if` can be read in two ways",
            "put parentheses around what belongs together, or write two rules",
        )
    ],
    "merge-told-apart": [
        (
            "14:9",
            "merge.1",
            "this merges states that `gamma` tells apart: 0 with `lift_ban` in force, and 3 with `open_harbour` and "
            "`lift_ban` in force",
            "merge what is alike for everybody, or give the order of `gamma` under `prefer`",
        ),
        (
            "16:56",
            "prefer.alpha.ranking.3.1",
            "this state is merged with one of level 1, by `lift_ban`",
            "put all of them on one level, or list one of them alone",
        ),
        (
            "17:24",
            "prefer.beta.2",
            "this tells apart states that `lift_ban` merges: it is true with `open_harbour` and `lift_ban` in force, and "
            "false with `lift_ban` in force",
            "write `open_harbour or lift_ban`, or `open_harbour and not lift_ban`",
        ),
    ],
    "merge-twice": [
        (
            "17:5",
            "merge.3",
            "this and `lift_ban` can both be true, with `inspectors` and `lift_ban` in force",
            "write one rule, `lift_ban or inspectors`, or change one so that they exclude each other",
        )
    ],
    "merge-unknown-step": [("13:22", "merge.1", "there is no step `open_habour`", "did you mean `open_harbour`?")],
    "rule-unknown-step": [("14:20", "rules.1", "there is no step `open_habour`", "did you mean `open_harbour`?")],
    "rule-words-missing": [
        (
            "16:18",
            "rules.1",
            "a joining word is missing before `fuel`",
            "join with `and`, `or`, `if` or `iff`; if they are one name, write `open_harbour_fuel`",
        )
    ],
    "several-slips-in-a-rule": [
        ("14:5", "rules.1", "there is no step `inspectorss`", "did you mean `inspectors`?"),
        ("14:20", "rules.1", "there is no step `open_habour`", "did you mean `open_harbour`?"),
    ],
    # names
    "choice-for-a-step": [
        (
            "14:13",
            "now.2",
            "`venue` is a choice, and only a step can stand here",
            "name one of its steps: `here` or `there`",
        )
    ],
    "name-used-twice": [
        ("12:3", "steps.alpha", "`alpha` is a party already", "parties, steps and choices need different names")
    ],
    "order-beside-worths": [
        (
            "10:32",
            "steps.lift_ban.worth.alpha",
            "`alpha` has an order of steps as well, under `order`",
            "give its worths or its order, not both",
        ),
        (
            "23:3",
            "prefer.beta",
            "`beta` has an order of steps as well, under `order`",
            "give its order of states or its order of steps, not both",
        ),
    ],
    "order-of-a-word": [
        (
            "20:10",
            "order.alpha",
            "this is not an order of steps",
            "write `[fuel]`, the most valued first",
        ),
        (
            "21:9",
            "order.beta",
            "this list is empty",
            "write the most valued first, like `[lift_ban, nothing, open_harbour]`",
        ),
    ],
    "order-of-numbers": [
        ("20:17", "order.alpha.2", "`5` is not a name", "write the name of one thing here"),
        (
            "21:10",
            "order.beta.1",
            "this list is empty",
            "name the steps that are not ordered among themselves",
        ),
    ],
    "order-with-a-step-called-nothing": [
        (
            "21:17",
            "order.alpha.2",
            "`nothing` stands for zero in an order, and a step is called so too",
            "give the step another name",
        )
    ],
    "orders-misnamed": [
        ("20:18", "order.alpha.2.1", "there is no step `liftban`", "did you mean `lift_ban`?"),
        (
            "20:27",
            "order.alpha.2.2",
            "`nothing` stands alone in an order",
            "steps before it are worth something to the party, steps after it cost it something",
        ),
        ("20:37", "order.alpha.3", "`fuel` is listed twice", "name it once"),
        (
            "21:9",
            "order.beta",
            "this order names no step",
            "name some, before or after `nothing`: "
            "steps before it are worth something to the party, steps after it cost it something",
        ),
        ("22:3", "order.gamma", "there is no party `gamma`", PARTIES),
    ],
    "short-name-too-long": [
        (
            "10:31",
            "steps.lift_ban.short",
            "a short name has at most 24 characters, and this one has 31",
            "shorten it",
        )
    ],
    "owner-twice": [("10:25", "steps.lift_ban.by.2", "`beta` is listed twice", "name it once")],
    "ranking-twice": [
        ("20:52", "prefer.alpha.ranking.2.1", "this state is ranked twice", "give every state one place")
    ],
    "sincerity-above-1": [
        ("15:19", "sincerity.beta", "a chance is between 0 and 1, and this says 30", "write `30 to 60 %`"),
    ],
    "sincerity-in-words": [("15:19", "sincerity.beta", "`likely` is neither a chance nor a range", CHANCE)],
    "sincerity-of-certainty": [
        (
            "15:19",
            "sincerity.beta",
            "a range of chances cannot begin or end with a certainty",
            "write how far the doubt goes, like `0.01 to 0.6` or `0.6 to 0.99`",
        )
    ],
    "sincerity-of-nobody": [("15:13", "sincerity.betha", "there is no party `betha`", "did you mean `beta`?")],
    "unknown-owner": [("10:18", "steps.lift_ban.by.1", "there is no party `betta`", "did you mean `beta`?")],
    "unknown-party-in-worth": [("10:32", "steps.lift_ban.worth.gamma", "there is no party `gamma`", PARTIES)],
    "unknown-party-prefers": [("20:3", "prefer.gamma", "there is no party `gamma`", PARTIES)],
    "unknown-step-in-choice": [("19:29", "choices.venue.2", "there is no step `summit`", STEPS)],
    "unknown-step-in-deal": [("16:47", "deals.grand.steps.4", "there is no step or choice `venue`", STEPS)],
    "unknown-step-in-plan": [
        ("18:55", "plans.alpha-first.phases.2.1", "there is no step `lift_the_ban`", "did you mean `lift_ban`?")
    ],
    "unknown-step-now": [("12:13", "now.2", "there is no step `feul`", "did you mean `fuel`?")],
    "unknown-step-required": [
        ("9:52", "steps.open_harbour.requires.2", "there is no step `lift_bann`", "did you mean `lift_ban`?")
    ],
    "unknown-step-together": [("20:26", "together.winter.steps.2", "there is no step `heating`", STEPS)],
    "unknown-target": [
        ("10:67", "steps.lift_ban.because.1.for.1", "there is no party `gamma`", PARTIES),
        ("10:114", "steps.lift_ban.because.2.for.1", "there is nothing called `beta` here", "write `worth.beta`"),
    ],
    # what a deal wishes of its plans
    "deal-before-against-wishes": [
        (
            "16:51",
            "deals.grand.before.1",
            "`inspectors` and `lift_ban` come in the same phase by `same_phase`",
            "remove this pair, or change that",
        ),
        (
            "16:51",
            "deals.grand.before.1",
            "`inspectors` comes in the last phase by `last`, so nothing comes after it",
            "remove this pair, or change that",
        ),
        (
            "16:51",
            "deals.grand.before.1",
            "`lift_ban` comes in the first phase by `first`, so nothing comes before it",
            "remove this pair, or change that",
        ),
    ],
    "deal-wishes-unknown": [
        (
            "16:68",
            "deals.grand.same_phase.1.2",
            "`open_harbour` is not in this deal",
            "in the deal: `inspectors` and `lift_ban`",
        ),
        ("16:94", "deals.grand.at_risk.gamma", "there is no party `gamma`", PARTIES),
    ],
    "deal-wishes-what-is": [
        ("16:55", "deals.grand.first.1", "`fuel` is in force now already, so it comes in no phase", "remove it here"),
        ("16:78", "deals.grand.last.2", "`lift_ban` is listed twice", "name it once"),
    ],
    "not-before-when": [
        ("10:36", "steps.lift_ban.not_before", "`spring` is not a date", "write year-month-day, like `2026-11-02`"),
    ],
    "parts-and-term": [
        (
            "10:31",
            "steps.lift_ban.parts",
            "`one` is not a number of parts",
            "write a whole number from 2 to 24, or leave the key out where the step is one",
        ),
        (
            "10:43",
            "steps.lift_ban.until",
            "what ends as soon as it is in force is no step",
            "write how long it lasts, like `10 years`, or the day on which it ends",
        ),
    ],
    "parts-beyond-the-last": [
        (
            "10:41",
            "steps.lift_ban.until",
            "this is not after `as_of` (2026-11-02), so nothing of the step is left",
            "is the year right? leave out a step that has ended, or name a later day",
        ),
        (
            "18:55",
            "plans.alpha-first.phases.2.1",
            "there is no step `lift_ban_4`",
            "`lift_ban` has 3 parts, `lift_ban_1` to `lift_ban_3`: did you mean `lift_ban_3`?",
        ),
    ],
    "phases-by-half": [
        ("16:50", "deals.grand.phases", "`2.5` is not a whole number above 0", "write, for example, `4`"),
    ],
    "share-of-what": [
        ("16:59", "deals.grand.at_risk.alpha", "`20` is not a share between 0 and 100 %", "write `20 %`"),
        ("16:69", "deals.grand.at_risk.beta", "`most` is not a share", "write, for example, `20 %`"),
    ],
    # what can be
    "deal-before-in-a-circle": [
        (
            "16:56",
            "deals.grand.before",
            "the order goes in a circle through `inspectors` and `open_harbour`",
            "`before` and what the steps require contradict each other; remove a pair",
        )
    ],
    "deal-before-unknown": [
        (
            "16:64",
            "deals.grand.before.1.2",
            "`open_harbour` is not in this deal",
            "in the deal: `inspectors` and `lift_ban`",
        )
    ],
    "deal-breaks-a-rule": [
        (
            "17:3",
            "deals.grand",
            "when complete, this deal breaks the rule `not (fuel and lift_ban)`",
            "in force then: `inspectors`, `open_harbour`, `lift_ban` and `fuel`",
        )
    ],
    "deal-of-nothing-new": [
        ("16:3", "deals.grand", "every step of this deal is in force now already", "a deal adds at least one step")
    ],
    "deal-of-two-members": [
        (
            "20:53",
            "deals.grand.steps.5",
            "`here` and `there` are members of the choice `venue`, which allows one",
            "name one of them, or `venue` to leave it open",
        )
    ],
    "deal-with-no-possible-member": [
        (
            "22:3",
            "deals.grand",
            "whichever member of `venue` is taken, this deal breaks "
            "the rule `not (fuel and here)` or the rule `not (lift_ban and there)`",
            "change the deal, the choice or the rules",
        )
    ],
    "deal-without-what-is-required": [
        (
            "16:11",
            "deals.grand.steps.1",
            "`open_harbour` requires `inspectors`, which is neither in the deal nor in force now",
            "add `inspectors` to the deal",
        )
    ],
    "now-breaks-a-choice": [
        (
            "12:1",
            "now",
            "what is in force now breaks the choice `winter`, which allows one of `fuel` and `lift_ban`",
            "change that, or what is in force now",
        )
    ],
    "now-breaks-a-rule": [
        (
            "12:1",
            "now",
            "what is in force now breaks the rule `inspectors if open_harbour`",
            "change that, or what is in force now",
        )
    ],
    "plan-breaks-a-rule": [
        (
            "19:54",
            "plans.alpha-first.phases.2",
            "what is in force after phase 2 breaks the rule `not (fuel and lift_ban)`",
            "in force then: `inspectors`, `open_harbour`, `lift_ban` and `fuel`",
        )
    ],
    "plan-keeps-what-is-not": [
        (
            "18:25",
            "plans.alpha-first.keeps.1",
            "`inspectors` is not in force now, so the plan cannot keep it",
            "put it into a phase, or list it under `now`",
        )
    ],
    "plan-repeats-a-step": [
        ("18:65", "plans.alpha-first.phases.2.2", "`inspectors` is in phase 1 already", "plan every step once")
    ],
    "plan-takes-what-is": [
        (
            "18:65",
            "plans.alpha-first.phases.2.2",
            "`fuel` is in force now already",
            "remove it; a plan keeps what is in force now",
        )
    ],
    "plan-too-early": [
        (
            "18:27",
            "plans.alpha-first.phases.1.1",
            "`open_harbour` requires `inspectors`, which comes only in phase 2",
            "move `open_harbour` to phase 2 or later, or `inspectors` forward",
        )
    ],
    "plan-without-what-is-required": [
        (
            "18:39",
            "plans.alpha-first.phases.2.1",
            "`open_harbour` requires `inspectors`, which is neither in the plan nor in force now",
            "add `inspectors` to this phase or an earlier one",
        )
    ],
    "requires-in-a-circle": [
        (
            "8:37",
            "steps.inspectors.requires",
            "these steps require each other in a circle: "
            "`inspectors` requires `open_harbour`, `open_harbour` requires `inspectors`",
            "remove one; steps that must come together can stand in one phase",
        )
    ],
    "requires-itself": [("9:40", "steps.open_harbour.requires.1", "a step cannot require itself", "remove it")],
    "breakdown-of-the-irreversible": [
        (
            "10:58",
            "steps.lift_ban.ends_with_breakdown",
            "a step with `undo: never` cannot end with a breakdown",
            "remove `ends_with_breakdown`, or say how long undoing takes",
        )
    ],
    "snapback-of-the-irreversible": [
        (
            "10:48",
            "steps.lift_ban.automatic",
            "a step with `undo: never` cannot lapse by itself",
            "remove `automatic`, or say how long undoing takes",
        )
    ],
    # history
    "history-bad-value": [
        (
            "20:75",
            "history.1.was.parties.beta.horizon",
            "12 of what? a duration needs a unit",
            "write, for example, `12 months` or `12 years`; " + UNITS,
        )
    ],
    "history-later-than-the-file": [
        (
            "20:14",
            "history.1.before",
            "2027-01-01 is later than the day of the file, 2026-11-02",
            "the file says how things are on the day `as_of`",
        )
    ],
    "history-of-evidence": [
        ("20:114", "history.1.because.1.for.1", "the entry says nothing of `fuel`", "known: `now`")
    ],
    "history-oldest-first": [
        (
            "21:14",
            "history.2.before",
            "2026-01-01 is later than the entry above it, 2025-01-01",
            "put the newest entry first",
        )
    ],
    "history-out-of-step": [
        (
            "20:63",
            "history.1.now.without.1",
            "`lift_ban` is not in force after 2026-01-01, so it cannot have come into force then",
            "`without` lists what came into force on that day",
        ),
        (
            "20:81",
            "history.1.now.with.1",
            "`fuel` is in force after 2026-01-01, so it cannot have ended then",
            "`with` lists what ended on that day",
        ),
    ],
    "history-unknown-path": [
        (
            "20:53",
            "history.1.was.parties.beta.horizont",
            "there is no such key as `horizont` here",
            "did you mean `horizon`?",
        )
    ],
    "history-unknown-step": [("20:63", "history.1.now.without.1", "there is no step `feul`", "did you mean `fuel`?")],
    "history-whole-entry": [
        (
            "20:53",
            "history.1.was.steps.fuel",
            "this names a whole entry, not one of its keys",
            "write, for example, `steps.fuel.name`",
        ),
        (
            "20:74",
            "history.1.was.horizon",
            PATH,
            "write, for example, `parties.alpha.horizon` or `steps.fuel.worth.alpha`",
        ),
        ("20:92", "history.1.was.beta.horizon", PATH, "write `parties.beta.horizon`"),
    ],
    # orders, how strong they are and what is unknown of them
    "much-beyond-the-levels": [
        (
            "20:10",
            "prefer.alpha",
            "`much` names level 3, and the ranking ends with level 2",
            "write after which levels the wide gaps come, like `much: [1]`",
        )
    ],
    "much-beyond-the-statements": [
        (
            "20:10",
            "prefer.alpha",
            "`much` is 2, more than there are statements (1)",
            "write how many of the first statements matter much",
        )
    ],
    "much-of-a-fraction": [
        ("20:37", "prefer.alpha.much", "`0.5` is not a whole number above 0", "write, for example, `much: 1`")
    ],
    "much-out-of-order": [
        (
            "20:10",
            "prefer.alpha",
            "the levels under `much` are not in order, or one is named twice",
            "write each once",
        )
    ],
    "one-reading": [
        (
            "20:19",
            "prefer.alpha.either",
            "this needs at least 2 entries, and has 1",
            "write, for example, `either: [[fuel], [not fuel]]`",
        )
    ],
    "order-misspelt": [("20:11", "prefer.alpha.rankng", "there is no such key", "did you mean `ranking`?")],
    "order-of-two-forms": [
        ("20:10", "prefer.alpha", "an order cannot have both `statements` and `ranking`", "keep one of the two")
    ],
    "reading-of-a-word": [
        (
            "20:28",
            "prefer.alpha.either.2",
            "this is neither a list of statements nor a ranking",
            "write `[fuel]`, the most important first",
        )
    ],
    "reading-of-points": [("20:28", "prefer.alpha.either.2", ONLY_A_READING, READINGS)],
    "reading-unknown-step": [
        ("20:33", "prefer.alpha.either.2.1", "there is no step `feul`", "did you mean `fuel`?"),
        (
            "20:62",
            "prefer.alpha.either.3.ranking.2.1",
            "this state is ranked twice",
            "give every state one place",
        ),
    ],
    "reading-with-strength": [("20:28", "prefer.alpha.either.2", ONLY_A_READING, READINGS)],
    "readings-held-twice": [
        ("20:22", "plans.alpha-first.readings.two.held_by.1", "`beta` holds the reading `one` already", IN_ONE_WAY),
        ("21:25", "plans.alpha-first.readings.three.held_by.1", "`alpha` holds the reading `one` already", IN_ONE_WAY),
        ("21:32", "plans.alpha-first.readings.three.held_by.2", "`alpha` is listed twice", "name it once"),
    ],
    "readings-of-a-word": [
        (
            "18:15",
            "plans.alpha-first.readings",
            "keys with values belong here, not a list",
            "write, for example, `readings: {alpha: {held_by: [alpha], phases: [[lift_ban], [open_harbour]]}}`",
        )
    ],
    "readings-of-half-a-deal": [
        (
            "18:5",
            "deals.grand.readings",
            "`beta` holds none of these readings, and takes `lift_ban`",
            "a deal has no order of its own to go by: add `beta` to `held_by` of one reading",
        )
    ],
    "readings-of-nobody": [
        (
            "19:25",
            "plans.alpha-first.readings.nobody.held_by",
            "nobody holds this reading",
            "name who reads it so, like `held_by: [alpha]`",
        ),
        (
            "20:7",
            "plans.alpha-first.readings.silent.held_by",
            "this key is missing",
            "add it, for example `held_by: [alpha]`",
        ),
    ],
    "readings-of-other-steps": [
        ("22:51", "plans.bare.readings.one.phases.2.1", "`inspectors` is not in this plan", OF_THE_PLAN),
        (
            "23:34",
            "plans.bare.readings.two.plan",
            "the plan `harbour` has `inspectors` and `open_harbour`, which are not in this plan",
            OF_THE_PLAN,
        ),
        (
            "23:100",
            "plans.bare.readings.two.because.1.for.1",
            "there is nothing called `phases` here",
            "known: `held_by`, `plan`",
        ),
    ],
    "readings-of-strangers": [
        ("19:22", "plans.alpha-first.readings.one.held_by.1", "there is no party `betta`", "did you mean `beta`?"),
        (
            "20:65",
            "plans.alpha-first.readings.two.phases.3.1",
            "there is no step `open_harbor`",
            "did you mean `open_harbour`?",
        ),
        (
            "21:36",
            "plans.alpha-first.readings.three.plan",
            "there is no plan `alpha_first`",
            "did you mean `alpha-first`?",
        ),
    ],
    "readings-of-two-orders": [
        ("19:12", "plans.alpha-first.readings.one", "this reading has no order", ONE_ORDER),
        ("20:12", "plans.alpha-first.readings.two", "this reading has two orders, `phases` and `plan`", ONE_ORDER),
        (
            "21:14",
            "plans.alpha-first.readings.three",
            "keys with values belong here, not a list",
            "write `{held_by: [PARTY], phases: [[lift_ban], [inspectors]]}`, with who reads it so for PARTY",
        ),
        (
            "22:13",
            "plans.alpha-first.readings.four",
            "keys with values belong here, not text",
            "write `{held_by: [PARTY], plan: alpha-first}`, with who reads it so for PARTY",
        ),
    ],
    "readings-without-what-is-required": [
        (
            "19:51",
            "plans.alpha-first.readings.one.phases.2.1",
            "`open_harbour` requires `inspectors`, which is neither in this reading nor in force now",
            "add `inspectors` to this phase or an earlier one",
        ),
        (
            "20:38",
            "plans.alpha-first.readings.two.phases.1.1",
            "`open_harbour` requires `inspectors`, which comes only in phase 2",
            "move `open_harbour` to phase 2 or later, or `inspectors` forward",
        ),
    ],
    "readings-with-strength": [
        ("20:10", "prefer.alpha", "an order cannot have both `either` and `much`", "keep one of the two")
    ],
    "strength-of-a-word": [("20:17", "prefer.alpha.much", "`a lot` is neither a number nor a range", MUCH)],
    "strength-of-none": [("20:17", "prefer.alpha.much", "`0` is not a number of points above 0", MUCH)],
    # views
    "view-against-now": [
        (
            "20:3",
            "views.alpha",
            "seen so, now: what is in force now breaks the rule `not fuel`",
            "change that, or what is in force now",
        )
    ],
    "view-bad-value": [
        ("20:41", "views.alpha.sees.steps.fuel.worth.beta", "`a lot` is neither a number nor a range", JUDGED)
    ],
    "view-of-all-worths": [
        (
            "20:18",
            "views.alpha.sees.steps.fuel.worth",
            "this does not say to whom it is worth something else",
            "write `steps.fuel.worth.` and the party",
        )
    ],
    "view-of-an-unknown-owner": [
        (
            "20:3",
            "views.alpha",
            "seen so, prefer.beta.statements.1: there is no step `feul`",
            "did you mean `fuel`?",
        ),
        ("20:3", "views.alpha", "seen so, steps.fuel.by.1: there is no party `gamma`", PARTIES),
    ],
    "view-of-evidence": [
        (
            "20:89",
            "views.alpha.because.1.for.1",
            "the view says nothing of `steps.fuel.worth.alpha`",
            "did you mean `steps.fuel.worth.beta`?",
        )
    ],
    "view-of-itself": [
        ("20:18", "views.alpha.sees.parties.alpha.horizon", OF_ITSELF, ELSEWHERE),
        ("20:50", "views.alpha.sees.steps.fuel.worth.alpha", OF_ITSELF, ELSEWHERE),
        ("20:77", "views.alpha.sees.prefer.alpha", OF_ITSELF, ELSEWHERE),
    ],
    "view-of-nobody": [("20:3", "views.gamma", "there is no party `gamma`", PARTIES)],
    "view-part-of-an-order": [
        (
            "20:18",
            "views.alpha.sees.prefer.beta.ranking",
            "an order of states can only be given as a whole",
            "write `prefer.beta`",
        )
    ],
    "view-unknown-key": [("20:11", "views.alpha.see", "there is no such key", "did you mean `sees`?")],
    "view-unknown-path": [
        (
            "20:18",
            "views.alpha.sees.steps.feul.worth.beta",
            "there is nothing called `steps.feul`",
            "did you mean `fuel`?",
        )
    ],
    "view-unknown-step": [("20:23", "views.alpha.rules.1", "there is no step `feul`", "did you mean `fuel`?")],
    # all of it at once
    "many-at-once": [
        ("5:20", "parties.alpha.horizon", "`soon` is not a duration", DURATION),
        ("8:20", "steps.inspectors.by.1", "there is no party `alhpa`", "did you mean `alpha`?"),
        ("12:7", "now.1", "there is no step `feul`", "did you mean `fuel`?"),
        ("14:19", "rules.1", "a step name is missing before this `if`", MADE_OF),
        ("18:55", "plans.alpha-first.phases.2.1", "`inspectors` is in phase 1 already", "plan every step once"),
    ],
}


def told(file: Path, said: list[tuple[str, str, str, str]]) -> str:
    """The full text of the messages: place and message, the line, a caret under the column, and the hint."""
    lines = file.read_text(encoding="utf-8", errors="replace").split("\n")
    parts = []
    for place, path, message, hint in said:
        where = f"{file.name}:{place}" if place else file.name
        parts.append(f"{where} error {path + ': ' if path else ''}{message}")
        if place and file.stem != "latin-1":
            line, column = map(int, place.split(":"))
            shown = re.sub("[\t\x07]", " ", lines[line - 1]).rstrip()
            parts.append("    " + (shown if len(shown) <= 200 else shown[:200] + " ..."))
            parts.append("    " + " " * (column - 1) + "^")
        parts.append(f"    hint: {hint}")
    return "\n".join(parts)


@pytest.mark.parametrize("name", sorted(SAID))
def test_what_is_said(name: str) -> None:
    file = FOLDER / f"{name}.yaml"
    with pytest.raises(CaseError) as error:
        load(file)
    assert str(error.value) == told(file, SAID[name])


def test_every_bad_case_has_its_message() -> None:
    assert sorted(file.stem for file in FOLDER.iterdir()) == sorted(SAID)


def test_one_message_in_full() -> None:
    assert str(read(FOLDER / "upside-down.yaml")[1][0]) == (
        "upside-down.yaml:10:38 error steps.lift_ban.worth.beta: the range is upside down: 9 is more than 4\n"
        "      lift_ban: {by: beta, worth: {beta: 9 to 4}}\n"
        "                                         ^\n"
        "    hint: write the smaller end first: `4 to 9`"
    )
