"""The documentation is true: its commands run, its examples hold, its tables name what the code has, its links lead on."""

from __future__ import annotations

import contextlib
import doctest
import io
import re
import shlex
import sys
from typing import get_args

import pytest
import typer.main

from places import ROOT, SOURCE
from standoff import cli
from standoff.analysis import numbers
from standoff.analysis.ordinal_worths import MOST_BOUND
from standoff.analysis.roadmap import frontier
from standoff.case import graph
from standoff.case.check import whole
from standoff.case.model import durations, model, preferences, rules, values
from standoff.case.model.evidence import Evidence
from standoff.case.model.view_file import ViewFile
from standoff.case.reading import nodes, source
from standoff.case.reading.keys import keys_at, keys_of, read_as
from standoff.case.reading.texts import reading
from standoff.engine.assessment import failures
from standoff.engine.graph_form import form
from standoff.engine.remedies.single import REMEDIES
from standoff.engine.roadmap import lattice, neighbours
from standoff.engine.roadmap import search as roadmap
from standoff.engine.stability import coalitions, concepts, notion, states, unknown
from standoff.engine.stability.individual import CONCEPTS
from standoff.engine.stability.strength import STRONG
from standoff.engine.sureness import ordinal_worths
from standoff.engine.symbolic import conflict as symbolic
from standoff.formats import gmcr
from standoff.formats.csv_tables import TABLES
from standoff.formats.exporters import FORMATS, WORD, WORKBOOK
from standoff.formats.graph_form import files
from standoff.formats.workbook import package
from standoff.formats.workbook.cells import MOST_CELLS
from standoff.formats.workbook.kinds import MOST_LETTERS
from standoff.formats.workbook.layout import SHEETS
from standoff.formats.workbook.tables import MOST_ROWS
from standoff.results import schemas
from standoff.results.records.remedies import Kind
from standoff.results.sentences.remedies import Alteration, remedy
from standoff.views.brief.page import sections
from standoff.views.word.document import part_names

DOCS = ROOT / "docs"
PAGES = [*sorted(DOCS.glob("*.md")), *([ROOT / "README.md"] if (ROOT / "README.md").exists() else [])]

SERVING = ("open",)
"""What does not end by itself is only parsed: tests/app/server runs it."""

RUN_ELSEWHERE = ("demo", "harbour")
"""The verb that is not run here but of one small case: of Korea, tests/cli/test_cli.py runs it with fewer draws."""

COMMANDS = typer.main.get_command(cli.app).commands
"""Every verb by its name."""

FENCE = re.compile(
    r"(?:^<!-- (?P<act>file|append|change): (?P<path>\S+) -->\n)?^```(?P<kind>\w*)\n(?P<body>.*?)^```$", re.M | re.S
)
CALL = re.compile(r"(?:\S*[/\\])?standoff (?P<words>[^#]+?)\s*(?:#.*)?")


def text_of(name):
    return (DOCS / name).read_text(encoding="utf-8")


def section(page, heading):
    """A page from a heading to the next of its level or above."""
    lines = text_of(page).splitlines()
    start = lines.index(heading)
    level = len(heading.split()[0])
    after = (n for n in range(start + 1, len(lines)) if re.match(rf"#{{1,{level}}} ", lines[n]))
    return "\n".join(lines[start : next(after, len(lines))])


def rows(text):
    """The cells of every row of the tables in a text, without heads and rules."""
    found = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in text.splitlines() if line[:1] == "|"]
    return [row for row in found if row[0] not in ("key", "option") and not set("".join(row)) <= set("-| ")]


def coded(cell):
    """What stands in backticks."""
    return re.findall(r"`([^`]+)`", cell)


# --------------------------------------------------------------------------------- commands and examples


def run(words):
    """The command as a user runs it, in this process: what it prints on both streams, and its exit code."""
    printed = io.StringIO()
    given, sys.argv = sys.argv, ["standoff", *words]
    try:
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
            cli.main()
        code = 0
    except SystemExit as end:
        code = end.code or 0
    finally:
        sys.argv = given
    return printed.getvalue(), code


def squeezed(text):
    return " ".join(text.split())


