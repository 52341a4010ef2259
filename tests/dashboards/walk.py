"""A walk over every link of a site, as a reader could take it: from the first page on, by files and by anchors."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

#: Attributes that lead somewhere: links, what is loaded, and where a form of ours goes (the policy forbids `action`).
LEADING = ("href", "src", "data-find")
#: An icon that is none, so that a browser asks for none.
NOTHING = "data:,"


class _Links(HTMLParser):
    """Where a page leads, what it loads, and the anchors that it has."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.anchors: set[str] = {"top"}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.targets += [value for name in LEADING if (value := given.get(name))]
        self.anchors |= {value for value in (given.get("id"),) if value}


def walk(site: Path) -> tuple[set[Path], list[str]]:
    """The pages that are reached from the first one, and every link that leads nowhere, as `page -> target`."""
    pages = {path.resolve(): _Links(path.read_text(encoding="utf-8")) for path in site.rglob("*.html")}
    reached, waiting, dead = set[Path](), [(site / "index.html").resolve()], []
    while waiting:
        here = waiting.pop()
        if here in reached:
            continue
        reached.add(here)
        for target in (target for target in pages[here].targets if target != NOTHING):
            parts = urlsplit(target)
            there = (here.parent / unquote(parts.path)).resolve() if parts.path else here
            lost = parts.scheme or not there.is_file() or (there in pages and _lacks(pages[there], parts.fragment))
            if lost:
                dead.append(f"{here.relative_to(site.resolve())} -> {target}")
            elif there in pages:
                waiting.append(there)
    return reached, dead


def _lacks(page: _Links, fragment: str) -> bool:
    return bool(fragment) and unquote(fragment) not in page.anchors
