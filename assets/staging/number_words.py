"""Numbers as words in English, Spanish and French, as `words/numbers.yml` lists them."""

from __future__ import annotations

from functools import cache

from assets.staging.words import words


@cache
def digits() -> dict[str, str]:
    """Each word for a digit, also misspelt, and the digit."""
    return {
        word: str(digit)
        for language in words("numbers")["digits"].values()
        for digit, spellings in enumerate(language)
        for word in spellings
    }


@cache
def teens() -> dict[str, str]:
    """Each word for a number from ten to nineteen, and its two digits."""
    return {word: str(10 + at) for row in words("numbers")["teens"].values() for at, word in enumerate(row)}


@cache
def tens() -> dict[str, str]:
    """Each word for twenty to ninety, and its first digit."""
    return {word: str(digit) for row in words("numbers")["tens"].values() for word, digit in row.items()}


@cache
def weak() -> frozenset[str]:
    """Words that mean something else where they stand alone."""
    return frozenset(words("numbers")["weak"])


def alternatives(known: list[str] | dict[str, str]) -> str:
    """A pattern for any of these words, the longest first."""
    return "|".join(sorted(known, key=lambda word: (-len(word), word)))


@cache
def below_hundred() -> dict[str, int]:
    """Words for eighteen to ninety-nine as ages are written, joined by a blank or a hyphen, and their value."""
    found = {word: int(value) for word, value in teens().items()}
    read = words("numbers")
    for language, row in read["tens"].items():
        for word, ten in row.items():
            found[word] = ten * 10
            for digit in range(1, 10):
                for unit in read["digits"][language][digit][:1]:
                    joints = {"en": (" ", "-", ""), "es": (" y ",), "fr": ("-", " ")}[language]
                    found |= {f"{word}{joint}{unit}": ten * 10 + digit for joint in joints}
    for digit, unit in enumerate(("uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve"), start=1):
        found["veinti" + unit] = 20 + digit
    return found
