"""Overlays: values by path put over a case, whoever gives them; laws, the slow twin of the history, and what is refused."""

from __future__ import annotations

import random
from datetime import date

import pytest
import yaml
from hypothesis import given, settings

import standoff
from any_case import any_case
from naive import history as naive
from ranged import ranged_case
from standoff.case.load import loads, read_source
from standoff.case.overlaid import laid_over, overlaid, view_problems
from standoff.case.overlays.history import as_of
from standoff.case.overlays.overlay import Overlay, put_over
from standoff.case.overlays.paths import value_at
from standoff.case.overlays.views import another_government, seen_by, view_of
from standoff.case.position import position
from standoff.case.reading.keys import quantity_at
from standoff.case.reading.plain import plain
from standoff.case.reading.sources import Library
from standoff.case.reading.writing import in_one_line
from standoff.case.view_files import read_view, views_of
from standoff.errors import CaseError, UsageError

TEXT = """\
format: 1
title: Harbour
as_of: 2026-11-02
parties:
  alpha: {name: Alpha, horizon: 5 years}
  beta: {name: Beta, horizon: 10 years, walkout_cost: 1}
steps:
  inspectors: {by: alpha, undo: never, worth: {alpha: -1, beta: 3}}
  open_harbour: {by: alpha, worth: {alpha: -6 to -2, beta: 4 to 9}, because: [
    {judgement: from the dues, by: AB, for: [worth.alpha, worth.beta]}, {judgement: from all of it, by: CD}]}
  lift_ban: {by: beta, undo: never, worth: {alpha: 10, beta: -1}}
  fuel: {by: beta, worth: {alpha: 2, beta: 1}}
  blockade: {by: beta, worth: {alpha: -4, beta: 1}}
now: [fuel]
rules: [not (blockade and open_harbour)]
deals:
  full: {steps: [inspectors, open_harbour, lift_ban], first: inspectors}
  small: [inspectors]
plans:
  alpha_first: {phases: [[inspectors], [open_harbour], [lift_ban]]}
  visits: {phases: [[inspectors]]}
views:
  alpha: {sees: {steps.open_harbour.worth.beta: 2}}
history:
  - before: 2026-09-01
    title: The blockade ended
    now: {with: [blockade]}
    because: [{judgement: seen by all, by: AB, for: now}]
  - before: 2026-03-01
    title: Talks failed
    was: {parties.beta.horizon: 6 to 12 years, steps.open_harbour.worth.beta: 2 to 3}
    now: {without: [fuel]}
    because: [{judgement: then said, by: EF, for: steps.open_harbour.worth.beta}]
  - {before: 2026-01-01, title: A new government, was: {parties.beta.horizon: 2 years}}
"""


@pytest.fixture
def case():
    return loads(TEXT)


def folder_with(tmp_path, **views):
    (tmp_path / "case.yaml").write_text(TEXT, encoding="utf-8")
    (tmp_path / "views").mkdir()
    for name, text in views.items():
        (tmp_path / "views" / f"{name}.yaml").write_text(text, encoding="utf-8")
    return tmp_path


# -------------------------------------------------------------------------------------------------------------- laws

PER_YEAR = ("3 months", "1 year", "2 to 4 years", "8 years")
POINTS = (-3, 0.5, "1 to 2", "-7 to -5", 11)


def random_values(rng, case):
    """Other values at some places of a case, in random order."""
    paths = [f"steps.{step}.worth.{party}" for step in case.steps for party in case.parties]
    paths += [f"parties.{party}.horizon" for party in case.parties]
    paths += [f"steps.{step}.{key}" for step in case.steps for key in ("takes", "seen")]
    chosen = rng.sample(paths, rng.randint(1, min(6, len(paths))))
    return {path: rng.choice(POINTS if ".worth." in path else PER_YEAR) for path in chosen}


def random_overlay(rng, case):
    added = tuple(rng.sample(list(case.steps), rng.choice((0, 0, 1))))
    gone = tuple(step for step in case.now if step not in added and rng.random() < 0.5)
    return Overlay(values=random_values(rng, case), added=added, without=gone)


