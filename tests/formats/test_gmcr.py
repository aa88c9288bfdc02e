"""Import of .gmcr files: what they mean, what is refused, what is said, and that nothing is ever written over.

Long, as each file that is refused stands beside its message.
"""

from __future__ import annotations

import errno
import json
import os
import random
from datetime import date
from itertools import product
from pathlib import Path

import pytest

import standoff
from cases import strait
from naive import stability as naive
from places import ORACLES
from standoff.case.load import load, read
from standoff.case.reading import files
from standoff.errors import ForeignFileError, SizeError, UsageError, WriteError
from standoff.formats import importers
from standoff.formats.gmcr import MOST_CONDITIONS, MOST_DECISION_MAKERS, MOST_OPTIONS
from standoff.formats.slugs import slugs

FAULTS = Path(__file__).parents[1] / "faults"
DAY = date(2026, 11, 2)
FILES = [
    path
    for path in sorted((ORACLES / "stability").glob("*.json"))
    if "moves" not in json.loads(path.read_text(encoding="utf-8"))
]


def imported(tmp_path, data, name="conflict.gmcr"):
    file = tmp_path / name
    file.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
    return importers.read(file, DAY)


def loaded(tmp_path, data):
    """The case as it loads from the folder that was written."""
    found = imported(tmp_path, data)
    folder = tmp_path / "case"
    importers.write(folder, found)
    case, problems = read(folder)
    assert case is not None
    assert not [str(problem) for problem in problems]
    assert case == found.case
    return case


def verdicts(case):
    """Per concept and party, the numbers of the states in which it is stable; and the equilibria."""
    found = standoff.stable(case, all_states=True)
    table = {}
    for concept in naive.CONCEPTS:
        rows = {
            party: [number for number, one in enumerate(found.states, 1) if concept in one.stable[party]]
            for party in found.parties
        }
        together = set(range(1, len(found.states) + 1)).intersection(*map(set, rows.values()))
        table[concept] = {**rows, "equilibria": sorted(together)}
    return table


# ------------------------------------------------------------------------------------- what it means


def as_gmcr(data, ranked):
    """A classic conflict as a .gmcr file, its preferences as a ranking or as statements, and how states are numbered."""
    owner = [n for n, party in enumerate(data["dms"]) for _ in party["options"]]
    names = [option for party in data["dms"] for option in party["options"]]
    ways = {"NY": "fwd", "YN": "back"}
    every = ["".join(reversed(marks)) for marks in product("01", repeat=len(names))]
    numbers = {state: n for n, state in enumerate((s for s in every if s in data["states"]), 1)}

    def condition(state):
        return [[option, "Y" if mark == "1" else "N"] for option, mark in enumerate(state)]

    def party(n, entry):
        levels = [[data["states"][number - 1] for number in level] for level in data["preferences"][entry["name"]]]
        one = {"name": entry["name"], "options": [o for o, who in enumerate(owner) if who == n], "preferences": []}
        if ranked:
            ranking = [[numbers[state] for state in level] for level in levels]
            return {**one, "preferenceRanking": [level if len(level) > 1 else level[0] for level in ranking]}
        statements = [{"compound": True, "members": [condition(state) for state in level]} for level in levels]
        return {**one, "preferences": statements}

    return {
        "options": [
            {"name": name, "permittedDirection": ways.get(data["irreversible"].get(str(option)), "both")}
            for option, name in enumerate(names)
        ],
        "decisionMakers": [party(n, entry) for n, entry in enumerate(data["dms"])],
        "infeasibles": [condition(state) for state in every if state not in data["states"]],
        "useManualPreferenceRanking": ranked,
    }, [numbers[state] for state in data["states"]]


@pytest.mark.parametrize("ranked", [True, False], ids=["ranking", "statements"])
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_classic_conflicts_keep_their_tables(tmp_path, path, ranked):
    data = json.loads(path.read_text(encoding="utf-8"))
    file, numbers = as_gmcr(data, ranked)
    case = loaded(tmp_path, file)
    keys = [*case.parties, "equilibria"]
    names = [*(entry["name"] for entry in data["dms"]), "equilibria"]
    found = verdicts(case)
    for concept in naive.CONCEPTS:
        wanted = data["computed"]["individual"][concept]
        for key, name in zip(keys, names, strict=True):
            assert found[concept][key] == sorted(numbers[state - 1] for state in wanted[name]), (concept, name)


