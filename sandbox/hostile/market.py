"""A market that does everything a crawler should survive, on loopback: `gaining-ground sandbox serve --hostile`.

`/ads?traps=a,b` lists ten good ads and a link to each trap (`traps=all`: to every one; `more=N`: N more ads; `note=x`:
a word beside each ad that changes its entry), `/trap/<name>` is one, `/counts` tells what was asked for and when. Good
ads answer 304 to the tag that they were given. Nothing here leads out of loopback: redirects to other places are only
said, and a crawler that follows one is at fault.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from sandbox.hostile.answers import Asked, ad, ok, page, redirect, said
from sandbox.hostile.traps import TRAPS

GOOD = 10


@dataclass
class Market:
    """Answers requests and keeps count of them, with their moments."""

    counts: dict[str, int] = field(default_factory=dict)
    moments: list[float] = field(default_factory=list)
    robots: str = "allow"
    closing: bool = False

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        try:
            while not self.closing:
                head = await reader.readuntil(b"\r\n\r\n")
                asked = self._read(head)
                if asked.path != "/counts":
                    self.moments.append(asyncio.get_running_loop().time())
                async for part in self.answer(asked):
                    writer.write(part)
                    await writer.drain()
                if not _keeps_open(asked):
                    break
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.LimitOverrunError):
            pass
        finally:
            writer.close()

    def _read(self, head: bytes) -> Asked:
        lines = head.decode("latin-1").split("\r\n")
        parts = urlsplit(lines[0].split(" ")[1])
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
        before = self.counts.get(parts.path, 0)
        self.counts[parts.path] = before + 1
        return Asked(parts.path, parse_qs(parts.query), headers, before)

    async def answer(self, asked: Asked) -> AsyncIterator[bytes]:
        """The bytes of an answer, as they are sent."""
        name = asked.path.removeprefix("/trap/") if asked.path.startswith("/trap/") else ""
        if asked.path == "/robots.txt":
            for part in _robots(self.robots, self.counts):
                yield part
        elif asked.path == "/ads":
            yield ok(_listing(asked))
        elif asked.path.startswith("/ad/"):
            yield _tagged(asked)
        elif asked.path == "/counts":
            yield ok(json.dumps({"paths": self.counts, "moments": self.moments}).encode(), "application/json")
        elif asked.path.startswith("/hops/"):
            yield _hop(asked)
        elif name.split("/")[0] in TRAPS:
            async for part in TRAPS[name.split("/")[0]](asked):
                yield part
        else:
            yield said(404, b"no such page")


def _keeps_open(asked: Asked) -> bool:
    return asked.path.startswith(("/ad/", "/ads", "/robots"))


def _tagged(asked: Asked) -> bytes:
    number = asked.path.removeprefix("/ad/")
    tag = f'"v1-{number}"'
    if asked.headers.get("if-none-match") == tag:
        return said(304, b"", "text/html", f"ETag: {tag}")
    return ok(ad(number), "text/html; charset=utf-8", f"ETag: {tag}")


def _listing(asked: Asked) -> bytes:
    names = [name for value in asked.query.get("traps", []) for name in value.split(",") if name]
    traps = sorted(TRAPS) if names == ["all"] else names
    more, note = int(asked.query.get("more", ["0"])[0]), asked.query.get("note", [""])[0]
    paths = [f"/ad/{n}" for n in range(1, GOOD + 1 + more)] + [f"/trap/{name}" for name in traps]
    rows = "".join(f'<tr class="ad"><td><a class="title" href="{path}">{path}</a> {note}</td></tr>' for path in paths)
    return f'<html><body><table class="ads">{rows}</table></body></html>'.encode()


def _robots(state: str, counts: dict[str, int]) -> list[bytes]:
    """robots.txt in every state; `changes` forbids everything once an ad was asked for."""
    rules = {
        "allow": b"User-agent: *\nDisallow:\n",
        "disallow": b"User-agent: *\nDisallow: /\n",
        "ours": b"User-agent: *\nDisallow: /\n\nUser-agent: GainingGround\nAllow: /\n",
        "not_ours": b"User-agent: GainingGround\nDisallow: /ad/\n",
        "large": b"User-agent: *\n" + b"# filler\n" * 60_000 + b"Disallow: /ad/\n",
        "garbage": bytes(range(256)) * 40,
        "delay": b"User-agent: *\nCrawl-delay: 0.4\nDisallow:\n",
        "html": page("not a robots.txt", "at all"),
        "bom": b"\xef\xbb\xbfUser-agent: *\nDisallow: /ad/3\n",
    }
    if state in rules:
        return [ok(rules[state], "text/plain")]
    if state.startswith("status_"):
        return [said(int(state.removeprefix("status_")), b"User-agent: *\nDisallow:\n", "text/plain")]
    if state == "changes":
        began = any(path.startswith("/ad/") for path in counts)
        return [ok(rules["disallow" if began else "allow"], "text/plain")]
    if state.startswith("redirects_"):
        return [redirect(f"/hops/robots/{int(state.removeprefix('redirects_')) - 1}")]
    return []


def _hop(asked: Asked) -> bytes:
    """A redirect to the next one, so many times; at the end a robots.txt that forbids the ads."""
    folder, _, left = asked.path.rpartition("/")
    return redirect(f"{folder}/{int(left) - 1}") if int(left) else ok(b"User-agent: *\nDisallow: /ad/\n", "text/plain")