@given(any_case())
@settings(max_examples=25, deadline=None)
def test_an_overlay_of_nothing_changes_nothing(case):
    assert put_over(case, [Overlay()]) == case
    assert put_over(case, []) is case


def test_an_overlay_of_nothing_is_checked_and_changes_nothing(case):
    laid = laid_over(case, [Overlay()], day=case.as_of)
    assert (laid.case, laid.changed) == (case, ())


@pytest.mark.parametrize("seed", range(40))
def test_twice_is_once_and_the_order_of_paths_does_not_matter(seed):
    rng = random.Random(f"overlay {seed}")
    case = ranged_case(rng)
    overlay = random_overlay(rng, case)
    once = put_over(case, [overlay])
    assert put_over(once, [overlay]) == put_over(case, [overlay, overlay]) == once
    shuffled = list(overlay.values.items())
    rng.shuffle(shuffled)
    assert put_over(case, [Overlay(values=dict(shuffled), added=overlay.added, without=overlay.without)]) == once
    one_by_one = [Overlay(values={path: value}) for path, value in shuffled]
    assert put_over(case, [*one_by_one, Overlay(added=overlay.added, without=overlay.without)]) == once
    numbers = {".".join(path): quantity for path, quantity in once.quantities()}
    for path, value in overlay.values.items():
        wanted = quantity_at(tuple(path.split(".")), str(value))
        found = numbers[path] if path in numbers else numbers[f"{path}.normally"]
        assert (found.low, found.high) == (wanted.low, wanted.high)


def random_history(rng, data):
    """A history of a case as it is written: every value differs from the others, and steps come and go."""
    parties, steps = list(data["parties"]), list(data["steps"])
    paths = [f"steps.{step}.worth.{party}" for step in steps for party in parties]
    paths += [f"parties.{party}.walkout_cost" for party in parties]
    state, entries = set(data.get("now", [])), []
    for number in range(rng.randint(0, 6)):
        chosen = rng.sample(paths, rng.randint(0, 3))
        was = {path: 20 + 7 * number + n for n, path in enumerate(chosen)}
        switched = set(rng.sample(steps, rng.randint(0, 2)))
        because = [{"judgement": f"J{number}", "by": "AB"}] if rng.random() < 0.7 else []
        if was and rng.random() < 0.5:
            because.append({"judgement": f"K{number}", "by": "AB", "for": [next(iter(was))]})
        now = {"without": sorted(switched & state), "with": sorted(switched - state)}
        before = f"{2025 - number}-0{rng.randint(1, 9)}-15"
        entries.append({"before": before, "title": "x", "was": was, "now": now, "because": because})
        state ^= switched
    return entries


@pytest.mark.parametrize("seed", range(60))
def test_the_past_is_what_the_twin_looks_up(seed):
    rng = random.Random(f"history {seed}")
    data = {**plain(ranged_case(rng)), "rules": [], "choices": {}, "deals": {}, "plans": {}}
    for kind, key in (("steps", "worth"), ("parties", "walkout_cost")):
        for name, claim in data[kind].items():
            keys = [f"{key}.{one}" for one in claim.get("worth", {})] if kind == "steps" else [key]
            if rng.random() < 0.6 and keys:
                claim["because"] = [{"judgement": f"of {name}", "by": "AB", "for": rng.sample(keys, 1)}]
    data["history"] = random_history(rng, data)
    case = standoff.case.model.model.Case.model_validate(data)
    days = [date.fromisoformat(entry["before"]) for entry in data["history"]]
    for day in {case.as_of, date(1990, 1, 1), *days, *(date.fromordinal(day.toordinal() - 1) for day in days)}:
        values, now, supporters = naive.as_of(data, day.isoformat())
        found = as_of(case, day)
        assert (found.as_of, set(found.now)) == (day, now)
        assert [entry.before for entry in found.history] == [one for one in days if one <= day]
        assert {path: value_at(plain(found), path) for path in values} == values
        for path, said in supporters.items():
            kind, name, key = path.split(".", 2)
            rests_on = [one.judgement for one in getattr(found, kind)[name].because if key in one.targets]
            assert sorted(rests_on) == sorted(said), path


