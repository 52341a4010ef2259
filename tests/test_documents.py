"""What the documents say holds: every documented command runs, every link leads somewhere, the reference is current."""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import duckdb
import pytest

from tests.conftest import ROOT, Refreshed, gaining_ground

DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
PROGRAM = ".venv/bin/gaining-ground "
LONG = ("dev", "sandbox serve", "site")


def blocks(kind: str) -> list[str]:
    return [
        line
        for document in DOCUMENTS
        for block in re.findall(rf"```{kind}\n(.*?)```", document.read_text(encoding="utf-8"), re.S)
        for line in (block.strip().splitlines() if kind == "console" else [block])
    ]


COMMANDS = sorted({line.removeprefix(PROGRAM) for line in blocks("console") if line.startswith(PROGRAM)})
SHORT = [command for command in COMMANDS if not command.startswith(LONG)]


@pytest.mark.parametrize(
    "command",
    [
        command
        for command in SHORT
        if "refresh --city" not in command and command != "refresh" and "--source pinelist" not in command
    ],
)
def test_a_documented_command_runs(home: Path, command: str) -> None:
    ran = gaining_ground(home, *shlex.split(command))
    assert ran.code == 0, ran.err


@pytest.mark.parametrize("program", blocks("python"), ids=lambda program: program.splitlines()[-1].strip()[:30])
def test_a_documented_program_runs(refreshed: Refreshed, tmp_path: Path, program: str) -> None:
    """As its reader runs it, beside a folder `data`."""
    (tmp_path / "data").symlink_to(refreshed.home)
    ran = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    "command", ["refresh", "refresh --city atlanta --city miami", "refresh --source pinelist --json"]
)
def test_a_documented_crawl_runs(home: Path, command: str) -> None:
    assert command in COMMANDS
    ran = gaining_ground(home, *shlex.split(command))
    assert ran.code == 0, ran.err


def test_the_sandbox_serves_until_it_is_interrupted(tmp_path: Path) -> None:
    assert any(command.startswith("sandbox serve") for command in COMMANDS)
    process = subprocess.Popen(
        [sys.executable, "-m", "pipelines.cli.main", "sandbox", "serve", "--port", "0"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    address = process.stdout.readline().split()[1]
    request = urllib.request.Request(f"http://{address}/ads", headers={"Host": "miami.pinelist.test"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        assert b"SIMULATED DATA" in answer.read()
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=60) in (0, 130, -signal.SIGINT)


def test_the_pages_are_served_until_it_is_interrupted(refreshed: Refreshed) -> None:
    (command,) = (command for command in COMMANDS if command.startswith("site"))
    process = subprocess.Popen(
        [sys.executable, "-m", "pipelines.cli.main", *shlex.split(command), "--port", "0"],
        cwd=ROOT,
        env={**os.environ, "GAINING_GROUND_HOME": str(refreshed.home), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    address = process.stdout.readline().split()[0]
    with urllib.request.urlopen(address, timeout=60) as answer:
        assert b"Tier: partner" in answer.read()
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=60) == 0


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_the_readmes_first_command_in_a_fresh_clone(tmp_path: Path) -> None:
    """On a machine with Python, make and a clone: it sets itself up, and works a second time."""
    clone = tmp_path / "a clone"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
    # MAKEFLAGS and its kin would make this make a part of the one that runs the tests, which then speaks of its folders.
    ours = ("GAINING_", "DAGSTER_", "MAKE", "MFLAGS")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    for _ in range(2):
        made = subprocess.run(
            ["make", "refresh", f"PYTHON={sys.executable}"],
            cwd=clone,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert made.returncode == 0, made.stderr
        page, database = (Path(line.split(maxsplit=1)[1]) for line in made.stdout.splitlines()[-2:])
        assert page.exists()
        assert database.exists()
        assert clone in page.parents


@pytest.mark.slow
def test_the_dagster_ui_opens_on_this_machine_only(home: Path) -> None:
    import socket

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "pipelines.cli.main", "dev", "--port", str(port)],
        cwd=ROOT,
        env={**os.environ, "GAINING_GROUND_HOME": str(home)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        for _ in range(600):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/server_info", timeout=5) as answer:
                    assert b"dagster_version" in answer.read()
                break
            except OSError:
                time.sleep(0.5)
        else:
            pytest.fail("the UI did not open within five minutes")
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.mark.parametrize(
    "name",
    [
        "refresh",
        "import",
        "init",
        "status",
        "doctor",
        "rollback",
        "rebuild",
        "maintain",
        "dev",
        "sandbox",
        "explain-ad",
        "rule",
        "explain",
        "label",
        "review",
        "watch",
        "child-safety",
        "source",
        "verify",
        "evidence",
        "query",
        "search",
        "export",
        "disclosure",
        "audit",
        "purge",
        "package",
    ],
)
def test_every_command_says_what_it_does(name: str) -> None:
    from typer.testing import CliRunner

    from pipelines.cli.main import app

    shown = CliRunner().invoke(app, [name, "--help"])
    assert shown.exit_code == 0
    assert len(shown.output.splitlines()) > 5
    assert f"`{name}" in (ROOT / "docs" / "reference" / "commands.md").read_text(encoding="utf-8")


def test_the_queries_of_the_documents_answer(refreshed: Refreshed) -> None:
    queries = [block for block in blocks("sql") if not block.startswith("-- ---")]
    assert len(queries) >= 2
    with duckdb.connect(str(refreshed.build / "investigator.duckdb"), read_only=True) as connection:
        for query in queries:
            assert connection.execute(query).fetchall()


@pytest.mark.parametrize("document", DOCUMENTS, ids=[str(path.relative_to(ROOT)) for path in DOCUMENTS])
def test_every_link_leads_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\(([^)]+)\)", document.read_text(encoding="utf-8")):
        assert (document.parent / target.split("#")[0]).exists(), target


def test_the_generated_reference_is_what_the_code_says() -> None:
    from pipelines.reference import FOLDER, pages

    for name, text in pages().items():
        assert (FOLDER / name).read_text(encoding="utf-8") == text.rstrip() + "\n", "run python -m pipelines.reference"


def test_the_readmes_commands_are_targets_of_make() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    text = "\n".join(path.read_text(encoding="utf-8") for path in DOCUMENTS)
    named = set(re.findall(r"(?:`|^)make ([a-z-]+)", text, re.M))
    assert {"refresh", "test", "setup", "dev", "check"} <= targets
    assert named <= targets


def test_no_file_names_a_registry_or_a_machine() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    named = re.compile(
        r"py"
        + r"pi\.org|python"
        + r"hosted\.org|registry\.npm"
        + r"js|deb\.debian"
        + r"\.org|/(far"
        + r"m|wor"
        + r"k)/main"
    )
    found = [
        name for name in tracked if (ROOT / name).is_file() and named.search((ROOT / name).read_text(errors="replace"))
    ]
    assert found == []
