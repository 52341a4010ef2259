"""Renew the pictures in docs/pictures from the published pages: `make screenshots`, after a refresh."""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from assets.publish.builds import current
from pipelines.settings import PROJECT, Settings
from tests.browser.chromium import CHROMIUM, FLAGS, look

PICTURES = {
    "overview": ("index.html", 1280),
    "city": ("city/atlanta.html", 1280),
    "city-narrow": ("city/atlanta.html", 390),
}


def main() -> int:
    build = current(Settings().home)
    if build is None:
        sys.stderr.write("nothing is published; run make refresh first\n")
        return 1
    folder = PROJECT / "docs" / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for name, (page_name, width) in PICTURES.items():
            page, _, _ = look(browser, Path(build) / "site" / "investigator" / page_name, width)
            page.evaluate("scrollTo(0, 0)")
            page.screenshot(path=folder / f"{name}.png")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
