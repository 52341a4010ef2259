"""The pages: text from the web stays text, gaps stay gaps, nothing is loaded from elsewhere, a day writes its own pages."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest

from assets.dashboards import drawings, pages
from assets.dashboards.answers import headline
from assets.dashboards.published import QUERIES, Published
from assets.dashboards.site import build_site, page_modules
from assets.dashboards.wording import against, marked
from assets.publish.database import TIER
from assets.publish.tiers import TIERS
from tests.dashboards.conftest import AD, DAY, EVENT, LEAD, NOTICE, OTHER_RULE, PROTECTED, RULE, TEMPLATE, Tables
from tests.dashboards.hostile import HOSTILE

DOORS = ["prevention", "protection", "prosecution", "partnership"]
PAGES = [
    "index.html",
    "city/atlanta.html",
    "city/miami.html",
    "leads.html",
    f"lead/{LEAD}.html",
    "rules.html",
    f"rule/{RULE}.html",
    f"rule/{OTHER_RULE}.html",
    f"rule/{PROTECTED}.html",
    "watch_list.html",
    *(f"door/{door}.html" for door in DOORS),
    "templates.html",
    f"template/{TEMPLATE}.html",
    "circuits.html",
    "events.html",
    f"event/{EVENT}.html",
    "pack/trafficking.html",
    "pack/opioids.html",
    "fairness.html",
    "health.html",
    "queries.html",
    "search.html",
    "about.html",
]


class Elements(HTMLParser):
    """Every start tag of a page with its attributes, and every text outside of scripts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def read(site: Path, name: str) -> str:
    return (site / name).read_text(encoding="utf-8")


def islands(page: str) -> list[dict]:
    return [json.loads(text) for text in re.findall(r'<script type="application/json"[^>]*>(.*?)</script>', page, re.S)]


def test_every_page_is_known_by_its_file(site: Path) -> None:
    assert sorted(str(path.relative_to(site)) for path in site.rglob("*.html")) == sorted(PAGES)
    names = {path.stem for path in Path(pages.__file__).parent.glob("*.py")} - {"__init__"}
    assert {module.__name__.rpartition(".")[2] for tier in (TIER, *TIERS) for module in page_modules(tier)} == names


@pytest.mark.parametrize("name", PAGES)
def test_hostile_text_stays_text(site: Path, name: str) -> None:
    """No element, no attribute and no script comes from a text, whatever field it stands in."""
    elements = Elements(read(site, name)).found
    assert not [
        tag for tag, _ in elements if tag in {"img", "iframe", "math", "style", "mglyph", "base", "object", "embed"}
    ]
    scripts = [attributes for tag, attributes in elements if tag == "script"]
    assert all(a.get("type") == "application/json" or (a.get("src") or "").endswith(".js") for a in scripts)
    assert not [a for _, a in elements if any(key.startswith("on") or key == "style" for key in a)]
    assert HOSTILE not in read(site, name)
    assert not re.search(r"\b49 ?49\b", read(site, name)), "a template within a text was worked out"


def test_hostile_text_is_shown_as_it_was_written(site: Path) -> None:
    """Escaped once, and not mended: a reader sees what was there."""
    told = "".join(Elements(read(site, f"lead/{LEAD}.html")).texts)
    assert HOSTILE.replace("\u2028", "").replace("\u2029", "")[:60] in told.replace("\u2028", "").replace("\u2029", "")


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_loaded_or_linked_elsewhere(site: Path, name: str) -> None:
    path = site / name
    for _, attributes in Elements(read(site, name)).found:
        for key in ("src", "href"):
            # An empty icon keeps a browser from asking for one.
            if (target := attributes.get(key)) and target != "data:,":
                assert not re.match(r"[a-z]+:|//", target)
                place, _, anchor = target.partition("#")
                assert (path.parent / place if place else path).exists(), target
                if anchor:
                    assert f'id="{anchor}"' in (path.parent / place if place else path).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", PAGES)
