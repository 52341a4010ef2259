"""Who did what stands in a log that shows when it was changed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipelines.access import note, path_of
from pipelines.auditing import Asked, audit
from tests.conftest import Refreshed, gaining_ground
from tests.pipelines.test_custody import an_ad


@pytest.fixture
def noted(tmp_path: Path) -> Path:
    note(tmp_path, "search", "analyst 4", 3, purpose="case 2026-117", about={"tier": "investigator"})
    note(tmp_path, "export csv", "analyst 5", 12, purpose="court order 9")
    note(tmp_path, "label", "analyst 4", 0, about={"labels": 1})
    return tmp_path


def test_a_line_says_who_what_and_why(noted: Path) -> None:
    done = audit(noted, Asked(by="analyst 4", what="search"))
    (line,) = done.lines
    assert (line["by"], line["ads"], line["purpose"], line["tier"]) == ("analyst 4", 3, "case 2026-117", "investigator")
    assert (done.of, done.findings) == (3, ())


def test_what_is_asked_for_is_shown(noted: Path) -> None:
    from datetime import date

    assert [line["what"] for line in audit(noted, Asked(what="export")).lines] == ["export csv"]
    assert audit(noted, Asked(since=date(2999, 1, 1))).lines == ()


def test_a_line_cannot_be_given_a_name_that_it_has_of_itself(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="by: a line of the access log"):
        note(tmp_path, "search", "analyst 4", 1, about={"by": "somebody else"})
    assert not path_of(tmp_path).exists()


def test_a_shortened_log_is_found_by_a_head_that_was_written_down(noted: Path) -> None:
    head = audit(noted, Asked()).head
    assert head is not None
    lines = path_of(noted).read_text().splitlines(keepends=True)
    path_of(noted).write_text("".join(lines[:-1]))
    assert audit(noted, Asked()).findings == ()
    (finding,) = audit(noted, Asked(), [head]).findings
    assert "lines were taken out" in finding


def test_the_command_shows_and_checks(noted: Path) -> None:
    ran = gaining_ground(noted, "audit", "--what", "search")
    assert ran.code == 0, ran.out
    assert "analyst 4  search, 3 ads; for case 2026-117; tier investigator" in ran.out
    assert "1 of 3 lines shown" in ran.out
    path_of(noted).write_text(path_of(noted).read_text().replace('"ads": 12', '"ads": 1'))
    forged = gaining_ground(noted, "audit", "--json")
    assert forged.code == 1
    assert "records/access.jsonl line 2" in forged.document["findings"][0]


def test_no_purpose_draws_on_the_terminal(tmp_path: Path) -> None:
    note(tmp_path, "search", "analyst 4", 1, purpose="\x1b[2Jnothing\nok  0 lines")
    ran = gaining_ground(tmp_path, "audit")
    assert "\x1b" not in ran.out
    assert len(ran.out.splitlines()) == 3


def test_a_build_names_the_head_and_evidence_is_noted(home: Path, refreshed: Refreshed, tmp_path: Path) -> None:
    ad_id, _ = an_ad(home)
    ran = gaining_ground(
        home, "evidence", ad_id, "--out", str(tmp_path / "ad.zip"), "--by", "analyst 4", "--purpose", "case 9"
    )
    assert ran.code == 0, ran.err
    (line,) = audit(home, Asked(what="evidence")).lines
    assert (line["by"], line["purpose"], line["ad"]) == ("analyst 4", "case 9", ad_id)
    manifest = json.loads((refreshed.build / "manifest.json").read_text())
    assert manifest["access_head"] is None, "nobody had read anything yet"
    changed = manifest | {"access_head": "f" * 64}
    (home / "published" / "current" / "manifest.json").write_text(json.dumps(changed))
    assert "build " in audit(home, Asked()).findings[0]
