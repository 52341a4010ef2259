"""A new source begins as three files, of which the test fails until the selectors are right."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from scrapers import scaffold
from scrapers.catalog import HERE, CatalogError, sources
from scrapers.page import read_ad

GIVEN = {"start_url": "https://{city_host}.ads.example/list", "legal_basis": "Agreed with the operator in writing."}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A catalog of its own, where sources can be begun."""
    for name in ("cities", "sources"):
        shutil.copytree(HERE / name, tmp_path / name)
    monkeypatch.setattr(scaffold, "HERE", tmp_path)
    monkeypatch.setattr(scaffold, "PAGES", tmp_path / "pages")
    monkeypatch.setattr(scaffold, "sources", lambda: sources(tmp_path / "sources"))
    return tmp_path


def test_a_source_is_begun_with_a_test_that_fails(project: Path) -> None:
    yml, saved, expected = scaffold.begin("oaklist", **GIVEN, contact="ops@example.org")
    source = sources(project / "sources")["oaklist"]
    assert (source.sandbox, source.robots, source.limits.connections) == (False, "obey", 1)
    assert source.allowed_hosts == ("{city_host}.ads.example",)
    assert yml.name == "oaklist.yml"
    market = scaffold.Market(city=next(iter(scaffold.cities().values())), source=source)
    result = read_ad(saved.read_bytes(), "text/html", "https://x.ads.example/1", scaffold.CAPTURED_AT, market)
    assert result.model_dump().get("title") != json.loads(expected.read_text())["title"]


def test_the_selectors_are_tried_on_the_saved_page(project: Path) -> None:
    page = project / "mine.html"
    page.write_text('<h1>Table</h1><div class="description">four chairs</div>')
    scaffold.begin("oaklist", **GIVEN, contact="ops@example.org", page=page)
    found = {item.field: item.found for item in scaffold.check("oaklist")}
    assert found == {"title": "Table", "body": "four chairs", "posted_at": None}
    (project / "pages" / "oaklist" / "full.html").write_text("<h2>Table</h2>")
    (missing,) = scaffold.check("oaklist")
    assert (missing.field, missing.found, missing.is_required) == ("title", None, True)


def test_a_saved_listing_is_tried_too(project: Path) -> None:
    scaffold.begin("oaklist", **GIVEN, contact="ops@example.org")
    (project / "pages" / "oaklist" / "listing.html").write_text('<li class="ad"><a href="/1">x</a></li>')
    found = {item.field: item.found for item in scaffold.check("oaklist") if item.page == "listing.html"}
    assert found["entry"] == "1 ads"
    assert str(found["url"]).endswith("/1")
    assert found["next"] is None


@pytest.mark.parametrize(
    ("slug", "change", "said"),
    [
        ("../x", {}, "not a slug"),
        ("pinelist", {}, "is there already"),
        ("oaklist", {"legal_basis": "x"}, "legal_basis"),
        ("oaklist", {"contact": ""}, "contact"),
        ("oaklist", {"start_url": "ftp://x/"}, "start_url"),
        ("oaklist", {"page": Path("nowhere.html")}, "no such file"),
        ("oaklist", {"legal_basis": 'said "yes": # {x}\n robots: ignore'}, None),
    ],
)
def test_a_bad_wish_writes_nothing(project: Path, slug: str, change: dict, said: str | None) -> None:
    before = sorted((project / "sources").iterdir())
    wish = {**GIVEN, "contact": "ops@example.org", **change}
    if said is None:
        scaffold.begin(slug, **wish)
        assert sources(project / "sources")[slug].legal_basis == change["legal_basis"]
        return
    with pytest.raises((scaffold.SourceExists, CatalogError), match=said):
        scaffold.begin(slug, **wish)
    assert sorted((project / "sources").iterdir()) == before


def test_a_source_without_saved_pages_says_so(project: Path) -> None:
    with pytest.raises(scaffold.SourceExists, match="save one of the site's"):
        list(scaffold.check("pinelist", project / "none"))
    with pytest.raises(scaffold.SourceExists, match="choose from"):
        list(scaffold.check("nowhere"))
