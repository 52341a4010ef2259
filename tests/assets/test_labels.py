"""Labels are a file that people may edit: a mistake is named by its line, and none of what it says is repeated."""

from __future__ import annotations

import json
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assets.labels import LabelError, labels_frame, read_labels
from assets.records import RecordError, append

LABEL = {"lead_id": "l0123456789abcdef", "at": "2026-03-01T09:00:00+00:00", "by": "analyst 4", "opinion": "confirmed"}


def written(home: Path, *lines: dict | str) -> Path:
    (home / "records").mkdir(exist_ok=True)
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    (home / "records" / "labels.jsonl").write_text(text, encoding="utf-8")
    return home


def test_no_file_is_no_label(tmp_path: Path) -> None:
    assert read_labels(tmp_path) == []
    assert labels_frame(tmp_path).is_empty()


def test_opinions_and_outcomes_are_told_apart_and_who_said_them_stays_in_the_file(tmp_path: Path) -> None:
    outcome = {**LABEL, "opinion": None, "outcome": "unfounded", "source": "case 17", "note": "a note"}
    operation = {**LABEL, "opinion": "operation=massage"}
    frame = labels_frame(written(tmp_path, LABEL, "", outcome, operation))
    assert frame.select("line", "kind", "value").rows() == [(1, "opinion", "confirmed"), (3, "outcome", "dismissed")]
    assert frame["said_at"].to_list() == [datetime(2026, 3, 1, 9)] * 2
    assert not {"by", "note"} & set(frame.columns)


def test_no_list_of_people_who_work_on_their_own_is_kept(tmp_path: Path) -> None:
    ((_, label),) = read_labels(written(tmp_path, {**LABEL, "opinion": "operation=independent"}))
    assert label.opinion == "dismissed"


def test_a_page_may_call_the_time_labelled_at(tmp_path: Path) -> None:
    line = {"labelled_at" if name == "at" else name: value for name, value in LABEL.items()}
    ((_, label),) = read_labels(written(tmp_path, line))
    assert label.at == datetime(2026, 3, 1, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"lead_id": "secret"}, "lead_id"),
        ({"opinion": "maybe"}, "opinion: write confirmed, dismissed"),
        ({"opinion": "operation=anything"}, "opinion: write confirmed, dismissed"),
        ({"opinion": None}, "say either an opinion or an outcome"),
        ({"outcome": "charged", "source": "case 17"}, "say either an opinion or an outcome"),
        ({"opinion": None, "outcome": "charged"}, "an outcome needs its source"),
        ({"at": "2026-03-01T09:00:00"}, "at: says no time zone"),
        ({"by": ""}, "by"),
        ({"mood": "secret"}, "mood"),
    ],
)
def test_a_mistake_is_named_with_its_line_and_remedy_and_repeats_nothing(
    tmp_path: Path, change: dict, named: str
) -> None:
    with pytest.raises(LabelError, match=named) as caught:
        read_labels(written(tmp_path, LABEL, {**LABEL, **change}))
    assert "records/labels.jsonl: line 2: " in str(caught.value)
    assert "mend the line, or remove it" in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_line_that_is_no_json_is_named(tmp_path: Path) -> None:
    for line in ("{", "[]", "\x00"):
        with pytest.raises(RecordError, match=r"records/labels\.jsonl: line 1: is no JSON"):
            read_labels(written(tmp_path, line))


def test_records_are_their_owners_and_a_line_without_end_is_ended_first(tmp_path: Path) -> None:
    written(tmp_path, LABEL)
    append(tmp_path, "labels.jsonl", [{**LABEL, "at": datetime(2026, 3, 2, tzinfo=UTC).isoformat()}])
    assert [number for number, _ in read_labels(tmp_path)] == [1, 2]
    append(tmp_path / "new", "labels.jsonl", [LABEL])
    folder = tmp_path / "new" / "records"
    assert [stat.S_IMODE(path.stat().st_mode) for path in (folder, folder / "labels.jsonl")] == [0o700, 0o600]
