"""States that a case makes one: a conflict from option form, what is said of moves, and what is refused."""

from __future__ import annotations

import json
import time
from itertools import chain, combinations

import jsonschema
import pytest

import standoff
from naive import stability as naive
from places import ORACLES
from standoff.case.load import read_source
from standoff.case.model.model import Case
from standoff.case.reading.nodes import parse
from standoff.engine.stability.individual import CONCEPTS
from standoff.errors import UsageError
from standoff.results.documents.document import plain
from standoff.results.documents.run import run_document
from standoff.results.documents.stability import stable_document
from standoff.results.schemas import schema

FOLDER = ORACLES / "stability"

HEAD = "format: 1\ntitle: Test\nas_of: 2026-01-01\n"

QUARRY = """
parties:
  agency: {name: The agency, horizon: 5 years}
  quarry: {name: The quarry, horizon: 5 years}
  village: {name: The village, horizon: 5 years}
steps:
  ease: {by: agency, undo: never}
  contest: {by: quarry}
  comply: {by: quarry}
  close: {by: quarry, undo: never}
  protest: {by: village, undo: never}
now: [contest]
rules: [contest or comply or close]
choices: {course: [contest, comply, close]}
merge: [close]
"""
"""As in tests/oracles/stability/quarry.json: whatever the others do, a quarry that is closed is closed."""

NAMES = ["ease", "contest", "comply", "close", "protest"]


def case_of(text):
    reading = read_source("case.yaml", HEAD + text)
    assert reading.case is not None, "\n".join(map(str, reading.problems))
    return reading.case


def problems_of(text):
    return [f"{p.severity} {p.path}: {p.message}" for p in read_source("case.yaml", HEAD + text).problems]


def in_force(row):
    return [name for name, mark in zip(NAMES, row, strict=True) if mark == "1"]


def quarry(data, whole):
    """The case, with preferences that list all members of the merged state, or one of them."""
    prefer = {}
    for party, levels in data["preferences"].items():
        ranking = []
        for level in levels:
            states = []
            for k in level:
                rows = data["states"][k - 1]
                rows = [rows] if isinstance(rows, str) else rows if whole else rows[-1:]
                states += [in_force(row) for row in rows]
            ranking.append(states)
        prefer[party.lower()] = {"ranking": ranking}
    return case_of(QUARRY + f"prefer: {json.dumps(prefer)}\n")


@pytest.mark.parametrize("whole", [True, False])
def test_the_quarry_from_option_form(whole):
    data = json.loads((FOLDER / "quarry.json").read_text(encoding="utf-8"))
    found = standoff.stable(quarry(data, whole), all_states=True)
    assert found.feasible_states == 9
    number = {}
    for k, rows in enumerate(data["states"], start=1):
        number |= {tuple(in_force(row)): k for row in ([rows] if isinstance(rows, str) else rows)}
    assert sorted(number[one.state] for one in found.states) == list(range(1, 10))
    for concept in CONCEPTS:
        wanted = data["computed"]["individual"][concept]
        assert sorted(number[s] for s in found.equilibria[concept].states) == wanted["equilibria"]
        for entry in data["dms"]:
            stays = [number[one.state] for one in found.states if concept in one.stable[entry["name"].lower()]]
            assert sorted(stays) == wanted[entry["name"]], concept
    [merged] = found.merged
    assert (merged.rule, merged.count, merged.state) == ("close", 4, ("close",))
    assert set(merged.members) == {tuple(in_force(row)) for row in data["states"][8]}
    assert [(one.state, one.moves) for one in found.reachable] == [(("contest", "protest"), 1)]
    village = next(row for row in found.deterrence if row.party == "village")
    assert village.moves == (("quarry", ("close",)),)
    assert "starting “Protest”" in village.why
    assert "starting “Close” and ending “Contest”" in village.why


def all_states(names):
    return [frozenset(some) for some in chain.from_iterable(combinations(names, k) for k in range(len(names) + 1))]


