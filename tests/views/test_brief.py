"""The brief, from cases and findings made up here: what it shows is tested, not what was computed."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from functools import cache
from html import unescape
from html.parser import HTMLParser
from importlib.resources import files
from itertools import pairwise

import pytest

from made_up import COMMAND, HARBOUR, INPUTS, MADE, PREFERENCES_SAID, SOURCES, findings, fresh, page
from standoff.case.model.model import Case
from standoff.results.records.assessment import Binding
from standoff.results.records.made import State
from standoff.results.records.reasons import Destination, Motion, Way, Ways
from standoff.results.records.roadmap import Bound, Roadmap
from standoff.results.records.stability import CoalitionNow, Coalitions, Jumps, Reachable
from standoff.views.brief import page as brief
from standoff.views.brief import telling
from standoff.views.brief import words as words_figures

# --------------------------------------------------------------------------------------------- the checker

VOID = {"meta", "br", "link", "img", "input", "hr", "wbr"}
SHAPES = {"path", "rect", "circle", "line"}


class Page(HTMLParser):
    """A page read strictly: every element closed in order; collects what the tests ask for."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.stack: list[tuple[str, dict[str, str | None]]] = []
        self.faults: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None], tuple[str, ...]]] = []
        self.texts: list[tuple[str, tuple[str, ...]]] = []
        self.feed(text)
        self.close()
        self.faults += [f"never closed: {tag}" for tag, _ in self.stack]

    def path(self) -> tuple[str, ...]:
        return tuple(tag for tag, _ in self.stack)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        twice = [name for name, n in Counter(name for name, _ in attrs).items() if n > 1]
        self.faults += [f"{tag} has {name} twice" for name in twice]
        self.elements.append((tag, dict(attrs), self.path()))
        if tag not in VOID:
            self.stack.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self.stack or self.stack[-1][0] != tag:
            self.faults.append(f"</{tag}> closes {self.stack[-1:]} at {self.getpos()}")
            return
        self.stack.pop()

    def handle_data(self, data: str) -> None:
        self.texts.append((data, self.path()))

    def all(self, *tags: str) -> list[dict[str, str | None]]:
        return [attrs for tag, attrs, _ in self.elements if tag in tags]

    def words(self) -> str:
        """What is read: without styles, one space where there is any white space."""
        seen = " ".join(data for data, path in self.texts if "style" not in path)
        return re.sub(r"\s+", " ", seen)


@cache
def read_page(name: str) -> Page:
    return Page(page(name))


each = pytest.mark.parametrize("name", INPUTS)


# ------------------------------------------------------------------------------------------------- tests


@each
def test_is_well_formed(name: str) -> None:
    assert read_page(name).faults == []
    assert len(read_page(name).all("table", "section")) > 4


@each
def test_needs_nothing_from_anywhere(name: str) -> None:
    text, read = page(name), read_page(name)
    assert not read.all(
        "script", "link", "img", "iframe", "object", "embed", "base", "form", "audio", "video", "image", "use"
    )
    assert "<script" not in text.lower()
    assert not re.search(r"@import|url\(|expression\(", text)
    for tag, attrs, _ in read.elements:
        assert not {"src", "srcset", "data", "poster", "action", "background"} & set(attrs), (tag, attrs)
        assert not [key for key in attrs if key.startswith("on")], (tag, attrs)
        if tag != "a":
            assert "href" not in attrs and "xlink:href" not in attrs
    policy = next(meta["content"] for meta in read.all("meta") if meta.get("http-equiv") == "Content-Security-Policy")
    assert policy and policy.startswith("default-src 'none'; style-src 'unsafe-inline'")


@each
def test_links_stay_inside_or_go_to_the_web(name: str) -> None:
    read = read_page(name)
    ids = [attrs["id"] for _, attrs, _ in read.elements if "id" in attrs]
    assert [one for one, n in Counter(ids).items() if n > 1] == []
    for attrs in read.all("a"):
        target = attrs["href"] or ""
        assert target.startswith(("#", "https://", "http://")), target
        if target.startswith("#"):
            assert target[1:] in ids, target
    for _, attrs, _ in read.elements:
        for key in ("aria-labelledby", "aria-describedby"):
            assert set((attrs.get(key) or "").split()) <= set(ids)


