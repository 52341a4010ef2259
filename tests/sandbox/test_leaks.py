"""Nothing gives a class away that should not: words in bags, addresses, hours, lengths."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from sandbox.dataset import write_dataset
from sandbox.population import Parameters

#: Who is easily taken for a ring.
HARD_NEGATIVES = (
    "touring", "visiting", "duo", "agency", "solo_screening", "solo_obscuring", "solo_copying", "solo_newcomer",
    "solo_shared_phone", "solo_busy",
)  # fmt: skip


@pytest.fixture(scope="module")
def ads(tmp_path_factory: pytest.TempPathFactory) -> pl.DataFrame:
    """A market with many rings, so that a classifier has something to learn from; silent rings are left out."""
    file = tmp_path_factory.mktemp("leaks") / "ads.parquet"
    write_dataset(file, 40_000, 11, 60, Parameters(prevalence=0.06))
    folder = file.with_name(f"{file.name}.truth")
    rows = pl.read_parquet(file).with_row_index("row").with_columns(pl.col("row").cast(pl.Int64))
    found = rows.join(pl.read_parquet(folder / "ads.parquet"), on="row")
    found = found.join(pl.read_parquet(folder / "operators.parquet"), on="operator_id")
    ring = pl.col("is_ring") & ~pl.col("is_silent")
    return found.with_columns(ring=ring).filter(ring | (~pl.col("is_ring") & ~pl.col("is_twin"))).sort("row")


@pytest.mark.parametrize("bag", ["shares", "presence", "counts"])
def test_bags_of_words_do_not_separate_rings_from_their_hard_negatives(ads: pl.DataFrame, bag: str) -> None:
    """All texts of an advertiser as one bag, a linear model, five-fold: below .75."""
    from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import roc_auc_score
    from sklearn.model_selection import StratifiedKFold, cross_val_predict

    whose = ads.filter(pl.col("ring") | pl.col("profile").is_in(HARD_NEGATIVES))
    text = (pl.col("title") + " " + pl.col("body")).str.join(" ")
    advertisers = whose.group_by("operator_id", maintain_order=True).agg(text.alias("text"), pl.col("ring").first())
    bags = {
        "shares": TfidfVectorizer(min_df=3, sublinear_tf=True),
        "presence": CountVectorizer(min_df=3, binary=True),
        "counts": CountVectorizer(min_df=3),
    }
    words = bags[bag].fit_transform(advertisers["text"].to_list())
    rings = advertisers["ring"].to_numpy()
    assert rings.sum() > 150
    told = cross_val_predict(
        LogisticRegression(C=0.3, max_iter=1000, class_weight="balanced"),
        words,
        rings,
        cv=StratifiedKFold(5, shuffle=True, random_state=1),
        method="predict_proba",
    )[:, 1]
    assert roc_auc_score(rings, told) < 0.75


def test_addresses_hours_and_lengths_tell_nothing(ads: pl.DataFrame) -> None:
    """A boosted model on ids, URLs, hours and lengths guesses: .45 to .55, no advertiser in two folds."""
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.metrics import roc_auc_score
    from sklearn.model_selection import GroupKFold, cross_val_predict

    market = ads.filter(pl.col("category") == "services")
    number = market["url"].str.extract(r"(\d+)$").cast(pl.Int64)
    features = {
        "number": number.to_numpy() / 1e9,
        "last digits": (number % 1000).to_numpy(),
        "row": market["row"].to_numpy(),
        "address": market["url"].str.len_chars().to_numpy(),
        "hour": market["posted_at"].dt.hour().to_numpy(),
        "minute": market["posted_at"].dt.minute().to_numpy(),
        "weekday": market["posted_at"].dt.weekday().to_numpy(),
        "title": market["title"].str.len_chars().to_numpy(),
        "body": market["body"].str.len_chars().to_numpy(),
    }
    rings = market["ring"].to_numpy()
    told = cross_val_predict(
        HistGradientBoostingClassifier(max_iter=150, random_state=0),
        np.stack([np.asarray(values, dtype=np.float64) for values in features.values()], axis=1),
        rings,
        cv=GroupKFold(5),
        groups=market["operator_id"].to_numpy(),
        method="predict_proba",
    )[:, 1]
    assert 0.45 < roc_auc_score(rings, told) < 0.55


def test_no_identifier_speaks_of_a_class(ads: pl.DataFrame, tmp_path: Path) -> None:
    words = r"ring|agenc|massage|spam|scam|drug|twin|solo|silent"
    for column in ("url", "email", "phone", "poster"):
        assert not ads[column].drop_nulls().str.contains(words).any(), column
