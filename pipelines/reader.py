"""The warehouse and the published files as a reader sees them: read only, with no way out of the file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from assets.publish.builds import current
from assets.publish.database import TIER
from assets.publish.tiers import TIERS
from pipelines.resources import work_lock

#: The name of the file's own tables, beside temporary ones that stand before them.
KEPT = "warehouse.main"
_SHUT: dict[str, Any] = {
    "enable_external_access": False,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}


@contextmanager
def reading(home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that cannot write the file, open another or load anything; waits for a refresh that is at work.

    Raises ValueError where nothing is refined yet.
    """
    file = home / "work" / "warehouse.duckdb"
    if not file.exists():
        raise ValueError("nothing is refined yet; run gaining-ground refresh first")
    with work_lock(home), duckdb.connect(str(file), read_only=True, config=_SHUT) as connection:
        connection.execute("SET lock_configuration = true")
        yield connection


@contextmanager
def published(home: Path, tier: str = TIER) -> Iterator[duckdb.DuckDBPyConnection]:
    """A tier's file of the build that people see: read only, no way to another file, and nothing that unlocks it.

    Raises ValueError where nothing is published, or the build has no such file.
    """
    build = current(home)
    if build is None:
        raise ValueError("nothing is published yet; run gaining-ground refresh first")
    file = build / f"{tier}.duckdb"
    if not file.is_file():
        raise ValueError(f"build {build.name}: has no {file.name}; tiers are {TIER}, {', '.join(TIERS)}")
    with duckdb.connect(str(file), read_only=True, config=_SHUT) as connection:
        connection.execute("SET lock_configuration = true")
        yield connection
