"""The command line: one verb a question; every verb has --json and --quiet."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, TextIO

import typer

from standoff.errors import CaseError, Problem, StandoffError, UsageError, WriteError, did_you_mean
from standoff.version import __version__

if TYPE_CHECKING:
    from rich.console import Console

    from standoff.analysis.sureness.sweep import Subject
    from standoff.case.model.model import Case

__all__ = ["app", "main"]

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Find the deals that hold: what is stable now, which plans break and who breaks them, "
    "which plan asks for the least trust.",
)

SCHEMA_FILE = "case.schema.json"

INTERRUPTED = 130
"""What the command line returns where the user has stopped it."""

EDITOR_LINE = "# yaml-language-server: $schema="
"""How a case file tells an editor where its schema is."""

CaseArgument = Annotated[Path, typer.Argument(metavar="CASE", help="A case folder, or its case.yaml.")]
CaseOrGraph = Annotated[
    Path,
    typer.Argument(
        metavar="CASE", help="A case folder, its case.yaml, or a conflict in graph form: a .json or .csv file."
    ),
]
Json = Annotated[bool, typer.Option("--json", help="One JSON document on standard output, and nothing else.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say only what was asked for.")]
Strict = Annotated[bool, typer.Option("--strict", help="Warnings count as findings (exit code 1).")]
Draws = Annotated[int, typer.Option(min=0, max=100_000, help="How often all ranges are drawn.")]
Between = Annotated[bool, typer.Option("--between", help="Look at breaches begun between phase starts, too.")]
Cores = Annotated[
    int | None, typer.Option("--cores", min=1, help="How many cores to work on; all there are, unless given.")
]
Cluster = Annotated[
    str | None, typer.Option("--cluster", metavar="ADDRESS", help="Work on the Dask cluster at this address.")
]
Sampling = Annotated[
    str, typer.Option("--sampling", metavar="NAME", help="How ranges are drawn: latin, sobol or independent.")
]
State = Annotated[
    str,
    typer.Option("--state", metavar="STATE", help="Steps in force, commas between; `now`, or `nothing`."),
]
Concept = Annotated[str, typer.Option("--concept", metavar="NAME", help="Only this notion of stability.")]
Seed = Annotated[int, typer.Option(min=0, help="The same seed gives the same draws.")]
Out = Annotated[Path | None, typer.Option("--out", help="Where to write instead of CASE/out.", metavar="FOLDER")]


def main() -> None:
    """Run the command line; every error that a user can meet ends in a sentence and an exit code."""
    with _standard_streams():
        try:
            try:
                app(standalone_mode=True)
            finally:
                sys.stdout.flush()
        except StandoffError as error:
            _fail(error)
        except OSError as error:
            _fail(_unwritten(error))


class _Stream(TextIOWrapper):
    """A standard stream that tells of its own errors, however Python was told to buffer.

    Names and quotation marks of any language pass, whatever the terminal was set up for. What Python opens without
    a buffer (PYTHONUNBUFFERED) loses the end of a text on a disk that fills up half-way and says nothing; with one it
    ends with exit code 120.
    """

    def __init__(self, place: int, lost: Callable[[OSError], None], line_buffering: bool) -> None:
        raw = open(place, "wb", closefd=False)  # noqa: SIM115  the place is the system's and stays open
        super().__init__(raw, encoding="utf-8", errors="replace", line_buffering=line_buffering)
        self._lost = lost

    def write(self, text: str, /) -> int:
        try:
            return super().write(text)
        except OSError as error:
            self._give_up(error)
            return len(text)

    def flush(self) -> None:
        try:
            super().flush()
        except OSError as error:
            self._give_up(error)

    def _give_up(self, error: OSError) -> None:
        # What is left in the buffer is not tried again when the interpreter goes.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, self.fileno())
        os.close(nowhere)
        self._lost(error)


def _output_lost(error: OSError) -> NoReturn:
    """A reader that has had enough of a pipe is no fault; anything else is."""
    if isinstance(error, BrokenPipeError):
        raise SystemExit(0)
    raise _unwritten(error)


def _unwritten(error: OSError) -> WriteError:
    return WriteError(f"cannot write: {error.strerror or error}")


def _notes_lost(error: OSError) -> None:
    """What cannot be told on standard error cannot be told anywhere; the exit code still can."""


@contextmanager
def _standard_streams() -> Iterator[None]:
    """Standard output and standard error as `_Stream`s; nowhere, where they were closed from the start."""
    given = sys.stdout, sys.stderr
    sys.stdout = _stream_for(given[0], _output_lost, line_buffering=False)
    sys.stderr = _stream_for(given[1], _notes_lost, line_buffering=True)
    try:
        yield
    finally:
        sys.stderr.flush()
        sys.stdout, sys.stderr = given


def _stream_for(given: TextIO | None, lost: Callable[[OSError], None], line_buffering: bool) -> TextIO:
    if given is None:
        return _Stream(os.open(os.devnull, os.O_WRONLY), lost, line_buffering)
    try:
        place = given.fileno()
    except OSError:
        return given  # a text in memory, of a caller in this process
    given.flush()
    return _Stream(place, lost, line_buffering or given.isatty())


def _fail(error: StandoffError) -> NoReturn:
    from standoff.views.text.terminal import clean

    lines = [clean(line) for line in str(error).splitlines()]
    if isinstance(error, CaseError):
        found = [p for p in error.problems if p.severity == "error"]
        lines += ["", f"{_plural(len(found), 'error')}; {error.outcome}."]
    else:
        lines[0] = f"standoff: {lines[0]}"
    sys.stderr.write("\n".join(lines) + "\n")
    raise SystemExit(error.exit_code)


def _plural(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _console() -> Console:
    """Standard output, where nothing from a case is taken for markup; as wide as needed in a pipe."""
    from rich.console import Console

    return Console(markup=False, highlight=False, emoji=False, width=None if sys.stdout.isatty() else 120)


def _print_json(document: Any) -> None:
    from standoff.results.documents.document import dumps

    sys.stdout.write(dumps(document) + "\n")


def _note(text: str, quiet: bool) -> None:
    if not quiet:
        sys.stderr.write(text + "\n")


@contextmanager
def _progress(quiet: bool) -> Iterator[Callable[[str, float], None]]:
    """A bar on a terminal; silence in a pipe."""
    if quiet or not sys.stderr.isatty():
        yield lambda what, share: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True, markup=False), transient=True) as bar:
        tasks: dict[str, Any] = {}

        def update(what: str, share: float) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=1.0)
            bar.update(tasks[what], completed=share)

        yield update


def _load(path: Path, quiet: bool) -> Case:
    """The case, or CaseError with all problems; warnings are counted on standard error."""
    return _load_with_text(path, quiet)[0]


def _load_with_text(path: Path, quiet: bool) -> tuple[Case, str]:
    from standoff.case.load import examine
    from standoff.formats.graph_form.files import is_graph

    if is_graph(path):
        raise UsageError(f"{path} is a conflict in graph form by its name, and only `stable` and `check` read those")
    reading = examine(path)
    if reading.case is None or reading.source is None:
        raise CaseError(reading.problems)
    if reading.problems:
        _note(f"{_plural(len(reading.problems), 'warning')}: `standoff check {path}` shows them.", quiet)
    return reading.case, reading.source.text


def _head(case: Case) -> tuple[str, str]:
    return case.title, case.as_of.isoformat()


def _version(asked: bool) -> None:
    if asked:
        sys.stdout.write(f"standoff {__version__}\n")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say which version.")
    ] = False,
) -> None:
    pass


@app.command()
def demo(
    name: Annotated[str, typer.Argument(help="A shipped case.")] = "korea",
    to: Annotated[Path | None, typer.Option("--to", help="The folder to copy it into.", metavar="FOLDER")] = None,
    draws: Draws = 200,
    seed: Seed = 1,
    show: Annotated[bool, typer.Option("--open/--no-open", help="Open the brief on a desktop.")] = True,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Copy a shipped case, run it, and say where the brief is."""
    from standoff import catalog

    source = catalog.find(name)
    folder = to or Path(source.name)
    if (folder / "case.yaml").exists():
        _note(f"{folder} is there already; it is run as it is.", quiet or json)
    else:
        _copy_case(source, folder)
        _note(f"Copied the case “{source.name}” to {folder}.", quiet or json)
    brief = _run(folder, draws, seed, None, json, quiet)
    if show and not json and sys.stdout.isatty():
        _open(brief)


