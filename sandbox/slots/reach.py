"""Handles, mail addresses and own sites: a label that is an operator's alone, in the forms in which people write it.

Domains are of `.example`, which RFC 2606 reserves.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
import yaml

from sandbox.chance import Chance, Ints, Keys
from sandbox.slots.rendered import Column, Mark, Pool, Rendered, chosen, runs, stacked

SYLLABLES = [consonant + vowel for consonant in "bdfgjklmnprstvyz" for vowel in "aeiou"]
LABELS = len(SYLLABLES) ** 4
#: Form, platform, and whether plain signs are hidden; `{}` is the label.
HANDLES = (
    ("telegram: @{}", "telegram", False), ("Telegram {}", "telegram", False), ("TG @{}", "telegram", False),
    ("t.me/{}", "telegram", False), ("snap: {}", "snapchat", False), ("Snapchat {}", "snapchat", False),
    ("sc: {}", "snapchat", False), ("kik: {}", "kik", False), ("Kik {}", "kik", False),
    ("IG: @{}", "instagram", False), ("insta {}", "instagram", False), ("cashapp ${}", "cashapp", False),
    ("CashApp: ${}", "cashapp", False), ("@{}", "", False),
)  # fmt: skip
MAILS = (
    ("{}@mail.example", "mail.example", False), ("{}@post.example", "post.example", False),
    ("{} at mail dot example", "mail.example", True), ("{} (at) post (dot) example", "post.example", True),
    ("{}[at]inbox[dot]example", "inbox.example", True), ("{} arroba mail punto example", "mail.example", True),
    ("{} @ inbox . example", "inbox.example", True), ("{}@inbox.example", "inbox.example", False),
)  # fmt: skip
SITES = (
    ("www.{}.example", "", False), ("https://{}.example/book", "", False), ("{}.example", "", False),
    ("http://www.{}.example/", "", False), ("{} dot example", "", True),
)  # fmt: skip
FORMS = {"handle": HANDLES, "email": MAILS, "url": SITES}


@cache
def _words() -> tuple[Pool, int, int, int]:
    path = Path(__file__).parent.parent / "grammar" / "names.yml"
    words = yaml.safe_load(path.read_text(encoding="utf-8"))["words"]
    pool = Pool()
    return pool, pool.add(words), len(words), pool.add(SYLLABLES)


def labels(chance: Chance, operator: Ints) -> pl.Series:
    """A word and four syllables for each operator; no two operators below 40,960,000 have the same four."""
    pool, words, count, syllables = _words()
    code = (operator * 6_700_417 + int(chance.below(LABELS, "first label", 0)[0])) % LABELS
    parts = [words + chance.below(count, "label word", operator)]
    for _ in range(4):
        parts.append(syllables + code % len(SYLLABLES))
        code = code // len(SYLLABLES)
    return pool.joined(np.stack(parts, axis=1))


@cache
def _forms(kind: str) -> tuple[Pool, int]:
    pool = Pool()
    return pool, pool.add([part for form, _, _ in FORMS[kind] for part in form.split("{}")])


def render(chance: Chance, kind: str, operator: Ints, label: pl.Series, key: Keys) -> Rendered:
    """Write a way to reach the operator. Marks name kind, value, pattern and obfuscated; the span is all of it."""
    pool, first = _forms(kind)
    # A platform is the operator's; the way of writing it differs from ad to ad.
    platform = chance.below(len(FORMS[kind]), f"{kind} platform", operator)
    form = np.where(
        chance.share(f"{kind} strays", key) < 0.15,
        _same_platform(kind, platform, chance.bits(f"{kind} form", key)),
        platform,
    )
    before, after = first + form * 2, first + form * 2 + 1
    text = _around(pool, before, label, after)
    size = label.str.len_chars().to_numpy().astype(np.int64)
    length = pool.lengths(before) + size + pool.lengths(after)
    facts: dict[str, Column] = {
        "kind": pl.repeat(kind, len(operator), eager=True),
        "value": _values(kind, form, label),
        "pattern": chosen([_pattern(kind, platform, spelt) for _, platform, spelt in FORMS[kind]], form),
        "obfuscated": np.asarray([entry[2] for entry in FORMS[kind]])[form],
    }
    return Rendered(text, length, (Mark(np.zeros_like(length), length, facts),))


def _same_platform(kind: str, form: Ints, bits: np.ndarray) -> Ints:
    """Another form with the same platform or domain."""
    known = FORMS[kind]
    alike = [[at for at, other in enumerate(known) if other[1] == entry[1]] for entry in known]
    count = np.asarray([len(group) for group in alike])[form]
    place = (bits % count.astype(np.uint64)).astype(np.int64)
    table = np.asarray([group + [0] * (len(known) - len(group)) for group in alike])
    return np.asarray(table[form, place])


def _pattern(kind: str, platform: str, spelt: bool) -> str:
    return f"handle_{platform or 'bare'}" if kind == "handle" else f"{kind}_{'spelt' if spelt else 'plain'}"


def _values(kind: str, form: Ints, label: pl.Series) -> pl.Series:
    """The normalised value: `platform:name`, `name@host`, `host`."""
    pool = Pool()
    if kind == "handle":
        first = pool.add([f"{platform}:" if platform else "" for _, platform, _ in FORMS[kind]])
        return _around(pool, first + form, label, np.zeros_like(form))
    first = pool.add([f"@{domain}" if domain else ".example" for _, domain, _ in FORMS[kind]])
    return _around(pool, np.zeros_like(form), label, first + form)


def _around(pool: Pool, before: Ints, label: pl.Series, after: Ints) -> pl.Series:
    """A label with words of a pool before and after it."""
    label_at = len(pool.strings) + np.arange(len(label))
    index = np.stack([before, label_at, after], axis=1)
    return runs(stacked([pool.arrow, label]), index.ravel(), 3 * np.arange(1, len(label) + 1))
