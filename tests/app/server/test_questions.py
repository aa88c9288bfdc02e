"""Every question answers with the document that its verb prints with --json, of the same case with the same put over it."""

from __future__ import annotations

import json
import shutil

import pytest

from app.served import served
from command import standoff
from standoff import catalog
from standoff.app.server.questions.asked import Question
from standoff.app.server.questions.table import QUESTIONS
from standoff.app.server.questions.two import NAMED
from standoff.cli.app import app

HARBOUR = {
    "assess": {"plan": "ban_first", "draws": 40, "between": True},
    "answer": {"draws": 20},
    "run": {"draws": 20, "seed": 3},
    "timeline": {"draws": 20},
    "roadmap": {"draws": 20, "trust_at_most": "80%"},
    "deals": {"limit": 3, "draws": 20},
    "remedies": {"plan": "ban_first", "pairs": False},
    "numbers": {"plan": "harbour_first", "draws": 40},
    "flip": {"plan": "harbour_first"},
    "needs": {"plan": "harbour_first", "draws": 400, "trust": 0.7},
    "ask": {"party": "alpha", "plan": "harbour_first"},
    "stable": {"concept": ["nash", "seq"], "draws": 20, "all": True},
    "explain row": {"plan": "ban_first", "phase": 1, "party": "alpha"},
    "explain state": {"party": "beta", "all": True},
    "explain ways": {"from": "now", "limit": 2},
    "inverse": {"state": "now", "party": "alpha"},
    "check": {"strict": True},
    "search": {"words": ["harbour", "OR", "transit"], "limit": 2, "keep": False},
    "unread": {"keep": False},
    "quote": {"words": "open the harbour", "supports": "sign"},
    "compare": {"with_set": {"parties.beta.horizon": "2 years"}, "plan": "ban_first", "draws": 20},
}
"""Of each question, options with which a small case is asked."""

POSITIONAL = {
    "assess": ["plan"],
    "numbers": ["plan"],
    "ask": ["party"],
    "search": ["words"],
    "quote": ["words"],
    "compare": ["other"],
}

OF_THE_APP = {
    "brief",
    "glance",
    "front",
    "key",
    "removal",
    "example",
    "coverage",
    "hanging",
    "turning",
    "selection",
    "settle",
    "plan",
    "drops",
    "order",
    "why",
}
"""What is asked here and is no verb: what `run` writes into a file, and what views of the app need besides."""


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cases") / "harbour"
    shutil.copytree(catalog.find("harbour"), folder)
    (folder / "views").mkdir(exist_ok=True)
    (folder / "views" / "other.yaml").write_text("title: Another\nby: [ab]\nsees: {parties.beta.horizon: 9 years}\n")
    return folder


@pytest.fixture(scope="module")
def here(home):
    with served(home) as server:
        yield server


def words_of(verb, asked, home):
    """The same question as it is typed."""
    words = [*verb.split(), home]
    options = dict(asked)
    for name in POSITIONAL.get(verb, []):
        given = options.pop(name, None)
        words += given if isinstance(given, list) else [] if given is None else [given]
    for name, value in options.items():
        option = "--" + name.replace("_", "-")
        if value is False:
            words.append("--no-" + name.replace("_", "-"))
        elif value is True:
            words.append(option)
        elif isinstance(value, dict):
            words += [word for path, one in value.items() for word in (option, f"{path}={one}")]
        elif isinstance(value, list):
            words += [word for one in value for word in (option, one)]
        else:
            words += [option, value]
    return [*words, "--json"]


def test_every_question_is_asked_below():
    assert HARBOUR.keys() == QUESTIONS.keys() - OF_THE_APP


@pytest.mark.parametrize("verb", HARBOUR)
def test_the_answer_is_the_document_of_the_verb(here, home, verb):
    answer = here.post(f"/api/{verb.replace(' ', '/')}", HARBOUR[verb])
    assert answer.status == 200, answer.text
    assert answer.text + "\n" == standoff(*words_of(verb, HARBOUR[verb], home)).stdout
    assert answer.headers["content-type"] == "application/json"


@pytest.mark.parametrize(
    "over", [{"view": "other"}, {"as_of": "2026-10-01"}, {"set": {"parties.alpha.horizon": "2 to 5 years"}}]
)
@pytest.mark.parametrize("verb", ["assess", "stable", "check", "explain row", "unread"])
def test_so_it_is_with_something_put_over_the_case(here, home, verb, over):
    asked = HARBOUR[verb] | over
    answer = here.post(f"/api/{verb.replace(' ', '/')}", asked)
    assert answer.status == 200, answer.text
    assert answer.text + "\n" == standoff(*words_of(verb, asked, home)).stdout


