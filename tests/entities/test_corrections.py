"""What people correct holds for ever: joined, kept apart, and told apart from nonsense."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from assets.corrections import CorrectionError, read_corrections
from assets.entities.evidence import components
from assets.entities.kept_apart import joined_by_hand, used
from assets.warehouse import Warehouse
from tests.entities.conftest import entities, refine

A, B, C = "a0000000000000001", "a0000000000000002", "a0000000000000003"


def write(home: Path, text: str) -> Path:
    (home / "config").mkdir(parents=True, exist_ok=True)
    (home / "config" / "corrections.yml").write_text(text, encoding="utf-8")
    return home


def test_no_file_is_no_correction(tmp_path: Path) -> None:
    assert read_corrections(tmp_path).is_empty()
    assert read_corrections(write(tmp_path, "")).is_empty()


def test_a_file_is_read(tmp_path: Path) -> None:
    write(
        tmp_path,
        f"- {{join: [{A}, {'b' * 64}], why: one agency, by: analyst 4}}\n"
        f"- {{apart: [[{A}, {B}], {C}], why: two people, by: analyst 4}}\n",
    )
    rows = read_corrections(tmp_path).select("entry", "kind", "side", "ad").rows()
    assert rows == [
        (1, "join", 0, A[1:]),
        (1, "join", 0, "b" * 16),
        (2, "apart", 0, A[1:]),
        (2, "apart", 0, B[1:]),
        (2, "apart", 1, C[1:]),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("join: [", "not valid YAML"),
        ("join: 3", "is no list"),
        ("- 3", "entry 1: the entry"),
        (f"- {{join: [{A}], why: alone, by: me}}", "entry 1: join"),
        (f"- {{join: [{A}, Ava], why: a name, by: me}}", "entry 1: join.1"),
        (f"- {{join: [{A}, {B}], by: me}}", "entry 1: why"),
        (f"- {{join: [{A}, {B}], apart: [{A}, {B}], why: both of them, by: me}}", "say either join or apart"),
        ("- {why: nothing at all, by: me}", "say either join or apart"),
        (f"- {{join: [{A}, {B}], why: because, by: me, date: today}}", "entry 1: date"),
        (
            f"- {{join: [{A}, {B}], why: because, by: me}}\n- {{join: [{B}, {C}], why: because, by: me}}\n"
            f"- {{apart: [{A}, {C}], why: because, by: me}}",
            "entry 3: keeps apart what other entries join",
        ),
    ],
)
def test_nonsense_is_refused_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(CorrectionError, match=r"config/corrections.yml") as error:
        read_corrections(write(tmp_path, text))
    assert said in str(error.value)
    assert "Ava" not in str(error.value)


def links(*rows: tuple[int, int, str]) -> pl.DataFrame:
    frame = pl.DataFrame(rows, schema={"a": pl.UInt32, "b": pl.UInt32, "reason": pl.String}, orient="row")
    return frame.with_columns(weight=pl.lit(1.0))


def wishes(kind: str, *sides: list[int]) -> pl.DataFrame:
    rows = [(1, kind, side, ad) for side, ads in enumerate(sides) for ad in ads]
    schema = {"entry": pl.Int32, "kind": pl.String, "side": pl.Int32, "ad": pl.UInt32}
    return pl.DataFrame(rows, schema=schema, orient="row")


def test_what_is_joined_by_hand_is_one() -> None:
    found = joined_by_hand(wishes("join", [0, 2, 3]))
    assert components(found, 4).tolist() == [0, 1, 0, 0]


def test_each_ad_goes_with_the_side_of_its_strongest_evidence() -> None:
    """Ads 0 to 2 and 3 to 5 are of two people with an account each, who share a phone that nobody else has."""
    accounts = [(0, 1, "same email"), (0, 2, "same email"), (3, 4, "same handle"), (3, 5, "same handle")]
    found = links(*((0, ad, "same phone") for ad in range(1, 6)), *accounts)
    kept = used(found, wishes("apart", [1], [4]), 6)
    assert components(found.filter(pl.Series(kept)), 6).tolist() == [0, 0, 0, 3, 3, 3]
    assert set(found.filter(~pl.Series(kept))["reason"]) == {"same phone"}


def test_apart_holds_whatever_the_links_are() -> None:
    found = pl.concat([links((0, 1, "same email"), (1, 2, "same phone"), (0, 2, "same url"))])
    kept = used(found, wishes("apart", [0], [2]), 3)
    assert components(found.filter(pl.Series(kept)), 3).tolist() == [0, 0, 2]


def test_other_advertisers_keep_their_links() -> None:
    found = links((0, 1, "same phone"), (2, 3, "same phone"))
    assert used(found, wishes("apart", [0], [2]), 4).tolist() == [True, True]


def test_corrections_hold_through_a_refresh(market: Path) -> None:
    refine(market)
    with Warehouse(market) as warehouse:
        (large,) = warehouse.query(
            "SELECT advertiser_id FROM ent_advertisers ORDER BY ads DESC, advertiser_id LIMIT 1"
        )[0]
        ads = [
            row[0] for row in warehouse.query(f"SELECT ad_id FROM ent_advertiser_ads WHERE advertiser_id = '{large}'")
        ]
        other = warehouse.query("SELECT advertiser_id FROM ent_advertisers ORDER BY ads, advertiser_id LIMIT 1")[0][0]
    one, two = large, max(ad for ad in ads if ad[:16] != large[1:])
    write(
        market,
        f"- {{apart: [{one}, {two}], why: two people, by: test}}\n- {{join: [{other}, {two}], why: one agency, by: test}}\n",
    )
    with Warehouse(market) as warehouse:
        assert "ent_links" in warehouse.changed_models()
    refine(market)
    behind = {ad: advertiser for advertiser, ad in entities(market)["ent_advertiser_ads"]}
    first = {ad[:16]: advertiser for ad, advertiser in behind.items()}
    assert behind[str(two)] != first[one[1:]]
    assert behind[str(two)] == first[other[1:]]
    with Warehouse(market) as warehouse:
        reasons = warehouse.query("SELECT DISTINCT reason FROM ent_links WHERE reason = 'joined by hand'")
        assert reasons == [("joined by hand",)]
    (market / "config" / "corrections.yml").unlink()
    refine(market)
    again = {ad: advertiser for advertiser, ad in entities(market)["ent_advertiser_ads"]}
    assert {again[str(ad)] for ad in ads} == {large}
