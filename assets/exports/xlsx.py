"""One workbook: a sheet that says what it is and what each column means, then a sheet a table. Text stays text.

Nothing is read as a formula, a number or a link, so a phone keeps its + and its digits; the notice is on every sheet's
first row and on every page that is printed. Needs the extra `exchange`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from assets.exports.cells import defused
from assets.exports.formats import extra
from assets.exports.package import Package

FILE = "export.xlsx"
#: Characters that a cell holds at most (ECMA-376).
MOST = 32_767
_INERT = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "in_memory": True,
    "default_date_format": "yyyy-mm-dd",
}


def write(package: Package, folder: Path) -> None:
    """Write the workbook. Raises ExtraMissing."""
    with extra("xlsxwriter", "exchange").Workbook(str(folder / FILE), _INERT) as workbook:
        bold = workbook.add_format({"bold": True})
        _about(workbook.add_worksheet("about"), package, bold)
        for name, table in package.tables.items():
            sheet = workbook.add_worksheet(name[:31])
            _print_notice(sheet, package)
            sheet.write_string(0, 0, package.stamp.headline, bold)
            _table(sheet, table, bold)


def _about(sheet: Any, package: Package, bold: Any) -> None:
    _print_notice(sheet, package)
    rows = [*package.stamp.lines.items(), ("", ""), *sorted(package.meanings.items())]
    for number, (name, said) in enumerate(rows):
        sheet.write_string(number, 0, name, bold)
        sheet.write_string(number, 1, defused(said))
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 100)


def _table(sheet: Any, table: pl.DataFrame, bold: Any) -> None:
    """The table from the second row on, its head frozen."""
    for column, name in enumerate(table.columns):
        sheet.write_string(1, column, name, bold)
    for number, row in enumerate(table.iter_rows(), start=2):
        for column, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(number, column, defused(value)[:MOST])
            elif value is not None:
                sheet.write(number, column, value)
    sheet.freeze_panes(2, 0)


def _print_notice(sheet: Any, package: Package) -> None:
    sheet.set_footer(f"&L{package.stamp.headline}&R{package.stamp.build_id} &P/&N")
