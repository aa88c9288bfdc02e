"""Any edit of any text: the data is what the edit says, and every line that is not of it stays as it is."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from any_case import any_case
from any_edit import edits, groups, paths, plain_data, scalars
from any_text import any_text
from naive.editing import naively_edited
from standoff.case.editing.data import at, same, short_form
from standoff.case.editing.edit import Edit, plain_edit, read_edits
from standoff.case.editing.edited import edited, edited_source
from standoff.case.editing.ends import plain_ends
from standoff.case.editing.read import read
from standoff.case.reading.nodes import parse
from standoff.case.reading.plain import plain
from standoff.errors import EditError

calm = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)


def has_short_form(data: Any, path: tuple[str | int, ...]) -> bool:
    return any(short_form(data, path[:length]) for length in range(len(path)))


@calm
@given(st.data())
def test_the_text_says_what_the_edits_make_of_the_data(data: st.DataObject) -> None:
    was = data.draw(groups)
    text = data.draw(any_text(was))
    assert same(parse("case.yaml", text).data, was)
    for _ in range(3):
        edit = data.draw(edits(was))
        wanted = naively_edited(was, edit.op, list(edit.path), edit.value)
        text = edited(text, [edit])
        found = read(text).data
        assert same(found, wanted), text
        was = plain_data(found)
        if not was:
            break


@calm
@given(st.data())
def test_cases_of_all_kinds_are_edited(data: st.DataObject) -> None:
    was = plain_data(plain(data.draw(any_case())))
    text = data.draw(any_text(was))
    edit = data.draw(edits(was))
    assume(not has_short_form(was, edit.path))
    assert same(read(edited(text, [edit])).data, naively_edited(was, edit.op, list(edit.path), edit.value))


@calm
@given(st.data())
def test_a_part_read_again_is_as_if_all_were_read_again(data: st.DataObject) -> None:
    """Places of values alone: where a block ends before the next thing is nobody's business."""
    was = data.draw(groups)
    source = parse("case.yaml", data.draw(any_text(was)))
    found = edited_source(source, data.draw(edits(was)))
    whole = read(found.text)
    assert same(found.data, whole.data) and found.lines == whole.lines
    assert found.keys == whole.keys
    starts = {path: (span.start, span.line, span.column) for path, span in whole.values.items()}
    assert {path: (span.start, span.line, span.column) for path, span in found.values.items()} == starts
    single = [path for path in starts if not isinstance(at(whole.data, path), (dict, list))]
    assert [found.values[path] for path in single] == [whole.values[path] for path in single]


@calm
@given(st.data())
def test_another_single_value_changes_its_own_lines_alone(data: st.DataObject) -> None:
    was = data.draw(groups)
    text = data.draw(any_text(was))
    leaves = [path for path in paths(was) if not isinstance(at(was, path), (dict, list))]
    assume(leaves)
    path = data.draw(st.sampled_from(leaves))
    source = parse("case.yaml", text)
    span, key = source.values[path], source.keys.get(path)
    first = text.count("\n", 0, span.start)
    last = text.count("\n", 0, max(span.start, span.start + len(text[span.start : span.end].rstrip())))
    old = text.split("\n")
    new = edited(text, [Edit("set", path, data.draw(scalars))]).split("\n")
    assert new[:first] == old[:first]
    after = len(old) - last - 1
    assert new[len(new) - after :] == old[len(old) - after :]
    assert key is None or source.text[key.start : key.end] in new[first]


@calm
@given(st.data())
def test_what_is_added_takes_nothing_away(data: st.DataObject) -> None:
    """Every line stays, in its order, but the one line that grows; and what is taken away leaves the others."""
    was = data.draw(groups)
    text = data.draw(any_text(was))
    edit = data.draw(edits(was))
    assume(edit.op == "remove" or at(was, edit.path) is None)
    old, new = text.split("\n"), edited(text, [edit]).split("\n")
    fewer, more = (new, old) if edit.op == "remove" else (old, new)
    assert any(is_within([*fewer[:n], *fewer[n + 1 :]], more) for n in range(len(fewer) + 1)), (old, new)


def is_within(lines: list[str], others: list[str]) -> bool:
    """Whether lines stand among others in their order."""
    rest = iter(others)
    return all(any(line == other for other in rest) for line in lines)


@calm
@given(st.data())
def test_an_edit_and_its_inverse_leave_the_data_as_it_was(data: st.DataObject) -> None:
    was = data.draw(groups)
    text = data.draw(any_text(was))
    edit = data.draw(edits(was))
    there = at(was, edit.path)
    if edit.op == "set" and there is not None:
        back = Edit("set", edit.path, there, was=edit.value)
    elif edit.op == "set" and len(edit.path) > 1 and at(was, edit.path[:-1]) is None:
        return  # the parents that were made stay
    elif edit.op == "set":
        back = Edit("remove", edit.path)
    elif edit.op == "add":
        assume(isinstance(there, list))
        back = Edit("remove", (*edit.path, len(there)), was=edit.value)
    else:
        assume(isinstance(edit.path[-1], str))
        back = Edit("set", edit.path, there, was=None)
    assert same(read(edited(text, [edit, back])).data, was)


@calm
@given(st.data())
def test_ends_of_lines_stay(data: st.DataObject) -> None:
    was = data.draw(groups)
    text = data.draw(any_text(was))
    edit = data.draw(edits(was))
    plainly = edited(text, [edit])
    for end in ("\r\n", "\r"):
        assert edited(text.replace("\n", end), [edit]) == plainly.replace("\n", end)
    assert edited("\ufeff" + text, [edit]) == "\ufeff" + plainly
    mixed = "".join(line + ("\r\n" if n % 3 == 1 else "\n") for n, line in enumerate(text.split("\n")))
    assert plain_ends(edited(mixed, [edit])) == edited(plain_ends(mixed), [edit])


@calm
@given(st.data())
def test_edits_are_told_in_json_and_read_back(data: st.DataObject) -> None:
    edit = data.draw(edits(data.draw(groups)))
    told = plain_edit(edit)
    again = deepcopy(told)
    assert read_edits([told]) == (edit,) and told == again


@calm
@given(st.data())
def test_what_was_changed_meanwhile_is_not_written_over(data: st.DataObject) -> None:
    was = data.draw(groups)
    text = data.draw(any_text(was))
    path = data.draw(st.sampled_from(paths(was)[1:]))
    with pytest.raises(EditError, match="changed meanwhile"):
        edited(text, [Edit("set", path, 7, was="what nobody writes")])
    assert same(at(read(edited(text, [Edit("set", path, 7, was=at(was, path))])).data, path), 7)
