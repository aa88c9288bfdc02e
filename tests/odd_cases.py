"""What nobody would write: cases made up whole, changes of a case that are odd, and arguments for the verbs.

For tests/fuzz_cases.py. Everything is drawn from the generator that is given, so that one number makes one input.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from random import Random
from typing import Any

from places import TESTS

# ---------------------------------------------------------------------------------------------- what is odd

NUMBERS: tuple[Any, ...] = (
    *(0, 1, -1, 10, 2.5, -0.0, 1e-9, 1e-300, 1e9, 1e15, 1e16, 1e308, -1e308, 5e-324, 2**63, 10**40, 100, -100, 0.1),
    *("1 to 3", "-3 to -1", "3 to 1", "0 to 0", "-1 to 1", "1e300 to 1e308", "1e-12 to 1e12", "1 to 1.0000000001"),
    *(
        "inf",
        "nan",
        "-inf",
        ".inf",
        ".nan",
        "1,5",
        "1-3",
        "−3",
        "½",
        "１２",
        "0x10",
        "1_000",
        "1e999",
        "+2",
        "5 points",
    ),
    {"low": 1, "mode": 2, "high": 3},
    {"low": -1, "high": 1, "shape": "normal"},
    {"low": 0, "high": 0, "shape": "uniform"},
    {"values": [1, 2], "chances": ["50 %", "50 %"]},
    {"low": 1e-300, "mode": 1e-200, "high": 1e300},
)
DURATIONS: tuple[Any, ...] = (
    *(
        "0",
        "1 day",
        "2 weeks",
        "1 month",
        "3 months",
        "1 year",
        "2 to 6 years",
        "1 to 30 days",
        "1000 years",
        "1e9 years",
    ),
    *(
        "never",
        "1e-9 days",
        "0 days",
        "10000000 years",
        "3 mnths",
        "soon",
        "1 day to 10 years",
        "half a year",
        "-1 day",
    ),
    {"low": "1 month", "mode": "2 months", "high": "1 year"},
    {"normally": "1 year", "with": {"a": "1 week"}},
)
CHANCES: tuple[Any, ...] = (
    "20 %",
    0.2,
    "0.1 to 0.3",
    0,
    1,
    "100 %",
    "1e-12",
    "0.999999999",
    "99 to 100 %",
    2,
    "20",
    -0.1,
)
DATES: tuple[Any, ...] = (
    "2026-01-01",
    "2027-06-30",
    "0001-01-01",
    "9999-12-31",
    "2026-02-30",
    "2026-W01",
    "tomorrow",
    20260101,
)
FLAGS: tuple[Any, ...] = (True, False, "yes", "true", 1, None)
TEXTS: tuple[Any, ...] = (
    *(
        "",
        " ",
        "x",
        "=SUM(1)",
        "<b>é</b>",
        "a\nb",
        "\t",
        "中文",
        "\u202eabc",
        "\x1b[31m",
        "\ud83d\ude00",
        "A" * 5000,
        "now",
    ),
    *(
        "nothing",
        "null",
        "~",
        "#",
        "{x}",
        "{{ x }}",
        "%s",
        "$5",
        "\\",
        "“q”",
        "a, b and c",
        "\u00a0",
        "é" * 90,
        "-",
        "---",
    ),
)
OTHERS: tuple[Any, ...] = (
    None,
    [],
    {},
    [[]],
    [None],
    {"": ""},
    [[[[[[]]]]]],
    True,
    "[",
    3,
    ["a"] * 300,
    {"a": {"a": {"a": {}}}},
)
ODD: tuple[tuple[Any, ...], ...] = (NUMBERS, DURATIONS, CHANCES, DATES, FLAGS, TEXTS, OTHERS)

RULES = (
    "{a} if {b}",
    "not ({a} and {b})",
    "{a} or {b}",
    "{a} iff {b}",
    "not {a}",
    "({a}",
    "{a} and not {a}",
    "{a} xor {b}",
    "",
)
CHARACTERS = "\x00\x07\x1b\u2028\u200b\ufeff\u00e9\u4e2d\U0001f600:{}[],#&*!|>'\"%@`-\t\n\\0a "

# ------------------------------------------------------------------------------------------ cases made up


def made_up(rng: Random) -> dict[str, Any]:
    """A case that mostly loads: one to four parties, one to six steps, and now and then every key of the format."""
    parties = ["alpha", "beta", "gamma", "delta"][: rng.choice((1, 2, 2, 2, 3, 3, 4))]
    steps = ["a", "b", "c", "d", "e", "f"][: rng.randint(1, 6)]

    def maybe(share: float) -> bool:
        return rng.random() < share

    def worth(sign: int = 0) -> Any:
        high = rng.choice((1, 2, 3, 5, 8, 10, 1e-9, 1e6)) if maybe(0.2) else rng.randint(1, 10)
        value = -high if (sign or rng.choice((-1, 1))) < 0 else high
        return value if maybe(0.5) else f"{min(value, value / 2)} to {max(value, value / 2)}"

    def some(names: list[str], most: int) -> list[str]:
        return rng.sample(names, rng.randint(1, max(1, min(most, len(names)))))

    def step(name: str) -> dict[str, Any]:
        owners = some(parties, 3 if maybe(0.2) else 1)
        made: dict[str, Any] = {"by": owners[0] if len(owners) == 1 else owners, "worth": {}}
        for party in parties:
            if maybe(0.8):
                made["worth"][party] = worth(-1 if party in owners and maybe(0.8) else 1)
        for key, values in (("takes", DURATIONS[:8]), ("seen", DURATIONS[:8]), ("undo", (*DURATIONS[:8], "never"))):
            if maybe(0.6):
                made[key] = rng.choice(values)
        if maybe(0.2) and made.get("undo") != "never":
            made["automatic"] = True
        if maybe(0.1) and made.get("undo") != "never":
            made["ends_with_breakdown"] = rng.choice((True, False))
        if maybe(0.1):
            made["missed"] = rng.choice(CHANCES[:3])
        if maybe(0.1):
            made["ends"] = rng.choice(("all", "any"))
        if maybe(0.1):
            made["redo"] = "never"
        if maybe(0.1):
            made["not_before"] = rng.choice(DATES[:2])
        if maybe(0.2) and name != steps[0]:
            made["requires"] = some(steps[: steps.index(name)], 2)
        if maybe(0.1) and len(steps) > 1:
            made["seen"] = {"normally": "1 year", "with": {rng.choice([s for s in steps if s != name]): "1 week"}}
        if maybe(0.1):
            made["name"] = rng.choice([text for text in TEXTS if "\x1b" not in text])
        return made

    case: dict[str, Any] = {"format": 1, "title": "Made up", "as_of": "2026-01-01"}
    case["parties"] = {p: {"horizon": rng.choice(("4 years", "1 to 6 years", "1 month", "90 years"))} for p in parties}
    for party in case["parties"].values():
        if maybe(0.3):
            party["walkout_cost"] = abs(rng.choice((0, 1, 2.5, 1e-9, 1e6)))
    case["steps"] = {name: step(name) for name in steps}
    now = [name for name in steps if maybe(0.25)]
    free = [name for name in steps if name not in now]
    case["now"] = now
    if maybe(0.12) and len(steps) > 1:
        case["rules"] = [
            rng.choice(RULES[:4]).format(a=x, b=y) for x, y in (rng.sample(steps, 2) for _ in range(rng.randint(1, 2)))
        ]
    if maybe(0.25) and len(steps) > 1:
        case["together"] = {"both": {"steps": rng.sample(steps, 2), "worth": {rng.choice(parties): worth()}}}
    if free:
        cut = sorted(rng.sample(range(1, len(free)), rng.randint(0, len(free) - 1))) if len(free) > 1 else []
        tied = any("requires" in step for step in case["steps"].values())
        order = rng.sample(free, len(free)) if maybe(0.5) and not tied else free
        phases = [order[i:j] for i, j in zip([0, *cut], [*cut, len(order)], strict=True)]
        case["plans"] = {"p": {"phases": phases}}
        if now and maybe(0.5):
            case["plans"]["p"]["keeps"] = some(now, 2)
        if maybe(0.3):
            readings = {
                "one": {"held_by": some(parties, 2), "phases": [[step] for step in rng.sample(free, len(free))]}
            }
            case["plans"]["p"]["readings"] = readings
        case["deals"] = {"whole": list(free)}
        if maybe(0.2):
            case["deals"]["part"] = {"steps": some(free, 3), "pace": rng.choice(DURATIONS[:6])}
    if maybe(0.15):
        case["prefer"] = {rng.choice(parties): some(steps, 3)}
    if maybe(0.1):
        case["sincerity"] = {rng.choice(parties): rng.choice(CHANCES[:3])}
    if maybe(0.1) and len(parties) > 1:
        case["views"] = {parties[0]: {"sees": {f"steps.{steps[0]}.worth.{parties[-1]}": worth()}}}
    if maybe(0.1):
        case["history"] = [{"before": "2025-01-01", "title": "Then", "now": {"with": free[:1], "without": now[:1]}}]
    return case


def bases() -> list[str]:
    """Texts of cases that the tests have, of all sorts and sizes that are quick to ask."""
    import cases
    import gifts

    found = [cases.ALL_KEYS, cases.FOREST, gifts.GIFTS]
    for path in sorted((TESTS / "faults").glob("*/case.yaml")):
        text = path.read_bytes().decode("utf-8", "replace")
        if len(text) < 9000:
            found.append(text)
    for path in sorted((TESTS / "bad-cases").glob("*.yaml")):
        text = path.read_bytes().decode("utf-8", "replace")
        if len(text) < 2500:
            found.append(text)
    return found


# --------------------------------------------------------------------------------------------- mutations


def places(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in plain data, but the whole."""
    keys = list(data) if isinstance(data, dict) else range(len(data)) if isinstance(data, list) else ()
    for key in keys:
        yield (*path, key)
        yield from places(data[key], (*path, key))


