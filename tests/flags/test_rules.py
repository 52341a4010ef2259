"""Each rule's own examples, through the real kernels and its own query; and what a rule's header must say."""

from __future__ import annotations

import shutil
import tempfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from assets.entities import ent_template_ads
from assets.lexicon import FLAGS, PackError, packs
from assets.model import models
from assets.portable import objections
from assets.raw.partitions import markets_frame
from assets.rule import Example, Rule, RuleError, read_rule, rules
from assets.staging import stg_identifiers, stg_people, stg_places, stg_prices, stg_terms

RULES = rules()
STAGING = Path(stg_terms.__file__).parent
EXAMPLES = [
    pytest.param(rule, example, hits, id=f"{rule.rule_id}-{word}-{place}")
    for rule in RULES
    for word, examples, hits in (("matches", rule.matches, True), ("ignores", rule.ignores, False))
    for place, example in enumerate(examples)
]


def warehouse(example: str | tuple[Example, ...]) -> duckdb.DuckDBPyConnection:
    """A small warehouse in memory with the ads of an example, all of one advertiser."""
    ads = [Example(city="atlanta", day="2026-03-01", text=example)] if isinstance(example, str) else list(example)
    rows = [
        {
            "ad_id": f"{n:064x}",
            "day": date.fromisoformat(ad.day),
            "city": ad.city,
            "source": ad.source,
            "market": f"{ad.city}.{ad.source}",
            "captured_at": datetime.fromisoformat(ad.day),
            "text": ad.text,
            "posted_at": None,
        }
        for n, ad in enumerate(ads)
    ]
    nothing = [pl.lit(None, pl.String).alias(f"declared_{name}") for name in ("phone", "email", "handle", "price")]
    stg_ads = pl.DataFrame(rows, schema_overrides={"posted_at": pl.Datetime("us")}).with_columns(
        *nothing, declared_age=pl.lit(None, pl.Int32)
    )
    connection = duckdb.connect()
    connection.register("ads_frame", stg_ads)
    connection.execute("CREATE TABLE stg_ads AS SELECT * FROM ads_frame")
    connection.execute("CREATE TABLE run_days AS SELECT DISTINCT day FROM stg_ads")
    for table in (stg_identifiers, stg_prices, stg_people, stg_places, stg_terms):
        connection.register("frame", table.build(stg_ads.select(table.READS["stg_ads"])))
        connection.execute(f"CREATE TABLE {table.__name__.split('.')[-1]} AS SELECT * FROM frame")
        connection.unregister("frame")
    images = [(f"{n:064x}", date.fromisoformat(ad.day), link) for n, ad in enumerate(ads) for link in ad.images]
    connection.execute("CREATE TABLE stg_images (ad_id VARCHAR, day DATE, image_id VARCHAR)")
    if images:
        connection.executemany("INSERT INTO stg_images VALUES (?, ?, ?)", images)
    connection.execute(f"CREATE TABLE stg_substances AS {(STAGING / 'stg_substances.sql').read_text(encoding='utf-8')}")
    connection.execute("CREATE TABLE ent_advertiser_ads AS SELECT 'a1' AS advertiser_id, ad_id FROM stg_ads")
    connection.execute(
        "CREATE TABLE ent_advertisers AS SELECT 'a1' AS advertiser_id, count(*) AS ads,"
        " count(DISTINCT text) AS distinct_texts FROM stg_ads"
    )
    _add_stays(connection)
    if len(ads) > 1:
        _add_traits(connection)
    return connection


def _add_stays(connection: duckdb.DuckDBPyConnection) -> None:
    """Captures a week or less apart in a city are one stay."""
    connection.execute(
        """CREATE TABLE ent_stays AS
        WITH days AS (SELECT DISTINCT city, day FROM stg_ads),
        begun AS (SELECT *, CASE WHEN lag(day) OVER (PARTITION BY city ORDER BY day) + INTERVAL 7 DAY >= day
            THEN 0 ELSE 1 END AS begins FROM days),
        numbered AS (SELECT *, sum(begins) OVER (PARTITION BY city ORDER BY day) AS stay FROM begun)
        SELECT 'a1' AS advertiser_id, city, min(day) AS first_day, max(day) AS last_day, count(*) AS ads,
            row_number() OVER (ORDER BY min(day), city) AS sequence FROM numbered GROUP BY city, stay"""
    )


