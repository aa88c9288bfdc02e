"""What a case says of preferences, from the file to the verdict: strength, unknown preferences, and views of one's own."""

from __future__ import annotations

import json

import jsonschema
import numpy as np
import pytest

import standoff
from naive import stability as naive
from naive import strength as naive_strength
from naive import unknown as naive_unknown
from naive import views as naive_views
from printed import printed
from shares import share_of
from standoff.case.load import read_source
from standoff.case.overlays.views import seen_by
from standoff.engine.stability.unknown import TYPES
from standoff.errors import SizeError, UsageError
from standoff.formats.gambit import as_nfg
from standoff.results.documents.document import dumps, plain
from standoff.results.documents.stability import stable_document
from standoff.results.schemas import schema
from standoff.views.text.stability import show_stable

NAMES = ["u", "v", "w", "x"]


def statement(rng):
    a, b = rng.choice(NAMES, 2, replace=False)
    return str(rng.choice([a, f"not {a}", f"{a} and {b}", f"{a} or {b}", f"{a} if {b}", f"{a} iff not {b}"]))


def order(rng, form):
    """An order in one of its forms, as it is written."""
    statements = [statement(rng) for _ in range(rng.integers(1, 4))]
    states = [[name for j, name in enumerate(NAMES) if bits >> j & 1] for bits in rng.permutation(16)]
    cuts = sorted(rng.choice(range(1, 12), 4, replace=False).tolist())
    levels = [states[a:b] for a, b in zip([0, *cuts], cuts, strict=False)]
    gaps = sorted(rng.choice(range(1, len(levels) + 1), 2, replace=False).tolist())
    return {
        "statements": statements,
        "ranking": {"ranking": levels},
        "strong statements": {"statements": statements, "much": int(rng.integers(1, len(statements) + 1))},
        "gaps": {"ranking": levels, "much": gaps},
        "gap": {"ranking": levels, "much": gaps[0]},
        "points": {"much": int(rng.integers(1, 7))},
        "either": {"either": [statements, [statement(rng)], {"ranking": levels}][: rng.integers(2, 4)]},
    }[form]


def random_case(seed, forms, viewed=False):
    """A case of four steps and two or three parties with whole worths."""
    rng = np.random.default_rng([seed, len(forms), viewed])
    parties = ["a", "b", "c"][: rng.integers(2, 4)]

    def worth():
        return {party: int(rng.integers(-4, 5)) for party in parties}

    steps = {}
    for name in NAMES:
        steps[name] = {"by": [str(rng.choice(parties))], "worth": worth()}
        if rng.random() < 0.2:
            steps[name]["by"] = sorted(rng.choice(parties, 2, replace=False).tolist())
            steps[name]["ends"] = str(rng.choice(["any", "all"]))
        if rng.random() < 0.2:
            steps[name]["undo"] = "never"
        if rng.random() < 0.1:
            steps[name]["redo"] = "never"
    data = {
        "format": 1, "title": "Made at random", "as_of": "2026-11-02",
        "parties": {party: {"horizon": "5 years"} for party in parties},
        "steps": steps,
        "together": {"both": {"steps": ["u", "x"], "worth": worth()}},
        "now": ["v"],
        "rules": [] if rng.random() < 0.5 else [f"v or {rng.choice(['u', 'w', 'not x'])}"],
        "prefer": {party: order(rng, str(rng.choice(forms))) for party in parties if rng.random() < 0.8},
    }  # fmt: skip
    if viewed:
        data["views"] = {party: view(rng, party, parties) for party in parties if rng.random() < 0.7}
    reading = read_source("case.yaml", json.dumps(data))
    assert reading.case is not None, reading.problems
    return reading.case


def view(rng, party, parties):
    other = str(rng.choice([one for one in parties if one != party]))
    sees = {f"steps.{name}.worth.{other}": int(rng.integers(-4, 5)) for name in NAMES if rng.random() < 0.5}
    if rng.random() < 0.5:
        sees[f"prefer.{other}"] = order(rng, str(rng.choice(["statements", "ranking"])))
    if rng.random() < 0.3:
        sees[f"steps.{rng.choice(NAMES)}.undo"] = str(rng.choice(["never", "0"]))
    rules = [] if rng.random() < 0.7 else [str(rng.choice(["v or w", "not x", "not (u and w)"]))]
    return {"sees": sees, "rules": rules}


def twin_of(case, concepts):
    """What `stable --all` is to say: {state: {party: concepts}}."""
    conflict = naive_views.conflict_of(case)
    return {
        tuple(name for name in case.steps if name in s): {
            i: {name for name, concept in concepts.items() if concept(conflict, i, s)} for i in case.parties
        }
        for s in conflict["states"]
    }


def said_of(case, names):
    found = standoff.stable(case, all_states=True)
    return {one.state: {i: set(held) & set(names) for i, held in one.stable.items()} for one in found.states}


