"""Dagster's SQLite files, held open while a process writes many events.

Dagster opens and closes a connection for each event. The last connection to close a SQLite file copies its write-ahead
log back and waits for the disk, some 5,600 times in a first refresh. Whoever holds one connection to each file spares
that, and with `synchronous = NORMAL` a commit waits for the disk no more: a crash of the process loses nothing, a power
cut may lose the last events and never the file (sqlite.org/pragma.html#pragma_synchronous).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine


@contextmanager
def held_open() -> Iterator[None]:
    """Hold every SQLite file that SQLAlchemy opens in this process from now on; other databases are left alone."""
    held: dict[str, sqlite3.Connection] = {}

    def hold(connection: Any, _: Any) -> None:
        if not isinstance(connection, sqlite3.Connection):
            return
        connection.execute("PRAGMA synchronous = NORMAL")
        path = connection.execute("PRAGMA database_list").fetchone()[2]
        if path and path not in held and _is_write_ahead(connection):
            held[path] = sqlite3.connect(path, check_same_thread=False)
            held[path].execute("SELECT count(*) FROM sqlite_master").fetchone()

    event.listen(Engine, "connect", hold)
    try:
        yield
    finally:
        event.remove(Engine, "connect", hold)
        for connection in held.values():
            connection.close()


def _is_write_ahead(connection: sqlite3.Connection) -> bool:
    """Not yet so in a file that Dagster is about to set up, which nobody else may hold meanwhile."""
    return bool(connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal")
