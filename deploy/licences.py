"""The licences of what is installed: `python -m deploy.licences` prints them, and fails for one not agreed to.

With `--write` it renews deploy/licences.md. A licence is read from the package's own metadata.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.markers import Marker

ROOT = Path(__file__).parent.parent
PAGE = Path(__file__).with_name("licences.md")
LOCK = ROOT / "requirements.lock"
_LINE = r"^([A-Za-z0-9][A-Za-z0-9._-]*)==[^\s;]+(?: ; (.+?))?(?: \\)?$"
#: Ours, and what installs it.
_NOT_THEIRS = {"gaining-ground", "pip", "setuptools", "wheel"}
#: What may be used in a public and in a commercial service without giving anything away but the notice.
AGREED = {
    *("MIT", "MIT-0", "MIT License", "BSD", "BSD License", "BSD-2-Clause", "BSD-3-Clause", "3-Clause BSD License"),
    *("BSD 3-Clause", "0BSD", "ISC License (ISCL)", "ISC", "Apache-2.0", "Apache Software License", "Zlib", "CC0-1.0"),
    *("PSF-2.0", "Python Software Foundation License", "CNRI-Python", "ZPL-2.1", "DFSG approved", "Unlicense"),
    # File by file: changes to their own files would have to be given away, and there are none.
    *("MPL-2.0", "Mozilla Public License 2.0 (MPL 2.0)"),
}


def locked(lock: Path = LOCK) -> list[str]:
    """The names of the packages that a lock asks this machine for, as it writes them."""
    lines = re.findall(_LINE, lock.read_text(encoding="utf-8"), re.M)
    return sorted({name for name, marker in lines if not marker or Marker(marker).evaluate()} - _NOT_THEIRS)


def licence_of(package: Distribution) -> str:
    """What a package says of its licence: the SPDX expression, else its classifiers, else the first line it wrote."""
    metadata = package.metadata
    if expression := metadata.get("License-Expression"):
        return str(expression)
    classified = [text.split(" :: ")[-1] for text in metadata.get_all("Classifier") or [] if text.startswith("License")]
    if told := [text for text in classified if text != "OSI Approved"]:
        return "; ".join(told)
    return str(metadata.get("License") or "").strip().splitlines()[0][:60] if metadata.get("License") else ""


def is_agreed(licence: str) -> bool:
    """Whether every part of a licence is agreed to, or one side of each OR."""
    parts = [part for part in re.split(r"\s+AND\s+|;", licence) if part.strip()]
    return bool(parts) and all(
        any(choice.strip(" ()") in AGREED or choice.strip() in AGREED for choice in re.split(r"\s+OR\s+", part))
        for part in parts
    )


def installed() -> Iterator[tuple[str, str, str]]:
    """Name, version and licence of every locked package that this machine has."""
    for name in locked():
        try:
            package = distribution(name)
        except ModuleNotFoundError:
            continue  # for another system or Python
        yield name, package.version, licence_of(package)


def page() -> str:
    """deploy/licences.md."""
    lines = [
        "# Licences",
        "",
        "Of every package that `make setup` installs. `python -m deploy.licences --write` renews it.",
        "",
    ]
    lines += ["| package | licence |", "|---|---|", *(f"| {name} | {licence} |" for name, _, licence in installed())]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Print or write the list; the exit code says whether all are agreed to."""
    if "--write" in sys.argv:
        PAGE.write_text(page(), encoding="utf-8")
    refused = [(name, licence) for name, _, licence in installed() if not is_agreed(licence)]
    for name, version, licence in installed():
        sys.stdout.write(f"{name} {version}: {licence or 'says none'}\n")
    for name, licence in refused:
        sys.stderr.write(f"{name}: {licence or 'says none'}: not agreed to; see AGREED in deploy/licences.py\n")
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main())
