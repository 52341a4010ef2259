"""What is written: the truth's spans cut the exact text, every pattern of hiding occurs, and no text is explicit."""

from __future__ import annotations

import re

import numpy as np
import polars as pl
import pytest

from sandbox.chance import Chance
from sandbox.grammar.vocabulary import LINES, VARIANTS, expand, vocabulary
from sandbox.lives import Postings, postings
from sandbox.population import LANGUAGES, Operators, Population
from sandbox.slots import decoys, phones
from sandbox.writing import Texts, write
from scrapers.ad import _clean, _line

CHANCE = Chance(1)
FIRST, LAST = 20_000, 20_060


@pytest.fixture(scope="module")
def market() -> tuple[Operators, Postings, Texts, list[str]]:
    operators = Population(CHANCE, FIRST, LAST).block(6_000)
    posted = postings(CHANCE, operators, FIRST, LAST)
    texts = write(CHANCE, operators, posted, "hard")
    return operators, posted, texts, [f"{t}\n{b}" for t, b in zip(texts.title, texts.body, strict=True)]


def cut(market: tuple[Operators, Postings, Texts, list[str]], table: str, **which: str) -> list[tuple[dict, str]]:
    marks = market[2].marks[table].filter(**which)
    return [(row, market[3][row["row"]][row["span_start"] : row["span_end"]]) for row in marks.iter_rows(named=True)]


def digits_of(text: str) -> str:
    return "".join(c for c in text if c.isascii() and c.isdecimal())


def test_a_plain_number_is_cut_exactly(market: tuple[Operators, Postings, Texts, list[str]]) -> None:
    found = cut(market, "identifiers", kind="phone", pattern="grouped")
    assert len(found) > 5_000
    for row, text in found:
        assert digits_of(text).removeprefix("1")[-10:] == row["value"][2:]
        assert text[0] in "([+" or text[0].isdecimal()
        assert text[-1].isdecimal()


@pytest.mark.parametrize("pattern", phones.LEVELS["hard"])
def test_every_way_of_hiding_is_cut_exactly(pattern: str, market: tuple[Operators, Postings, Texts, list[str]]) -> None:
    """What is cut is what the way writes for the number, no sign more or less."""
    written = {
        way: phones.render(np.asarray([7025550142]), np.asarray([way]))[0].text[0] for way in range(len(phones.ways()))
    }
    assert len(set(written.values())) > 0.8 * len(written)
    found = cut(market, "identifiers", kind="phone", pattern=pattern)
    assert found, "the pattern does not occur"
    table = phones.ways()
    for row, text in found[:300]:
        number = np.asarray([int(row["value"][2:])])
        ways = [at for at, way in enumerate(table) if way.pattern == pattern]
        possible = {phones.render(number, np.asarray([way]))[0].text[0] for way in ways}
        if pattern == "split":
            assert text.startswith(row["value"][2:5] + "\n")
            assert any(text.endswith(rest) for rest in possible)
        else:
            assert text in possible


def test_prices_ages_names_and_handles_are_cut_exactly(market: tuple[Operators, Postings, Texts, list[str]]) -> None:
    for row, text in cut(market, "prices"):
        assert str(row["amount"]) in text
    for row, text in cut(market, "names"):
        assert text == row["name"]
    for row, text in cut(market, "ages"):
        assert row["pattern"] == "words" or digits_of(text) == str(row["age"])
    for row, text in cut(market, "identifiers"):
        if row["kind"] != "phone":
            name = row["value"].rpartition(":")[2]
            assert re.split("[@.]", name)[0] in text
    known = {text for texts in decoys.KINDS.values() for text in texts}
    assert {text for _, text in cut(market, "decoys")} <= known


def test_texts_pass_through_a_record_unchanged(market: tuple[Operators, Postings, Texts, list[str]]) -> None:
    """Else spans would point beside what they mean."""
    _, _, texts, _ = market
    assert all(_line(title) == title for title in texts.title)
    assert all(_clean(body) == body for body in texts.body)
    assert not [body for body in texts.body if "  " in body]


