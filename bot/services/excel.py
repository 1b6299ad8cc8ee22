"""Tables out of an Excel workbook."""

import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from bot.services.file_problems import ImportFileError, Place, Problem, Trouble, column_letter
from bot.services.sheets import Line, Sheet, Sheets, clean

# What openpyxl lets through for a file that is a zip archive but no workbook, or a damaged one.
_BROKEN = (
    InvalidFileException,
    zipfile.BadZipFile,
    zlib.error,
    ParseError,
    KeyError,
    ValueError,
    TypeError,
    IndexError,
    EOFError,
    OSError,
    AttributeError,
)


@dataclass
class _Reading:
    """What is gathered while one worksheet is read."""

    sheet: str
    problems: list[Problem] = field(default_factory=list)

    def text(self, value: object, formula: object, row: int, column: int) -> str:
        """The text of a cell; a formula counts with the value that Excel stored."""
        place = Place(self.sheet, row, column_letter(column))
        if value is None:
            if isinstance(formula, str) and formula.startswith("="):
                self.problems.append(Problem(Trouble.FORMULA_WITHOUT_VALUE, place))
            return ""
        if isinstance(value, str) and value.startswith("#") and value.rstrip("!?/").isupper():
            self.problems.append(Problem(Trouble.FORMULA_ERROR, place, {"value": value}))
            return ""
        return clean(_plain(value))


def read_workbook(path: Path, content: bytes) -> Sheets:
    """Everything readable in a workbook; raises ImportFileError when it is none, or a damaged one."""
    try:
        with warnings.catch_warnings():
            # What openpyxl cannot keep (styles, validation) plays no part in reading.
            warnings.simplefilter("ignore", UserWarning)
            values = load_workbook(io.BytesIO(content), data_only=True)
            formulas = load_workbook(io.BytesIO(content))
    except _BROKEN as error:
        problem = Problem(Trouble.BROKEN_EXCEL, Place(path.name))
        if not path.suffix.lower().startswith(".xls"):  # a document of another kind can be an archive, too
            problem = Problem(Trouble.WRONG_FILE_TYPE, Place(path.name), {"suffix": path.suffix})
        raise ImportFileError([problem]) from error
    visible = [sheet for sheet in values.worksheets if sheet.sheet_state == "visible"]
    hidden = tuple(sheet.title for sheet in values.worksheets if sheet.sheet_state != "visible")
    return Sheets(tuple(_worksheet(sheet, formulas[sheet.title]) for sheet in visible), hidden)


def _worksheet(values: Worksheet, formulas: Worksheet) -> Sheet:
    reading = _Reading(values.title)
    covered = dict(_merged_down(values))
    lines = []
    for row, (cells, sources) in enumerate(zip(_rows(values), _rows(formulas), strict=True), start=1):
        texts = []
        for column, (value, formula) in enumerate(zip(cells, sources, strict=True), start=1):
            above = covered.get((row, column))
            shown = value if above is None else values.cell(*above).value
            texts.append(reading.text(shown, formula, row, column))
        lines.append(Line(row, tuple(texts)))
    merged_rows = {
        row
        for area in values.merged_cells.ranges
        if area.max_col > area.min_col
        for row in range(area.min_row, area.max_row + 1)
    }
    return Sheet(values.title, tuple(lines), tuple(reading.problems), frozenset(merged_rows))


def _rows(sheet: Worksheet) -> Iterator[Sequence[Any]]:
    yield from sheet.iter_rows(values_only=True)


def _merged_down(sheet: Worksheet) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Cells merged downwards, as offices do with departments, all mean what stands at the top."""
    for area in sheet.merged_cells.ranges:
        if area.min_col == area.max_col:
            for row in range(area.min_row + 1, area.max_row + 1):
                yield (row, area.min_col), (area.min_row, area.min_col)


def _plain(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, bool):
        return "1" if value else "0"
    return str(value)
