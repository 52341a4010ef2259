"""`sandbox write`: any number of ads as a Parquet file of AdRecords, their truth in a folder beside it.

Operators are drawn block by block, so memory does not grow with the number of ads, and the same seed writes the same
bytes. Within a block the ads stand in no order of their operators.
"""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow.parquet as pq

from sandbox import ads, truth
from sandbox.chance import Chance
from sandbox.events import calendar
from sandbox.lives import postings
from sandbox.population import LEAD_IN, NumbersExhausted, Parameters, Population
from sandbox.records import clock, records
from sandbox.world import BLOCK, BORN, MEAN_STAY, Block, day_number, visitors
from sandbox.writing import write

#: When a day is captured, by the city's own clock: late, so that all of the day's ads are there.
CAPTURED = time(23, 59)


@dataclass(frozen=True)
class Written:
    """What was written and where."""

    ads: int
    operators: int
    file: Path
    truth: Path


class DatasetRefused(ValueError):
    """A wish that cannot be met; the message names what, where and the remedy."""


def write_dataset(path: Path, count: int, seed: int, days: int, parameters: Parameters) -> Written:
    """Write `count` ads of `days` days to `path` and their truth to `path`.truth/; raises DatasetRefused.

    What is there before is replaced only once everything is written. Ads and truth of different writings never stand
    side by side, wherever this is interrupted.
    """
    folder = path.with_name(f"{path.name}.truth")
    _check_place(path, folder)
    aside = path.with_name(f".{path.name}.aside")
    try:
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir()
        done, operators = _write_all(aside, count, seed, days, parameters)
        path.unlink(missing_ok=True)
        shutil.rmtree(folder, ignore_errors=True)
        (aside / "truth").rename(folder)
        (aside / "ads.parquet").replace(path)
    except OSError as error:
        raise DatasetRefused(f"{path}: {error.strerror or error}; choose a folder with room that is yours") from error
    except NumbersExhausted as error:
        raise DatasetRefused(f"{count:,} ads of {days} days: {error}") from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return Written(done, operators, path, folder)


def _check_place(path: Path, folder: Path) -> None:
    if not path.parent.is_dir():
        raise DatasetRefused(f"{path.parent}: no such folder; make it first")
    if path.is_dir():
        raise DatasetRefused(f"{path}: is a folder; name a file in it, such as {path / 'ads.parquet'}")
    # Only what an earlier writing left may be replaced.
    if folder.exists() and not (folder.is_dir() and all(file.suffix == ".parquet" for file in folder.iterdir())):
        raise DatasetRefused(f"{folder}: holds something else than truth; move it, or choose another name")


def _write_all(aside: Path, count: int, seed: int, days: int, parameters: Parameters) -> tuple[int, int]:
    last = BORN
    first = last - timedelta(days=days - 1)
    (aside / "truth").mkdir()
    out, done, operators = _Out(aside), 0, 0
    try:
        for block in _blocks(seed, count, first, last, parameters):
            rows = _numbered(Chance(seed), block, done, count - done)
            out.add("ads.parquet", _records(Chance(seed), block, rows))
            for name, table in truth.of_block(block, rows).items():
                out.add(f"truth/{name}.parquet", table)
                operators += table.height if name == "operators" else 0
            done += rows.height
            if done >= count:
                break
    finally:
        out.close()
    truth.of_events(calendar(last)).write_parquet(aside / "truth" / "events.parquet")
    return done, operators


def _blocks(seed: int, count: int, first: date, last: date, parameters: Parameters) -> Iterator[Block]:
    """The visitors of events first, as many as a market of this size draws; then residents without end."""
    chance = Chance(seed)
    population = Population(chance, day_number(first), day_number(last), parameters)
    # Of ads in the file, about six are an operator's, over the days that it is there.
    concurrent = max(1, round(count / 30 * MEAN_STAY / ((last - first).days + 1 + LEAD_IN)))
    residents = (population.block(BLOCK) for _ in itertools.count())
    for operators in itertools.chain(visitors(population, calendar(last), concurrent), residents):
        posted = postings(chance, operators, day_number(first), day_number(last))
        # An ad of the file is one that begins within its days.
        posted = posted.take(posted.first >= day_number(first))
        if len(posted):
            yield Block(operators, posted, write(chance, operators, posted, parameters.level))


def _numbered(chance: Chance, block: Block, done: int, wanted: int) -> pl.DataFrame:
    """Place in the block and row in the file, in an order that tells nothing; at most `wanted` of them."""
    kept = np.arange(len(block.posted))[:wanted]
    order = np.argsort(chance.bits("order", block.posted.key[kept], block.posted.version[kept]), kind="stable")
    return pl.DataFrame({"block_row": kept[order], "row": done + np.arange(len(kept))})


def _records(chance: Chance, block: Block, rows: pl.DataFrame) -> pl.DataFrame:
    shown = ads.shown(chance, block.operators, block.posted, block.texts)
    shown = shown[rows["block_row"]].with_columns(pl.col("first").alias("day"))
    return records(shown.with_columns(clock(CAPTURED).alias("captured")))


class _Out:
    """Parquet files that grow a row group at a time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.writers: dict[str, pq.ParquetWriter] = {}

    def add(self, name: str, table: pl.DataFrame) -> None:
        arrow = table.to_arrow()
        if name not in self.writers:
            self.writers[name] = pq.ParquetWriter(self.folder / name, arrow.schema, compression="zstd")
        self.writers[name].write_table(arrow)

    def close(self) -> None:
        for writer in self.writers.values():
            writer.close()
