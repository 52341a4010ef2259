"""End a crawl in good order, with a reason that its judge can name."""

from __future__ import annotations

import asyncio
from typing import Any

_ending: set[asyncio.Task[None]] = set()


def stop(crawler: Any, reason: str) -> None:
    """Close the spider soon; requests that wait are dropped. The first reason stands."""
    task = asyncio.ensure_future(crawler.engine.close_spider_async(reason=reason))
    _ending.add(task)
    task.add_done_callback(_ending.discard)
