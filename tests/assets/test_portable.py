"""The SQL stays inside what DuckDB and Spark read alike."""

import pytest

from assets.model import models
from assets.portable import objections

MODELS = [model for model in models() if model.sql]


@pytest.mark.parametrize("model", MODELS, ids=[model.name for model in MODELS])
def test_every_model_is_portable(model) -> None:
    assert objections(model.sql) == []


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT hash(x) FROM t",
        "SELECT round(x) FROM t",
        "SELECT log(x) FROM t",
        "SELECT mode(x) FROM t",
        "SELECT date_diff('day', a, b) FROM t",
        "SELECT last_day - first_day FROM t",
        "SELECT list(a ORDER BY b) FROM t",
        "SELECT regexp_replace(a, 'b', 'c') FROM t",
        "SELECT regexp_replace(a, '(b)', '\\1', 'g') FROM t",
        "SELECT unnest(a), unnest(b) FROM t",
        "SELECT quantile_disc(x, 0.5) FROM t",
        "SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY x) FROM t",
        "SELECT count(DISTINCT x) OVER (PARTITION BY y) FROM t",
        "SELECT * FROM t",
        "SELECT t.* FROM t",
    ],
)
def test_what_changes_silently_or_fails_elsewhere_is_refused(sql: str) -> None:
    assert objections(sql), sql


def test_what_is_portable_passes() -> None:
    sql = "SELECT string_agg(DISTINCT a, ',' ORDER BY a), quantile_cont(x, 0.5), count(*) FROM t GROUP BY b"
    assert objections(sql) == []
