"""A page before it is written, and the notice that stands on each."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from markupsafe import Markup

from assets.dashboards.embedding import Figure
from assets.dashboards.published import INVESTIGATOR


@dataclass(frozen=True)
class SiteNotice:
    """What every page says of itself."""

    build_id: str
    built_at: datetime
    simulated: bool
    tier: str = INVESTIGATOR
    ledger_head: str | None = None

    @property
    def database(self) -> str:
        """The file that holds the numbers of this tier."""
        return f"{self.tier}.duckdb"


@dataclass(frozen=True)
class Link:
    """An entry of the navigation; entries of one group stand together under its name."""

    label: str
    path: str
    group: str = ""


@dataclass(frozen=True)
class Page:
    """A page: where it goes, the template that shapes it, what it says and its charts by name."""

    path: str
    template: str
    values: dict[str, Any]
    figures: dict[str, Figure] = field(default_factory=dict)

    @property
    def root(self) -> str:
        """The way from this page back to the first, for links that work from file://."""
        return "../" * self.path.count("/")

    @property
    def has_charts(self) -> bool:
        """Whether the page needs the bundle."""
        return bool(self.figures)

    @property
    def specs(self) -> dict[str, Markup]:
        """Each chart type of the page once."""
        return {figure.chart: figure.spec for figure in self.figures.values()}
