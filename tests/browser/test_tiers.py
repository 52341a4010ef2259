"""The lower tiers' pages in a real Chromium: they draw, fit, read well, and a brief is one sheet."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.browser.chromium import look
from tests.dashboards.test_tier_sites import PAGES

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_draws_fits_and_asks_for_nothing(chromium, tier_sites: Path, name: str, width: int) -> None:
    page, said, asked = look(chromium, tier_sites / name, width)
    assert {figure.get_attribute("data-drawn") for figure in page.query_selector_all("figure[data-chart]")} <= {"yes"}
    assert said == []
    assert all(url.startswith(("file://", "data:")) for url in asked)
    assert page.evaluate("document.documentElement.scrollWidth") <= width, "the page is wider than the window"
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(chromium, tier_sites: Path, name: str, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="make test adds axe-core")
    page, _, _ = look(chromium, tier_sites / name, 1280, color_scheme=scheme, bypass_csp=True)
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true; })")
    rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = axe.Axe().run(page, options={"runOnly": rules})
    assert [(violation["id"], violation["nodes"][0]["html"][:120]) for violation in found.response["violations"]] == []
    page.context.close()


def test_a_brief_is_one_sheet(chromium, tier_sites: Path) -> None:
    page, _, _ = look(chromium, tier_sites / "partner" / "city" / "atlanta.html", 1280)
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))) == 1
    page.context.close()
