"""The packages of every audience, made of the build that people see; one that expired is removed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from assets.publish.audiences import AudienceError
from assets.publish.builds import MANIFEST, current, manifest_of
from assets.publish.database import BuildNote
from assets.publish.packages import package, remove
from assets.publish.recipients import FOLDER, Recipient, read_recipients
from assets.raw.partitions import partitions_frame
from assets.warehouse import Warehouse
from pipelines.access import note
from pipelines.quarantine import open_warehouse
from pipelines.resources import work_lock


@dataclass
class Packaged:
    """Where each package lies, by audience, and which audiences' time is over."""

    made: dict[str, Path] = field(default_factory=dict)
    expired: list[str] = field(default_factory=list)


def package_all(home: Path, name: str | None = None, by: str | None = None, today: date | None = None) -> Packaged:
    """Make the package of every audience, or of one; one that was made of this build stays as it is.

    Raises AudienceError for a file that cannot be read or a name that has none, ValueError where what is published is
    not what the warehouse holds.
    """
    with work_lock(home):
        known, done = read_recipients(home), Packaged()
        wanted = [to for to in known if name in (None, to.name)]
        if name is not None and not wanted:
            have = ", ".join(to.name for to in known) or "none"
            raise AudienceError(f"{name}: no such audience; there are {have}; add {FOLDER}/{name}.yml")
        _remove_strangers(home, known)
        for to in wanted:
            if to.expires < (today or datetime.now(UTC).date()):
                remove(_folder(home, to))
                done.expired.append(to.name)
        asked = [to for to in wanted if to.name not in done.expired]
        if asked:
            _make(home, asked, done, by)
    return done


def _make(home: Path, asked: list[Recipient], done: Packaged, by: str | None) -> None:
    shown = current(home)
    if shown is None:
        raise ValueError("nothing is published yet; run gaining-ground refresh first")
    due = [to for to in asked if not (_folder(home, to) / shown.name / MANIFEST).exists() or _changed(home, to, shown)]
    done.made = {to.name: _folder(home, to) / shown.name for to in asked}
    if not due:
        return
    with open_warehouse(home, lambda _: None) as warehouse:
        if warehouse.unpublished_days():
            raise ValueError("something has landed that is not published; run gaining-ground refresh --no-crawl first")
        made = _note(warehouse, shown)
        for to in due:
            about = {"audience": to.name, "tier": to.tier, "kind": to.kind, "build": shown.name}
            note(home, "package", by, 0, purpose=to.purpose, about=about)
            package(warehouse, to, made)


def _changed(home: Path, to: Recipient, shown: Path) -> bool:
    """Whether somebody changed the audience's file since its package of this build was made."""
    return bool(manifest_of(_folder(home, to) / shown.name)["audience"] != to.model_dump(mode="json"))


def _note(warehouse: Warehouse, shown: Path) -> BuildNote:
    """What the build says of itself, for a package of it; the warehouse has to hold what it was made of."""
    manifest = manifest_of(shown)
    days = sorted(date.fromisoformat(day) for day in manifest["inputs"])
    at = datetime.fromisoformat(manifest["published_at"]).astimezone(UTC).replace(tzinfo=None)
    warehouse.view_raw(days)
    warehouse.give("run_partitions", partitions_frame(warehouse.partitions, warehouse.set_aside()))
    return BuildNote(
        run_id=manifest["run_id"],
        build_id=manifest["build_id"],
        started_at=at,
        finished_at=at,
        code_version=manifest["code_version"],
        first_day=days[0] if days else None,
        last_day=days[-1] if days else None,
        is_simulated=manifest["is_simulated"],
        ledger_head=manifest["ledger_head"],
    )


def _remove_strangers(home: Path, known: list[Recipient]) -> None:
    """Packages of audiences whose file is gone."""
    for folder in (home / "published" / "audiences").glob("*"):
        if folder.name not in {to.name for to in known}:
            remove(folder)
            folder.rmdir()


def _folder(home: Path, to: Recipient) -> Path:
    return home / "published" / "audiences" / to.name
