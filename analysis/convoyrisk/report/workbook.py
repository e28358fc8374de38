"""The tidy tables as a workbook, and as files of comma-separated values.

No text becomes a formula: names of a scenario are the writer's, and may begin with "=".
"""

from __future__ import annotations

import csv
import io
import math
import os
import textwrap
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas

from convoyrisk.errors import OutputError, missing_package
from convoyrisk.number_text import decimals_for
from convoyrisk.report.tables import cells
from convoyrisk.whole_file import check_output, write_bytes_whole, write_whole

MAKER = "convoyrisk"
STARTS_OF_FORMULAS = ("=", "+", "-", "@", "\t", "\r")
MARK = "provenance.csv"  # a folder that holds it, as this program writes it, may be written to again
HEAD_OF_MARK = "what,value\n"
WIDEST = 60  # of a column, in characters
LEAST_WIDTH = 10
WIDEST_PAGE = 190  # characters across a printed page that can still be read; wider sheets take several pages
LINE_HEIGHT = 15  # of a row, in points
DIGITS = 4  # shown of a number; its cell holds all


def _openpyxl() -> ModuleType:
    try:
        import openpyxl
    except ModuleNotFoundError as error:
        raise missing_package(error, "--xlsx") from None
    return openpyxl  # type: ignore[no-any-return]


def check_workbook(path: str | os.PathLike[str]) -> None:
    """Raises OutputError where the workbook could not be written, or would take the place of something else."""
    openpyxl = _openpyxl()

    def own(_: str) -> bool:
        try:
            return bool(openpyxl.load_workbook(path, read_only=True).properties.creator == MAKER)
        except Exception:  # whatever a file that is no workbook makes of it
            return False

    check_output(path, "a workbook of convoyrisk", own)


def write_workbook(path: str | os.PathLike[str], tables: Mapping[str, pandas.DataFrame], title: str) -> None:
    """A sheet a table: heads in bold that stay in view, numbers as numbers."""
    openpyxl = _openpyxl()
    book = openpyxl.Workbook()
    book.remove(book.active)
    book.properties.creator, book.properties.title = MAKER, _allowed(openpyxl, title)
    for name, frame in tables.items():
        sheet = book.create_sheet(name)
        for row, values in enumerate([list(frame.columns), *cells(frame)], 1):
            for column, value in enumerate(values, 1):
                _put(openpyxl, sheet.cell(row, column), value)
                if row == 1:
                    sheet.cell(row, column).font = openpyxl.styles.Font(bold=True)
        _dress(openpyxl, sheet, frame)
    held = io.BytesIO()
    book.save(held)
    write_bytes_whole(path, held.getvalue())


def _dress(openpyxl: ModuleType, sheet: Any, frame: pandas.DataFrame) -> None:
    """Widths, lines and digits that can be read, on a screen and on paper."""
    sheet.freeze_panes = "A2"
    widths = [_width(str(head), frame.iloc[:, column]) for column, head in enumerate(frame.columns)]
    for width, cells_of_column in zip(widths, sheet.iter_cols()):
        sheet.column_dimensions[cells_of_column[0].column_letter].width = width
        numeric = frame.iloc[:, cells_of_column[0].column - 1].dtype.kind in "fiu"
        whole = all(float(cell.value).is_integer() for cell in cells_of_column[1:] if _is_number(cell.value))
        for cell in cells_of_column:
            cell.alignment = openpyxl.styles.Alignment(wrap_text=isinstance(cell.value, str), vertical="top",
                                                       horizontal="right" if numeric else None)
            cell.number_format = _format(float(cell.value), whole) if _is_number(cell.value) else "General"
    for row in sheet.iter_rows():  # programs do not find out by themselves how high a row of lines is
        lines = max(_lines(cell.value, width) for cell, width in zip(row, widths))
        if lines > 1:
            sheet.row_dimensions[row[0].row].height = LINE_HEIGHT * lines
    sheet.page_setup.orientation, sheet.print_title_rows = "landscape", "$1:$1"  # LibreOffice wants the $
    names = [column for column in range(len(widths)) if frame.iloc[:, column].map(lambda value: isinstance(value, str)).all()]
    pages = math.ceil(sum(widths) / WIDEST_PAGE)
    if pages > 1 and names[:1] == [0]:
        sheet.print_title_cols = "$A:$B" if names[:2] == [0, 1] else "$A:$A"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = pages, 0  # as many pages down as it takes
    sheet.sheet_properties.pageSetUpPr = openpyxl.worksheet.properties.PageSetupProperties(fitToPage=True)


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _width(head: str, values: pandas.Series) -> int:
    """By the longest word of the head, and the longest text."""
    longest = max([LEAST_WIDTH, *map(len, head.split()), *(len(value) for value in values if isinstance(value, str))])
    return min(longest + 2, WIDEST)


def _format(number: float, whole: bool) -> str:
    """Some significant digits, never a power of ten."""
    if whole or number == 0 or abs(number) >= 1000:
        return "#,##0"
    size = abs(number)
    decimals = decimals_for(size, DIGITS) if size >= 0.001 else DIGITS - 1 - math.floor(math.log10(size))
    return "#,##0." + "0" * decimals if decimals else "#,##0"


def _lines(value: object, width: int) -> int:
    return max(len(textwrap.wrap(value, width - 2)), 1) if isinstance(value, str) else 1


def _put(openpyxl: ModuleType, cell: object, value: object) -> None:
    if isinstance(value, str):
        cell.value = _allowed(openpyxl, value)  # type: ignore[attr-defined]
        cell.data_type = "s"  # type: ignore[attr-defined] # a text, whatever it begins with
    else:
        cell.value = value  # type: ignore[attr-defined]


def _allowed(openpyxl: ModuleType, text: str) -> str:
    """Without the control characters that a workbook cannot hold."""
    return str(openpyxl.cell.cell.ILLEGAL_CHARACTERS_RE.sub("\N{REPLACEMENT CHARACTER}", text))


def check_folder(folder: str | os.PathLike[str]) -> None:
    """Raises OutputError unless the folder is new, empty, or one that this program wrote."""
    path = Path(folder)
    if path.exists() and not path.is_dir():
        raise OutputError(f"{folder}: is a file; name a folder")
    if not path.exists() and not path.parent.is_dir():
        raise OutputError(f"{folder}: there is no folder {path.parent}")
    if path.exists() and any(path.iterdir()):
        mark = path / MARK
        if not mark.is_file() or not mark.read_text(encoding="utf-8", errors="replace").startswith(HEAD_OF_MARK):
            raise OutputError(f"{folder} holds other files than tables of convoyrisk: name a new or an empty folder")


def write_folder(folder: str | os.PathLike[str], tables: Mapping[str, pandas.DataFrame]) -> None:
    """A file a table, named as its sheet with _ for spaces."""
    path = Path(folder)
    path.mkdir(exist_ok=True)
    for name, frame in sorted(tables.items(), key=lambda table: table[0] != "provenance"):  # the mark first
        held = io.StringIO()
        writer = csv.writer(held, lineterminator="\n")
        writer.writerow(frame.columns)
        writer.writerows([_harmless(value) for value in row] for row in cells(frame))
        write_whole(path / f"{name.replace(' ', '_')}.csv", held.getvalue())


def _harmless(value: object) -> object:
    """A text that a spreadsheet would take for a formula gets an apostrophe before it."""
    if isinstance(value, str) and value.startswith(STARTS_OF_FORMULAS):
        return "'" + value
    return value
