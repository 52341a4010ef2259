"""What a lower tier must not hold: any id or identifier of the warehouse, or any id of the tier above it.

Every word of every table of the tier and of every file of its site is looked up among them. That no sentence of an ad
gets there is a matter of form (tiers.py: words of a fixed set or a closed form only); the tests look for the sentences
themselves.
"""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path

import duckdb
import polars as pl

from assets.dashboards.embedding import kept_bundle
from assets.lexicon import FLAGS
from assets.model import ROOT
from assets.publish.identities import HOMES
from assets.publish.tiers import ABOUT, file_of
from assets.quoting import literal
from assets.warehouse import Warehouse

DASHBOARDS = ROOT / "dashboards"
CITIES = ROOT.parent / "scrapers" / "cities"
_TEXTS = {".html", ".css", ".js", ".py", ".sql", ".yml"}
#: Pieces between blanks and marks that occur in no id, phone, address or handle; and what stands between their dots,
#: dashes and slashes, where an id may be part of a link.
_PIECE = re.compile(r"[^\s\"'<>(){}\[\],;|=]{4,}")
_WORD = re.compile(r"\w{4,}")
#: What a site or a partner says of an ad, beside what was read from it.
_DECLARED = ("declared_phone", "declared_email", "declared_handle", "poster", "url")


def leaks(warehouse: Warehouse, folder: Path, tier: str, above: Path) -> list[str]:
    """What of the warehouse and of the file of the tier above stands in a tier of the build in `folder`, in words.

    Counts and kinds only: no value that leaked is said.
    """
    shipped = _shipped(warehouse.home / "work" / "cache")
    told = {*words_of_database(folder / file_of(tier)), *words_of_site(folder / "site" / tier, shipped)}
    words = sorted(told - _ours())
    warehouse.give("told_words", pl.DataFrame({"word": words}, schema={"word": pl.String}))
    connection = warehouse.connection
    connection.execute(f"ATTACH {literal(str(above))} AS above (READ_ONLY)")
    try:
        return [f"{tier}: holds {said}" for said in _found(warehouse)]
    finally:
        connection.execute("DETACH above")
        connection.execute("DROP TABLE told_words")


def _found(warehouse: Warehouse) -> Iterator[str]:
    homes = [
        *HOMES.values(),
        *(f"stg_ads.{name}" for name in _DECLARED),
        "partner_leads.lead_id",
        "partner_templates.template_id",
    ]
    for database in ("warehouse", "above"):
        tables = "SELECT table_name FROM duckdb_tables() WHERE database_name = ?"
        there = {name for (name,) in warehouse.query(tables, [database])}
        for table, column in (home.split(".") for home in homes):
            if table in there:
                values = f"SELECT count(DISTINCT {column}) FROM {database}.main.{table}"
                if count := warehouse.query(f"{values} WHERE {column} IN (SELECT word FROM told_words)")[0][0]:
                    yield f"{count} values of {table}.{column}, as the {_SAID[database]} has them"


_SAID = {"warehouse": "warehouse", "above": "tier above"}


def words_of_database(path: Path) -> Iterator[str]:
    """Every word of every text column, and every text as a whole; but not of the tables that hold our own words."""
    with duckdb.connect(str(path), read_only=True) as connection:
        columns = connection.execute(
            "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal AND data_type LIKE 'VARCHAR%'"
        ).fetchall()
        for table, column in (found for found in columns if found[0] not in ABOUT["public"]):
            told = connection.execute(f'SELECT DISTINCT CAST("{column}" AS VARCHAR) FROM {table}').fetchall()
            for (text,) in told:
                yield from _words(text or "")


def words_of_site(folder: Path, shipped: Collection[bytes] = ()) -> Iterator[str]:
    """Every word of every file of a site and of its name, but for files that are byte for byte what we ship."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and (content := path.read_bytes()) not in shipped:
            yield from _words(f"{path.relative_to(folder)} {content.decode(errors='replace')}")


def _shipped(cache: Path) -> set[bytes]:
    """What each site is given whatever the data: style sheets, scripts, the bundle of this version."""
    bundle = kept_bundle(cache)
    return {path.read_bytes() for path in [*(DASHBOARDS / "static").iterdir(), *([bundle] if bundle.exists() else [])]}


@cache
def _ours() -> frozenset[str]:
    """Words of our own pages, rules and cities. That somebody's handle is one of them tells nothing of a page.

    Words with a digit or an at sign are never ours: they could be a number or an address.
    """
    files = [path for folder in (DASHBOARDS, FLAGS, CITIES) for path in folder.rglob("*") if path.suffix in _TEXTS]
    words = {word for path in files for word in _words(f"{path.stem} {path.read_text(encoding='utf-8')}")}
    return frozenset(word for word in {*words, *month_name} if not re.search(r"[0-9@]", word))


def _words(text: str) -> Iterator[str]:
    yield text
    for piece in _PIECE.findall(text):
        yield piece
        yield from _WORD.findall(piece)
