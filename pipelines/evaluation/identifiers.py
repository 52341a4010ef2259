"""Phones, mail addresses, handles and own sites in the text: precision by kind, recall by kind and way of writing."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from pipelines.evaluation.case import Case
from pipelines.evaluation.figures import Figure

ORDER, STAGE = 1, "identifiers"
KINDS = ("phone", "email", "handle", "url")


def measure(case: Case) -> Iterator[Figure]:
    """An identifier is found when its normalised value is, in its ad, at a place that overlaps the true one."""
    found, true = case.found("stg_identifiers"), case.truth("identifiers")
    if found is None:
        yield Figure(STAGE, "all")
        return
    found = found.filter(~pl.col("declared")).select("ad_id", "kind", "value", "obfuscated", "span_start", "span_end")
    pairs = found.with_row_index("at").join(true.with_row_index("of"), on=["ad_id", "kind", "value"], suffix="_true")
    pairs = pairs.filter(
        (pl.col("span_start") < pl.col("span_end_true")) & (pl.col("span_end") > pl.col("span_start_true"))
    )
    for kind in KINDS:
        here = pairs.filter(kind=kind)
        yield Figure(STAGE, f"{kind} precision", here["at"].n_unique(), found.filter(kind=kind).height)
        yield Figure(STAGE, f"{kind} recall", here["of"].n_unique(), true.filter(kind=kind).height)
    phones = pairs.filter(kind="phone").unique("of")
    right = phones.filter(pl.col("obfuscated") == pl.col("obfuscated_true"))
    yield Figure(STAGE, "phone told as hidden or plain", right.height, phones.height)
    yield from _not_phones(case, found, true)
    for pattern in sorted(true["pattern"].unique()):
        of = true.filter(pattern=pattern)
        yield Figure(STAGE, f"recall of {pattern}", pairs.filter(pattern=pattern)["of"].n_unique(), of.height)


def _not_phones(case: Case, found: pl.DataFrame, true: pl.DataFrame) -> Iterator[Figure]:
    """Ads in which a phone was read that is none."""
    known = true.filter(kind="phone").select("ad_id", "value")
    wrong = found.filter(kind="phone").join(known, on=["ad_id", "value"], how="anti")
    ads = case.ads["ad_id"].n_unique()
    yield Figure(STAGE, "ads with a phone that is none", wrong["ad_id"].n_unique(), ads)
