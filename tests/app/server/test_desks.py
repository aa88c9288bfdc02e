"""What lies on a desk and what is done there, over HTTP; and what all windows are told of it."""

from __future__ import annotations

import hashlib
import shutil

import pytest

from app.served import served
from command import standoff
from standoff import catalog

HORIZON = ["parties", "beta", "horizon"]


@pytest.fixture
def home(tmp_path):
    folder = tmp_path / "harbour"
    shutil.copytree(catalog.find("harbour"), folder)
    return folder


@pytest.fixture
def here(home):
    with served(home) as server:
        yield server


def edit(value, path=HORIZON):
    return {"op": "set", "path": path, "value": value}


def test_the_case_as_it_was_read(here, home):
    state = here.get("/api/case").json
    text = (home / "case.yaml").read_text(encoding="utf-8")
    assert state["text"] == text
    assert state["sha256"] == hashlib.sha256(text.encode()).hexdigest()
    assert (state["folder"], state["file"], state["empty"]) == ("harbour", "case.yaml", False)
    assert (state["title"], state["as_of"]) == ("The harbour standoff (invented)", "2026-11-02")
    assert state["sound"] and not [one for one in state["problems"] if one["severity"] == "error"]
    assert (state["version"], state["dirty"], state["can_undo"], state["can_redo"]) == (0, 0, False, False)
    assert state["data"]["parties"]["beta"]["horizon"] in text
    line, column = state["places"]["parties.beta.horizon"]
    assert text.splitlines()[line - 1][column - 1 :].startswith(state["data"]["parties"]["beta"]["horizon"])
    assert state["names"]["steps"]["lift_ban"]["by"] and "name" in state["names"]["steps"]["lift_ban"]
    assert state["names"]["sources"]["alpha-statement"]["has_text"] is True


def test_an_edit_is_on_the_desk_and_not_in_the_file(here, home):
    before = (home / "case.yaml").read_text()
    state = here.post("/api/edits", {"edits": [edit("3 years")], "label": "Beta looks three years ahead"}).json
    assert (state["data"]["parties"]["beta"]["horizon"], state["dirty"], state["can_undo"]) == ("3 years", 1, True)
    assert [gesture["label"] for gesture in state["gestures"]] == ["Beta looks three years ahead"]
    assert (home / "case.yaml").read_text() == before
    undone = here.post("/api/undo").json
    assert (undone["text"], undone["can_redo"], undone["dirty"]) == (before, True, 0)
    again = here.post("/api/redo").json
    assert again["text"] == state["text"] and again["version"] > undone["version"] > state["version"]


def test_a_save_writes_the_text_of_the_desk(here, home):
    state = here.post("/api/edits", {"edits": [edit("3 years")], "label": "Beta looks three years ahead"}).json
    saved = here.post("/api/save", {"sha256": state["sha256"]})
    assert saved.status == 200, saved.text
    assert (home / "case.yaml").read_text(encoding="utf-8") == state["text"]
    assert saved.json["dirty"] == 0 and saved.json["saved_at"]


def test_an_edit_that_makes_the_case_unsound_is_taken_and_told(here):
    state = here.post("/api/edits", {"edits": [edit("soon")], "label": "Beta looks ahead"}).json
    assert not state["sound"] and state["data"]["parties"]["beta"]["name"]
    (error,) = [one for one in state["problems"] if one["severity"] == "error"]
    assert error["path"] == "parties.beta.horizon" and error["hint"]
    for verb in ("assess", "answer"):
        refused = here.post(f"/api/{verb}", {"plan": "ban_first"} if verb == "assess" else {})
        assert refused.status == 422
        assert error in refused.json["error"]["problems"]
    assert here.post("/api/check").json["ok"] is False
    assert here.post("/api/quote", {"words": "open the harbour"}).status == 200
    assert here.post("/api/undo").json["sound"]
    assert here.post("/api/assess", {"plan": "ban_first"}).status == 200


