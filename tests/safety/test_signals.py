"""Signs that a person may be under age: what is said outright is found; negations, notices and other meanings are not."""

from __future__ import annotations

import polars as pl
import pytest

from assets.safety.signals import signals_in
from sandbox.dataset import write_dataset
from sandbox.population import Parameters


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("she is 17, call now", "she is 17"),
        ("17yo, new here", "17yo"),
        ("16 y/o no drama", "16 y/o"),
        ("no drama 16 y/o", "16 y/o"),
        ("not a bot. age: 17", "age: 17"),
        ("１７ yo", "１７ yo"),
        ("1️⃣7️⃣ yo", "1️⃣7️⃣ yo"),
        ("sixteen years old", "sixteen years old"),
        ("Underage girl", "Underage"),
        ("under-age, no games", "under-age"),
        ("she is a minor", "a minor"),
        ("almost 18", "almost 18"),
        ("menor de edad disponible", "menor de edad"),
        ("tengo 16 años", "tengo 16 años"),
        ("elle a 16 ans", "elle a 16 ans"),
    ],
)
def test_what_is_said_outright_is_found(text: str, found: str) -> None:
    assert [text[s.span_start : s.span_end] for s in signals_in(text)] == [found]


@pytest.mark.parametrize(
    "text",
    [
        "no underage",
        "No one under 18",
        "we do not see anyone under 18",
        "nobody underage please",
        "must be 18 or older",
        "if you are under 18 leave now",
        "minors not allowed",
        "under 18 please leave",
        "by calling you agree that you are not under 18",
        "prohibido menores de edad",
        "no menores de edad",
        "interdit aux moins de 18 ans",
    ],
)
def test_negations_and_age_notices_are_no_signal(text: str) -> None:
    assert list(signals_in(text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "I am 15 minutes away",
        "a minor scratch on the side",
        "a 15 year old dog needs a home",
        "15 años de experiencia",
        "15 ans d'expérience",
        "just turned 18",
        "she is 21",
        "age 22",
        "under 18 inches",
        "17 roses",
        "call 702-555-0117",
        "I'm 5'6",
        "open 10 am",
    ],
)
def test_other_meanings_are_no_signal(text: str) -> None:
    assert list(signals_in(text)) == []


def test_a_market_of_adults_raises_nothing(tmp_path) -> None:
    """Everybody in the sandbox is an adult, and many of its ads speak of youth, of ages and of age notices."""
    file = tmp_path / "ads.parquet"
    write_dataset(file, 8_000, 2, 60, Parameters())
    frame = pl.read_parquet(file, columns=["title", "body"])
    hits = [text for title, body in frame.iter_rows() for text in signals_in(f"{title}\n{body}")]
    assert hits == []
