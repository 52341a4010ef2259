"""For each trap: bounded time and memory, a counted reason, and the rest of the market still crawled."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sandbox.hostile.market import GOOD
from sandbox.hostile.traps import TRAPS
from tests.hostile.conftest import Crawled

Crawl = Callable[..., Crawled]

#: What each trap is counted as; the page itself is lost and nothing else.
LOST = {
    **dict.fromkeys(("gzip_bomb", "deflate_bomb", "brotli_bomb", "zstd_bomb", "nested_gzip_bomb"), "errors"),
    **dict.fromkeys(("large_page", "endless", "slow_headers", "slow_body", "hang", "broken_chunks"), "errors"),
    **dict.fromkeys(("wrong_length", "no_http"), "errors"),
    "many_headers": "refused headers",
    **dict.fromkeys(("redirect_loop", "redirect_chain"), "refused too many redirects"),
    **dict.fromkeys(("to_file", "to_data", "to_ftp", "to_javascript"), "refused scheme"),
    **dict.fromkeys(("to_metadata", "to_private", "to_decimal", "to_mapped", "to_other_host"), "refused host"),
    **dict.fromkeys(("to_loopback", "to_port"), "refused port"),
    "to_user": "refused user name",
    **dict.fromkeys(("no_text", "picture", "hidden_picture"), "refused not text"),
    "nested_tags": "unusable too large to be a page of ads",
    "nested_ad": "unusable nested too deep",
    "slow_selector": "unusable took longer than 5 seconds to read",
}
#: Pages that are odd and are pages: they are archived, and the parser says what they are.
TAKEN = {"cookies", "bad_charset", "nul", "surrogates", "utf7", "bidi", "soft_404", "duplicate_ids", "calendar"}
TAKEN |= {"broken_gzip", "unknown_encoding", "sessions", "growing"}
NO_AD = {"soft_404", "calendar", "unknown_encoding", "sessions", "growing"}
WALLS = {"login", "captcha", "consent"}
PATIENCE = {"later_seconds", "later_date", "later_past", "later_nonsense", "later_negative"}
GIVES_UP = {"much_later", "far_later", "always_later"}


def test_every_trap_is_looked_at() -> None:
    assert set(TRAPS) == {*LOST, *TAKEN, *WALLS, *PATIENCE, *GIVES_UP}


@pytest.mark.slow
@pytest.mark.parametrize("trap", sorted(LOST))
def test_a_trap_costs_one_page_and_nothing_else(crawl_hostile: Crawl, trap: str) -> None:
    done = crawl_hostile(trap)
    assert done.landed, done.error
    assert done.good == GOOD
    assert done.stats["ads"] == GOOD
    assert done.stats["errors"] >= 1
    assert done.stats.get(LOST[trap], 0) >= 1, done.stats
    assert done.megabytes < 300


@pytest.mark.parametrize("trap", sorted(TAKEN))
def test_an_odd_page_is_a_page(crawl_hostile: Crawl, trap: str) -> None:
    from datetime import date

    from scrapers.catalog import sources
    from tests.hostile.conftest import HERE

    done = crawl_hostile(trap)
    assert done.landed, done.error
    assert done.stats["ads"] == GOOD + 1
    assert done.stats["errors"] == 0
    source = sources(HERE)["hostile"]
    ads, quarantined = read_partition(done, source, date(2026, 3, 1))
    assert ads + quarantined == GOOD + 1
    assert quarantined == (trap in NO_AD)


def read_partition(done: Crawled, source: object, day: object) -> tuple[int, int]:
    """Parse the archived ad pages as the parser would."""
    import polars as pl

    from scrapers.ad import AdRecord
    from scrapers.catalog import Market, cities
    from scrapers.page import read_ad
    from scrapers.partition import partition_folder
    from scrapers.warc import read_records

    folder = partition_folder(done.home, "atlanta.hostile", day)
    index = pl.read_parquet(folder / "pages.parquet").filter(kind="ad")
    wanted = {row["warc_offset"]: row for row in index.iter_rows(named=True)}
    market = Market(city=cities()["atlanta"], source=source)
    results = [
        read_ad(record.payload, row["content_type"], row["url"], row["captured_at"], market)
        for record in read_records(folder / "pages.warc.gz")
        if (row := wanted.get(record.offset))
    ]
    records = [result for result in results if isinstance(result, AdRecord)]
    for record in records:
        record.model_dump_json().encode()
    return len(records), len(results) - len(records)


@pytest.mark.parametrize("trap", sorted(WALLS))
def test_a_wall_answered_with_200_stops_the_source(crawl_hostile: Crawl, trap: str) -> None:
    done = crawl_hostile(trap)
    assert not done.landed
    assert f"asks for a {trap}" in done.error
    assert "none is ever passed" in done.error


@pytest.mark.parametrize("trap", sorted(PATIENCE))
def test_a_market_that_asks_for_a_pause_gets_it(crawl_hostile: Crawl, trap: str) -> None:
    # Over one connection nothing can be noted within the pause.
    done = crawl_hostile(trap, limits={"connections": 1})
    assert done.landed, done.error
    assert done.stats["ads"] == GOOD + 1
    assert done.paths[f"/trap/{trap}"] == 2
    if trap in ("later_seconds", "later_date"):
        gaps = [later - earlier for earlier, later in zip(done.moments, done.moments[1:], strict=False)]
        assert max(gaps) > 0.9


@pytest.mark.parametrize("trap", sorted(GIVES_UP))
def test_a_market_that_wants_to_be_left_alone_is(crawl_hostile: Crawl, trap: str) -> None:
    done = crawl_hostile(trap)
    if trap == "much_later":
        # "1e9" is neither seconds nor a date: the pauses double, and end.
        assert done.landed or "left alone" in done.error
    else:
        assert not done.landed
        assert "left alone" in done.error
    assert done.paths[f"/trap/{trap}"] <= 6


@pytest.mark.parametrize("trap", ["calendar", "sessions", "growing"])
def test_a_listing_without_end_ends(crawl_hostile: Crawl, trap: str) -> None:
    """Months without end, ever new session ids, addresses that double: nothing of it lands, and it is over soon."""
    done = crawl_hostile(start=f"/trap/{trap}", limits={"max_depth": 20, "min_ads": 1})
    assert not done.landed
    assert "stopped early (max_depth)" in done.error or "listing pages gave no usable answer" in done.error
    assert sum(done.paths.values()) < 60


def test_a_market_of_many_pages_stops_at_its_cap(crawl_hostile: Crawl) -> None:
    done = crawl_hostile(start="/ads?more=300", limits={"max_pages": 50})
    assert not done.landed
    assert "stopped early" in done.error
    assert sum(done.paths.values()) < 80


@pytest.mark.slow
def test_a_market_of_nothing_but_traps_is_survived(crawl_hostile: Crawl) -> None:
    """All of it at once, but for what rightly stops a crawl."""
    traps = sorted(set(TRAPS) - WALLS - GIVES_UP - PATIENCE)
    done = crawl_hostile(*traps, limits={"max_error_share": 1.0, "max_seconds": 600})
    assert done.landed, done.error
    assert done.good == GOOD
    assert done.megabytes < 400
