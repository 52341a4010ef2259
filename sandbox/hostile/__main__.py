"""Serve the hostile market: `python -m sandbox.hostile --port 8001`."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys

from sandbox.hostile.market import Market


async def _run(port: int, robots: str, parent: int | None) -> None:
    market = Market(robots=robots)
    server = await asyncio.start_server(market.serve, "127.0.0.1", port, limit=1 << 16)
    sys.stdout.write(f"listening 127.0.0.1:{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    while parent is None or os.getppid() == parent:
        await asyncio.sleep(0.5)


def main(arguments: list[str] | None = None) -> int:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(prog="sandbox.hostile", description=__doc__)
    parser.add_argument("--port", type=int, default=8001)
    parser.add_argument("--robots", default="allow", help="the state of robots.txt")
    parser.add_argument("--parent", type=int, default=None, help="end with this parent process")
    wanted = parser.parse_args(arguments)
    asyncio.run(_run(wanted.port, wanted.robots, wanted.parent))
    return 0


if __name__ == "__main__":
    sys.exit(main())
