"""Which ads follow a template, and what each of them puts into its slots.

The index of all texts so far lies in the table's state folder (text_index.py). A renewal gives it the new ads and
replaces the rows of the templates that they touch, and of those whose ads were read anew by staging.
"""

from __future__ import annotations

import shutil
import uuid
from pathlib import Path

import numpy as np
import polars as pl

from assets.changes import Changes, Query
from assets.entities.alignment import Explained, explained
from assets.entities.slot_kinds import slot_kinds
from assets.entities.template_text import pieces
from assets.entities.text_groups import Groups, deciding
from assets.entities.text_index import TextIndex
from assets.entities.words import Array, places
from scrapers.catalog import cities

READS = {
    "stg_ads": ["ad_id", "captured_at", "day", "text", "location"],
    "stg_identifiers": ["ad_id", "kind", "span_start", "span_end"],
    "stg_prices": ["ad_id", "span_start", "span_end"],
    "stg_people": ["ad_id", "name", "span_start", "span_end"],
}
MARKS = """
SELECT members.text, found.kind, found.span_start AS start, found.span_end AS end
FROM members INNER JOIN (
    SELECT ad_id, CASE WHEN kind = 'phone' THEN 'phone' ELSE 'contact' END AS kind, span_start, span_end
    FROM stg_identifiers WHERE NOT declared
    UNION ALL SELECT ad_id, 'price', span_start, span_end FROM stg_prices
    UNION ALL SELECT ad_id, CASE WHEN name IS NULL THEN 'age' ELSE 'name' END, span_start, span_end FROM stg_people
) AS found ON members.ad_id = found.ad_id
"""


def renew(query: Query, folder: Path, mark: str) -> Changes:
    """Bring the index to the ads that there are; the rows of every template that may be another than before."""
    index = _opened(folder, mark)
    is_whole = not index.mark
    ads = query("SELECT ad_id FROM stg_ads ORDER BY captured_at, ad_id").with_row_index("text")
    touched = _brought_up(query, index, ads)
    if not is_whole:
        read = query("SELECT ad_id FROM stg_ads WHERE day IN (SELECT day FROM run_days)")
        again = ads.join(read, on="ad_id", how="semi")["text"].to_numpy().astype(np.int64)
        touched = np.union1d(touched, index.related(again))
    rows = _rows(query, index, ads, touched)
    index.commit(uuid.uuid4().hex)
    return Changes(None if is_whole else _gone(query, ads, touched), rows, index.mark)


def _opened(folder: Path, mark: str) -> TextIndex:
    """The index if it is that of the table's rows and whole; an empty one in its place otherwise."""
    try:
        index = TextIndex(folder)
    except (OSError, ValueError, KeyError, EOFError):
        pass
    else:
        if index.mark == mark:
            return index
    shutil.rmtree(folder)
    return TextIndex(folder)


def _brought_up(query: Query, index: TextIndex, ads: pl.DataFrame) -> Array:
    ids = ads["ad_id"].str.slice(0, 16).str.to_integer(base=16, dtype=pl.UInt64).to_numpy()
    keep = index.common(ids)
    sql = "SELECT ads.text FROM new_ads INNER JOIN stg_ads AS ads USING (ad_id) ORDER BY new_ads.text"
    texts = query(sql, new_ads=ads.slice(keep)) if keep < len(ids) else pl.DataFrame({"text": []}, {"text": pl.String})
    return index.renew(keep, ids[keep:], texts["text"])


def _gone(query: Query, ads: pl.DataFrame, touched: Array) -> pl.DataFrame:
    """Ads whose rows are made anew, and those that are no ads any more."""
    left = query("SELECT ad_id FROM ent_template_ads WHERE ad_id NOT IN (SELECT ad_id FROM stg_ads)")
    return pl.concat([ads[touched].select("ad_id"), left])


def _rows(query: Query, index: TextIndex, ads: pl.DataFrame, touched: Array) -> pl.DataFrame:
    found, told = _worthwhile(index, index.groups_of(touched))
    members = pl.DataFrame({"text": found.text, "ad_id": ads["ad_id"].gather(found.text)})
    sql = "SELECT ads.text FROM members INNER JOIN stg_ads AS ads USING (ad_id) ORDER BY members.text"
    texts, marks = query(sql, members=members)["text"], query(MARKS, members=members)
    return _Table(index, found, told, members, texts, marks).rows(ads)


def _worthwhile(index: TextIndex, found: Groups) -> tuple[Groups, Explained]:
    """The groups that a template describes in fewer bits, nearly all of them, and what they look like."""
    told = explained(index.words, found)
    is_shorter = told.templates.compression > 0
    if is_shorter.all():
        return found, told
    found = found.take(np.flatnonzero(np.isin(found.group, told.templates.template[is_shorter])))
    return found, explained(index.words, found)


