"""Leads as pages list them: each with its reasons, its places and one line that says why."""

from __future__ import annotations

from typing import Any

from assets.dashboards.published import Published
from assets.dashboards.wording import count, listed, many

QUEUED = "queued"
FAMILIES = {
    "concealment": "concealment",
    "presentation": "presentation",
    "several_people": "several people",
    "services": "services",
    "template": "shared text",
    "organisation": "organisation",
    "movement": "movement",
}


def leads_of(published: Published, city: str | None = None) -> list[dict[str, Any]]:
    """Queued leads in order of pack and priority; of one city, where it was last seen, if named."""
    reasons = published.by("reasons", "lead_id")
    changes = published.of_leads("lead_changes")
    operations = published.of_leads("lead_operations")
    where = {"status": QUEUED} if city is None else {"status": QUEUED, "city": city}
    return [
        {
            **told(lead, reasons.get(lead["lead_id"], []), published.names),
            "changed": changes.get(lead["lead_id"]),
            "votes": operations.get(lead["lead_id"]),
        }
        for lead in published.rows("leads", **where)
    ]


def told(lead: dict[str, Any], reasons: list[dict[str, Any]], names: dict[str, str]) -> dict[str, Any]:
    """A lead with `where` (city names), `counting`, `against` and `uncounted` reasons, and `why`, one line."""
    counting = [reason for reason in reasons if reason["points"] > 0]
    against = [reason for reason in reasons if reason["points"] < 0 or reason["direction"] == "against"]
    rest = [
        reason for reason in reasons if reason not in counting and reason not in against and not reason["is_protected"]
    ]
    where = [names.get(slug, slug) for slug in (lead["cities"] or "").split(",") if slug]
    return {
        **lead,
        "operation": (lead["operation"] or "unclear").replace("_", " "),
        "path": f"lead/{lead['lead_id']}.html",
        "where": where,
        "counting": counting,
        "against": against,
        "uncounted": rest,
        "why": why(counting),
        "seen": f"{many(lead['ads'], 'ad')} in {listed(where)}",
    }


def why(counting: list[dict[str, Any]]) -> str:
    """The reasons that count, strongest first, as one line."""
    return "; ".join(f"{reason['title']} (+{count(reason['points'])})" for reason in counting)


def family_name(family: str) -> str:
    """A family of indicators in words."""
    return FAMILIES.get(family, family.replace("_", " "))
