"""The ladder: what it says of each phase, and that the drawing keeps to its lanes."""

from __future__ import annotations

import random
import re
from html import unescape

import pytest

from made_up import HARBOUR, LONG, MADE, assessment, crowded
from standoff.case.model.model import Case
from standoff.results.records.assessment import Assessment, Row
from standoff.results.records.made import Made
from standoff.views.brief.figures import drawing as drawing_figures
from standoff.views.brief.figures import ladder

CASE = Case.model_validate(HARBOUR)
PHASES = [["open_harbour"], ["lift_ban", "summit_here"]]


def plan_of(case: Case, phases: list[list[str]], **changes: object) -> Assessment:
    found = assessment(case, "made-up", "Made up", phases, "holds", random.Random(5))
    return Assessment(**{**found.__dict__, **changes})  # type: ignore[arg-type]


def drawn(case: Case, plan: Assessment) -> list[str]:
    return [str(one) for one in ladder.draw("key", case, plan)]


def texts(drawing: str) -> list[tuple[float, float, str]]:
    """Every line of text with its place."""
    found = re.findall(r'<text x="([-\d.]+)" y="([-\d.]+)"[^>]*>(.*?)</text>', drawing)
    return [(float(x), float(y), unescape(words)) for x, y, words in found]


def test_every_phase_and_what_comes_after_is_a_rung() -> None:
    rungs = ladder.rungs(CASE, plan_of(CASE, PHASES))
    assert [rung.label for rung in rungs] == ["Phase 1", "Phase 2", "When all is done"]
    assert [[task.step for task in rung.tasks] for rung in rungs] == [*PHASES, []]
    assert all([person.party for person in rung.temptations] == ["alpha", "beta"] for rung in rungs)


def test_a_gate_says_when_and_which_step_shows_last() -> None:
    plan = plan_of(CASE, PHASES, starts=(0.0, 1.5, 4.25))
    first, second, last = ladder.rungs(CASE, plan)
    assert first.gate == "Gate: phase 1 is done and seen by month 1.5"
    # The ban is seen to be lifted after 1 to 3 months, the meeting at once.
    assert second.gate == "Gate: phase 2 is done and seen by month 4.2, “Lift the ban” last"
    assert last.gate == "" and last.ends is None


def test_no_phase_begins_at_the_moment_at_which_another_is_done() -> None:
    """A day is a thirtieth of a month: to a tenth, phase 2 began and was done in month 1.5."""
    plan = plan_of(CASE, PHASES, starts=(0.0, 1.5, 1.5 + 12 / 365.25))
    marks = [rung.mark for rung in ladder.rungs(CASE, plan)]
    assert marks == ["month 0", "month 1.5", "month 1.53"]
    assert ladder.rungs(CASE, plan)[1].gate.startswith("Gate: phase 2 is done and seen by month 1.53")
    assert ladder.marks([0.0, 0.0, 2.5]) == ["month 0", "month 0", "month 2.5"]  # at once is at once


def test_tasks_say_how_long_and_what_is_special() -> None:
    (harbour,), (ban, summit), _ = (rung.tasks for rung in ladder.rungs(CASE, plan_of(CASE, PHASES)))
    assert harbour.times == "takes 1 month, seen after 2 weeks"
    assert (harbour.labels, ban.labels) == ((), ("lapses by itself",))
    assert summit.labels == ("joint", "symbolic", "cannot be undone")
    assert summit.owners == ("Alpha", "Beta")


def row(margin: float | None, trust: float | None, **more: object) -> Row:
    walk = None if margin is None else 4.0 - margin
    return Row(2, "alpha", 4.0, walk, margin, None if margin is None else 1.0, trust, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "kind", "says"),
    [
        (row(-0.5, None), "walks", "Walks out"),
        (row(1.0, 0.611), "much", "Asks for 62\u00a0% trust"),
        (row(3.0, 0.5), "much", "Asks for 50\u00a0% trust"),
        (row(3.0, 0.25), "some", "Asks for 25\u00a0% trust"),
        (row(3.0, 0.0), "stays", "Carries on, needs no trust"),
        (row(None, 0.0), "nothing", "Nothing to quit"),
    ],
)
def test_each_stance_has_its_words_and_its_mark(one: Row, kind: str, says: str) -> None:
    plan = plan_of(CASE, PHASES, rows=(one,))
    (person,) = ladder.rungs(CASE, plan)[1].temptations
    assert (person.kind, person.says) == (kind, says)
    shapes = {name: str(mark(0, 0, 5)) for name, mark in drawing_figures.MARKS.items()}
    assert len({re.sub(r' class="[^"]*"', "", shape) for name, shape in shapes.items() if name != "some"}) == 4
    assert set(shapes) == set(drawing_figures.STANCES)


def test_a_breach_of_what_is_made_is_taken_back_and_of_what_is_due_held_back() -> None:
    plan = plan_of(CASE, PHASES)
    tempted = row(1.0, 0.5, breach=("open_harbour", "lift_ban"), shows=0.25)
    assert ladder.breach(CASE, plan, tempted) == "hold back “Lift the ban” and take back “Open the harbour”"
    person = ladder.rungs(CASE, plan_of(CASE, PHASES, rows=(tempted,)))[1].temptations[0]
    assert person.tempted.endswith("it shows after 3 months")
    assert person.held == "Carrying on is worth 4 to it, walking out 3: 1 less"
    leaving = ladder.rungs(CASE, plan_of(CASE, PHASES, rows=(row(-1.0, None, exact=False),)))[1].temptations[0]
    assert leaving.held == "Walking out is worth at least 5 to it, carrying on 4: at least 1 less"


