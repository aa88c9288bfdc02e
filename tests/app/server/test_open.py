"""The verb `open`: where it serves, what it opens, what it refuses, and how it ends."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from command import standoff
from standoff import catalog
from standoff.app.server.serving import Serving, place_at


@pytest.fixture
def home(tmp_path):
    folder = tmp_path / "harbour"
    shutil.copytree(catalog.find("harbour"), folder)
    return folder


@contextlib.contextmanager
def opened(*words):
    """The command in a process of its own, and the address that it printed."""
    process = subprocess.Popen(
        [sys.executable, "-m", "standoff", "open", *map(str, words), "--no-browser"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process, urlsplit(process.stdout.readline().strip())
    finally:
        process.kill()
        process.communicate()


def let_in(address):
    """The headers of who has been let in."""
    status, cookie, _ = ask(address, "GET", f"/?{address.query}", {})
    assert status == 303
    return {"cookie": cookie.split(";")[0], "content-type": "application/json"}


def ask(address, method, path, headers, body=None):
    """The status, the cookie and the content that come back."""
    with contextlib.closing(http.client.HTTPConnection(address.hostname, address.port, timeout=60)) as connection:
        connection.request(method, path, body, {**headers, "connection": "close"})
        with connection.getresponse() as answer:
            return answer.status, answer.getheader("set-cookie"), answer.read()


def children(pid):
    """The processes that a process has started, and those that they have."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for child in task.read_text().split():
                found += [int(child), *children(int(child))]
    return found


def is_there(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_cleanly(home, number):
    with opened(home) as (process, address):
        _, _, content = ask(address, "GET", "/api/case", let_in(address))
        assert json.loads(content)["title"] == "The harbour standoff (invented)"
        process.send_signal(number)
        printed, told = process.communicate(timeout=60)
    assert (process.returncode, printed, told) == (0, "", "Ctrl-C ends it.\n")


def test_a_signal_before_anybody_asked_ends_it_as_well(home):
    with opened(home) as (process, _):
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
    assert process.returncode in (0, -signal.SIGTERM)  # what Python itself does before it serves


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at processes as Linux shows them")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_nobody_works_on_when_it_has_ended(tmp_path, how):
    folder = tmp_path / "korea"
    shutil.copytree(catalog.find("korea"), folder, ignore=shutil.ignore_patterns("out"))
    with opened(folder) as (process, address):
        headers = let_in(address) | {"accept": "text/event-stream"}
        with contextlib.closing(http.client.HTTPConnection(address.hostname, address.port, timeout=60)) as connection:
            connection.request("POST", "/api/answer", json.dumps({"draws": 50_000}), headers)
            with connection.getresponse() as answer:
                while not answer.readline().startswith(b"event: progress"):
                    pass
                workers = children(process.pid)
                assert workers
                process.send_signal(how)
                _, told = process.communicate(timeout=60)
    assert "Traceback" not in told
    assert process.returncode == (0 if how == signal.SIGINT else -how)
    over = time.monotonic() + 30
    while any(map(is_there, workers)):
        assert time.monotonic() < over
        time.sleep(0.05)


def test_nothing_is_written_by_looking(home):
    def files():
        ours = home / ".standoff"  # whose it is, and what was not saved
        return {path: path.read_bytes() for path in home.rglob("*") if path.is_file() and ours not in path.parents}

    before = files()
    with opened(home) as (process, address):
        headers = let_in(address)
        for path in ("/", "/api/case"):
            assert ask(address, "GET", path, headers)[0] == 200
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
    assert files() == before


def test_the_token_is_another_each_time_and_long(home):
    tokens = set()
    for _ in range(3):
        serving = Serving([home])
        tokens.add(serving.keys.token)
        serving.place.close()
    assert len(tokens) == 3 and all(len(token) >= 40 for token in tokens)


@pytest.fixture
def unserved(monkeypatch):
    """The command up to where it would serve."""
    seen = []

    def run(serving, started):
        seen.append(serving)
        started()
        serving.place.close()

    monkeypatch.setattr(Serving, "run", run)
    return seen


def test_the_address_is_all_that_is_printed(home, unserved):
    done = standoff("open", home, "--no-browser")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{unserved[0].address}\n", "Ctrl-C ends it.\n")
    assert standoff("open", home, "--no-browser", "--quiet").stderr == ""
    document = json.loads(standoff("open", home, home / "case.yaml", "--no-browser", "--json").stdout)
    assert document == {
        "format": 1,
        "command": "open",
        "address": unserved[2].address,
        "cases": [str(home), str(home / "case.yaml")],
    }


def test_the_browser_is_opened_where_there_is_a_desktop(home, unserved, monkeypatch):
    opened = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    standoff("open", home, DISPLAY=":0")
    assert opened == [unserved[0].address]
    standoff("open", home, "--no-browser", DISPLAY=":0")
    if sys.platform not in ("darwin", "win32"):
        standoff("open", home, DISPLAY="", WAYLAND_DISPLAY="")
    assert len(opened) == 1


def test_a_port_can_be_named_and_is_refused_where_it_is_taken(home, unserved):
    with place_at() as taken:
        port = taken.getsockname()[1]
        done = standoff("open", home, "--port", port)
        assert (done.returncode, done.stdout) == (2, "")
        assert f"port {port} is in use by another program; name another with --port" in done.stderr
    assert standoff("open", home, "--port", port, "--no-browser").stdout.startswith(f"http://127.0.0.1:{port}/?token=")
    assert standoff("open", home, "--port", 70_000).returncode == 2


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("quarry.csv", "in graph form by its name, and only `stable` and `check` read those: `standoff stable"),
        ("quarry.json", "in graph form"),
        ("nowhere.yaml", "there is no file"),
        ("x" * 5000, "cannot be used"),
    ],
)
def test_what_is_no_case_is_refused_with_what_reads_it(tmp_path, unserved, name, said):
    done = standoff("open", tmp_path / name)
    assert done.returncode == 2 and said in done.stderr and done.stdout == "" and not unserved


def test_a_folder_that_is_not_there_is_a_case_to_be_made(tmp_path, unserved):
    assert standoff("open", tmp_path / "new", "--no-browser").returncode == 0
    assert not (tmp_path / "new").exists()


def test_it_names_at_least_one_case():
    done = standoff("open")
    assert done.returncode == 2 and "CASE" in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="rights are another matter there")
def test_a_folder_that_cannot_be_written_is_opened_all_the_same(home):
    home.chmod(0o500)
    try:
        with opened(home) as (_, address):
            headers, body = let_in(address), json.dumps({"draws": 20})
            assert ask(address, "POST", "/api/answer", headers, body)[0] == 200
    finally:
        home.chmod(0o700)