def agrees(shown, printed):
    """Whether a page shows what was printed: words in order, `...` for anything."""
    parts = [re.escape(squeezed(part)) for part in shown.split("...")]
    return re.fullmatch(r"\s*" + ".*".join(rf"\s*{part}\s*" for part in parts), squeezed(printed)) is not None


def perform(command, where):
    words = shlex.split(command, posix="\\" not in command)
    if words[0] in SERVING or (words[0] == RUN_ELSEWHERE[0] and RUN_ELSEWHERE[1] not in words):
        COMMANDS[words[0]].make_context(words[0], words[1:])  # it parses
        return None, 0
    assert words[0].startswith("-") or words[0] in COMMANDS, f"{where}: there is no verb {words[0]}"
    return run(words)


def console(body, where):
    """Commands with what they print; `$ echo $?` says the exit code of the command before."""
    turns = re.split(r"^\$ ", body, flags=re.M)
    assert not turns[0].strip(), f"{where}: a console block begins with a command"
    turns = [turn.partition("\n")[::2] for turn in turns[1:]]
    for number, (line, shown) in enumerate(turns):
        if line == "echo $?":
            continue
        call = CALL.fullmatch(line)
        assert call, f"{where}: `{line}` is not a standoff command"
        printed, code = perform(call["words"], where)
        following = turns[number + 1] if number + 1 < len(turns) else ("", "")
        expected = int(following[1]) if following[0] == "echo $?" else 0
        assert code == expected, f"{where}: `{line}` ends with {code}\n{printed}"
        if printed is not None:
            assert agrees(shown, printed), f"{where}: `{line}` prints\n{printed}\nand the page shows\n{shown}"


def script(body, where):
    for line in body.splitlines():
        if call := CALL.fullmatch(line.strip()):
            printed, code = perform(call["words"], where)
            assert code == 0, f"{where}: `{line}` ends with {code}\n{printed}"


def python(body, where, names):
    if ">>>" not in body:
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(body, where, "exec"), names)
        return
    example = doctest.DocTestParser().get_doctest(body, names, where, where, 0)
    said = io.StringIO()
    doctest.DocTestRunner(verbose=False).run(example, out=said.write, clear_globs=False)
    names.update(example.globs)
    assert not said.getvalue(), said.getvalue()


def changed(text, diff):
    """The text after a change: context and `-` lines must stand in it once, and become context and `+` lines."""
    lines = diff.splitlines()
    before = "".join(f"{line[1:]}\n" for line in lines if line[:1] in "- ")
    after = "".join(f"{line[1:]}\n" for line in lines if line[:1] in "+ ")
    assert text.count(before) == 1, f"this stands {text.count(before)} times in the file:\n{before}"
    return text.replace(before, after)


