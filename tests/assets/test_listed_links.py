"""Sites that others listed: read as the links of ads are, and refused where no ad could have such a link."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from assets.listed_links import ListedLinkError, listed_links

LISTED = {"source": "a public list of fraud", "listed_on": "2026-03-01"}


def home(folder: Path, text: str) -> Path:
    (folder / "config").mkdir()
    (folder / "config" / "listed_links.yml").write_text(text, encoding="utf-8")
    return folder


def test_no_list_lists_nothing(tmp_path: Path) -> None:
    assert listed_links(tmp_path).is_empty()


def test_a_site_is_read_as_the_link_of_an_ad_is_and_once(tmp_path: Path) -> None:
    given = [{"url": url, **LISTED} for url in ("https://www.Free-Chat.example/join", "free-chat.example")]
    assert listed_links(home(tmp_path, yaml.safe_dump(given)))["url"].to_list() == ["free-chat.example"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: [", "not valid YAML"),
        ("url: free-chat.example", "is no list"),
        ("- url: free-chat.example\n  listed_on: 2026-03-01", "entry 1: source"),
        ("- {url: nothing here, source: a list, listed_on: 2026-03-01}", "entry 1: url: is none"),
    ],
)
def test_what_is_no_entry_is_named_without_its_value(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ListedLinkError, match=said) as told:
        listed_links(home(tmp_path, text))
    assert "free-chat" not in str(told.value)
