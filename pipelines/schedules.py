"""What happens every day: each market is crawled (a sensor refines what landed), and what grows is cut back."""

from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import dagster as dg

from pipelines.jobs import HOST_TAG, crawl, maintain
from scrapers.catalog import markets


@dg.schedule(
    job=crawl,
    cron_schedule="0 9 * * *",
    execution_timezone="UTC",
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="Every morning, one crawl for each market, for that city's own date.",
)
def daily_crawls(context: dg.ScheduleEvaluationContext) -> Iterator[dg.RunRequest]:
    """One run a market; a run key of market and day, so that a tick that repeats crawls nothing twice."""
    now: datetime = context.scheduled_execution_time
    for name, market in sorted(markets().items()):
        day = now.astimezone(ZoneInfo(market.city.time_zone)).date().isoformat()
        key = dg.MultiPartitionKey({"day": day, "market": name})
        host = urlsplit(market.start_url).hostname or name
        yield dg.RunRequest(run_key=f"{name} {day}", partition_key=key, tags={HOST_TAG: host})


daily_maintenance = dg.ScheduleDefinition(
    name="daily_maintenance",
    job=maintain,
    cron_schedule="30 5 * * *",
    execution_timezone="UTC",
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="Every night, before the crawls, what grows is cut back.",
)

SCHEDULES = [daily_crawls, daily_maintenance]
