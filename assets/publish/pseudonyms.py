"""Keyed pseudonyms (HMAC-SHA-256, RFC 2104): one value has one of them in all tables of a tier, another in each tier.

The key lies in `records/pseudonyms.key`, made on first use, mode 0600. Each tier has a key of its own, derived from it,
so that nobody can join two tiers by their pseudonyms. Whoever has the key can find out which value a pseudonym stands
for; without it nobody can try values out.

To change the key: move the file away (into a safe for as long as old builds may have to be read) and refresh. The next
build has other pseudonyms throughout; its manifest names the new key by its fingerprint.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path

import duckdb

from assets.promise import Identity
from assets.publish.identities import LETTERS

BYTES = 32
PSEUDONYMS = "pseudonyms"


class KeyUnreadable(ValueError):
    """A key file that holds no key; the message says what to do."""


def key_of(home: Path, tier: str) -> bytes:
    """The key of a tier; the first call of a home makes the key that it is derived from. Raises KeyUnreadable."""
    return hmac.digest(kept_key(home, PSEUDONYMS), f"pseudonyms of {tier}".encode(), "sha256")


def fingerprint(key: bytes) -> str:
    """Twelve hexadecimal digits that name a key and tell nothing of it."""
    return hmac.digest(key, b"fingerprint", "sha256").hex()[:12]


def teach(connection: duckdb.DuckDBPyConnection, key: bytes) -> None:
    """Let this connection's queries call `pseudonym(kind, value)`; the key stands in no query and no file."""
    block = key.ljust(hashlib.sha256().block_size, b"\0")
    for name, pad in (("pseudonym_inner", 0x36), ("pseudonym_outer", 0x5C)):
        connection.execute(f"SET VARIABLE {name} = ?::BLOB", [bytes(byte ^ pad for byte in block)])
    connection.execute(
        "CREATE OR REPLACE TEMP MACRO pseudonym(kind, value) AS sha256(getvariable('pseudonym_outer')"
        " || unhex(sha256(getvariable('pseudonym_inner') || encode(kind || chr(31) || value))))"
    )


def forget(connection: duckdb.DuckDBPyConnection) -> None:
    """Take the key from the connection."""
    for name in ("pseudonym_inner", "pseudonym_outer"):
        connection.execute(f"RESET VARIABLE {name}")


def pseudonym_sql(kind: Identity, value: str) -> str:
    """The pseudonym of a value as SQL; it has the form of an id, and that of an identifier looks like none."""
    made = f"pseudonym('{kind}', {value})"
    if kind in LETTERS:
        return f"'{LETTERS[kind]}' || substr({made}, 1, 16)"
    return f"'~' || substr({made}, 1, 16)" if kind == "identifier" else made


def kept_key(home: Path, name: str) -> bytes:
    """The key `records/<name>.key`, made on first use. Raises KeyUnreadable."""
    path = home / "records" / f"{name}.key"
    if not path.exists():
        _make(path)
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except ValueError:
        key = b""
    if len(key) != BYTES:
        raise KeyUnreadable(
            f"records/{path.name}: holds no key of 64 hexadecimal digits; restore it from a backup, or move it away"
            " and refresh (pseudonyms of later builds are then other ones)"
        )
    return key


def _make(path: Path) -> None:
    """A new key; of two processes that make one at the same time the first one's stays."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    aside = path.with_name(f".{path.name}-{os.getpid()}.aside")
    aside.unlink(missing_ok=True)
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(secrets.token_bytes(BYTES).hex() + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        path.hardlink_to(aside)
    except FileExistsError:
        pass
    finally:
        aside.unlink()
