"""`gaining-ground query`: ask the published database, in a small shell or with one statement."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.cli.terminal import printable

if TYPE_CHECKING:
    from pipelines.querying import Answer

_TABLES = (
    "SELECT table_name, comment FROM duckdb_tables()"
    " UNION ALL SELECT view_name, comment FROM duckdb_views() WHERE NOT internal ORDER BY ALL"
)
NOTICE = "Lead, not evidence - corroborate independently."
_PROMPT, _MORE = "query> ", "  ...> "
#: Rows that a table on the terminal shows; --csv and --json give all.
SHOWN = 100


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(query)


def query(
    sql: Annotated[str | None, typer.Argument(help="One statement; a shell opens where there is none.")] = None,
    file: Annotated[Path | None, typer.Option(help="A file with one statement, such as one of docs/queries.")] = None,
    tier: Annotated[str, typer.Option(help="Whose file: investigator, partner or public.")] = "investigator",
    as_csv: Annotated[bool, typer.Option("--csv", help="CSV in which no spreadsheet finds a formula.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")] = False,
) -> None:
    """Ask the published database. The file is read only, and nothing in it can reach another file or be unlocked.

    In the shell a statement ends with a semicolon; `.tables` lists what there is, `.quit` ends it.
    """
    from pipelines.querying import ask
    from pipelines.reader import published
    from pipelines.settings import prepare_home

    if sql and file:
        raise typer.BadParameter("give a statement or --file, not both")
    if file:
        sql = _read(file)
    with published(prepare_home().home, tier) as connection:
        if sql is not None:
            _show(ask(connection, sql), as_csv=as_csv, as_json=as_json)
            return
        for statement in _typed():
            try:
                _show(ask(connection, statement), as_csv=as_csv, as_json=as_json)
            except ValueError as error:
                typer.echo(f"error: {error}", err=True)


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise typer.BadParameter(f"{file}: cannot be read as text") from error


def _typed() -> Iterator[str]:
    """Statements from standard input; with a prompt and a history of lines where somebody types them."""
    from pipelines.querying import statements

    if not sys.stdin.isatty():
        yield from statements(_commands(iter(sys.stdin.read().splitlines())))
        return
    with suppress(ImportError):
        import readline  # noqa: F401 - lets input() recall lines
    typer.echo(f"{NOTICE} A statement ends with ; and .quit ends this.", err=True)
    yield from statements(_commands(_lines()))


def _lines() -> Iterator[str]:
    prompt = _PROMPT
    with suppress(EOFError, KeyboardInterrupt):
        while True:
            line = input(prompt)
            yield line
            prompt = _PROMPT if not line.strip() or line.rstrip().endswith(";") or line.startswith(".") else _MORE


def _commands(lines: Iterator[str]) -> Iterator[str]:
    """Lines with the shell's own commands in the words of SQL."""
    for line in lines:
        if line.strip() in (".quit", ".exit"):
            return
        yield f"{_TABLES};" if line.strip() == ".tables" else line


def _show(answer: Answer, *, as_csv: bool, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(answer.as_json())
    elif as_csv:
        sys.stdout.write(answer.as_csv())
    else:
        _table(answer)


def _table(answer: Answer) -> None:
    """A table on the terminal, in which no text of an ad can do anything but stand there."""
    from rich.box import SIMPLE
    from rich.console import Console
    from rich.table import Table

    table = Table(box=SIMPLE, show_edge=False)
    for name in answer.columns:
        table.add_column(name, overflow="fold")
    for row in answer.rows[:SHOWN]:
        table.add_row(*("" if value is None else printable(str(value)) for value in row))
    Console(markup=False, highlight=False, emoji=False).print(table, markup=False)
    left = len(answer.rows) - SHOWN
    more = f", {left:,} of them not shown; --csv and --json give all" if left > 0 else ""
    typer.echo(f"{len(answer.rows):,} rows{more}. {NOTICE}")
