"""The served sites: three families, unlike one another; odd requests get plain answers; a design can change."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime

import pytest
from starlette.testclient import TestClient

from sandbox.geography import cities
from sandbox.server import Serving, application, running
from sandbox.sites.cardway import ago
from sandbox.sites.site import Asked, sites
from sandbox.world import World

DAY = date(2026, 3, 1)
WORLD = World(1)
NEXT = {
    "pinelist": r'rel="next" href="([^"]+)"',
    "cardway": r'data-next="([^"]+)"',
    "corkboard": r"<p class=pager><a href=(\S+?)>",
}


def client(source: str, **what: object) -> TestClient:
    return TestClient(
        application(Serving(WORLD, DAY, **what)), base_url=f"http://las-vegas.{source}.test", follow_redirects=False
    )


def listed(site: TestClient, source: str) -> list[str]:
    numbers, url = [], sites()[source].START
    while url:
        page = site.get(url).text
        numbers += re.findall(rf'href="?{sites()[source].AD_PATH}(\d+)', page)
        following = re.search(NEXT[source], page)
        url = following[1] if following else ""
    return numbers


def test_a_site_is_a_file() -> None:
    assert set(sites()) == {"pinelist", "cardway", "corkboard"}
    assert all(set(city.sources) == set(sites()) for city in cities().values())


@pytest.mark.parametrize("source", sorted(NEXT))
def test_paging_shows_every_ad_once(source: str) -> None:
    numbers = listed(client(source), source)
    assert sorted(numbers) == sorted(str(ad.number) for ad in WORLD.ads("las_vegas", source, DAY))
    assert len(numbers) > sites()[source].PER_PAGE


@pytest.mark.parametrize("source", sorted(NEXT))
def test_every_page_says_that_it_is_simulated_and_none_says_who_is_behind(source: str) -> None:
    site = client(source)
    number = WORLD.ads("las_vegas", source, DAY)[0].number
    for path in (sites()[source].START, f"{sites()[source].AD_PATH}{number}"):
        page = site.get(path).text
        assert "SIMULATED DATA" in page
        assert not re.search(r"ring_|operator|twin|silent", page)


@pytest.mark.parametrize("source", sorted(NEXT))
@pytest.mark.parametrize(
    ("host", "path", "status"),
    [
        (None, "/", 307),
        (None, "/robots.txt", 200),
        (None, "/ad/1", 404),
        (None, "/../etc/passwd", 404),
        (None, "{start}?page=0&after=!&from=0", 400),
        (None, "{start}?page=x&after=eA&from=x", 400),
        ("gotham.{source}.test", "{start}", 404),
        ("las-vegas.nowhere.test", "{start}", 404),
        ("127.0.0.1", "{start}", 404),
    ],
)
def test_odd_requests_get_a_plain_answer(source: str, host: str | None, path: str, status: int) -> None:
    headers = {"host": host.format(source=source)} if host else {}
    assert client(source).get(path.format(start=sites()[source].START), headers=headers).status_code == status


@pytest.mark.parametrize("source", sorted(NEXT))
def test_values_are_escaped(source: str) -> None:
    ad = replace(
        WORLD.ads("miami", source, DAY)[0], title="<script>alert(1)</script>", body="a & <b> </script>", place="<i>"
    )
    for path in (sites()[source].START, f"{sites()[source].AD_PATH}{ad.number}"):
        page = sites()[source].answer(Asked(cities()["miami"], [ad], path, {}, datetime(2026, 3, 1, 12))).payload
        assert b"<script>alert" not in page
        assert b"<b> " not in page.replace(b"<b>SIMULATED", b"")


@pytest.mark.parametrize("source", sorted(NEXT))
def test_a_design_changes_on_its_day(source: str) -> None:
    ad = WORLD.ads("las_vegas", source, DAY)[0]
    path = f"{sites()[source].AD_PATH}{ad.number}"
    before = client(source, new_layouts={source: date(2026, 3, 2)}).get(path).text
    after = client(source, new_layouts={source: DAY}).get(path).text
    assert before == client(source).get(path).text
    assert after != before


def test_a_board_speaks_in_several_encodings() -> None:
    site = client("corkboard")
    said = set()
    for ad in WORLD.ads("las_vegas", "corkboard", DAY)[:40]:
        answer = site.get(f"/thread/{ad.number}")
        said.add(answer.headers["content-type"])
    assert {"text/html", "text/html; charset=utf-8", "text/html; charset=iso-8859-1"} <= said


@pytest.mark.parametrize(
    ("hours", "words"),
    [(0.5, "just now"), (1, "1 hour ago"), (23, "23 hours ago"), (24, "yesterday"), (72, "3 days ago")],
)
def test_cards_say_how_long_ago(hours: float, words: str) -> None:
    from datetime import timedelta

    now = datetime(2026, 3, 1, 12)
    assert ago(now, now - timedelta(hours=hours)) == words


def test_an_ad_of_this_evening_is_not_there_at_noon() -> None:
    class Noon(Serving):
        def now(self, city: object) -> datetime:
            return datetime(2026, 3, 1, 12)

    site = TestClient(application(Noon(WORLD)), base_url="http://las-vegas.pinelist.test")
    numbers = set(listed(site, "pinelist"))
    ads = WORLD.ads("las_vegas", "pinelist", DAY)
    assert numbers == {str(ad.number) for ad in ads if ad.posted <= datetime(2026, 3, 1, 12)}
    assert len(numbers) < len(ads)


def test_it_starts_on_a_free_port_and_stops_again() -> None:
    import socket

    with running(1, DAY) as place:
        host, _, port = place.partition(":")
        assert host == "127.0.0.1"
        socket.create_connection((host, int(port)), timeout=5).close()
    with pytest.raises(OSError, match="refused"):
        socket.create_connection((host, int(port)), timeout=5)
