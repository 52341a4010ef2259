"""Dagster's SQLite files, held open while a process writes many events.

Dagster opens and closes a connection for each event. The last connection to close a SQLite file copies its write-ahead
log back and waits for the disk, some 5,600 times in a first refresh. Whoever holds one connection to each file spares
that, and with `synchronous = NORMAL` a commit waits for the disk no more: a crash of the process loses nothing, a power
cut may lose the last events and never the file (sqlite.org/pragma.html#pragma_synchronous).

Each connection comes with an engine of its own too, and with it an empty cache of compiled statements: a third of an
event's time went into compiling the same few INSERTs anew. Here all connections share one cache.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine


@contextmanager
def held_open() -> Iterator[None]:
    """Hold every SQLite file that SQLAlchemy opens in this process from now on; other databases are left alone."""
    held: dict[str, sqlite3.Connection] = {}
    compiled = _Compiled()

    def hold(connection: Any, _: Any) -> None:
        if not isinstance(connection, sqlite3.Connection):
            return
        connection.execute("PRAGMA synchronous = NORMAL")
        path = connection.execute("PRAGMA database_list").fetchone()[2]
        if path and path not in held and _is_write_ahead(connection):
            held[path] = sqlite3.connect(path, check_same_thread=False)
            held[path].execute("SELECT count(*) FROM sqlite_master").fetchone()

    def share(connection: Connection) -> None:
        if connection.dialect.name == "sqlite":
            connection.execution_options(compiled_cache=compiled)

    event.listen(Engine, "connect", hold)
    event.listen(Engine, "engine_connect", share)
    try:
        yield
    finally:
        event.remove(Engine, "engine_connect", share)
        event.remove(Engine, "connect", hold)
        for connection in held.values():
            connection.close()


class _Compiled(dict[Any, Any]):
    """Compiled statements by all that they depend on but the engine, whose dialect is the same for every SQLite file.

    SQLAlchemy's key is a tuple that begins with the dialect.
    """

    def get(self, key: tuple[Any, ...], default: Any = None) -> Any:
        return super().get((key[0].__class__, *key[1:]), default)

    def __setitem__(self, key: tuple[Any, ...], value: Any) -> None:
        super().__setitem__((key[0].__class__, *key[1:]), value)


def _is_write_ahead(connection: sqlite3.Connection) -> bool:
    """Not yet so in a file that Dagster is about to set up, which nobody else may hold meanwhile."""
    return bool(connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal")
