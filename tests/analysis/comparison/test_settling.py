"""How differences are settled: the edit that is proposed makes the first case say what the second says, or both."""

from __future__ import annotations

import pytest

from analysis.comparison.two_analysts import random_pair, swap, swap_in_other_names
from standoff.analysis.comparison.compare import compare
from standoff.analysis.comparison.settling import settled
from standoff.case.editing.edit import Edit
from standoff.case.editing.edited import edited
from standoff.case.load import loads
from standoff.case.matching.match import same_things
from standoff.case.reading.writing import dumps


def with_values(case, values):
    text = dumps(case)
    for path, value in values.items():
        place = tuple(path.split("."))
        text = edited(text, [Edit("remove", place) if value is None else Edit("set", place, value)])
    return loads(text)


def test_a_number_is_taken_or_widened():
    mine, yours = swap(price="-4 to -1", cost="4"), swap(price="-3 to 2", cost="1")
    found = settled(mine, yours, ["steps.gift_of_a.worth.a", "parties.b.walkout_cost"])
    # By hand: from the lowest of the ends to the highest.
    assert found["steps.gift_of_a.worth.a"].take == {"steps.gift_of_a.worth.a": "-3 to 2"}
    assert found["steps.gift_of_a.worth.a"].wider == {"steps.gift_of_a.worth.a": "-4 to 2"}
    assert found["steps.gift_of_a.worth.a"].wider_says == "-4 to 2"
    assert found["parties.b.walkout_cost"].take == {"parties.b.walkout_cost": 1}
    assert found["parties.b.walkout_cost"].wider == {"parties.b.walkout_cost": "1 to 4"}


def test_a_range_within_the_other_is_not_widened_to_it_twice():
    narrow, wide = swap(price="-3 to -2"), swap(price="-5 to -1")
    for one, other in ((narrow, wide), (wide, narrow)):
        assert settled(one, other, ["steps.gift_of_a.worth.a"])["steps.gift_of_a.worth.a"].wider is None


def test_what_is_alike_or_in_no_file_is_not_settled():
    assert settled(swap(), swap(cost="1"), ["steps.gift_of_a.worth.a", "deals.full.phases"]) == {}


def test_it_is_said_in_the_names_of_the_first():
    match = {"parties": {"a": "x", "b": "y"}, "steps": {"gift_of_a": "bread", "gift_of_b": "wine"}}
    mine, yours = swap(), swap_in_other_names(cost="1", price="-3")
    found = settled(mine, yours, ["parties.b.walkout_cost"], same_things(match, mine, yours))
    assert found["parties.b.walkout_cost"].take == {"parties.b.walkout_cost": 1}


def test_a_step_is_taken_with_its_name_and_taken_out():
    more = loads(dumps(swap()).replace("plans:", "  tea: {by: a, name: A cup of tea, worth: {b: 1}}\nplans:"))
    assert settled(swap(), more, ["steps.tea"])["steps.tea"].take["steps.tea"]["name"] == "A cup of tea"
    assert settled(more, swap(), ["steps.tea"])["steps.tea"].take == {"steps.tea": None}


@pytest.mark.parametrize("seed", range(12))
def test_all_that_is_settled_is_a_difference_no_more(seed):
    mine, yours = random_pair(seed)
    numbers = [one.path for one in compare(mine, yours, draws=0).differences if one.kind in ("numbers", "groups")]
    paths = [path for path in numbers if path]
    for path, one in settled(mine, yours, paths).items():
        left = compare(with_values(mine, one.take), yours, draws=0).differences
        assert path not in [difference.path for difference in left]
