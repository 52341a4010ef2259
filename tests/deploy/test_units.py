"""The units of the deployment guide are what systemd takes, and the guide names each of them."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import ROOT

UNITS = sorted((ROOT / "deploy" / "systemd").iterdir())


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")
def test_systemd_takes_every_unit(tmp_path: Path) -> None:
    """On this machine the program lies elsewhere and the account is not there; all else stays as it is."""
    for unit in UNITS:
        text = unit.read_text().replace("/opt/gaining-ground", str(ROOT))
        (tmp_path / unit.name).write_text(re.sub(r"(?m)^(User|Group)=.*", r"\1=root", text))
    paths = [str(tmp_path / unit.name) for unit in UNITS]
    done = subprocess.run(["systemd-analyze", "verify", *paths], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.strip()) == (0, "")


def test_every_unit_is_closed_and_every_timer_has_its_service() -> None:
    services = {unit.stem: unit.read_text() for unit in UNITS if unit.suffix == ".service"}
    for name, text in services.items():
        for line in (
            "NoNewPrivileges=true",
            "ProtectSystem=strict",
            "CapabilityBoundingSet=\n",
            "UMask=0027",
            "User=gaining-ground",
        ):
            assert line in text, (name, line)
    assert {unit.stem for unit in UNITS if unit.suffix == ".timer"} < set(services)


def test_the_guide_names_every_unit_that_is_enabled() -> None:
    guide = (ROOT / "docs" / "deployment.md").read_text()
    for unit in UNITS:
        if unit.suffix == ".timer" or unit.stem == "gaining-ground-dagster":
            assert f"`{unit.name}`" in guide


def test_the_commands_of_the_units_exist() -> None:
    from typer.testing import CliRunner

    from pipelines.cli.main import app

    for unit in UNITS:
        for command in re.findall(r"(?m)^ExecStart=\S+/gaining-ground (\S+)", unit.read_text()):
            assert CliRunner().invoke(app, [command, "--help"]).exit_code == 0
