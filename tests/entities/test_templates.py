"""Templates of small markets: what is grouped, what is not, and how a template is explained."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from assets.entities.alignment import Explained, explained
from assets.entities.slot_kinds import slot_kinds
from assets.entities.template_text import ad_as_html, as_html, as_text, pieces
from assets.entities.text_index import TextIndex
from assets.entities.words import places

AD = "hello gentlemen, it is {name}. call me at {phone}, quiet place in {place}, from {price} roses an hour, no rush"
OTHER = "moving boxes free to collect, twelve large and four small, side door after six, first come first served today"


def index_of(texts: list[str], folder: Path) -> TextIndex:
    index = TextIndex(folder)
    index.renew(0, np.arange(len(texts), dtype=np.uint64), pl.Series(texts, dtype=pl.String))
    return index


def groups(texts: list[str], folder: Path) -> list[set[int]]:
    """The groups of texts, by their places."""
    found = index_of(texts, folder).groups_of(np.arange(len(texts)))
    together = pl.DataFrame({"text": found.text, "group": found.group}).group_by("group").agg("text").sort("group")
    return [set(texts) for texts in together["text"].to_list()]


def ads(count: int, text: str = AD) -> list[str]:
    names, spots = ["Ava", "Bella", "Carmen", "Daisy"], ["Midtown", "Doral", "Kendall", "Buckhead"]
    return [
        text.format(name=names[i % 4], phone=f"404 555 01{i:02}", place=spots[i % 4], price=100 + 10 * i)
        for i in range(count)
    ]


def explain(texts: list[str], folder: Path) -> tuple[Explained, list[list[str]]]:
    index = index_of(texts, folder)
    found = explained(index.words, index.groups_of(np.arange(len(texts))))
    medoids = pl.Series(texts).gather(found.templates.medoid)
    stand = places(medoids)
    return found, pieces(found, medoids, stand.starts, stand.ends)


def test_ads_of_one_text_are_found_and_others_are_not(tmp_path: Path) -> None:
    assert groups([*ads(4), OTHER, "a guitar for beginners with a bag and six new strings"], tmp_path) == [{0, 1, 2, 3}]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("call me", "call me"),
        ("hi", "hi"),
        ("sweet company tonight", "Sweet company, tonight"),
        ("привет джентльмены звоните мне сегодня вечером", "Привет, джентльмены! звоните мне завтра вечером"),
        ("新来的按摩师在市中心欢迎来电", "新来的按摩师在市中心欢迎光临"),
        ("🌹🌹🌹 💋💋 🌹 ✨ 🍒", "🌹🌹🌹 💋💋 🌹 ✨ 🍒🍒"),
        (" ".join(f"word{i}" for i in range(2000)), " ".join(f"word{i}" for i in range(2000) if i % 9)),
        (AD.format(name="Ava", phone="1", place="x", price=1), AD[60:].format(place="x", price=1)),
    ],
)
def test_texts_of_any_length_and_script_are_alike(one: str, other: str, tmp_path: Path) -> None:
    assert groups([OTHER, one, other], tmp_path) == [{1, 2}]


@pytest.mark.parametrize(
    ("one", "other"), [("call me", "text us"), ("new in town", "old guitar strings"), ("", ""), ("♥♥♥", "♥♥♥")]
)
def test_texts_without_words_in_common_are_not_alike(one: str, other: str, tmp_path: Path) -> None:
    assert groups([one, other], tmp_path) == []


def test_shared_boilerplate_does_not_join(tmp_path: Path) -> None:
    """A notice that a site prints under every ad is no template."""
    notice = "please report anything suspicious to the moderators of this site at once and stay safe"
    texts = [
        "oak table with four chairs, a scratch on one leg, pick it up in the garage behind the white house at noon, "
        "only cash and no delivery, ask for a picture",
        "lawn mowing and yard work by two brothers with their own tools, hedges and leaves too, every saturday, small "
        "gardens from thirty, call before nine in the morning",
        "mathematics lessons for all grades by a retired teacher, patient and clear, at your kitchen table or mine, "
        "first hour is free, exams are my speciality since long ago",
    ]
    assert groups([f"{text}. {notice}" for text in texts], tmp_path) == []


def test_a_chain_does_not_become_one_template(tmp_path: Path) -> None:
    """Each text keeps most of the one before it; the first and the last share nothing."""
    chain = [" ".join(f"w{i}" for i in range(start, start + 40)) for start in range(0, 240, 12)]
    found = groups(chain, tmp_path)
    assert len(found) > 3
    assert max(max(group) - min(group) for group in found) <= 4


def test_a_template_is_explained(tmp_path: Path) -> None:
    found, parts = explain(ads(4), tmp_path)
    assert len(found.templates.template) == 1
    assert found.templates.compression[0] > 0.5
    assert [" ".join(piece.split()) for piece in parts[0]] == [
        "hello gentlemen, it is",
        ". call me at 404 555",
        ", quiet place in",
        ", from",
        "roses an hour, no rush",
    ]


def test_what_fills_a_slot_is_told(tmp_path: Path) -> None:
    texts = ads(4)
    found, _ = explain(texts, tmp_path)
    stand = places(pl.Series(texts))
    third = found.fillings.member == 2
    spans = zip(stand.starts[found.fillings.start[third]], stand.ends[found.fillings.end[third] - 1], strict=True)
    assert [texts[2][start:end] for start, end in spans] == ["Carmen", "0102", "Kendall", "120"]


def test_a_single_edit_is_no_slot(tmp_path: Path) -> None:
    texts = [OTHER] * 9 + [OTHER.replace("twelve", "eleven or twelve")]
    found, parts = explain(texts, tmp_path)
    assert len(found.slots.gap) == 0
    assert parts == [[OTHER]]


def test_kinds_come_from_what_staging_found() -> None:
    values = pl.DataFrame(
        {
            "slot": [0, 0, 1, 1, 2, 2, 3, 3, 4, 4],
            "text": [0, 1] * 5,
            "value": ["555", "0123", "Kendall", "Doral", "Ava", "Bella", "120", "$90", "any day", "so far"],
            "start": [0, 0, 10, 10, 20, 20, 30, 30, 40, 40],
            "end": [5, 5, 15, 15, 25, 25, 35, 35, 45, 45],
        }
    )
    marks = pl.DataFrame(
        {
            "text": [0, 1, 0, 1],
            "kind": ["phone", "phone", "price", "price"],
            "start": [0, 2, 30, 31],
            "end": [3, 9, 33, 33],
        }
    )
    found = slot_kinds(values, marks, pl.Series(["kendall", "doral"]))
    assert found["kind"].to_list() == ["phone", "place", "name", "price", "free"]


def test_renderings_mark_the_slots() -> None:
    parts, kinds = ["hello, it is ", ". call\nme at ", " tonight"], ["name", "phone"]
    assert as_text(parts, kinds) == "hello, it is [name]. call\nme at [phone] tonight"
    assert as_html(parts, kinds) == (
        'hello, it is <mark class="slot name" title="name">name</mark>. call\nme at '
        '<mark class="slot phone" title="phone">phone</mark> tonight'
    )


def test_markup_in_an_ad_stays_text() -> None:
    hostile = '<script>alert(1)</script> & "Ava"'
    assert "<script>" not in as_html([hostile, hostile], ["name"])
    shown = ad_as_html(hostile, [0], [8], ["free"])
    assert shown.startswith('<mark class="slot free" title="free">&lt;script&gt;</mark>')
    assert "<script>" not in shown
