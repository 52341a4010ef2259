"""How long each stage of a run takes: its steps added up, and told when the last of them has ended."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from typing import Any

STAGES = {
    "raw": "contracts of what landed",
    "child": "contracts of what landed",
    "stg": "staging",
    "ent": "entities",
    "flag": "flags",
    "mart": "marts",
    "publish": "publish",
}
#: Told of each thing that happens: a stage that ended, a market that ended, steps done of steps to do.
Tell = Callable[[str, dict[str, Any]], None]


class StageTimes:
    """Adds up the steps of a run by stage, and tells of each stage when its last step has ended."""

    def __init__(self, steps: list[str], tell: Tell) -> None:
        self.left = Counter(stage_of(step) for step in steps)
        self.of, self.done, self.tell = len(steps), 0, tell
        self.began: dict[str, float] = {}
        self.lines: dict[str, dict[str, Any]] = {}

    def hear(self, step: str, kind: str) -> None:
        """Take note of an event of a step."""
        if kind == "STEP_START":
            self.began[step] = time.perf_counter()
        elif kind in ("STEP_SUCCESS", "STEP_FAILURE"):
            self.done += 1
            self.tell("step", {"step": step, "done": self.done, "of": self.of})
            stage = stage_of(step)
            line = self.lines.setdefault(stage, {"stage": stage, "tables": 0, "contracts": 0, "seconds": 0.0})
            line["contracts" if step.endswith("_contract") else "tables"] += 1
            line["seconds"] += time.perf_counter() - self.began.get(step, time.perf_counter())
            self.left[stage] -= 1
            if not self.left[stage]:
                self.tell("stage", line)


def stage_of(step: str) -> str:
    """The words for the stage of a step; its name begins with the stage's prefix."""
    return STAGES[step.split("_", maxsplit=1)[0]]
