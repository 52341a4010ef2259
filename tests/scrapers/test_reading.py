"""A page is read within a time limit, whatever it does to the library that reads it."""

import sys
from datetime import datetime

import pytest

from scrapers.ad import AdRecord, Rejection
from scrapers.catalog import market
from scrapers.listing import ListingPage
from scrapers.page import MAX_BYTES, MAX_DEPTH
from scrapers.reading import Reader

AT = datetime(2026, 3, 1, 12)
GOOD = b'<article class="ad"><h1 class="title">T</h1><div class="body">b</div></article>'
#: On this page the selector of the title takes minutes, although it is small and nests no deeper than others do.
SLOW = (b'<article class="ad">' + b'<h1 class="title">x</h1>' * 100) * 240


def read(reader: Reader, payload: bytes) -> AdRecord | Rejection:
    return reader.ad(payload, "text/html", "http://atlanta.pinelist.test/ad/1", AT)


def test_a_page_that_takes_too_long_is_rejected_and_the_next_one_is_read() -> None:
    with Reader(market("atlanta.pinelist"), seconds=60) as reader:
        assert isinstance(read(reader, GOOD), AdRecord)
        reader.seconds = 1.5
        assert read(reader, SLOW) == Rejection(field="page", reason="took longer than 1.5 seconds to read")
        reader.seconds = 60
        assert isinstance(read(reader, GOOD), AdRecord)


def test_a_page_that_ends_the_child_is_rejected_and_the_next_one_is_read() -> None:
    with Reader(market("atlanta.pinelist")) as reader:
        read(reader, GOOD)
        assert reader.child is not None
        reader.child.kill()
        result = read(reader, GOOD)
        assert isinstance(result, Rejection)
        assert "ended the process" in result.reason
        assert isinstance(read(reader, GOOD), AdRecord)


def test_a_child_that_does_not_start_is_said_of_the_page_and_another_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    with Reader(market("atlanta.pinelist")) as reader:
        with monkeypatch.context() as here:
            here.setattr(sys, "executable", "/bin/false")
            result = read(reader, GOOD)
        assert isinstance(result, Rejection)
        assert "did not start" in result.reason
        assert isinstance(read(reader, GOOD), AdRecord)


def test_nothing_is_left_of_the_child() -> None:
    with Reader(market("atlanta.pinelist")) as reader:
        read(reader, GOOD)
        child = reader.child
    assert child is not None
    assert child.poll() is not None


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (b"<i>" * 5_000, "nested too deep"),
        (b"<div>" * (MAX_DEPTH + 5), "nested too deep"),
        (b"<b></i>" * 2_000, "nested too deep"),
        (b"<p>" * 60_000, "too large to be a page of ads"),
        (b"a" * (MAX_BYTES + 1), "too large to be a page of ads"),
    ],
)
def test_a_page_that_no_site_of_ads_makes_is_not_read(payload: bytes, reason: str) -> None:
    with Reader(market("atlanta.pinelist")) as reader:
        assert read(reader, GOOD + payload) == Rejection(field="page", reason=reason)


def test_many_unclosed_paragraphs_are_not_deep() -> None:
    """What people leave open is closed where the next begins, as browsers do."""
    page = GOOD.replace(b"b</div>", b"<p>x" * 2_000 + b"</div>")
    with Reader(market("atlanta.pinelist")) as reader:
        assert isinstance(read(reader, page), AdRecord)


def test_listings_are_read_too() -> None:
    with Reader(market("atlanta.pinelist")) as reader:
        page = reader.listing(
            b'<table class="ads"><tr class="ad"><td><a class="title" href="/ad/1">x</a></table>',
            "",
            "http://a.test/ads",
        )
        assert isinstance(page, ListingPage)
        assert [entry.url for entry in page.entries] == ["http://a.test/ad/1"]
