"""The questions of the views Answer and Start over HTTP: they answer with what the functions behind them find."""

from __future__ import annotations

import re

import pytest

from app.served import served
from standoff.app.front.front import front, glance
from standoff.app.start.example import example
from standoff.app.start.uses import removal
from standoff.case.load import load
from standoff.results.documents.document import plain

CASE = """
format: 1
title: Gifts
as_of: 2026-11-02
parties:
  a: {name: Alpha, horizon: 2 to 6 years, walkout_cost: 4}
  b: {name: Beta, horizon: 4 years, walkout_cost: 4}
steps:
  gift_a: {by: a, undo: never, worth: {a: -4 to -2, b: 5}}
  gift_b: {by: b, undo: never, worth: {a: 5, b: -3}}
deals: {swap: [gift_a, gift_b]}
plans: {at_once: {phases: [[gift_a, gift_b]]}}
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("gifts")
    (folder / "case.yaml").write_text(CASE, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def here(home):
    with served(home) as server:
        yield server


def test_a_glance_is_told_piece_by_piece(here, home):
    expected = []
    last = glance(load(home), 400, partial=expected.append)
    with here.stream("/api/glance", {"draws": 400}) as events:
        told = [(name, document) for name, document in events if name != "progress"]
    assert told == [*(("partial", plain(one)) for one in expected), ("done", plain(last))]


def test_orders_of_before_are_looked_at_first(here):
    before = [{"kind": "deal", "name": "swap", "order": [["gift_a"], ["gift_b"]]}, {"kind": "found"}, 7]
    with here.stream("/api/glance", {"draws": 20, "before": before}) as events:
        first = next(document for name, document in events if name == "partial")
    assert {(bar["kind"], bar["name"]): bar["order"] for bar in first["bars"]} == {
        ("plan", "at_once"): [["gift_a", "gift_b"]],
        ("deal", "swap"): [["gift_a"], ["gift_b"]],
    }
    assert first["missing"] == []


def test_the_whole_begins_with_where_things_stand(here, home):
    with here.stream("/api/front", {"draws": 20}) as events:
        told = [(name, document) for name, document in events if name != "progress"]
    expected = plain(front(load(home), 20))
    assert told[-1] == ("done", expected) == ("done", here.post("/api/front", {"draws": 20}).json)
    assert [(name, document["where"]) for name, document in told[:-1]] == [("partial", expected["where"])]


@pytest.mark.parametrize("name", ["glance", "front"])
@pytest.mark.parametrize(("option", "value"), [("draws", 1), ("draws", "many"), ("seed", -1), ("plot", 1)])
def test_wrong_options_are_refused(here, name, option, value):
    answer = here.post(f"/api/{name}", {option: value})
    assert answer.status == 400 and answer.json["error"]["where"] == option


def test_keys_removals_and_the_example(here):
    assert here.post("/api/key", {"kind": "party", "name": "A"}).json == {"key": "a_2"}
    found = removal("step", "gift_a", here.get("/api/case").json["data"])
    assert here.post("/api/removal", {"kind": "step", "key": "gift_a"}).json == plain(found)
    from datetime import date

    edits = plain({"edits": example("A case", date(2026, 11, 2))})
    assert here.post("/api/example", {"title": " A case ", "day": "2026-11-02"}).json == edits


@pytest.mark.parametrize(
    ("name", "asked", "says"),
    [
        ("key", {"kind": "plot", "name": "x"}, "a case has no `plot`"),
        ("key", {"kind": "step"}, "has no name"),
        ("key", {"kind": "step", "name": 7}, "a text"),
        ("removal", {"kind": "step", "key": "gone"}, "no step `gone`"),
        ("removal", {"kind": "../..", "key": "x"}, "no such thing"),
        ("example", {"title": "x", "day": "soon"}, "a day belongs here"),
        ("example", {"title": " ", "day": "2026-11-02"}, "no title"),
    ],
)
def test_what_cannot_be_done_is_said(here, name, asked, says):
    answer = here.post(f"/api/{name}", asked)
    assert answer.status == 400 and says in answer.json["error"]["message"]


def test_a_case_with_errors_has_keys_and_removals_and_no_front(tmp_path):
    (tmp_path / "case.yaml").write_text(CASE.replace("-4 to -2", "a lot"), encoding="utf-8")
    with served(tmp_path) as here:
        assert here.post("/api/key", {"kind": "step", "name": "gift a"}).json == {"key": "gift_a_2"}
        assert here.post("/api/removal", {"kind": "plan", "key": "at_once"}).json["uses"] == []
        for name in ("glance", "front"):
            answer = here.post(f"/api/{name}")
            assert answer.status == 422 and answer.json["error"]["problems"][0]["path"] == "steps.gift_a.worth.a"


def test_of_nothing_there_are_keys(tmp_path):
    with served(tmp_path) as here:
        assert here.get("/api/case").json["empty"]
        assert here.post("/api/key", {"kind": "step", "name": "Lift the ban"}).json == {"key": "lift_the_ban"}


def test_one_page_of_the_brief_has_the_same_front_and_no_annex(here):
    whole, one = (here.get(f"/api/brief?draws=20{more}").text for more in ("", "&page=one"))
    front_of = re.compile(r'<section class="front".*?</section>', re.DOTALL)
    assert front_of.search(one)[0] == front_of.search(whole)[0]
    assert "annex" in whole and "<details" in whole
    assert 'class="annex"' not in one and "<details" not in one
    assert here.get("/api/brief?page=two").status == 400
