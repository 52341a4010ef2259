"""A page a queued lead, and the list of them: why, what speaks against, where, its links, its ads to the byte."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate
from typing import Any

from assets.dashboards.explanations import strongest
from assets.dashboards.leads import family_name, leads_of
from assets.dashboards.page import Link, Page
from assets.dashboards.published import Published
from assets.dashboards.spans import pieces
from assets.dashboards.wording import many

ORDER = 30
TIERS = {"investigator": "queued leads in clear"}
#: Texts printed whole, and signs drawn; the rest is counted, and the table of addresses has all.
TEXTS_SHOWN, SIGNS_SHOWN = 8, 10
_KINDS = {
    "phone": "phone number",
    "email": "e-mail address",
    "handle": "handle",
    "url": "web address",
    "template": "shared text",
}


def links(published: Published) -> list[Link]:
    """The list of leads."""
    return [Link("Leads", "leads.html")]


def pages(published: Published) -> Iterator[Page]:
    """The list, then a page for each queued lead."""
    leads = leads_of(published)
    waiting = published.where("leads", status="waiting").height
    yield Page("leads.html", "leads.html", {"leads": leads, "waiting": waiting})
    parts = {name: published.by(name, "lead_id") for name in ("lead_ads", "lead_stays", "lead_signs")}
    spans = published.by("lead_spans", "ad_id")
    for lead in leads:
        ads, stays, signs = (parts[name].get(lead["lead_id"], []) for name in parts)
        explanation, covered, points = strongest(lead["counting"])
        values = {
            "lead": lead,
            "steps": steps(lead),
            "most": max(points, lead["score"], 1),
            "explanation": explanation,
            "covered": covered,
            "points": points,
            "ads": ads,
            "texts": texts(ads, spans),
            "stays": stays,
            "names": published.names,
            "signs": [_sign(sign, lead["ads"]) for sign in signs[:SIGNS_SHOWN]],
            "signs_left": max(len(signs) - SIGNS_SHOWN, 0),
        }
        yield Page(lead["path"], "lead.html", values)


def steps(lead: dict[str, Any]) -> list[dict[str, Any]]:
    """The waterfall: each reason with points, the sum before it, and its family in words."""
    reasons = [*lead["counting"], *(reason for reason in lead["against"] if reason["points"])]
    sums = accumulate((reason["points"] for reason in reasons), initial=0)
    return [
        {**reason, "start": start, "family_name": family_name(reason["family"])}
        for reason, start in zip(reasons, sums, strict=False)
    ]


def texts(ads: list[dict[str, Any]], spans: dict[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Distinct texts of the ads, newest first, with what is marked in them and how many ads carry them."""
    found: dict[str, dict[str, Any]] = {}
    for ad in ads:
        if ad["text"] is None:
            continue
        if ad["text"] in found:
            found[ad["text"]]["same"] += 1
        else:
            found[ad["text"]] = {**ad, "same": 0, "pieces": pieces(ad["text"], spans.get(ad["ad_id"], []))}
    whole = list(found.values())
    return [{**text, "left": len(whole) - TEXTS_SHOWN} for text in whole[:TEXTS_SHOWN]]


def _sign(sign: dict[str, Any], ads: int) -> dict[str, Any]:
    others = sign["other_advertisers"]
    kind = _KINDS.get(sign["kind"], sign["kind"])
    return {
        "kind": kind,
        "value": sign["value"],
        "template": sign["value"] if sign["kind"] == "template" else None,
        "ads": sign["ads"],
        "reason": f"in {sign['ads']} of {many(ads, 'ad')}",
        "other": f"{many(others, 'other advertiser')}, {many(sign['other_ads'], 'ad')}" if others else None,
        "other_reason": "shared widely: merges nothing alone"
        if sign["is_hub"]
        else f"same {kind}, not enough to merge",
    }
