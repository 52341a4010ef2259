"""Serve the simulated markets over HTTP on loopback; the Host header names city and site.

`python -m sandbox.server --seed 1 --port 0` prints `listening 127.0.0.1:PORT` when it is ready. `--fault CITY=KIND`
breaks a city for tests: `down` answers 503 to everything, `no_title` leaves the title out of every tenth ad page,
`error` answers 500 to every second ad page.
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
from datetime import date
from functools import lru_cache

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from sandbox import pinelist
from sandbox.geography import SimulatedCity, cities
from sandbox.world import Ad, World

ROBOTS = "User-agent: *\nDisallow: /account\n"
FAULTS = ("down", "no_title", "error")


def application(world: World, day: date | None = None, faults: dict[str, str] | None = None) -> Starlette:
    """The web of one world; without a day, each city shows its own today."""
    broken = faults or {}

    @lru_cache(maxsize=64)
    def live(slug: str, shown: date) -> list[Ad]:
        return world.ads(slug, shown)

    def city_of(request: Request) -> SimulatedCity | None:
        label, _, rest = (request.url.hostname or "").partition(".")
        city = cities().get(label.replace("-", "_"))
        return city if city and rest == "pinelist.test" else None

    async def answer(request: Request) -> Response:
        city = city_of(request)
        if city is None:
            return PlainTextResponse("no such site", status_code=404)
        if broken.get(city.slug) == "down":
            return PlainTextResponse("down", status_code=503)
        path = request.url.path
        if path == "/robots.txt":
            return PlainTextResponse(ROBOTS)
        if path == "/":
            return RedirectResponse("/ads")
        return _page(request, city, live(city.slug, day or city.today()), broken.get(city.slug, ""))

    return Starlette(routes=[Route("/{path:path}", answer)])


def _page(request: Request, city: SimulatedCity, ads: list[Ad], fault: str) -> Response:
    path = request.url.path
    if path == "/ads":
        page = request.query_params.get("page", "1")
        if not page.isascii() or not page.isdecimal() or not int(page[:9]) >= 1:
            return PlainTextResponse("page must be a number from 1", status_code=400)
        return HTMLResponse(pinelist.listing(city, ads, int(page[:9])))
    number = path.removeprefix("/ad/")
    place = next((i for i, ad in enumerate(ads) if str(ad.number) == number), None)
    if place is None:
        return PlainTextResponse("no such page", status_code=404)
    if fault == "error" and place % 2:
        return PlainTextResponse("error", status_code=500)
    return HTMLResponse(pinelist.ad_page(city, ads[place], with_title=fault != "no_title" or place % 10 != 0))


@contextmanager
def running(seed: int, day: date | None, faults: dict[str, str] | None = None) -> Iterator[str]:
    """Start the markets in a process of their own on a free port; yields `127.0.0.1:PORT` and stops them again."""
    command = [sys.executable, "-m", "sandbox.server", "--seed", str(seed), "--port", "0"]
    command += ["--parent", str(os.getpid())]
    command += ["--day", day.isoformat()] if day else []
    for city, kind in (faults or {}).items():
        command += ["--fault", f"{city}={kind}"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        said, _, address = process.stdout.readline().strip().partition(" ")
        if said != "listening":
            raise RuntimeError("the sandbox did not start; run gaining-ground sandbox serve to see why")
        yield address
    finally:
        process.terminate()
        process.wait(timeout=10)


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


def main(arguments: list[str] | None = None) -> int:
    """Parse the command line and serve until interrupted."""
    parser = argparse.ArgumentParser(prog="sandbox.server", description="Serve the simulated markets on loopback.")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--day", type=date.fromisoformat, default=None)
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--parent", type=int, default=None, help="end with this parent process")
    parser.add_argument("--fault", type=_fault, action="append", default=[])
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
        app = application(World(wanted.seed), wanted.day, dict(wanted.fault))
        asyncio.run(_serve(app, listener, wanted.parent))
    return 0


if __name__ == "__main__":
    sys.exit(main())