@pytest.mark.parametrize(
    ("deed", "body", "said"),
    [
        ("edits", {"edits": [], "label": "x"}, "there are no edits"),
        ("edits", {"edits": [edit("3 years")]}, "label"),
        ("edits", {"label": "x"}, "edits come as a list"),
        ("edits", {"edits": [{"op": "sett"}], "label": "x"}, "`op`"),
        ("edits", {"edits": [edit("3 years")], "label": "x", "version": 99}, "changed meanwhile"),
        ("edits", {"edits": [edit("3 years")], "label": "x", "verzion": 1}, "did you mean `version`?"),
        ("edits", {"edits": [edit("3 years") | {"was": "9 years"}], "label": "x"}, ""),
        ("undo", {}, "nothing to undo"),
        ("redo", {}, "nothing to do again"),
        ("save", {"as": "file", "sha256": ""}, "one of case, view"),
        ("save", {"why": ["x"], "sha256": ""}, "reasons by the path"),
        ("outside", {"take": "mine"}, "one of merge, theirs, mine-beside"),
    ],
)
def test_what_cannot_be_done_is_refused_and_changes_nothing(here, deed, body, said):
    before = here.get("/api/case").json
    answer = here.post(f"/api/{deed}", body)
    assert answer.status == 400
    error = answer.json["error"]
    assert said in f"{error['message']} {error.get('hint', '')}"
    assert here.get("/api/case").json == before


def test_an_edit_is_all_or_none(here):
    before = here.get("/api/case").json
    body = {"edits": [edit("3 years"), edit("x", ["parties", "beta", "because", 99])], "label": "x"}
    assert here.post("/api/edits", body).status == 400
    assert here.get("/api/case").json == before


def test_other_windows_are_told_who_did_it(here):
    with here.stream("/api/events?window=a") as first, here.stream("/api/events?window=b") as second:
        assert next(first) == next(second) == ("hello", {})
        state = here.post("/api/edits", {"edits": [edit("3 years")], "label": "x", "window": "a"}).json
        told = ("case", {"version": state["version"], "sha256": state["sha256"], "window": "a"})
        assert next(first) == next(second) == told


def test_two_cases_have_desks_of_their_own(home, tmp_path):
    other = tmp_path / "other"
    shutil.copytree(home, other)
    with served(home, other, home / "case.yaml") as server:
        listed = server.get("/api/cases").json
        assert [one["id"] for one in listed] == ["harbour", "other"]
        assert all(one["title"] == "The harbour standoff (invented)" for one in listed)
        server.post("/api/edits?case=other", {"edits": [edit("3 years")], "label": "x"})
        assert [server.get(f"/api/case?case={one['id']}").json["dirty"] for one in listed] == [0, 1]
        with server.stream("/api/events?case=harbour") as events:
            assert next(events)[0] == "hello"
            server.post("/api/undo?case=other")
            server.post("/api/edits?case=harbour", {"edits": [edit("4 years")], "label": "y"})
            assert next(events)[1]["version"] == server.get("/api/case").json["version"]


def test_cases_of_the_same_name_have_ids_of_their_own(home, tmp_path):
    other = tmp_path / "beside" / "harbour"
    shutil.copytree(home, other)
    strange = tmp_path / "<b>ünd & so?"
    shutil.copytree(home, strange)
    with served(home, other, strange) as server:
        ids = [one["id"] for one in server.get("/api/cases").json]
        assert ids[:2] == ["harbour", "harbour-2"] and len(set(ids)) == 3
        assert all(server.get(f"/api/case?case={one}").status == 200 for one in ids)
        assert server.get(f"/api/case?case={ids[2]}").json["folder"] == strange.name


def test_names_that_would_be_markup_stay_what_they_are(here):
    name = '<script>alert(1)</script> & "x" \u2028'
    state = here.post("/api/edits", {"edits": [edit(name, ["parties", "beta", "name"])], "label": name}).json
    assert state["names"]["parties"]["beta"]["name"] == name
    answer = here.post("/api/assess", {"plan": "ban_first"})
    assert answer.status == 200 and answer.headers["content-type"] == "application/json"
    brief = here.get("/api/brief?draws=0")
    assert brief.status == 200 and "<script" not in brief.text and "&lt;script&gt;" in brief.text


def test_the_brief_is_what_a_run_writes_and_may_run_nothing(here, home):
    page = here.get("/api/brief?draws=20&seed=3&set=parties.beta.horizon=3%20years")
    assert page.status == 200 and page.headers["content-type"].startswith("text/html")
    standoff("run", home, "--draws", "20", "--seed", "3", "--set", "parties.beta.horizon=3 years", "--quiet")
    (report,) = (home / "out").rglob("report.html")
    assert page.text == report.read_text(encoding="utf-8")
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "script-src" not in policy and "frame-ancestors 'none'" in policy
    assert "sandbox" in policy and "allow-scripts" not in policy and "allow-same-origin" not in policy


