"""Where things are: one folder for everything that is written, and the Dagster instance in it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Literal

from pydantic import ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

PROJECT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """Settings from the environment, each named GAINING_GROUND_<NAME>."""

    model_config = SettingsConfigDict(env_prefix="GAINING_GROUND_", extra="ignore")

    home: Path = Path("data")
    #: The seed of the simulated markets; the same seed gives the same ads.
    sandbox_seed: int = 1
    #: How many days before the first refresh the simulated markets bring along; 0 for none.
    sandbox_days: int = 60
    #: Whose identities a build shows: those of leads, holds and watched advertisers; or, recorded, everybody's.
    identities: Literal["leads", "all"] = "leads"

    @property
    def dagster_home(self) -> Path:
        """Where Dagster keeps runs and logs."""
        return self.home / "dagster"


def prepare_home() -> Settings:
    """Make the folders, point Dagster at its instance, and return the settings with an absolute home.

    Every entry point calls this first; without DAGSTER_HOME Dagster would write elsewhere, telemetry included.
    """
    settings = _settings()
    settings.home = settings.home.expanduser().resolve()
    for name, mode in (
        ("raw", 0o755),
        ("work", 0o700),
        ("config", 0o755),
        ("records", 0o700),
        ("dagster", 0o700),
    ):
        (settings.home / name).mkdir(parents=True, exist_ok=True)
        (settings.home / name).chmod(mode)
    (settings.home / "published" / "builds").mkdir(parents=True, exist_ok=True)
    _install_instance(settings.home)
    os.environ["GAINING_GROUND_HOME"] = str(settings.home)
    os.environ["DAGSTER_HOME"] = str(settings.dagster_home)
    return settings


def _settings() -> Settings:
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        name = "_".join(str(part) for part in first["loc"]).upper()
        raise ValueError(f"GAINING_GROUND_{name}: {first['msg']}; see docs/reference/commands.md") from error


def instance_file(home: Path) -> Path:
    """The Dagster instance that a home follows: its own `config/dagster.yaml`, or the project's."""
    own = home / "config" / "dagster.yaml"
    return own if own.exists() else PROJECT / "dagster.yaml"


def _install_instance(home: Path) -> None:
    source, target = instance_file(home), home / "dagster" / "dagster.yaml"
    if not target.exists() or target.read_bytes() != source.read_bytes():
        shutil.copyfile(source, target)
