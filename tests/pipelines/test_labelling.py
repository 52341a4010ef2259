"""People's words on leads are kept once, outlive the lead's name, and are drawn for without telling which is which."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assets.labels import LabelError, read_labels
from assets.warehouse import Warehouse
from pipelines.cli.main import app
from pipelines.labelling import take_in
from pipelines.review import draw
from tests.pipelines.conftest import asked

BEST = "SELECT lead_id, advertiser_id FROM mart_leads WHERE pack = 'trafficking' ORDER BY priority LIMIT 1"


@pytest.fixture
def ran(own_home: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("GAINING_GROUND_HOME", str(own_home))
    monkeypatch.setenv("DAGSTER_HOME", str(own_home / "dagster"))
    return lambda *words: CliRunner().invoke(app, list(words))


def renewed(home: Path, *names: str) -> None:
    with Warehouse(home) as warehouse:
        for name in names:
            warehouse.renew(warehouse.models[name], [])


def draws(home: Path) -> list[dict]:
    return [json.loads(line) for line in (home / "records" / "draws.jsonl").read_text().splitlines()]


def test_a_label_keeps_what_it_needs_to_outlive_its_lead(own_home: Path, ran) -> None:
    lead_id, advertiser = asked(own_home, BEST)[0]
    assert ran("label", lead_id, "--opinion", "dismissed", "--by", "analyst 4", "--note", "an agency").exit_code == 0
    ((_, label),) = read_labels(own_home)
    assert (label.pack, label.advertiser_id, label.note) == ("trafficking", advertiser, "an agency")
    assert label.seen
    assert asked(own_home, "SELECT status FROM mart_leads WHERE lead_id = ?", lead_id) == [("queued",)]
    renewed(own_home, "flag_standing", "flag_ranks", "mart_leads", "mart_lead_changes", "mart_label_precision")
    assert asked(own_home, "SELECT status FROM mart_leads WHERE lead_id = ?", lead_id) == [("waiting",)]
    assert asked(own_home, "SELECT standing FROM mart_lead_changes WHERE lead_id = ?", lead_id) == [("dismissed",)]
    assert asked(own_home, "SELECT labelled, confirmed FROM mart_label_precision WHERE measure = 'leads'") == [(1, 0)]
    shown = ran("label", "precision")
    assert "0 of 1" in shown.output
    assert ran("label", lead_id, "--outcome", "charged", "--by", "x").exit_code == 2, "an outcome needs its source"
    assert ran("label", lead_id, "--outcome", "charged", "--source", "case 17", "--by", "x").exit_code == 0


def test_what_is_no_lead_is_refused_and_nothing_is_kept(own_home: Path, ran) -> None:
    refused = ran("label", "l0000000000000000", "--opinion", "confirmed", "--by", "x")
    assert isinstance(refused.exception, LabelError)
    assert ran("label", "nobody", "--opinion", "confirmed", "--by", "x").exit_code == 2
    assert read_labels(own_home) == []


def test_labels_of_a_page_are_taken_once(own_home: Path, tmp_path: Path, ran) -> None:
    lead_id, advertiser = asked(own_home, BEST)[0]
    label = {"lead_id": lead_id, "at": "2026-03-01T09:00:00Z", "by": "analyst 4", "opinion": "confirmed", "build": "b"}
    gone = {**label, "lead_id": "l0000000000000000"}
    file = tmp_path / "labels.jsonl"
    file.write_text("\n".join(json.dumps(line) for line in (label, label, gone)))
    assert json.loads(ran("label", "import", str(file), "--json").stdout) == {"taken": 2, "known": 0, "unplaced": 1}
    assert json.loads(ran("label", "import", str(file), "--json").stdout) == {"taken": 0, "known": 2, "unplaced": 0}
    assert [label.advertiser_id for _, label in read_labels(own_home)] == [advertiser, None]


def test_a_file_with_one_wrong_label_is_not_taken_at_all(own_home: Path, tmp_path: Path) -> None:
    lead_id = asked(own_home, BEST)[0][0]
    label = {"lead_id": lead_id, "at": "2026-03-01T09:00:00Z", "by": "analyst 4", "opinion": "confirmed"}
    file = tmp_path / "labels.jsonl"
    file.write_text("\n".join(json.dumps(line) for line in (label, {**label, "opinion": "perhaps"})))
    with pytest.raises(LabelError, match=r"labels\.jsonl: line 2: opinion"):
        take_in(own_home, file)
    assert read_labels(own_home) == []
    with pytest.raises(LabelError, match="no such file"):
        take_in(own_home, tmp_path / "none.jsonl")


def test_a_tenth_of_a_list_is_drawn_from_everybody_else_and_nothing_tells_which(own_home: Path, ran) -> None:
    listed = json.loads(ran("review", "--size", "20", "--by", "analyst 4", "--json").stdout)
    (kept,) = draws(own_home)
    below = [item for item in kept["items"] if item["stratum"] == "below"]
    others = asked(
        own_home,
        "SELECT count(*) FROM ent_advertisers WHERE advertiser_id NOT IN (SELECT advertiser_id FROM mart_leads WHERE pack = 'trafficking')",
    )[0][0]
    assert [item["probability"] for item in below] == [2 / others] * 2
    assert all(item["probability"] == 1 for item in kept["items"] if item["stratum"] == "lead")
    assert [item["lead_id"] for item in listed["items"]] == [item["lead_id"] for item in kept["items"]]
    assert {key for item in listed["items"] for key in item} == {
        "lead_id",
        "cities",
        "first_day",
        "last_day",
        "ads",
        "texts",
    }
    assert all(item["texts"] for item in listed["items"])
    read = (own_home / "records" / "access.jsonl").read_text()
    assert listed["draw_id"] in read
    assert "analyst 4" in read


def test_the_random_items_stand_at_no_place_of_their_own(own_home: Path) -> None:
    places = set()
    for seed in range(12):
        draw(own_home, "trafficking", 10, "x", seed)
        places.add(next(n for n, item in enumerate(draws(own_home)[-1]["items"]) if item["stratum"] == "below"))
    assert len(places) > 3


def test_an_item_below_the_threshold_can_be_labelled_and_counts_for_those_it_was_drawn_from(
    own_home: Path, ran
) -> None:
    draw(own_home, "trafficking", 10, "x", 1)
    item = next(item for item in draws(own_home)[-1]["items"] if item["stratum"] == "below")
    assert ran("label", item["lead_id"], "--opinion", "dismissed", "--by", "x").exit_code == 0
    renewed(own_home, "mart_label_precision")
    assert asked(own_home, "SELECT labelled, confirmed FROM mart_label_precision WHERE measure = 'below'") == [(1, 0)]


def test_what_was_labelled_is_not_listed_again_unless_it_returned(own_home: Path, ran) -> None:
    lead_id = asked(own_home, BEST)[0][0]
    assert lead_id in {item.lead_id for item in draw(own_home, "trafficking", 20, "x").items}
    ran("label", lead_id, "--opinion", "dismissed", "--by", "x")
    assert lead_id not in {item.lead_id for item in draw(own_home, "trafficking", 20, "x").items}
    labels = own_home / "records" / "labels.jsonl"
    label = json.loads(labels.read_text())
    labels.write_text(json.dumps({**label, "seen": []}))
    renewed(own_home, "flag_standing", "mart_lead_changes")
    assert lead_id in {item.lead_id for item in draw(own_home, "trafficking", 20, "x").items}
    with pytest.raises(ValueError, match="choose from"):
        draw(own_home, "gotham", 20, "x")
