"""Plain data of all shapes, and edits of it that lead somewhere."""

from __future__ import annotations

from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from standoff.case.editing.data import at
from standoff.case.editing.edit import Edit

words = st.sampled_from(
    [
        "fuel",
        "a: b",
        "yes",
        "-4 to -1",
        "1.10",
        "# no",
        "two\nlines",
        "",
        "it's",
        'so "said"',
        "x" * 130,
        "ü, é",
        "a\tb",
        "\x07",
        " ",
    ]
)
scalars = st.one_of(words, st.integers(-9, 99), st.booleans(), st.sampled_from([0.5, -1e-7, 1e22, 2.0]))
keys = st.sampled_from(["alpha", "beta", "title", "worth", "a b", "yes", "x: y", "by", "because"])
trees = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(keys, inner, max_size=3)),
    max_leaves=6,
)
groups = st.dictionaries(keys, trees, min_size=1, max_size=5)


def paths(data: Any, here: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    parts = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [here, *(path for part, inner in parts for path in paths(inner, (*here, part)))]


def plain_data(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: plain_data(part) for key, part in value.items()}
    return [plain_data(part) for part in value] if isinstance(value, list) else value


@st.composite
def edits(draw: st.DrawFn, data: Any) -> Edit:
    """An edit that leads somewhere, short forms left aside."""
    path = draw(st.sampled_from(paths(data)))
    there = at(data, path)
    op = draw(st.sampled_from(["set", "add", "remove"]))
    if op == "remove":
        assume(path)
        return Edit("remove", path)
    if op == "set" and (not path or (isinstance(there, dict) and draw(st.booleans()))):
        path = (*path, *draw(st.lists(keys, min_size=1, max_size=2)))
        assume(at(data, path[:-1]) is None or isinstance(at(data, path[:-1]), dict))
    if op == "add" and not isinstance(there, list):
        assume(isinstance(there, dict))
        path = (*path, draw(keys))
        assume(at(data, path) is None or isinstance(at(data, path), list))
    return Edit(op, path, draw(trees))
