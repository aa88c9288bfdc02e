"""Never a stale answer: after any edit, what is taken from what was kept says what a run from scratch says."""

from __future__ import annotations

import copy
import importlib
import json
import random
from typing import Any, get_args

import pytest
from pydantic import BaseModel

import standoff
from shares import share_of
from standoff.analysis import run as running
from standoff.analysis.kept.keeping import Keeping, keeping
from standoff.analysis.kept.reduced import READS
from standoff.analysis.sureness import flips, shares
from standoff.case.model.model import Case
from standoff.case.overlays.overlay import Overlay
from standoff.engine.core.parallel import HERE
from standoff.results.documents.document import dumps
from standoff.results.documents.run import run_document

DRAWS = 6

BASE: dict[str, Any] = {
    "format": 1,
    "title": "A strait",
    "as_of": "2026-11-02",
    "intervals": "80 %",
    "parties": {
        "a": {
            "name": "Ash",
            "aliases": ["Ashland", "the Ash*"],
            "horizon": "2 to 6 years",
            "walkout_cost": "1 to 3",
            "scale": "10 = peace",
            "because": [{"judgement": "a guess", "by": "AB", "for": "horizon", "supports": "size"}],
            "successor": {
                "title": "Embers",
                "on": "2028-01-01",
                "chance": "30 to 60 %",
                "sees": {"steps.open.worth.a": "-6 to -3", "parties.a.horizon": "2 years"},
                "because": [{"judgement": "a vote", "by": "AB"}],
            },
        },
        "b": {"name": "Birch", "horizon": "5 years", "walkout_cost": 4},
        "c": {"name": "Cedar", "horizon": "4 years"},
    },
    "steps": {
        "open": {
            "by": "a",
            "name": "Open the strait",
            "short": "strait opens",
            "aliases": ["reopening"],
            "takes": "1 month",
            "seen": "2 to 8 weeks",
            "undo": "3 months",
            "worth": {"a": "-4 to -2", "b": "4 to 8", "c": "-2 to -1"},
            "because": [
                {
                    "in": "port",
                    "quote": "will not",
                    "prefix": "they",
                    "suffix": "open",
                    "at": "p. 3",
                    "says": "dues",
                    "for": "worth.a",
                    "supports": "size",
                    "grade": "B2",
                },
                {"judgement": "half of it", "by": ["AB", "CD"], "for": "worth.b", "supports": "order"},
            ],
        },
        "pay": {"by": "b", "seen": "1 week", "undo": "1 month", "worth": {"a": "5 to 9", "b": "-3 to -1"}},
        "watch": {"by": ["a", "b"], "undo": "never", "worth": {"a": "-1 to 1", "b": 1}},
        "here": {"by": ["a", "b"], "ends": "all", "symbolic": True, "worth": {"a": "0 to 2"}},
        "there": {"by": "b", "symbolic": True, "worth": {"b": 1}},
        "tariff": {"by": "c", "worth": {"a": -1, "b": "-2 to -1", "c": "-0.5 to 1"}},
        "fuel": {"by": "b", "worth": {"a": "1 to 2", "b": "0.5 to 1"}},
    },
    "together": {
        "winter": {
            "name": "A winter",
            "steps": ["fuel", "open"],
            "worth": {"b": "-2 to -1"},
            "because": [{"judgement": "cold", "by": "AB"}],
        }
    },
    "now": ["fuel"],
    "rules": ["not (pay and tariff)"],
    "choices": {"venue": ["here", "there"]},
    "correlated": [
        {
            "between": ["steps.open.worth.a", "steps.open.worth.b"],
            "by": 0.5,
            "because": [{"judgement": "x", "by": "AB"}],
        },
        {"driver": "Oil", "moves": {"steps.fuel.worth.a": 0.6, "steps.fuel.worth.b": -0.4}},
    ],
    "inquiries": [
        {
            "title": "Ask",
            "about": ["steps.open.worth.a"],
            "reliability": "70 %",
            "cost": "2 %",
            "because": [{"judgement": "x", "by": "AB"}],
        }
    ],
    "deals": {
        "grand": {"title": "The grand deal", "steps": ["open", "pay", "venue"], "pace": "1 to 2 months"},
        "small": ["open", "pay"],
    },
    "plans": {
        "first": {"title": "Ash first", "phases": [["open"], ["pay"]], "pace": "2 to 6 weeks"},
        "last": {"keeps": ["fuel"], "phases": [["open", "watch"], ["pay"]]},
    },
    "history": [
        {
            "before": "2026-03-01",
            "title": "Talks failed",
            "was": {"parties.b.horizon": "12 years"},
            "now": {"with": ["tariff"], "without": ["fuel"]},
            "because": [{"judgement": "x", "by": "AB"}],
        }
    ],
}
"""Every key of the format but those that a case has instead of others, which follow."""

