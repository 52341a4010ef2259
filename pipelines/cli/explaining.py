"""`gaining-ground explain-ad`: an ad with everything that was read from it, marked and named."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipelines.cli.terminal import print_json

if TYPE_CHECKING:
    from assets.staging.explaining import Extraction


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("explain-ad")(explain_ad)


def explain_ad(
    ad: Annotated[
        str, typer.Argument(help="An ad_id (its first eight signs or more), a file of text, or - for standard input.")
    ],
    city: Annotated[str | None, typer.Option(help="The city of a file's text, for its neighbourhoods.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")] = False,
) -> None:
    """Print an ad with every extraction marked and named: identifiers, prices, people, places, terms, language.

    An ad_id is looked up in the published build. The first line of a file is the headline.
    """
    from assets.staging.explaining import explain, of_text

    is_id = re.fullmatch(r"[0-9a-f]{8,64}", ad) is not None
    found: dict[str, Any] = _published(ad) if is_id else {"text": _read(ad), "city": city}
    marked, whole = explain(found), of_text(found["text"])
    if as_json:
        extractions = [extraction.document() for extraction in (*marked, *whole)]
        print_json({"ad_id": found.get("ad_id"), "text": found["text"], "extractions": extractions})
        return
    _show(found["text"], marked, whole)


def _read(source: str) -> str:
    """The text of a file or of standard input; bytes that are no UTF-8 are replaced."""
    if source == "-":
        return sys.stdin.buffer.read().decode("utf-8", errors="replace").strip("\n")
    path = Path(source)
    if not path.is_file():
        raise typer.BadParameter(f"{source}: neither an ad_id (eight hexadecimal signs or more) nor a file")
    return path.read_text(encoding="utf-8", errors="replace").strip("\n")


def _published(prefix: str) -> dict[str, Any]:
    """An ad of the published build, by the beginning of its ad_id."""
    import duckdb

    from assets.publish.builds import current
    from assets.publish.database import FILE
    from assets.staging.explaining import COLUMNS
    from pipelines.settings import prepare_home

    build = current(prepare_home().home)
    if build is None:
        raise ValueError("nothing is published yet; run gaining-ground refresh, or give a file")
    with duckdb.connect(str(build / FILE), read_only=True) as connection:
        query = f"SELECT {', '.join(COLUMNS)} FROM stg_ads WHERE starts_with(ad_id, ?) LIMIT 2"
        ads = connection.sql(query, params=[prefix]).pl().to_dicts()
    if len(ads) != 1:
        how_many = "no ad" if not ads else "more than one ad"
        raise ValueError(f"{how_many} of the published build begins with {prefix}; give the ad_id as stg_ads has it")
    if ads[0]["text"] is None:
        raise ValueError(
            f"{prefix}: is of no lead, so its text is not in the build; enter a hold in config/holds.yml and refresh"
        )
    return dict(ads[0])


def _show(text: str, marked: list[Extraction], whole: list[Extraction]) -> None:
    from rich.console import Console
    from rich.text import Text

    from assets.staging.explaining import segments, visible

    console = Console(highlight=False, soft_wrap=True)
    shown = Text()
    for piece, number in segments(text, marked):
        if number:
            shown.append(f"«{piece}»", style="reverse").append(f"[{number}]", style="bold")
        else:
            shown.append(piece)
    console.print(shown)
    console.print()
    for number, extraction in enumerate(marked, start=1):
        span = "" if extraction.span_start is None else f"{extraction.span_start}-{extraction.span_end}"
        _line(console, str(number), extraction, span, visible(extraction.value))
    for extraction in whole:
        _line(console, "", extraction, "", extraction.value)
    if not marked and not whole:
        console.print("nothing was read from this text")


def _line(console: Any, number: str, extraction: Extraction, span: str, value: str) -> None:
    note = f"  ({extraction.note})" if extraction.note else ""
    console.print(f"{number:>4}  {span:>9}  {extraction.kind:<14} {value}{note}", markup=False)
