"""What reacts: the refining sensor when a day's markets have landed, and the note of a failed run."""

import hashlib
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import dagster as dg

from assets.publish.builds import ManifestUnreadable, manifest_of, newest
from assets.raw.partitions import RANGE_END, RANGE_START, inputs_by_day, placed
from pipelines.jobs import CLI_TAG, JOB_TAG, refine
from pipelines.settings import Settings
from pipelines.status import write_status
from scrapers.catalog import markets
from scrapers.partition import Landed

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
def refine_landed(context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
    """Compares what has landed with what the published build holds; the run key is what landed for the days."""
    if busy := _busy(context.instance):
        return dg.SkipReason(busy)
    home = Settings().home.expanduser().resolve()
    partitions, published = placed(home), _published_inputs(home)
    inputs = {day.isoformat(): digest for day, digest in inputs_by_day(partitions).items()}
    changed = sorted(day for day in {*inputs, *published} if inputs.get(day) != published.get(day))
    if not changed:
        return dg.SkipReason("all that has landed is published")
    if waiting := _waiting_for(changed[-1], partitions):
        return dg.SkipReason(f"{waiting} markets of {changed[-1]} have not landed; refines without them later")
    digest = hashlib.sha256(json.dumps([(day, inputs.get(day)) for day in changed]).encode()).hexdigest()
    return dg.RunRequest(run_key=f"{changed[-1]} {digest}", tags={RANGE_START: changed[0], RANGE_END: changed[-1]})


def _published_inputs(home: Path) -> dict[str, str]:
    """What the newest build holds; after a rollback that is not the one that people see, and it is not made again."""
    build = newest(home)
    try:
        inputs: dict[str, str] = manifest_of(build)["inputs"] if build else {}
    except ManifestUnreadable:
        return {}
    return inputs


def _busy(instance: dg.DagsterInstance) -> str | None:
    """Why not now: a crawl is under way, or the command line is at work and will refine itself."""
    running = instance.get_runs(dg.RunsFilter(statuses=_ACTIVE))
    if any(run.tags.get(CLI_TAG) == "cli" for run in running):
        return "the command line is refreshing; it refines what it landed"
    if any(run.tags.get(JOB_TAG) == "crawl" for run in running):
        return "markets are being crawled"
    return None


def _waiting_for(day: str, partitions: list[Landed]) -> int:
    """How many markets of a day are worth waiting for: none after the deadline, nor one in whose city it is over."""
    found = [partition for partition in partitions if partition.day.isoformat() == day]
    last = max((partition.ended_at for partition in found), default=datetime.min)
    if datetime.now(UTC).replace(tzinfo=None) - last > DEADLINE:
        return 0
    landed = {partition.market for partition in found}
    return sum(
        name not in landed and market.city.today() <= date.fromisoformat(day) for name, market in markets().items()
    )


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


@dg.run_status_sensor(
    run_status=dg.DagsterRunStatus.SUCCESS,
    monitored_jobs=[refine],
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Writes status.json, which monitoring reads, when a build was published.",
)
def note_refined_run(_: dg.RunStatusSensorContext) -> None:
    """The command line writes it by itself; this is for runs of the daemon."""
    write_status(Settings().home.expanduser().resolve())


SENSORS = [refine_landed, note_failed_run, note_refined_run]
