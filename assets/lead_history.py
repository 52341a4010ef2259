"""How the leads stood on each day that was published: `records/leads/<day>.parquet`, a row a lead.

A day is the newest day of the data, so that the same data give the same history; a second publish of a day replaces it.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from pathlib import Path

import polars as pl

SCHEMA = pl.Schema(
    {"lead_id": pl.String(), "day": pl.Date(), "score": pl.Int32(), "ads": pl.Int64(), "counting": pl.String()}
)


def keep_leads(home: Path, day: date, leads: pl.DataFrame) -> None:
    """Keep how the leads stand on a day (columns of SCHEMA but `day`; `counting` names the rules with points)."""
    folder = home / "records" / "leads"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path, aside = folder / f"{day}.parquet", folder / f".{day}.aside"
    leads.with_columns(day=pl.lit(day)).select(list(SCHEMA)).cast(SCHEMA).sort("lead_id").write_parquet(aside)
    aside.chmod(0o600)
    aside.replace(path)


def leads_before(home: Path, day: date | None) -> pl.DataFrame:
    """`run_leads_before`: the leads of the last kept day before this one; no rows before the second day."""
    days = [kept for kept in kept_days(home) if day is not None and kept < day]
    return leads_on(home, days[-1]) if days else pl.DataFrame(schema=SCHEMA)


def leads_on(home: Path, day: date) -> pl.DataFrame:
    """The leads of a kept day; raises FileNotFoundError."""
    return pl.read_parquet(home / "records" / "leads" / f"{day}.parquet").cast(SCHEMA)


def forget_leads(home: Path, leads: Collection[str]) -> None:
    """Take leads out of the history of every day; what is left of a day stays."""
    for day in kept_days(home) if leads else []:
        before = leads_on(home, day)
        kept = before.filter(~pl.col("lead_id").is_in(list(leads)))
        if kept.height < before.height:
            keep_leads(home, day, kept)


def kept_days(home: Path) -> list[date]:
    """The days of which the leads are kept, in order."""
    folder = home / "records" / "leads"
    return sorted(date.fromisoformat(path.stem) for path in folder.glob("????-??-??.parquet"))
