"""The warehouse renews what it must and no more: days, days owed, and tables whose making changed."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from assets import warehouse as module
from assets.warehouse import Warehouse
from scrapers.landing import land_files
from scrapers.parse import parse


@pytest.fixture
def warehouse(home: Path):
    with Warehouse(home) as opened:
        yield opened


def renew_all(warehouse: Warehouse, days: list[date]) -> dict[str, bool]:
    """Renew every table as a run does; returns which were rebuilt."""
    return {name: warehouse.renew(model, days).is_rebuilt for name, model in warehouse.models.items()}


def test_nothing_is_due_after_a_publish(warehouse: Warehouse) -> None:
    assert warehouse.changed_models() == []
    assert warehouse.unpublished_days() == []


def test_other_points_of_a_rule_make_other_scores(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The query is the same; what the run gives it is not."""
    frame = module.rules_frame()
    monkeypatch.setattr(module, "rules_frame", lambda: frame.with_columns(points=pl.col("points") * 0))
    with Warehouse(home) as opened:
        assert set(opened.changed_models()) == {"flag_ads", "flag_scores", "flag_shares", "mart_city_rules"}


def test_what_is_read_in_parts_is_read_once_and_whole(warehouse: Warehouse) -> None:
    """A query that is asked again gives its rows in another order, so that parts of two answers lose and repeat rows."""
    ids = [row[0] for row in warehouse.query("SELECT ad_id FROM stg_ads")]
    parts = list(warehouse._parts("SELECT ad_id FROM stg_ads ORDER BY random()", 100))
    assert [len(part) for part in parts[:-1]] == [100] * (len(parts) - 1)
    assert sorted(pl.concat(parts)["ad_id"]) == sorted(ids)
    assert len(parts) > 2
    assert list(warehouse._parts("SELECT ad_id FROM stg_ads WHERE FALSE", 100)) == []


def test_another_term_of_a_lexicon_is_another_table(warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    from assets.lexicon import Term, terms
    from assets.model import models
    from assets.staging import stg_terms

    before = next(model.sha256 for model in models() if model.name == "stg_terms")
    monkeypatch.setattr(stg_terms, "terms", lambda: [*terms(), Term("trafficking", "trust_language", "honest")])
    assert next(model.sha256 for model in models() if model.name == "stg_terms") != before


def test_a_table_is_the_same_in_every_process() -> None:
    """A set in what a module reads would make its table anew at each refresh."""
    code = "from assets.model import models; print(*(model.sha256 for model in models()))"
    said = {
        subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1


def test_a_kernels_change_counts_as_the_tables_own() -> None:
    from assets.model import models

    model = next(model for model in models() if model.name == "stg_identifiers")
    assert "def phones_of" in model.code
    assert "def fold" in model.code, "a kernel of a kernel"


def test_a_table_that_no_file_makes_goes(home: Path) -> None:
    with Warehouse(home) as opened:
        opened.connection.execute("CREATE TABLE stg_forgotten (a INTEGER)")
    with Warehouse(home) as opened:
        assert opened.query("SELECT 1 FROM duckdb_tables() WHERE table_name = 'stg_forgotten'") == []


def test_a_changed_query_rebuilds_its_table_and_renews_what_stands_below(warehouse: Warehouse) -> None:
    model = warehouse.models["stg_captures"]
    warehouse.models["stg_captures"] = replace(model, sql=f"{model.sql} ")
    rebuilt = renew_all(warehouse, [])
    assert [name for name, is_rebuilt in rebuilt.items() if is_rebuilt] == ["stg_captures"]
    assert warehouse.open_days() == sorted(warehouse.landed_days())


def test_late_earlier_data_moves_an_ad_and_all_that_was_read_from_it(home: Path, tmp_path: Path) -> None:
    """An ad crawled today turns out to have stood there in March: it is an ad of March, once."""
    import json

    with Warehouse(home) as opened:
        ad = opened.query("SELECT ad_id, source, city, url, title, body, day FROM stg_ads ORDER BY ad_id LIMIT 1")[0]
    record = dict(zip(("source", "city", "url", "title", "body"), ad[1:6], strict=True))
    path = tmp_path / "late.jsonl"
    path.write_text(json.dumps(record | {"captured_at": "2026-03-01T18:00:00Z"}) + "\n")
    (place,) = land_files(home, [path]).landed
    parse(home, *place)
    early = date(2026, 3, 1)
    with Warehouse(home) as opened:
        assert opened.unpublished_days() == [early]
        renew_all(opened, [early])
        assert opened.query("SELECT day FROM stg_ads WHERE ad_id = ?", [ad[0]]) == [(early,)]
        for table in ("stg_identifiers", "stg_prices", "stg_people", "stg_terms"):
            days = opened.query(f"SELECT DISTINCT day FROM {table} WHERE ad_id = ?", [ad[0]])
            assert days in ([], [(early,)]), table
        assert opened.open_days() == [early, ad[6]]
        for name, model in opened.models.items():
            key = ", ".join(model.promise.key)
            assert opened.query(f"SELECT {key} FROM {name} GROUP BY {key} HAVING count(*) > 1") == [], name


def test_a_renewal_that_breaks_leaves_the_table_as_it_was(warehouse: Warehouse) -> None:
    model = warehouse.models["ent_links"]
    before = warehouse.query("SELECT count(*) FROM ent_links")
    broken = replace(model, sql="SELECT ad_a, ad_b, reason, 'much' AS weight FROM ent_links_of_nobody")
    with pytest.raises(Exception, match="ent_links_of_nobody"):
        warehouse._replace_in_transaction(broken)
    assert warehouse.query("SELECT count(*) FROM ent_links") == before


def test_a_table_that_is_read_in_parts_is_the_same_table(warehouse: Warehouse) -> None:
    """So that memory is bounded by the part and not by the range of days."""
    model = warehouse.models["stg_terms"]
    renew_all(warehouse, warehouse.landed_days())
    at_once = warehouse.query("SELECT * FROM stg_terms ORDER BY ALL")
    assert at_once
    warehouse.renew(replace(model, rows_at_once=1), warehouse.landed_days())
    assert warehouse.query("SELECT * FROM stg_terms ORDER BY ALL") == at_once
