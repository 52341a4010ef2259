"""A template explained: which words stay, where the slots are, what stands in them, and what writing it so saves.

Each text of a group is aligned with the group's medoid by a longest common subsequence of words. What pays is decided
by minimum description length (Rissanen 1978; for templates of advertisements Lee et al., InfoShield, ICDE 2021): a word
of the medoid is a constant when naming it once and noting where it is lacking is shorter than repeating it; a gap
between constants is a slot when announcing it once is shorter than noting each insertion. Pure functions on columns.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain

import numpy as np
from rapidfuzz.distance import LCSseq

from assets.entities.near_duplicates import Spelled
from assets.entities.text_groups import Groups
from assets.entities.words import Array, Words

#: Bits: a word, noting an edit (what and where), announcing a slot, saying of a text whether it fills a slot.
WORD, EDIT, SLOT, FILLED = 16, 8, 8, 1
#: Texts that are explained at once, about: what they need stays within a processor's cache.
_BATCH = 4_000


@dataclass(frozen=True)
class Templates:
    """One row a template, by its first text: `template`, `medoid`, how many `texts`, and `compression` (share saved).

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

    Groups are explained some at a time, so that what is needed at once does not grow with their number.
    """
    by_group = np.argsort(found.group, kind="stable")
    group = found.group[by_group]
    ends = np.flatnonzero(np.append(group[1:] != group[:-1], True)) + 1 if len(group) else np.zeros(0, dtype=np.int64)
    last_of = np.flatnonzero(np.append((ends[1:] // _BATCH) != (ends[:-1] // _BATCH), True)) if len(ends) else ends
    spell = Spelled(words, found.text)
    parts, begin = [], 0
    for end in ends[last_of]:
        rows = np.sort(by_group[begin:end])
        parts.append((rows, _explained(words, found.take(rows), spell)))
        begin = end
    return _joined(parts)


def _explained(words: Words, found: Groups, spell: Spelled) -> Explained:
    template, first, at = np.unique(found.group, return_index=True, return_inverse=True)
    texts = np.bincount(at, minlength=len(template))
    medoid = found.medoid[first]
    alignment = _Alignment(words, spell, found, at, medoid, texts)
    constants = alignment.constants()
    gaps = _Gaps(alignment, constants)
    slots, fillings = gaps.slots()
    compression = gaps.compression(slots, fillings)
    templates = Templates(template, medoid, texts, compression, constants, alignment.offsets)
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

    `at` is a row of templates for each member; `member`, `ours`, `theirs`, `size` describe each run: its text, where
    it begins in the medoid and in the text (words of Words), and its length.
    """

    def __init__(self, words: Words, spell: Spelled, found: Groups, at: Array, medoid: Array, texts: Array) -> None:
        self.words, self.found, self.at, self.medoid, self.texts = words, found, at, medoid, texts
        length = words.offsets[medoid + 1] - words.offsets[medoid]
        self.offsets = np.concatenate([[0], np.cumsum(length)])
        pairs = zip(spell(found.medoid), spell(found.text), strict=True)
        blocks = [LCSseq.editops(one, other).as_matching_blocks() for one, other in pairs]
        many = np.fromiter(map(len, blocks), dtype=np.int64, count=len(blocks))
        flat = [number for block in chain.from_iterable(blocks) for number in (block.a, block.b, block.size)]
        runs = np.asarray(flat, dtype=np.int64).reshape(-1, 3)
        there = runs[:, 2] > 0
        self.member = np.repeat(np.arange(len(found)), many)[there]
        self.ours, self.theirs, self.size = runs[there].T

    def constants(self) -> Array:
        """Of each word of the medoids, whether it pays to write it once for all."""
        base = self.offsets[self.at[self.member]] + self.ours
        steps = np.bincount(base, minlength=self.offsets[-1] + 1) - np.bincount(
            base + self.size, minlength=self.offsets[-1] + 1
        )
        have = np.cumsum(steps)[: self.offsets[-1]]
        texts = np.repeat(self.texts, np.diff(self.offsets))
        return np.asarray((have - 1) * WORD > (texts - have) * EDIT)


