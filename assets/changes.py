"""How a table that keeps a state of its own renews itself: it asks the warehouse and says which rows change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import polars as pl


@dataclass(frozen=True)
class Changes:
    """What a table with a state replaces: the keys whose rows go, the rows that come, and the mark of the state.

    `gone` has one column, the first of the table's key; None means all rows. The warehouse keeps the mark with the
    rows; a folder with another mark is not the state of those rows, and is made anew.
    """

    gone: pl.DataFrame | None
    rows: pl.DataFrame
    mark: str


class Query(Protocol):
    """Asks the warehouse; frames can be read in the query under their names."""

    def __call__(self, sql: str, **frames: pl.DataFrame) -> pl.DataFrame:
        """The rows of a query."""


#: Asks, keeps its state in the folder, and says what changed; `mark` is that of the rows, empty when there are none.
Renew = Callable[[Query, Path, str], Changes]
