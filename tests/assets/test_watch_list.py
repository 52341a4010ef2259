"""A watch list can serve an abuser: each entry names a case and an approver, and ends."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest
import yaml

from assets.marts import mart_watch_hits
from assets.staging import stg_identifiers, stg_places
from assets.watch_list import WatchListError, read_watch_list

TODAY = date(2026, 3, 31)
APPROVED = {"case": "2026-114", "approved_by": "supervisor 2", "approved_on": date(2026, 3, 1)}


def listed(home: Path, *entries: object) -> Path:
    (home / "config").mkdir(exist_ok=True)
    (home / "config" / "watch_list.yml").write_text(yaml.safe_dump(list(entries)), encoding="utf-8")
    return home


def test_no_file_watches_nothing(tmp_path: Path) -> None:
    assert read_watch_list(tmp_path, TODAY).frame.is_empty()


def test_identifiers_are_read_as_those_of_ads_are(tmp_path: Path) -> None:
    given = [
        {"phone": "404 555 0123"},
        {"email": "Ava@Gmail.com"},
        {"handle": "telegram: ava_x9"},
        {"url": "https://ava.test.example"},
    ]
    found = read_watch_list(listed(tmp_path, *({**entry, **APPROVED} for entry in given)), TODAY).frame
    assert found["value"].to_list()[:3] == ["+14045550123", "ava@gmail.com", "telegram:ava_x9"]
    assert found["kind"].to_list() == ["phone", "email", "handle", "url"]


def test_an_entry_ends_after_ninety_days_or_on_its_day_and_says_so(tmp_path: Path) -> None:
    entry = {"phone": "404 555 0123", **APPROVED}
    short = {**entry, "expires": date(2026, 3, 30)}
    late = {**entry, "approved_on": date(2026, 4, 2)}
    home = listed(tmp_path, entry, short, late)
    found = read_watch_list(home, TODAY)
    assert found.frame.select("entry", "expires").rows() == [(1, date(2026, 5, 30))]
    assert [text.split(") ")[1].split(" on ")[0] for text in found.refused] == ["ended", "is approved from 2026-04-02"]
    assert "case 2026-114" in found.refused[0]
    assert "approved anew or remove it" in found.refused[0]
    assert len(read_watch_list(home, date(2026, 5, 30)).frame) == 2
    assert read_watch_list(home, date(2026, 8, 1)).frame.is_empty()


@pytest.mark.parametrize(
    ("entry", "named"),
    [
        ({"phone": "404 555 0123", "case": "1", "approved_on": date(2026, 3, 1)}, "approved_by"),
        ({"phone": "404 555 0123", "approved_by": "s", "approved_on": date(2026, 3, 1)}, "case"),
        ({"phone": "404 555 0123", "case": "1", "approved_by": "s"}, "approved_on"),
        (dict(APPROVED), "say exactly one of"),
        ({"phone": "404 555 0123", "text": "some words", **APPROVED}, "say exactly one of"),
        ({"phone": "secret", **APPROVED}, "phone: is none that an ad could be read to have"),
        ({"text": "abc", **APPROVED}, "text"),
        ({"text": "a b c d e f g h i", **APPROVED}, "at most 8 words"),
        ({"text": "some words", "city": "miami", **APPROVED}, "city goes with place only"),
        ({"phone": "404 555 0123", **APPROVED, "expires": date(2028, 1, 1)}, "within 365 days"),
        ("secret", "the entry"),
    ],
)
def test_an_entry_without_case_approver_or_sense_is_refused_and_nothing_of_it_repeated(
    tmp_path: Path, entry: object, named: str
) -> None:
    with pytest.raises(WatchListError, match=f"entry 1.*{named}") as caught:
        read_watch_list(listed(tmp_path, entry), TODAY)
    assert "secret" not in str(caught.value)


def test_ads_match_by_identifier_place_and_words(tmp_path: Path) -> None:
    rows = [
        ("a" * 64, "miami", "call 4o4-555-o123 now"), ("b" * 64, "houston", "by the Truck Stop, ask for the blue door"),
        ("c" * 64, "miami", "by the truck stop"), ("d" * 64, "miami", "the bluedoor"),
    ]  # fmt: skip
    ads = pl.DataFrame(rows, schema=["ad_id", "city", "text"], orient="row").with_columns(day=pl.lit(TODAY))
    nothing = [pl.lit(None, pl.String).alias(f"declared_{name}") for name in ("phone", "email", "handle")]
    home = listed(
        tmp_path,
        {"phone": "+1 404 555 0123", **APPROVED},
        {"place": "truck stop", "city": "houston", **APPROVED, "case": "2026-115"},
        {"text": "Blue Door", **APPROVED},
    )
    found = mart_watch_hits.build(
        ads.select(mart_watch_hits.READS["stg_ads"]),
        stg_identifiers.build(ads.with_columns(nothing)).select(mart_watch_hits.READS["stg_identifiers"]),
        stg_places.build(
            ads.with_columns(pl.lit(None, pl.String).alias("location")).select(stg_places.READS["stg_ads"])
        ).select(mart_watch_hits.READS["stg_places"]),
        read_watch_list(home, TODAY).frame.select(mart_watch_hits.READS["run_watch_list"]),
    )
    texts = {ad_id: text for ad_id, _, text in rows}
    hits = [
        (r["entry"], r["case_number"], r["ad_id"][0], texts[r["ad_id"]][r["span_start"] : r["span_end"]])
        for r in found.iter_rows(named=True)
    ]
    assert hits == [
        (1, "2026-114", "a", "4o4-555-o123"),
        (2, "2026-115", "b", "Truck Stop"),
        (3, "2026-114", "b", "blue door"),
    ]
