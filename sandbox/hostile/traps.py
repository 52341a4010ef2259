"""The traps: each is a page that a crawler should survive, lose alone, and count."""

from __future__ import annotations

import asyncio
import gzip
import zlib
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import cache

from sandbox.hostile.answers import Asked, ad, ok, page, redirect, said

BOMB = 200_000_000


def _brotli(data: bytes) -> bytes:
    import brotli

    packed: bytes = brotli.compress(data, quality=5)
    return packed


def _zstd(data: bytes) -> bytes:
    from backports import zstd

    packed: bytes = zstd.compress(data)
    return packed


def _gzip_twice(data: bytes) -> bytes:
    return gzip.compress(gzip.compress(data, 9), 9)


def _bomb(encoding: str, pack: Callable[[bytes], bytes]) -> Callable[[Asked], AsyncIterator[bytes]]:
    """A small page that unpacks to two hundred megabytes.

    It is packed once, in a thread, for that takes seconds on a busy machine and no other page should wait for it.
    """
    packed = cache(lambda: pack(bytes(BOMB)))

    async def answer(asked: Asked) -> AsyncIterator[bytes]:
        yield ok(await asyncio.to_thread(packed), "text/html", f"Content-Encoding: {encoding}")

    return answer


async def _unknown_encoding(asked: Asked) -> AsyncIterator[bytes]:
    yield ok(b"\x28\xb5\x2f\xfd" + bytes(1000), "text/html", "Content-Encoding: zstd")


async def _broken_gzip(asked: Asked) -> AsyncIterator[bytes]:
    yield ok(gzip.compress(ad("broken"))[:-9] + b"garbage!!", "text/html", "Content-Encoding: gzip")


async def _large_page(asked: Asked) -> AsyncIterator[bytes]:
    size = 50_000_000
    yield f"HTTP/1.1 200 -\r\nContent-Type: text/html\r\nContent-Length: {size}\r\n\r\n".encode()
    for _ in range(size // 100_000):
        yield b"<p>x</p>" * 12_500


async def _endless(asked: Asked) -> AsyncIterator[bytes]:
    yield b"HTTP/1.1 200 -\r\nContent-Type: text/html\r\n\r\n"
    for _ in range(5_000):
        yield b"more and more " * 8_000


async def _slow_headers(asked: Asked) -> AsyncIterator[bytes]:
    for at in range(600):
        yield b"HTTP/1.1 200 -\r\nContent-Type: text/html\r\nX-Slow: aaaaaaaaaaaaaaaaaaaaaaaa"[at : at + 1] or b"a"
        await asyncio.sleep(1)


async def _slow_body(asked: Asked) -> AsyncIterator[bytes]:
    yield b"HTTP/1.1 200 -\r\nContent-Type: text/html\r\nContent-Length: 600\r\n\r\n"
    for _ in range(600):
        yield b"a"
        await asyncio.sleep(1)


async def _hang(asked: Asked) -> AsyncIterator[bytes]:
    yield b"HTTP/1.1 200 -\r\nContent-Type: text/html\r\nContent-Length: 10\r\n\r\n"
    await asyncio.sleep(600)


async def _broken_chunks(asked: Asked) -> AsyncIterator[bytes]:
    yield b"HTTP/1.1 200 -\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nnot a length\r\n"


async def _wrong_length(asked: Asked) -> AsyncIterator[bytes]:
    yield b"HTTP/1.1 200 -\r\nContent-Type: text/html\r\nContent-Length: 100000\r\n\r\n<p>short"


async def _no_http(asked: Asked) -> AsyncIterator[bytes]:
    yield b"SSH-2.0-OpenSSH_9.9\r\n\r\n"


async def _redirect_loop(asked: Asked) -> AsyncIterator[bytes]:
    yield redirect(asked.path)


async def _redirect_chain(asked: Asked) -> AsyncIterator[bytes]:
    yield redirect(f"{asked.path}/x")


def _leads_to(place: str) -> Callable[[Asked], AsyncIterator[bytes]]:
    async def trap(asked: Asked) -> AsyncIterator[bytes]:
        yield redirect(place)

    return trap


async def _cookies(asked: Asked) -> AsyncIterator[bytes]:
    yield ok(ad("cookies"), "text/html", *(f"Set-Cookie: c{n}={'x' * 100}" for n in range(100)))


async def _many_headers(asked: Asked) -> AsyncIterator[bytes]:
    yield b"HTTP/1.1 200 -\r\nContent-Type: text/html\r\n"
    for n in range(20_000):
        yield b"X-%d: %s\r\n" % (n, b"y" * 200)
    yield b"\r\n"


def _page_of(payload: bytes, kind: str = "text/html; charset=utf-8") -> Callable[[Asked], AsyncIterator[bytes]]:
    async def trap(asked: Asked) -> AsyncIterator[bytes]:
        yield ok(payload, kind)

    return trap


def _later(status: int, value: Callable[[], str]) -> Callable[[Asked], AsyncIterator[bytes]]:
    """Ask to come back later once; a good ad the second time."""

    async def trap(asked: Asked) -> AsyncIterator[bytes]:
        if asked.before:
            yield ok(ad(asked.path.rsplit("/", 1)[1]))
        else:
            yield said(status, b"later", "text/plain", f"Retry-After: {value()}")

    return trap


def _in(seconds: float) -> str:
    return format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)


async def _always_later(asked: Asked) -> AsyncIterator[bytes]:
    yield said(429, b"later", "text/plain", "Retry-After: 1")


