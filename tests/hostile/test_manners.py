"""robots.txt in every state, crawl delays, rates, quiet hours: what a host asks for is what it gets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time
from itertools import combinations

import pytest

from sandbox.hostile.market import GOOD
from scrapers.catalog import is_quiet
from scrapers.middlewares.address_guard import refusal
from scrapers.middlewares.patience import retry_after
from scrapers.middlewares.robots import MAX_BYTES, rules_of
from scrapers.middlewares.walls import wall_in
from tests.hostile.conftest import Crawled

Crawl = Callable[..., Crawled]
AGENT = "GainingGround"


@pytest.mark.parametrize(
    ("robots", "ads"),
    [
        ("allow", GOOD),
        ("ours", GOOD),
        ("garbage", GOOD),
        ("html", GOOD),
        ("status_404", GOOD),
        ("status_410", GOOD),
        ("status_403", GOOD),
        ("bom", GOOD - 1),
        # A rule after the first 500 KiB does not count.
        ("large", GOOD),
    ],
)
def test_what_robots_allows_is_taken(crawl_hostile: Crawl, robots: str, ads: int) -> None:
    done = crawl_hostile(robots=robots)
    assert done.landed, done.error
    assert done.good == ads
    assert done.stats["robots_forbidden"] == GOOD - ads
    assert done.paths["/robots.txt"] == 1


@pytest.mark.parametrize("robots", ["disallow", "status_500", "status_503", "status_429", "hang", "redirects_6"])
def test_what_robots_forbids_or_cannot_say_is_left_alone(crawl_hostile: Crawl, robots: str) -> None:
    """RFC 9309, 2.3.1.4: a server that cannot answer forbids everything."""
    done = crawl_hostile(robots=robots)
    assert not done.landed
    assert "robots.txt" in done.error
    assert done.good == 0
    assert "/ads" not in done.paths


@pytest.mark.parametrize("robots", ["not_ours", "redirects_5"])
def test_rules_hold_where_they_are_found(crawl_hostile: Crawl, robots: str) -> None:
    """Five redirects are followed, and a group of our own name binds us."""
    done = crawl_hostile(robots=robots)
    assert done.good == 0
    assert done.paths["/ads"] == 1
    assert not done.landed


def test_rules_that_change_hold_from_then_on(crawl_hostile: Crawl, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GAINING_GROUND_ROBOTS_MAX_AGE", "0.5")
    done = crawl_hostile(robots="changes", limits={"delay_seconds": 0.3, "connections": 1})
    assert done.paths["/robots.txt"] >= 2
    assert 0 < done.good < GOOD


def is_paced(moments: list[float], pause: float) -> bool:
    """Whether every run of requests took as long as its pauses but one: a busy server may note a request late."""
    pairs = combinations(enumerate(moments), 2)
    return len(moments) > 4 and all(
        end - begin > 0.95 * pause * (last - first - 1) for (first, begin), (last, end) in pairs
    )


@pytest.mark.parametrize(("gap", "paced"), [(0.4, True), (0.39, True), (0.3, False), (0.2, False)])
def test_a_pace_is_judged_over_every_run_of_requests(gap: float, paced: bool) -> None:
    moments = [place * gap for place in range(8)]
    assert is_paced(moments, 0.4) is paced
    assert is_paced([moments[0] + 0.3, *moments[1:]], 0.4) is paced, "one noted late says nothing"


def test_a_crawl_delay_is_kept(crawl_hostile: Crawl) -> None:
    done = crawl_hostile(robots="delay")
    assert done.landed, done.error
    assert done.good == GOOD
    assert is_paced(done.moments[2:], 0.4)


def test_the_rate_is_never_above_the_configured_one(crawl_hostile: Crawl) -> None:
    done = crawl_hostile(limits={"delay_seconds": 0.25, "connections": 1})
    assert done.landed, done.error
    assert is_paced(done.moments[1:], 0.25)


def test_quiet_hours_are_kept(crawl_hostile: Crawl) -> None:
    done = crawl_hostile(quiet_hours=[["00:00", "12:00"], ["12:00", "00:00"]])
    assert not done.landed
    assert "quiet_hours" in done.error
    assert done.paths == {}


def test_a_second_crawl_of_an_unchanged_market_asks_for_listings_only(crawl_hostile: Crawl) -> None:
    first = crawl_hostile()
    again = crawl_hostile(home=first.home)
    assert again.landed, again.error
    assert again.paths == {"/robots.txt": 1, "/ads": 1}
    assert (again.stats["sighted"], again.stats["ads"]) == (GOOD, 0)


def test_an_ad_whose_entry_changed_is_asked_for_with_its_tag(crawl_hostile: Crawl) -> None:
    """The site says "not modified": the ad is sighted again, and nothing is sent."""
    first = crawl_hostile()
    again = crawl_hostile(home=first.home, start="/ads?note=hot")
    assert again.landed, again.error
    assert again.good == GOOD
    assert (again.stats["sighted"], again.stats["ads"], again.stats["errors"]) == (GOOD, 0, 0)


# -- the parts, without a server ----------------------------------------------------------------------------------

HOSTS = {"a.example.com", "10.0.0.1", "127.0.0.1", "8.8.8.8", "::1"}


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("https://a.example.com/x", None),
        ("http://a.example.com:80/x", None),
        ("https://A.EXAMPLE.COM./x", None),
        ("http://8.8.8.8/", None),
        ("http://a.example.com:8080/", "port"),
        ("http://b.example.com/", "host"),
        ("http://a.example.com.evil.test/", "host"),
        ("http://a.example.com@evil.test/", "user name"),
        ("http://x:y@a.example.com/", "user name"),
        ("ftp://a.example.com/", "scheme"),
        ("file:///etc/passwd", "scheme"),
        ("data:text/html,x", "scheme"),
        ("http://2130706433/", "host"),
        ("http://0x7f.1/", "host"),
        ("http://10.0.0.1/", "private address"),
        ("http://127.0.0.1/", "private address"),
        ("http://[::1]/", "private address"),
        ("http://[::ffff:169.254.169.254]/", "host"),
        ("http://a.example.com:99999/", "not an address"),
        ("http://[bad/", "not an address"),
    ],
)
def test_addresses_are_judged_before_any_socket_opens(url: str, reason: str | None) -> None:
    assert refusal(url, HOSTS, is_sandbox=False) == reason


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "192.168.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "::1",
        "fe80::1",
        "fc00::1",
        "::ffff:10.0.0.1",
        "224.0.0.1",
    ],
)
def test_a_name_that_leads_to_a_private_address_leads_nowhere(address: str) -> None:
    """DNS rebinding included: every lookup of the crawl comes by here."""
    from twisted.internet.address import IPv4Address, IPv6Address

    from scrapers.address import _Guarded

    passed = []

    class Receiver:
        def resolutionBegan(self, resolution: object) -> None: ...

        def addressResolved(self, address: object) -> None:
            passed.append(address)

        def resolutionComplete(self) -> None: ...

    kind = IPv6Address if ":" in address else IPv4Address
    _Guarded(Receiver()).addressResolved(kind("TCP", address, 80))
    assert passed == []
    _Guarded(Receiver()).addressResolved(IPv4Address("TCP", "93.184.215.14", 80))
    assert len(passed) == 1


NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0.0),
        ("120", 120.0),
        (" 7 ", 7.0),
        ("1000000000", 1e9),
        ("9" * 400, 999_999_999_999.0),
        ("Sun, 01 Mar 2026 12:01:00 GMT", 60.0),
        ("Sunday, 01-Mar-26 12:01:00 GMT", 60.0),
        ("Sun Mar  1 12:01:00 2026", 60.0),
        ("Sun, 01 Mar 2026 11:00:00 GMT", 0.0),
        ("Sun, 01 Mar 2026 13:01:00 +0100", 60.0),
        ("1e9", None),
        ("-5", None),
        ("soon", None),
        ("", None),
        ("١٢", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(value: str, seconds: float | None) -> None:
    assert retry_after(value, NOW) == seconds


@pytest.mark.parametrize(
    ("status", "payload", "path", "allowed"),
    [
        (200, b"User-agent: *\nDisallow: /a\n", "/ad", False),
        (200, b"User-agent: *\nDisallow: /a\nAllow: /ad\n", "/ad", True),
        (200, b"User-agent: *\nDisallow: /*.php$\n", "/x.php", False),
        (200, b"User-agent: *\nDisallow: /*.php$\n", "/x.php?y", True),
        (200, b"user-agent: gainingground\ndisallow: /\n\nUser-agent: *\nDisallow:\n", "/", False),
        (200, b"", "/", True),
        (200, b"#" * MAX_BYTES + b"\nUser-agent: *\nDisallow: /\n", "/", True),
        (204, b"", "/", True),
        (404, b"", "/", True),
        (451, b"", "/", True),
        (429, b"", "/", False),
        (500, b"", "/", False),
        (599, b"", "/", False),
        (304, b"", "/", False),
    ],
)
def test_rules_follow_the_rfc(status: int, payload: bytes, path: str, allowed: bool) -> None:
    assert rules_of(status, payload).allow(f"http://a.example.com{path}", AGENT) is allowed


@pytest.mark.parametrize(
    ("url", "page", "wall"),
    [
        ("http://a/", b"<form><input type='password'>", "login"),
        ("http://a/login?next=/x", b"<p>hello", "login"),
        ("http://a/", b"<div class='cf-turnstile'>", "captcha"),
        ("http://a/", b"Please verify that you are human", "captcha"),
        ("http://a/", b"<button>I agree</button>", "consent"),
        ("http://a/", b"<p>nothing here</p>", None),
        ("http://a/blogin-news", b"<p>nothing here</p>", None),
        ("http://a/", b"<a" * 100_000, None),
    ],
)
def test_walls_are_known_by_their_forms(url: str, page: bytes, wall: str | None) -> None:
    assert wall_in(url, page) == wall


@pytest.mark.parametrize(
    ("moment", "quiet"),
    [("09:00", True), ("12:00", False), ("23:30", True), ("05:59", True), ("06:00", False), ("10:30", False)],
)
def test_quiet_hours_may_pass_midnight(moment: str, quiet: bool) -> None:
    hours = [(time(8), time(10, 30)), (time(22), time(6))]
    assert is_quiet(time.fromisoformat(moment), hours) is quiet


def test_the_hostile_market_can_be_served_for_a_person_to_try() -> None:
    import subprocess
    import sys
    import urllib.request

    from tests.conftest import ROOT

    command = [sys.executable, "-m", "pipelines.cli.main", "sandbox", "serve", "--hostile", "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said, address = process.stdout.readline().split()
        with urllib.request.urlopen(f"http://{address}/ads?traps=all", timeout=30) as answer:
            listing = answer.read()
        process.terminate()
    assert said == "listening"
    assert b"/trap/gzip_bomb" in listing
