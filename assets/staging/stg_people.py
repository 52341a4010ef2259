"""People offered in an ad: the names it gives and the ages it states. Names are slots of a text, not identities."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl
import re2

from assets.staging.folding import fold

READS = {"stg_ads": ["ad_id", "day", "text", "declared_age"]}
PLAUSIBLE_AGES = (16, 80)
_NAME = "[A-Z][a-zà-ÿ]{1,14}"
_LEAD = "[Ii]['’]?m|[Ii] am|[Cc]all me|[Aa]sk for|[Mm]y name is|[Mm]eet|[Ss]oy|[Mm]e llamo|[Gg]irls"
_NAMED = re2.compile(rf"\b(?:{_LEAD})\s+({_NAME})(?:(?:,| and| &| y)\s+({_NAME}))?")
_TITLED = re2.compile(rf"^({_NAME})(?: is back| - | en )")
_AGED = re2.compile(r"\b([0-9]{2}) ?(?:yo|y/o|yrs? old|years? old|yrs|años|anos)\b|\b(?:age|aged|edad):? ?([0-9]{2})\b")
#: Words that begin a sentence after "I'm" or "meet" and are no names.
_NO_NAMES = {
    "The",
    "Your",
    "You",
    "In",
    "At",
    "Here",
    "New",
    "Me",
    "My",
    "Available",
    "And",
    "Not",
    "So",
    "Very",
}


def build(stg_ads: pl.DataFrame) -> pl.DataFrame:
    """One row a name or an age; several people in an ad are several rows. A declared age has no span."""
    rows: list[tuple[Any, ...]] = [
        (ad_id, day, *found)
        for ad_id, day, text in stg_ads.select("ad_id", "day", "text").iter_rows()
        for found in people_in(text)
    ]
    rows += [
        (ad_id, day, None, age, None, None)
        for ad_id, day, age in stg_ads.select("ad_id", "day", "declared_age").iter_rows()
        if age is not None
    ]
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row")


def people_in(text: str) -> Iterator[tuple[str | None, int | None, int, int]]:
    """Each name or age of a text: name or None, age in years or None, span."""
    seen = set()
    for match in [*_NAMED.finditer(text), *_TITLED.finditer(text)]:
        for group in range(1, len(match.groups()) + 1):
            name = match.group(group)
            if name and name not in _NO_NAMES and match.span(group) not in seen:
                seen.add(match.span(group))
                yield name, None, *match.span(group)
    for match in _AGED.finditer(fold(text)):
        age = int(match.group(1) or match.group(2))
        if PLAUSIBLE_AGES[0] <= age <= PLAUSIBLE_AGES[1]:
            yield None, age, match.start(), match.end()


_SCHEMA = {
    "ad_id": pl.String,
    "day": pl.Date,
    "name": pl.String,
    "age": pl.Int32,
    "span_start": pl.Int32,
    "span_end": pl.Int32,
}
