"""The analyst's notebook runs from end to end, where marimo is installed."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from tests.conftest import ROOT


def test_the_notebook_runs_and_asks_every_question(published: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("marimo")
    monkeypatch.setenv("GAINING_GROUND_HOME", str(published))
    path = ROOT / "docs" / "notebooks" / "first_look.py"
    spec = importlib.util.spec_from_file_location("first_look", path)
    assert spec is not None
    assert spec.loader is not None
    notebook = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(notebook)
    _, found = notebook.app.run()
    assert found["notice"].startswith("Lead, not evidence")
    assert len(found["question"].options) == len(list((ROOT / "docs" / "queries").glob("*.sql")))
    assert len(found["answer"]) > 0
    assert len(found["days"]) > 0
    assert found["timeline"].to_dict()["facet"]