def test_the_policy_and_the_words_stand_on_every_page(site: Path, name: str) -> None:
    page = read(site, name)
    policy = next(a["content"] for _, a in Elements(page).found if a.get("http-equiv") == "Content-Security-Policy")
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "Lead, not evidence" in page
    assert "SIMULATED DATA" in page
    for verdict in ("victim of", "trafficker", "guilty", "criminal"):
        assert verdict not in page


def test_a_real_build_does_not_call_itself_simulated(tables: Tables, tmp_path: Path) -> None:
    build_site(tables.connection, tmp_path / "site", replace(NOTICE, simulated=False), tmp_path)
    assert "SIMULATED" not in read(tmp_path / "site", "index.html")


def test_a_gap_is_a_gap(site: Path) -> None:
    """Two days are missing: the line breaks there, because `run` changes."""
    (rows,) = [data["days"] for data in islands(read(site, "city/atlanta.html")) if "events" in data and "days" in data]
    assert len({row["run"] for row in rows}) == 2
    assert len(rows) == 3
    assert {row["day"] for row in rows} == {"2026-02-25T00:00:00", "2026-02-28T00:00:00", "2026-03-01T00:00:00"}


def test_a_city_without_data_is_stale_and_not_zero(site: Path) -> None:
    page = read(site, "index.html")
    tile = page[page.index('<h2><a href="city/miami.html">') :][:400]
    assert "No data has landed yet." in tile
    assert "last good day never" in tile
    assert '<div class="value">–</div>' in tile
    assert "A gap is not a zero" in read(site, "city/miami.html")


@pytest.mark.parametrize("name", PAGES)
def test_every_chart_has_a_name_a_sentence_a_query_and_a_twin(site: Path, name: str) -> None:
    page = read(site, name)
    named = {path.stem for path in QUERIES.glob("*.sql")}
    for figure in re.findall(r"<figure.*?</figure>", page, re.S):
        assert re.search(r'role="img" aria-label="[^"]{5,}"', figure)
        queries = re.findall(r'Query: <a href="[./]*queries\.html#(\w+)"', figure)
        assert queries
        assert set(queries) <= named
    # The twin stands in the figure, or once for the charts of its section.
    for section in re.findall(r"<section.*?</section>", page, re.S):
        if "<figure" in section:
            assert "<details" in section
            assert "<table" in section


def test_from_every_number_a_link_leads_to_its_query(site: Path) -> None:
    """Each page names queries, and the page of queries holds the text of each as it ran."""
    texts = html.unescape(read(site, "queries.html"))
    for page in site.rglob("*.html"):
        told = page.read_text()
        named = set(re.findall(r'href="[./]*queries\.html#(\w+)"', told))
        assert not re.search(r"Quer(y|ies): \w", told), page.name
        assert named <= {path.stem for path in QUERIES.glob("*.sql")}
        has_none = page.name in {"queries.html", "search.html"} or page.parent.name == "door"
        assert named or has_none, "every other page has numbers"
    for path in QUERIES.glob("*.sql"):
        assert path.read_text().strip() in texts


def test_a_page_says_in_which_tiers_it_stands_and_what_it_shows_there() -> None:
    """Another tier is built from the pages that allow it; a page that names none is nowhere."""
    for module in page_modules():
        assert module.TIERS, module.__name__
        assert set(module.TIERS) <= {"investigator", *TIERS}
        assert all(len(shown) > 10 for shown in module.TIERS.values())
    for tier in TIERS:
        assert all(tier in module.TIERS for module in page_modules(tier))


def test_a_chart_type_has_one_spec_a_page(site: Path) -> None:
    """Five small multiples share a spec; each brings its rows only."""
    page = read(site, "index.html")
    assert page.count('id="spec-days_against_usual"') == 1
    assert page.count('data-chart="days_against_usual"') == 2


