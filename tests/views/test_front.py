"""The front of the brief: its numbers are those of the answer, it fits one page, and odd cases have their rules."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from importlib.resources import files

import pytest

import fronts
import standoff
from chromium import A4, LETTER, answers, needs_chromium, printed
from fronts import AFTER, INPUTS, WORD, alone, answered
from made_up import HARBOUR, LONG, crowded
from standoff.case.load import read_source
from standoff.case.model.model import Case
from standoff.results.documents.answer import answer_document
from standoff.results.documents.document import plain
from standoff.results.sentences.answer import LABELS
from standoff.views.brief import page as brief
from standoff.views.front.contents import front
from standoff.views.front.fitting import HEIGHT, LARGER, fitted, height, widths
from standoff.views.front.picture import ALL, COLUMNS

PORTS = """\
format: 1
title: "Two ports: a strait between them"
as_of: 2026-11-02
parties:
  north: {name: Northport, horizon: 3 to 6 years, walkout_cost: 0.5 to 2, scale: "10 = the strait open for good"}
  south: {name: Southport, horizon: 4 to 9 years, walkout_cost: 0.5 to 2}
  isle: {name: The Isle, horizon: 5 years}
steps:
  clear: {by: north, name: Clear the mines in the strait, short: mines cleared, takes: 2 months, seen: 2 weeks,
          undo: never, worth: {north: -5 to -3, south: 10}}
  lift: {by: south, name: Lift the ban on trade, takes: 1 month, seen: 1 week, undo: 3 to 9 years,
         worth: {north: 10, south: -5 to -2, isle: -1}}
  transit: {by: north, name: Let goods pass, takes: 2 weeks, seen: 1 day, undo: 1 day,
            worth: {north: -1 to -0.3, south: 1 to 8}}
  treaty: {by: [north, south], name: A treaty of the two ports, takes: 6 months, undo: 1 year,
           worth: {north: 0.5 to 1, south: 0.5 to 1}}
plans:
  north_first: {title: "North first: the old demand", phases: [[clear], [lift]]}
  south_first: {title: South first, phases: [[lift], [clear]]}
deals:
  bare: {title: "The bare deal: mines against trade", steps: [clear, lift]}
"""
"""Computed, not made up: what Southport's last chance to quit comes to differs from draw to draw."""