def _copy_case(source: Path, folder: Path) -> None:
    """A copy of a shipped case, with the schema beside it that editors check it by."""
    import shutil

    from standoff.case.reading.files import save
    from standoff.case.reading.schema import dumps

    try:
        shutil.copytree(source, folder, ignore=shutil.ignore_patterns("out", "__pycache__"), dirs_exist_ok=True)
        first, rest = (folder / "case.yaml").read_text(encoding="utf-8").split("\n", 1)
    except OSError as error:
        raise WriteError(f"cannot copy the case to {folder}: {error.strerror or error}") from None
    if first.startswith(EDITOR_LINE):
        save(folder / "case.yaml", f"{EDITOR_LINE}./{SCHEMA_FILE}\n{rest}")
        save(folder / SCHEMA_FILE, dumps())


def _open(brief: Path) -> None:
    """Open the brief where there is a desktop; elsewhere its place has been said, which is enough."""
    import webbrowser

    if sys.platform in ("darwin", "win32") or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        webbrowser.open(brief.resolve().as_uri())


@app.command()
def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The folder to make.")],
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Make a commented skeleton of a case."""
    from datetime import date

    from standoff.case import template
    from standoff.case.reading import schema as case_format
    from standoff.case.reading.files import save
    from standoff.results.documents.case import NewDocument

    if not name.strip():
        raise UsageError("the folder of the case needs a name, for example `standoff new my-case`")
    folder = Path(name)
    path = folder / "case.yaml"
    if path.exists():
        raise UsageError(f"{path} is there already, and nothing is written over it; choose another name")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WriteError(f"cannot make the folder {folder}: {error.strerror or error}") from None
    title = folder.resolve().name.replace("-", " ").replace("_", " ").strip()
    save(folder / SCHEMA_FILE, case_format.dumps())
    save(folder / "sources.json", template.sources())
    save(path, template.skeleton(title[:1].upper() + title[1:], date.today()))
    if json:
        _print_json(NewDocument(path=str(path)))
    else:
        _note(f"Wrote {path}. Edit it, then: standoff check {folder}", quiet)


@app.command()
def check(case: CaseOrGraph, strict: Strict = False, json: Json = False, quiet: Quiet = False) -> None:
    """Report every problem of a case with its place."""
    from standoff.results.documents.case import check_document
    from standoff.views.text.terminal import clean

    title, as_of, problems = _checked(case)
    errors = sum(problem.severity == "error" for problem in problems)
    warnings = len(problems) - errors
    if json:
        _print_json(check_document(title, as_of, problems))
    else:
        for problem in problems:
            sys.stdout.write("\n".join(clean(line) for line in str(problem).splitlines()) + "\n\n")
        found = [_plural(errors, "error")] * (errors > 0) + [_plural(warnings, "warning")] * (warnings > 0)
        _note(" and ".join(found) + "." if found else f"{case}: no problem found.", quiet)
    raise typer.Exit(1 if errors or (strict and warnings) else 0)


def _checked(path: Path) -> tuple[str | None, str | None, Sequence[Problem]]:
    """The title and date of a case or conflict, as far as it loads, and every problem."""
    from standoff.case.load import read
    from standoff.formats.graph_form.files import is_graph, load_graph

    if is_graph(path):
        try:
            return load_graph(path).title, None, ()
        except CaseError as error:
            return None, None, error.problems
    loaded, problems = read(path)
    return (*(_head(loaded) if loaded else (None, None)), problems)


@app.command()
def stable(
    case: Annotated[
        Path | None,
        typer.Argument(metavar="CASE", help="A case folder, its case.yaml, or a conflict in graph form (.json, .csv)."),
    ] = None,
    limit: Annotated[int, typer.Option(min=0, help="At most this many states per notion.")] = 1000,
    all_states: Annotated[bool, typer.Option("--all", help="Every feasible state with who would stay there.")] = False,
    state: Annotated[
        str | None, typer.Option("--state", metavar="STEPS", help="With these steps in force instead of now: a,b.")
    ] = None,
    concept: Annotated[
        list[str] | None, typer.Option("--concept", help="Only this notion; may be repeated.", metavar="NAME")
    ] = None,
    view: Annotated[
        str | None, typer.Option("--view", help="As this party sees the case, by its view.", metavar="PARTY")
    ] = None,
    coalition: Annotated[
        str, typer.Option("--coalition", help="Only this coalition: its parties, with commas.", metavar="PARTY,PARTY")
    ] = "",
    concepts: Annotated[bool, typer.Option("--concepts", help="List all notions, instead.")] = False,
    time_limit: Annotated[
        float, typer.Option(min=0, metavar="SECONDS", help="A search, of more than 24 steps, stops then.")
    ] = 60,
    draws: Annotated[
        int, typer.Option(min=0, max=100_000, help="Also how often states are equilibria, over so many draws.")
    ] = 0,
    seed: Seed = 1,
    cores: Cores = None,
    cluster: Cluster = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Where are we: is now stable, for whom and by which notion, and who has leverage over whom?"""
    from standoff.formats.graph_form.files import is_graph

    if case is not None and is_graph(case) and not concepts:
        _stable_graph(case, limit, all_states, concept or (), json)
        return
    loaded = _load(case, quiet or json) if case else None
    if concepts:
        _list_concepts(loaded, json)
        return
    if loaded is None:
        raise UsageError("which case? Name its folder: `standoff stable CASE`; or ask for `standoff stable --concepts`")
    import standoff
    from standoff.results.documents.stability import stable_document
    from standoff.views.text.stability import show_stable
    from standoff.views.text.sureness import show_often

    with _progress(quiet or json) as progress:
        found = standoff.stable(
            loaded,
            limit,
            all_states,
            progress,
            asked=concept or (),
            coalition=_names_in(coalition),
            view=view,
            state=None if state is None else _names_in(state),
            time_limit=time_limit,
        )
    often = None
    if draws:
        from standoff.engine.core.parallel import workers

        with _progress(quiet or json) as progress, workers(cores, cluster) as crew:
            often = standoff.stable_often(loaded, draws, seed, progress, crew)
    if json:
        _print_json(stable_document(*_head(loaded), found, often))
    else:
        show_stable(_console(), loaded, found)
        if often:
            show_often(_console(), loaded, often)


