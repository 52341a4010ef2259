"""What is wrong with this machine, and what to do about it."""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import stat
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pipelines.settings import instance_file, prepare_home
from pipelines.space import needed
from scrapers.catalog import CatalogError, markets

FREE_BYTES = 2_000_000_000


@dataclass(frozen=True)
class Finding:
    """One thing looked at: whether it is well, and the remedy if not."""

    what: str
    ok: bool
    remedy: str = ""


def examine() -> list[Finding]:
    """Every finding, the well ones too."""
    home = prepare_home().home
    looks: list[Callable[[Path], Finding]] = [_python, _instance, _catalog, _space, _modes, _locks, _loopback]
    return [look(home) for look in looks]


def _python(_: Path) -> Finding:
    version = sys.version.split()[0]
    return Finding(f"Python {version}", sys.version_info >= (3, 11), "install Python 3.11 or newer, then make setup")


def _instance(home: Path) -> Finding:
    same = (home / "dagster" / "dagster.yaml").read_bytes() == instance_file(home).read_bytes()
    return Finding("the Dagster instance follows dagster.yaml", same, "run gaining-ground init")


def _catalog(_: Path) -> Finding:
    try:
        return Finding(f"{len(markets())} markets in scrapers/cities and scrapers/sources", True)
    except CatalogError as error:
        return Finding("scrapers/cities and scrapers/sources", False, str(error))


def _space(home: Path) -> Finding:
    free, wanted = shutil.disk_usage(home).free, max(FREE_BYTES, needed(home))
    return Finding(f"{free / 1e9:.0f} GB free at {home}", free > wanted, f"free at least {wanted / 1e9:.0f} GB of disk")


def _modes(home: Path) -> Finding:
    loose = [name for name in ("work", "records") if stat.S_IMODE((home / name).stat().st_mode) & 0o077]
    return Finding("work/ and records/ are closed to others", not loose, "chmod 700 " + " ".join(loose))


def _locks(home: Path) -> Finding:
    with tempfile.TemporaryFile(dir=home / "work") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return Finding("file locks", False, "put GAINING_GROUND_HOME on a local file system that knows flock")
    return Finding("file locks work", os.name == "posix")


def _loopback(_: Path) -> Finding:
    with socket.socket() as listener:
        try:
            listener.bind(("127.0.0.1", 0))
        except OSError:
            return Finding("loopback", False, "allow programs to listen on 127.0.0.1")
    return Finding("programs may listen on 127.0.0.1", True)
