"""A home filled from a file of the sandbox, which has leads; made once, and copied by whoever changes it."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from pipelines.evaluation.case import fill
from sandbox.dataset import write_dataset
from sandbox.population import Parameters


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("filled")
    write_dataset(folder / "ads.parquet", 1500, 3, 30, Parameters(0.15, 0.0, 0.0005, "hard"))
    fill(folder / "home", folder / "ads.parquet").close()
    return folder / "home"


@pytest.fixture
def own_home(filled: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "own"
    shutil.copytree(filled, copy, symlinks=True)
    return copy


def asked(home: Path, sql: str, *parameters: object) -> list[tuple]:
    """What the warehouse of a home says."""
    with duckdb.connect(str(home / "work" / "warehouse.duckdb"), read_only=True) as connection:
        return connection.execute(sql, list(parameters)).fetchall()
