"""What readers do with a page: choose a period, sort, search, change the theme, go through by keyboard, label."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from assets.labels import label_of
from tests.browser.chromium import look, until
from tests.dashboards.conftest import LEAD

pytestmark = pytest.mark.browser


def shown_days(page) -> list[str]:
    return page.eval_on_selector_all(
        "#days tr[data-day]", "rows => rows.filter(r => !r.hidden).map(r => r.dataset.day)"
    )


def test_the_brush_sets_the_period_of_the_page(chromium, site: Path) -> None:
    """Drawn over the last third of the timeline it leaves the two newest of three days, and the charts follow."""
    page, said, _ = look(chromium, site / "city" / "atlanta.html", 1280)
    assert len(shown_days(page)) == 3
    before = page.inner_html("figure[data-chart=rule_rates] .chart")
    page.locator("figure[data-chart=timeline] .chart").scroll_into_view_if_needed()
    box = page.query_selector("figure[data-chart=timeline] svg").bounding_box()
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.66, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.8, middle, steps=5)
    page.mouse.move(box["x"] + box["width"] - 2, middle, steps=5)
    page.mouse.up()
    until(page, lambda: shown_days(page) == ["2026-03-01", "2026-02-28"])
    until(page, lambda: page.inner_html("figure[data-chart=rule_rates] .chart") != before)
    assert page.inner_text("[data-period] output").startswith("2 days")
    page.wait_for_timeout(200)  # A brush is heard a moment after it stands still.
    page.click("button[data-days=all]")
    until(page, lambda: len(shown_days(page)) == 3)
    assert page.get_attribute("button[data-days=all]", "aria-pressed") == "true"
    assert said == []
    page.context.close()


def test_two_dates_do_what_the_brush_does(chromium, site: Path) -> None:
    page, said, _ = look(chromium, site / "city" / "atlanta.html", 1280)
    page.fill("[name=until]", "2026-02-27")
    page.dispatch_event("[name=until]", "change")
    assert shown_days(page) == ["2026-02-25"]
    assert page.evaluate("document.querySelector('#leads li').hidden"), "the lead was last seen later"
    assert said == []
    page.context.close()


def test_a_table_is_sorted_by_its_heads(chromium, site: Path) -> None:
    page, _, _ = look(chromium, site / "city" / "atlanta.html", 1280)
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true; })")
    ads = "rows => rows.map(row => row.cells[1].textContent)"
    page.click("#days thead th:nth-child(2) button")
    assert page.eval_on_selector_all("#days tr[data-day]", ads) == ["104", "101", "100"]
    page.click("#days thead th:nth-child(2) button")
    assert page.eval_on_selector_all("#days tr[data-day]", ads) == ["100", "101", "104"]
    assert page.get_attribute("#days thead th:nth-child(2)", "aria-sort") == "ascending"
    page.context.close()


def test_leads_are_found_by_words(chromium, site: Path) -> None:
    page, _, _ = look(chromium, site / "leads.html", 1280)
    page.fill("[data-search]", "atlanta trafficking")
    assert page.inner_text("#all-leads-told") == "1 of 1 shown"
    page.fill("[data-search]", "atlanta nowhere")
    assert page.inner_text("#all-leads-told") == "0 of 1 shown"
    page.context.close()


def test_the_theme_is_kept_and_charts_follow(chromium, site: Path) -> None:
    page, said, _ = look(chromium, site / "city" / "atlanta.html", 1280, color_scheme="light")
    white = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.click("[data-theme-button]")
    page.click("[data-theme-button]")
    assert page.inner_text("[data-theme-button]") == "Theme: dark"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != white
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert said == []
    page.context.close()


def test_the_keyboard_reaches_everything(chromium, site: Path) -> None:
    """From the skip link on, Tab meets each thing that can be used, in order, and each shows that it has the focus."""
    page, _, _ = look(chromium, site / "city" / "atlanta.html", 1280)
    wanted = page.evaluate(
        "[...document.querySelectorAll('a[href], button, input, summary, [tabindex=\"0\"]')]"
        ".filter(e => e.offsetParent !== null && !e.closest('details:not([open]) > :not(summary)')).length"
    )
    met = []
    for _ in range(wanted + 25):
        page.keyboard.press("Tab")
        met.append(
            page.evaluate(
                "(() => { const e = document.activeElement; if (!e.dataset.met) e.dataset.met = Math.random();"
                " return [e.dataset.met, e.tagName, e.textContent.trim().slice(0, 30), getComputedStyle(e).outlineStyle]; })()"
            )
        )
    assert met[0][2] == "Skip to the content"
    assert len({one[0] for one in met if one[1] != "BODY"}) >= wanted
    assert {one[3] for one in met if one[1] in {"A", "BUTTON", "SUMMARY"}} == {"solid"}
    page.focus("summary >> nth=0")
    page.keyboard.press("Enter")
    assert page.evaluate("document.querySelector('details').open")
    page.keyboard.press("Escape")
    assert not page.evaluate("document.querySelector('.menu').open")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    page.context.close()


def test_from_the_menu_to_an_event_and_its_days(chromium, site: Path) -> None:
    """One menu is open at a time; a click elsewhere closes it; the event leads to its city's days."""
    page, said, _ = look(chromium, site / "index.html", 1280)
    page.click("nav summary >> text=Cities")
    page.click("nav summary >> text=Patterns")
    assert page.evaluate("document.querySelectorAll('.menu[open]').length") == 1
    page.click("h1")
    assert page.evaluate("document.querySelectorAll('.menu[open]').length") == 0
    page.click("nav summary >> text=Patterns")
    page.click("nav >> text=Events")
    page.click("main h2 a >> nth=0")
    until(page, lambda: page.is_visible("#protocol .facts"))
    page.click("main .kicker a >> nth=1")
    assert page.url.endswith("city/atlanta.html#days")
    assert said == []
    page.context.close()


