"""An ad with everything that the stage reads from it, for a person to see: the same tables, of one ad."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

import polars as pl

from assets.staging import stg_identifiers, stg_people, stg_places, stg_prices, stg_terms
from assets.staging.languages import languages
from assets.staging.writing import writing

#: The columns that the tables read of an ad, with their types.
COLUMNS = {
    "ad_id": pl.String, "day": pl.Date, "city": pl.String, "text": pl.String, "declared_phone": pl.String,
    "declared_email": pl.String, "declared_handle": pl.String, "declared_price": pl.String, "declared_age": pl.Int32,
}  # fmt: skip
_TABLES = (stg_identifiers, stg_prices, stg_people, stg_places, stg_terms)


@dataclass(frozen=True)
class Extraction:
    """Something read from an ad: what it is, its value, more about it, its span (None where the site declares it)."""

    kind: str
    value: str
    note: str
    span_start: int | None
    span_end: int | None

    def document(self) -> dict[str, Any]:
        """As JSON has it."""
        return asdict(self)


def explain(ad: dict[str, Any]) -> list[Extraction]:
    """Everything that the tables of the stage hold of an ad, by place; what is declared comes last.

    `ad` gives any of COLUMNS; its `text` is title, line break and body.
    """
    frame = pl.DataFrame([{name: ad.get(name) for name in COLUMNS}], schema=COLUMNS)
    found = [
        _named(table.__name__.rpartition(".")[2], row)
        for table in _TABLES
        for row in table.build(frame.select(table.READS["stg_ads"])).iter_rows(named=True)
    ]
    return sorted(found, key=lambda e: (e.span_start is None, e.span_start or 0, -(e.span_end or 0), e.kind, e.value))


def of_text(text: str) -> list[Extraction]:
    """What is said of a text as a whole: its language, and tricks of script where it has any."""
    column = pl.Series([text], dtype=pl.String)
    language, confidence = languages(column).row(0)
    found = [] if language is None else [Extraction("language", language, f"sureness {confidence:.2f}", None, None)]
    counts = writing(column).row(0, named=True)
    if counts["read"] < counts["characters"]:
        note = f"only the first {counts['read']:,} of {counts['characters']:,} code points were read"
        found.append(Extraction("cut", "yes", note, None, None))
    tricks = {name: count for name, count in counts.items() if name not in ("characters", "read") and count}
    return found + [Extraction(f"{name} signs", str(count), "", None, None) for name, count in tricks.items()]


def _named(table: str, row: dict[str, Any]) -> Extraction:
    kind, value, note = _SAID[table](row)
    if row.get("declared") or row["span_start"] is None:
        note = ", ".join(part for part in (note, "declared by the site") if part)
    return Extraction(kind, value, note, row["span_start"], row["span_end"])


def _price(row: dict[str, Any]) -> tuple[str, str, str]:
    told = (
        f"for {row['duration_min']} minutes, {row['hourly']:g} an hour" if row["duration_min"] else "no duration told"
    )
    return "price", f"{row['amount']:g} {row['currency']}", told


_SAID: dict[str, Callable[[dict[str, Any]], tuple[str, str, str]]] = {
    "stg_identifiers": lambda row: (row["kind"], row["value"], "hidden" if row["obfuscated"] else ""),
    "stg_prices": _price,
    "stg_people": lambda row: ("name", row["name"], "") if row["age"] is None else ("age", str(row["age"]), ""),
    "stg_places": lambda row: (row["kind"], row["place"], ""),
    "stg_terms": lambda row: ("term", row["term"], f"{row['pack']}/{row['category']}"),
}


def segments(text: str, extractions: list[Extraction]) -> Iterator[tuple[str, int]]:
    """The text in pieces, each with the number of the extraction that it shows (from 1; 0 for none).

    Of extractions that overlap, the first and longest is shown. The pieces together are the text, with its controls
    made visible: a terminal obeys nothing that an ad says.
    """
    at = 0
    for number, extraction in enumerate(extractions, start=1):
        start, end = extraction.span_start, extraction.span_end
        if start is None or end is None or start < at:
            continue
        yield visible(text[at:start]), 0
        yield visible(text[start:end]), number
        at = end
    yield visible(text[at:]), 0


def visible(text: str) -> str:
    """Text in which every control but the line end is written as its code point."""
    return "".join(
        f"\\u{ord(sign):04x}" if unicodedata.category(sign) in ("Cc", "Cf", "Zl", "Zp") and sign != "\n" else sign
        for sign in text
    )
