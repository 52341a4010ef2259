"""What a purge would remove: found from the warehouse and the archive, and changed by nothing of this."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import polars as pl

from assets.holds import read_holds
from assets.retention import Retention, read_retention
from assets.safety.restricted import signals
from assets.warehouse import Warehouse
from pipelines.purging.archived import Ads, place_of
from pipelines.purging.forms import pattern_of, patterns_of_urls
from pipelines.purging.wish import PurgeRefused, Wish, asked_before
from scrapers.partition import landed

DUE = Path(__file__).with_name("due.sql")
_SPELLINGS = """
SELECT DISTINCT substr(ads.text, found.span_start + 1, found.span_end - found.span_start)
FROM stg_identifiers AS found
INNER JOIN run_asked ON found.kind = run_asked.kind AND found.value = run_asked.value
INNER JOIN stg_ads AS ads ON found.ad_id = ads.ad_id
WHERE found.span_start IS NOT NULL
"""
#: An address with less than this after its host is a front page, and says nothing of anybody.
_SHORTEST_PATH = 4


@dataclass
class Plan:
    """What goes from where, as JSON keeps it while the purge is at work; `patterns` are what is searched for after."""

    reason: str
    since: str
    why: str
    by: str
    places: list[dict[str, Any]] = field(default_factory=list)
    ads: list[str] = field(default_factory=list)
    leads: list[str] = field(default_factory=list)
    patterns: list[str] = field(default_factory=list)
    #: Ads that go, by what they were kept as; ads that would go and are kept, by why.
    going: dict[str, int] = field(default_factory=dict)
    kept: dict[str, int] = field(default_factory=dict)
    #: Queued leads that nobody looked at for a year.
    due_for_review: list[str] = field(default_factory=list)

    @property
    def records(self) -> int:
        """Archived records that go."""
        return sum(len(place["pages"]) for place in self.places)

    @property
    def emptied(self) -> int:
        """Listing pages whose content goes."""
        return sum(len(place["emptied"]) for place in self.places)

    def document(self) -> str:
        """As JSON."""
        return json.dumps(asdict(self))


def plan(warehouse: Warehouse, asked: Wish, today: date) -> Plan:
    """Find what goes; raises PurgeRefused where something has landed that is not refined, so that it has no class."""
    if warehouse.unpublished_days():
        raise PurgeRefused("something has landed that is not published; run gaining-ground refresh --no-crawl first")
    home, retention = warehouse.home, read_retention(warehouse.home)
    wanted = _wanted(warehouse, asked)
    _give(warehouse, wanted, today)
    due = warehouse.connection.sql(DUE.read_text(encoding="utf-8")).pl()
    due = _judged(due, retention, asked, today)
    gone, staying = due.filter("goes"), due.filter(~pl.col("goes"))
    ads = Ads(
        gone=frozenset(gone["ad_id"]),
        protected=frozenset(due.filter("is_protected")["ad_id"]),
        kept_urls=frozenset(staying["url"]),
        gone_urls=frozenset(gone["url"]) - frozenset(staying["url"]),
    )
    spellings = [text for (text,) in warehouse.query(_SPELLINGS)]
    patterns = [pattern_of(kind, value, spellings) for kind, value in wanted]
    made = Plan(asked.reason, today.isoformat(), asked.why, asked.by, patterns=patterns)
    made.places = list(_places(home, ads, patterns, None if asked.kind else retention, today))
    made.ads, made.leads = sorted(ads.gone), _leads(warehouse, gone, staying)
    if asked.kind:
        made.patterns += patterns_of_urls(ads.gone_urls)
    made.going = dict(sorted(Counter(gone["kept_as"].to_list()).items()))
    made.kept = _kept(due)
    made.due_for_review = [] if asked.kind else _due_for_review(warehouse, retention, today)
    return made


def _wanted(warehouse: Warehouse, asked: Wish) -> list[tuple[str, str]]:
    """The identifiers that are to be gone: the one asked for, or, by the clocks, those asked for before."""
    if asked.kind and asked.value:
        return [(asked.kind, asked.value)]
    known = warehouse.query("SELECT DISTINCT kind, value FROM stg_identifiers ORDER BY ALL")
    return asked_before(warehouse.home, [(kind, value) for kind, value in known])


def _give(warehouse: Warehouse, wanted: list[tuple[str, str]], today: date) -> None:
    holds = read_holds(warehouse.home)
    warehouse.give("run_holds", holds.filter(pl.col("until").is_null() | (pl.col("until") >= today)))
    warehouse.give("run_asked", pl.DataFrame(wanted, {"kind": pl.String, "value": pl.String}, orient="row"))
    warehouse.give("run_child_safety", signals(warehouse.home).select("ad_id").unique())


def _judged(due: pl.DataFrame, retention: Retention, asked: Wish, today: date) -> pl.DataFrame:
    """With `goes`, `is_due` (it would go if nothing protected it) and `is_protected`."""
    pairs = due.select("source", "kept_as").unique()
    clocks = pairs.with_columns(
        days=pl.Series([retention.days(source, kept) for source, kept in pairs.iter_rows()], dtype=pl.Int64)
    )
    idle, unseen = (
        (pl.lit(today) - pl.col("seen")).dt.total_days(),
        (pl.lit(today) - pl.col("last_day")).dt.total_days(),
    )
    expired = pl.lit(False) if asked.kind else (idle > pl.col("days")) | (unseen > retention.at_most)
    is_listed = (pl.col("kept_as") == "child_safety") & ~expired & pl.lit(not asked.with_child_safety)
    return (
        due.join(clocks, on=["source", "kept_as"])
        .with_columns(is_due=pl.col("is_asked") | expired, is_protected=pl.col("is_held") | is_listed)
        .with_columns(goes=pl.col("is_due") & ~pl.col("is_protected"))
    )


def _places(
    home: Path, ads: Ads, patterns: list[str], retention: Retention | None, today: date
) -> Iterable[dict[str, Any]]:
    for item in landed(home):
        source = item.market.partition(".")[2]
        is_old = retention is not None and item.day < today - timedelta(days=retention.days(source, "not_queued"))
        if removal := place_of(item, ads, patterns, is_old=is_old, paths=_paths(ads.gone_urls) if patterns else {}):
            yield {
                "market": item.market,
                "day": item.day.isoformat(),
                **{name: sorted(getattr(removal, name)) for name in ("pages", "emptied", "urls")},
            }


def _paths(urls: Iterable[str]) -> dict[str, list[str]]:
    """The paths of addresses by host: a listing names its ads without the host."""
    found: dict[str, list[str]] = {}
    for url in sorted(urls):
        split = urlsplit(url)
        path = url.partition(split.netloc)[2]
        if len(path) >= _SHORTEST_PATH:
            found.setdefault(split.netloc, []).append(path)
    return found


def _kept(due: pl.DataFrame) -> dict[str, int]:
    held = due.filter(pl.col("is_due") & pl.col("is_held")).height
    listed = due.filter(pl.col("is_due") & pl.col("is_protected") & ~pl.col("is_held")).height
    return {why: n for why, n in (("legal hold", held), ("child-safety list", listed)) if n}


def _leads(warehouse: Warehouse, gone: pl.DataFrame, staying: pl.DataFrame) -> list[str]:
    """The leads of advertisers of whom nothing stays."""
    away = set(gone["advertiser_id"]) - set(staying["advertiser_id"])
    leads = warehouse.query("SELECT lead_id, advertiser_id FROM mart_leads")
    return sorted(lead for lead, advertiser in leads if advertiser in away)


def _due_for_review(warehouse: Warehouse, retention: Retention, today: date) -> list[str]:
    """Queued leads that were first seen and last spoken of by a person longer ago than the review clock."""
    sql = (
        "SELECT leads.lead_id FROM mart_leads AS leads LEFT JOIN run_labels AS labels ON leads.lead_id = labels.lead_id"
        " WHERE leads.status = 'queued' GROUP BY leads.lead_id, leads.first_day"
        " HAVING greatest(leads.first_day, coalesce(CAST(max(labels.said_at) AS DATE), leads.first_day)) < ?"
        " ORDER BY leads.lead_id"
    )
    return [lead for (lead,) in warehouse.query(sql, [today - timedelta(days=retention.review)])]