def test_a_reason_can_be_asked_for_by_what_is_to_be_explained(here):
    asked = HARBOUR["explain row"]
    assert here.post("/api/explain", {"what": "row"} | asked).text == here.post("/api/explain/row", asked).text


def test_a_plan_can_be_given_as_lists_of_steps(here, home):
    answer = here.post("/api/assess", {"phases": [["clear_mines"], ["lift_ban"]]})
    assert answer.text + "\n" == standoff("assess", home, "--phases", "clear_mines | lift_ban", "--json").stdout


def command_of(verb):
    import typer

    found = typer.main.get_command(app)
    for word in verb.split():
        found = found.commands[word]
    return found


HOW = {
    "case",
    "cores",
    "cluster",
    "json",
    "quiet",
    "as_of",
    "view",
    "set",
    "fresh",
    "version",
    "help",
    "out",
    "match",
    "concepts",
}
"""What is no part of a question, or is said otherwise here: where it is worked on, how it is printed, what is put over."""


WHILE_DRAGGED = {"numbers": {"tried", "only", "drives"}}
"""What the pages ask for alone, while something is moved: other numbers as they are typed, and less of the answer."""


@pytest.mark.parametrize("verb", HARBOUR)
def test_a_question_has_the_options_of_its_verb_and_is_by_itself_what_the_verb_is(verb):
    question: Question = QUESTIONS[verb]
    of_the_verb = {}
    for parameter in command_of(verb).params:
        names = [name for name in parameter.opts if name.startswith("--")] or [parameter.name]
        of_the_verb[names[0].lstrip("-").replace("-", "_")] = parameter.default
    told = of_the_verb.keys() - HOW - ({"all"} - question.options.keys())
    if verb in ("answer", "run"):
        told -= {"keep", "docx", "parts", "template", "xlsx"}
    assert question.options.keys() - WHILE_DRAGGED.get(verb, set()) - NAMED.keys() == told
    for name in told:
        ours, theirs = question.options[name].default, of_the_verb[name]
        if isinstance(theirs, str) and theirs.endswith("%"):
            theirs = float(theirs[:-1]) / 100
        assert (ours or None) == (theirs or None), name


def test_what_is_asked_is_what_lies_on_the_desk(here):
    before = here.post("/api/assess", {"plan": "ban_first"}).json
    edit = {"op": "set", "path": ["parties", "alpha", "name"], "value": "Aleph"}
    what_if = here.post("/api/assess", {"plan": "ban_first", "edits": [edit]}).json
    assert here.post("/api/assess", {"plan": "ban_first"}).json == before
    here.post("/api/edits", {"edits": [edit], "label": "Alpha is called Aleph"})
    after = here.post("/api/assess", {"plan": "ban_first"}).json
    assert "Aleph" in json.dumps(after) and "Aleph" not in json.dumps(before)
    assert after == what_if
    here.post("/api/undo")
    assert here.post("/api/assess", {"plan": "ban_first"}).json == before


def test_two_cases_that_are_open_are_compared(home, tmp_path):
    other, home = tmp_path / "other", shutil.copytree(home, tmp_path / "harbour", ignore=shutil.ignore_patterns(".*"))
    shutil.copytree(home, other)
    text = (other / "case.yaml").read_text()
    (other / "case.yaml").write_text(text.replace("title: The harbour standoff", "title: Another standoff"))
    with served(home, other) as server:
        assert [one["id"] for one in server.get("/api/cases").json] == ["harbour", "other"]
        answer = server.post("/api/compare", {"other": "other", "draws": 0})
        assert answer.text + "\n" == standoff("compare", home, other, "--draws", "0", "--json").stdout
        back = server.post("/api/compare?case=other", {"other": "harbour", "draws": 0}).json
        assert back["a"]["title"] == "Another standoff (invented)"


def test_the_desk_is_compared_with_what_was_saved(here):
    edit = {"op": "set", "path": ["parties", "beta", "horizon"], "value": "1 year"}
    here.post("/api/edits", {"edits": [edit], "label": "Beta looks a year ahead"})
    try:
        found = here.post("/api/compare", {"other": "saved", "draws": 0}).json
    finally:
        here.post("/api/undo")
    assert [one["path"] for one in found["differences"]] == ["parties.beta.horizon"]


