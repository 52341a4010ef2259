"""What the command line shows: bars on a terminal only, one line of result a stage, errors in words."""

from __future__ import annotations

import json
import sys
from typing import Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn


class Terminal:
    """Hears of a refresh and shows it; a bar goes to standard error, lines of result to standard output."""

    def __init__(self, *, quiet: bool) -> None:
        self.quiet = quiet
        self.console = Console(stderr=True)
        self.progress = Progress(
            TextColumn("{task.description:<28}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=self.console,
            transient=True,
            disable=quiet or not self.console.is_terminal,
        )
        self.bars: dict[str, Any] = {}

    def __enter__(self) -> Terminal:
        self.progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.progress.stop()

    def tell(self, kind: str, what: dict[str, Any]) -> None:
        """Show one thing that happened."""
        if kind == "crawling":
            self.bars["crawl"] = self.progress.add_task("Crawling markets", total=what["markets"])
        elif kind == "crawled":
            self.progress.advance(self.bars["crawl"])
            if not what["market"].landed:
                self._say(f"{what['market'].market}: {what['market'].error}", err=True)
        elif kind == "step":
            if "refine" not in self.bars:
                self.bars["refine"] = self.progress.add_task("Refining", total=what["of"])
            self.progress.update(self.bars["refine"], completed=what["done"], description=what["step"][:28])
        elif kind == "history":
            self.bars["history"] = self.progress.add_task(f"Landing {what['days']} simulated days", total=None)
        elif kind == "waiting":
            self._say("another refresh is at work here; waiting for it to end", err=True)
        elif kind == "stage":
            if "history" in self.bars:
                self.progress.remove_task(self.bars.pop("history"))
            self._say(stage_line(what))

    def conclude(self, outcome: Any) -> None:
        """What failed, what was held back and what is missing, in words."""
        for run in outcome.closed_runs:
            self._say(f"closed run {run[:8]}, whose process was gone")
        for warning in outcome.warnings:
            self._say(f"warning: {warning}", err=True)
        for failure in outcome.failed:
            self._say(f"failed: {failure}", err=True)
        for reason in outcome.held_back:
            self._say(f"held back: {reason}", err=True)
        if outcome.child_safety_unread:
            self._say(f"child safety: {outcome.child_safety_unread} ads wait for a person; gaining-ground child-safety")
        for case, ads in outcome.watch_hits.items():
            self._say(f"watch list: {ads} ads of the newest day match case {case}; see mart_watch_hits")
        if missing := [market.market for market in outcome.markets if not market.landed]:
            self._say(f"missing today: {', '.join(missing)} (shown stale, with their last date)", err=True)
        if outcome.already:
            self._say("already refined: nothing has landed since the last publish")
        elif not outcome.published:
            self._say("nothing was published; what people see is unchanged", err=True)

    def _say(self, line: str, *, err: bool = False) -> None:
        """Print a line; a bar that is being drawn steps aside for it."""
        if self.quiet:
            return
        drawing = self.progress.live.is_started and not self.progress.disable
        if drawing:
            self.progress.stop()
        typer.echo(line, err=err)
        if drawing:
            self.progress.start()


def stage_line(stage: dict[str, Any]) -> str:
    """One line of result: the stage, what it did, how long it took."""
    seconds = f"{stage['seconds']:6.1f} s"
    if "tables" in stage:
        done = f"{stage['tables']} tables, {stage['contracts']} contracts"
    else:
        of = (
            f"{stage['partitions']} partitions"
            if "partitions" in stage
            else f"{stage['markets']} of {stage['of']} markets"
        )
        done = f"{of}, {stage['ads']:,} captures, {stage['quarantined']} quarantined"
    return f"{stage['stage']:<26}{seconds}   {done}"


def print_json(document: dict[str, Any]) -> None:
    """One JSON document on standard output."""
    json.dump(document, sys.stdout, indent=2, default=str)
    sys.stdout.write("\n")


def printable(text: str) -> str:
    """Text on one line in which nothing can move the cursor, colour the terminal or hide."""
    return "".join(sign if sign.isprintable() else " " for sign in text)