@pytest.mark.parametrize("seed", range(6))
def test_what_is_set_to_the_value_that_is_there_changes_no_answer(seed):
    rng = random.Random(f"set {seed}")
    case = ranged_case(rng)
    paths = [".".join(path) for path, _ in case.quantities()]
    some = rng.sample(paths, min(5, len(paths)))
    values = {path: value_at(plain(case), path) for path in some}
    again = overlaid(case, Overlay(values={path: value for path, value in values.items() if value is not None}))
    assert again == case
    assert again is not case
    assert standoff.stable(again) == standoff.stable(case)
    assert [standoff.assess(again, plan) for plan in case.plans] == [standoff.assess(case, plan) for plan in case.plans]


def test_another_way_to_write_the_same_value_is_no_change(case):
    again = overlaid(
        case, Overlay(values={"steps.open_harbour.worth.beta": "4.0 to 9.0", "parties.alpha.horizon": "60 months"})
    )
    assert again.steps == case.steps
    assert again.parties["alpha"].horizon.low == pytest.approx(5)


# ---------------------------------------------------------------------------------------------------------- evidence


def test_evidence_for_a_number_that_is_otherwise_supports_it_no_more(case):
    before = as_of(case, date(2026, 2, 1)).steps["open_harbour"]
    assert [(one.judgement, one.targets) for one in before.because] == [
        ("from the dues", ("worth.alpha",)),
        ("from all of it", ()),
        ("then said", ("worth.beta",)),
    ]
    assert as_of(case, date(2026, 5, 1)).steps["open_harbour"].because == case.steps["open_harbour"].because


def test_evidence_of_a_view_without_for_supports_all_that_it_changes(case):
    because = case.history[0].because[0].model_copy(update={"targets": ()})
    values = {"steps.fuel.worth.alpha": 1, "steps.fuel.worth.beta": 1, "parties.beta.horizon": "1 year"}
    laid = overlaid(case, Overlay(values=values, because=(because,)))
    assert laid.steps["fuel"].because == (because.model_copy(update={"targets": ("worth.alpha",)}),)
    assert laid.parties["beta"].because == (because.model_copy(update={"targets": ("horizon",)}),)


# ------------------------------------------------------------------------------------------------- plans that go on


def test_a_plan_begins_without_what_is_in_force_already(case):
    laid = laid_over(case, [Overlay(added=("inspectors",))])
    assert laid.case.now == ("inspectors", "fuel")
    assert laid.case.plans["alpha_first"].phases == (("open_harbour",), ("lift_ban",))
    assert laid.case.deals["full"].first == ()
    assert "visits" not in laid.case.plans
    assert "small" not in laid.case.deals
    assert laid.changed == (
        "`inspectors` is in force already, and the plan `alpha_first` begins without it",
        "the plan `visits` is left out: `inspectors` is in force now already",
        "the deal `small` is left out: every step of this deal is in force now already",
    )


READ = """\
  full: {steps: [inspectors, open_harbour, lift_ban], first: inspectors, readings: {
    east: {held_by: beta, phases: [[inspectors], [lift_ban]]}, west: {held_by: alpha, plan: visits}}}
"""


def test_a_reading_begins_without_what_is_in_force_already():
    both = READ.replace("plan: visits", "phases: [[open_harbour]]")
    case = loads(TEXT.replace("  full: {steps: [inspectors, open_harbour, lift_ban], first: inspectors}\n", both))
    laid = laid_over(case, [Overlay(added=("inspectors",))])
    read = {name: one.phases for name, one in laid.case.deals["full"].readings.items()}
    assert read == {"east": (("lift_ban",),), "west": (("open_harbour",),)}


def test_readings_of_which_one_can_be_no_more_are_left_out_and_the_deal_stays():
    case = loads(TEXT.replace("  full: {steps: [inspectors, open_harbour, lift_ban], first: inspectors}\n", READ))
    laid = laid_over(case, [Overlay(added=("inspectors",))])
    assert laid.case.deals["full"].readings == {}
    assert laid.changed[-1] == "the deal `full` as it is read in several orders is left out: there is no plan `visits`"


def test_what_excludes_another_key_is_told_at_what_was_set(case):
    with pytest.raises(CaseError) as refused:
        overlaid(case, Overlay(values={"steps.inspectors.automatic": True}))
    (problem,) = refused.value.problems
    assert problem.path == "sees.steps.inspectors.automatic"
    assert "a step with `undo: never` cannot lapse by itself" in problem.message


