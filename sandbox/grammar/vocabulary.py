"""Pools of phrases as columns: every phrase in pieces around its slots, in every variant of writing.

A pool is all phrases of a kind of line in a register and a language. A pattern such as `(call|text) me: {phone}` is
one phrase for each of its choices; a phrase has at most two slots, so three pieces.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import yaml

from sandbox.chance import Ints
from sandbox.population import LANGUAGES, REGISTERS
from sandbox.slots.rendered import Pool

FOLDER = Path(__file__).parent
#: What a slot can hold; a phrase's slot is an index into these, 0 for none.
SLOTS = ("", "name", "other", "place", "city", "age", "price", "phone", "handle", "email", "url", "decoy")
#: The kinds of line. Habits have a line each; offers fill what is left.
HABIT_LINES = (
    "trust", "youth", "third", "plural", "several", "unrestricted", "restrict", "screen", "movement", "venue",
)  # fmt: skip
OFFERS = 6
LINES = (
    "contact", "intro", *HABIT_LINES, "price", "handle", "email", "url", "decoy", "place", "boilerplate",
    *(f"offer{n}" for n in range(OFFERS)),
)  # fmt: skip
VARIANTS = ("plain", "misspelt", "lower", "upper", "decorated", "unaccented", "zalgo", "turned")
PIECES = 3
_CHOICE, _SLOT = re.compile(r"\(([^()]*\|[^()]*)\)"), re.compile(r"\{([a-z]+)\}")


def expand(pattern: str) -> Iterator[str]:
    """Every text of a pattern, in order: `a (b|c)` gives `a b` and `a c`."""
    parts = _CHOICE.split(pattern)
    choices = [part.split("|") if at % 2 else [part] for at, part in enumerate(parts)]
    for chosen in itertools.product(*choices):
        yield "".join(chosen)


# -- variants of writing ------------------------------------------------------------------------------------------

_TYPOS = {
    "the": "teh", "you": "yuo", "your": "ur", "are": "r", "and": "n", "for": "4", "available": "availble",
    "tonight": "2nite", "company": "compny", "relax": "relaxx", "real": "reall", "friend": "freind", "great": "gr8",
    "please": "plz", "que": "q", "por": "x", "para": "pa", "buena": "vuena", "vous": "vs", "pour": "pr", "avec": "av",
}  # fmt: skip
_LOOK_ALIKES = str.maketrans("aeopcxi", "аеорсхі")
_PLAIN = str.maketrans("áéíóúñüàèùâêîôûçëï", "aeiounuaeuaeioucei")
_HEAP = ("\u0336", "\u0301\u0323", "\u0358\u0330", "\u0334\u0346\u032d")
_VOWEL = re.compile(r"([bcdfglmnprst])([aeiou])([bcdfglmnprst])")


def _misspelt(piece: str) -> str:
    words = piece.split(" ")
    swapped = [_TYPOS.get(word, word) for word in words]
    # Where no word is in the list, two letters change places in the longest.
    if swapped == words and words:
        longest = max(range(len(words)), key=lambda at: len(words[at]))
        swapped[longest] = _VOWEL.sub(r"\2\1\3", words[longest], count=1)
    return " ".join(swapped)


def _decorated(piece: str) -> str:
    """Mixed scripts: every third word in look-alike letters."""
    words = piece.split(" ")
    return " ".join(word.translate(_LOOK_ALIKES) if at % 3 == 1 else word for at, word in enumerate(words))


def _zalgo(piece: str) -> str:
    """Marks heaped on every third letter."""
    return "".join(sign + _HEAP[at % 4] if sign.isalpha() and at % 3 == 0 else sign for at, sign in enumerate(piece))


def _turned(piece: str) -> str:
    """Controls of direction around the words, which a reader does not see."""
    return " ".join(f"\u202a{word}\u202c" if word else "" for word in piece.split(" "))


WRITE: dict[str, Callable[[str], str]] = {
    "plain": lambda piece: piece,
    "misspelt": _misspelt,
    "lower": str.lower,
    "upper": str.upper,
    "decorated": _decorated,
    "unaccented": lambda piece: piece.translate(_PLAIN),
    "zalgo": _zalgo,
    "turned": _turned,
}


# -- pools --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Vocabulary:
    """All phrases. A phrase is a number; `pieces` holds its texts, `slots` (phrases x 2) what stands between them.

    `first` and `count` say, for kind, register and language, where a pool begins and how many phrases it has.
    `variants` follow one another: variant v of phrase p is piece row `v * phrases + p`.
    """

    pieces: Pool
    first_piece: int
    phrases: int
    slots: Ints
    first: Ints
    count: Ints
    kinds: tuple[str, ...]

    def piece(self, phrase: Ints, variant: Ints, place: int) -> Ints:
        """The piece's index in the pool of texts."""
        return self.first_piece + (variant * self.phrases + phrase) * PIECES + place


@cache
def vocabulary() -> Vocabulary:
    """Read the grammars; raises ValueError for a phrase with more than two slots or an unknown one."""
    texts = {name: yaml.safe_load((FOLDER / f"{name}.yml").read_text(encoding="utf-8")) for name in LANGUAGES}
    kinds = ("title", "offer", *(line for line in LINES if not line.startswith("offer")))
    first = np.zeros((len(kinds), len(REGISTERS), len(LANGUAGES)), dtype=np.int64)
    count = np.zeros_like(first)
    phrases: list[tuple[tuple[str, ...], tuple[int, int]]] = []
    known: dict[tuple[str, str, str], tuple[int, int]] = {}
    for (k, kind), (r, register), (n, language) in itertools.product(*map(enumerate, (kinds, REGISTERS, LANGUAGES))):
        own = kind in texts[language].get(register, {})
        source = (language, register if own else "any", kind)
        if source not in known:
            found = [_cut(text) for pattern in texts[source[0]][source[1]][kind] for text in expand(pattern)]
            known[source] = (len(phrases), len(found))
            phrases += found
        first[k, r, n], count[k, r, n] = known[source]
    pool = Pool()
    at = pool.add([WRITE[name](piece) for name in VARIANTS for pieces, _ in phrases for piece in pieces])
    slots = np.asarray([found for _, found in phrases], dtype=np.int64)
    return Vocabulary(pool, at, len(phrases), slots, first, count, kinds)


def _cut(text: str) -> tuple[tuple[str, ...], tuple[int, int]]:
    parts = _SLOT.split(text)
    pieces, slots = parts[::2], [SLOTS.index(name) for name in parts[1::2]]
    if len(slots) > PIECES - 1:
        raise ValueError(f"{text}: a phrase holds two slots at most")
    pieces += [""] * (PIECES - len(pieces))
    slots += [0] * (PIECES - 1 - len(slots))
    return tuple(pieces), (slots[0], slots[1])
