"""Words of place in texts: who comes to whom, kinds of venue, exits and roads, cities and their neighbourhoods.

Neighbourhoods and cities are those of the catalog of cities; the rest is in `words/places.yml`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import numpy as np
import polars as pl

from assets.staging.folding import Folded, folded, integers
from assets.staging.patterns import pattern
from assets.staging.terms import Dictionary, outermost
from assets.staging.words import words
from scrapers.catalog import cities

SCHEMA = {
    "row": pl.UInt32,
    "kind": pl.String,
    "place": pl.String,
    "city": pl.String,
    "span_start": pl.Int32,
    "span_end": pl.Int32,
}
#: Exits of roads and the roads themselves, as they are numbered.
_EXIT = r"\b(?:exit|exits|salida|sortie)(?: #| no\.? ?| number )? ?[1-9][0-9]{0,2}[a-z]?\b"
_ROAD = r"\b(?:(?:i-? ?|interstate |us-? ?)[1-9][0-9]{0,2}|(?:highway|hwy|route|rt|sr) ?[1-9][0-9]{0,3})\b"


class Place(NamedTuple):
    """A word of place: its kind, what it stands for, the city it belongs to (empty for any), and how it is written."""

    kind: str
    place: str
    city: str
    term: str


@cache
def gazetteer() -> tuple[Place, ...]:
    """Every word of place that is known."""
    found = [
        Place(kind, place, "", term)
        for kind, key in (("mode", "modes"), ("venue", "venues"))
        for place, terms in words("places")[key].items()
        for term in terms
    ]
    for city in cities().values():
        found.append(Place("city", city.slug, city.slug, city.name))
        found += [Place("neighbourhood", n.name, city.slug, n.name) for n in city.neighbourhoods]
    return tuple(found)


@cache
def _dictionary() -> Dictionary:
    return Dictionary(tuple(place.term for place in gazetteer()))


def places(texts: pl.Series) -> pl.DataFrame:
    """Words of place in a column of texts: row (place in the column), kind, place, city, span in code points.

    `city` is the slug of the city whose gazetteer has it, null where it belongs to none. A neighbourhood that several
    cities have is a row for each. A null or empty text has none; no text raises.
    """
    return pl.concat([pl.DataFrame(schema=SCHEMA), *(places_of(batch) for batch in folded(texts))])


def places_of(batch: Folded) -> pl.DataFrame:
    """The words of place of a batch, in the order of row and span."""
    known = gazetteer()
    matches = _dictionary().find(batch)
    kept = outermost(matches, [(place.kind, place.city) for place in known])
    said = [known[term] for term in matches.term[kept].tolist()]
    numbered = list(_numbered(batch.lower))
    begins = np.concatenate([matches.begin[kept], integers([entry[0] for entry in numbered])])
    ends = np.concatenate([matches.end[kept], integers([entry[1] for entry in numbered])])
    rows, starts, stops = batch.spans(begins, ends)
    kinds = [place.kind for place in said] + [entry[2] for entry in numbered]
    names = [place.place for place in said] + [entry[3] for entry in numbered]
    towns = [place.city or None for place in said] + [None] * len(numbered)
    frame = pl.DataFrame([rows, kinds, names, towns, starts, stops], schema=SCHEMA, strict=False)
    return frame.sort("row", "span_start", "kind", "place", "city", nulls_last=True)


def _numbered(lower: bytes) -> Iterator[tuple[int, int, str, str]]:
    for kind, numbered in (("exit", _EXIT), ("road", _ROAD)):
        for match in pattern(numbered).finditer(lower):
            name = match.group().decode("latin-1")
            value = " ".join(name.replace("-", " ").replace("#", " ").split())
            yield match.start(), match.end(), kind, value