def test_a_government_that_could_be_no_more_is_told():
    """Each of the two demands may stand alone: lifting the ban after opening, and opening after the ban is lifted."""
    sees = "successor: {on: 2027-01-20, chance: 50 %, sees: {steps.open_harbour.requires: [lift_ban]}}"
    at_once = TEXT.replace("[[inspectors], [open_harbour], [lift_ban]]", "[[inspectors, open_harbour, lift_ban]]")
    case = loads(at_once.replace("{name: Beta, horizon: 10 years,", f"{{name: Beta, horizon: 10 years, {sees},"))
    after = Overlay(values={"steps.lift_ban.requires": ["open_harbour"]})
    assert overlaid(loads(TEXT), after).steps["lift_ban"].requires == ("open_harbour",)
    with pytest.raises(CaseError) as refused:
        overlaid(case, after)
    assert "parties.beta.successor" in str(refused.value)
    assert "these steps require each other in a circle" in str(refused.value)


def test_what_a_rule_forbids_in_a_view_is_left_out(case):
    laid = laid_over(case, [Overlay(added=("blockade",))])
    assert list(laid.case.plans) == ["visits"]
    assert list(laid.case.deals) == ["small"]
    said = "breaks the rule `not (blockade and open_harbour)`"
    assert laid.changed == (
        f"the plan `alpha_first` is left out: what is in force after phase 2 {said}",
        f"the deal `full` is left out: when complete, this deal {said}",
    )


def test_a_plan_that_the_overlay_itself_speaks_of_is_not_left_out(case):
    with pytest.raises(CaseError) as refused:
        overlaid(case, Overlay(values={"plans.visits.keeps": ["blockade"]}))
    assert [problem.path for problem in refused.value.problems] == ["sees.plans.visits.keeps"]
    assert "`blockade` is not in force now, so the plan cannot keep it" in str(refused.value)


def test_a_number_that_is_gone_with_its_plan_is_correlated_no_more():
    text = TEXT.replace("  visits: {phases", "  visits: {pace: 1 to 2 months, phases")
    text += "correlated: [{between: [plans.visits.pace, steps.open_harbour.worth.beta], by: 0.5}]\n"
    laid = laid_over(loads(text), [Overlay(added=("inspectors",))])
    assert laid.case.correlated == ()
    assert laid.changed[-1].startswith("the correlation 1 is left out: there is no number `plans.visits.pace`")


# ------------------------------------------------------------------------------------------------------- the history


def test_the_checked_past_is_the_past(case):
    for day in ("2026-11-02", "2026-09-01", "2026-02-28", "1999-01-01"):
        laid = laid_over(case, [], day=day)
        assert laid.case.now == as_of(case, date.fromisoformat(day)).now
        assert laid.case.steps == as_of(case, date.fromisoformat(day)).steps
    assert standoff.as_of(case, "2026-02-28").parties["beta"].horizon.high == 12
    assert standoff.as_of(case, date(2025, 12, 31)).parties["beta"].horizon.high == 2


SPAN = "its history reaches from 2026-01-01 to 2026-11-02, and any day before 2026-01-01 is as the day before it"


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2026-11-03", f"2026-11-03 is later than the case, which is as of 2026-11-02; {SPAN}"),
        ("yesterday", f"`yesterday` is not a date; write one like `2026-11-02`; {SPAN}"),
        ("2026-02-30", f"`2026-02-30` is not a date; write one like `2026-11-02`; {SPAN}"),
        ("", f"`` is not a date; write one like `2026-11-02`; {SPAN}"),
    ],
)
def test_a_day_that_there_is_not(case, day, said):
    with pytest.raises(UsageError) as refused:
        standoff.as_of(case, day)
    assert str(refused.value) == said


def test_a_case_without_a_history_has_no_past():
    case = standoff.example()
    with pytest.raises(UsageError, match="the case has no history, so that it was always as on 2026-11-02"):
        standoff.as_of(case, "2031-01-01")


