"""Charts in a page without inline scripts: one spec a chart type, its rows swapped in, one Vega bundle.

Specs and rows stand in the page as escaped JSON islands; the bundle is a classic script, which loads from file:// too.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import altair as alt
import polars as pl
import vl_convert
from markupsafe import Markup

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'"
)
VEGA_LITE = "6.4"
#: What would end the island or break its line, whatever text the data holds.
_ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}

#: What a chart draws: a frame, or the name under which the page gives the rows.
Rows = pl.DataFrame | alt.NamedData
Chart = Callable[..., alt.TopLevelMixin]


@dataclass(frozen=True)
class Figure:
    """A chart in a page: the type that it is of, and its rows as an island, by the names of the chart's parameters."""

    chart: str
    spec: Markup
    rows: Markup


def figure(chart: Chart, **frames: pl.DataFrame) -> Figure:
    """A chart function and the frames for its parameters. Frames of text from the web are safe here."""
    name = chart.__module__.rpartition(".")[2]
    return Figure(name, spec_of(chart), island({key: frame.to_dicts() for key, frame in frames.items()}))


@cache
def spec_of(chart: Chart) -> Markup:
    """The spec of a chart type, made once (24 ms): its data are named and not yet there."""
    named = {name: alt.NamedData(name) for name in inspect.signature(chart).parameters}
    return island(chart(**named).to_dict())


def island(content: Any) -> Markup:
    """JSON as the content of a `<script type="application/json">`."""
    text = json.dumps(content, ensure_ascii=False, default=_plain, separators=(",", ":"))
    for sign, escape in _ESCAPES.items():
        text = text.replace(sign, escape)
    return Markup(text)  # noqa: S704 - escaped just here


def _plain(value: Any) -> str:
    # A bare date is UTC to a browser and would be the day before in the west; with a time it is local.
    if isinstance(value, date) and not isinstance(value, datetime):
        return f"{value.isoformat()}T00:00:00"
    return str(value)


def kept_bundle(cache: Path) -> Path:
    """Where the library of this version is kept, once it was made."""
    return cache / f"vega-{VEGA_LITE}-{version('vl-convert-python')}.js"


def write_bundle(folder: Path, cache: Path) -> Path:
    """Write vega.js, the one library of the pages; it takes two seconds to make, so it is kept in `cache`."""
    kept = kept_bundle(cache)
    if not kept.exists():
        cache.mkdir(parents=True, exist_ok=True)
        bundle = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;", vl_version=VEGA_LITE)
        aside = kept.with_suffix(".aside")
        # A module would not load from file://; a classic script does.
        aside.write_text(f'(function(){{"use strict";{bundle}}})();\n', encoding="utf-8")
        aside.replace(kept)
    path = folder / "vega.js"
    path.write_bytes(kept.read_bytes())
    return path
