"""publish_current: the build becomes what people see, by one rename."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb

from assets.lead_history import keep_leads
from assets.publish.builds import MANIFEST, aside, prune, sha256_of, show
from assets.publish.database import FILE, TIER
from assets.publish.pseudonyms import fingerprint, key_of
from assets.publish.publish_database import build_id_of
from assets.publish.publishable import audit_of
from assets.publish.tiers import TIERS
from assets.records import ACCESS
from assets.tables import OWNERS
from assets.warehouse import Warehouse
from scrapers import chain

LEADS = Path(__file__).with_name("leads_to_keep.sql")
NOTICE = "Lead, not evidence - corroborate independently."


@dg.asset(
    deps=["publish_database", "publish_site", *(f"publish_{tier}" for tier in TIERS)],
    group_name="publish",
    kinds={"file"},
    owners=OWNERS,
    description="The build that people see. Only a run in which every contract held comes this far.",
    required_resource_keys={"warehouse"},
)
def publish_current(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
    """Write the manifest, show the build, and note which days it holds."""
    warehouse: Warehouse = context.resources.warehouse
    build_id = build_id_of(context)
    folder = aside(warehouse.home, build_id)
    manifest = _manifest(folder, build_id, context.run.run_id)
    # Whoever shortens the log of accesses later is found by the heads that builds name.
    manifest["access_head"] = chain.head(warehouse.home / "records" / ACCESS)
    manifest["audit"] = audit_of(folder)
    manifest["keys"] = {tier: fingerprint(key_of(warehouse.home, tier)) for tier in (TIER, *TIERS)}
    manifest["config"] = _config(warehouse.home)
    # What the refining sensor compares with what has landed.
    manifest["inputs"] = {day.isoformat(): digest for day, digest in warehouse.inputs_of_build().items()}
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    shown = show(warehouse.home, build_id)
    warehouse.note_published()
    _keep_leads(warehouse)
    removed = prune(warehouse.home)
    return dg.MaterializeResult(
        metadata={
            "build": build_id,
            "files": len(manifest["files"]),
            "bytes": sum(file["bytes"] for file in manifest["files"]),
            "database": dg.MetadataValue.path(str(shown / FILE)),
            "pages": dg.MetadataValue.path(str(shown / "site" / "investigator" / "index.html")),
            "builds_removed": len(removed),
        }
    )


def _keep_leads(warehouse: Warehouse) -> None:
    """Remember how the leads stand, so that the next day can say what is new."""
    leads = warehouse.connection.sql(LEADS.read_text(encoding="utf-8")).pl()
    keep_leads(warehouse.home, max(warehouse.landed_days()), leads)


def _manifest(folder: Path, build_id: str, run_id: str) -> dict[str, Any]:
    """What the build holds, with a hash of every file; reads the database once more, as its first reader."""
    with duckdb.connect(str(folder / FILE), read_only=True) as connection:
        run = connection.execute("SELECT * FROM meta_runs").fetchdf().iloc[0].to_dict()
        failed = connection.execute(
            "SELECT table_name FROM meta_checks WHERE NOT passed AND severity = 'error'"
        ).fetchall()
        if failed:
            raise ValueError(f"a contract of {failed[0][0]} is broken; nothing is published")
        tables = connection.execute("SELECT table_name, estimated_size FROM duckdb_tables()").fetchall()
        rules = connection.execute("SELECT rule_id, sha256 FROM meta_rules ORDER BY rule_id").fetchall()
        in_clear = connection.execute(
            "SELECT reason, count(DISTINCT advertiser_id) FROM meta_identities GROUP BY reason ORDER BY reason"
        ).fetchall()
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {
        "build_id": build_id,
        "run_id": run_id,
        "published_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "notice": NOTICE,
        "is_simulated": bool(run["is_simulated"]),
        "code_version": str(run["code_version"]),
        "ledger_head": run["ledger_head"],
        "identities": str(run["identities"]),
        "advertisers_in_clear": dict(in_clear),
        "rows": dict(sorted(tables)),
        "rules": dict(rules),
        "files": [
            {"path": str(path.relative_to(folder)), "bytes": path.stat().st_size, "sha256": sha256_of(path)}
            for path in files
        ],
    }


def _config(home: Path) -> dict[str, str]:
    """What people had written into `config/` when the build was made, each file as its SHA-256."""
    return {path.name: sha256_of(path) for path in sorted((home / "config").glob("*.yml"))}
