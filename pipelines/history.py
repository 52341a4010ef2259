"""The simulated days before the first refresh, landed as a partner's archive would be."""

from __future__ import annotations

import tempfile
from pathlib import Path

from pipelines.landing import land
from pipelines.settings import Settings
from scrapers.landing import LandingReport


def land_history(settings: Settings) -> LandingReport:
    """Land the days before today of the simulated markets, so that trends and baselines exist on the first day."""
    from sandbox.history import write_history
    from sandbox.world import World

    with tempfile.TemporaryDirectory(dir=settings.home / "work") as folder:
        archive = write_history(World(settings.sandbox_seed), settings.sandbox_days, Path(folder) / "history.jsonl")
        return land(settings, [archive], None)