def test_there_are_classic_conflicts():
    assert len(FILES) >= 6


def random_file(seed):
    """A conflict at random, its options in any order, with statements, compound ones among them, or with rankings."""
    chance = random.Random(seed)
    n, parties = chance.randint(2, 5), chance.randint(2, 3)
    owner = [chance.randrange(parties) for _ in range(n)]

    def condition():
        options = chance.sample(range(n), chance.randint(1, min(3, n)))
        return [[option, chance.choice("YN")] for option in options]

    def statement():
        if chance.random() < 0.4:
            return {"compound": True, "members": [condition() for _ in range(chance.randint(1, 3))]}
        return condition()

    data = {
        "options": [{"name": f"Option {o}", "permittedDirection": chance.choice(["both", "both", "fwd", "back"])} for o in range(n)],
        "decisionMakers": [
            {"name": f"Party {p}", "options": [o for o in range(n) if owner[o] == p], "preferences": [statement() for _ in range(chance.randint(1, 5))]}
            for p in range(parties)
        ],
        "infeasibles": [condition() for _ in range(chance.randint(0, 2))],
        "useManualPreferenceRanking": chance.random() < 0.4,
    }  # fmt: skip
    states = states_of(data)
    for party in data["decisionMakers"] if data["useManualPreferenceRanking"] else ():
        order = chance.sample(range(1, len(states) + 1), len(states))
        cuts = (
            sorted(chance.sample(range(1, len(states)), chance.randint(0, len(states) - 1))) if len(states) > 1 else []
        )
        party["preferences"] = []
        party["preferenceRanking"] = [order[a:b] for a, b in zip([0, *cuts], [*cuts, len(states)], strict=True)]
    return data


def matches(condition, taken):
    return all((option in taken) == (mark == "Y") for option, mark in condition)


def states_of(data):
    """The feasible states, each the set of options taken, in the order in which the program numbers them."""
    order = [option for party in data["decisionMakers"] for option in party["options"]]
    found = []
    for number in range(1 << len(order)):
        taken = {option for digit, option in enumerate(order) if number >> digit & 1}
        if not any(matches(pattern, taken) for pattern in data["infeasibles"]):
            found.append(frozenset(taken))
    return found


def value(data, party, states, state):
    """What a state is worth: by weights that double, or by its place in the ranking."""
    if data["useManualPreferenceRanking"]:
        number = states.index(state) + 1
        return -next(place for place, level in enumerate(party["preferenceRanking"]) if number in level)
    total, k = 0, len(party["preferences"])
    for place, statement in enumerate(party["preferences"]):
        members = statement["members"] if isinstance(statement, dict) else [statement]
        if any(matches(member, state) for member in members):
            total += 2 ** (k - place - 1)
    return total


def twin(data, seen=None):
    """The conflict by the slow twin, of all states or of those that are seen."""
    states = states_of(data)
    steps = {
        option: {
            "by": [next(p for p, party in enumerate(data["decisionMakers"]) if option in party["options"])],
            "ends": "any",
            "undo": "never" if entry["permittedDirection"] == "fwd" else "0",
            "redo": "never" if entry["permittedDirection"] == "back" else "0",
        }
        for option, entry in enumerate(data["options"])
    }
    prefer = {
        p: {state: value(data, party, states, state) for state in states}
        for p, party in enumerate(data["decisionMakers"])
    }
    kept = states if seen is None else seen
    return naive.option_form(list(prefer), steps, kept, prefer), kept


def test_random_files_mean_what_the_program_takes_them_for(tmp_path):
    tried = 0
    for seed in range(60):
        data = random_file(seed)
        conflict, states = twin(data)
        if not states:
            continue
        tried += 1
        case = imported(tmp_path, data).case
        found = verdicts(case)
        for concept, stable in naive.CONCEPTS.items():
            for place, party in enumerate(case.parties):
                wanted = [number for number, state in enumerate(states, 1) if stable(conflict, place, state)]
                assert found[concept][party] == wanted, (seed, concept, party)
    assert tried > 45