def _add_traits(connection: duckdb.DuckDBPyConnection) -> None:
    """Templates by their kernel, and the traits by their query."""

    def ask(sql: str, **frames: pl.DataFrame) -> pl.DataFrame:
        for name, frame in frames.items():
            connection.register(name, frame)
        return connection.sql(sql).pl()

    with tempfile.TemporaryDirectory() as folder:
        connection.register("followed", ent_template_ads.renew(ask, Path(folder) / "state", "").rows)
        connection.execute("CREATE TABLE ent_template_ads AS SELECT * FROM followed")
    connection.execute(
        "CREATE TABLE ent_templates AS SELECT template_id, count(*) AS ads, count(DISTINCT city) AS cities"
        " FROM followed INNER JOIN stg_ads USING (ad_id) GROUP BY 1"
    )
    connection.execute("CREATE TABLE ent_hubs (kind VARCHAR, value VARCHAR)")
    connection.register("markets", markets_frame())
    connection.execute("CREATE TABLE run_markets AS SELECT * FROM markets")
    traits = next(model.sql for model in models() if model.name == "ent_advertiser_traits")
    connection.execute(f"CREATE TABLE ent_advertiser_traits AS {traits}")


@pytest.mark.parametrize(("rule", "example", "hits"), EXAMPLES)
def test_the_examples_of_a_rule_hold(rule: Rule, example: Any, hits: bool) -> None:
    connection = warehouse(example)
    found = connection.execute(rule.select).fetchall()
    assert bool(found) is hits, f"{rule.rule_id} {'misses' if hits else 'hits'} its example: {example}"
    texts = dict(connection.execute("SELECT ad_id, text FROM stg_ads").fetchall())
    for _, strength, ad_id, start, end, day in found:
        assert 0 <= strength <= 1
        assert isinstance(day, date)
        assert start is None or texts[ad_id][start:end].strip()


@pytest.mark.parametrize("rule", RULES, ids=[rule.rule_id for rule in RULES])
def test_a_rule_is_portable_and_reads_only_what_comes_before_it(rule: Rule) -> None:
    from assets.model import tables_of

    assert objections(rule.select) == []
    assert all(name.startswith(("stg_", "ent_", "run_days")) for name in tables_of(rule.select, rule.rule_id))


def test_what_research_refuted_or_protects_carries_no_points() -> None:
    """EVIDENCE grades: only A and B score; movement language is inverse and shown at zero."""
    by_id = {rule.rule_id: rule for rule in RULES}
    assert by_id["trafficking/movement_language"].points == 0
    assert by_id["trafficking/client_screening"].points == 0
    assert all(rule.points == 0 for rule in RULES if rule.concept_grade in ("C", "X"))
    protected = {rule.rule_id for rule in RULES if rule.is_protected}
    assert protected == {"trafficking/ethnicity_stated", "trafficking/new_to_country"}
    assert all(rule.points == 0 and rule.direction == "none" for rule in RULES if rule.is_protected)


