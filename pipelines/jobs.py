"""The jobs: crawl a market for a day, refine a range of days into what people see, and cut back what grows."""

import warnings
from typing import Any

import dagster as dg

# The crawl takes one market and day a run, the parser a range of them. Dagster warns of the mixture in one job, which
# never runs for more than one partition.
warnings.filterwarnings("ignore", message=r"(?s).*Found multiple backfill policies")

#: CLI runs carry this tag, and the refining sensor leaves their days to them.
CLI_TAG = "gaining_ground/from"
JOB_TAG = "gaining_ground/job"
#: The host that a crawl asks; dagster.yaml lets one run a host go at a time, on however many machines.
HOST_TAG = "gaining_ground/host"
REFINED = ("staging", "entities", "flags", "marts", "publish")

crawl = dg.define_asset_job(
    "crawl",
    selection=dg.AssetSelection.groups("raw", "safety") - dg.AssetSelection.all_asset_checks(),
    description="Crawl one market for one day, parse what it answered, and look at once for signs of children.",
    tags={JOB_TAG: "crawl"},
)

#: The contracts of raw_* run here and not in the crawl, so that Great Expectations is imported once.
refine = dg.define_asset_job(
    "refine",
    selection=(
        dg.AssetSelection.groups(*REFINED)
        | dg.AssetSelection.checks_for_assets(
            *(dg.AssetKey(k) for k in ("raw_pages", "raw_listings", "raw_ads", "child_safety"))
        )
    ),
    description="Refine a range of days, check every contract, publish.",
    tags={JOB_TAG: "refine"},
)


@dg.op(required_resource_keys={"home"})
def cut_back(context: dg.OpExecutionContext) -> None:
    """Remove old runs, builds and leftovers, note sizes, and write status.json."""
    from pipelines.maintenance import maintain as run
    from pipelines.status import write_status

    done = run(context.resources.home)
    write_status(context.resources.home)
    context.add_output_metadata({**{name: n for name, n in done.document().items() if name != "bytes"}, **done.bytes})


@dg.job(tags={JOB_TAG: "maintain"}, description="Remove old runs, logs, builds, caches and leftovers; note sizes.")
def maintain() -> None:
    """One step; it waits until no refresh is at work."""
    cut_back()


JOBS: list[Any] = [crawl, refine, maintain]
