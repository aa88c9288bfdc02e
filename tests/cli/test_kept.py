"""What `run` and `answer` keep: where it lies, what is said of it, and that it changes no output."""

from __future__ import annotations

import os
import stat

import pytest

import gifts
from command import standoff
from standoff import user_folders
from standoff.analysis.kept import secret
from written import outputs, taken

ASK = ("--draws", "8", "--cores", "1")


@pytest.fixture
def folder(tmp_path):
    case = tmp_path / "gifts"
    case.mkdir()
    (case / "case.yaml").write_text(gifts.GIFTS, encoding="utf-8")
    return case


def test_a_run_from_what_was_kept_writes_and_prints_the_same(folder):
    first = standoff("run", folder, *ASK)
    written = outputs(folder / "out")
    second = standoff("run", folder, *ASK)
    assert outputs(folder / "out") == written
    assert second.stdout == first.stdout
    assert taken(first) is None
    of, before = taken(second)
    assert of == before > 5
    fresh = standoff("run", folder, *ASK, "--fresh")
    assert (taken(fresh), fresh.stdout) == (None, first.stdout)
    assert outputs(folder / "out") == written


def test_after_an_edit_an_answer_takes_what_still_holds(folder):
    first = standoff("answer", folder, *ASK)
    case = folder / "case.yaml"
    case.write_text(gifts.GIFTS.replace("title: Gifts", "title: Two gifts"), encoding="utf-8")
    of, before = taken(standoff("answer", folder, *ASK))
    assert of == before
    case.write_text(gifts.GIFTS.replace("walkout_cost: 2 to 8", "walkout_cost: 1 to 2"), encoding="utf-8")
    edited = standoff("answer", folder, *ASK)
    of, before = taken(edited)
    assert 0 < before < of  # what is stable hangs on no cost of walking out
    assert edited.stdout != first.stdout
    assert edited.stdout == standoff("answer", folder, *ASK, "--no-keep").stdout


@pytest.mark.parametrize("option", ["--quiet", "--json"])
def test_where_nothing_beside_the_answer_is_wanted_nothing_is_said(folder, option):
    standoff("answer", folder, *ASK)
    assert standoff("answer", folder, *ASK, option).stderr == ""


def test_without_keeping_nothing_is_left_and_nothing_taken(folder):
    standoff("answer", folder, *ASK, "--no-keep")
    assert [file.name for file in folder.iterdir()] == ["case.yaml"]
    standoff("answer", folder, *ASK)
    assert taken(standoff("answer", folder, *ASK, "--no-keep")) is None


def test_what_is_kept_lies_with_the_outputs(folder, tmp_path):
    standoff("run", folder / "case.yaml", *ASK, "--out", tmp_path / "elsewhere")
    assert (tmp_path / "elsewhere" / ".kept").is_dir()
    assert not (folder / "out").exists()
    standoff("answer", folder / "case.yaml", *ASK)
    assert (folder / "out" / ".kept").is_dir()


@pytest.mark.skipif(os.name != "posix", reason="rights of files as POSIX has them")
def test_where_nobody_can_write_beside_a_case_it_is_kept_with_the_user(folder, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(user_folders.sys, "platform", "linux")
    monkeypatch.setattr(os, "access", lambda path, mode: not (str(path) == str(folder) and mode == os.W_OK))
    folder.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        standoff("answer", folder, *ASK)
        of, before = taken(standoff("answer", folder, *ASK))
    finally:
        folder.chmod(stat.S_IRWXU)
    assert of == before
    assert (tmp_path / "cache" / "standoff" / "kept").is_dir()
    assert [file.name for file in folder.iterdir()] == ["case.yaml"]


@pytest.mark.skipif(os.name == "nt", reason="POSIX permissions and links")
@pytest.mark.parametrize(
    ("spoil", "remedy"),
    [
        (lambda out, key: key.chmod(0o644), "remove it, and it is made anew"),
        (lambda out, key: key.write_bytes(b"x"), "remove it, and it is made anew"),
        (lambda out, key: (out / ".kept").write_text("x"), "mend that, or ask with --no-keep"),
        (lambda out, key: (out / ".kept").symlink_to(out.parent), "mend that, or ask with --no-keep"),
    ],
    ids=["a key that others can read", "a damaged key", "a file", "a link"],
)
def test_what_stands_in_the_way_is_told_with_the_remedy_and_stops_nothing(folder, spoil, remedy):
    first = standoff("answer", folder, *ASK, "--no-keep")
    (folder / "out").mkdir()
    secret.own_secret()
    key = secret.user_folder("config") / "kept.key"
    spoil(folder / "out", key)
    try:
        done = standoff("answer", folder, *ASK)
    finally:
        key.unlink()  # the next one who needs it makes it anew
    assert (done.returncode, done.stdout) == (first.returncode, first.stdout)
    assert remedy in done.stderr
    assert "Traceback" not in done.stderr
    assert sorted(path.name for path in folder.iterdir()) == ["case.yaml", "out"]
