"""Which advertisers were drawn for which review list, and with what probability: `records/draws.jsonl`, a line a list.

It is kept apart from the list itself, so that whoever reviews sees neither score nor what was drawn at random.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl

from assets.records import RecordError, read

FILE = "draws.jsonl"
#: Drawn as a lead, or from all that are none.
LEAD, BELOW = "lead", "below"
SCHEMA = pl.Schema(
    {
        "lead_id": pl.String(),
        "pack": pl.String(),
        "ad": pl.String(),
        "stratum": pl.String(),
        "probability": pl.Float64(),
    }
)


def draws_frame(home: Path) -> pl.DataFrame:
    """`run_draws`: a row an item of a list; `ad` is the first sixteen digits of the advertiser's name.

    Raises RecordError.
    """
    return pl.DataFrame(list(_rows(home)), schema=SCHEMA, orient="row")


def _rows(home: Path) -> Iterator[tuple[Any, ...]]:
    for number, draw in read(home, FILE):
        try:
            for item in draw["items"]:
                name, chance = item["advertiser_id"], float(item["probability"])
                if item["stratum"] not in (LEAD, BELOW) or not 0 < chance <= 1:
                    raise ValueError("no draw")
                yield item["lead_id"], draw["pack"], name[1:], item["stratum"], chance
        except (KeyError, TypeError, ValueError) as error:
            raise RecordError(f"records/{FILE}: line {number}: is no draw; restore the line from a backup") from error
