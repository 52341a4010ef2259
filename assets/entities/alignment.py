"""A template explained: which words stay, where the slots are, what stands in them, and what writing it so saves.

Each text of a group is aligned with the group's medoid by a longest common subsequence of words. What pays is decided
by minimum description length (Rissanen 1978; for templates of advertisements Lee et al., InfoShield, ICDE 2021): a word
of the medoid is a constant when naming it once and noting where it is lacking is shorter than repeating it; a gap
between constants is a slot when announcing it once is shorter than noting each insertion. The first texts of a group
decide (text_groups.py); those that follow fill what there is. Pure functions on columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from rapidfuzz.distance import LCSseq

from assets.entities.near_duplicates import Spelled
from assets.entities.text_groups import Groups, deciding, whole
from assets.entities.words import Array, Words

#: Bits: a word, noting an edit (what and where), announcing a slot, saying of a text whether it fills a slot.
WORD, EDIT, SLOT, FILLED = 16, 8, 8, 1
#: Texts that are explained at once, about: what they need stays within a processor's cache.
_BATCH = 4_000


@dataclass(frozen=True)
class Templates:
    """One row a template, by its first text: `template`, `medoid`, how many `texts` decide, the share of bits saved.

    `constants` says of each word of the medoids, one after the other, whether it stays; `offsets` bound the medoids.
    """

    template: Array
    medoid: Array
    texts: Array
    compression: Array
    constants: Array
    offsets: Array


@dataclass(frozen=True)
class Slots:
    """One row a slot: its `template` (a row of Templates) and the `gap` (constants before it)."""

    template: Array
    gap: Array


@dataclass(frozen=True)
class Fillings:
    """One row a filled slot of a text: `member` (a row of Groups), `slot`, and its words `start` to `end` in Words."""

    member: Array
    slot: Array
    start: Array
    end: Array


@dataclass(frozen=True)
class Explained:
    """What the groups of texts look like."""

    templates: Templates
    slots: Slots
    fillings: Fillings


def explained(words: Words, found: Groups) -> Explained:
    """Templates, slots and fillings of all groups; every group, whether it saves anything or not.

    Of each group those must be there that decide of it.

    Groups are explained some at a time, so that what is needed at once does not grow with their number.
    """
    spell = Spelled(words, found.text)
    parts = [(rows, _explained(words, found.take(rows), spell)) for rows in whole(found.group, _BATCH)]
    return _joined(parts)


def _explained(words: Words, found: Groups, spell: Spelled) -> Explained:
    alignment = _Alignment(words, spell, found)
    constants = alignment.constants()
    gaps = _Gaps(alignment, constants)
    slots, fillings = gaps.slots()
    compression = gaps.compression(slots, fillings)
    templates = Templates(
        alignment.template, alignment.medoid, alignment.texts, compression, constants, alignment.offsets
    )
    return Explained(templates, slots, fillings)


def _joined(parts: list[tuple[Array, Explained]]) -> Explained:
    """One table of each kind; rows of members are those of all groups again."""
    none = np.zeros(0, dtype=np.int64)
    templates = slots = words = 0
    columns: dict[str, list[Array]] = {name: [none] for name in _COLUMNS}
    columns["offsets"] = [np.zeros(1, dtype=np.int64)]
    for rows, part in parts:
        t, s, f = part.templates, part.slots, part.fillings
        values: tuple[Array, ...] = (t.template, t.medoid, t.texts, t.compression, t.constants, t.offsets[1:] + words)
        values += (s.template + templates, s.gap, rows[f.member], f.slot + slots, f.start, f.end)
        for name, value in zip(_COLUMNS, values, strict=True):
            columns[name].append(value)
        templates, slots, words = templates + len(t.template), slots + len(s.gap), words + int(t.offsets[-1])
    whole = {name: np.concatenate(values) for name, values in columns.items()}
    whole["constants"] = whole["constants"].astype(bool)
    in_order = [whole[name] for name in _COLUMNS]
    return Explained(Templates(*in_order[:6]), Slots(*in_order[6:8]), Fillings(*in_order[8:]))


_COLUMNS = (
    *("template", "medoid", "texts", "compression", "constants", "offsets"),
    *("slot_template", "gap", "member", "slot", "start", "end"),
)


class _Alignment:
    """Runs of words that texts have in common with their medoids.

    `at` is a row of templates for each member, `decides` whether it is one of those that decide of its template, and
    `texts` how many they are. `member`, `ours`, `theirs`, `size` describe each run: its text, where it begins in the
    medoids (one after the other) and in the text (words of Words), and its length.
    """

    def __init__(self, words: Words, spell: Spelled, found: Groups) -> None:
        self.template, first, self.at = np.unique(found.group, return_index=True, return_inverse=True)
        self.medoid, self.decides = found.medoid[first], deciding(found.group)
        self.texts = np.bincount(self.at[self.decides], minlength=len(first))
        self.offsets = np.append(0, np.cumsum(words.offsets[self.medoid + 1] - words.offsets[self.medoid]))
        self.begin, self.end = words.offsets[found.text], words.offsets[found.text + 1]
        many, runs = _runs(spell(found.medoid), spell(found.text))
        self.member = np.repeat(np.arange(len(found)), many)
        self.ours = runs[:, 0] + self.offsets[self.at[self.member]]
        self.theirs, self.size = runs[:, 1] + self.begin[self.member], runs[:, 2]

    def constants(self) -> Array:
        """Of each word of the medoids, whether it pays to write it once for all."""
        said = self.decides[self.member]
        begin, end = self.ours[said], self.ours[said] + self.size[said]
        steps = np.bincount(begin, minlength=self.offsets[-1] + 1) - np.bincount(end, minlength=self.offsets[-1] + 1)
        have = np.cumsum(steps)[: self.offsets[-1]]
        texts = np.repeat(self.texts, np.diff(self.offsets))
        return np.asarray((have - 1) * WORD > (texts - have) * EDIT)


def _runs(ones: list[str], others: list[str]) -> tuple[Array, Array]:
    """How many runs two strings have in common, pair by pair, and of each its begin in either and its length.

    The last run of a pair may be empty. Most groups are small, so that many a text is its own medoid: quickly told.
    """
    blocks: list[Sequence[Any]] = [
        ((0, 0, len(one)),) if one == other else LCSseq.editops(one, other).as_matching_blocks()
        for one, other in zip(ones, others, strict=True)
    ]
    many = np.fromiter(map(len, blocks), dtype=np.int64, count=len(blocks))
    flat = chain.from_iterable(chain.from_iterable(blocks))
    return many, np.fromiter(flat, dtype=np.int64, count=3 * int(many.sum())).reshape(-1, 3)


class _Gaps:
    """What stands between the constants that a member has: rows where there is something.

    `member` has the words `start` to `end` there, after the gap's first and before its last constant; `low` and `high`
    number the gaps from the one to the other (of all templates), which are the same where no constant is lacking.
    """

    def __init__(self, alignment: _Alignment, constants: Array) -> None:
        self.alignment = one = alignment
        place = np.append(0, np.cumsum(constants))
        self.kept = np.diff(place[one.offsets])
        self.gaps_from = np.append(0, np.cumsum(self.kept + 1))
        member, ours, theirs, size = _constant_runs(one, constants)
        many = len(one.at)
        self.lacks = self.kept[one.at] - np.bincount(member, size, minlength=many).astype(np.int64)
        # A member has one row more than runs: before each of them and after the last.
        after = np.arange(len(member)) + member
        last = np.cumsum(np.bincount(member, minlength=many) + 1) - 1
        first = np.append(0, last[:-1] + 1)[:many]
        start, end, low, high = np.empty((4, len(member) + many), dtype=np.int64)
        start[first], end[last], low[first], high[last] = one.begin, one.end, 0, self.kept[one.at]
        of = one.at[member]
        start[after + 1], end[after] = theirs + size, theirs
        high[after] = place[ours] - place[one.offsets[of]]
        low[after + 1] = high[after] + size
        rows = np.flatnonzero(end > start)
        self.member = np.repeat(np.arange(many), last - first + 1)[rows]
        base = self.gaps_from[one.at[self.member]]
        self.start, self.end, self.low, self.high = start[rows], end[rows], base + low[rows], base + high[rows]

    def slots(self) -> tuple[Slots, Fillings]:
        """The gaps that pay as slots, and what fills them; text around lacking constants goes to the first slot."""
        one = self.alignment
        counted = (self.low == self.high) & one.decides[self.member]
        often = np.bincount(self.low[counted], minlength=self.gaps_from[-1])
        texts = np.repeat(one.texts, np.diff(self.gaps_from))
        is_slot = often * EDIT > SLOT + texts * FILLED
        slot = np.flatnonzero(is_slot)
        template = np.searchsorted(self.gaps_from, slot, side="right") - 1
        before = np.append(0, np.cumsum(is_slot))
        rows = np.flatnonzero(before[self.high + 1] > before[self.low])
        return Slots(template, slot - self.gaps_from[template]), Fillings(
            self.member[rows], before[self.low[rows]], self.start[rows], self.end[rows]
        )

    def compression(self, slots: Slots, fillings: Fillings) -> Array:
        """Of each template the share of bits that it saves over writing every text by itself; below 0 it costs."""
        one = self.alignment
        many = len(one.texts)
        matched = self.kept[one.at] - self.lacks
        in_slots = np.bincount(fillings.member, fillings.end - fillings.start, minlength=len(one.at))
        length = one.end - one.begin
        stray = length - matched - in_slots
        bits = in_slots * WORD + self.lacks * EDIT + stray * (WORD + EDIT)
        total = np.bincount(one.at, bits * one.decides, minlength=many)
        total += self.kept * WORD + np.bincount(slots.template, minlength=many) * (SLOT + one.texts * FILLED)
        alone = np.bincount(one.at, length * WORD * one.decides, minlength=many)
        return np.asarray(1 - total / np.maximum(alone, 1))


def _constant_runs(one: _Alignment, constants: Array) -> tuple[Array, Array, Array, Array]:
    """The runs of an alignment without the words that are no constants: member, ours, theirs, size."""
    others = np.append(np.flatnonzero(~constants), 0)
    passed = np.append(0, np.cumsum(~constants))
    cut_from, cuts = passed[one.ours], passed[one.ours + one.size] - passed[one.ours]
    run = np.repeat(np.arange(len(cuts)), cuts + 1)
    part = np.arange(len(run)) - np.repeat(np.cumsum(cuts + 1) - cuts - 1, cuts + 1)
    at = cut_from[run] + part
    low = np.where(part == 0, one.ours[run], others[at - 1] + 1)
    high = np.where(part == cuts[run], one.ours[run] + one.size[run], others[at])
    there = high > low
    run, low, high = run[there], low[there], high[there]
    return one.member[run], low, one.theirs[run] + low - one.ours[run], high - low