def test_a_past_that_breaks_a_rule_is_told_at_the_history():
    text = TEXT.replace("now: [fuel]", "now: [fuel, open_harbour]")
    text = text.replace("[inspectors, open_harbour, lift_ban], first", "[inspectors, lift_ban], first").replace(
        "[open_harbour], ", ""
    )
    reading = read_source("case.yaml", text)
    with pytest.raises(CaseError) as refused:
        laid_over(reading.case, [], day="2026-08-01", source=reading.source)
    (problem,) = refused.value.problems
    assert (problem.file, problem.path, problem.line) == (
        "case.yaml",
        "history.1.now",
        text.splitlines().index("    now: {with: [blockade]}") + 1,
    )
    assert problem.message.startswith("as of 2026-08-01, now: what is in force now breaks the rule")


# ------------------------------------------------------------------------------------------------ others who see it so


def test_a_partys_view_is_an_overlay(case):
    assert seen_by(case, "alpha") == put_over(case.model_copy(update={"views": {}}), [view_of(case, "alpha")])
    assert seen_by(case, "alpha").steps["open_harbour"].worth["beta"].low == 2
    assert seen_by(case, "beta") == case.model_copy(update={"views": {}})


def test_another_government_is_an_overlay(case):
    seen = overlaid(case, another_government("beta", {"parties.beta.horizon": "1 year"}))
    assert seen.parties["beta"].horizon.low == 1
    with pytest.raises(CaseError, match=r"parties.beta.successor.sees.parties.beta.horizn: there is no such key"):
        overlaid(case, another_government("beta", {"parties.beta.horizn": "1 year"}))


# ---------------------------------------------------------------------------------------------------- views in files


def test_a_view_in_a_file(tmp_path):
    text = "title: As Park sees it\nby: [JP, KL]\nas_of: 2026-08-01\nsees: {parties.beta.horizon: 1 year, plans.visits.pace: 2 weeks}\n"
    folder = folder_with(tmp_path, park=text + "now: {without: [blockade], with: [fuel]}\nrules: [not blockade]\n")
    view = read_view(folder, "park")
    assert (view.name, view.title, view.by, view.as_of) == ("park", "As Park sees it", ("JP", "KL"), date(2026, 8, 1))
    case = standoff.load(folder, view="park")
    assert (case.as_of, case.now, case.parties["beta"].horizon.low) == (date(2026, 8, 1), ("fuel",), 1)
    assert case.plans["visits"].pace.low == pytest.approx(14 / 365.25)
    assert [rule.text for rule in case.rules] == ["not (blockade and open_harbour)", "not blockade"]
    again = standoff.load(folder, view="park", set={"parties.beta.horizon": "3 years"})
    assert again.parties["beta"].horizon.low == 3
    assert again.now == ("fuel",)


def test_the_order_is_history_view_values(tmp_path):
    folder = folder_with(tmp_path, v="sees: {steps.open_harbour.worth.beta: 5, parties.beta.horizon: 1 year}\n")
    case = standoff.load(folder, as_of="2026-02-01", view="v", set={"parties.beta.horizon": "7 years"})
    assert case.parties["beta"].horizon.low == 7  # set over 1 year of the view over 6 to 12 years then
    assert case.steps["open_harbour"].worth["beta"].low == 5  # the view over 2 to 3 then
    assert case.now == ("blockade",)


def test_the_day_of_a_view_is_the_day_of_the_case(tmp_path):
    folder = folder_with(tmp_path, v="as_of: 2026-02-01\nsees: {parties.alpha.horizon: 1 year}\n")
    case = standoff.load(folder)
    for day in (None, "2026-02-01", "2026-10-01"):
        at = position(case, folder, as_of=day, view="v")
        assert (at.case.as_of, at.case.now, at.said) == (
            date(2026, 2, 1),
            ("blockade",),
            "as of 1 February 2026; in the view v",
        )
    with pytest.raises(
        UsageError, match="the view `v` is as of 2026-02-01, and `--as-of` asks for 2026-01-31, which is earlier"
    ):
        position(case, folder, as_of="2026-01-31", view="v")