VIEWS = {
    "views": {
        "a": {
            "title": "Ash takes Birch for weak",
            "sees": {"steps.pay.worth.b": "-6 to -5"},
            "rules": ["not watch"],
            "because": [{"judgement": "x", "by": "AB"}],
        }
    }
}
ORDERED = {
    "order": {"c": [["open"], "tariff", "nothing", "pay"]},
    "steps": {**BASE["steps"], "open": {**BASE["steps"]["open"], "worth": {"a": "-4 to -2", "b": "4 to 8"}},
              "tariff": {**BASE["steps"]["tariff"], "worth": {"a": -1, "b": "-2 to -1"}}},
}  # fmt: skip
PREFERRED = {
    "prefer": {
        "a": {"statements": ["not tariff", "pay"], "much": 1},
        "b": {"ranking": [[["open"], ["open", "fuel"]], [["fuel"]]], "much": [1]},
        "c": {"either": [["tariff"], ["not open", "tariff"]]},
    }
}
POINTS = {"prefer": {"c": {"much": 3}}}

WATCHED = {
    "sincerity": {"b": "0.5 to 0.9"},
    "steps": {
        **BASE["steps"],
        "open": {
            **BASE["steps"]["open"],
            "seen": {"normally": "2 to 8 weeks", "with": {"watch": "1 week"}},
            "missed": "5 to 15 %",
        },
    },
}

READ = {
    "deals": {
        "grand": {
            "steps": ["open", "pay", "venue"],
            "readings": {
                "ash": {"held_by": ["a"], "phases": [["pay"], ["open", "here"]]},
                "birch": {"held_by": ["b"], "plan": "first"},
            },
        },
        "small": ["open", "pay"],
    },
    "plans": {
        "first": {"title": "Ash first", "phases": [["open"], ["pay"]], "pace": "2 to 6 weeks"},
        "other": {"phases": [["pay"], ["open"]]},
        "last": {
            "keeps": ["fuel"],
            "phases": [["open", "watch"], ["pay"]],
            "readings": {
                "ash": {
                    "title": "As Ash reads it",
                    "held_by": ["a"],
                    "phases": [["pay"], ["watch"], ["open"]],
                    "because": [{"judgement": "x", "by": "AB"}],
                },
                "birch": {"held_by": ["b"], "plan": "first"},
            },
        },
    },
}

TERMS = {
    "steps": {
        **BASE["steps"],
        "open": {**BASE["steps"]["open"], "until": "4 to 9 years"},
        "pay": {**BASE["steps"]["pay"], "parts": 2},
    }
}

BASES = {
    "": {},
    "readings": READ,
    "terms": TERMS,
    "watched": WATCHED,
    "views": VIEWS,
    "order": ORDERED,
    "prefer": PREFERRED,
    "points": POINTS,
}
"""What other cases have in place of a part of the first."""

