"""A raw partition that breaks its promise is set aside with its market and day, and the rest is published."""

from pathlib import Path

import duckdb
import polars as pl
import pytest

from tests.conftest import gaining_ground


def spoil(home: Path, table: str, column: str, value: object) -> None:
    """Put a bad value into one row of Miami's partition, as a broken parser or a damaged disk would."""
    (path,) = (home / "raw" / "miami.pinelist").glob(f"2*/{table}.parquet")
    frame = pl.read_parquet(path)
    spoilt = frame.with_row_index("row").with_columns(
        pl.when(pl.col("row") == 0).then(pl.lit(value, frame.schema[column])).otherwise(pl.col(column)).alias(column)
    )
    kept = {name: text for name, text in pl.read_parquet_metadata(path).items() if name != "ARROW:schema"}
    spoilt.drop("row").write_parquet(path, metadata=kept)


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [("pages", "sha256", "not a hash"), ("listings", "url", "ftp://elsewhere"), ("ads", "title", "")],
)
def test_one_market_is_set_aside_and_the_others_are_published(
    home: Path, table: str, column: str, value: object
) -> None:
    spoil(home, table, column, value)
    ran = gaining_ground(home, "refresh", "--json", "--no-crawl", "--from", "2026-01-01")
    assert ran.code == 0, ran.err
    assert any("set aside: miami.pinelist" in warning for warning in ran.document["warnings"])
    with duckdb.connect(ran.document["database"], read_only=True) as connection:
        complete = dict(connection.execute("SELECT city, is_complete FROM mart_city_days").fetchall())
        sources = connection.execute("SELECT DISTINCT source FROM stg_ads WHERE city = 'miami'").fetchall()
        reason = connection.execute("SELECT set_aside FROM meta_sources WHERE market = 'miami.pinelist'").fetchall()[0][
            0
        ]
    assert complete == {city: city != "miami" for city in ("atlanta", "houston", "las_vegas", "miami", "washington_dc")}
    assert {source for (source,) in sources} == {"cardway", "corkboard"}
    assert f"raw_{table}" in reason
    assert str(value) not in reason or not value


def test_a_mended_market_comes_back(home: Path) -> None:
    spoil(home, "ads", "title", "")
    gaining_ground(home, "refresh", "--no-crawl", "--from", "2026-01-01")
    next((home / "raw" / "miami.pinelist").glob("2*/ads.parquet")).unlink()
    ran = gaining_ground(home, "refresh", "--json", "--no-crawl")
    assert ran.code == 0, ran.err
    with duckdb.connect(ran.document["database"], read_only=True) as connection:
        assert connection.execute("SELECT count(*) FROM mart_city_days").fetchall() == [(5,)]
