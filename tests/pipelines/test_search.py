"""`gaining-ground search`: exact, over everything there is, and never without a purpose."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipelines.cli.main import app
from pipelines.searching import search
from tests.pipelines.conftest import asked


@pytest.fixture
def log(published: Path) -> Path:
    path = published / "records" / "access.jsonl"
    path.unlink(missing_ok=True)
    return path


def _most_seen(home: Path, kind: str) -> tuple[str, int]:
    return asked(
        home,
        "SELECT value, count(DISTINCT ad_id) FROM stg_identifiers WHERE kind = ? GROUP BY value ORDER BY 2 DESC, 1 LIMIT 1",
        kind,
    )[0]


def test_a_phone_is_found_in_any_spelling(published: Path, log: Path) -> None:
    phone, ads = _most_seen(published, "phone")
    area, exchange, line = phone[2:5], phone[5:8], phone[8:]
    words = dict(
        zip("0123456789", ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"], strict=True)
    )
    spoken = " ".join(words[digit] for digit in area)
    for spelling in (phone, f"({area}) {exchange}-{line}", f"{area}.{exchange}.{line}", f"{spoken} {exchange} {line}"):
        found = search(published, spelling, "case 17", "analyst 4", most=1000)
        assert found.total == ads, spelling
        assert len({ad["ad_id"] for ad in found.ads}) == ads
        assert sum(seen.ads for seen in found.history if seen.kind == "phone") == ads


@pytest.mark.parametrize("kind", ["email", "handle", "url"])
def test_other_identifiers_are_found_too(published: Path, log: Path, kind: str) -> None:
    value, ads = _most_seen(published, kind)
    given = value.partition(":")[2] if kind == "handle" and ":" in value else value
    assert search(published, given, "case 17", None, most=1000).total >= ads


def test_an_address_of_an_ad_is_found_whoever_is_behind_it(published: Path, log: Path) -> None:
    (url,) = asked(published, "SELECT url FROM stg_ads ORDER BY ad_id LIMIT 1")[0]
    assert search(published, url, "case 17", None).history[0].kind == "address"


def test_words_are_looked_for_in_what_is_in_clear_only(published: Path, log: Path) -> None:
    """A common word stands in nearly every ad; what is found of it is what the build shows."""
    found = search(published, "company", "case 17", None, most=1000)
    everywhere = asked(published, "SELECT count(*) FROM stg_ads WHERE contains(lower(text), 'company')")
    assert 0 < found.total < everywhere[0][0]
    assert all(ad["title"] for ad in found.ads)


def test_who_asked_and_why_is_noted_and_what_was_asked_for_is_not(published: Path, log: Path) -> None:
    phone, ads = _most_seen(published, "phone")
    search(published, phone, "case 17", "analyst 4")
    search(published, phone.lower(), "case 18", "analyst 4")
    text = log.read_text(encoding="utf-8")
    first, second = (json.loads(line) for line in text.splitlines())
    assert (first["by"], first["what"], first["purpose"], first["ads"]) == ("analyst 4", "search", "case 17", ads)
    assert phone not in text
    assert first["term"] == second["term"], "one who knows the term and the key can tell whether it was searched"


def test_nothing_is_shown_that_cannot_be_noted(published: Path, log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("scrapers.chain.append", full)
    with pytest.raises(OSError, match="No space"):
        search(published, _most_seen(published, "phone")[0], "case 17", None)


@pytest.mark.parametrize("purpose", [[], ["--purpose", "  x "]])
def test_without_a_purpose_there_is_no_answer(published: Path, log: Path, purpose: list[str], monkeypatch) -> None:
    monkeypatch.setenv("GAINING_GROUND_HOME", str(published))
    ran = CliRunner().invoke(app, ["search", "404 555 0123", *purpose])
    assert ran.exit_code == 2
    assert not log.exists()


def test_what_nobody_wrote_is_not_found(published: Path, log: Path) -> None:
    assert search(published, "https://nowhere.example/0", "case 17", None).total == 0
    with pytest.raises(ValueError, match="three letters"):
        search(published, "a", "case 17", None)
