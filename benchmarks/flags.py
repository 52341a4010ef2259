"""What a day's flags cost, by how much history there is: ten thousand new ads, all rules, scores and leads.

A warehouse is filled from simulated ads through the tables' own queries and kernels; crawling and landing are left
out. `python -m benchmarks.flags` writes `benchmarks/flags.md`; sizes may be given: `python -m benchmarks.flags 30000`.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from assets.warehouse import Warehouse
from benchmarks import measured
from benchmarks.measured import Measured

SIZES, NEW, GOAL = (100_000, 1_000_000), 10_000, 20.0
#: Filled straight from the file; every other table is made by its own query or kernel.
LANDED = {
    "stg_captures": "ad_id, posting_id, market, source, city, day, url, captured_at, page_id",
    "stg_ads": "ad_id, posting_id, source, city, market, url, day, captured_at, posted_at, title, body, text, language,"
    " language_confidence, is_cut, category, location, poster, declared_phone, declared_email, declared_handle,"
    " declared_price, declared_age, page_id, sha256, warc_file, warc_offset",
    "stg_sightings": "posting_id, day, source, city, market",
}
NOT_NEEDED = ("stg_writing",)
ADS = """
SELECT DISTINCT ON (ad_id)
    sha256(source || chr(31) || url || chr(31) || title || chr(31) || body) AS ad_id,
    sha256(source || chr(31) || url) AS posting_id,
    source, city, city || '.' || source AS market, url, CAST(captured_at AS DATE) AS day, captured_at, posted_at, title,
    body, title || chr(10) || body AS text, 'en' AS language, 1.0 AS language_confidence, FALSE AS is_cut, category,
    location, poster, phone AS declared_phone, email AS declared_email, NULL AS declared_handle,
    price AS declared_price, age AS declared_age, ad_id AS page_id, ad_id AS sha256, 'none.warc.gz' AS warc_file,
    0 AS warc_offset
FROM read_parquet($file)
"""


def fill(home: Path, history: int) -> tuple[Warehouse, date]:
    """A warehouse with all tables of all days but the last, and the last day's staging and entities; and that day."""
    from sandbox.dataset import write_dataset
    from sandbox.population import Parameters

    file = home / "ads.parquet"
    write_dataset(file, history + NEW, 2, history // NEW + 1, Parameters(level="hard"))
    warehouse = Warehouse(home)
    days = set(pl.read_parquet(file, columns=["captured_at"])["captured_at"].dt.date())
    last = max(days)
    for chosen, operator in ((days - {last}, "<"), ({last}, "=")):
        warehouse.landed_days = lambda chosen=chosen: set(chosen)  # type: ignore[method-assign]
        warehouse.connection.execute(
            f"CREATE OR REPLACE TEMP TABLE given_ads AS SELECT * FROM ({ADS}) WHERE day {operator} DATE '{last}'",
            {"file": str(file)},
        )
        for name, model in warehouse.models.items():
            if name in NOT_NEEDED or (operator == "=" and model.stage not in ("staging", "entities")):
                continue
            if name in LANDED:
                warehouse._create_if_new(model)
                distinct = "DISTINCT " if name == "stg_sightings" else ""
                columns = LANDED[name]
                warehouse.connection.execute(
                    f"INSERT INTO {name} ({columns}) SELECT {distinct}{columns} FROM given_ads"
                )
                continue
            warehouse.renew(model, chosen)
    return warehouse, last


def one(history: int) -> Measured:
    """The flags and what is made of them, for the last day, on a filled warehouse; the result is seconds a table."""
    with tempfile.TemporaryDirectory() as folder:
        warehouse, last = fill(Path(folder), history)
        with warehouse:
            names = [n for n, m in warehouse.models.items() if m.stage == "flags" or n.startswith("mart_lead")]
            work = measured.here(lambda: _renewed(warehouse, names, last))
            counts = {name: warehouse.query(f"SELECT count(*) FROM {name}")[0][0] for name in ("stg_ads", *names)}
            new = warehouse.query("SELECT count(*) FROM stg_ads WHERE day = ?", [last])[0][0]
    return Measured(work.cpu, work.wall, work.megabytes, {"seconds": work.result, "rows": counts, "new": new})


def _renewed(warehouse: Warehouse, names: list[str], day: date) -> dict[str, float]:
    return {name: warehouse.renew(warehouse.models[name], [day]).seconds for name in names}


def lines(found: dict[int, Measured]) -> Iterator[str]:
    yield "# A day's flags\n"
    yield f"One round each, in a process of its own; {measured.machine()}. Simulated ads of seed 2, hard.\n"
    yield "| ads before | new ads | table | seconds | rows |\n|---|---|---|---|---|"
    for size, run in found.items():
        for name, seconds in run.result["seconds"].items():
            yield f"| {size:,} | {run.result['new']:,} | {name} | {seconds:.2f} | {run.result['rows'][name]:,} |"
    yield "\n| ads before | all, seconds | CPU s | peak MB, with filling |\n|---|---|---|---|"
    for size, run in found.items():
        yield f"| {size:,} | {run.wall:.2f} | {run.cpu:.2f} | {run.megabytes:,.0f} |"
    largest, least = max(found), min(found)
    yield f"\nGoal: under {GOAL:.0f} s on {SIZES[-1]:,}: " + (
        "not measured at this size"
        if largest < SIZES[-1]
        else f"{'reached' if found[largest].wall < GOAL else 'MISSED'} ({found[largest].wall:.2f} s)"
    )
    if largest > least:
        times = found[largest].wall / found[least].wall
        yield f"\nGrowth: {largest / least:.0f} times the history takes {times:.1f} times as long."


def main(arguments: list[str]) -> int:
    """Measure each size in a process of its own and write the table."""
    if arguments[:1] == ["size"]:
        measured.leave(one(int(arguments[1])), arguments[2])
        return 0
    sizes: tuple[Any, ...] = tuple(int(size) for size in arguments) or SIZES
    text = "\n".join(lines({size: measured.apart("benchmarks.flags", "size", str(size)) for size in sizes})) + "\n"
    Path(__file__).with_suffix(".md").write_text(text, encoding="utf-8")
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
