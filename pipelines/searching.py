"""A search: identifiers and addresses exactly, over all ads there are; places and words over what is published.

Who may see what nobody published says why; the log is written before anything is shown, and holds a keyed trace of
what was asked for in its place.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from assets.asked import IDENTIFIERS, as_identifiers
from pipelines.access import note, trace
from pipelines.reader import published, reading

SEARCH = "search"
_EXACT = """
SELECT kind, value, ad_id FROM stg_identifiers WHERE {is_one}
UNION SELECT 'address', url, ad_id FROM stg_ads WHERE url = $term
"""
_PLACE = """
SELECT 'place' AS kind, lower(place) AS value, ad_id FROM stg_places WHERE lower(place) = lower($term)
UNION SELECT 'place', lower(location), ad_id FROM stg_ads WHERE lower(location) = lower($term)
"""
_WORDS = "SELECT 'words' AS kind, $term AS value, ad_id FROM stg_ads WHERE text IS NOT NULL AND {all_words}"
_HISTORY = """
SELECT found.kind, found.value, ads.city, count(DISTINCT found.ad_id) AS ads,
    count(DISTINCT grouped.advertiser_id) AS advertisers, min(ads.day) AS first_day, max(ads.day) AS last_day
FROM found
INNER JOIN stg_ads AS ads ON found.ad_id = ads.ad_id
LEFT JOIN ent_advertiser_ads AS grouped ON found.ad_id = grouped.ad_id
GROUP BY found.kind, found.value, ads.city
ORDER BY found.kind, found.value, ads DESC, ads.city
"""
_ADS = """
SELECT DISTINCT ads.ad_id, ads.day, ads.city, ads.source, grouped.advertiser_id, leads.lead_id, leads.status, ads.url,
    ads.title
FROM found
INNER JOIN stg_ads AS ads ON found.ad_id = ads.ad_id
LEFT JOIN ent_advertiser_ads AS grouped ON found.ad_id = grouped.ad_id
LEFT JOIN mart_leads AS leads ON grouped.advertiser_id = leads.advertiser_id
ORDER BY ads.day DESC, ads.ad_id
LIMIT $most
"""
#: Words of a search at most.
MOST_WORDS = 8


@dataclass(frozen=True)
class Seen:
    """Something that was asked for, in a city: how many ads and advertisers show it, and from when to when."""

    kind: str
    value: str
    city: str
    ads: int
    advertisers: int
    first_day: date
    last_day: date


@dataclass(frozen=True)
class Found:
    """What a search found: its history by city, and the newest ads; `total` counts all ads."""

    history: list[Seen]
    ads: list[dict[str, Any]]
    total: int

    def document(self) -> dict[str, Any]:
        """For --json."""
        return {"history": [asdict(seen) for seen in self.history], "ads": self.ads, "total": self.total}


def search(home: Path, term: str, purpose: str, by: str | None, most: int = 50) -> Found:
    """Find a term and note who asked why. Raises ValueError for a term that says nothing, OSError without a log."""
    term = term.strip()
    if len(term) < 3:
        raise ValueError("TERM: is shorter than three letters; write a phone, e-mail, handle, address, place or words")
    with reading(home) as connection:
        found = _exact(connection, term, most)
    if not found.total:
        with published(home) as connection:
            found = _found(connection, _PLACE, {"term": term}, most)
            found = found if found.total else _words(connection, term, most)
    kinds = sorted({seen.kind for seen in found.history})
    about: dict[str, str | int | list[str]] = {"kinds": kinds, "term": trace(home, term.lower())}
    note(home, SEARCH, by, found.total, purpose=purpose, about=about)
    return found


def _exact(connection: duckdb.DuckDBPyConnection, term: str, most: int) -> Found:
    named = [(kind, value) for kind in IDENTIFIERS for value in as_identifiers(kind, term)]
    # A handle without its platform is looked for on every platform.
    is_one = " OR ".join(
        f"(kind = $kind_{n} AND (value = $value_{n} OR (kind = 'handle' AND ends_with(value, ':' || $value_{n}))))"
        for n in range(len(named))
    )
    asked: dict[str, Any] = {"term": term}
    for number, (kind, value) in enumerate(named):
        asked |= {f"kind_{number}": kind, f"value_{number}": value}
    return _found(connection, _EXACT.format(is_one=is_one or "false"), asked, most)


def _words(connection: duckdb.DuckDBPyConnection, term: str, most: int) -> Found:
    words = term.lower().split()[:MOST_WORDS]
    all_words = " AND ".join(f"contains(lower(text), $word_{number})" for number in range(len(words)))
    asked = {"term": term, **{f"word_{number}": word for number, word in enumerate(words)}}
    return _found(connection, _WORDS.format(all_words=all_words), asked, most)


def _found(connection: duckdb.DuckDBPyConnection, sql: str, asked: dict[str, Any], most: int) -> Found:
    connection.execute(f"CREATE OR REPLACE TEMP TABLE found AS {sql}", asked)
    history = [Seen(*row) for row in connection.execute(_HISTORY).fetchall()]
    ads: list[dict[str, Any]] = connection.sql(_ADS, params={"most": most}).pl().to_dicts()
    total = connection.execute("SELECT count(DISTINCT ad_id) FROM found").fetchall()[0][0]
    return Found(history, ads, int(total))
