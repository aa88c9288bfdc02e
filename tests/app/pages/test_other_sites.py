"""Another page that is open in the same browser: it reads nothing, changes nothing, and has no use of our cookie."""

from __future__ import annotations

import http.server
import threading

import pytest

from app.pages.gifts import CASE, gifts


class _Theirs(http.server.BaseHTTPRequestHandler):
    """A site of somebody else: an empty page at any address, without any policy of its own."""

    def do_GET(self):
        self.send_response(200)
        self.send_header("content-type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>theirs</title><p>theirs")

    def log_message(self, *_):
        pass


@pytest.fixture
def site():
    """Another port of this machine: for the browser the same site, and another origin."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Theirs)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


@pytest.fixture
def both(opened, tmp_path, site):
    """Our page, let in, and theirs beside it in the same browser; what the browser was answered for theirs."""
    ours = opened(gifts(tmp_path / "gifts"))
    ours.page.wait_for_selector(".answer")
    theirs = ours.page.context.new_page()
    theirs.goto(f"http://127.0.0.1:{site}/")
    answered = []
    theirs.on("response", lambda answer: answered.append((answer.url.partition("?")[0], answer.status)))
    return ours, theirs, ours.address.partition("/?")[0], answered


def told(theirs, script, address):
    return theirs.evaluate(script, address)


FETCH = """async (address) => {
    const found = [];
    const json = { "Content-Type": "application/json" };
    for (const [path, how] of [
        ["/api/case", {}], ["/api/case", { credentials: "include" }], ["/", { credentials: "include" }],
        ["/app.js", { credentials: "include" }],
        ["/api/undo", { method: "POST", credentials: "include", headers: json, body: "{}" }],
        ["/api/save", { method: "POST", credentials: "include", headers: { "Content-Type": "text/plain" }, body: "{}" }],
    ]) found.push(await fetch(address + path, how).then((answer) => answer.text(), () => "refused"));
    for (const mode of ["no-cors"]) {
        const hidden = await fetch(address + "/api/case", { mode, credentials: "include" }).then((answer) => answer.text(), () => "");
        found.push(hidden || "refused");
    }
    return found;
}"""


def test_a_fetch_reads_nothing_and_does_nothing(both):
    ours, theirs, address, answered = both
    post = """(path) => fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(
        { edits: [{ op: "set", path: ["title"], value: "Mine" }], label: "Mine" }) }).then((answer) => answer.json())"""
    assert ours.page.evaluate(post, "/api/edits")["dirty"] == 1  # there is something to undo and to save
    assert told(theirs, FETCH, address) == ["refused"] * 7
    assert not [url for url, status in answered if url.startswith(address) and status < 400]
    case = ours.page.evaluate("() => fetch('/api/case').then((answer) => answer.json())")
    assert (case["title"], case["dirty"]) == ("Mine", 1)
    assert (ours.folder / "case.yaml").read_text(encoding="utf-8") == CASE


EVENTS = """(address) => new Promise((then) => {
    const source = new EventSource(address + "/api/events", { withCredentials: true });
    source.onerror = () => (source.close(), then("refused"));
    for (const name of ["hello", "case", "message"]) source.addEventListener(name, () => then("told"));
})"""


def test_no_events_are_told(both):
    _, theirs, address, _ = both
    assert told(theirs, EVENTS, address) == "refused"


FORM = """([address, kind, body]) => new Promise((then) => {
    const frame = document.body.appendChild(Object.assign(document.createElement("iframe"), { name: "f" }));
    const form = document.body.appendChild(document.createElement("form"));
    Object.assign(form, { action: address, method: "post", enctype: kind, target: "f" });
    const field = form.appendChild(document.createElement("input"));
    field.name = body;
    frame.onload = () => then(true);
    form.submit();
    setTimeout(() => then(false), 3000);
})"""

EDIT = '{"edits": [{"op": "set", "path": ["title"], "value": "theirs"}], "label": "x", "x": "'


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_a_form_that_is_sent_from_there_changes_nothing(both, kind):
    ours, theirs, address, _ = both
    with theirs.expect_response(lambda answer: answer.url.endswith("/api/edits")) as answer:
        told(theirs, FORM, [f"{address}/api/edits", kind, EDIT])
    assert answer.value.status == 403
    case = ours.page.evaluate("() => fetch('/api/case').then((answer) => answer.json())")
    assert case["text"] == CASE and case["dirty"] == 0
    assert (ours.folder / "case.yaml").read_text(encoding="utf-8") == CASE


def test_our_page_is_in_no_frame_and_its_script_in_no_page(both):
    _, theirs, address, answered = both
    theirs.evaluate(
        """(address) => new Promise((then) => {
            const script = Object.assign(document.createElement("script"), { type: "module", src: address + "/app.js" });
            script.onerror = () => then();
            script.onload = () => then();
            document.body.append(script, Object.assign(document.createElement("iframe"), { src: address + "/" }));
        })""",
        address,
    )
    theirs.wait_for_timeout(300)
    assert {status for url, status in answered if url.startswith(address)} == {403}
    inside = [frame for frame in theirs.frames if frame.url.startswith(address)]
    assert not any(frame.locator("main").count() for frame in inside)


def test_the_cookie_is_read_by_no_script_and_kept_by_no_other_name(both):
    ours, theirs, _, _ = both
    assert ours.page.evaluate("document.cookie") == "" == theirs.evaluate("document.cookie")
    (cookie,) = ours.page.context.cookies()
    assert (cookie["httpOnly"], cookie["sameSite"], cookie["domain"]) == (True, "Strict", "127.0.0.1")
    assert "token" not in ours.page.url


def test_a_window_that_theirs_opens_is_out_of_its_reach(both):
    _, theirs, address, _ = both
    with theirs.context.expect_page() as opening:
        theirs.evaluate("(address) => { window.ours = window.open(address + '/') }", address)
    opening.value.wait_for_selector(
        "main > *"
    )  # who opens the page is a user that may: they see it, the opener does not
    assert theirs.evaluate("() => { try { return window.ours.document.title } catch { return 'refused' } }") in (
        "refused",
        "",
    )
    assert theirs.evaluate("() => window.ours.closed") is True  # what it holds is no longer the window that was opened


def test_a_wrong_token_and_a_foreign_name_are_refused_in_words(browser, opened, tmp_path):
    ours = opened(gifts(tmp_path / "gifts"))
    port = ours.address.partition("/?")[0].rpartition(":")[2]
    context = browser.new_context()
    page = context.new_page()
    assert page.goto(f"http://127.0.0.1:{port}/?token=wrong").status == 403
    assert "open the address that `standoff open` printed" in page.inner_text("body")
    assert page.goto(f"http://127.0.0.1:{port}/").status == 403
    assert page.goto(f"http://another.localhost:{port}/").status == 400
    assert "this server is not called so" in page.inner_text("body")
    context.close()
