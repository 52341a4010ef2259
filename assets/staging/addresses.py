"""E-mail addresses, handles on platforms, and web addresses in text, spelt out ones too, with their spans.

An address ends in a public suffix (publicsuffix.org, as tldextract carries it) or in a name that RFC 2606 reserves. An
own site is its registrable domain, whatever the page; on a host that many share it is host and first folder.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any, NamedTuple

import polars as pl
import re2
import tldextract

from assets.staging.folding import Folded, blotted, folded, integers, pattern
from assets.staging.words import words

SCHEMA = {
    "row": pl.UInt32,
    "kind": pl.String,
    "value": pl.String,
    "obfuscated": pl.Boolean,
    "span_start": pl.Int32,
    "span_end": pl.Int32,
}


class Address(NamedTuple):
    """An address in a buffer; `plain` is false where it is spelt or spaced."""

    kind: str
    value: str
    start: int
    end: int
    plain: bool


@cache
def _platforms() -> dict[str, str]:
    """Each name of a platform, as ads write it, and the platform."""
    return {name: platform for platform, names in words("addresses")["platforms"].items() for name in names}


def _any(known: list[str] | dict[str, Any]) -> str:
    return "|".join(re2.escape(word) for word in sorted(known, key=lambda word: (-len(word), word)))


_LABEL = r"[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?"
_LOCAL = r"\b[a-z0-9][a-z0-9._%+\-]{0,63}"
_AT_SIGN = r"(?: ?@ ?| ?[\[({<] ?(?:at|arroba|arobase|@) ?[\])}>] ?)"
_AT_WORD = r" (?:at|arroba|arobase) "
_DOT_WORD = r"(?: ?[\[({<] ?(?:dot|punto|point|\.) ?[\])}>] ?| (?:dot|punto|point) )"
_DOT = rf"(?:\.| \. |{_DOT_WORD})"


@cache
def _email() -> str:
    mailers = _any(words("addresses")["mailers"])
    return (
        rf"({_LOCAL})(?:({_AT_SIGN}{_LABEL}(?:{_DOT}{_LABEL}){{1,4}})"
        rf"|({_AT_WORD}{_LABEL}(?:{_DOT_WORD}{_LABEL}){{1,4}}|{_AT_WORD}(?:{mailers}){_DOT}{_LABEL}))"
    )


_NAME, _DIALLED = re2.compile(r"[a-z0-9._\-]{3,30}"), re2.compile(r"\+?[0-9]{10,15}")
_SEPARATOR = re2.compile(rf"({_AT_SIGN}|{_AT_WORD}|{_DOT})")


@cache
def _url() -> str:
    common = _any(words("addresses")["suffixes"])
    return (
        r"((?:https?://|\bwww\.)[^\s<>\"'\x00-\x03]{3,500})"
        rf"|\b({_LABEL}(?:\.{_LABEL}){{0,3}}\.(?:{common})(?:/[^\s<>\"'\x00-\x03]{{0,300}}|\b))"
        rf"|\b({_LABEL}{_DOT_WORD}(?:{common}))\b"
    )


@cache
def _handle() -> str:
    names = _platforms()
    bare = [name for name in names if len(name) > 2]
    word = r"([a-z0-9][a-z0-9._\-]{2,29})"
    joint = r"(?: (?:is|es|me|id|user|username|add|handle|name|at))?"
    return (
        rf"\b({_any(names)}){joint}[ \x01]{{0,4}}(?:[:=][ \x01]{{0,4}}[@$]?|[@$] ?){word}"
        rf"|\b({_any(bare)}){joint} {word}"
        rf"|(?:^|[^a-z0-9._%+\-@])@([a-z0-9_][a-z0-9._]{{2,29}})"
    )


def addresses(texts: pl.Series) -> pl.DataFrame:
    """E-mails, handles and URLs in a column of texts: row, kind, value, obfuscated, span in code points.

    Values are in lower case: `name@host`, `platform:name` (the name alone where no platform is told), and the
    registrable domain. A text that is null or empty has none; no text raises.
    """
    return pl.concat([pl.DataFrame(schema=SCHEMA), *(addresses_of(batch) for batch in folded(texts))])


def addresses_of(batch: Folded) -> pl.DataFrame:
    """The addresses of a batch, in the order of row and span."""
    found = sorted(_read(batch.lower), key=lambda address: address.start)
    begins, ends = integers([a.start for a in found]), integers([a.end for a in found])
    rows, starts, stops = batch.spans(begins, ends)
    hidden = batch.is_hidden(begins, ends) | ~integers([a.plain for a in found]).astype(bool)
    columns = [rows, [a.kind for a in found], [a.value for a in found], hidden, starts, stops]
    return pl.DataFrame(columns, schema=SCHEMA, strict=False)


def _read(buffer: bytes) -> Iterator[Address]:
    """E-mails, then URLs, then handles, each in what the earlier left."""
    for reader in (_emails, _urls, _handles):
        found = list(reader(buffer))
        yield from (address for address in found if address.value)
        if found:
            buffer = blotted(buffer, ((address.start, address.end) for address in found))


# -- e-mail ---------------------------------------------------------------------------------------------------------


def _emails(buffer: bytes) -> Iterator[Address]:
    for match in pattern(_email()).finditer(buffer):
        start = match.start(1)
        local = match.group(1).decode("latin-1")
        group = 2 if match.start(2) >= 0 else 3
        written = match.group(group).decode("latin-1")
        host, size = _host(written)
        if not host or (group == 3 and not _is_mailbox(local, host)):
            continue
        plain = written[:size] == f"@{host}"
        yield Address("email", f"{local.lstrip('.')}@{host}", start, match.start(group) + size, plain)


def _is_mailbox(local: str, host: str) -> bool:
    """Whether a word before a spelt "at" is a mailbox: "more at somewhere dot com" is a site."""
    if local in words("addresses")["not_names"]:
        return False
    return host.partition(".")[0] in words("addresses")["mailers"] or len(local) > 9 or not local.isalpha()


def _host(written: str) -> tuple[str, int]:
    """The host of what follows a name, and how much of it that is: up to the first common suffix that ends a name."""
    parts = _SEPARATOR.split(written)[1:]
    labels, gaps = parts[1::2], parts[0::2]
    size, host = 0, ""
    for at, label in enumerate(labels):
        size += len(gaps[at]) + len(label)
        host = f"{host}.{label}" if at else label
        following = gaps[at + 1] if at + 1 < len(gaps) else ""
        if at and label in _suffixes() and following in ("", " . "):
            return host, size
    return (host, size) if _registrable(host) else ("", 0)


@cache
def _suffixes() -> frozenset[str]:
    return frozenset(words("addresses")["suffixes"])


# -- web addresses --------------------------------------------------------------------------------------------------


@cache
def _extract() -> tldextract.TLDExtract:
    """The public suffixes that come with the package; nothing is fetched and nothing is written."""
    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


@lru_cache(maxsize=1 << 16)
def _registrable(host: str) -> str:
    """The registrable domain of a host; empty where it has no public suffix. Each distinct host is asked once."""
    if host.rpartition(".")[2] in words("addresses")["reserved"]:
        return ".".join(host.split(".")[-2:]) if "." in host else ""
    return _extract()(host).top_domain_under_public_suffix


def _urls(buffer: bytes) -> Iterator[Address]:
    for match in pattern(_url()).finditer(buffer):
        group = next(place for place in (1, 2, 3) if match.start(place) >= 0)
        written = match.group(group).decode("latin-1").rstrip(".,;:!?)-]}*|")
        start = match.start(group)
        if group == 2 and buffer[start - 1 : start] in (b"@", b"-", b"_"):
            continue
        plain = group != 3
        address = written if plain else ".".join(_SEPARATOR.split(written)[::2])
        kind, value = _place(address)
        if group == 3 and address.partition(".")[0] in words("addresses")["not_names"]:
            continue
        yield Address(kind, value, start, start + len(written), plain)


def _place(address: str) -> tuple[str, str]:
    """What a web address is: somebody's page on a platform is a handle; an own site is its registrable domain."""
    rest = address.removeprefix("https://").removeprefix("http://")
    host, _, path = rest.partition("?")[0].partition("#")[0].partition("/")
    host = host.rpartition("@")[2].partition(":")[0].removeprefix("www.")
    folders = [folder for folder in path.split("/") if folder]
    if platform := words("addresses")["profiles"].get(host):
        names = [folder for folder in folders if folder not in ("add", "u", "user", "in", "c")]
        name = names[0].lstrip("@$") if names else ""
        return ("handle", f"{platform}:{name}") if _NAME.fullmatch(name) else ("url", "")
    if folders and _DIALLED.fullmatch(folders[0]):
        # A link that dials is a phone number, not a site.
        return "url", ""
    domain = _registrable(host)
    if domain in words("addresses")["shared_hosts"] and folders:
        return "url", f"{domain}/{folders[0]}"
    return "url", domain


# -- handles ----------------------------------------------------------------------------------------------------------


def _handles(buffer: bytes) -> Iterator[Address]:
    for match in pattern(_handle()).finditer(buffer):
        if match.start(5) >= 0:
            name = match.group(5).decode("latin-1").rstrip(".")
            yield Address("handle", name if len(name) > 2 else "", match.start(5) - 1, match.start(5) + len(name), True)
            continue
        group = 1 if match.start(1) >= 0 else 3
        name = match.group(group + 1).decode("latin-1").rstrip(".-")
        start, end = match.start(group), match.start(group + 1) + len(name)
        if group == 3 and not _is_name(name):
            continue
        is_name = len(name) > 2 and name not in words("addresses")["not_handles"] and not name.isdecimal()
        value = f"{_platforms()[match.group(group).decode('latin-1')]}:{name}" if is_name else ""
        yield Address("handle", value, start, end, True)


def _is_name(word: str) -> bool:
    """Whether a word after a platform's name is a handle: it has a digit or a joint, or is long and no word."""
    if word in words("addresses")["not_handles"]:
        return False
    return len(word) >= 8 or any(sign.isdecimal() or sign in "._" for sign in word)
