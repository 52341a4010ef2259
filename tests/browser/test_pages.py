"""The published pages in a real Chromium, from file://, at two widths."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.chromium import CHROMIUM, FLAGS, look
from tests.conftest import Refreshed

playwright = pytest.importorskip("playwright.sync_api", reason="the browser extra is not installed: make test adds it")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: apt-get install chromium"),
]


@pytest.fixture(scope="module")
def chromium():
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("name", ["index.html", "city/atlanta.html"])
def test_a_page_draws_without_a_word_in_the_console(chromium, refreshed: Refreshed, name: str, width: int) -> None:
    page, said, asked = look(chromium, refreshed.build / "site" / "investigator" / name, width)
    drawn = [figure.get_attribute("data-drawn") for figure in page.query_selector_all("figure")]
    assert drawn
    assert set(drawn) == {"yes"}
    assert page.query_selector("figure svg") is not None
    assert said == []
    assert all(url.startswith(("file://", "data:")) for url in asked)
    assert page.evaluate("document.documentElement.scrollWidth") <= width, "the page is wider than the window"
    page.close()


def test_hostile_text_runs_nothing(chromium, site: Path) -> None:
    page, said, _ = look(chromium, site / "city" / "atlanta.html", 1280)
    assert said == []
    assert "onerror" in page.inner_text("body")
    page.close()


def test_from_a_city_to_the_overview_and_back(chromium, refreshed: Refreshed) -> None:
    page, _, _ = look(chromium, refreshed.build / "site" / "investigator" / "index.html", 1280)
    page.click("text=Las Vegas")
    assert page.inner_text("h1").startswith("Las Vegas")
    page.click("text=All cities")
    assert "5 cities" in page.inner_text("h1")
    page.close()
