"""Builds on disk: made aside in a hidden folder, then shown by changing one link.

Readers follow `published/current` once and keep a whole build; the last few builds stay.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from pathlib import Path
from typing import Any

KEEP = 7
MANIFEST = "manifest.json"


class ManifestUnreadable(ValueError):
    """A build whose manifest is damaged; the message names it and the remedy."""


def builds_folder(home: Path) -> Path:
    """Where every build lies."""
    return home / "published" / "builds"


def begin(home: Path, build_id: str) -> Path:
    """An empty folder for a new build, hidden until it is shown; leftovers of killed runs go."""
    folder = builds_folder(home)
    folder.mkdir(parents=True, exist_ok=True)
    remove_leftovers(home)
    aside = folder / f".{build_id}"
    aside.mkdir()
    return aside


def remove_leftovers(home: Path) -> list[str]:
    """Remove what killed runs left: builds that nobody saw, links that were not put in place; returns their names."""
    folder = builds_folder(home)
    found = [*folder.glob(".*"), *folder.parent.glob(".current-*")]
    for leftover in found:
        if leftover.is_dir() and not leftover.is_symlink():
            shutil.rmtree(leftover)
        else:
            leftover.unlink()
    return [leftover.name for leftover in found]


def aside(home: Path, build_id: str) -> Path:
    """The hidden folder of a build that was begun; raises FileNotFoundError when there is none."""
    folder = builds_folder(home) / f".{build_id}"
    if not folder.is_dir():
        raise FileNotFoundError(
            f"build {build_id} was not begun in this run; materialize publish_database together with what follows it"
        )
    return folder


def show(home: Path, build_id: str) -> Path:
    """Make a finished build the one that people see; returns its folder."""
    final = builds_folder(home) / build_id
    _sync_tree(aside(home, build_id))
    aside(home, build_id).rename(final)
    point_to(home, build_id)
    return final


def point_to(home: Path, build_id: str) -> None:
    """Let people see a finished build, by one rename; raises FileNotFoundError when there is no such build."""
    if not (builds_folder(home) / build_id / MANIFEST).is_file():
        raise FileNotFoundError(f"build {build_id}: is not there, or was never finished")
    link, fresh = home / "published" / "current", home / "published" / f".current-{build_id}"
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(Path("builds") / build_id)
    os.replace(fresh, link)  # noqa: PTH105 - the atomicity of os.replace is the point
    _sync(link.parent)


def current(home: Path) -> Path | None:
    """The build that people see, resolved once; None before the first publish."""
    link = home / "published" / "current"
    return link.resolve() if link.exists() else None


def finished(home: Path) -> list[Path]:
    """Every finished build, the oldest first; a build's name begins with the time of its run."""
    return sorted(path.parent for path in builds_folder(home).glob(f"[!.]*/{MANIFEST}"))


def newest(home: Path) -> Path | None:
    """The build that was made last, whether or not people see it (after a rollback they see an older one)."""
    return max(finished(home), default=None)


def manifest_of(build: Path) -> dict[str, Any]:
    """What a build says it holds; raises ManifestUnreadable."""
    try:
        manifest: dict[str, Any] = json.loads((build / MANIFEST).read_text(encoding="utf-8"))
    except (ValueError, OSError) as error:
        raise ManifestUnreadable(
            f"published/builds/{build.name}/{MANIFEST}: cannot be read; run gaining-ground rollback, or refresh anew"
        ) from error
    return manifest


def prune(home: Path, keep: int = KEEP) -> list[str]:
    """Remove all but the last builds, never the shown one; returns the ids removed."""
    shown = current(home)
    folders = sorted(path for path in builds_folder(home).iterdir() if not path.name.startswith("."))
    removed = [path for path in folders[:-keep] if path != shown]
    for path in removed:
        shutil.rmtree(path)
    return [path.name for path in removed]


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync_tree(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            _sync(path)
    _sync(folder)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
