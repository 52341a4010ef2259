"""What other protected words change: ads are read again with another of them, or with a first one.

A counterfactual test of the rules on this warehouse's own ads (Garg et al. 2019, Counterfactual Fairness in Text
Classification; from memory): each stated ethnicity, nationality or "new to the country" gives way to the next term of
its lexicon, an ad that states none is given one at its end, everything else stays, and every rule on ads that carries
points is asked again. A rule whose hits differ reads a protected word, whatever its text says.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import duckdb
import polars as pl

from assets.lexicon import packs
from assets.model import tables_of
from assets.rule import Rule, rules
from assets.staging import stg_identifiers, stg_people, stg_places, stg_prices, stg_terms

KERNELS = (stg_identifiers, stg_people, stg_places, stg_prices, stg_terms)
READS = {
    "stg_ads": sorted(
        {name for kernel in KERNELS for name in kernel.READS["stg_ads"]} | {"language", "market", "source"}
    ),
    "stg_terms": ["ad_id", "day", "pack", "category", "term", "language", "span_start", "span_end"],
}
PACK, PROTECTED = "trafficking", ("ethnicity", "new_to_country")
#: Enough to see a rule that reads such a word, and little beside a day's work.
ADS_A_DAY = 20
_SUBSTANCES = Path(stg_terms.__file__).with_name("stg_substances.sql")
_SCHEMA = {
    "day": pl.Date,
    "rule_id": pl.String,
    "ads": pl.Int64,
    "hits": pl.Int64,
    "hits_swapped": pl.Int64,
    "changed": pl.Int64,
}


def build(stg_ads: pl.DataFrame, stg_terms: pl.DataFrame) -> pl.DataFrame:
    """A row a day and rule: the ads that were read again, those that meet it before and after, those that differ."""
    stated = stg_terms.filter((pl.col("pack") == PACK) & pl.col("category").is_in(PROTECTED))
    # Those that state one first; ids are hashes, so the others are as good as drawn.
    states = pl.col("ad_id").is_in(stated["ad_id"].unique().implode())
    ads = stg_ads.sort("day", states, "ad_id", descending=[False, True, False])
    ads = ads.group_by("day", maintain_order=True).head(ADS_A_DAY)
    if ads.is_empty():
        return pl.DataFrame(schema=_SCHEMA)
    asked = [rule for rule in rules() if is_asked(rule)]
    before, after = hits(ads, asked), hits(ads.with_columns(text=restated(ads, stated)), asked)
    key = ["rule_id", "day", "ad_id"]
    both = before.with_columns(was=True).join(after.with_columns(now=True), on=key, how="full", coalesce=True)
    told = both.group_by("rule_id", "day").agg(
        pl.col("was").sum().cast(pl.Int64).alias("hits"),
        pl.col("now").sum().cast(pl.Int64).alias("hits_swapped"),
        (pl.col("was").is_null() | pl.col("now").is_null()).sum().cast(pl.Int64).alias("changed"),
    )
    every = ads.group_by("day").agg(pl.len().cast(pl.Int64).alias("ads"))
    every = every.join(pl.DataFrame({"rule_id": [rule.rule_id for rule in asked]}), how="cross")
    counted = every.join(told, on=["rule_id", "day"], how="left").with_columns(
        pl.col("hits", "hits_swapped", "changed").fill_null(0)
    )
    return counted.select(*_SCHEMA).sort("day", "rule_id")


def inputs() -> str:
    """The rules and their lexicons: another rule is another test."""
    return f"{[rule.sha256 for rule in rules()]}\n{stg_terms.inputs()}"


def is_asked(rule: Rule) -> bool:
    """Whether a rule carries points and reads single ads only."""
    known = {"stg_ads", "stg_substances", "run_days", *(_table(kernel) for kernel in KERNELS)}
    return rule.subject == "ad" and rule.points != 0 and tables_of(rule.select, rule.rule_id) <= known


def restated(ads: pl.DataFrame, stated: pl.DataFrame) -> pl.Series:
    """The texts of the ads, in their order, each with other protected words than it has."""
    lexicons = [lexicon for pack in packs() if pack.pack == PACK for lexicon in pack.lexicons]
    lexicons = [lexicon for lexicon in lexicons if lexicon.category in PROTECTED]
    others: dict[tuple[str, str, str], str] = {
        (lexicon.category, lexicon.language, term): other
        for lexicon in lexicons
        for term, other in pairwise((*lexicon.terms, lexicon.terms[0]))
    }
    terms = {language: [term for _, of, term in others if of == language] for _, language, _ in others}
    spans = stated.sort("span_start", descending=True).partition_by("ad_id", as_dict=True)
    texts = []
    for ad_id, text, language in ads.select("ad_id", "text", "language").iter_rows():
        if (ad_id,) in spans:
            texts.append(_swapped(text, spans[(ad_id,)].to_dicts(), others))
        else:
            known = terms.get(language) or terms["en"]
            texts.append(f"{text} - {known[int(ad_id[:8], 16) % len(known)]}")
    return pl.Series("text", texts, dtype=pl.String)


def _swapped(text: str, stated: list[dict[str, Any]], others: dict[tuple[str, str, str], str]) -> str:
    """The text with each stated term replaced, from the last to the first; one within another goes with it."""
    end = len(text)
    for row in stated:
        if row["span_end"] <= end:
            other = others.get((row["category"], row["language"], row["term"]), row["term"])
            text, end = text[: row["span_start"]] + other + text[row["span_end"] :], row["span_start"]
    return text


def hits(ads: pl.DataFrame, asked: list[Rule]) -> pl.DataFrame:
    """Which ads meet which rules when they are read anew: rule_id, day, ad_id."""
    with duckdb.connect() as connection:
        connection.execute("SET threads = 1")
        connection.register("stg_ads", ads)
        connection.register("run_days", ads.select("day").unique())
        for kernel in KERNELS:
            connection.register(_table(kernel), kernel.build(ads.select(kernel.READS["stg_ads"])))
        connection.execute(f"CREATE TABLE stg_substances AS {_SUBSTANCES.read_text(encoding='utf-8')}")
        found = [
            connection.sql(f"SELECT DISTINCT '{rule.rule_id}' AS rule_id, day, ad_id FROM ({rule.select}) AS met").pl()
            for rule in asked
        ]
    met: pl.DataFrame = pl.concat(found)
    return met


def _table(kernel: ModuleType) -> str:
    return kernel.__name__.rpartition(".")[2]
