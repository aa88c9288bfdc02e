"""Words selected in a source: whole words, told apart from their like, and never anything but what stands there."""

from __future__ import annotations

from pathlib import Path

import pytest

from sources_at_hand import folder_of
from standoff.analysis.cited.selecting import selected
from standoff.case.load import load, loads
from standoff.case.model.evidence import Evidence
from standoff.case.reading.sources import Library, read_library
from standoff.case.reading.texts.text import SourceText
from standoff.errors import UsageError

NUMBER = "steps.open_harbour.worth.alpha"


def case_of(folder: Path):
    return loads((folder / "case.yaml").read_text(encoding="utf-8"))


def at(library: Library, words: str, source: str = "cable", which: int = 0) -> tuple[int, int]:
    """Where words stand in the text as it is, as a browser counts (independently of how the program does)."""
    text = library.text(source)
    assert isinstance(text, SourceText)
    start = -1
    for _ in range(which + 1):
        start = text.text.index(words, start + 1)
    units = [len(text.text[:place].encode("utf-16-le")) // 2 for place in (start, start + len(words))]
    return units[0], units[1]


def of(folder: Path, words: str, which: int = 0, **more):
    library = read_library(folder)
    return selected(case_of(folder), library, "cable", place=at(library, words, which=which), number=NUMBER, **more)


@pytest.mark.parametrize(
    ("text", "mine", "quote"),
    [
        ("They will not open the harbour.", "not open", "not open"),
        ("They will not open the harbour.", "t ope", "not open"),
        ("They will not open the harbour.", " open the ", "open the"),
        ("They will not open the harbour.", "harbour.", "harbour."),
        ("They will not open the harbour.", "arbou", "harbour"),
        ("It can end over-\nnight, they say.", "end over-\nnight", "end overnight"),
        ("It can end over-\nnight, they say.", "end over", "end overnight"),
        ("A well-known site. A well-\nknown site.", "A well-\nknown site", "A well-known site"),
        ("It is a soft\u00adly hyphened word.", "soft\u00adly", "softly"),
        ("It is a soft\u00adly hyphened word.", "ly hyphened", "softly hyphened"),
        ("😀😀 They will open it.", "will open", "will open"),
        ("One paragraph ends.\n\nAnother begins.", "ends.\n\nAnother", "ends. Another"),
        ("北京表示不会开放港口。", "不会", "不会"),
        ("The ﬁrst ofﬁce opens.", "ﬁrst ofﬁce", "ﬁrst ofﬁce"),
        ("A cafe\u0301 opens.", "cafe", "cafe\u0301"),
        ("“Never”, he said.", "“Never”", "“Never”"),
        ("– and never –", "– and never –", "and never"),
    ],
)
def test_what_is_selected_is_quoted_in_whole_words_and_found_again(tmp_path, text, mine, quote):
    folder = folder_of(tmp_path, {"cable.txt": text})
    which = 0
    found = of(folder, mine, which)
    assert found.entry is not None
    assert found.entry["quote"] == quote
    library = read_library(folder)
    source = library.text("cable")
    assert isinstance(source, SourceText)
    assert len(source.find(quote, found.entry.get("prefix", ""), found.entry.get("suffix", ""))) == 1
    Evidence.model_validate(found.entry)


def test_where_words_stand_twice_what_is_around_says_which(tmp_path):
    text = "We will open it at once. They will open it at noon."
    folder = folder_of(tmp_path, {"cable.txt": text})
    found = of(folder, "open it", which=1, supports="sign", grade="B2")
    assert found.sentence == "found twice, word for word; what stands before and after tells which is meant"
    assert found.entry == {
        "in": "cable",
        "quote": "open it",
        "prefix": "They will",
        "suffix": "at noon.",
        "at": "line 1",
        "for": "worth.alpha",
        "supports": "sign",
        "grade": "B2",
    }
    assert found.path == ("steps", "open_harbour", "because")
    assert found.meant == 1
    assert found.words == 2


def test_words_that_are_there_once_have_nothing_around_them(tmp_path):
    found = of(folder_of(tmp_path, {"cable.txt": "We will open it at once."}), "open it", contradicts=True)
    assert found.entry is not None
    assert set(found.entry) == {"in", "quote", "at", "for", "contradicts"}
    assert found.entry["contradicts"] is True
    assert found.sentence == "found once, word for word"


def test_which_of_several_is_never_guessed(tmp_path):
    text = "We will open it at once. They will open it at noon."
    folder = folder_of(tmp_path, {"cable.txt": text})
    library = read_library(folder)
    found = selected(case_of(folder), library, "cable", "open it", number=NUMBER)
    assert found.entry is None
    assert found.meant is None
    assert found.places == ((8, 15), (35, 42))
    assert found.sentence == "found twice, word for word; say which is meant"


def test_where_nothing_tells_them_apart_they_cannot_be_attached(tmp_path):
    folder = folder_of(tmp_path, {"cable.txt": "open it. " * 60})
    with pytest.raises(UsageError, match="nothing around these words tells them"):
        of(folder, "open it", which=30)
    many = folder_of(tmp_path / "many", {"cable.txt": "open it. " * 200})
    found = of(many, "open it", which=150)
    assert found.entry is None
    assert found.sentence == "found 100 times or more; take more words"


def test_what_is_only_near_is_told_and_not_taken(tmp_path):
    folder = folder_of(tmp_path, {"cable.txt": "They will not open the harbour before winter."})
    found = selected(
        case_of(folder), read_library(folder), "cable", "will open the harbor before winter", number=NUMBER
    )
    assert found.entry is None
    assert [near.quote for near in found.found.near] == ["will not open the harbour before winter"]
    assert found.sentence == "not found word for word"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"supports": "size?"}, "none of sign, order and size"),
        ({"grade": "G7"}, "not a grade"),
        ({"number": "steps.open_harbor.worth.alpha"}, "open_harbour"),
        ({"number": "plans.x"}, "not the path of a number"),
        ({"source": "cabel"}, "there is no source `cabel`"),
        ({"source": "absent"}, "the text of `absent` is not here"),
        ({"source": "broken"}, "binary"),
        ({"words": ""}, "no words"),
        ({"words": "a" * 5000}, "the limit is 4000"),
        ({"place": (0, 20_000)}, "the limit is 4000"),
        ({"place": (5, 5)}, "no words"),
        ({"place": (90_000, 99_000)}, "no words"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(tmp_path, more, said):
    texts = {"cable.txt": "They open it. " * 2000, "broken.txt": b"\0\1"}
    folder = folder_of(tmp_path, texts, listed=[{"id": "cable"}, {"id": "absent"}, {"id": "broken"}])
    asked = {"source": "cable", "words": "They", "number": NUMBER} | more
    with pytest.raises(UsageError, match=said):
        selected(case_of(folder), read_library(folder), asked.pop("source"), **asked)


def test_without_a_case_words_are_found_and_nothing_is_attached(tmp_path):
    folder = folder_of(tmp_path, {"cable.txt": "They open it."})
    found = selected(None, read_library(folder), "cable", "open it", number=NUMBER)
    assert found.meant == 0
    assert found.entry is None


def test_an_entry_that_is_written_loads_and_is_found(tmp_path):
    """The words go through the file: written as an edit would write them, the case loads with no word of complaint."""
    from standoff.case.reading.writing import in_one_line

    text = "“We” will: open it — at # noon, {or} over-\nnight. We will open it."
    folder = folder_of(tmp_path, {"cable.txt": text}, listed=[{"id": "cable"}])
    for words, which in (("will: open it — at # noon, {or} over-\nnight", 0), ("open it", 1)):
        found = of(folder, words, which, supports="sign")
        assert found.entry is not None
        folder_of(tmp_path, {"cable.txt": text}, because=f"[{in_one_line(found.entry)}]", listed=[{"id": "cable"}])
        assert load(folder).steps["open_harbour"].because[0].quote == found.entry["quote"]
        folder_of(tmp_path, {"cable.txt": text}, listed=[{"id": "cable"}])