MERGED = """
parties: {a: {horizon: 1 year}, b: {horizon: 1 year}, c: {horizon: 1 year}}
steps:
  x: {by: a, worth: {a: 2}}
  y: {by: b, worth: {a: -3, b: 1, c: 2}, undo: never}
  z: {by: c, worth: {b: 4, c: -1}}
  w: {by: [b, c]}
  v: {by: a}
now: [z, w]
merge: [y and not x and z, not y and x]
prefer:
  c: [x and not y or y and z, v and not (y and not x and z) and not (not y and x)]
"""


def test_worths_that_differ_are_refused_in_check_and_without_it():
    said = problems_of(MERGED)
    assert [line for line in said if line.startswith("error")] == [
        "error merge.2: this merges states that `b` tells apart: 0 with `x` in force, and 4 with `x` and `z` in force"
    ]
    case = Case.model_validate(parse("case.yaml", HEAD + MERGED).data)
    with pytest.raises(
        UsageError, match=r"`b` tells apart two states that `merge` makes one: `x` in force, and `x` and"
    ):
        standoff.stable(case)


ALIKE = MERGED.replace("not y and x]", "not y and x and not z]").replace(
    "not (not y and x)", "not (not y and x and not z)"
)
ALIKE = ALIKE.replace("x and not y or y and z,", "x and not y and not z or y and z and not x,")


@pytest.mark.parametrize("now", ["[z, w]", "[y, z, v]", "[x, w]", "[]"])
def test_merged_cases_are_what_the_twin_says_of_them(now):
    text = ALIKE.replace("now: [z, w]", f"now: {now}")
    found = standoff.stable(case_of(text), all_states=True)
    steps = {
        name: {"by": by, "ends": "any", "undo": "never" if name == "y" else "0", "redo": "0"}
        for name, by in {"x": ["a"], "y": ["b"], "z": ["c"], "w": ["b", "c"], "v": ["a"]}.items()
    }

    def one(s):
        if s >= {"y", "z"} and "x" not in s:
            return "first"
        return "second" if "x" in s and "y" not in s and "z" not in s else s

    states = all_states(steps)
    worth = {"a": {"x": 2, "y": -3}, "b": {"y": 1, "z": 4}}
    prefer = {i: {s: sum(worth[i].get(j, 0) for j in s) for s in states} for i in worth}
    prefer["c"] = {s: 2 * isinstance(one(s), str) + ("v" in s and not isinstance(one(s), str)) for s in states}
    conflict = naive.merged(naive.option_form(list("abc"), steps, states, prefer), {s: one(s) for s in states})
    assert found.feasible_states == len(conflict["states"]) == 32 - 3 - 3
    for row in found.states:
        for i in "abc":
            wanted = {
                name for name, concept in naive.CONCEPTS.items() if concept(conflict, i, one(frozenset(row.state)))
            }
            assert set(row.stable[i]) == wanted
    here = frozenset(now.strip("[]").replace(" ", "").split(",")) - {""}
    assert set(found.now.state) == here
    fewest = naive.fewest_moves(conflict, list("abc"), one(here), naive.improvements)
    assert found.reachable_states == len(fewest) - 1
    for row in found.reachable:
        assert row.moves == fewest[one(frozenset(row.state))]
    for row in found.deterrence:
        better = naive.improvements(conflict, row.party, one(here))
        assert (row.improvement is None) == (not better)
        if better:
            best = max(conflict["prefer"][row.party][t] for t in better)
            assert conflict["prefer"][row.party][one(frozenset(row.improvement))] == best
            if row.party != "c":
                assert row.gain == best - conflict["prefer"][row.party][one(here)]
            else:
                assert row.gain is None
    assert [(merged.rule, merged.count) for merged in found.merged] == [
        ("y and not x and z", 4),
        ("not y and x and not z", 4),
    ]
    for merged in found.merged:
        assert len({one(frozenset(s)) for s in merged.members}) == 1
        assert merged.state == merged.members[0]


