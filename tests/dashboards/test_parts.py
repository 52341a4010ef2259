"""What pages are put together from: charts, drawings, marks, explanations, areas."""

from __future__ import annotations

import inspect
import pkgutil
import re
from importlib import import_module

import altair as alt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.dashboards import charts
from assets.dashboards.areas import cells
from assets.dashboards.drawings.circuit_map import albers
from assets.dashboards.embedding import spec_of
from assets.dashboards.explanations import EXPLANATIONS, strongest
from assets.dashboards.matrices import step
from assets.dashboards.published import QUERIES
from assets.dashboards.spans import pieces
from assets.rule import rules_frame
from scrapers.catalog import cities

CHARTS = [item.name for item in pkgutil.iter_modules(charts.__path__)]


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_names_its_query_and_holds_no_rows(name: str) -> None:
    """Its spec is made of names: rows come beside it, and a second page makes no second spec."""
    module = import_module(f"{charts.__name__}.{name}")
    (query,) = re.findall(r"Query: queries/([\w/]+)\.sql", module.__doc__ or "")
    assert (QUERIES / f"{query}.sql").exists()
    parameters = list(inspect.signature(module.chart).parameters)
    spec = module.chart(**{parameter: alt.NamedData(parameter) for parameter in parameters}).to_dict()
    assert "datasets" not in spec
    assert {f'"name":"{parameter}"' in str(spec_of(module.chart)) for parameter in parameters} == {True}
    assert spec_of(module.chart) is spec_of(module.chart)


def test_the_projection_is_snyders() -> None:
    """His example (page 291): 75 degrees west, 35 north, from 96 west, 23 north, on the unit sphere."""
    x, y = albers(-75, 35)
    assert x == pytest.approx(0.2952720, abs=1e-7)
    assert albers(-96, 23)[1] - y == pytest.approx(0.2416774, abs=1e-7)


@pytest.mark.parametrize("slug", sorted(cities()))
def test_each_neighbourhood_has_the_area_around_its_centre(slug: str) -> None:
    found = cells(cities()[slug]).to_dicts()
    assert [cell["place"] for cell in found] == [part.name for part in cities()[slug].neighbourhoods]
    for cell in found:
        (ring,) = cell["geometry"]["coordinates"]
        assert ring[0] == ring[-1]
        xs, ys = [x for x, _ in ring], [y for _, y in ring]
        assert min(xs) < cell["longitude"] < max(xs)
        assert min(ys) < cell["latitude"] < max(ys)


@given(
    st.text(max_size=40),
    st.lists(
        st.tuples(st.integers(-3, 45), st.integers(0, 20), st.sampled_from(["counts", "identifier", "shown"])),
        max_size=6,
    ),
)
def test_marks_lose_no_character(text: str, given_spans: list[tuple[int, int, str]]) -> None:
    """Spans may overlap, be empty and reach beyond the text: the pieces are the text, and what is marked was in a span."""
    spans = [{"span_start": a, "span_end": a + n, "kind": kind, "label": kind} for a, n, kind in given_spans]
    found = pieces(text, spans)
    assert "".join(piece for piece, _, _ in found) == text
    place = 0
    for piece, kind, _ in found:
        over = {s["kind"] for s in spans if 0 <= s["span_start"] <= place and s["span_end"] >= place + len(piece)}
        assert (kind in over) if kind else not over
        place += len(piece)


def test_what_counts_is_shown_before_what_is_only_shown() -> None:
    spans = [
        {"span_start": 0, "span_end": 7, "kind": "shown", "label": "b"},
        {"span_start": 4, "span_end": 9, "kind": "counts", "label": "a"},
    ]
    assert pieces("one two x", spans) == [("one ", "shown", "b"), ("two", "counts", "a; b"), (" x", "counts", "a")]


def test_every_family_that_counts_has_an_innocent_explanation() -> None:
    """A rule of a new family needs a sentence about what ordinary life would show the same."""
    counting = {row["family"] for row in rules_frame().to_dicts() if row["points"] > 0}
    explained = set().union(*(explanation.families for explanation in EXPLANATIONS))
    assert counting - explained == set()


def test_the_strongest_explanation_covers_most_points() -> None:
    reasons = [
        {"family": "movement", "points": 2},
        {"family": "presentation", "points": 3},
        {"family": "concealment", "points": 4},
    ]
    explanation, covered, points = strongest(reasons)
    assert explanation.title.startswith("One adult who works alone")
    assert (covered, points) == (7, 9)


def test_a_step_is_nothing_only_for_nothing() -> None:
    assert [step(value, 100.0) for value in (None, 0, 0.1, 20, 50, 99, 100)] == [0, 0, 1, 1, 3, 5, 5]
