"""`sandbox write`: as many ads as were asked for, the same bytes for a seed, truth beside them, nothing half written."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from sandbox import dataset, world
from sandbox.chance import Chance
from sandbox.dataset import DatasetRefused, write_dataset
from sandbox.events import calendar
from sandbox.oracle import ceiling, findable, with_seen
from sandbox.population import Operators, Parameters, Population
from scrapers.ad import AdRecord, read_record
from tests.conftest import gaining_ground

ADS = 4_000


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_dataset(
        tmp_path_factory.mktemp("dataset") / "ads.parquet", ADS, 2, 60, Parameters(prevalence=0.03)
    ).file


def truth(file: Path, name: str) -> pl.DataFrame:
    return pl.read_parquet(file.with_name(f"{file.name}.truth") / f"{name}.parquet")


def hashes(file: Path) -> dict[str, str]:
    folder = file.with_name(f"{file.name}.truth")
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in (file, *sorted(folder.iterdir()))}


def test_the_same_seed_writes_the_same_bytes(file: Path, tmp_path: Path) -> None:
    again = write_dataset(tmp_path / "ads.parquet", ADS, 2, 60, Parameters(prevalence=0.03)).file
    assert hashes(again) == hashes(file)
    other = write_dataset(tmp_path / "other.parquet", ADS, 3, 60, Parameters(prevalence=0.03)).file
    assert hashes(other)["other.parquet"] != hashes(file)["ads.parquet"]


def test_more_ads_begin_with_the_same_people(file: Path, tmp_path: Path) -> None:
    """Residents come in the same order; only how many visitors an event draws follows the size."""
    more = write_dataset(tmp_path / "more.parquet", 2 * ADS, 2, 60, Parameters(prevalence=0.03)).file
    few, many = truth(file, "operators"), truth(more, "operators")
    both = few.join(many, on="operator_id")
    assert both.height > 0.9 * few.height
    assert (both["class"] == both["class_right"]).all()


def test_every_row_is_an_ad_record(file: Path) -> None:
    ads = pl.read_parquet(file)
    assert ads.height == ADS
    for row in ads.iter_rows(named=True):
        record = read_record({name: value for name, value in row.items() if value is not None})
        assert isinstance(record, AdRecord)
        assert (record.title, record.body) == (row["title"], row["body"])


def test_the_truth_is_about_the_rows_of_the_file(file: Path) -> None:
    ads = pl.read_parquet(file).with_row_index("row").with_columns(text=pl.col("title") + "\n" + pl.col("body"))
    assert truth(file, "ads")["row"].to_list() == list(range(ADS))
    names = truth(file, "names").join(ads.with_columns(pl.col("row").cast(pl.Int64)), on="row")
    cut = [text[a:b] for text, a, b in names.select("text", "span_start", "span_end").iter_rows()]
    assert cut == names["name"].to_list()
    assert truth(file, "ads")["operator_id"].n_unique() == truth(file, "operators").height


def test_stays_follow_one_another(file: Path) -> None:
    stays = truth(file, "stays")
    assert (stays["first_day"] <= stays["last_day"]).all()
    assert stays.group_by("operator_id").len()["len"].max() >= 3


def test_the_ceiling_is_what_a_perfect_ranking_of_profiles_reaches() -> None:
    operators = pl.DataFrame(
        {
            "profile": ["ring_house"] * 4 + ["solo"] * 6,
            "is_ring": [True, True, True, False, True] + [False] * 5,
            "is_silent": [False] * 4 + [True] + [False] * 5,
            "people_shown": [3, 4, 2, 3, 1] + [1] * 5,
        }
    )
    assert ceiling(operators, 4).precision == pytest.approx(0.75)
    assert ceiling(operators, 10).precision == pytest.approx(0.4)
    assert findable(operators).height == 2
    assert ceiling(operators, 4).findable == pytest.approx(0.5)


def test_who_looks_like_a_ring_lowers_what_anyone_could_reach() -> None:
    """Of five who copy a text, one copies what nobody else copied; it looks as a house with one phone does."""
    operators = pl.DataFrame({"operator_id": range(10), "profile": ["ring_house"] * 5 + ["solo_copying"] * 5})
    operators = operators.with_columns(is_ring=pl.col("operator_id") < 5, is_silent=False, people_shown=3)
    ads = pl.DataFrame({"operator_id": [*range(10)] * 3}).with_row_index("row")
    ads = ads.with_columns(
        person=pl.col("row") // 10,
        template_id=pl.when(pl.col("operator_id") < 6).then("operator_id").otherwise(99),
    )
    identifiers = ads.select("row", kind=pl.lit("phone"), value=pl.col("operator_id").cast(pl.String))
    stays = ads.select("operator_id", city=pl.lit("miami")).unique()
    seen = with_seen(operators, ads, identifiers, stays)
    assert seen.filter(operator_id=0)["seen"].item() == seen.filter(operator_id=5)["seen"].item() == "services/3/1/1"
    assert ceiling(seen, 5).precision == 1.0
    assert ceiling(seen, 5, "seen").precision == pytest.approx(5 / 6)
    assert ceiling(seen, 10, "seen").precision == pytest.approx(0.5)


def test_nobody_reaches_more_by_what_is_seen_than_by_profiles(file: Path) -> None:
    seen = with_seen(*(truth(file, name) for name in ("operators", "ads", "identifiers", "stays")))
    assert seen.height == truth(file, "operators").height
    for k in (5, 20, 100):
        assert 0 < ceiling(seen, k, "seen").precision <= ceiling(seen, k).precision + 1e-9


def test_what_was_there_stays_when_a_write_fails(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = hashes(file)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(dataset.truth, "of_block", full)
    with pytest.raises(DatasetRefused, match=r"ads\.parquet: No space left on device; choose a folder with room"):
        write_dataset(file, 100, 9, 60, Parameters())
    assert hashes(file) == before
    assert not [path for path in file.parent.iterdir() if path.name.startswith(".")]


@pytest.mark.parametrize("step", ["unlink", "rename", "replace"])
def test_ads_and_truth_of_two_writings_never_stand_side_by_side(
    step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped before any step of the exchange, there is the old pair or no file of ads; the next writing is whole."""
    file = write_dataset(tmp_path / "ads.parquet", 50, 1, 60, Parameters()).file
    before = hashes(file)

    class Stopped(BaseException):
        pass

    def stop(self: Path, *_: object, **__: object) -> None:
        raise Stopped

    with monkeypatch.context() as patched:
        patched.setattr(Path, step, stop)
        with pytest.raises(Stopped):
            write_dataset(file, 60, 2, 60, Parameters())
    assert not file.exists() or hashes(file) == before
    assert write_dataset(file, 60, 2, 60, Parameters()).ads == 60
    assert hashes(file) != before
    assert len(list(tmp_path.iterdir())) == 2


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(DatasetRefused, match="no such folder; make it first"):
        write_dataset(tmp_path / "nowhere" / "ads.parquet", 10, 1, 60, Parameters())


