"""A small market, landed, that the tests of this folder refine in more than one way."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from assets.warehouse import Warehouse
from sandbox.dataset import write_dataset
from sandbox.population import Parameters
from scrapers.landing import land_files
from scrapers.parse import parse

DAYS = 5


@pytest.fixture(scope="session")
def landed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which some days of a market have landed and nothing is refined; nobody changes it."""
    folder = tmp_path_factory.mktemp("landed")
    write_dataset(folder / "ads.parquet", 900, 1, DAYS, Parameters(level="mid"))
    for market, day in sorted(land_files(folder / "home", [folder / "ads.parquet"]).landed):
        parse(folder / "home", market, day)
    return folder / "home"


@pytest.fixture
def market(landed: Path, tmp_path: Path) -> Path:
    """A copy of it, to be refined at will."""
    shutil.copytree(landed, tmp_path / "market")
    return tmp_path / "market"


def refine(home: Path, days: int | None = None, tables: str = "") -> None:
    """Renew tables for the first days that have landed, as a run does."""
    with Warehouse(home) as warehouse:
        chosen = sorted(warehouse.landed_days())[:days]
        for name, model in warehouse.models.items():
            if name.startswith(("stg_", "ent_")) and name >= tables:
                warehouse.renew(model, chosen)


def entities(home: Path) -> dict[str, list[tuple[object, ...]]]:
    """The rows of every table of this stage, sorted."""
    with Warehouse(home) as warehouse:
        names = [name for name in warehouse.models if name.startswith("ent_")]
        return {name: sorted(warehouse.query(f"SELECT * FROM {name}"), key=repr) for name in names}
