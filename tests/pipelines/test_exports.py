"""`gaining-ground export`: each format opens in a reader of its own, runs nothing there, and says what it is."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import polars as pl
import pytest

from assets import exports
from assets.exports.cells import defused, plain
from assets.exports.formats import ExtraMissing, extra, formats
from assets.exports.package import NOTICE, Choice, NothingChosen, Package, Stamp
from assets.publish.builds import sha256_of
from pipelines.exporting import FILE, MANIFEST, export
from pipelines.maintenance import sweep
from scrapers.warc import Page, members

HEADLINE = f"SIMULATED DATA. {NOTICE}"
Give = Callable[..., Path]


@pytest.fixture(scope="module")
def lead(published: Path) -> str:
    """The queued lead of most ads."""
    with duckdb.connect(str(published / "published/current/investigator.duckdb"), read_only=True) as connection:
        found = connection.execute(
            "SELECT lead_id FROM mart_leads WHERE status = 'queued' ORDER BY ads DESC, lead_id LIMIT 1"
        ).fetchall()
    return found[0][0]


@pytest.fixture
def give(published: Path, lead: str, tmp_path: Path) -> Give:
    def given(kind: str, choice: Choice | None = None) -> Path:
        out = tmp_path / f"{kind}-{len(list(tmp_path.iterdir()))}"
        return export(published, kind, choice or Choice(leads=(lead,)), out, "case 17", "analyst 4", "the county")

    return given


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def hostile(published: Path) -> Package:
    """What an ad could hold to harm whoever opens an export."""
    texts = ["=HYPERLINK(1)", "+14045550123", "-2+3", "@SUM(A1)", " =1+1", "\t=1", "\r=1", "＝1+1", 'a,"b"\n=c', "https://a.example", "'quoted", ""]  # fmt: skip
    stamp = Stamp("investigator", "all", "b", "0" * 64, "c", is_simulated=True, exported_at=datetime(2026, 3, 1))
    return Package(stamp, {"leads": pl.DataFrame({"text": texts, "day": [date(2026, 3, 1)] * len(texts)})}, published)


def test_a_format_is_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert {"csv", "evidence", "ftm", "geojson", "i2", "parquet", "xlsx"} <= set(formats())
    (tmp_path / "one_more.py").write_text("def write(package, folder):\n    ...\n")
    monkeypatch.setattr(exports, "__path__", [*exports.__path__, str(tmp_path)])
    assert "one_more" in formats()


def test_csv_opens_in_a_csv_reader_and_says_on_every_row_what_it_is(give: Give, lead: str) -> None:
    found = rows(give("csv") / "leads.csv")
    assert [row["lead_id"] for row in found] == [lead]
    assert found[0]["notice"] == HEADLINE
    assert found[0]["build"] == "investigator b"


def test_csv_and_a_spreadsheet_give_back_every_text_and_run_none(hostile: Package, tmp_path: Path) -> None:
    texts = hostile.tables["leads"]["text"].to_list()
    formats()["csv"].write(hostile, tmp_path)
    read = [row["text"] for row in rows(tmp_path / "leads.csv")]
    assert [plain(cell) for cell in read] == texts
    assert not [cell for cell in read if cell.lstrip()[:1] in set("=+-@＝")]


@pytest.mark.parametrize("value", [5, -5, 2.5, None, date(2026, 3, 1), True])
def test_a_number_or_day_stays_what_it_is(value: object) -> None:
    assert defused(value) is value


def test_xlsx_opens_in_openpyxl_with_no_formula_link_or_number_made_of_text(hostile: Package, tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    pytest.importorskip("xlsxwriter")
    formats()["xlsx"].write(hostile, tmp_path)
    sheet = openpyxl.load_workbook(tmp_path / "export.xlsx")["leads"]
    assert sheet["A1"].value == HEADLINE
    assert HEADLINE in sheet.oddFooter.left.text
    cells = [row[0] for row in sheet.iter_rows(min_row=3)]
    # A workbook writes a carriage return as an escape (ECMA-376), which openpyxl leaves.
    assert [plain((cell.value or "").replace("_x000D_", "\r")) for cell in cells] == hostile.tables["leads"][
        "text"
    ].to_list()
    assert {cell.data_type for cell in cells if cell.value} == {"s"}
    assert not [cell for cell in cells if cell.hyperlink]
    assert sheet["B3"].value.date() == date(2026, 3, 1)


def test_a_workbook_says_what_its_columns_mean(give: Give) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    pytest.importorskip("xlsxwriter")
    book = openpyxl.load_workbook(give("xlsx") / "export.xlsx")
    about = {row[0].value: row[1].value for row in book["about"].iter_rows()}
    assert about["notice"] == HEADLINE
    for sheet in book.worksheets[1:]:
        assert all(about[f"{sheet.title}.{cell.value}"] for cell in sheet[2])


def test_parquet_opens_in_duckdb_with_its_types_and_its_stamp(give: Give) -> None:
    folder = give("parquet")
    described = duckdb.sql(f"DESCRIBE SELECT * FROM '{folder}/leads.parquet'").fetchall()
    assert ("first_day", "DATE") in {row[:2] for row in described}
    stamp = dict(
        duckdb.sql(f"SELECT decode(key), decode(value) FROM parquet_kv_metadata('{folder}/ads.parquet')").fetchall()
    )
    assert stamp["notice"] == HEADLINE


@pytest.mark.parametrize("choice", [None, Choice(), Choice("partner"), Choice("public")])
def test_geojson_is_valid_and_no_finer_than_a_city(give: Give, choice: Choice | None) -> None:
    from scrapers.catalog import cities

    document = json.loads((give("geojson", choice) / "export.geojson").read_text(encoding="utf-8"))
    assert document["notice"] == HEADLINE
    centres = {(round(city.longitude, 4), round(city.latitude, 4)) for city in cities().values()}
    shapes = [feature["geometry"] for feature in document["features"]]
    assert shapes
    for shape in shapes:
        line = shape["coordinates"] if shape["type"] == "LineString" else [shape["coordinates"]]
        assert {tuple(position) for position in line} <= centres
    geojson = pytest.importorskip("geojson")
    assert geojson.loads(json.dumps(document)).errors() in (None, [])


def test_followthemoney_accepts_every_entity_and_none_is_accused(give: Give, lead: str) -> None:
    model = pytest.importorskip("followthemoney").model
    lines = (give("ftm") / "entities.ftm.json").read_text(encoding="utf-8").splitlines()
    entities = [model.get_proxy(json.loads(line)) for line in lines]
    for entity in entities:
        entity.schema.validate(entity.to_dict())
        assert not {"topics", "risks", "status"} & set(entity.to_dict()["properties"])
    schemas = {entity.schema.name for entity in entities}
    assert schemas == {"LegalEntity", "HyperText", "Documentation", "Event"}, "and no Person"
    known = {entity.id for entity in entities}
    for entity in entities:
        for prop, value in entity.itervalues():
            if prop.type.name == "entity":
                assert value in known
    shown = {row["value"] for row in _identifiers(give) if row["kind"] == "phone" and row["is_hub"] == "False"}
    assert {
        phone for entity in entities if entity.schema.name == "LegalEntity" for phone in entity.get("phone")
    } == shown
    notes = [entity.get("notes") for entity in entities if entity.schema.name == "LegalEntity"]
    assert all(HEADLINE in note[0] for note in notes)


def _identifiers(give: Give) -> list[dict[str, str]]:
    return [{name: plain(cell) for name, cell in row.items()} for row in rows(give("csv") / "identifiers.csv")]


def test_i2_links_lead_from_entity_to_entity_and_its_mapping_names_every_column(give: Give) -> None:
    folder = give("i2")
    entities, links = rows(folder / "entities.csv"), rows(folder / "links.csv")
    known = [entity["entity_id"] for entity in entities]
    assert len(known) == len(set(known))
    assert {link[end] for link in links for end in ("from_id", "to_id")} <= set(known)
    assert {link["strength"] for link in links if link["link_type"] != "Shows"} == {"Tentative"}
    assert {"Advertiser", "Advertisement", "City", "Phone"} <= {entity["entity_type"] for entity in entities}
    mapped = {(row["file"], row["column"]) for row in rows(folder / "mapping.csv")}
    assert mapped == {("entities.csv", n) for n in entities[0]} | {("links.csv", n) for n in links[0]}


def test_identifiers_and_texts_go_with_a_named_lead_only(give: Give, published: Path) -> None:
    """An export of a city is no list of contacts."""
    with duckdb.connect(str(published / "published/current/investigator.duckdb"), read_only=True) as connection:
        values = {value for (value,) in connection.execute("SELECT value FROM ent_identifiers").fetchall()}
        city = connection.execute("SELECT city FROM mart_leads WHERE status = 'queued' LIMIT 1").fetchall()[0][0]
    for choice in (Choice(), Choice(city=city), Choice(since=date(2020, 1, 1))):
        folder = give("csv", choice)
        assert {path.name for path in folder.glob("*.csv")} == {"leads.csv", "reasons.csv", "stays.csv"}
        cells = {plain(cell) for path in folder.glob("*.csv") for row in rows(path) for cell in row.values()}
        assert not cells & values
        assert not [row for row in rows(folder / "reasons.csv") if row["quote"]]


def test_what_cannot_be_chosen_is_said(give: Give) -> None:
    for choice, said in (
        (Choice(leads=tuple(f"l{n:016x}" for n in range(11))), "at most 10"),
        (Choice(leads=("l0000000000000000",)), "no such lead"),
        (Choice(city="nowhere"), "no queued lead"),
        (Choice("partner", leads=("l0000000000000000",)), "counts and no lead"),
    ):
        with pytest.raises(NothingChosen, match=said):
            give("csv", choice)
    with pytest.raises(NothingChosen, match="named leads"):
        give("evidence", Choice())
    with pytest.raises(ValueError, match="no format; there are csv"):
        give("docx")


def test_a_tier_gives_its_counts_and_a_city_of_them(give: Give) -> None:
    whole, part = give("csv", Choice("public")), give("csv", Choice("public", city="miami"))
    assert {row["city"] for row in rows(part / "public_city_weeks.csv")} == {"miami"}
    assert len(rows(whole / "public_city_weeks.csv")) > len(rows(part / "public_city_weeks.csv"))


@pytest.mark.parametrize("kind", ["csv", "parquet", "geojson", "i2", "evidence"])
def test_every_export_lists_its_files_with_their_hashes(give: Give, kind: str, published: Path) -> None:
    folder = give(kind)
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    listed = {entry["path"]: entry["sha256"] for entry in manifest["files"]}
    there = {path.relative_to(folder).as_posix(): sha256_of(path) for path in folder.rglob("*") if path.is_file()}
    assert listed == {name: digest for name, digest in there.items() if name != MANIFEST}
    assert (manifest["notice"], manifest["tier"], manifest["build"]) == (HEADLINE, "investigator", "b")
    assert manifest["build_sha256"] == sha256_of(published / "published/current/investigator.duckdb")
    assert datetime.fromisoformat(manifest["exported_at"]).tzinfo == UTC


def test_who_gave_what_to_whom_and_why_is_noted_without_the_data(give: Give, published: Path, lead: str) -> None:
    folder = give("csv")
    entry = json.loads((published / "records" / FILE).read_text(encoding="utf-8").splitlines()[-1])
    assert (entry["by"], entry["purpose"], entry["to"], entry["export"]) == (
        "analyst 4",
        "case 17",
        "the county",
        "csv",
    )
    assert entry["manifest_sha256"] == sha256_of(folder / MANIFEST)
    assert entry["choice"] == f"lead {lead}"
    shown = {plain(row["value"]) for row in rows(folder / "identifiers.csv")}
    assert shown
    assert not [value for value in shown if value in json.dumps(entry)]


def test_nothing_goes_out_that_cannot_be_noted(published: Path, lead: str, tmp_path: Path, monkeypatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pipelines.exporting.append", full)
    with pytest.raises(OSError, match="No space"):
        export(published, "csv", Choice(leads=(lead,)), tmp_path / "out", "case 17", None, None)
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_export_left_is_swept_when_it_is_a_day_old(tmp_path: Path) -> None:
    old, new = tmp_path / "exports" / ".csv-1.aside", tmp_path / "exports" / ".csv-2.aside"
    for folder in (old, new):
        folder.mkdir(parents=True)
    (tmp_path / "published" / "builds").mkdir(parents=True)
    os.utime(old, (0, 0))
    assert old.name in sweep(tmp_path)
    assert [folder.exists() for folder in (old, new)] == [False, True]


def test_a_folder_that_is_there_is_left_alone(give: Give, published: Path, lead: str, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    with pytest.raises(ValueError, match="is there already"):
        export(published, "csv", Choice(leads=(lead,)), tmp_path / "mine", "case 17", None, None)


def test_a_missing_extra_is_named_with_how_to_install_it() -> None:
    with pytest.raises(ExtraMissing, match="make ftm"):
        extra("no_such_library", "ftm")


def checked(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a bundle's own script, with Python and nothing else."""
    return subprocess.run(
        [sys.executable, "-I", "-S", "verify.py"], cwd=folder, capture_output=True, text=True, check=False
    )


