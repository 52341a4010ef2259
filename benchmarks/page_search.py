"""What the search without a server costs: its index of 100,000 ads in clear to build, and answers in Chromium.

`make bench` runs it over a simulated market and writes `benchmarks/page_search.md`. Every ad is in clear, as with
GAINING_GROUND_IDENTITIES=all. A cold answer is the first of a page that was just opened: shards are loaded, postings
joined, ten things drawn; a warm one is the same question once more. ADS on the command line takes another size, and
writes nothing.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

import duckdb
import polars as pl

from assets.dashboards.embedding import POLICY
from assets.dashboards.search.index import scripts
from assets.dashboards.search.things import SCHEMA
from assets.dashboards.site import HERE
from benchmarks.measured import here, machine, market, truth

ADS, ROUNDS, THROTTLE, PATIENCE = 100_000, 5, 4, 3000
#: Seconds to build; milliseconds of an answer, cold and warm, and both with the processor throttled four times.
BUILD_GOAL, COLD_GOAL, WARM_GOAL, SLOW_GOAL = 5.0, 300.0, 100.0, 500.0


@dataclass(frozen=True)
class Question:
    """A kind of question, and one of it."""

    kind: str
    text: str


def main() -> int:
    ads = int(sys.argv[1]) if len(sys.argv) > 1 else ADS
    from playwright.sync_api import sync_playwright

    from pipelines.serving import server
    from tests.browser.chromium import CHROMIUM, FLAGS

    with tempfile.TemporaryDirectory() as scratch:
        things, questions = _market(ads)
        site = Path(scratch) / "site"
        built = here(lambda: _write(things, site))
        sizes = [path.stat().st_size for path in (site / "search").iterdir()]
        with server(site, 0) as serving, sync_playwright() as started:
            threading.Thread(target=serving.serve_forever, daemon=True).start()
            browser = started.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            origins = {"file://": site.as_uri(), "loopback": f"http://127.0.0.1:{serving.server_port}"}
            rows = [row for name, origin in origins.items() for row in _asked(browser, name, origin, questions)]
            browser.close()
            serving.shutdown()
    report = _report(things.height, built, sizes, rows)
    if ads == ADS:
        Path(__file__).with_suffix(".md").write_text(report, encoding="utf-8")
    print(report)
    return 0 if built.wall < BUILD_GOAL and all(row["met"] for row in rows) else 1


def _market(ads: int) -> tuple[pl.DataFrame, list[Question]]:
    """The ads as things to be found, with the phones that are truly theirs; and a question of each kind."""
    path = market(ads, "hard")
    identifiers = truth(path, "identifiers")
    with duckdb.connect() as connection:
        connection.register("identifiers", identifiers.to_arrow())
        things = connection.sql(_THINGS.format(path=path)).pl()
    return things.select(pl.col(name).cast(kept) for name, kept in SCHEMA.items()), list(_questions(things))


def _questions(things: pl.DataFrame) -> Iterator[Question]:
    values = things.select(pl.col("identifiers").str.split("\n")).explode("identifiers").drop_nulls().to_series()
    phone = str(values.filter(values.str.starts_with("+1"))[0])
    handle = str(values.filter(values.str.contains("@"))[0])
    words = things.select(pl.col("text").str.to_lowercase().str.extract_all(r"[a-z]{3,}")).explode("text")
    counted = words.drop_nulls().group_by("text").len().sort("len", "text", descending=[True, False])
    common = counted["text"].to_list()
    rare = _rarest_beside(common[0], things, counted)
    yield Question("a phone", f"({phone[2:5]}) {phone[5:8]}-{phone[8:]}")
    yield Question("last four digits", phone[-4:])
    yield Question("another identifier", handle)
    yield Question("the most common word", f"{common[0]} ")
    yield Question("two common words", f"{common[1]} {common[2]} ")
    yield Question("a rare word", f"{common[len(common) // 2]} ")
    yield Question("a word and a rare one", f"{common[0]} {rare} ")
    yield Question("a prefix of two letters", f"{common[0][:2]}*")
    yield Question("nothing", "nothingofthekind ")


def _rarest_beside(word: str, things: pl.DataFrame, counted: pl.DataFrame) -> str:
    """The rarest word of the first text that holds the word."""
    text = things.filter(pl.col("text").str.to_lowercase().str.contains(rf"\b{word}\b"))["text"][0]
    own = pl.Series([text.lower()]).str.extract_all(r"[a-z]{3,}").explode()
    return str(counted.filter(pl.col("text").is_in(own.to_list()))["text"][-1])


def _write(things: pl.DataFrame, site: Path) -> None:
    for folder in ("static", "search"):
        (site / folder).mkdir(parents=True)
    for name in ("search.js", "site.css"):
        shutil.copyfile(HERE / "static" / name, site / "static" / name)
    for name, text in scripts(things, {}):
        (site / "search" / name).write_text(text, encoding="utf-8")
    (site / "search.html").write_text(_PAGE.format(policy=POLICY), encoding="utf-8")


def _asked(browser: Any, name: str, origin: str, questions: list[Question]) -> Iterator[dict[str, Any]]:
    for slower in (1, THROTTLE):
        for question in questions:
            rounds = [_answer(browser, origin, question.text, slower) for _ in range(ROUNDS)]
            cold, warm = (median(found[place] for found in rounds) for place in range(2))
            goals = (COLD_GOAL, WARM_GOAL) if slower == 1 else (SLOW_GOAL, SLOW_GOAL)
            met = cold < goals[0] and warm < goals[1]
            measured = {"found": rounds[0][2], "cold": cold, "warm": warm, "heap": max(found[3] for found in rounds)}
            yield {"origin": name, "slower": slower, "kind": question.kind, "met": met, **measured}


def _answer(browser: Any, origin: str, question: str, slower: int) -> tuple[float, float, str, float]:
    """Milliseconds cold and warm, what the page said it found, and its heap in megabytes."""
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.goto(f"{origin}/search.html")
    _until(page, "")
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    took = []
    for text in (question, "", question):
        page.fill("#search [name=q]", text)
        took.append(_until(page, text))
    found = page.inner_text("#found-told").split(" found")[0]
    heap = page.evaluate("performance.memory.usedJSHeapSize") / 1e6
    page.context.close()
    return took[0], took[2], found, heap


def _until(page: Any, question: str) -> float:
    """Milliseconds of the answer to the question that stands there, as the page measured them until it was drawn."""
    script = """q => {
        const told = document.getElementById('search').dataset;
        return (new URLSearchParams(told.answered).get('q') || '') === q && told.took;
    }"""
    for _ in range(PATIENCE):
        if took := page.evaluate(script, question):
            return float(took)
        page.wait_for_timeout(5)
    raise TimeoutError("a question was not answered in time")


#: As in a build: an id of each ad, one of an advertiser with eight of them, and the identifiers that stand in the text.
_THINGS = """
WITH told AS (
    SELECT row, string_agg(DISTINCT value, chr(10)) AS identifiers FROM identifiers GROUP BY row
)
SELECT
    'ads' AS kind, 1 AS rank, ads.title, ads.body AS text, ads.city, CAST(ads.captured_at AS DATE) AS day,
    CAST(NULL AS VARCHAR) AS path,
    concat_ws(
        chr(10), substr(sha256(ads.url), 1, 16),
        'a' || substr(sha256('a' || CAST(ads.number // 8 AS VARCHAR)), 1, 16), told.identifiers
    ) AS identifiers
FROM (SELECT row_number() OVER () - 1 AS number, * FROM read_parquet('{path}')) AS ads
LEFT JOIN told ON ads.number = told.row
"""
_PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}"><title>Search</title>
<link rel="stylesheet" href="static/site.css"></head><body><main>
<form id="search"><input type="search" name="q"><select name="kind"><option value=""></option></select>
<select name="city"><option value=""></option></select></form>
<output id="found-told"></output><ol id="found" class="found"></ol><button id="found-more" hidden>Show more</button>
</main><script src="static/search.js"></script></body></html>
"""


def _report(ads: int, built: Any, sizes: list[int], rows: list[dict[str, Any]]) -> str:
    lines = [
        "# What the search without a server costs",
        "",
        f"Made by `python -m benchmarks.page_search` on {datetime.now(UTC):%Y-%m-%d}: {machine()}.",
        "",
        f"The index of {ads:,} simulated ads, all in clear, is built in {built.wall:.1f} s (goal: {BUILD_GOAL:.0f} s;",
        f"{built.cpu:.1f} CPU seconds): {len(sizes):,} scripts of {sum(sizes) / 1e6:.0f} MB, the largest of "
        f"{max(sizes) / 1000:.0f} kB.",
        "",
        f"## Answers in Chromium, milliseconds (median of {ROUNDS}; a page just opened each time)",
        "",
        f"Goals: cold {COLD_GOAL:.0f}, warm {WARM_GOAL:.0f}; throttled {THROTTLE} times {SLOW_GOAL:.0f}. A cold answer",
        "loads its shards, joins postings and draws ten ads; a warm one is the same question once more.",
        "",
        "| from | processor | question | found | cold | warm | heap MB | met |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        speed = "as it is" if row["slower"] == 1 else f"{row['slower']} times slower"
        cells = [
            row["origin"],
            speed,
            row["kind"],
            row["found"],
            f"{row['cold']:.0f}",
            f"{row['warm']:.0f}",
            f"{row['heap']:.0f}",
        ]
        lines.append(f"| {' | '.join(cells)} | {'yes' if row['met'] else 'no'} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
