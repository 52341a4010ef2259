"""A run is told numbers that the UI can draw, and nothing that an ad says."""

from scrapers.report import course, listings_metadata, pages_metadata

MANIFEST = {
    "pages": 12,
    "listed": 9,
    "started_at": "2026-03-01T00:00:00",
    "ended_at": "2026-03-01T00:01:00",
    "pages_by_kind": {"ad": 9, "listing": 2, "robots": 1},
    "pages_by_status": {"200": 11, "404": 1, "None": 3},
    "stats": {"robots_forbidden": 1, "waited_seconds": 4, "bytes": 999, "refused host": 2},
    "coverage": {"title": 1.0, "price": 0.5},
    "files": {"pages.warc.gz": {"bytes": 100, "sha256": "ab"}, "listings.parquet": {"bytes": 10}},
}


def test_everything_counted_is_a_number_over_time() -> None:
    told = pages_metadata(MANIFEST, [{"listed": 4}, {"listed": 8}])
    numbers = {name: value for name, value in told.items() if isinstance(value, int | float)}
    assert numbers == {
        **{"dagster/row_count": 12, "bytes": 100, "kind ad": 9, "kind listing": 2, "kind robots": 1},
        **{"status 200": 11, "status 404": 1, "crawl robots_forbidden": 1, "crawl waited_seconds": 4},
        **{"crawl bytes": 999, "crawl refused host": 2, "coverage title": 1.0, "coverage price": 0.5},
    }
    assert told["ads listed over time"] == "4 ▄▇█ 9"
    assert listings_metadata(MANIFEST)["dagster/row_count"] == 9


def test_a_first_crawl_has_a_course_too() -> None:
    assert course([0]) == "0 ▁ 0"
