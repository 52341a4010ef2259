"""The simulated world of a home: the day it was born on, and the days before it, landed as a partner's archive."""

from __future__ import annotations

import multiprocessing
import tempfile
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import yaml

from assets.raw.partitions import placed
from pipelines.landing import land
from pipelines.settings import Settings
from scrapers.sorting import LandingReport

#: There from a home's first refresh on until its history has landed whole.
_OWED = "raw/.history-owed"


class BirthUnreadable(ValueError):
    """config/sandbox.yml says no day; the message names file and remedy."""


def born(home: Path) -> date:
    """The day from which the home's simulated world is dated; today for a home that has none, and kept from then on.

    Its events go to `config/events.yml`, which people may add to.
    """
    path = home / "config" / "sandbox.yml"
    if path.exists():
        return _day(path)
    day = datetime.now(UTC).date()
    remember(home, day)
    return day


def remember(home: Path, day: date) -> None:
    """Date the home's simulated world from a day, and tell its events as anybody could know them."""
    folder = home / "config"
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "events.yml").exists():
        told = {"events": _events(day)}
        _keep(folder / "events.yml", "# What happens in the cities, and when. Add your own.\n", told)
    _keep(folder / "sandbox.yml", "# The day from which the simulated world of this home is dated.\n", {"born": day})


def owes_history(home: Path) -> bool:
    """Whether a home is new, or was killed before its history had landed; one that holds anything keeps what it has.

    Noted in the home, since markets land beside the history.
    """
    owed = home / _OWED
    if not placed(home):
        owed.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        owed.touch()
    return owed.exists()


def land_history(settings: Settings, today: dict[str, date]) -> LandingReport:
    """Land the days before today of the simulated markets, so that trends and baselines exist on the first day.

    `today` is the day that is crawled meanwhile, by city.
    """
    with tempfile.TemporaryDirectory(dir=settings.home / "work") as folder:
        # In a process of its own, since the world takes two hundred megabytes that nobody needs afterwards.
        with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("forkserver")) as pool:
            path = Path(folder) / "history.parquet"
            told = (settings.sandbox_seed, born(settings.home), settings.sandbox_days, path, today)
            archive = pool.submit(_write, *told).result()
        report = land(settings, [archive], None)
    (settings.home / _OWED).unlink(missing_ok=True)
    return report


def _write(seed: int, day: date, days: int, path: Path, today: dict[str, date]) -> Path:
    from sandbox.history import write_history
    from sandbox.world import World

    return write_history(World(seed, day), days, path, today)


def _events(day: date) -> list[dict[str, Any]]:
    """The calendar as anybody could know it; what an event does to a market stays in the sandbox."""
    from sandbox.events import calendar

    return [
        {"event_id": e.event_id, "name": e.name, "city": e.city, "first_day": e.first, "last_day": e.last}
        for e in calendar(day)
    ]


def _day(path: Path) -> date:
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))["born"]
    except (yaml.YAMLError, KeyError, TypeError):
        found = None
    if not isinstance(found, date):
        raise BirthUnreadable(f"{path}: says no day; write `born: 2026-03-01`, or remove the file")
    return found


def _keep(path: Path, comment: str, content: dict[str, Any]) -> None:
    aside = path.with_suffix(".aside")
    aside.write_text(comment + yaml.safe_dump(content, sort_keys=False, allow_unicode=True), encoding="utf-8")
    aside.replace(path)
