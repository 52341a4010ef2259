"""The warehouse and the published files as a reader sees them: read only, with no way out of the file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from assets.publish.builds import current
from pipelines.lock import work_lock

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


def shown(home: Path) -> Path:
    """The build that people see, resolved once. Raises ValueError where nothing is published."""
    build = current(home)
    if build is None:
        raise ValueError("nothing is published yet; run gaining-ground refresh first")
    return build


@contextmanager
def opened(build: Path, tier: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """A tier's file of a build: read only, no way to another file, and nothing that unlocks it.

    Raises ValueError where the build has no such file.
    """
    files = {file.stem: file for file in sorted(build.glob("*.duckdb"))}
    if tier not in files:
        raise ValueError(f"build {build.name}: has no tier of this name; there are {', '.join(files)}")
    with duckdb.connect(str(files[tier]), read_only=True, config=_SHUT) as connection:
        connection.execute("SET lock_configuration = true")
        yield connection


@contextmanager
def published(home: Path, tier: str = "investigator") -> Iterator[duckdb.DuckDBPyConnection]:
    """The same of the build that people see; raises ValueError too where nothing is published."""
    with opened(shown(home), tier) as connection:
        yield connection
