"""Each threat of docs/threat-model.md names a test, and the test is there."""

from __future__ import annotations

import re

import pytest

from tests.conftest import ROOT

ROWS = [
    line.split(" | ")
    for line in (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("| ") and "---" not in line
][1:]


def test_there_are_threats() -> None:
    assert len(ROWS) > 25


@pytest.mark.parametrize("row", ROWS, ids=[row[0][2:60] for row in ROWS])
def test_a_threat_has_a_test_that_is_there(row: list[str]) -> None:
    named = re.fullmatch(r"`(tests/[\w/]+\.py)(?:::(\w+))?` \|", row[-1])
    assert named, row[-1]
    file, test = named.groups()
    text = (ROOT / file).read_text(encoding="utf-8")
    assert test is None or f"\ndef {test}(" in text
