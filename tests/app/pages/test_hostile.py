"""A case whose every text is an attack: it is shown as text in every view and on paper, and runs nothing."""

from __future__ import annotations

import json

import pytest
import yaml

from app.pages.round import VIEWS, going_round

NASTY = (
    "<script>window.ran = 1</script>",
    "<img src=x onerror='window.ran = 1'>",
    '"><svg onload="window.ran = 1">',
    '\'"><a href="javascript:window.ran = 1">click</a>',
    "</textarea></title></style></script><iframe src='javascript:parent.ran = 1'></iframe>",
    "{{constructor.constructor('window.ran = 1')()}} ${window.ran = 1} <%= 7 * 7 %> #{7 * 7}",
    "<link rel=stylesheet href=https://example.com/a.css><base href=https://example.com/>",
    "<form action=https://example.com/><input name=secret autofocus onfocus='window.ran = 1'></form>",
    "\u202etxet siht\u202c a\u200bb\u2066c\u2069",
    "&lt;b&gt;already&lt;/b&gt; &#60;script&#62;",
    "<meta http-equiv=refresh content='0;url=https://example.com/'>",
    "<math><mi xlink:href='javascript:window.ran = 1'>x</mi></math>",
)

CLEAN = ["constructor", "__proto__", "toString", "hasOwnProperty"]
"""Keys that are names of every object in JavaScript, and names of steps and parties here."""

TEXT = "They will lift the ban.\n\n" + "\n\n".join(NASTY) + "\n"


def case():
    name = iter(NASTY * 8)
    parties = {
        key: {"name": next(name), "horizon": "2 to 6 years", "walkout_cost": 2, "scale": next(name)}
        for key in ("constructor", "valueof")
    }
    worths = [{"constructor": "-3 to -1", "valueof": 5}, {"constructor": 5, "valueof": "-4 to -2"}]
    steps = {
        key: {
            "by": by,
            "name": next(name),
            "short": next(name)[:24],
            "takes": "1 month",
            "undo": "1 year",
            "worth": worth,
            "because": [
                {"judgement": next(name), "by": "<b>AB</b>", "for": f"worth.{by}", "supports": "size"},
                {"in": "nasty", "quote": quote, "at": next(name), "for": f"worth.{by}", "supports": "sign"},
            ],
        }
        for (key, by), worth, quote in zip(
            (("tostring", "constructor"), ("has_own_property", "valueof")), worths, NASTY[:2], strict=True
        )
    }
    return {
        "format": 1,
        "title": NASTY[0] + NASTY[1],
        "as_of": "2026-11-02",
        "parties": parties,
        "steps": steps,
        "plans": {"proto": {"title": next(name), "phases": [["tostring"], ["has_own_property"]]}},
        "deals": {"isprototypeof": {"title": next(name), "steps": list(steps)}},
        "history": [{"before": "2026-09-14", "title": next(name), "was": {"steps.tostring.takes": "2 years"}}],
    }


SOURCES = [
    {
        "id": "nasty",
        "type": "webpage",
        "title": NASTY[0],
        "URL": "javascript:window.ran = 1",
        "author": [{"literal": NASTY[1]}],
        "note": NASTY[5],
        "issued": {"date-parts": [[2026, 8, 20]]},
    },
    {"id": "data", "type": "webpage", "title": NASTY[2], "URL": "data:text/html,<script>window.ran=1</script>"},
    {"id": "page", "type": "webpage", "title": NASTY[4], "URL": "https://example.com/\"onmouseover='window.ran=1'"},
]


