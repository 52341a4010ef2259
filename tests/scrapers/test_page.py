"""Saved pages are read into the records beside them; a page that is no ad is rejected with the field's name."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from scrapers.ad import AdRecord, Rejection
from scrapers.catalog import market, markets
from scrapers.page import decode, read_ad

PAGES = Path(__file__).parent / "pages"
CASES = sorted(page for page in PAGES.glob("*/*.html") if not page.name.startswith("listing"))
AT = datetime(2026, 3, 1, 12)


def read(
    payload: bytes, source: str = "pinelist", content_type: str = "text/html; charset=utf-8"
) -> AdRecord | Rejection:
    found = next(
        market for market in markets().values() if market.source.slug == source and market.city.slug == "atlanta"
    )
    return read_ad(payload, content_type, f"http://atlanta.{source}.test/ad/1", AT, found)


@pytest.mark.parametrize("page", CASES, ids=[f"{page.parent.name}-{page.stem}" for page in CASES])
def test_a_saved_page_gives_the_record_beside_it(page: Path) -> None:
    expected = json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))
    result = read(page.read_bytes(), page.parent.name)
    found = json.loads(result.model_dump_json(exclude_none=True))
    assert {name: found.get(name) for name in expected} == expected
    assert isinstance(result, Rejection if "reason" in expected else AdRecord)


def test_every_source_is_proven_by_a_saved_page() -> None:
    assert {market.source.slug for market in markets().values()} <= {page.parent.name for page in CASES}


def test_lines_are_kept_and_scripts_are_not() -> None:
    page = b'<article class="ad"><h1 class="title">T</h1><div class="body">one<br>two <b>bold</b> tail<p>three<script>x()</script></div></article>'
    result = read(page)
    assert isinstance(result, AdRecord)
    assert result.body == "one\ntwo bold tail\nthree"


@pytest.mark.parametrize(
    ("payload", "content_type", "text"),
    [
        ("café".encode("latin-1"), "text/html; charset=iso-8859-1", "café"),
        ("café".encode("cp1252"), "text/html; charset=windows-1252", "café"),
        ("<meta charset=utf-8>café".encode(), "text/html", "<meta charset=utf-8>café"),
        ("café".encode(), "text/html; charset=no-such-set", "café"),
        (b"\xfd\xfc broken", "text/html; charset=utf-8", "�� broken"),
        ("caf\xe9 \x93so\x94".encode("latin-1"), "text/html; charset=iso-8859-1", "café “so”"),
        ("café".encode("utf-16"), "text/html; charset=utf-8", "café"),
    ],
)
def test_a_page_is_text_whatever_its_charset(payload: bytes, content_type: str, text: str) -> None:
    assert decode(payload, content_type) == text


@pytest.mark.parametrize("payload", [b"", b"\x00\x00", b"<" * 100_000, b"<div>" * 40_000, b"a" * 4_000_000])
def test_a_hostile_page_is_rejected_and_not_parsed_for_ever(payload: bytes) -> None:
    assert isinstance(read(payload), Rejection)


def test_a_date_of_another_form_rejects_the_page() -> None:
    page = b'<article class="ad"><h1 class="title">T</h1><time class="posted" datetime="yesterday"></time><div class="body">b</div></article>'
    result = read(page)
    assert isinstance(result, Rejection)
    assert result.field == "posted_at"


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("just now", AT),
        ("5 minutes ago", AT - timedelta(minutes=5)),
        ("1 hour ago", AT - timedelta(hours=1)),
        ("an hour ago", AT - timedelta(hours=1)),
        ("Yesterday", AT - timedelta(days=1)),
        ("3 days ago", AT - timedelta(days=3)),
        ("about 2 weeks ago", AT - timedelta(weeks=2)),
        ("in 3 days", None),
        ("99999 days ago", None),
        ("", None),
    ],
)
def test_a_relative_date_counts_back_from_the_capture(text: str, moment: datetime | None) -> None:
    card = {"@type": "Offer", "name": "T", "description": "b"}
    page = f'<script type="application/ld+json">{json.dumps(card)}</script><section class="hero"><span class="ago">{text}</span></section>'
    result = read(page.encode(), "cardway")
    assert getattr(result, "posted_at", None) == moment


@pytest.mark.parametrize(
    ("text", "form", "zone", "moment"),
    [
        ("2026-03-01T07:00:00-05:00", "%Y-%m-%dT%H:%M:%S%z", None, AT),
        ("2026-03-01T12:00:00Z", "%Y-%m-%dT%H:%M:%S%z", None, AT),
        ("Sun, 01 Mar 2026 12:00:00 GMT", "%a, %d %b %Y %H:%M:%S %Z", None, AT),
        ("Mar 1, 2026 4:00 AM PST", "%b %d, %Y %I:%M %p %Z", None, AT),
        ("03/01/2026 7:00 AM", "%m/%d/%Y %I:%M %p", None, AT),
        ("01.03.2026 13:00", "%d.%m.%Y %H:%M", "Europe/Berlin", AT),
        ("1772366400", "epoch", None, AT),
        ("3 hours ago", "relative", None, AT - timedelta(hours=3)),
        # Which of two forms it is does not matter when both are named.
        ("03/01/2026", ["%Y-%m-%d", "%m/%d/%Y"], None, datetime(2026, 3, 1, 5)),
        # The hour that daylight saving leaves out, and the one that comes twice.
        ("03/08/2026 2:30 AM", "%m/%d/%Y %I:%M %p", None, datetime(2026, 3, 8, 7, 30)),
        ("11/01/2026 1:30 AM", "%m/%d/%Y %I:%M %p", None, datetime(2026, 11, 1, 5, 30)),
        ("Mar 1, 2026 4:00 AM XYZ", "%b %d, %Y %I:%M %p %Z", None, None),
        ("0001-01-01T00:00:00+14:00", "%Y-%m-%dT%H:%M:%S%z", None, None),
        ("9" * 12, "epoch", None, None),
        ("9" * 400, "epoch", None, None),
        ("31/31/2026", "%m/%d/%Y", None, None),
    ],
)
def test_a_date_is_read_in_its_form_and_zone(
    text: str, form: str | list[str], zone: str | None, moment: datetime | None
) -> None:
    from scrapers.catalog import Selector

    found = market("atlanta.pinelist")
    fields = {**found.source.ad.fields, "posted_at": Selector.model_validate({"css": "i", "date": form, "zone": zone})}
    source = found.source.model_copy(update={"ad": found.source.ad.model_copy(update={"fields": fields})})
    page = f'<article class="ad"><h1 class="title">T</h1><div class="body">b</div></article><i>{text}</i>'
    result = read_ad(page.encode(), "", "http://a.test/1", AT, found.model_copy(update={"source": source}))
    assert getattr(result, "posted_at", None) == moment
    assert isinstance(result, Rejection) == (moment is None)


@pytest.mark.parametrize(
    "script", ["{", "[" * 100_000, "null", '"x"', "[]", '{"@type": "Offer"}', '{"@type": "Offer", "name": {}}']
)
def test_linked_data_that_is_none_is_a_missing_field(script: str) -> None:
    result = read(f'<script type="application/ld+json">{script}</script>'.encode(), "cardway")
    assert result == Rejection(field="title", reason="missing")


def test_a_market_is_found_by_its_name() -> None:
    assert market("atlanta.pinelist").source.slug == "pinelist"
