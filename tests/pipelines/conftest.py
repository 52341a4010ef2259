"""A home filled from a file of the sandbox, which has leads; made once, and copied by whoever changes it."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from assets.publish import builds
from assets.publish.database import FILE, BuildNote, write_database
from assets.publish.tiers import TIERS, file_of, write_tier
from assets.raw.partitions import partitions_frame
from assets.rule_versions import keep_versions
from assets.warehouse import Warehouse
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


@pytest.fixture(scope="session")
def published(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same home with a published build, without pages; nobody changes it."""
    home = tmp_path_factory.mktemp("published") / "home"
    shutil.copytree(filled, home, symlinks=True)
    now = datetime.now(UTC).replace(tzinfo=None)
    with Warehouse(home) as warehouse:
        warehouse.give("run_partitions", partitions_frame(warehouse.partitions, set()))
        warehouse.connection.execute(
            "INSERT INTO state.checks BY NAME SELECT 'r' AS run_id, 'stg_ads' AS table_name, 'ExpectColumnValuesToNotBeNull' AS expectation,"
            " 'c' AS column_name, true AS passed, 'error' AS severity, 0 AS unexpected, 'n' AS note,"
            " current_localtimestamp() AS checked_at"
        )
        days = warehouse.landed_days()
        keep_versions(home, max(days))
        note = BuildNote("r", "b", now, now, "0" * 12, min(days), max(days), is_simulated=True, ledger_head=None)
        folder = builds.begin(home, note.build_id)
        write_database(warehouse, folder / FILE, note)
        for tier in TIERS:
            write_tier(warehouse, tier, folder / file_of(tier))
    manifest = {
        "build_id": note.build_id,
        "published_at": now.isoformat(),
        "is_simulated": True,
        "ledger_head": None,
        "code_version": note.code_version,
        "files": [{"path": file.name, "sha256": builds.sha256_of(file)} for file in sorted(folder.iterdir())],
    }
    (folder / builds.MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    builds.show(home, note.build_id)
    return home


def asked(home: Path, sql: str, *parameters: object) -> list[tuple]:
    """What the warehouse of a home says."""
    with duckdb.connect(str(home / "work" / "warehouse.duckdb"), read_only=True) as connection:
        return connection.execute(sql, list(parameters)).fetchall()
