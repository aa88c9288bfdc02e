"""Who may ask: whoever has the token or its cookie, from our own pages, at our own name, and nobody else."""

from __future__ import annotations

import socket

import pytest

from app.served import served, token_of
from standoff import catalog

CASE = "/api/case"


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    with served(catalog.find("harbour")) as server:
        yield server


def test_the_token_is_exchanged_for_a_cookie_that_no_script_and_no_other_site_has(here):
    answer = here.get(f"/?token={token_of(here.address)}", cookie=None)
    assert (answer.status, answer.headers["location"]) == (303, "/")
    cookie, *how = answer.headers["set-cookie"].split("; ")
    assert cookie == here.cookie and set(how) == {"Path=/", "HttpOnly", "SameSite=Strict"}
    assert str(here.port) in cookie.split("=")[0]
    assert here.get("/", cookie=cookie).status == 200
    assert token_of(here.address) not in cookie


def test_the_token_leads_to_the_case_that_was_asked_for(here):
    answer = here.get(f"/?case=harbour&token={token_of(here.address)}", cookie=None)
    assert answer.headers["location"] == "/?case=harbour"


@pytest.mark.parametrize("path", ["/?token=wrong", "/?token=", "/?token=wrong&token={token}", "/?token={token}x"])
def test_a_wrong_token_is_refused_even_with_a_cookie(here, path):
    assert here.get(path.format(token=token_of(here.address))).status == 403


@pytest.mark.parametrize("path", ["/", "/app.js", "/app.css", CASE, "/api/events", "/api/nothing", "/?tokens=1"])
@pytest.mark.parametrize(
    "cookie", [None, "", "standoff-1=x", "standoff-{port}=wrong", "standoff-{port}", "standoff-{port}="]
)
def test_nothing_is_told_without_the_cookie(here, path, cookie):
    answer = here.get(path, cookie=None if cookie is None else cookie.format(port=here.port))
    assert answer.status == 403
    assert "set-cookie" not in answer.headers


def test_the_token_opens_nothing_but_the_page(here):
    assert here.get(f"{CASE}?token={token_of(here.address)}", cookie=None).status == 403
    assert here.post(f"/api/assess?token={token_of(here.address)}", {}, cookie=None).status == 403


@pytest.mark.parametrize(
    "host",
    [
        None,
        "",
        "example.org",
        "127.0.0.1",
        "127.0.0.1:1",
        "localhost.example.org:{port}",
        "0.0.0.0:{port}",
        "[::1]:{port}",
    ],
)
def test_another_name_of_this_machine_is_refused_before_anything_else(here, host):
    host = None if host is None else host.format(port=here.port)
    for path in ("/", CASE, f"/?token={token_of(here.address)}"):
        assert here.get(path, host=host).status == 400


def test_localhost_is_a_name_of_it(here):
    assert here.get(CASE, host=f"localhost:{here.port}").status == 200
    assert here.get(CASE, host=f"LocalHost:{here.port}", origin=f"http://localhost:{here.port}").status == 200


@pytest.mark.parametrize(
    "origin", ["null", "https://example.org", "http://127.0.0.1", "http://127.0.0.1:1", "https://127.0.0.1:{port}"]
)
def test_another_site_is_refused(here, origin):
    origin = origin.format(port=here.port)
    for answer in (
        here.get("/", origin=origin),
        here.get(CASE, origin=origin),
        here.get("/app.js", origin=origin),
        here.post("/api/assess", {}, origin=origin),
    ):
        assert answer.status == 403
        assert not [name for name in answer.headers if name.startswith("access-control")]


@pytest.mark.parametrize("site", ["cross-site", "same-site", "strange"])
def test_what_another_site_made_the_browser_ask_is_refused(here, site):
    assert here.get(CASE, sec_fetch_site=site).status == 403
    assert here.get("/app.js", sec_fetch_site=site).status == 403
    assert here.post("/api/undo", {}, sec_fetch_site=site).status == 403
    assert here.get("/", sec_fetch_site=site, sec_fetch_mode="no-cors", sec_fetch_dest="image").status == 403
    assert here.get("/", sec_fetch_site=site, sec_fetch_mode="navigate", sec_fetch_dest="iframe").status == 403


def test_a_link_elsewhere_may_lead_to_the_page(here):
    way = {"sec_fetch_site": "cross-site", "sec_fetch_mode": "navigate", "sec_fetch_dest": "document"}
    assert here.get("/", **way).status == 200
    assert here.get(f"/?token={token_of(here.address)}", cookie=None, **way).status == 303
    # The browser then leaves out a cookie of the same site; the page is asked for once more, by itself.
    again = here.get("/", cookie=None, **way)
    assert again.status == 403 and 'http-equiv="refresh"' in again.text
    assert "refresh" not in here.get("/", cookie=None, sec_fetch_site="same-origin").text


def test_our_own_pages_may_ask(here):
    assert here.get(CASE, origin=f"http://127.0.0.1:{here.port}", sec_fetch_site="same-origin").status == 200
    assert here.get(CASE, sec_fetch_site="none").status == 200


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE", "PROPFIND"])
def test_two_methods_are_understood(here, method):
    answer = here.send(method, CASE)
    assert (answer.status, answer.headers["allow"]) == (405, "GET, POST")


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/"), ("POST", CASE), ("GET", "/api/undo"), ("GET", "/api/assess")]
)
def test_an_address_is_for_one_method(here, method, path):
    answer = here.send(method, path, "{}" if method == "POST" else None, content_type="application/json")
    assert answer.status in (404, 405)


@pytest.mark.parametrize("path", ["/", "/app.js", CASE, "/api/nothing", "/nothing", "/?token=wrong"])
def test_every_answer_carries_what_keeps_it_here(here, path):
    headers = here.get(path).headers
    assert headers["content-security-policy"] == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "font-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"
    assert "server" not in headers


@pytest.mark.parametrize(
    "path",
    [
        "/../../etc/passwd",
        "/..%2f..%2fetc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "//etc/passwd",
        "/app.js/../../who.py",
        "/app.js%00.css",
        "/pages/app.js",
        "/index.html",
        "/case.yaml",
        "/sources/alpha-statement.txt",
        "/..\\..\\etc\\passwd",
        "/api/../who.py",
    ],
)
def test_no_address_leads_to_a_file(here, path):
    assert here.get(path).status == 404


def test_only_this_machine_is_listened_to(here):
    assert here.serving.place.getsockname()[0] == "127.0.0.1"
    others = {one[4][0] for one in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)} - {"127.0.0.1"}
    for address in others:
        if not address.startswith("127."):
            with pytest.raises(OSError), socket.create_connection((address, here.port), timeout=2):
                pass


def test_no_other_protocol_is_spoken(here):
    answer = here.get(
        "/", upgrade="websocket", connection="Upgrade", sec_websocket_key="eA==", sec_websocket_version="13"
    )
    assert answer.status != 101