# ------------------------------------------------------------------------------------- how each party sees it


def fogged():
    """A port that does not see that the town could sue over its dredging; by hand.

    States 1 nothing, 2 dredge, 3 sue, 4 both. To the port 2 > 1 ~ 3 > 4, to the town 1 > 3 > 4 > 2.
    """
    return json.loads((FAULTS / "gmcr-misperceptions-dropped" / "fogged.gmcr").read_text(encoding="utf-8"))


def in_force(listed):
    return [set(state) for state in listed.states]


def test_misperceptions_come_in_as_views(tmp_path):
    """As it is, the port stays at 1, for the town would answer 2 by 4; as the port sees it, nobody can answer."""
    case = loaded(tmp_path, fogged())
    view = case.views["port"]
    assert list(case.views) == ["port"]
    assert view.title == "2 of 4 states are not seen"
    assert [rule.text for rule in view.rules] == ["not sue"]
    assert view.because[0].source == "imported"
    as_it_is = standoff.stable(case)
    assert in_force(as_it_is.equilibria["nash"]) == []
    for notion in ("gmr", "smr", "seq"):
        assert in_force(as_it_is.equilibria[notion]) == [set(), {"sue"}]
    seen = standoff.stable(case, view="port")
    assert seen.feasible_states == 2
    for notion in ("nash", "gmr", "smr", "seq", "sseq"):
        assert in_force(seen.equilibria[notion]) == [{"dredge"}]
    assert seen.now.stable == {"port": (), "town": ("nash", "gmr", "smr", "seq", "sseq")}
    assert as_it_is.views.lasts == ()  # the port would leave 1, and the town 2


def test_the_file_of_the_port_is_not_noted_as_dropped(tmp_path):
    found = imported(tmp_path, fogged())
    assert len(found.notes) == 2
    assert found.notes[1] == "now: nothing in force, a placeholder: the first of the states that everybody sees"


def test_what_is_in_force_now_is_seen_by_everybody(tmp_path):
    """The port does not see that nothing is in force, and the town nothing with the suit: state 2 is left."""
    data = fogged()
    data["decisionMakers"][0]["misperceptions"] = [[[0, "N"], [1, "N"]]]
    data["decisionMakers"][1]["misperceptions"] = [{"compound": True, "members": [[[0, "Y"], [1, "Y"]], [[1, "Y"]]]}]
    case = loaded(tmp_path, data)
    assert case.now == ("dredge",)
    assert {party: [rule.text for rule in view.rules] for party, view in case.views.items()} == {
        "port": ["not (not dredge and not sue)"], "town": ["not (dredge and sue)", "not sue"]
    }  # fmt: skip


def test_views_without_a_state_in_common_are_noted(tmp_path):
    data = fogged()
    data["decisionMakers"][1]["misperceptions"] = [[[1, "N"]]]
    found = imported(tmp_path, data)
    assert list(found.case.views) == ["port"]
    assert found.notes[2:] == (
        "decisionMakers.2.misperceptions: not imported: what is in force now must be seen by everybody, and no state "
        "would be",
    )


def test_a_misperception_of_what_cannot_be_is_noted(tmp_path):
    data = fogged() | {"infeasibles": [[[1, "Y"]]]}
    found = imported(tmp_path, data)
    assert not found.case.views
    assert found.notes[2:] == ("decisionMakers.1.misperceptions.1: left out: no feasible state is like that",)


def test_states_that_are_not_seen_keep_their_place_in_a_ranking(tmp_path):
    data = fogged() | {"useManualPreferenceRanking": True}
    for party, ranking in zip(data["decisionMakers"], ([2, [1, 3], 4], [1, 3, 4, 2]), strict=True):
        party.update(preferences=[], preferenceRanking=ranking)
    case = loaded(tmp_path, data)
    assert in_force(standoff.stable(case, view="port").equilibria["seq"]) == [{"dredge"}]


