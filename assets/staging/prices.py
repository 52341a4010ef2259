"""Prices in text: an amount with a sign, a word of money or a duration beside it, normalised to the hour.

In "90 hh 160 hr" each duration follows its amount, in "hh 90 hr 160" it goes before: of an amount between two
durations, the one behind it is the next amount's, if there is one.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

import polars as pl
import re2

from assets.staging.folding import Folded, folded, integers
from assets.staging.patterns import pattern

SCHEMA = {
    "row": pl.UInt32,
    "amount": pl.Float64,
    "currency": pl.String,
    "duration_min": pl.Int32,
    "hourly": pl.Float64,
    "span_start": pl.Int32,
    "span_end": pl.Int32,
}
#: What an amount can be; less is a tip or a number of people, more is a car.
PLAUSIBLE = (20, 9000)
#: Minutes of durations that have a name. `qv` (quick visit) and `ss` (short stay) are taken as a quarter of an hour, a
#: night as ten hours; they are conventions of ads, not measures.
NAMED = {
    15: ("qv", "qk", "quickie", "quickies", "quick visit", "quick", "ss", "short stay", "un cuarto", "rapidito",
         "quart d'heure"),
    30: ("hh", "hhr", "h/h", "half hour", "half an hour", "half hr", "half-hour", "half", "1/2 hr", "1/2 hour", "1/2 h",
         "1/2hr", "media hora", "la media", "media hr", "media", "demi-heure", "demi heure", "la demi-heure",
         "la demie"),
    60: ("fh", "hr", "hour", "h", "full hour", "one hour", "an hour", "hora", "la hora", "una hora", "heure", "l'heure",
         "une heure", "l heure", "hourly"),
    600: ("overnight", "over night", "all night", "toda la noche", "la noche", "noche entera", "la nuit",
          "toute la nuit", "nuit", "night"),
}  # fmt: skip
_WORDS = (
    *(
        "dollars",
        "dollar",
        "dolares",
        "usd",
        "bucks",
        "roses",
        "rosas",
        "rose",
        "donation",
        "donations",
        "donacion",
        "kisses",
    ),
    *(
        "besos",
        "besitos",
        "bisous",
        "candy",
        "candies",
        "gifts",
        "gift",
        "regalos",
        "regalo",
        "cadeaux",
        "flowers",
        "flores",
    ),
    *("fleurs", "dls", "diamonds", "hearts", "don", "euros", "eur", "pounds cash", "gbp"),
)
_CURRENCIES = {b"eur": "EUR", b"\x80": "EUR", b"gbp": "GBP", b"pounds cash": "GBP", b"\xa3": "GBP"}
#: What may stand between an amount and its duration, and nothing else.
_JOINT = r"(?:[ ]?[:=\-/][ ]?|[ ]|)(?:(?:per|for|an|a|la|por|por la|pour|el|the|de|x|l'|is|es|each)[ ])?"


_NEXT = rf"{_JOINT}[$\x80\xa3]?[1-9][0-9]"


class Price(NamedTuple):
    """A price in a buffer; `minutes` is 0 where no duration is told."""

    amount: float
    currency: str
    minutes: int
    start: int
    end: int


@cache
def _minutes() -> dict[str, int]:
    return {word: minutes for minutes, words in NAMED.items() for word in words}


@cache
def _price(*, grouped: bool) -> str:
    """A duration, an amount, a duration: of the two one may be missing, and both where the amount is told as money.

    Groups 1 to 5: the duration before, the sign before, the number, the sign or word of money, the duration after.
    """
    durations = "|".join(sorted(_minutes(), key=lambda word: (-len(word), word)))
    counted = (
        r"[1-9][0-9]{0,2} ?(?:minutes?|minutos?|mins?|mn)|(?:1[0-2]|[1-9])(?:\.5)? ?(?:hours?|hrs?|horas?|heures?|h)"
    )
    duration = rf"\b({counted}|{durations})"
    number = r"\b([1-9][0-9]?,[0-9]{3}|[1-9][0-9]{1,3})(?:[.,]00)?"
    money = rf" ?[$\x80\xa3]| ?(?:{'|'.join(sorted(_WORDS, key=lambda word: (-len(word), word)))})\b"
    before, after = rf"(?:{duration}{_JOINT})", rf"(?:{_JOINT}{duration}\b)"
    alternatives = (
        rf"{before}?([$\x80\xa3] ?){number}({money})?{after}?"
        rf"|{before}?{number}({money}){after}?"
        rf"|{before}{number}\b{after}?"
        rf"|{number}{after}"
    )
    # A search without groups costs a fraction of one with them.
    return alternatives if grouped else re2.sub(r"\(([^?])", r"(?:\1", alternatives)


#: In which group of `_price` each part of its alternatives stands; 0 for a part that an alternative has not.
_GROUPS = ((1, 2, 3, 4, 5), (6, 0, 7, 8, 9), (10, 0, 11, 0, 12), (0, 0, 13, 0, 14))


def prices(texts: pl.Series) -> pl.DataFrame:
    """Prices in a column of texts: row (place in the column), amount, currency (ISO 4217), duration in minutes (null
    where none is told), amount an hour, span in code points. A null or empty text has none; no text raises.
    """
    return pl.concat([pl.DataFrame(schema=SCHEMA), *(prices_of(batch) for batch in folded(texts))])


def prices_of(batch: Folded) -> pl.DataFrame:
    """The prices of a batch, in the order of row and span."""
    found = list(_read(batch))
    begins, ends = integers([price.start for price in found]), integers([price.end for price in found])
    rows, starts, stops = batch.spans(begins, ends)
    minutes = [price.minutes or None for price in found]
    hourly = [price.amount * 60 / price.minutes if price.minutes else None for price in found]
    amounts, currencies = [price.amount for price in found], [price.currency for price in found]
    return pl.DataFrame([rows, amounts, currencies, minutes, hourly, starts, stops], schema=SCHEMA, strict=False)


def _read(batch: Folded) -> Iterator[Price]:
    buffer, price, at = batch.lower, pattern(_price(grouped=False)), 0
    while match := price.search(buffer, at):
        start, end = match.span()
        written = _parsed(buffer[start:end])
        is_before = written.before > 0
        if is_before and written.after:
            # Between two durations: the one behind is the next amount's, if there is one.
            is_before = pattern(_NEXT).match(buffer, end) is not None
        at = end = start + written.amount_end if is_before and written.after else end
        number = start + written.number_start
        if PLAUSIBLE[0] <= written.amount <= PLAUSIBLE[1] and not _is_inside_a_number(
            buffer, number, start + written.amount_end
        ):
            minutes = written.before if is_before else written.after
            yield Price(
                *(written.amount, written.currency, minutes), start if is_before else start + written.amount_start, end
            )


class Written(NamedTuple):
    """A piece of text that holds an amount, taken apart: minutes of the duration before and after it (0 for none), the
    amount, and where its sign, its number and its last sign stand.
    """

    before: int
    after: int
    amount: float
    currency: str
    amount_start: int
    number_start: int
    amount_end: int


@lru_cache(maxsize=1 << 16)
def _parsed(piece: bytes) -> Written:
    """What a piece says; the same few pieces stand in most ads, so each is taken apart once."""
    match = pattern(_price(grouped=True)).fullmatch(piece)
    if match is None:
        raise ValueError("a piece that holds more or less than one price")
    groups = next(groups for groups in _GROUPS if match.start(groups[2]) >= 0)
    before, sign, number, money, after = (match.span(group) if group else (-1, -1) for group in groups)
    minutes_before, minutes_after = (
        _duration(piece[start:end].decode("latin-1")) if start >= 0 else 0 for start, end in (before, after)
    )
    amount = float(piece[number[0] : number[1]].replace(b",", b""))
    currency = _currency(piece[sign[0] : sign[1]] + piece[money[0] : money[1]])
    amount_start = sign[0] if sign[0] >= 0 else number[0]
    return Written(minutes_before, minutes_after, amount, currency, amount_start, number[0], max(money[1], number[1]))


def _currency(written: bytes) -> str:
    return next((code for sign, code in _CURRENCIES.items() if sign in written), "USD")


def _duration(written: str) -> int:
    if written in _minutes():
        return _minutes()[written]
    digits = written.rstrip("abcdefghijklmnopqrstuvwxyz ")
    return round(float(digits) * (1 if "m" in written else 60))


def _is_inside_a_number(buffer: bytes, start: int, end: int) -> bool:
    """Whether digits are a part of a date, a decimal, a measure, a phone number or an id."""
    before, after = buffer[max(0, start - 4) : start], buffer[end : end + 2]
    if before[-1:] in (b"#", b"_", b"@") or after[:1] in (b"%", b"'", b'"', b"+"):
        return True
    is_joined = before[-2:-1].isdigit() and before[-1:] in (b"-", b".", b"/", b":")
    is_last_of_phone = before[:3].isdigit() and before[3:] == b" " and end - start == 4
    goes_on = after[:1] in (b"-", b".", b"/", b":") and after[1:].isdigit()
    return is_joined or is_last_of_phone or goes_on


def declared_prices(declared: pl.Series) -> pl.DataFrame:
    """The price in each of a column of fields that hold nothing else, without a span; a number alone is one there."""
    bare = declared.str.strip_chars().str.contains(r"^[0-9]{2,4}(?:\.00)?$")
    signed = pl.select(
        pl.when(bare).then(pl.concat_str(pl.lit("$"), declared.str.strip_chars())).otherwise(declared)
    ).to_series()
    found = prices(signed).unique("row", keep="first", maintain_order=True)
    return found.with_columns(span_start=pl.lit(None, pl.Int32), span_end=pl.lit(None, pl.Int32))
