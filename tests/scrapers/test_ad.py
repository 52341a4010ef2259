"""An AdRecord is whole or it is rejected, with the field and the reason and never the value."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.ad import AdRecord, Rejection, read_record

GOOD: dict[str, Any] = {
    "source": "pinelist",
    "city": "atlanta",
    "url": "http://atlanta.pinelist.test/ad/1",
    "captured_at": "2026-03-01T12:00:00+00:00",
    "title": "Good company",
    "body": "Call 404-555-0123",
}


def test_times_become_naive_utc() -> None:
    record = read_record(GOOD | {"captured_at": "2026-03-01T12:00:00-05:00"})
    assert isinstance(record, AdRecord)
    assert record.captured_at == datetime(2026, 3, 1, 17)
    assert record.captured_at.replace(tzinfo=UTC).tzinfo is UTC


def test_what_no_text_may_hold_is_dropped() -> None:
    record = read_record(GOOD | {"title": "a\x00b\ud800 c\r\nd", "body": "one\r\ntwo\x1b[31m"})
    assert isinstance(record, AdRecord)
    assert (record.title, record.body) == ("ab c d", "one\ntwo[31m")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"colour": "red"}, "unknown field"),
        ({"title": "   "}, "title"),
        ({"body": None}, "body"),
        ({"captured_at": "the day before"}, "captured_at"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"url": "file:///etc/passwd"}, "url"),
        ({"city": "../../etc"}, "city"),
        ({"age": 400}, "age"),
        ({"latitude": 91}, "latitude"),
        ({"images": ["data:image/png;base64,AAAA"]}, "images"),
        ({"body": "x" * 60_000}, "body"),
    ],
)
def test_a_bad_value_rejects_the_whole_record(change: dict[str, Any], field: str) -> None:
    result = read_record(GOOD | change)
    assert isinstance(result, Rejection)
    assert result.field == field
    assert not any(str(value) in result.reason for value in change.values() if value)


def test_a_blank_declared_field_was_not_declared() -> None:
    record = read_record(GOOD | {"phone": "  ", "age": ""})
    assert isinstance(record, AdRecord)
    assert (record.phone, record.age) == (None, None)


@given(
    st.dictionaries(
        st.sampled_from([*AdRecord.model_fields, "other"]),
        st.one_of(st.none(), st.text(), st.integers(), st.floats(), st.lists(st.text())),
        max_size=12,
    )
)
def test_whatever_comes_in_is_a_record_or_a_rejection(values: dict[str, Any]) -> None:
    assert isinstance(read_record(GOOD | values), AdRecord | Rejection)
