"""Labels given and taken in: each gets what it needs to outlive a change of its lead, and none is taken twice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from assets.draws import draws_frame
from assets.labels import FILE, Label, LabelError, read_labels, read_labels_of
from assets.records import append
from pipelines.access import note
from pipelines.reader import reading


@dataclass(frozen=True)
class Imported:
    """What an import did: labels taken, labels that were here already, and those of leads that are not here now."""

    taken: int
    known: int
    unplaced: int


def give(home: Path, label: Label) -> Label:
    """Append one label; raises LabelError where no lead and no item of a review list has its id."""
    with reading(home) as connection:
        placed = _placed(connection, home, label)
    if placed.advertiser_id is None:
        raise LabelError(
            f"{label.lead_id}: neither a lead nor an item of a review list; take the id from a page or a list"
        )
    note(home, "label", label.by, 0, about={"lead": label.lead_id, "labels": 1})
    append(home, FILE, [placed.model_dump(mode="json", exclude_none=True)])
    return placed


def take_in(home: Path, file: Path) -> Imported:
    """Append the labels of a file that a page wrote; all of them, or none where one is wrong. Raises LabelError."""
    if not file.is_file():
        raise LabelError(f"{file}: no such file; give the labels.jsonl that the page wrote")
    given = list({label.is_same: label for label in read_labels_of(file)}.values())
    known = {label.is_same for _, label in read_labels(home)}
    new = [label for label in given if label.is_same not in known]
    placed: list[Label] = []
    if new:
        with reading(home) as connection:
            placed = [_placed(connection, home, label) for label in new]
        note(home, "label import", None, 0, about={"labels": len(placed)})
        append(home, FILE, (label.model_dump(mode="json", exclude_none=True) for label in placed))
    unplaced = sum(label.advertiser_id is None for label in placed)
    return Imported(len(placed), len(given) - len(placed), unplaced)


def _placed(connection: duckdb.DuckDBPyConnection, home: Path, label: Label) -> Label:
    """With the pack, the advertiser's name and the rules that speak for the lead now."""
    of = connection.execute("SELECT pack, advertiser_id FROM mart_leads WHERE lead_id = ?", [label.lead_id]).fetchall()
    of = of or _drawn(home, label.lead_id)
    if not of:
        return label
    pack, advertiser = of[0]
    rules = connection.execute(
        "SELECT rule_id FROM flag_scores WHERE advertiser_id = ? AND pack = ? AND direction = 'for' ORDER BY rule_id",
        [advertiser, pack],
    ).fetchall()
    seen = tuple(name for (name,) in rules)
    return label.model_copy(update={"pack": pack, "advertiser_id": advertiser, "seen": seen})


def _drawn(home: Path, lead_id: str) -> list[tuple[str, str]]:
    drawn: Iterable[tuple[str, str]] = draws_frame(home).filter(lead_id=lead_id).select("pack", "ad").iter_rows()
    return [(pack, f"a{ad}") for pack, ad in drawn]
