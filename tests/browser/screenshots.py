"""Renew the pictures in docs/pictures from the published pages: `make screenshots`, after a refresh."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from assets.publish.builds import current
from pipelines.settings import PROJECT, Settings
from tests.browser.chromium import CHROMIUM, FLAGS, look

#: Page, width and scheme of each picture; `lead` is the first of the list of leads, and a page of a lower tier names it.
PICTURES = {
    "overview": ("index.html", 1280, "light"),
    "overview-dark": ("index.html", 1280, "dark"),
    "city": ("city/atlanta.html", 1280, "light"),
    "city-narrow": ("city/atlanta.html", 390, "light"),
    "lead": ("lead", 1280, "light"),
    "rule": ("rule/trafficking/phone_obscured.html", 1280, "light"),
    "event": ("event/super_bowl.html", 1280, "light"),
    "health": ("health.html", 1280, "light"),
    "brief": ("../partner/city/miami.html", 1280, "light"),
}


def main() -> int:
    build = current(Settings().home)
    if build is None:
        sys.stderr.write("nothing is published; run make refresh first\n")
        return 1
    site, folder = Path(build) / "site" / "investigator", PROJECT / "docs" / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for name, (page_name, width, scheme) in PICTURES.items():
            path = _first_lead(site) if page_name == "lead" else site / page_name
            page, _, _ = look(browser, path, width, color_scheme=scheme)
            page.screenshot(path=folder / f"{name}.png")
            page.context.close()
        browser.close()
    return 0


def _first_lead(site: Path) -> Path:
    """The lead that the list names first."""
    listed = re.search(r'href="(lead/[^"]+)"', (site / "leads.html").read_text(encoding="utf-8"))
    return site / (listed[1] if listed else "leads.html")


if __name__ == "__main__":
    sys.exit(main())
