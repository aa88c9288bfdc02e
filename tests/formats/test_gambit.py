"""Games for Gambit: worked out by hand, read back, and against the slow twin."""

from __future__ import annotations

import json
import re
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from cases import FOREST, HEAD, case_from, nasty, results
from shares import share_of
from standoff.case.load import load, read_source
from standoff.formats import gambit
from standoff.formats.exporters import export

FAULTS = Path(__file__).parents[1] / "faults"

TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}]|[^\s{}",]+')


def tokens(text):
    """Quoted texts, braces and words; commas are as good as spaces."""
    assert re.fullmatch(r"(?:[\s,]|" + TOKEN.pattern + ")*", text)
    return TOKEN.findall(text)


def nested(words):
    """What follows in braces, as lists in lists."""
    assert words.pop(0) == "{"
    found = []
    while words[0] != "}":
        found.append(nested(words) if words[0] == "{" else words.pop(0))
    words.pop(0)
    return found


def strategic(text):
    """Players, strategies, and for every profile (the first player's strategy changing fastest) label and payoffs."""
    words = tokens(text)
    assert [words.pop(0) for _ in range(3)] == ["NFG", "1", "R"]
    words.pop(0)
    players, strategies = nested(words), nested(words)
    assert words.pop(0).startswith('"From the state in force now')
    outcomes = nested(words)
    assert len(words) == int(np.prod([len(own) for own in strategies]))
    profiles = [tuple(reversed(one)) for one in product(*(range(len(own)) for own in reversed(strategies)))]
    table = {
        profile: (outcomes[int(word) - 1][0], [float(v) for v in outcomes[int(word) - 1][1:]])
        for profile, word in zip(profiles, words, strict=True)
    }
    return players, strategies, table


NFG = """\
NFG 1 R "Forest" { "North" "South" }

{
{ "stay" "-n" }
{ "stay" "-s" }
}
COMMENT

{
{ "state 1" 0, 0 }
{ "state 2" -2, 5 }
{ "state 3" 5, -2 }
{ "state 4" 3, 3 }
}
4 3 2 1
"""
"""From state 4: North staying and South staying lead to 4; North ending n to 3; South ending s to 2; both to 1."""

EFG = """\
EFG 2 R "Forest" { "North" "South" }
COMMENT

p "" 1 1 "state 4" { "stay" "-n" } 0
p "" 2 2 "state 4" { "stay" "-s" } 0
t "" 4 "state 4" { 3, 3 }
t "" 2 "state 2" { -2, 5 }
p "" 2 3 "state 3" { "stay" "-s" } 0
t "" 3 "state 3" { 5, -2 }
t "" 1 "state 1" { 0, 0 }
"""


@pytest.mark.parametrize(("to", "wanted"), [("nfg", NFG), ("efg", EFG)])
def test_games_worked_out_by_hand(to, wanted):
    text = re.sub(r'^"From the state .*"$', "COMMENT", export(case_from(FOREST), to), flags=re.M)
    assert text == wanted


def test_of_an_order_the_level_is_paid_and_what_is_forbidden_less():
    """North: both, s alone, nothing (2 ties with it). South lists nothing: all alike. n without s is forbidden."""
    text = (
        FOREST.replace("worth: {north: -2, south: 5}", "takes: 0").replace("worth: {north: 5, south: -2}", "takes: 0")
        + "rules: [s if n]\nprefer: {north: {ranking: [[[n, s]], [[s]]]}}\n"
    )
    _, _, table = strategic(export(case_from(text), "nfg"))
    assert table == {
        (0, 0): ('"state 3"', [3, 0]),
        (1, 0): ('"state 2"', [2, 0]),
        (0, 1): ('"not allowed: n"', [-1, -1]),
        (1, 1): ('"state 1"', [1, 0]),
    }


def test_who_can_only_stay_is_passed_over():
    text = export(case_from(FOREST.replace("name: North spares,", "undo: never,")), "efg")
    assert [line.split(" {")[0] for line in text.splitlines()[3:]] == [
        'p "" 2 1 "state 4"', 't "" 4 "state 4"', 't "" 2 "state 2"'
    ]  # fmt: skip


def test_an_outcome_is_described_once():
    """A joint step that either can end: by the first or by the second leads to the same state."""
    text = export(
        case_from(FOREST.replace("{by: south,", "{by: [north, south],").replace("{by: north,", "{by: south,")), "efg"
    )
    ends = [line for line in text.splitlines() if line.startswith("t ")]
    numbers = [line.split()[2] for line in ends]
    assert len(numbers) > len(set(numbers))
    assert [line for line in ends if "{" in line] == [
        line for k, line in enumerate(ends) if numbers[k] not in numbers[:k]
    ]


def random_case(seed, parties=3):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(2, 6))
    steps = "".join(
        f"  s{j}: {{by: p{rng.integers(parties)}, worth: {{{', '.join(f'p{i}: {rng.integers(-3, 4)}' for i in range(parties))}}}}}\n"
        for j in range(n)
    )
    rule = f"rules: [not (s0 and s{n - 1})]\n" if rng.random() < 0.5 and n > 1 else ""
    together = (
        f"together: {{t: {{steps: [s0, s1], worth: {{p0: {rng.integers(-5, 6)}, p1: {rng.integers(-5, 6)}}}}}}}\n"
    )
    heads = ", ".join(f"p{i}: {{horizon: 1 year}}" for i in range(parties))
    return case_from(f"{HEAD}parties: {{{heads}}}\nsteps:\n{steps}{together}{rule}")


