"""The swap test: other protected words are put in, everything else stays, and a rule that reads one is caught."""

from __future__ import annotations

from datetime import date, datetime

import polars as pl
import pytest

from assets.marts import mart_swaps
from assets.marts.mart_swaps import ADS_A_DAY, build, is_asked, restated
from assets.rule import Rule, rules
from assets.staging import stg_terms

DAY = date(2026, 3, 1)
#: What a rule must not do, whatever its header says.
READS_A_WORD = """SELECT ad_id AS subject_id, 1.0 AS strength, ad_id, span_start, span_end, day
FROM stg_terms WHERE pack = 'trafficking' AND term = 'latina'"""


def ads(*texts: str) -> pl.DataFrame:
    rows = [
        {
            "ad_id": f"{n:064x}", "day": DAY, "text": text, "city": "miami", "source": "pinelist", "language": "en",
            "market": "miami.pinelist", "captured_at": datetime(2026, 3, 1),
            **{f"declared_{name}": None for name in ("phone", "email", "handle", "price")}, "declared_age": None,
        }
        for n, text in enumerate(texts)
    ]  # fmt: skip
    kinds = {f"declared_{name}": pl.String for name in ("phone", "email", "handle", "price")}
    return pl.DataFrame(rows, schema_overrides={**kinds, "declared_age": pl.Int32})


def made(frame: pl.DataFrame) -> pl.DataFrame:
    return build(frame.select(mart_swaps.READS["stg_ads"]), stg_terms.build(frame))


def test_a_stated_word_gives_way_to_another_and_the_rest_stays() -> None:
    frame = ads("an asian girl, 22, call 404-555-0123", "nothing of the kind")
    before, after = frame["text"].to_list(), restated(frame, stg_terms.build(frame).filter(category="ethnicity"))
    assert "asian" not in after[0]
    assert after[0].startswith("an ")
    assert after[0].endswith(" girl, 22, call 404-555-0123")
    assert after[1].startswith(f"{before[1]} - ")
    restated_again = stg_terms.build(frame.with_columns(text=after))
    assert restated_again.filter(pl.col("category").is_in(mart_swaps.PROTECTED))["ad_id"].n_unique() == 2


def test_no_rule_that_carries_points_reads_a_protected_word() -> None:
    """Texts full of what rules look for, each with its word swapped: every hit stays."""
    texts = [example for rule in rules() for example in rule.matches if isinstance(example, str)]
    found = made(ads(*[f"{text} - asian" for text in texts[:ADS_A_DAY]]))
    assert found["ads"].unique().to_list() == [ADS_A_DAY]
    assert found["hits"].sum() > 10
    assert found["changed"].sum() == 0
    assert set(found["rule_id"]) == {rule.rule_id for rule in rules() if is_asked(rule)}


def test_a_rule_that_reads_one_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether the word goes or comes: both are differences."""
    honest = next(rule for rule in rules() if rule.rule_id == "trafficking/youth_language")
    other: Rule = honest.model_copy(update={"rule_id": "trafficking/other", "select": READS_A_WORD})
    monkeypatch.setattr(mart_swaps, "rules", lambda: [honest, other])
    found = {row["rule_id"]: row for row in made(ads("a young latina", "a young man")).to_dicts()}
    assert found["trafficking/youth_language"]["changed"] == 0
    assert found["trafficking/youth_language"]["hits"] == 2
    assert found["trafficking/other"]["hits"] == 1
    assert found["trafficking/other"]["changed"] >= 1


def test_days_are_told_apart_and_no_ads_are_no_test() -> None:
    frame = ads(*["a young man"] * (ADS_A_DAY + 5), "a young man")
    frame = frame.with_columns(
        day=pl.when(pl.int_range(pl.len()) < ADS_A_DAY + 5).then(DAY).otherwise(date(2026, 3, 2))
    )
    assert sorted(set(made(frame).select("day", "ads").rows())) == [(DAY, ADS_A_DAY), (date(2026, 3, 2), 1)]
    assert made(frame.clear()).is_empty()
