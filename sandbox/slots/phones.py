"""Phone numbers as they are written: in plain groups, or hidden in the ways that EVIDENCE names.

A way of writing is a table: for each of the ten places of a number, and each digit with its successor, the text that
stands there. So a number is ten look-ups, and its ways are data. The ways follow Nagpal et al. 2017 and the
dig-phone-extractor of USC ISI (2016).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl

from sandbox.chance import Chance, Ints, Keys
from sandbox.slots.rendered import Column, Mark, Pool, Rendered, chosen

#: Place in the number, digit, next digit -> text.
Glyph = Callable[[int, int, int], str]
GROUPED = "grouped"
EN = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
ES = ("cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve")
FR = ("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf")
MISSPELT = (
    ("zer0", "won", "tw0", "thre", "fuor", "f1ve", "sixx", "sven", "eigth", "nien"),
    ("zerro", "onne", "twoo", "tree", "foor", "fife", "siks", "sevn", "ate", "nyne"),
)
#: Words that sound like digits; they mean digits within a number only.
HOMOPHONES = (
    ("oh", "one", "to", "three", "for", "five", "six", "seven", "eight", "nine"),
    ("oh", "won", "too", "three", "fore", "five", "six", "seven", "ate", "nine"),
)
TEENS = ("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
TENS = ("oh", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
#: One sign for one digit: a number that nobody could read would be no truth.
LETTERS = ("Olz34SG7B9", "oIZ3456TB9", "Oi234S678g", "ol234567B9")
CIRCLED, KEYCAP = "⓪①②③④⑤⑥⑦⑧⑨", "\ufe0f\u20e3"
HOMOGLYPHS = ("ОӀ2З45б789", "௦1ƻ345678९", "〇1２3４5６7８9")
EMOJI = ("❤️", "⭐", "🌹", "✨", "💋", "☎️")


@dataclass(frozen=True)
class Way:
    """A way of writing a number; `languages` are those of the texts in which it stands."""

    pattern: str
    glyph: Glyph
    languages: tuple[str, ...] = ("en", "es", "fr")


def _groups(form: str) -> Glyph:
    """A form such as `(###) ###-####`, digit signs where `#` stands."""
    places = [at for at, sign in enumerate(form) if sign == "#"]
    before = [form[(places[n - 1] + 1 if n else 0) : at] for n, at in enumerate(places)]
    return lambda place, digit, _: before[place] + str(digit)


def _each(signs: tuple[str, ...] | str, between: str, after: tuple[int, ...] = tuple(range(9))) -> Glyph:
    """One sign a digit; `between` follows the places of `after`."""
    return lambda place, digit, _: signs[digit] + (between if place in after else "")


def _upper(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word.upper() for word in words)


def _glued(first_is_word: bool) -> Glyph:
    return lambda place, digit, _: EN[digit] if (place % 2 == 0) == first_is_word else str(digit)


def _words_then_digits(words: tuple[str, ...], count: int) -> Glyph:
    def glyph(place: int, digit: int, _: int) -> str:
        if place < count:
            return words[digit] + " "
        return str(digit) + ("-" if place == 5 and count < 5 else "")

    return glyph


def _tens(first: tuple[str, ...] | str, gap: str) -> Glyph:
    """The last four digits as two numbers below a hundred: "oh one", "twelve", "forty two"."""

    def glyph(place: int, digit: int, following: int) -> str:
        if place < 6:
            return first[digit] + (gap if gap or place in (2, 5) else "") + ("" if gap or place not in (2, 5) else " ")
        if place in (7, 9):
            return ""
        if digit == 1:
            pair = TEENS[following]
        else:
            pair = f"{TENS[digit]} {EN[following]}" if following or not digit else TENS[digit]
        return pair + (" " if place == 6 else "")

    return glyph


def _letters(swaps: str, between: str) -> Glyph:
    """Look-alike letters for some digits of the last seven; the area code stays."""
    return lambda place, digit, _: (str(digit) if place < 3 else swaps[digit]) + (between if place in (2, 5) else "")


DIGITS = "0123456789"
_FORMS = (
    "(###) ###-####", "(###)###-####", "###-###-####", "###.###.####", "### ### ####", "##########", "+1 ### ### ####",
    "1-###-###-####", "+1##########", "###/###/####", "### #######", "######-####", "###-#######", "### ###-####",
    "(###) ### ####", "1 (###) ###-####", "### ### ## ##", "### - ### - ####", "###. ###. ####", "1.###.###.####",
    "(###)-###-####", "(###).###.####", "[###] ###-####", "+1-###-###-####", "+1 (###) ###-####", "1 ### ### ####",
    "###-### ####", "###,###,####", "### ## ## ###", "###-###-##-##",
)  # fmt: skip


@cache
def ways() -> tuple[Way, ...]:
    """Every way of writing, grouped first."""
    found = [Way(GROUPED, _groups(form)) for form in _FORMS]
    found += [Way("spaced", _each(DIGITS, between)) for between in (" ", "-", ". ", ", ", " - ")]
    found += [Way("signs", _each(DIGITS, sign)) for sign in ("*", "~", "_", "=", "|", "..", " * ", "^", "+", "/")]
    found += [Way("signs", _each(DIGITS, sign, (2, 5))) for sign in ("***", "~~", " ** ", "__", "<>", "::")]
    found += [Way("emoji", _each(DIGITS, sign)) for sign in EMOJI]
    found += [Way("emoji", _each(DIGITS, sign, (2, 5))) for sign in EMOJI]
    found += [Way("lines", _each(DIGITS, "\n", (2, 5))), Way("lines", _each(DIGITS, "\n", (2, 5, 7)))]
    found += [Way("named_signs", _each(DIGITS, f" {word} ", (2, 5)), ("en",)) for word in ("dash", "dot", "hyphen")]
    found += [Way("named_signs", _each(DIGITS, f" {word} ", (2, 5)), ("es",)) for word in ("guion", "punto")]
    found += [Way("named_signs", _each(DIGITS, f" {word} ", (2, 5)), ("fr",)) for word in ("tiret", "point")]
    for language, words in (("en", EN), ("es", ES), ("fr", FR)):
        oh = ("oh", *words[1:]) if language == "en" else words
        found += [Way("words", _each(words, between), (language,)) for between in (" ", "-", ".", ", ")]
        found += [Way("words", _each(oh, " "), (language,)), Way("words", _each(_upper(words), " "), (language,))]
        found += [Way("mixed_words", _words_then_digits(words, count), (language,)) for count in (3, 6)]
    found += [Way("misspelt", _each(words, between), ("en",)) for words in MISSPELT for between in (" ", "-")]
    found += [Way("homophones", _each(words, between), ("en",)) for words in HOMOPHONES for between in (" ", "-")]
    found += [Way("glued", _glued(True), ("en",)), Way("glued", _glued(False), ("en",))]
    found += [Way("bidi", _each(DIGITS, between, (2, 5))) for between in ("\u202d", "\u200f", "\u2067")]
    found += [Way("tens", _tens(EN, " "), ("en",)), Way("tens", _tens(DIGITS, ""), ("en",))]
    found += [Way("letters", _letters(swaps, between)) for swaps in LETTERS for between in ("-", " ", ".")]
    found += [Way("wide", _each("０１２３４５６７８９", between, (2, 5))) for between in ("", " ", "-")]
    found += [Way("circled", _each(CIRCLED, between, (2, 5))) for between in ("", " ")]
    for start in (0x1D7CE, 0x1D7D8, 0x1D7E2, 0x1D7EC, 0x1D7F6):
        signs = tuple(chr(start + n) for n in range(10))
        found += [Way("mathematical", _each(signs, between, (2, 5))) for between in ("", " ")]
    keycaps = tuple(f"{n}{KEYCAP}" for n in range(10))
    found += [Way("keycap", _each(keycaps, between, (2, 5))) for between in ("", " ")]
    found += [Way("homoglyph", _each(signs, between, (2, 5))) for signs in HOMOGLYPHS for between in ("", "-")]
    found += [Way("junk", _each(DIGITS, letter)) for letter in ("x", "z", "q", "xx", "w")]
    found += [Way("zero_width", _each(DIGITS, sign)) for sign in ("\u200b", "\u200d", "\u2060", "\u200e")]
    found += [Way("url", _groups(form)) for form in ("wa.example/1##########", "http://call.example/##########")]
    found += [Way("apart", _groups(form), ("en",)) for form in ("area code ###, then ###-####", "(area ###) #######")]
    found += [Way("apart", _groups("área ### y luego ### ####"), ("es",))]
    found += [Way("apart", _groups("indicatif ###, puis ### ####"), ("fr",))]
    # The area code ends the title, the rest begins the body; the writer moves the first three places there.
    found += [Way("split", _groups(form)) for form in ("######-####", "###### ####", "##########")]
    return tuple(found)


#: The ways of hiding that each level of difficulty knows, beside plain groups.
LEVELS = {
    "easy": ("spaced", "signs", "words"),
    "mid": ("spaced", "signs", "words", "emoji", "lines", "named_signs", "mixed_words", "glued", "letters", "wide"),
    "hard": tuple(sorted({way.pattern for way in ways()} - {GROUPED})),
}


@cache
def _by_language(level: str) -> dict[tuple[str, str], Ints]:
    """The ways of a pattern in a language."""
    known = ways()
    return {
        (pattern, language): np.asarray([at for at, way in enumerate(known) if way.pattern == pattern
                                         and language in way.languages], dtype=np.int64)
        for pattern in (GROUPED, *LEVELS[level]) for language in ("en", "es", "fr")
    }  # fmt: skip


@cache
def _by_pattern(level: str, language: str) -> Ints:
    """A row a pattern that the language has: how many ways it knows, then these ways."""
    known = [_by_language(level)[pattern, language] for pattern in LEVELS[level]]
    known = [found for found in known if len(found)]
    rows = np.zeros((len(known), 1 + max(map(len, known))), dtype=np.int64)
    for row, found in zip(rows, known, strict=True):
        row[: len(found) + 1] = [len(found), *found]
    return rows


@cache
def _table() -> tuple[Pool, int]:
    pool = Pool()
    first = pool.add(
        [way.glyph(place, at // 10, at % 10) for way in ways() for place in range(10) for at in range(100)]
    )
    return pool, first


def choose(style: Ints, hides: np.ndarray, language: Ints, level: str) -> Ints:
    """The way of each row: a pattern by the operator's style, evenly over the patterns of its language, then a way."""
    found = np.zeros(len(style), dtype=np.int64)
    for at, name in enumerate(("en", "es", "fr")):
        plain, by_pattern = _by_language(level)[GROUPED, name], _by_pattern(level, name)
        mine, hidden = np.flatnonzero((language == at) & ~hides), np.flatnonzero((language == at) & hides)
        found[mine] = plain[style[mine] % len(plain)]
        known = by_pattern[(style[hidden] // 64) % len(by_pattern)]
        found[hidden] = known[np.arange(len(hidden)), 1 + (style[hidden] // 4096) % known[:, 0]]
    return found


def render(numbers: Ints, way: Ints) -> tuple[Rendered, Rendered, np.ndarray]:
    """Write ten-digit numbers: the whole for the body, the part for the title, and which rows are split.

    Marks name kind, value (E.164), pattern and obfuscated. In split rows the first three digits stand in the title's
    part, and the body's part holds the rest; the writer marks both as one span.
    """
    pool, first = _table()
    digits = np.stack([(numbers // 10**power) % 10 for power in range(9, -1, -1)], axis=1)
    following = np.concatenate([digits[:, 1:], np.zeros((len(digits), 1), dtype=digits.dtype)], axis=1)
    index = first + way[:, None] * 1000 + np.arange(10) * 100 + digits * 10 + following
    split = np.asarray([entry.pattern == "split" for entry in ways()])[way]
    in_title = np.where(split[:, None] & (np.arange(10) < 3), index, 0)
    in_body = np.where(split[:, None] & (np.arange(10) < 3), 0, index)
    title, body = pool.joined(in_title[:, :3]), pool.joined(in_body)
    length = pool.lengths(in_body).sum(axis=1)
    facts: dict[str, Column] = {
        "kind": pl.repeat("phone", len(numbers), eager=True),
        "value": "+1" + pl.Series(numbers).cast(pl.String),
        "pattern": chosen([entry.pattern for entry in ways()], way),
        "obfuscated": np.asarray([entry.pattern != GROUPED for entry in ways()])[way],
    }
    mark = Mark(np.zeros(len(numbers), dtype=np.int64), length, facts)
    return Rendered(body, length, (mark,)), Rendered(title, pool.lengths(in_title).sum(axis=1)), split


def styles(chance: Chance, phone_style: Ints, key: Keys, level: str) -> Ints:
    """The style of each ad: the operator's own, and in one ad of eight (hard level) another."""
    strays = chance.share("phone style strays", key) < {"easy": 0.0, "mid": 0.06, "hard": 0.12}[level]
    return np.where(strays, chance.bits("phone style of ad", key).astype(np.int64) & 0x7FFFFFFF, phone_style)
