"""What reading ads costs: each extractor's CPU seconds, beside the floor and peers, and the whole by number of ads.

`make bench` runs it and writes the table to `benchmarks/extraction.md`. The floor is what nobody can avoid: a DuckDB
scan and a split-and-hash of the same text. Peers are the libraries that a user would call for each ad.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

#: How many ads, and how many rounds each; the largest is there to show that time is linear and memory bounded.
SIZES, SEED = {10_000: 3, 100_000: 3, 1_000_000: 1}, 7
#: The size at which each extractor is shown apart, and how many ads the slow peers get.
SHOWN, SAMPLE = 100_000, 2_000
GOAL, AIM = 10_000, 15_000
TABLES = ("stg_writing", "stg_identifiers", "stg_prices", "stg_people", "stg_places", "stg_terms")
ROOT = Path(__file__).parent.parent


def measure(path: Path, ads: int, peers: bool) -> dict[str, float]:
    """CPU seconds of each part and the peak memory (MB) of a process of its own that reads the file."""
    command = [sys.executable, "-m", "benchmarks.extraction", "--measure", str(path), str(ads), str(int(peers))]
    said = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    return dict(json.loads(said.stdout.splitlines()[-1]))


# -- in the measured process --------------------------------------------------------------------------------------


def _measured(path: str, ads: int, peers: bool) -> dict[str, float]:
    import importlib
    import resource
    import time

    import duckdb
    import polars as pl

    # Tables in a file, as a refresh has them.
    connection = duckdb.connect(f"{path}.{os.getpid()}.duckdb", config={"memory_limit": "300MB"})
    connection.execute(
        "CREATE TABLE raw_ads AS SELECT sha256(url || captured_at::VARCHAR) AS page_id, captured_at::DATE AS day,"
        f" title, body, city, phone, email, price, age FROM '{path}'"
    )
    connection.execute(
        "CREATE TABLE stg_ads AS SELECT page_id AS ad_id, day, city, title || chr(10) || body AS text,"
        " phone AS declared_phone, email AS declared_email, NULL::VARCHAR AS declared_handle, price AS declared_price,"
        " age::INTEGER AS declared_age FROM raw_ads"
    )

    costs = {"fetched": 0.0}

    def timed(do: Callable[[], object]) -> float:
        began = time.process_time()
        do()
        return time.process_time() - began

    def build(name: str) -> float:
        """As the warehouse does it, a part of the ads at a time; what the database does is counted apart."""
        module = importlib.import_module(f"assets.staging.{name}")
        ((table, columns),) = module.READS.items()
        built = 0.0
        for done in range(0, ads, module.ROWS_AT_ONCE):
            query = f"SELECT {', '.join(columns)} FROM {table} LIMIT {module.ROWS_AT_ONCE} OFFSET {done}"
            began = time.process_time()
            part = connection.sql(query).pl()
            fetched = time.process_time()
            module.build(part)
            costs["fetched"] += fetched - began
            built += time.process_time() - fetched
        return built

    for name in TABLES:  # the tables of the kernels are made once a process, not once an ad
        module = importlib.import_module(f"assets.staging.{name}")
        ((table, columns),) = module.READS.items()
        module.build(connection.sql(f"SELECT {', '.join(columns)} FROM {table} LIMIT 100").pl())
    costs |= {name: build(name) for name in TABLES}
    costs["peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    costs["scan"] = timed(lambda: connection.sql("SELECT sum(length(text)), max(hash(text)) FROM stg_ads").fetchall())

    def split_and_hash() -> int:
        texts = connection.sql("SELECT text FROM stg_ads").pl()["text"]
        return int(texts.str.split(" ").explode().hash().n_unique())

    costs["split and hash"] = timed(split_and_hash)
    if peers:
        texts = pl.Series(connection.sql(f"SELECT text FROM stg_ads LIMIT {SAMPLE}").pl()["text"]).to_list()
        costs |= _peers(texts, timed)
    return costs


def _peers(texts: list[str], timed: Callable[[Callable[[], object]], float]) -> dict[str, float]:
    import phonenumbers
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    model = LanguageIdentifier.from_model_file(MODEL_FILE)
    return {
        "py3langid, an ad a call": timed(lambda: [model.classify(text) for text in texts]),
        "phonenumbers, an ad a call": timed(lambda: [list(phonenumbers.PhoneNumberMatcher(t, "US")) for t in texts]),
    }


# -- the table ------------------------------------------------------------------------------------------------------


def table(costs: dict[int, list[dict[str, float]]]) -> str:
    """The medians as Markdown."""
    of = {
        ads: {name: statistics.median(r[name] for r in rounds) for name in rounds[0]} for ads, rounds in costs.items()
    }
    shown = of[SHOWN]
    total = sum(shown[name] for name in TABLES)
    floor = shown["scan"] + shown["split and hash"]
    lines = [
        "# What reading ads costs",
        "",
        f"Medians of {SIZES[SHOWN]} interleaved rounds (one of a million ads), {os.cpu_count()} cores"
        f" ({platform.machine()}), Python {platform.python_version()}; simulated ads of about 250 bytes, level hard,"
        f" seed {SEED}; {SHOWN:,} ads. The machine's load when it ended was {os.getloadavg()[1]:.0f}; other work makes"
        " a CPU second do less.",
        "",
        "| part | CPU seconds | ads a CPU second | share |",
        "|---|---|---|---|",
        *(f"| {n} | {shown[n]:.2f} | {SHOWN / shown[n]:,.0f} | {shown[n] / total:.0%} |" for n in TABLES),
        f"| **all** | {total:.2f} | {SHOWN / total:,.0f} | 100% |",
        f"| beside it: fetching the ads from DuckDB for each table | {shown['fetched']:.2f} | | |",
        f"| floor: scan, split and hash | {floor:.2f} | {SHOWN / floor:,.0f} | 1 : {total / floor:.1f} |",
        "",
        f"Goal: {GOAL:,} ads a CPU second; aim: {AIM:,}.",
        "",
        "| ads | all, CPU seconds | ads a CPU second | peak MB |",
        "|---|---|---|---|",
    ]
    for ads, found in of.items():
        seconds = sum(found[name] for name in TABLES)
        lines.append(f"| {ads:,} | {seconds:.2f} | {ads / seconds:,.0f} | {found['peak']:,.0f} |")
    lines += ["", "| peer | ads a CPU second |", "|---|---|"]
    lines += [f"| {name} | {SAMPLE / seconds:,.0f} |" for name, seconds in shown.items() if "a call" in name]
    return "\n".join([*lines, ""])


def main() -> int:
    """Measure and write the table."""
    from sandbox.dataset import write_dataset
    from sandbox.population import Parameters

    costs: dict[int, list[dict[str, float]]] = {ads: [] for ads in SIZES}
    with tempfile.TemporaryDirectory() as folder:
        for ads in SIZES:
            write_dataset(Path(folder) / f"{ads}.parquet", ads, SEED, 60, Parameters(level="hard"))
        for turn in range(max(SIZES.values())):
            for ads, rounds in SIZES.items():
                if turn < rounds:
                    costs[ads].append(measure(Path(folder) / f"{ads}.parquet", ads, ads == SHOWN))
    text = table(costs)
    Path(__file__).with_suffix(".md").write_text(text, encoding="utf-8")
    print(text)
    return 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        print(json.dumps(_measured(sys.argv[2], int(sys.argv[3]), sys.argv[4] == "1")))
        sys.exit(0)
    sys.exit(main())
