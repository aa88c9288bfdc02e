"""A case beside the file it came from: what every check looks at, and how it says what is wrong and where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Any

from standoff.case.check.satisfy import conflict
from standoff.case.model.forms import NAME
from standoff.case.model.model import Case, in_order
from standoff.case.model.parts import in_parts, part_names, written_place
from standoff.case.model.rules import Expression, holds
from standoff.case.model.slips import name_meant
from standoff.case.model.values import Quantity
from standoff.case.reading.pruning import Rest
from standoff.case.reading.source import KeyPath, Source
from standoff.case.reading.sources import Library
from standoff.errors import Problem

__all__ = ["Claims", "Law"]


@dataclass(frozen=True)
class Law:
    """Something that binds every state: what it says, in words, and as an expression."""

    said: str
    expression: Expression
    path: KeyPath


@dataclass(frozen=True)
class Claims:
    """A case, its source and its library. Names count as known even where what they name could not be read."""

    case: Case
    source: Source
    sources: Library
    rest: Rest | None = None

    def error(self, path: KeyPath, message: str, hint: str = "", offset: int = 0, key: bool = False) -> Problem:
        """An error at a path of the case."""
        return self.source.problem(self._original(path), message, hint, offset=offset, key=key)

    def warning(self, path: KeyPath, message: str, hint: str = "", key: bool = False) -> Problem:
        """A warning at a path of the case."""
        return self.source.problem(self._original(path), message, hint, key=key, severity="warning")

    def _original(self, path: KeyPath) -> KeyPath:
        return self.rest.original(path) if self.rest else path

    def apart(self) -> Claims:
        """The same with the parts of each step in its place; every place is still the one in the file."""
        return ClaimsApart(in_parts(self.case), self.source, self.sources, self.rest, self) if self.parts else self

    def sure(self, *keys: str) -> bool:
        """Whether nothing had to be taken out of these keys of the case."""
        return not (self.rest and self.rest.unsure.intersection(keys))

    def _written(self, key: str) -> Mapping[str, Any]:
        data = self.source.data.get(key) if isinstance(self.source.data, Mapping) else None
        return data if isinstance(data, Mapping) else {}

    def _named(self, key: str) -> Mapping[str, Any]:
        written = self._written(key)
        return {**written, **{meant: part for name, part in written.items() if (meant := name_meant(name, NAME))}}

    @cached_property
    def parties(self) -> Mapping[str, Any]:
        """The names of parties, read or not, and those that are meant by what cannot be a name: that is told once."""
        return {**self._named("parties"), **self.case.parties}

    @cached_property
    def steps(self) -> Mapping[str, Any]:
        """The names of steps, read or not, and of their parts."""
        parts = {part: self.case.steps[name] for name, names in self.parts.items() for part in names}
        return {**parts, **self.whole_steps} if parts else self.whole_steps

    @cached_property
    def whole_steps(self) -> Mapping[str, Any]:
        """The names of steps, read or not."""
        return {**self._named("steps"), **self.case.steps}

    @cached_property
    def parts(self) -> Mapping[str, tuple[str, ...]]:
        """The names of the parts of each step that comes in parts and has not been taken apart."""
        return {name: names for name, names in part_names(self.case).items() if name in self.case.steps}

    @cached_property
    def choices(self) -> Mapping[str, Any]:
        """The names of choices, read or not."""
        return {**self._named("choices"), **self.case.choices}

    @cached_property
    def numbers(self) -> Mapping[str, Quantity]:
        """All numbers of the case that a range may stand for, by their paths."""
        return {".".join(path): quantity for path, quantity in self.case.quantities()}

    @cached_property
    def now(self) -> frozenset[str]:
        """The steps in force now, without names that are no steps."""
        return self.known(self.case.now)

    def known(self, names: Iterable[str]) -> frozenset[str]:
        """Those of the names that are steps."""
        return frozenset(name for name in names if name in self.steps)

    def in_order(self, names: Iterable[str]) -> list[str]:
        """Names of steps in the order of the file."""
        order = {name: i for i, name in enumerate(self.steps)}
        return sorted(names, key=lambda name: (order.get(name, len(order)), name))

    @cached_property
    def laws(self) -> tuple[Law, ...]:
        """The rules, and the choices as rules."""
        rules = (
            Law(f"the rule `{rule.text}`", rule.expression, ("rules", i)) for i, rule in enumerate(self.case.rules)
        )
        pairs = (
            Law(
                f"the choice `{choice}`, which allows one of `{a}` and `{b}`",
                ("not", ("and", ("step", a), ("step", b))),
                ("choices", choice),
            )
            for choice, members in self.case.choices.items()
            for a, b in combinations(dict.fromkeys(members), 2)
        )
        apart = (
            Law(f"the order of the parts, by which `{name}` comes after the one before it", expression, ("steps", name))
            for name, part in self.case.steps.items()
            for expression in in_order(part)
        )
        return (*rules, *pairs, *apart)

    @cached_property
    def contradiction(self) -> tuple[Law, ...]:
        """A few laws that cannot hold together, or () if all can."""
        if all(holds(law.expression, self.now) for law in self.laws):
            return ()
        return tuple(self.laws[i] for i in conflict([law.expression for law in self.laws]))


@dataclass(frozen=True)
class ClaimsApart(Claims):
    """Claims about a case with parts in the place of their wholes, beside the claims as they stand in the file."""

    written: Claims | None = None

    def _original(self, path: KeyPath) -> KeyPath:
        said = self.written.case if self.written is not None else self.case
        return super()._original(written_place(said, path))


def listed(names: Sequence[str], last: str = "and") -> str:
    """Names as a sentence lists them.

    >>> listed(["a", "b", "c"])
    '`a`, `b` and `c`'
    """
    quoted = [f"`{name}`" for name in names]
    return f" {last} ".join(filter(None, [", ".join(quoted[:-1]), *quoted[-1:]])) if quoted else "nothing"
