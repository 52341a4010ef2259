"""The cards of the rules, the pages of the packs, and fairness: what each says, and what it never says."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from assets.dashboards.pages.fairness import headline as fairness_headline
from assets.dashboards.pages.fairness import swap_title
from assets.dashboards.pages.packs import headline as pack_headline
from assets.dashboards.pages.rules import groups, headline
from assets.dashboards.published import Published
from assets.dashboards.rates import by_week, weekly
from assets.dashboards.wording import precise
from tests.dashboards.conftest import LEAD, OTHER_RULE, PROTECTED, RULE, Tables
from tests.dashboards.test_site import read

MONDAY = date(2026, 2, 23)


def test_a_card_leads_to_its_hits_and_to_its_pack(site: Path) -> None:
    card = read(site, f"rule/{RULE}.html")
    assert f'href="../../lead/{LEAD}.html"' in card
    assert 'href="../../city/atlanta.html#kind"' in card
    assert 'href="../../pack/trafficking.html"' in card
    assert "tested against known negatives" in card
    assert "1 queued lead shows it" in card
    assert "50\u00a0% (25\u00a0% to 75\u00a0%)" in card, "the precision from labels, with its interval"


def test_what_nobody_labelled_is_not_known(site: Path) -> None:
    """No labels are no precision of nought."""
    assert "Not known: nobody has labelled" in read(site, f"rule/{OTHER_RULE}.html")


def test_a_protected_rule_stands_beside_no_lead_and_no_city(site: Path) -> None:
    card = read(site, f"rule/{PROTECTED}.html")
    main = card[card.index("<main") : card.index("</main>")]
    assert "for audits of fairness only" in main
    assert "lead/" not in main
    assert "city/" not in main
    assert "Who meets it" not in main


def test_from_a_lead_a_link_leads_to_each_rule(site: Path) -> None:
    assert f'href="../rule/{RULE}.html"' in read(site, f"lead/{LEAD}.html")
    assert f'href="rule/{RULE}.html"' in read(site, "index.html")
    assert f'href="../rule/{RULE}.html"' in read(site, "city/atlanta.html")


def test_hits_count_each_ad_and_advertiser_once(tables: Tables) -> None:
    """Two spans in one ad are one ad; for whom it does not stand out it is met, and does not count."""
    for advertiser, points in (("a2", 0), ("a3", 3)):
        tables.add("flag_scores", advertiser_id=advertiser, pack="trafficking", rule_id=RULE, points=points)
    (ad,) = tables.connection.execute("SELECT ad_id FROM stg_ads").fetchall()[0]
    tables.add("flag_evidence", rule_id=RULE, ad_id=ad, span_start=20, span_end=22)
    hits = {row["rule_id"]: row for row in Published(tables.connection).rows("rule_hits")}
    assert (hits[RULE]["ads"], hits[RULE]["advertisers"], hits[RULE]["counted"], hits[RULE]["queued"]) == (1, 3, 2, 1)
    assert hits[OTHER_RULE]["ads"] == 0
    assert PROTECTED not in hits


def test_a_group_is_told_from_twenty_advertisers_on(tables: Tables) -> None:
    for n in range(40):
        tables.add("stg_ads", ad_id=f"{n:064x}", language="es" if n < 19 else "en")
        tables.add("ent_advertiser_ads", advertiser_id=f"b{n}", ad_id=f"{n:064x}")
        if n % 2:
            tables.add("flag_scores", advertiser_id=f"b{n}", pack="trafficking", rule_id=RULE, points=0)
    rows = [
        row for row in Published(tables.connection).rows("rule_groups", rule_id=RULE) if row["name"] in ("es", "en")
    ]
    assert [(row["name"], row["advertisers"], row["met"]) for row in rows] == [("en", 21, 11)]
    (told,) = groups(rows)
    assert told["title"] == "writes mostly English"
    assert told["share"] == pytest.approx(11 / 21)
    assert told["low"] < told["share"] < told["high"] == told["most"]


def test_a_week_weighs_its_days_by_their_ads_and_a_city_without_ads_is_a_gap() -> None:
    days = pl.DataFrame(
        {
            "city": ["here", "here", "there"],
            "day": [MONDAY, MONDAY + timedelta(days=6), MONDAY + timedelta(days=7)],
            "ads": [1, 9, 2],
            "live": [100, 900, 4],
        }
    )
    weeks = weekly(days, {"here": "Here", "there": "There"})
    assert weeks.select("week", "city", "rate").rows() == [
        (MONDAY, "Here", 10.0),
        (MONDAY + timedelta(days=7), "There", 500.0),
    ]
    assert list(by_week(weeks)) == [MONDAY + timedelta(days=7), MONDAY]
    assert "There" not in by_week(weeks)[MONDAY]
    assert pack_headline([], weeks).startswith("Nobody passes the gate; 500 of 1,000 live ads in There")
    assert pack_headline([], weeks.clear()) == "Nobody passes the gate, and no live ad meets a rule that counts"


def test_the_list_says_how_many_nobody_reviewed() -> None:
    rule = {"points": 2, "reviewed_by": "not yet reviewed"}
    assert headline([rule, {**rule, "points": 0}]) == (
        "2 rules; 1 speak for a lead, and none is reviewed by a second person yet"
    )
    assert "1 are reviewed" in headline([rule, {**rule, "reviewed_by": "A. Reviewer"}])


def test_a_pack_says_what_it_shares_with_the_others(site: Path) -> None:
    page = read(site, "pack/opioids.html")
    overlap = page[page.index('id="overlap"') :]
    assert 'href="../pack/trafficking.html"' in overlap
    assert '<td class="few">3</td>' in overlap, "fewer than five are hatched"
    assert f'href="../rule/{OTHER_RULE}.html"' in page
    assert "Nobody passes the gate" in page


def test_fairness_names_the_groups_whose_rates_part(site: Path) -> None:
    page = read(site, "fairness.html")
    assert "writes mostly Spanish" in re.findall(r"<h1>(.*?)</h1>", page)[0]
    assert '<span class="alert">1.50</span>' in page
    assert f'href="rule/{PROTECTED}.html"' in page
    assert "Other protected words change hits of 1 of 1 rule and 20 ads" in page
    assert '<span class="alert">2</span>' in page
    assert swap_title([{"ads": 20, "changed": 0}]) == "Other protected words change no hit of 1 rule and 20 ads"
    assert "is not known" in swap_title([])
    same = {"title": "writes mostly English", "flag_apart": 1.0, "lead_apart": 1.0}
    assert fairness_headline([same]) == "No rate of 1 group parts from that of all others"
    assert "would say nothing" in fairness_headline([])


@pytest.mark.parametrize(
    ("share", "said"),
    [(None, "–"), (0.0, "0 %"), (6e-10, "0 %"), (0.004, "0.4 %"), (0.082, "8.2 %"), (0.115, "12 %"), (1.0, "100 %")],
)
def test_a_share_has_a_decimal_where_there_are_few_of_a_hundred(share: float | None, said: str) -> None:
    assert precise(share).replace("\u00a0", " ") == said
