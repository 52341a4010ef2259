"""The index as scripts: terms in range shards with their postings, things in shards of equal number, and a manifest.

A page loads the manifest (the first term of each shard), then only the shards that a question needs; a classic script
loads from file:// too. Postings are differences of ascending numbers as base-64 digits that hold five bits and say
whether more follow (variable-byte coding, Williams and Zobel 1999). A phone is stored backwards, so that its last four
digits are a prefix. Pure: frames in, texts out; the same things give the same texts.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import polars as pl

from assets.dashboards.embedding import island
from assets.staging.words import words

#: Characters of a shard of terms, and things in a shard of things.
TERMS_SHARD, THINGS_SHARD = 24_000, 128
#: Code points of a text that the index shows; its words are all found.
SHOWN = 400
#: What a term begins with that is no word: a phone backwards, another identifier, a city.
PHONE, IDENTIFIER, CITY = "#", "=", "&"
DIGITS = np.frombuffer(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", dtype=np.uint8)

Ints = np.ndarray[Any, np.dtype[Any]]


def scripts(things: pl.DataFrame, names: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Files of the index by name. `things`: kind, rank, title, text, city, day, path, identifiers (one a line)."""
    ordered = things.sort("rank", "kind", "day", "title", "text", "identifiers")
    bounds = []
    for place, (first, text) in enumerate(_shards(*postings(terms(ordered, names)))):
        bounds.append(first)
        yield f"terms-{place}.js", f'foundTake("terms-{place}",{text});\n'
    shown = ordered.select(
        pl.col("title").fill_null("").str.slice(0, SHOWN),
        pl.col("text").fill_null("").str.slice(0, SHOWN),
        "city",
        pl.col("day").cast(pl.String),
        "path",
        pl.col("identifiers").str.split("\n").list.first(),
    )
    for place, part in enumerate(shown.iter_slices(THINGS_SHARD)):
        yield f"things-{place}.js", f'foundTake("things-{place}",{island(part.rows())});\n'
    manifest = {
        "things": ordered.height,
        "shard": THINGS_SHARD,
        "terms": bounds,
        "kinds": _kinds(ordered),
        "cities": names,
        "looks": looks(),
        **spelt(),
    }
    yield "manifest.js", f"foundBegin({island(manifest)});\n"


def fold(texts: pl.Expr) -> pl.Expr:
    """Texts in plain lower case: look-alike letters, compatibility forms, marks and invisible signs undone.

    static/search.js folds a question in the same way, by the same table.
    """
    signs = looks()
    plain = texts.str.replace_many(list(signs), list(signs.values())).str.normalize("NFKD")
    return plain.str.replace_all(r"[\p{M}\p{Cf}]", "").str.to_lowercase()


@cache
def looks() -> dict[str, str]:
    """Letters of other scripts that are drawn like a Latin one, and which."""
    return {sign: plain for plain, signs in words("confusables").items() for sign in signs}


@cache
def spelt() -> dict[str, Any]:
    """`digits`: words that stand for digits, in every language; `weak`: those that are ordinary words too."""
    numbers = words("numbers")
    found = {
        word: str(digit) for known in numbers["digits"].values() for digit, ways in enumerate(known) for word in ways
    }
    found |= {word: str(ten) for known in numbers["teens"].values() for ten, word in enumerate(known, start=10)}
    return {"digits": found, "weak": numbers["weak"]}


def terms(things: pl.DataFrame, names: dict[str, str]) -> pl.DataFrame:
    """Columns term, number: every word, identifier and city of each thing, by its row; of a term the rows ascend."""
    numbered = things.with_row_index("number")
    city = pl.col("city").replace(names)
    told = pl.concat_str("title", "text", city, separator=" ", ignore_nulls=True)
    of_words = numbered.select("number", fold(told).str.extract_all(r"[\p{L}\p{N}]+").alias("term")).explode("term")
    values = numbered.select("number", pl.col("identifiers").str.split("\n").alias("value")).explode("value")
    is_phone = pl.col("value").str.contains(r"^\+\d+$")
    of_identifiers = values.select(
        "number",
        pl.when(is_phone)
        .then(pl.lit(PHONE) + pl.col("value").str.strip_prefix("+").str.reverse())
        .otherwise(pl.lit(IDENTIFIER) + fold(pl.col("value")))
        .alias("term"),
    )
    of_cities = numbered.select("number", (pl.lit(CITY) + pl.col("city")).alias("term"))
    return pl.concat([of_words, of_identifiers, of_cities]).drop_nulls().select("term", "number")


def postings(found: pl.DataFrame) -> tuple[list[str], list[str]]:
    """Distinct terms in the order in which JavaScript compares them (UTF-16), and the postings of each, encoded.

    `found`: term, number; of a term the numbers ascend.
    """
    groups = found.group_by("term").agg("number")
    known = groups["term"].to_list()
    order = sorted(range(len(known)), key=lambda place: known[place].encode("utf-16-be"))
    lists = groups["number"].gather(order)
    numbers = lists.explode(empty_as_null=False).to_numpy().astype(np.int64)
    is_first = np.zeros(len(numbers), dtype=bool)
    is_first[np.cumsum(lists.list.len().to_numpy()) - lists.list.len().to_numpy()] = True
    gaps = np.where(is_first, numbers, np.diff(numbers, prepend=0))
    # A word that stands in a thing twice is told once.
    is_new = is_first | (gaps > 0)
    gaps, starts = gaps[is_new], np.flatnonzero(is_first[is_new])
    text, ends = encode(gaps)
    cuts = [*(ends[starts] - _lengths(gaps[starts])).tolist(), len(text)]
    return [known[place] for place in order], [text[begin:end] for begin, end in pairwise(cuts)]


def encode(gaps: Ints) -> tuple[str, Ints]:
    """Whole numbers as digits of five bits, the lowest first; with the end of each in the text."""
    lengths = _lengths(gaps)
    ends = np.cumsum(lengths)
    digits = np.empty(int(ends[-1]) if len(ends) else 0, dtype=np.uint8)
    for place in range(int(lengths.max(initial=0))):
        has = lengths > place
        more = np.where(lengths[has] > place + 1, 32, 0)
        digits[(ends - lengths)[has] + place] = ((gaps[has] >> (5 * place)) & 31) | more
    return DIGITS[digits].tobytes().decode("ascii"), ends


def _lengths(gaps: Ints) -> Ints:
    """Digits of each number."""
    return np.searchsorted([32**power for power in range(1, 7)], gaps, side="right") + 1


def _shards(known: list[str], encoded: list[str]) -> Iterator[tuple[str, str]]:
    """The first term and the content of each shard: terms, a line each, and their postings, a word each."""
    begin, size = 0, 0
    for place, more in enumerate([len(term) + len(numbers) + 2 for term, numbers in zip(known, encoded, strict=True)]):
        if place > begin and size + more > TERMS_SHARD:
            yield known[begin], _shard(known[begin:place], encoded[begin:place])
            begin, size = place, 0
        size += more
    if known:
        yield known[begin], _shard(known[begin:], encoded[begin:])


def _shard(known: list[str], encoded: list[str]) -> str:
    return island(["\n".join(known), " ".join(encoded)])


def _kinds(ordered: pl.DataFrame) -> list[tuple[str, int]]:
    """Each kind with the number of its first thing."""
    kinds = ordered["kind"].to_list()
    return [(kind, place) for place, kind in enumerate(kinds) if place == 0 or kinds[place - 1] != kind]
