"""Sources that are not in their folder yet: they are listed, read, quoted and checked as if they were."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pytest

from sources_at_hand import CASE, folder_of
from standoff.analysis.quotes import quote
from standoff.case.load import read_plain
from standoff.case.reading.nodes import parse
from standoff.case.reading.sources import read_library
from standoff.case.reading.texts.reading import LARGEST_TEXT
from standoff.errors import Problem

WORDS = b"They will open it at noon."


def test_what_is_laid_counts_before_what_is_in_the_folder(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, {"cable.txt": "We will not open it.", "note.md": "As before."})
    library = read_library(folder, None, {"cable.txt": WORDS, "new.html": b"<p>Fresh.</p>"})
    assert library.at_hand == ("cable", "new", "note")
    texts = {source: library.text(source) for source in library.at_hand}
    assert {source: getattr(text, "text", None) for source, text in texts.items()} == {
        "cable": WORDS.decode(),
        "new": "Fresh.",
        "note": "As before.",
    }
    assert library.sha256("cable") == sha256(WORDS).hexdigest()
    assert [found.source for found in quote(library, "open it at noon").passages] == ["cable"]
    assert not list(library.doubts("cable"))
    assert getattr(read_library(folder).text("cable"), "text", "") == "We will not open it."


def test_a_laid_file_of_another_kind_is_read_and_the_other_is_doubted(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, {"cable.txt": "We will not open it."})
    library = read_library(folder, None, {"cable.html": b"<p>They will.</p>"})
    assert library.file("cable") == "sources/cable.html"
    assert [doubt.file for doubt in library.doubts("cable")] == ["sources/cable.html"]


def test_a_list_as_it_will_be_is_the_list(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, {}, listed=[{"id": "old"}])
    because = '[{in: new, quote: "open it at noon"}, {in: old, says: something}]'
    text = CASE.replace("BECAUSE", because)

    def errors(listed: list | None, laid: dict[str, bytes]) -> list[str]:
        written = None if listed is None else json.dumps(listed)
        found = read_plain(parse("case.yaml", text), read_library(folder, written, laid))
        return [one.message for one in found.problems if one.severity == "error"]

    assert errors(None, {}) == ["there is no source `new` in sources.json"]
    assert errors([{"id": "old"}, {"id": "new"}], {"new.txt": WORDS}) == []
    assert errors([{"id": "old"}, {"id": "new"}], {"new.txt": b"Nothing."}) == ["this quote is not in the source `new`"]
    assert errors([{"id": "new"}], {"new.txt": WORDS}) == ["there is no source `old` in sources.json"]
    broken = read_library(folder, "[{", {}).problems
    assert [one.message for one in broken] == ["this is not valid JSON"]


@pytest.mark.parametrize("folder", [None, Path("nowhere")])
def test_texts_can_be_laid_where_there_is_no_folder_yet(folder: Path | None) -> None:
    library = read_library(folder, "[]", {"new.txt": WORDS})
    assert getattr(library.text("new"), "text", "") == WORDS.decode()


def test_what_is_laid_has_the_limits_of_a_file(tmp_path: Path) -> None:
    library = read_library(tmp_path, None, {"new.txt": b"a" * (LARGEST_TEXT + 1), "odd.exe": b"a", "binary.txt": b"\0"})
    assert library.at_hand == ("binary", "new")
    found = [library.text(source) for source in library.at_hand]
    assert [isinstance(one, Problem) for one in found] == [True, True]
    assert "the limit is" in str(getattr(found[1], "message", ""))