class _Table:
    """The rows of some groups, from the texts of their members (by row of `found`)."""

    def __init__(
        self,
        index: TextIndex,
        found: Groups,
        told: Explained,
        members: pl.DataFrame,
        texts: pl.Series,
        marks: pl.DataFrame,
    ) -> None:
        self.found, self.explained, self.members, self.texts, self.marks = found, told, members, texts, marks
        offsets = index.words.offsets
        counts = offsets[found.text + 1] - offsets[found.text]
        self.first = np.cumsum(counts) - counts
        self.shift = self.first - offsets[found.text]
        self.places = places(texts)

    def rows(self, ads: pl.DataFrame) -> pl.DataFrame:
        """All columns of ent_template_ads."""
        found, templates, slots = self.found, self.explained.templates, self.explained.slots
        at = np.searchsorted(templates.template, found.group)
        many = np.bincount(slots.template, minlength=len(templates.template))
        begin, end = self._spans(at, many)
        value = self._values(at, many, begin, end)
        is_medoid = found.text == found.medoid
        shown = self._of_templates(at, many, begin, end, value)
        return self.members.select(
            pl.Series("template_id", "t" + ads["ad_id"].gather(found.group).str.slice(0, 16)),
            "ad_id",
            similarity=pl.Series(found.similarity).cast(pl.Float64),
            slot_values=_lists(value, many[at]),
            slot_starts=_lists(pl.Series(begin, dtype=pl.Int32), many[at]),
            slot_ends=_lists(pl.Series(end, dtype=pl.Int32), many[at]),
            is_medoid=pl.Series(is_medoid),
        ).with_columns(pl.when("is_medoid").then(shown[name].gather(at)).alias(name) for name in shown.columns)

    def _spans(self, at: Array, many: Array) -> tuple[Array, Array]:
        """Where the text of each slot of each member stands; 0 and 0 where there is none."""
        filled, slots = self.explained.fillings, self.explained.slots
        base = np.cumsum(many[at]) - many[at]
        place = np.arange(len(slots.template)) - (np.cumsum(many) - many)[slots.template]
        row = base[filled.member] + place[filled.slot]
        begin, end = np.zeros((2, int(many[at].sum())), dtype=np.int64)
        begin[row] = self.places.starts[filled.start + self.shift[filled.member]]
        end[row] = self.places.ends[filled.end - 1 + self.shift[filled.member]]
        return begin, end

    def _values(self, at: Array, many: Array, begin: Array, end: Array) -> pl.Series:
        member = np.repeat(np.arange(len(self.found)), many[at])
        frame = pl.DataFrame({"text": self.texts.gather(member), "begin": begin, "length": end - begin})
        return frame.select(pl.col("text").str.slice(pl.col("begin"), pl.col("length"))).to_series()

    def _of_templates(self, at: Array, many: Array, begin: Array, end: Array, value: pl.Series) -> pl.DataFrame:
        """What is said once of a template: its constant pieces, the kinds of its slots, what it saves."""
        templates = self.explained.templates
        first = np.cumsum(many) - many
        slot = np.arange(len(begin)) - np.repeat(np.cumsum(many[at]) - many[at] - first[at], many[at])
        text = np.repeat(self.found.text, many[at])
        values = pl.DataFrame({"slot": slot, "text": text, "value": value, "start": begin, "end": end})
        decides = np.repeat(deciding(self.found.group), many[at])
        filled = values.filter(pl.Series(decides) & (pl.col("start") < pl.col("end")))
        kinds = slot_kinds(filled, self.marks, known_places())
        medoid = np.searchsorted(self.found.text, templates.medoid)
        counts = np.diff(templates.offsets)
        word = np.arange(templates.offsets[-1]) + np.repeat(self.first[medoid] - templates.offsets[:-1], counts)
        shown = pieces(self.explained, self.texts.gather(medoid), self.places.starts[word], self.places.ends[word])
        return pl.DataFrame(
            {
                "pieces": pl.Series(shown, dtype=pl.List(pl.String)),
                "slot_kinds": _lists(kinds["kind"], many),
                "compression": templates.compression,
            }
        )


def _lists(values: pl.Series, sizes: Array) -> pl.Series:
    """A column of lists of these sizes, from their values one after the other."""
    row = pl.Series(np.repeat(np.arange(len(sizes)), sizes))
    grouped = pl.DataFrame({"row": row, "value": values}).group_by("row", maintain_order=True).agg("value")
    rows = pl.DataFrame({"row": pl.Series(np.arange(len(sizes)))})
    empty = pl.lit([], dtype=pl.List(values.dtype))
    return (
        rows.join(grouped, on="row", how="left", maintain_order="left")["value"]
        .to_frame()
        .select(pl.col("value").fill_null(empty))
        .to_series()
    )


def known_places() -> pl.Series:
    """The cities and neighbourhoods of the catalog, in lower case."""
    names = [name for city in cities().values() for name in (city.name, *(place.name for place in city.neighbourhoods))]
    return pl.Series(sorted({name.lower() for name in names}), dtype=pl.String)


def inputs() -> str:
    """The catalog counts as a part of this module."""
    return "\n".join(known_places().to_list())
