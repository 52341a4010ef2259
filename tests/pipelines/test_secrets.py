"""Secrets and people stay out of logs, run metadata and file names; nothing needs a network but the markets."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, Refreshed, gaining_ground

CANARY_PHONE, CANARY_NAME, CANARY_SECRET = "404-555-0177", "Canarina Quillfeather", "s3cret-c4nary-9f1b77"
DIGITS = "4045550177"


def record(number: int, phone: str) -> dict[str, object]:
    return {
        "source": "partner", "city": "atlanta", "url": f"https://partner.example.test/{number}",
        "captured_at": f"2026-03-0{1 + number % 3}T12:00:00Z", "title": f"{CANARY_NAME} {number}",
        "body": f"call {phone} for {CANARY_NAME}, 120 roses hour {number}", "phone": phone,
    }  # fmt: skip


def everything_written(home: Path) -> dict[str, bytes]:
    """Dagster's databases (as SQL, so that nothing hides in how they are stored) and logs, status, failures, names."""
    written: dict[str, bytes] = {
        "file names": "\n".join(str(path.relative_to(home)) for path in home.rglob("*")).encode()
    }
    for path in (home / "dagster").rglob("*"):
        if path.suffix == ".db":
            with sqlite3.connect(path) as connection:
                written[str(path)] = "\n".join(connection.iterdump()).encode()
        if path.is_file():
            written[f"{path} as it is"] = path.read_bytes()
    for path in (home / "work" / "failures.jsonl", home / "work" / "sizes.jsonl", home / "status.json"):
        if path.exists():
            written[str(path)] = path.read_bytes()
    for path in (home / "published" / "current").rglob("*.json"):
        written[str(path)] = path.read_bytes()
    return written


def test_a_canary_is_found_in_no_log_no_database_of_dagster_and_no_metadata(tmp_path: Path) -> None:
    """Good, bad and child-safety records with the canary, a secret in config, and a run that fails over them."""
    home = tmp_path / "home"
    good = [record(number, CANARY_PHONE) for number in range(6)]
    bad = [record(7, CANARY_PHONE) | {"age": "not an age"}, record(8, CANARY_PHONE) | {"unknown": CANARY_SECRET}]
    child = [record(9, CANARY_PHONE) | {"body": f"she is 16, call {CANARY_PHONE}"}]
    file = tmp_path / "partner.jsonl"
    file.write_text("\n".join(json.dumps(line) for line in [*good, *bad, *child]))
    said = [gaining_ground(home, "import", str(file))]
    (home / "config" / "holds.yml").write_text(
        f"- {{advertiser: {'a' * 64}, case: {CANARY_SECRET}, why: asked for in writing, by: a}}\n"
    )
    secret = {"GAINING_GROUND_PG_PASSWORD": CANARY_SECRET}
    said.append(gaining_ground(home, "refresh", "--no-crawl", **secret))
    (home / "config" / "holds.yml").write_text(f"- {{advertiser: {CANARY_SECRET}, case: x, why: asked for, by: a}}\n")
    said.append(gaining_ground(home, "refresh", "--no-crawl", "--from", "2026-01-01", **secret))
    assert [ran.code for ran in said] == [0, 0, 1], [ran.err for ran in said]
    assert "holds.yml: entry 1" in said[2].err
    written = everything_written(home)
    assert any("events" in content.decode("utf-8", "replace") for content in written.values())
    for place, content in {**written, "terminal": "".join(ran.out + ran.err for ran in said).encode()}.items():
        text = content.decode("utf-8", "replace")
        for canary in (CANARY_PHONE, CANARY_NAME, CANARY_SECRET, f"+1{DIGITS}"):
            assert canary not in text, place
        assert DIGITS not in re.sub(r"[-. ()]", "", text) or place.endswith("as it is"), place


def test_the_search_finds_what_is_there(refreshed: Refreshed) -> None:
    """The test above can fail: what Dagster does hold is found by the same search."""
    build = json.loads((refreshed.build / "manifest.json").read_text())["build_id"]
    assert any(
        build.encode() in content
        for place, content in everything_written(refreshed.home).items()
        if place.endswith(".db")
    )


def without_network() -> bool:
    try:
        command = ["unshare", "-rn", "sh", "-c", "ip link set lo up"]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


@pytest.mark.slow
@pytest.mark.skipif(not without_network(), reason="needs user namespaces with a loopback of their own")
def test_a_refresh_needs_no_network_but_loopback(tmp_path: Path) -> None:
    command = f'ip link set lo up && exec "{sys.executable}" -m pipelines.cli.main refresh --json'
    done = subprocess.run(
        ["unshare", "-rn", "sh", "-c", command],
        cwd=ROOT,
        env={**os.environ, "GAINING_GROUND_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["published"]
