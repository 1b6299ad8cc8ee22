"""The handover sheet as a workbook, for both people and for the file."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from bot.domain.items import Item
from templates.transferring import Sheet
from templates.wording import Words

_WIDTHS = (10, 28, 50, 14, 14, 30)
_HEADER = 6
_UNFIT = re.compile(r'[\\/:*?"<>|\s]+')


def write_sheet(folder: Path, words: Words, sheet: Sheet) -> Path:
    """Write the sheet into a folder, named after who hands over; it replaces an earlier one."""
    book = Workbook()
    page = book.worksheets[0]
    page.title = words.plain("transferring.sheet_title")
    person, new = sheet.person, sheet.successor
    heading = words.plain("transferring.sheet_from", name=person.name, department=person.department)
    facts = {"name": new.name if new else "", "department": new.department if new else ""}
    note = words.plain("transferring.sheet_note", private=sheet.private, drafts=sheet.drafts)
    lines: list[Sequence[str]] = [
        [page.title],
        [heading],
        [words.plain("transferring.sheet_to", **facts)],
        [note],
        [""],
        words.plain("transferring.sheet_columns").split(","),
        *_rows(words, sheet),
    ]
    for line in lines:
        page.append([ILLEGAL_CHARACTERS_RE.sub("", text) for text in line])
    _dress(page)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{_UNFIT.sub('_', sheet.person.name)}_{sheet.person.id}.xlsx"
    book.save(path)
    return path


def _rows(words: Words, sheet: Sheet) -> Iterator[Sequence[str]]:
    for name, role, _ in sheet.groups:
        yield words.plain("transferring.sheet_kind", kind="group"), name, words.plain("transferring.role", role=role)
    held = (("assigned", sheet.assigned), ("accompanied", sheet.accompanied), ("practices", sheet.practices))
    for kind, items in held:
        for item in items:
            yield words.plain("transferring.sheet_kind", kind=kind), *_facts(words, item)
    for one in sheet.adoptions:
        until = words.date(one.target_on) if one.target_on else ""
        state = words.plain("rollout.state", state=one.state.value)
        yield words.plain("rollout.handed_kind"), one.number, one.title, state, until, one.department
    if sheet.skills:
        yield words.plain("transferring.sheet_kind", kind="skills"), "", "、".join(sheet.skills)


def _facts(words: Words, item: Item) -> tuple[str, ...]:
    until = item.assigned_until or item.answer_due_on
    status = words.plain("common.status", status=item.status.value)
    return item.number, item.title, status, words.date(until) if until else "", item.group.name if item.group else ""


def _dress(page: Worksheet) -> None:
    page["A1"].font = Font(bold=True, size=14)
    for cell in page[_HEADER]:
        cell.font, cell.fill = Font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor="1F4E79")
    for letter, width in zip("ABCDEF", _WIDTHS, strict=True):
        page.column_dimensions[letter].width = width
    for number, cells in enumerate(page.iter_rows(), start=1):
        for cell in cells:
            cell.data_type = "s"  # else what begins with = is a formula
            if number > _HEADER:
                cell.alignment = Alignment(wrap_text=True, vertical="top")