def at(data: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        data = data[key]
    return data


MILD: dict[str, tuple[Any, ...]] = {
    "worth": (
        0,
        -0.0,
        1e-9,
        -1e-9,
        1e-12,
        1e9,
        -1e9,
        1,
        -1,
        "-1 to 1",
        "1e-9 to 1e-8",
        "1 to 1.0000000001",
        "1 to 1000",
    ),
    "walkout_cost": (0, 1e-12, 1e9, 5, "0 to 1", "1e-9 to 1e9"),
    "horizon": ("1 day", "1e-3 days", "1000 years", "1 day to 100 years", "4 years"),
    "takes": ("0", "1e-9 days", "500 years", "1 day to 1 year", "2 weeks"),
    "seen": ("0", "1e-9 days", "500 years", "1 day to 1 year", "2 weeks"),
    "undo": ("0", "never", "500 years", "1e-9 days", "1 day to 1 year"),
    "pace": ("0", "500 years", "1 day"),
    "missed": (0, "1e-12", "99.9999 %", "0.1 to 0.9"),
    "sincerity": ("1e-9", "99.9999 %", "0.1 to 0.9"),
    "as_of": ("1800-01-01", "2199-12-31"),
    "not_before": ("2199-12-31", "1800-01-01"),
}
"""What can be read, and is odd all the same."""


def mutated(data: Any, rng: Random) -> None:
    """Change plain data in one place: a number into one that can be read, or anything into anything."""
    every = list(places(data))
    numbers = [path for path in every if not isinstance(at(data, path), (dict, list)) and set(path) & MILD.keys()]
    if numbers and rng.random() < 0.6:
        path = rng.choice(numbers)
        at(data, path[:-1])[path[-1]] = rng.choice([MILD[key] for key in path if key in MILD][-1])
        return
    if not every:
        return
    path = rng.choice(every)
    holder, key = at(data, path[:-1]), path[-1]
    what = rng.random()
    if what < 0.5:
        holder[key] = copy.deepcopy(rng.choice(_alike(path, rng)))
    elif what < 0.65:
        del holder[key]
    elif what < 0.8:
        other = rng.choice(every)
        holder[key] = copy.deepcopy(at(data, other))
    elif what < 0.9 and isinstance(holder, dict):
        value = holder.pop(key)
        holder[rng.choice((*TEXTS, "Name", str(key).upper(), f"{key}2", f"{key}-x"))] = value
    elif isinstance(holder, list):
        holder.extend(copy.deepcopy(holder[key]) for _ in range(rng.choice((1, 2, 40))))
    else:
        for _ in range(rng.choice((1, 3, 60))):
            holder[key] = [holder[key]]


def _alike(path: tuple[Any, ...], rng: Random) -> tuple[Any, ...]:
    """Odd values for a place: mostly such as could stand there."""
    kinds = {"worth": NUMBERS, "walkout_cost": NUMBERS, "horizon": DURATIONS, "takes": DURATIONS, "seen": DURATIONS,
             "undo": DURATIONS, "redo": DURATIONS, "pace": DURATIONS, "missed": CHANCES, "sincerity": CHANCES,
             "as_of": DATES, "not_before": DATES, "before": DATES, "automatic": FLAGS, "ends_with_breakdown": FLAGS, "symbolic": FLAGS,
             "name": TEXTS, "title": TEXTS, "rules": RULES, "at_risk": CHANCES, "intervals": CHANCES}  # fmt: skip
    fit = [kinds[key] for key in path if isinstance(key, str) and key in kinds]
    return fit[-1] if fit and rng.random() < 0.75 else rng.choice(ODD)


def scrawled(text: str, rng: Random) -> str:
    """Change a text in one place: a line, a piece of it, or a character."""
    lines = text.split("\n")
    n, what = rng.randrange(len(lines)), rng.randrange(8)
    if what == 0:
        del lines[n]
    elif what == 1:
        lines.insert(rng.randrange(len(lines)), lines[n])
    elif what == 2:
        lines[n] = " " * rng.randint(1, 4) + lines[n]
    elif what == 3:
        lines[n] = lines[n].lstrip()
    elif what == 4:
        words = re.split(r"(\W+)", lines[n])
        words[rng.randrange(len(words))] = str(rng.choice(rng.choice(ODD)))
        lines[n] = "".join(words)
    else:
        k = rng.randrange(len(lines[n]) + 1)
        lines[n] = lines[n][:k] + rng.choice(CHARACTERS) * rng.choice((1, 1, 50)) + lines[n][k + rng.randint(0, 2) :]
    return "\n".join(lines)


def written(data: Any) -> str:
    """Plain data as the text of a case: JSON is YAML."""
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"


# --------------------------------------------------------------------------------------------- arguments

STATES = ("now", "nothing", "a", "a,b", "a,,b", ",", "zz", "", "a b", "é", "a," * 500)
SHARES = ("30%", "0.3", "0", "1", "100 %", "-1", "150%", "nan", "inf", "", "lots", "1e-300", "90 %")
COUNTS = ("0", "1", "3", "-1", "x", "1e3", "99999999999999999999", "")
SECONDS_GIVEN = ("0", "0.5", "1", "-1", "nan", "inf", "x")
CONCEPTS = ("nash", "gmr", "smr", "seq", "sseq", "cnash", "NASH", "zz", "", "limited:2")

Options = dict[str, Callable[[dict[str, Any], Random], str | None]]


def one_of(values: tuple[str, ...]) -> Callable[[dict[str, Any], Random], str | None]:
    return lambda case, rng: rng.choice(values)


def name_in(key: str) -> Callable[[dict[str, Any], Random], str | None]:
    """A name under a key of the case, mostly."""

    def pick(case: dict[str, Any], rng: Random) -> str | None:
        found = case.get(key) if isinstance(case, dict) else None
        names = [str(name) for name in found] if isinstance(found, (dict, list)) else []
        return rng.choice(names) if names and rng.random() < 0.9 else str(rng.choice(TEXTS)).replace("\0", "")

    return pick


def state_in(case: dict[str, Any], rng: Random) -> str | None:
    names = name_in("steps")
    return rng.choice(STATES) if rng.random() < 0.4 else ",".join(filter(None, (names(case, rng) for _ in range(2))))


def vary_in(case: dict[str, Any], rng: Random) -> str | None:
    step, party = name_in("steps")(case, rng), name_in("parties")(case, rng)
    path = rng.choice((f"steps.{step}.worth.{party}", f"parties.{party}.horizon", f"steps.{step}.takes", "x", ""))
    return f"{path}={rng.choice(('1,2', '1 to 3 / 3', '1 year', '-1', 'nan', '', '0 to 1 / 99999999', '1e308'))}"


def set_in(case: dict[str, Any], rng: Random) -> str | None:
    step, party = name_in("steps")(case, rng), name_in("parties")(case, rng)
    path = rng.choice(
        (
            f"steps.{step}.worth.{party}",
            f"parties.{party}.horizon",
            f"steps.{step}.seen",
            f"plans.p.{step}",
            "now",
            "x",
            "",
        )
    )
    return f"{path}={rng.choice(('1', '1 to 3', '1 year', '-1', 'nan', '', '[a, b]', '{low: 1, high: 2}', '[', 'never', '1e308', '=', '{a: {b: c}}'))}"


def flag(case: dict[str, Any], rng: Random) -> None:
    return None


COMMON: Options = {"--json": flag, "--quiet": flag}
ONE_CORE: Options = {"--cores": one_of(("1",)), "--seed": one_of(("1", "2", "0", "-1", "99999999999"))}
OVER: Options = {"--as-of": one_of(("2026-01-01", "1900-01-01", "9999-12-31", "2026-13-01", "x", "")),
                 "--view": name_in("parties"), "--set": set_in}  # fmt: skip
PLANS: Options = {"--plan": name_in("plans"), "--deal": name_in("deals")}

VERBS: dict[str, tuple[float, tuple[str, ...], Options]] = {
    "check": (10, (), {"--strict": flag, **OVER}),
    "stable": (4, (), {"--limit": one_of(COUNTS), "--all": flag, "--state": state_in, "--concept": one_of(CONCEPTS),
                       **OVER, "--coalition": name_in("parties"), "--draws": one_of(("0", "3", "-1")),
                       "--time-limit": one_of(SECONDS_GIVEN), "--concepts": flag}),
    "explain row": (2, (), {**PLANS, "--phase": one_of(COUNTS), "--party": name_in("parties")}),
    "explain state": (2, (), {**OVER, "--state": state_in, "--party": name_in("parties"), "--concept": one_of(CONCEPTS), "--all": flag}),
    "explain ways": (1, (), {"--from": state_in, "--to": state_in, "--concept": one_of(CONCEPTS), "--limit": one_of(COUNTS)}),
    "explain": (1, (), {"--state": state_in, "--party": name_in("parties"), "--phase": one_of(COUNTS), "--from": state_in}),
    "inverse": (2, (), {"--state": state_in, "--party": name_in("parties"), "--concept": one_of(CONCEPTS), "--limit": one_of(COUNTS)}),
    "assess": (8, ("plan",), {"--between": flag, **OVER}),
    "roadmap": (3, (), {"--deal": name_in("deals"), "--trust-at-most": one_of(SHARES), "--between": flag, "--time-limit": one_of(SECONDS_GIVEN),
                        "--objective": one_of(("least-trust", "least-at-risk", "largest-margin", "fastest", "deepest", "zz"))}),
    "deals": (2, (), {**OVER, "--within": name_in("deals"), "--limit": one_of(COUNTS)}),
    "flip": (2, (), {**PLANS, "--trust-at-most": one_of(SHARES), **ONE_CORE}),
    "ask": (1, ("party",), {**PLANS, **OVER, "--draws": one_of(("200", "x"))}),
    "needs": (1, (), {**PLANS, "--trust": one_of(SHARES), "--draws": one_of(("100", "500", "0", "x")), **ONE_CORE}),
    "sweep": (0.5, (), {"--vary": vary_in, **PLANS, "--draws": one_of(("0", "5", "-1")), "--again": flag, **ONE_CORE}),
    "remedies": (2, (), {**OVER, **PLANS, "--trust-at-most": one_of(SHARES), "--no-pairs": flag}),
    "run": (0.4, (), {"--draws": one_of(("0", "1", "20", "x", "-1")), "--sampling": one_of(("latin", "sobol", "independent", "zz")), **ONE_CORE}),
    "answer": (0.4, (), {"--draws": one_of(("2", "20", "1", "x")), **ONE_CORE}),
    "timeline": (1, (), {**OVER, "--draws": one_of(("0", "1", "20", "x")), "--all": flag, **ONE_CORE}),
    "compare": (1, (), {**OVER, "--with-as-of": one_of(("2026-01-01", "x", "")), "--with-view": name_in("parties"), "--with-set": set_in, "--plan": name_in("plans"), "--draws": one_of(("0", "1", "20", "x")), "--average": flag, "--all": flag, **ONE_CORE}),
    "export": (2, (), {**OVER, "--to": one_of(("csv", "json", "latex", "markdown", "dot", "nfg", "efg", "zz")), "--only": one_of(("all", "equilibria", "nash", "zz"))}),
    "stable x.json": (0.7, (), {"--limit": one_of(COUNTS), "--all": flag, "--concept": one_of(CONCEPTS)}),
    "stable x.csv": (0.7, (), {"--limit": one_of(COUNTS), "--all": flag, "--concept": one_of(CONCEPTS)}),
    "check x.csv": (0.3, (), {"--strict": flag}),
    "import x.gmcr": (1, (), {}),
}  # fmt: skip
"""Each verb with how often it is asked, the names that it is given, and its options."""

FOREIGN = ("x.json", "x.csv", "x.gmcr")
"""Files of other kinds that a verb is asked of instead of a case."""


def foreign(verb: str) -> str:
    """The file that a verb is asked of instead of a case, or ""."""
    return next((name for name in FOREIGN if verb.endswith(name)), "")


@cache
def foreign_bases() -> dict[str, list[str]]:
    """Texts of such files that the tests have."""
    found: dict[str, list[str]] = {}
    for name in FOREIGN:
        paths = [*(TESTS / "graphs").glob(f"*{name[1:]}"), *(TESTS / "faults").glob(f"*/*{name[1:]}")]
        found[name] = [path.read_text(encoding="utf-8") for path in sorted(paths) if path.name != "sources.json"]
    return found


NEEDED = {"import x.gmcr": ["--to", "imported"], "stable": ["--cores", "1"], "inverse": ["--state", "a"], "export": ["--to", "csv"], "sweep": ["--out", "table.csv", "--cores", "1"], "needs": ["--plan", "p", "--draws", "200", "--cores", "1"],
          "flip": ["--plan", "p", "--cores", "1"], "run": ["--draws", "10", "--cores", "1"], "answer": ["--draws", "10", "--cores", "1"],
          "timeline": ["--draws", "10", "--cores", "1"], "compare": ["--with-set", "now=[]", "--draws", "10", "--cores", "1"]}  # fmt: skip
"""What a verb is told in every round, so that it is quick and writes where it may."""


def argued(verb: str, case: dict[str, Any], rng: Random) -> list[str]:
    """A verb, the case, and arguments for it."""
    _, names, options = VERBS[verb]
    subject = [] if foreign(verb) else ["case"]
    kinds = ("parties" if name == "party" else f"{name}s" for name in names)
    words = [*verb.split(), *subject, *(name_in(kind)(case, rng) or "" for kind in kinds)]
    words += NEEDED.get(verb, [])
    if verb == "explain row" and rng.random() < 0.8:
        words += ["--plan", "p", "--phase", str(rng.randint(1, 4)), "--party", name_in("parties")(case, rng) or ""]
    for option, value in {**options, **COMMON}.items():
        if rng.random() < (0.4 if option in COMMON else 0.25):
            given = value(case, rng)
            words += [option] if given is None else [option, given]
    if rng.random() < 0.02:
        words[rng.randrange(len(words))] = str(rng.choice(TEXTS))
    return [word.replace("\0", "").encode("utf-8", "replace").decode() for word in words]


@lru_cache(maxsize=1000)
def parsed(text: str) -> Any:
    """The text of a case as plain data, or None; not to be changed."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    if re.search(r"[&*]\w", text):  # aliases of aliases grow beyond all measure
        return None
    try:
        found = YAML(typ="safe", pure=True).load(text)
        return json.loads(json.dumps(found, default=str, allow_nan=True))
    except (YAMLError, ValueError, TypeError, RecursionError):
        return None


def plain(text: str) -> Any:
    """The text of a case as plain data of one's own, or None."""
    return copy.deepcopy(parsed(text))