class _Gaps:
    """Before each constant of each member, and after the last one, a gap: where it begins and ends in the member.

    Rows are (member, gap), members ascending and so their words: `left` is the last matched word before the gap,
    `right` the first after it, `is_clean` where both neighbours are matched.
    """

    def __init__(self, alignment: _Alignment, constants: Array) -> None:
        found, words = alignment.found, alignment.words
        self.alignment, self.constants = alignment, constants
        place = np.concatenate([[0], np.cumsum(constants)])
        self.kept = np.diff(place[alignment.offsets])
        self.gaps_from = np.concatenate([[0], np.cumsum(self.kept + 1)])
        many = self.kept[alignment.at] + 1
        self.starts = np.concatenate([[0], np.cumsum(many)])
        self.member = np.repeat(np.arange(len(found)), many)
        self.gap = np.arange(len(self.member)) - np.repeat(self.starts[:-1], many)
        self.begin, self.end = words.offsets[found.text], words.offsets[found.text + 1]
        self._match(place)

    def _match(self, place: Array) -> None:
        one = self.alignment
        step = np.arange(one.size.sum()) - np.repeat(np.cumsum(one.size) - one.size, one.size)
        run = np.repeat(np.arange(len(one.size)), one.size)
        base = one.offsets[one.at[one.member]]
        ours = (base + one.ours)[run] + step
        stays = self.constants[ours]
        run, step, ours = run[stays], step[stays], ours[stays]
        ordinal = place[ours] - place[base[run]]
        word = (self.begin[one.member] + one.theirs)[run] + step
        at = self.starts[one.member[run]] + ordinal
        before, after = np.full(len(self.member), -1), np.full(len(self.member), -1)
        before[at + 1], after[at] = word, word
        before[self.starts[:-1]], after[self.starts[1:] - 1] = self.begin - 1, self.end
        self.is_clean = (before >= 0) | (self.gap == 0)
        self.is_clean &= after >= 0
        self.lacks = np.bincount(self.member[(after < 0)], minlength=len(self.begin))
        self.left = np.maximum.accumulate(before) if len(before) else before
        after[after < 0] = np.iinfo(np.int64).max
        self.right = np.minimum.accumulate(after[::-1])[::-1] if len(after) else after

    def slots(self) -> tuple[Slots, Fillings]:
        """The gaps that pay as slots, and what fills them; text around lacking constants goes to the first slot."""
        number = self.gaps_from[self.alignment.at[self.member]] + self.gap
        filled = self.right - self.left > 1
        often = np.bincount(number[filled & self.is_clean], minlength=self.gaps_from[-1])
        texts = np.repeat(self.alignment.texts, np.diff(self.gaps_from))
        is_slot = often * EDIT > SLOT + texts * FILLED
        slot = np.flatnonzero(is_slot)
        template = np.searchsorted(self.gaps_from, slot, side="right") - 1
        rows = np.flatnonzero(filled & is_slot[number])
        rows = rows[np.append(True, self.left[rows][1:] != self.left[rows][:-1])] if len(rows) else rows
        place = np.cumsum(is_slot) - 1
        return Slots(template, slot - self.gaps_from[template]), Fillings(
            self.member[rows], place[number[rows]], self.left[rows] + 1, self.right[rows]
        )

    def compression(self, slots: Slots, fillings: Fillings) -> Array:
        """Of each template the share of bits that it saves over writing every text by itself; below 0 it costs."""
        one = self.alignment
        many = len(one.texts)
        matched = self.kept[one.at] - self.lacks
        in_slots = np.bincount(fillings.member, fillings.end - fillings.start, minlength=len(self.begin))
        length = self.end - self.begin
        stray = length - matched - in_slots
        bits = in_slots * WORD + self.lacks * EDIT + stray * (WORD + EDIT)
        total = np.bincount(one.at, bits, minlength=many)
        total += self.kept * WORD + np.bincount(slots.template, minlength=many) * (SLOT + one.texts * FILLED)
        alone = np.bincount(one.at, length * WORD, minlength=many)
        return np.asarray(1 - total / np.maximum(alone, 1))
