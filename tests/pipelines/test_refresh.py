"""A refresh takes five cities from a crawl to pages, and says what it did."""

import json
from datetime import date
from pathlib import Path

import duckdb
import pytest

from sandbox.server import running
from tests.conftest import Refreshed, gaining_ground

CITIES = {"atlanta", "houston", "las_vegas", "miami", "washington_dc"}
SOURCES = {"pinelist", "cardway", "corkboard"}


def ask(refreshed: Refreshed, sql: str) -> list[tuple]:
    with duckdb.connect(str(refreshed.build / "investigator.duckdb"), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_all_five_cities_are_there(refreshed: Refreshed) -> None:
    rows = ask(refreshed, "SELECT city, ads, is_complete FROM mart_city_days")
    assert {city for city, _, _ in rows} == CITIES
    assert all(ads > 100 and complete for _, ads, complete in rows)


def test_every_check_passed_and_every_table_was_checked(refreshed: Refreshed) -> None:
    assert ask(refreshed, "SELECT count(*) FROM meta_checks WHERE NOT passed") == [(0,)]
    checked = {name for (name,) in ask(refreshed, "SELECT DISTINCT table_name FROM meta_checks")}
    tables = {name for (name,) in ask(refreshed, "SELECT table_name FROM duckdb_tables()")}
    assert {name for name in tables if not name.startswith("meta_")} < checked


def test_every_table_and_column_says_what_it_means(refreshed: Refreshed) -> None:
    silent = ask(refreshed, "SELECT table_name FROM duckdb_tables() WHERE comment IS NULL OR comment = ''")
    silent += ask(
        refreshed, "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal AND comment IS NULL"
    )
    assert silent == []


def test_the_inner_state_of_the_warehouse_is_not_published(refreshed: Refreshed) -> None:
    assert ask(refreshed, "SELECT DISTINCT schema_name FROM duckdb_tables()") == [("main",)]


def test_older_clients_can_open_the_database(refreshed: Refreshed) -> None:
    """Storage version v1.5.0 is what DuckDB 1.5 reads."""
    rows = ask(refreshed, "SELECT tags['storage_version'] FROM duckdb_databases() WHERE NOT internal")
    assert rows[0][0].startswith("v1.5")


def test_each_ad_leads_back_to_its_bytes(refreshed: Refreshed) -> None:
    """URL, time, SHA-256, WARC file and offset: the archived payload is the one that was hashed."""
    import hashlib

    from warcio.archiveiterator import ArchiveIterator

    with duckdb.connect(str(refreshed.home / "work" / "warehouse.duckdb"), read_only=True) as connection:
        sql = "SELECT url, sha256, warc_file, warc_offset FROM stg_ads ORDER BY ad_id LIMIT 1"
        ((url, sha256, file, offset),) = connection.execute(sql).fetchall()
    with (refreshed.home / "raw" / file).open("rb") as archive:
        archive.seek(offset)
        record = next(iter(ArchiveIterator(archive)))
        assert record.rec_headers.get_header("WARC-Target-URI") == url
        assert hashlib.sha256(record.content_stream().read()).hexdigest() == sha256


def test_a_leads_reasons_add_up_to_its_score(refreshed: Refreshed) -> None:
    differing = ask(
        refreshed,
        """SELECT leads.lead_id FROM mart_leads AS leads
        LEFT JOIN mart_lead_reasons AS reasons ON leads.lead_id = reasons.lead_id
        GROUP BY leads.lead_id, leads.score HAVING leads.score <> sum(reasons.points)""",
    )
    assert differing == []
    assert ask(refreshed, "SELECT count(*) > 0 FROM mart_leads")[0][0]


def test_a_lead_needs_three_families_and_not_only_movement(refreshed: Refreshed) -> None:
    rows = ask(
        refreshed,
        """SELECT count(DISTINCT family) FROM mart_lead_reasons
        WHERE points > 0 AND family <> 'movement' GROUP BY lead_id""",
    )
    assert rows
    assert all(count >= 2 for (count,) in rows)
    assert ask(refreshed, "SELECT min(families) FROM mart_leads")[0][0] >= 3


def test_nobody_is_called_independent_in_what_is_published(refreshed: Refreshed) -> None:
    """Benign and unclear are one phrase, in every table that speaks of operations."""
    columns = ask(
        refreshed,
        "SELECT table_name, column_name FROM duckdb_columns()"
        " WHERE NOT internal AND data_type = 'VARCHAR' AND table_name NOT LIKE 'meta_%' AND column_name LIKE '%operation%'",
    )
    assert ("mart_leads", "operation") in columns
    for table, column in columns:
        said = {value for (value,) in ask(refreshed, f"SELECT DISTINCT {column} FROM {table}")}
        assert not said & {"independent", "unclear"}, f"{table}.{column}"
    assert ask(refreshed, "SELECT count(*) > 0 FROM ent_operations WHERE operation = 'not queued'")[0][0]


def test_unsupported_indicators_are_shown_and_count_nothing(refreshed: Refreshed) -> None:
    rules = dict(ask(refreshed, "SELECT rule_id, points FROM meta_rules WHERE concept_grade IN ('C', 'X')"))
    assert rules["trafficking/movement_language"] == 0
    assert set(rules.values()) == {0}
    assert ask(refreshed, "SELECT count(*) > 0 FROM flag_hits WHERE rule_id = 'trafficking/movement_language'")[0][0]


def test_the_manifest_names_every_file_with_its_hash(refreshed: Refreshed) -> None:
    from assets.publish.builds import sha256_of

    manifest = json.loads((refreshed.build / "manifest.json").read_text())
    files = {file["path"]: file["sha256"] for file in manifest["files"]}
    assert {"investigator.duckdb", "site/investigator/index.html"} < set(files)
    assert all(sha256_of(refreshed.build / path) == digest for path, digest in files.items())
    assert manifest["is_simulated"] is True


def test_json_is_one_document_and_the_terminal_stays_quiet(refreshed: Refreshed) -> None:
    document = refreshed.ran.document
    assert document["exit_code"] == 0
    assert {market["market"] for market in document["markets"]} == {
        f"{city}.{source}" for city in CITIES for source in SOURCES
    }
    assert [stage["stage"] for stage in document["stages"]][:2] == ["crawl", "contracts of what landed"]
    assert refreshed.ran.err == ""


def test_a_second_refresh_finds_its_work_done(home: Path) -> None:
    before = (home / "published" / "current").resolve().name
    ran = gaining_ground(home, "refresh", "--no-crawl")
    assert ran.code == 0
    assert "already refined" in ran.out
    assert (home / "published" / "current").resolve().name == before


def test_deriving_again_gives_the_same_tables(home: Path) -> None:
    """The same input twice gives the same tables."""

    def tables() -> dict[str, list[tuple]]:
        database = (home / "published" / "current").resolve() / "investigator.duckdb"
        with duckdb.connect(str(database), read_only=True) as connection:
            names = connection.execute("SELECT table_name FROM duckdb_tables() ORDER BY 1").fetchall()
            return {
                name: sorted(connection.execute(f"SELECT * FROM {name}").fetchall(), key=repr)
                for (name,) in names
                if name not in ("meta_runs", "meta_checks")
            }

    before = tables()
    ran = gaining_ground(home, "refresh", "--no-crawl", "--from", "2026-01-01")
    assert ran.code == 0, ran.err
    assert tables() == before


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict]:
    """A refresh in which one market is down, one answers errors, and one leaves out titles."""
    home = tmp_path_factory.mktemp("faulty")
    with running(1, None, {"atlanta": "down", "houston": "error", "miami": "no_title"}) as address:
        ran = gaining_ground(home, "refresh", "--json", GAINING_GROUND_SANDBOX=address)
    return home, {**ran.document, "code": ran.code}