@pytest.mark.parametrize("seed", share_of(range(60)))
def test_strength_as_the_case_says_it(seed):
    case = random_case(seed, ["statements", "ranking", "strong statements", "gaps", "gap", "points", "points"])
    concepts = {**naive.CONCEPTS, **naive_strength.CONCEPTS}
    if not any(getattr(one, "much", None) for one in case.prefer.values()):
        concepts = naive.CONCEPTS
        assert standoff.stable(case).firm is None
    assert said_of(case, [*naive.CONCEPTS, *naive_strength.CONCEPTS]) == twin_of(case, concepts)


@pytest.mark.parametrize("seed", share_of(range(40)))
def test_readings_as_the_case_says_them(seed):
    case = random_case(seed, ["statements", "ranking", "points", "either", "either", "either"])
    concepts = {
        f"{name}_{kind}": lambda conflict, i, s, concept=concept, kind=kind: concept(conflict, i, s, kind)
        for name, concept in naive_unknown.CONCEPTS.items()
        for kind in TYPES
    }
    asked = any(hasattr(one, "either") for one in case.prefer.values())
    assert said_of(case, concepts) == twin_of(case, concepts if asked else {})
    assert (standoff.stable(case).doubt is None) is not asked


@pytest.mark.parametrize("seed", share_of(range(60)))
def test_views_against_the_twin(seed):
    case = random_case(seed, ["statements", "ranking"], viewed=True)
    found = standoff.stable(case)
    own = {party: naive_views.conflict_of(seen_by(case, party)) for party in case.parties}
    if not case.views:
        assert found.views is None
        return
    every = naive_views.conflict_of(case)["states"]
    for name, concept in naive.CONCEPTS.items():
        for wanted, listed in (
            ({s for s in every if naive_views.shared(concept, own, s)}, found.views.shared[name]),
            ({s for s in every if naive_views.lasting(concept, own, s)}, found.views.lasting[name]),
        ):
            assert {frozenset(state) for state in listed.states} == wanted
            assert listed.count == len(wanted)
        for one in found.views.parties:
            wanted = {s for s in own[one.party]["states"] if naive_views.equilibrium(concept, own[one.party], s)}
            assert {frozenset(state) for state in one.equilibria[name].states} == wanted
    now = frozenset(case.now)
    assert set(found.views.lasts) == {
        name for name, concept in naive.CONCEPTS.items() if naive_views.lasting(concept, own, now)
    }
    expected = {
        (i, j, tuple(c for c in naive.CONCEPTS if naive.CONCEPTS[c](own[i], j, now)))
        for i in case.parties
        for j in case.parties
        if i != j
        and [f(own[i], j, now) for f in naive.CONCEPTS.values()] != [f(own[j], j, now) for f in naive.CONCEPTS.values()]
    }
    assert {(one.party, one.other, one.expects) for one in found.views.surprises} == expected


@pytest.mark.parametrize("seed", share_of(range(20)))
def test_a_view_is_asked_by_its_party(seed):
    case = random_case(seed, ["statements", "ranking"], viewed=True)
    for party in case.views:
        found = standoff.stable(case, view=party)
        assert found.view == party
        alone = standoff.stable(seen_by(case, party))
        assert (found.equilibria, found.now, found.reachable) == (alone.equilibria, alone.now, alone.reachable)
        named = next(one for one in standoff.stable(case).views.parties if one.party == party)
        # The order is by what can be reached in the case itself, or in the view.
        for name in naive.CONCEPTS:
            assert set(named.equilibria[name].states) == set(found.equilibria[name].states)
        assert named.now == found.now


@pytest.mark.parametrize("seed", share_of(range(20)))
def test_a_view_that_changes_nothing_is_the_case_itself(seed):
    plain = random_case(seed, ["statements", "ranking"])
    case = plain.model_copy(update={"views": {}})
    idle = type(case).model_validate({**_data(case), "views": {"a": {}, "b": {"sees": {"steps.u.takes": 0}}}})
    assert seen_by(idle, "a") == seen_by(idle, "b") == case
    found = standoff.stable(idle)
    assert found.views.misreadings == () == found.views.surprises
    for name in naive.CONCEPTS:
        assert found.views.shared[name] == found.views.lasting[name] == found.equilibria[name]


def _data(case):
    from standoff.case.reading.plain import plain

    return plain(case)


HARBOUR = """\
format: 1
title: Harbour
as_of: 2026-11-02
parties:
  alpha: {name: Alpha, horizon: 5 years}
  beta: {name: Beta, horizon: 5 years}
steps:
  open: {by: alpha, name: Open the harbour, worth: {alpha: -2, beta: 5}}
  fuel: {by: beta, name: Fuel, worth: {alpha: 5, beta: -2}}
now: [open, fuel]
sincerity: {beta: 0.5}
views:
  alpha:
    title: Beta does not mind
    sees:
      steps.open.worth.beta: 1
      steps.fuel.worth.beta: 2
      steps.fuel.takes: 2 months
      parties.beta.horizon: 2 years
      sincerity.beta: 0.9
      prefer.beta: [open]
    rules: [open or fuel]
"""