def test_the_next_day_writes_changed_pages_only(tables: Tables, tmp_path: Path) -> None:
    """A page that says the same is the same file; one that changed names the new build."""
    first, second = tmp_path / "first", tmp_path / "second"
    build_site(tables.connection, first, NOTICE, tmp_path)
    tables.add("mart_city_days", city="atlanta", day=DAY + timedelta(days=1), ads=90, is_complete=True)
    later = replace(NOTICE, build_id="later", built_at=datetime(2026, 3, 2))
    build_site(tables.connection, second, later, tmp_path, previous=first)
    lead, city = f"lead/{LEAD}.html", "city/atlanta.html"
    assert (second / lead).stat().st_ino == (first / lead).stat().st_ino
    assert (second / city).stat().st_ino != (first / city).stat().st_ino
    assert "later, 2026-03-02" in read(second, city)
    assert "later" not in re.sub(r"later builds", "", read(second, "about.html"))


def test_the_same_data_writes_no_page(tables: Tables, tmp_path: Path) -> None:
    """Ties have an order: rules that mark the same words stand in the same order in every build."""
    for rule in ("trafficking/b", "trafficking/a", "trafficking/c"):
        tables.add("meta_rules", rule_id=rule, pack="trafficking", title=f"Rule {rule}", direction="for", points=1)
        tables.add("flag_evidence", rule_id=rule, subject_id=AD, ad_id=AD, span_start=2, span_end=9)
    previous = None
    for name in ("first", "second", "third"):
        pages_made = build_site(tables.connection, tmp_path / name, replace(NOTICE, build_id=name), tmp_path, previous)
        assert previous is None or all(page.stat().st_nlink > 1 for page in pages_made)
        previous = tmp_path / name


def test_pages_that_cannot_be_linked_are_written(tables: Tables, tmp_path: Path) -> None:
    """The build before may have been removed: its digests without its pages are no reason to lose one."""
    first = tmp_path / "first"
    build_site(tables.connection, first, NOTICE, tmp_path)
    (first / "about.html").unlink()
    build_site(tables.connection, tmp_path / "second", NOTICE, tmp_path, previous=first)
    assert "How to cite" in read(tmp_path / "second", "about.html")


def test_a_lead_whose_text_is_withheld_has_its_page(tables: Tables, tmp_path: Path) -> None:
    """Another tier keeps text, addresses and identifiers back: the page says so and shows the rest."""
    tables.connection.execute(
        "UPDATE stg_ads SET text = NULL, url = NULL, sha256 = NULL, warc_file = NULL, warc_offset = NULL"
    )
    tables.connection.execute("UPDATE ent_template_ads SET pieces = NULL")
    build_site(tables.connection, tmp_path / "site", NOTICE, tmp_path)
    page = read(tmp_path / "site", f"lead/{LEAD}.html")
    assert "The texts are withheld" in page
    assert "withheld" in page[page.index('class="provenance"') :]
    assert "The text is withheld" in read(tmp_path / "site", "city/atlanta.html")


def test_a_lead_says_its_range_of_ranks_and_what_changed(tables: Tables, tmp_path: Path) -> None:
    tables.connection.execute("UPDATE mart_leads SET rank_low = 2, rank_high = 41")
    tables.connection.execute(
        "UPDATE mart_lead_changes SET since = DATE '2026-02-28', change = 'grown', score_added = 3, ads_added = 2,"
        " standing = 'returned'"
    )
    build_site(tables.connection, tmp_path / "site", NOTICE, tmp_path)
    page = read(tmp_path / "site", f"lead/{LEAD}.html")
    assert "rank 2 to 41" in page
    assert "Since 2026-02-28: grown, +2 ads, +3 points." in page
    assert '<span class="tag new">returned</span>' in read(tmp_path / "site", "index.html")
    assert '<span class="tag new">grown</span>' in read(tmp_path / "site", "index.html")


def test_no_address_of_an_ad_is_a_link(site: Path) -> None:
    page = read(site, f"lead/{LEAD}.html")
    links = [a["href"] for tag, a in Elements(page).found if tag == "a"]
    assert links
    assert all(re.fullmatch(r"#\w+|(\.\./)?[\w/]+\.html(#\w+)?", link or "") for link in links)


