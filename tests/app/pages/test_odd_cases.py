"""Cases that nobody has drawn a view for: far too large, empty, bare, in another form; every view says so in a sentence."""

from __future__ import annotations

import json
import re

import pytest

from app.pages.round import VIEWS, going_round

HEAD = "format: 1\ntitle: {title}\nas_of: 2026-11-02\n"
TWO = "parties:\n  a: {name: Alpha, horizon: 2 to 6 years, walkout_cost: 2}\n  b: {name: Beta, horizon: 4 years}\n"


def sixty():
    steps = "".join(
        f"  s{n}: {{by: {'ab'[n % 2]}, name: Step {n}, undo: never, worth: {{a: {3 - 5 * (n % 2 == 0)}, b: {3 - 5 * (n % 2)}}}}}\n"
        for n in range(60)
    )
    phases = ", ".join(f"[{', '.join(f's{k}' for k in range(n, n + 10))}]" for n in range(0, 60, 10))
    every = ", ".join(f"s{n}" for n in range(60))
    return (
        HEAD.format(title="Sixty")
        + TWO
        + f"steps:\n{steps}plans:\n  all: {{phases: [{phases}]}}\ndeals:\n  whole: [{every}]\n"
    )


def megabyte():
    """A sound case of about a million bytes, most of which are reasons."""
    reason = (
        '      - {judgement: "' + "It is said again and again. " * 60 + '", by: AB, for: worth.a, supports: size}\n'
    )
    steps = "  give:\n    by: a\n    undo: never\n    worth: {a: -2, b: 5}\n    because:\n" + reason * 280
    more = "  take:\n    by: b\n    undo: never\n    worth: {a: 5, b: -2}\n    because:\n" + reason * 280
    return HEAD.format(title="Megabyte") + TWO + f"steps:\n{steps}{more}plans:\n  swap: {{phases: [[give], [take]]}}\n"


ORDINAL = (
    HEAD.format(title="Ordinal")
    + TWO
    + """\
steps:
  give: {by: a, name: Give, undo: never}
  take: {by: b, name: Take, undo: never}
prefer:
  a: [take, not give]
  b: [give, not take]
plans:
  swap: {phases: [[give], [take]]}
"""
)

CASES = {
    "sixty": sixty(),
    "megabyte": megabyte(),
    "ordinal": ORDINAL,
    "bare": HEAD.format(title="Nobody"),
    "comment": "# Nothing but a remark.\n",
    "no steps": HEAD.format(title="No steps") + TWO,
    "no case": "- a list\n- and no case\n",
    "no text": "title: [\n",
    "graph": json.dumps({"format": 1, "players": ["a", "b"], "options": ["x"]}),
}

REFUSED = re.compile(r"Traceback|undefined|\[object|NaN|null\b|TypeError|File \"")
"""What no user should ever read."""


@pytest.fixture(scope="module", params=CASES)
def odd(request, browser, tmp_path_factory):
    folder = tmp_path_factory.mktemp("odd") / "case"
    folder.mkdir()
    (folder / "case.yaml").write_text(CASES[request.param], encoding="utf-8")
    with going_round(browser, folder) as page:
        page.watched.allow(r"status of 4(00|22)")
        page.name = request.param
        yield page


def test_every_view_says_a_sentence_and_none_waits(odd):
    for view in VIEWS:
        page = odd.to(view) if odd.name != "comment" or view in ("start", "save") else odd.settled()
        said = page.locator("main").inner_text()
        assert re.search(r"\w+ \w+ \w+", said), (view, said)
        assert not REFUSED.search(said), (view, said)
        assert page.locator(".notice.bad").count() == 0, (view, page.locator(".notice.bad").inner_text())
        assert odd.complaints() == [], view


def test_looking_round_changes_nothing(odd):
    """Looking round changes no file."""
    assert (odd.folder / "case.yaml").read_text(encoding="utf-8") == CASES[odd.name]


def test_more_than_can_be_asked_is_refused_with_its_number(browser, tmp_path):
    (tmp_path / "case.yaml").write_text(CASES["sixty"], encoding="utf-8")
    with going_round(browser, tmp_path) as here:
        here.watched.allow(r"status of 422")
        for view in ("answer", "plan", "numbers"):
            said = here.to(view).locator("main").inner_text()
            assert re.search(r"60.{0,40}limit is \d+|at most \d+|limit", said), (view, said)
