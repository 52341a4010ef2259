"""Lists for people to review: leads by priority, and unmarked among them a tenth that was drawn from everybody else.

Who reviews sees the ads and neither score nor rule, nor which item is which, so that what people say of the others
tells how much the rules miss. The draw is kept apart, in `records/draws.jsonl`, before the list is shown.
"""

from __future__ import annotations

import math
import random
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from assets.draws import BELOW, FILE, LEAD
from assets.labels import read_labels
from assets.lexicon import packs
from assets.records import append
from pipelines.access import note, user
from pipelines.reader import reading

RANDOM_SHARE = 0.10
#: Different texts of an item that are shown.
TEXTS = 3


@dataclass(frozen=True)
class Item:
    """What a reviewer sees of an advertiser."""

    lead_id: str
    cities: str
    first_day: str
    last_day: str
    ads: int
    texts: list[str]


@dataclass(frozen=True)
class Review:
    """A list with the id under which its draw is kept."""

    draw_id: str
    pack: str
    items: list[Item]


def draw(home: Path, pack: str, size: int, by: str | None = None, seed: int | None = None) -> Review:
    """Draw a list of at most `size` items and keep the draw; raises ValueError for a pack that is none.

    Leads that a person has spoken of are left out, unless they returned. `seed` is for tests.
    """
    if pack not in (known := [found.pack for found in packs()]):
        raise ValueError(f"{pack}: no such pack; choose from {', '.join(known)}")
    chance = random.Random(secrets.randbits(64) if seed is None else seed)  # noqa: S311 - seeded from secrets
    labelled = {label.lead_id for _, label in read_labels(home)}
    at_random = math.ceil(size * RANDOM_SHARE)
    with reading(home) as connection:
        leads = _leads(connection, pack, labelled)[: size - at_random]
        others = _others(connection, pack, labelled)
        drawn = chance.sample(others, min(at_random, len(others)))
        chosen = [(*lead, LEAD, 1.0) for lead in leads]
        chosen += [(*other, BELOW, len(drawn) / len(others)) for other in drawn]
        chance.shuffle(chosen)
        items = [_item(connection, lead_id, advertiser) for lead_id, advertiser, _, _ in chosen]
    draw_id = f"d{secrets.token_hex(8)}"
    kept = [dict(zip(("lead_id", "advertiser_id", "stratum", "probability"), row, strict=True)) for row in chosen]
    at = datetime.now(UTC).isoformat()
    append(home, FILE, [{"draw_id": draw_id, "at": at, "by": by or user(), "pack": pack, "items": kept}])
    note(home, f"review {draw_id}", by, sum(item.ads for item in items))
    return Review(draw_id, pack, items)


def _leads(connection: duckdb.DuckDBPyConnection, pack: str, labelled: set[str]) -> list[tuple[str, str]]:
    rows = connection.execute(
        "SELECT leads.lead_id, leads.advertiser_id, changes.standing FROM mart_leads AS leads"
        " INNER JOIN mart_lead_changes AS changes ON leads.lead_id = changes.lead_id"
        " WHERE leads.pack = ? AND changes.standing <> 'dismissed' ORDER BY leads.priority, leads.lead_id",
        [pack],
    ).fetchall()
    return [(lead, who) for lead, who, standing in rows if lead not in labelled or standing == "returned"]


def _others(connection: duckdb.DuckDBPyConnection, pack: str, labelled: set[str]) -> list[tuple[str, str]]:
    rows = connection.execute(
        "SELECT 'l' || substr(sha256($pack || chr(31) || advertiser_id), 1, 16), advertiser_id FROM ent_advertisers"
        " WHERE advertiser_id NOT IN (SELECT advertiser_id FROM mart_leads WHERE pack = $pack)"
        " ORDER BY advertiser_id",
        {"pack": pack},
    ).fetchall()
    return [(lead, who) for lead, who in rows if lead not in labelled]


def _item(connection: duckdb.DuckDBPyConnection, lead_id: str, advertiser: str) -> Item:
    found: tuple[Any, ...] = connection.execute(
        "SELECT string_agg(DISTINCT ads.city, ',' ORDER BY ads.city), min(ads.day), max(ads.day), count(*)"
        " FROM ent_advertiser_ads AS grouped INNER JOIN stg_ads AS ads ON grouped.ad_id = ads.ad_id"
        " WHERE grouped.advertiser_id = ?",
        [advertiser],
    ).fetchall()[0]
    texts = connection.execute(
        "SELECT ads.text FROM ent_advertiser_ads AS grouped INNER JOIN stg_ads AS ads ON grouped.ad_id = ads.ad_id"
        " WHERE grouped.advertiser_id = ? GROUP BY ads.text ORDER BY max(ads.day) DESC, ads.text LIMIT ?",
        [advertiser, TEXTS],
    ).fetchall()
    cities, first, last, ads = found
    return Item(lead_id, cities, str(first), str(last), ads, [text for (text,) in texts])
