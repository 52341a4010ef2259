"""Phone numbers in text, hidden ones too, with their spans.

A number is a run of digit signs - digits in any script, digit words in English and Spanish, letters that stand for
digits - with anything but letters between them. Of a run, the first ten (or eleven with the country's 1) that form
a number of the North American Numbering Plan count, when they begin and end where groups of digits do. The ways of
hiding follow Nagpal et al. 2017 and the dig-phone-extractor of USC ISI (2016).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NamedTuple

import polars as pl
import re2

from assets.staging.folding import fold

WORDS = {
    **{
        word: str(n)
        for n, word in enumerate(["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"])
    },
    **{
        word: str(n)
        for n, word in enumerate(["cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve"])
    },
    **{"oh": "0", "fuor": "4", "sven": "7", "foru": "4"},
}
LETTERS = {"o": "0", "l": "1", "i": "1", "s": "5", "b": "8"}
_SIGN = "|".join(sorted(WORDS, key=len, reverse=True)) + "|[0-9olisb]"
#: What a number is made of, for Polars' search before anything is paid for by the character.
_MAYBE = rf"\p{{Nd}}|\p{{No}}|(?i:{'|'.join(WORDS)})"
_RUN = re2.compile(rf"(?:{_SIGN})(?:[^a-z0-9]{{0,6}}(?:{_SIGN})){{9,40}}")
_SIGNS = re2.compile(_SIGN)
_NANP = re2.compile(r"^1?[2-9][0-9]{2}[2-9][0-9]{6}$")
_USUAL = re2.compile(r"^(?:\+?1[ .\-]{0,3})?\(?[0-9]{3}\)?[ .\-/]{0,3}[0-9]{3}[ .\-]{0,3}[0-9]{4}$")
#: How plain digits are grouped when they are a phone number; a date or a list of prices is grouped otherwise.
_GROUPINGS = {
    *(
        (10,),
        (3, 7),
        (6, 4),
        (3, 3, 4),
        (3, 3, 2, 2),
        (3, 4, 3),
        (5, 5),
        (2, 2, 2, 2, 2),
        (3, 2, 2, 3),
        (4, 3, 3),
    ),
    *((11,), (1, 10), (1, 3, 7), (1, 6, 4), (1, 3, 3, 4), (4, 3, 4), (3, 3, 1, 3)),
}
#: Real digits or digit words that a number must have; letters alone are never one.
MIN_REAL = 6
SCHEMA = {
    "row": pl.UInt32,
    "value": pl.String,
    "obfuscated": pl.Boolean,
    "span_start": pl.Int32,
    "span_end": pl.Int32,
}


class Sign(NamedTuple):
    """A digit as it is written: its value, its span, and whether it is a letter that stands for one."""

    digit: str
    start: int
    end: int
    kind: str


def phones(texts: pl.Series) -> pl.DataFrame:
    """Phones in a column of texts: row (place in the column), value (E.164), obfuscated, span in code points."""
    may = texts.str.count_matches(_MAYBE)
    rows = (may.fill_null(0) >= MIN_REAL).arg_true()
    found = [(row, *phone) for row, text in zip(rows, texts.gather(rows), strict=True) for phone in phones_in(text)]
    return pl.DataFrame(found, schema=SCHEMA, orient="row")


def phones_in(text: str) -> Iterator[tuple[str, bool, int, int]]:
    """Each phone of a text: value, whether plain digits were hidden, span."""
    folded = fold(text)
    for run in _RUN.finditer(folded):
        signs = [_sign(match, run.start()) for match in _SIGNS.finditer(run.group())]
        place = 0
        while place + 10 <= len(signs):
            length = _length_of_number(folded, signs, place)
            if not length:
                place += 1
                continue
            chosen = signs[place : place + length]
            start = chosen[0].start - (1 if folded[: chosen[0].start].endswith(("(", "+")) else 0)
            written = text[start : chosen[-1].end]
            value = "".join(sign.digit for sign in chosen)[-10:]
            yield f"+1{value}", not _USUAL.match(written), start, chosen[-1].end
            place += length


def _sign(match: Any, offset: int) -> Sign:
    text = match.group()
    kind = "digit" if text.isdecimal() else "word" if text in WORDS else "letter"
    digit = text if kind == "digit" else WORDS.get(text) or LETTERS[text]
    return Sign(digit, offset + match.start(), offset + match.end(), kind)


def _length_of_number(folded: str, signs: list[Sign], place: int) -> int:
    """How many signs from `place` on are a number; 0 when none begins there."""
    if not _is_edge(folded, signs[place].start, before=True):
        return 0
    for length in (11, 10):
        chosen = signs[place : place + length]
        if len(chosen) < length or not _is_edge(folded, chosen[-1].end, before=False):
            continue
        digits = "".join(sign.digit for sign in chosen)
        if _NANP.match(digits) and (length == 10 or digits[0] == "1") and _is_plausible(folded, chosen):
            return length
    return 0


def _is_edge(folded: str, at: int, *, before: bool) -> bool:
    """Whether a number can begin or end here: not inside a word or a row of digits, not behind a currency sign."""
    if before:
        return at == 0 or not (folded[at - 1].isalnum() or folded[at - 1] == "$")
    return at >= len(folded) or not folded[at].isalnum()


def _is_plausible(folded: str, chosen: list[Sign]) -> bool:
    digits = "".join(sign.digit for sign in chosen)
    if len(set(digits)) <= 2 or sum(sign.kind != "letter" for sign in chosen) < MIN_REAL:
        return False
    groups = _groups(chosen)
    if all(sign.kind == "digit" for sign in chosen):
        return groups in _GROUPINGS or set(groups) == {1}
    return max(groups) <= 7


def _groups(chosen: list[Sign]) -> tuple[int, ...]:
    """Lengths of the rows of signs that stand without anything between them."""
    groups = [1]
    for before, after in pairwise(chosen):
        if before.end == after.start:
            groups[-1] += 1
        else:
            groups.append(1)
    return tuple(groups)
