"""What pages cost: to build for five cities and 500 leads, again the next day, and to draw in Chromium.

`make bench` runs it over the build that is published (`make refresh` makes one) and writes `benchmarks/pages.md`. Leads
are added to a copy of its database until there are 500: further advertisers of the same ads, with the same reasons.
"""

from __future__ import annotations

import platform
import shutil
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

import duckdb

from assets.dashboards.page import SiteNotice
from assets.dashboards.site import build_site
from assets.publish.builds import current
from assets.publish.database import FILE
from pipelines.settings import Settings

LEADS, ROUNDS, THROTTLE = 500, 5, 4
#: Looks at a page, each 20 ms after the last, before it is given up.
PATIENCE = 1500
#: Seconds: (first paint, charts of the first screen, all charts), as it is and with the processor throttled four times.
GOALS = {1: (0.5, 1.0, 2.0), THROTTLE: (0.8, 2.0, 4.0)}
BUILD_GOAL, WEIGHT_GOAL = 60.0, 500_000
PAINT = "performance.getEntriesByName('first-contentful-paint')[0]"
WATCH = """
addEventListener('DOMContentLoaded', () => {
  const figures = [...document.querySelectorAll('figure[data-chart]')];
  const inView = new Set(figures.filter(f => f.getBoundingClientRect().top < innerHeight));
  const told = { screen: inView.size ? null : 0, all: figures.length ? null : 0 };
  window.told = told;
  const look = () => {
    const now = performance.now();
    if (told.screen === null && [...inView].every(f => f.dataset.drawn)) told.screen = now;
    if (told.all === null && figures.every(f => f.dataset.drawn)) told.all = now;
  };
  look();
  new MutationObserver(look).observe(document.body, { subtree: true, attributeFilter: ['data-drawn'] });
  if (location.hash === '#all') window.drawAllCharts && window.drawAllCharts();
});
"""


def main() -> int:
    build = current(Settings().home)
    if build is None:
        sys.stderr.write("nothing is published; run make refresh first\n")
        return 1
    with tempfile.TemporaryDirectory() as scratch:
        built, site = _builds(build / FILE, Path(scratch))
        drawn = _drawn(site)
        weights = {path.relative_to(site): path.stat().st_size for path in site.rglob("*.html")}
    report = _report(built, drawn, weights)
    (Path(__file__).parent / "pages.md").write_text(report, encoding="utf-8")
    print(report)
    met = built["first"] < BUILD_GOAL and max(weights.values()) < WEIGHT_GOAL
    return 0 if met and all(row["met"] for row in drawn) else 1


def _builds(published: Path, scratch: Path) -> tuple[dict[str, Any], Path]:
    """Seconds of the first build, of the next without change, and of the next with one; and the site."""
    file = scratch / FILE
    shutil.copyfile(published, file)
    with duckdb.connect(str(file)) as connection:
        connection.execute(_MORE_LEADS, {"leads": LEADS})
        connection.execute(_THEIR_REASONS)
        leads = connection.execute("SELECT count(*) FROM mart_leads WHERE status = 'queued'").fetchall()[0][0]
    notice = SiteNotice("bench", datetime.now(UTC).replace(tzinfo=None), simulated=True)
    told: dict[str, Any] = {"leads": leads}
    previous = None
    for name, statement in (("first", ""), ("unchanged", ""), ("changed", _ONE_CHANGE)):
        with duckdb.connect(str(file)) as connection:
            if statement:
                connection.execute(statement)
            began = time.perf_counter()
            pages = build_site(connection, scratch / name, replace(notice, build_id=name), scratch, previous)
            told[name] = time.perf_counter() - began
        told[f"{name}_written"] = sum(page.stat().st_nlink == 1 for page in pages)
        told["pages"] = len(pages)
        previous = scratch / name
    return told, scratch / "changed"


_MORE_LEADS = """
INSERT INTO mart_leads BY NAME
SELECT
    'lbench' || lpad(CAST(row_number() OVER (ORDER BY ads DESC, advertiser_id) AS VARCHAR), 11, '0') AS lead_id,
    'trafficking' AS pack, advertiser_id, 'unclear' AS operation,
    CAST(1000 + row_number() OVER (ORDER BY ads DESC, advertiser_id) AS INTEGER) AS priority, 9 AS score, 3 AS families,
    (SELECT string_agg(DISTINCT city, ',') FROM ent_stays s WHERE s.advertiser_id = a.advertiser_id) AS cities,
    (SELECT max(city) FROM ent_stays s WHERE s.advertiser_id = a.advertiser_id) AS city,
    first_day, last_day, ads, 'queued' AS status
FROM ent_advertisers a
WHERE advertiser_id NOT IN (SELECT advertiser_id FROM mart_leads)
ORDER BY ads DESC, advertiser_id
LIMIT greatest($leads - (SELECT count(*) FROM mart_leads WHERE status = 'queued'), 0)
"""
_THEIR_REASONS = """
INSERT INTO mart_lead_reasons BY NAME
SELECT l.lead_id, r.* EXCLUDE (lead_id)
FROM mart_leads l, (SELECT * FROM mart_lead_reasons WHERE lead_id = (SELECT min(lead_id) FROM mart_lead_reasons)) r
WHERE l.lead_id LIKE 'lbench%'
"""
#: A city's newest day changes, as it does every day: its page, the overview and what names it.
_ONE_CHANGE = """
UPDATE mart_city_days SET ads = ads + 1
WHERE city = (SELECT min(city) FROM mart_city_days) AND day = (SELECT max(day) FROM mart_city_days)
"""


