"""A figure and how sure it is: shares are added up over seeds with Wilson intervals, other numbers show their range."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from assets.marts.intervals import wilson

#: How a figure is named that is made of the pooled ones and not of a seed's.
TOGETHER = "all seeds together"


@dataclass(frozen=True)
class Figure:
    """One line of the table. A share has `hits` of `of`; a number has one value a seed; neither means not measured."""

    stage: str
    measure: str
    hits: float = 0.0
    of: float = 0.0
    values: tuple[float, ...] = ()
    note: str = ""

    @property
    def value(self) -> float | None:
        """The share, or the mean of the values."""
        if self.values:
            return sum(self.values) / len(self.values)
        return self.hits / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's 95 % interval of a share (Wilson 1927); the least and the greatest value of a number."""
        if self.values:
            return min(self.values), max(self.values)
        return wilson(self.hits, self.of) if self.of else None


def pooled(figures: Iterable[Figure]) -> list[Figure]:
    """Figures of the same name as one, in the order in which they first came."""
    found: dict[tuple[str, str], Figure] = {}
    for figure in figures:
        key = (figure.stage, figure.measure)
        if key not in found:
            found[key] = figure
            continue
        known = found[key]
        found[key] = replace(
            known, hits=known.hits + figure.hits, of=known.of + figure.of, values=known.values + figure.values
        )
    return list(found.values())


def table(figures: Iterable[Figure]) -> str:
    """The figures as Markdown."""
    lines = ["| stage | measure | value | 95 % interval or range | of | note |", "|---|---|---|---|---|---|"]
    for figure in figures:
        value, interval = figure.value, figure.interval
        shown = "not measured" if value is None else f"{value:.3f}"
        between = "" if interval is None else f"{interval[0]:.3f} - {interval[1]:.3f}"
        of = f"{figure.of:,.0f}" if figure.of else ""
        lines.append(f"| {figure.stage} | {figure.measure} | {shown} | {between} | {of} | {figure.note} |")
    return "\n".join(lines) + "\n"
