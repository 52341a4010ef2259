"""E-mail addresses, handles on platforms, and web addresses in text, spelt out ones too, with their spans.

An address ends in a public suffix (publicsuffix.org, as tldextract carries it) or in a name that RFC 2606 reserves. An
own site is its registrable domain, whatever the page; on a host that many share it is host and first folder.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any, NamedTuple

import polars as pl
import re2
import tldextract

from assets.staging.folding import Folded, blotted, folded, integers
from assets.staging.patterns import pattern
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


# Counted repetitions make an automaton large, so lengths are checked where an address is judged.
_LABEL = r"[a-z0-9](?:[a-z0-9\-]*[a-z0-9])?"
_AT_SIGN = r"(?: ?@ ?| ?[\[({<] ?(?:at|arroba|arobase|@) ?[\])}>] ?)"
_AT_WORD = r" (?:at|arroba|arobase) "
_DOT_WORD = r"(?: ?[\[({<] ?(?:dot|punto|point|\.) ?[\])}>] ?| (?:dot|punto|point) )"
_DOT = rf"(?:\.| \. |{_DOT_WORD})"


@cache
def _host_behind() -> str:
    """An "at" and the host behind it; the name before it is read backwards."""
    mailers = _any(words("addresses")["mailers"])
    return (
        rf"{_AT_SIGN}{_LABEL}(?:{_DOT}{_LABEL})+"
        rf"|{_AT_WORD}{_LABEL}(?:{_DOT_WORD}{_LABEL})+|{_AT_WORD}(?:{mailers}){_DOT}{_LABEL}"
    )


#: What the name of a mailbox is made of, and its longest (RFC 5321).
_IN_LOCAL = frozenset(b"abcdefghijklmnopqrstuvwxyz0123456789._%+-")
MAX_LOCAL, MAX_HOST = 64, 253
_NO_SIGNS = str.maketrans("", "", "-._")
#: Python's own expressions see only what RE2 has found, MAX_URL characters at most: there they are the faster.
_NAME, _DIALLED = re.compile(r"[a-z0-9._\-]{3,30}"), re.compile(r"\+?[0-9]{10,15}")
_SEPARATOR = re.compile(rf"({_AT_SIGN}|{_AT_WORD}|{_DOT})")


@cache
def _url() -> str:
    common = _any(words("addresses")["suffixes"])
    return (
        r"(?:https?://|\bwww\.)[^\s<>\"'\x00-\x03]+"
        rf"|\b{_LABEL}(?:\.{_LABEL})*\.(?:{common})(?:/[^\s<>\"'\x00-\x03]*|\b)"
        rf"|\b{_LABEL}{_DOT_WORD}(?:{common})\b"
    )


@cache
def _handle() -> str:
    """A platform's name, a joint and a name behind it; or a name behind the sign for "at"."""
    names = _platforms()
    bare = [name for name in names if len(name) > 2]
    word = r"[a-z0-9][a-z0-9._\-]*"
    return (
        rf"\b(?:{_any(names)}){_WORD}[ \x01]{{0,4}}(?:[:=][ \x01]{{0,4}}[@$]?|[@$] ?){word}"
        rf"|\b(?:{_any(bare)}){_WORD} {word}"
        rf"|@[a-z0-9_][a-z0-9._]*"
    )


#: A word between a platform's name and somebody's.
_WORD = r"(?: (?:is|es|me|id|user|username|add|handle|name|at))?"
#: The longest names of platforms and the longest addresses that are read.
MAX_NAME, MAX_URL = 30, 500


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
    for match in pattern(_host_behind()).finditer(buffer):
        at, end = match.span()
        start = at
        while start > max(0, at - MAX_LOCAL) and buffer[start - 1] in _IN_LOCAL:
            start -= 1
        local = buffer[start:at].decode("latin-1")
        name = local.lstrip("._%+-")
        host, size = _host(buffer[at : min(end, at + MAX_HOST)].decode("latin-1"))
        is_spelt = buffer[at + 1 : at + 2].isalpha() and buffer[at : at + 1] == b" "
        if not host or not name or (is_spelt and not _is_mailbox(name, host)):
            continue
        plain = buffer[at : at + size] == f"@{host}".encode("latin-1")
        yield Address("email", f"{name}@{host}", at - len(name), at + size, plain)


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
        start = match.start()
        written = match.group()[:MAX_URL].decode("latin-1").rstrip(".,;:!?)-]}*|")
        is_told = written.startswith(("http://", "https://", "www."))
        if not is_told and buffer[start - 1 : start] in (b"@", b"-", b"_"):
            continue
        parts = _SEPARATOR.split(written)
        is_spelt = not is_told and any(gap != "." for gap in parts[1::2])
        address = ".".join(parts[::2]) if is_spelt else written
        if is_spelt and address.partition(".")[0] in words("addresses")["not_names"]:
            continue
        kind, value = _place(address)
        yield Address(kind, value, start, start + len(written), not is_spelt)


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
        start, end = match.span()
        written = buffer[start:end].decode("latin-1")
        if written[0] == "@":
            name = written[1:].rstrip(".")
            is_free = not (buffer[start - 1 : start].isalnum() or buffer[start - 1 : start] in (b".", b"@", b"_", b"-"))
            is_name = is_free and 3 <= len(name) <= MAX_NAME
            yield Address("handle", name if is_name else "", start, start + 1 + len(name), True)
            continue
        platform, name, has_sign = _taken_apart(written)
        # A number that a platform is told to be reached at is a phone, however it is grouped.
        is_number = name.translate(_NO_SIGNS).isdecimal()
        is_name = 3 <= len(name) <= MAX_NAME and name not in words("addresses")["not_handles"] and not is_number
        if has_sign or _is_name(name):
            value = f"{platform}:{name}" if is_name else ""
            yield Address("handle", value, start, end - len(written) + len(written.rstrip(".-")), True)


@lru_cache(maxsize=1 << 12)
def _platform(beginning: str) -> str:
    """The platform that a piece begins with."""
    names = _platforms()
    return names[max((name for name in names if beginning.startswith(name)), key=len)]


def _taken_apart(written: str) -> tuple[str, str, bool]:
    """Platform, name, and whether a sign joins them."""
    written = written.rstrip(".-")
    at = max(written.rfind(sign) for sign in " :=@$\x01")
    before = written[: at + 1]
    return _platform(written[:12]), written[at + 1 :], any(sign in before for sign in ":=@$")


def _is_name(word: str) -> bool:
    """Whether a word after a platform's name is a handle: it has a digit or a joint, or is long and no word."""
    if word in words("addresses")["not_handles"]:
        return False
    return len(word) >= 8 or any(sign.isdecimal() or sign in "._" for sign in word)
