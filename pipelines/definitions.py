"""Everything Dagster knows of this project, put together. Found by `dg` through pyproject.toml."""

import dagster as dg

import assets
from pipelines.jobs import JOBS
from pipelines.progress import step_logger
from pipelines.resources import RESOURCES
from pipelines.schedules import SCHEDULES
from pipelines.sensors import SENSORS

defs = dg.Definitions(
    assets=dg.load_assets_from_package_module(assets),
    asset_checks=dg.load_asset_checks_from_package_module(assets),
    jobs=JOBS,
    schedules=SCHEDULES,
    sensors=SENSORS,
    resources=RESOURCES,
    executor=dg.in_process_executor,
    loggers={"console": dg.colored_console_logger, "progress": step_logger},
)