def test_views_are_named_by_their_files(tmp_path):
    folder = folder_with(tmp_path, b="title: b", a="title: a")
    (folder / "views" / "notes.txt").write_text("x")
    (folder / "views" / "Big Name.yaml").write_text("title: x")
    (folder / "views" / "c.yml").write_text("title: x")
    assert views_of(folder) == ("a", "b")
    strange = [problem for problem in standoff.check(folder) if "this is not read" in problem.message]
    assert [(problem.file, problem.severity) for problem in strange] == [
        ("views/Big Name.yaml", "warning"),
        ("views/c.yml", "warning"),
    ]
    assert strange[0].hint == "rename it, for example to `big-name.yaml`"


@pytest.mark.parametrize("name", ["../case", "/etc/passwd", "a/b", "A", "a.yaml", "", "a" * 61, "..", "a\n"])
def test_a_name_never_leads_out_of_the_folder(tmp_path, name):
    folder = folder_with(tmp_path, a="title: a")
    with pytest.raises(UsageError, match="is no name of a view"):
        read_view(folder, name)
    with pytest.raises(UsageError):
        standoff.load(folder, view=name)


def test_there_is_no_such_view(tmp_path):
    folder = folder_with(tmp_path, seoul="title: a")
    with pytest.raises(UsageError, match=r"there is no view `seul`; did you mean `seoul`\?"):
        standoff.load(folder, view="seul")
    with pytest.raises(
        UsageError, match="beta has no view of its own, so it sees the case as it is; there are views: alpha, seoul"
    ):
        standoff.load(folder, view="beta")


def test_a_view_that_a_file_and_a_party_have(tmp_path):
    folder = folder_with(tmp_path, alpha="sees: {steps.open_harbour.worth.beta: 1}\n")
    with pytest.raises(UsageError, match="write `--view file:alpha` or `--view party:alpha`"):
        standoff.load(folder, view="alpha")
    assert standoff.load(folder, view="file:alpha").steps["open_harbour"].worth["beta"].low == 1
    assert standoff.load(folder, view="party:alpha").steps["open_harbour"].worth["beta"].low == 2


LINK = "this is a link to a file outside the case folder"


def told(folder):
    """What `check` says of views, each as `file:line:column severity path: message`."""
    listed = (problem for problem in standoff.check(folder) if problem.file.startswith("views/"))
    return [str(problem).splitlines()[0] for problem in listed]


def test_files_that_are_no_views(tmp_path):
    outside = tmp_path / "outside.yaml"
    outside.write_text("title: x")
    (tmp_path / "c").mkdir()
    folder = folder_with(tmp_path / "c", empty="", list="- a", huge="# " + "x" * 1_000_001)
    (folder / "views" / "link.yaml").symlink_to(outside)
    (folder / "views" / "loop.yaml").symlink_to(folder / "views" / "loop.yaml")
    (folder / "views" / "gone.yaml").symlink_to(folder / "views" / "nothing.yaml")
    (folder / "views" / "folder.yaml").mkdir()
    (folder / "views" / "binary.yaml").write_bytes(b"\x00\x01title")
    (folder / "views" / "latin.yaml").write_bytes("title: Größe".encode("latin-1"))
    assert sorted(told(folder)) == [
        "views/binary.yaml error this is a binary file, not text",
        "views/empty.yaml error the file is empty",
        "views/folder.yaml error this is not a regular file",
        "views/gone.yaml error the file cannot be read: no such file or directory",
        "views/huge.yaml error the file has 1000003 bytes, and the limit is 1000000",
        "views/latin.yaml:1:10 error the text is not in UTF-8",
        f"views/link.yaml error {LINK}",
        "views/list.yaml:1:1 error a view starts with keys, like `title: ...`",
        f"views/loop.yaml error {LINK}",
    ]
    with pytest.raises(CaseError, match=LINK):
        standoff.load(folder, view="link")


def test_a_folder_of_views_that_leads_elsewhere_is_not_followed(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "v.yaml").write_text("title: x")
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "case.yaml").write_text(TEXT)
    (tmp_path / "c" / "views").symlink_to(tmp_path / "elsewhere")
    assert views_of(tmp_path / "c") == ()
    with pytest.raises(UsageError, match="there is no view `v`"):
        standoff.load(tmp_path / "c", view="v")
    with pytest.raises(CaseError, match=LINK):
        read_view(tmp_path / "c", "v")