def test_what_speaks_against_stands_in_equal_size(site: Path) -> None:
    """The same heading, side by side, before anything else; and missing is said not to be negative."""
    page = read(site, f"lead/{LEAD}.html")
    start = page.index('class="grid pair balance"')
    balance = page[start : page.index('id="when"')]
    assert re.findall(r"<h2>(.*?)</h2>", balance) == ["What speaks for a look", "What speaks against"]
    assert "9 of 9 points" in balance
    assert "Missing is not negative" in balance


def test_a_field_that_fell_is_said_to_have_fallen(site: Path) -> None:
    """The chart marks it and the table beside it names it; the day before is as usual."""
    page = read(site, "health.html")
    assert '<td class="n">10\u00a0%</td><td class="n">80\u00a0%</td><td><span class="alert">fell</span></td>' in page
    (rows,) = [data["cells"] for data in islands(page) if "cells" in data]
    assert [row["fell"] for row in sorted(rows, key=lambda row: row["day"])] == [False, True]


def test_a_broken_contract_comes_with_what_to_do(site: Path) -> None:
    page = read(site, "health.html")
    assert "Published with this warning" in page
    assert "2 market days did not land" in page


def test_usual_is_the_same_weekday_and_the_change_the_last_four(tables: Tables) -> None:
    """Seven Sundays before: 90, 100, 100, 110, 120, 100, 80; their median is 100, the last four's 95."""
    tables.connection.execute("DELETE FROM mart_city_days")
    for week, ads in enumerate([160, 90, 100, 100, 80, 110, 120, 100]):
        tables.add("mart_city_days", city="atlanta", day=DAY - timedelta(weeks=week), ads=ads, is_complete=True)
        tables.add("mart_city_days", city="atlanta", day=DAY - timedelta(weeks=week, days=1), ads=9, is_complete=True)
    row = Published(tables.connection).rows("city_series", city="atlanta", series="ads", day=DAY)[0]
    assert (row["expected"], row["usual"], row["weeks"]) == (100, 95, 4)
    spread = max(1.4826 * 10, 100**0.5)
    assert row["low"] == pytest.approx(100 - 1.96 * spread)
    assert row["high"] == pytest.approx(100 + 1.96 * spread)
    assert against(row) == "more than usual"


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
    row = {"value": ads, "expected": expected, "low": 80.0, "high": 110.0}
    assert said in against(row)


def test_the_headline_names_who_is_out_of_range() -> None:
    def tile(name: str, value: int) -> dict:
        return {"name": name, "ads": {"value": value, "expected": 100.0, "low": 80.0, "high": 120.0}}

    assert headline([tile("Here", 100), tile("There", 101)]) == "Ads are as usual in every city"
    assert headline([tile("Here", 100), tile("There", 200)]) == "Ads: more than usual in There; elsewhere as usual"


def test_only_the_span_is_marked() -> None:
    assert marked("a <b> «c & d» e") == "…a &lt;b&gt; <mark>c &amp; d</mark> e…"
    assert marked(None) == ""


def test_hours_are_the_citys_own(tables: Tables) -> None:
    """Noon in UTC is seven in the morning in Atlanta in winter."""
    tables.connection.execute("UPDATE stg_ads SET posted_at = TIMESTAMP '2026-02-02 12:00:00'")
    (row,) = Published(tables.connection).rows("posting_hours")
    assert (row["weekday"], row["hour"], row["day"]) == ("Mon", 7, date(2026, 2, 2))


def test_a_place_counts_only_if_the_gazetteer_knows_it(tables: Tables) -> None:
    tables.add("stg_ads", ad_id="1" * 64, city="atlanta", day=DAY, location="Nowhere")
    found = {row["place"]: row["ads"] for row in Published(tables.connection).rows("city_places")}
    assert found == {"Buckhead": 1, None: 1}


def test_no_drawing_and_no_template_sets_a_style(site: Path) -> None:
    assert list(Path(drawings.__file__).parent.glob("*.py"))
    assert not re.search(r"\sstyle=", html.unescape(read(site, "index.html")).replace(HOSTILE, ""))
