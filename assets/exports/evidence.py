"""Evidence: the archived record of every ad of the named leads, with what proves it and what was not captured.

`verify.py` in the folder checks all of it with Python alone. `certificate.md` is a draft for a custodian to complete.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

from assets.exports.package import NothingChosen, Package
from scrapers import ledger
from scrapers.evidence import NOT_CAPTURED, Place, archived

BUNDLE = Path(__file__).parent / "bundle"


def write(package: Package, folder: Path) -> None:
    """Write records, manifests, ledger and scripts. Raises NothingChosen without named leads, EvidenceMissing."""
    ads = package.tables.get("ads")
    if ads is None or ads.is_empty():
        raise NothingChosen("evidence: is of named leads, at most ten; give --lead")
    head = ledger.head(package.home)
    told = [_ad(package.home, folder, row) for row in ads.unique("ad_id", maintain_order=True).iter_rows(named=True)]
    document = {**package.stamp.lines, "ledger_head": head, "ads": told}
    (folder / "evidence.json").write_text(json.dumps(document, indent=1, ensure_ascii=False), encoding="utf-8")
    lines = "".join(f"{json.dumps(entry)}\n" for entry in ledger.entries(package.home))
    (folder / "ledger.jsonl").write_text(lines, encoding="utf-8")
    missing = "\n".join(f"- {line}" for line in NOT_CAPTURED)
    (folder / "not_captured.txt").write_text(f"{package.stamp.headline}\n\n{missing}\n", encoding="utf-8")
    certificate = (BUNDLE / "certificate.md").read_text(encoding="utf-8")
    filled = certificate.format_map({**package.stamp.lines, "ledger_head": head})
    (folder / "certificate.md").write_text(filled, encoding="utf-8")
    shutil.copyfile(BUNDLE / "verify.py", folder / "verify.py")


def _ad(home: Path, folder: Path, row: dict[str, Any]) -> dict[str, Any]:
    """Copy an ad's record and its day's manifest; returns what verify.py compares them with."""
    place = Place(**{name: row[name] for name in Place.__dataclass_fields__})
    found = archived(home, place)
    record, manifest = f"records/{place.ad_id}.warc.gz", f"manifests/{found.market}/{found.day}.json"
    for name, content in ((record, found.members), (manifest, found.manifest)):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return {
        **{name: row[name] for name in ("ad_id", "lead_id", "url", "sha256", "warc_file", "warc_offset")},
        "captured_at": f"{place.captured_at.isoformat()}Z",
        "market": found.market,
        "day": found.day,
        "record": record,
        "record_sha256": hashlib.sha256(found.members).hexdigest(),
        "manifest": manifest,
    }
