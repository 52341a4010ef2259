"""The words of the simulated ads: small grammars by class of operator. Euphemistic, never explicit, no real names."""

from __future__ import annotations

import random
from dataclasses import dataclass

NAMES = (
    "Ava", "Bella", "Carmen", "Daisy", "Elena", "Fiona", "Gia", "Holly", "Iris", "Jade", "Kira", "Lena", "Mia", "Nora",
    "Olive", "Paige", "Quinn", "Rosa", "Sofia", "Tess", "Uma", "Vera", "Willa", "Xenia", "Yara", "Zoe",
)  # fmt: skip
OPENERS = (
    "Hello gentlemen",
    "Hey there",
    "Good evening",
    "Hi",
    "Welcome",
    "Sweet and relaxed",
    "Your best hour",
)
TRUST = (
    "100% real",
    "professional and reliable",
    "no games",
    "always on time, trusted",
    "discreet and genuine",
)
YOUTH = ("young and fresh", "petite student", "fresh face", "sweet young smile")
MOVEMENT = ("new in town", "just arrived", "only here this week", "visiting for a few days", "back in town")
SCREENING = ("screening required", "references welcome", "ID at the door please", "deposit for first visits")
RESTRICTIONS = ("gentlemen only", "no last minute calls", "no texts after ten", "please be polite")
COMPANY = (
    "good company",
    "a relaxing evening",
    "time for you",
    "dinner and talk",
    "a calm hour away from the day",
)
SPANISH = (
    "Hola, soy {name}",
    "buena compañía y trato amable",
    "llama al {phone}",
    "{place}, cerca del centro",
)
SEVERAL = (
    "2 girls available",
    "ask for {name} or {other}",
    "our girls {name} and {other}",
    "meet {name} and {other}",
)
THIRD = ("she is waiting for your call", "her schedule is open all day", "she will make you smile")
MASSAGE = (
    "table shower, hot stones",
    "Swedish and deep tissue",
    "open seven days 10 to 10",
    "licensed studio",
)
AGENCY = ("our ladies are ready in 30 minutes", "our office answers day and night", "we come to your hotel")
SPAM = ("CLICK NOW best deals in {city}", "verified profiles in {city} tonight", "free signup no card {city}")
GOODS = (
    "Mountain bike, barely used", "Moving boxes, free to collect", "Guitar lessons for beginners",
    "Oak table, four chairs",
    "House cleaning, fair rates", "Lawn mowing and yard work", "Phone screen repair", "Math tutor, all grades",
)  # fmt: skip
DIGIT_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


@dataclass(frozen=True)
class Written:
    """A phone as it is written, and whether plain digits were hidden."""

    text: str
    obscured: bool


def plain_phone(dice: random.Random, digits: str) -> Written:
    """Ten digits in a usual grouping."""
    a, b, c = digits[:3], digits[3:6], digits[6:]
    return Written(dice.choice((f"({a}) {b}-{c}", f"{a}-{b}-{c}", f"{a}.{b}.{c}", f"{a} {b} {c}", f"{a}{b}{c}")), False)


def obscured_phone(dice: random.Random, digits: str) -> Written:
    """Ten digits hidden from a search: spelt, spaced by signs, or with letters for digits."""
    way = dice.randrange(3)
    if way == 0:
        return Written(" ".join(DIGIT_WORDS[int(d)] for d in digits), True)
    if way == 1:
        sign = dice.choice(("*", "~", "_", "♥"))
        return Written(sign.join(digits), True)
    swapped = "".join(dice.choice("oO") if d == "0" else d for d in digits[3:])
    words = " ".join(DIGIT_WORDS[int(d)] for d in digits[:3])
    return Written(f"{words} {swapped[:3]} {swapped[3:]}", True)


def price(dice: random.Random, hourly: int) -> str:
    """An hourly price as it is written in ads."""
    half = round(hourly * 0.6 / 10) * 10
    return dice.choice((f"${hourly} hr", f"{hourly} roses/hr", f"${half} hh ${hourly} hr", f"hr ${hourly}"))
