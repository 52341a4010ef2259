"""The last look: what leaks or does not load is held back for good, what jumps until a person says why it is right."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import duckdb
import pytest

from assets.publish.builds import begin, current, newest, prune, remove_leftovers, show
from assets.publish.database import FILE
from assets.publish.jumps import jumps
from assets.publish.pages_load import pages_that_do_not_load
from assets.publish.publishable import audit_of
from pipelines.rollback import RollbackRefused, purged_days_of, rollback
from scrapers.partition import partition_folder
from scrapers.tombstones import Tombstone, bury
from tests.conftest import gaining_ground
from tests.publish.conftest import LAST

# -- jumps ------------------------------------------------------------------------------------------------------------


def changed(build: Path, own_build: Path, *statements: str) -> list[str]:
    """What is said of a build after these changes, where the build as it was is shown."""
    with duckdb.connect(str(own_build / FILE)) as connection:
        for statement in statements:
            connection.execute(statement)
    return jumps(own_build / FILE, build / FILE)


def test_a_build_like_the_one_shown_is_no_jump(build: Path, own_build: Path) -> None:
    assert changed(build, own_build) == []
    assert jumps(build / FILE, None) == []


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("DELETE FROM mart_city_days WHERE city = 'miami'", "miami: is lost; 2,400 ads are shown now"),
        ("DELETE FROM mart_city_days WHERE city = 'miami' AND day > DATE '2026-02-01'", "miami: 720 ads where 2,400 are shown now"),
        ("UPDATE mart_city_days SET new_ads = 130 WHERE city = 'miami' AND day = DATE '2026-02-01'", "miami 2026-02-01: 130 new ads where 60 are shown now"),
        ("UPDATE mart_city_days SET new_ads = 20 WHERE city = 'miami' AND day = DATE '2026-02-01'", "miami 2026-02-01: 20 new ads where 60 are shown now"),
        ("UPDATE mart_city_days SET expected = 400 WHERE city = 'miami' AND day = DATE '2026-03-01'", "miami 2026-03-01: 100 postings where about 400 are usual"),
        ("INSERT INTO mart_leads BY NAME SELECT 'queued' AS status FROM range(40)", "41 queued leads where 1 are shown now"),
    ],
)  # fmt: skip
def test_what_jumps_is_said(build: Path, own_build: Path, statement: str, said: str) -> None:
    assert changed(build, own_build, statement) == [said]


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO mart_city_days BY NAME SELECT 'miami' AS city, DATE '2026-03-02' AS day, 90 AS ads, 70 AS new_ads, true AS is_complete",
        "UPDATE mart_city_days SET new_ads = 20, is_complete = false WHERE city = 'miami' AND day = DATE '2026-02-01'",
        "UPDATE mart_city_days SET expected = 250 WHERE city = 'miami' AND day = DATE '2026-03-01'",
    ],
)
def test_a_new_day_or_a_gap_is_no_jump(build: Path, own_build: Path, statement: str) -> None:
    assert changed(build, own_build, statement) == []


def test_a_market_that_was_set_aside_holds_up_nothing(build: Path, own_build: Path) -> None:
    gone = (
        "DELETE FROM mart_city_days WHERE city = 'miami'",
        "UPDATE meta_sources SET set_aside = 'broken' WHERE city = 'miami'",
    )
    assert changed(build, own_build, *gone) == []


# -- pages ------------------------------------------------------------------------------------------------------------

GOOD = '<title>t</title><a href="other.html">o</a><script type="application/json">{"a": 1}</script>'


def pages(folder: Path, **texts: str) -> Path:
    (folder / "investigator").mkdir(parents=True)
    for name, text in {"index": GOOD, "other": "<title>o</title>", **texts}.items():
        (folder / "investigator" / f"{name}.html").write_text(text)
    return folder


def test_whole_pages_load(tmp_path: Path) -> None:
    assert list(pages_that_do_not_load(pages(tmp_path / "site"))) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<title>t</title><script src='gone.js'></script>", "refers to gone.js, which is not there"),
        ('<title>t</title><script type="application/json">{"a": </script>', "holds data that is no JSON"),
        ("", "is no page with a title"),
    ],
)
def test_a_page_that_would_not_load_is_said(tmp_path: Path, text: str, said: str) -> None:
    assert list(pages_that_do_not_load(pages(tmp_path / "site", other=text))) == [f"investigator/other.html: {said}"]


def test_a_tier_without_a_first_page_is_said(tmp_path: Path) -> None:
    site = pages(tmp_path / "site")
    (site / "partner").mkdir()
    assert list(pages_that_do_not_load(site)) == ["partner: has no index.html"]


def test_a_search_without_its_index_is_said(tmp_path: Path) -> None:
    site = pages(tmp_path / "site", search="<title>s</title>")
    assert list(pages_that_do_not_load(site)) == ["investigator: has a search and no index for it"]


# -- the check and the link -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("audit", "passes"),
    [
        ({"wrong": [], "jumps": [], "accepted": None}, True),
        ({"wrong": [], "jumps": ["j"], "accepted": "why"}, True),
        ({"wrong": [], "jumps": ["j"], "accepted": None}, False),
        ({"wrong": ["w"], "jumps": [], "accepted": "why"}, False),
    ],
)
def test_only_jumps_can_be_accepted(tmp_path: Path, audit: dict, passes: bool) -> None:
    (tmp_path / "audit.json").write_text(json.dumps(audit))
    if passes:
        assert audit_of(tmp_path) == audit
    else:
        with pytest.raises(ValueError, match="nothing is published"):
            audit_of(tmp_path)


def test_a_build_that_nobody_looked_at_is_not_shown(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="was not looked at"):
        audit_of(tmp_path)


def test_a_jump_is_held_back_until_a_person_says_why(home: Path) -> None:
    """A market is emptied of its ads: exit code 3 and the old pages; then the reason stands in the manifest."""
    shown = current(home)
    for path in (home / "raw").glob("miami.*"):
        shutil.move(path, home / f"away-{path.name}")
    held = gaining_ground(home, "refresh", "--no-crawl", "--json")
    assert held.code == 3, held.err
    assert any("miami" in reason and "--accept" in reason for reason in held.document["held_back"])
    assert current(home) == shown
    taken = gaining_ground(home, "refresh", "--no-crawl", "--json", "--accept", "the market closed")
    assert taken.code == 0, taken.err
    manifest = json.loads((home / "published" / "current" / "manifest.json").read_text())
    assert manifest["audit"]["accepted"] == "the market closed"
    assert any(said.startswith("miami") for said in manifest["audit"]["jumps"])
    assert gaining_ground(home, "refresh", "--no-crawl", "--accept", " ").code == 2


# -- builds on disk ---------------------------------------------------------------------------------------------------


def make(home: Path, *names: str, inputs: dict[str, str] | None = None) -> None:
    for name in names:
        folder = begin(home, name)
        (folder / "manifest.json").write_text(json.dumps({"build_id": name, "inputs": inputs or {}}))
        show(home, name)


def test_a_rollback_shows_the_build_before_and_notes_why(tmp_path: Path) -> None:
    make(tmp_path, "b1", "b2", "b3")
    done = rollback(tmp_path, None, "b3 is wrong", "a")
    assert (done.before, done.now, current(tmp_path).name, newest(tmp_path).name) == ("b3", "b2", "b2", "b3")
    rollback(tmp_path, "b1", "so is b2", "a")
    assert current(tmp_path).name == "b1"
    lines = [json.loads(line) for line in (tmp_path / "records" / "publishing.jsonl").read_text().splitlines()]
    assert [(line["from"], line["to"], line["why"]) for line in lines] == [("b3", "b2", "b3 is wrong"), ("b2", "b1", "so is b2")]  # fmt: skip


def test_a_rollback_to_nowhere_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RollbackRefused, match="nothing is published"):
        rollback(tmp_path, None, "w", None)
    make(tmp_path, "b1")
    with pytest.raises(RollbackRefused, match="no build before b1"):
        rollback(tmp_path, None, "w", None)
    with pytest.raises(RollbackRefused, match="there are b1"):
        rollback(tmp_path, "b9", "w", None)


def test_a_rollback_never_restores_what_was_purged(tmp_path: Path) -> None:
    make(tmp_path, "b1", inputs={"2026-02-27": "x"})
    make(tmp_path, "b2", inputs={"2026-02-28": "y"})
    make(tmp_path, "b3")
    stone = partition_folder(tmp_path, "miami.pinelist", LAST.replace(month=2, day=28))
    stone.mkdir(parents=True)
    bury(stone, Tombstone("0" * 64, LAST, "retention"))
    assert purged_days_of(tmp_path, tmp_path / "published" / "builds" / "b2") == ["2026-02-28"]
    with pytest.raises(RollbackRefused, match="holds what was purged"):
        rollback(tmp_path, "b2", "w", None)
    assert rollback(tmp_path, None, "w", None).now == "b1"


def test_old_builds_go_and_the_one_shown_stays(tmp_path: Path) -> None:
    make(tmp_path, *(f"b{number}" for number in range(6)))
    rollback(tmp_path, "b1", "w", None)
    assert prune(tmp_path, 2) == ["b0", "b2", "b3"]
    assert current(tmp_path).name == "b1"


def test_what_a_killed_publish_left_goes(tmp_path: Path) -> None:
    make(tmp_path, "b1")
    begin(tmp_path, "b2")
    (tmp_path / "published" / ".current-b2").symlink_to("builds/b2")
    assert sorted(remove_leftovers(tmp_path)) == [".b2", ".current-b2"]
    assert current(tmp_path).name == "b1"
