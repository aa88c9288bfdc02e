"""Conflicts in graph form from JSON and CSV: the answers, and every error with its place and remedy, all at once."""

from __future__ import annotations

import csv
import io
import json
import time

import jsonschema
import numpy as np
import pytest

import standoff
from command import standoff as command
from conflicts import random_moves
from naive import stability as naive
from places import GRAPHS, ORACLES, SCHEMAS
from shares import share_of
from standoff.case.graph import graph_schema
from standoff.case.reading.source import MOST_PROBLEMS
from standoff.engine.stability.individual import CONCEPTS
from standoff.errors import CaseError
from standoff.formats import json_places
from standoff.formats.graph_form import files
from standoff.formats.graph_form.files import is_graph, load_graph
from standoff.results.documents.document import plain
from standoff.results.documents.graph_form import stable_graph_document
from standoff.results.schemas import schema

ORACLE = ORACLES / "stability" / "quarry.json"

VILLAGES = {
    "format": 1,
    "title": "Villages",
    "states": {"both": "Both spare", "n": "North cuts", "none": ""},
    "parties": [
        {"name": "North", "prefers": ["n", ["both", "none"]]},
        {"name": "South", "prefers": [["both"], "none"]},
    ],
    "moves": {"North": [["both", "n"]], "South": [["n", "none"]]},
    "now": "both",
}

SHEET = """\
title,Villages
now,both
state,both,Both spare
state,n,North cuts
state,none
prefer,North,n,both = none
prefer,South,both,none
move,North,both,n
move,South,n,none
"""


def told(tmp_path, name, text):
    """What is said of a file, as lines of place, path and message, and the hints."""
    file = tmp_path / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    with pytest.raises(CaseError) as error:
        load_graph(file)
    found = []
    for p in error.value.problems:
        place = ":".join(str(part) for part in (p.line, p.column) if part is not None)
        found.append(f"{place} {p.path}: {p.message}; {p.hint}".strip())
    return found


def json_told(tmp_path, change):
    data = json.loads(json.dumps(VILLAGES))
    change(data)
    return told(tmp_path, "a.json", json.dumps(data, indent=1))


# ------------------------------------------------------------------------------------------- answers


@pytest.mark.parametrize("name", ["quarry.json", "quarry.csv"])
def test_the_quarry_from_a_file(name):
    data = json.loads(ORACLE.read_text(encoding="utf-8"))
    found = standoff.stable_graph(load_graph(GRAPHS / name), all_states=True)
    for concept in CONCEPTS:
        wanted = data["computed"]["individual"][concept]
        for entry in data["dms"]:
            stays = [one.state for one in found.states if concept in one.stable[entry["name"]]]
            assert stays == [f"s{k}" for k in wanted[entry["name"]]]
        assert sorted(found.equilibria[concept].states) == [f"s{k}" for k in wanted["equilibria"]]
        assert [one.state for one in found.states if concept in one.equilibrium] == [
            f"s{k}" for k in wanted["equilibria"]
        ]
    assert sum(found.moves.values()) == 24
    assert found.now.state == "s1"
    assert [(row.party, row.improvement) for row in found.deterrence] == [
        ("Agency", None),
        ("Quarry", None),
        ("Village", "s5"),
    ]


def test_both_files_say_the_same():
    assert load_graph(GRAPHS / "quarry.json") == load_graph(GRAPHS / "quarry.csv")


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_spreadsheet_of_any_separator(tmp_path, separator):
    """With the mark that spreadsheets put first, padded rows, blanks, comments, and line ends of another system."""
    rows = [*csv.reader(io.StringIO(SHEET)), [], ["# said by AB", "x"], ["  "]]
    text = "".join(separator.join([f" {cell} " if cell else cell for cell in row] + [""] * 3) + "\r\n" for row in rows)
    file = tmp_path / "a.CSV"
    file.write_bytes(b"\xef\xbb\xbf" + text.encode("utf-8"))
    (tmp_path / "b.json").write_text(json.dumps(VILLAGES | {"states": VILLAGES["states"] | {"none": "none"}}))
    assert load_graph(file) == load_graph(tmp_path / "b.json")


