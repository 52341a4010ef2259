"""The index of the search: terms in order, postings that come back as they went in, the same things in the same files."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import hypothesis
import hypothesis.strategies as st
import numpy as np
import polars as pl
import pytest

from assets.dashboards.published import Published
from assets.dashboards.search.index import DIGITS, encode, fold, postings, scripts, terms
from assets.dashboards.search.things import HERE, SCHEMA, kinds, things
from assets.dashboards.site import build_site
from assets.model import tables_of
from assets.publish.tiers import ABOUT, TIERS, tier_models
from tests.dashboards.conftest import LEAD, NOTICE, Tables, make_tier
from tests.dashboards.hostile import HOSTILE

NAMES = {"miami": "Miami"}


def thing(**told: object) -> dict[str, object]:
    usual = {"kind": "ads", "rank": 1, "title": "", "text": "", "city": "miami", "day": date(2026, 3, 1), "path": None}
    return {**usual, "identifiers": "", **told}


def frame(*rows: dict[str, object]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=SCHEMA)


def decode(text: str) -> list[int]:
    """The other end of `encode`, as the page does it."""
    values = {chr(sign): value for value, sign in enumerate(DIGITS)}
    found, number, power = [], 0, 0
    for sign in text:
        number |= (values[sign] & 31) << power
        power += 5
        if not values[sign] & 32:
            found.append(number)
            number, power = 0, 0
    return found


@hypothesis.given(st.lists(st.integers(0, 2**31)))
def test_numbers_come_back_as_they_went_in(numbers: list[int]) -> None:
    assert decode(encode(np.array(numbers, dtype=np.int64))[0]) == numbers


def test_every_word_leads_to_its_things() -> None:
    found = frame(thing(title="New here", text="call me"), thing(text="new, NEW and Newer"), thing(text="else"))
    known, encoded = postings(terms(found, NAMES))
    numbers = {term: np.cumsum(decode(text)).tolist() for term, text in zip(known, encoded, strict=True)}
    assert numbers["new"] == [0, 1]
    assert numbers["newer"] == [1]
    assert numbers["miami"] == [0, 1, 2]
    assert known == sorted(known)


def test_a_phone_stands_backwards_and_other_identifiers_as_they_are() -> None:
    found = frame(thing(identifiers="+14045550123\nSome.One@example.org\nl0000000000000001"))
    assert set(terms(found, NAMES)["term"]) >= {"#32105554041", "=some.one@example.org", "=l0000000000000001", "&miami"}  # fmt: skip


def test_what_hides_a_word_is_undone() -> None:
    """Cyrillic letters that look Latin, full-width signs, accents, a zero-width space."""
    written = pl.DataFrame({"text": ["lаdіеs", "ＬＡＤＩＥＳ", "ládíes", "la\u200bdies"]})
    assert written.select(fold(pl.col("text")))["text"].to_list() == ["ladies"] * 4


def test_shards_hold_ranges_of_terms_and_the_manifest_their_first() -> None:
    many = frame(*(thing(text=" ".join(f"word{n}x{i}" for i in range(40))) for n in range(200)))
    files = dict(scripts(many, NAMES))
    (begun,) = re.findall(r"^foundBegin\((.*)\);$", files["manifest.js"])
    manifest = json.loads(begun)
    shards = [name for name in files if name.startswith("terms")]
    assert len(shards) == len(manifest["terms"]) > 4
    for place, (first, above) in enumerate(pairwise([*manifest["terms"], "\uffff"])):
        (taken,) = re.findall(r'^foundTake\("terms-\d+",(.*)\);$', files[f"terms-{place}.js"])
        told = json.loads(taken)[0].split("\n")
        assert told[0] == first
        assert told == sorted(told)
        assert told[-1] < above
        assert len(files[f"terms-{place}.js"]) < 26_000
    assert manifest["things"] == 200
    (taken,) = re.findall(r"^foundTake\(\"things-1\",(.*)\);$", files["things-1.js"])
    assert len(json.loads(taken)) == 200 - manifest["shard"]


def test_the_same_things_in_another_order_give_the_same_files() -> None:
    rows = [thing(title=f"t{n}", day=date(2026, 3, 1 + n % 3)) for n in range(300)]
    assert dict(scripts(frame(*rows), NAMES)) == dict(scripts(frame(*reversed(rows)), NAMES))


def test_a_new_ad_leaves_older_things_where_they_are() -> None:
    rows = [thing(title=f"t{n}", day=date(2026, 1, 1)) for n in range(256)]
    before = dict(scripts(frame(*rows), NAMES))
    after = dict(scripts(frame(*rows, thing(title="newest", day=date(2026, 3, 1))), NAMES))
    assert before["things-0.js"] == after["things-0.js"]
    assert "newest" in after["things-2.js"]


def test_hostile_text_stays_within_its_script() -> None:
    """A shard is one call with one JSON argument, whatever a text holds."""
    files = dict(scripts(frame(thing(title=HOSTILE, text=HOSTILE, identifiers=HOSTILE)), NAMES))
    for name, text in files.items():
        (argument,) = re.fullmatch(r'found(?:Begin|Take)\((?:"[a-z]+-\d+",)?(.*)\);\n', text, re.S).groups()
        json.loads(argument)
        assert "<" not in text, name


def test_a_thing_leads_to_its_page_if_there_is_one(tables: Tables) -> None:
    published = Published(tables.connection)
    path = f"lead/{LEAD}.html"
    assert path in things(published, [path])["path"].to_list()
    assert things(published, [])["path"].null_count() == things(published, []).height


def test_only_what_stands_in_clear_is_found(tables: Tables) -> None:
    """An ad without a text is not there; a pseudonym is no identifier."""
    tables.connection.execute("UPDATE stg_ads SET text = NULL")
    tables.connection.execute("UPDATE stg_identifiers SET value = '~0123456789abcdef'")
    found = things(Published(tables.connection), [])
    assert "ads" not in found["kind"].to_list()
    assert not [told for told in found["identifiers"] if told and "~" in told]


@pytest.mark.parametrize("tier", TIERS)
def test_a_lower_tier_finds_what_its_own_tables_hold(tier: str) -> None:
    own = {model.name for model in tier_models(tier)} | set(ABOUT[tier]) | {"catalog_cities"}
    for path in (HERE / tier).glob("*.sql"):
        assert tables_of(path.read_text(), path.name) <= own
    assert set(kinds(tier)) <= {"cities", "events", "rules", "templates"}
    assert things(Published(make_tier(tier).connection, tier), []).height > 0


def test_a_site_holds_its_index(site: Path) -> None:
    assert {path.name for path in (site / "search").iterdir()} == {"manifest.js", "terms-0.js", "things-0.js"}


def test_a_shard_that_says_the_same_is_a_link_to_the_one_before(tables: Tables, tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    build_site(tables.connection, first, NOTICE, tmp_path)
    build_site(tables.connection, second, replace(NOTICE, build_id="later"), tmp_path, previous=first)
    for path in (first / "search").iterdir():
        assert (second / "search" / path.name).stat().st_ino == path.stat().st_ino, path.name
