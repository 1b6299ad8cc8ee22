"""Tables out of Excel and CSV files, as text with the place where each line stands."""

import csv
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
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from bot.services.file_problems import ImportFileError, Place, Problem, Trouble

LARGEST_BYTES = 20_000_000
ENCODINGS = ("utf-8-sig", "cp932")
# Old .xls files and workbooks with a password both begin like this.
OLE_MAGIC = b"\xd0\xcf\x11\xe0"
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


@dataclass(frozen=True)
class Line:
    """One line of a sheet: its number as Excel shows it, and its cells as text."""

    row: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """One visible sheet, with what was wrong in single cells and which rows have merged cells across."""

    name: str
    lines: tuple[Line, ...]
    problems: tuple[Problem, ...] = ()
    merged_rows: frozenset[int] = frozenset()

    @property
    def is_empty(self) -> bool:
        """Whether no cell holds anything."""
        return not any(any(line.cells) for line in self.lines)


@dataclass(frozen=True)
class Sheets:
    """Everything readable in a file, and the names of the sheets that are hidden."""

    sheets: tuple[Sheet, ...]
    hidden: tuple[str, ...] = ()


@dataclass
class _Reading:
    """What is gathered while one worksheet is read."""

    sheet: str
    problems: list[Problem] = field(default_factory=list)

    def text(self, value: object, formula: object, row: int, column: int) -> str:
        """The text of a cell; a formula counts with the value that Excel stored."""
        place = Place(self.sheet, row, get_column_letter(column))
        if value is None:
            if isinstance(formula, str) and formula.startswith("="):
                self.problems.append(Problem(Trouble.FORMULA_WITHOUT_VALUE, place))
            return ""
        if isinstance(value, str) and value.startswith("#") and value.rstrip("!?/").isupper():
            self.problems.append(Problem(Trouble.FORMULA_ERROR, place, {"value": value}))
            return ""
        return clean(_plain(value))


def clean(text: str) -> str:
    """Text without spaces around it, full-width ones included."""
    return text.replace("\r\n", "\n").replace("\u00a0", " ").strip(" \u3000\t\n\r\ufeff")


def read_sheets(path: Path) -> Sheets:
    """Reads an .xlsx or .csv file; raises ImportFileError when nothing can be read at all."""
    content = _content(path)
    if content.startswith(b"PK"):
        return _workbook(path, content)
    if content.startswith(OLE_MAGIC):
        raise ImportFileError([Problem(Trouble.OLD_OR_LOCKED_EXCEL, Place(path.name))])
    if path.suffix.lower().startswith(".xls"):
        raise ImportFileError([Problem(Trouble.NOT_EXCEL, Place(path.name), {"suffix": path.suffix})])
    if path.suffix.lower() not in {".csv", ".tsv", ".txt"}:
        raise ImportFileError([Problem(Trouble.WRONG_FILE_TYPE, Place(path.name), {"suffix": path.suffix})])
    return Sheets((_csv(path, content),))


def read_text(path: Path) -> str:
    """The text of a UTF-8 or CP932 file; raises ImportFileError when it is neither."""
    return _decode(path, _content(path))


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST_BYTES:
            megabytes = LARGEST_BYTES // 1_000_000
            raise ImportFileError([Problem(Trouble.FILE_TOO_LARGE, Place(path.name), {"megabytes": megabytes})])
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise ImportFileError([Problem(Trouble.FILE_MISSING, Place(str(path)))]) from error
    except IsADirectoryError as error:
        raise ImportFileError([Problem(Trouble.FILE_IS_A_FOLDER, Place(str(path)))]) from error
    except OSError as error:
        detail = error.strerror or str(error)
        raise ImportFileError([Problem(Trouble.FILE_UNREADABLE, Place(str(path)), {"detail": detail})]) from error
    if not content.strip():
        raise ImportFileError([Problem(Trouble.FILE_EMPTY, Place(path.name))])
    return content


def _decode(path: Path, content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    for encoding in ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise ImportFileError([Problem(Trouble.UNKNOWN_ENCODING, Place(path.name))])


def _csv(path: Path, content: bytes) -> Sheet:
    text = _decode(path, content)
    first = text.split("\n", 1)[0]
    delimiter = "\t" if first.count("\t") > first.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    lines: list[Line] = []
    start = 1
    try:
        for cells in reader:
            lines.append(Line(start, tuple(clean(cell) for cell in cells)))
            start = reader.line_num + 1
    except csv.Error as error:
        raise ImportFileError([Problem(Trouble.BROKEN_CSV, Place(path.name, start))]) from error
    return Sheet(path.name, tuple(lines))


def _workbook(path: Path, content: bytes) -> Sheets:
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
