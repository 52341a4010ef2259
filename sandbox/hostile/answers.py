"""What the hostile market answers with: bytes as they are sent, since no framework would send what it sends."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Asked:
    """One request: its path, query and headers, and how often this path was asked for before."""

    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    before: int


def ok(payload: bytes, kind: str = "text/html; charset=utf-8", *headers: str) -> bytes:
    """A plain answer."""
    return said(200, payload, kind, *headers)


def said(status: int, payload: bytes, kind: str = "text/html; charset=utf-8", *headers: str) -> bytes:
    """An answer with its length."""
    lines = [f"HTTP/1.1 {status} -", f"Content-Type: {kind}", f"Content-Length: {len(payload)}", *headers]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + payload


def redirect(to: str) -> bytes:
    """Lead somewhere else."""
    return said(302, b"", "text/html", f"Location: {to}")


def page(title: str, body: str) -> bytes:
    """An ad page as tests/hostile/hostile.yml reads it."""
    return (
        f'<html><body><article class="ad"><h1 class="title">{title}</h1>'
        f'<div class="body">{body}</div></article></body></html>'
    ).encode()


def ad(number: str) -> bytes:
    """A good ad."""
    return page(f"Ad {number}", f"good company, number {number}")
