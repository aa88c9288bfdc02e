"""Passages found by words: the same as whoever reads every passage finds, in the order of BM25, never out of date."""

from __future__ import annotations

import itertools
import os
import random
import sqlite3
from pathlib import Path

import pytest

import standoff
from naive import search as naive
from sources_at_hand import folder_of
from standoff.analysis.kept.store import Store
from standoff.analysis.search import index as indexing
from standoff.analysis.search.index import index_of
from standoff.analysis.search.query import Both, Either, Phrase, Query, Without, match
from standoff.case.reading.sources import read_library
from standoff.errors import CaseError, UsageError

CABLE = """\
date 2026-10-01

We will not open the har-
bour before the ban is lifted.

The ban was lifted once, and the émigrés came back.
"""
NOTES = "# On the mines\n\nThe *harbour* mines are the last lever.\n\nNothing else.\n"


@pytest.fixture(autouse=True)
def _secret(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def folder(tmp_path):
    listed = [
        {"id": "cable", "title": "A cable", "issued": {"date-parts": [[2026, 10]]}},
        {"id": "gone", "title": "Not here"},
    ]
    return folder_of(tmp_path / "case", {"cable.txt": CABLE, "notes.md": NOTES}, listed=listed)


def there(folder: Path, words: str, **asked) -> list[tuple[str, str]]:
    return [(one.source, one.passage[:12]) for one in standoff.search(folder, words, **asked).passages]


def test_a_passage_is_told_with_its_source_and_its_place(folder):
    found = standoff.search(folder, "open harbour")
    assert (found.found, found.searched, found.absent, found.unread) == (1, ("cable", "notes"), ("gone",), ())
    [one] = found.passages
    assert (one.source, one.title, one.date, one.file) == ("cable", "A cable", "2026-10", "sources/cable.txt")
    assert (one.at, one.line, one.page, one.heading) == ("line 3", 3, None, "")
    assert one.passage == "We will not open the harbour before the ban is lifted."
    assert [one.passage[mark.start : mark.end] for mark in one.marks] == ["open", "harbour"]
    assert [(entry.source, entry.passages) for entry in found.by_source] == [("cable", 1)]
    [two] = standoff.search(folder, "lever").passages
    assert (two.at, two.date, two.heading, two.line) == ("under “On the mines”", "", "On the mines", 3)


@pytest.mark.parametrize(
    ("words", "sources"),
    [
        ("harbour", ["cable", "notes"]),
        ("HARBOUR", ["cable", "notes"]),
        ("harb*", ["cable", "notes"]),
        ("emigres", ["cable"]),
        ('"ban is lifted"', ["cable"]),
        ('"ban lifted"', []),
        ("ban NOT open", ["cable"]),
        ("open OR lever", ["cable", "notes"]),
        ("open lever", []),
        ("date", []),
        ("2026", []),
    ],
)
def test_what_has_the_words_is_found(folder, words, sources):
    found = standoff.search(folder, words)
    assert sorted({one.source for one in found.passages}) == sources
    assert found.found == len(found.passages)


def test_words_of_chinese_japanese_and_korean_are_found_within_others(tmp_path):
    texts = {
        "a.txt": "我们不会开放港口。\n\n港口已经关闭",
        "b.txt": "核兵器の廃棄を求める",
        "c.txt": "북한은 핵무기를 포기했다",
    }
    folder = folder_of(tmp_path / "case", texts)
    assert [one.passage for one in standoff.search(folder, "开放港口").passages] == ["我们不会开放港口。"]
    assert standoff.search(folder, "港口").found == 2
    assert standoff.search(folder, "口港").found == 0
    assert [one.source for one in standoff.search(folder, "核兵器").passages] == ["b"]
    [one] = standoff.search(folder, "핵무기").passages
    assert [one.passage[mark.start : mark.end] for mark in one.marks] == ["핵무기"]


def test_one_source_alone_and_a_limit(folder):
    assert there(folder, "harbour", source="notes") == [("notes", "The harbour ")]
    found = standoff.search(folder, "the", limit=1)
    assert (found.found, len(found.passages)) == (4, 1)
    assert len(standoff.search(folder, "the", limit=None).passages) == 4
    with pytest.raises(UsageError, match="a limit is a whole number above 0"):
        standoff.search(folder, "the", limit=0)
    with pytest.raises(UsageError, match="there is no source `cabel`; did you mean `cable`"):
        standoff.search(folder, "the", source="cabel")
    with pytest.raises(UsageError, match="the text of `gone` is not here"):
        standoff.search(folder, "the", source="gone")


def test_what_is_not_found_is_told_with_what_is_like_it(folder):
    found = standoff.search(folder, "harbuor mines")
    assert [(one.word, one.like) for one in found.like] == [("harbuor", ("harbour",))]
    assert standoff.search(folder, "xylophone").like[0].like == ()
    assert standoff.search(folder, '"mines harbour"').apart == 1


def test_a_long_paragraph_is_several_passages_and_loses_nothing(tmp_path):
    words = [f"word{number}" for number in range(3_000)]
    folder = folder_of(tmp_path / "case", {"long.txt": " ".join(words), "solid.txt": "字" * 5_000})
    found = standoff.search(folder, "word*", limit=None)
    assert sorted(word for one in found.passages for word in one.passage.split()) == sorted(words)
    assert max(len(one.passage) for one in found.passages) <= indexing.LONGEST
    assert sum(len(one.passage) for one in standoff.search(folder, "字", limit=None).passages) == 5_000


# ------------------------------------------------------------------------------------ as a slow twin finds them

VOCABULARY = ["ban", "bank", "harbour", "mines", "lift", "open", "港", "口", "éclair", "dues", "ships", "not"]


def random_query(rng: random.Random, depth: int = 0) -> Query:
    kind = rng.random()
    if depth > 2 or kind < 0.5:
        words = tuple(naive.words_of(" ".join(rng.choices(VOCABULARY, k=rng.choice((1, 1, 1, 2))))))
        return Phrase(words, rng.random() < 0.2)
    parts = tuple(random_query(rng, depth + 1) for _ in range(2))
    return Without(*parts) if kind < 0.6 else (Both if kind < 0.8 else Either)(parts)


def test_random_queries_find_what_reading_finds_in_the_order_of_bm25(tmp_path):
    rng = random.Random(13)
    ordered = 0
    for round in range(12):
        passages = [" ".join(rng.choices(VOCABULARY, k=rng.randint(1, 12))) for _ in range(14)]
        folder = folder_of(tmp_path / str(round), {"text.txt": "\n\n".join(passages)})
        index = index_of(read_library(folder))
        read = [naive.words_of(passage) for passage in passages]
        for _ in range(25):
            query = random_query(rng)
            pieces = index.best(match(query), 100)
            assert sorted(piece.number for piece in pieces) == [
                number for number, words in enumerate(read, start=1) if naive.has(words, query)
            ]
            scores = [naive.bm25(read, piece.number - 1, query) for piece in pieces]
            assert all(one >= other - 1e-9 for one, other in itertools.pairwise(scores))
            ordered += len({round_(score) for score in scores}) > 1
            assert sum(index.count(match(query)).values()) == len(pieces)
            assert [piece.number for piece in index.matching(match(query))] == sorted(piece.number for piece in pieces)
        index.close()
    assert ordered > 50


def round_(score: float) -> float:
    return round(score, 6)


# -------------------------------------------------------------------------------------- never out of date


def kept_in(folder: Path) -> list[Path]:
    return sorted((folder / "out" / ".index").glob("*.kept"))


def test_the_index_is_kept_and_taken_again(folder, monkeypatch):
    assert there(folder, "lever")
    [file] = kept_in(folder)
    assert (folder / "out" / ".index" / ".gitignore").read_text() == "*\n"
    before = file.read_bytes()
    monkeypatch.setattr(indexing, "_add", lambda *_: pytest.fail("a text was read again"))
    assert there(folder, "lever")
    assert kept_in(folder) == [file]
    assert file.read_bytes() == before


def test_without_keeping_nothing_is_written(folder):
    assert there(folder, "lever", keep=False)
    assert not (folder / "out").exists()


def test_a_changed_an_added_and_a_removed_text_are_seen_and_the_others_are_not_read_again(folder, monkeypatch):
    assert there(folder, "lever OR émigrés") != []
    read = []
    add = indexing._add
    monkeypatch.setattr(indexing, "_add", lambda base, text: read.append(text.id) or add(base, text))
    (folder / "sources" / "cable.txt").write_text("A lever of another kind.", encoding="utf-8")
    assert sorted(source for source, _ in there(folder, "lever")) == ["cable", "notes"]
    assert there(folder, "émigrés") == []
    (folder / "sources" / "third.html").write_text("<p>The third lever</p>", encoding="utf-8")
    assert sorted(source for source, _ in there(folder, "lever")) == ["cable", "notes", "third"]
    (folder / "sources" / "notes.md").unlink()
    assert sorted(source for source, _ in there(folder, "lever")) == ["cable", "third"]
    (folder / "sources" / "third.html").rename(folder / "sources" / "third.txt")
    assert there(folder, "third") == [("third", "<p>The third")]
    assert read == ["cable", "third", "third"]
    assert len(kept_in(folder)) == 1


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\0" + bytes(4096), b"standoff kept 1\n" + bytes(400)])
def test_a_damaged_or_a_foreign_index_is_made_anew(folder, content):
    there(folder, "lever")
    [file] = kept_in(folder)
    for damaged in (content, file.read_bytes()[:-1], file.read_bytes()[:-1] + b"x"):
        file.write_bytes(damaged)
        assert there(folder, "lever") == [("notes", "The harbour ")]
        assert kept_in(folder) == [file]


def test_an_index_of_another_user_says_nothing(folder, monkeypatch, tmp_path):
    """What another user wrote into the folder, even where it names passages that no text has, is never read."""
    there(folder, "lever")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "another"))
    added = []
    add = indexing._add
    monkeypatch.setattr(indexing, "_add", lambda base, text: added.append(text.id) or add(base, text))
    assert there(folder, "lever")
    assert added == ["cable", "notes"]


