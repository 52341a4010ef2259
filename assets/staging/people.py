"""Names and ages that texts offer, with their spans. Names are slots of a text, not identities.

A name is a capitalised word where ads put names: after "call me" and the like, at the beginning of a line before "is
back", an age or a dash, beside another name - or in the middle of a line in lower case, where only names and places
are capitalised. An age is a number with a unit ("22 yo", "de 22 años"), one beside a name, or one that begins or ends
the headline; a client's age ("under 35") is none.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from assets.staging import number_words
from assets.staging.folding import Folded, Ints, folded, integers
from assets.staging.patterns import pattern
from assets.staging.words import words
from scrapers.catalog import cities

SCHEMA = {
    "row": pl.UInt32,
    "name": pl.String,
    "age": pl.Int32,
    "span_start": pl.Int32,
    "span_end": pl.Int32,
}
#: Stated ages that are read, in years; below, a number with a unit is a time, and nobody advertises above.
PLAUSIBLE_AGES = (12, 80)

Bools = np.ndarray[Any, np.dtype[np.bool_]]
#: The longest name that is read.
MAX_NAME = 31
#: What may stand before the blank before a name in the middle of a line; and what ends the line before it.
_AMIDST = np.zeros(256, dtype=bool)
_AMIDST[[ord(sign) for sign in "abcdefghijklmnopqrstuvwxyz0123456789'"]] = True
_LINE_ENDS = (b"", b"\n", b"\0", b"\1", b"|", b"!", b"?", b".")
_NAME = r"[A-Z][a-z]{1,14}(?:-[A-Z][a-z]{1,14})?"


@cache
def _not_names() -> frozenset[bytes]:
    """Words that are no names, as a buffer has them: those listed, and every word of a city's or a neighbourhood's."""
    places = " ".join(
        part for city in cities().values() for part in (city.name, city.state, *(n.name for n in city.neighbourhoods))
    )
    known = [*words("names")["not_names"], *places.lower().replace("-", " ").split()]
    return frozenset(word.encode() for word in known if word.isascii())


def _any(known: list[str]) -> str:
    return "|".join(sorted((word.replace("+", r"\+") for word in known), key=lambda word: (-len(word), word)))


@cache
def _next() -> str:
    return rf"(?i:{_any(words('names')['joints'])}) {_NAME}\b"


# -- ages -----------------------------------------------------------------------------------------------------------


@cache
def _age() -> str:
    spelt = number_words.alternatives(list(number_words.below_hundred()))
    return rf"[1-7][0-9]|[1-6] [0-9]|(?i:{spelt})"


_OLD = r"(?: ?(?:yo|y/o|y\.o\.?|yrs?(?: old| young)?|years?[ \-](?:old|young)|year old|anos|anitos|ans)\b)"
#: Before a number, these speak of others' ages or of time.
_CLIENT = (
    r"(?:under|over|above|below|than|least|minimum|min|menores|mayores|menos|mas|moins|plus|until|hasta|from|for|since"
    r"|hace|last|depuis)"
)
#: Behind a number, these make it a price, a time, a measure or a limit.
_NOT_AN_AGE = (
    r"(?: ?(?:\+|%|\$|/|'|\"|:|-[0-9]|hh|hhr|hr|hrs|h\b|min|mins|minutes|roses|rosas|dollars|dolares|bucks|kisses"
    r"|besos|bisous|donation|gifts|candy|lbs?|kg|cm|pounds|qv|qk|ss\b|quickie|st\b|th\b|more|and up|y mas|et plus"
    r"|or older|stars|reviews|girls|ladies|chicas|half|media|la hora|la media|hora|heure|l'heure|demi)"
    r"|(?: of| de| d')? ?(?:exp|serv))"
)


@cache
def _with_unit() -> str:
    """An age and its unit, or "age" and a number; a client's word goes before, if there is one."""
    return (
        rf"(?i:\b{_CLIENT} (?:(?:de|a|the) )?)?\b(?:{_age()}){_OLD}|(?i:\b(?:age|aged|edad)[ :]{{1,3}})(?:{_age()})\b"
    )


@cache
def _beside_name() -> str:
    """A name and an age behind it."""
    return rf"\b{_NAME}(?i: here| aqui| ici)?[ ,(\-]{{1,4}}(?:and |de )?(?:{_age()})\b"


@cache
def _headline() -> tuple[str, str]:
    """A number that begins a headline, and one that ends a line."""
    return rf"\x00 ?(?:- )?(?:{_age()})[ ,\-!\n]", rf"[ \-,\x00](?:{_age()})[ !.\x01]*\n"


def people(texts: pl.Series) -> pl.DataFrame:
    """Names and ages in a column of texts: row (place in the column), name or age (years), span in code points.

    The first line of a text is its headline. A null or empty text has none; no text raises.
    """
    return pl.concat([pl.DataFrame(schema=SCHEMA), *(people_of(batch) for batch in folded(texts))])


