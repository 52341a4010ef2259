"""Phone numbers in text, hidden ones too, with their spans.

Seven readers over the unfolded buffer, each on what the earlier ones left: numbers abroad; plain groups of digits;
digits with the same letters between all of them; an area code given apart; one that ends the headline; runs of digit
signs (digits, digit words, tens) with anything but letters between; and look-alike letters. Of a run, ten signs (or
eleven with the country's 1) that begin and end where groups of signs do are a number when the North American Numbering
Plan and libphonenumber say so. The ways of hiding follow Nagpal et al. 2017 and the dig-phone-extractor of USC ISI
(2016).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import phonenumbers
import polars as pl

from assets.staging import number_words
from assets.staging.folding import Folded, blotted, folded, integers
from assets.staging.patterns import pattern

SCHEMA = {
    "row": pl.UInt32,
    "value": pl.String,
    "obfuscated": pl.Boolean,
    "span_start": pl.Int32,
    "span_end": pl.Int32,
}
_GAP = r"[ .\-/]{0,3}"
_LOCAL = rf"[2-9][0-9]{{2}}{_GAP}(?:[0-9]{{4}}|[0-9]{{2}}[ .\-][0-9]{{2}})"
#: A number that somebody calls an id is none.
_NOT_DIALLED = r"(?:\b(?:ref|id|item|post|order|invoice|case|sku|serial|lic|license|licence|permit|no)[ .:#]{1,3})?"
_OPENED = rf"(?:\+?\b1{_GAP})?\([2-9][0-9]{{2}}\)"
_PLAIN = rf"{_NOT_DIALLED}(?:{_OPENED}|(?:\+?\b1{_GAP}|\b)[2-9][0-9]{{2}}){_GAP}{_LOCAL}\b"
_ABROAD = r"((?:\+|\b00)[2-9](?:[ .\-()]{0,2}[0-9]){7,14})\b"
_JUNK = r"\b((?:1[a-z]{1,2})?[2-9](?:[a-z]{1,2}[0-9]){9})\b"
_AREA = r"(?:area|area codes?|codigo(?: de area)?|lada|prefijo|indicatif|prefix|code)"
_APART = (
    rf"\b({_AREA}[^a-z0-9\x00]{{0,4}}([2-9][0-9]{{2}})[^0-9\x00]{{0,24}}\b({_LOCAL}))\b"
    rf"|\b(({_LOCAL})[^0-9\x00]{{0,12}}\b{_AREA}[^a-z0-9\x00]{{0,4}}([2-9][0-9]{{2}}))\b"
)
#: The area code ends the headline, the rest stands in the first words of the body.
_SPLIT = rf"\b([2-9][0-9]{{2}})[^a-z0-9\x00\n]{{0,3}}\n[^0-9\x00\n]{{0,40}}\b({_LOCAL})\b"
_LOOKS = {
    **{sign: str(digit) for digit, signs in enumerate(("OoQ", "lIi|", "zZ", "Ee", "Aa", "Ss", "Gb", "Tt", "B", "gq"))
       for sign in signs},
    **{str(digit): str(digit) for digit in range(10)},
}  # fmt: skip
_LOOK = r"[0-9olizeasgbtq]"
_ANY_GAP = r"[^a-z0-9\x00-\x03]{0,3}"
_LOOKING = rf"\b((?:1{_ANY_GAP})?{_LOOK}{{3}}{_ANY_GAP}{_LOOK}{{3}}{_ANY_GAP}{_LOOK}{{4}})\b"

_WORDS = {**number_words.digits(), **number_words.teens(), **number_words.tens()}
_SIGN = f"{number_words.alternatives(_WORDS)}|[0-9]"
_NAMED_WORDS = ("dash", "dot", "hyphen", "guion", "punto", "tiret", "point", "period", "space", "minus", "y")
_NAMED = f"(?:{number_words.alternatives(list(_NAMED_WORDS))})"
_BETWEEN = rf"[^a-z0-9\x00]{{0,6}}(?:{_NAMED}[^a-z0-9\x00]{{1,6}})?"
_RUN = rf"\b(?:{_SIGN})(?:{_BETWEEN}(?:{_SIGN})){{4,}}"
#: Python's own expressions see only what RE2 has found, mostly a few dozen signs: there they are the faster.
_SIGNS = re.compile(_SIGN)
_DIGITS, _TENS, _WEAK = number_words.digits(), number_words.tens(), number_words.weak()
_BLANKS = {code: " " for code in range(256) if not chr(code).isascii() or not chr(code).isalnum()}
_NO_DIGITS = bytes(code for code in range(256) if not 48 <= code <= 57)
_NANP = re.compile(r"[2-9][0-9]{2}[2-9][0-9]{6}")
_NO_SIGNS = re.compile(r"[^A-Za-z0-9|]+")
#: How digits alone are grouped when they are a phone number; a date or a list of prices is grouped otherwise.
_GROUPINGS = {
    *((10,), (3, 7), (6, 4), (3, 3, 4), (3, 3, 2, 2), (3, 4, 3), (5, 5), (2, 2, 2, 2, 2), (3, 2, 2, 3)),
    *((4, 3, 3), (3, 3, 3, 1), (3, 1, 3, 1, 2), (11,), (1, 10), (1, 3, 7), (1, 6, 4), (1, 3, 3, 4), (1, 3, 3, 2, 2)),
}


class Found(NamedTuple):
    """A number in a buffer: its digits (international where they begin with +), its span, whether it is plain."""

    digits: str
    start: int
    end: int
    plain: bool


class Sign(NamedTuple):
    """One or more digits as they are written: their value, their span, whether they are words."""

    digits: str
    start: int
    end: int
    word: str


def phones(texts: pl.Series) -> pl.DataFrame:
    """Phones in a column of texts: row (place in the column), value (E.164), obfuscated, span in code points.

    `obfuscated` is true where no plain digits in a usual grouping stand. A text that is null or empty has none; no
    text raises.
    """
    return pl.concat([pl.DataFrame(schema=SCHEMA), *(phones_of(batch) for batch in folded(texts))])


def phones_of(batch: Folded) -> pl.DataFrame:
    """The phones of a batch, in the order of row and span."""
    found = sorted((number for number in _read(batch) if _is_valid(number.digits)), key=lambda number: number.start)
    begins, ends = integers([number.start for number in found]), integers([number.end for number in found])
    rows, starts, stops = batch.spans(begins, ends)
    hidden = ~np.asarray([number.plain for number in found], dtype=bool) | batch.is_hidden(begins, ends)
    values = [number.digits if number.digits[0] == "+" else f"+1{number.digits[-10:]}" for number in found]
    return pl.DataFrame([rows, values, hidden, starts, stops], schema=SCHEMA, strict=False)


def _read(batch: Folded) -> Iterator[Found]:
    """Each reader on what the earlier ones left; what a reader looked at is covered for the next."""
    buffer = batch.lower
    readers: tuple[Callable[[bytes, Folded], Iterator[Found]], ...] = (
        *(_abroad, _plain, _junk, _apart, _split, _runs, _looking),
    )
    for reader in readers:
        found = list(reader(buffer, batch))
        yield from (number for number in found if number.digits)
        if found:
            buffer = blotted(buffer, ((number.start, number.end) for number in found))


def _plain(buffer: bytes, batch: Folded) -> Iterator[Found]:
    for match in pattern(_PLAIN).finditer(buffer):
        start, end = match.span()
        written, before, after = buffer[start:end], buffer[max(0, start - 2) : start], buffer[end : end + 2]
        is_link = before[-1:] == b"/" and not before[:1].isdigit()
        is_part = not is_link and (_joins(before[::-1]) or before[-1:] in (b"$", b"#"))
        is_number = not written[:1].isalpha() and not is_part and not _joins(after)
        # What is a part of something longer is covered too, so that nobody finds a number in it.
        yield Found(_digits(written) if is_number else "", start, end, not is_link and b"\n" not in written)


def _joins(beside: bytes) -> bool:
    """Whether what stands beside a number is more of it: a sign and a digit."""
    return len(beside) == 2 and beside[:1] in (b"-", b".", b"/", b",") and beside[1:].isdigit()


def _digits(written: bytes) -> str:
    return written.translate(None, _NO_DIGITS).decode()


def _abroad(buffer: bytes, batch: Folded) -> Iterator[Found]:
    for match in pattern(_ABROAD).finditer(buffer):
        digits = _digits(match.group(1)).removeprefix("00")
        yield Found(f"+{digits}", match.start(1), match.end(1), plain=True)


def _junk(buffer: bytes, batch: Folded) -> Iterator[Found]:
    """Digits with one and the same sign between all of them, which is no digit then."""
    for match in pattern(_JUNK).finditer(buffer):
        written = match.group(1)
        digits = _digits(written)
        junk = written.translate(None, b"0123456789")
        size = len(junk) // (len(digits) - 1)
        if junk == junk[:size] * (len(digits) - 1):
            yield Found(digits, match.start(1), match.end(1), plain=False)


def _apart(buffer: bytes, batch: Folded) -> Iterator[Found]:
    for match in pattern(_APART).finditer(buffer):
        whole, area, local = (1, 2, 3) if match.start(1) >= 0 else (4, 6, 5)
        start, end = match.span(whole)
        yield Found(_digits(match.group(area) + match.group(local)), start, end, plain=False)


def _split(buffer: bytes, batch: Folded) -> Iterator[Found]:
    for match in pattern(_SPLIT).finditer(buffer):
        headline = buffer[buffer.rfind(b"\0", 0, match.start()) + 1 : match.start()]
        if b"\n" not in headline:
            yield Found(_digits(match.group(1) + match.group(2)), match.start(), match.end(), plain=False)


def _looking(buffer: bytes, batch: Folded) -> Iterator[Found]:
    """Letters that look like digits, in the place of digits; three digits at least are real."""
    for match in pattern(_LOOKING).finditer(buffer):
        start, end = match.span(1)
        written = batch.cased[start:end].decode("latin-1")
        real = sum(sign.isdecimal() for sign in written)
        groups = _NO_SIGNS.sub(" ", written).split()
        is_tight = " " not in written and "\n" not in written
        if 3 <= real < 10 and (is_tight or not any(_is_word(group) for group in groups)):
            yield Found("".join(_LOOKS[sign] for sign in written if sign in _LOOKS), start, end, plain=False)


def _is_word(group: str) -> bool:
    """Whether a group of letters could be a word: all of one case, and not one letter again and again."""
    is_one_case = group.islower() or group.isupper() or group.istitle()
    return group.isalpha() and len(set(group.lower())) > 1 and is_one_case


# -- runs of signs ------------------------------------------------------------------------------------------------


def _runs(buffer: bytes, batch: Folded) -> Iterator[Found]:
    """Of each run, numbers that do not overlap, those written most evenly first."""
    for match in pattern(_RUN).finditer(buffer):
        first, last = match.span()
        signs = _signs(buffer[first:last].decode("latin-1"), first)
        if sum(len(sign.digits) for sign in signs) < 10:
            continue
        taken: set[int] = set()
        windows = list(_windows(buffer, signs))
        if len(windows) > 1:
            windows.sort(key=lambda window: (_unevenness(buffer, signs[window[0] : window[0] + window[1]]), window))
        for place, size in windows:
            if taken.isdisjoint(range(place, place + size)):
                taken.update(range(place, place + size))
                chosen = signs[place : place + size]
                start = chosen[0].start - (1 if buffer[chosen[0].start - 1 : chosen[0].start] in (b"(", b"+") else 0)
                yield Found("".join(sign.digits for sign in chosen), start, chosen[-1].end, plain=False)


def _signs(run: str, offset: int) -> list[Sign]:
    """The signs of a run: rows of digits are one, a ten and a digit after it are one. Linear in the run."""
    found: list[Sign] = []
    at = 0
    for word in run.translate(_BLANKS).split():
        start = run.index(word, at)
        at = start + len(word)
        if word in _NAMED_WORDS:
            continue
        # "Twenty two" is one number; over the end of a line it is two.
        gap = run[found[-1].end - offset : start] if found else ""
        if word in _WORDS or word.isdecimal():
            _add(found, word, offset + start, may_join=gap in ("", " ", "-"))
        else:
            for match in _SIGNS.finditer(word):
                _add(found, match.group(), offset + start + match.start(), may_join=match.start() > 0)
    return found


def _add(found: list[Sign], text: str, start: int, *, may_join: bool) -> None:
    end = start + len(text)
    last = found[-1] if found else None
    if text.isdecimal():
        if last and not last.word and last.end == start:
            found[-1] = Sign(last.digits + text, last.start, end, "")
        else:
            found.append(Sign(text, start, end, ""))
        return
    digit = _DIGITS.get(text, "")
    if last and last.word in _TENS and digit > "0" and may_join:
        found[-1] = Sign(last.digits[0] + digit, last.start, end, text)
    else:
        found.append(Sign(digit or (_WORDS[text] + "0" if text in _TENS else _WORDS[text]), start, end, text))


def _windows(buffer: bytes, signs: list[Sign]) -> Iterator[tuple[int, int]]:
    """Each row of signs that could be a number: its place, how many signs."""
    left = sum(len(sign.digits) for sign in signs)
    for place, first in enumerate(signs):
        if left < 10:
            return
        left -= len(first.digits)
        if not _is_edge(buffer, first.start, before=True):
            continue
        digits = ""
        last = first
        for size, sign in enumerate(signs[place : place + 11], start=1):
            digits += sign.digits
            if len(digits) > 11 or b"$" in buffer[last.end : sign.start]:
                break
            last = sign
            is_whole = len(digits) == 10 or (len(digits) == 11 and digits[0] == "1")
            if (
                is_whole
                and _is_edge(buffer, sign.end, before=False)
                and _is_plausible(buffer, digits, signs, place, size)
            ):
                yield place, size


def _unevenness(buffer: bytes, chosen: list[Sign]) -> int:
    """How many kinds of signs and of gaps there are, and whether an ordinary word begins or ends the number."""
    gaps = {buffer[one.end : other.start] for one, other in pairwise(chosen)}
    kinds = {bool(sign.word) for sign in chosen}
    is_weak = chosen[0].word in _WEAK or (chosen[-1].word in _WEAK and chosen[-2].word in _WEAK)
    return len(gaps) + len(kinds) + is_weak


def _is_edge(buffer: bytes, at: int, *, before: bool) -> bool:
    """Whether a number can begin or end here: not inside a word or a row of digits, not behind a currency sign."""
    beside = buffer[at - 1 : at] if before else buffer[at : at + 1]
    return not (beside.isalnum() or (before and beside == b"$"))


def _is_plausible(buffer: bytes, digits: str, signs: list[Sign], place: int, size: int) -> bool:
    if len(set(digits)) <= 2 or not _is_valid(digits):
        return False
    chosen = signs[place : place + size]
    words = [sign for sign in chosen if sign.word]
    if words:
        return any(sign.word not in _WEAK for sign in words)
    groups = tuple(len(sign.digits) for sign in chosen)
    if set(groups) == {1}:
        # Of a longer row of single digits nobody knows which ten are meant.
        beside = signs[max(0, place - 1) : place] + signs[place + size : place + size + 1]
        return not any(len(sign.digits) == 1 and not sign.word for sign in beside)
    # Five pairs are a number only where they are written evenly; measures come in pairs too.
    is_even = len({buffer[one.end : other.start] for one, other in pairwise(chosen)}) == 1
    return groups in _GROUPINGS and (is_even or groups != (2,) * 5)


@cache
def _fixed_line() -> re.Pattern[str]:
    """The area codes of the United States, by libphonenumber's tables: most numbers are known by this alone."""
    known: Any = phonenumbers.PhoneMetadata.metadata_for_region("US")
    return re.compile(known.fixed_line.national_number_pattern)


@lru_cache(maxsize=1 << 18)
def _is_valid(digits: str) -> bool:
    """Whether the numbering plan knows the number, by libphonenumber's tables; each distinct number is asked once."""
    if digits[0] == "+":
        try:
            return bool(phonenumbers.is_valid_number(phonenumbers.parse(digits)))
        except phonenumbers.NumberParseException:
            return False
    local = digits[-10:]
    if not _NANP.fullmatch(local) or len(set(local)) == 1:
        return False
    if _fixed_line().fullmatch(local):
        return True
    number = phonenumbers.PhoneNumber(country_code=1, national_number=int(local))
    return bool(phonenumbers.is_valid_number_for_region(number, "US") or phonenumbers.is_valid_number(number))