def test_a_market_that_is_down_stops_no_other(faulty: tuple[Path, dict]) -> None:
    home, document = faulty
    assert document["code"] == 1
    assert document["published"]
    missing = {market["market"]: market["error"] for market in document["markets"] if not market["landed"]}
    assert set(missing) == {f"{city}.{source}" for city in ("atlanta", "houston") for source in SOURCES}
    assert "sources/pinelist.yml" in missing["atlanta.pinelist"]
    assert "max_error_share" in missing["houston.pinelist"]
    assert not list((home / "raw" / "atlanta.pinelist").glob("2*"))


def test_a_city_that_could_not_be_crawled_is_stale_and_never_zero(faulty: tuple[Path, dict]) -> None:
    database = faulty[1]["database"]
    with duckdb.connect(database, read_only=True) as connection:
        cities = {row[0] for row in connection.execute("SELECT city FROM mart_city_days").fetchall()}
        stale = {row[0] for row in connection.execute("SELECT city FROM meta_sources WHERE is_stale").fetchall()}
    assert cities == {"las_vegas", "miami", "washington_dc"}
    assert stale == {"atlanta", "houston"}
    page = Path(faulty[1]["dashboards"]).read_text()
    assert "stale since ever" in page


def test_an_ad_page_without_a_title_is_quarantined_and_counted(faulty: tuple[Path, dict]) -> None:
    miami = next(market for market in faulty[1]["markets"] if market["market"] == "miami.pinelist")
    assert miami["quarantined"] > 0
    assert miami["pages"] == miami["ads"] + miami["quarantined"]


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("--city", "gotham"), "gotham"),
        (("--source", "nowhere"), "nowhere"),
        (("--day", "2020-01-01"), "only today"),
        (("--from", "2026-02-02", "--to", "2026-01-01"), "swap them"),
        (("--no-crawl", "--day", "2019-01-01"), "nothing has landed"),
        (("--day", "yesterday"), "yesterday"),
    ],
)
def test_a_wrong_wish_is_refused_with_its_remedy(home: Path, arguments: tuple[str, ...], named: str) -> None:
    ran = gaining_ground(home, "refresh", *arguments)
    assert ran.code == 2
    assert named in " ".join(ran.err.replace("│", " ").split())


def test_nothing_landed_is_said(tmp_path: Path) -> None:
    ran = gaining_ground(tmp_path, "refresh", "--no-crawl")
    assert ran.code == 1
    assert "nothing has landed" in ran.err
    assert not (tmp_path / "published" / "current").exists()


def test_today_is_the_citys_own(refreshed: Refreshed) -> None:
    from scrapers.catalog import markets

    days = {path.name for path in (refreshed.home / "raw" / "las_vegas.pinelist").iterdir() if path.is_dir()}
    today = markets()["las_vegas.pinelist"].city.today()
    assert all(abs((date.fromisoformat(day) - today).days) <= 1 for day in days)
