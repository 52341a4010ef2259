"""`explain-ad`: a person sees what was read from an ad, and a terminal obeys nothing that an ad says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import duckdb

from assets.staging.explaining import explain, segments, visible
from tests.conftest import ROOT, gaining_ground

TEXT = "Mia 22\ncall 4o4-555-o123, $160 hr, incall in Brickell, new in town, ava at gmail dot com"


def test_every_extraction_is_named_with_its_place() -> None:
    found = {(e.kind, e.value, TEXT[e.span_start : e.span_end]) for e in explain({"text": TEXT, "city": "miami"})}
    assert found == {
        ("name", "Mia", "Mia"), ("age", "22", "22"), ("phone", "+14045550123", "4o4-555-o123"), ("price", "160 USD", "$160 hr"),
        ("mode", "incall", "incall"), ("neighbourhood", "Brickell", "Brickell"), ("term", "new in town", "new in town"),
        ("email", "ava@gmail.com", "ava at gmail dot com"),
    }  # fmt: skip


def test_the_pieces_are_the_text_with_its_controls_made_visible() -> None:
    text = TEXT + "\x1b[31m \u202egnp"
    assert "".join(piece for piece, _ in segments(text, explain({"text": text}))) == visible(text)
    assert visible("\x1b[2J\u202e\r\n") == "\\u001b[2J\\u202e\\u000d\n"


def test_a_file_is_explained(tmp_path: Path) -> None:
    path = tmp_path / "ad.txt"
    path.write_text(TEXT, encoding="utf-8")
    ran = gaining_ground(tmp_path, "explain-ad", str(path), "--city", "miami")
    assert ran.code == 0, ran.err
    assert "«4o4-555-o123»" in ran.out
    assert "+14045550123  (hidden)" in ran.out
    assert "language" in ran.out


def test_standard_input_of_any_bytes_is_explained() -> None:
    command = [sys.executable, "-m", "pipelines.cli.main", "explain-ad", "-"]
    done = subprocess.run(command, input=b"\xff\x00\x1b[31m 404-555-0123", capture_output=True, cwd=ROOT, check=True)
    assert b"\x1b[31m" not in done.stdout
    assert b"+14045550123" in done.stdout


def test_a_published_ad_is_explained_by_the_beginning_of_its_id(home: Path) -> None:
    build = (home / "published" / "current").resolve()
    with duckdb.connect(str(build / "investigator.duckdb")) as connection:
        ((ad_id,),) = connection.execute("SELECT min(ad_id) FROM stg_ads").fetchall()
        connection.execute("UPDATE stg_ads SET text = ?, city = 'miami' WHERE ad_id = ?", [TEXT, ad_id])
    ran = gaining_ground(home, "explain-ad", ad_id[:16], "--json")
    assert ran.code == 0, ran.err
    spans = [(e["span_start"], e["span_end"]) for e in ran.document["extractions"] if e["value"] == "+14045550123"]
    assert ran.document["ad_id"] == ad_id
    assert (12, 24) in spans


def test_an_ad_of_no_lead_is_not_shown(home: Path) -> None:
    build = (home / "published" / "current").resolve()
    with duckdb.connect(str(build / "investigator.duckdb"), read_only=True) as connection:
        ((ad_id,),) = connection.execute("SELECT min(ad_id) FROM stg_ads WHERE text IS NULL").fetchall()
    ran = gaining_ground(home, "explain-ad", ad_id)
    assert (ran.code, ran.out) == (1, "")
    assert "is of no lead, so its text is not in the build; enter a hold" in ran.err


def test_what_is_no_ad_is_named(home: Path, tmp_path: Path) -> None:
    ran = gaining_ground(home, "explain-ad", "f" * 64)
    assert (ran.code, "give the ad_id as stg_ads has it" in ran.err) == (1, True)
    assert gaining_ground(home, "explain-ad", str(tmp_path / "missing.txt")).code == 2
    assert "nothing is published yet" in gaining_ground(tmp_path / "new", "explain-ad", "f" * 64).err
