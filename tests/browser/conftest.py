"""A Chromium for all tests of a file; the hostile pages are those of the dashboards' tests."""

from __future__ import annotations

import pytest

from tests.browser.chromium import CHROMIUM, FLAGS
from tests.dashboards.conftest import site, tier_sites, weeks_site

__all__ = ["site", "tier_sites", "weeks_site"]


@pytest.fixture(scope="module")
def chromium():
    """A running Chromium, or a reason to skip."""
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="the browser extra is not installed: make test adds it"
    )
    if CHROMIUM is None:
        pytest.skip("no Chromium here: apt-get install chromium")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()
