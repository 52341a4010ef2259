"""Where things stand in title + line end + body: offsets that follow from the lengths of pieces."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import polars as pl

from sandbox.chance import Ints
from sandbox.grammar.vocabulary import SLOTS
from sandbox.slots.rendered import Column, Rendered


@dataclass(frozen=True)
class Line:
    """One line of every ad: its pieces, its length, what its slots hold, and the lengths of piece, slot, piece, ..."""

    pieces: list[Ints]
    length: Ints
    codes: Ints
    parts: list[Ints]


class Marks:
    """Collects where things stand in title + line end + body."""

    TABLES: ClassVar = {
        "phone": "identifiers", "handle": "identifiers", "email": "identifiers", "url": "identifiers",
        "price": "prices", "age": "ages", "name": "names", "other": "names", "decoy": "decoys",
    }  # fmt: skip

    def __init__(self, rows: Ints) -> None:
        self.rows = rows
        self.found: dict[str, list[dict[str, Column]]] = {table: [] for table in self.TABLES.values()}

    def add(self, line: Line, shown: np.ndarray[Any, Any], start: Ints, slots: list[Rendered]) -> None:
        """The marks of the slots of a line, where it is shown."""
        rows = np.flatnonzero(shown)
        for place in range((len(line.parts) - 1) // 2):
            codes = line.codes[rows, place]
            there = np.bincount(codes, minlength=len(SLOTS))
            for slot, table in self.TABLES.items():
                if not there[SLOTS.index(slot)]:
                    continue
                mine = rows[codes == SLOTS.index(slot)]
                for mark in slots[SLOTS.index(slot)].marks:
                    kept = mine[mark.length[mine] > 0]
                    before = start[kept] + np.sum([part[kept] for part in line.parts[: 1 + 2 * place]], axis=0)
                    begins = before + mark.begins[kept]
                    facts = {name: values[kept] for name, values in mark.facts.items()}
                    spans = {"span_start": begins, "span_end": begins + mark.length[kept]}
                    self.found[table].append({"row": self.rows[kept], **facts, **spans})

    def join_split(self, split: np.ndarray[Any, Any], title_start: Ints) -> None:
        """A number whose area code ends the title begins there."""
        for part in self.found["identifiers"]:
            if part["kind"][0] == "phone":
                rows = part["row"]
                part["span_start"] = np.where(split[rows], title_start[rows], part["span_start"])

    def tables(self) -> dict[str, pl.DataFrame]:
        """A table a kind of thing."""
        found = {table: parts for table, parts in self.found.items() if parts}
        return {table: pl.concat([pl.DataFrame(part) for part in parts]) for table, parts in found.items()}
