"""The index of texts: a day at a time gives what a batch gives, whatever comes late, goes, or is killed."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from assets.entities import text_groups, text_index
from assets.entities.alignment import explained
from assets.entities.text_index import IndexFullError, TextIndex
from sandbox.dataset import write_dataset
from sandbox.population import Parameters


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> pl.Series:
    path = tmp_path_factory.mktemp("market") / "ads.parquet"
    write_dataset(path, 1500, 1, 20, Parameters(level="mid"))
    ads = pl.read_parquet(path, columns=["title", "body"])
    return ads["title"] + "\n" + ads["body"]


def ids(texts: pl.Series) -> np.ndarray:
    return texts.hash(1).to_numpy()


def renew(folder: Path, texts: pl.Series) -> TextIndex:
    """Bring an index to these texts, as a refresh does: a new process each time."""
    index = TextIndex(folder)
    keep = index.common(ids(texts))
    index.renew(keep, ids(texts)[keep:], texts[keep:])
    index.commit("mark")
    return TextIndex(folder)


def partition(index: TextIndex) -> dict[str, list[float]]:
    return {name: values.tolist() for name, values in index.of_texts.items()}


@pytest.fixture(scope="module")
def batch(market: pl.Series, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[float]]:
    return partition(renew(tmp_path_factory.mktemp("batch"), market))


@pytest.mark.parametrize("cuts", [(750,), (1, 2, 3, 1499), (100, 400, 401, 900, 1300), tuple(range(100, 1500, 100))])
def test_days_one_after_the_other_give_what_a_batch_gives(
    market: pl.Series, batch: dict[str, list[float]], tmp_path: Path, cuts: tuple[int, ...]
) -> None:
    for cut in (*cuts, len(market)):
        index = renew(tmp_path, market[:cut])
    assert partition(index) == batch


def test_texts_read_in_blocks_give_what_one_block_gives(
    market: pl.Series, batch: dict[str, list[float]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text_index, "BLOCK", 217)
    assert partition(renew(tmp_path, market)) == batch


def test_texts_that_come_late_stand_where_they_belong(
    market: pl.Series, batch: dict[str, list[float]], tmp_path: Path
) -> None:
    late = np.isin(np.arange(len(market)), np.arange(700, 730))
    renew(tmp_path, market.filter(~late))
    assert partition(renew(tmp_path, market)) == batch


def test_texts_that_go_leave_nothing_behind(market: pl.Series, tmp_path: Path) -> None:
    left = market.filter(np.arange(len(market)) % 7 != 3)
    renew(tmp_path / "a", market)
    assert partition(renew(tmp_path / "a", left)) == partition(renew(tmp_path / "b", left))


def test_only_what_a_day_touches_is_grouped_anew(market: pl.Series, tmp_path: Path) -> None:
    index = renew(tmp_path, market)
    touched = index.renew(
        len(market), np.array([1], dtype=np.uint64), pl.Series(["a text that nobody else has written"])
    )
    assert touched.tolist() == [len(market)]


def test_a_killed_renewal_leaves_the_index_of_the_last_commit(
    market: pl.Series, batch: dict[str, list[float]], tmp_path: Path
) -> None:
    renew(tmp_path, market[:900])
    killed = TextIndex(tmp_path)
    killed.renew(900, ids(market)[900:1200], market[900:1200])
    assert len(TextIndex(tmp_path)) == 900
    assert partition(renew(tmp_path, market)) == batch


def test_a_renewal_killed_while_it_cuts_leaves_an_empty_index(
    market: pl.Series, batch: dict[str, list[float]], tmp_path: Path
) -> None:
    """What was cut off is overwritten, so nothing may count until it is all there again."""
    renew(tmp_path, market)
    TextIndex(tmp_path).renew(100, ids(market)[200:300], market[200:300])
    assert len(TextIndex(tmp_path)) == 0
    assert partition(renew(tmp_path, market)) == batch


def test_the_files_can_be_deleted(market: pl.Series, batch: dict[str, list[float]], tmp_path: Path) -> None:
    renew(tmp_path / "index", market)
    shutil.rmtree(tmp_path / "index")
    assert partition(renew(tmp_path / "index", market)) == batch


def test_files_of_earlier_commits_are_removed(market: pl.Series, tmp_path: Path) -> None:
    for cut in (100, 300, 900):
        renew(tmp_path, market[:cut])
    assert len(list(tmp_path.glob("group-*.npy"))) == 1


def test_an_index_says_when_it_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_index, "TEXTS_AT_MOST", 2)
    with pytest.raises(IndexFullError, match="keep fewer days"):
        TextIndex(tmp_path).renew(0, np.arange(3, dtype=np.uint64), pl.Series(["a", "b", "c"]))


def test_a_text_that_many_copy_costs_its_new_copies_alone(
    market: pl.Series, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is returned explains its templates as all texts do."""
    monkeypatch.setattr(text_groups, "DECIDING", 4)
    renew(tmp_path / "batch", market)
    whole = TextIndex(tmp_path / "batch")
    all_of_it = rows(whole, np.arange(len(whole)))
    known: dict[int, list[object]] = {}
    for cut in (700, 900, 1200, 1350, len(market)):
        index = TextIndex(tmp_path / "days")
        keep = index.common(ids(market[:cut]))
        touched = index.renew(keep, ids(market)[keep:cut], market[keep:cut])
        index.commit("mark")
        for text in touched.tolist():
            known.pop(text, None)
        known |= rows(index, touched)
    assert len(touched) < len(index.related(touched))
    assert known == all_of_it


def rows(index: TextIndex, texts: np.ndarray) -> dict[int, list[object]]:
    """Of each text in a group its group, its medoid and what fills its slots."""
    found = index.groups_of(texts)
    told = explained(index.words, found)
    template = told.slots.template[told.fillings.slot]
    saved = dict(zip(told.templates.template.tolist(), told.templates.compression.tolist(), strict=True))
    known: dict[int, list[object]] = {
        text: [group, medoid, saved[group]]
        for text, group, medoid in zip(found.text.tolist(), found.group.tolist(), found.medoid.tolist(), strict=True)
    }
    filled = (found.text[told.fillings.member], told.templates.template[template], told.slots.gap[told.fillings.slot])
    for text, *filling in zip(*filled, told.fillings.start, told.fillings.end, strict=True):
        known[int(text)].append([int(number) for number in filling])
    return known
