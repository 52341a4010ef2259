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
from typing import NamedTuple

import polars as pl

from assets.staging import number_words
from assets.staging.folding import Folded, folded, integers, pattern
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

_NAME = r"[A-Z][a-z]{1,14}(?:-[A-Z][a-z]{1,14})?"


@cache
def _not_names() -> frozenset[str]:
    """Words that are no names: those listed, and every word of a city's or a neighbourhood's name."""
    places = " ".join(
        part for city in cities().values() for part in (city.name, city.state, *(n.name for n in city.neighbourhoods))
    )
    return frozenset(words("names")["not_names"]) | frozenset(places.lower().replace("-", " ").split())


def _any(known: list[str]) -> str:
    return "|".join(sorted((word.replace("+", r"\+") for word in known), key=lambda word: (-len(word), word)))


@cache
def _led() -> str:
    """A name after a lead, at the end of what is found."""
    return rf"(?i:\b(?:{_any(words('names')['leads'])}))[ ,:]{{1,3}}{_NAME}\b"


@cache
def _followed() -> str:
    """A name at the beginning of a line, with what follows it there; or one before an age."""
    begins = r"(?:^|[\n\x00\x01|!?.] ?|[-,] )"
    follower = rf"(?i: (?:{_any(words('names')['followers'])})\b)|'s\b| - "
    return rf"{begins}{_NAME}(?:{follower})|\b{_NAME}[ ,(]{{1,3}}(?:{_age()})\b"


#: A capitalised word after one in lower case, at the end of what is found.
_AMIDST = rf"[a-z0-9,'] {_NAME}\b"


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
    names = [(start, end, _as_written(batch, start, end), None) for start, end in sorted(set(_names(batch.cased)))]
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


def _as_written(batch: Folded, start: int, end: int) -> str:
    """A name with its accents, but without what hides it."""
    points = batch.points[batch.origin[start] : batch.origin[end - 1] + 1]
    if points.max() < 128 or batch.is_hidden(integers([start]), integers([end]))[0]:
        return batch.cased[start:end].decode("latin-1")
    return unicodedata.normalize("NFC", "".join(map(chr, points)))


def _names(cased: bytes) -> Iterator[tuple[int, int]]:
    """Where names stand; a place may come twice."""
    for found in (_led(), _AMIDST):
        for match in pattern(found).finditer(cased):
            end = match.end()
            start = cased.rindex(b" ", 0, end) + 1 if found == _AMIDST else _last_capital(cased, match.start(), end)
            if found != _AMIDST or not _is_in_capitals(cased, start, end):
                yield from _with_joined(cased, start, end)
    for match in pattern(_followed()).finditer(cased):
        start, end = match.span()
        while not cased[start : start + 1].isupper():
            start += 1
        end = start + 1
        while cased[end : end + 1].islower() or (cased[end : end + 1] == b"-" and cased[end + 1 : end + 2].isupper()):
            end += 1 if cased[end : end + 1].islower() else 2
        yield from _with_joined(cased, start, end)


def _last_capital(cased: bytes, start: int, end: int) -> int:
    """Where the last word of a span begins; both halves of a double name are one."""
    return start + max(cased.rfind(sign, start, end) - start + 1 for sign in (b" ", b",", b":"))


def _with_joined(cased: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A name, unless it is a word that is none, and those that "and" or a comma join to it."""
    if cased[start:end].decode("latin-1").lower() in _not_names():
        return
    yield start, end
    joined = pattern(_next())
    while cased.startswith(_joints(), end) and (match := joined.match(cased, end)):
        start, end = cased.rindex(b" ", 0, match.end()) + 1, match.end()
        if cased[start:end].decode("latin-1").lower() in _not_names():
            return
        yield start, end


@cache
def _joints() -> tuple[bytes, ...]:
    """How what joins two names is written, in either case: a cheap look before the pattern."""
    known = [f"{joint} " for joint in words("names")["joints"]]
    return tuple(joint.encode() for written in known for joint in (written, written.upper(), written.title()))


def _is_in_capitals(cased: bytes, start: int, end: int) -> bool:
    """Whether a capitalised word is one of several in a row, as in a headline, an address or a brand."""
    after = cased[end : end + 2]
    before = (
        cased[max(0, start - 16) : start - 1].replace(b"\n", b" ").rsplit(b" ", 1)[-1].strip(b"(-,").decode("latin-1")
    )
    is_capital = before[:1].isupper() and len(before) > 1 and before.lower() not in _not_names()
    return (after[:1] == b" " and after[1:].isupper()) or is_capital


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
        if told and 18 <= told.years <= PLAUSIBLE_AGES[1] and not _numbers_a_thing(lower[start : start + told.start]):
            if not no_age.match(lower, end):
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
