"""Days refined one after the other, late, again, after a kill or a lost state: always the tables of a rebuild."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from assets.warehouse import Warehouse
from tests.entities.conftest import DAYS, entities, refine

Rows = dict[str, list[tuple[object, ...]]]


@pytest.fixture(scope="module")
def rebuilt(landed: Path, tmp_path_factory: pytest.TempPathFactory) -> Rows:
    home = tmp_path_factory.mktemp("rebuilt") / "market"
    shutil.copytree(landed, home)
    refine(home)
    return entities(home)


def test_a_day_at_a_time_gives_the_tables_of_a_rebuild(market: Path, rebuilt: Rows) -> None:
    for days in range(1, DAYS + 1):
        hide(market, days)
        refine(market)
    assert entities(market) == rebuilt


def hide(home: Path, shown: int) -> None:
    """Let only the first days have landed; the others lie beside."""
    aside = home.parent / "aside"
    days = sorted({path.name for root in (home / "raw", aside) for path in root.glob("*/2*")})
    for day in days:
        here, there = (home / "raw", aside) if day in days[shown:] else (aside, home / "raw")
        for path in here.glob(f"*/{day}"):
            (there / path.parent.name).mkdir(parents=True, exist_ok=True)
            path.rename(there / path.parent.name / day)


def test_a_day_that_lands_late_gives_the_tables_of_a_rebuild(market: Path, rebuilt: Rows) -> None:
    first, *_ = sorted(path.name for path in (market / "raw").glob("atlanta.*/2*"))
    aside = market.parent / "late"
    for path in list((market / "raw").glob(f"*/{first}")):
        (aside / path.parent.name).mkdir(parents=True, exist_ok=True)
        path.rename(aside / path.parent.name / first)
    refine(market)
    assert entities(market) != rebuilt
    for path in aside.glob(f"*/{first}"):
        path.rename(market / "raw" / path.parent.name / first)
    refine(market)
    assert entities(market) == rebuilt


def test_a_refresh_without_news_changes_nothing(market: Path, rebuilt: Rows) -> None:
    refine(market)
    refine(market)
    assert entities(market) == rebuilt


def test_the_state_can_be_deleted(market: Path, rebuilt: Rows) -> None:
    refine(market)
    shutil.rmtree(market / "work" / "state")
    refine(market, days=0)
    assert entities(market) == rebuilt


@pytest.mark.parametrize("file", ["manifest.json", "numbers.u4", "ids.u8", "group-*.npy", "run-*.npy"])
def test_any_file_of_the_state_can_be_lost(market: Path, rebuilt: Rows, file: str) -> None:
    refine(market)
    next((market / "work" / "state" / "ent_template_ads").glob(file)).unlink()
    refine(market, days=0)
    assert entities(market) == rebuilt


def test_a_state_that_ran_ahead_of_the_tables_is_made_anew(market: Path, rebuilt: Rows) -> None:
    """Killed between the state's commit and the table's: the state is of rows that nobody has."""
    refine(market)
    with Warehouse(market) as warehouse:
        warehouse.connection.execute("UPDATE state.marks SET mark = 'of an earlier state'")
    refine(market, days=0)
    assert entities(market) == rebuilt


def test_every_template_can_be_read(rebuilt: Rows, market: Path) -> None:
    refine(market)
    with Warehouse(market) as warehouse:
        rows = warehouse.query("SELECT pattern, html, slots, slot_kinds, compression, ads FROM ent_templates")
    assert len(rows) > 50
    for pattern, html, slots, kinds, compression, ads in rows:
        assert pattern.strip()
        assert html.count("<mark") == slots == len(kinds)
        assert compression > 0
        assert ads >= 2


def test_values_of_slots_stand_where_they_are_said_to(market: Path) -> None:
    refine(market)
    with Warehouse(market) as warehouse:
        rows = warehouse.query(
            "SELECT text, slot_values, slot_starts, slot_ends FROM ent_template_ads INNER JOIN stg_ads USING (ad_id)"
        )
    assert sum(any(values) for _, values, _, _ in rows) > 100
    for text, values, starts, ends in rows:
        assert [text[start:end] for start, end in zip(starts, ends, strict=True)] == values
