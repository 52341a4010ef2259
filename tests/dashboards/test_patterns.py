"""Templates and circuits: what is shown of a text and by whom, and that every view of moves counts the same."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import polars as pl

from assets.dashboards.circuits import circuits, title
from assets.dashboards.pages.circuits import stays_title
from assets.dashboards.pages.templates import headline, listed, places
from assets.dashboards.published import Published
from assets.dashboards.site import build_site
from assets.marts.mart_circuits import build
from tests.dashboards.conftest import LEAD, NOTICE, TEMPLATE, Tables
from tests.dashboards.test_site import read


def test_from_a_template_a_link_leads_to_its_advertisers(site: Path) -> None:
    page = read(site, f"template/{TEMPLATE}.html")
    assert f'href="../lead/{LEAD}.html"' in page
    assert 'href="../city/atlanta.html#templates"' in page
    assert "1 is a queued lead" in page
    assert "<mark>" in page[page.index('id="text"') : page.index('id="where"')], "slots are marked"
    for name in ("templates.html", "city/atlanta.html", f"lead/{LEAD}.html"):
        assert f"template/{TEMPLATE}.html" in read(site, name)


def test_words_that_the_build_withholds_are_said_to_be(tables: Tables, tmp_path: Path) -> None:
    tables.connection.execute("UPDATE ent_template_ads SET pieces = NULL")
    tables.connection.execute("UPDATE mart_leads SET status = 'waiting'")
    build_site(tables.connection, tmp_path / "site", NOTICE, tmp_path)
    assert "No queued lead follows a template" in read(tmp_path / "site", "templates.html")
    page = read(tmp_path / "site", f"template/{TEMPLATE}.html")
    assert "The text is withheld" in page
    assert "lead/" not in page[page.index("<main") : page.index("</main>")]


def test_the_lists_are_ordered_by_what_they_say() -> None:
    frame = pl.DataFrame(
        {"template_id": ["t1", "t2", "t3"], "ads": [5, 9, 9], "cities": [3, 1, 2], "advertisers": [1, 1, 4]}
    )
    assert [row["template_id"] for row in listed(frame, ["ads", "template_id"], [True, False])] == ["t2", "t3", "t1"]
    assert headline(frame) == "3 texts stand behind 23 ads; the widest is in 3 cities"
    assert headline(frame.clear()) == "No text is shared by several ads"


def test_a_city_is_told_once_with_its_first_and_last_day() -> None:
    def use(city: str, since: int, until: int, ads: int) -> dict:
        return {"city": city, "first_day": date(2026, 3, since), "last_day": date(2026, 3, until), "ads": ads}

    found = places([use("miami", 4, 9, 2), use("atlanta", 2, 3, 1), use("miami", 1, 5, 3)])
    assert [
        (row["city"], row["first_day"].day, row["last_day"].day, row["ads"], row["advertisers"]) for row in found
    ] == [
        ("miami", 1, 9, 5, 2),
        ("atlanta", 2, 3, 1, 1),
    ]


def test_the_moves_by_pack_are_those_of_the_mart(tables: Tables) -> None:
    """Two advertisers on the road, one of whom has points: together they are what mart_circuits counts."""
    tables.connection.execute("DELETE FROM ent_stays")
    cities = ("atlanta", "miami", "houston")
    for who in ("a2", "a3"):
        tables.add("ent_advertisers", advertiser_id=who)
        for n in range(1, 12):
            first = date(2026, 1, 1) + timedelta(days=5 * n + (40 if n > 6 else 0))
            tables.add(
                "ent_stays", advertiser_id=who, city=cities[n * n % 3], first_day=first,
                last_day=first + timedelta(days=n % 4), sequence=n, previous_city=cities[(n - 1) ** 2 % 3] if n > 1 else None,
            )  # fmt: skip
    tables.add("flag_scores", advertiser_id="a2", pack="trafficking", points=2)
    columns = ["from_city", "to_city", "advertisers", "moves", "median_days", "median_gap_days"]
    published = Published(tables.connection)
    whole = published.where("circuit_packs", pack="").select(columns).sort("from_city", "to_city")
    made = build(tables.connection.sql("FROM ent_stays").pl()).select(columns)
    assert made.height > 1
    assert whole.rows() == made.rows()
    assert published.where("circuit_packs", pack="trafficking")["moves"].sum() * 2 == made["moves"].sum()
    assert published["circuit_stays"]["moves"].sum() == made["moves"].sum()


def test_arcs_and_matrix_tell_the_same(tables: Tables) -> None:
    found = circuits(Published(tables.connection), [{"from_city": "atlanta", "to_city": "miami", "advertisers": 3}])
    assert found["title"] == "Most moves lead from Atlanta to Miami: 3 advertisers"
    assert found["cells"][("atlanta", "miami")] is found["moves"][0]
    assert title([], {}) == "No advertiser was seen to move between the cities"


def test_how_long_stays_are_is_said_in_words() -> None:
    stays = [{"city": "miami", "middle": 10.0}, {"city": "atlanta", "middle": 7.0}]
    assert stays_title(stays, {"miami": "Miami", "atlanta": "Atlanta"}) == (
        "Half of those who move on stay 10 days or less in Miami, 7 in Atlanta"
    )
    assert stays_title([], {}) == "No stay ended in a move"
