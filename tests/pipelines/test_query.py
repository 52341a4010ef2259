"""`gaining-ground query`: one statement or a small shell over a file that stays shut."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipelines.cli.main import app
from pipelines.querying import Answer, ask, statements
from pipelines.reader import published as opened


@pytest.fixture
def run(published: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("GAINING_GROUND_HOME", str(published))
    return lambda *arguments, typed=None: CliRunner().invoke(app, ["query", *arguments], input=typed)


def test_one_statement_as_table_csv_and_json(run) -> None:
    sql = "SELECT city, count(*) AS ads FROM view_ads GROUP BY city ORDER BY city"
    table, told, document = run(sql), run(sql, "--csv"), run(sql, "--json")
    rows = json.loads(document.stdout)
    assert rows
    assert all(row["city"] in table.stdout for row in rows)
    assert list(csv.DictReader(io.StringIO(told.stdout))) == [{k: str(v) for k, v in row.items()} for row in rows]


def test_a_shell_runs_what_is_typed_and_survives_a_mistake(run) -> None:
    shown = run(typed="SELECT 40 +\n  2 AS answer;\nSELECT nothing;\n.tables\n.quit\nSELECT 'unreached';\n")
    assert shown.exit_code == 0
    assert "42" in shown.stdout
    assert "view_ads" in shown.stdout
    assert "unreached" not in shown.stdout


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_csv('/etc/hostname')",
        "SELECT * FROM glob('/*')",
        "ATTACH '/tmp/other.duckdb'",
        "COPY stg_ads TO '/tmp/taken.csv'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "RESET lock_configuration",
        "EXPORT DATABASE '/tmp/taken'",
        "CREATE TABLE mine AS SELECT 1",
        "DROP TABLE stg_ads",
        "DELETE FROM stg_ads",
    ],
)
def test_nothing_leads_out_of_the_file_or_changes_it(published: Path, sql: str) -> None:
    with opened(published) as connection, pytest.raises(ValueError):
        ask(connection, sql)


def test_one_statement_is_one(published: Path) -> None:
    with opened(published) as connection, pytest.raises(ValueError, match="2 statements"):
        ask(connection, "SELECT 1; SELECT 2")


def test_a_tier_is_its_own_file(run) -> None:
    assert run("SELECT count(*) FROM partner_city_weeks", "--tier", "partner").exit_code == 0
    assert isinstance(run("SELECT count(*) FROM stg_ads", "--tier", "partner").exception, ValueError)
    assert isinstance(run("SELECT 1", "--tier", "../investigator").exception, ValueError)


def test_no_text_can_move_the_cursor_or_be_a_formula(run) -> None:
    hostile = "SELECT chr(27) || '[2J' || '[red]x' AS a, '=1+1' AS b"
    assert "\x1b" not in run(hostile).stdout
    assert "[red]x" in run(hostile).stdout
    assert Answer(["a", "b", "c"], [("=1+1", "+14045550123", -5)]).as_csv().splitlines()[1] == "'=1+1,'+14045550123,-5"


def test_lines_are_statements_up_to_a_semicolon() -> None:
    assert list(statements(iter(["", "SELECT", " 1;", "SELECT 2"]))) == ["SELECT\n 1;", "SELECT 2"]
