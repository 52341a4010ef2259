"""The refining sensor: refines what landed once, waits for what is still to come, and leaves the command line alone."""

import shutil
from datetime import date, timedelta
from pathlib import Path

import dagster as dg
import pytest

from pipelines.runs import own_tags
from pipelines.sensors import refine_landed
from pipelines.settings import prepare_home
from scrapers.catalog import City, markets


@pytest.fixture
def instance(home: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("GAINING_GROUND_HOME", str(home))
    prepare_home()
    with dg.DagsterInstance.get() as found:
        yield found


def tick(instance: dg.DagsterInstance) -> dg.RunRequest | dg.SkipReason:
    with dg.build_sensor_context(instance=instance) as context:
        return refine_landed(context)


def test_what_is_published_is_not_refined_again(instance: dg.DagsterInstance) -> None:
    assert "is published" in tick(instance).skip_message


def last_day(home: Path) -> date:
    """The latest date on which a city was crawled; at night, by UTC, not that of every city."""
    return max(date.fromisoformat(path.name) for path in (home / "raw").glob("*/2*"))


@pytest.fixture
def touched(home: Path) -> Path:
    """The home with every partition landed anew."""
    for path in (home / "raw").glob("*/2*/ads.parquet"):
        path.touch()
    return home


def test_a_day_that_landed_is_refined_under_a_key_of_what_landed(
    instance: dg.DagsterInstance, touched: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = last_day(touched)
    monkeypatch.setattr(City, "today", lambda _: day + timedelta(days=1))
    request = tick(instance)
    assert request.tags["dagster/asset_partition_range_end"] == day.isoformat()
    assert request.run_key == tick(instance).run_key


def test_it_waits_for_the_markets_of_today(
    instance: dg.DagsterInstance, touched: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Today is the city's: after midnight by UTC the day of an American city is not over."""
    # What was crawled once for all tests may have been for hours.
    monkeypatch.setattr("pipelines.sensors.DEADLINE", timedelta(days=2))
    day = last_day(touched)
    monkeypatch.setattr(City, "today", lambda _: day)
    shutil.rmtree(touched / "raw" / "miami.pinelist")
    missing = set(markets()) - {path.parent.name for path in (touched / "raw").glob(f"*/{day}")}
    assert "miami.pinelist" in missing
    assert f"{len(missing)} markets of {day}" in tick(instance).skip_message


def test_it_does_not_wait_for_a_day_that_is_over_in_the_city(
    instance: dg.DagsterInstance, touched: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = last_day(touched)
    monkeypatch.setattr(City, "today", lambda _: day + timedelta(days=1))
    shutil.rmtree(touched / "raw" / "miami.pinelist")
    assert isinstance(tick(instance), dg.RunRequest)


def test_the_command_line_refines_what_it_landed_itself(instance: dg.DagsterInstance) -> None:
    from pipelines.definitions import defs

    job = defs.resolve_job_def("crawl")
    instance.create_run_for_job(job, tags=own_tags(), status=dg.DagsterRunStatus.STARTED)
    assert "command line" in tick(instance).skip_message


def test_a_failed_run_is_noted_for_status(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipelines.sensors import note_failed_run
    from pipelines.status import read_status

    monkeypatch.setenv("GAINING_GROUND_HOME", str(home))
    prepare_home()

    @dg.op
    def broken() -> None:
        raise ValueError("on purpose")

    @dg.job
    def failing() -> None:
        broken()

    instance = dg.DagsterInstance.ephemeral()
    result = failing.execute_in_process(instance=instance, raise_on_error=False)
    event = result.get_run_failure_event()
    context = dg.build_run_status_sensor_context(
        sensor_name="note_failed_run", dagster_event=event, dagster_instance=instance, dagster_run=result.dagster_run
    ).for_run_failure()
    note_failed_run(context)
    (failure,) = read_status(home).failures
    assert (failure["job"], failure["steps"]) == ("failing", ["broken"])