def written(conflict, tmp_path, now):
    """A random conflict as a file of each kind."""
    names = [f"state {s}" for s in conflict["states"]]
    parties, levels = [f"P{i}" for i in conflict["parties"]], []
    for i in conflict["parties"]:
        prefer = conflict["prefer"][i]
        levels.append(
            [[names[s] for s in prefer if prefer[s] == v] for v in sorted(set(prefer.values()), reverse=True)]
        )
    moves = {p: [[names[s], names[t]] for s, t in sorted(conflict["moves"][i])] for i, p in enumerate(parties)}
    data = {
        "format": 1,
        "title": "Random",
        "states": {name: name for name in names},
        "parties": [{"name": p, "prefers": row} for p, row in zip(parties, levels, strict=True)],
        "moves": moves,
        "now": names[now],
    }
    (tmp_path / "r.json").write_text(json.dumps(data))
    with (tmp_path / "r.csv").open("w", newline="") as stream:
        sheet = csv.writer(stream)
        sheet.writerows([["title", "Random"], ["now", names[now]], *(["state", name] for name in names)])
        sheet.writerows(["prefer", p, *(" = ".join(x) for x in row)] for p, row in zip(parties, levels, strict=True))
        sheet.writerows(["move", p, *pair] for p in parties for pair in moves[p])
    return names, parties


@pytest.mark.parametrize("seed", share_of(range(25)))
def test_files_of_random_conflicts_have_the_answers_of_the_twin(seed, tmp_path):
    conflict, _ = random_moves(seed, 2 + seed % 3, 6)
    names, parties = written(conflict, tmp_path, now=seed % 6)
    assert load_graph(tmp_path / "r.json") == load_graph(tmp_path / "r.csv")
    found = standoff.stable_graph(load_graph(tmp_path / "r.csv"), all_states=True)
    for s, row in enumerate(found.states):
        for i, party in enumerate(parties):
            assert set(row.stable[party]) == {c for c, concept in naive.CONCEPTS.items() if concept(conflict, i, s)}
        assert set(row.equilibrium) == set.intersection(*(set(row.stable[party]) for party in parties))
    fewest = naive.fewest_moves(conflict, conflict["parties"], seed % 6, naive.improvements)
    assert found.reachable_states == len(fewest) - 1
    assert {row.state: row.moves for row in found.reachable} == {
        names[s]: moves for s, moves in fewest.items() if moves and found.states[s].equilibrium
    }
    order = [("nash" not in row.concepts, row.moves) for row in found.reachable]
    assert (order, found.reachable_equilibria) == (sorted(order), len(order))
    for i, row in enumerate(found.deterrence):
        better = naive.improvements(conflict, i, seed % 6)
        assert (row.improvement is None) == (not better)
        if row.improvement and row.sanction is None:
            s1 = names.index(row.improvement)
            ends = naive.reach_of(conflict, naive.others(conflict, i), s1)
            assert all(naive.prefers(conflict, i, t, seed % 6) for t in ends)


def test_states_that_are_not_listed_tie_at_the_bottom(tmp_path):
    (tmp_path / "a.json").write_text(json.dumps(VILLAGES))
    found = standoff.stable_graph(load_graph(tmp_path / "a.json"), all_states=True)
    assert found.states[1].stable["South"] == ()  # from the unlisted `n` to `none` is an improvement of South
    VILLAGES_none = json.loads(json.dumps(VILLAGES))
    VILLAGES_none["parties"][1]["prefers"] = ["both"]
    (tmp_path / "b.json").write_text(json.dumps(VILLAGES_none))
    found = standoff.stable_graph(load_graph(tmp_path / "b.json"), all_states=True)
    assert "nash" in found.states[1].stable["South"]


def test_a_conflict_without_a_state_today(tmp_path):
    data = {key: value for key, value in VILLAGES.items() if key != "now"}
    (tmp_path / "a.json").write_text(json.dumps(data))
    found = standoff.stable_graph(load_graph(tmp_path / "a.json"))
    assert (found.now, found.deterrence, found.reachable, found.reachable_states) == (None, (), (), 0)
    document = plain(stable_graph_document(found))
    jsonschema.Draft202012Validator(schema("stable-graph")).validate(document)
    done = command("stable", tmp_path / "a.json")
    assert done.returncode == 0
    assert "Now" not in done.stdout


# --------------------------------------------------------------------------------------- on the command line


