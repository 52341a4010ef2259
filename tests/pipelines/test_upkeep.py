"""A new home, how things stand, what is wrong with the machine."""

import shutil
import stat
from pathlib import Path

from tests.conftest import ROOT, Refreshed, gaining_ground


def test_a_new_home_holds_no_data_and_closed_folders(tmp_path: Path) -> None:
    ran = gaining_ground(tmp_path / "new", "init")
    assert ran.code == 0, ran.err
    assert stat.S_IMODE((tmp_path / "new" / "work").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "new" / "records").stat().st_mode) == 0o700
    assert (tmp_path / "new" / "dagster" / "dagster.yaml").exists()
    assert "nothing is published yet" in gaining_ground(tmp_path / "new", "status").out


def test_status_names_the_build_and_each_market(home: Path) -> None:
    ran = gaining_ground(home, "status", "--json", "--max-age", "26h")
    assert ran.code == 0, ran.err
    assert ran.document["build"] == (home / "published" / "current").resolve().name
    assert {market["is_stale"] for market in ran.document["markets"]} == {False}
    assert ran.document["too_old"] is False
    assert "SIMULATED DATA" in gaining_ground(home, "status").out


def test_a_missed_schedule_is_seen(home: Path, tmp_path: Path) -> None:
    manifest = (home / "published" / "current").resolve() / "manifest.json"
    import json

    stand = json.loads(manifest.read_text())
    manifest.write_text(json.dumps(stand | {"published_at": "2026-01-01T00:00:00+00:00"}))
    ran = gaining_ground(home, "status", "--max-age", "26h")
    assert ran.code == 1
    assert "too old" in ran.err
    assert gaining_ground(tmp_path / "new", "status", "--max-age", "26h").code == 1


def test_an_age_of_another_form_is_refused(home: Path) -> None:
    ran = gaining_ground(home, "status", "--max-age", "soon")
    assert ran.code == 2
    assert "26h" in ran.err


def test_doctor_names_what_is_loose_and_the_remedy(home: Path) -> None:
    assert gaining_ground(home, "doctor").code == 0
    ran = gaining_ground(home, "doctor", "--json")
    assert all(finding["ok"] for finding in ran.document["findings"])


def test_the_warehouse_is_closed_to_others(home: Path) -> None:
    assert stat.S_IMODE((home / "work" / "warehouse.duckdb").stat().st_mode) == 0o600


def test_it_works_in_any_folder(refreshed: Refreshed, tmp_path: Path) -> None:
    """A path may hold blanks, quotes and letters of any script."""
    odd = tmp_path / 'Ava\'s "home" ♥ déjà vu'
    shutil.copytree(refreshed.home, odd, symlinks=True)
    ran = gaining_ground(odd, "refresh", "--no-crawl", "--from", "2026-01-01")
    assert ran.code == 0, ran.err
    assert gaining_ground(odd, "status").code == 0


def test_one_lock_for_one_process_and_one_for_all(tmp_path: Path) -> None:
    """It may be taken again within a process, and not by another one."""
    import subprocess
    import sys

    from pipelines.resources import work_lock

    code = (
        "import sys; from pathlib import Path; from pipelines.resources import work_lock\n"
        "with work_lock(Path(sys.argv[1]), wait=False) as free: print(free)"
    )
    asked = [sys.executable, "-c", code, str(tmp_path)]
    with work_lock(tmp_path) as outer, work_lock(tmp_path) as inner:
        assert outer and inner
        assert subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip() == "False"
    assert subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip() == "True"


