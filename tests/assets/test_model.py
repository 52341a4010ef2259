"""Models are found by their files, and sqlglot tells what they read."""

from pathlib import Path

import pytest

from assets.model import ModelError, models, tables_of

PROMISE = """
table: {name}
meaning: Things that are there.
row: a thing
refresh: whole
key: [thing_id]
columns:
  thing_id: {{type: VARCHAR, meaning: The thing.}}
"""


def tree(root: Path, **queries: str) -> Path:
    for stage in ("staging", "entities", "flags", "marts"):
        (root / stage).mkdir()
    for name, sql in queries.items():
        (root / "staging" / f"{name}.yml").write_text(PROMISE.format(name=name), encoding="utf-8")
        (root / "staging" / f"{name}.sql").write_text(sql, encoding="utf-8")
    return root


def test_a_dropped_file_is_a_table_and_stands_after_what_it_reads(tmp_path: Path) -> None:
    root = tree(
        tmp_path,
        stg_b="SELECT thing_id FROM stg_a",
        stg_a="SELECT page_id AS thing_id FROM raw_pages WHERE day IN (SELECT day FROM run_days)",
    )
    assert [model.name for model in models(root)] == ["stg_a", "stg_b"]
    assert models(root)[0].upstream == ("raw_pages",)


def test_ctes_and_what_the_run_gives_are_not_tables() -> None:
    sql = "WITH own AS (SELECT x FROM stg_ads) SELECT x FROM own JOIN ent_links USING (x)"
    assert tables_of(sql, "here.sql") == {"stg_ads", "ent_links"}


def test_another_query_or_promise_is_another_model(tmp_path: Path) -> None:
    root = tree(tmp_path, stg_a="SELECT 'a' AS thing_id")
    before = models(root)[0].sha256
    (root / "staging" / "stg_a.sql").write_text("SELECT 'b' AS thing_id", encoding="utf-8")
    between = models(root)[0].sha256
    path = root / "staging" / "stg_a.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("The thing.", "Another."), encoding="utf-8")
    assert len({before, between, models(root)[0].sha256}) == 3


@pytest.mark.parametrize(
    ("sql", "named"),
    [
        ("SELECT thing_id FROM stg_nowhere", "stg_nowhere"),
        ("DROP TABLE x", "exactly one SELECT"),
        ("SELECT 1; SELECT 2", "2 statements"),
        ("SELECT FROM WHERE", "not valid SQL"),
    ],
)
def test_a_bad_query_names_its_file(tmp_path: Path, sql: str, named: str) -> None:
    with pytest.raises(ModelError, match=named) as caught:
        models(tree(tmp_path, stg_a=sql))
    assert "stg_a.sql" in str(caught.value)


def test_a_promise_without_a_query_says_what_to_add(tmp_path: Path) -> None:
    root = tree(tmp_path, stg_a="SELECT 1")
    (root / "staging" / "stg_a.sql").unlink()
    with pytest.raises(ModelError, match=r"no stg_a\.sql and no stg_a\.py"):
        models(root)