def test_an_evidence_bundle_proves_itself_with_python_alone(give: Give) -> None:
    folder = give("evidence")
    ran = checked(folder)
    assert ran.returncode == 0, ran.stdout
    ads = json.loads((folder / "evidence.json").read_text(encoding="utf-8"))["ads"]
    assert f"{len(ads)} records" in ran.stdout
    assert ads
    assert "no script was run" in (folder / "not_captured.txt").read_text(encoding="utf-8")
    assert "DRAFT" in (folder / "certificate.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("damage", ["record", "manifest", "ledger", "head"])
def test_an_evidence_bundle_tells_what_was_changed(give: Give, damage: str) -> None:
    folder = give("evidence")
    document = json.loads((folder / "evidence.json").read_text(encoding="utf-8"))
    path = folder / {"record": document["ads"][0]["record"], "manifest": document["ads"][0]["manifest"]}.get(damage, "ledger.jsonl")  # fmt: skip
    if damage == "head":
        path.write_text("".join(path.read_text().splitlines(keepends=True)[:-1]))
    elif damage == "ledger":
        path.write_text(path.read_text().replace('"landed"', '"lander"', 1))
    else:
        path.write_bytes(path.read_bytes()[:-1] + bytes([path.read_bytes()[-1] ^ 1]))
    ran = checked(folder)
    assert ran.returncode == 1
    assert f"NO  {path.relative_to(folder).as_posix()}" in ran.stdout


def test_the_script_reads_a_page_as_our_reader_does(give: Give, tmp_path: Path) -> None:
    """A crawled page is a response with HTTP headers; the month above was imported and has none."""
    import hashlib

    folder, page = give("evidence"), b"<html>\r\n\r\nanything\r\n\r\n</html>"
    crawled = Page("http://a.example/1", datetime(2026, 3, 1), "ad", page, "text/html", 200, "OK", (("A", "b"),))
    archived = members(crawled, page, 0)
    document = json.loads((folder / "evidence.json").read_text(encoding="utf-8"))
    ad = document["ads"][0]
    (folder / ad["record"]).write_bytes(archived)
    ad |= {"sha256": hashlib.sha256(page).hexdigest(), "record_sha256": hashlib.sha256(archived).hexdigest()}
    (folder / "evidence.json").write_text(json.dumps(document), encoding="utf-8")
    assert checked(folder).returncode == 0


def test_evidence_that_is_gone_is_said(published: Path, lead: str, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(published, home, symlinks=True)
    for warc in (home / "raw").rglob("pages.warc.gz"):
        warc.unlink()
    with pytest.raises(ValueError, match="restore it from a backup"):
        export(home, "evidence", Choice(leads=(lead,)), tmp_path / "out", "case 17", None, None)
    assert not (tmp_path / "out").exists()
