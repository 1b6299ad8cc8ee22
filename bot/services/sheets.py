"""Tables out of Excel and CSV files, as text with the place where each line stands."""

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from bot.services.file_problems import ImportFileError, Place, Problem, Trouble

LARGEST_BYTES = 20_000_000
ENCODINGS = ("utf-8-sig", "cp932")
# Old .xls files and workbooks with a password both begin like this.
OLE_MAGIC = b"\xd0\xcf\x11\xe0"


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


def clean(text: str) -> str:
    """Text without spaces around it, full-width ones included."""
    return text.replace("\r\n", "\n").replace("\u00a0", " ").strip(" \u3000\t\n\r\ufeff")


def read_sheets(path: Path) -> Sheets:
    """Reads an .xlsx or .csv file; raises ImportFileError when nothing can be read at all."""
    content = _content(path)
    if content.startswith(b"PK"):
        from bot.services import excel  # noqa: PLC0415 - large, and a running bot reads no workbooks

        return excel.read_workbook(path, content)
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
