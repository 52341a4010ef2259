"""A crawl lands a whole partition or nothing, whatever Scrapy calls finished, and reaches only where it may."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from sandbox.server import running
from scrapers.address import AddressRefused, is_public, sandbox_address
from scrapers.catalog import market
from scrapers.judgement import CrawlFailed, judge
from scrapers.settings import crawl_settings
from tests.conftest import ROOT

DAY = "2026-03-01"


def crawl(home: Path, address: str, name: str = "atlanta.pinelist") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "scrapers.crawl", "--home", str(home), "--market", name, "--day", DAY],
        cwd=ROOT,
        env={**os.environ, "GAINING_GROUND_SANDBOX": address},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.mark.parametrize("source", ["pinelist", "cardway", "corkboard"])
def test_a_crawl_takes_every_ad_of_every_page(tmp_path: Path, source: str) -> None:
    """By number, by cursor and by offset, from tables, cards and threads: YAML says it all."""
    from sandbox.geography import cities
    from sandbox.sites.site import address as address_of
    from sandbox.world import World

    day = date.fromisoformat(DAY)
    with running(1, day) as address:
        done = crawl(tmp_path, address, f"atlanta.{source}")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    folder = tmp_path / "raw" / f"atlanta.{source}" / DAY
    pages = pl.read_parquet(folder / "pages.parquet")
    expected = {address_of(cities()["atlanta"], source, ad.number) for ad in World(1).ads("atlanta", source, day)}
    assert set(pages.filter(kind="ad")["url"]) == expected
    assert set(pl.read_parquet(folder / "listings.parquet")["url"]) == expected
    assert pages.filter(kind="robots").height == 1
    assert not [url for url in pages["url"] if ":" in url.removeprefix("http://")], "an address names no port"


def test_a_source_that_yaml_cannot_describe_has_a_spider_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from scrapers import spiders
    from scrapers.spiders.base import MarketSpider

    assert spiders.spider_of("pinelist") is MarketSpider
    (tmp_path / "oaklist.py").write_text(
        "from scrapers.spiders.base import MarketSpider\n\n\nclass Oaklist(MarketSpider):\n    pass\n"
    )
    (tmp_path / "elmlist.py").write_text("")
    monkeypatch.setattr(spiders, "__path__", [*spiders.__path__, str(tmp_path)])
    assert spiders.spider_of("oaklist").__name__ == "Oaklist"
    with pytest.raises(ImportError, match="holds no class"):
        spiders.spider_of("elmlist")


@pytest.mark.parametrize("source", ["pinelist", "cardway", "corkboard"])
def test_a_new_layout_lands_nothing(tmp_path: Path, source: str) -> None:
    """Listings whose entries are no longer found, or pages that are no longer ads, are never taken for an empty market."""
    with running(1, None, new_layouts={source: date.fromisoformat(DAY)}) as address:
        done = crawl(tmp_path, address, f"atlanta.{source}")
    assert done.returncode == 1
    assert "layout" in done.stderr
    assert not (tmp_path / "raw" / f"atlanta.{source}" / DAY).exists()


@pytest.mark.parametrize(("kind", "said"), [("down", "no usable answer"), ("error", "max_error_share")])
def test_a_broken_market_lands_nothing_and_says_why(tmp_path: Path, kind: str, said: str) -> None:
    with running(1, None, {"atlanta": kind}) as address:
        done = crawl(tmp_path, address)
    assert done.returncode == 1
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "raw" / "atlanta.pinelist" / DAY).exists()
    assert not list((tmp_path / "raw" / "atlanta.pinelist").glob(".aside-*"))


def test_a_dead_host_is_a_failure(tmp_path: Path) -> None:
    """Scrapy itself ends such a crawl as finished, with no items and exit 0."""
    done = crawl(tmp_path, "127.0.0.1:9")
    assert done.returncode == 1
    assert "no usable answer" in done.stderr


def test_an_unknown_market_is_named(tmp_path: Path) -> None:
    done = crawl(tmp_path, "127.0.0.1:9", "gotham.pinelist")
    assert done.returncode == 1
    assert "gotham.pinelist: not known" in done.stderr


def test_the_past_of_a_real_site_cannot_be_crawled() -> None:
    """A page taken now is of today."""
    from scrapers.crawl import _refuse_the_past

    simulated = market("atlanta.pinelist")
    real = simulated.model_copy(update={"source": simulated.source.model_copy(update={"sandbox": False})})
    _refuse_the_past(simulated, date(2026, 3, 1))
    _refuse_the_past(real, real.city.today())
    with pytest.raises(CrawlFailed, match="only today"):
        _refuse_the_past(real, date(2026, 3, 1))


@pytest.mark.parametrize(
    ("counts", "reason", "said"),
    [
        ({"listings": 0, "ads": 0, "errors": 1}, "finished", "no usable answer"),
        ({"listings": 5, "ads": 100, "errors": 0}, "closespider_timeout", "stopped early"),
        ({"listings": 5, "ads": 100, "errors": 50}, "finished", "50 of 155 pages failed"),
        ({"listings": 5, "ads": 3, "errors": 0}, "finished", "fewer than min_ads"),
        # What a lost listing page holds is not known, and neither is what comes after it.
        ({"listings": 5, "listings_lost": 1, "ads": 100, "errors": 1}, "finished", "not known"),
        ({"listings": 5, "ads": 50, "errors": 0}, "wall: login", "none is ever passed"),
        ({"listings": 5, "ads": 50, "errors": 0}, "asked to stay away", "left alone"),
        ({"listings": 5, "ads": 50, "errors": 0}, "cannot write: no space left on device", "make room"),
    ],
)
def test_finished_is_not_enough(counts: dict[str, int], reason: str, said: str) -> None:
    with pytest.raises(CrawlFailed, match=said):
        judge(market("atlanta.pinelist"), {"listings_lost": 0, "sighted": 0, **counts}, reason)


def test_the_crawler_names_itself_obeys_and_is_capped() -> None:
    settings = crawl_settings(market("atlanta.pinelist"))
    assert "operator@example.org" in settings["USER_AGENT"]
    assert "scrapers.middlewares.robots.RobotsMiddleware" in settings["DOWNLOADER_MIDDLEWARES"]
    assert settings["DOWNLOAD_VERIFY_CERTIFICATES"] is True
    assert settings["DOWNLOAD_TLS_MIN_VERSION"] == "TLSv1.2"
    assert settings["DOWNLOAD_HANDLERS"] == dict.fromkeys(("data", "file", "ftp", "s3"))
    for off in ("COOKIES_ENABLED", "HTTPPROXY_ENABLED", "TELNETCONSOLE_ENABLED", "REFERER_ENABLED"):
        assert settings[off] is False
    for cap in ("DOWNLOAD_MAXSIZE", "MEMUSAGE_LIMIT_MB", "CLOSESPIDER_TIMEOUT", "CLOSESPIDER_PAGECOUNT"):
        assert settings[cap] > 0


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.8",
        "192.168.1.1",
        "172.16.0.1",
        "169.254.169.254",
        "::1",
        "::ffff:127.0.0.1",
        "fe80::1",
        "0.0.0.0",
        "100.64.0.1",
        "224.0.0.1",
    ],
)
def test_a_private_address_is_not_reached(address: str) -> None:
    assert not is_public(address)
    assert is_public("93.184.216.34")


@pytest.mark.parametrize("value", ["", "127.0.0.1", "10.0.0.1:80", "93.184.216.34:80", "127.0.0.1:x"])
def test_a_sandbox_is_on_loopback(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GAINING_GROUND_SANDBOX", value)
    with pytest.raises(AddressRefused):
        sandbox_address()


class Receiver:
    """Takes what a resolver answers."""

    def __init__(self) -> None:
        self.found: list[tuple[str, int]] = []

    def resolutionBegan(self, resolution: object) -> None:
        pass

    def addressResolved(self, address) -> None:
        self.found.append((address.host, address.port))

    def resolutionComplete(self) -> None:
        pass


class Reactor:
    """A stub: its resolver answers with a given address and opens no socket."""

    def __init__(self, answer: str) -> None:
        self.answer = answer
        self.nameResolver = self

    def resolveHostName(self, receiver, name, port=0, *_) -> None:
        from twisted.internet.address import IPv4Address

        receiver.addressResolved(IPv4Address("TCP", self.answer, port))
        receiver.resolutionComplete()


def resolve(name: str, *, sandbox: bool, answer: str = "93.184.216.34") -> list[tuple[str, int]]:
    from scrapers.address import Resolver

    receiver = Receiver()
    Resolver(Reactor(answer), ["site.example"], sandbox).resolveHostName(receiver, name, 80)
    return receiver.found


def test_every_name_is_decided_in_one_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GAINING_GROUND_SANDBOX", "127.0.0.1:5555")
    assert resolve("site.example", sandbox=True) == [("127.0.0.1", 5555)]
    assert resolve("other.example", sandbox=True) == []
    assert resolve("site.example", sandbox=False) == [("93.184.216.34", 80)]
    assert resolve("other.example", sandbox=False) == []
    assert resolve("site.example", sandbox=False, answer="169.254.169.254") == []