def written(act, path, body):
    path.parent.mkdir(parents=True, exist_ok=True)
    old = path.read_text(encoding="utf-8") if path.exists() else ""
    acts = {"file": lambda: body, "append": lambda: old + body, "change": lambda: changed(old, body)}
    path.write_text(acts[act](), encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_page_runs_from_top_to_bottom(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    text = page.read_text(encoding="utf-8")
    names = {}
    for found in FENCE.finditer(text):
        where = f"{page.name}:{text.count(chr(10), 0, found.start()) + 1}"
        kind, body = found["kind"], found["body"]
        if found["act"]:
            written(found["act"], tmp_path / found["path"], body)
        elif kind == "console":
            console(body, where)
        elif kind in ("sh", "bat"):
            script(body, where)
        elif kind == "python":
            python(body, where, names)


def test_every_fence_is_seen():
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        assert 2 * len(FENCE.findall(text)) == len(re.findall(r"^```", text, re.M)), page.name
        directives = re.findall(r"^<!-- (?:file|append|change):", text, re.M)
        assert len(directives) == sum(bool(found["act"]) for found in FENCE.finditer(text)), page.name


def test_shown_and_printed_are_compared():
    assert agrees("a  b\n...\nd", "a b\nc\nd\n")
    assert agrees("a ...", "a")
    assert not agrees("a b", "a b c")
    assert not agrees("a ... d", "a b c")
    with pytest.raises(AssertionError, match="is not a standoff command"):
        console("$ ls\n", "here")
    with pytest.raises(AssertionError, match="ends with 2"):
        console("$ standoff schema nothing\n", "here")
    with pytest.raises(AssertionError, match="the page shows"):
        console("$ standoff --version\nstandoff 0.0.0\n", "here")


# ------------------------------------------------------------------------------------------ the format

KEYS = {
    "## A case": model.Case,
    "## Parties": model.Party,
    "## Another government": model.Successor,
    "## Steps": model.Step,
    "## Verification": model.Seen,
    "## Together": model.Together,
    "## Correlated": model.Correlated,
    "## Inquiries": model.Inquiry,
    "## Deals": model.Deal,
    "## Plans": model.Plan,
    "## Readings": model.Reading,
    "## Views": model.View,
    "## Views in files": ViewFile,
    "## Evidence": Evidence,
}


def assert_rows(found, fields, where):
    """A row for each key, in any order, which says whether the key must be given."""
    assert sorted(row[0] for row in found) == sorted(f"`{key}`" for key in fields), where
    for row in found:
        required = fields[row[0].strip("`")].is_required()
        assert (row[2] == "required") == required, f"{where}: {row[0]}"
        assert len(row) == 4
        assert all(row), f"{where}: {row[0]}"


@pytest.mark.parametrize("heading", KEYS)
def test_every_key_of_the_format_has_its_row(heading):
    assert_rows(rows(section("case-format.md", heading)), keys_of(KEYS[heading]), heading)


def test_every_key_of_an_order_has_its_row():
    assert_rows(rows(section("case-format.md", "## Prefer")), keys_at(("prefer", "alpha")), "prefer")


def test_every_key_of_history_has_its_row():
    found = rows(section("case-format.md", "## History"))
    change = keys_of(model.Change)
    assert_rows([row for row in found if row[0].strip("`") in change], change, "now of history")
    assert_rows([row for row in found if row[0].strip("`") not in change], keys_of(model.Entry), "history")


def test_no_part_of_the_format_is_missing():
    """Every model has a table above."""
    described = {*KEYS.values(), model.Entry, model.Change, model.Claim, model.Part}
    assert {m for m in vars(model).values() if isinstance(m, type) and issubclass(m, model.Claim)} <= described


def test_rules_and_pieces_of_a_case_are_of_the_format():
    examples = rows(section("case-format.md", "## Rules and choices"))[1:]
    assert len(examples) == 3
    for row in examples:
        rules.parse(row[0].strip("`"))
    fences = [found for found in FENCE.finditer(text_of("case-format.md")) if found["kind"] == "yaml"]
    pieces = [found["body"] for found in fences if "/views/" not in (found["path"] or "")]
    assert 1 < len(pieces) < len(fences)
    for piece in pieces:
        for key, value in nodes.parse("case.yaml", piece).data.items():
            assert read_as((key,), value, {"level": 0.9}) is None, key


def test_the_limits_are_those_of_the_code():
    found = {row[0]: row[1] for row in rows(section("case-format.md", "## Limits")) if row[0] != "what"}
    sizes = (whole._MOST[key] for key in ("parties", "steps", "rules"))
    assert found == {
        "size of `case.yaml` and of `sources.json`": f"{source.LARGEST:,} bytes",
        "size of a text in `sources/`": f"{reading.LARGEST_TEXT:,} bytes; of a PDF {reading.LARGEST_PDF:,} bytes",
        "nesting, keys and values in the file": f"{nodes.DEEPEST} deep, {nodes.MOST_ENTRIES:,}",
        "parties, steps, rules": ", ".join(f"{size:,}" for size in sizes),
        "rules under `merge`": f"{whole._MOST['merge']}",
        "moves in a case with `merge`, for `stable`": f"{form.MOST_MOVES:,}",
        "a rule": f"{rules.LONGEST:,} characters, {rules.DEEPEST} deep",
        "numbers": f"up to {values._LARGEST:.0e}, and 0 or at least {values._SMALLEST:.0e} in size".replace("e+", "e"),
        "durations": f"up to {durations.LONGEST:,.0f} years",
        "errors reported": f"{source.MOST_PROBLEMS}; of warnings, `check` shows the first {source.MOST_PROBLEMS} and counts all",
        "steps in a case, for `stable`, `run` and `demo`": f"{symbolic.MOST_STEPS}; above {states.MOST_STEPS} [by search]"
        "(stability.md#large-cases)",
        "readings of a party's order": f"{preferences.MOST_READINGS}",
        "feasible states where a preference is unknown, for those notions of `stable`": f"{unknown.MOST_STATES:,}",
        "steps in a plan, kept ones included, for `assess`": f"{numbers.LARGEST_EXCHANGE}",
        "steps to be ordered in a deal, for `roadmap`": f"{lattice.LARGEST}; without"
        f" [the compiled kernel](command-line.md#standoff-doctor) {lattice.LARGEST_IN_NUMPY}",
        "steps that deals are made of, for `deals`": f"{frontier.MOST_STEPS}",
        "a conflict in graph form": f"{files.LARGEST:,} bytes; "
        + ", ".join(f"{what} {most:,}" for what, most in graph.MOST.items()),
        "steps that an order of states mentions, with those that the rules bind to them, where it stands for worths": (
            f"{ordinal_worths.MOST_ORDERED}, {MOST_BOUND}"
        ),
        "pairs of states, and conditions on worths, that come of it": f"{ordinal_worths.MOST_PAIRS:,}, {ordinal_worths.MOST_ROWS:,}",
    }


def test_the_numbers_of_the_search_are_those_of_the_code():
    search = " ".join(section("method.md", "## How the search works").split())
    partitions = sum(1 for _ in neighbours.ordered_partitions(roadmap.EXHAUSTED_UP_TO))
    assert f"**Up to {roadmap.EXHAUSTED_UP_TO} planned steps" in search
    assert f"({partitions} ways for {roadmap.EXHAUSTED_UP_TO} steps)" in search
    assert f"**{roadmap.EXHAUSTED_UP_TO + 1} to {lattice.LARGEST} steps" in search
    assert f"up to {lattice.LARGEST_IN_NUMPY} steps.)" in search
    assert f"up to {roadmap.ASSESSMENTS} assessed plans" in search
    assert f"within {roadmap.NEAR_BEST:.2f} of".replace("0.", ".") in search
    assert f"up to {failures.ALL_SETS_UP_TO} breaches" in " ".join(text_of("method.md").split())


# ------------------------------------------------------------------------------------ the command line


def over_options():
    """The options that say what is put over a case: they have one section for all verbs."""
    table = rows(section("command-line.md", "## Another day, a view, other values"))
    return [word for row in table for word in coded(row[0]) if word.startswith("-")]


def test_what_is_put_over_a_case_can_be_asked_of_every_verb_that_takes_one():
    assert over_options() == ["--as-of", "--view", "--set"]
    verbs = {
        f"{name} {one.name}": one
        for name, verb in COMMANDS.items()
        for one in getattr(verb, "commands", {"": verb}).values()
    }
    taking = {name for name, verb in verbs.items() if {"case", "cases"} & {one.name for one in verb.params}}
    with_all = {
        name for name, verb in verbs.items() if {*over_options()} <= {word for one in verb.params for word in one.opts}
    }
    assert (
        taking - {"quote quote", "search search", "seal seal", "open open"} == with_all
    )  # these are about the texts of sources, not about the case; and in the app each question has it
    assert len(taking) > 12


@pytest.mark.parametrize("verb", COMMANDS)
def test_every_option_of_a_verb_has_its_row(verb):
    everywhere = {"--json", "--quiet", "-q", "--help", "--all", *over_options()}
    parts = [part for part in getattr(COMMANDS[verb], "commands", {}).values() if not part.hidden] or [COMMANDS[verb]]
    options = {
        word
        for part in parts
        for option in part.params
        if option.param_type_name == "option"
        for word in (*option.opts, *option.secondary_opts)
    }
    text = section("command-line.md", f"## standoff {verb}")
    named = {word for row in rows(text) for word in coded(row[0]) if word.startswith("-")}
    assert {word.split()[0] for word in named} == options - everywhere
    assert {"--json", "--quiet"} <= options
    assert f"standoff {verb}" in text.split("\n", 1)[1]


def test_the_parts_of_a_word_document_are_listed():
    row = next(row for row in rows(section("command-line.md", "## standoff export")) if row[0].startswith("`--parts`"))
    assert re.findall(r"`([\w-]+)`", row[1]) == ["all", "none", *part_names()]


def test_every_format_to_export_to_has_its_row_and_its_example():
    table = rows(section("command-line.md", "## standoff export"))
    found = [row for row in table if row[0][1:-1] in FORMATS]
    assert found == [[f"`{name}`", one.says, one.limit] for name, one in FORMATS.items()]
    assert {*FORMATS, WORD, WORKBOOK} == set(
        re.findall(r"^\$ standoff export \S+ --to (\w+)", text_of("other-programs.md"), re.M)
    )


def test_the_limits_of_import_are_those_of_the_code():
    said = section("command-line.md", "## standoff import")
    limits = f"{source.LARGEST:,} bytes, {gmcr.MOST_OPTIONS} options, {gmcr.MOST_DECISION_MAKERS} decision makers, "
    assert f"{limits}{gmcr.MOST_CONDITIONS:,} infeasible patterns" in said


def test_the_workbook_on_the_page_is_that_of_the_code():
    text = section("other-programs.md", "## Excel")
    named = [name for row in rows(text) for name in coded(row[0])]
    assert [name for name in named if name in SHEETS] == [name for name in SHEETS if SHEETS[name].columns]
    limits = f"{package.LARGEST:,} bytes are read, {package.UNPACKED:,} unpacked, {MOST_ROWS:,} rows of a sheet"
    assert limits in " ".join(text.split())
    assert f"{MOST_CELLS:,} cells" in text
    assert f"more than {MOST_LETTERS:,} letters" in text


def test_what_every_verb_has_is_named_once():
    head = text_of("command-line.md").split("\n## ")[0]
    for word in ("--version", "--help", "--json", "--quiet", "-q"):
        assert f"`{word}`" in head


def test_no_other_verb_is_described():
    found = re.findall(r"^## standoff (\w+)$", text_of("command-line.md"), re.M)
    assert sorted(found) == sorted(COMMANDS)


def keys_in(schema):
    """All keys of a document below its head."""
    found = set()
    if isinstance(schema, dict):
        found |= set(schema.get("properties", {}))
        for part in schema.values():
            found |= keys_in(part)
    elif isinstance(schema, list):
        for part in schema:
            found |= keys_in(part)
    return found


OTHERS = {
    "assess": ("run",),
    "answer": ("assess", "explain", "run"),
    "roadmap": ("assess", "answer", "run"),
    "explain": ("assess",),
    "timeline": ("assess",),
    "numbers": ("flip",),
    "run": (
        "answer",
        "stable",
        "assess",
        "explain",
        "roadmap",
        "answer",
        "remedies",
        "deals",
        "explain-state",
        "explain-ways",
        "flip",
        "needs",
        "timeline",
    ),
}
"""The documents whose keys others have, too."""


@pytest.mark.parametrize("command", schemas.documents())
def test_every_key_of_a_document_is_named(command):
    parts = (command, *OTHERS.get(command, ()))
    named = set(coded("".join(section("command-line.md", f"### {part}") for part in parts)))
    head = {"format", "command", "case", "title", "as_of", "view", "set", "changed"}
    assert keys_in(schemas.schema(command)) - head <= named


def test_every_table_and_column_is_named():
    found = {row[0]: row[1] for row in rows(section("command-line.md", "## standoff run"))}
    for name, table in TABLES.items():
        assert set(table.columns) <= set(coded(found[f"`tables/{name}.csv`"])), name
    assert len(TABLES) == sum("tables/" in cell for cell in found)


# ------------------------------------------------------------------------------- words, links, places


def test_every_notion_of_stability_has_its_row():
    found = rows(section("stability.md", "## Five notions of stability"))
    assert [row[0] for row in found if row[0] != "name"] == [f"`{name}`" for name in CONCEPTS]


def test_the_limits_of_large_cases_are_those_of_the_code():
    text = " ".join(section("stability.md", "## Large cases").split())
    assert f"up to {symbolic.MOST_STEPS} steps" in text
    assert f"more than {states.MOST_STEPS} steps" in text
    assert f"more than {symbolic.MOST_TANGLED} steps of several other parties" in text
    assert all(f"`{concept}`" in text for concept in CONCEPTS)


def test_every_notion_of_strength_and_every_type_of_party_has_its_row():
    found = rows(section("stability.md", "## Strength of preference"))
    assert [row[0] for row in found if row[0] != "name"] == [f"`{one.name}`" for one in STRONG.values()]
    found = rows(section("stability.md", "## Unknown preferences"))
    forms = [[of_type[kind].name for of_type in unknown.UNKNOWN.values()] for kind in unknown.TYPES]
    assert [coded(row[0]) for row in found if row[0] != "type"] == forms


def test_every_notion_that_has_to_be_named_or_is_of_coalitions_has_its_row():
    named = {word for row in rows(text_of("stability.md")) for word in coded(row[0])}
    assert {one.example for one in concepts.TABLE.values()} <= named
    page = text_of("stability.md")
    for limit in (concepts.CHEAP, notion.MOST_STATES, coalitions.MOST_PAIRS):
        assert f"{limit:,}" in page


def test_every_remedy_has_its_row_and_its_name():
    table = section("command-line.md", "## standoff remedies")
    named = [kind for row in rows(table) if not row[0].startswith("`--") for kind in coded(row[0])]
    assert named == list(REMEDIES) == list(get_args(Kind))
    change = Alteration("Fuel", "Alpha", 2, 0.5, 1.0, 0.25, ("Fuel", "Ban"))
    for kind, one in REMEDIES.items():
        assert "{" not in remedy(one.says, change), kind
        if one.slight:
            assert "{" not in remedy(one.slight, change), kind


def test_the_tutorial_names_the_sections_of_the_brief_in_order():
    found = re.findall(r"^\d+\. \*\*(.+?)\*\*", section("tutorial.md", "## 7. Run everything and read the brief"), re.M)
    assert found == [part.title for part in sections().values()]


def test_the_tutorial_says_of_the_draws_what_it_shows():
    """It said that a roadmap holds in all but a few draws, beside a table with 100 % of them."""
    text = (DOCS / "tutorial.md").read_text(encoding="utf-8")
    shown = re.search(r"^Roadmap: .* (\S+ %) of 200 draws$", text, re.MULTILINE)
    assert shown
    assert ("In all 200 draws the roadmap holds" in text) == (shown[1] == "100 %")


def test_the_glossary_has_one_line_a_word_in_order():
    words = [row[0].strip("*") for row in rows(text_of("glossary.md")) if row[0] != "word"]
    assert len(words) > 40
    assert words == sorted(set(words))


def test_every_file_that_the_architecture_names_exists():
    text = text_of("architecture.md")
    prose = re.sub(r"^```.*?^```$", "", text, flags=re.M | re.S)
    named = {word for word in coded(prose) if re.fullmatch(r"[\w./-]+\.(py|toml|yaml)|(tests|src|cases)/[\w/-]*", word)}
    here = {"case.yaml"}
    assert len(named) > 30
    for word in named - here:
        assert any((root / word).exists() for root in (ROOT, SOURCE)), word
    for line in re.findall(r"^ {2}(\w+(?:/|\.py)) ", text, re.M):
        assert (SOURCE / line).exists(), line


def slug(heading):
    """The anchor of a heading, as GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    text = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)
    for target in re.findall(r"\]\(([^)]+)\)", text):
        if re.match(r"https?:", target):
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        assert file.exists(), target
        if anchor:
            headings = re.findall(r"^#+ (.+)$", file.read_text(encoding="utf-8"), re.M)
            assert anchor in {slug(heading) for heading in headings}, target


def test_every_page_can_be_found_from_the_readme():
    readme = ROOT / "README.md"
    if not readme.exists():
        pytest.skip("there is no README yet")
    linked = re.findall(r"\]\((docs/[^)#]+)", readme.read_text(encoding="utf-8"))
    assert {f"docs/{page.name}" for page in DOCS.glob("*.md")} <= set(linked)
