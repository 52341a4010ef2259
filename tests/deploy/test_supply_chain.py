"""What is installed is locked by hash, under licences that were agreed to, and what cannot be known is said."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from deploy import audit as module
from deploy.audit import LOCKS, audit
from deploy.licences import PAGE, installed, is_agreed, locked
from tests.conftest import ROOT


def test_every_licence_is_agreed_to() -> None:
    found = list(installed())
    assert len(found) > 150
    assert [(name, licence) for name, _, licence in found if not is_agreed(licence)] == []


def test_the_list_names_every_package_that_is_installed() -> None:
    listed = set(re.findall(r"(?m)^\| (\S+) \|", PAGE.read_text()))
    assert {name for name, _, _ in installed()} - listed == set()


@pytest.mark.parametrize(
    "licence", ["GPL-3.0-only", "AGPL-3.0", "MIT AND GPL-2.0", "", "Proprietary", "GPL-2.0 OR SSPL-1.0"]
)
def test_a_licence_that_nobody_agreed_to_is_refused(licence: str) -> None:
    assert not is_agreed(licence)


@pytest.mark.parametrize(
    "licence", ["MIT", "GPL-2.0 OR MIT", "Apache-2.0 AND MIT", "BSD License; Apache Software License"]
)
def test_a_licence_or_its_free_side_is_agreed_to(licence: str) -> None:
    assert is_agreed(licence)


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_package_has_a_hash_and_no_address(name: str) -> None:
    text = (ROOT / name).read_text()
    entries = re.split(r"(?m)^(?=[A-Za-z0-9])", text)[1:]
    assert locked(ROOT / name)
    assert all("--hash=sha256:" in entry for entry in entries)
    assert "://" not in text


ANSWERS = {
    "weak": ('{"dependencies": [{"name": "a", "version": "1", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2"]}]}]}', 1, "a 1: PYSEC-1; mended in 2"),
    "sound": ('{"dependencies": [{"name": "a", "version": "1", "vulns": []}]}', 0, "1 packages, no weakness is known"),
    "away": ("", 2, "could not be asked (ConnectionError: no route); nothing is known"),
}  # fmt: skip


@pytest.mark.parametrize(("answer", "code", "said"), ANSWERS.values(), ids=list(ANSWERS))
def test_what_the_advisory_service_says_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str, code: int, said: str
) -> None:
    """A stand-in answers as pip-audit does; one that cannot be reached is no clean bill."""
    stand_in = tmp_path / "stand_in.py"
    stand_in.write_text(
        f"import sys\nsys.stdout.write({answer!r})\nsys.stderr.write('Traceback\\nConnectionError: no route\\n')\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(module.sys, "executable", sys.executable)
    found, words = audit(ROOT / "requirements.lock", "stand_in")
    assert found == code
    assert said in " ".join(words)