def test_a_place_that_is_taken_by_something_else_is_left_alone(tmp_path: Path) -> None:
    with pytest.raises(DatasetRefused, match="is a folder; name a file in it"):
        write_dataset(tmp_path, 10, 1, 60, Parameters())
    other = tmp_path / "ads.parquet.truth"
    other.mkdir()
    (other / "my notes.txt").write_text("kept")
    with pytest.raises(DatasetRefused, match="holds something else than truth; move it"):
        write_dataset(tmp_path / "ads.parquet", 10, 1, 60, Parameters())
    assert (other / "my notes.txt").read_text() == "kept"


def test_a_place_where_nothing_can_be_written_is_named() -> None:
    with pytest.raises(DatasetRefused, match="choose a folder with room that is yours"):
        write_dataset(Path("/proc/ads.parquet"), 10, 1, 60, Parameters())


def test_more_ads_than_there_are_numbers_for_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sandbox.population.OPERATOR_LINES", 2)
    with pytest.raises(DatasetRefused, match=r"5,000 ads of 1 days: all numbers .* write fewer ads, or over more days"):
        write_dataset(tmp_path / "ads.parquet", 5_000, 1, 1, Parameters())
    assert not list(tmp_path.iterdir())


def test_visitors_come_in_blocks_too_so_that_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many there are: the same people, whatever the blocks."""

    def those(size: int) -> list[Operators]:
        monkeypatch.setattr(world, "BLOCK", size)
        return list(world.visitors(Population(Chance(1), 20_000, 20_060), calendar(world.BORN), 100))

    (whole,), parts = those(1_000), those(30)
    assert len(whole) == 200
    assert [len(part) for part in parts] == [30] * 6 + [20]
    for name in ("index", "arrives", "leaves", "numbers"):
        assert (np.concatenate([getattr(part, name) for part in parts]) == getattr(whole, name)).all(), name


@pytest.mark.parametrize("days", [1, 7, 365])
def test_any_number_of_days_can_be_written(tmp_path: Path, days: int) -> None:
    done = write_dataset(tmp_path / "ads.parquet", 500, 1, days, Parameters(level="easy"))
    captured = pl.read_parquet(done.file)["captured_at"].dt.date()
    assert done.ads == 500
    assert (captured.max() - captured.min()).days <= days


def test_the_command_writes_what_import_takes(tmp_path: Path) -> None:
    out = tmp_path / "ads.parquet"
    ran = gaining_ground(
        tmp_path, "sandbox", "write", "--ads", "300", "--days", "5", "--level", "mid", "--out", str(out)
    )
    assert ran.code == 0, ran.err
    assert "wrote 300 ads" in ran.out
    landed = gaining_ground(tmp_path / "home", "import", str(out), "--json")
    assert landed.document["landed"] == 300
    assert landed.document["quarantined"] == 0


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        ("agency", "--share agency: give CLASS=SHARE, such as agency=0.1"),
        ("ring=1", "ring: no such class; give one of"),
    ],
)
def test_a_share_that_says_nothing_is_refused(wish: str, said: str, tmp_path: Path) -> None:
    ran = gaining_ground(tmp_path, "sandbox", "write", "--share", wish, "--out", str(tmp_path / "ads.parquet"))
    assert ran.code == 1
    assert ran.err.startswith("error: ")
    assert said in ran.err
    assert not list(tmp_path.glob("ads*"))