def test_bars_are_for_a_terminal_and_every_line_of_result_survives_them(home: Path) -> None:
    """On a terminal bars are drawn and step aside for the lines; elsewhere there are only the lines."""
    import os
    import pty
    import re
    import subprocess
    import sys

    reader, writer = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "pipelines.cli.main", "refresh", "--city", "miami"],
        cwd=ROOT,
        env={**os.environ, "GAINING_GROUND_HOME": str(home), "TERM": "xterm", "COLUMNS": "100"},
        stdout=writer,
        stderr=writer,
    )
    os.close(writer)
    shown = b""
    try:
        while chunk := os.read(reader, 65536):
            shown += chunk
    except OSError:
        pass  # the terminal is gone when the process has ended
    assert process.wait() == 0
    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\r", "\n", shown.decode())
    assert "Crawling markets" in text
    for stage in ("crawl ", "contracts of what landed", "staging", "marts", "publish", "Dashboards", "Database"):
        assert any(line.startswith(stage) for line in text.split("\n")), stage
    quiet = gaining_ground(home, "refresh", "--no-crawl")
    assert "\x1b" not in quiet.out + quiet.err


def test_maintenance_cuts_back_what_grows_and_notes_sizes(home: Path) -> None:
    """Runs, logs and builds that are old go; the build shown, the archive and what people wrote stay."""
    import json
    import os

    old = home / "work" / "tmpold"
    old.mkdir()
    os.utime(old, (0, 0))
    (home / "work" / "failures.jsonl").write_text("{}\n" * 1500)
    archived = {path: path.stat().st_size for path in (home / "raw").rglob("*") if path.is_file()}
    ran = gaining_ground(home, "maintain", "--json", "--keep-builds", "1")
    assert ran.code == 0, ran.err
    assert (ran.document["leftovers"], ran.document["runs"]) == (1, 0)
    assert ran.document["bytes"]["raw"] == sum(archived.values()) > 0
    assert not old.exists()
    assert len((home / "work" / "failures.jsonl").read_text().splitlines()) == 1000
    assert (home / "published" / "current" / "manifest.json").exists()
    status = json.loads((home / "status.json").read_text())
    assert status["build"] == (home / "published" / "current").resolve().name


def test_old_runs_go_with_their_events_and_logs(home: Path, monkeypatch) -> None:
    from datetime import timedelta

    import dagster as dg

    from pipelines.maintenance import maintain
    from pipelines.settings import prepare_home

    monkeypatch.setenv("GAINING_GROUND_HOME", str(home))
    prepare_home()
    with dg.DagsterInstance.get() as instance:
        runs = instance.get_runs_count()
        assert runs > 1
        done = maintain(home, keep_runs=timedelta(0))
        assert (done.runs, instance.get_runs_count()) == (runs, 0)
    assert [path for path in (home / "dagster" / "storage").iterdir() if len(path.name) == 36] == []
    assert [path for path in (home / "dagster" / "history" / "runs").glob("*.db") if len(path.stem) == 36] == []


def test_growth_is_bytes_a_day_over_the_last_month(tmp_path: Path) -> None:
    import json

    from pipelines.maintenance import growth

    (tmp_path / "work").mkdir()
    assert growth(tmp_path) == {}
    lines = [("2026-01-01T00:00:00+00:00", 0), ("2026-03-01T00:00:00+00:00", 1000), ("2026-03-11T00:00:00+00:00", 6000)]
    (tmp_path / "work" / "sizes.jsonl").write_text(
        "".join(json.dumps({"at": at, "bytes": {"raw": size}}) + "\n" for at, size in lines)
    )
    assert growth(tmp_path) == {"raw": 500.0}


def test_a_home_may_bring_its_own_dagster_instance(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    own = (ROOT / "dagster.yaml").read_text() + "\n# with another storage\n"
    (tmp_path / "config" / "dagster.yaml").write_text(own)
    assert gaining_ground(tmp_path, "init").code == 0
    assert (tmp_path / "dagster" / "dagster.yaml").read_text() == own


def test_status_json_says_how_the_last_refresh_ended(home: Path) -> None:
    import json

    ran = gaining_ground(home, "refresh", "--no-crawl", GAINING_GROUND_IDENTITIES="everybody")
    assert ran.code == 1
    assert "error: GAINING_GROUND_IDENTITIES: Input should be 'leads' or 'all'" in ran.err
    assert gaining_ground(home, "refresh", "--no-crawl").code == 0
    status = json.loads((home / "status.json").read_text())
    assert status["last_refresh"]["exit_code"] == 0
    assert status["too_old_after_hours"] == 26