def harbour(**replaced):
    text = HARBOUR
    for old, new in replaced.items():
        text = text.replace(old, new)
    reading = read_source("case.yaml", text)
    assert reading.case is not None, reading.problems
    return reading.case


def test_who_misreads_what_in_words():
    says = [one.says for one in standoff.stable(harbour()).views.misreadings]
    assert says == [
        "Alpha takes the worth of “Open the harbour” to Beta to be 1; it is 5.",
        "Alpha takes the worth of “Fuel” to Beta to be 2; it is -2.",
        "Alpha takes `takes` of “Fuel” to be 2 months; it is not given.",
        "Alpha takes `horizon` of Beta to be 2 years; it is 5 years.",
        "Alpha takes the sincerity of Beta to be 0.9; it is 0.5.",
        "Alpha takes the order of Beta to be [open]; it is not given.",
        "Alpha takes it for granted that `open or fuel`; no rule of the case says so.",
    ]
    whom = [one.of for one in standoff.stable(harbour()).views.misreadings]
    assert whom == [("beta",)] * 6 + [()]


def test_the_document_has_all_of_it_and_keeps_to_the_schema():
    case = harbour(**{"sincerity:": "prefer: {alpha: {much: 2}, beta: {either: [[fuel], [not fuel]]}}\nsincerity:"})
    document = json.loads(dumps(stable_document(case.title, "2026-11-02", standoff.stable(case))))
    jsonschema.Draft202012Validator(schema("stable")).validate(document)
    assert {"views", "firm", "doubt"} <= set(document)
    seen = json.loads(dumps(stable_document(case.title, "2026-11-02", standoff.stable(case, view="alpha"))))
    jsonschema.Draft202012Validator(schema("stable")).validate(seen)
    assert seen["view"] == "alpha"
    assert "views" not in seen


def test_who_goes_by_its_worths_still_has_points():
    """`much` alone keeps the worths, so that gains are numbers; any other order does not."""
    case = harbour(**{"sincerity:": "prefer: {alpha: {much: 2}, beta: [not fuel]}\nsincerity:"})
    gains = {one.party: one.gain for one in standoff.stable(case).deterrence if one.improvement is not None}
    assert gains == {"alpha": 2.0, "beta": None}
    assert '"state 1" 0, 2' in as_nfg(case)
    assert '"state 3" 5, 1' in as_nfg(case)


def test_a_plain_case_says_nothing_of_it():
    case = harbour(**{HARBOUR[HARBOUR.index("views:") :]: ""})
    document = plain(stable_document(case.title, "2026-11-02", standoff.stable(case)))
    assert not {"views", "firm", "doubt", "view"} & set(document)


def test_only_a_party_with_a_view_can_be_asked_for_it():
    with pytest.raises(UsageError, match=r"beta has no view of its own, so it sees the case as it is; .* alpha"):
        standoff.stable(harbour(), view="beta")
    with pytest.raises(UsageError, match="the case has no party `alhpa`; did you mean `alpha`"):
        standoff.stable(harbour(), view="alhpa")


def test_what_is_not_said_cannot_be_asked():
    with pytest.raises(UsageError, match="say it with `much`"):
        standoff.stable(harbour(), asked=["strong_gmr"])
    with pytest.raises(UsageError, match="with `either`"):
        standoff.stable(harbour(), asked=["gmr_a"])


def test_too_many_states_for_unknown_preferences_are_refused_when_asked_and_left_out_otherwise():
    steps = "".join(f"  s{n}: {{by: alpha}}\n" for n in range(11))
    case = harbour(
        **{"  open:": f"{steps}  open:", "sincerity:": "prefer: {beta: {either: [[fuel], [open]]}}\nsincerity:"}
    )
    case = case.model_copy(update={"views": {}})
    with pytest.raises(SizeError, match="8192, and the limit is 4096"):
        standoff.stable(case, asked=["gmr_a"])
    found = standoff.stable(case)
    assert found.doubt is None
    assert "gmr_a" not in found.equilibria
    assert "With 8,192 feasible states, what holds where a preference is unknown" in printed(show_stable, case, found)
    assert "only if asked" not in printed(show_stable, harbour(), standoff.stable(harbour()))


def test_names_from_a_case_cannot_control_the_terminal():
    case = harbour(**{"name: Beta": 'name: "Be\\e[31mta"', "name: Fuel": 'name: "Fu\\e[31mel"'})
    shown = printed(show_stable, case, standoff.stable(case))
    assert "\x1b" not in shown
    assert "Be?[31mta" in shown
