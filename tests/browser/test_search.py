"""The search in a real Chromium, from file:// and from loopback: identifiers in any spelling, words, addresses to share."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import duckdb
import pytest

from assets.publish.database import FILE
from pipelines.serving import HOST, server
from tests.browser.chromium import look, until
from tests.conftest import Refreshed
from tests.dashboards.conftest import LEAD

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def clear(refreshed: Refreshed) -> dict[str, str]:
    """A lead's ad with a phone, as the build shows it in clear."""
    with duckdb.connect(str(refreshed.build / FILE), read_only=True) as connection:
        row = connection.execute(
            "SELECT phones.value, ads.ad_id, leads.lead_id, leads.advertiser_id, ads.title, ads.city"
            " FROM mart_leads AS leads INNER JOIN ent_advertiser_ads AS own ON leads.advertiser_id = own.advertiser_id"
            " INNER JOIN stg_ads AS ads ON own.ad_id = ads.ad_id"
            " INNER JOIN stg_identifiers AS phones ON ads.ad_id = phones.ad_id AND phones.kind = 'phone'"
            " WHERE leads.status = 'queued' AND phones.value LIKE '+1%' ORDER BY ads.ad_id LIMIT 1"
        ).fetchone()
    assert row is not None, "no lead of this build has a phone"
    return dict(zip(("phone", "ad", "lead", "advertiser", "title", "city"), row, strict=True))


