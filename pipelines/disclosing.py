"""Everything there is about a lead, for the defence as for the prosecution, for and against in one size.

It is made from the restricted warehouse, because what a page withholds is owed to whoever is accused by one. The rules
run anew on the texts. Every version of the rules and of the lead, every label, what was measured of the rules' errors,
why ads were put together, and to whom any of it was given stand beside them.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import polars as pl

from assets.corrections import read_corrections
from assets.exports.package import INVESTIGATOR, Package
from assets.labels import read_labels
from assets.lead_history import kept_days, leads_on
from assets.records import read
from assets.rule_versions import SCORES, versions_frame
from pipelines.disclosure_text import text_of
from pipelines.exporting import FILE as DISSEMINATION
from pipelines.exporting import hand_out, stamp
from pipelines.lead_explanation import Explanation, explain
from pipelines.reader import reading, shown

DISCLOSURE = "disclosure"
_OF_ADVERTISER = {
    "ads": "SELECT ads.ad_id, ads.day, ads.captured_at, ads.city, ads.source, ads.url, ads.title, ads.text, ads.sha256,"
    " ads.warc_file, ads.warc_offset FROM stg_ads AS ads INNER JOIN ent_advertiser_ads AS grouped"
    " ON ads.ad_id = grouped.ad_id WHERE grouped.advertiser_id = $advertiser ORDER BY ads.day, ads.ad_id",
    "links": "SELECT links.ad_a, links.ad_b, links.reason, links.weight, links.is_used FROM ent_links AS links"
    " INNER JOIN ent_advertiser_ads AS grouped ON links.ad_a = grouped.ad_id"
    " WHERE grouped.advertiser_id = $advertiser ORDER BY ALL",
    "merges": "SELECT advertiser_id, merged_into, day, reason, ad_a, ad_b FROM ent_advertiser_merges"
    " WHERE advertiser_id = $advertiser OR merged_into = $advertiser ORDER BY ALL",
    "operation": "SELECT operation, votes, reasons, second_operation FROM ent_operations"
    " WHERE advertiser_id = $advertiser",
    "operation_votes": "SELECT operation, vote, votes, reason FROM ent_operation_votes"
    " WHERE advertiser_id = $advertiser ORDER BY ALL",
    "stays": "SELECT city, first_day, last_day, ads, sequence FROM ent_stays WHERE advertiser_id = $advertiser"
    " ORDER BY sequence",
}
_MEASURED = {
    "precision": "SELECT * FROM mart_label_precision WHERE pack = $pack ORDER BY ALL",
    "rates_by_group": "SELECT * FROM mart_fairness WHERE pack = $pack ORDER BY ALL",
}


def disclose(home: Path, lead_id: str, out: Path, purpose: str, by: str | None, to: str | None) -> Path:
    """Write the folder with disclosure.md, disclosure.json and a manifest. Raises ValueError for an unknown lead."""
    build = shown(home)
    told = _gathered(home, explain(home, lead_id))
    package = Package(
        stamp(build, INVESTIGATOR, f"disclosure of lead {lead_id}"), {"ads": pl.DataFrame(told["ads"])}, home
    )

    def write(stamped: Package, folder: Path) -> None:
        whole = {**stamped.stamp.lines, **told}
        document = json.dumps(whole, indent=1, ensure_ascii=False, default=str)
        (folder / "disclosure.json").write_text(document + "\n", encoding="utf-8")
        (folder / "disclosure.md").write_text(text_of(whole), encoding="utf-8")

    return hand_out(home, DISCLOSURE, package, write, out, purpose, by, to)


def _gathered(home: Path, found: Explanation) -> dict[str, Any]:
    lead, rules = found.lead, [reason.rule["rule_id"] for reason in found.reasons]
    with reading(home) as connection:
        known = {
            name: connection.sql(sql, params={"advertiser": lead["advertiser_id"]}).pl().to_dicts()
            for name, sql in _OF_ADVERTISER.items()
        }
        measured = {
            name: connection.sql(sql, params={"pack": lead["pack"]}).pl().to_dicts() for name, sql in _MEASURED.items()
        }
    return {
        "lead": lead,
        "score": found.score,
        "recorded_score": found.recorded,
        "sum_is_the_score": found.holds,
        "needed": {"families": found.families_needed, "points": found.points_needed},
        "reasons": [asdict(reason) for reason in found.reasons],
        "innocent_explanations": [asdict(innocent) for innocent in found.innocents],
        "notes": found.notes,
        "corrections": _corrections(home, known["ads"]),
        "versions_of_the_lead": _versions(home, lead["lead_id"]),
        "versions_of_the_rules": versions_frame(home).filter(pl.col("rule_id").is_in([*rules, SCORES])).to_dicts(),
        "labels": _labels(home, lead),
        "measured": measured,
        "given_out": [entry for _, entry in read(home, DISSEMINATION) if lead["lead_id"] in entry["choice"]],
        **known,
    }


def _corrections(home: Path, ads: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What people corrected of its grouping."""
    named = [ad["ad_id"][:16] for ad in ads]
    return read_corrections(home).filter(pl.col("ad").is_in(named)).to_dicts()


def _versions(home: Path, lead_id: str) -> list[dict[str, Any]]:
    """How the lead stood on each kept day; a day on which it was none has no row."""
    return [row for day in kept_days(home) for row in leads_on(home, day).filter(lead_id=lead_id).to_dicts()]


def _labels(home: Path, lead: dict[str, Any]) -> list[dict[str, Any]]:
    """What people said of it, also under an earlier name of its advertiser."""
    names = {lead["lead_id"], lead["advertiser_id"]}
    return [label.model_dump() for _, label in read_labels(home) if names & {label.lead_id, label.advertiser_id}]
