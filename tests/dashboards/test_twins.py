"""Every chart has a table that says the same: each value that Vega draws stands in it, in its row and column."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import vl_convert

from assets.dashboards import charts
from assets.dashboards.embedding import VEGA_LITE
from tests.conftest import Refreshed

#: What a mark says of itself to a screen reader, by the names of its fields.
Said = dict[str, str]
#: Where the twin has it: a part of the row's head, the column's head ("" for the chart's own), how the cell begins.
Cell = tuple[str, str, str]

_PRICES = {"n": "prices", "10 %": "10 %", "25 %": "25 %", "Median": "50 %", "75 %": "75 %", "90 %": "90 %"}


def _prices(said: Said) -> list[Cell]:
    asked = {column: said.get(name, said.get(f"{name} ask at most", "")) for column, name in _PRICES.items()}
    return [(said["length"], column, f"{float(value):,.0f}") for column, value in asked.items()]


def _usual(said: Said) -> str:
    return "–" if said["usual from"] == "null" else f"{said['usual from']} to {said['to']}"


#: By chart type: the mark that carries its values, and the cells of the twin that say the same as one of them.
TOLD: dict[str, tuple[str, Callable[[Said], list[Cell]]]] = {
    "timeline": ("point", lambda d: [(d["day"], "Ads", d["ads seen"]), (d["day"], "Usual range", _usual(d))]),
    "days_against_usual": (
        "point",
        lambda d: [(d["day"], "", d["seen"] + ("" if d["to"] == "null" else f" ({_usual(d)})"))],
    ),
    "turnover": ("stack", lambda d: [(d["from"], d["kind"].capitalize(), d["advertisers"])]),
    "neighbourhoods": ("circle", lambda d: [(d["place"], "New ads", d["ads"])]),
    "posting_hours": ("heat", lambda d: [(d["hour"], d["weekday"], d["ads posted"])]),
    "rule_rates": ("bar", lambda d: [(d["title"], "Of 1,000", d["of 1,000"])]),
    "prices": ("whisker", _prices),
    "field_coverage": (
        "heat",
        lambda d: [(d["day"], d["field"], d["have it"]), (d["day"], "New ads", d["new ads"])],
    ),
    "growth": ("source_point", lambda d: [(d["day"], d["source"], d["known"])]),
    "observed_expected": ("point", lambda d: [(d["day"], "", f"{d['seen']} ({d['expected']})")]),
    "rates_by_city": ("rate_point", lambda d: [(d["week from"], d["city"], d["of 1,000"])]),
    "weekly": ("bar", lambda d: [(d["week from"], "", f"{d['at least']}+")]),
}


class Tables(HTMLParser):
    """The tables of a part of a page, each as rows of texts, the heads of the columns first."""

    def __init__(self, part: str) -> None:
        super().__init__()
        self.found: list[list[list[str]]] = []
        self._is_cell = False
        self.feed(re.sub(r"<script.*?</script>", "", part, flags=re.S))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.found.append([])
        if tag == "tr":
            self.found[-1].append([])
        if tag in {"td", "th"}:
            self.found[-1][-1].append("")
            self._is_cell = True

    def handle_endtag(self, tag: str) -> None:
        self._is_cell = self._is_cell and tag not in {"td", "th"}

    def handle_data(self, data: str) -> None:
        if self._is_cell:
            self.found[-1][-1][-1] += data


def test_a_chart_type_without_a_reading_is_missing_here() -> None:
    """Who adds a chart says here where its twin has its values."""
    names = {path.stem for path in Path(charts.__file__).parent.glob("*.py")} - {"__init__"}
    assert names == set(TOLD)


def test_the_twin_holds_each_value_drawn(site: Path, weeks_site: Path, tier_sites: Path) -> None:
    """On every page with a chart: of days with a gap, of weeks, of the lower tiers. Every chart type is met."""
    assert _compared(site) | _compared(weeks_site) | _compared(tier_sites) == set(TOLD)


def test_the_twins_of_a_refresh_hold_each_value_drawn(refreshed: Refreshed) -> None:
    assert len(_compared(refreshed.build / "site")) > 5


def _compared(root: Path) -> set[str]:
    """The chart types of a site's pages, each compared with its twin."""
    seen = set()
    for path in _one_of_a_kind(root):
        for chart, title, tables, said in _figures(path.read_text(encoding="utf-8")):
            seen.add(chart)
            cells = [cell for one in said for cell in TOLD[chart][1](one)]
            assert cells, f"{path.name}: {chart} draws nothing"
            missing = [cell for cell in cells if not _stands(tables, title, cell)]
            assert missing == [], f"{path.name}: {chart}, {title}"
    return seen


def _one_of_a_kind(root: Path) -> list[Path]:
    """Pages with a chart: all but those of rules and events, of which a few stand for the others."""
    found: dict[Path, list[Path]] = {}
    for path in sorted(root.rglob("*.html")):
        if "<figure" in path.read_text(encoding="utf-8"):
            found.setdefault(path.parent, []).append(path)
    return [path for folder, paths in found.items() for path in (paths[:3] if folder.name != "city" else paths)]


def _figures(page: str) -> Iterator[tuple[str, str, list[list[list[str]]], list[Said]]]:
    """Each figure: its chart type, its title, the tables that may be its twin, and what its marks say."""
    for section in re.findall(r"<section.*?</section>", page, re.S):
        for found in re.finditer(r'<figure data-chart="(\w+)">.*?</figure>', section, re.S):
            figure, chart = found[0], found[1]
            title = re.search(r'aria-label="(?:Table: )?([^"]*)"', figure)
            own = Tables(figure).found
            spec = json.loads(_island(page, f' id="spec-{chart}"')) | {"datasets": json.loads(_island(figure, ""))}
            yield (
                chart,
                html.unescape(title[1]) if title else "",
                own or Tables(section[found.end() :]).found,
                _marks(spec, chart),
            )


def _island(part: str, attributes: str) -> str:
    found = re.search(rf'<script type="application/json"{attributes}>(.*?)</script>', part, re.S)
    assert found
    return found[1]


def _marks(spec: dict[str, Any], chart: str) -> list[Said]:
    drawn = vl_convert.vegalite_to_scenegraph(spec | {"width": 400}, vl_version=VEGA_LITE)["scenegraph"]
    return [
        dict(part.split(": ", 1) for part in re.split(r"; (?=[\w %,()-]+: )", item["description"]))
        for item in _items(drawn, f"{TOLD[chart][0]}_marks")
    ]


def _items(group: dict[str, Any], name: str) -> Iterator[dict[str, Any]]:
    if group.get("name") == name:
        yield from group["items"]
        return
    for inner in group.get("items", []):
        yield from _items(inner, name)


def _stands(tables: list[list[list[str]]], title: str, cell: Cell) -> bool:
    """Whether the first table that has the column says the value in a row of that head."""
    head, column, value = cell
    for heads, *rows in tables:
        if (column or title) in heads:
            place = heads.index(column or title)
            return any(
                re.search(rf"(^|\D){re.escape(head)}", row[0]) and _plain(row[place]).startswith(_plain(value))
                for row in rows
            )
    return False


def _plain(text: str) -> str:
    return text.replace("\xa0", "").replace(",", "").strip()