@pytest.mark.parametrize("seed", share_of(range(40)))
def test_pure_equilibria_of_the_game_at_once_are_the_nash_equilibria(seed):
    """Where every step is one party's and free to come and go: Fang, Hipel & Kilgour 1993, chapter 3."""
    case = random_case(seed)
    _, strategies, table = strategic(export(case, "nfg"))
    pure = set()
    for profile, (label, payoffs) in table.items():
        others = ((i, (*profile[:i], k, *profile[i + 1 :])) for i in range(3) for k in range(len(strategies[i])))
        if label.startswith('"state') and all(table[other][1][i] <= payoffs[i] for i, other in others):
            pure.add(int(label.strip('"').split()[1]))
    found = results(case)
    wanted = {n for n, one in enumerate(found.states, 1) if all("nash" in stable for stable in one.stable.values())}
    assert pure == wanted


@pytest.mark.parametrize("seed", share_of(range(40)))
def test_the_tree_visits_every_way_to_move_once(seed):
    """By loops over moves, in the order of the parties."""
    case = random_case(seed)
    states = [set(one.state) for one in results(case).states]

    def ends(parties, state):
        if not parties:
            return [states.index(state) + 1]
        own = {key for key, step in case.steps.items() if step.by == (parties[0],)}
        to = [other for other in states if other != state and other ^ state <= own]
        return [end for other in [state, *to] for end in ends(parties[1:], other)]

    lines = export(case, "efg").splitlines()[3:]
    found = [int(line.split()[2]) for line in lines if line.startswith("t ")]
    assert sorted(found) == sorted(ends(list(case.parties), set(case.now)))
    actions = [len(re.search(r"\{(.*)\}", line)[1].split('" "')) for line in lines if line.startswith("p ")]
    assert len(lines) == 1 + sum(actions)  # every node but the root is what an action leads to


def test_payoffs_are_written_as_plain_decimals():
    text = FOREST.replace("{north: -2, south: 5}", "{north: 0.1, south: 1e-7}").replace(
        "{north: 5, south: -2}", "{north: 0.2, south: 3e9}"
    )
    _, _, table = strategic(export(case_from(text), "nfg"))
    assert [payoffs for _, payoffs in table.values()] == [[0.3, 3e9], [0.2, 3e9], [0.1, 0], [0, 0]]
    assert re.search(r'"state 4" 0\.3, 3000000000 ', export(case_from(text), "nfg"))


def test_games_say_their_conventions():
    case = case_from(FOREST)
    assert "pays everybody less" in gambit.as_nfg(case)
    assert "moves once, in the order of the case" in gambit.as_efg(case)


def test_nasty_names_in_games():
    players, _, table = strategic(export(nasty(), "nfg"))
    assert len(players) == 2
    assert len(table) == 4
    assert tokens(export(nasty(), "efg"))[:3] == ["EFG", "2", "R"]


# ------------------------------------------------------------------------------------- labels


def labels_of(text):
    """The players of a game, and every player's labels of its turns."""
    words = tokens(text)[4:]
    players, turns = nested(words), {}
    for player, label in re.findall(r'^p "" (\d+) \d+ ("(?:[^"\\]|\\.)*")', text, re.MULTILINE):
        turns.setdefault(player, []).append(label)
    return [json.loads(player) for player in players], turns


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("efg-party-called-chance", ["Chance (chance)", "Two spaces"]),
        ("same-display-name", ["Same (a)", "Same (b)"]),
    ],
)
@pytest.mark.parametrize("form", ["nfg", "efg"])
def test_players_are_called_as_gambit_reads_it(name, wanted, form):
    """Labels are unique, in ASCII, without blanks at the ends or twice; `Chance` is the player of chance (Gambit 16.7)."""
    players, turns = labels_of(export(load(FAULTS / name), form))
    assert players == wanted
    assert all(len(set(labels)) == len(labels) for labels in turns.values())


@pytest.mark.parametrize(
    ("names", "wanted"),
    [
        (("CHANCE", "Türkiye"), ["CHANCE (a)", "Turkiye"]),
        (("中国", "Émirats"), ["a", "Emirats"]),
        (("É", "E"), ["E (a)", "E (b)"]),
        (("É", "E (b)"), ["E", "E (b)"]),
    ],
)
def test_labels_are_unique_ascii(names, wanted):
    text = (FAULTS / "same-display-name" / "case.yaml").read_text().replace("name: Same", "name: @", 2)
    for name in names:
        text = text.replace("name: @", f"name: {name}", 1)
    case = read_source("case.yaml", text).case
    assert labels_of(export(case, "nfg"))[0] == wanted