def test_a_further_domain_needs_a_single_file(tmp_path: Path) -> None:
    """The pack `labour` is a pack.yml alone; its indicators run as rules, with examples and all."""
    assert [path.name for path in (FLAGS / "labour").iterdir()] == ["pack.yml"]
    (tmp_path / "another").mkdir()
    shutil.copy(FLAGS / "labour" / "pack.yml", tmp_path / "another" / "pack.yml")
    found = rules(tmp_path)
    assert [rule.rule_id for rule in found] == [
        "another/held_documents", "another/recruitment_fee", "another/tied_housing",
    ]  # fmt: skip
    assert all("pack = 'another'" in rule.select for rule in found)
    assert {rule.family for rule in found} == {"debt", "documents", "housing"}


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("    family: debt", "    family: movement", "indicators.recruitment_fee: family: movement is not one of"),
        ("    category: tied_housing\n    title", "    category: none\n    title", "indicators.tied_housing: category"),
        ("    points: 4", "    points: 40", "indicators.held_documents: points"),
        ("    concept_grade: B", "    concept_grade: C", "only rules graded A or B"),
    ],
)
def test_a_mistake_in_an_indicator_of_a_pack_is_named(tmp_path: Path, old: str, new: str, named: str) -> None:
    text = (FLAGS / "labour" / "pack.yml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "labour").mkdir()
    (tmp_path / "labour" / "pack.yml").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(RuleError, match=named):
        rules(tmp_path)


def test_a_protected_rule_cannot_be_given_points(tmp_path: Path) -> None:
    text = (FLAGS / "trafficking" / "ethnicity_stated.sql").read_text(encoding="utf-8")
    path = tmp_path / "trafficking" / "ethnicity_stated.sql"
    path.parent.mkdir()
    for old, new in (("-- points: 0", "-- points: 2"), ("-- direction: none", "-- direction: for")):
        path.write_text(text.replace(old, new), encoding="utf-8")
        with pytest.raises(RuleError, match="for audits only"):
            read_rule(path)


def test_a_substance_alone_and_an_emoji_alone_are_no_sale() -> None:
    """Of posts with a keyword 0.3 % are sales (Mackey et al. 2017); every opioid rule with points needs more than one."""
    scored = [rule for rule in RULES if rule.pack == "opioids" and rule.points > 0]
    assert {rule.family for rule in scored} == {"sale", "shipping", "contact"}
    for text in (
        "oxycodone",
        "fentanyl is everywhere",
        "💊 ❄",
        "420 friendly",
        "420 friendly, call 404-555-0123, 120 hr",
    ):
        connection = warehouse(text)
        assert [rule.rule_id for rule in scored if connection.execute(rule.select).fetchall()] == [], text


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("-- concept_grade: A", "-- concept_grade: C", "only rules graded A or B"),
        ("-- family: concealment", "-- family: vibes", "family"),
        (
            "-- source: Lugo-Graulich et al. 2022 (JRSA, NIJ final report); Nagpal et al. 2017",
            "-- source: hearsay",
            "source",
        ),
        ("-- points: 4", "-- points: lots", "points"),
        ("-- why:", "-- because:", "why"),
        ("-- ---", "", "header: begin with"),
        ("-- measure_grade: untested", "-- measure_grade: X", "only rules graded A or B"),
    ],
)
def test_a_mistake_in_a_header_is_named(tmp_path: Path, old: str, new: str, named: str) -> None:
    text = (FLAGS / "trafficking" / "phone_obscured.sql").read_text(encoding="utf-8")
    path = tmp_path / "trafficking" / "phone_obscured.sql"
    path.parent.mkdir()
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(RuleError, match=named) as caught:
        read_rule(path)
    assert "flags/trafficking/phone_obscured.sql" in str(caught.value)


def test_a_dropped_rule_and_pack_are_found(tmp_path: Path) -> None:
    shutil.copytree(FLAGS / "trafficking", tmp_path / "elsewhere")
    assert {rule.pack for rule in rules(tmp_path)} == {"elsewhere"}
    assert [pack.pack for pack in packs(tmp_path)] == ["elsewhere"]


def test_a_mistake_in_a_pack_is_named(tmp_path: Path) -> None:
    path = tmp_path / "trafficking" / "pack.yml"
    path.parent.mkdir()
    text = (FLAGS / "trafficking" / "pack.yml").read_text(encoding="utf-8")
    path.write_text(text.replace('"reliable"', '"Reliable"'), encoding="utf-8")
    with pytest.raises(PackError, match=r"flags/trafficking/pack\.yml: lexicons\.0\.terms.*lower case"):
        packs(tmp_path)
