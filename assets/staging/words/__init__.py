"""What the readers of texts know of words, as YAML beside this file: data that people edit, not code."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

_FOLDER = Path(__file__).parent


@cache
def words(name: str) -> dict[str, Any]:
    """The words of a file, by its name without ending."""
    return dict(yaml.safe_load((_FOLDER / f"{name}.yml").read_text(encoding="utf-8")))


def all_words() -> str:
    """Every file as it stands: a table that is made with other words is another table."""
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(_FOLDER.glob("*.yml")))
