"""The warehouse as a reader sees it: under the lock, read only, with no way out of the file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from pipelines.resources import work_lock

#: The name of the file's own tables, beside temporary ones that stand before them.
KEPT = "warehouse.main"


@contextmanager
def reading(home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that cannot write the file, open another or load anything; waits for a refresh that is at work.

    Raises ValueError where nothing is refined yet.
    """
    file = home / "work" / "warehouse.duckdb"
    if not file.exists():
        raise ValueError("nothing is refined yet; run gaining-ground refresh first")
    config: dict[str, Any] = {"enable_external_access": False, "autoinstall_known_extensions": False}
    with work_lock(home), duckdb.connect(str(file), read_only=True, config=config) as connection:
        connection.execute("SET lock_configuration = true")
        yield connection
