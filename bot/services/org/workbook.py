"""Reads an organisation from a workbook or a CSV file."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from bot.domain.names import fold
from bot.services.file_problems import ImportFileError, Problem, Trouble
from bot.services.org.columns import DEPARTMENTS, EXPLANATION_SHEET, GROUPS, KINDS, MEMBERSHIPS, PEOPLE
from bot.services.org.rows import (
    DAYS,
    ROLES,
    SELECTIONS,
    SLOTS,
    DepartmentRow,
    GroupRow,
    MembershipRow,
    Organisation,
    PersonRow,
)
from bot.services.sheets import read_sheets
from bot.services.tables import Cells, Found, Record, TableKind, find_tables

SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
RowT = TypeVar("RowT")


def read_organisation(path: Path) -> tuple[Organisation, tuple[Problem, ...]]:
    """Reads every table of the file, with the problems of single cells; `checks` looks at the whole.

    Raises ImportFileError when the file or its tables cannot be recognised at all.
    """
    found = find_tables(read_sheets(path), KINDS, path.name)
    if not found.tables:
        raise ImportFileError(found.problems)
    problems = list(found.problems)
    departments = _rows(found, DEPARTMENTS, _department, problems)
    people = _rows(found, PEOPLE, _person, problems)
    groups = _rows(found, GROUPS, _group, problems)
    memberships = _rows(found, MEMBERSHIPS, _membership, problems)
    passed_over = tuple(name for name in found.hidden + found.ignored if name != EXPLANATION_SHEET)
    return Organisation(departments, people, groups, memberships, passed_over), tuple(problems)


def _rows(
    found: Found, kind: TableKind, read: Callable[[Cells, Record], RowT], problems: list[Problem]
) -> tuple[RowT, ...] | None:
    table = found.tables.get(kind.name)
    if table is None:
        return None
    cells = Cells(kind)
    rows = tuple(read(cells, record) for record in table.records)
    problems += cells.problems
    return rows


def _department(cells: Cells, record: Record) -> DepartmentRow:
    return DepartmentRow(
        cells.filled(record, "name"),
        cells.optional(record, "division"),
        cells.email(record, "nominator", required=False) if "nominator" in record.letters else None,
        record=record,
    )


def _person(cells: Cells, record: Record) -> PersonRow:
    return PersonRow(
        " ".join(cells.filled(record, "name").split()),
        cells.email(record, "email"),
        cells.filled(record, "department"),
        cells.optional(record, "position"),
        cells.marked(record, "is_office"),
        record=record,
    )


def _group(cells: Cells, record: Record) -> GroupRow:
    slug = fold(cells.filled(record, "slug"))
    channel, examples = cells.optional(record, "channel"), cells.optional(record, "examples")
    if slug and not SLUG.fullmatch(slug):
        cells.problems.append(Problem(Trouble.BAD_SLUG, record.place_of("slug"), {"value": slug}))
    return GroupRow(
        slug,
        cells.filled(record, "name"),
        cells.filled(record, "mission"),
        cells.choice(record, "selection", SELECTIONS),
        cells.number(record, "slots_per_week", **SLOTS),
        channel if channel is None else channel.lstrip("#＃"),
        examples if examples is None else _examples(examples),
        cells.number(record, "first_look_within", **DAYS),
        cells.number(record, "decide_within", **DAYS),
        cells.marked(record, "blind"),
        _names(cells.optional(record, "related")),
        record=record,
    )


def _names(text: str | None) -> tuple[str, ...] | None:
    """Departments in one cell."""
    names = (name.strip() for name in re.split(r"[、,，;；\n]", text or ""))
    return None if text is None else tuple(dict.fromkeys(name for name in names if name))


def _examples(text: str) -> tuple[str, ...]:
    lines = (line.strip(" ・\u3000") for line in re.split(r"[\n;；]", text))
    return tuple(line for line in lines if line)


def _membership(cells: Cells, record: Record) -> MembershipRow:
    return MembershipRow(
        cells.filled(record, "group"),
        cells.email(record, "email"),
        cells.choice(record, "role", ROLES),
        cells.number(record, "slots", **SLOTS),
        record=record,
    )