def people_of(batch: Folded) -> pl.DataFrame:
    """The names and ages of a batch, in the order of row and span."""
    places = sorted(set(_names(batch)))
    names = [(*place, written, None) for place, written in zip(places, _as_written(batch, places), strict=True)]
    ages = {(start, end): age for start, end, age in (*_ages(batch.cased, batch.lower), *_headline_ages(batch))}
    found: list[tuple[int, int, str | None, int | None]] = [
        *names,
        *((start, end, None, age) for (start, end), age in ages.items()),
    ]
    found.sort(key=lambda entry: entry[:2])
    begins, ends = integers([entry[0] for entry in found]), integers([entry[1] for entry in found])
    rows, starts, stops = batch.spans(begins, ends)
    columns = [rows, [entry[2] for entry in found], [entry[3] for entry in found], starts, stops]
    return pl.DataFrame(columns, schema=SCHEMA, strict=False).unique(
        ["row", "name", "age", "span_start"], keep="first", maintain_order=True
    )


def _as_written(batch: Folded, places: list[tuple[int, int]]) -> list[str]:
    """Names with their accents, but without what hides them."""
    written = [batch.cased[start:end].decode("latin-1") for start, end in places]
    begins, ends = integers([start for start, _ in places]), integers([end for _, end in places])
    others = batch.others()
    first, last = batch.origin[begins], batch.origin[ends - 1] + 1
    accented = np.flatnonzero(np.searchsorted(others, last) > np.searchsorted(others, first))
    hidden = batch.is_hidden(begins[accented], ends[accented])
    for at in accented[~hidden].tolist():
        points = batch.points[first[at] : last[at]]
        written[at] = unicodedata.normalize("NFC", "".join(map(chr, points)))
    return written


def _names(batch: Folded) -> Iterator[tuple[int, int]]:
    """Where names stand; a place may come twice."""
    cased, lower, none, aged = batch.cased, batch.lower, _not_names(), pattern(_age_behind())
    for start, end, is_amidst in zip(*(column.tolist() for column in _capitalised(batch)), strict=True):
        if lower[start:end] in none:
            continue
        is_name = (
            is_amidst
            or _is_led(lower, start)
            or (_begins_line(cased, start) and (lower.startswith(_followers(), end) or _is_one_of_two(cased, end)))
            or (cased[end : end + 1] in (b" ", b",", b"(") and aged.match(cased, end))
        )
        if is_name:
            yield from _with_joined(cased, start, end)


def _capitalised(batch: Folded) -> tuple[Ints, Ints, Bools]:
    """Capitalised words: where each begins and ends, and whether it stands alone amid words in lower case."""
    buffer = np.frombuffer(batch.cased, dtype=np.uint8)
    is_lower, is_upper = buffer - ord("a") < 26, buffer - ord("A") < 26
    in_word = is_lower | is_upper | (buffer - ord("0") < 10)
    first = is_upper.copy()
    first[1:] &= ~in_word[:-1]
    first[:-1] &= is_lower[1:]
    begins = np.flatnonzero(first[:-1])
    stops = np.flatnonzero(~is_lower)
    ends = stops[np.searchsorted(stops, begins + 1)]
    # Both halves of a double name are one.
    is_double = (buffer[ends] == ord("-")) & first[np.minimum(ends + 1, len(buffer) - 1)]
    ends[is_double] = stops[np.searchsorted(stops, ends[is_double] + 2)]
    is_half = np.append(False, ends[:-1] > begins[1:])
    kept = ~in_word[ends] & ~is_half & (ends - begins <= MAX_NAME)
    begins, ends = begins[kept], ends[kept]
    behind = np.maximum(begins - 2, 0)
    is_amidst = (begins >= 2) & (buffer[begins - 1] == ord(" ")) & _AMIDST[buffer[behind]]
    is_before_capital = (buffer[ends] == ord(" ")) & is_upper[np.minimum(ends + 1, len(buffer) - 1)]
    return begins, ends, is_amidst & ~is_before_capital & ~_follows_capital(batch, in_word, behind, is_upper)


def _follows_capital(batch: Folded, in_word: Bools, behind: Ints, is_upper: Bools) -> Bools:
    """Whether the word at each of these places is capitalised, as in an address or a brand, and no ordinary one."""
    starts = in_word.copy()
    starts[1:] &= ~in_word[:-1]
    begins = np.flatnonzero(starts)
    if not len(begins):
        return np.zeros(len(behind), dtype=bool)
    at = begins[np.maximum(np.searchsorted(begins, behind, side="right") - 1, 0)]
    found = is_upper[at] & (behind > at)
    for n in np.flatnonzero(found):
        found[n] = batch.lower[at[n] : behind[n] + 1].rstrip(b" ,'") not in _not_names()
    return np.asarray(found)


def _is_led(lower: bytes, start: int) -> bool:
    """Whether a lead goes before a place, as a word of its own."""
    around = lower[max(0, start - 20) : start]
    before = around.rstrip(b" ,:")
    if len(before) == len(around) or not before.endswith(_leads()):
        return False
    return any(before.endswith(lead) and not before[: -len(lead)][-1:].isalnum() for lead in _leads())


