"""Serve the simulated markets over HTTP on loopback; the Host header names city and site.

`python -m sandbox.server --seed 1 --port 0` prints `listening 127.0.0.1:PORT` when it is ready. `--fault CITY=KIND`
breaks a city for tests: `down` answers 503 to everything, `no_title` leaves the title out of every tenth ad page,
`error` answers 500 to every second ad page. `--new-layout SOURCE=DAY` gives a site a new design from a day on.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from functools import lru_cache

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from sandbox.geography import SimulatedCity, cities
from sandbox.sites.site import Asked, sites
from sandbox.world import BORN, Ad, World

ROBOTS = "User-agent: *\nDisallow: /account\n"
FAULTS = ("down", "no_title", "error")


@dataclass(frozen=True)
class Serving:
    """What is served: a world, the day it shows (each city's own now unless given), and what is to go wrong."""

    world: World
    day: date | None = None
    faults: dict[str, str] = field(default_factory=dict)
    new_layouts: dict[str, date] = field(default_factory=dict)

    def now(self, city: SimulatedCity) -> datetime:
        """The city's clock; a day that was asked for is shown whole, at its end."""
        if self.day:
            return datetime.combine(self.day, time(23, 59))
        return datetime.now(city.zone).replace(tzinfo=None)


def application(serving: Serving) -> Starlette:
    """The web of one world: each city's sites under names of their own."""

    @lru_cache(maxsize=64)
    def live(city: str, source: str, day: date) -> list[Ad]:
        return serving.world.ads(city, source, day)

    async def answer(request: Request) -> Response:
        label, _, rest = (request.url.hostname or "").partition(".")
        source, _, top = rest.partition(".")
        city = cities().get(label.replace("-", "_"))
        if city is None or top != "test" or source not in city.sources or source not in sites():
            return PlainTextResponse("no such site", status_code=404)
        fault = serving.faults.get(city.slug, "")
        if fault == "down":
            return PlainTextResponse("down", status_code=503)
        if request.url.path == "/robots.txt":
            return PlainTextResponse(ROBOTS)
        if request.url.path == "/":
            return RedirectResponse(sites()[source].START)
        now = serving.now(city)
        ads = [ad for ad in live(city.slug, source, now.date()) if ad.posted <= now]
        return _page(request, serving, Asked(city, ads, request.url.path, dict(request.query_params), now), source)

    return Starlette(routes=[Route("/{path:path}", answer)])


def _page(request: Request, serving: Serving, asked: Asked, source: str) -> Response:
    fault, changes = serving.faults.get(asked.city.slug, ""), serving.new_layouts.get(source)
    site = sites()[source]
    numbers = [ad.number for ad in asked.ads]
    number = asked.path.removeprefix(site.AD_PATH)
    if fault == "error" and number.isdecimal() and int(number) in numbers[1::2]:
        return PlainTextResponse("error", status_code=500)
    found = site.answer(
        replace(
            asked,
            is_new_layout=changes is not None and asked.now.date() >= changes,
            without_title=frozenset(numbers[::10]) if fault == "no_title" else frozenset(),
        )
    )
    if found is None:
        return PlainTextResponse("no such page", status_code=404)
    return Response(found.payload, found.status, headers={"content-type": found.content_type})


@contextmanager
def running(
    seed: int,
    day: date | None,
    faults: dict[str, str] | None = None,
    born: date = BORN,
    new_layouts: dict[str, date] | None = None,
) -> Iterator[str]:
    """Start the markets in a process of their own on a free port; yields `127.0.0.1:PORT` and stops them again."""
    command = [sys.executable, "-m", "sandbox.server", "--seed", str(seed), "--port", "0"]
    command += ["--parent", str(os.getpid()), "--born", born.isoformat()]
    command += ["--day", day.isoformat()] if day else []
    for city, kind in (faults or {}).items():
        command += ["--fault", f"{city}={kind}"]
    for source, changes in (new_layouts or {}).items():
        command += ["--new-layout", f"{source}={changes.isoformat()}"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        said, _, address = process.stdout.readline().strip().partition(" ")
        if said != "listening":
            raise RuntimeError("the sandbox did not start; run gaining-ground sandbox serve to see why")
        yield address
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:  # A server of ours that does not end is no reason for others to fail.
            process.kill()
            process.wait()


async def _serve(app: Starlette, listener: socket.socket, parent: int | None) -> None:
    import uvicorn

    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False, lifespan="off"))
    if parent is not None:
        watch = asyncio.create_task(_end_with(parent, server))
        watch.add_done_callback(lambda _: None)
    await server.serve(sockets=[listener])


async def _end_with(parent: int, server: object) -> None:
    """End when the process that asked for the markets is gone, killed included."""
    while os.getppid() == parent:
        await asyncio.sleep(1)
    server.should_exit = True  # type: ignore[attr-defined]


def _fault(text: str) -> tuple[str, str]:
    city, _, kind = text.partition("=")
    if city not in cities() or kind not in FAULTS:
        raise argparse.ArgumentTypeError(f"{text}: give CITY=KIND with one of {', '.join(FAULTS)}")
    return city, kind


def _new_layout(text: str) -> tuple[str, date]:
    source, _, day = text.partition("=")
    try:
        changes = date.fromisoformat(day)
    except ValueError:
        changes = None
    if source not in sites() or changes is None:
        raise argparse.ArgumentTypeError(f"{text}: give SOURCE=YYYY-MM-DD with one of {', '.join(sites())}")
    return source, changes


def main(arguments: list[str] | None = None) -> int:
    """Parse the command line and serve until interrupted."""
    parser = argparse.ArgumentParser(prog="sandbox.server", description="Serve the simulated markets on loopback.")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--born", type=date.fromisoformat, default=BORN, help="the day from which its world is dated")
    parser.add_argument("--day", type=date.fromisoformat, default=None)
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--parent", type=int, default=None, help="end with this parent process")
    parser.add_argument("--fault", type=_fault, action="append", default=[])
    parser.add_argument("--new-layout", type=_new_layout, action="append", default=[])
    wanted = parser.parse_args(arguments)
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", wanted.port))
        except OSError:
            sys.stderr.write(f"error: port {wanted.port} is taken; give another with --port, or 0 for a free one\n")
            return 1
        listener.listen(128)
        sys.stdout.write(f"listening 127.0.0.1:{listener.getsockname()[1]}\n")
        sys.stdout.flush()
        world = World(wanted.seed, wanted.born)
        app = application(Serving(world, wanted.day, dict(wanted.fault), dict(wanted.new_layout)))
        asyncio.run(_serve(app, listener, wanted.parent))
    return 0


if __name__ == "__main__":
    sys.exit(main())
