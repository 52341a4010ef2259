"""The simulated markets: the same seed gives the same pages everywhere, and the truth is what was served."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from assets.staging.phones import phones_in
from sandbox.geography import cities
from sandbox.pinelist import PER_PAGE, ad_page, address, listing
from sandbox.server import application, running
from sandbox.truth import truth, write_truth
from sandbox.world import World
from tests.conftest import ROOT

DAY = date(2026, 3, 1)
WORLD = World(1)


@pytest.fixture(scope="module")
def site() -> TestClient:
    return TestClient(application(WORLD, DAY), base_url="http://las-vegas.pinelist.test", follow_redirects=False)


def test_the_same_seed_gives_the_same_ads_in_every_process() -> None:
    code = (
        "from sandbox.world import World; from datetime import date; import hashlib;"
        "print(hashlib.sha256(repr([(a.number, a.title, a.body) for a in World(7).ads('miami', date(2026, 3, 1))]).encode()).hexdigest())"
    )
    prints = {
        subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, env={"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("0", "1")
    }
    assert len(prints) == 1
    assert World(7).ads("miami", DAY) == World(7).ads("miami", DAY)
    assert World(8).ads("miami", DAY)[0].body != World(7).ads("miami", DAY)[0].body


def test_ads_live_for_some_days_and_keep_their_number_and_text() -> None:
    today = {ad.number: ad.body for ad in WORLD.ads("atlanta", DAY)}
    tomorrow = {ad.number: ad.body for ad in WORLD.ads("atlanta", DAY + timedelta(days=1))}
    stayed = set(today) & set(tomorrow)
    assert len(stayed) > 0.6 * len(today)
    assert set(tomorrow) - set(today)
    assert all(today[number] == tomorrow[number] for number in stayed)


def test_most_of_the_market_works_alone_and_rings_are_rare() -> None:
    kinds = Counter(operator.kind for operator in WORLD.operators)
    assert kinds["independent"] > 0.6 * kinds.total()
    assert 0 < kinds["ring"] < 0.02 * kinds.total()


def test_every_phone_is_of_the_555_exchange() -> None:
    assert all(phone[3:6] == "555" for operator in WORLD.operators for phone in operator.phones)
    for ad in WORLD.ads("houston", DAY):
        assert all(value[5:8] == "555" for value, _, _, _ in phones_in(ad.body))


def test_paging_shows_every_ad_once(site: TestClient) -> None:
    numbers, url = [], "/ads"
    while url:
        page = site.get(url).text
        numbers += re.findall(r'href="/ad/(\d+)"', page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        url = following[1] if following else ""
    assert sorted(numbers) == sorted(str(ad.number) for ad in WORLD.ads("las_vegas", DAY))
    assert len(numbers) > PER_PAGE


def test_every_page_says_that_it_is_simulated(site: TestClient) -> None:
    ad = WORLD.ads("las_vegas", DAY)[0]
    assert all("SIMULATED DATA" in site.get(path).text for path in ("/ads", "/ads?page=999", f"/ad/{ad.number}"))


@pytest.mark.parametrize(
    ("host", "path", "status"),
    [
        ("las-vegas.pinelist.test", "/", 307),
        ("las-vegas.pinelist.test", "/ad/1", 404),
        ("las-vegas.pinelist.test", "/ads?page=0", 400),
        ("las-vegas.pinelist.test", "/ads?page=x", 400),
        ("las-vegas.pinelist.test", "/../etc/passwd", 404),
        ("gotham.pinelist.test", "/ads", 404),
        ("127.0.0.1", "/ads", 404),
        ("las-vegas.pinelist.test", "/robots.txt", 200),
    ],
)
def test_odd_requests_get_a_plain_answer(site: TestClient, host: str, path: str, status: int) -> None:
    assert site.get(path, headers={"host": host}).status_code == status


def test_values_are_escaped() -> None:
    from dataclasses import replace

    city = cities()["miami"]
    ad = replace(WORLD.ads("miami", DAY)[0], title="<script>alert(1)</script>", body="a & <b>")
    assert "<script>" not in ad_page(city, ad) + listing(city, [ad], 1)


def test_the_truth_is_what_is_served_and_is_not_served(site: TestClient, tmp_path: Path) -> None:
    import polars as pl

    path = write_truth(WORLD, DAY, tmp_path)
    found = pl.read_parquet(path)
    city = cities()["las_vegas"]
    assert set(found.filter(city="las_vegas")["url"]) == {
        address(city, ad.number) for ad in WORLD.ads("las_vegas", DAY)
    }
    assert found.equals(truth(WORLD, DAY))
    page = site.get(f"/ad/{WORLD.ads('las_vegas', DAY)[0].number}").text
    assert not any(operator.operator_id in page for operator in WORLD.operators)


def test_no_identifier_gives_a_class_away() -> None:
    kinds = {operator.kind for operator in WORLD.operators}
    assert not [o.email for o in WORLD.operators if o.email and any(kind in o.email for kind in kinds)]


def test_it_starts_on_a_free_port_and_stops_again() -> None:
    import socket

    with running(1, DAY) as place:
        host, _, port = place.partition(":")
        assert host == "127.0.0.1"
        socket.create_connection((host, int(port)), timeout=5).close()
    with pytest.raises(OSError, match="refused"):
        socket.create_connection((host, int(port)), timeout=5)