def _stable_graph(path: Path, limit: int, all_states: bool, asked: Sequence[str], json: bool) -> None:
    import standoff
    from standoff.formats.graph_form.files import load_graph
    from standoff.results.documents.graph_form import stable_graph_document
    from standoff.views.text.graph_form import show_stable_graph

    found = standoff.stable_graph(load_graph(path), limit=limit, all_states=all_states, asked=asked)
    if json:
        _print_json(stable_graph_document(found))
    else:
        show_stable_graph(_console(), found)


def _names_in(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _list_concepts(case: Case | None, json: bool) -> None:
    from standoff.analysis.stability.stable import catalogue
    from standoff.results.documents.stability import concepts_document
    from standoff.views.text.stability import show_concepts

    found = catalogue(case)
    if json:
        title, as_of = _head(case) if case else (None, None)
        _print_json(concepts_document(title, as_of, found))
    else:
        show_concepts(_console(), found)


@app.command()
def assess(
    case: CaseArgument,
    plan: Annotated[str, typer.Argument(metavar="PLAN", help="The name of a plan of the case.")] = "",
    between: Between = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Would this plan hold: who does not want it, who breaks it and when, and how much trust it asks?"""
    loaded = _load(case, quiet or json)
    if not plan:
        known = ", ".join(f"`{name}`" for name in loaded.plans)
        raise UsageError(
            f"which plan? {f'The case has {known}' if known else 'The case has none: add one under `plans:`'}"
        )
    import standoff
    from standoff.results.documents.assessment import assess_document
    from standoff.views.text.assessment import show_assessment

    found = standoff.assess(loaded, plan, between)
    if json:
        _print_json(assess_document(*_head(loaded), found))
    else:
        show_assessment(_console(), loaded, found)


@app.command()
def explain(
    case: CaseArgument,
    phase: Annotated[
        int | None, typer.Option(metavar="K", help="At the start of this phase; the last is after the end.")
    ] = None,
    party: Annotated[str, typer.Option(metavar="PARTY", help="The party whose row, or whose reasons.")] = "",
    plan: Annotated[str, typer.Option(metavar="PLAN", help="A plan of the case.")] = "",
    deal: Annotated[str, typer.Option("--deal", "-d", metavar="DEAL", help="Or the roadmap of this deal.")] = "",
    state: State = "",
    concept: Concept = "",
    every: Annotated[bool, typer.Option("--all", help="With --state: every improvement, with its answer.")] = False,
    start: Annotated[str, typer.Option("--from", metavar="STATE", help="The ways from here to equilibria.")] = "",
    to: Annotated[str, typer.Option("--to", metavar="STATE", help="With --from: the ways to this state.")] = "",
    limit: Annotated[int | None, typer.Option(min=0, help="With --from: at most this many equilibria.")] = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Why: what a margin is made of, why a party would stay in a state or leave it, or how to get to an equilibrium."""
    of_row = {"--plan": plan, "--deal": deal, "--phase": phase is not None}
    of_state = {"--state": state, "--all": every}
    of_ways = {"--from": start, "--to": to, "--limit": limit is not None}
    _ask_one_thing(of_row, of_state, of_ways, {"--concept": concept}, {"--party": party})
    if any(of_row.values()):
        _explain_row(case, phase, party, plan, deal, json, quiet)
    elif any(of_ways.values()):
        _explain_ways(case, start, to, concept, 10 if limit is None else limit, json, quiet)
    else:
        _explain_state(case, state or "now", party, concept, every, json, quiet)


def _ask_one_thing(
    of_row: Mapping[str, object],
    of_state: Mapping[str, object],
    of_ways: Mapping[str, object],
    concept: Mapping[str, object],
    party: Mapping[str, object],
) -> None:
    """Refuse options of more than one of the questions that `explain` answers."""
    row, state, ways, of_concept, of_party = (
        [name for name, value in options.items() if value] for options in (of_row, of_state, of_ways, concept, party)
    )
    mixed = [(row, state), (row, ways), (row, of_concept), (state, ways), (ways, of_party)]
    for one, other in mixed:
        if one and other:
            raise UsageError(
                f"`{one[0]}` and `{other[0]}` belong to different questions; ask for a row (--plan or --deal, --phase, "
                "--party), for reasons (--state, --party, --concept), or for ways (--from, --to, --concept)"
            )
    if ways and "--from" not in ways:
        raise UsageError(f"`{ways[0]}` goes with `--from`: from which state? `--from now`")


def _explain_row(path: Path, phase: int | None, party: str, plan: str, deal: str, json: bool, quiet: bool) -> None:
    if phase is None:
        raise UsageError("at the start of which phase? `--phase 1` is the first")
    if not party:
        raise UsageError("whose row? `--party PARTY`")
    loaded = _load(path, quiet or json)
    import standoff
    from standoff.results.documents.ledger import explain_document
    from standoff.views.text.assessment import show_explanation

    with _progress(quiet or json) as progress:
        found = standoff.explain(loaded, phase, party, plan=plan, deal=deal, progress=progress)
    if json:
        _print_json(explain_document(*_head(loaded), found))
    else:
        show_explanation(_console(), loaded, found)


def _explain_state(path: Path, state: str, party: str, concept: str, every: bool, json: bool, quiet: bool) -> None:
    loaded = _load(path, quiet or json)
    import standoff
    from standoff.results.documents.reasons import reasons_document
    from standoff.views.text.reasons import show_reasons

    with _progress(quiet or json) as progress:
        found = standoff.explain_state(loaded, state, party, concept, every, progress)
    if json:
        _print_json(reasons_document(*_head(loaded), found))
    else:
        show_reasons(_console(), loaded, found)


def _explain_ways(path: Path, start: str, to: str, concept: str, limit: int, json: bool, quiet: bool) -> None:
    loaded = _load(path, quiet or json)
    import standoff
    from standoff.results.documents.reasons import ways_document
    from standoff.views.text.reasons import show_ways

    with _progress(quiet or json) as progress:
        found = standoff.ways(loaded, start, to, concept, limit, progress)
    if json:
        _print_json(ways_document(*_head(loaded), found))
    else:
        show_ways(_console(), loaded, found)


@app.command()
def inverse(
    case: CaseArgument,
    state: State = "",
    party: Annotated[str, typer.Option(metavar="PARTY", help="Only this party's preferences.")] = "",
    concept: Annotated[str, typer.Option(metavar="NAME", help="The notion of stability.")] = "seq",
    limit: Annotated[int, typer.Option(min=1, help="At most this many sets of comparisons for each group.")] = 5,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """What would have to be true of a party's preferences for a state to be stable for it?"""
    if not state:
        raise UsageError("which state should be stable? `--state step,step`, or `--state now`")
    loaded = _load(case, quiet or json)
    import standoff
    from standoff.results.documents.reasons import inverse_document
    from standoff.views.text.reasons import show_inversion

    with _progress(quiet or json) as progress:
        found = standoff.inverse(loaded, state, party, concept, limit, progress)
    if json:
        _print_json(inverse_document(*_head(loaded), found))
    else:
        show_inversion(_console(), loaded, found)


@app.command()
def roadmap(
    case: CaseArgument,
    deal: Annotated[list[str] | None, typer.Option("--deal", "-d", metavar="DEAL", help="Only this deal.")] = None,
    objective: Annotated[
        str,
        typer.Option(
            metavar="NAME", help="What it is the best at: least-trust, least-at-risk, largest-margin, fastest, deepest."
        ),
    ] = "least-trust",
    trust_at_most: Annotated[
        str | None, typer.Option(metavar="SHARE", help="Only plans that ask for no more trust, like 30%.")
    ] = None,
    time_limit: Annotated[float, typer.Option(min=0, metavar="SECONDS", help="The search of a deal stops then.")] = 10,
    between: Between = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Which plan asks for the least trust, for each deal?"""
    most = None if trust_at_most is None else _read_share(trust_at_most, "--trust-at-most")
    loaded = _load(case, quiet or json)
    import standoff
    from standoff.results.documents.roadmap import roadmap_document
    from standoff.views.text.roadmap import show_roadmaps

    with _progress(quiet or json) as progress:
        found = standoff.roadmap(
            loaded,
            deal,
            progress,
            objective=objective,
            trust_at_most=most,
            time_limit=time_limit,
            between=between,
        )
    if json:
        _print_json(roadmap_document(*_head(loaded), found))
    elif not found:
        _note("The case has no deals: add one under `deals:`.", quiet)
    else:
        show_roadmaps(_console(), loaded, found)


def _read_share(text: str, option: str) -> float:
    from standoff.case.model.mistake import MistakeError
    from standoff.case.model.values import read_share

    try:
        return read_share(text)
    except MistakeError as mistake:
        raise UsageError(f"{option}: {mistake.message}; write, for example, `30%`") from None


@app.command()
def deals(
    case: CaseArgument,
    within: Annotated[
        str | None, typer.Option("--within", "-w", metavar="DEAL", help="Only parts of this deal of the case.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="At most this many deals are shown.")] = 20,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Which deals hold, and which does no other beat: gains against trust asked, over all deals there are?"""
    loaded = _load(case, quiet or json)
    import standoff
    from standoff.results.documents.frontier import deals_document
    from standoff.views.text.frontier import show_deals

    with _progress(quiet or json) as progress:
        found = standoff.deals(loaded, within, limit, progress)
    if json:
        _print_json(deals_document(*_head(loaded), found))
    else:
        show_deals(_console(), loaded, found)


@app.command()
def remedies(
    case: CaseArgument,
    plan: Annotated[str | None, typer.Option("--plan", "-p", metavar="PLAN", help="Only this plan.")] = None,
    deal: Annotated[
        str | None, typer.Option("--deal", "-d", metavar="DEAL", help="The roadmap found for this deal.")
    ] = None,
    trust: Annotated[
        str, typer.Option("--trust-at-most", metavar="SHARE", help="It must ask for no more trust, as in 50%.")
    ] = "",
    pairs: Annotated[bool, typer.Option("--pairs/--no-pairs", help="Also look for pairs of remedies.")] = True,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """What would mend it: what remedies do to a plan, and the smallest one, or pair, that makes it hold?"""
    at_most = _read_share(trust, "--trust-at-most") if trust else None
    loaded = _load(case, quiet or json)
    import standoff
    from standoff.results.documents.remedies import remedies_document
    from standoff.views.text.remedies import show_remedies

    with _progress(quiet or json) as progress:
        found = standoff.remedies(loaded, plan, deal, progress, at_most, pairs)
    if json:
        _print_json(remedies_document(*_head(loaded), found))
    elif not found:
        _note("The case has no plans: add one under `plans:`, or ask for a deal with --deal.", quiet)
    else:
        show_remedies(_console(), loaded, found)


@app.command()
def flip(
    case: CaseArgument,
    plan: Annotated[str | None, typer.Option("--plan", "-p", metavar="PLAN", help="A plan of the case.")] = None,
    deal: Annotated[str | None, typer.Option("--deal", "-d", metavar="DEAL", help="Or the roadmap of a deal.")] = None,
    trust: Annotated[
        str, typer.Option("--trust-at-most", metavar="SHARE", help="It must ask for no more trust, as in 50%.")
    ] = "",
    seed: Seed = 1,
    cores: Cores = None,
    cluster: Cluster = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Which numbers flip the verdict on a plan, at which value, and which of them drive it?"""
    at_most = _read_share(trust, "--trust-at-most") if trust else None
    loaded = _load(case, quiet or json)
    import standoff
    from standoff.engine.core.parallel import workers
    from standoff.results.documents.sureness import flip_document
    from standoff.views.text.sureness import show_flips

    with _progress(quiet or json) as progress, workers(cores, cluster) as crew:
        found = standoff.flip(loaded, plan, deal, progress, trust_at_most=at_most, seed=seed, by=crew)
    if json:
        _print_json(flip_document(*_head(loaded), found))
    else:
        show_flips(_console(), loaded, found)


@app.command()
def needs(
    case: CaseArgument,
    plan: Annotated[str | None, typer.Option("--plan", "-p", metavar="PLAN", help="A plan of the case.")] = None,
    deal: Annotated[str | None, typer.Option("--deal", "-d", metavar="DEAL", help="Or the roadmap of a deal.")] = None,
    trust: Annotated[
        str, typer.Option("--trust", metavar="SHARE", help="Starting it pays if it holds with this chance or more.")
    ] = "50%",
    draws: Annotated[int, typer.Option(min=100, max=1_000_000, help="How often all ranges are drawn.")] = 20_000,
    seed: Seed = 1,
    cores: Cores = None,
    cluster: Cluster = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """What is worth finding out before a plan is started, and what rests on which source?"""
    pays = _read_share(trust, "--trust")
    loaded = _load(case, quiet or json)
    import standoff
    from standoff.engine.core.parallel import workers
    from standoff.results.documents.sureness import needs_document
    from standoff.views.text.sureness import show_needs

    with _progress(quiet or json) as progress, workers(cores, cluster) as crew:
        found = standoff.needs(loaded, plan, deal, progress, trust=pays, draws=draws, seed=seed, by=crew)
    if json:
        _print_json(needs_document(*_head(loaded), found))
    else:
        show_needs(_console(), loaded, found)


@app.command()
def sweep(
    cases: Annotated[list[Path], typer.Argument(metavar="CASE...", help="Case folders, or their case.yaml.")],
    vary: Annotated[
        list[str] | None,
        typer.Option("--vary", metavar="PATH=VALUES", help="A number and its values: 2, 5 years or 2 to 10 years / 9."),
    ] = None,
    plan: Annotated[list[str] | None, typer.Option("--plan", "-p", metavar="PLAN", help="Only this plan.")] = None,
    deal: Annotated[
        list[str] | None, typer.Option("--deal", "-d", metavar="DEAL", help="The roadmap found for this deal.")
    ] = None,
    draws: Annotated[int, typer.Option(min=0, max=100_000, help="How often all other ranges are drawn.")] = 0,
    seed: Seed = 1,
    cores: Cores = None,
    cluster: Cluster = None,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="The table to write.")] = Path("sweep.parquet"),
    again: Annotated[bool, typer.Option("--again", help="Start anew, over the table of another sweep.")] = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Assess plans of many cases over a grid of their numbers, into one table; go on where it was stopped."""
    from standoff.analysis.sureness.grid import grid_of
    from standoff.analysis.sureness.sweep import asked_of
    from standoff.engine.core.parallel import workers
    from standoff.formats import parquet
    from standoff.results.documents.sweep import sweep_document
    from standoff.views.text.sweep import show_swept

    subjects = [_subject(path, quiet or json) for path in cases]
    grid = grid_of([subject.case for subject in subjects], vary or ())
    asked = asked_of(subjects, plan or (), deal or (), grid, draws, seed)
    with _progress(quiet or json) as progress, workers(cores, cluster) as crew:
        found = parquet.write(out, asked, again, progress, crew)
    if json:
        _print_json(sweep_document(found))
    else:
        show_swept(_console(), found, quiet)
    if found.partial:
        raise typer.Exit(INTERRUPTED)


def _subject(path: Path, quiet: bool) -> Subject:
    """A case for a sweep, under the path that it was given by."""
    from hashlib import sha256

    from standoff.analysis.sureness.sweep import Subject

    case, text = _load_with_text(path, quiet)
    name = os.fsencode(path).decode("utf-8", "replace")
    return Subject(name, case, sha256(text.encode("utf-8")).hexdigest())


@app.command()
def run(
    case: CaseArgument,
    draws: Draws = 200,
    seed: Seed = 1,
    sampling: Sampling = "latin",
    cores: Cores = None,
    cluster: Cluster = None,
    out: Out = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Compute everything and write the brief, run.json and the tables into CASE/out."""
    _run(case, draws, seed, out, json, quiet, sampling, cores, cluster)


def _run(
    path: Path,
    draws: int,
    seed: int,
    out: Path | None,
    json: bool,
    quiet: bool,
    sampling: str = "latin",
    cores: int | None = None,
    cluster: str | None = None,
) -> Path:
    loaded = _load(path, quiet or json)
    import standoff
    from standoff.case.reading.files import save
    from standoff.case.reading.sources import read_library
    from standoff.engine.core.parallel import workers
    from standoff.formats.csv_tables import tables
    from standoff.results.documents.document import dumps
    from standoff.results.documents.run import run_document
    from standoff.views.brief import page as brief
    from standoff.views.text.run import show_findings

    home = path if path.is_dir() else path.parent
    folder = out or home / "out"
    with _progress(quiet or json) as progress, workers(cores, cluster) as crew:
        found = standoff.run(loaded, draws=draws, seed=seed, progress=progress, by=crew, sampling=sampling)
    document = run_document(found)
    command = f"standoff run {path.name or path} --draws {draws} --seed {seed}"
    page = brief.render(loaded, found, sources=read_library(home).entries or {}, command=command)
    try:
        (folder / "tables").mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WriteError(f"cannot make the folder {folder}: {error.strerror or error}") from None
    for name, table in tables(found).items():
        save(folder / "tables" / f"{name}.csv", table)
    save(folder / "run.json", dumps(document) + "\n")
    save(folder / "report.html", page)
    if json:
        _print_json(document)
    else:
        if not quiet:
            show_findings(_console(), loaded, found)
        sys.stdout.write(f"The brief is {folder / 'report.html'}\n")
    return folder / "report.html"


@app.command(name="import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file of another program; its ending says of which.")],
    to: Annotated[
        Path | None,
        typer.Option("--to", help="The new case folder; else one of the file's name, here.", metavar="FOLDER"),
    ] = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Make a new case folder from a conflict of another program."""
    from datetime import date

    from standoff.formats import importers
    from standoff.results.documents.case import import_document
    from standoff.views.text.terminal import clean

    imported = importers.read(file, date.today())
    path = importers.write(to or importers.default_folder(file), imported)
    if json:
        _print_json(import_document(*_head(imported.case), imported.program, str(path), imported.notes))
        return
    for note in imported.notes:
        _note(clean(note), quiet)
    _note(f"Wrote {path}. Then: standoff check {path.parent}", quiet)


@app.command()
def export(
    case: Annotated[Path | None, typer.Argument(metavar="CASE", help="A case folder, or its case.yaml.")] = None,
    to: Annotated[str, typer.Option(metavar="FORMAT", help="One of those that --formats lists.")] = "",
    out: Annotated[str, typer.Option(metavar="FILE", help="Where to write; - is standard output.")] = "-",
    only: Annotated[
        str, typer.Option(metavar="STATES", help="Which states: all, equilibria, or those under one notion, like nash.")
    ] = "all",
    formats: Annotated[bool, typer.Option("--formats", help="List the formats.")] = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Write who would stay in which state as a table, a graph or a game, for other programs."""
    if formats:
        _list_formats(json)
        return
    if case is None:
        raise UsageError("which case? name a case folder; `--formats` lists what it can be exported to")
    from standoff.formats import exporters
    from standoff.results.documents.case import export_document

    written = out != "-"
    if written and os.path.lexists(out):
        raise UsageError(f"{out} is there already, and nothing is written over it; name another file")
    if not to and not written:
        raise UsageError(f"which format? name one with `--to`: {', '.join(f'`{name}`' for name in exporters.FORMATS)}")
    name = to or exporters.by_suffix(Path(out).suffix)
    exporters.format_of(name)
    loaded = _load(case, quiet or json)
    with _progress(quiet or json) as progress:
        text = exporters.export(loaded, name, only, progress)
    if written:
        from standoff.case.reading.files import save

        save(out, text)
    if json:
        document = export_document(*_head(loaded), name, out if written else None, None if written else text)
        _print_json(document)
    elif written:
        _note(f"Wrote {out}.", quiet)
    else:
        sys.stdout.write(text)


def _list_formats(json: bool) -> None:
    """The formats of exports, and the endings of files that are imported."""
    from standoff.formats.exporters import FORMATS
    from standoff.results.documents.case import FormatEntry, FormatsDocument

    if json:
        listed = (FormatEntry(name=n, suffix=one.suffix, says=one.says, limit=one.limit) for n, one in FORMATS.items())
        _print_json(FormatsDocument(formats=tuple(listed)))
        return
    for name, one in FORMATS.items():
        sys.stdout.write(f"{name:<10}{one.suffix:<6}{one.says} (at most {one.limit})\n")


@app.command()
def schema(
    document: Annotated[str, typer.Argument(help="`case`, `graph`, or a verb whose JSON document is meant.")] = "case",
    names: Annotated[bool, typer.Option("--list", help="The names of all schemas instead, one a line.")] = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Print the JSON Schema of the case format, of a conflict in graph form, or of a document that a verb writes."""
    from functools import partial

    from standoff.case.graph import graph_schema
    from standoff.case.reading.schema import case_schema
    from standoff.results import schemas

    known: dict[str, Callable[[], dict[str, Any]]] = {"case": case_schema, "graph": graph_schema}
    known |= {name: partial(schemas.schema, name) for name in schemas.DOCUMENTS}
    if names:
        sys.stdout.write("".join(f"{name}\n" for name in known))
        return
    if document not in known:
        raise UsageError(f"there is no schema `{document}`; {did_you_mean(document, known)}")
    _print_json(known[document]())


@app.command()
def doctor(json: Json = False, quiet: Quiet = False) -> None:
    """Say what is installed here, and whether the compiled kernel is in use."""
    from dataclasses import asdict

    from standoff.installation import KERNEL, installation
    from standoff.results.documents.program import DoctorDocument

    found = installation()
    if json:
        _print_json(DoctorDocument(**asdict(found)))
    else:
        for name, value in (asdict(found) | {"kernel": KERNEL[found.kernel]}).items():
            sys.stdout.write(f"{'standoff' if name == 'version' else name:<10}{value}\n")
