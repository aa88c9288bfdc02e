"""What is sent: one JSON object of a bounded size."""

from __future__ import annotations

import pytest

from app.served import served
from standoff import catalog

JSON = {"content_type": "application/json"}


@pytest.fixture(scope="module")
def here():
    with served(catalog.find("harbour")) as server:
        yield server


@pytest.mark.parametrize(
    "kind", [None, "", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/jsonp"]
)
def test_only_json_is_understood(here, kind):
    answer = here.send("POST", "/api/assess", "{}", content_type=kind)
    assert answer.status == 415 and "JSON" in answer.json["error"]["message"]


def test_json_may_say_how_it_is_written(here):
    answer = here.send("POST", "/api/assess", '{"plan": "ban_first"}', content_type="application/json; charset=utf-8")
    assert answer.status == 200


@pytest.mark.parametrize(
    "body",
    [
        "{",
        "[]",
        '"a"',
        "1",
        "null",
        '{"draws": NaN}',
        '{"draws": Infinity}',
        '{"plan": "\\ud800"}',
        "[" * 100_000,
        '{"draws": 1' + "0" * 5000 + "}",
    ],
)
def test_what_is_no_object_is_refused(here, body):
    answer = here.send("POST", "/api/assess", body, **JSON)
    assert answer.status == 400 and answer.json["error"]["message"]


def test_bytes_that_are_no_text_are_refused(here):
    assert here.send("POST", "/api/assess", b'{"plan": "\xff"}', **JSON).status == 400


def test_what_is_too_large_is_refused_whatever_it_says_of_its_length(here):
    large = '{"plan": "' + "x" * 1_000_000 + '"}'
    assert here.send("POST", "/api/assess", large, **JSON).status == 413
    assert here.send("POST", "/api/assess", "{}", content_length="1" + "0" * 30, **JSON).status in (400, 413)
    assert here.send("POST", "/api/assess", "{}", content_length="100000000", **JSON).status == 413
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in [large.encode()] * 2) + b"0\r\n\r\n"
    assert here.send("POST", "/api/assess", chunks, transfer_encoding="chunked", **JSON).status == 413


def test_the_text_of_a_source_may_be_larger(here):
    large = '{"edits": [], "label": "' + "x" * 2_000_000 + '"}'
    assert here.send("POST", "/api/edits", large, **JSON).status == 413
    assert here.send("POST", "/api/source", large, **JSON).status == 400
