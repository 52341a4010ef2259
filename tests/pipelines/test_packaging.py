"""Each build brings its audiences' packages; one whose time is over, or whose file is gone, is removed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from assets.publish.audiences import AudienceError
from assets.publish.packages import PackageManifest
from pipelines.auditing import Asked, audit
from pipelines.packaging import package_all
from tests.conftest import gaining_ground

TEXT = """
title: Shelter network of Example County
kind: ngo
tier: partner
cities: [atlanta, miami]
packs: [trafficking]
purpose: planning of outreach hours
approved_by: the director
expires: 2099-06-30
"""


def add(home: Path, name: str = "shelters", text: str = TEXT) -> Path:
    folder = home / "config" / "audiences"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.yml").write_text(text)
    return folder / f"{name}.yml"


def test_a_package_is_made_of_the_build_that_people_see_and_noted(home: Path) -> None:
    file = add(home)
    ran = gaining_ground(home, "package", "shelters", "--by", "analyst 4", "--json")
    assert ran.code == 0, ran.err
    folder = Path(ran.document["made"]["shelters"])
    manifest = PackageManifest.model_validate_json((folder / "manifest.json").read_text())
    assert manifest.build_id == (home / "published" / "current").resolve().name
    (line,) = audit(home, Asked(what="package")).lines
    assert (line["by"], line["purpose"], line["audience"]) == ("analyst 4", "planning of outreach hours", "shelters")
    # Nothing changed: it stays as it is, and is not noted again.
    package_all(home)
    assert len(audit(home, Asked(what="package")).lines) == 1
    add(home, text=TEXT.replace("2099-06-30", "2026-01-01"))
    assert package_all(home).expired == ["shelters"]
    assert not folder.exists()
    add(home)
    package_all(home)
    file.unlink()
    package_all(home)
    assert not folder.parent.exists()


def test_without_a_build_or_a_file_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(AudienceError, match="no such audience; there are none"):
        package_all(tmp_path, "shelters")
    add(tmp_path)
    with pytest.raises(ValueError, match="nothing is published yet"):
        package_all(tmp_path)
    assert package_all(tmp_path, today=date(2100, 1, 1)).expired == ["shelters"]