@pytest.mark.parametrize("words", [[], ["--all"], ["--limit", "1"]])
def test_the_document_keeps_its_schema(words):
    done = command("stable", GRAPHS / "quarry.csv", "--json", *words)
    assert (done.returncode, done.stderr) == (0, "")
    document = json.loads(done.stdout)
    jsonschema.Draft202012Validator(schema("stable-graph")).validate(document)
    assert ("states" in document) == ("--all" in words)
    assert document["command"] == "stable"
    if "--limit" in words:
        assert document["equilibria"]["nash"] == {"count": 3, "states": ["s5"]}  # the one that improvements lead to


def test_what_is_said_on_the_terminal():
    done = command("stable", GRAPHS / "quarry.json", "--all")
    assert done.returncode == 0
    said = " ".join(done.stdout.split())
    assert "Now: s1 (Contest) Now is stable for all under GMR and SMR." in said
    assert (
        "Village would gain at first by moving to “Contest and protest”. But then Quarry can answer by moving to “Close”"
        in said
    )
    assert "Every state" in said


def test_errors_end_in_code_1_with_all_problems(tmp_path):
    (tmp_path / "a.csv").write_text(SHEET.replace("now,both", "now,bot").replace("move,South,n,none", "move,South,n,n"))
    done = command("stable", tmp_path / "a.csv")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "a.csv:2 error B2: there is no state `bot`\n"
        "    now,bot\n"
        "    hint: did you mean `both`?\n"
        "a.csv:9 error D9: this move leads from `n` to itself\n"
        "    move,South,n,n\n"
        "    hint: remove it\n"
        "\n2 errors; nothing was computed.\n"
    )
    assert command("stable", tmp_path / "none.json").returncode == 1


def test_check_and_other_verbs(tmp_path):
    done = command("check", GRAPHS / "quarry.csv", "--json")
    assert done.returncode == 0
    jsonschema.Draft202012Validator(schema("check")).validate(json.loads(done.stdout))
    assert json.loads(done.stdout)["case"] == {"title": "Quarry", "as_of": None}
    (tmp_path / "a.csv").write_text(SHEET.replace("now,both", "now,bot"))
    done = command("check", tmp_path / "a.csv")
    assert done.returncode == 1
    assert done.stdout.startswith("1 error.\n\na.csv:2 error B2: there is no state `bot`")
    done = command("assess", GRAPHS / "quarry.csv", "x")
    assert done.returncode == 2
    assert "only `stable` and `check` read those" in done.stderr


@pytest.mark.parametrize("name", ["quarry.json", "quarry.csv"])
def test_damaged_files_are_read_or_refused(name, tmp_path):
    """Bytes lost, doubled, swapped or overwritten: an answer or a list of problems, never anything else."""
    rng = np.random.default_rng(7)
    whole = (GRAPHS / name).read_bytes()
    read = 0
    for _ in range(300):
        text = bytearray(whole)
        for _ in range(rng.integers(1, 4)):
            at, length = rng.integers(len(text)), rng.integers(1, 30)
            piece = bytes(rng.choice(list(b'"[]{},:=;\\\n\t\0\xff19stx#'), length))
            choice = rng.integers(4)
            text[at : at + length] = (b"", 2 * text[at : at + length], piece, text[: len(piece)])[choice]
        (tmp_path / name).write_bytes(text)
        try:
            load_graph(tmp_path / name)
            read += 1
        except CaseError as error:
            assert error.problems
            assert all(line.isprintable() for line in str(error).split("\n"))
    assert read < 300


def test_the_schema_of_the_file():
    assert json.loads((SCHEMAS / "graph.schema.json").read_text(encoding="utf-8")) == graph_schema()
    assert json.loads(command("schema", "graph").stdout) == graph_schema()
    jsonschema.Draft202012Validator.check_schema(graph_schema())
    validator = jsonschema.Draft202012Validator(graph_schema())
    validator.validate(json.loads((GRAPHS / "quarry.json").read_text(encoding="utf-8")))
    validator.validate(VILLAGES)
    assert not validator.is_valid(VILLAGES | {"extra": 1})


def test_a_folder_is_a_case(tmp_path):
    (tmp_path / "a.json").mkdir()
    assert not is_graph(tmp_path / "a.json")
    assert is_graph("a.JSON")
    assert not is_graph("case.yaml")


# ------------------------------------------------------------------------------------------- errors in JSON