def unseen(chance, data):
    """A pattern at random for each party, that leaves a state that everybody sees."""
    states = states_of(data)
    kept = chance.choice(states)
    for party in data["decisionMakers"]:
        party["misperceptions"] = [
            [[option, "N" if option in kept else "Y"], *([[other, chance.choice("YN")]] if other != option else [])]
            for option, other in [(chance.randrange(len(data["options"])), chance.randrange(len(data["options"])))]
        ]


def test_random_views_are_what_the_parties_perceive(tmp_path):
    """A party's own game has the states that match none of its patterns, and everybody's preferences as they are."""
    tried = 0
    for seed in range(60):
        data = random_file(seed)
        if not states_of(data):
            continue
        unseen(random.Random(seed), data)
        case = imported(tmp_path, data).case
        names = list(case.steps)
        order = [option for party in data["decisionMakers"] for option in party["options"]]
        for place, party in enumerate(case.parties):
            if party not in case.views:
                continue
            tried += 1
            sees = data | {"infeasibles": data["infeasibles"] + data["decisionMakers"][place]["misperceptions"]}
            conflict, states = twin(data, states_of(sees))
            found = standoff.stable(case, all_states=True, view=party)
            shown = {frozenset(one.state): one.stable for one in found.states}
            assert set(shown) == {frozenset(names[order.index(o)] for o in state) for state in states}
            for concept, stable in naive.CONCEPTS.items():
                for n, other in enumerate(case.parties):
                    for state in states:
                        marks = shown[frozenset(names[order.index(o)] for o in state)]
                        assert (concept in marks[other]) == stable(conflict, n, state), (seed, concept, other)
    assert tried > 60


def test_a_coalition_names_the_verb_that_answers(tmp_path):
    data = strait() | {"coalitions": [[1, 0]]}
    assert imported(tmp_path, data).notes[2:] == (
        "coalitions.1: every decision maker stands alone in a case; what these could do together is answered by "
        "`standoff stable CASE --coalition east,west`",
    )
    found = standoff.stable(loaded(tmp_path, data), coalition=["east", "west"])
    assert {one.parties for one in found.coalitions.now} == {("east", "west")}


def test_a_coalition_beside_a_ranking_names_it_too(tmp_path):
    """States 2 and 3 are alike to one of the two, and a coalition is all that the note is about."""
    found = importers.read(FAULTS / "gmcr-coalition-note" / "irank.gmcr", DAY)
    assert len(found.notes) == 3
    assert found.notes[2].endswith("is answered by `standoff stable CASE --coalition p,q`")


@pytest.mark.parametrize("coalitions", [[0, 1], [[0], [1]], [0, [1, 1]], []])
def test_decision_makers_alone_are_no_coalition(tmp_path, coalitions):
    assert len(imported(tmp_path, strait() | {"coalitions": coalitions}).notes) == 2


# ------------------------------------------------------------------------------------- what comes of it


def test_names_limits_rules_and_orders(tmp_path):
    data = strait()
    data["options"] += [
        {"name": "撤军 & “talk”", "permittedDirection": "fwd"},
        {"name": "not", "permittedDirection": "back"},
    ]
    data["decisionMakers"][0]["options"] = [0, 2]
    data["decisionMakers"][1]["options"] = [1, 3]
    data["infeasibles"] = [[[2, "Y"], [3, "N"]], [[3, "N"]]]
    case = loaded(tmp_path, data)
    assert {key: party.name for key, party in case.parties.items()} == {"east": "East", "west": "West"}
    assert {key: step.name for key, step in case.steps.items()} == {
        "east_waits": "East waits", "talk": "撤军 & “talk”", "west_waits": "West waits", "step_4": "not"
    }  # fmt: skip
    assert [key for key, step in case.steps.items() if step.undo.never] == ["talk"]
    assert [key for key, step in case.steps.items() if step.redo.never] == ["step_4"]
    assert [rule.text for rule in case.rules] == ["not (talk and not step_4)", "not (not step_4)"]
    assert [rule.text for rule in case.prefer["east"].statements] == [
        "west_waits and not east_waits", "west_waits", "east_waits"
    ]  # fmt: skip
    assert case.now == ("step_4",)  # the first state that the patterns leave


