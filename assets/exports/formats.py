"""The formats there are: each module beside this one that has `write(package, folder)`."""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType

from assets import exports


class ExtraMissing(ValueError):
    """A format whose library is not installed; the message says how to install it."""


def formats() -> dict[str, ModuleType]:
    """Each format by its name, which is its file's."""
    names = sorted(module.name for module in pkgutil.iter_modules(exports.__path__))
    found = {name: importlib.import_module(f"assets.exports.{name}") for name in names}
    return {name: module for name, module in found.items() if hasattr(module, "write")}


def extra(module: str, name: str) -> ModuleType:
    """A library of an extra. Raises ExtraMissing."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise ExtraMissing(
            f"{module}: not installed; run make {name} (or pip install 'gaining-ground[{name}]')"
        ) from error