def test_wrong_kinds_of_values(tmp_path):
    assert json_told(tmp_path, lambda d: d.update(format=2, title=3, now=["both"], extra=1)) == [
        "2:12 format: `2` is not a format that this version reads; write `1`",
        "3:11 title: this must be text; put it in quotation marks",
        "44:9 now: this must be text; put it in quotation marks",
        "47:2 extra: there is no key `extra` here; known: `$schema`, `format`, `moves`, `now`, `parties`, `states`, "
        "`title`",
    ]
    assert told(tmp_path, "a.json", "[1]") == [
        "1:1 : a conflict is a group of keys in `{}`; see `standoff schema graph`"
    ]
    assert told(tmp_path, "a.json", "{}") == [
        f"1:1 : the key `{key}` is missing; see `standoff schema graph`"
        for key in ("format", "title", "states", "parties", "moves")
    ]
    assert json_told(tmp_path, lambda d: d.update(states=[], parties={}, moves=3)) == [
        '4:12 states: this must be a group of keys; write, for example, `{"s1": "Nobody acts"}`',
        '5:13 parties: this must be a list; write, for example, `[{"name": "Alpha", "prefers": ["s2", ["s1", "s3"]]}]`',
        '6:11 moves: this must be a group of keys; write, for example, `{"Alpha": [["s1", "s2"]]}`',
    ]


def test_wrong_parties_and_moves(tmp_path):
    def change(data):
        data["parties"] = [
            3,
            {"name": "North", "prefers": ["n", [], "boht", ["n"], 4]},
            {"prefers": ["n"], "nam": "x"},
            {"name": "South", "prefers": []},
            {"name": "North", "prefers": "n"},
        ]
        data["moves"] = {"North": [["both"], "both", ["both", 3], ["n", "n"], ["both", "n"], ["both", "n"]], "Nort": []}
        data["moves"]["Nort"] = [["n", "nowhere"]]

    found = json_told(tmp_path, change)
    assert [line.partition(" ")[2] for line in found] == [
        "parties.1: this must be a group of keys; write, for example, "
        '`{"name": "Alpha", "prefers": ["s2", ["s1", "s3"]]}`',
        "parties.2.prefers.2: this level holds no state; remove it",
        "parties.2.prefers.3: there is no state `boht`; did you mean `both`?",
        "parties.2.prefers.4.1: `North` ranks `n` twice; give every state one place",
        "parties.2.prefers.5: this must be text; put it in quotation marks",
        "parties.3: the key `name` is missing; see `standoff schema graph`",
        "parties.3.nam: there is no key `nam` here; did you mean `name`?",
        "parties.4.name: `South` prefers nothing; list the states, the best first",
        "parties.5.name: the party `North` is given twice; give each a name of its own",
        "parties.5.name: `North` prefers nothing; list the states, the best first",
        'parties.5.prefers: this must be a list; write, for example, `["s2", "s1"]`',
        "moves.North: this move is given twice; remove one",
        'moves.North.1: a move is a pair of states; write `["s1", "s2"]`: from, to',
        'moves.North.2: a move is a pair of states; write `["s1", "s2"]`: from, to',
        "moves.North.3.2: this must be text; put it in quotation marks",
        "moves.North.4.2: this move leads from `n` to itself; remove it",
        "moves.Nort: there is no party `Nort`; did you mean `North`?",
        "moves.Nort.1.2: there is no state `nowhere`; known: `both`, `n`, `none`",
    ]


def test_wrong_names_and_labels(tmp_path):
    def change(data):
        data["title"] = "x" * 201
        data["states"] |= {"a=b": "x", " c": "x", "": "x", "d\u202ee": "x", "f" * 61: "x", "g": "two\nlines", "h": None}
        data["parties"][0]["name"] = "No\x1brth"
        data["moves"] = {}

    found = [line.partition(" ")[2].partition(";")[0] for line in json_told(tmp_path, change)]
    assert found == [
        "title: `" + "x" * 57 + "...` is not a line of at most 200 characters",
        "states.`a=b`: `a=b` is not a name for a state",
        "states.` c`: ` c` is not a name for a state",
        "states.``: `` is not a name for a state",
        "states.`d\\u202ee`: `d\\u202ee` is not a name for a state",
        "states.`" + "f" * 57 + "...`: `" + "f" * 57 + "...` is not a name for a state",
        "states.g: `two\\nlines` is not a line of at most 200 characters",
        "states.h: this must be text",
        "parties.1.name: `No\\x1brth` is not a name for a party",
    ]


