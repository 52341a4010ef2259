"""Charts in a page without inline scripts: specs as escaped JSON islands, one Vega bundle as a classic script."""

from __future__ import annotations

import json
from importlib.metadata import version
from pathlib import Path
from typing import Any

import altair as alt
import vl_convert
from markupsafe import Markup

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'"
)
VEGA_LITE = "6.4"
#: What would end the island or break its line, whatever text the data holds.
_ESCAPES = {
    ord("<"): "\\u003c",
    ord(">"): "\\u003e",
    ord("&"): "\\u0026",
    0x2028: "\\u2028",
    0x2029: "\\u2029",
}


def island(chart: alt.TopLevelMixin) -> Markup:
    """The spec of a chart as the content of a `<script type="application/json">`."""
    return Markup(_escaped(chart.to_dict()))  # noqa: S704 - escaped just here, by the rule above


def _escaped(spec: dict[str, Any]) -> str:
    return json.dumps(spec, ensure_ascii=False, default=str, separators=(",", ":")).translate(_ESCAPES)


def write_bundle(folder: Path, cache: Path) -> Path:
    """Write vega.js, the one library of the pages; it takes two seconds to make, so it is kept in `cache`."""
    name = f"vega-{VEGA_LITE}-{version('vl-convert-python')}.js"
    kept = cache / name
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
