"""Sources and marked passages added to a case that is there: nothing is written over, and everything is told."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from command import standoff
from documents import document
from sources_at_hand import folder_of
from standoff.case.load import load
from standoff.case.reading.sources import read_library
from standoff.formats.libraries.adding import LARGEST, add, read
from standoff.formats.libraries.csl import sound
from standoff.formats.libraries.ids import Ids

LISTED = """\
[
  {"id": "cable", "title": "A cable",   "issued": {"date-parts": [[2026, 10, 1]]}, "mine": [1]},
  {"id": "web", "title": "A page", "URL": "https://www.example.org/page/"},
  {"id": "study", "title": "A study", "DOI": "10.1/ABC"}
]
"""


@pytest.fixture
def folder(tmp_path):
    home = folder_of(tmp_path / "case", {"cable.txt": "Alpha will not open the harbour. Not now."})
    (home / "sources.json").write_text(LISTED, encoding="utf-8")
    return home


def file_of(folder: Path, data, name: str = "library.json") -> Path:
    file = folder.parent / name
    file.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
    return file


def into(folder: Path, data, name: str = "library.json"):
    return standoff("import", file_of(folder, data, name), "--into", folder)


def entries(folder: Path) -> list:
    return json.loads((folder / "sources.json").read_text(encoding="utf-8"))


def unspaced(text: str) -> str:
    """A text without white space: a long path may go over the end of a line anywhere."""
    return "".join(text.split())


def test_new_sources_come_last_and_what_was_there_stays_letter_by_letter(folder):
    done = into(folder, [{"id": "lee2026", "type": "book", "title": "On trust", "author": [{"family": "Lee"}]}])
    assert done.returncode == 0
    assert unspaced(done.stdout).startswith(unspaced(f"1 source was added to {folder / 'sources.json'}: `lee2026`."))
    text = (folder / "sources.json").read_text(encoding="utf-8")
    assert text.startswith(LISTED.rstrip()[:-1].rstrip() + ",\n")
    assert entries(folder)[3:] == [
        {"id": "lee2026", "type": "book", "title": "On trust", "author": [{"family": "Lee"}]}
    ]
    assert [problem for problem in read_library(folder).problems if problem.severity == "error"] == []


@pytest.mark.parametrize("listed", [None, "[]", "[\n]\n", "\ufeff[ ]", '[{"id": "a", "title": "]"}]\r\n'])
def test_lists_of_all_forms_are_added_to(folder, listed):
    (folder / "sources.json").unlink()
    if listed is not None:
        (folder / "sources.json").write_bytes(listed.encode())
    before = [] if listed is None else json.loads(listed.lstrip("\ufeff"))
    assert into(folder, [{"id": "b", "title": "B"}]).returncode == 0
    assert json.loads((folder / "sources.json").read_bytes().decode("utf-8-sig")) == [
        *before,
        {"id": "b", "type": "document", "title": "B"},
    ]


@pytest.mark.parametrize(
    ("entry", "known", "differs"),
    [
        ({"id": "x", "title": "Another title", "URL": "http://example.org/page#part", "type": "webpage"}, "web", ("type", "title", "URL")),
        ({"id": "x", "type": "article", "title": "A study", "DOI": "https://doi.org/10.1/abc"}, "study", ("type", "DOI")),
        ({"id": "y", "title": "a CABLE", "issued": {"date-parts": [["2026"]]}}, "cable", ("type", "title", "issued")),
        ({"id": "cable", "title": "A cable", "issued": {"date-parts": [[2025]]}}, "", ()),
        ({"id": "study", "title": "A study", "DOI": "10.1/other"}, "", ()),
    ],
)  # fmt: skip
def test_a_source_that_is_there_is_left_as_it_is_and_told(folder, entry, known, differs):
    added = add(read_library(folder), read(file_of(folder, [entry])))
    assert [(one.id, one.differs) for one in added.known] == ([(known, differs)] if known else [])
    assert (added.text is None) == bool(known)
    assert [one.id for one in added.new] == ([] if known else [f"{entry['id']}-2"])
    done = into(folder, [entry])
    if known:
        assert (folder / "sources.json").read_text(encoding="utf-8") == LISTED
        assert f"`{known}` is left as it was; in the file other: {', '.join(differs)}." in " ".join(done.stdout.split())
    else:
        assert f"`{entry['id']}-2` (for {entry['id']})" in done.stdout


def test_the_same_file_twice_adds_nothing(folder):
    bib = "@book{lee, title = {On Trust}, author = {Lee, A}, year = 2026}\n@misc{un, title = {A page}, url = {https://un.example}}"
    assert "2 sources were added" in into(folder, bib, "library.bib").stdout
    before = (folder / "sources.json").read_bytes()
    done = into(folder, bib, "library.bib")
    assert unspaced(done.stdout).startswith(
        unspaced(f"Nothing was added to {folder / 'sources.json'}; 2 were there already.")
    )
    assert (folder / "sources.json").read_bytes() == before


def test_ids_are_valid_and_each_is_given_once():
    ids = Ids(["a", "CON-2"])
    lee = {"author": [{"family": "Lée"}], "issued": {"date-parts": [[2026]]}, "title": "The “Trust” of it"}
    wanted = [
        *("A", "a/b", "../../etc/passwd", "http://zotero.org/x/1", "Smith:2020", "con", ".hidden", "x" * 61),
        *("", "撤军", "a b", "end.", "<script>"),
    ]
    found = [ids.give(one, lee) for one in wanted]
    assert found == [
        *("A-2", "lee-2026-trust", "lee-2026-trust-2", "lee-2026-trust-3", "Smith-2020", "lee-2026-trust-4", "hidden"),
        *("lee-2026-trust-5", "lee-2026-trust-6", "lee-2026-trust-7", "a-b", "end", "script"),
    ]
    assert Ids([]).give("", {"title": "撤军"}) == "source"
    assert Ids([]).give("", {"title": "The price of a closed harbour"}) == "price-closed-harbour"


def test_what_is_hostile_in_an_entry_is_made_harmless():
    entry, left_out = sound(
        {
            "type": "<b>",
            "title": "<script>alert(1)</script>An <i>offer</i>\u202e &amp; \x1b[31mmore\nlines \ud800",
            "author": [{"family": 3}, {"family": ["x"]}, "United Nations", {"literal": ""}, None],
            "issued": {"date-parts": [["2026", "13"]]},
            "URL": "javascript:alert(1)",
            "volume": 7,
            "note": "x" * 5_000,
            "container-title": {"deep": []},
            "sha256": "0",
            "id": "kept elsewhere",
        }
    )
    assert entry["title"] == "alert(1)An offer & [31mmore lines ?"
    assert entry["type"] == "document"
    assert entry["author"] == [{"family": "3"}, {"literal": "United Nations"}]
    assert (entry["volume"], len(entry["note"])) == ("7", 2_000)
    assert left_out == ("issued", "URL", "container-title", "sha256")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("x.json", "{", "x.json:1:2 error this is not JSON"),
        ("x.json", "[" * 100_000, "this is nested too deep"),
        ("x.json", "[NaN]", "NaN is not a number"),
        ("x.json", "{}", "neither sources (CSL-JSON) nor annotations (Hypothes.is)"),
        ("x.json", "3", "neither sources (CSL-JSON) nor annotations (Hypothes.is)"),
        ("x.bib", "nothing", "there is no entry in this file"),
        ("x.bib", "@book{a, title {A}}", "x.bib:1 error `=` belongs after `title`"),
        ("x.bib", "\0", "this is a binary file, not text"),
        ("x.ris", "TY  - BOOK", "export the sources as BibTeX (.bib) or CSL-JSON (.json)"),
    ],
)
def test_what_cannot_be_read_is_told_and_nothing_is_written(folder, name, content, said):
    done = into(folder, content, name)
    assert done.returncode in (1, 2)
    assert said in " ".join(done.stderr.split())
    assert (folder / "sources.json").read_text(encoding="utf-8") == LISTED


def test_a_file_too_large_and_a_list_that_would_be(folder, monkeypatch):
    file = file_of(folder, "", "large.bib")
    os.truncate(file, LARGEST + 1)
    assert f"the limit is {LARGEST}" in standoff("import", file, "--into", folder).stderr
    done = into(folder, [{"id": f"s{n}", "title": f"{n} {'long ' * 300}"} for n in range(1_000)])
    assert "bytes of sources.json" in done.stderr
    assert (folder / "sources.json").read_text(encoding="utf-8") == LISTED


def test_a_list_with_errors_is_not_added_to(folder):
    (folder / "sources.json").write_text('[{"id": "a"}, {"id": "a"}]', encoding="utf-8")
    done = into(folder, [{"id": "b", "title": "B"}])
    assert done.returncode == 1
    assert "is given to two sources" in done.stderr


def test_which_file_goes_where(folder, tmp_path):
    done = standoff("import", file_of(folder, "[]"))
    assert "library.json holds sources or marked passages: name the case for them with `--into CASE`" in done.stderr
    done = standoff("import", file_of(folder, "{}", "x.gmcr"), "--into", folder)
    assert "only sources (.bib, .json) go into a case that is there; x.gmcr is no list of them" in done.stderr
    done = standoff("import", file_of(folder, "[]"), "--into", tmp_path / "nowhere")
    assert "there is no file or folder" in done.stderr


# --------------------------------------------------------------------------------------------- annotations


def annotation(exact: str = "", tags=(), uri: str = "https://example.org/speech", **other) -> dict:
    selector = [{"type": "TextPositionSelector", "start": 3}, {"type": "TextQuoteSelector", "exact": exact, **other}]
    return {
        "user": "acct:jane@hypothes.is",
        "uri": uri,
        "text": other.pop("text", ""),
        "tags": list(tags),
        "document": {"title": ["A speech"]},
        "target": [{"source": uri, "selector": selector if exact else []}],
    }


def evidence(folder: Path, *annotations) -> list[dict]:
    done = standoff("import", file_of(folder, {"rows": list(annotations)}), "--into", folder, "--json")
    return document(done, "import-sources")["evidence"]


@pytest.mark.parametrize(
    ("tags", "under", "target", "left"),
    [
        (["open_harbour"], "steps.open_harbour", "", []),
        (["step:open_harbour"], "steps.open_harbour", "", []),
        (["party: alpha", "x"], "parties.alpha", "", ["x"]),
        (["steps.open_harbour.worth.beta"], "steps.open_harbour", "for: worth.beta", []),
        (["Open the Harbour"], "steps.open_harbour", "", []),
        (["reopening"], "steps.open_harbour", "", []),
        (["step:alpha"], "", "", ["step:alpha"]),
        (["steps.nothing"], "", "", ["steps.nothing"]),
        (["alpha", "beta"], "parties.alpha", "", ["beta"]),
        (["sign", "b2", "alpha"], "parties.alpha", "supports: sign, grade: B2", []),
        ([], "", "", []),
    ],
)
def test_a_tag_says_what_a_passage_is_for(folder, tags, under, target, left):
    [one] = evidence(folder, annotation("We will", tags))
    assert (one["under"], one["tags"], one["by"]) == (under, left, "jane")
    assert target in one["entry"]


def test_a_marked_passage_is_evidence_that_loads(folder):
    texts = [
        annotation("We will not\n open: {it}", ["open_harbour"], prefix="ld that today #", suffix="said \u202eso whe", text="no: 'x'"),
        annotation("<b>not</b> a tag", ["open_harbour"]),
        annotation("", ["open_harbour"]) | {"text": "a note on the page"},
    ]  # fmt: skip
    found = evidence(folder, *texts)
    because = "[" + ", ".join(one["entry"] for one in found) + "]"
    folder_of(folder, {}, because)
    loaded = load(folder).steps["open_harbour"].because
    assert [(one.source, one.quote, one.prefix, one.suffix, one.says) for one in loaded] == [
        ("speech", "We will not open: {it}", "that today #", "said so", "no: 'x'"),
        ("speech", "<b>not</b> a tag", "", "", ""),
        ("speech", "", "", "", "a note on the page"),
    ]
    assert [entry["id"] for entry in entries(folder)][3:] == ["speech"]


def test_a_passage_of_a_source_that_is_here_is_looked_up(folder):
    pages = [
        annotation("will not open", uri="https://example.org/page/"),
        annotation("will never open", uri="http://example.org/page"),
    ]
    (folder / "sources" / "web.txt").write_text("Intro.\n\nAlpha will not open the harbour.", encoding="utf-8")
    first, second = evidence(folder, *pages)
    assert (first["source"], first["stands"], second["stands"]) == ("web", True, False)
    assert "at: line 3" in first["entry"]
    assert entries(folder) == json.loads(LISTED)
    said = standoff("import", file_of(folder, {"rows": pages}), "--into", folder).stdout
    assert "1 of them does not stand in the text that is here, word for word" in " ".join(said.split())


def test_what_is_no_annotation_is_left_out_and_told(folder):
    rows = [
        annotation("We will", ["alpha"]),
        annotation("a reply") | {"references": ["1"]},
        {"uri": "https://x.example", "target": 3, "tags": {"a": 1}, "text": ["x"]},
        {"target": []},
        "nothing",
        annotation("w" * 4_001),
    ]
    done = standoff("import", file_of(folder, rows), "--into", folder, "--json")
    found = document(done, "import-sources")
    assert len(found["evidence"]) == 1
    assert found["notes"] == [
        "1 reply is left out.",
        "3 entries are left out: no page is named, or no words.",
        "1 marked passage is left out: longer than 4000 characters.",
    ]


def test_annotations_as_the_w3c_has_them(folder):
    rows = [
        {
            "type": "Annotation",
            "creator": {"name": "Jane"},
            "body": [
                {"type": "TextualBody", "value": "alpha", "purpose": "tagging"},
                {"type": "TextualBody", "value": "A refusal"},
            ],
            "target": {
                "source": "https://example.org/a%20page",
                "selector": {"type": "TextQuoteSelector", "exact": "We will not"},
            },
        }
    ]
    done = standoff("import", file_of(folder, rows), "--into", folder, "--json")
    [one] = document(done, "import-sources")["evidence"]
    assert (one["under"], one["by"], one["source"]) == ("parties.alpha", "Jane", "page")
    assert one["entry"] == "{in: page, quote: We will not, says: A refusal}"


def test_a_case_that_does_not_load_gets_its_sources_and_evidence_for_nothing(folder):
    (folder / "case.yaml").write_text("no case", encoding="utf-8")
    [one] = evidence(folder, annotation("We will", ["alpha"]))
    assert (one["under"], one["tags"]) == ("", ["alpha"])
    assert len(entries(folder)) == 4


def test_text_from_right_to_left_goes_in_and_comes_out(folder):
    done = into(folder, [{"id": "he", "title": "מבוא \u202eאל הנמל\u202c"}])
    assert "\u202e" not in done.stdout + (folder / "sources.json").read_text(encoding="utf-8")
    assert entries(folder)[-1]["title"] == "מבוא אל הנמל"