def test_places_are_those_of_the_text(tmp_path):
    """The excerpt and the caret point at the value or key that is meant, whatever stands before it."""
    text = '{"format": 1, "title": "a \\" [ { , :",\n "states": {"s1": "", "s=2": ""}, "parties": [{"name": "A",\n "prefers": ["s1"]}], "moves": {"A": [], "B": [["s1", "s3"]]}}'
    assert told(tmp_path, "a.json", text) == [
        "2:23 states.`s=2`: `s=2` is not a name for a state; 1 to 60 characters, without `=`, line breaks and blanks at "
        "the ends",
        "3:42 moves.B: there is no party `B`; known: `A`",
        "3:55 moves.B.1.2: there is no state `s3`; known: `s1`, `s=2`",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "1:1 : this is not JSON: expecting value"),
        ('{"a": 1,}', "1:8 : this is not JSON: illegal trailing comma before end of object"),
        ('{"a": [1 2]}', "1:10 : this is not JSON: expecting ',' delimiter"),
        ('{"a"\n: "b', "2:3 : this is not JSON: unterminated string starting at"),
        ('{"a": NaN}', "1:7 : `NaN` is not a value"),
        ('{"a": -Infinity}', "1:7 : `-Infinity` is not a value"),
        ('{"a": 1,\n "b": {"c": 1, "c": 2}}', "2:16 : this key was given before"),
        ('{"a": "\\ud800"}', "1:1 : the key `format` is missing"),
        ('{"format": 1e999}', "1:12 format: `inf` is not a format that this version reads"),
    ],
)
def test_what_is_no_json(tmp_path, text, said):
    found = told(tmp_path, "a.json", text)
    if "trailing comma" in said:  # other versions of Python word it otherwise
        assert found[0].startswith("1:") and "this is not JSON" in found[0]
    else:
        assert any(line.startswith(said) for line in found)


@pytest.mark.parametrize("content", [b"\x00PK", b"title,\xe9", b"[" * 100_000, b'{"a": ' * 30 + b"1" + b"}" * 30])
@pytest.mark.parametrize("name", ["a.json", "a.csv"])
def test_hostile_content_is_refused_in_time(tmp_path, name, content):
    started = time.process_time()
    assert told(tmp_path, name, content)
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    "text",
    [
        '"' + '\\"' * 500_000,
        '{"a": "' + "\\" * 999_999,
        "[" + '"' * 1_000_001,
        '{"format": 1, "states": ' + "9" * 900_000 + "}",
        '{"moves": {"a": [' + "1," * 500_000 + "1]}}",
        '{"format": 1, "title": "t", "states": {"s": ""}, "parties": [{"name": "a", "prefers": ["s"]}], "moves": {"a": ['
        + '["s","x"],' * 100_000
        + '["s","y"]]}}',
    ],
    ids=["quotes", "backslashes", "many quotes", "digits", "no pairs", "unknown states"],
)
def test_hostile_json_is_refused_in_time(tmp_path, text):
    started = time.process_time()
    found = told(tmp_path, "a.json", text)
    assert time.process_time() - started < 10
    assert 1 <= len(found) <= MOST_PROBLEMS + 1


def test_files_that_are_too_large_are_not_read(tmp_path):
    file = tmp_path / "a.json"
    with file.open("wb") as stream:
        stream.truncate(10**9)
    with pytest.raises(CaseError, match=f"the file has 1000000000 bytes, and the limit is {files.LARGEST}"):
        load_graph(file)
    with pytest.raises(CaseError, match="not a regular file"):
        (tmp_path / "b.csv").mkdir()
        load_graph(tmp_path / "b.csv")


def test_too_much_is_refused_before_work(tmp_path):
    many = {f"s{k}": "" for k in range(10_001)}
    assert json_told(tmp_path, lambda d: d.update(states=many))[0].startswith(
        "1:1 : these are 10001 states, and the limit is 10000"
    )
    parties = [{"name": f"p{k}", "prefers": ["n"]} for k in range(51)]
    assert json_told(tmp_path, lambda d: d.update(parties=parties, moves={}))[0].startswith(
        "1:1 : these are 51 parties, and the limit is 50"
    )


