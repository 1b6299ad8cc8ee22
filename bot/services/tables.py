"""Finds the tables that are meant in the sheets of a file, by headers as offices write them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.names import fold
from bot.services.file_problems import Place, Problem, Trouble, column_letter
from bot.services.sheets import Line, Sheet, Sheets

HEADER_WITHIN = 15
EXAMPLE_MARK = "(例)"
UNMARKED = {"", "0", "×", "x", "-", "ー", "no", "false", "いいえ", "なし"}
EMAIL = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-z0-9-]+(\.[a-z0-9-]+)+")


@dataclass(frozen=True)
class Column:
    """One column: its field, the header in our template, and other headers that mean the same."""

    field: str
    header: str
    synonyms: tuple[str, ...] = ()
    required: bool = False

    def means(self, text: str) -> bool:
        """Whether a header cell stands for this column."""
        return _header(text) in {fold(name) for name in (self.field, self.header, *self.synonyms)}


@dataclass(frozen=True)
class TableKind:
    """One kind of table with its sheet name, other names of the sheet, and columns."""

    name: str
    title: str
    columns: tuple[Column, ...]
    other_titles: tuple[str, ...] = ()

    @property
    def required(self) -> tuple[Column, ...]:
        """The columns that every such table has."""
        return tuple(column for column in self.columns if column.required)

    def is_titled(self, sheet: str) -> bool:
        """Whether a sheet's name says that it holds this kind."""
        return fold(sheet) in {fold(title) for title in (self.name, self.title, *self.other_titles)}


@dataclass(frozen=True)
class Record:
    """One row under a header: field to text, and where each cell stands."""

    sheet: str
    row: int
    values: Mapping[str, str]
    letters: Mapping[str, str]

    @property
    def place(self) -> Place:
        """The row."""
        return Place(self.sheet, self.row)

    def place_of(self, field: str) -> Place:
        """The cell of a field."""
        return Place(self.sheet, self.row, self.letters.get(field))


@dataclass(frozen=True)
class Table:
    """A table that was recognised."""

    kind: TableKind
    sheet: str
    header_row: int
    records: tuple[Record, ...]


@dataclass(frozen=True)
class Found:
    """Every table of a file by the name of its kind, all problems so far, and sheets passed over."""

    tables: Mapping[str, Table]
    problems: tuple[Problem, ...]
    ignored: tuple[str, ...]
    hidden: tuple[str, ...]


def find_tables(sheets: Sheets, kinds: Sequence[TableKind], file_name: str) -> Found:
    """Recognises each kind by the sheet's name or its headers; unknown sheets are passed over and named."""
    if all(sheet.is_empty for sheet in sheets.sheets):
        problem = Problem(Trouble.FILE_EMPTY, Place(file_name))
        if sheets.hidden:
            problem = Problem(Trouble.ONLY_HIDDEN_SHEETS, Place(file_name), {"names": sheets.hidden})
        return Found({}, (problem,), (), sheets.hidden)
    tables: dict[str, Table] = {}
    problems: list[Problem] = []
    ignored: list[str] = []
    for sheet in sheets.sheets:
        kind = _kind_of(sheet, kinds)
        if kind is None:
            ignored.append(sheet.name)
            continue
        if kind.name in tables:
            values = {"kind": kind.title, "other": tables[kind.name].sheet}
            problems.append(Problem(Trouble.DOUBLE_SHEET, Place(sheet.name), values))
            continue
        table, found = _read(sheet, kind)
        tables[kind.name] = table
        problems += found
    # An empty sheet of a filled-in template says nothing; a file of empty sheets is a mistake.
    filled = {name: table for name, table in tables.items() if table.records}
    if tables and not filled:
        problems.append(Problem(Trouble.NO_ROWS, Place(file_name)))
    if not problems and not tables:
        wanted = " / ".join(f"{kind.title}：{'・'.join(c.header for c in kind.required)}" for kind in kinds)
        problems.append(Problem(Trouble.NO_KNOWN_SHEET, Place(file_name), {"wanted": wanted}))
    return Found(filled, tuple(problems), tuple(ignored), sheets.hidden)


def _header(text: str) -> str:
    """A header without remarks such as (必須) or ※."""
    return re.sub(r"\(.*?\)|[*※:]", "", fold(text))


def _columns(line: Line, kind: TableKind) -> dict[str, list[int]]:
    """Field to the columns whose header means it, counted from 1."""
    found: dict[str, list[int]] = {}
    for number, text in enumerate(line.cells, start=1):
        column = next((column for column in kind.columns if text and column.means(text)), None)
        if column:
            found.setdefault(column.field, []).append(number)
    return found


