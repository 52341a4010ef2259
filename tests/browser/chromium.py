"""How the browser tests start Chromium and look at a page."""

from __future__ import annotations

import shutil
from pathlib import Path

CHROMIUM = shutil.which("chromium")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
#: Milliseconds for which a test waits for what it expects.
PATIENCE = 20_000


def look(chromium, path: Path, width: int, **context):
    """Open a page and draw all its charts; returns the page, what its console said, and what it asked for."""
    page = chromium.new_context(viewport={"width": width, "height": 900}, **context).new_page()
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: (said.append(f"dialog {dialog.message}"), dialog.dismiss()))
    page.goto(path.as_uri())
    draw(page)
    return page, said, asked


def draw(page) -> None:
    """Scroll through a page until each chart is drawn, or has failed."""
    for figure in page.query_selector_all("figure[data-chart]"):
        figure.scroll_into_view_if_needed()
        until(page, lambda figure=figure: figure.get_attribute("data-drawn"))
    page.evaluate("scrollTo(0, 0)")


def until(page, true) -> None:
    """Wait until something is true; the pages' policy forbids Playwright's own waiting for an expression."""
    for _ in range(PATIENCE // 50):
        if true():
            return
        page.wait_for_timeout(50)
    raise AssertionError("what was waited for did not come")
