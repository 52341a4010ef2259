"""A package: what one audience gets of a build, as a build of its own: database, pages, manifest and its JSON Schema.

It lies in `published/audiences/<name>/<build>/`, and `current` beside it leads to the newest. Its pseudonyms are made
under a key of that audience alone, so that two audiences cannot join theirs. A partner's system reads `manifest.json`,
whose form is `manifest.schema.json` (JSON Schema, draft 2020-12).
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Literal

import duckdb
from jinja2 import Environment, FileSystemLoader
from pydantic import BaseModel, ConfigDict, Field

from assets.dashboards.page import SiteNotice
from assets.dashboards.site import build_site
from assets.promise import Identity, Promise
from assets.publish.builds import MANIFEST, sha256_of
from assets.publish.database import FILE, BuildNote, give_meta, meta_models, write_database
from assets.publish.identities import HOMES, identities
from assets.publish.leaks import leaks
from assets.publish.pseudonyms import fingerprint, key_of
from assets.publish.recipients import Recipient
from assets.publish.tiers import file_of, write_tier
from assets.records import ACCESS
from assets.warehouse import Warehouse
from scrapers import chain

SCHEMA = "manifest.schema.json"
NOTICE = "Lead, not evidence - corroborate independently."
HERE = Path(__file__).parent
#: Tables of other people's cases: in no package.
_OTHERS_CASES = ("mart_watch_hits",)


class PackageLeaks(ValueError):
    """A package that holds something of the tier above; it is not shown."""


class PackagedFile(BaseModel):
    """A file of the package."""

    model_config = ConfigDict(extra="forbid")

    path: str
    bytes: int = Field(ge=0)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class PackageManifest(BaseModel):
    """What a package holds, of which build, for whom, for what and until when."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"$schema": "https://json-schema.org/draft/2020-12/schema"}
    )

    format: Literal[1] = 1
    notice: str
    is_simulated: bool
    build_id: str
    code_version: str
    made_at: datetime
    expires: date
    audience: Recipient
    #: Names the key of the pseudonyms and tells nothing of it.
    key: str = Field(pattern=r"^[0-9a-f]{12}$")
    ledger_head: str | None
    access_head: str | None
    rows: dict[str, int]
    files: list[PackagedFile]


def package(warehouse: Warehouse, recipient: Recipient, note: BuildNote) -> Path:
    """Make an audience's package of the warehouse as it stands, and show it; raises PackageLeaks.

    The package before it goes. Returns the folder.
    """
    folder = warehouse.home / "published" / "audiences" / recipient.name
    final, aside = folder / note.build_id, folder / f".{note.build_id}"
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    try:
        key = key_of(warehouse.home, f"audience {recipient.name}")
        rows = _write(warehouse, recipient, note, aside, key)
        _write_manifest(warehouse, recipient, note, aside, rows, key)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise
    remove(folder, but=aside.name)
    aside.rename(final)
    link = folder / ".current"
    link.symlink_to(note.build_id)
    os.replace(link, folder / "current")  # noqa: PTH105 - the atomicity of os.replace is the point
    return final


def remove(folder: Path, but: str = "") -> None:
    """Remove the packages of an audience."""
    for path in folder.glob("*") if folder.exists() else ():
        if path.name == but:
            continue
        if path.is_symlink() or path.is_file():
            path.unlink()
        else:
            shutil.rmtree(path)


def _write(warehouse: Warehouse, to: Recipient, note: BuildNote, folder: Path, key: bytes) -> dict[str, int]:
    path, site = folder / file_of(to.tier), folder / "site" / to.tier
    if to.tier == "investigator":
        with scoped(warehouse, to):
            rows = write_database(warehouse, path, note, Scope(to, key))
        notice = SiteNotice(note.build_id, note.finished_at, simulated=note.is_simulated)
        with duckdb.connect(str(path), read_only=True) as connection:
            build_site(connection, site, notice, cache=warehouse.home / "work" / "cache")
        return rows
    give_meta(warehouse, note, meta_models())
    rows = write_tier(warehouse, to.tier, path, Scope(to, key))
    _write_page(path, site, to, note)
    above = warehouse.home / "published" / "current" / FILE
    if above.exists() and (found := leaks(warehouse, folder, to.tier, above)):
        raise PackageLeaks(f"package {to.name}: {'; '.join(found)}; it is not shown")
    return rows


# -- what of the warehouse --------------------------------------------------------------------------------------------