@each
def test_tables_say_what_they_hold(name: str) -> None:
    read = read_page(name)
    tables = [path for tag, _, path in read.elements if tag == "table"]
    captions = [path for tag, _, path in read.elements if tag == "caption"]
    assert len(captions) == len(tables) and all(path[-1] == "table" for path in captions)
    assert all(attrs.get("scope") in ("col", "row", "rowgroup", "colgroup") for attrs in read.all("th"))


@each
def test_drawings_have_a_title_and_a_description(name: str) -> None:
    read = read_page(name)
    drawings = read.all("svg")
    children = Counter((path[-1], tag) for tag, _, path in read.elements if path and path[-1] == "svg")
    assert children["svg", "title"] == children["svg", "desc"] == len(drawings)
    for attrs in drawings:
        assert attrs["role"] == "img" and len((attrs["aria-labelledby"] or "").split()) == 2
    for data, path in read.texts:
        if path and path[-1] == "desc":
            assert data.strip()


@each
def test_headings_come_in_order(name: str) -> None:
    levels = [int(tag[1]) for tag, _, _ in read_page(name).elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@each
def test_has_landmarks_and_a_language(name: str) -> None:
    read = read_page(name)
    assert read.all("html")[0]["lang"] == "en"
    for landmark in ("header", "nav", "main", "footer"):
        assert len([path for tag, _, path in read.elements if tag == landmark and "section" not in path]) == 1
    first = next(attrs for tag, attrs, _ in read.elements if tag == "a")
    assert first["href"] == "#main" and first["class"] == "skip"


@each
def test_scrolling_parts_can_be_reached_and_have_a_name(name: str) -> None:
    for attrs in read_page(name).all("div"):
        if "scroll" in (attrs.get("class") or "").split():
            assert attrs["tabindex"] == "0" and attrs["role"] == "group" and attrs["aria-label"]


def shown(name: str) -> str:
    """A name as a reader sees it: without marks of direction."""
    return re.sub(r"\s+", " ", name.translate(brief._UNSHOWN)).strip()


@each
def test_everybody_and_every_step_is_named(name: str) -> None:
    case, _, _ = INPUTS[name]
    words = read_page(name).words()
    for kind in ("parties", "steps"):
        for entry in case[kind].values():  # type: ignore[attr-defined]
            assert shown(entry["name"]) in words


@each
def test_sentences_are_sentences(name: str) -> None:
    words = read_page(name).words()
    for slip in (r"\bNone of the none", r"\bnan\b", r"\bNaN\b", r"\binf\b", r" \.", r" ,", r" ;", r"\.\.", r"\{\{ [a-z]", r"Undefined",
                 r"\bnull\b", r"[(] ", r" [)]", r"\bone (plans|parties|steps|phases|moves|deals)\b"):  # fmt: skip
        # Elements are read with a space between them, so only what stands in one piece of text can have a slip.
        pieces = [data for data, path in read_page(name).texts if "style" not in path and "pre" not in path]
        assert not [piece for piece in pieces if re.search(slip, piece.strip())], slip
    raw = [
        data
        for data, path in read_page(name).texts
        if path and path[-1] in ("p", "li", "td", "dd", "figcaption", "desc")
    ]
    assert not [piece for piece in raw if re.search(r"\S  \S", piece)]
    assert not re.search(r"\d\.\d{4,}", words), "a raw float"


@each
def test_every_none_is_meant(name: str) -> None:
    for data, path in read_page(name).texts:
        if "style" not in path and re.search(r"\bNone\b", data):
            assert re.match(r"\s*None (of the|found)", data), data


def test_the_same_input_gives_the_same_page() -> None:
    assert fresh("harbour") == fresh("harbour")


def test_hostile_text_is_text() -> None:
    text, words = page("hostile"), read_page("hostile").words()
    assert '<script>alert("x")</script>' in words
    assert "{{ 7 * 7 }} {% raw %}" in words
    assert "&lt;script&gt;" in text
    assert not set("\u202e\u202c\u2066\u2067\u200f") & set(text)
    assert "😀" in words and "عربي" in words


def test_addresses_that_could_run_are_not_links() -> None:
    assert "javascript:alert(1)" in read_page("harbour").words()
    assert "javascript:" not in [str(attrs["href"])[:11] for attrs in read_page("harbour").all("a")]
    assert any(attrs["href"] == "https://port.example/dues?a=1&b=2" for attrs in read_page("harbour").all("a"))
    assert not any('"' in str(attrs["href"]) for attrs in read_page("hostile").all("a"))


def test_sections_come_in_order_and_only_where_there_is_something() -> None:
    def sections(name: str) -> list[str]:
        return [
            str(attrs["id"]) for attrs in read_page(name).all("section") if "party" not in (attrs.get("class") or "")
        ]

    everything = [
        "where",
        "demands",
        "deals",
        "ladder",
        "breaks",
        "sure",
        "find-out",
        "remedies",
        "numbers",
        "method",
    ]
    assert sections("harbour") == everything
    assert sections("no draws") == [one for one in everything if one not in ("sure", "find-out")]
    assert sections("no deals") == [one for one in everything if one != "ladder"]
    assert sections("order only") == ["where", "demands", "deals", "numbers", "method"]


def joint_way(state: State, sacrifices: int) -> Destination:
    """An equilibrium that only a joint move leads to."""
    both = Motion(("alpha", "beta"), state, not sacrifices, {"alpha": 1.0, "beta": -1.0}, "starting something")
    return Destination(state, ("nash",), None, Way((both,), sacrifices))


def test_joint_moves_that_pay_are_said_where_they_lead_further() -> None:
    model = Case.model_validate(HARBOUR)
    found = findings(model, draws=0)
    ends = (joint_way(("summit_here", "fuel"), 0), joint_way(("summit_there",), 1))
    ways = Ways(("fuel",), None, ("nash",), (), 9, 2, 3, 5, 4, ends, MADE)
    text = Page(brief.render(model, replace(found, ways=ways), sources=SOURCES, command=COMMAND)).words()
    assert (
        "if their owners move together, each to its gain, such moves lead to one more position that would last:" in text
    )
    assert "after one move: “Meet at the harbour” comes into force (Alpha and Beta together)" in text
    assert "“Meet in the capital” comes into force" not in text.split("if their owners move together")[1][:400]
    nothing = replace(found, ways=replace(ways, by_improvements_together=2))
    assert "if their owners move together" not in brief.render(model, nothing, sources=SOURCES, command=COMMAND)


def test_numbers_lead_to_evidence_and_evidence_back() -> None:
    """The worth of opening the harbour to Beta rests on the port's table, and the page says so both ways."""
    text = page("harbour")
    row = re.search(r'<tr id="worth:open_harbour:beta">.*?</tr>', text, re.S)
    assert row
    cited = re.findall(r'href="#evidence:(\d+)"', row[0])
    assert len(cited) == 1
    entry = re.search(rf'<li id="evidence:{cited[0]}">.*?</li>', text, re.S)
    assert entry and "port dues per year" in entry[0] and 'href="#worth:open_harbour:beta"' in entry[0]
    assert 'href="#source:port-2026"' in entry[0] and 'id="source:port-2026"' in text


def test_judgements_are_marked_and_say_whose() -> None:
    words = read_page("harbour").words()
    assert re.search(r"Judgement ?by AB and CD ?: half of what the ban costs", words)
    assert "a source gives the size of 1" in words
    assert "none given" in words


def test_missing_sources_are_said_to_be_missing() -> None:
    assert "Not listed in sources.json." in read_page("no history, no sources").words()
    assert "Not listed in sources.json." not in read_page("harbour").words()


def test_points_of_two_parties_are_never_added() -> None:
    """No number on the page equals a sum of gains over parties (with numbers chosen so that this would show)."""
    model = Case.model_validate(HARBOUR)
    found = findings(model)
    plans = [replace(plan, gain={"alpha": 1111.0, "beta": 2222.0}) for plan in found.plans]
    text = brief.render(model, replace(found, plans=tuple(plans)), sources={}, command="")
    assert "1,100" in text and "2,200" in text and "3,300" not in text


def test_a_deal_for_which_nothing_was_found_is_shown() -> None:
    model = Case.model_validate(HARBOUR)
    found = findings(model, draws=0)
    lost = Roadmap("grand", "The grand deal", None, None, Bound(None, False), MADE)
    text = brief.render(model, replace(found, roadmaps=(lost,)), sources={}, command="")
    assert "No order was found for this deal." in text and Page(text).faults == []
    assert "None found" in text


def test_zero_trust_and_no_binding_row_are_said_plainly() -> None:
    model = Case.model_validate(HARBOUR)
    found = findings(model, draws=0)
    calm = replace(found.plans[2], trust=0.0, binding=Binding(None, None, "Nobody has anything to lose."))
    text = brief.render(model, replace(found, plans=(calm,), roadmaps=()), sources={}, command="")
    assert '<span class="in-brief">“At once” holds.</span>' in text
    assert "Nobody has anything to lose." in text


@pytest.mark.parametrize(("trust", "says"), [(0.14, "60 to 85\xa0%"), (0.6, "19 to 36\xa0%"), (0.0, None)])
def test_what_trust_asked_meant_in_laboratories_stands_beside_it(trust: float, says: str | None) -> None:
    model = Case.model_validate(HARBOUR)
    found = findings(model, draws=0)
    (road, *_) = (one for one in found.roadmaps if one.best)
    asking = replace(road, best=replace(road.best, verdict="holds", trust=trust))
    text = brief.render(model, replace(found, roadmaps=(asking,)), sources={}, command="")
    assert ("is no evidence about states" in text) == (says is not None)
    assert says is None or f"{says} of first moves were cooperative" in text


# --------------------------------------------------------------------------------------------------- looks


def luminance(colour: str) -> float:
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def test_contrast_is_what_wcag_says() -> None:
    """Black on white is 21 and #777777 on white just under 4.5 (W3C, WCAG 2, contrast ratio)."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


CSS = files("standoff.views.brief").joinpath("templates/brief.css").read_text(encoding="utf-8")
LIGHT, DARK = (
    dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block)) for block in re.findall(r":root \{(.*?)\}", CSS, re.S)
)
GROUNDS = [name for name in LIGHT if name.endswith("-tint") or name in ("paper", "shade")]
INKS = [name for name in LIGHT if name not in GROUNDS and name != "line"]


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("ink", INKS)
def test_text_can_be_read_on_every_ground(ink: str, ground: str, palette: dict[str, str]) -> None:
    assert contrast(palette[ink], palette[ground]) >= 4.5


def test_all_colours_are_of_the_palette() -> None:
    assert set(LIGHT) == set(DARK)
    rest = re.sub(r":root \{.*?\}", "", CSS, flags=re.S)
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(", rest) == []
    assert {"ink", "soft", "link", "holds", "breaks", "refused", "trust"} <= set(INKS)


def test_verdicts_are_told_by_mark_and_word() -> None:
    marks = set(telling.GLYPHS.values())
    assert len(marks) == len(set(telling.VERDICTS.values())) == 3
    for verdict, mark in telling.GLYPHS.items():
        assert f'<span aria-hidden="true">{mark}</span> {telling.VERDICTS[verdict]}' in page("harbour")


def test_the_words_of_probability_cover_all_shares_once() -> None:
    ends = [end for end, _, _ in words_figures.LIKELIHOODS]
    assert ends == sorted(ends) and ends[-1] > 1
    words = [words_figures.likelihood(share) for share in (0.04, 0.05, 0.2, 0.45, 0.55, 0.8, 0.95)]
    assert words == [
        "almost no chance", "very unlikely", "unlikely", "roughly even chance", "likely", "very likely", "almost certain",
    ]  # fmt: skip


def test_case_files_in_json_make_the_same_page() -> None:
    """What the model reads from a file is all that the page needs."""
    model = Case.model_validate(json.loads(json.dumps(HARBOUR)))
    assert brief.render(model, findings(model), sources=SOURCES, command=COMMAND) == page("harbour")


def test_strength_doubt_and_views_are_told() -> None:
    text = " ".join(re.sub(r"<[^>]+>", "", page("strength, doubt and views")).split())
    for words in PREFERENCES_SAID:
        assert words in text, words
    assert "&lt;b&gt;Why&lt;/b&gt;" in page("strength, doubt and views")
    assert "each party seeing it its own way" not in page("harbour")


def test_a_party_whose_name_reads_as_several_is_set_apart_in_sentences():
    two = {**HARBOUR["parties"]["alpha"], "name": "EU and United States"}
    model = Case.model_validate({**HARBOUR, "parties": {**HARBOUR["parties"], "alpha": two}})
    page = brief.render(model, findings(model), sources=SOURCES, command=COMMAND)
    text = " ".join(unescape(re.sub("<[^>]+>", "", page)).split())
    assert re.search("“EU and United States” (would|can|walks out|refuses|is) ", text)
    assert not re.search("[^“]EU and United States (walks out|refuses|can help|can hurt|would walk out) ", text)
    assert 'scope="col">EU and United States</th>' in page


def test_what_flips_a_plan_is_led_by_a_number_that_can_vary():
    model = Case.model_validate(HARBOUR)
    found = findings(model)
    key, one = next(iter(found.flips.items()))
    (ranged,) = one.flips
    fixed = replace(ranged, label="The yardstick", chance=None)

    def said(*flips):
        whole = replace(found, flips={key: replace(one, flips=flips)})
        page = brief.render(model, whole, sources=SOURCES, command=COMMAND)
        return unescape(re.sub("<[^>]+>", "", page)).replace("\u00a0", " ")

    both = said(ranged, fixed)
    assert "What <it> is worth flips that at −2.5: from there on it would break, which has a chance of 15 %." in both
    assert "The yardstick flips that" not in both
    assert "Nothing says that these numbers can vary" in both
    assert "holds, and no single number with a range flips that, of 17 looked at" in said(fixed)
    assert "No single number flips the verdict on “Alpha first”, of 17 looked at over their whole ranges." in said()
    assert "Nothing says that these numbers can vary" not in said(ranged)


def test_equilibria_within_reach_are_counted_whether_listed_or_not():
    model = Case.model_validate(HARBOUR)
    found = findings(model)
    far = [Reachable((), moves, ("nash", "gmr") if moves == 2 else ("gmr",)) for moves in (2, 1, 1, 3)]
    whole = replace(found, stable=replace(found.stable, reachable=tuple(far), reachable_equilibria=9))
    text = brief.render(model, whole, sources=SOURCES, command=COMMAND)
    assert "can lead to nine positions that would last, those that nobody could leave for a better one first:" in text
    assert "<li>and five more positions</li>" in text
    assert "can lead from today to 17 states, and nine equilibria among them." in text
    rest = brief.render(
        model, replace(whole, stable=replace(whole.stable, reachable=tuple(far[1:]))), sources=SOURCES, command=COMMAND
    )
    assert "nine positions that would last, nearest first:" in rest


def test_what_parties_could_do_together_is_said_where_we_are():
    model = Case.model_validate(HARBOUR)
    found = findings(model)
    groups = [
        (("alpha", "beta"), 3, True, "Alpha & Beta could."),
        (("alpha", "beta", "gamma"), 2, False, "So could all three."),
        (("alpha",), 1, True, "Alpha alone could."),
    ]
    now = [CoalitionNow(who, (), (), n, n, ("fuel",), (), (), minimal, why) for who, n, minimal, why in groups]
    none = CoalitionNow(("alpha", "beta"), ("cnash",), (), 0, 0, None, (), (), True, "They could not.")
    alone = replace(now[0], only_together=0)

    def said(now, jumps=None, concepts=None):
        together = Coalitions(tuple(now), concepts, jumps, "")
        whole = replace(found, stable=replace(found.stable, coalitions=together))
        return brief.render(model, whole, sources=SOURCES, command=COMMAND)

    assert "<p>Alpha &amp; Beta could." in said(now)
    assert "all three" not in said(now)
    assert "Alpha alone could" not in said(now)
    assert "Two more groups could leave" in said([now[0]] * 5)
    assert "No parties can bring about anything together that all of them prefer to today’s position" in said([none])
    assert "one of them could bring about alone" in said([alone])
    assert "They could not" not in said([none])
    assert "such jumps" not in said([none], Jumps({"nash": 0}, ()))
    assert "leave an equilibrium for another one" in said(now, Jumps({"nash": 1234}, ()), {})
    assert "1,234 such jumps under NASH" in said(now, Jumps({"nash": 1234}, ()), {})
    assert "go from now straight to another equilibrium" in said(now, Jumps({"nash": 1234}, ()))
    assert "prefer to today’s position" not in said([now[2]])
