"""Known weaknesses of the locked packages, asked of the advisory service: `make audit-deps`.

Exit code 0: none is known. 1: some are, each named with its remedy. 2: the service could not be asked.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
LOCKS = (
    "requirements.lock",
    *(f"requirements-{name}.lock" for name in ("browser", "exchange", "ftm", "bench", "audit")),
)


def audit(lock: Path, program: str = "pip_audit") -> tuple[int, list[str]]:
    """The exit code for a lock and what is said of it."""
    command = [sys.executable, "-m", program, "--requirement", str(lock), "--no-deps", "--disable-pip"]
    asked = subprocess.run(
        [*command, "--progress-spinner", "off", "--format", "json", "--timeout", "15"],
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        found = json.loads(asked.stdout)["dependencies"]
    except (ValueError, KeyError, TypeError):
        last = (asked.stderr.strip().splitlines() or ["it said nothing"])[-1][:200]
        return 2, [f"{lock.name}: the advisory service could not be asked ({last}); nothing is known of it"]
    weak = [
        f"{lock.name}: {package['name']} {package['version']}: {weakness['id']}; mended in "
        f"{', '.join(weakness['fix_versions']) or 'no version yet'}"
        for package in found
        for weakness in package.get("vulns", [])
    ]
    return (1, weak) if weak else (0, [f"{lock.name}: {len(found)} packages, no weakness is known"])


def main() -> int:
    """Ask for every lock; the worst answer is the exit code."""
    worst = 0
    for name in LOCKS:
        code, said = audit(ROOT / name)
        worst = max(worst, code)
        sys.stdout.write("\n".join(said) + "\n")
    return worst


if __name__ == "__main__":
    sys.exit(main())
