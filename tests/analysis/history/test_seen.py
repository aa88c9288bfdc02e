"""The plans as others see them: against each view put over the case by itself, and what cannot be seen."""

from __future__ import annotations

import standoff
from past import case_of, shares_one_by_one
from standoff.analysis.history.fates import Judging
from standoff.analysis.history.seen import ViewsTask, views_of_others
from standoff.analysis.plans import assess
from standoff.analysis.roadmap.meant import meant
from standoff.case.overlaid import overlaid
from standoff.case.overlays.overlay import Overlay
from standoff.results.sentences.history import as_others_see_it

HURRIED = Overlay("hurried", "", {"parties.b.horizon": "1 month"}, by=("the Bay Institute",))
SAME = Overlay("same", "Nothing else", {})
CALM = Overlay("calm", "Calm waters", {"steps.pay.worth.b": -2}, added=("visits",), rules=("not open or patrol",))


def seen(*views: Overlay, draws: int = 24):
    return views_of_others(ViewsTask(case_of(), views, {}, Judging(draws, 1)))


def test_each_cell_is_what_is_found_in_that_view_alone():
    found = seen(HURRIED, CALM)
    for view, one in zip((HURRIED, CALM), found.others, strict=True):
        then = overlaid(case_of(), view)
        for fate in one.fates:
            alone = assess(then, fate.name)
            assert (fate.verdict, fate.trust) == (alone.verdict, alone.trust)
            arranged = meant(then, "plan", fate.name).plan
            alike = shares_one_by_one(then, arranged, f"plans.{fate.name}.pace", 24)
            assert (fate.shares.refused, fate.shares.breaks, fate.shares.holds) == alike


def test_it_says_what_a_view_changes():
    calm = seen(CALM, draws=0).others[0]
    assert [(one.path, one.before, one.after) for one in calm.changes] == [("steps.pay.worth.b", "-3 to -1", "-2")]
    assert (calm.came, calm.went, calm.rules) == (("visits",), (), ("not open or patrol",))


def test_a_view_that_sees_nothing_otherwise_sees_the_case():
    found = seen(SAME)
    assert found.others[0].fates == found.own
    assert as_others_see_it(found) == "The other view changes no verdict, and no share of the draws by 5 % or more."


def test_one_sentence_says_whether_it_matters():
    found = seen(SAME, HURRIED)
    gaps = {
        (one.name, own.title): abs(own.holds - theirs.holds)
        for one in found.others
        for own, theirs in zip(found.own, one.fates, strict=True)
    }
    view, title = max(gaps, key=gaps.__getitem__)
    assert view == "hurried"
    assert as_others_see_it(found).startswith(f"As the Bay Institute sees it, “{title}” holds in ")


def test_a_view_that_cannot_be_put_over_the_case_says_why_and_the_others_are_told():
    found = seen(Overlay("wrong", "", {"parties.b.horizont": "1 month"}), HURRIED)
    assert [bool(one.why_not) for one in found.others] == [True, False]
    assert "horizont" in found.others[0].why_not
    assert found.others[1].fates


def test_a_run_takes_views_as_they_are_given_and_has_none_by_itself():
    assert standoff.run(case_of(), draws=0).views is None
    found = standoff.run(case_of(), draws=6, views=[HURRIED])
    assert [one.name for one in found.views.others] == ["hurried"]
    today = found.timeline.today.fates
    assert [(one.key, one.verdict, one.shares) for one in found.views.own] == [
        (t.key, t.verdict, t.shares) for t in today
    ]
