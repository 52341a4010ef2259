"""The pages: text from the web stays text, gaps stay gaps, and nothing is loaded from elsewhere."""

from __future__ import annotations

import json
import re
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path

import duckdb
import pytest

from assets.dashboards.site import SiteNotice, build_site, finding, marked
from tests.dashboards.conftest import HOSTILE

PAGES = ["index.html", "city/atlanta.html", "city/miami.html"]


class Elements(HTMLParser):
    """Every start tag of a page with its attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def islands(page: str) -> list[dict]:
    return [json.loads(text) for text in re.findall(r'<script type="application/json">(.*?)</script>', page, re.S)]


@pytest.mark.parametrize("name", PAGES)
def test_hostile_text_stays_text(site: Path, name: str) -> None:
    page = (site / name).read_text(encoding="utf-8")
    elements = Elements(page).found
    assert not [tag for tag, _ in elements if tag == "img"]
    scripts = [attributes for tag, attributes in elements if tag == "script"]
    assert all(a.get("type") == "application/json" or (a.get("src") or "").endswith(".js") for a in scripts)
    assert not [a for _, a in elements if any(key.startswith("on") or key == "style" for key in a)]
    assert "49" not in re.findall(r"\u2028(\d+)", page)
    assert HOSTILE not in page


def test_hostile_text_in_a_chart_is_still_its_text(site: Path) -> None:
    (page,) = [(site / "city" / "atlanta.html").read_text(encoding="utf-8")]
    assert HOSTILE in json.dumps(islands(page), ensure_ascii=False).replace("\\\\", "\\") or any(
        HOSTILE in str(spec) for spec in islands(page)
    )


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_loaded_or_linked_elsewhere(site: Path, name: str) -> None:
    path = site / name
    for _, attributes in Elements(path.read_text(encoding="utf-8")).found:
        for key in ("src", "href"):
            if target := attributes.get(key):
                assert not re.match(r"[a-z]+:|//", target)
                assert (path.parent / target).exists(), target


@pytest.mark.parametrize("name", PAGES)
def test_the_policy_and_the_words_stand_on_every_page(site: Path, name: str) -> None:
    page = (site / name).read_text(encoding="utf-8")
    policy = next(a["content"] for _, a in Elements(page).found if a.get("http-equiv") == "Content-Security-Policy")
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "Lead, not evidence" in page
    assert "SIMULATED DATA" in page
    for verdict in ("victim of", "trafficker", "guilty", "criminal"):
        assert verdict not in page


def test_a_real_build_does_not_call_itself_simulated(database: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    build_site(database, tmp_path / "site", SiteNotice("b", datetime(2026, 3, 1), simulated=False), tmp_path.parent)
    assert "SIMULATED" not in (tmp_path / "site" / "index.html").read_text(encoding="utf-8")


def test_a_gap_is_a_gap(site: Path) -> None:
    """Two days are missing: the line breaks there, because `run` changes."""
    page = (site / "city" / "atlanta.html").read_text(encoding="utf-8")
    (rows,) = [rows for spec in islands(page) for rows in spec["datasets"].values() if "run" in rows[0]]
    assert len({row["run"] for row in rows}) == 2
    assert len(rows) == 3


def test_a_city_without_data_is_stale_and_not_zero(site: Path) -> None:
    page = (site / "index.html").read_text(encoding="utf-8")
    tile = page[page.index("city/miami.html") :][:400]
    assert "No data has landed yet." in tile
    assert "last good day never" in tile
    assert '<div class="value">–</div>' in tile


@pytest.mark.parametrize(
    ("ads", "expected", "said"),
    [
        (120, 100.0, "more than usual"),
        (50, 100.0, "fewer than usual"),
        (100, 100.0, "as usual"),
        (100, None, "too few earlier weeks"),
    ],
)
def test_a_tile_says_what_it_shows(ads: int, expected: float | None, said: str) -> None:
    row = {"day": "2026-03-01", "ads": ads, "expected": expected, "low": 80.0, "high": 110.0}
    assert said in finding(row)


def test_only_the_span_is_marked() -> None:
    assert marked("a <b> «c & d» e") == "…a &lt;b&gt; <mark>c &amp; d</mark> e…"
    assert marked(None) == ""


def test_every_chart_has_a_sentence_and_a_query(site: Path) -> None:
    page = (site / "city" / "atlanta.html").read_text(encoding="utf-8")
    assert page.count("<figure") == page.count("Query: city_") + page.count("Query: coverage") == 4
    assert page.count("<details>") == 3


def test_a_field_that_fell_is_said_to_have_fallen(site: Path) -> None:
    """The chart marks it and the table beside it names it; the day before is as usual."""
    page = (site / "city" / "atlanta.html").read_text(encoding="utf-8")
    assert '<td class="n">10.0</td><td class="n">80.0</td><td><span class="alert">fell</span></td>' in page
    (rows,) = [rows for spec in islands(page) for rows in spec["datasets"].values() if "fell" in rows[0]]
    assert [row["fell"] for row in sorted(rows, key=lambda row: row["day"])] == [False, True]