def _is_one_of_two(cased: bytes, end: int) -> bool:
    """Whether "and" and another name stand behind a place."""
    match = pattern(_next()).match(cased, end) if cased.startswith(_joints(), end) else None
    if match is None:
        return False
    other = cased[cased.rindex(b" ", 0, match.end()) + 1 : match.end()].lower()
    return other not in _not_names()


def _begins_line(cased: bytes, start: int) -> bool:
    """Whether a place is the first of a line or of a sentence."""
    before = cased[max(0, start - 2) : start]
    return before[-1:] in _LINE_ENDS or (before[-1:] == b" " and before[:1] in (*_LINE_ENDS, b"-", b","))


def _with_joined(cased: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A name, and those that "and" or a comma join to it."""
    yield start, end
    joined = pattern(_next())
    while cased.startswith(_joints(), end) and (match := joined.match(cased, end)):
        start, end = cased.rindex(b" ", 0, match.end()) + 1, match.end()
        if cased[start:end].lower() in _not_names():
            return
        yield start, end


@cache
def _joints() -> tuple[bytes, ...]:
    """How what joins two names is written, in either case: a cheap look before the pattern."""
    known = [f"{joint} " for joint in words("names")["joints"]]
    return tuple(joint.encode() for written in known for joint in (written, written.upper(), written.title()))


@cache
def _leads() -> tuple[bytes, ...]:
    """Words after which a name stands."""
    return tuple(lead.encode() for lead in words("names")["leads"])


@cache
def _followers() -> tuple[bytes, ...]:
    """What stands behind a name at the beginning of a line."""
    known = [word.rstrip() for word in words("names")["followers"]]
    return (*(f" {word}{sign}".encode() for word in known for sign in " ,.!\n\0\1"), b"'s ", b" - ")


@cache
def _age_behind() -> str:
    return rf"[ ,(]{{1,3}}(?:{_age()})\b"


def _ages(cased: bytes, lower: bytes) -> Iterator[tuple[int, int, int]]:
    """Start, end and years of the ages with a unit or beside a name."""
    no_age = pattern(_NOT_AN_AGE)
    for match in pattern(_with_unit()).finditer(cased):
        start, end = match.span()
        told = _told(lower[start:end])
        is_limit = told is None or no_age.match(lower, end if told.has_unit else start + told.end)
        if told and not is_limit and PLAUSIBLE_AGES[0] <= told.years <= PLAUSIBLE_AGES[1]:
            yield start + told.start, end, told.years
    for match in pattern(_beside_name()).finditer(cased):
        start, end = match.span()
        told = _told(lower[start:end])
        is_age = told and 18 <= told.years <= PLAUSIBLE_AGES[1] and not no_age.match(lower, end)
        if told and is_age and not _numbers_a_thing(lower[start : start + told.start]):
            yield start + told.start, end, told.years


class Told(NamedTuple):
    """An age within a piece of text: years, where it stands, and whether a unit follows."""

    years: int
    start: int
    end: int
    has_unit: bool


@lru_cache(maxsize=1 << 16)
def _told(piece: bytes) -> Told | None:
    """The age that a piece holds; None where it is a client's. The same few pieces stand in most ads."""
    ages = list(pattern(rf"\b(?:{_age()})").finditer(piece))
    is_client = pattern(rf"{_CLIENT} ").match(piece) is not None
    if is_client or not ages:
        return None
    start, end = ages[-1].span()
    return Told(_value(piece[start:end]), start, end, end < len(piece))


def _numbers_a_thing(before: bytes) -> bool:
    """Whether the word before a number makes it a room, an exit or the like."""
    return before.strip(b" ,(-").split(b" ")[0].decode("latin-1") in words("names")["numbered"]


def _headline_ages(batch: Folded) -> Iterator[tuple[int, int, int]]:
    """A number alone at the beginning or the end of the headline."""
    # A break goes before the first text too, so every headline begins behind one.
    buffer, no_age = b"\0" + batch.lower, pattern(_NOT_AN_AGE)
    for place, ends in enumerate(_headline()):
        for match in pattern(ends).finditer(buffer):
            told = _told(buffer[match.start() + 1 : match.end()])
            if told is None or not 18 <= told.years <= 65:
                continue
            begin, end = match.start() + 1 + told.start, match.start() + 1 + told.end
            headline = buffer[buffer.rfind(b"\0", 0, begin) + 1 : begin]
            last = headline.rstrip(b" -,").rsplit(b" ", 1)[-1]
            if b"\n" not in headline and not _numbers_a_thing(last) and (place or not no_age.match(buffer, end)):
                yield begin - 1, end - 1, told.years


def _value(written: bytes) -> int:
    text = written.decode("latin-1").lower()
    return number_words.below_hundred().get(text) or int(text.replace(" ", "") if text[0].isdecimal() else 0)
