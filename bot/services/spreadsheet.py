"""Writes a table that an office opens in Excel: .xlsx, or .csv with a mark that says UTF-8."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, WriteOnlyCell
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from bot.domain.errors import UserError

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_SUFFIXES = (".xlsx", ".csv")


def check_form(path: Path) -> None:
    """Whether a table can be written under this name; UserError when its ending is none that we write."""
    if path.suffix.lower() not in _SUFFIXES:
        raise UserError("audit_form", suffix=path.suffix or path.name)


def write_table(path: Path, title: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
    """Write a table and tell how many rows it has; nothing in it is taken for a formula."""
    check_form(path)
    try:
        return (_xlsx if path.suffix.lower() == ".xlsx" else _csv)(path, title, header, rows)
    except OSError as error:
        raise UserError("file_unwritable", path=str(path), reason=error.strerror or str(error)) from error


def _xlsx(path: Path, title: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    sheet.append([_cell(sheet, text) for text in header])
    count = 0
    for row in rows:
        sheet.append([_cell(sheet, text) for text in row])
        count += 1
    book.save(path)
    return count


def _cell(sheet: WriteOnlyWorksheet, text: str) -> Cell:
    cell: Cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", text))
    cell.data_type = "s"  # else what begins with = is a formula
    return cell


def _csv(path: Path, _title: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        for row in rows:
            writer.writerow([f"'{text}" if text.startswith(_FORMULA) else text for text in row])
            count += 1
    return count