def test_an_index_that_is_signed_and_is_none_is_made_anew(folder):
    from standoff.analysis.kept.secret import own_secret

    library = read_library(folder)
    store = Store(folder / "out" / ".index", own_secret(), largest=indexing.LARGEST)
    empty = sqlite3.connect(":memory:")
    empty.execute("CREATE TABLE texts (id)")
    for content in (b"no database", empty.serialize(), b"SQLite format 3\0" + bytes(200)):
        store.put(indexing._key(library), content)
        assert there(folder, "lever") == [("notes", "The harbour ")]
    empty.close()


def test_where_nothing_can_be_written_the_index_is_in_memory(folder, monkeypatch):
    (folder / "out").write_text("a file, where a folder would be", encoding="utf-8")
    assert there(folder, "lever")
    monkeypatch.setattr(os, "access", lambda *_: False)
    monkeypatch.delenv("XDG_CONFIG_HOME")
    monkeypatch.setenv("HOME", str(folder / "out"))
    assert there(folder, "lever")


def test_beside_what_cannot_be_written_the_index_is_the_users_own(folder, monkeypatch, tmp_path):
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert there(folder, "lever")
    assert not (folder / "out").exists()
    assert len([*(tmp_path / "cache" / "standoff" / "index").glob("*.kept")]) == 1


