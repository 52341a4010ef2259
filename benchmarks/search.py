"""How long `search` takes over a million ads: `python -m benchmarks.search [HOME]` multiplies a refreshed home.

Each copy of an ad has an id, an address and identifiers of its own, so that a term is as rare as in the home itself.
The searches run one after another in one process, then one of them as the command that somebody types.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb

from assets.quoting import literal
from benchmarks.measured import ROOT, Measured, here, machine
from pipelines.searching import search

ADS = 1_000_000
PAGE = Path(__file__).with_suffix(".md")
_COPIED = {
    "stg_ads": "sha256(ad_id || n) AS ad_id, url || '/' || n AS url",
    "stg_identifiers": "sha256(ad_id || n) AS ad_id,"
    " CASE WHEN n = 0 THEN value ELSE sha256(value || n)[:12] END AS value",
    "ent_advertiser_ads": "sha256(ad_id || n) AS ad_id, 'a' || sha256(advertiser_id || n)[:16] AS advertiser_id",
}


def multiply(source: Path, home: Path) -> int:
    """A home whose warehouse has at least ADS ads; returns how many."""
    (home / "work").mkdir()
    with duckdb.connect(str(home / "work" / "warehouse.duckdb")) as connection:
        connection.execute(f"ATTACH {literal(str(source))} AS small (READ_ONLY)")
        times = -(-ADS // connection.execute("SELECT count(*) FROM small.stg_ads").fetchall()[0][0])
        for table, others in _COPIED.items():
            names = [row[0] for row in connection.execute(f"DESCRIBE small.{table}").fetchall()]
            connection.execute(
                f"CREATE TABLE {table} AS SELECT {', '.join(names)} FROM (SELECT * REPLACE ({others})"
                f" FROM small.{table} CROSS JOIN range({times}) AS times (n))"
            )
        connection.execute("CREATE TABLE mart_leads AS FROM small.mart_leads")
        return int(connection.execute("SELECT count(*) FROM stg_ads").fetchall()[0][0])


def asked_for(source: Path) -> dict[str, str]:
    """One term of each kind that the home knows."""
    with duckdb.connect(str(source), read_only=True) as connection:
        kinds = "SELECT kind, min(value) FROM stg_identifiers WHERE kind IN ('phone', 'email', 'handle') GROUP BY kind"
        terms: dict[str, str] = dict(connection.execute(f"{kinds} ORDER BY kind").fetchall())
        terms["address"] = connection.execute("SELECT min(url) || '/0' FROM stg_ads").fetchall()[0][0]
    return terms


def main() -> None:
    """Measure and write benchmarks/search.md."""
    home = Path(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("GAINING_GROUND_HOME", "data"))
    source = home / "work" / "warehouse.duckdb"
    with tempfile.TemporaryDirectory() as folder:
        large = Path(folder)
        ads, terms, rows = multiply(source, large), asked_for(source), []
        search(large, next(iter(terms.values())), "a first one, which loads the readers", None)
        for kind, term in terms.items():
            rows.append((kind, here(lambda term=term: search(large, term, "a benchmark", None).total)))  # type: ignore[misc]
        command = [sys.executable, "-m", "pipelines.cli.main", "search", terms["phone"], "--purpose", "a benchmark"]
        typed = {"cwd": ROOT, "env": {**os.environ, "GAINING_GROUND_HOME": folder}, "capture_output": True}
        rows.append(("phone, as a command", here(lambda: subprocess.run(command, check=True, **typed) and None)))  # type: ignore[call-overload]
    PAGE.write_text(page(ads, rows))


def page(ads: int, rows: list[tuple[str, Measured]]) -> str:
    """The figures as a table."""
    lines = [
        *("# Search", ""),
        f"Over {ads:,} ads; `python -m benchmarks.search`. On {machine()}. The command's time is with its start.",
        *("", "| term | found | CPU s | wall s |", "|---|---|---|---|"),
        *(f"| {kind} | {m.result or ''} | {m.cpu:.2f} | {m.wall:.2f} |" for kind, m in rows),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