class Front(HTMLParser):
    """The header and the front of a page: for each path of classes and tags the texts under it, and the attributes."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.path: list[str] = []
        self.rows: list[tuple[str, str]] = []
        self.feed(re.search(r'<header class="head".*?</header>', page, re.S)[0])
        self.feed(re.search(r'<section class="front".*?</section>', page, re.S)[0])

    def handle_starttag(self, tag, attrs):
        named = dict(attrs)
        if tag not in ("col", "wbr"):
            self.path.append(".".join([tag, *(named.get("class") or "").split()]))
        if tag == "i":
            self.rows.append(("/".join(self.path), named["style"].removeprefix("width:").removesuffix("%")))

    def handle_endtag(self, tag):
        assert self.path.pop().split(".")[0] == tag

    def handle_data(self, data):
        if data.strip():
            self.rows.append(("/".join(self.path), " ".join(data.split())))

    def texts(self, pattern: str) -> list[str]:
        """What stands where the path has the pattern in it."""
        return [text for path, text in self.rows if re.search(pattern, path)]

    def words(self) -> str:
        return " ".join(text for path, text in self.rows if not path.endswith("/i"))


@cache
def ports():
    case = read_source("case.yaml", PORTS).case
    return case, standoff.run(case, draws=40, seed=3)


@cache
def ports_front():
    return Front(brief.render(*ports(), sources={}, command="standoff run ports"))


def of_100(share):
    """By hand: what is not none and not all is told as neither."""
    return "<1" if 0 < share < 0.005 else ">99" if 0.995 <= share < 1 else str(round(100 * share))


def tenth(points):
    return f"{points:.1f}".replace("-", "−") if abs(points) < 9.95 else f"{points:.0f}"


# ------------------------------------------------------------------------------- the same numbers everywhere


def test_the_bars_are_those_of_the_answer_and_of_the_document():
    case, found = ports()
    document = json.loads(json.dumps(plain(answer_document(case.title, case.as_of.isoformat(), found.answer))))
    entries = [*document["best"]["rivals"], document["best"]["found"]]
    judged = [*found.answer.best.rivals, found.answer.best.found]
    assert [entry["sure"]["holds"] for entry in entries] == [one.sure.holds for one in judged]
    shown = ports_front()
    assert shown.texts(r"table\.bars.*td\.n$") == [of_100(entry["sure"]["holds"]) for entry in entries]
    assert [float(width) for width in shown.texts(r"table\.bars.*/i$")] == pytest.approx(
        [100 * one.sure.holds for one in judged], abs=0.051
    )
    assert shown.texts(r"table\.bars.*th/span$") == [
        "North first",
        "South first",
        "The bare deal",
        "The best deal found",
    ]
    assert f"{document['best']['judged_on']:,} times" in shown.words()


def test_headline_and_sentences_are_those_of_the_document():
    case, found = ports()
    document = plain(answer_document(case.title, case.as_of.isoformat(), found.answer))
    shown = ports_front()
    assert shown.texts("h1$") == [document["headline"]]
    assert shown.texts("/dl/dt$") == list(LABELS.values())
    told = " ".join(shown.texts("/dl/dd")).replace("\xa0", " ")
    assert told == " ".join(document["sentences"].values())
    assert len(shown.texts("/dd/strong")) == 2


def test_the_picture_has_the_margins_breaks_and_endings_of_the_plan():
    case, found = ports()
    best = found.answer.best.found
    plan, breaks = best.plan, {(party, phase): share for party, phase, share in best.sure.breakers}
    assert plan.phases == (("clear",), ("lift",), ("transit", "treaty")) and breaks  # else this shows little
    shown = ports_front()
    margins = {(row.party, row.phase): row.margin for row in plan.rows if row.margin is not None}
    lanes = ["north", "south"]
    assert "isle" not in {party for party, _ in margins}
    expected = [tenth(margins[party, phase]) for party in lanes for phase in (1, 2, 3, 4) if (party, phase) in margins]
    assert shown.texts(r"table\.order.*p\.pull.*/b$") == expected
    largest = {party: max(margin for (who, _), margin in margins.items() if who == party) for party in lanes}
    assert [float(size) for size in shown.texts(r"table\.order.*/i$")] == pytest.approx(
        [100 * max(0, margins[key]) / largest[key[0]] for key in sorted(margins)], abs=0.51
    )
    marked = [share for key, share in sorted(breaks.items()) if share >= 0.005]
    assert shown.texts(r"table\.order.*p\.brk$") == [f"breaks here in {of_100(share)} of 100" for share in marked]
    assert len(shown.texts(r"table\.order.*p\.pull\.weak.*/b$")) == len(marked)
    stops = {(stop.phase, stop.party): stop.worth for stop in plan.if_stopped}
    ended = [words.replace("\xa0", "") for words in shown.texts(r"table\.order.*tr\.stops/td/span")]
    keys = [(phase, party) for phase in (1, 2, 3) for party in lanes]
    told = dict(zip(keys, zip(ended[::2], ended[1::2], strict=True), strict=True))
    for (phase, party), (mark, said) in told.items():
        worth = stops[phase, party]
        trace = abs(worth) < 0.01 * plan.stake[party]
        assert mark == case.parties[party].name[0]
        assert said == ("≈0" if trace else f"{'+' if worth > 0 else ''}{tenth(worth)}")
    lost = shown.texts(r"table\.order.*tr\.stops/td/span\.lo$")
    assert len(lost) == sum(stops[key] < -0.01 * plan.stake[key[1]] for key in told)


def test_phases_stand_at_their_time_and_begin_by_the_calendar():
    case, found = ports()
    plan = found.answer.best.found.plan
    shown = fitted(case, found)
    # Two months and two weeks of clearing (75 days); then a month and a week (37); then half a year, which shows at once.
    assert plan.starts == pytest.approx((0, 2 + 14 / 30.4375, 3 + 21 / 30.4375, 9 + 21 / 30.4375), abs=0.02)
    assert [(phase.title, phase.when) for phase in shown.picture.phases] == [
        ("Phase 1", "now"),
        ("Phase 2", "from mid-January 2027"),
        ("Phase 3", "from late February 2027"),
        ("All done", "by late August 2027"),
    ]
    page = brief.render(case, found, sources={}, command="x")
    starts = [int(at) for at in re.findall(r'<path class="start" d="M(\d+) 6V14"/>', page)]
    # The axis goes from 13 % of the width to all of it, and is a year long: 10 months go beyond 6 times a month.
    assert starts == [round(130 + 870 * months / 10) for months in plan.starts]
    edges = [int(to) for to in re.findall(r'<path class="to" d="M\d+ 14C\d+ 40 (\d+) 26', page)]
    lefts = [13.0]
    for share in widths(shown.picture)[:-1]:
        lefts.append(lefts[-1] + share)
    assert edges == [round(10 * left) for left in lefts]
    assert sum(widths(shown.picture)) == pytest.approx(87)


def test_it_is_said_why_the_best_deal_beats_the_named_one():
    _, found = ports()
    named, best = found.answer.best.named, found.answer.best.found
    bars = front(*ports()).bars
    assert bars.question == f"Why {of_100(best.sure.holds)} and not {of_100(named.sure.holds)}?"
    assert bars.why.startswith("“The bare deal” is ")
    assert bars.why.endswith("The best deal found adds “Let goods pass” and “A treaty of the two ports”.")


def test_bystanders_and_trust_are_told_in_the_caption():
    _, found = ports()
    caption = " ".join(front(*ports()).picture.caption)
    assert found.answer.best.found.plan.gain["isle"] < 0
    assert "Nobody needs the yes of The Isle, who loses by it." in caption
    assert "dates as if the plan began on 2 November 2026" in caption
    assert "likely that nobody else fails" in caption


def test_the_list_for_small_windows_says_what_the_table_says():
    shown = ports_front()
    for kind in (r"p\.pull.*/b$", r"p\.brk$", r"(li|ul)/bdi$"):
        in_list = [text for path, text in shown.rows if "ol.list" in path and re.search(kind, path)]
        in_table = [text for path, text in shown.rows if "table.order" in path and re.search(kind, path)]
        assert in_list or "bdi" in kind
        if "bdi" not in kind:
            assert sorted(in_list) == sorted(in_table)
    steps = shown.texts(r"ol\.list.*/li/bdi$")
    assert steps == ["Mines cleared", "Lift the ban on trade", "Let goods pass", "A treaty of the two ports"]
    assert shown.texts(r"table\.order.*/li$") + shown.texts(r"table\.order.*/li/bdi$") == [
        "Mines cleared", "Let goods pass", "Lift the ban on trade", "A treaty of the two ports",
    ]  # fmt: skip


# ---------------------------------------------------------------------------------------------- odd cases


def run(text, draws=12):
    case = read_source("case.yaml", text).case
    return case, standoff.run(case, draws=draws, seed=1)


def test_where_nothing_is_drawn_the_front_is_left_out_and_the_annex_begins():
    case, found = run(PORTS, draws=0)
    assert front(case, found) is None
    page = brief.render(case, found, sources={}, command="x")
    assert 'class="front"' not in page
    assert re.search(r"<h1>(.*?)</h1>", page)[1] == case.title


def test_where_nothing_holds_there_is_no_picture_and_what_would_mend_it_is_said():
    from gifts import GIFTS

    # Being caught costs b nothing, so it keeps what it got, by any order; a bond of the 3 points it saves would hold it.
    case, found = run(GIFTS.replace("walkout_cost: 2 to 8", "walkout_cost: 0"))
    shown = front(case, found)
    assert (shown.picture, [bar.count for bar in shown.bars.bars]) == (None, ["0", "0"])
    assert not any(bar.is_best for bar in shown.bars.bars)
    assert any(words.startswith("“a_first” holds if being caught costs B a bond of 3") for words in shown.mending)
    page = Front(brief.render(case, found, sources={}, command="x"))
    assert "Nothing that was tried holds. What would mend it?" in page.words()


def test_where_no_plan_can_be_assessed_what_is_known_is_said_once():
    from gifts import GIFTS

    case, found = run(GIFTS.replace("a: {horizon: 4 years}", "a: {}"))
    shown = front(case, found)
    assert [one.label for one in shown.sentences] == ["where", "first"]
    assert (shown.bars, shown.picture) == (None, None)
    assert "parties.a.horizon" in shown.unassessed
    assert "parties.a.horizon" in Front(brief.render(case, found, sources={}, command="x")).words()


def test_of_orders_only_it_is_said_what_is_drawn():
    text = PORTS[: PORTS.index("parties:")] + (
        "parties: {a: {horizon: 4 years}, b: {horizon: 4 years, walkout_cost: 3}}\n"
        "steps:\n  x: {by: a, undo: 1 month}\n  y: {by: b, undo: 1 month}\n"
        "order: {a: [y, nothing, x], b: [x, nothing, y]}\n"
    )
    shown = front(*run(text))
    assert shown.bars.note.startswith("All points that fit what is known of A and B, ")


def test_a_deal_that_fails_with_all_numbers_in_the_middle_is_not_called_one_that_holds():
    case, found = fronts.shown("two parties, three steps")
    best = found.answer.best
    fails = replace(best.found, plan=replace(best.found.plan, verdict="breaks"))
    other = replace(found, answer=replace(found.answer, best=replace(best, found=fails)))
    page = brief.render(case, other, sources={}, command="x")
    assert "with all numbers in the middle it does not hold" in page
    assert "The order that holds" not in page
    assert '<strong class="key">' not in page
    assert '<strong class="key">' in fronts.page("two parties, three steps")


def test_of_many_phases_neighbours_stand_in_one_column_with_the_worst_of_them():
    case, found = fronts.shown("seven parties, thirty phases")
    plan = found.answer.best.found.plan
    picture = front(case, found).picture
    assert len(plan.phases) == 30 and len(picture.phases) == COLUMNS + 1
    covered = [n for phase in picture.phases for n in range(phase.number, phase.last + 1)]
    assert covered == list(range(1, 32))
    for lane in picture.lanes:
        for phase, cell in zip(picture.phases, lane.cells, strict=True):
            here = range(phase.number, phase.last + 1)
            margins = [row.margin for row in plan.rows if row.party == lane.party and row.phase in here]
            assert cell.margin == min(margins)
    for phase, standings in zip(picture.phases, picture.stops, strict=False):
        here = range(phase.number, phase.last + 1)
        for lane, one in zip(picture.lanes, standings, strict=True):
            assert one.worth == min(s.worth for s in plan.if_stopped if s.party == lane.party and s.phase in here)


def test_of_many_parties_those_closest_to_quitting_have_lanes_and_the_rest_is_told():
    case, found = fronts.shown("seven parties, thirty steps")
    plan = found.answer.best.found.plan
    smallest = {p: min(row.margin for row in plan.rows if row.party == p) for p in case.parties}
    picture = front(case, found).picture
    assert {lane.party for lane in picture.lanes} == set(sorted(smallest, key=smallest.get)[: ALL.lanes])
    assert [lane.party for lane in picture.lanes] == [p for p in case.parties if p in {x.party for x in picture.lanes}]
    others = [case.parties[p].name for p in case.parties if p not in {lane.party for lane in picture.lanes}]
    assert f"Not shown: {others[0]} and {others[1]}, each of them further from quitting" in " ".join(picture.caption)
    # Every step stands somewhere: in a lane, or in the row of the others, with whose it is.
    own = sum(len(cell.steps) for lane in picture.lanes for cell in lane.cells)
    assert own + sum(len(shared.steps) for shared in picture.joint) == len(case.steps)


def test_more_plans_than_there_are_bars_for_are_counted():
    many = {**HARBOUR, "plans": {f"p{n}": {"phases": [["open_harbour"], ["lift_ban"]]} for n in range(12)}}
    case, found = Case.model_validate(many), answered(many, 2)
    shares = sorted((one.sure.holds for one in found.answer.best.rivals), reverse=True)
    bars = front(case, found).bars
    assert len(bars.bars) == ALL.bars and bars.bars[-1].is_best
    assert sorted((bar.share for bar in bars.bars[:-1]), reverse=True) == shares[: ALL.bars - 1]
    left = len(shares) - (ALL.bars - 1)
    assert bars.left_out == f"Not shown: {left} more, of which none holds in more than {of_100(shares[ALL.bars - 1])}."


def test_what_is_left_out_is_counted_cell_by_cell():
    case, found = fronts.shown("seven parties, thirty steps")
    whole, less = front(case, found).picture, front(case, found, replace(ALL, steps=1)).picture
    for one, other in zip(whole.lanes, less.lanes, strict=True):
        for cell, cut in zip(one.cells, other.cells, strict=True):
            assert cut.steps == cell.steps[:1]
            assert len(cut.steps) + cut.more == len(cell.steps)


# ----------------------------------------------------------------------------------------- hostile and long names


@pytest.mark.parametrize("name", INPUTS)
def test_names_are_text_and_cut(name):
    page = fronts.page(name)
    shown = Front(page)
    assert not shown.path
    assert "<script" not in page
    inside = [(path, text) for path, text in shown.rows if path.startswith("section") and "/dl/" not in path]
    names = [text for path, text in inside if re.match(r"(span|bdi|small|em|li)\b", path.rpartition("/")[2])]
    assert max(map(len, names)) <= 70, max(names, key=len)
    told = [text for path, text in inside if not path.endswith(("p.foot", "p.why"))]
    assert "x" * 44 not in " ".join(told)


def test_hostile_text_is_shown_as_it_is_written():
    words = Front(fronts.page("hostile")).words()
    assert '<script>alert("x")</script>' in words and "{{ 7" in words


def test_what_runs_from_right_to_left_is_set_apart():
    page = fronts.page("from right to left")
    shown = Front(page)
    assert shown.texts(r"/dd(/strong[.\w]*)?/bdi$")
    outside = [text for path, text in shown.rows if not re.search("bdi|span|small|em|li|title|abbr", path)]
    assert not [text for text in outside if re.search("[\u0590-\u05ff]", text)]
    section = re.search(r'<section class="front".*?</section>', page, re.S)[0]
    pieces = re.findall(r"<(?:span|small|li)[^>]*>[^<]*[\u0590-\u05ff]", section)
    assert len(pieces) > 20
    assert not [piece for piece in pieces if 'dir="auto"' not in piece]


@pytest.mark.parametrize("name", INPUTS)
def test_no_jargon(name):
    words = Front(fronts.page(name)).words()
    assert not re.search(
        r"\b(Nash|SEQ|GMR|SMR|margin|exposure|frontier|equilibri\w+|nan|inf)\b|\bNone\b(?! (of|broke))", words
    )


@pytest.mark.parametrize("name", INPUTS)
def test_what_is_red_is_said_too(name):
    """In grey a mark is told by its hatching and by words: in how many draws it breaks there, or a minus."""
    case, found = fronts.shown(name)
    shown = fitted(case, found)
    for lane in shown.picture.lanes if shown.picture else ():
        for cell in lane.cells:
            assert cell.weak == bool(cell.breaking or cell.said.startswith("−"))
    css = files("standoff.views.brief").joinpath("templates/front.css").read_text(encoding="utf-8")
    assert re.search(r"\.weak \.track i \{ background: repeating-linear-gradient", css)


@pytest.mark.parametrize("name", INPUTS)
def test_tables_and_drawings_have_names(name):
    page = fronts.page(name)
    section = re.search(r'<section class="front".*?</section>', page, re.S)[0]
    assert section.count("<caption") == section.count("<table") >= 1
    drawings = re.findall(r'<svg [^>]*role="img" aria-labelledby="([^"]+)"[^>]*>(.*?)</svg>', section, re.S)
    assert len(drawings) == section.count("<svg")
    for names, inside in drawings:
        assert [f'id="{one}"' in inside for one in names.split()] == [True, True]
        assert re.search(r"<title[^>]*>\w.*</title><desc[^>]*>\w.*</desc>", inside)
    assert all("scope=" in tag for tag in re.findall(r"<th\b[^>]*>", section))
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    for named in re.findall(r'aria-labelledby="([^"]+)"', section):
        assert set(named.split()) <= set(ids)


# ----------------------------------------------------------------------------------------------------- one page


def test_nothing_is_made_smaller_and_sentences_have_nine_points_at_least():
    css = files("standoff.views.brief").joinpath("templates/front.css").read_text(encoding="utf-8")
    printing = css[css.index("@media print") :]
    assert "zoom" not in css and "scale(" not in printing
    for running in (r"\.front", r"\.front \.why"):
        size = re.search(running + r" \{[^}]*font-size: calc\((\d*\.?\d+)pt", printing)
        assert float(size[1]) >= 9
    assert min(LARGER) > 1


@pytest.mark.parametrize("name", INPUTS)
def test_what_does_not_fit_is_given_up_in_order(name):
    case, found = fronts.shown(name)
    shown = fitted(case, found)
    assert height(shown, shown.size) <= HEIGHT
    if shown.size == 1 and not shown.wide and replace(shown, size=1.0) != front(case, found):
        assert height(front(case, found)) > HEIGHT - 1


def test_a_case_as_large_as_the_shipped_one_keeps_its_lanes():
    """Six phases, four parties, fourteen steps, and sentences as long as they are there."""
    case = {**crowded(4, 14, "Party"), "title": "A long standoff in the east"}
    found = answered(case, 6, length=150)
    shown = fitted(Case.model_validate(case), found)
    assert shown.picture is not None and len(shown.picture.lanes) == 4


@needs_chromium
@pytest.mark.parametrize("name", INPUTS)
def test_it_prints_on_one_page(name, tmp_path):
    page = alone(fronts.page(name))
    for paper in (A4, LETTER):
        sheets = printed(page, tmp_path, paper)
        assert len(sheets) == 2, paper
        assert "on the table is likely to hold" in sheets[0]
        assert "plans compared, out of 4,321 deals examined" in sheets[0]
        assert sheets[1].startswith(AFTER)


@needs_chromium
def test_a_computed_one_prints_on_one_page(tmp_path):
    page = brief.render(*ports(), sources={}, command="x")
    for paper in (A4, LETTER):
        sheets = printed(page, tmp_path, paper)
        assert [n for n, sheet in enumerate(sheets) if "plans compared, out of" in sheet] == [0]
        assert "The order that holds" in sheets[0]


@needs_chromium
@pytest.mark.parametrize("name", ["long names", "one unbroken word", "from right to left", "hostile"])
def test_nothing_sticks_out_of_a_narrow_window(name, tmp_path):
    question = "document.querySelector('.front').scrollWidth + ' ' + document.querySelector('.front').clientWidth"
    needs, has = map(int, answers(alone(fronts.page(name)), tmp_path, question, width=390).split())
    assert has <= 390
    assert needs <= has


@needs_chromium
@pytest.mark.parametrize("name", ["two parties, three steps", "seven parties, thirty steps", "long names"])
def test_the_count_of_lines_agrees_with_a_browser(name, tmp_path):
    """The page as printed, on a screen as wide as the paper: as high as was counted, or a little less."""
    case, found = fronts.shown(name)
    shown = fitted(case, found)
    page = alone(fronts.page(name)).replace("@media screen", "@media speech").replace("@media print {", "@media all {")
    page = page.replace("</style>", "body { width: 186mm; margin: 0 }</style>", 1)
    question = (
        "document.querySelector('.foot').getBoundingClientRect().bottom"
        " - document.querySelector('.head').getBoundingClientRect().top"
    )
    real = float(answers(page, tmp_path, question, width=1600)) * 25.4 / 96
    assert real <= height(shown, shown.size) <= 1.04 * real


def test_long_names_are_long():
    """Else the tests above show nothing."""
    assert len(WORD) == 500 and len(LONG) > 300
