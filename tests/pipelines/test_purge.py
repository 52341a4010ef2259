"""One identifier removed from everything, and a search of every store that no longer finds it."""

from __future__ import annotations

import json
import os
import signal
import time
from datetime import date
from pathlib import Path

import duckdb
import pytest

from assets.publish.builds import current, finished
from pipelines.purging.forms import pattern_of
from pipelines.purging.search import search
from tests.conftest import gaining_ground
from tests.pipelines.test_recovery import start, wait_for


def a_phone(home: Path) -> tuple[str, int]:
    """One that is published in clear, because a queued lead has it, and the ads with it."""
    shown = home / "published" / "current" / "investigator.duckdb"
    with (
        duckdb.connect(str(shown), read_only=True) as published,
        duckdb.connect(str(home / "work" / "warehouse.duckdb"), read_only=True) as connection,
    ):
        in_clear = published.execute(
            "SELECT value FROM stg_identifiers WHERE kind = 'phone' AND value LIKE '+%'"
            " GROUP BY value ORDER BY count(*) DESC, value LIMIT 1"
        ).fetchall()[0][0]
        return connection.execute(
            "SELECT value, count(DISTINCT ad_id) FROM stg_identifiers WHERE kind = 'phone' AND value = ? GROUP BY value",
            [in_clear],
        ).fetchall()[0]


def carry_out(home: Path, *arguments: str) -> dict:
    ran = gaining_ground(home, "purge", "--why", "request 7", "--by", "analyst 4", "--json", *arguments)
    assert ran.code in (0, 1), ran.err
    return {**ran.document, "code": ran.code}


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_one_identifier_goes_from_every_store(home: Path) -> None:
    phone, ads = a_phone(home)
    pattern = pattern_of("phone", phone)
    before = {where.split("/")[0] for where in search(home, [pattern])}
    assert before >= {"raw", "work", "published"}
    export = home / "exports" / "earlier"
    export.mkdir(parents=True)
    (export / "leads.csv").write_text(f"phone\n'{phone}\n")
    (home / "config" / "watch_list.yml").write_text(
        f'- {{phone: "{phone}", case: "9", approved_by: s, approved_on: {date.today()}}}\n'
    )
    dry = carry_out(home, "--phone", phone)
    assert (dry["ads"], dry["carried_out"], dry["left"]) == (ads, False, [])
    assert search(home, [pattern]), "nothing was changed"
    done = carry_out(home, "--phone", phone, "--carry-out")
    assert (done["ads"], done["left"]) == (ads, [])
    # What people wrote is theirs to mend, and named.
    assert (done["code"], done["by_hand"]) == (1, ["config/watch_list.yml"])
    (home / "config" / "watch_list.yml").unlink()
    assert search(home, [pattern]) == []
    assert "exports/earlier" in done["builds_removed"]
    assert len(finished(home)) == 1
    assert gaining_ground(home, "verify").code == 0
    audited = gaining_ground(home, "audit", "--what", "purge", "--json").document
    assert [line["what"] for line in audited["lines"]] == ["purge dry run", "purge", "purge proof"]
    assert phone[-7:] not in json.dumps(audited)
    # What is left is what a rebuild makes of the archive.
    rebuilt = gaining_ground(home, "rebuild", "--json")
    assert (rebuilt.code, rebuilt.document["different"]) == (0, []), rebuilt.err


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_a_killed_purge_is_finished_by_the_next_refresh(home: Path) -> None:
    phone, _ = a_phone(home)
    shown = current(home)
    process = start(
        home, "pipelines.cli.main", "purge", "--why", "request 7", "--phone", phone, "--carry-out", "--json"
    )
    wait_for((home / "work" / "purging.json").exists, 300)
    time.sleep(1)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert current(home) == shown, "people still see a whole build"
    ran = gaining_ground(home, "refresh", "--no-crawl", "--json")
    assert ran.code == 0, ran.err
    assert not (home / "work" / "purging.json").exists()
    assert search(home, [pattern_of("phone", phone)]) == []
    assert gaining_ground(home, "verify").code == 0


def test_where_nothing_is_published_nothing_goes(tmp_path: Path) -> None:
    ran = gaining_ground(tmp_path, "purge", "--why", "request 7", "--phone", "404 555 0123")
    assert (ran.code, "nothing is published yet" in ran.err) == (1, True)


def test_two_identifiers_or_a_reason_that_names_one_are_refused(tmp_path: Path) -> None:
    ran = gaining_ground(tmp_path, "purge", "--why", "r", "--phone", "404 555 0123", "--email", "a@example.org")
    assert (ran.code, "one identifier at a time" in ran.err) == (1, True)
