"""A saved ad page read into an AdRecord, as the source's YAML says. Pure: the same bytes give the same record."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from lxml.etree import iterwalk
from parsel import Selector as Tree

from scrapers.ad import AdRecord, Rejection, read_record
from scrapers.catalog import Market, Selector

#: Bytes and opening tags above which a page is not parsed: parsers lose text or crawl on what no ad needs.
MAX_BYTES, MAX_TAGS = 3_000_000, 50_000
_CHARSET = re.compile(r"charset=[\"']?([A-Za-z0-9_:.-]{2,40})")
_BREAKS = {"br", "p", "div", "li"}


def read_ad(payload: bytes, content_type: str, url: str, captured_at: datetime, market: Market) -> AdRecord | Rejection:
    """Read one ad page. Times become naive UTC. A page without a required field is rejected with the field's name."""
    if len(payload) > MAX_BYTES or payload.count(b"<") > MAX_TAGS:
        return Rejection(field="page", reason="too large to be an ad page")
    tree = Tree(text=decode(payload, content_type).replace("\x00", ""), type="html")
    values: dict[str, Any] = {
        "source": market.source.slug,
        "city": market.city.slug,
        "url": url,
        "captured_at": captured_at,
    }
    for name, selector in market.source.ad.fields.items():
        found = _select(tree, selector)
        if not found:
            if name in market.source.ad.required:
                return Rejection(field=name, reason="missing")
            continue
        if selector.date:
            moment = _moment(found[0], selector.date, market.city.time_zone)
            if moment is None:
                return Rejection(field=name, reason="not a date of the expected form")
            values[name] = moment
        else:
            values[name] = found if selector.many else found[0]
    return read_record(values)


def decode(payload: bytes, content_type: str) -> str:
    """The page as text: by its declared charset where Python knows it, else UTF-8; bad bytes become U+FFFD."""
    declared = _CHARSET.search(content_type) or _CHARSET.search(payload[:2048].decode("latin-1"))
    try:
        return payload.decode(declared[1] if declared else "utf-8", errors="replace")
    except LookupError:
        return payload.decode("utf-8", errors="replace")


def _select(tree: Tree, selector: Selector) -> list[str]:
    nodes = tree.css(selector.css) if selector.css is not None else tree.xpath(selector.xpath or "")
    texts = (_text(node.root) for node in nodes)
    return [text for text in texts if text]


def _text(root: Any) -> str:
    """The text of a node as a reader sees its lines; an attribute's or text node's value as it is."""
    if isinstance(root, str):
        return root.strip()
    parts: list[str] = []
    for event, node in iterwalk(root, events=("start", "end", "comment", "pi")):
        is_tag = isinstance(node.tag, str)
        if event == "start" and is_tag:
            parts.append("\n" if node.tag in _BREAKS and node is not root else "")
            parts.append("" if node.tag in ("script", "style") else _folded(node.text))
        elif node is not root:
            parts.append(_folded(node.tail))
    lines = (" ".join(line.split()) for line in "".join(parts).split("\n"))
    return "\n".join(lines).strip()


def _folded(text: str | None) -> str:
    """White space in HTML means one space, line ends included."""
    return re.sub(r"\s+", " ", text) if text else ""


def _moment(text: str, form: str, zone: str) -> datetime | None:
    try:
        moment = datetime.strptime(text, form)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(zone))
    return moment.astimezone(UTC).replace(tzinfo=None)
