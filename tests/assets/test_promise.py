"""A promise is validated where it stands; a mistake names file, field and remedy."""

from pathlib import Path

import pytest

from assets.promise import PromiseError, read_promise

GOOD = """
table: stg_things
meaning: Things that are there.
row: a thing
refresh: by_day
key: [thing_id]
columns:
  thing_id: {type: VARCHAR, meaning: The thing., required: true}
  day: {type: DATE, meaning: Its day., required: true}
"""


def write(folder: Path, text: str, name: str = "stg_things.yml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_reads_a_promise_with_the_units_in_its_comments(tmp_path: Path) -> None:
    promise = read_promise(write(tmp_path, GOOD + "  size: {type: DOUBLE, meaning: How large it is., unit: metres}\n"))
    assert promise.comment == "Things that are there. One row is a thing."
    assert promise.columns["size"].comment == "How large it is. Unit: metres."


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (("type: DATE", "type: DAY"), "columns.day.type"),
        (("key: [thing_id]", "key: [other]"), "other"),
        (("refresh: by_day", "refresh: weekly"), "refresh"),
        (("row: a thing", "row: a thing\nowner: me"), "owner"),
        (("  day: {type: DATE, meaning: Its day., required: true}", ""), "needs a column `day`"),
        (("table: stg_things", "table: stg_other"), "name it stg_things"),
        (("key: [thing_id]", "key: [thing_id"), "not valid YAML"),
    ],
)
def test_a_mistake_names_the_file_and_the_field(tmp_path: Path, change: tuple[str, str], named: str) -> None:
    path = write(tmp_path, GOOD.replace(*change))
    with pytest.raises(PromiseError, match=named) as caught:
        read_promise(path)
    assert "stg_things.yml" in str(caught.value)