EDITS: dict[str, tuple[str, str, Any]] = {
    "Case.format": ("", "format", 1),  # there is no other
    "Case.title": ("", "title", "Another strait"),
    "Case.as_of": ("", "as_of", "2026-12-24"),
    "Case.intervals": ("", "intervals", "95 %"),
    "Case.stale_after": ("", "stale_after", "2 years"),
    "Case.parties": ("", "parties.d", {"horizon": "3 years"}),
    "Case.steps": ("", "steps.new", {"by": "a", "worth": {"b": 1}}),
    "Case.together": ("", "together.more", {"steps": ["pay", "watch"], "worth": {"a": "1 to 2"}}),
    "Case.now": ("", "now", ["fuel", "there"]),
    "Case.rules": ("", "rules", ["not (pay and tariff)", "not (tariff and watch)"]),
    "Case.choices": ("", "choices.venue", ["here", "there", "tariff"]),
    "Case.merge": ("", "merge", ["fuel and open and pay and watch and here"]),
    "Case.prefer": ("", "prefer", {"c": ["tariff"]}),
    "Case.order": ("order", "order.c", ["tariff", "open", "nothing", "pay"]),
    "Case.sincerity": ("watched", "sincerity.b", "0.2 to 0.9"),
    "Case.correlated": ("", "correlated", []),
    "Case.inquiries": ("", "inquiries", []),
    "Case.deals": ("", "deals.more", ["watch", "pay"]),
    "Case.plans": ("", "plans.more", {"phases": [["pay", "watch"], ["open"]]}),
    "Case.views": ("", "views", VIEWS["views"]),
    "Case.history": ("", "history", []),
    "Party.name": ("", "parties.b.name", "Beech"),
    "Party.aliases": ("", "parties.a.aliases", ["Asia"]),
    "Party.horizon": ("", "parties.a.horizon", "1 to 6 years"),
    "Party.walkout_cost": ("", "parties.a.walkout_cost", "0 to 1"),
    "Party.scale": ("", "parties.a.scale", "10 = quiet"),
    "Party.because": ("", "parties.a.because", []),
    "Party.successor": ("", "parties.b.successor", {"on": "2027-01-01", "chance": 0.2}),
    "Successor.title": ("", "parties.a.successor.title", "Cinders"),
    "Successor.on": ("", "parties.a.successor.on", "2027-02-01"),
    "Successor.chance": ("", "parties.a.successor.chance", "10 to 20 %"),
    "Successor.sees": ("", "parties.a.successor.sees", {"steps.open.worth.a": "-60 to -30"}),
    "Successor.because": ("", "parties.a.successor.because", []),
    "Seen.normally": ("watched", "steps.open.seen.normally", "1 to 9 months"),
    "Seen.sooner": ("watched", "steps.open.seen.with", {"fuel": "1 day"}),
    "Step.by": ("", "steps.watch.by", ["b"]),
    "Step.ends": ("", "steps.here.ends", "any"),
    "Step.name": ("", "steps.open.name", "Open it all"),
    "Step.short": ("", "steps.open.short", "opens"),
    "Step.aliases": ("", "steps.open.aliases", []),
    "Step.takes": ("", "steps.open.takes", "1 to 5 months"),
    "Step.seen": ("", "steps.pay.seen", "1 to 3 years"),
    "Step.missed": ("watched", "steps.open.missed", "5 to 60 %"),
    "Step.undo": ("", "steps.open.undo", "never"),
    "Step.redo": ("", "steps.pay.redo", "never"),
    "Step.automatic": ("", "steps.pay.automatic", True),
    "Step.ends_with_breakdown": ("", "steps.pay.ends_with_breakdown", True),
    "Step.symbolic": ("", "steps.here.symbolic", False),
    "Step.requires": ("", "steps.pay.requires", ["open"]),
    "Step.not_before": ("", "steps.pay.not_before", "2027-06-01"),
    "Step.until": ("terms", "steps.open.until", "2 to 4 years"),
    "Step.parts": ("terms", "steps.pay.parts", 3),
    "Step.worth": ("", "steps.pay.worth.a", "1 to 2"),
    "Step.because": ("", "steps.pay.because", [{"in": "bank", "supports": "size"}]),
    "Together.name": ("", "together.winter.name", "Cold"),
    "Together.steps": ("", "together.winter.steps", ["fuel", "pay"]),
    "Together.worth": ("", "together.winter.worth.b", "-9 to -1"),
    "Together.because": ("", "together.winter.because", [{"in": "bank"}]),
    "Deal.title": ("", "deals.grand.title", "All of it"),
    "Deal.steps": ("", "deals.small", ["open", "pay", "watch"]),
    "Deal.keeps": ("", "deals.grand.keeps", []),
    "Deal.consent": ("", "deals.grand.consent", ["c"]),
    "Deal.pace": ("", "deals.grand.pace", "1 to 9 months"),
    "Deal.before": ("", "deals.grand.before", [["open", "pay"]]),
    "Deal.same_phase": ("", "deals.grand.same_phase", [["open", "pay"]]),
    "Deal.first": ("", "deals.grand.first", ["pay"]),
    "Deal.last": ("", "deals.grand.last", ["pay"]),
    "Deal.phases": ("", "deals.grand.phases", 1),
    "Deal.at_risk": ("", "deals.grand.at_risk", {"a": "1 %"}),
    "Plan.title": ("", "plans.first.title", "A first"),
    "Plan.keeps": ("", "plans.first.keeps", []),
    "Plan.consent": ("", "plans.first.consent", ["c"]),
    "Plan.pace": ("", "plans.first.pace", "2 to 60 weeks"),
    "Plan.phases": ("", "plans.first.phases", [["open", "pay"]]),
    "Deal.readings": ("readings", "deals.grand.readings", {}),
    "Plan.readings": ("readings", "plans.last.readings", {}),
    "Reading.title": ("readings", "plans.last.readings.ash.title", "Ash's own"),
    "Reading.held_by": ("readings", "plans.last.readings.ash.held_by", ["a", "c"]),
    "Reading.phases": ("readings", "plans.last.readings.ash.phases", [["watch"], ["pay"]]),
    "Reading.plan": ("readings", "plans.last.readings.birch.plan", "other"),
    "Reading.because": ("readings", "plans.last.readings.ash.because", []),
    "Change.added": ("", "history.0.now.with", []),
    "Change.without": ("", "history.0.now.without", []),
    "Entry.before": ("", "history.0.before", "2026-02-01"),
    "Entry.title": ("", "history.0.title", "Talks ended"),
    "Entry.was": ("", "history.0.was", {}),
    "Entry.now": ("", "history.0.now", {}),
    "Entry.because": ("", "history.0.because", []),
    "View.title": ("views", "views.a.title", "Ash is wrong"),
    "View.sees": ("views", "views.a.sees", {"steps.pay.worth.b": 5}),
    "View.rules": ("views", "views.a.rules", ["not there"]),
    "View.because": ("views", "views.a.because", []),
    "Correlated.between": ("", "correlated.0.between", ["steps.open.worth.a", "steps.pay.worth.a"]),
    "Correlated.by": ("", "correlated.0.by", -0.5),
    "Correlated.driver": ("", "correlated.1.driver", "Gas"),
    "Correlated.moves": ("", "correlated.1.moves", {"steps.fuel.worth.a": 0.1, "deals.grand.pace": 0.9}),
    "Correlated.because": ("", "correlated.0.because", []),
    "Inquiry.title": ("", "inquiries.0.title", "Ask again"),
    "Inquiry.about": ("", "inquiries.0.about", ["steps.pay.worth.b"]),
    "Inquiry.reliability": ("", "inquiries.0.reliability", "20 %"),
    "Inquiry.cost": ("", "inquiries.0.cost", "9 %"),
    "Inquiry.because": ("", "inquiries.0.because", []),
    "Evidence.source": ("", "steps.open.because.0.in", "harbour"),
    "Evidence.quote": ("", "steps.open.because.0.quote", "never"),
    "Evidence.prefix": ("", "steps.open.because.0.prefix", "Alpha"),
    "Evidence.suffix": ("", "steps.open.because.0.suffix", "it"),
    "Evidence.at": ("", "steps.open.because.0.at", "p. 4"),
    "Evidence.says": ("", "steps.open.because.0.says", "more"),
    "Evidence.judgement": ("", "steps.open.because.1.judgement", "a third"),
    "Evidence.by": ("", "steps.open.because.1.by", "EF"),
    "Evidence.targets": ("", "steps.open.because.0.for", "worth.b"),
    "Evidence.supports": ("", "steps.open.because.1.supports", "size"),
    "Evidence.grade": ("", "steps.open.because.0.grade", "F6"),
    "Evidence.contradicts": ("", "steps.open.because.0.contradicts", True),
    "Evidence.stale_after": ("", "steps.open.because.0.stale_after", "never"),
    "Statements.statements": ("prefer", "prefer.a.statements", ["pay", "not tariff"]),
    "Statements.much": ("prefer", "prefer.a.much", 2),
    "Ranking.levels": ("prefer", "prefer.b.ranking", [[["fuel"]], [["open"]]]),
    "Ranking.much": ("prefer", "prefer.b.much", []),
    "Readings.either": ("prefer", "prefer.c.either", [["not open"], ["tariff"]]),
    "Points.much": ("points", "prefer.c.much", 1),
}
"""For every field of the model: in which of the cases it is edited, where, and what it holds then."""


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    """What takes long is asked in fewer draws, alike for what is kept and what is found anew."""
    monkeypatch.setattr(running, "NEEDS_DRAWS", 400)
    monkeypatch.setattr(flips, "ROWS", 32)
    for name, draws in (("SOUGHT", 8), ("TRIED", 16), ("CHOSEN_ON", 32)):
        monkeypatch.setattr(shares, name, draws)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """One folder for all edits, so that each could take what any of those before it left."""
    return tmp_path_factory.mktemp("kept")


