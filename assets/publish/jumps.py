"""How a finished build differs from the one that people see: cities that are gone, counts beyond their bounds.

What is beyond is not wrong for that; a person looks, and says `--accept REASON` if it is as it should be.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb

#: A city's ads, or those of a day that was told before, may become half or twice as many.
FACTOR = 2.0
#: A city on its newest day may stand at a third or thrice of what its weekdays lead one to expect.
USUAL = 3.0
#: Counts below this jump for no reason at all.
SMALL = 50
#: Queued leads may double, and twenty more.
LEADS_MORE = 20

_CITIES = "SELECT city, sum(new_ads) FROM mart_city_days GROUP BY city"
_DAYS = "SELECT city, day, new_ads FROM mart_city_days WHERE is_complete"
_NEWEST = """
SELECT city, day, ads, expected FROM mart_city_days
WHERE is_complete AND expected IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY city ORDER BY day DESC) = 1
"""
_QUEUED = "SELECT count(*) FROM mart_leads WHERE status = 'queued'"
_SET_ASIDE = "SELECT DISTINCT city FROM meta_sources WHERE set_aside IS NOT NULL"


def jumps(new: Path, shown: Path | None) -> list[str]:
    """What of the database `new` a person should look at before it replaces `shown`, in words."""
    with duckdb.connect(str(new), read_only=True) as connection:
        found = list(_unusual(connection))
        if shown is None:
            return found
        with duckdb.connect(str(shown), read_only=True) as before:
            return [*found, *_cities(connection, before), *_days(connection, before), *_leads(connection, before)]


def _unusual(new: duckdb.DuckDBPyConnection) -> Iterator[str]:
    for city, day, ads, expected in new.execute(_NEWEST).fetchall():
        if max(ads, expected) >= SMALL and not expected / USUAL <= ads <= expected * USUAL:
            yield f"{city} {day}: {ads:,} postings where about {expected:,.0f} are usual"


def _cities(new: duckdb.DuckDBPyConnection, before: duckdb.DuckDBPyConnection) -> Iterator[str]:
    now = dict(new.execute(_CITIES).fetchall())
    # A market that was set aside is shown stale, and holds up nothing.
    excused = {city for (city,) in new.execute(_SET_ASIDE).fetchall()}
    for city, ads in sorted(before.execute(_CITIES).fetchall()):
        if city in excused:
            continue
        if city not in now:
            yield f"{city}: is lost; {ads:,} ads are shown now"
        elif ads >= SMALL and now[city] < ads / FACTOR:
            yield f"{city}: {now[city]:,} ads where {ads:,} are shown now"


def _days(new: duckdb.DuckDBPyConnection, before: duckdb.DuckDBPyConnection) -> Iterator[str]:
    now = {(city, day): ads for city, day, ads in new.execute(_DAYS).fetchall()}
    for city, day, ads in sorted(before.execute(_DAYS).fetchall()):
        after = now.get((city, day), ads)
        if max(ads, after) >= SMALL and not ads / FACTOR <= after <= ads * FACTOR:
            yield f"{city} {day}: {after:,} new ads where {ads:,} are shown now"


def _leads(new: duckdb.DuckDBPyConnection, before: duckdb.DuckDBPyConnection) -> Iterator[str]:
    after, queued = new.execute(_QUEUED).fetchall()[0][0], before.execute(_QUEUED).fetchall()[0][0]
    if after > queued * FACTOR + LEADS_MORE or after < queued / FACTOR - LEADS_MORE:
        yield f"{after:,} queued leads where {queued:,} are shown now"
