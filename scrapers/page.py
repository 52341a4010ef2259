"""A saved ad page read into an AdRecord, as the source's YAML says. Pure: the same bytes give the same record."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import jmespath
from lxml.etree import iterwalk
from parsel import Selector as Tree
from w3lib.encoding import html_to_unicode

from scrapers.ad import AdRecord, Rejection, read_record
from scrapers.catalog import Market, Selector

#: Bytes and opening tags above which a page is not parsed: parsers lose text or crawl on what no ad needs.
MAX_BYTES, MAX_TAGS, MAX_DEPTH = 3_000_000, 50_000, 250
DEEP = "nested too deep"
#: "3 days ago" and its kin, in days or parts of one.
_AGO = re.compile(r"^(?:about )?(\d{1,4}|an?|one) (minute|hour|day|week)s? ago$")
_NAMED = {"just now": timedelta(), "now": timedelta(), "today": timedelta(), "yesterday": timedelta(days=1)}
#: Zones as American sites write them (RFC 5322, section 4.3, and the two that it leaves out).
_ZONES = {
    **{"UTC": "+0000", "GMT": "+0000", "UT": "+0000", "EST": "-0500", "EDT": "-0400", "CST": "-0600", "CDT": "-0500"},
    **{
        "MST": "-0700",
        "MDT": "-0600",
        "PST": "-0800",
        "PDT": "-0700",
        "AKST": "-0900",
        "AKDT": "-0800",
        "HST": "-1000",
    },
}
_YEAR_9999 = 253_370_764_800
_BREAKS = {"br", "p", "div", "li"}


def read_ad(payload: bytes, content_type: str, url: str, captured_at: datetime, market: Market) -> AdRecord | Rejection:
    """Read one ad page. Times become naive UTC. A page without a required field is rejected with the field's name."""
    if problem := problem_of(payload):
        return Rejection(field="page", reason=problem)
    tree = tree_of(payload, content_type)
    if tree is None:
        return Rejection(field="page", reason=DEEP)
    values: dict[str, Any] = {
        "source": market.source.slug,
        "city": market.city.slug,
        "url": url,
        "captured_at": captured_at,
    }
    linked = linked_data(tree) if any(entry.jsonld for entry in market.source.ad.fields.values()) else []
    for name, selector in market.source.ad.fields.items():
        found = select(tree, linked, selector)
        if not found:
            if name in market.source.ad.required:
                return Rejection(field=name, reason="missing")
            continue
        if selector.dates:
            moment = _moment(found[0], selector, market.city.time_zone, captured_at)
            if moment is None:
                return Rejection(field=name, reason="not a date of the expected form")
            values[name] = moment
        else:
            values[name] = found if selector.many else found[0]
    return read_record(values)


def problem_of(payload: bytes) -> str | None:
    """Why a page should not be parsed; None when it may."""
    too_large = len(payload) > MAX_BYTES or payload.count(b"<") > MAX_TAGS
    return "too large to be a page of ads" if too_large else None


def is_deep(root: Any) -> bool:
    """Whether elements nest deeper than any page of ads does; selectors on such trees take minutes."""
    waiting = [(root, 1)]
    while waiting:
        node, depth = waiting.pop()
        if depth > MAX_DEPTH:
            return True
        waiting.extend((child, depth + 1) for child in node)
    return False


def decode(payload: bytes, content_type: str) -> str:
    """The page as browsers read it: by byte order mark, header, meta element, else UTF-8; bad bytes become U+FFFD."""
    _, text = html_to_unicode(content_type or None, payload, default_encoding="utf-8")
    return str(text)


def tree_of(payload: bytes, content_type: str) -> Tree | None:
    """The page as a tree, None for one that nests too deep; ask `problem_of` first."""
    tree = Tree(text=decode(payload, content_type).replace("\x00", ""), type="html")
    # Fewer tags than the depth allowed cannot nest deeper.
    return None if payload.count(b"<") > MAX_DEPTH and is_deep(tree.root) else tree


def select(tree: Tree, linked: Any, selector: Selector) -> list[str]:
    """The texts that a selector finds in a tree, or in JSON-LD; blank ones are none."""
    if selector.jsonld is not None:
        return _fromlinked_data(linked, selector.jsonld)
    nodes = tree.css(selector.css) if selector.css is not None else tree.xpath(selector.xpath or "")
    texts = (text_of(node.root) for node in nodes)
    return [text for text in texts if text]


def linked_data(tree: Tree) -> list[Any]:
    """The page's JSON-LD documents; what is not JSON is none."""
    found = []
    for script in tree.xpath('//script[@type="application/ld+json"]/text()').getall():
        try:
            found.append(json.loads(script))
        except (ValueError, RecursionError):
            continue
    return found


def _fromlinked_data(linked: list[Any], path: str) -> list[str]:
    """The texts and numbers to which a path leads from the list of the page's documents."""
    found = jmespath.search(path, linked)
    values = found if isinstance(found, list) else [found]
    texts = (str(value).strip() for value in values if isinstance(value, str | int | float))
    return [text for text in texts if text]


def text_of(root: Any) -> str:
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


def _moment(text: str, selector: Selector, zone: str, captured_at: datetime) -> datetime | None:
    """A moment in any of the forms that the selector names, as naive UTC."""
    for form in selector.dates:
        if form == "relative":
            moment = _ago(text, captured_at)
        elif form == "epoch":
            moment = _since_1970(text)
        else:
            moment = _formatted(text, form, selector.zone or zone)
        if moment is not None:
            return moment
    return None


def _formatted(text: str, form: str, zone: str) -> datetime | None:
    if form.endswith("%Z"):
        # strptime reads the names of its own machine's zones only.
        words = text.rsplit(maxsplit=1)
        if len(words) < 2 or words[1].upper() not in _ZONES:
            return None
        text, form = f"{words[0]} {_ZONES[words[1].upper()]}", form[:-2] + "%z"
    try:
        moment = datetime.strptime(text, form)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=ZoneInfo(zone))
        return moment.astimezone(UTC).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return None


def _since_1970(text: str) -> datetime | None:
    if not re.fullmatch(r"[0-9]{1,12}", text):
        return None
    return datetime.fromtimestamp(int(text), UTC).replace(tzinfo=None) if int(text) < _YEAR_9999 else None


def _ago(text: str, captured_at: datetime) -> datetime | None:
    """A moment told by how long before the capture it was."""
    words = " ".join(text.lower().split())
    if words in _NAMED:
        return captured_at - _NAMED[words]
    told = _AGO.match(words)
    if told is None:
        return None
    count = int(told[1]) if told[1].isdecimal() else 1
    return captured_at - count * timedelta(**{f"{told[2]}s": 1})
