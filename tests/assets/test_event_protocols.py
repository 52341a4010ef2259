"""The protocol of an event is written down once, and anew when the calendar or the method changes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml

from assets import event_protocols
from assets.event_protocols import keep_protocols, protocols_frame

FAIR = {"event_id": "fair", "name": "A fair", "city": "miami", "first_day": "2026-03-10", "last_day": "2026-03-12"}


def calendar(home: Path, *events: dict[str, str]) -> None:
    (home / "config").mkdir(exist_ok=True)
    (home / "config" / "events.yml").write_text(yaml.safe_dump({"events": list(events)}), encoding="utf-8")


def test_a_protocol_is_written_once_and_keeps_its_day(tmp_path: Path) -> None:
    calendar(tmp_path, FAIR)
    assert keep_protocols(tmp_path, date(2026, 3, 1)) == 1
    assert keep_protocols(tmp_path, date(2026, 3, 20)) == 0
    (row,) = protocols_frame(tmp_path).to_dicts()
    assert (row["event_id"], row["version"], row["written_on"]) == ("fair", 1, date(2026, 3, 1))
    assert (row["days_before"], row["days_after"], row["series"]) == (7, 3, ["ads", "advertisers", "new_advertisers"])


def test_other_days_or_another_method_are_a_version_of_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first stays: what was planned before is not lost when somebody moves the window afterwards."""
    calendar(tmp_path, FAIR)
    keep_protocols(tmp_path, date(2026, 3, 1))
    calendar(tmp_path, {**FAIR, "last_day": "2026-03-14"})
    assert keep_protocols(tmp_path, date(2026, 3, 15)) == 1
    monkeypatch.setitem(event_protocols.METHOD, "days_after", 5)
    assert keep_protocols(tmp_path, date(2026, 3, 16)) == 1
    frame = protocols_frame(tmp_path)
    assert frame["version"].to_list() == [1, 2, 3]
    assert frame["written_on"].to_list() == [date(2026, 3, 1), date(2026, 3, 15), date(2026, 3, 16)]
    assert frame["sha256"].n_unique() == 3


def test_no_calendar_is_no_protocol(tmp_path: Path) -> None:
    assert keep_protocols(tmp_path, date(2026, 3, 1)) == 0
    assert protocols_frame(tmp_path).is_empty()