def test_a_sqlite_without_full_text_search_is_told(folder, monkeypatch):
    monkeypatch.setattr(indexing, "_MADE", "CREATE VIRTUAL TABLE words USING fts99 (body)")
    with pytest.raises(UsageError, match=r"has no full-text search \(FTS5\); use another Python"):
        standoff.search(folder, "lever")


# ------------------------------------------------------------------------------------------------ bad input


def test_a_text_that_cannot_be_read_is_told_and_the_others_are_searched(folder):
    (folder / "sources" / "scan.pdf").write_bytes(b"%PDF-1.4 broken")
    (folder / "sources" / "large.txt").write_bytes(b"a" * 10_000_001)
    found = standoff.search(folder, "lever")
    assert found.found == 1
    assert [one.source for one in found.unread] == ["large", "scan"]
    assert found.unread[0].why == "the file has 10000001 bytes, and the limit is 10000000"
    with pytest.raises(UsageError, match="the limit is 10000000"):
        standoff.search(folder, "lever", source="large")


def test_hostile_texts_and_ids_are_data(tmp_path):
    name = "a'); DROP TABLE texts; --.txt"
    folder = folder_of(tmp_path / "case", {name: "'); DROP TABLE pieces; -- the lever of\x1b[2J NUL \u202e"})
    [one] = standoff.search(folder, "lever").passages
    assert one.source == name[:-4]
    assert standoff.search(folder, "nul").found == 1
    assert standoff.search(folder, "lever", source=name[:-4]).found == 1


def test_no_texts_and_no_case(tmp_path):
    folder = folder_of(tmp_path / "case", {})
    found = standoff.search(folder, "lever")
    assert (found.found, found.searched) == (0, ())
    with pytest.raises(CaseError, match="there is no file or folder"):
        standoff.search(tmp_path / "nowhere", "lever")
    (folder / "case.yaml").write_text("no case", encoding="utf-8")
    assert standoff.search(folder, "lever").found == 0
    assert standoff.search(folder / "case.yaml", "lever").found == 0


def test_a_folder_of_texts_that_leads_elsewhere_is_not_read(tmp_path):
    folder = folder_of(tmp_path / "case", {})
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "secret.txt").write_text("the lever", encoding="utf-8")
    (folder / "sources").rmdir()
    (folder / "sources").symlink_to(elsewhere)
    with pytest.raises(UsageError, match="this is a link to a folder outside the case folder"):
        standoff.search(folder, "lever")
