"""Events after action: the protocol before the result, three verdicts of one size, and every day that was seen."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from assets.dashboards.pages.events import finding, headline, rows_of, written
from assets.dashboards.published import Published
from assets.dashboards.site import build_site
from tests.dashboards.conftest import DAY, EVENT, NOTICE, Tables
from tests.dashboards.test_site import islands, read


def result(series: str, verdict: str, ratio: float | None = 1.0) -> dict:
    return {"series": series, "verdict": verdict, "ratio": ratio}


def test_the_protocol_stands_before_what_was_seen(site: Path) -> None:
    page = read(site, f"event/{EVENT}.html")
    assert page.index('id="protocol"') < page.index('id="found"') < page.index('id="days"')
    assert "written down on 2026-02-22, 7 days before the event" in page
    assert "it is version 2" in page
    assert 'href="../city/atlanta.html#days"' in page
    assert f'href="../event/{EVENT}.html"' in read(site, "city/atlanta.html")


@pytest.mark.parametrize("name", ["events.html", f"event/{EVENT}.html"])
def test_every_verdict_has_the_same_size(site: Path, name: str) -> None:
    """One element and one class for each of them: silence is told as loudly as a finding."""
    assert re.findall(r'<p class="value">(.*?)</p>', read(site, name)) == ["Cannot tell", "Change"]


def test_what_was_written_after_the_event_is_said_to_be() -> None:
    def protocol(back: int) -> dict:
        return {"written_on": DAY - timedelta(days=back)}

    assert written(protocol(7), DAY).endswith("7 days before the event")
    assert "on its first day: the days were known" in written(protocol(0), DAY)
    assert "1 day after it began: the days were known" in written(protocol(-1), DAY)
    assert written(None, DAY) == "not written down"


def test_a_finding_names_every_series_and_its_verdict() -> None:
    found = finding(
        [
            result("ads", "no change"),
            result("advertisers", "cannot tell", None),
            result("new_advertisers", "change", 0.4),
        ]
    )
    assert found == "fewer newly arrived advertisers; no change in ads; cannot tell for advertisers"


def test_silence_is_no_finding() -> None:
    quiet = {"name": "A fair", "results": [result("ads", "cannot tell")]}
    loud = {"name": "A match", "results": [result("ads", "change")]}
    assert headline([]) == "No event stands in the calendar"
    assert headline([quiet]) == "None of 1 event shows a change"
    assert headline([quiet, loud]) == "A change stands out around A match; around 1 other none does"


def test_a_day_that_did_not_land_parts_the_line_and_is_a_gap_in_the_table(site: Path) -> None:
    page = read(site, f"event/{EVENT}.html")
    drawn = [data["days"] for data in islands(page) if "event" in data and "days" in data]
    assert [len({row["run"] for row in days if row["observed"] is not None}) for days in drawn] == [2, 1]
    table = page[page.index("Days around the event") :]
    assert '<td class="n">gap</td>' in table
    assert "90 (60)" in table


def test_controls_are_summed_and_a_missing_one_makes_a_gap() -> None:
    rows = [
        (day, city, city != "here", value)
        for day, city, value in ((1, "here", 5.0), (1, "x", 1.0), (1, "y", 2.0), (2, "x", 4.0), (2, "y", None))
    ]
    days = pl.DataFrame(
        [
            {
                "series": "ads", "city": city, "day": date(2026, 3, day), "is_control": is_control,
                "observed": value, "expected": 1.0, "is_counted": value is not None,
            }
            for day, city, is_control, value in rows
        ]
    )  # fmt: skip
    first, second = rows_of(days)
    assert (first["ads/city"]["observed"], first["ads/controls"]["observed"]) == (5.0, 3.0)
    assert second["ads/controls"]["observed"] is None
    assert "ads/city" not in second


def test_an_event_to_come_has_its_protocol_and_no_result(tables: Tables, tmp_path: Path) -> None:
    tables.connection.execute("DELETE FROM mart_event_days")
    build_site(tables.connection, tmp_path / "site", NOTICE, tmp_path)
    page = read(tmp_path / "site", f"event/{EVENT}.html")
    assert "No day of the window has landed yet" in page
    assert "written down on 2026-02-22, 7 days before the event" in page
    assert Published(tables.connection).rows("event_protocols")[0]["version"] == 2
