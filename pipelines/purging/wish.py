"""What a purge is asked for: what is due by the clocks, or one identifier on a person's request."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from assets.publish.pseudonyms import kept_key
from assets.records import append, read
from assets.watch_list import normal_identifier
from pipelines.purging.forms import keyed

FILE = "removals.jsonl"
KEY = "removals"
#: So many digits in a row are a phone, and no number of a case.
_DIGITS = 9


class PurgeRefused(ValueError):
    """A purge that cannot be done as it was asked for; the message says why and what to do."""


@dataclass(frozen=True)
class Wish:
    """Why and by whom; an identifier (kind and normal value) or none; whether child-safety ads may go with it."""

    why: str
    by: str
    kind: str | None = None
    value: str | None = None
    with_child_safety: bool = False

    @property
    def reason(self) -> str:
        """What a tombstone says: no word that anybody typed, for it stays for ever."""
        return "removal on request" if self.kind else "retention"


def wish(why: str, by: str, with_child_safety: bool, **given: str | None) -> Wish:
    """A wish from what was typed; raises PurgeRefused for two identifiers or one that no ad could have."""
    chosen = {kind: text for kind, text in given.items() if text}
    if len(chosen) > 1:
        raise PurgeRefused("name one identifier at a time")
    if not chosen:
        return Wish(why, by)
    ((kind, text),) = chosen.items()
    if (value := normal_identifier(kind, text)) is None:
        raise PurgeRefused(f"--{kind}: is none that an ad could be read to have; write it as an ad would")
    return Wish(why, by, kind, value, with_child_safety)


def remember(home: Path, asked: Wish) -> None:
    """Keep that an identifier is to be gone, as a keyed hash, so that what comes in later goes with the next purge."""
    if asked.kind and asked.value:
        key = keyed(kept_key(home, KEY), asked.kind, asked.value)
        if key not in {entry.get("key") for _, entry in read(home, FILE)}:
            append(home, FILE, [{"key": key, "kind": asked.kind}])


def asked_before(home: Path, known: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Which of the identifiers (kind, value) somebody asked to be gone before."""
    keys = {entry.get("key") for _, entry in read(home, FILE)}
    if not keys:
        return []
    key = kept_key(home, KEY)
    return [(kind, value) for kind, value in known if keyed(key, kind, value) in keys]


def said(text: str) -> str:
    """A reason as it may stand in a log: what looks like an address or a number in it is refused."""
    if "@" in text or any(sum(map(str.isdigit, run)) >= _DIGITS for run in re.findall(r"\d[\d .()-]+\d", text)):
        raise PurgeRefused("--why: holds what looks like an identifier; name a case or the request's number instead")
    return text
