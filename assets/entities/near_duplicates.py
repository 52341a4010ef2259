"""Which earlier texts a text may repeat, and which of them it does.

Each text is compared only with its predecessor under each of its keys (the last text before it that has the key), and
of those only with the few that share the rarest keys, so comparisons grow with texts and not with pairs. A pair is
verified by the longest common subsequence of its words. What is found for a text depends on the texts before it and on
nothing else: texts that come in two portions are linked as if they had come in one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import Indel

from assets.entities.shingles import TEXT_BITS, TEXTS_AT_MOST, first_of, keys_of, texts_of
from assets.entities.words import Array, Words

#: Twice the words in common, over the words of both: from here on two texts are near-duplicates.
ALIKE = 0.55
#: Candidates compared for every text; how many more, and of what weight, for a text that resembles none of them.
COMPARED, TRIED, HEAVY = 2, 2, 24
#: A key that 2**RARE texts or more have had is worth the least.
_RARE = 20
_WEIGHT_BITS, _TEXT_BITS = np.uint64(16), np.uint64(TEXT_BITS)
_WEIGHT, _TEXT = np.uint64((1 << 16) - 1), np.uint64(TEXTS_AT_MOST - 1)
#: Entries that are looked at together, so that what they need stays within a processor's cache.
_BLOCK, _TEXTS = 500_000, 4_000


@dataclass(frozen=True)
class Links:
    """Verified pairs: `later` and `earlier` texts (i64) and how alike they are (f32)."""

    later: Array
    earlier: Array
    similarity: Array

    def __len__(self) -> int:
        return len(self.later)

    def take(self, rows: Any) -> Links:
        """The links of a mask or an index."""
        return Links(self.later[rows], self.earlier[rows], self.similarity[rows])


NO_LINKS = Links(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.float32))


def joined(parts: Sequence[Links]) -> Links:
    """Several tables of links as one."""
    columns = zip(*((part.later, part.earlier, part.similarity) for part in (*parts, NO_LINKS)), strict=True)
    return Links(*(np.concatenate(column) for column in columns))


@dataclass(frozen=True)
class Candidates:
    """Texts that a text is to be compared with, by text, the most promising first; `rank` counts from 0."""

    later: Array
    earlier: Array
    rank: Array


def candidates(new: Array, older: Sequence[Array]) -> Candidates:
    """Of each new text the predecessors that share the rarest keys with it.

    `new` holds the keys of the new texts and each array of `older` those of earlier ones: sorted, no entry twice, the
    texts of each array after those of the arrays before it.
    """
    pairs = [np.zeros(0, dtype=np.uint64)]
    at = 0
    while at < len(new):
        end = min(at + _BLOCK, len(new))
        if end < len(new):
            end = int(np.searchsorted(new, first_of(keys_of(new[end - 1]) + np.uint64(1))))
        pairs.append(_pairs(new[at:end], older))
        at = end
    return _ranked(np.concatenate(pairs))


def _pairs(new: Array, older: Sequence[Array]) -> Array:
    """Each entry's text, the text before it under the same key, and the key's weight, as one number; unsorted."""
    key, text = keys_of(new), texts_of(new)
    begins = np.ones(len(new), dtype=bool)
    begins[1:] = key[1:] != key[:-1]
    starts = np.flatnonzero(begins)
    seen, last = _seen(key[starts], older)
    sizes = np.diff(np.append(starts, len(new)))
    before = np.arange(len(new)) - np.repeat(starts - seen, sizes)
    earlier = np.empty_like(text)
    earlier[1:] = text[:-1]
    earlier[starts] = last
    has = before > 0
    weight = np.maximum(_RARE - np.frexp(before[has].astype(np.float32))[1], 1).astype(np.uint64)
    return np.asarray((((text[has] << _TEXT_BITS) | earlier[has]) << _WEIGHT_BITS) | weight)


def _seen(key: Array, older: Sequence[Array]) -> tuple[Array, Array]:
    """For each key (ascending) how many earlier texts have it, and the last of them."""
    seen, last = np.zeros(len(key), dtype=np.int64), np.zeros(len(key), dtype=np.uint64)
    for run in older:
        low = np.searchsorted(run, first_of(key))
        there = np.flatnonzero(low < len(run))
        there = there[keys_of(run[low[there]]) == key[there]]
        high = np.searchsorted(run, first_of(key[there] + np.uint64(1)))
        seen[there] += high - low[there]
        last[there] = texts_of(run[high - 1])
    return seen, last


def _ranked(pair: Array) -> Candidates:
    """Weigh each pair by the rarity of its keys and keep the few heaviest of each text; of equals the latest."""
    pair.sort()
    weight = (pair & _WEIGHT).astype(np.int64)
    pair >>= _WEIGHT_BITS
    starts = _begins(pair)
    pair = pair[starts]
    total = np.add.reduceat(weight, starts) if len(starts) else weight
    lacks = _WEIGHT - np.minimum(total, int(_WEIGHT)).astype(np.uint64)
    # Of equals the latest first: its number stands inverted, so that one ascending sort says it all.
    order = ((((pair >> _TEXT_BITS) << _WEIGHT_BITS) | lacks) << _TEXT_BITS) | (_TEXT - (pair & _TEXT))
    order.sort()
    later = (order >> (_TEXT_BITS + _WEIGHT_BITS)).astype(np.int64)
    starts = _begins(later)
    rank = np.arange(len(later)) - np.repeat(starts, np.diff(np.append(starts, len(later))))
    is_heavy = (order >> _TEXT_BITS) & _WEIGHT <= _WEIGHT - np.uint64(HEAVY)
    kept = (rank < COMPARED) | ((rank < COMPARED + TRIED) & is_heavy)
    return Candidates(later[kept], (_TEXT - (order[kept] & _TEXT)).astype(np.int64), rank[kept])


def _begins(values: Array) -> Array:
    """Where each run of equal values begins."""
    if not len(values):
        return np.zeros(0, dtype=np.int64)
    return np.flatnonzero(np.append(True, values[1:] != values[:-1]))


class Spelled:
    """Texts as strings of one character a word, which is what string kernels compare."""

    def __init__(self, words: Words, texts: Array) -> None:
        needed = np.zeros(len(words), dtype=bool)
        needed[texts] = True
        self.at = np.cumsum(needed) - 1
        self.strings = spelled(words, np.flatnonzero(needed))

    def __call__(self, texts: Array) -> list[str]:
        """The strings of these texts."""
        return list(map(self.strings.__getitem__, self.at[texts].tolist()))


def spelled(words: Words, texts: Array) -> list[str]:
    """One string a text, one character a word; `texts` ascending."""
    parts: list[str] = []
    for low in range(0, len(texts), _TEXTS):
        some = texts[low : low + _TEXTS]
        numbers, ends = words.of(some)
        points = (numbers & np.uint32(0xFFFFF)) + np.uint32(0x10000)
        shown = points.astype("<u4", copy=False).tobytes().decode("utf-32-le")
        parts += [shown[begin:end] for begin, end in zip(ends[:-1].tolist(), ends[1:].tolist(), strict=True)]
    return parts


def verified(words: Words, found: Candidates) -> Links:
    """The candidates that are near-duplicates: the best of each text, and more where the best are none."""
    spell = Spelled(words, np.concatenate([found.later, found.earlier]))
    links = [_verified(spell, found.later[m], found.earlier[m]) for m in [found.rank < COMPARED]]
    lonely = np.ones(len(words), dtype=bool)
    lonely[links[0].later] = False
    more = (found.rank >= COMPARED) & lonely[found.later]
    return joined([*links, _verified(spell, found.later[more], found.earlier[more])])


def _verified(spell: Spelled, later: Array, earlier: Array) -> Links:
    similarity = compared(spell, later, earlier, ALIKE)
    alike = similarity >= ALIKE
    return Links(later[alike], earlier[alike], similarity[alike])


def compared(spell: Spelled, ones: Array, others: Array, least: float) -> Array:
    """How alike texts are, pair by pair (f32); 0 where it is below `least`."""
    parts = [np.zeros(0, dtype=np.float32)]
    step = 200_000
    for at in range(0, len(ones), step):
        parts.append(
            process.cpdist(
                spell(ones[at : at + step]),
                spell(others[at : at + step]),
                scorer=Indel.normalized_similarity,
                score_cutoff=least,
                dtype=np.float32,
                workers=-1,
            )
        )
    return np.concatenate(parts)
