"""The graph as it is: every asset's key, group, dependencies and checks. A change of it shows in the diff of graph.json.

`UPDATE_GRAPH=1 pytest tests/pipelines/test_graph.py` writes it anew.
"""

import json
import os
from pathlib import Path
from typing import Any

import dagster as dg
import yaml

from pipelines.definitions import defs
from pipelines.settings import PROJECT, prepare_home

SNAPSHOT = Path(__file__).with_name("graph.json")


def graph() -> dict[str, Any]:
    assets = defs.resolve_asset_graph()
    checks: dict[str, list[str]] = {}
    for key in assets.asset_check_keys:
        checks.setdefault(key.asset_key.to_user_string(), []).append(key.name)
    return {
        key.to_user_string(): {
            "group": assets.get(key).group_name,
            "deps": sorted(parent.to_user_string() for parent in assets.get(key).parent_keys),
            "checks": sorted(checks.get(key.to_user_string(), [])),
        }
        for key in sorted(assets.get_all_asset_keys(), key=lambda key: key.to_user_string())
    }


def test_the_graph_is_the_one_that_was_looked_at() -> None:
    found = graph()
    if os.environ.get("UPDATE_GRAPH"):
        SNAPSHOT.write_text(json.dumps(found, indent=2) + "\n")
    assert found == json.loads(SNAPSHOT.read_text())


def test_every_asset_says_who_owns_it_what_it_is_and_of_what_kind() -> None:
    assets = defs.resolve_asset_graph()
    for key in assets.get_all_asset_keys():
        node = assets.get(key)
        assert node.owners, key
        assert node.kinds, key
        assert node.description, key


def test_every_table_has_one_blocking_check_and_child_safety_one_that_blocks_nothing() -> None:
    assets = defs.resolve_asset_graph()
    tables = {k.to_user_string() for k in assets.get_all_asset_keys() if assets.get(k).group_name != "publish"}
    every = [assets.get_check_spec(key) for key in assets.asset_check_keys]
    specs = [spec for spec in every if spec.name == "contract"]
    assert {spec.asset_key.to_user_string() for spec in specs} == tables
    assert {spec.asset_key.to_user_string() for spec in specs if not spec.blocking} == {"child_safety"}


def test_nothing_is_shown_without_a_last_look() -> None:
    assets = defs.resolve_asset_graph()
    looks = [key for key in assets.asset_check_keys if key.name == "publishable"]
    assert [(key.asset_key.to_user_string(), assets.get_check_spec(key).blocking) for key in looks] == [
        ("publish_site", True)
    ]
    above = {key.to_user_string() for key in assets.get(dg.AssetKey("publish_current")).parent_keys}
    assert above == {"publish_database", "publish_partner", "publish_public", "publish_site"}


def test_data_moves_one_way() -> None:
    """No stage reads a later one."""
    order = ["raw", "safety", "staging", "entities", "flags", "marts", "publish"]
    assets = defs.resolve_asset_graph()
    for key in assets.get_all_asset_keys():
        for parent in assets.get(key).parent_keys:
            assert order.index(assets.get(parent).group_name) <= order.index(assets.get(key).group_name)


def test_the_schedule_and_the_sensors_run_by_default() -> None:
    repository = defs.get_repository_def()
    assert {s.name: s.default_status.value for s in repository.schedule_defs} == {
        "daily_crawls": "RUNNING",
        "daily_maintenance": "RUNNING",
    }
    assert {s.name: s.default_status.value for s in repository.sensor_defs} == {
        "note_failed_run": "RUNNING",
        "note_refined_run": "RUNNING",
        "refine_landed": "RUNNING",
    }


def test_the_schedule_asks_for_each_market_on_its_own_citys_date() -> None:
    """At 05:30 UTC it is still yesterday in the west."""
    from datetime import UTC, datetime

    from pipelines.schedules import daily_crawls

    prepare_home()
    with dg.build_schedule_context(scheduled_execution_time=datetime(2026, 11, 24, 5, 30, tzinfo=UTC)) as context:
        requests = list(daily_crawls(context))
    keys = {request.partition_key for request in requests}
    assert "2026-11-23|las_vegas.pinelist" in keys
    assert "2026-11-24|atlanta.pinelist" in keys


def test_telemetry_is_off_in_the_live_instance() -> None:
    prepare_home()
    with dg.DagsterInstance.get() as instance:
        assert instance.telemetry_enabled is False
        assert instance.get_settings("nux") == {"enabled": False}
        assert str(instance.root_directory).startswith(os.environ["GAINING_GROUND_HOME"])
    assert yaml.safe_load((PROJECT / "dagster.yaml").read_text())["telemetry"] == {"enabled": False}