REFUSED = {
    "titel: x": ["1:1 error titel: there is no such key"],
    "sees: {parties.beta.horizont: 1 year}": [
        "1:8 error sees.parties.beta.horizont: there is no such key as `horizont` here"
    ],
    "sees: {steps.opn_harbour.worth.beta: 1}": [
        "1:8 error sees.steps.opn_harbour.worth.beta: there is nothing called `steps.opn_harbour`"
    ],
    "sees:\n  steps.fuel.worth.gamma: 1": ["2:3 error sees.steps.fuel.worth.gamma: there is no party `gamma`"],
    "sees: {parties.beta.horizon: -2 years}": ["1:30 error sees.parties.beta.horizon: a duration cannot be negative"],
    "sees: {steps.fuel.worth.beta: much}": [
        "1:31 error sees.steps.fuel.worth.beta: `much` is neither a number nor a range"
    ],
    "sees: {steps.fuel: {by: beta}}": ["1:8 error sees.steps.fuel: this names a whole entry, not one of its keys"],
    "sees: {steps.fuel.because: []}": ["1:8 error sees.steps.fuel.because: there is no such key as `because` here"],
    "sees: {title: x}": ["1:8 error sees.title: a path starts with one of"],
    "sees: {deals.ful.pace: 1 month}": ["1:8 error sees.deals.ful.pace: there is nothing called `deals.ful`"],
    "sees: [a]": ["1:7 error sees: keys with values belong here, not a list"],
    "sees: {steps.fuel.seen: {normally: 1 month}, steps.fuel.seen.normally: 2 weeks}": [
        "1:46 error sees.steps.fuel.seen.normally: this is a part of `steps.fuel.seen`, which has another value here, too"
    ],
    "now: {with: [fule]}": ["1:14 error now.with.1: there is no step `fule`"],
    "now: {with: [blockade], without: [blockade]}": ["1:1 error now: `blockade` is both `with` and `without`"],
    "rules: [not fule]": ["1:13 error rules.1: there is no step `fule`"],
    "rules: [not fuel]": ["1:1 error rules: with this, now: what is in force now breaks the rule `not fuel`"],
    "rules: [blockade, not blockade]": [
        "1:1 error rules: with this, rules.3: no state keeps all rules; these contradict each other"
    ],
    "now: {with: [open_harbour, blockade]}": ["1:1 error now: with this, now: what is in force now breaks the rule"],
    "sees: {choices.venue: [fuel, blockade]}": [
        "1:8 error sees.choices.venue: there is nothing called `choices.venue`"
    ],
    "sees: {steps.fuel.requires: [fuel]}": [
        "1:8 error sees.steps.fuel.requires: with this, steps.fuel.requires.1: a step cannot require itself"
    ],
    "sees: {steps.fuel.by: gamma}": [
        "1:8 error sees.steps.fuel.by: with this, steps.fuel.by.1: there is no party `gamma`"
    ],
    "as_of: 2027-01-01": ["1:8 error as_of: 2027-01-01 is later than the case, which is as of 2026-11-02"],
    "as_of: someday": ["1:8 error as_of: `someday` is not a date"],
    "sees: {parties.beta.horizon: 1 year}\nbecause: [{judgement: x, by: AB, for: horizon}]": [
        "2:39 error because.1.for.1: the view says nothing of `horizon`"
    ],
    "because: [{in: nowhere}]": ["1:16 error because.1.in: there is no source `nowhere` in sources.json"],
    "sees: {a: 1, a: 2}": [
        "1:14 error sees.a: this key was given before, in line 1",
        "1:14 error sees.a: a path starts with one of",
    ],
    "titel: x\nsees: {parties.beta.horizon: -2 years}": [
        "1:1 error titel: there is no such key",
        "2:30 error sees.parties.beta.horizon: a duration cannot be negative",
    ],
    "sees: {parties.beta.horizon: 10 years}": [
        "1:8 warning sees.parties.beta.horizon: this is what the case says, too"
    ],
    "now: {with: [fuel], without: [blockade]}": [
        "1:14 warning now.with.1: `fuel` is in force already",
        "1:31 warning now.without.1: `blockade` is not in force anyway",
    ],
    "now: {with: [inspectors]}": [
        "1:6 warning now: in this view `inspectors` is in force already, and the plan `alpha_first` begins without it",
        "1:6 warning now: in this view the plan `visits` is left out: `inspectors` is in force now already",
        "1:6 warning now: in this view the deal `small` is left out: every step of this deal is in force now already",
    ],
}


