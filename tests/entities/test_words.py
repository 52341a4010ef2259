"""Texts as words, in any script: what is the same word, and where it stands."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.entities.words import places, words


def numbers(text: str) -> list[int]:
    return words(pl.Series([text])).numbers.tolist()


def written(text: str) -> list[str]:
    found = places(pl.Series([text]))
    return [text[start:end] for start, end in zip(found.starts, found.ends, strict=True)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Call me, tonight!", ["Call", "me", "tonight"]),
        ("you're sweet", ["you're", "sweet"]),
        ("привет мир", ["привет", "мир"]),
        ("你好 world", ["你", "好", "world"]),
        ("さくら", ["さ", "く", "ら"]),
        ("서울 시내", ["서울", "시내"]),
        ("hi🌹🌹now", ["hi", "🌹", "🌹", "now"]),
        ("pho\u200bne", ["pho\u200bne"]),
        ("3️⃣0️⃣5️⃣", ["3️⃣0️⃣5️⃣"]),
        ("♥ • — !", []),
        ("", []),
    ],
)
def test_words_are_found_where_they_stand(text: str, expected: list[str]) -> None:
    got = written(text)
    assert [word.strip("\ufe0f\u20e3") for word in got] == [word.strip("\ufe0f\u20e3") for word in expected]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hello", "hELLO"),
        ("compañía", "compania"),
        ("fresh", "frеsh"),  # a Cyrillic letter
        ("５５５", "555"),
        ("𝟝𝟝𝟝", "555"),
        ("pho\u200bne", "phone"),
    ],
)
def test_a_disguise_does_not_make_another_word(one: str, other: str) -> None:
    assert numbers(one) == numbers(other)


def test_other_digits_are_other_words() -> None:
    """A price that changes must be seen to change: it is a slot."""
    assert numbers("$120") != numbers("$150")


def test_anagrams_differ() -> None:
    assert numbers("listen") != numbers("silent")


@settings(deadline=None)
@given(st.lists(st.text(max_size=40), max_size=30))
def test_a_text_reads_the_same_alone_and_among_others(texts: list[str]) -> None:
    together = words(pl.Series(texts, dtype=pl.String))
    for at, text in enumerate(texts):
        assert together.numbers[together.offsets[at] : together.offsets[at + 1]].tolist() == numbers(text)


@settings(deadline=None)
@given(st.text(max_size=200))
def test_hostile_text_has_places_within_itself(text: str) -> None:
    found = places(pl.Series([text.encode("utf-8", "replace").decode()]))
    assert len(found.starts) == len(words(pl.Series([text.encode("utf-8", "replace").decode()])).numbers)
    assert (found.starts < found.ends).all()
    assert (found.ends <= len(text)).all()
