"""A chained log shows every change: of a line, of its place, of what came before."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest

from scrapers import chain


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "records" / "log.jsonl"
    for number in range(4):
        chain.append(path, {"what": f"thing {number}", "by": "Zoë"})
    return path


def rewrite(path: Path, change) -> None:
    lines = path.read_text().splitlines()
    path.write_text("".join(f"{line}\n" for line in change(lines)))


def test_what_was_written_holds(log: Path) -> None:
    assert chain.verify(log) == 4
    assert [entry["seq"] for entry in chain.entries(log)] == [1, 2, 3, 4]
    assert chain.head(log) == chain.entries(log)[-1]["hash"]


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (lambda lines: [*lines[:1], lines[1].replace("thing 1", "thing 9"), *lines[2:]], 2),
        (lambda lines: [lines[0], *lines[2:]], 2),
        (lambda lines: [lines[1], lines[0], *lines[2:]], 1),
        (lambda lines: [*lines[:2], lines[1], *lines[2:]], 3),
        (lambda lines: lines[1:], 1),
        (lambda lines: [json.dumps({**json.loads(lines[0]), "hash": "0" * 64}), *lines[1:]], 1),
    ],
    ids=["altered", "taken out", "swapped", "put in", "beginning cut off", "hash forged"],
)
def test_a_change_is_found_where_it_is(log: Path, change, line: int) -> None:
    rewrite(log, change)
    with pytest.raises(chain.ChainBroken, match=f"line {line}"):
        chain.verify(log)


def test_a_log_older_than_its_chain_is_covered_as_a_whole(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    path.write_text('{"what": "old 1"}\n{"what": "old 2"}\n')
    chain.append(path, {"what": "new"})
    assert chain.verify(path, began_unchained=True) == 3
    with pytest.raises(chain.ChainBroken):
        chain.verify(path)
    rewrite(path, lambda lines: [lines[0].replace("old", "odd"), *lines[1:]])
    with pytest.raises(chain.ChainBroken, match="line 3"):
        chain.verify(path, began_unchained=True)


@pytest.mark.parametrize("torn", [b'{"seq": 5, "wh', b"x" * 20_000], ids=["short", "longer than a piece"])
def test_a_torn_line_is_cut_off_and_the_chain_goes_on(log: Path, torn: bytes) -> None:
    with log.open("ab") as file:
        file.write(torn)
    chain.append(log, {"what": "after"})
    assert chain.verify(log) == 5


def test_a_line_longer_than_a_piece_is_followed(log: Path) -> None:
    chain.append(log, {"what": "y" * 30_000})
    chain.append(log, {"what": "after"})
    assert chain.verify(log) == 6


def test_an_end_that_cannot_be_read_takes_no_line(log: Path) -> None:
    with log.open("ab") as file:
        file.write(b"{nonsense}\n")
    with pytest.raises(chain.ChainBroken, match="line 5: cannot be read"):
        chain.append(log, {"what": "after"})


def test_two_writers_at_once_make_one_chain(log: Path) -> None:
    writers = [threading.Thread(target=chain.append, args=(log, {"what": f"writer {n}"})) for n in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert chain.verify(log) == 12