def test_what_the_file_does_not_say_is_marked(tmp_path):
    found = imported(tmp_path, strait(), "Two convoys.gmcr")
    text = found.files["case.yaml"]
    assert "# Imported from Two convoys.gmcr, a file of gmcr-py. Not in that file, and to be put right:\n" in text
    for key in ("as_of", "now"):
        assert any(note.startswith(f"{key}: ") for note in found.notes)
        assert f"\n# {key}: " in text
    assert "horizon" not in text
    assert found.case.title == "Two convoys"
    assert json.loads(found.files["sources.json"])[0]["id"] == "imported"
    for claim in (*found.case.parties.values(), *found.case.steps.values()):
        assert claim.because[0].source == "imported"


def test_what_is_left_out_is_noted(tmp_path):
    data = strait() | {"coalitions": [0, [1, 2]], "colour": "red"}
    data["decisionMakers"][0]["preferences"].append([])
    data["decisionMakers"][1]["preferences"] = []
    data["decisionMakers"][1]["mood"] = 3
    del data["useManualPreferenceRanking"]
    found = imported(tmp_path, data)
    assert found.notes[2:] == (
        "colour: not imported: this key is not known",
        "it does not say whether rankings or statements count: the statements were taken",
        "decisionMakers.1.preferences.4: left out: it holds in every state",
        "decisionMakers.2.mood: not imported: this key is not known",
        "coalitions.2: not imported: these are not numbers of decision makers",
        "decisionMakers.2: no preferences: all states are alike to `West`",
    )
    assert set(found.case.prefer) == {"east"}


def test_old_names_of_the_ranking(tmp_path):
    data = strait() | {"useManualPreferenceVectors": True}
    del data["useManualPreferenceRanking"]
    data["decisionMakers"][0]["preferenceVector"] = [3, 4, 2, 1]
    data["decisionMakers"][1]["preferenceRanking"] = [2, [4], 3, 1]
    found = imported(tmp_path, data)
    assert verdicts(found.case)["nash"]["equilibria"] == [2, 3]
    assert verdicts(found.case) == verdicts(imported(tmp_path, strait()).case)
    assert any("the ranking counts" in note for note in found.notes)


def test_options_in_another_order_are_noted(tmp_path):
    data = strait()
    data["decisionMakers"].reverse()
    assert any(note.startswith("options: put in the order") for note in imported(tmp_path, data).notes)
    assert list(imported(tmp_path, data).case.steps) == ["west_waits", "east_waits"]


def test_names_are_different_and_short():
    assert slugs([("x" * 500, "a"), ("x" * 500, "b"), ("", "c"), ("if", "d"), ("9", "e")]) == [
        "x" * 40, "x" * 40 + "_2", "c", "d", "e_9"
    ]  # fmt: skip


@pytest.mark.parametrize(
    "name", ["a: b # c", "\x1b[31m", "\u202e", "- [x]", '"', "", "\n", "<b>", "x" * 5000, "!!python/object:x"]
)
def test_any_name_survives(tmp_path, name):
    data = strait()
    data["options"][0]["name"] = data["decisionMakers"][0]["name"] = name
    case = loaded(tmp_path, data)
    assert next(iter(case.steps.values())).name == (name or "step_1")


# ------------------------------------------------------------------------------------- what is refused


def changed(act):
    data = strait()
    act(data)
    return data


def put(*path, to):
    def act(data):
        for key in path[:-1]:
            data = data[key]
        data[path[-1]] = to

    return lambda: changed(act)


def without(*path):
    def act(data):
        for key in path[:-1]:
            data = data[key]
        del data[path[-1]]

    return lambda: changed(act)


RANKED = "decisionMakers.1: the ranking"


def ranking(levels):
    def act(data):
        data["useManualPreferenceRanking"] = True
        for party in data["decisionMakers"]:
            party["preferenceRanking"] = [1, 2, 3, 4]
        data["decisionMakers"][0]["preferenceRanking"] = levels

    return lambda: changed(act)


