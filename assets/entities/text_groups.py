"""Groups of texts that follow one template: linked texts, each near the medoid of its group.

Links alone would chain: a text may resemble two that do not resemble each other. So every member is compared with the
medoid, the member that shares most words with its fellows; those that are far from it form groups of their own by the
links among them. A group depends on its texts and their links and on nothing else; the first of them decide what it is,
so that a text that many copy costs its new copies alone. Pure functions on columns.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from assets.entities.near_duplicates import Links, Spelled, compared
from assets.entities.words import Array, Words

#: A member is at least this much like its medoid: less than what links two texts, for both have edits of their own.
NEAR = 0.2
#: So many first texts of a group decide of its medoid, constants and slots; what comes later does not change them.
DECIDING = 64
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


def deciding(group: Array) -> Array:
    """Of members (ascending by text) with these groups, which are the first of theirs, that decide of it (mask)."""
    order = np.argsort(group, kind="stable")
    starts = _begins(group[order])
    decides = np.ones(len(group), dtype=bool)
    decides[order] = np.arange(len(group)) - np.repeat(starts, np.diff(np.append(starts, len(group)))) < DECIDING
    return decides


def whole(group: Array, size: int) -> Iterator[Array]:
    """Rows (ascending) of whole groups, about `size` at once, so that what they need stays in a processor's cache."""
    order = np.argsort(group, kind="stable")
    ends = np.append(_begins(group[order])[1:], len(group))
    begin = 0
    for end in ends[np.append(ends[1:] // size != ends[:-1] // size, True)].tolist() if len(group) else ():
        yield np.sort(order[begin:end])
        begin = end


def changed(before: tuple[Array, Array], now: tuple[Array, Array]) -> Array:
    """Of texts (ascending) with these groups and medoids (-1: none), whose template may be another (mask).

    With them come those that decide of the same templates: whoever explains the one needs the others.
    """
    (group, _), (old, _) = now, before
    differs = (group != old) | (now[1] != before[1])
    decided, decides = np.where(deciding(old), old, -1), np.where(deciding(group), group, -1)
    other = decided != decides
    differs |= np.isin(group, np.concatenate([decided[other], decides[other]]))
    concerned = np.isin(group, group[differs])
    return np.asarray((differs | (concerned & (decides >= 0))) & ((group >= 0) | differs))


def joined(texts: Array, one: Array, other: Array) -> Array:
    """For each of the texts (ascending) the first text that it is joined with by the pairs, directly or not."""
    pair = (np.searchsorted(texts, one), np.searchsorted(texts, other))
    graph = coo_array((np.ones(len(one), dtype=np.int8), pair), shape=(len(texts), len(texts)))
    label = connected_components(graph, directed=False)[1] if len(texts) else np.zeros(0, dtype=np.int32)
    first = np.full(label.max(initial=-1) + 1, len(texts), dtype=np.int64)
    np.minimum.at(first, label, np.arange(len(texts)))
    return texts[first[label]]


def groups(words: Words, links: Links, medoid_of: Array, nearness: Array) -> Groups:
    """The groups of all texts that have a link. What is known: the `medoid_of` each text (-1: none), and how near."""
    text = _distinct(np.concatenate([links.later, links.earlier]), len(words))
    group = joined(text, links.later, links.earlier)
    done: list[Groups] = []
    while len(text):
        medoid = medoids(words, text, group)
        similarity = nearness[text]
        new = np.flatnonzero(medoid_of[text] != medoid)
        if len(new):
            spell = Spelled(words, np.concatenate([text[new], medoid[new]]))
            similarity[new] = compared(spell, text[new], medoid[new], NEAR)
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

    Each word of a member counts for it as far as more members have it than lack it. Only the first members count.
    """
    _, first, at, sizes = np.unique(group, return_index=True, return_inverse=True, return_counts=True)
    best = text[first]
    rows = np.flatnonzero(deciding(at) & (sizes[at] > 2))
    for some in whole(at[rows], _TEXTS):
        members, of = text[rows[some]], at[rows[some]]
        order = np.lexsort((-_scores(words, members, of), of))
        order = order[_begins(of[order])]
        best[of[order]] = members[order]
    return best[at]


def _scores(words: Words, text: Array, group: Array) -> Array:
    """How far each text shares the words by which medoids are chosen with the others of its group."""
    number, ends = words.of(text)
    counts = np.diff(ends)
    kept = (number % _ONE_IN == 0) | np.repeat(counts < _LONG, counts)
    row = np.repeat(np.arange(len(text)), counts)[kept]
    entry = (group[row].astype(np.uint64) << np.uint64(32)) | number[kept]
    order = np.argsort(entry)
    starts = _begins(entry[order])
    having = np.diff(np.append(starts, len(entry)))
    worth = np.empty(len(entry), dtype=np.int64)
    worth[order] = np.repeat(2 * having, having)
    _, at, sizes = np.unique(group, return_inverse=True, return_counts=True)
    return np.asarray(np.bincount(row, worth - sizes[at[row]], minlength=len(text)).astype(np.int64))


def _begins(values: Array) -> Array:
    """Where each run of equal values begins."""
    return np.flatnonzero(np.append(True, values[1:] != values[:-1])) if len(values) else np.zeros(0, dtype=np.int64)
