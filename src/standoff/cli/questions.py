"""Verbs in groups, by the question that they answer: how they are declared, found and listed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, MutableMapping
from functools import wraps
from inspect import Parameter, Signature, signature
from typing import Any, TypeVar, get_type_hints

import typer
from typer.core import TyperCommand, TyperGroup

from standoff.cli.over import Over

__all__ = ["STYLE", "Grouped", "Question"]

Function = TypeVar("Function", bound=Callable[..., None])

Command = Any
"""A command of click, or of the copy of it that newer versions of typer bring along."""

STYLE: dict[str, Any] = {"pretty_exceptions_enable": False, "rich_markup_mode": None}
"""What holds for the command and for all its verbs: plain help, and no traceback but Python's own."""


class _Verb(TyperCommand):
    """A verb whose usage names what it takes as it is typed: typer puts what must be there into braces."""

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """What stands after the verb."""
        return [piece.replace("{", "").replace("}", "") for piece in super().collect_usage_pieces(ctx)]


class Question:
    """A question, and the verbs that answer it; each has an example that its help ends with."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.verbs: dict[str, Callable[[], Command]] = {}

    def verb(self, example: str, name: str = "", hidden: bool = False) -> Callable[[Function], Function]:
        """A function as a verb: the first paragraph of its docstring is its line in the list of all verbs."""

        def declare(function: Function) -> Function:
            def built() -> Command:
                alone = typer.Typer(**STYLE, add_completion=False)
                taken = _with_options(function)
                alone.command(called, cls=_Verb, epilog=_in_full(example), hidden=hidden)(taken)
                return typer.main.get_command(alone)

            called = name or function.__name__
            self.verbs[called] = built
            return function

        return declare

    def verb_with_verbs(self, name: str, kind: type[Grouped], summary: str, example: str) -> None:
        """A verb that is told by another word what it is to do."""

        def built() -> Command:
            inner = typer.Typer(
                **STYLE,
                cls=kind,
                add_completion=False,
                no_args_is_help=True,
                subcommand_metavar="WHAT CASE",
                help=summary,
                epilog=_in_full(example),
            )
            inner.callback()(lambda: None)
            return typer.main.get_command(inner)

        self.verbs[name] = built


class Grouped(TyperGroup):
    """A command whose help lists its verbs question by question, each on one line and whole."""

    questions: tuple[Question, ...] = ()

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands = _Verbs(self.questions)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write one section a question, as the end of the help."""
        widest = max(map(len, self.commands))
        for question in self.questions:
            shown = {name: self.commands[name] for name in question.verbs}
            formatter.write_paragraph()
            formatter.write(f"{question.title}\n")
            with formatter.indentation():
                formatter.write_dl(
                    [(name.ljust(widest), _summary(verb)) for name, verb in shown.items() if not verb.hidden]
                )


class _Verbs(MutableMapping[str, Command]):
    """Verbs by name, each built when it is asked for: building all took nearly a quarter of a start."""

    def __init__(self, questions: tuple[Question, ...]) -> None:
        self._declared = {name: built for question in questions for name, built in question.verbs.items()}
        self._built: dict[str, Command] = {}

    def __getitem__(self, name: str) -> Command:
        if name not in self._built:
            self._built[name] = self._declared[name]()
        return self._built[name]

    def __setitem__(self, name: str, command: Command) -> None:
        self._declared[name] = lambda: command

    def __delitem__(self, name: str) -> None:
        del self._declared[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._declared)

    def __len__(self) -> int:
        return len(self._declared)


def _with_options(function: Function) -> Callable[..., None]:
    """A verb whose parameter `over` is given by the three options that say what is put over the case.

    They stand before those that say how it is answered.
    """
    hints = get_type_hints(function, include_extras=True)
    if hints.get("over") is not Over:
        return function
    from standoff.cli.options import OVER

    own = [one for one in signature(function).parameters.values() if one.name != "over"]
    own = [one.replace(annotation=hints[one.name]) for one in own]
    place = next((n for n, one in enumerate(own) if one.name in _HOW), len(own))
    options = [Parameter(name, own[0].kind, default=None, annotation=kind) for name, kind in OVER.items()]

    @wraps(function)
    def verb(**given: Any) -> None:
        asked = (given.pop(name) for name in OVER)
        as_of, view, values = asked
        function(**given, over=Over(as_of, view, tuple(values or ())))

    parameters = [*own[:place], *options, *own[place:]]
    verb.__signature__ = Signature(parameters)  # type: ignore[attr-defined]
    verb.__annotations__ = {one.name: one.annotation for one in parameters} | {"return": None}
    return verb


_HOW = ("whole", "every", "json", "quiet")
"""Parameters of verbs that say how they answer."""


def _in_full(example: str) -> str:
    """An example as an epilog whose lines are kept as they are."""
    return f"\b\nExample:\n  {example}"


def _summary(verb: Command) -> str:
    """The first paragraph of what a verb says of itself."""
    return " ".join((verb.help or "").partition("\n\n")[0].split())
