"""Groups of texts that follow one template: linked texts, each near the medoid of its group.

Links alone would chain: a text may resemble two that do not resemble each other. So every member is compared with the
medoid, the member that shares most words with its fellows; those that are far from it form groups of their own by the
links among them. A group depends on its texts and their links and on nothing else. Pure functions on columns.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from assets.entities.near_duplicates import Links, Spelled, compared
from assets.entities.words import Array, Words

#: A member is at least this much like its medoid: less than what links two texts, for both have edits of their own.
NEAR = 0.2
#: Words of long texts by which a medoid is chosen: one in so many, by their own number.
_ONE_IN, _LONG = 4, 32
#: Texts that are read together, so that what they need stays within a processor's cache.
_TEXTS = 4_000


@dataclass(frozen=True)
class Groups:
    """Members of groups of two texts or more: `text`, its `group` (its first text), `medoid` (a text), `similarity`.

    Rows by text, ascending; a text is in one group at most.
    """

    text: Array
    group: Array
    medoid: Array
    similarity: Array

    def __len__(self) -> int:
        return len(self.text)

    def take(self, rows: Array) -> Groups:
        """The members of a mask or an ascending index."""
        return Groups(self.text[rows], self.group[rows], self.medoid[rows], self.similarity[rows])


def joined(texts: Array, one: Array, other: Array) -> Array:
    """For each of the texts (ascending) the first text that it is joined with by the pairs, directly or not."""
    pair = (np.searchsorted(texts, one), np.searchsorted(texts, other))
    graph = coo_array((np.ones(len(one), dtype=np.int8), pair), shape=(len(texts), len(texts)))
    label = connected_components(graph, directed=False)[1] if len(texts) else np.zeros(0, dtype=np.int32)
    first = np.full(label.max(initial=-1) + 1, len(texts), dtype=np.int64)
    np.minimum.at(first, label, np.arange(len(texts)))
    return texts[first[label]]


def groups(words: Words, links: Links) -> Groups:
    """The groups of all texts that have a link."""
    text = _distinct(np.concatenate([links.later, links.earlier]), len(words))
    spell = Spelled(words, text)
    group = joined(text, links.later, links.earlier)
    done: list[Groups] = []
    while len(text):
        medoid = medoids(words, text, group)
        similarity = compared(spell, text, medoid, NEAR)
        near = similarity >= NEAR
        done.append(Groups(text[near], group[near], medoid[near], similarity[near]))
        links, text, group = _left_over(links, text[~near], group[~near], len(words))
    if not done:
        none = np.zeros(0, dtype=np.int64)
        return Groups(none, none, none, np.zeros(0, dtype=np.float32))
    return _in_order(done)


def _distinct(texts: Array, count: int) -> Array:
    there = np.zeros(count, dtype=bool)
    there[texts] = True
    return np.flatnonzero(there)


def _left_over(links: Links, text: Array, group: Array, count: int) -> tuple[Links, Array, Array]:
    """What is far from its medoid, grouped anew by the links between texts that were in one group."""
    of = np.full(count, -1, dtype=np.int64)
    of[text] = group
    links = links.take((of[links.later] >= 0) & (of[links.later] == of[links.earlier]))
    text = _distinct(np.concatenate([links.later, links.earlier]), count)
    return links, text, joined(text, links.later, links.earlier)


def _in_order(parts: list[Groups]) -> Groups:
    """As one table, each group named after its first text, without groups of one."""
    text, group, medoid, similarity = (
        np.concatenate([getattr(part, name) for part in parts]) for name in ("text", "group", "medoid", "similarity")
    )
    # A medoid is in one group only, so it stands for its group until the first text is known.
    order = np.argsort(text)
    text, medoid, similarity = text[order], medoid[order], similarity[order]
    _, first, at, sizes = np.unique(medoid, return_index=True, return_inverse=True, return_counts=True)
    group = text[first[at]]
    several = sizes[at] > 1
    return Groups(text[several], group[several], medoid[several], similarity[several])


def medoids(words: Words, text: Array, group: Array) -> Array:
    """For each text (ascending) the member of its group that shares most words with the others; of equals the first.

    Each word of a member counts for it as far as more members have it than lack it.
    """
    _, at, sizes = np.unique(group, return_inverse=True, return_counts=True)
    large = np.flatnonzero(sizes[at] > 2)
    score = np.zeros(len(text), dtype=np.int64)
    row, entry = _entries(words, text[large], at[large])
    order = np.argsort(entry)
    entry = entry[order]
    starts = np.flatnonzero(np.append(True, entry[1:] != entry[:-1])) if len(entry) else np.zeros(0, dtype=np.int64)
    count = np.diff(np.append(starts, len(entry)))
    worth = np.empty(len(entry), dtype=np.float64)
    worth[order] = np.repeat(2 * count, count)
    worth -= sizes[at[large]][row]
    score[large] = np.bincount(row, weights=worth, minlength=len(large)).astype(np.int64)
    best = np.lexsort((text, -score, at))
    first = best[np.flatnonzero(np.append(True, at[best][1:] != at[best][:-1]))] if len(best) else best
    return text[first][at]


def _entries(words: Words, text: Array, group: Array) -> tuple[Array, Array]:
    """Row of `text` and (group, word) as one number, for each word by which medoids are chosen."""
    rows, entries = [np.zeros(0, dtype=np.int32)], [np.zeros(0, dtype=np.uint64)]
    for low in range(0, len(text), _TEXTS):
        some = text[low : low + _TEXTS]
        number, ends = words.of(some)
        counts = np.diff(ends)
        kept = (number % _ONE_IN == 0) | np.repeat(counts < _LONG, counts)
        row = np.repeat(np.arange(low, low + len(some), dtype=np.int32), counts)[kept]
        rows.append(row)
        entries.append((group[row].astype(np.uint64) << np.uint64(32)) | number[kept].astype(np.uint64))
    return np.concatenate(rows), np.concatenate(entries)
