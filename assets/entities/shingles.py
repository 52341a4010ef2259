"""Keys of texts: what near-duplicate texts share and others seldom do.

A key is a hash of consecutive words (w-shingling, Broder 1997), sampled by its own value so that two texts keep the
same ones. Six words are long enough to reach over the end of a phrase that everybody uses; three keep short texts
comparable. A key and the text that has it are one number, so that a sorted array of them is an index. Pure functions.
"""

from __future__ import annotations

import numpy as np

from assets.entities.words import Array, Words

#: A key takes 40 bits and a text 24.
TEXT_BITS = 24
TEXTS_AT_MOST = 1 << TEXT_BITS
_TEXT = np.uint64(TEXTS_AT_MOST - 1)
_SHIFT = np.uint64(TEXT_BITS)
#: Texts below this many words have every key of three words too.
SHORT = 32
#: Of 256, how many keys of six words a text keeps.
_OF_SIX = 128
#: Odd, so that no bit of a word is lost: multilinear hashing (Dietzfelbinger 1996), whose upper bits are used.
_MULTIPLIERS = tuple(
    np.uint64(value)
    for value in (
        *(0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9),
        *(0x27D4EB2F165667C5, 0x85EBCA77C2B2AE63, 0xD6E8FEB86659FD93),
    )
)


def keys(words: Words, first: int) -> Array:
    """Key and text of every kept key, unsorted; the texts are numbered from `first`. A text without words has none."""
    counts = words.counts
    wide = words.numbers.astype(np.uint64)
    text = np.repeat(np.arange(first, first + len(words), dtype=np.uint64), counts)
    six = _summed(wide, 6)
    kept = (six >> np.uint64(56)) < _OF_SIX
    _cut(kept, words, 6)
    parts = [_packed(six[kept], text[kept])]
    for size, of in ((1, counts == 1), (2, counts == 2), (3, (counts > 2) & (counts < SHORT))):
        if of.any():
            kept = np.repeat(of, counts)
            _cut(kept, words, size)
            parts.append(_packed(_summed(wide, size)[kept], text[kept]))
    return np.concatenate(parts)


def texts_of(packed: Array) -> Array:
    """The texts of an array of keys and texts."""
    return packed & _TEXT


def keys_of(packed: Array) -> Array:
    """The keys of an array of keys and texts."""
    return packed >> _SHIFT


def first_of(key: Array) -> Array:
    """The least number that a key and a text can be."""
    return key << _SHIFT


def _summed(wide: Array, size: int) -> Array:
    """The hash of the `size` words that begin at each word."""
    total = wide * _MULTIPLIERS[size - 1]
    for at in range(1, size):
        total[:-at] += wide[at:] * _MULTIPLIERS[at - 1]
    return total


def _cut(kept: Array, words: Words, size: int) -> None:
    """Keep no key that would reach into the next text."""
    for back in range(1, size):
        at = words.offsets[1:] - back
        kept[at[at >= words.offsets[:-1]]] = False


def _packed(hashes: Array, text: Array) -> Array:
    """The upper eight bits chose the sample; the forty below them are the key."""
    return ((hashes << np.uint64(8)) & ~_TEXT) | text
