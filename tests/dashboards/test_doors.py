"""Four doors lead to everything, nothing leads nowhere, and the watch list says what it met and no more."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assets.dashboards.pages.watch_list import around
from assets.dashboards.site import build_site
from tests.conftest import Refreshed
from tests.dashboards.conftest import LEAD, NOTICE, Tables
from tests.dashboards.test_site import DOORS, read
from tests.dashboards.walk import walk


def test_no_link_is_dead_and_no_page_is_lost(site: Path) -> None:
    """From the first page every page is reached, and every link and anchor on the way is there."""
    reached, dead = walk(site)
    assert dead == []
    assert reached == {path.resolve() for path in site.rglob("*.html")}


def test_no_link_of_a_published_site_is_dead(refreshed: Refreshed) -> None:
    for tier in sorted((refreshed.build / "site").iterdir()):
        reached, dead = walk(tier)
        assert dead == []
        assert reached == {path.resolve() for path in tier.rglob("*.html")}


def test_the_walk_sees_what_is_dead(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text('<a href="a.html#there">a</a><a href="gone.html">b</a>', encoding="utf-8")
    (tmp_path / "a.html").write_text('<p id="here"></p><a href="index.html">back</a>', encoding="utf-8")
    (tmp_path / "lost.html").write_text("nothing leads here", encoding="utf-8")
    reached, dead = walk(tmp_path)
    assert dead == ["index.html -> a.html#there", "index.html -> gone.html"]
    assert {path.name for path in reached} == {"index.html"}


def test_the_first_page_has_four_doors_in_order(site: Path) -> None:
    page = read(site, "index.html")
    found = re.findall(r'<h3><a href="door/(\w+)\.html">', page)
    assert found == DOORS


@pytest.mark.parametrize("door", DOORS)
def test_a_door_says_whom_it_serves_where_it_leads_and_what_it_is_not_for(site: Path, door: str) -> None:
    page = read(site, f"door/{door}.html")
    assert re.search(r'<p class="kicker">For \w+', page)
    views = re.findall(r'<div class="tile view"><h3><a href="\.\./([\w/]+\.html)">', page)
    assert len(views) >= 3
    assert "What this door does not open" in page
    assert len(re.findall(r'href="\.\./door/\w+\.html"', page[page.index("The other doors") :])) == 3


def test_a_match_has_its_case_its_words_and_its_way_to_the_bytes(site: Path) -> None:
    page = read(site, "watch_list.html")
    assert "1 entry of the watch list met 1 ad" in page
    assert f'href="lead/{LEAD}.html"' in page
    assert '<mark class="counts">' in page
    assert "is a queued lead" in page


def test_an_empty_watch_list_says_so_and_concludes_nothing(tables: Tables, tmp_path: Path) -> None:
    tables.connection.execute("DELETE FROM mart_watch_hits")
    build_site(tables.connection, tmp_path / "site", NOTICE, tmp_path)
    page = read(tmp_path / "site", "watch_list.html")
    assert "Nothing on the watch list was met" in page
    assert "does not say that nobody is there" in page


@pytest.mark.parametrize(("start", "end", "text"), [(None, None, "a text"), (2, 3, None)])
def test_what_is_declared_or_withheld_has_no_words(start: int | None, end: int | None, text: str | None) -> None:
    assert around({"span_start": start, "span_end": end, "text": text}) == []


def test_only_the_match_is_marked() -> None:
    found = around({"span_start": 100, "span_end": 103, "text": "x" * 100 + "abc" + "y" * 200})
    assert [(len(piece), kind) for piece, kind, _ in found] == [(90, ""), (3, "counts"), (90, "")]
