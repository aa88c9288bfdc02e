"""Two cases by their names: what is compared is what the verb compares, and edits settle it."""

from __future__ import annotations

import pytest

from app.pages.gifts import gifts
from app.served import served
from command import standoff

COST = {"op": "set", "path": ["parties", "b", "walkout_cost"], "value": 1}
HISTORY = """\
history:
  - {before: 2026-06-01, title: Ben has less to lose, was: {parties.b.walkout_cost: 2}}
"""


@pytest.fixture(scope="module")
def cases(tmp_path_factory):
    home = tmp_path_factory.mktemp("cases")
    for name in ("one", "other"):
        gifts(home / name)
    with (home / "one" / "case.yaml").open("a", encoding="utf-8") as file:
        file.write(HISTORY)
    file = home / "other" / "case.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("walkout_cost: 4", "walkout_cost: 2"), encoding="utf-8")
    with served(home / "one", home / "other") as here:
        yield home, here


@pytest.mark.parametrize(
    ("a", "b", "typed"),
    [
        ("desk", "view:colleague", ("one", "@view:colleague")),
        ("saved", "2026-05-01", ("one", "@2026-05-01")),
        ("2026-05-01", "desk", ("one@2026-05-01", "one")),
        ("view:colleague", "case:other", ("one@view:colleague", "other")),
        ("", "case:other@view:colleague", ("one", "other@view:colleague")),
        ("saved@2026-05-01", "saved@view:colleague@2026-05-01", ("one@2026-05-01", "one@view:colleague@2026-05-01")),
    ],
)
def test_what_is_named_is_what_the_verb_compares(cases, a, b, typed):
    home, here = cases
    answer = here.post("/api/compare", {"a": a, "b": b, "draws": 20})
    assert answer.status == 200, answer.text
    assert answer.text + "\n" == standoff("compare", *typed, "--draws", "20", "--json", cwd=home).stdout


def test_the_desk_is_what_lies_there_and_saved_is_not(cases):
    _, here = cases
    here.post("/api/edits", {"edits": [COST], "label": "Ben has less to lose"})
    try:
        found = here.post("/api/compare", {"a": "saved", "b": "desk", "draws": 0}).json
        way = here.post("/api/settle", {"a": "desk", "b": "saved", "paths": ["parties.b.walkout_cost"]}).json
    finally:
        here.post("/api/undo")
    assert [(one["path"], one["a"], one["b"]) for one in found["differences"]] == [("parties.b.walkout_cost", "4", "1")]
    assert way["ways"] == {
        "parties.b.walkout_cost": {
            "take": [{"op": "set", "path": ["parties", "b", "walkout_cost"], "value": 4}],
            "wider": [{"op": "set", "path": ["parties", "b", "walkout_cost"], "value": "1 to 4"}],
            "wider_says": "1 to 4",
        }
    }


def test_few_draws_come_first(cases):
    _, here = cases
    with here.stream("/api/compare", {"a": "desk", "b": "view:colleague", "draws": 300}) as events:
        told = [(name, document["draws"]) for name, document in events if name in ("partial", "done")]
    assert told == [("partial", 200), ("done", 300)]


@pytest.mark.parametrize(
    ("b", "status", "said"),
    [
        ("case:nobody", 404, "no case `nobody` is open here"),
        ("nobody", 400, "is no case to compare"),
        ("desk@yesterday", 400, "after `@` stands a date"),
        ("view:nobody", 400, "there is no view"),
        ("view:../../secret", 400, "view"),
        ("desk@2026-05-01@2026-04-01", 400, "as of two days"),
    ],
)
def test_what_names_nothing_is_refused(cases, b, status, said):
    _, here = cases
    for verb in ("compare", "settle"):
        answer = here.post(f"/api/{verb}", {"a": "desk", "b": b})
        assert answer.status == status
        assert said in answer.json["error"]["message"]
