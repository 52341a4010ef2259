"""Whether the pages of a build load: what they refer to is there, and the data within them can be read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit


class _Page(HTMLParser):
    """What a page loads and links, and its JSON islands."""

    def __init__(self) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.islands: list[str] = []
        self.has_title = False
        self._in_island = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.targets += [value for name in ("src", "href") if (value := given.get(name))]
        self.has_title = self.has_title or tag == "title"
        self._in_island = tag == "script" and given.get("type") == "application/json"
        if self._in_island:
            self.islands.append("")

    def handle_data(self, data: str) -> None:
        if self._in_island:
            self.islands[-1] += data

    def handle_endtag(self, tag: str) -> None:
        self._in_island = False


def pages_that_do_not_load(site: Path) -> Iterator[str]:
    """Each page that would not show what it should, with the reason; a site without a first page too."""
    for tier in sorted(path for path in site.iterdir() if path.is_dir()):
        if not (tier / "index.html").is_file():
            yield f"{tier.name}: has no index.html"
        if (tier / "search.html").is_file() and not (tier / "search" / "manifest.js").is_file():
            yield f"{tier.name}: has a search and no index for it"
    for path in sorted(site.rglob("*.html")):
        if problem := _problem(path):
            yield f"{path.relative_to(site)}: {problem}"


def _problem(path: Path) -> str | None:
    page = _Page()
    page.feed(path.read_text(encoding="utf-8"))
    if not page.has_title:
        return "is no page with a title"
    for target in page.targets:
        parts = urlsplit(target)
        if parts.scheme in ("", "file") and parts.path and not (path.parent / unquote(parts.path)).exists():
            return f"refers to {parts.path[:80]}, which is not there"
    for island in page.islands:
        try:
            json.loads(island)
        except ValueError:
            return "holds data that is no JSON"
    return None
