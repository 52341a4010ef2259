"""The sites of the lower tiers: counts only, as they are told, from the tier's own database and queries."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from assets.dashboards.pages.brief import busiest
from assets.dashboards.published import QUERIES, Published
from assets.dashboards.site import build_site
from assets.dashboards.weeks import change
from assets.dashboards.wording import told
from assets.model import tables_of
from assets.publish.tiers import ABOUT, TIERS, tier_models
from tests.dashboards.conftest import MONDAY, NOTICE, Tables, make_tier
from tests.dashboards.hostile import HOSTILE
from tests.dashboards.test_site import Elements, islands, read

PAGES = [
    "partner/index.html",
    "partner/patterns.html",
    "partner/city/atlanta.html",
    "partner/queries.html",
    "partner/search.html",
    "partner/about.html",
    "public/index.html",
    "public/queries.html",
    "public/search.html",
    "public/about.html",
]


@pytest.mark.parametrize("tier", ["partner", "public"])
def test_a_lower_tier_has_its_own_pages_and_no_other(tier_sites: Path, tier: str) -> None:
    found = {str(path.relative_to(tier_sites)) for path in (tier_sites / tier).rglob("*.html")}
    assert found >= {page for page in PAGES if page.startswith(tier)}
    assert not [page for page in found if "lead" in page or "health" in page]


@pytest.mark.parametrize("tier", ["partner", "public"])
def test_a_lower_tier_asks_tables_of_its_own(tier: str) -> None:
    """No query of its pages could read a table of the tier above."""
    own = {model.name for model in tier_models(tier)} | set(ABOUT[tier]) | {"catalog_cities", "catalog_places"}
    for path in (QUERIES / tier).glob("*.sql"):
        assert tables_of(path.read_text(), path.name) <= own


@pytest.mark.parametrize("name", PAGES)
def test_what_leads_anywhere_leads_to_something(tier_sites: Path, name: str) -> None:
    page = tier_sites / name
    for _, attributes in Elements(page.read_text()).found:
        for key in ("src", "href"):
            if (target := attributes.get(key)) and target != "data:,":
                place, _, anchor = target.partition("#")
                found = (page.parent / place) if place else page
                assert found.exists(), target
                assert not anchor or f'id="{anchor}"' in found.read_text(), target


@pytest.mark.parametrize("name", PAGES)
def test_the_notices_and_the_policy_stand_on_every_page(tier_sites: Path, name: str) -> None:
    page = read(tier_sites, name)
    assert "Lead, not evidence" in page
    assert "SIMULATED DATA" in page
    assert "default-src &#39;none&#39;" in page
    assert HOSTILE not in page


def test_a_number_is_told_as_a_step_of_five() -> None:
    assert (told(115), told(None)) == ("115+", "<5")


def test_a_week_that_is_not_told_is_a_gap(tier_sites: Path) -> None:
    """Seven bars over eight weeks, each open by four at its top."""
    rows = next(data["weeks"] for data in islands(read(tier_sites, "public/index.html")) if "weeks" in data)
    days = {row["day"][:10] for row in rows}
    assert len(days) == 7
    assert "2026-02-02" not in days
    assert {row["most"] - row["value"] for row in rows} == {4}


def test_a_count_below_five_is_said_to_be_below_five(tier_sites: Path) -> None:
    assert "50+ advertisers, &lt;5 of them new" in read(tier_sites, "partner/index.html")


def test_the_public_sees_cities_and_weeks_only(tier_sites: Path) -> None:
    """No rule, no hour, no language, no neighbourhood."""
    for page in (tier_sites / "public").rglob("*.html"):
        text = "".join(Elements(page.read_text()).texts)
        assert not re.search(r"Spanish|evening|indicators that are counted|Buckhead", text), page.name


@pytest.mark.parametrize("tier", TIERS)
def test_four_doors_stand_on_the_first_page(tier_sites: Path, tier: str) -> None:
    doors = read(tier_sites, f"{tier}/index.html").partition('id="doors"')[2]
    assert re.findall(r"<h3>(\w+)</h3>", doors) == ["Prevention", "Protection", "Prosecution", "Partnership"]


def test_a_change_is_against_the_four_weeks_before() -> None:
    """100 against the median of 105, 115, 120 and 125."""
    published = Published(make_tier("public").connection, "public")
    weeks = list(reversed(published.rows("city_weeks", city="atlanta")))
    assert weeks[0]["week"] == MONDAY
    assert change(weeks) == "−15\u00a0%"
    assert change(weeks[:4]) is None


def test_a_brief_says_languages_times_and_kinds(tier_sites: Path) -> None:
    page = read(tier_sites, "partner/city/atlanta.html")
    assert "Atlanta: be able to read English and Spanish; most is posted on weekend evenings" in page
    assert "It names nobody, on purpose" in page
    assert "speaks against" in page
    assert "cannot tell" in page


def test_a_time_of_the_week_is_named_only_if_it_stands_out() -> None:
    flat = [
        {"part_of_week": week, "part_of_day": part, "ads": 20 * days}
        for week, days in (("weekday", 5), ("weekend", 2))
        for part in ("night", "morning", "afternoon", "evening")
    ]
    assert busiest(flat) is None
    assert busiest([]) is None
    assert busiest([*flat[:7], {**flat[7], "ads": 80}]) == "on weekend evenings"


@pytest.mark.parametrize("tier", TIERS)
def test_a_tier_of_a_first_day_says_that_it_is_too_early(tmp_path: Path, tier: str) -> None:
    build_site(Tables(tier).connection, tmp_path / tier, replace(NOTICE, tier=tier), tmp_path)
    assert "No whole week can be told yet" in read(tmp_path, f"{tier}/index.html")
