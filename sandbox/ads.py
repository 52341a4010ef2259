"""What a site shows of each ad, as a table: a row for each version of a posting, no word of who is behind it."""

from __future__ import annotations

from functools import cache

import numpy as np
import polars as pl
import pyarrow as pa

from sandbox.chance import Chance, Ints
from sandbox.geography import cities
from sandbox.lives import Postings
from sandbox.population import REGISTERS, Operators
from sandbox.slots.reach import SYLLABLES
from sandbox.slots.rendered import Pool
from sandbox.writing import Texts

CATEGORIES = {
    "services": "services", "agency": "services", "massage": "wellness", "spam": "services", "scam": "services",
    "drugs": "for sale", "labour": "jobs", "goods": "for sale",
}  # fmt: skip
IMAGES = 3
DAY = 24 * 60


def shown(chance: Chance, operators: Operators, posted: Postings, texts: Texts) -> pl.DataFrame:
    """One row a version: number (of the address), city, source, first, end (the day after its last), posted, texts.

    `posted` is by the city's own clock. Declared facts are empty where the page does not show them.
    """
    key = posted.key
    sources = [source for city in cities().values() for source in city.sources]
    offsets = np.cumsum([0, *(len(city.sources) for city in cities().values())])[posted.city]
    is_goods = np.isin(texts.register, [REGISTERS.index(name) for name in ("goods", "labour", "drugs")])

    def declared(name: str, share: float) -> pl.Series:
        return pl.Series(chance.share(f"declares {name}", key) < share)

    frame = pl.DataFrame(
        {
            "number": key >> np.uint64(24),
            "version": posted.version,
            "city": pl.Series(list(cities())).gather(posted.city),
            "source": pl.Series(sources).gather(offsets + posted.site),
            "first": pl.Series(posted.first).cast(pl.Int32).cast(pl.Date),
            "end": pl.Series(posted.end).cast(pl.Int32).cast(pl.Date),
            "posted": pl.Series((posted.posted * DAY + posted.minute) * 60_000_000).cast(pl.Datetime("us")),
            "title": texts.title,
            "body": texts.body,
            "category": pl.Series([CATEGORIES[name] for name in REGISTERS]).gather(texts.register),
            "place": texts.place,
            "age": pl.Series(texts.age).cast(pl.Int32),
            "price": "$" + pl.Series(texts.hourly).cast(pl.String),
            "phone": texts.phone,
            "email": texts.email,
            "images": _images(chance, operators, posted),
        }
    )
    kept = {
        "age": declared("age", 0.6) & ~pl.Series(is_goods),
        "price": declared("price", 0.5),
        "phone": declared("phone", 0.45) & pl.Series(~texts.hides),
        "email": declared("email", 0.5) & pl.Series(operators.reach[posted.owner, 0]),
    }
    return frame.with_columns(pl.when(keep).then(pl.col(name)).alias(name) for name, keep in kept.items())


@cache
def _syllables() -> tuple[Pool, int]:
    """Two syllables at a time."""
    pool = Pool()
    return pool, pool.add([one + other for one in SYLLABLES for other in SYLLABLES])


def _images(chance: Chance, operators: Operators, posted: Postings) -> pl.Series:
    """Names of pictures, none of which exists: some are a person's for long, some are new."""
    count = chance.below(IMAGES + 1, "pictures", posted.key)
    row = np.repeat(np.arange(len(count)), count)
    place = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
    old = chance.bits("picture", operators.index[posted.owner[row]], posted.person[row], place)
    new = chance.bits("new picture", posted.key[row], place)
    bits = np.where(chance.share("renews", posted.key[row], place) < 0.3, new, old)
    offsets = np.concatenate([[0], np.cumsum(count)])
    return pl.Series(pa.LargeListArray.from_arrays(pa.array(offsets), _name(bits).to_arrow()))


def _name(bits: np.ndarray) -> pl.Series:
    pool, first = _syllables()
    known = np.uint64(len(SYLLABLES))
    parts: list[Ints] = [((bits >> np.uint64(8 * at)) % known).astype(np.int64) for at in range(6)]
    pairs = [one * len(SYLLABLES) + other for one, other in zip(parts[::2], parts[1::2], strict=True)]
    return pool.joined(first + np.stack(pairs, axis=1))