async def _sessions(asked: Asked) -> AsyncIterator[bytes]:
    """The same listing under ever new session ids: one ad, and a next page that is this one."""
    session = asked.query.get("sid", ["0"])[0]
    rows = '<tr class="ad"><td><a class="title" href="/ad/1">one</a></td></tr>'
    yield ok(f'<table class="ads">{rows}</table><a rel="next" href="?sid={int(session) + 1}">more</a>'.encode())


async def _growing(asked: Asked) -> AsyncIterator[bytes]:
    """An address that doubles with every page."""
    longer = asked.path + asked.path.removeprefix("/trap/growing")[-1500:] + "/again" * 40
    rows = '<tr class="ad"><td><a class="title" href="/ad/1">one</a></td></tr>'
    yield ok(f'<table class="ads">{rows}</table><a rel="next" href="{longer}">more</a>'.encode())


async def _calendar(asked: Asked) -> AsyncIterator[bytes]:
    """Each page has a link to the next month, for ever; the path grows with it."""
    rows = f'<tr class="ad"><td><a class="title" href="{asked.path}/next">next</a></td></tr>'
    yield ok(f'<table class="ads">{rows}</table><a rel="next" href="{asked.path}/next">more</a>'.encode())


_LOGIN = b'<html><body><form action="/login"><input name="user"><input type="password" name="p"></form></body></html>'
_CAPTCHA = b'<html><body><div class="g-recaptcha" data-sitekey="x"></div>Please verify you are human</body></html>'
_CONSENT = b'<html><body><p>Adults only</p><button id="enter">I am over 18, enter the site</button></body></html>'
TRAPS: dict[str, Callable[[Asked], AsyncIterator[bytes]]] = {
    "gzip_bomb": _bomb("gzip", gzip.compress),
    "deflate_bomb": _bomb("deflate", zlib.compress),
    "nested_gzip_bomb": _bomb("gzip, gzip", _gzip_twice),
    "brotli_bomb": _bomb("br", _brotli),
    "zstd_bomb": _bomb("zstd", _zstd),
    "unknown_encoding": _unknown_encoding,
    "broken_gzip": _broken_gzip,
    "large_page": _large_page,
    "endless": _endless,
    "slow_headers": _slow_headers,
    "slow_body": _slow_body,
    "hang": _hang,
    "broken_chunks": _broken_chunks,
    "wrong_length": _wrong_length,
    "no_http": _no_http,
    "redirect_loop": _redirect_loop,
    "redirect_chain": _redirect_chain,
    "to_file": _leads_to("file:///etc/hostname"),
    "to_data": _leads_to("data:text/html,<h1 class=title>x</h1>"),
    "to_ftp": _leads_to("ftp://127.0.0.1/x"),
    "to_javascript": _leads_to("javascript:alert(1)"),
    "to_metadata": _leads_to("http://169.254.169.254/latest/meta-data/"),
    "to_private": _leads_to("http://10.0.0.1/"),
    "to_loopback": _leads_to("http://127.0.0.1:22/"),
    "to_decimal": _leads_to("http://2130706433/"),
    "to_mapped": _leads_to("http://[::ffff:127.0.0.1]/"),
    "to_other_host": _leads_to("http://elsewhere.test/ad/1"),
    "to_user": _leads_to("http://user:secret@atlanta.hostile.test/ad/1"),
    "to_port": _leads_to("http://atlanta.hostile.test:22/ad/1"),
    "cookies": _cookies,
    "many_headers": _many_headers,
    "bad_charset": _page_of(page("caf", "b").replace(b"caf", b"caf\xe9"), "text/html; charset=x"),
    "nul": _page_of(page("T\x00\x00", "a\x00b")),
    "surrogates": _page_of(page("T", "&#xD800; x").replace(b"T", b"\xed\xa0\x80", 1)),
    "utf7": _page_of(page("+ADw-script+AD4-", "+AGE-"), "text/html; charset=utf-7"),
    "bidi": _page_of(page("a \u202e b \u2066 c", "\u202ex\u200f")),
    "nested_tags": _page_of(b"<div>" * 300_000 + b"x"),
    "nested_ad": _page_of(b'<article class="ad"><h1 class="title">T</h1><div class="body">' + b"<i>" * 5_000 + b"x"),
    "soft_404": _page_of(b"<html><body><h1>Sorry, this page is gone</h1></body></html>"),
    "login": _page_of(_LOGIN),
    "captcha": _page_of(_CAPTCHA),
    "consent": _page_of(_CONSENT),
    "duplicate_ids": _page_of(page("one", "b") + page("two", "c")),
    "no_text": _page_of(bytes(5_000), "application/octet-stream"),
    "calendar": _calendar,
    "sessions": _sessions,
    "growing": _growing,
    "picture": _page_of(b"\x89PNG\r\n\x1a\n" + bytes(500), "image/png"),
    "hidden_picture": _page_of(b"\xff\xd8\xff\xe0" + bytes(500)),
    "slow_selector": _page_of((b'<article class="ad">' + b'<h1 class="title">x</h1>' * 100) * 240),
    "later_seconds": _later(429, lambda: "1"),
    "later_date": _later(503, lambda: _in(2.5)),
    "later_past": _later(503, lambda: _in(-1000)),
    "later_nonsense": _later(429, lambda: "soon"),
    "later_negative": _later(429, lambda: "-5"),
    "much_later": _later(503, lambda: "1e9"),
    "far_later": _later(429, lambda: "1000000000"),
    "always_later": _always_later,
}  # fmt: skip
