"""Exports: tables and games worked out by hand, what is read back from them, hostile names, and limits."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace

import jsonschema
import numpy as np
import pytest

from cases import FOREST, HEAD, NASTY, case_from, nasty, results
from naive import stability as naive
from shares import share_of
from standoff.engine.reasons.games import level_values
from standoff.errors import SizeError, UsageError
from standoff.formats import escapes, exporters, graphviz, state_tables
from standoff.formats.exporters import FORMATS, export
from standoff.results import schemas

# ------------------------------------------------------------------------------------- tables, by hand

MARKDOWN = """\
**Forest**

State 4 is in force now. Y: in force, N: not; a mark: the party would stay; E: all would, an equilibrium.

|  | 1 | 2 | 3 | 4 |
| --- | :-: | :-: | :-: | :-: |
| **North** |  |  |  |  |
| North spares | N | Y | N | Y |
| **South** |  |  |  |  |
| South spares | N | N | Y | Y |
| **Nash** |  |  |  |  |
| North | ✓ |  | ✓ |  |
| South | ✓ | ✓ |  |  |
| E | E |  |  |  |
| **SEQ** |  |  |  |  |
| North | ✓ |  | ✓ | ✓ |
| South | ✓ | ✓ |  | ✓ |
| E | E |  |  | E |
"""
"""Nash: North would leave 2 for 1 and 4 for 3, South 3 for 1 and 4 for 2. SEQ: from 3 South would go on to 1, where
North has 0 < 3, so North stays in 4, and South likewise; nothing deters who leaves 2 or 3 for 1."""

CSV = """\
kind,party,item,1,2,3,4
step,north,n,N,Y,N,Y
step,south,s,N,N,Y,Y
stable,north,nash,1,0,1,0
stable,south,nash,1,1,0,0
equilibrium,,nash,1,0,0,0
stable,north,seq,1,0,1,1
stable,south,seq,1,1,0,1
equilibrium,,seq,1,0,0,1
"""

LATEX = r"""\begin{table}
\centering
\caption{Forest. State 4 is in force now. Y: in force, N: not; a mark: the party would stay; E: all would, an equilibrium.}
\begin{tabular}{l*{4}{c}}
\hline
 & 1 & 2 & 3 & 4 \\
