"""Reads a plan from a workbook, and writes one with a row for each present group."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.domain.names import fold
from bot.services.file_problems import ImportFileError, Problem, Trouble
from bot.services.org.rows import SLOTS
from bot.services.org.workbook import SLUG
from bot.services.reorganising.rows import DEEDS, PLAN, RULES, Deed, PlanRow, Rule, read_day
from bot.services.sheets import read_sheets
from bot.services.tables import EMAIL, Cells, Record, find_tables

_BETWEEN = re.compile(r"[、,，;；\n]|\s/\s")


@dataclass(frozen=True)
class Names:
    """Whom a cell may mean: addresses by what is written for them, and those that mean several people."""

    emails: Mapping[str, str]
    ambiguous: frozenset[str] = frozenset()


@dataclass(frozen=True)
class ReadPlan:
    """A plan as it was read, with what is wrong in single cells."""

    rows: tuple[PlanRow, ...]
    starts_on: date | None
    problems: tuple[Problem, ...]


def read_plan(path: Path, names: Names) -> ReadPlan:
    """Reads the plan; raises ImportFileError when there is none in the file."""
    found = find_tables(read_sheets(path), (PLAN,), path.name)
    if PLAN.name not in found.tables:
        raise ImportFileError(found.problems)
    cells = Cells(PLAN)
    problems = list(found.problems)
    records = found.tables[PLAN.name].records
    rows = tuple(_row(cells, record, names, problems) for record in records)
    day = _day(records, problems)
    return ReadPlan(rows, day, (*problems, *cells.problems))


def _row(cells: Cells, record: Record, names: Names, problems: list[Problem]) -> PlanRow:
    deed = Deed(cells.choice(record, "deed", DEEDS) or Deed.CONTINUE)
    rule = cells.choice(record, "rule", RULES) if cells.text(record, "rule") else ""
    slug = fold(cells.text(record, "slug"))
    if slug and not SLUG.fullmatch(slug):
        problems.append(Problem(Trouble.BAD_SLUG, record.place_of("slug"), {"value": slug}))
    leads = _people(record, "lead", names, problems) or ()
    if len(leads) > 1:
        values = {"value": record.values["lead"]}
        problems.append(Problem(Trouble.SEVERAL_LEADS, record.place_of("lead"), values))
    return PlanRow(
        deed,
        cells.text(record, "group"),
        tuple(dict.fromkeys(split(cells.text(record, "targets")))),
        Rule(rule) if rule else None,
        leads[0] if leads else "",
        _people(record, "companions", names, problems),
        _people(record, "members", names, problems),
        cells.number(record, "slots", **SLOTS),
        slug,
        cells.text(record, "mission"),
        cells.text(record, "channel").lstrip("#＃"),
        record=record,
    )


def split(text: str) -> list[str]:
    """The names in a cell."""
    return [part.strip() for part in _BETWEEN.split(text) if part.strip()]


def _people(record: Record, field: str, names: Names, problems: list[Problem]) -> tuple[str, ...] | None:
    """The people in a cell by address, whether their addresses or names were written; None for an empty cell."""
    found = []
    for word in split(record.values.get(field, "")):
        written = unicodedata.normalize("NFKC", word)
        inside = re.search(r"[\w.+-]+@[\w.-]+", written)
        key = fold(inside[0]) if inside else fold(word)
        if key in names.emails:
            found.append(names.emails[key])
            continue
        trouble = Trouble.AMBIGUOUS_PERSON if key in names.ambiguous else Trouble.UNKNOWN_PERSON
        facts = {"value": word} if trouble is Trouble.AMBIGUOUS_PERSON else {"value": word, "near": ""}
        problems.append(Problem(trouble, record.place_of(field), facts))
    return tuple(dict.fromkeys(found)) or None


def known_names(people: Iterable[tuple[str, str]]) -> Names:
    """Who may be meant, from names and addresses."""
    emails: dict[str, str] = {}
    ambiguous: set[str] = set()
    for name, email in people:
        emails[fold(email)] = email
        key = fold(name)
        if key in emails and emails[key] != email and not EMAIL.fullmatch(key):
            ambiguous.add(key)
        emails.setdefault(key, email)
    return Names({key: email for key, email in emails.items() if key not in ambiguous}, frozenset(ambiguous))


def _day(records: Sequence[Record], problems: list[Problem]) -> date | None:
    """The one day of the plan; rows that say none mean the same."""
    first: date | None = None
    for record in records:
        text = unicodedata.normalize("NFKC", record.values.get("starts_on", "")).strip()
        if not text:
            continue
        day = read_day(text)
        if day is None:
            problems.append(Problem(Trouble.BAD_DATE, record.place_of("starts_on"), {"value": text}))
        elif first is not None and day != first:
            facts = {"value": text, "first": first.isoformat()}
            problems.append(Problem(Trouble.SEVERAL_DATES, record.place_of("starts_on"), facts))
        else:
            first = day
    return first