@pytest.fixture(scope="module")
def origin(refreshed: Refreshed) -> Iterator[str]:
    """The investigator's site on loopback."""
    with server(refreshed.build / "site" / "investigator", 0) as serving:
        thread = threading.Thread(target=serving.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield f"http://{HOST}:{serving.server_port}"
        serving.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def searching(chromium, refreshed: Refreshed):
    """The search page from file://, and what it said and asked for."""
    page, said, asked = look(chromium, refreshed.build / "site" / "investigator" / "search.html", 1280)
    yield page, said, asked
    page.context.close()


def answers(page, question: str) -> list[str]:
    """Put a question; the links of what was found, or its titles."""
    page.fill("#search [name=q]", question)
    answered(page)
    return [link.get_attribute("href") or "" for link in page.query_selector_all("#found h3 a")]


def answered(page) -> None:
    until(page, lambda: page.evaluate("document.getElementById('search').dataset.answered === location.hash.slice(1)"))


SPELLINGS = {
    "international": lambda n: n,
    "with brackets": lambda n: f"({n[2:5]}) {n[5:8]}-{n[8:]}",
    "with dots": lambda n: f"{n[2:5]}.{n[5:8]}.{n[8:]}",
    "one by one": lambda n: " ".join(n[2:]),
    "full-width": lambda n: "".join(chr(ord(sign) + 0xFEE0) for sign in n[2:]),
    "in words": lambda n: " ".join(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"][int(d)] for d in n[2:]
    ),
    "in Spanish words": lambda n: " ".join(
        ["cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve"][int(d)] for d in n[2:]
    ),
    "half in words": lambda n: f"{n[2:5]} five55 {n[8:]}" if n[5:8] == "555" else n,
    "its last four digits": lambda n: n[-4:],
}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_phone_is_found_however_it_is_spelt(searching, clear: dict[str, str], spelling: str) -> None:
    assert f"lead/{clear['lead']}.html" in answers(searching[0], SPELLINGS[spelling](clear["phone"]))


@pytest.mark.parametrize("kind", ["lead", "advertiser", "ad"])
def test_an_id_is_found_whole(searching, clear: dict[str, str], kind: str) -> None:
    assert f"lead/{clear['lead']}.html" in answers(searching[0], clear[kind])


def test_all_words_have_to_occur_and_the_last_may_be_unfinished(searching) -> None:
    page = searching[0]
    for question, is_found in {
        "words that suggest you": True,
        "suggest wor*": True,
        "words that suggest you ": False,
        "words that suggest nothingofthekind": False,
    }.items():
        answers(page, question)
        assert bool(page.query_selector_all("#found li")) == is_found, question
    assert page.inner_text("#found-told") == "0 found"


def test_a_city_and_a_kind_narrow_what_is_found(searching, clear: dict[str, str]) -> None:
    page = searching[0]
    everything = len(answers(page, clear["phone"]))
    page.select_option("#search [name=kind]", "leads")
    answered(page)
    assert {link.get_attribute("href") for link in page.query_selector_all("#found h3 a")} <= {
        f"lead/{clear['lead']}.html"
    }
    page.select_option("#search [name=kind]", "ads")
    page.select_option("#search [name=city]", clear["city"])
    answered(page)
    assert 0 < len(page.query_selector_all("#found li")) <= everything
    page.select_option("#search [name=kind]", "")
    page.select_option("#search [name=city]", "")
    answered(page)


def test_nothing_was_said_and_nothing_asked_for_elsewhere(searching) -> None:
    _, said, asked = searching
    assert said == []
    assert all(url.startswith(("file://", "data:")) for url in asked)


def test_the_address_is_the_question(chromium, refreshed: Refreshed, clear: dict[str, str]) -> None:
    """Sent to a colleague it shows the same; and from any page the box at its top leads there."""
    site = refreshed.build / "site" / "investigator"
    page, _, _ = look(chromium, site / "city" / "atlanta.html", 1280)
    page.fill(".find input", clear["phone"])
    page.keyboard.press("Enter")
    until(page, lambda: "search.html" in page.url)
    page.wait_for_load_state()
    until(page, lambda: page.query_selector("#found li"))
    assert page.url.endswith(f"search.html#q={quote(clear['phone'], safe='')}")
    address = page.url
    page.context.close()
    page = chromium.new_context().new_page()
    page.goto(address)
    until(page, lambda: page.query_selector("#found li"))
    assert page.input_value("#search [name=q]") == clear["phone"]
    page.context.close()


def test_it_searches_from_loopback_under_the_same_policy(chromium, origin: str, clear: dict[str, str]) -> None:
    page = chromium.new_context().new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{origin}/search.html#q={clear['lead']}")
    until(page, lambda: page.query_selector("#found li"))
    assert page.query_selector("#found h3 a").get_attribute("href") == f"lead/{clear['lead']}.html"
    assert said == []
    page.context.close()


@pytest.mark.parametrize("question", ["onerror", "script", "4949", LEAD])
def test_hostile_text_that_is_found_runs_nothing(chromium, site: Path, question: str) -> None:
    page, said, _ = look(chromium, site / "search.html", 1280)
    answers(page, question)
    page.wait_for_timeout(100)
    assert said == []
    assert page.evaluate("document.querySelectorAll('#found img, #found script, #found a[href*=\":\"]').length") == 0
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_answers(chromium, site: Path, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="make test adds axe-core")
    page, _, _ = look(chromium, site / "search.html", 390, color_scheme=scheme, bypass_csp=True)
    assert answers(page, LEAD)
    rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = axe.Axe().run(page, options={"runOnly": rules})
    assert [(violation["id"], violation["nodes"][0]["html"][:120]) for violation in found.response["violations"]] == []
    page.context.close()


def test_a_view_of_a_page_has_an_address_too(chromium, site: Path) -> None:
    """A period and an order stand behind the #, and come back with it."""
    page, said, _ = look(chromium, site / "city" / "atlanta.html", 1280)
    page.fill("[name=since]", "2026-02-28")
    until(page, lambda: "since=2026-02-28" in page.url)
    address = page.url
    page.goto("about:blank")
    page.goto(address)
    assert page.input_value("[name=since]") == "2026-02-28"
    page.goto((site / "leads.html").as_uri())
    page.fill("[data-search]", "nobody")
    until(page, lambda: page.url.endswith("#all-leads=nobody"))
    page.reload()
    assert page.inner_text("#all-leads-told") == "0 of 1 shown"
    page.fill("[data-search]", "")
    page.click("#all-leads th >> nth=3 >> button")
    until(page, lambda: "sort=3." in page.url)
    order = page.get_attribute("#all-leads th >> nth=3", "aria-sort")
    page.reload()
    assert page.get_attribute("#all-leads th >> nth=3", "aria-sort") == order
    assert said == []
    page.context.close()
