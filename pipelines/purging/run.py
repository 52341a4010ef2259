"""A purge from its plan to its proof; killed at any moment, it is finished by the next purge or refresh.

The plan is written down first (`work/purging.json`, gone at the end). The archive goes first, for all else is made from
it; then the warehouse, which is made anew; then, once a build without it is published, every build before that.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import dagster as dg

from assets.publish.builds import current
from assets.raw.partitions import placed
from pipelines.access import note
from pipelines.packaging import package_all
from pipelines.purging.plan import Plan, plan
from pipelines.purging.stores import (
    left_of,
    remove_builds,
    remove_exports,
    remove_from_archive,
    remove_from_dagster,
    remove_what_was_made,
)
from pipelines.purging.wish import PurgeRefused, Wish, remember, said
from pipelines.quarantine import open_warehouse
from pipelines.refresh import Outcome, run_refine
from pipelines.resources import work_lock
from pipelines.settings import Settings
from pipelines.stage_times import Tell
from pipelines.status import write_status

MARKER = "purging.json"
#: What a build that is smaller for a purge says in its manifest.
ACCEPTED = "a purge removed what is missing"


@dataclass
class Done:
    """What went, and whether it is proven: where something still is, and what people have to remove themselves."""

    plan: Plan
    carried_out: bool = False
    buried: int = 0
    builds: list[str] = field(default_factory=list)
    runs: int = 0
    left: list[str] = field(default_factory=list)
    by_hand: list[str] = field(default_factory=list)
    outcome: Outcome = field(default_factory=Outcome)

    @property
    def exit_code(self) -> int:
        """0 nothing is left, or it was a dry run; 1 something is; 3 a check held back the build without it."""
        return self.outcome.exit_code or (1 if self.left or self.by_hand else 0)


def dry_run(settings: Settings, asked: Wish, today: date | None = None) -> Done:
    """What a purge would remove. Nothing is changed but the log of accesses."""
    with work_lock(settings.home):
        found = _plan(settings.home, asked, today)
    note(settings.home, "purge dry run", asked.by, len(found.ads), purpose=said(asked.why), about=_about(found))
    return Done(found)


def purge(settings: Settings, asked: Wish, tell: Tell, today: date | None = None) -> Done:
    """Remove, publish without it, remove what was published before, and search. Raises PurgeRefused."""
    home, why = settings.home, said(asked.why)
    with work_lock(home):
        if unfinished(home):
            finish(settings, tell)
        found = _plan(home, asked, today)
        note(home, "purge", asked.by, len(found.ads), purpose=why, about=_about(found))
        remember(home, asked)
        if not (found.places or found.leads):
            return _proven(settings, Done(found, carried_out=True))
        _write_marker(home, found)
        return finish(settings, tell)


def unfinished(home: Path) -> bool:
    """Whether a purge was killed before its end."""
    return (home / "work" / MARKER).exists()


def finish(settings: Settings, tell: Tell) -> Done:
    """Carry out the plan that was written down; needs the work lock. Where nothing is published it stays unfinished."""
    home = settings.home
    done = Done(Plan(**json.loads((home / "work" / MARKER).read_text(encoding="utf-8"))), carried_out=True)
    done.buried = remove_from_archive(home, done.plan)
    remove_what_was_made(home, done.plan)
    days = [partition.day for partition in placed(home)]
    if days:
        run_refine(dg.DagsterInstance.get(), min(days), max(days), ACCEPTED, done.outcome, tell)
        if not done.outcome.published:
            return done
    done.builds = [*remove_builds(home, nothing_left=not days), *remove_exports(home)]
    if days:
        _package(home, done)
    done.runs = remove_from_dagster(home, done.plan.patterns)
    (home / "work" / MARKER).unlink()
    return _proven(settings, done)


def _package(home: Path, done: Done) -> None:
    """An audience that cannot be read has no package then, and stops no purge."""
    try:
        package_all(home)
    except ValueError as error:
        done.outcome.warnings.append(str(error))


def _proven(settings: Settings, done: Done) -> Done:
    """Search every store; what people wrote is theirs to mend, and is named."""
    home = settings.home
    shown = current(home)
    done.outcome.build = shown.name if shown else None
    write_status(home)
    found = left_of(home, done.plan)
    done.by_hand = [where for where in found if where.startswith(("config/", "records/"))]
    done.left = [where for where in found if where not in done.by_hand]
    note(home, "purge proof", done.plan.by, 0, about={"left": len(done.left), "by_hand": len(done.by_hand)})
    return done


def _plan(home: Path, asked: Wish, today: date | None) -> Plan:
    if current(home) is None:
        raise PurgeRefused("nothing is published yet; run gaining-ground refresh first")
    say: Callable[[str], None] = lambda _: None  # noqa: E731 - what was damaged is told by the refresh
    with open_warehouse(home, say) as warehouse:
        return plan(warehouse, asked, today or datetime.now(UTC).date())


def _about(found: Plan) -> dict[str, str | int | list[str]]:
    return {
        "reason": found.reason,
        "records": found.records,
        "emptied": found.emptied,
        "partitions": len(found.places),
        "kept": sum(found.kept.values()),
    }


def _write_marker(home: Path, found: Plan) -> None:
    path, aside = home / "work" / MARKER, home / "work" / f"{MARKER}.aside"
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(found.document())
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)