REFUSED = {
    "no options": (without("options"), "error the key `options` is missing"),
    "empty options": (put("options", to=[]), "options: there are no options"),
    "options of a word": (put("options", to="x"), "options: `x` is not a list"),
    "option of a word": (put("options", 0, to="x"), "options.1: `x` is not a group of keys"),
    "option without name": (without("options", 0, "name"), "options.1: the key `name` is missing"),
    "name of a number": (put("options", 0, "name", to=7), "options.1.name: `7` is not text"),
    "direction": (put("options", 1, "permittedDirection", to="up"), "options.2.permittedDirection: `up` is not a direction"),
    "nobody": (put("decisionMakers", to=[]), "decisionMakers: there are no decision makers"),
    "no such option": (put("decisionMakers", 0, "options", to=[9]), "decisionMakers.1.options.1: `9` is not the number of an option"),
    "negative option": (put("decisionMakers", 0, "options", to=[-1]), "decisionMakers.1.options.1: `-1` is not the number"),
    "true for an option": (put("decisionMakers", 0, "options", to=[True]), "decisionMakers.1.options.1: `true` is not the number"),
    "owned twice": (put("decisionMakers", 0, "options", to=[0, 1]), "decisionMakers.2.options.1: option 1 is that of decision maker 1 already"),
    "owned by nobody": (put("decisionMakers", 0, "options", to=[]), "options.1: no decision maker has this option"),
    "letters": (put("infeasibles", to=[[[0, "y"]]]), "infeasibles.1.1: this is not an option with Y or N"),
    "a list for Y": (put("infeasibles", to=[[[0, ["Y"]]]]), "infeasibles.1.1: this is not an option with Y or N"),
    "pattern of a word": (put("infeasibles", to=["YN"]), "infeasibles.1: `YN` is not a condition"),
    "empty pattern": (put("infeasibles", to=[[]]), "infeasibles.1: this pattern makes every state infeasible"),
    "twice in a condition": (put("infeasibles", to=[[[0, "Y"], [0, "N"]]]), "infeasibles.1.2: option 0 is named twice"),
    "no state left": (put("infeasibles", to=[[[0, "Y"]], [[0, "N"]]]), "infeasibles: no state is left"),
    "compound of nothing": (put("decisionMakers", 0, "preferences", to=[{"compound": True, "members": []}]), "preferences.1.members: there are no members"),
    "compound of a word": (put("decisionMakers", 0, "preferences", to=[{"members": "x"}]), "preferences.1.members: `x` is not a list"),
    "flag": (put("useManualPreferenceRanking", to="yes"), "useManualPreferenceRanking: `yes` is neither true nor false"),
    "statement too long": (put("decisionMakers", 0, "preferences", to=[{"members": [[[0, "Y"], [1, "N"]]] * 500}]), "preferences.1: the rule is "),
    "ranking missing": (put("useManualPreferenceRanking", to=True), "decisionMakers.1: the key `preferenceRanking` is missing"),
    "ranking with a gap": (ranking([1, 2, 4]), f"{RANKED} lacks state 3"),
    "ranking twice": (ranking([1, 2, [3, 1], 4]), f"{RANKED} has state 1 twice"),
    "ranking beyond": (ranking([1, 2, 3, 4, 5]), f"{RANKED} has state 5, and there are 4"),
    "ranking from 0": (ranking([0, 1, 2, 3]), "preferenceRanking.1: `0` is not the number of a state"),
    "ranking of a word": (ranking([1, "x", 3, 4]), "preferenceRanking.2: `x` is not the number of a state"),
    "ranks as text": (ranking(["3", [1, " 2"], 4]), 'preferenceRanking.1: `3` is text, not a number'),
    "ranks as text in a level": (ranking([3, [1, " 2"], 4]), "preferenceRanking.2.2: ` 2` is text, not a number"),
    "a ranking as text": (ranking("3, 1, 2, 4"), "preferenceRanking: `3, 1, 2, 4` is not a list"),
    "a long text of digits": (put("decisionMakers", 0, "options", to=["9" * 5000]), "is text, not a number"),
    "options as text": (put("decisionMakers", 0, "options", to=["0"]), "decisionMakers.1.options.1: `0` is text, not a number"),
    "misperceptions of a word": (put("decisionMakers", 0, "misperceptions", to="x"), "decisionMakers.1.misperceptions: `x` is not a list"),
    "misperception of no option": (put("decisionMakers", 0, "misperceptions", to=[[[9, "Y"]]]), "decisionMakers.1.misperceptions.1.1: `9` is not the number of an option"),
    "nothing to be seen": (put("decisionMakers", 0, "misperceptions", to=[[]]), "decisionMakers.1.misperceptions.1: this pattern leaves no state to be seen"),
    "a list": (lambda: "[]", "error this is not a group of keys"),
    "nothing": (lambda: "", "1:1 error this is not JSON: expecting value"),
    "half a file": (lambda: json.dumps(strait())[:90], "error this is not JSON"),
    "NaN": (lambda: '{"options": NaN}', "error this cannot be read: NaN is not a number"),
    "twice": (lambda: '{"a": 1, "a": 2}', "error this cannot be read: the key `a` is given twice"),
    "deep": (lambda: "[" * 200_000, "error this is nested too deep"),
    "a long number": (lambda: '{"a": ' + "9" * 9000 + "}", "error this cannot be read: Exceeds the limit"),
    "half a character": (lambda: '{"a": "\\ud800"}', "error a text in it has half of a character"),
    "binary": (lambda: "\0", "error this is a binary file"),
    "huge": (lambda: " " * 1_000_001, "error the file has 1000001 bytes, and the limit is 1000000"),
}  # fmt: skip


