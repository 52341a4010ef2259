"""Runs that the command line starts in its own process: how they are marked, and how dead ones are closed."""

from __future__ import annotations

import os
from pathlib import Path

import dagster as dg

from pipelines.jobs import CLI_TAG

PROCESS_TAG = "gaining_ground/process"
_OPEN = [dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.CANCELING]


def own_tags() -> dict[str, str]:
    """Tags of a run executed here: from the command line, by this process."""
    return {CLI_TAG: "cli", PROCESS_TAG: _identity(os.getpid())}


def close_orphans(instance: dg.DagsterInstance) -> list[str]:
    """Close the runs whose process is gone and free their slots; returns their ids.

    Runs that the daemon launched are watched by Dagster's own run monitoring; ours have nobody else.
    """
    closed = []
    for run in instance.get_runs(dg.RunsFilter(statuses=_OPEN, tags={CLI_TAG: "cli"})):
        process = run.tags.get(PROCESS_TAG, "")
        if process != _identity(int(process.split("-")[0] or 0)):
            instance.report_run_failed(run, "its process is gone (killed, or the machine restarted)")
            instance.event_log_storage.free_concurrency_slots_for_run(run.run_id)
            closed.append(run.run_id)
    return closed


def failures(result: dg.ExecuteInProcessResult) -> list[str]:
    """The steps that failed of themselves, each with the first line of what it said."""
    said = []
    for event in result.filter_events(lambda event: event.is_step_failure):
        error = event.step_failure_data.error
        cause = error.cause if error and error.cause else error
        message = cause.message.strip().splitlines()[0] if cause else "see the run in the Dagster UI"
        said.append(f"{event.step_key}: {message}")
    return said


def _identity(pid: int) -> str:
    """The process as `<pid>-<start time>`, so that a reused pid is another process; `<pid>-gone` when there is none."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except OSError:
        return f"{pid}-{_alive(pid)}"
    return f"{pid}-{stat.rpartition(')')[2].split()[19]}"


def _alive(pid: int) -> str:
    """Where there is no /proc (not Linux), all that can be told is whether some process has the number."""
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return "gone"
    except PermissionError:
        return "alive"
    return "alive"
