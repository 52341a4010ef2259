"""How a market is walked: the declarative spider, and those of sources that YAML cannot describe."""

from __future__ import annotations

import importlib
import importlib.util
from typing import Any


def spider_of(source: str) -> Any:
    """The spider of a source: the class of `spiders/<source>.py` that derives from MarketSpider, or MarketSpider
    itself.

    Raises ImportError for a module of that name without such a class.
    """
    from scrapers.spiders.base import MarketSpider

    if importlib.util.find_spec(f"{__name__}.{source}") is None:
        return MarketSpider
    module = importlib.import_module(f"{__name__}.{source}")
    for found in vars(module).values():
        if isinstance(found, type) and issubclass(found, MarketSpider) and found.__module__ == module.__name__:
            return found
    raise ImportError(f"spiders/{source}.py: holds no class derived from MarketSpider; add one or remove the file")
