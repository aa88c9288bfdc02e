"""Numbers and shares in sentences: two digits that count, a share told once, and words that the draws can carry."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser

import pytest

import standoff
from cases import case_of
from made_up import HARBOUR, INPUTS, findings, page
from standoff.case.model.model import Case
from standoff.results.sentences import wording
from standoff.views.brief import telling, words
from standoff.views.brief.sections import find_out_next, how_sure

# ----------------------------------------------------------------------------------------------------------- digits


class Prose(HTMLParser):
    """What is read on a page outside of tables (their captions are prose), of what the case itself says, and of styles."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.path, self.said = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        if tag not in ("meta", "br", "link", "img", "input", "hr", "wbr"):
            self.path.append((tag, dict(attrs).get("id")))

    def handle_endtag(self, tag):
        self.path.pop()

    def handle_data(self, data):
        tags = {tag for tag, _ in self.path}
        ids = {name for _, name in self.path}
        if tags & {"td", "th", "style", "title"} or ids & {"evidence", "method", "timeline", "numbers"}:
            return
        self.said.append(data)


def counting(number):
    """How many digits of a number count."""
    return len(number.replace(",", "").replace(".", "").lstrip("0"))


@pytest.mark.parametrize("name", INPUTS)
def test_no_number_in_the_prose_of_the_brief_has_three_digits_behind_a_point(name):
    said = Prose(page(name)).said
    numbers = [n for text in said for n in re.findall(r"(?<![\w.])\d[\d,]*\.\d+(?!\.)", text)]
    assert [n for n in numbers if counting(n) > 2] == []
    if name == "harbour":
        assert numbers


def test_the_prose_is_read():
    """The checker sees what it should: three digits in a paragraph, not in a cell."""
    assert Prose("<p>it gains 1.234 points</p><table><tr><td>5.67</td></tr></table>").said == ["it gains 1.234 points"]
    assert counting("1.234") == 4
    assert counting("0.012") == 2


@pytest.mark.parametrize("years", [2.345, 11.26, 12.5, 99.4, 123.4])
def test_times_have_two_digits(years):
    number = wording.span(years).split()[0]
    assert float(number.replace(",", "")) == pytest.approx(years, rel=0.05)
    assert counting(number.rstrip("0") if "." not in number else number) <= 2


def test_bounds_are_rounded_to_the_side_on_which_they_stay_true():
    for n in range(1, 1000):
        bound = n / 1000
        told = float(wording.at_least(bound).removesuffix(" %")) / 100
        assert told <= bound + 1e-9
        assert bound - told < 0.01
        assert float(wording.enough(bound)) >= bound - 1e-9


def test_the_terminal_says_two_digits():
    """a gains 12.345 − 1.111 = 11.234 a year's worth and keeps it; sentences say 11 or 1.1."""
    case = case_of(
        """
parties:
  a: {name: Ay, horizon: 4 years, walkout_cost: 3.456}
  b: {name: Be, horizon: 4 years}
steps:
  x: {by: a, name: Ex, seen: 1 year, worth: {a: -1.111, b: 12.345}}
  y: {by: b, name: Why, seen: 1 year, worth: {a: 12.345, b: -1.111}}
plans:
  whole: {phases: [[x], [y]]}
"""
    )
    found = standoff.assess(case, "whole")
    said = [found.binding.why, *(row.why for row in (*found.on_edge, *found.hangs_on, *found.signing, *found.waits))]
    numbers = [n for text in said for n in re.findall(r"\d[\d,]*\.\d+", text)]
    assert numbers
    assert [n for n in numbers if counting(n) > 2] == []


# ------------------------------------------------------------------------------------------------ one share, said once


def told_of(holds, between, needs_holds, needs_between, start):
    """The harbour with a plan that holds in so many of the draws that are shown, and in so many of those of findings."""
    model = Case.model_validate(HARBOUR)
    found = findings(model)
    key = next(key for key in found.needs if key.startswith("deal:"))
    sure = replace(found.sureness[key], holds=holds, between={**found.sureness[key].between, "holds": between})
    needs = replace(found.needs[key], holds=needs_holds, between=needs_between, start=start)
    told = telling.Told(model, replace(found, sureness={key: sure}, needs={key: needs}), {}, "")
    return told, key


def takeaway(told):
    return unescape(re.sub("<[^>]+>", "", str(find_out_next.view(told)["in_brief"])))


@pytest.mark.parametrize(
    ("holds", "others", "between", "start", "says"),
    [
        (0.48, 0.51, (0.501, 0.52), True, "too close to tell"),  # 48 % here, 51 % there
        (0.55, 0.505, (0.495, 0.515), True, "too close to tell"),  # more draws do not tell it either
        (0.30, 0.32, (0.31, 0.33), False, "would not be started"),
        (0.70, 0.69, (0.68, 0.70), True, "would be started"),
    ],
)
def test_a_share_is_told_by_one_set_of_draws(holds, others, between, start, says):
    told, _ = told_of(holds, (holds - 0.07, holds + 0.07), others, between, start)
    shown = find_out_next.view(told)
    assert says in takeaway(told)
    text = str(shown)
    assert words.percent(others) not in text
    assert "confidence" not in text
    assert ("too close to tell" in str(shown["settled"]).lower()) == (says == "too close to tell")


def test_what_rests_on_a_source_is_told_as_a_difference():
    """Of 100 draws 43 hold, and 31 would without the source: 12 fewer; neither share is told again."""
    told, _ = told_of(0.48, (0.41, 0.55), 0.43, (0.42, 0.44), False)
    (source,) = find_out_next.view(told)["sources"]
    assert source["without"] == "12 fewer"
    assert set(source) == {"title", "link", "without"}


SWAP = """
parties:
  a: {name: Ay, horizon: 4 years}
  b: {name: Be, horizon: 4 years}
steps:
  x: {by: a, name: Ex, seen: 6 months, worth: {a: -6 to -2, b: 2 to 6}}
  y: {by: b, name: Why, seen: 6 months, worth: {a: 2 to 6, b: -4 to -1}}
deals:
  both: [x, y]
"""


@pytest.mark.parametrize("sampling", ["latin", "sobol", "independent"])
def test_another_order_is_compared_by_the_draws_that_the_page_shows(sampling):
    found = standoff.run(case_of(SWAP), draws=64, sampling=sampling)
    assert found.robust["both"].sureness["nominal"].holds == found.sureness["deal:both"].holds


# -------------------------------------------------------------------------------- words that the draws can carry


def likely(holds, between):
    told, _ = told_of(holds, between, holds, between, holds >= 0.5)
    text = unescape(re.sub("<[^>]+>", "", str(how_sure.view(told)["takeaway"])))
    return text.removeprefix("Given the ranges of the case, ")


@pytest.mark.parametrize(
    ("holds", "between", "says"),
    [
        (0.48, (0.41, 0.55), "lies between “unlikely” and “likely”, which so many draws cannot tell apart."),
        (0.50, (0.47, 0.53), "has a roughly even chance of holding."),
        (0.70, (0.63, 0.76), "is likely to hold."),
        (0.78, (0.72, 0.83), "lies between “likely” and “very likely”, which so many draws cannot tell apart."),
        (1.0, (0.98, 1.0), "holds in every draw."),
        (0.0, (0.0, 0.02), "holds in no draw."),
    ],
)
def test_words_of_probability_are_those_that_the_share_may_deserve(holds, between, says):
    assert likely(holds, between).endswith(says)