@pytest.mark.parametrize("text", REFUSED)
def test_every_problem_of_a_view_has_its_place_in_its_file(tmp_path, text):
    folder = folder_with(tmp_path, v=text + "\n")
    (folder / "sources.json").write_text("[]")
    found = told(folder)
    assert len(found) == len(REFUSED[text]), found
    for line, said in zip(sorted(found), sorted(REFUSED[text]), strict=True):
        assert line.startswith(f"views/v.yaml:{said}"), line
    errors = [line for line in found if " error " in line]
    if errors and "because.1.in" not in errors[0]:
        with pytest.raises(CaseError) as refused:
            standoff.load(folder, view="v")
        assert {str(problem).splitlines()[0] for problem in refused.value.problems} <= {*found}


def test_hints_of_views_are_about_views(tmp_path):
    folder = folder_with(tmp_path, v="tittle: x\nse: {}\n")
    hints = [problem.hint for problem in standoff.check(folder) if problem.file == "views/v.yaml"]
    assert hints == ["did you mean `title`?", "did you mean `sees`?"]


def test_a_sound_case_with_a_broken_view_loads(tmp_path):
    folder = folder_with(tmp_path, v="sees: {")
    assert standoff.load(folder).title == "Harbour"
    assert any(problem.severity == "error" for problem in standoff.check(folder))


def test_all_views_are_looked_at(tmp_path):
    folder = folder_with(tmp_path, a="sees: {x: 1}", b="title: fine", c="sees: {y: 1}")
    assert [problem.file for problem in view_problems(standoff.load(folder), folder, Library(folder))] == [
        "views/a.yaml",
        "views/c.yaml",
    ]


# ------------------------------------------------------------------------------------------------- what a user sets


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"parties.beta.horizont": 1}, "--set parties.beta.horizont: there is no such key as `horizont` here; did you mean `horizon`?"),
        ({"parties.bta.horizon": "1 year"}, "--set parties.bta.horizon: there is nothing called `parties.bta`; did you mean `beta`?"),
        ({"parties.beta.horizon": "soon"}, "--set parties.beta.horizon: `soon`"),
        ({"beta.horizon": "1 year"}, "write `parties.beta.horizon`"),
        ({"now": ["fule"]}, "--set now.with.1: there is no step `fule`; did you mean `fuel`?"),
        ({"now": "fuel"}, "--set now: a list of steps belongs here"),
        ({"now": ["blockade", "open_harbour"]}, "with this, now: what is in force now breaks the rule"),
    ],
)  # fmt: skip
def test_values_that_cannot_be_set(tmp_path, values, said):
    with pytest.raises(UsageError) as refused:
        standoff.load(folder_with(tmp_path), set=values)
    assert said in str(refused.value)


def test_values_are_read_as_in_the_file(tmp_path):
    folder = folder_with(tmp_path)
    values = {
        "parties.beta.horizon": {"low": "1 year", "mode": "2 years", "high": "4 years"},
        "steps.fuel.seen": {"normally": "3 months", "with": {"inspectors": "1 week"}},
        "steps.fuel.automatic": True,
        "now": ["inspectors"],
    }
    case = standoff.load(folder, set=values)
    written = yaml.safe_load(TEXT)
    written["parties"]["beta"]["horizon"] = values["parties.beta.horizon"]
    written["steps"]["fuel"] |= {"seen": values["steps.fuel.seen"], "automatic": True}
    written["as_of"] = "2026-11-02"
    assert case.parties["beta"] == loads(in_one_line_all(written)).parties["beta"]
    assert case.steps["fuel"] == loads(in_one_line_all(written)).steps["fuel"]
    assert case.now == ("inspectors",)


def in_one_line_all(data):
    """A case as it would be written on one line; the dates of its history are text."""
    return in_one_line({key: value for key, value in data.items() if key != "history"})