def test_a_kept_step_is_taken_back_from_the_first_phase() -> None:
    plan = plan_of(CASE, PHASES, keeps=("fuel",))
    first = Row(1, "beta", 4.0, 3.0, 1.0, 0.0, 0.0, ("fuel",), 0.0)
    assert ladder.breach(CASE, plan, first) == "take back “Sell fuel”"


def test_long_breaches_are_cut_and_counted() -> None:
    case = Case.model_validate(crowded(2, 8, "Act"))
    plan = plan_of(case, [[step] for step in case.steps])
    tempted = Row(1, "p0", 1.0, 0.5, 0.5, 0.0, 0.0, ("s0", "s2", "s4", "s6"), 0.0)
    assert ladder.breach(case, plan, tempted) == "hold back “Act step 0”, “Act step 2” and 2 more"


def test_a_joint_step_of_neighbours_is_one_box_and_of_others_is_linked() -> None:
    together = {**HARBOUR, "parties": {**HARBOUR["parties"], "gamma": {"name": "Gamma", "horizon": "3 years"}}}  # type: ignore[dict-item]
    apart = {**together, "parties": {name: together["parties"][name] for name in ("alpha", "gamma", "beta")}}  # type: ignore[index]
    for case, boxes, links in ((together, 1, 0), (apart, 2, 1)):
        model = Case.model_validate(case)
        (drawing,) = drawn(model, plan_of(model, [["summit_here"]]))
        assert len(re.findall(r'class="box symbolic"', drawing)) == boxes
        assert len(re.findall(r'class="link"', drawing)) == links
        assert len(re.findall(r'class="lock"', drawing)) == boxes


def boxes(drawing: str) -> list[tuple[float, float, float, float]]:
    found = re.findall(r'<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)" rx="2" class="box', drawing)
    return [(float(x), float(y), float(x) + float(w), float(y) + float(h)) for x, y, w, h in found]


@pytest.mark.parametrize("parties", [1, 2, 3, 5, 9])
@pytest.mark.parametrize("name", ["Act", LONG, "x" * 300, "字" * 80])
def test_boxes_do_not_overlap_and_text_stays_inside(parties: int, name: str) -> None:
    case = Case.model_validate(crowded(parties, 10, name))
    names = list(case.steps)
    plan = plan_of(case, [names[:6], names[6:]])
    counted = 0
    for drawing in drawn(case, plan):
        width, height = map(float, re.findall(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', drawing)[0])
        for band in re.split(r"<g ", drawing)[1:]:
            found = boxes(band)
            counted += len(found)
            assert all(
                a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
                for n, a in enumerate(found) for b in found[:n]
            )  # fmt: skip
            assert all(left >= 0 and right <= width for left, _, right, _ in found)
        for x, y, words in texts(drawing):
            assert x >= 0 and x + 0.8 * drawing_figures.width_of(words, 11.5) <= width, words
            assert y <= height
    assert counted >= len(names)


def test_phases_that_do_not_fit_a_page_go_into_another_drawing() -> None:
    case = Case.model_validate(crowded(3, 20, "Act"))
    plan = plan_of(case, [[step] for step in case.steps])
    drawings = drawn(case, plan)
    assert len(drawings) > 1
    for drawing in drawings:
        assert float(re.findall(r'height="([\d.]+)"', drawing)[0]) <= ladder.TALL + 40
    said = " ".join(words for drawing in drawings for _, _, words in texts(drawing))
    assert all(f"Phase {n}" in said for n in range(1, 21)) and "All done" in said
    assert [f"part {n} of {len(drawings)}" in one for n, one in enumerate(drawings, 1)] == [True] * len(drawings)


def test_the_description_reads_the_ladder_aloud() -> None:
    (drawing,) = drawn(CASE, plan_of(CASE, PHASES))
    said = unescape(re.findall(r"<desc[^>]*>(.*?)</desc>", drawing, re.S)[0])
    assert said.startswith("Phase 1, from month 0; Open the harbour, by Alpha;")
    assert "Meet at the harbour, by Alpha and Beta" in said and "Gate: phase 1" in said


@pytest.mark.parametrize("text", ["", "word", "two words", "x" * 500, "字" * 50, "a " * 200, "e\u0301" * 90])
@pytest.mark.parametrize("lines", [1, 2, 5])
def test_wrapped_text_keeps_to_its_width_and_lines(text: str, lines: int) -> None:
    found = drawing_figures.wrap(text, 120, 12, lines)
    assert 1 <= len(found) <= lines
    assert all(drawing_figures.width_of(line, 12) <= 120 for line in found)
    whole = " ".join(found)
    assert whole == " ".join(text.split()) or "…" in whole


def test_made_up_findings_are_not_measured() -> None:
    """The drawing shows what it is given: another version's findings look the same."""
    plan = plan_of(CASE, PHASES)
    again = plan_of(CASE, PHASES, made=Made(**{**MADE.__dict__, "version": "0"}))
    assert drawn(CASE, plan) == drawn(CASE, again)
