"""The JSON Schemas of the documents: committed, current, and strict."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from typer.testing import CliRunner

from cases import strait
from places import GRAPHS, SCHEMAS
from standoff.cli import app
from standoff.engine.remedies.table import REMEDIES
from standoff.engine.roadmap.objectives import OBJECTIVES
from standoff.engine.stability.concepts import TABLE
from standoff.engine.stability.individual import CONCEPTS
from standoff.engine.stability.unknown import TYPES
from standoff.installation import KERNEL
from standoff.results import schemas
from standoff.results.records import stability

# A gift of ann's against one of bob's. Names of the case are keys of their own: nothing else is called like them.
TEXT = """\
format: 1
title: Gifts
as_of: 2026-11-02
parties:
  ann: {horizon: 4 years}
  bob: {horizon: 4 years, walkout_cost: 2 to 8}
steps:
  gift_of_ann: {by: ann, seen: 1 month, undo: never, worth: {ann: -4 to -2.25, bob: 5}}
  gift_of_bob: {by: bob, seen: 1 month, undo: never, worth: {ann: 5, bob: -3}}
  thanks: {by: bob, symbolic: true, worth: {ann: 1, bob: -0.25}}
deals:
  swap: [gift_of_ann, gift_of_bob, thanks]
plans:
  ann_first: {phases: [[gift_of_ann], [gift_of_bob]]}
  bob_first: {phases: [[gift_of_bob, thanks], [gift_of_ann]]}
"""

ANSWERS = """\
by: AB
answers:
  - {kind: how_many, left: thanks, right: gift_of_ann, low: 2.5, high: 3}
  - {kind: rather, left: gift_of_ann, answer: right}