def test_the_largest_graph_is_answered(tmp_path):
    """10,000 states and 60,000 moves: a ring with chords, a second party that goes back."""
    n = 10_000
    sheet = ["title,Ring", "now,s0", *(f"state,s{k}" for k in range(n))]
    sheet += [
        "prefer,A," + ",".join(f"s{(7 * k) % n}" for k in range(n)),
        "prefer,B," + ",".join(f"s{(3 * k) % n}" for k in range(n)),
    ]
    sheet += [f"move,A,s{k},s{(k + d) % n}" for k in range(n) for d in (1, 17, 230)]
    sheet += [f"move,B,s{k},s{(k - d) % n}" for k in range(n) for d in (1, 5, 999)]
    (tmp_path / "ring.csv").write_text("\n".join(sheet))
    found = standoff.stable_graph(load_graph(tmp_path / "ring.csv"))
    assert sum(found.moves.values()) == 60_000


# --------------------------------------------------------------------------------------------- errors in CSV


def test_wrong_rows(tmp_path):
    text = SHEET + "\n".join(
        [
            "states,x",
            "title,Other",
            "now",
            "now,none",
            "state,both,again",
            "state,x,y,z",
            "prefer,North",
            "prefer,East,n,,both",
            "prefer,West,n = n",
            "prefer,South,both = ",
            "move,North,both",
            "move,Nort,both,n",
            "move,North,both,n",
            'state,"two\nlines",x',
            "move,North,n,boht",
        ]
    )
    found = told(tmp_path, "a.csv", text)
    assert [line.partition(";")[0] for line in found] == [
        "10 A10: a row cannot begin with `states`",
        "11 B11: there is a second row `title`",
        "12 A12: a row `now` is written otherwise",
        "13 B13: there is a second row `now`",
        "14 B14: the state `both` is given twice",
        "15 A15: a row `state` is written otherwise",
        "16 A16: a row `prefer` is written otherwise",
        "17 D17: this level holds no state",
        "18 C18: `West` ranks `n` twice",
        "19 B19: the party `South` is given twice",
        "19 C19: there is no state ``",
        "20 A20: a row `move` is written otherwise",
        "21 B21: there is no party `Nort`",
        "22 B22: this move is given twice",
        "23 B23: `two\\nlines` is not a name for a state",
        "25 D24: there is no state `boht`",
    ]


def test_what_is_no_csv(tmp_path):
    assert told(tmp_path, "a.csv", 'title,"Vil"lages\n')[0].startswith("1 : this row is not CSV")
    assert told(tmp_path, "a.csv", 'title,"Villages\nstate,s')[0].startswith("1 : this row is not CSV")
    assert told(tmp_path, "a.csv", "title," + "x" * 200_000)[0].startswith("1 : this row is not CSV: field larger")
    assert [line.split(";")[0] for line in told(tmp_path, "a.csv", "\n")] == [
        ": there is no title",
        ": there is no state",
        ": there is no party",
    ]
    found = told(tmp_path, "a.csv", "x\n" * 100_000)
    assert len(found) == MOST_PROBLEMS + 1
    assert found[-1].startswith(": there are more than 500 problems")


def test_places_of_json_texts():
    """Against a walk over the data: every key and value is found where its text stands."""
    data = {
        "a": [1, [], [[]], {}, {"b": "]", "c": [{"d": None}, -2.5e3]}],
        "e": {},
        "f": [{"g": {"h": [True]}}],
        "": "x",
    }
    for indent in (None, 2):
        text = json.dumps(data, indent=indent)

        def walk(node, path):
            yield path, node
            items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
            for key, value in items:
                yield from walk(value, (*path, key))

        everything = dict(walk(data, ()))
        source = json_places.placed("a.json", text, data, everything)
        assert set(source.values) == set(everything)
        for path, value in everything.items():
            span = source.values[path]
            assert json.JSONDecoder().raw_decode(text[span.start :])[0] == value
            assert text.split("\n")[span.line - 1][span.column - 1 :].startswith(text[span.start : span.end])
        for path, span in source.keys.items():
            assert json.loads(text[span.start : span.end]) == path[-1]
        assert set(source.keys) == {path for path in everything if path and isinstance(path[-1], str)}