class Scope:
    """The rows of each table that an audience gets, and the key of its pseudonyms."""

    def __init__(self, to: Recipient, key: bytes) -> None:
        self.to, self.key = to, key

    def rows_of(self, promise: Promise) -> str:
        """The SELECT of the rows of a table of the warehouse; needs `scoped`."""
        kinds = identities(promise)
        said = [self.to.condition(promise.columns)]
        said += [f'"{name}" IN ({_IN_SCOPE[kinds[name]]})' for name in promise.key if kinds[name] in _IN_SCOPE]
        if promise.table in _OTHERS_CASES:
            said = ["false"]
        return f"SELECT * FROM {promise.table} WHERE {' AND '.join(said)}"

    def of_meta(self, promise: Promise, sql: str) -> str:
        """The SELECT of the rows of a table that is made while publishing."""
        said = [self.to.condition(promise.columns)]
        if "advertiser_id" in promise.columns:
            said.append(f"advertiser_id IN ({_IN_SCOPE['advertiser']})")
        return f"SELECT * FROM ({sql.rstrip().rstrip(';')}) AS made WHERE {' AND '.join(said)}"


_ADS = "SELECT ad_id FROM scope_ads"
_IN_SCOPE: dict[Identity, str] = {
    "ad": _ADS,
    "advertiser": "SELECT advertiser_id FROM scope_advertisers",
    "lead": "SELECT lead_id FROM scope_leads",
    "posting": f"SELECT posting_id FROM stg_ads WHERE ad_id IN ({_ADS})",
    "page": f"SELECT page_id FROM stg_captures WHERE ad_id IN ({_ADS})",
    "template": f"SELECT template_id FROM ent_template_ads WHERE ad_id IN ({_ADS})",
    "identifier": f"SELECT value FROM stg_identifiers WHERE ad_id IN ({_ADS})",
    "subject": f"{_ADS} UNION ALL SELECT advertiser_id FROM scope_advertisers"
    f" UNION ALL SELECT template_id FROM ent_template_ads WHERE ad_id IN ({_ADS})",
}
assert set(HOMES) <= set(_IN_SCOPE), "every kind of id has a scope"


@contextmanager
def scoped(warehouse: Warehouse, to: Recipient) -> Iterator[None]:
    """Let queries see which ads, advertisers and leads are of an audience's cities and packs."""
    there = to.condition(["city"])
    made = {
        "scope_ads": f"SELECT ad_id FROM stg_ads WHERE {there}",
        "scope_advertisers": "SELECT DISTINCT advertiser_id FROM ent_advertiser_ads WHERE ad_id IN (FROM scope_ads)",
        "scope_leads": "SELECT lead_id FROM mart_leads WHERE advertiser_id IN (FROM scope_advertisers)"
        f" AND {to.condition(['pack'])}",
    }
    for name, sql in made.items():
        warehouse.connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {sql}")
    try:
        yield
    finally:
        for name in made:
            warehouse.connection.execute(f"DROP TABLE temp.{name}")


# -- pages and manifest -----------------------------------------------------------------------------------------------


def _write_page(database: Path, site: Path, to: Recipient, note: BuildNote) -> None:
    """One page with every table of the tier; a value of it is a count, a date or a closed word."""
    environment = Environment(loader=FileSystemLoader(HERE), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    tables = []
    with duckdb.connect(str(database), read_only=True) as connection:
        described = connection.execute("SELECT table_name, comment FROM duckdb_tables() ORDER BY table_name").fetchall()
        for name, meaning in described:
            found = connection.execute(f"SELECT * FROM {name} ORDER BY ALL")
            tables.append((name, meaning, [column[0] for column in found.description], found.fetchall()))
    site.mkdir(parents=True)
    text = environment.get_template("package.html").render(to=to, note=note, tables=tables, notice=NOTICE)
    (site / "index.html").write_text(text, encoding="utf-8")


def _write_manifest(
    warehouse: Warehouse, to: Recipient, note: BuildNote, folder: Path, rows: dict[str, int], key: bytes
) -> None:
    (folder / SCHEMA).write_text(json.dumps(manifest_schema(), indent=2) + "\n", encoding="utf-8")
    files = [
        PackagedFile(path=path.relative_to(folder).as_posix(), bytes=path.stat().st_size, sha256=sha256_of(path))
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    ]
    manifest = PackageManifest(
        notice=NOTICE,
        is_simulated=note.is_simulated,
        build_id=note.build_id,
        code_version=note.code_version,
        made_at=datetime.now(UTC),
        expires=to.expires,
        audience=to,
        key=fingerprint(key),
        ledger_head=note.ledger_head,
        access_head=chain.head(warehouse.home / "records" / ACCESS),
        rows=rows,
        files=files,
    )
    (folder / MANIFEST).write_text(manifest.model_dump_json(indent=2) + "\n", encoding="utf-8")


def manifest_schema() -> dict[str, Any]:
    """The JSON Schema of a package's manifest."""
    return PackageManifest.model_json_schema(mode="serialization")