def test_the_language_of_a_text_is_its_authors(market: tuple[Operators, Postings, Texts, list[str]]) -> None:
    shares = np.bincount(market[2].language, minlength=3) / len(market[3])
    assert shares[0] > 0.6
    assert shares.min() > 0.02
    spanish = [
        text for text, language in zip(market[3], market[2].language, strict=True) if LANGUAGES[language] == "es"
    ]
    assert (
        np.mean([bool(re.search(r"\b(en|por|una|hoy|soy|el|la|de|con|al)\b", text.lower())) for text in spanish]) > 0.9
    )


def test_a_template_repeats_with_slots_and_edits(market: tuple[Operators, Postings, Texts, list[str]]) -> None:
    _, posted, _, texts = market
    templates = pl.DataFrame({"template": posted.template, "text": texts}).group_by("template").agg("text")
    repeated = templates.filter(pl.col("text").list.len() >= 3)
    assert repeated.height > 500
    different = repeated.select(pl.col("text").list.n_unique() > 1).to_series().mean()
    assert different > 0.8


def test_lengths_are_drawn_alike(market: tuple[Operators, Postings, Texts, list[str]]) -> None:
    operators, posted, _, texts = market
    length = np.asarray([len(text) for text in texts])
    rings = np.char.startswith(operators.class_name[posted.owner].astype(str), "ring_")
    assert length[rings].mean() == pytest.approx(length[~rings].mean(), rel=0.05)
    assert 200 < length.mean() < 320


def test_texts_hold_what_readers_stumble_over(market: tuple[Operators, Postings, Texts, list[str]]) -> None:
    """Emoji, mixed scripts, heaps of marks, controls of direction, and lines that everybody copies from everybody."""
    operators, posted, _, texts = market
    share = {
        name: np.mean([bool(re.search(signs, text)) for text in texts])
        for name, signs in {
            "emoji": "[\u2600-\u27bf\U0001f300-\U0001faff]", "mixed scripts": "[a-z] ?[а-я]|[а-я][a-z]",
            "heaps": "\u0301\u0323|\u0334\u0346", "direction": "[\u202a-\u202e\u2066-\u2069]",
            "copied": "donations are for time|posted from my phone", "WhatsApp": "(?i)whatsapp", "car": r"\bcar\b",
        }.items()
    }  # fmt: skip
    assert {name for name, found in share.items() if found < 0.004} == set()
    copied = [row for row, text in enumerate(texts) if "donations are for time and company only" in text]
    assert len(set(operators.class_name[posted.owner[copied]])) >= 6


def test_thirty_groupings_are_known() -> None:
    plain = {
        phones.render(np.asarray([7025550142]), np.asarray([at]))[0].text[0]
        for at, way in enumerate(phones.ways())
        if way.pattern == phones.GROUPED
    }
    assert len(plain) >= 30


def test_levels_differ_in_what_hides() -> None:
    operators = Population(CHANCE, FIRST, LAST).block(1_500)
    posted = postings(CHANCE, operators, FIRST, LAST)
    patterns = {}
    for level in ("easy", "mid", "hard"):
        marks = write(CHANCE, operators, posted, level).marks
        patterns[level] = set(marks["identifiers"].filter(kind="phone")["pattern"])
        assert ("decoys" in marks) is True
    assert patterns["easy"] < patterns["mid"] < patterns["hard"]


def test_a_pattern_is_all_of_its_choices() -> None:
    assert list(expand("a (b|c)(, d|)")) == ["a b, d", "a b", "a c, d", "a c"]
    assert list(expand("(plain)")) == ["(plain)"]


def test_every_pool_exists_in_every_language_and_register() -> None:
    known = vocabulary()
    assert (known.count > 0).all()
    assert {line for line in LINES if not line.startswith("offer")} < set(known.kinds)
    assert known.phrases > 2_000
    assert len(VARIANTS) == 8


def test_no_word_is_explicit() -> None:
    """The words of the grammar are euphemisms; these stems stand for what must not be there."""
    stems = re.compile(
        r"\b(sex|nud|naked|fuck|porn|oral|anal|cum|xxx|escort|hook ?up|desnud|culo|nue\b|coq)", re.IGNORECASE
    )
    # Without marks heaped on letters, which would cut words where none ends.
    pieces = {re.sub("[\u0300-\u036f]", "", piece) for piece in vocabulary().pieces.strings}
    assert not [piece for piece in pieces if stems.search(piece)]
    assert stems.search("an Escort")
