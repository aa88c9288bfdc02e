"""Keys made of names: any text gives one that the format allows and that is another than all others."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standoff.app.start.keys import KINDS, key_for
from standoff.case.model.forms import LABEL, NAME, RESERVED
from standoff.case.model.rules import parse
from standoff.errors import UsageError


@given(
    st.sampled_from(["party", "step", "choice"]),
    st.text(min_size=1).filter(str.strip),
    st.lists(st.text(min_size=1).filter(str.strip), max_size=4),
)
def test_any_name_gives_a_name_that_rules_can_be_made_of(kind, name, others):
    data = {"steps": {}}
    for other in others:
        data["steps"][key_for("step", other, data)] = {}
    found = key_for(kind, name, data)
    assert re.fullmatch(NAME, found) and found not in RESERVED
    assert found not in data["steps"]
    parse(f"not {found}")


@given(st.sampled_from(["deal", "plan"]), st.text(min_size=1).filter(str.strip))
def test_deals_and_plans_never_share_a_key(kind, name):
    first = key_for(kind, name, {})
    assert re.fullmatch(LABEL, first)
    other = "plans" if kind == "deal" else "deals"
    assert key_for(kind, name, {other: {first: {}}}) != first


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Lift the ban", "lift_the_ban"),
        ("Émigrés", "emigres"),
        ("  Two  spaces ", "two_spaces"),
        ("on", "party_on"),
        ("No", "party_no"),
        ("not", "party_1"),
        ("all", "party_all"),
        ("北京", "party_1"),
        ("<script>", "script"),
    ],
)
def test_a_party_by_its_name(name, key):
    assert key_for("party", name, {}) == key


def test_parties_steps_and_choices_share_one_name_space():
    data = {"parties": {"fuel": {}}, "choices": {"fuel_2": ["a", "b"]}}
    assert key_for("step", "Fuel", data) == "fuel_3"


def test_the_parts_of_a_step_keep_their_names():
    assert key_for("step", "Relief 2", {"steps": {"relief": {"parts": 3}}}) == "relief_2_2"


@pytest.mark.parametrize("data", [{"steps": None}, {"steps": []}, {"steps": {"a": None}}, {"steps": {1: {}}}])
def test_a_case_that_is_not_sound_has_names_too(data):
    assert key_for("step", "New", data) == "new"


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_nothing_has_no_name(kind):
    with pytest.raises(UsageError, match="has no name"):
        key_for(kind, " \t", {})


def test_what_a_case_does_not_have():
    with pytest.raises(UsageError, match="a case has no `plot\\?`"):
        key_for("plot\x1b", "x", {})
