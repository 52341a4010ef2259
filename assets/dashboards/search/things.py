"""What can be found in a tier: the rows of every query in `<tier>/`, with the page that shows each."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import polars as pl

from assets.dashboards.published import Published

HERE = Path(__file__).parent
SCHEMA = pl.Schema(
    {
        **{name: pl.String() for name in ("kind", "title", "text", "city", "path", "identifiers")},
        "rank": pl.Int32(),
        "day": pl.Date(),
    }
)


def kinds(tier: str) -> list[str]:
    """The kinds of things that can be found in a tier; a file that is there is known."""
    return sorted(path.stem for path in (HERE / tier).glob("*.sql"))


def things(published: Published, written: Collection[str]) -> pl.DataFrame:
    """Every thing that can be found, by SCHEMA; one whose page was not written has no path."""
    frames = [
        published.answer((HERE / published.tier / f"{kind}.sql").read_text(encoding="utf-8"))
        .with_columns(pl.lit(kind).alias("kind"))
        .select(pl.col(name).cast(kept) for name, kept in SCHEMA.items())
        for kind in kinds(published.tier)
    ]
    page = pl.col("path").str.split("#").list.first()
    shown = pl.when(page.is_in(list(written))).then("path")
    return pl.concat([SCHEMA.to_frame(), *frames]).with_columns(shown.alias("path"))