def test_a_label_is_a_line_to_take_away(chromium, site: Path) -> None:
    page, said, asked = look(chromium, site / "lead" / f"{LEAD}.html", 1280, accept_downloads=True)
    page.fill("[name=by]", "unit 7")
    page.fill("[name=note]", 'says "she" throughout')
    label = taken(page, "text=Looks like agency")
    assert label.pop("at").endswith("Z")
    assert label == {"lead_id": LEAD, "by": "unit 7", "note": 'says "she" throughout', "opinion": "operation=agency"}
    page.click("text=Case opened")
    assert page.evaluate("document.querySelector('[name=source]').validationMessage") == "An outcome needs its source."
    page.fill("[name=source]", "case 17")
    label = taken(page, "text=Case opened")
    assert (label["outcome"], label["source"]) == ("case_opened", "case 17")
    assert "opinion" not in label
    assert said == []
    assert all(url.startswith(("file://", "blob:", "data:")) for url in asked)
    page.context.close()


def taken(page, button: str) -> dict:
    """The one line that a button downloads; `label import` takes it."""
    with page.expect_download() as download:
        page.click(button)
    assert download.value.suggested_filename == "labels.jsonl"
    (line,) = Path(download.value.path()).read_text(encoding="utf-8").splitlines()
    label: dict = json.loads(line)
    label_of(label, "labels.jsonl", 1)
    return label


def test_without_javascript_the_numbers_are_there(chromium, site: Path) -> None:
    page = chromium.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900}).new_page()
    page.goto((site / "city" / "atlanta.html").as_uri())
    assert "100" in page.inner_text(".tiles")
    page.click("main summary >> nth=0")
    assert page.is_visible("#days table")
    page.context.close()


def test_the_period_counts_templates_and_pairs_anew(chromium, site: Path) -> None:
    """The one ad came on the newest day: before it there is no template, and nobody meets the rule."""
    page, said, _ = look(chromium, site / "city" / "atlanta.html", 1280)
    before = page.inner_text("[data-pairs] tbody"), page.inner_text("[data-templates]")
    page.fill("[name=until]", "2026-02-27")
    page.dispatch_event("[name=until]", "change")
    assert page.inner_text("[data-pairs] tbody td >> nth=0") == "0"
    assert page.inner_text("[data-templates]").strip() == "No new ad of the period follows one of these templates."
    page.click("button[data-days=all]")
    assert (page.inner_text("[data-pairs] tbody"), page.inner_text("[data-templates]")) == before
    assert said == []
    page.context.close()


def test_the_period_cuts_turnover_and_each_table_says_what_is_drawn(chromium, weeks_site: Path) -> None:
    """Four weeks of a city: sums of the rows of these days, in the chart and in its table; templates and pairs alike."""
    page, said, _ = look(chromium, weeks_site / "city" / "atlanta.html", 1280)
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true; })")
    tables = {
        chart: f"figure[data-chart={chart}] tbody"
        for chart in ("turnover", "neighbourhoods", "posting_hours", "rule_rates", "prices")
    }
    before = {chart: page.inner_text(table) for chart, table in tables.items()}
    pairs = page.inner_text("[data-pairs] tbody")
    page.click("button[data-days='28']")
    for chart, table in tables.items():
        until(page, lambda chart=chart, table=table: page.inner_text(table) != before[chart])
    assert page.inner_text("[data-pairs] tbody") != pairs
    first = page.input_value("[name=since]")
    rows = json.loads(page.inner_text("figure[data-chart=turnover] script"))["days"]
    wanted = sum(row["advertisers"] for row in rows if row["day"][:10] >= first)
    cells = page.eval_on_selector_all(f"{tables['turnover']} td", "all => all.map(one => +one.textContent)")
    assert sum(cells) == wanted > 0
    shown = page.eval_on_selector_all(
        "[data-template]",
        "all => all.filter(one => !one.hidden).map(told)".replace(
            "told", "one => [one.dataset.template, parseInt(one.querySelector('h3').textContent)]"
        ),
    )
    counted = json.loads(page.inner_text("#counted"))
    start = (date.fromisoformat(first) - date.fromisoformat(counted["first"][:10])).days
    for template, ads in shown:
        assert ads == sum(day >= start for days in counted["uses"][template] for day in days)
    assert 0 < len(shown) <= 6
    page.click("button[data-days=all]")
    for chart, table in tables.items():
        until(page, lambda chart=chart, table=table: page.inner_text(table) == before[chart])
    assert page.inner_text("[data-pairs] tbody") == pairs
    assert said == []
    page.context.close()
