"""What reacts: the refining sensor when a day's markets have landed, and the note of a failed run."""

import hashlib
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import dagster as dg

from assets.raw.partitions import fingerprint, placed
from pipelines.jobs import CLI_TAG, JOB_TAG, RANGE_END, RANGE_START, refine
from pipelines.settings import Settings
from scrapers.archive import Landed
from scrapers.catalog import markets

#: After this time a day is refined without the markets that have not ended.
DEADLINE = timedelta(hours=3)
_ACTIVE = [
    dg.DagsterRunStatus.QUEUED,
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
]


@dg.sensor(
    job=refine,
    minimum_interval_seconds=60,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Refines the days that landed since the last time, when every market has ended or a deadline passed.",
)
def refine_landed(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
    """The cursor holds a hash of what had landed for each day; the run key is the days and that hash."""
    if busy := _busy(context.instance):
        return dg.SkipReason(busy)
    home = Settings().home.expanduser().resolve()
    seen: dict[str, str] = json.loads(context.cursor or "{}")
    landed = _landed_by_day(home)
    changed = sorted(day for day, (digest, _) in landed.items() if seen.get(day) != digest)
    if not changed:
        return dg.SkipReason("nothing has landed since the last refine")
    if waiting := _waiting_for(changed[-1], landed[changed[-1]][1]):
        return dg.SkipReason(f"{waiting} markets of {changed[-1]} have not landed; refines without them later")
    digests = {day: digest for day, (digest, _) in landed.items()}
    run_key = hashlib.sha256(json.dumps([changed, [digests[day] for day in changed]]).encode()).hexdigest()
    request = dg.RunRequest(run_key=run_key, tags={RANGE_START: changed[0], RANGE_END: changed[-1]})
    return dg.SensorResult(run_requests=[request], cursor=json.dumps(digests))


def _busy(instance: dg.DagsterInstance) -> str | None:
    """Why not now: a crawl is under way, or the command line is at work and will refine itself."""
    running = instance.get_runs(dg.RunsFilter(statuses=_ACTIVE))
    if any(run.tags.get(CLI_TAG) == "cli" for run in running):
        return "the command line is refreshing; it refines what it landed"
    if any(run.tags.get(JOB_TAG) == "crawl" for run in running):
        return "markets are being crawled"
    return None


def _landed_by_day(home: Path) -> dict[str, tuple[str, list[Landed]]]:
    days: dict[str, list[Landed]] = {}
    for partition in placed(home):
        days.setdefault(partition.day.isoformat(), []).append(partition)
    return {
        day: (hashlib.sha256("\n".join(sorted(map(fingerprint, found))).encode()).hexdigest(), found)
        for day, found in days.items()
    }


def _waiting_for(day: str, found: list[Landed]) -> int:
    """How many markets of a day are still worth waiting for; none once the deadline passed or the day is over."""
    last = max(partition.ended_at for partition in found)
    if datetime.now(UTC).replace(tzinfo=None) - last > DEADLINE or date.fromisoformat(day) < date.today():
        return 0
    return len(set(markets()) - {partition.market for partition in found})


@dg.run_failure_sensor(
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Notes each failed run in work/failures.jsonl, which `gaining-ground status` shows.",
)
def note_failed_run(context: dg.RunFailureSensorContext) -> None:
    """One line a failed run: job, partition and step; nothing of what the run read."""
    run = context.dagster_run
    steps = [event.step_key for event in context.get_step_failure_events() if event.step_key]
    line = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "run_id": run.run_id,
        "job": run.job_name,
        "partition": run.tags.get("dagster/partition") or run.tags.get(RANGE_END),
        "steps": steps,
    }
    path = Settings().home.expanduser().resolve() / "work" / "failures.jsonl"
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")
    context.log.warning("run %s of %s failed in %s", run.run_id, run.job_name, ", ".join(steps) or "start")


SENSORS = [refine_landed, note_failed_run]
