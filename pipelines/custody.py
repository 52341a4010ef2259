"""The chain of custody: what was archived against the ledger and the published builds; one ad's record handed over."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb

from assets.publish.builds import MANIFEST, builds_folder, manifest_of
from pipelines.access import note
from pipelines.resources import work_lock
from pipelines.settings import prepare_home
from scrapers.evidence import EvidenceMissing, Place, bundle
from scrapers.verify import Verified
from scrapers.verify import verify as verify_archive

_PLACE = "SELECT ad_id, url, captured_at, warc_file, warc_offset, sha256 FROM stg_ads WHERE ad_id = ?"


def verify_home() -> Verified:
    """Look at everything that was archived; the ledger's head in each published build must be a line of the ledger."""
    home = prepare_home().home
    builds = (path.parent for path in builds_folder(home).glob(f"[!.]*/{MANIFEST}"))
    heads = {build.name: manifest_of(build)["ledger_head"] for build in sorted(builds)}
    return verify_archive(home, {name: head for name, head in heads.items() if head})


def hand_over(ad_id: str, out: Path, by: str | None = None, purpose: str | None = None) -> Path:
    """Write an ad's evidence bundle, once that is noted in the log of accesses; raises EvidenceMissing."""
    if not re.fullmatch(r"[0-9a-f]{64}", ad_id):
        raise EvidenceMissing("AD_ID: not an ad_id, which is 64 hexadecimal digits; see stg_ads.ad_id")
    home = prepare_home().home
    file = home / "work" / "warehouse.duckdb"
    found = []
    if file.exists():
        with work_lock(home), duckdb.connect(str(file), read_only=True) as connection:
            found = connection.execute(_PLACE, [ad_id]).fetchall()
    if not found:
        raise EvidenceMissing(f"ad {ad_id[:12]}...: not among the refined ads; refresh first, or see its tombstone")
    note(home, "evidence", by, 1, purpose=purpose, about={"ad": ad_id})
    return bundle(home, Place(*found[0]), out)
