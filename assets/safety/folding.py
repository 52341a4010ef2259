"""Fold text character by character, so that a span in the folded text is the same span in the original.

The list must not wait for the extractors, nor change with them: it has a folding of its own.
"""

from __future__ import annotations

import sys
import unicodedata
from functools import cache

_APOSTROPHES = "‘’ʼ´`"
_HOLLOW = "\u200b‌‍⁠️⃣﻿­"


@cache
def table() -> dict[int, str]:
    """Each code point to one character: lower case, plain digits and letters, blanks for what has no width."""
    folded: dict[int, str] = {}
    for point in range(sys.maxunicode + 1):
        character = chr(point)
        plain = unicodedata.normalize("NFKC", character).lower()
        digit = unicodedata.digit(character, -1)
        if digit >= 0:
            plain = str(digit)
        if len(plain) == 1 and plain != character:
            folded[point] = plain
    folded.update({ord(c): "'" for c in _APOSTROPHES})
    folded.update({ord(c): " " for c in _HOLLOW})
    return folded


def fold(text: str) -> str:
    """The text folded; exactly as many code points as before."""
    return text.lower() if text.isascii() else text.translate(table())