def test_the_document_keeps_its_schema_and_a_run_goes_through():
    case = case_of(ALIKE)
    found = standoff.stable(case, limit=2)
    document = plain(stable_document("Test", "2026-01-01", found))
    jsonschema.Draft202012Validator(schema("stable")).validate(document)
    assert [(len(one["members"]), one["count"]) for one in document["merged"]] == [(2, 4), (2, 4)]
    without = plain(
        stable_document("Test", "2026-01-01", standoff.stable(case_of(QUARRY.replace("merge: [close]", ""))))
    )
    assert "merged" not in without
    assert run_document(standoff.run(case, draws=3, seed=1)).stable.merged[0].count == 4


def test_what_is_stable_only_because_it_cannot_be_undone_is_counted_of_merged_states():
    text = """
parties: {a: {horizon: 1 year}}
steps: {x: {by: a, worth: {a: -1}, undo: never}, y: {by: a}}
now: []
merge: [x]
"""
    found = standoff.stable(case_of(text))
    assert found.feasible_states == 3
    assert found.stuck["nash"].states == (("x",),)
    assert found.equilibria["nash"].count == 3


def test_one_state_is_not_merged_and_none_is_a_warning():
    text = """
parties: {a: {horizon: 1 year}}
steps: {x: {by: a}, y: {by: a}}
rules: [not x]
merge: [x, y and not x]
"""
    assert problems_of(text) == ["warning merge.1: this is true in no state that can be, so that it merges nothing"]
    assert standoff.stable(case_of(text)).merged == ()


def test_rules_that_overlap_are_refused_without_check_too():
    text = "parties: {a: {horizon: 1 year}}\nsteps: {x: {by: a}, y: {by: a}}\nmerge: [x, y]\n"
    with pytest.raises(UsageError, match="two rules under `merge` are true in one state"):
        standoff.stable(Case.model_validate(parse("case.yaml", HEAD + text).data))


def test_what_could_not_be_read_is_not_compared():
    """An unreadable rule or step is said, and nothing about merging that might not be so."""
    text = (
        "parties: {a: {horizon: 1 year}}\nsteps: {x: {by: a}, y: {by: a}}\nrules: [not (x and y), and]\nmerge: [x, y]\n"
    )
    assert [line.split(":")[0] for line in problems_of(text)] == ["error rules.2"]
    text = "parties: {a: {horizon: 1 year}}\nsteps: {x: {by: a}, y: {by: a}}\nmerge: [x and, y, 3, z]\n"
    assert [line.split(":")[0] for line in problems_of(text)] == ["error merge.1", "error merge.3", "error merge.4"]


def test_too_many_rules_are_refused():
    text = "parties: {a: {horizon: 1 year}}\nsteps: {x: {by: a}}\nmerge: [" + ", ".join(["x"] * 51) + "]\n"
    assert problems_of(text) == ["error merge: these are 51, and the limit is 50"]


def test_a_huge_case_is_checked_in_time():
    """As many parties, steps and rules under `merge` as there can be; what is not asked is left to `stable`."""
    lines = ["parties:", *(f"  p{i}: {{horizon: 1 year}}" for i in range(50)), "steps:"]
    lines += [f"  s{j}: {{by: p{j % 50}, worth: {{p{j % 7}: 1}}}}" for j in range(200)]
    lines += ["rules:", *(f"  - s{j % 200} or not s{(7 * j + 1) % 200} or s{(3 * j + 5) % 200}" for j in range(400))]
    lines += ["merge:", *(f"  - s{j} and not s{j + 1} or s{j + 2} and s{j + 3}" for j in range(50))]
    started = time.process_time()
    assert any("can both be true" in line for line in problems_of("\n".join(lines) + "\n"))
    assert time.process_time() - started < 20