def _header_line(sheet: Sheet, kind: TableKind) -> Line:
    """The line among the first ones that holds most of the kind's headers."""
    return max(sheet.lines[:HEADER_WITHIN], key=lambda line: len(_columns(line, kind)))


def _kind_of(sheet: Sheet, kinds: Iterable[TableKind]) -> TableKind | None:
    if sheet.is_empty:
        return None
    best: tuple[int, TableKind] | None = None
    for kind in kinds:
        if kind.is_titled(sheet.name):
            return kind
        found = _columns(_header_line(sheet, kind), kind)
        if all(column.field in found for column in kind.required) and (not best or len(found) > best[0]):
            best = len(found), kind
    return best[1] if best else None


def _read(sheet: Sheet, kind: TableKind) -> tuple[Table, list[Problem]]:
    header = _header_line(sheet, kind)
    columns = _columns(header, kind)
    place = Place(sheet.name, header.row)
    problems: list[Problem] = []
    if header.row in sheet.merged_rows:
        problems.append(Problem(Trouble.MERGED_HEADER, place))
    for column in kind.columns:
        numbers = columns.get(column.field, [])
        if column.required and not numbers:
            problems.append(Problem(Trouble.MISSING_COLUMN, place, {"header": column.header}))
        if len(numbers) > 1:
            first, second = (column_letter(number) for number in numbers[:2])
            values = {"header": column.header, "first": first, "second": second}
            problems.append(Problem(Trouble.DOUBLE_COLUMN, place, values))
    records = tuple(_records(sheet, header, columns))
    problems += [problem for problem in sheet.problems if (problem.place.row or 0) >= header.row]
    return Table(kind, sheet.name, header.row, records), problems


def _records(sheet: Sheet, header: Line, columns: Mapping[str, list[int]]) -> Iterable[Record]:
    letters = {field: column_letter(numbers[0]) for field, numbers in columns.items()}
    for line in sheet.lines:
        filled = [text for text in line.cells if text]
        if line.row <= header.row or not filled or fold(filled[0]).startswith(EXAMPLE_MARK):
            continue
        values = {
            field: line.cells[numbers[0] - 1] if numbers[0] <= len(line.cells) else ""
            for field, numbers in columns.items()
        }
        yield Record(sheet.name, line.row, values, letters)


class Cells:
    """Reads the cells of one kind's records as what they should be, and gathers what is wrong."""

    def __init__(self, kind: TableKind) -> None:
        self.problems: list[Problem] = []
        self._headers = {column.field: column.header for column in kind.columns}

    def text(self, record: Record, field: str) -> str:
        """The text, or nothing."""
        return record.values.get(field, "")

    def optional(self, record: Record, field: str) -> str | None:
        """The text; None when the table has no such column."""
        return record.values.get(field)

    def filled(self, record: Record, field: str) -> str:
        """The text, which must not be empty when the column exists."""
        text = self.text(record, field)
        if not text and field in record.letters:
            self._wrong(Trouble.EMPTY_CELL, record, field)
        return text

    def email(self, record: Record, field: str, *, required: bool = True) -> str:
        """An address in small half-width letters."""
        text = self.filled(record, field) if required else self.text(record, field)
        address = fold(text)
        if address and not EMAIL.fullmatch(address):
            self._wrong(Trouble.BAD_EMAIL, record, field, value=text)
        return address

    def number(self, record: Record, field: str, *, low: int, high: int) -> int | None:
        """A whole number between two others, in any width; None when nothing is said."""
        text = self.text(record, field)
        digits = fold(text)
        if not text:
            return None
        if digits.isascii() and digits.isdigit() and low <= int(digits) <= high:
            return int(digits)
        self._wrong(Trouble.BAD_NUMBER, record, field, value=text, low=low, high=high)
        return None

    def marked(self, record: Record, field: str) -> bool | None:
        """Whether a cell is ticked, with ○ or any word but no; None when there is no such column."""
        text = self.optional(record, field)
        return None if text is None else fold(text) not in UNMARKED

    def choice(self, record: Record, field: str, words: Mapping[str, Sequence[str]], default: str = "") -> str:
        """The code whose words hold the cell's text; `words` begins with the one that we show."""
        text = self.text(record, field) if default else self.filled(record, field)
        if not text:
            return default
        for code, spellings in words.items():
            if fold(text) in {fold(code), *(fold(word) for word in spellings)}:
                return code
        choices = "・".join(spellings[0] for spellings in words.values())
        self._wrong(Trouble.BAD_CHOICE, record, field, value=text, choices=choices)
        return default

    def _wrong(self, trouble: Trouble, record: Record, field: str, **values: object) -> None:
        values.setdefault("header", self._headers.get(field, field))
        self.problems.append(Problem(trouble, record.place_of(field), values))
