"""Marks in a text: spans of code points that may overlap, as pieces that a template can print."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

#: Where spans overlap, the first of these kinds is shown.
ORDER = ("counts", "identifier", "shown")


def pieces(text: str, spans: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
    """(piece, kind, label) in order, kind empty where nothing is marked; spans have span_start, span_end, kind, label.

    Spans are half-open; what lies outside the text is cut. The label names every span over the piece.
    """
    inside = [
        {**span, "span_end": min(span["span_end"], len(text))} for span in spans if 0 <= span["span_start"] < len(text)
    ]
    edges = sorted({0, len(text), *(span["span_start"] for span in inside), *(span["span_end"] for span in inside)})
    found: list[tuple[str, str, str]] = []
    for start, end in pairwise(edges):
        over = [span for span in inside if span["span_start"] <= start and span["span_end"] >= end]
        kind = next((kind for kind in ORDER if any(span["kind"] == kind for span in over)), "")
        label = "; ".join(
            dict.fromkeys(span["label"] for span in sorted(over, key=lambda span: ORDER.index(span["kind"])))
        )
        found.append((text[start:end], kind, label))
    return found
