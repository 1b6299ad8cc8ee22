"""Reads who hands over to whom: from a staff list with a column 後任, from a table of its own, or from both."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from bot.domain.names import fold
from bot.services.file_problems import ImportFileError, Problem, Trouble
from bot.services.org.columns import PEOPLE
from bot.services.reorganising.workbook import Names
from bot.services.sheets import read_sheets
from bot.services.tables import Cells, Column, Found, Record, TableKind, find_tables

_SUCCESSOR = ("後任者", "引継先", "引き継ぎ先", "引継ぎ先")
STAFF = replace(PEOPLE, columns=(*PEOPLE.columns, Column("successor", "後任", _SUCCESSOR)))
HANDOVER = TableKind(
    "handover",
    "引き継ぎ",
    (
        Column("person", "前任", ("前任者", "引き継ぐ人", "異動者"), required=True),
        Column("successor", "後任", _SUCCESSOR, required=True),
    ),
    ("引継ぎ", "引継", "引き継ぎ一覧"),
)
_OFFICE = {fold(word) for word in ("事務局", "プール", "office", "pool")}
_BACK = {fold(word) for word in ("戻す", "本人に戻す", "back")}


class Way(StrEnum):
    """Where something goes."""

    PERSON = "person"
    OFFICE = "office"
    BACK = "back"
    UNDECIDED = "undecided"


@dataclass(frozen=True)
class Named:
    """One row: a person by address, and what is said about their successor."""

    email: str
    way: Way
    successor: str = ""
    record: Record | None = None


@dataclass(frozen=True)
class Listed:
    """Somebody on the staff list, in a department."""

    email: str
    department: str


@dataclass(frozen=True)
class ReadHandovers:
    """Everything a file says about handing over; `staff` is None when it holds no staff list."""

    named: tuple[Named, ...]
    staff: tuple[Listed, ...] | None


def read_handovers(path: Path, names: Names) -> ReadHandovers:
    """Reads the file; raises ImportFileError with everything that is wrong."""
    found = find_tables(read_sheets(path), (HANDOVER, STAFF), path.name)
    problems = list(found.problems)
    staff, cells = _staff(found)
    people = [(record, record.values.get("email", "")) for record in _records(found, STAFF)]
    rows = [_named(record, fold(email), names, problems) for record, email in people]
    for record in _records(found, HANDOVER):
        written = cells.filled(record, "person")
        email = names.emails.get(fold(written))
        if email is None and written:
            trouble = Trouble.AMBIGUOUS_PERSON if fold(written) in names.ambiguous else Trouble.UNKNOWN_PERSON
            facts = {"value": written} if trouble is Trouble.AMBIGUOUS_PERSON else {"value": written, "near": ""}
            problems.append(Problem(trouble, record.place_of("person"), facts))
        rows.append(_named(record, email or "", names, problems))
    named = tuple(row for row in rows if row is not None and row.email)
    problems += [*cells.problems, *_doubles(named)]
    if problems:
        raise ImportFileError(problems)
    return ReadHandovers(named, staff)


def _records(found: Found, kind: TableKind) -> Sequence[Record]:
    table = found.tables.get(kind.name)
    return table.records if table else ()


def _staff(found: Found) -> tuple[tuple[Listed, ...] | None, Cells]:
    cells = Cells(HANDOVER)
    if STAFF.name not in found.tables:
        return None, cells
    read = Cells(STAFF)
    rows = tuple(
        Listed(read.email(record, "email"), read.filled(record, "department")) for record in _records(found, STAFF)
    )
    cells.problems += read.problems
    return rows, cells


def _named(record: Record, email: str, names: Names, problems: list[Problem]) -> Named | None:
    written = record.values.get("successor", "")
    word = fold(written)
    if not word:
        return None
    if word in _OFFICE:
        return Named(email, Way.OFFICE, record=record)
    if word in _BACK:
        return Named(email, Way.BACK, record=record)
    successor = names.emails.get(word)
    if successor is None:
        trouble = Trouble.AMBIGUOUS_PERSON if word in names.ambiguous else Trouble.UNKNOWN_PERSON
        facts = {"value": written} if trouble is Trouble.AMBIGUOUS_PERSON else {"value": written, "near": ""}
        problems.append(Problem(trouble, record.place_of("successor"), facts))
        return None
    if successor == email:
        problems.append(Problem(Trouble.SUCCESSOR_IS_SELF, record.place_of("successor"), {"value": written}))
    return Named(email, Way.PERSON, successor, record)


def _doubles(named: Sequence[Named]) -> list[Problem]:
    first: dict[str, Named] = {}
    problems = []
    for one in named:
        earlier = first.setdefault(one.email, one)
        if earlier is not one and (earlier.way, earlier.successor) != (one.way, one.successor):
            assert one.record is not None
            assert earlier.record is not None
            facts = {"value": one.email, "row": earlier.record.row}
            problems.append(Problem(Trouble.DUPLICATE, one.record.place_of("successor"), facts))
    return problems
