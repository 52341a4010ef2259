"""Whether the pages of a build load: what they refer to is there, and the data within them can be read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lxml.etree import ParserError
from lxml.html import HTMLParser, document_fromstring


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
    try:
        page = document_fromstring(path.read_bytes(), parser=HTMLParser(encoding="utf-8", huge_tree=True))
    except ParserError:
        return "is no page with a title"
    if page.find(".//title") is None:
        return "is no page with a title"
    for target in page.xpath("//@src | //@href"):
        parts = urlsplit(target)
        if parts.scheme in ("", "file") and parts.path and not (path.parent / unquote(parts.path)).exists():
            return f"refers to {parts.path[:80]}, which is not there"
    for island in page.iterfind(".//script[@type='application/json']"):
        try:
            json.loads(island.text or "")
        except ValueError:
            return "holds data that is no JSON"
    return None
