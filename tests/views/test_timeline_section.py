"""The timeline and the views of others in the brief: what is there, in words, escaped, and with a table beside."""

from __future__ import annotations

import re

import standoff
from past import STRAIT, case_of, without
from standoff.case.overlays.overlay import Overlay
from standoff.views.brief.page import render


def page_of(case, views=(), draws=4) -> str:
    return render(case, standoff.run(case, draws=draws, views=views), sources={}, command="standoff run strait")


def part(page: str, key: str) -> str:
    found = re.search(rf'<section id="{key}".*?</section>\s*</details>', page, re.S)
    return found[0] if found else ""


def test_every_date_is_drawn_and_told_in_a_table():
    page = part(page_of(case_of()), "timeline")
    drawing, table = page.split("The same as a table")
    for title in ("Ash sends patrols", "Visits stop", "Birch elects a council"):
        assert title in table
    assert drawing.count('class="fate') == 5 * 3
    assert len(re.findall(r"<time datetime=\"[0-9-]+\"", table.split("</table>")[0])) == 5
    assert "A table says the same." in drawing


def test_without_a_history_or_views_there_is_no_such_part():
    page = page_of(without("history"))
    assert not part(page, "timeline")
    assert not part(page, "views")


def test_what_others_see_stands_beside_the_case():
    view = Overlay("bay", "", {"parties.b.horizon": "1 month"}, by=("the Bay Institute",))
    page = part(page_of(case_of(), [view]), "views")
    assert "The case itself" in page
    assert "The Bay Institute" in page
    assert "How far ahead Birch looks" in page


def test_text_from_a_case_is_no_markup():
    history = [{**STRAIT["history"][0], "title": "<script>alert(1)</script>"}]
    view = Overlay("bad", "<img src=x>", {"parties.b.horizon": "1 month"}, by=("<b>me</b>",))
    page = page_of(case_of(history=history), [view])
    assert "<script>alert" not in page
    assert "<img src=x>" not in page
    assert "<b>me</b>" not in page