"""

OUTCOME = "{format: 1, plan: ann_first, held: false, until: 2026-11-03, broken_by: [bob], phase: 2}"

WORDS = {
    "answer": "answer gifts --draws 20 --cores 1",
    "new": "new skeleton",
    "check": "check gifts",
    "quote": "quote gifts sworn",
    "seal": "seal gifts",
    "search": "search gifts sworn",
    "unread": "unread gifts",
    "concepts": "stable --concepts",
    "stable": "stable gifts --all",
    "stable-graph": f"stable {GRAPHS / 'quarry.json'} --all",
    "assess": "assess gifts bob_first",
    "explain": "explain gifts --plan bob_first --phase 1 --party bob",
    "explain-state": "explain gifts --state now --party ann",
    "explain-ways": "explain gifts --from now",
    "inverse": "inverse gifts --state gift_of_ann,gift_of_bob",
    "roadmap": "roadmap gifts",
    "deals": "deals gifts",
    "remedies": "remedies gifts",
    "numbers": "numbers gifts ann_first --draws 20 --cores 1",
    "flip": "flip gifts --plan ann_first --cores 1",
    "ask": "ask gifts ann --plan ann_first --answers answers.yaml",
    "needs": "needs gifts --plan ann_first --cores 1",
    "sweep": "sweep gifts --vary parties.bob.walkout_cost=2,4 --plan ann_first --cores 1",
    "compare": "compare gifts --with-set parties.bob.walkout_cost=9 --average --draws 20 --cores 1",
    "timeline": "timeline gifts --draws 20 --cores 1",
    "casebook": "casebook gifts --draws 5",
    "run": "run gifts --draws 5 --cores 1",
    "import": "import convoys.gmcr --to imported",
    "import-sources": "import marked.json --into gifts",
    "export": "export gifts --to csv",
    "export-formats": "export --formats",
    "doctor": "doctor",
    "open": "open gifts --no-browser",
}
"""A command for every document."""

MARKED = {
    "uri": "https://example.org/a",
    "tags": ["ann"],
    "target": [{"selector": [{"type": "TextQuoteSelector", "exact": "They swore it"}]}],
}

NAMES = {
    "ann",
    "bob",
    "swap",
    "most_often",
    "least_trust",
    "nominal",
    "Agency",
    "Quarry",
    "Village",
    *(f"s{number}" for number in range(1, 10)),
    *TABLE,
}
"""Keys that are names of parties, deals, plans, states and notions: the schemas say nothing of them."""

MAY_BE_LEFT_OUT = {"stable": {"coalitions", "states"}, "stable-graph": {"states"}}
"""Keys of these documents that are there only where they were asked for, or where there are few states."""


@pytest.mark.parametrize("command", schemas.documents())
def test_the_committed_schema_is_current(command):
    """`make schemas` writes them."""
    committed = json.loads((SCHEMAS / f"{command}.schema.json").read_text())
    assert committed == schemas.schema(command)
    jsonschema.Draft202012Validator.check_schema(committed)


def objects_in(node, path=()):
    """Where the objects of a document are; of the entries of a list those of the first that has any."""
    if isinstance(node, dict):
        yield path
        for key, value in node.items():
            yield from objects_in(value, (*path, key))
    elif isinstance(node, list):
        for number, entry in enumerate(node):
            if found := list(objects_in(entry, (*path, number))):
                yield from found
                return


def is_name(key):
    """Whether a key is a name of the case, or such as `plan:ann_first`, or a path like `steps.open`."""
    return key in NAMES or ":" in key or "." in key


def cut(node):
    """A document with two entries of each list and one of the plans that a run looks at."""
    if isinstance(node, dict):
        more = [key for key in node if ":" in key][1:]
        return {key: cut(value) for key, value in node.items() if key not in more}
    if isinstance(node, list) and any(isinstance(entry, dict) for entry in node):
        return [cut(entry) for entry in node[:2]]
    return node


def at(node, path):
    for key in path:
        node = node[key]
    return node


@pytest.mark.parametrize("command", schemas.documents())
def test_a_key_more_or_less_is_refused(command, tmp_path, monkeypatch):
    """What is not promised is not written, and what is promised is there: tried on a document of every command."""
    monkeypatch.chdir(tmp_path)
    Path("gifts").mkdir()
    Path("gifts/case.yaml").write_text(TEXT, encoding="utf-8")
    Path("gifts/sources").mkdir()
    Path("gifts/sources/oath.txt").write_text("They swore it.\n\nWhat is sworn is sworn, and the sworn keep it.")
    Path("gifts/sources/scan.pdf").write_bytes(b"%PDF-")
    Path("gifts/sources.json").write_text('[{"id": "oath"}]', encoding="utf-8")
    Path("gifts/outcome.yaml").write_text(OUTCOME, encoding="utf-8")
    Path("answers.yaml").write_text(ANSWERS, encoding="utf-8")
    Path("convoys.gmcr").write_text(json.dumps(strait()), encoding="utf-8")
    Path("marked.json").write_text(json.dumps([MARKED]), encoding="utf-8")
    monkeypatch.setattr("standoff.app.server.serving.Serving.run", lambda serving, started: serving.place.close())
    document = cut(json.loads(CliRunner().invoke(app, [*WORDS[command].split(), "--json"]).stdout))
    validator = jsonschema.Draft202012Validator(schemas.schema(command))
    assert not [error.message for error in validator.iter_errors(document)]
    accepted, tried = set(), set()
    for path in objects_in(document):
        node = at(document, path)
        of_the_same_type = frozenset(node)
        if of_the_same_type in tried:
            continue
        tried.add(of_the_same_type)
        node["not_promised"] = {"nor": {"is": "this"}}
        assert not validator.is_valid(document), path
        del node["not_promised"]
        for key in [key for key in node if not is_name(key)]:
            value = node.pop(key)
            if validator.is_valid(document):
                accepted.add(key)
            node[key] = value
    assert accepted == MAY_BE_LEFT_OUT.get(command, set())


def test_what_is_listed_in_a_schema_is_what_the_program_has():
    kernel = schemas.schema("doctor")["properties"]["kernel"]["enum"]
    objectives = schemas.schema("roadmap")["$defs"]["Objective"]["properties"]["name"]["enum"]
    kinds = schemas.schema("remedies")["$defs"]["Remedy"]["properties"]["kind"]["enum"]
    assert [kernel, objectives, kinds] == [list(KERNEL), list(OBJECTIVES), list(REMEDIES)]
    assert (stability.FIVE.names, stability.TYPES.names) == (tuple(CONCEPTS), tuple(TYPES))
