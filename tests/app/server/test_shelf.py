"""Sources over HTTP: what is not saved yet is listed, read, searched and quoted like any other; what cannot be is refused."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from urllib.parse import urlencode

import pytest

from app.served import served
from command import standoff
from papers import pdf_of
from standoff import catalog

TEXT = "date 2026-11-01\n\nThe dredgers are under way, and will be at the harbour by noon.\n"
FILE = "application/octet-stream"


@pytest.fixture
def home(tmp_path):
    folder = tmp_path / "harbour"
    shutil.copytree(catalog.find("harbour"), folder)
    return folder


@pytest.fixture
def here(home):
    with served(home) as server:
        yield server


def sent(here, content: bytes | str = b"", **said: str):
    body = content.encode("utf-8") if isinstance(content, str) else content
    return here.send("POST", f"/api/sources?{urlencode(said)}", body, content_type=FILE)


ENTRY = json.dumps({"type": "report", "title": "Harbour news", "issued": {"date-parts": [[2026, 11, 1]]}})


def test_a_new_source_is_there_before_it_is_saved_and_after(here, home):
    answer = sent(here, TEXT, id="news", ending=".txt", entry=ENTRY)
    assert answer.status == 200, answer.text
    assert answer.json["dirty"] == 1
    assert answer.json["gestures"][-1]["label"] == "Source “Harbour news”"
    assert answer.json["names"]["sources"]["news"]["has_text"]
    assert not (home / "sources" / "news.txt").exists()
    listed = {one["id"]: one for one in here.get("/api/sources").json["sources"]}
    assert listed["news"]["date"] == "2026-11-01"
    read = here.get("/api/sources/news").json
    assert read["first_line"] == "date 2026-11-01"
    assert read["text"][slice(*read["blocks"][0])] == "The dredgers are under way, and will be at the harbour by noon."
    assert here.post("/api/search", {"words": ["noon"]}).json["by_source"] == [{"source": "news", "passages": 1}]
    assert [one["source"] for one in here.post("/api/quote", {"words": "by noon"}).json["passages"]] == ["news"]
    named = here.post("/api/unread", {"source": "news"}).json["passages"]
    assert [one["source"] for one in named] == ["news"]
    asked = {"source": "news", "words": "will be at the harbour by noon", "number": "steps.clear_mines.takes"}
    found = here.post("/api/selection", asked).json
    assert found["path"] == ["steps", "clear_mines", "because"]
    add = {"op": "add", "path": found["path"], "value": found["entry"]}
    state = here.post("/api/edits", {"edits": [add], "label": "Attached"}).json
    assert state["sound"], state["problems"]
    saved = here.post("/api/save", {"as": "case", "sha256": state["sha256"]})
    assert saved.status == 200, saved.text
    assert (home / "sources" / "news.txt").read_text() == TEXT
    assert standoff("quote", home, "by noon", "--json").stdout.count('"source": "news"') == 1
    assert standoff("check", home).returncode == 0
    assert [mark["citation"] for mark in here.get("/api/sources/news").json["marks"]] == [0]


def test_undo_takes_a_source_away_again(here):
    sent(here, TEXT, id="news", ending=".txt", entry=ENTRY)
    here.post("/api/undo")
    assert "news" not in {one["id"] for one in here.get("/api/sources").json["sources"]}
    assert here.get("/api/sources/news").status == 404


def test_a_source_that_is_listed_gets_its_text_and_nothing_else_of_the_list_changes(here, home):
    (home / "sources" / "alpha-statement.txt").unlink()
    before = (home / "sources.json").read_text()
    answer = sent(here, "We will not open the harbour.", id="alpha-statement", ending=".txt")
    assert answer.status == 200, answer.text
    here.post("/api/save", {"as": "case", "sha256": answer.json["sha256"]})
    assert (home / "sources.json").read_text() == before
    assert (home / "sources" / "alpha-statement.txt").read_text() == "We will not open the harbour."


def test_a_page_of_the_web_and_a_pdf_are_read_by_the_server(here):
    page = "<title>x</title><h1>News</h1><p>They will <b>open</b> it.<script>no()</script></p>"
    assert sent(here, page, id="page", ending=".HTML", entry=ENTRY).status == 200
    assert here.get("/api/sources/page").json["text"] == "News\n\nThey will open it."
    pytest.importorskip("pypdf")
    assert sent(here, pdf_of(["They will open it at noon."]), id="paper", ending=".pdf", entry=ENTRY).status == 200
    assert "They will open it at noon." in here.get("/api/sources/paper").json["text"]


@pytest.mark.parametrize(
    ("content", "said", "status", "message"),
    [
        (TEXT, {"id": "../news", "ending": ".txt", "entry": ENTRY}, 400, "not the name of a source"),
        (TEXT, {"id": "a" * 90, "ending": ".txt", "entry": ENTRY}, 400, "not the name of a source"),
        (TEXT, {"id": "bay-report", "ending": ".txt", "entry": ENTRY}, 400, "already"),
        (TEXT, {"id": "bay-report", "ending": ".txt"}, 400, "here already"),
        (TEXT, {"id": "news", "ending": ".txt"}, 400, "no source `news` in the list"),
        (TEXT, {"id": "news", "ending": ".exe", "entry": ENTRY}, 400, "files that end in"),
        (TEXT, {"id": "news", "entry": ENTRY}, 400, "what kind of file"),
        (b"\0\1", {"id": "news", "ending": ".txt", "entry": ENTRY}, 400, "binary"),
        (b"%PDF-broken", {"id": "news", "ending": ".pdf", "entry": ENTRY}, 400, "PDF"),
        (" \n", {"id": "news", "ending": ".txt", "entry": ENTRY}, 400, "no text"),
        (TEXT, {"id": "news", "ending": ".txt", "entry": "{"}, 400, "no JSON"),
        (TEXT, {"id": "news", "ending": ".txt", "entry": "[]"}, 400, "an object"),
        (TEXT, {"id": "news", "ending": ".txt", "entry": '{"title": 7}'}, 400, "a text belongs here"),
        (TEXT, {"id": "news", "ending": ".txt", "entry": ENTRY, "version": "7"}, 400, "changed meanwhile"),
        (TEXT, {"id": "news", "ending": ".txt", "entry": ENTRY, "version": "x"}, 400, "a whole number"),
        (b"a" * 10_000_001, {"id": "news", "ending": ".txt", "entry": ENTRY}, 422, "bytes of a source"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_cannot_be_a_source_is_refused(here, content, said, status, message):
    answer = sent(here, content, **said)
    assert answer.status == status
    assert message in answer.json["error"]["message"]
    assert here.get("/api/case").json["dirty"] == 0


def test_a_quote_that_is_not_found_is_told_though_the_case_has_errors(here, home):
    wrong = {"in": "bay-report", "quote": "the last leaver that Alpha has", "for": "worth.alpha"}
    edits = [{"op": "add", "path": ["steps", "clear_mines", "because"], "value": wrong}]
    state = here.post("/api/edits", {"edits": edits, "label": "Wrong"}).json
    assert not state["sound"]
    found = here.post("/api/coverage").json
    need = [found["citations"][n] for n in found["in_need"]]
    assert [(one["quote"], one["state"], one["instead"]) for one in need] == [
        ("the last leaver that Alpha has", "near", "the last lever that Alpha has")
    ]
    assert here.get("/api/sources").status == 200
    again = here.post(
        "/api/selection", {"source": "bay-report", "words": "no other step", "number": "steps.lift_ban.undo"}
    )
    assert again.json["entry"]["for"] == "undo"
    assert here.post("/api/unread").status == 422


def test_what_was_selected_is_asked_by_numbers_that_are_numbers(here):
    for asked in ({"start": 1}, {"start": "1", "end": 2}, {"start": -1, "end": 2}, {"number": 7}, {"source": "nope"}):
        assert here.post("/api/selection", {"source": "bay-report"} | asked).status == 400


def test_the_text_is_not_sent_again_where_it_is_known(here):
    first = here.get("/api/sources/bay-report").json
    again = here.get(f"/api/sources/bay-report?known={first['sha256']}").json
    assert again["text"] is None
    assert again["marks"] == first["marks"]


def test_where_a_number_turns_the_verdict(here):
    found = here.post("/api/turning", {"number": "steps.lift_ban.worth.beta", "plan": "ban_first"}).json
    assert found["plan"] == "ban_first"
    hanging = here.post("/api/hanging", {"plan": "harbour_first"}).json["parts"]
    assert [one["weight"] for one in hanging] == sorted((one["weight"] for one in hanging), reverse=True)


def test_a_case_without_sources_has_none(tmp_path: Path):
    with served(tmp_path) as here:
        assert here.get("/api/sources").json == {"sources": [], "missing": ""}
        assert here.post("/api/coverage").json["numbers"] == []
        assert sent(here, TEXT, id="news", ending=".txt", entry=ENTRY).status == 200
        assert here.get("/api/sources/news").json["source"]["title"] == "Harbour news"
