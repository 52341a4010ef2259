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


def look(chromium, path: Path, width: int):
    """Open a page and scroll through it; returns the page, what its console said, and what it asked for."""
    page = chromium.new_page(viewport={"width": width, "height": 900})
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: said.append(f"dialog {dialog.message}"))
    page.goto(path.as_uri())
    for figure in page.query_selector_all("figure"):
        figure.scroll_into_view_if_needed()
        for _ in range(100):
            if figure.get_attribute("data-drawn"):
                break
            page.wait_for_timeout(50)
    return page, said, asked