# ---------------------------------------------------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    ("verb", "asked", "status", "said"),
    [
        ("asess", {}, 404, "did you mean `assess`?"),
        ("assess", {"plann": "x"}, 400, "did you mean `plan`?"),
        ("assess", {"draws": "many"}, 400, "a whole number from 0 to 100000"),
        ("assess", {"draws": 100_001}, 400, "a whole number from 0 to 100000"),
        ("assess", {"draws": True}, 400, "a whole number"),
        ("assess", {"plan": ["a"]}, 400, "a text"),
        ("assess", {"between": 1}, 400, "true or false"),
        ("assess", {"phases": [["a, b"]]}, 400, "a list of phases"),
        ("assess", {"phases": {"a": 1}}, 400, "a list of phases"),
        ("assess", {"plan": "bann_first"}, 400, "did you mean `ban_first`?"),
        ("assess", {}, 400, "which plan?"),
        ("assess", {"plan": "ban_first", "view": "nobody"}, 400, "there is no view"),
        ("assess", {"plan": "ban_first", "view": "../../etc/passwd"}, 400, "there is no view"),
        ("assess", {"plan": "ban_first", "as_of": "2030-01-01"}, 400, "later than the case"),
        ("assess", {"plan": "ban_first", "set": {"parties.alpha.horizont": 2}}, 400, "did you mean"),
        ("assess", {"plan": "ban_first", "set": {"a=b": 2}}, 400, "values by their paths"),
        ("assess", {"plan": "ban_first", "edits": "x"}, 400, "edits come as a list"),
        ("assess", {"plan": "ban_first", "edits": [{"op": "set", "path": ["now", 9], "value": "x"}]}, 400, ""),
        ("roadmap", {"trust_at_most": "much"}, 400, "a share"),
        ("roadmap", {"objective": "best"}, 400, "known"),
        ("roadmap", {"time_limit": -1}, 400, "a number from 0 on"),
        ("search", {}, 400, "which words?"),
        ("quote", {"words": "x", "source": "../case"}, 400, "there is no source"),
        ("compare", {}, 400, "compare this case with what?"),
        ("compare", {"other": "elsewhere"}, 404, "no case `elsewhere` is open"),
        ("compare", {"other": "/etc"}, 404, "no case"),
        ("explain", {"what": "everything"}, 404, "explain"),
        ("explain/row", {"plan": "ban_first"}, 400, "at the start of which phase?"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_a_sentence(here, verb, asked, status, said):
    answer = here.post(f"/api/{verb}", asked)
    assert answer.status == status
    error = answer.json["error"]
    assert said in f"{error['message']} {error.get('hint', '')}"


def test_a_case_that_is_not_open_is_refused(here):
    assert here.get("/api/case?case=nowhere").status == 404
    assert here.post("/api/assess?case=nowhere", {}).status == 404


def test_a_number_that_is_tried_is_answered_as_the_case_with_it(here):
    path, text = "steps.clear_mines.worth.alpha", "\u22128 to \u22123"
    asked = {"plan": "harbour_first", "draws": 40, "drives": False}
    tried = here.post("/api/numbers", {**asked, "tried": {path: text}, "only": [path]}).json
    put = here.post("/api/numbers", {**asked, "set": {path: "-8 to -3"}}).json
    assert [tried[key] for key in ("holds", "verdict", "said")] == [put[key] for key in ("holds", "verdict", "said")]
    (row,) = tried["numbers"]
    same = next(one for one in put["numbers"] if one["path"] == path)
    # What is put over a case rests on nothing until something is said for it; what is tried is still the case's.
    assert {**row, "basis": None} == {**same, "basis": None}


def test_what_cannot_be_tried_is_refused_where_it_is(here):
    for tried in ({"steps.lift_ban.worth.alpha": "4 to 2"}, {"steps.x.worth.alpha": "1"}, {"a": 1}, [1], "x"):
        answer = here.post("/api/numbers", {"plan": "harbour_first", "tried": tried})
        assert answer.status == 400
        assert answer.json["error"]["message"]


def test_numbers_come_first_without_what_takes_long(here):
    with here.stream("/api/numbers", {"plan": "harbour_first", "draws": 400}) as events:
        told = [(name, data["draws"], data["drives"] is None) for name, data in events if name in ("partial", "done")]
    assert told == [("partial", 200, True), ("partial", 400, True), ("done", 400, False)]