@pytest.fixture(scope="module")
def run_before(folder):
    """Keeps what is found of a case before it is edited; once."""
    done: set[str] = set()

    def run(base: str) -> None:
        if base not in done:
            done.add(base)
            with keeping(folder) as by:
                document(case_of(data_of(base)), by)

    return run


def data_of(base: str) -> dict[str, Any]:
    return copy.deepcopy({**BASE, **BASES[base]})


def case_of(data: dict[str, Any]) -> Case:
    return standoff.loads(json.dumps(data))


def edited(data: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    *parents, last = path.split(".")
    inside: Any = data
    for part in parents:
        inside = inside[int(part)] if isinstance(inside, list) else inside[part]
    inside[last] = value
    return data


def document(case: Case, by: Any = HERE) -> str:
    return dumps(run_document(standoff.run(case, draws=DRAWS, by=by)))


def same_as_fresh(case: Case, folder: Any) -> Keeping:
    """Whether the document with what was kept is that of a run from scratch."""
    with keeping(folder) as by:
        kept = document(case, by)
    assert kept == document(case)
    assert isinstance(by, Keeping)
    return by


def models_of(kind: Any) -> set[type[BaseModel]]:
    """A model and all models that it is made of, also behind the rest of a type."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        found = {kind}
        for field in kind.model_fields.values():
            found |= models_of(field.annotation)
            found |= {model for one in field.metadata for model in models_of(one)}
        return found
    return {model for part in get_args(kind) for model in models_of(part)}


def test_there_is_an_edit_of_every_field_of_the_model():
    fields = {f"{model.__name__}.{field}" for model in models_of(Case) for field in model.model_fields}
    assert fields == {*EDITS}


@pytest.mark.parametrize("field", share_of(EDITS))
def test_after_an_edit_of_any_field_the_answer_is_that_of_a_run_from_scratch(field, folder, run_before):
    base, path, value = EDITS[field]
    after = edited(data_of(base), path, value)
    assert (after == data_of(base)) == (field == "Case.format")
    run_before(base)
    same_as_fresh(case_of(after), folder)


NUMBERS = ("1 to 2", "0.5 to 4", "-3 to -1", "-1 to 1", 2, -2, 0, "0 to 3")
TIMES = ("1 month", "1 to 4 months", "2 years", "3 to 5 weeks")
CHANCES = (0, "10 to 30 %", 0.5)


def random_edit(data: dict[str, Any], rng: random.Random) -> None:
    """One or two numbers of a case, or none, become others."""
    for _ in range(rng.choice((0, 1, 1, 2))):
        step = data["steps"][rng.choice([*data["steps"]])]
        party = data["parties"][rng.choice([*data["parties"]])]
        claim = rng.choice([data["deals"]["grand"], *data["plans"].values()])
        kind = rng.randrange(7)
        if kind < 3:
            worth = step["worth"] = dict(step.get("worth", {}))
            free = [name for name in data["parties"] if name not in data.get("order", {})]
            worth[rng.choice(free)] = rng.choice(NUMBERS)
        elif kind == 3:
            step[rng.choice(["takes", "undo", "seen"])] = rng.choice(TIMES)
        elif kind == 4:
            party["horizon"] = rng.choice(TIMES)
        elif kind == 5:
            claim["pace"] = rng.choice(TIMES)
        else:
            step["missed"] = rng.choice(CHANCES)


@pytest.mark.parametrize("number", share_of(range(60)))
def test_after_any_edits_of_numbers_the_answer_is_that_of_a_run_from_scratch(number, folder):
    rng = random.Random(number)
    data = data_of(rng.choice([*BASES]))
    for _ in range(3):
        random_edit(data, rng)
        same_as_fresh(case_of(data), folder)


def test_what_an_edit_costs_an_answer_hangs_on_what_is_edited(tmp_path):
    data = data_of("")
    with keeping(tmp_path) as by:
        standoff.answer(case_of(data), draws=DRAWS, by=by)
    taken = {}
    for path, value in (
        ("title", "Another strait"),
        ("parties.a.horizon", "1 to 12 years"),  # of the same median as 2 to 6 years
        ("steps.open.takes", "1 to 5 months"),
        ("steps.pay.worth.a", "1 to 2"),
    ):
        case = case_of(edited(data, path, value))
        with keeping(tmp_path) as by:
            found = standoff.answer(case, draws=DRAWS, by=by)
        assert found == standoff.answer(case, draws=DRAWS)
        taken[path.rpartition(".")[2]] = by.taken
    assert by.asked == taken["title"] > taken["horizon"] > taken["takes"] > 0
    assert taken["a"] == 0  # shares of a stake hang on every worth


def test_of_an_unchanged_case_everything_is_taken(tmp_path):
    case = case_of(data_of(""))
    first = same_as_fresh(case, tmp_path)
    again = same_as_fresh(case, tmp_path)
    assert first.taken == 0
    assert again.taken == again.asked > 15


def test_with_another_seed_or_way_of_drawing_nothing_is_taken_that_is_drawn(tmp_path):
    case = case_of(data_of(""))
    same_as_fresh(case, tmp_path)
    for other in ({"seed": 2}, {"sampling": "sobol"}, {"draws": DRAWS + 1}):
        with keeping(tmp_path) as by:
            found = standoff.run(case, **{"draws": DRAWS, **other}, by=by)
        assert dumps(run_document(found)) == dumps(run_document(standoff.run(case, **{"draws": DRAWS, **other})))
        assert 0 < by.taken < by.asked


def test_a_title_a_source_and_a_note_change_nothing_that_is_kept(tmp_path):
    same_as_fresh(case_of(data_of("")), tmp_path)
    for field in ("Case.title", "Evidence.quote", "Evidence.says", "Evidence.grade", "Party.scale", "Step.short"):
        _, path, value = EDITS[field]
        by = same_as_fresh(case_of(edited(data_of(""), path, value)), tmp_path)
        assert by.taken == by.asked, field


def test_what_others_see_is_kept_until_they_see_something_else(tmp_path):
    case, taken = case_of(data_of("")), []
    for horizon in ("1 month", "1 month", "3 years"):
        views = [Overlay("other", "", {"parties.a.horizon": horizon, "parties.a.scale": "10 = much"}, by=("AB",))]
        with keeping(tmp_path) as by:
            found = standoff.run(case, draws=DRAWS, views=views, by=by)
        assert found.views == standoff.run(case, draws=DRAWS, views=views).views
        taken.append(by.asked - by.taken)
    assert taken[1:] == [0, 1]


class Both:
    """Workers that do each task as it is and reduced, and note which questions came, and what differs."""

    def __init__(self) -> None:
        self.asked: set[str] = set()
        self.different: set[str] = set()

    def results(self, function, tasks):
        yield from ((n, self._both(function, task, 0)) for n, task in enumerate(tasks))

    def start(self, function, task, *how, **named):
        return lambda: self._both(function, task, 1)

    def next_done(self, begun):
        return begun[0]

    def share(self, thing):
        """Nothing travels."""

    whole = False

    def _both(self, function, task, alone):
        name = f"{function.__module__}.{function.__qualname__}"
        whole = function(task)
        self.asked |= {name} if alone else set()
        if name in READS and not same(whole, function(READS[name](task))):
            self.different.add(name)
        return whole


def same(one: Any, other: Any) -> bool:
    """Whether two results hold the same, bit for bit."""
    from standoff.analysis.kept.digest import digest

    return digest(one) == digest(other)


@pytest.mark.parametrize("base", BASES)
def test_no_question_reads_what_its_reduced_task_lacks(base):
    both = Both()
    document(case_of(data_of(base)), both)
    standoff.answer(case_of(data_of(base)), draws=DRAWS, by=both)
    assert both.different == set()


def test_every_question_that_is_handed_on_says_what_it_reads():
    both = Both()
    document(case_of(data_of("")), both)
    standoff.answer(case_of(data_of("")), draws=DRAWS, by=both)
    assert both.asked <= {*READS}


@pytest.mark.parametrize("name", READS)
def test_what_the_table_names_is_there(name):
    module, _, function = name.rpartition(".")
    assert callable(getattr(importlib.import_module(module), function))
