"""What an ad says of ethnicity, nationality or gender changes no score and no rank; rates by group are what they say."""

from __future__ import annotations

from pathlib import Path

import duckdb
import polars as pl
import pytest

from assets.model import models
from pipelines.evaluation.case import fill
from pipelines.evaluation.figures import wilson
from sandbox.dataset import write_dataset
from sandbox.population import Parameters

ADS, DAYS = 3_000, 30
#: Terms of one word each, and each one's place in the other reading.
TERMS = ["asian", "latina", "ebony", "russian", "korean", "colombian", "thai", "european"]
GENDER = {"girls": "guys", "girl": "guy", "ladies": "gentlemen", "lady": "gentleman", "she": "he", "her": "his"}
RANKED = """
SELECT postings.url, leads.pack, leads.score, leads.families, leads.operation, leads.priority, leads.rank_low,
    leads.rank_high, leads.status
FROM (SELECT min(url) AS url, advertiser_id FROM stg_ads INNER JOIN ent_advertiser_ads USING (ad_id) GROUP BY 2)
    AS postings
LEFT JOIN mart_leads AS leads USING (advertiser_id)
ORDER BY ALL"""


def read(folder: Path, ads: pl.DataFrame) -> pl.DataFrame:
    """Every posting's lead, after all stages have read these ads."""
    folder.mkdir()
    ads.write_parquet(folder / "ads.parquet")
    with fill(folder / "home", folder / "ads.parquet") as warehouse:
        return warehouse.connection.sql(RANKED).pl()


def stating(ads: pl.DataFrame, shift: int, gender: dict[str, str]) -> pl.DataFrame:
    """Each ad with a term that follows from its address alone, `shift` places on, and words of gender swapped."""
    place = (pl.col("url").str.slice(-6).str.to_integer(base=36, strict=False).fill_null(0) + shift) % len(TERMS)
    term = pl.Series(TERMS).to_frame("term").with_row_index("place").with_columns(pl.col("place").cast(pl.Int64))
    body = pl.col("body")
    if gender:
        body = body.str.replace_many([f" {one} " for one in gender], [f" {other} " for other in gender.values()])
    both = ads.with_columns(body, place=place.cast(pl.Int64)).join(term, on="place", maintain_order="left")
    return both.with_columns(pl.concat_str("body", pl.lit(" - "), "term", pl.lit(" company"))).drop("place", "term")


def test_swapping_ethnicity_nationality_and_gender_leaves_every_score_and_rank(tmp_path: Path) -> None:
    write_dataset(tmp_path / "written.parquet", ADS, 1, DAYS, Parameters(prevalence=0.1))
    ads = pl.read_parquet(tmp_path / "written.parquet")
    ads = ads.filter(~pl.col("title").str.contains(r"(?i)\\b(?:girls?|guys?|ladies|lady|gentle(?:man|men))\\b"))
    swapped = {**GENDER, **{other: one for one, other in GENDER.items()}}
    one, other = read(tmp_path / "one", stating(ads, 0, {})), read(tmp_path / "other", stating(ads, 3, swapped))
    assert one["score"].count() > 30, "there are leads to compare"
    assert one.equals(other)


@pytest.fixture
def market() -> duckdb.DuckDBPyConnection:
    """Two hundred advertisers: 100 write English, of whom 10 are leads, and 100 Spanish, of whom 40 are."""
    connection = duckdb.connect()
    connection.execute("CREATE TABLE ent_advertisers AS SELECT 'a' || n AS advertiser_id FROM range(200) AS t(n)")
    connection.execute(
        "CREATE TABLE ent_advertiser_ads AS SELECT 'a' || n AS advertiser_id, n AS ad_id FROM range(200) AS t(n)"
    )
    connection.execute(
        "CREATE TABLE stg_ads AS SELECT n AS ad_id, CASE WHEN n < 100 THEN 'en' ELSE 'es' END AS language FROM range(200) AS t(n)"
    )
    connection.execute(
        "CREATE TABLE stg_terms AS SELECT n AS ad_id, 'trafficking' AS pack, 'ethnicity' AS category,"
        " CASE WHEN n < 5 THEN 'rare' ELSE 'common' END AS term FROM range(40) AS t(n)"
    )
    connection.execute("CREATE TABLE run_packs AS SELECT 'trafficking' AS pack")
    connection.execute(
        "CREATE TABLE mart_leads AS SELECT 'a' || n AS advertiser_id, 'trafficking' AS pack, 'queued' AS status"
        " FROM range(200) AS t(n) WHERE n < 10 OR n >= 160"
    )
    connection.execute("CREATE TABLE flag_scores AS SELECT advertiser_id, pack, 1 AS points FROM mart_leads")
    return connection


def test_rates_by_group_have_wilsons_intervals_and_say_when_they_part(market: duckdb.DuckDBPyConnection) -> None:
    sql = next(model.sql for model in models() if model.name == "mart_fairness")
    rows = market.sql(f"SELECT * FROM ({sql})").pl()
    english, spanish = (rows.row(by_predicate=pl.col("name") == name, named=True) for name in ("en", "es"))
    assert (english["leads"], english["lead_rate"], english["other_lead_rate"]) == (10, 0.1, 0.4)
    assert (english["lead_low"], english["lead_high"]) == pytest.approx(wilson(10, 100))
    apart = wilson(40, 100)[0] / wilson(10, 100)[1]
    assert english["lead_apart"] == pytest.approx(apart)
    assert spanish["lead_apart"] == pytest.approx(apart)
    assert apart > 1.25
    stated = dict(rows.filter(grouping="ethnicity").select("name", "lead_apart").iter_rows())
    assert set(stated) == {"any", "common"}, "five advertisers are too few to speak of"
    assert stated["common"] == 1.0 or stated["common"] < apart
