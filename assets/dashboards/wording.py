"""Numbers and findings in words. Pure; a missing number is a dash and never a zero."""

from __future__ import annotations

from datetime import date
from math import floor
from typing import Any

from markupsafe import Markup, escape

DASH = "–"
#: A number and its sign stay on one line.
_PERCENT = "\u00a0%"


def count(value: float | None) -> str:
    """A number as people read it; halves go up, as in the charts."""
    return DASH if value is None else f"{floor(value + 0.5):,}"


def decimal(value: float | None) -> str:
    """A number with one decimal."""
    return DASH if value is None else f"{value:,.1f}"


def percent(share: float | None) -> str:
    """A share of one, of a hundred."""
    return DASH if share is None else f"{100 * share:.0f}{_PERCENT}"


def precise(share: float | None) -> str:
    """The same, with a decimal where there are few of a hundred."""
    return f"{100 * share:.1f}{_PERCENT}" if share is not None and 0.0005 <= share < 0.095 else percent(share)


def signed(value: float | None) -> str:
    """A difference with its sign, a true minus among them."""
    if value is None:
        return DASH
    return f"{value:+,.0f}".replace("-", "−") if round(value) else "±0"


def weekday(day: date | None) -> str:
    """Fri 27 Nov 2026."""
    return "never" if day is None else f"{day:%a} {day.day} {day:%b %Y}"


def minute(at: Any) -> str:
    """A time in UTC to the minute."""
    return DASH if at is None else f"{at:%Y-%m-%d %H:%M}"


def moved(value: float, usual: float | None) -> str:
    """How far a number is from what is usual, in percent."""
    if not usual:
        return DASH
    return f"{signed(100 * (value - usual) / usual)}{_PERCENT}"


def against(row: dict[str, Any]) -> str:
    """Where a value lies in its expected range: as usual, more than usual, fewer than usual, or cannot tell."""
    if row.get("expected") is None:
        return "too few earlier weeks to say what is usual"
    if row["value"] > row["high"]:
        return "more than usual"
    if row["value"] < row["low"]:
        return "fewer than usual"
    return "as usual"


def listed(words: list[str]) -> str:
    """Words as a list in a sentence: a, b and c."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""


def many(number: int, one: str, several: str | None = None) -> str:
    """A count with its noun: 1 ad, 2 ads."""
    return f"{count(number)} {one if number == 1 else several or one + 's'}"


def told(value: float | None) -> str:
    """A count of a lower tier: "115+" stands for 115 to 119, "<5" for one that is not told."""
    return "<5" if value is None else f"{count(value)}+"


#: Languages of the markets that partners work with most; of another its code is told.
_LANGUAGES = {
    **{
        "ar": "Arabic",
        "de": "German",
        "en": "English",
        "es": "Spanish",
        "fr": "French",
        "hi": "Hindi",
        "ht": "Haitian",
    },
    **{"it": "Italian", "ja": "Japanese", "km": "Khmer", "ko": "Korean", "nl": "Dutch", "pl": "Polish", "th": "Thai"},
    **{"pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "tl": "Tagalog", "uk": "Ukrainian", "vi": "Vietnamese"},
    "zh": "Chinese",
}


def slot(kind: str) -> str:
    """What stands in a slot of a template; "free" beside a price would be read as costing nothing."""
    return "any words" if kind == "free" else kind


def language(code: str) -> str:
    """A language (ISO 639-1) by its name in English."""
    return _LANGUAGES.get(code, code)


def marked(quote: str | None) -> Markup:
    """A quote with its span marked; everything in it is crawled text and stays text."""
    if not quote or "«" not in quote:
        return escape(quote or "")
    before, _, rest = quote.partition("«")
    span, _, after = rest.partition("»")
    return Markup("…{}<mark>{}</mark>{}…").format(before, span, after)


FILTERS = {
    word.__name__: word
    for word in (
        *(count, decimal, percent, precise, signed, weekday, minute, moved, against, listed, many),
        *(told, language, marked, slot),
    )
}
