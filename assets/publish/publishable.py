"""The last look at a finished build, before anybody sees it: one blocking check below everything that a build holds.

Lower tiers hold nothing of the tier above, pages load: nothing can excuse that. A city that is lost and a count beyond
its bounds hold the build back until a person says why they are right (`refresh --accept REASON`); the reason stands in
the manifest for good.
"""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb

from assets.publish.builds import aside, current
from assets.publish.database import FILE
from assets.publish.jumps import jumps
from assets.publish.leaks import leaks
from assets.publish.pages_load import pages_that_do_not_load
from assets.publish.publish_database import build_id_of
from assets.publish.tiers import TIERS, file_of
from assets.warehouse import Warehouse

#: The run's tag that says why a build beyond its bounds is right.
ACCEPT_TAG = "gaining_ground/accept"
AUDIT = "audit.json"
_MOST_SAID = 20


def look(warehouse: Warehouse, folder: Path) -> dict[str, list[str]]:
    """What is wrong with the build in `folder`: `wrong` cannot be excused, `jumps` can."""
    wrong = list(pages_that_do_not_load(folder / "site"))
    above = folder / FILE
    for tier in TIERS:
        wrong += leaks(warehouse, folder, tier, above)
        above = folder / file_of(tier)
    shown = current(warehouse.home)
    return {"wrong": wrong, "jumps": jumps(folder / FILE, _readable(shown / FILE if shown else None))}


def _readable(file: Path | None) -> Path | None:
    """The database that people see, if it can be compared with; a damaged one is replaced without a comparison."""
    try:
        if file is not None:
            with duckdb.connect(str(file), read_only=True) as connection:
                connection.execute("SELECT 1 FROM mart_city_days, mart_leads LIMIT 1")
            return file
    except (duckdb.Error, OSError):
        pass
    return None


def audit_of(folder: Path) -> dict[str, Any]:
    """What the last look at a build found; raises ValueError where nobody looked, or it was not let through."""
    path = folder / AUDIT
    if not path.exists():
        raise ValueError("the build was not looked at; materialize publish_current together with the checks above it")
    audit: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    if audit["wrong"] or (audit["jumps"] and not audit["accepted"]):
        raise ValueError("the last look at the build held it back; nothing is published")
    return audit


@dg.asset_check(
    asset="publish_site",
    name="publishable",
    blocking=True,
    additional_deps=[f"publish_{tier}" for tier in TIERS],
    description="No city is lost, no count jumps beyond its bounds, tiers hold nothing of the tier above, pages load.",
    required_resource_keys={"warehouse"},
)
def publishable(context: dg.AssetCheckExecutionContext) -> dg.AssetCheckResult:
    """Look at the build; write down what was found, and let it through or hold it back."""
    warehouse: Warehouse = context.resources.warehouse
    folder, reason = aside(warehouse.home, build_id_of(context)), context.run.tags.get(ACCEPT_TAG, "")
    found = look(warehouse, folder)
    accepted = reason if found["jumps"] and reason else None
    audit = {"looked_at": datetime.now(UTC).isoformat(timespec="seconds"), **found, "accepted": accepted}
    (folder / AUDIT).write_text(json.dumps(audit, indent=2) + "\n", encoding="utf-8")
    said = [*found["wrong"], *found["jumps"]]
    passed = not found["wrong"] and (not found["jumps"] or bool(accepted))
    words = "; ".join(said[:_MOST_SAID]) or "nothing is lost, nothing jumps, nothing leaks, every page loads"
    if accepted:
        words = f"accepted ({accepted}): {words}"
    elif not found["wrong"] and found["jumps"]:
        words += "; if that is right, say why: gaining-ground refresh --no-crawl --accept REASON"
    return dg.AssetCheckResult(passed=passed, description=words, metadata={"looked at": len(said)})


PUBLISH_CHECKS = [publishable]
