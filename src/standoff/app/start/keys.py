"""The keys under which parties, steps, deals and plans stand in a case, made of what people call them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal, TypeAlias, get_args

from standoff.errors import UsageError
from standoff.formats.slugs import slug
from standoff.printable import replaced

__all__ = ["KINDS", "Kind", "key_for"]

Kind: TypeAlias = Literal["party", "step", "choice", "deal", "plan"]

KINDS: Mapping[Kind, tuple[str, ...]] = {
    "party": ("parties", "steps", "choices"),
    "step": ("parties", "steps", "choices"),
    "choice": ("parties", "steps", "choices"),
    "deal": ("deals", "plans"),
    "plan": ("deals", "plans"),
}
"""For each kind of thing, the sections of a case in which no two may have the same key, or would be mixed up."""

AVOIDED = frozenset(
    {"all", "any", "nothing", "never", "now", "yes", "no", "on", "off", "y", "n", "case", "best", "found"}
)
"""Names that could be had, but that read as something else in one place or another."""

LONGEST = 200
"""Characters of a name that a key is made of."""


def key_for(kind: str, name: str, data: Mapping[str, Any]) -> str:
    """The key for something new that is called so, in a case that holds the plain data: another one than all others.

    Raises UsageError for a kind that there is not, and for an empty name.

    >>> key_for("step", "Lift the ban!", {"steps": {"lift_the_ban": {}}}), key_for("party", "中国", {})
    ('lift_the_ban_2', 'party_1')
    >>> key_for("step", "yes", {}), key_for("deal", "2nd deal", {}), key_for("plan", "not", {"plans": {"plan_1": {}}})
    ('step_yes', 'deal_1_2nd_deal', 'plan_2')
    """
    if kind not in get_args(Kind):
        raise UsageError(f"a case has no `{replaced(str(kind)[:40], '?')}`; it has: {', '.join(get_args(Kind))}")
    if not name.strip():
        raise UsageError(f"the {kind} has no name; type what it is called")
    taken = {key for section in KINDS[kind] for key in _taken(data, section)}  # type: ignore[index]
    number = next(n for n in range(1, len(taken) + 2) if f"{kind}_{n}" not in taken)
    base = slug(name[:LONGEST], f"{kind}_{number}")
    if base in AVOIDED:
        base = f"{kind}_{base}"
    return next(key for key in _numbered(base) if key not in taken)


def _taken(data: Mapping[str, Any], section: str) -> Iterator[str]:
    """The keys of a section, and those that the parts of its steps will have."""
    there = data.get(section)
    for key, entry in there.items() if isinstance(there, Mapping) else ():
        yield str(key)
        parts = entry.get("parts") if isinstance(entry, Mapping) else None
        if isinstance(parts, int) and 0 < parts <= 1000:
            yield from (f"{key}_{n}" for n in range(1, parts + 1))


def _numbered(base: str) -> Iterator[str]:
    yield base
    number = 2
    while True:
        yield f"{base}_{number}"
        number += 1