def _drawn(site: Path) -> list[dict[str, Any]]:
    """Milliseconds of each kind of page in Chromium; empty where there is none."""
    from tests.browser.chromium import CHROMIUM, FLAGS

    if CHROMIUM is None:
        return []
    from playwright.sync_api import sync_playwright

    lead = max(site.glob("lead/*.html"), key=lambda path: path.stat().st_size)
    kinds = {
        "overview": "index.html",
        "city": "city/atlanta.html",
        "largest lead": lead.relative_to(site),
        "health": "health.html",
    }
    rows = []
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for kind, name in kinds.items():
            for slower, goals in GOALS.items():
                rounds = [_look(browser, (site / name).as_uri(), slower) for _ in range(ROUNDS)]
                seconds = [median(found[place] for found in rounds) / 1000 for place in range(3)]
                met = all(took < goal for took, goal in zip(seconds, goals, strict=True))
                rows.append({"kind": kind, "slower": slower, "seconds": seconds, "goals": goals, "met": met})
        browser.close()
    return rows


def _look(browser: Any, address: str, slower: int) -> tuple[float, float, float]:
    screen = _timed(browser, address, slower, "screen")
    everything = _timed(browser, f"{address}#all", slower, "all")
    return screen[0], screen[1], everything[1]


def _timed(browser: Any, address: str, slower: int, what: str) -> tuple[float, float]:
    """First contentful paint, and when the charts asked for were drawn, in milliseconds from the start."""
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.add_init_script(WATCH)
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slower})
    page.goto(address)
    drawn, waited = None, 0
    while drawn is None and (waited := waited + 1) < PATIENCE:
        page.wait_for_timeout(20)
        # A page without charts has drawn them all before anything is painted.
        drawn = page.evaluate(f"{PAINT} && window.told && window.told.{what}")
    if drawn is None:
        raise TimeoutError(f"{address.rpartition('/site/')[2]}: the charts were not drawn in time ({what})")
    paint = page.evaluate(f"{PAINT}.startTime")
    page.context.close()
    return float(paint), max(float(drawn), float(paint))


def _report(built: dict[str, Any], drawn: list[dict[str, Any]], weights: dict[Path, int]) -> str:
    heaviest = max(weights, key=lambda path: weights[path])
    lines = [
        "# What pages cost",
        "",
        f"Made by `python -m benchmarks.pages` on {datetime.now(UTC):%Y-%m-%d}: {platform.machine()}, Python "
        f"{platform.python_version()}. The machine may have had other work.",
        "",
        f"## Building {built['pages']} pages, {built['leads']} of them leads",
        "",
        "| build | seconds | pages written |",
        "|---|---|---|",
        *(f"| {name} | {built[name]:.1f} | {built[f'{name}_written']} |" for name in ("first", "unchanged", "changed")),
        "",
        f"The goal is {BUILD_GOAL:.0f} s. `unchanged`: the next build of the same data; `changed`: one city's newest",
        "day has another number. What is not written is a hard link to the build before.",
        "",
        f"The heaviest page is {heaviest} with {weights[heaviest] / 1000:.0f} kB beside the shared bundle (goal: "
        f"{WEIGHT_GOAL / 1000:.0f} kB).",
        "",
        f"## Drawing in Chromium (median of {ROUNDS}, 1280 x 900, from file://, a fresh profile each time)",
        "",
        "| page | processor | first paint s (goal) | first screen's charts s (goal) | all charts s (goal) | met |",
        "|---|---|---|---|---|---|",
    ]
    for row in drawn:
        cells = [f"{took:.2f} ({goal})" for took, goal in zip(row["seconds"], row["goals"], strict=True)]
        speed = "as it is" if row["slower"] == 1 else f"{row['slower']} times slower"
        lines.append(f"| {row['kind']} | {speed} | {' | '.join(cells)} | {'yes' if row['met'] else 'no'} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
