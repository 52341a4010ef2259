"""The published pages in a real Chromium, from file://: they draw, they fit, they print, they ask for nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.browser.chromium import PATIENCE, look, until
from tests.conftest import Refreshed
from tests.dashboards.conftest import EVENT, LEAD, RULE, TEMPLATE

pytestmark = pytest.mark.browser

KINDS = [
    "index.html",
    "city/atlanta.html",
    "leads.html",
    "lead",
    "rules.html",
    "rule/trafficking/phone_obscured.html",
    "watch_list.html",
    "door/prosecution.html",
    "templates.html",
    "circuits.html",
    "events.html",
    "event/super_bowl.html",
    "pack/opioids.html",
    "fairness.html",
    "health.html",
    "queries.html",
    "search.html",
    "about.html",
]
#: Pages of the hostile database.
HOSTILE_PAGES = [
    "index.html",
    "city/atlanta.html",
    "city/miami.html",
    "leads.html",
    f"lead/{LEAD}.html",
    "rules.html",
    f"rule/{RULE}.html",
    "watch_list.html",
    "door/prosecution.html",
    "templates.html",
    f"template/{TEMPLATE}.html",
    "circuits.html",
    "events.html",
    f"event/{EVENT}.html",
    "pack/opioids.html",
    "fairness.html",
    "health.html",
]
#: Bytes of a page beside the shared bundle.
HEAVIEST = 500_000


def page_of(refreshed: Refreshed, kind: str) -> Path:
    site = refreshed.build / "site" / "investigator"
    return sorted(site.glob("lead/*.html"))[0] if kind == "lead" else site / kind


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("kind", KINDS)
def test_a_page_draws_fits_and_asks_for_nothing(chromium, refreshed: Refreshed, kind: str, width: int) -> None:
    """320 pixels is a narrow phone, and 1280 pixels at four times the size."""
    page, said, asked = look(chromium, page_of(refreshed, kind), width)
    drawn = [figure.get_attribute("data-drawn") for figure in page.query_selector_all("figure[data-chart]")]
    assert set(drawn) <= {"yes"}
    assert len(page.query_selector_all("figure svg.marks")) == len(drawn)
    assert said == []
    assert all(url.startswith(("file://", "data:")) for url in asked)
    assert page.evaluate("document.documentElement.scrollWidth") <= width, "the page is wider than the window"
    page.context.close()


def test_no_page_is_heavy(refreshed: Refreshed) -> None:
    site = refreshed.build / "site" / "investigator"
    weights = {path.name: path.stat().st_size for path in site.rglob("*.html")}
    assert len(weights) > 8
    assert max(weights.values()) < HEAVIEST
    shared = [path for path in (site / "static").iterdir() if path.name != "vega.js"]
    assert sum(path.stat().st_size for path in shared) < 60_000


@pytest.mark.parametrize("name", HOSTILE_PAGES)
def test_hostile_text_runs_nothing(chromium, site: Path, name: str) -> None:
    """Whatever field it stands in: not when drawn, not when unfolded, not when pointed at."""
    page, said, asked = look(chromium, site / name, 1280)
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true; })")
    for mark in page.query_selector_all("mark, .chart path, .drawing text")[:60]:
        if mark.is_visible():
            mark.hover(force=True, timeout=PATIENCE)
    page.wait_for_timeout(200)
    assert said == []
    assert all(url.startswith(("file://", "data:")) for url in asked)
    assert page.evaluate("document.querySelectorAll('main img, main iframe, main a[href^=javascript]').length") == 0
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", [*HOSTILE_PAGES, "queries.html", "search.html", "about.html"])
def test_axe_finds_nothing(chromium, site: Path, name: str, scheme: str) -> None:
    """WCAG 2.2 A and AA and what axe-core calls best practice, with everything unfolded, light and dark."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="make test adds axe-core")
    page, _, _ = look(chromium, site / name, 1280, color_scheme=scheme, bypass_csp=True)
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true; })")
    rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = axe.Axe().run(page, options={"runOnly": rules})
    assert [(violation["id"], violation["nodes"][0]["html"][:120]) for violation in found.response["violations"]] == []
    assert len(found.response["passes"]) > 10
    page.context.close()


def test_from_a_city_to_a_lead_and_back(chromium, refreshed: Refreshed) -> None:
    page, _, _ = look(chromium, page_of(refreshed, "index.html"), 1280)
    page.click(".tile a >> text=Las Vegas")
    assert page.inner_text("h1").startswith("Las Vegas")
    page.click("nav >> text=Leads")
    page.click("#all-leads tbody a >> nth=0")
    assert "points from" in page.inner_text("h1")
    page.click("nav >> text=Overview")
    assert "cities" in page.inner_text(".kicker >> nth=0")
    page.context.close()


@pytest.mark.parametrize("kind", ["city/atlanta.html", "lead"])
def test_paper_has_the_words_and_no_controls(chromium, refreshed: Refreshed, kind: str) -> None:
    page, _, _ = look(chromium, page_of(refreshed, kind), 1280, color_scheme="dark")
    page.emulate_media(media="print")
    assert not page.is_visible(".top")
    assert page.is_visible("text=Lead, not evidence")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    sheets = len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True)))
    assert 1 <= sheets <= (3 if kind == "lead" else 6)
    page.context.close()


@pytest.mark.parametrize(
    "name", ["index.html", "city/atlanta.html", f"event/{EVENT}.html", f"rule/{RULE}.html", "health.html"]
)
def test_paper_is_light_whatever_the_scheme(chromium, weeks_site: Path, name: str) -> None:
    """Every chart prints the same pixels, drawn by a reader of light or dark, whether the system or the page says so."""
    printed = []
    for scheme, theme in (("light", "auto"), ("dark", "auto"), ("dark", "dark"), ("light", "dark")):
        page, _, _ = look(chromium, weeks_site / name, 1000, color_scheme=scheme)
        while page.inner_text("[data-theme-button]") != f"Theme: {theme}":
            page.click("[data-theme-button]")
        page.emulate_media(media="print", color_scheme=scheme)
        printed.append([figure.screenshot() for figure in page.query_selector_all("figure .chart")])
        page.context.close()
    assert printed[0]
    assert all(same == printed[0] for same in printed[1:])


def test_a_chart_is_drawn_again_for_the_sheet(chromium, weeks_site: Path) -> None:
    """Its letters keep their size on paper: it is as wide as its column there, and afterwards as wide as before."""
    page, said, _ = look(chromium, weeks_site / "city" / "atlanta.html", 1280)
    wide = "figure => [...document.querySelectorAll('figure svg.marks')].map(svg => +svg.getAttribute('width'))"
    before = page.evaluate(wide)
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert all(width <= 688 for width in page.evaluate(wide))
    assert min(page.evaluate(wide)) < 344
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    until(page, lambda: page.evaluate(wide) == before)
    assert said == []
    page.context.close()
