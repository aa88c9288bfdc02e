"""What matches what in two cases: what is refused, where, and what is made of a match that is one."""

from __future__ import annotations

import pytest

from standoff.case.load import loads
from standoff.case.matching.match import match_beside, read_match, same_things
from standoff.case.matching.renamed import in_names_of
from standoff.case.reading.source import UnreadableError
from standoff.errors import CaseError, UsageError

FIRST = """\
format: 1
title: First
as_of: 2026-11-02
parties: {a: {horizon: 4 years}, b: {horizon: 4 years}}
steps:
  oil: {by: a, undo: never, worth: {a: -3, b: 5}}
  visits: {by: b, undo: never, requires: [oil], worth: {a: 5, b: -3}}
  talks: {by: [a, b]}
plans: {swap: {phases: [[oil], [visits]]}}
"""

SECOND = """\
format: 1
title: Second
as_of: 2026-11-02
parties: {x: {horizon: 4 years}, b: {horizon: 4 years}}
steps:
  oil_first: {by: x, undo: never, worth: {x: -1, b: 2}}
  oil_second: {by: x, undo: never, requires: [oil_first], worth: {x: -2, b: 3}}
  visits: {by: b, undo: never, seen: {normally: 1 month, with: {talks: 1 week}}, requires: [oil_second], worth: {x: 5, b: -3}}
  talks: {by: [x, b]}
rules: [oil_first if oil_second]
plans: {swap: {phases: [[oil_first, oil_second], [visits]]}}
"""

GOOD = "parties: {a: x}\nsteps: {oil: [oil_first, oil_second]}\n"


def problems(tmp_path, text, first=FIRST, second=SECOND):
    file = tmp_path / "match.yaml"
    file.write_text(text, "utf-8")
    with pytest.raises(CaseError) as caught:
        read_match(file, loads(first), loads(second))
    return [str(problem) for problem in caught.value.problems]


REFUSED = {
    "parties: {z: x}": "match.yaml:1:11 error parties.z: the first case has no party `z`",
    "parties: {x: a}": "match.yaml:1:11 error parties.x: the first case has no party `x`",
    "parties: {a: z}": "match.yaml:1:14 error parties.a: the second case has no party `z`",
    "parties: {a: [x, b]}": "match.yaml:1:14 error parties.a: a party is one of the other case, not 2",
    "parties: {a: x, b: x}": "match.yaml:1:20 error parties.b: `x` is matched with `a` already",
    "steps: {oil: [oil_first, oil_first]}": "match.yaml:1:26 error steps.oil.2: `oil_first` is matched with `oil` already",
    "steps: {oil: []}": "match.yaml:1:14 error steps.oil: a name of the second case belongs here, or a list of steps",
    "steps: {oil: 3}": "match.yaml:1:14 error steps.oil: a name of the second case belongs here, or a list of steps",
    "steps: [oil]": "match.yaml:1:8 error steps: names with names belong here",
    "[oil]": "match.yaml:1:1 error a match starts with keys, like `steps: {oil: fuel}`",
    "": "match.yaml error the file is empty",
    "steps: {3: oil_first}": "match.yaml:1:9 error steps.3: the first case has no step `3`",
    "steps: {oil: {a: b}}": "match.yaml:1:14 error steps.oil: a name of the second case belongs here, or a list of steps",
    "step: {oil: oil_first}": "match.yaml:1:1 error step: nothing is matched under `step`",
    "steps: {visits: talks, talks: visits}": "match.yaml:1:9 error steps.visits: this goes round in a circle: `visits` → `talks` → `visits`",
}


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_match_is_refused_at_its_place(tmp_path, text):
    assert problems(tmp_path, text)[0].splitlines()[0] == REFUSED[text]


def test_the_wrong_way_round_is_said(tmp_path):
    assert "the two may stand the wrong way round" in problems(tmp_path, "parties: {x: a}")[0]


def test_all_problems_come_at_once(tmp_path):
    assert len(problems(tmp_path, "parties: {z: x}\nsteps: {oill: oil_first, talks: nothing}")) == 3


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(UsageError, match="there is no file"):
        read_match(tmp_path / "nowhere.yaml", loads(FIRST), loads(SECOND))


def test_a_match_is_found_beside_a_case_and_nowhere_else(tmp_path):
    assert match_beside(tmp_path) is None
    (tmp_path / "match.yaml").write_text(GOOD, "utf-8")
    assert match_beside(tmp_path) == tmp_path / "match.yaml"


def test_a_link_that_leaves_the_folder_is_not_followed(tmp_path):
    (tmp_path / "elsewhere.yaml").write_text(GOOD, "utf-8")
    (tmp_path / "case").mkdir()
    (tmp_path / "case" / "match.yaml").symlink_to(tmp_path / "elsewhere.yaml")
    with pytest.raises(UnreadableError, match="outside the case folder"):
        match_beside(tmp_path / "case")


def test_the_second_case_in_the_names_of_the_first(tmp_path):
    file = tmp_path / "match.yaml"
    file.write_text(GOOD, "utf-8")
    first, second = loads(FIRST), loads(SECOND)
    found = in_names_of(first, second, read_match(file, first, second))
    assert list(found.case.parties) == ["a", "b"]
    assert found.case.steps["oil_first"].by == ("a",)
    assert set(found.case.steps["visits"].worth) == {"a", "b"}
    assert found.several == ((("oil",), ("oil_first", "oil_second")),)


def test_the_same_file_read_the_other_way_round(tmp_path):
    file = tmp_path / "match.yaml"
    file.write_text(GOOD, "utf-8")
    first, second = loads(FIRST), loads(SECOND)
    found = in_names_of(second, first, read_match(file, second, first, turned=True))
    assert list(found.case.parties) == ["x", "b"]
    assert found.several == ((("oil_first", "oil_second"), ("oil",)),)


def test_another_thing_of_the_same_name_gets_a_name_of_its_own():
    # What the second calls talks is the first's visits: its own visits are something else.
    first, second = loads(FIRST), loads(SECOND.replace("talks", "tea"))
    found = in_names_of(
        first, second, same_things({"parties": {"a": "x"}, "steps": {"talks": "visits"}}, first, second)
    )
    assert found.case.steps["talks"].worth["b"].low == -3
    assert "visits" not in found.case.steps
    found = in_names_of(second, first, same_things({"steps": {"tea": "visits"}}, second, first))
    assert "visits" not in found.case.steps


def test_plans_keep_keys_that_hold_a_renamed_word():
    first, second = loads(FIRST), loads(SECOND.replace("swap", "x-first"))
    found = in_names_of(first, second, same_things({"parties": {"a": "x"}}, first, second))
    assert list(found.case.plans) == ["x-first"]