@pytest.mark.parametrize("kind", REFUSED)
def test_a_wrong_file_is_refused_with_place_and_remedy(tmp_path, kind):
    content, message = REFUSED[kind]
    with pytest.raises(ForeignFileError) as refused:
        imported(tmp_path, content())
    problems = refused.value.problems
    assert any(message in str(problem) for problem in problems), str(refused.value)
    for problem in problems:
        assert problem.file == "conflict.gmcr"
        assert problem.hint


@pytest.mark.parametrize(
    ("written", "hint", "mended"),
    [
        (["3", [1, " 2"], 4], "write `3` without quotation marks", [3, [1, 2], 4]),
        ([3, [1, " 2"], 4], "write `2` without quotation marks", [3, [1, 2], 4]),
        ("3, 1, 2, 4", "write a list in brackets, without quotation marks", [3, 1, 2, 4]),
    ],
)
def test_ranks_as_text_are_told_so_and_following_the_hint_works(tmp_path, written, hint, mended):
    with pytest.raises(ForeignFileError) as refused:
        imported(tmp_path, ranking(written)())
    assert refused.value.problems[0].hint == hint
    assert imported(tmp_path, ranking(mended)()).case.prefer


def test_all_problems_come_at_once(tmp_path):
    data = changed(
        lambda data: data["options"][0].update(name=1, permittedDirection="up") or data.update(infeasibles=3)
    )
    with pytest.raises(ForeignFileError) as refused:
        imported(tmp_path, data)
    assert [problem.path for problem in refused.value.problems] == [
        "options.1.permittedDirection", "options.1.name", "infeasibles"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (lambda data: data.update(options=data["options"] * 13), f"options in a conflict to be imported: 26, and the limit is {MOST_OPTIONS}"),
        (lambda data: data.update(decisionMakers=data["decisionMakers"] * 30), f"decision makers in a conflict to be imported: 60, and the limit is {MOST_DECISION_MAKERS}"),
        (lambda data: data.update(infeasibles=[[[0, "Y"]]] * 1001), f"infeasible patterns in a conflict to be imported: 1001, and the limit is {MOST_CONDITIONS}"),
        (lambda data: data["decisionMakers"][0].update(misperceptions=[[[0, "Y"]]] * 1001), f"misperceptions of one decision maker in a conflict to be imported: 1001, and the limit is {MOST_CONDITIONS}"),
        (lambda data: data["decisionMakers"][0].update(preferences=[[[0, "Y"]]] * 1001), "preference statements of one decision maker in a conflict to be imported: 1001"),
    ],
)  # fmt: skip
def test_what_is_too_large_is_refused(tmp_path, act, message):
    with pytest.raises(SizeError, match=message):
        imported(tmp_path, changed(act))