\hline
\textbf{North} &  &  &  &  \\
\quad North spares & N & Y & N & Y \\
\hline
\textbf{South} &  &  &  &  \\
\quad South spares & N & N & Y & Y \\
\hline
\textbf{Nash} &  &  &  &  \\
\quad North & $\surd$ &  & $\surd$ &  \\
\quad South & $\surd$ & $\surd$ &  &  \\
\quad E & E &  &  &  \\
\hline
\end{tabular}
\end{table}
"""


@pytest.mark.parametrize(
    ("write", "concepts", "wanted"),
    [
        (state_tables.as_markdown, ("nash", "seq"), MARKDOWN),
        (state_tables.as_csv, ("nash", "seq"), CSV),
        (state_tables.as_latex, ("nash",), LATEX),
    ],
)
def test_tables_worked_out_by_hand(write, concepts, wanted):
    case = case_from(FOREST)
    assert write(case, results(case, *concepts), [1, 2, 3, 4]) == wanted


def test_a_part_of_the_states_keeps_its_numbers():
    case = case_from(FOREST)
    text = state_tables.as_markdown(case, results(case, "seq"), [1, 4])
    assert "|  | 1 | 4 |" in text
    assert "| E | E | E |" in text
    assert "Of 4 states, 2 are shown." in text


def test_joint_steps_stand_under_all_their_owners():
    case = case_from(FOREST.replace("{by: south,", "{by: [south, north],"))
    assert "| **South and North** |" in export(case, "markdown")
    assert "step,south north,s,N,N,Y,Y" in export(case, "csv")


def test_parties_of_one_name_are_told_apart():
    case = case_from(FOREST.replace("name: South,", "name: North,"))
    assert "| North (north) |" in export(case, "markdown")
    assert "| North (south) |" in export(case, "markdown")


def test_many_states_stand_below_each_other_in_latex():
    text = export(case_from(many(5)), "latex")
    assert text.count("\\begin{tabular}{l*{20}{c}}") == 1
    assert text.count("\\begin{tabular}{l*{12}{c}}") == 1


def many(steps, worth=1):
    lines = "".join(f"  s{n}: {{by: a, worth: {{a: {worth}, b: 1}}}}\n" for n in range(steps))
    return f"{HEAD}parties: {{a: {{horizon: 1 year}}, b: {{horizon: 1 year}}}}\nsteps:\n{lines}"


# ------------------------------------------------------------------------------------- read back

RANKED = (
    FOREST.replace("worth: {north: -2, south: 5}", "undo: never")
    .replace(", worth: {north: 5, south: -2}", "")
    .replace("now: [n, s]", "now: [n]\nrules: [not (n and s and t)]\nprefer: {north: [s, not n], south: {ranking: [[[n], [t]], [[s]]]}}")
    + ""
).replace("steps:\n", "steps:\n  t: {by: [north, south], name: Talks}\n")  # fmt: skip
CASES = {"forest": FOREST, "ranked": RANKED}


@pytest.mark.parametrize("text", CASES.values(), ids=CASES)
def test_a_csv_table_reads_back_to_the_same_verdicts(text):
    case = case_from(text)
    found = results(case)
    head, *rows = csv.reader(io.StringIO(export(case, "csv")))
    numbers = [int(cell) for cell in head[3:]]
    assert numbers == list(range(1, found.feasible_states + 1))
    table = {tuple(row[:3]): dict(zip(numbers, row[3:], strict=True)) for row in rows}
    assert len(table) == len(case.steps) + len(found.equilibria) * (len(found.parties) + 1)
    for number, one in enumerate(found.states, 1):
        for key, step in case.steps.items():
            assert (table["step", " ".join(step.by), key][number] == "Y") == (key in one.state)
        for concept, listed in found.equilibria.items():
            for party in found.parties:
                assert (table["stable", party, concept][number] == "1") == (concept in one.stable[party])
            assert (table["equilibrium", "", concept][number] == "1") == (one.state in listed.states)


@pytest.mark.parametrize("text", CASES.values(), ids=CASES)
def test_a_json_table_is_the_document_of_stable(text):
    case = case_from(text)
    found = results(case)
    document = json.loads(export(case, "json"))
    jsonschema.validate(document, schemas.schema("stable"), cls=jsonschema.Draft202012Validator)
    assert [(tuple(s["state"]), s["stable"]) for s in document["states"]] == [
        (one.state, {party: list(stable) for party, stable in one.stable.items()}) for one in found.states
    ]
    some = json.loads(export(case, "json", "equilibria"))["states"]
    wanted = {state for listed in found.equilibria.values() for state in listed.states}
    assert {tuple(one["state"]) for one in some} == wanted


# ------------------------------------------------------------------------------------- the graph

ID = r"s\d+"
QUOTED = r'"((?:[^"\\]|\\.)*)"'
ATTRIBUTES = rf"(?:\w+=(?:{QUOTED}|[\w.-]+)(?:, (?=\w)|(?=\])))*"
STATEMENT = re.compile(
    rf"  (?:graph|node|edge|(?P<node>{ID})|(?P<tail>{ID}) -> (?P<head>{ID})) \[(?P<attributes>{ATTRIBUTES})\];"
)


def graph_of(text):
    """Nodes and arcs with their attributes, from the small part of the language that we write."""
    first, *lines, last = text.splitlines()
    assert (first, last) == ("digraph conflict {", "}")
    nodes, arcs = {}, []
    for line in lines:
        found = STATEMENT.fullmatch(line)
        assert found, line
        if found["node"]:
            nodes[found["node"]] = found["attributes"]
        if found["tail"]:
            arcs.append((found["tail"], found["head"], found["attributes"]))
    assert all(tail in nodes and head in nodes for tail, head, _ in arcs)
    return nodes, arcs


def test_the_graph_of_a_dilemma():
    """By hand: four moves each way, and each of the four improvements leads to a state with a step less."""
    case = case_from(FOREST)
    nodes, arcs = graph_of(graphviz.as_dot(case, results(case, "nash", "seq"), [1, 2, 3, 4]))
    assert {name for name, text in nodes.items() if "peripheries=2" in text} == {"s1", "s4"}
    assert [name for name, text in nodes.items() if "penwidth=3" in text] == ["s4"]
    assert 'label="1\\nN N\\nNash SEQ"' in nodes["s1"]
    assert 'label="4 (now)\\nY Y\\nSEQ"' in nodes["s4"]
    found = {(tail, head): re.search(r'label="(\w+)"', text)[1] for tail, head, text in arcs}
    assert found == {
        ("s1", "s2"): "North", ("s2", "s1"): "North", ("s3", "s4"): "North", ("s4", "s3"): "North",
        ("s1", "s3"): "South", ("s3", "s1"): "South", ("s2", "s4"): "South", ("s4", "s2"): "South",
    }  # fmt: skip
    improve = {(tail, head) for tail, head, text in arcs if "style=solid" in text}
    assert improve == {("s2", "s1"), ("s4", "s3"), ("s3", "s1"), ("s4", "s2")}
    assert all(("arrowhead=empty" in text) == ("style=dashed" in text) for _, _, text in arcs)


def test_what_cannot_be_undone_has_no_arc_back():
    case = case_from(FOREST.replace("name: North spares,", "undo: never,"))
    _, arcs = graph_of(export(case, "dot"))
    assert {(tail, head) for tail, head, text in arcs if "North" in text} == {("s1", "s2"), ("s3", "s4")}


def test_nobody_makes_a_joint_step_alone_and_each_can_end_it():
    case = case_from(FOREST.replace("{by: south,", "{by: [south, north],"))
    _, arcs = graph_of(export(case, "dot"))
    assert {(tail, head) for tail, head, text in arcs if "South" in text} == {("s3", "s1"), ("s4", "s2")}
    assert {(tail, head) for tail, head, text in arcs if "North" in text} == {
        ("s1", "s2"), ("s2", "s1"), ("s3", "s1"), ("s3", "s2"), ("s3", "s4"), ("s4", "s1"), ("s4", "s2"), ("s4", "s3")
    }  # fmt: skip


@pytest.mark.parametrize("seed", share_of(range(30)))
def test_arcs_are_the_moves_of_the_slow_twin(seed):
    """Joint, irreversible and final steps, and infeasible states, at random; whole numbers, so that ties are ties."""
    rng = np.random.default_rng(seed)
    parties, n = ["p0", "p1", "p2"], int(rng.integers(2, 5))
    steps, worth = {}, {}
    for j in range(n):
        by = [parties[i] for i in sorted(rng.choice(3, 2 if rng.random() < 0.3 else 1, replace=False))]
        rare = [("never" if rng.random() < share else "0") for share in (0.3, 0.2)]
        steps[f"s{j}"] = {"by": by, "ends": rng.choice(["any", "all"]), "undo": rare[0], "redo": rare[1]}
        worth[f"s{j}"] = {party: int(rng.integers(-2, 3)) for party in parties}
    rule = "not (s0 and s1)" if rng.random() < 0.5 else "s0 or s1 or not s0"
    written = "".join(
        f"  {key}: {{by: [{', '.join(step['by'])}], {'ends: ' + step['ends'] + ', ' if len(step['by']) > 1 else ''}undo: {step['undo']}, "
        f"redo: {step['redo']}, worth: {{{', '.join(f'{p}: {w}' for p, w in worth[key].items())}}}}}\n"
        for key, step in steps.items()
    )
    heads = ", ".join(f"{party}: {{horizon: 1 year}}" for party in parties)
    case = case_from(f"{HEAD}parties: {{{heads}}}\nsteps:\n{written}rules: [{rule}]\n")
    states = [frozenset(one.state) for one in results(case).states]
    prefer = {party: {s: sum(worth[key][party] for key in s) for s in states} for party in parties}
    twin = naive.option_form(parties, steps, states, prefer)
    wanted = {
        (party, states.index(s) + 1, states.index(t) + 1, naive.prefers(twin, party, t, s))
        for party in parties
        for s, t in twin["moves"][party]
    }
    _, arcs = graph_of(export(case, "dot"))
    found = {
        (re.search(r'label="(\w+)"', text)[1].lower(), int(tail[1:]), int(head[1:]), "style=solid" in text)
        for tail, head, text in arcs
    }
    assert found == wanted


def test_only_equilibria_and_the_arcs_between_them():
    nodes, arcs = graph_of(export(case_from(FOREST), "dot", "equilibria"))
    assert set(nodes) == {"s1", "s4"}
    assert arcs == []


# ------------------------------------------------------------------------------------- hostile names


def test_nasty_names_break_no_format():
    case, plain = nasty(), case_from(FOREST)
    for name in FORMATS:
        text = export(case, name)
        assert "\x1b" not in text.replace("\\u001b", "")
        assert "\u202e" not in text or name == "json"
        assert text.count("\n") == export(plain, name).count("\n")
    assert json.loads(export(case, "json"))["case"]["title"] == NASTY


def test_nasty_names_in_a_csv_file():
    """It has names of the case alone, so that no spreadsheet takes one for a formula."""
    assert export(nasty(), "csv") == export(case_from(FOREST), "csv")


def test_nasty_names_in_markdown():
    text = export(nasty(), "markdown")
    widths = {len(re.findall(r"(?<!\\)\|", line)) for line in text.splitlines() if line.startswith("|")}
    assert widths == {6}
    assert "<i>" not in text


def test_nasty_names_in_latex():
    text = export(nasty(), "latex")
    assert "\\input" not in text
    body = re.sub(r"\\[\\{}&%$#_]", "", text)
    assert body.count("{") == body.count("}")
    assert "%" not in body
    assert all(line.count("&") == 4 for line in body.splitlines() if "&" in line)
    assert not re.search(r"^\s*[\[*]", text, re.M)


def test_nasty_names_in_a_graph():
    nodes, arcs = graph_of(export(nasty(), "dot"))
    assert (len(nodes), len(arcs)) == (4, 8)


@pytest.mark.parametrize("escape", [escapes.markdown, escapes.latex, escapes.dot, escapes.gambit])
def test_plain_words_stay_as_they_are(escape):
    for text in ("Open the harbour", "Überprüfung (2. Phase), 撤军: a-b", "it's"):
        assert escape(text) == text


# ------------------------------------------------------------------------------------- limits and usage


@pytest.mark.parametrize(
    ("to", "steps", "message"),
    [
        ("markdown", 6, "64, and the limit is 60; show less with `--only equilibria`"),
        ("latex", 8, "256, and the limit is 200"),
        ("dot", 7, "128, and the limit is 100"),
        ("csv", 14, "16384, and the limit is 16000"),
        ("json", 18, "262144, and the limit is 131072"),
        ("nfg", 14, "from now: 16384, and the limit is 10000; leave out steps"),
        ("efg", 14, "from now: 16384, and the limit is 10000"),
        ("csv", 25, "25, and the limit is 24"),
        ("nfg", 24, "from now: 16777216, and the limit is 10000"),
        ("nfg", 25, "from now: 33554432, and the limit is 10000"),
    ],
)
def test_what_is_too_large_is_refused_before_work(to, steps, message, monkeypatch):
    monkeypatch.setattr("standoff.analysis.stability.stable.stable", None)
    monkeypatch.setattr("standoff.analysis.reasons.games.unmerged_state_space_of", None)
    with pytest.raises(SizeError, match=message):
        export(case_from(many(steps)), to)


def test_equilibria_alone_may_be_few_or_too_many():
    """With every step liked one state is Nash; with none liked or disliked, all are."""
    assert "| 64 |" in export(case_from(many(6)), "markdown", "equilibria")
    with pytest.raises(SizeError, match="64, and the limit is 60; show less with `--only nash`"):
        export(case_from(many(6, worth=0)), "markdown", "equilibria")


def test_the_equilibria_under_one_notion():
    """Of the dilemma: nothing under Nash, and both as well under SEQ."""
    case = case_from(FOREST)
    assert export(case, "csv", "nash").startswith("kind,party,item,1\n")
    assert export(case, "csv", "seq").startswith("kind,party,item,1,4\n")


def test_no_state_shown_is_a_table_without_columns():
    case = case_from(FOREST)
    found = results(case, "nash")
    assert state_tables.as_csv(case, found, []).startswith("kind,party,item\nstep,north,n\n")
    assert "\\begin{tabular}{l*{1}{c}}" in state_tables.as_latex(case, found, [])
    assert state_tables.as_markdown(case, found, []).count("\n|") == 10
    assert graph_of(graphviz.as_dot(case, found, [])) == ({}, [])


def test_what_does_not_exist_is_refused():
    case = case_from(FOREST)
    with pytest.raises(UsageError, match="no format `tex` to export to; did you mean `latex`"):
        export(case, "tex")
    with pytest.raises(UsageError, match="no states are called `equilibrium`; did you mean `equilibria`"):
        export(case, "csv", "equilibrium")
    with pytest.raises(UsageError, match="leave out `--only`"):
        export(case, "nfg", "equilibria")
    with pytest.raises(UsageError, match=r"files that end in `\.xls`"):
        exporters.by_suffix(".xls")


def test_every_format_has_an_ending_of_its_own():
    assert {exporters.by_suffix(one.suffix): one for one in FORMATS.values()} == dict(FORMATS)


def test_new_concepts_appear_by_themselves():
    """The rows are those of the result, whatever concepts it has."""
    case = case_from(FOREST)
    found = results(case)
    states = tuple(replace(s, stable={p: (*c, "sim") for p, c in s.stable.items()}) for s in found.states)
    more = replace(found, states=states, equilibria={**found.equilibria, "sim": found.equilibria["nash"]})
    assert "equilibrium,,sim,1,1,1,1" in state_tables.as_csv(case, more, [1, 2, 3, 4])
    assert "| **SIM** |" in state_tables.as_markdown(case, more, [1, 2, 3, 4])
    nodes, _ = graph_of(graphviz.as_dot(case, more, [1, 2, 3, 4]))
    assert all("SIM" in text for text in nodes.values())


def test_what_cannot_be_takes_no_level_of_a_game():
    """States 1 and 3 tie in spite of the noise of their sums; state 2 cannot be, and its value is nobody's."""
    ranks = np.array([0, 1, -1, 1, 2], np.int32)
    values = np.array([-1.0, 0.3, 9.0, 0.1 + 0.2, 4.0])
    assert level_values(ranks, values).tolist() == [-1.0, 0.3, 4.0]
