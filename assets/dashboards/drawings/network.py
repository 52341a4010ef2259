"""What ties a lead's ads together, and who else shows it: the lead, its signs, and the others folded, left to right."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

WIDTH, LANE, TOP = 880.0, 44, 30
SIGN_X, OTHER_X, CHARACTERS = 270.0, 600.0, 30


def draw(name: str, signs: list[dict[str, Any]]) -> Markup:
    """`name`: the lead's node. Rows of signs: kind, value, reason (why it ties), other (the others' words or None),
    other_reason (why they are not one with it). Values are text from the web.
    """
    if not signs:
        return Markup("")
    height = TOP + LANE * len(signs)
    middle = TOP + LANE * len(signs) / 2 - LANE / 2 + 6
    others = "others that show it" if any(sign["other"] for sign in signs) else "no other shows it"
    parts = [
        Markup(
            '<text class="soft" x="0" y="14">this lead</text>'
            '<text class="soft" x="{}" y="14">sign</text>'
            '<text class="soft" x="{}" y="14">{}</text>'
        ).format(SIGN_X, OTHER_X, others)
    ]
    edges: list[Markup] = []  # drawn first, so that no line lies over a word
    for place, sign in enumerate(signs):
        y = TOP + LANE * place + 6
        edges.append(_edge(110, middle, SIGN_X - 14, y))
        parts.append(
            Markup('<text class="soft halo reason" x="{}" y="{:.0f}" text-anchor="end">{}</text>').format(
                SIGN_X - 18, y - 5, sign["reason"]
            )
        )
        parts.append(_node(SIGN_X - 6, y, sign["value"], sign["kind"], ""))
        if sign["other"]:
            edges.append(_edge(SIGN_X + 205, y, OTHER_X - 14, y))
            parts.append(_node(OTHER_X - 6, y, sign["other"], sign["other_reason"], "other"))
    parts.append(
        Markup(
            '<circle class="node self" cx="100" cy="{:.0f}" r="9"/>'
            '<text x="86" y="{:.0f}" text-anchor="end" class="strong">{}</text>'
        ).format(middle, middle + 4, name)
    )
    return Markup(
        '<svg viewBox="0 0 {:.0f} {:.0f}" role="img" aria-label="Signs that tie the ads together">{}</svg>'
    ).format(WIDTH, height, Markup("").join([*edges, *parts]))


def _edge(x1: float, y1: float, x2: float, y2: float) -> Markup:
    half = (x1 + x2) / 2
    return Markup('<path class="edge" d="M{:.0f},{:.0f}C{:.0f},{:.0f} {:.0f},{:.0f} {:.0f},{:.0f}"/>').format(
        x1, y1, half, y1, half, y2, x2, y2
    )


def _node(x: float, y: float, label: str, under: str, kind: str) -> Markup:
    shown = label if len(label) <= CHARACTERS else f"{label[: CHARACTERS - 1]}…"
    return Markup(
        '<circle class="node {}" cx="{:.0f}" cy="{:.0f}" r="6"/>'
        '<text x="{:.0f}" y="{:.0f}">{}</text>'
        '<text class="soft under" x="{:.0f}" y="{:.0f}">{}</text>'
    ).format(kind, x, y, x + 14, y + 1, shown, x + 14, y + 15, under)
