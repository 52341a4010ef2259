"""An audience gets what is its own: its cities and packs, under pseudonyms of a key of its own, for a time."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import jsonschema
import pytest

from assets.publish.audiences import AudienceError
from assets.publish.builds import sha256_of
from assets.publish.database import BuildNote
from assets.publish.packages import SCHEMA, package
from assets.publish.recipients import FOLDER, Recipient, read_recipients
from assets.rule_versions import keep_versions
from assets.warehouse import Warehouse
from tests.publish.conftest import ADS, FIRST, LAST, QUEUED, ad_of, advertiser_id, phone

BUILD = "20260302T090000Z-0123abcd"


def recipient(**given: Any) -> Recipient:
    usual = {
        "name": "shelters",
        "title": "Shelter network of Example County",
        "kind": "agency",
        "tier": "partner",
        "cities": ["atlanta"],
        "packs": ["trafficking"],
        "purpose": "planning of outreach hours",
        "approved_by": "the director",
        "expires": date(2027, 6, 30),
    }
    return Recipient.model_validate({**usual, **given})


def made(warehouse: Warehouse, to: Recipient) -> Path:
    now = datetime.now(UTC).replace(tzinfo=None)
    keep_versions(warehouse.home, LAST)
    note = BuildNote("r", BUILD, now, now, "0" * 12, FIRST, LAST, is_simulated=True, ledger_head=None)
    return package(warehouse, to, note)


def asked(file: Path, sql: str) -> list[tuple]:
    with duckdb.connect(str(file), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def everything(folder: Path) -> str:
    """Every value of every database and every page of a package."""
    told = [path.read_text(errors="replace") for path in folder.rglob("*.html")]
    for file in folder.glob("*.duckdb"):
        with duckdb.connect(str(file), read_only=True) as connection:
            for (table,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall():
                told.append(str(connection.execute(f"SELECT * FROM {table}").fetchall()))
    return "\n".join(told)


def test_a_partners_package_is_a_build_with_a_manifest_that_its_schema_describes(warehouse: Warehouse) -> None:
    folder = made(warehouse, recipient(kind="ngo"))
    assert (folder.parent / "current").resolve() == folder.resolve()
    manifest = json.loads((folder / "manifest.json").read_text())
    schema = json.loads((folder / SCHEMA).read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(manifest, schema, format_checker=jsonschema.FormatChecker())
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**manifest, "more": 1}, schema)
    assert {file["path"] for file in manifest["files"]} == {SCHEMA, "partner.duckdb", "site/partner/index.html"}
    for file in manifest["files"]:
        assert sha256_of(folder / file["path"]) == file["sha256"]
    page = (folder / "site" / "partner" / "index.html").read_text()
    assert "Lead, not evidence" in page
    assert "SIMULATED DATA" in page


def test_an_ngo_gets_no_rows_of_advertisers_unless_its_file_says_so(warehouse: Warehouse) -> None:
    folder = made(warehouse, recipient(kind="ngo"))
    tables = {name for (name,) in asked(folder / "partner.duckdb", "SELECT table_name FROM duckdb_tables()")}
    assert "partner_leads" not in tables
    folder = made(warehouse, recipient(kind="ngo", advertiser_rows=True))
    assert asked(folder / "partner.duckdb", "SELECT count(*) FROM partner_leads") == [(1,)]


def test_only_its_own_cities_are_in_it(warehouse: Warehouse) -> None:
    for cities in (["atlanta"], ["miami"]):
        folder = made(warehouse, recipient(cities=cities))
        assert asked(folder / "partner.duckdb", "SELECT DISTINCT city FROM partner_city_weeks") == [(cities[0],)]


def test_two_audiences_cannot_join_their_pseudonyms(warehouse: Warehouse) -> None:
    leads = [
        asked(made(warehouse, recipient(name=name, advertiser_rows=True)) / "partner.duckdb", "FROM partner_leads")[0][
            0
        ]
        for name in ("one", "another", "one")
    ]
    assert leads[0] == leads[2] != leads[1]


def test_an_agency_gets_the_leads_of_its_cities_in_clear_and_nobody_else(warehouse: Warehouse) -> None:
    folder = made(warehouse, recipient(tier="investigator"))
    file = folder / "investigator.duckdb"
    assert asked(file, "SELECT DISTINCT city FROM stg_ads") == [("atlanta",)]
    assert asked(file, "SELECT advertiser_id, reason FROM meta_identities") == [(advertiser_id(QUEUED), "queued lead")]
    told = everything(folder)
    assert phone(QUEUED) in told
    others = [(number, ad) for number, _, ad in ADS if number != QUEUED]
    assert [number for number, ad in others if ad["ad_id"] in told or ad["body"] in told] == []
    assert [number for number in range(1, 42) if phone(number) in told] == []
    assert (folder / "site" / "investigator" / "index.html").exists()


def test_other_peoples_cases_are_in_no_package(warehouse: Warehouse) -> None:
    held = advertiser_id(2)
    (warehouse.home / "config").mkdir(exist_ok=True)
    (warehouse.home / "config" / "holds.yml").write_text(
        f"- {{advertiser: {held}, case: secret case 9, why: a court asked, by: analyst 4}}\n"
    )
    told = everything(made(warehouse, recipient(tier="investigator")))
    assert "secret case 9" not in told
    assert ad_of(2, 0)["body"] not in told


def test_a_new_package_takes_the_place_of_the_old_one(warehouse: Warehouse) -> None:
    first = made(warehouse, recipient())
    (first / "left.txt").write_text("left")
    second = made(warehouse, recipient())
    assert not (second / "left.txt").exists()
    assert sorted(path.name for path in second.parent.iterdir()) == [BUILD, "current"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("kind: ngo\ntier: investigator", "identities are for agencies"),
        ("cities: [gotham]", "gotham is no city"),
        ("packs: [gossip]", "gossip is no pack"),
        ("purpose: x", "purpose"),
        ("expires: never", "expires"),
        ("tier: public\nadvertiser_rows: true", "partner tier only"),
        ("colour: red", "colour"),
    ],
)
def test_a_file_that_says_too_much_or_too_little_is_named(tmp_path: Path, change: str, said: str) -> None:
    import yaml

    usual = recipient().model_dump(mode="json", exclude={"name"}) | yaml.safe_load(change)
    (tmp_path / FOLDER).mkdir(parents=True)
    (tmp_path / FOLDER / "shelters.yml").write_text(yaml.safe_dump(usual))
    with pytest.raises(AudienceError, match=f"shelters.yml: .*{said}"):
        read_recipients(tmp_path)


def test_a_file_is_an_audience_and_no_name_becomes_a_path(tmp_path: Path) -> None:
    import yaml

    (tmp_path / FOLDER).mkdir(parents=True)
    text = yaml.safe_dump(recipient().model_dump(mode="json", exclude={"name"}))
    (tmp_path / FOLDER / "shelters.yml").write_text(text)
    assert [to.name for to in read_recipients(tmp_path)] == ["shelters"]
    (tmp_path / FOLDER / "No Name.yml").write_text(text)
    with pytest.raises(AudienceError, match="name"):
        read_recipients(tmp_path)