@pytest.fixture(scope="module")
def nasty(browser, tmp_path_factory):
    folder = tmp_path_factory.mktemp("nasty") / "<img src=x onerror=window.ran=1>"
    (folder / "sources").mkdir(parents=True)
    (folder / "views").mkdir()
    (folder / "case.yaml").write_text(yaml.safe_dump(case(), allow_unicode=False, sort_keys=False), encoding="utf-8")
    (folder / "sources.json").write_text(json.dumps(SOURCES), encoding="utf-8")
    (folder / "sources" / "nasty.txt").write_text(TEXT, encoding="utf-8")
    html = "<html><body><p>They lift it.</p><script>window.ran=1</script><img src=x onerror=window.ran=1></body></html>"
    (folder / "sources" / "page.html").write_text(html, encoding="utf-8")
    (folder / "sources" / "<svg onload=window.ran=1>.txt").write_text(TEXT, encoding="utf-8")
    view = {"title": NASTY[0], "by": NASTY[1], "sees": {"steps.tostring.worth.constructor": -9}}
    (folder / "views" / "theirs.yaml").write_text(yaml.safe_dump(view), encoding="utf-8")
    (folder / "views" / "<script>.yaml").write_text(yaml.safe_dump(view), encoding="utf-8")
    with going_round(browser, folder) as page:
        page.page.on("dialog", lambda dialog: page.watched.complaints.append(f"a dialog: {dialog.message}"))
        yield page


def ran(page):
    """What became of the texts: whether any ran, and what of the page is not of us."""
    return page.evaluate(
        """() => ({
            ran: window.ran ?? null,
            made: [...document.querySelectorAll("script:not([src='/app.js']), img, iframe, object, embed, base, meta[http-equiv], math, style")]
                .filter((one) => !(one.tagName === "SCRIPT" && one.src.startsWith(location.origin)))
                .map((one) => one.outerHTML.slice(0, 100)),
            sheets: [...document.querySelectorAll("link")].map((one) => one.getAttribute("href")).filter((one) => !["data:,", "/app.css"].includes(one) && !/^.?\\/[\\w-]+\\.(js|css)$/.test(one)),
            leads: [...document.querySelectorAll("[href], [src], [action], [formaction]")]
                .map((one) => one.href?.baseVal ?? one.href ?? one.src ?? one.action).filter((to) => /^(javascript|data:text|vbscript)/i.test(String(to))),
            handlers: [...document.querySelectorAll("*")].flatMap((one) => one.getAttributeNames().filter((name) => name.startsWith("on"))),
        })"""
    )


NOTHING = {"ran": None, "made": [], "sheets": [], "leads": [], "handlers": []}


@pytest.mark.parametrize("view", VIEWS)
def test_no_view_runs_what_a_case_says(nasty, view):
    page = nasty.to(view)
    assert page.locator("h1").inner_text() == NASTY[0] + NASTY[1]
    assert ran(page) == NOTHING
    for one in page.locator("main details:not([open]) > summary").all()[:12]:
        if one.is_visible():
            one.click()
    nasty.settled()
    assert ran(page) == NOTHING
    assert nasty.complaints() == []


def test_a_source_and_its_address_are_text(nasty):
    page = nasty.to("evidence", "source", "nasty")
    for source in ("nasty", "page", "data"):
        page = nasty.to("evidence")
        choose = page.locator(
            f'main [href*="{source}"], main button:has-text("{source}"), main option[value="{source}"]'
        )
        if choose.count():
            first = choose.first
            if first.evaluate("one => one.tagName") == "OPTION":
                first.locator("xpath=ancestor::select").select_option(source)
            else:
                first.click()
        nasty.settled()
        assert ran(page) == NOTHING
    assert nasty.complaints() == []


def test_names_that_objects_have_are_names(nasty):
    """`constructor` and `valueof` are what JavaScript finds in every object: here they are parties."""
    page = nasty.to("plan", "proto")
    assert page.locator(".plan-card").count() >= 2
    assert "function" not in page.locator("main").inner_text()
    assert "[object" not in page.locator("main").inner_text()


@pytest.mark.parametrize("page_of", ["/api/brief?page=one", "/api/brief", "/api/brief?view=theirs"])
def test_paper_runs_nothing_and_shows_the_words(nasty, page_of):
    page = nasty.page.context.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: asked.append(dialog.message))
    page.goto(nasty.watched.address.partition("/?")[0] + page_of)
    page.emulate_media(media="print")
    assert NASTY[0] in page.inner_text("body")
    assert page.evaluate("() => window.ran ?? null") is None
    assert page.locator("img, iframe, base, form, math, script:not([src])").count() == 0
    leads = page.evaluate("() => [...document.querySelectorAll('a')].map((one) => one.href)")
    assert not [to for to in leads if to.startswith(("javascript:", "data:"))]
    assert len(asked) == 1, asked
    page.close()