@pytest.mark.parametrize(
    ("query", "status"), [("draws=many", 400), ("drawz=2", 400), ("view=nobody", 400), ("case=x", 404)]
)
def test_a_brief_that_cannot_be_made_is_refused(here, query, status):
    assert here.get(f"/api/brief?{query}").status == status


# ------------------------------------------------------------------------------------------------- what happens outside


def test_a_source_that_is_added_outside_is_found(here, home):
    words = {"words": "the ferry sank twice"}
    assert here.post("/api/quote", words).json["passages"] == []
    with here.stream("/api/events") as events:
        assert next(events)[0] == "hello"
        (home / "sources" / "log.txt").write_text("They said that the ferry sank twice.", encoding="utf-8")
        assert next(events)[0] == "case"
    assert "log" in here.get("/api/case").json["names"]["sources"]
    assert here.post("/api/quote", words).json["passages"][0]["source"] == "log"


def test_what_is_written_into_out_is_no_change(here, home):
    here.get("/api/case")
    with here.stream("/api/events") as events:
        assert next(events)[0] == "hello"
        (home / "out").mkdir(exist_ok=True)
        (home / "out" / "report.html").write_text("x")
        (home / ".case.yaml.1234.part").write_text("x")
        (home / "sources" / "log.txt").write_text("The end.", encoding="utf-8")
        name, told = next(events)
        assert (name, told["version"]) == ("case", here.get("/api/case").json["version"])


# ------------------------------------------------------------------------------------------------- cases that are none


def test_an_empty_folder_is_a_case_to_be_made(tmp_path):
    with served(tmp_path) as server:
        state = server.get("/api/case").json
        assert state["empty"] and not state["sound"] and state["data"] == {} and state["problems"]
        assert server.post("/api/assess", {"plan": "x"}).status == 422
        assert [file.name for file in tmp_path.iterdir()] == [".standoff"]


def test_a_folder_that_is_not_there_is_there_once_something_was_done(tmp_path):
    with served(tmp_path / "new") as server:
        assert server.get("/api/case").json["empty"]
    assert not (tmp_path / "new").exists()
    with served(tmp_path / "new") as server:
        state = server.post("/api/edits", {"edits": [edit("A new case", ["title"])], "label": "Its title"}).json
        assert state["title"] == "A new case"
    assert not (tmp_path / "new" / "case.yaml").exists()
    with served(tmp_path / "new") as server:
        state = server.get("/api/case").json
        assert (state["title"], state["dirty"]) == ("A new case", 1) and state["notes"]
        assert server.post("/api/save", {"sha256": state["sha256"]}).status == 200
    assert "A new case" in (tmp_path / "new" / "case.yaml").read_text()


@pytest.mark.parametrize("content", [b"\xff\xfe\x00binary", b"x" * 1_100_000])
def test_a_file_that_cannot_be_read_is_shown_with_what_is_wrong(tmp_path, content):
    (tmp_path / "case.yaml").write_bytes(content)
    with served(tmp_path) as server:
        state = server.get("/api/case")
        assert state.status == 200 and not state.json["sound"] and state.json["problems"][0]["hint"]
        assert server.get("/api/cases").json[0]["title"] == ""
        assert server.post("/api/check").status == 422


def test_a_case_is_open_in_one_place(home):
    with served(home) as first:
        assert first.get("/api/case").status == 200
        with served(home) as second:
            refused = second.get("/api/case")
            assert refused.status == 409 and "has" in refused.json["error"]["message"]
            assert second.get("/api/cases").json[0]["title"] == ""


def test_a_broken_case_is_shown_with_its_problems(tmp_path):
    (tmp_path / "case.yaml").write_text("format: 1\ntitle: [\n", encoding="utf-8")
    with served(tmp_path) as server:
        state = server.get("/api/case").json
        assert not state["sound"] and not state["empty"]
        assert state["problems"][0]["line"] and state["text"].startswith("format: 1")
        assert server.post("/api/check").json["ok"] is False
