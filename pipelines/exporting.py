"""An export on its way out: chosen from the build that people see, written aside, noted, and only then in its place."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from assets.exports.formats import formats
from assets.exports.package import Choice, Package, Stamp, choose, meanings
from assets.publish.builds import manifest_of, sha256_of
from assets.records import append
from pipelines.access import note, user
from pipelines.reader import opened, shown

FILE = "dissemination.jsonl"
MANIFEST = "manifest.json"
EXPORT = "export"


def export(home: Path, kind: str, choice: Choice, out: Path, purpose: str, by: str | None, to: str | None) -> Path:
    """Write a part of the published build as a folder. Raises ValueError for what cannot be; OSError without a log."""
    known = formats()
    if kind not in known:
        raise ValueError(f"{kind}: no format; there are {', '.join(known)}")
    package = _package(home, choice)
    return hand_out(home, kind, package, known[kind].write, out, purpose, by, to)


def folder_for(home: Path, name: str) -> Path:
    """Where an export goes unless somebody says otherwise: a new folder in `exports/` of the home."""
    folder = home / "exports"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder / f"{name}-{datetime.now(UTC):%Y%m%dT%H%M%S}"


def hand_out(
    home: Path,
    kind: str,
    package: Package,
    write: Callable[[Package, Path], None],
    out: Path,
    purpose: str,
    by: str | None,
    to: str | None,
) -> Path:
    """Write aside, list every file with its hash, note who gives what to whom and why, and put it in its place."""
    if out.exists():
        raise ValueError(f"{out.name}: is there already; name another folder with --out")
    aside = out.with_name(f".{out.name}.aside")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True, mode=0o700)
    try:
        write(package, aside)
        digest = _manifest(aside, kind, package)
        named = {"purpose": purpose, "to": to, "export": kind, "manifest_sha256": digest, **package.stamp.lines}
        append(home, FILE, [{"at": datetime.now(UTC).isoformat(), "by": by or user(), "rows": package.rows, **named}])
        note(home, EXPORT, by, len(package.tables.get("ads", ())), purpose=purpose, about={"manifest_sha256": digest})
        aside.rename(out)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return out


def _package(home: Path, choice: Choice) -> Package:
    build = shown(home)
    with opened(build, choice.tier) as connection:
        tables = choose(connection, choice)
        told = meanings(connection, tables)
    return Package(stamp(build, choice.tier, choice.words), tables, home, told)


def stamp(build: Path, tier: str, words: str) -> Stamp:
    """What an export of a build carries."""
    manifest = manifest_of(build)
    return Stamp(
        tier=tier,
        choice=words,
        build_id=build.name,
        build_sha256=sha256_of(build / f"{tier}.duckdb"),
        code_version=manifest["code_version"],
        is_simulated=manifest["is_simulated"],
        exported_at=datetime.now(UTC).replace(tzinfo=None, microsecond=0),
    )


def _manifest(folder: Path, kind: str, package: Package) -> str:
    """Write what is in the folder, each file with its SHA-256; returns the hash of what was written."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    document: dict[str, Any] = {
        **package.stamp.lines,
        "format": kind,
        "rows": {name: len(table) for name, table in package.tables.items()},
        "files": [
            {"path": path.relative_to(folder).as_posix(), "bytes": path.stat().st_size, "sha256": sha256_of(path)}
            for path in files
        ],
    }
    (folder / MANIFEST).write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return sha256_of(folder / MANIFEST)
