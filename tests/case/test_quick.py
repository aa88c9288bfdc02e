"""Another number in a case that was read is what reading the edited text gives, or the text has to be read."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from standoff import catalog
from standoff.case.editing.edit import Edit
from standoff.case.editing.edited import edited
from standoff.case.load import examine, read_source
from standoff.case.quick import with_number


@pytest.mark.parametrize("name", ["harbour", "korea"])
def test_it_is_the_case_of_the_edited_text(name):
    folder = catalog.find(name)
    reading = examine(folder)
    text, case = reading.source.text, reading.case
    written = [path for path, _ in case.quantities() if path in reading.source.values]
    tried = 0
    for path in random.Random(3).sample(written, 4 if name == "korea" else 12):
        value = "1 month" if path[-1] in ("takes", "seen", "undo") else "1 to 2"
        slow = read_source("case.yaml", edited(text, [Edit("set", path, value)]), Path(folder)).case
        quick = with_number(case, path, value)
        if quick is not None:
            tried += 1
            assert quick == slow, path
    assert tried >= 3


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("parties", "beta", "horizon"), "soon"),
        (("parties", "beta", "horizon"), None),
        (("parties", "beta", "walkout_cost"), "-1"),
        (("parties", "beta", "name"), "Beth"),
        (("parties", "gamma", "horizon"), "2 years"),
        (("parties", "beta"), "2 years"),
        (("steps", "fuel", "worth"), 3),
        (("steps", "fuel", "worth", "gamma"), 3),
        (("title",), "Another"),
    ],
)
def test_for_anything_else_the_text_is_read(path, value):
    from standoff import example

    assert with_number(example(), path, value) is None
