"""Sources that are not in their folder yet: they are listed, read, quoted and checked as if they were."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

from sources_at_hand import CASE, folder_of
from standoff.analysis.quotes import quote
from standoff.case.load import read_plain
from standoff.case.reading.nodes import parse
from standoff.case.reading.sources import read_library

WORDS = "They will open it at noon."


def test_what_is_not_saved_counts_before_what_is_in_the_folder(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, {"cable.txt": "We will not open it.", "note.md": "As before."})
    library = read_library(folder, None, {"cable": WORDS, "new": "Fresh."})
    assert library.at_hand == ("cable", "new", "note")
    texts = {source: library.text(source) for source in library.at_hand}
    assert {source: getattr(text, "text", None) for source, text in texts.items()} == {
        "cable": WORDS,
        "new": "Fresh.",
        "note": "As before.",
    }
    assert library.sha256("cable") == sha256(WORDS.encode()).hexdigest()
    assert [found.source for found in quote(library, "open it at noon").passages] == ["cable"]
    assert not list(library.doubts("cable"))
    assert getattr(read_library(folder).text("cable"), "text", "") == "We will not open it."


def test_a_list_as_it_will_be_is_the_list(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, {}, listed=[{"id": "old"}])
    because = '[{in: new, quote: "open it at noon"}, {in: old, says: something}]'
    text = CASE.replace("BECAUSE", because)

    def errors(listed: list | None, laid: dict[str, str]) -> list[str]:
        written = None if listed is None else json.dumps(listed)
        found = read_plain(parse("case.yaml", text), read_library(folder, written, laid))
        return [one.message for one in found.problems if one.severity == "error"]

    assert errors(None, {}) == ["there is no source `new` in sources.json"]
    assert errors([{"id": "old"}, {"id": "new"}], {"new": WORDS}) == []
    assert errors([{"id": "old"}, {"id": "new"}], {"new": "Nothing."}) == ["this quote is not in the source `new`"]
    assert errors([{"id": "new"}], {"new": WORDS}) == ["there is no source `old` in sources.json"]
    broken = read_library(folder, "[{", {}).problems
    assert [one.message for one in broken] == ["this is not valid JSON"]