def test_rankings_of_too_many_states_are_refused(tmp_path):
    """Of 12 options there are 4096 states, which name 6 options each on average."""
    data = {
        "options": [{"name": f"o{n}", "permittedDirection": "both"} for n in range(12)],
        "decisionMakers": [
            {"name": "A", "options": list(range(12)), "preferences": [], "preferenceRanking": [list(range(1, 4097))]}
        ],
        "infeasibles": [],
        "useManualPreferenceRanking": True,
    }
    with pytest.raises(SizeError, match="rankings to be imported: 28672, and the limit is 15000; give the order"):
        imported(tmp_path, data)


def test_a_case_that_would_not_load_is_refused(tmp_path, monkeypatch):
    """Whatever an importer makes of a file: nothing is written that does not load."""
    data = {"parties": {"a": {}}, "steps": {"x": {"by": "a"}}, "now": [], "rules": ["x", "not x"], "prefer": {}}
    monkeypatch.setattr(importers, "IMPORTERS", {".gmcr": ("another program", importers._from_json(lambda file: data))})
    with pytest.raises(ForeignFileError, match=r"conflict\.gmcr error as a case: rules\.2: "):
        imported(tmp_path, strait())


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("conflict.gmrc", r"from files that end in `\.gmrc`; did you mean `\.gmcr`\?"),
        ("conflict", r"from files without an ending; known: `\.bib`, `\.bibtex`, `\.gmcr`, `\.json`, `\.xlsx`"),
    ],
)
def test_an_unknown_ending_is_refused(tmp_path, name, message):
    with pytest.raises(UsageError, match=message):
        importers.read(tmp_path / name, DAY)


def test_what_is_no_file_is_refused(tmp_path):
    (tmp_path / "folder.gmcr").mkdir()
    with pytest.raises(ForeignFileError, match="this is not a regular file"):
        importers.read(tmp_path / "folder.gmcr", DAY)
    with pytest.raises(ForeignFileError, match="no such file"):
        importers.read(tmp_path / "nowhere.gmcr", DAY)


# ------------------------------------------------------------------------------------- nothing is written over


@pytest.mark.parametrize("name", ["case.yaml", "sources.json", "case.schema.json"])
def test_nothing_is_written_over(tmp_path, name):
    found = imported(tmp_path, strait())
    folder = tmp_path / "there"
    folder.mkdir()
    (folder / name).write_text("mine")
    with pytest.raises(UsageError, match="is there already, and nothing is written over it"):
        importers.write(folder, found)
    assert {path.name: path.read_text() for path in folder.iterdir()} == {name: "mine"}


def test_a_link_that_leads_nowhere_is_not_written_over(tmp_path):
    folder = tmp_path / "there"
    folder.mkdir()
    (folder / "case.yaml").symlink_to(tmp_path / "elsewhere.yaml")
    with pytest.raises(UsageError, match="is there already"):
        importers.write(folder, imported(tmp_path, strait()))


@pytest.mark.parametrize("there", [True, False])
def test_a_full_disk_leaves_nothing_behind(tmp_path, monkeypatch, there):
    found = imported(tmp_path, strait())
    folder = tmp_path / "new"
    if there:
        folder.mkdir()
        (folder / "notes.txt").write_text("mine")
    sync, calls = os.fsync, []

    def full(descriptor):
        calls.append(descriptor)
        if len(calls) == 3:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        sync(descriptor)

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(WriteError, match="no space left on device"):
        importers.write(folder, found)
    monkeypatch.undo()
    assert [path.name for path in folder.iterdir()] == ["notes.txt"] if there else not folder.exists()
    (folder / "notes.txt").unlink(missing_ok=True)
    assert load(importers.write(folder, found)) == found.case


def test_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(WriteError, match="cannot make the folder"):
        importers.write(tmp_path / "file" / "case", imported(tmp_path, strait()))
