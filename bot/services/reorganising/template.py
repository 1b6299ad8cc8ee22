"""Writes the workbook of a plan: a row for each present group, filled in, and an explanation."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from bot.domain.roles import Role
from bot.services.org.columns import EXPLANATION_SHEET
from bot.services.org.template import LINE, OPTIONAL, REQUIRED
from bot.services.reorganising.present import Present, Seat
from bot.services.reorganising.rows import DEEDS, PLAN, RULES
from templates.wording import Words

_WIDTHS = {"group": 26, "targets": 26, "lead": 34, "companions": 38, "members": 38, "mission": 48, "channel": 22}
_SPARE = 30


def write_plan(path: Path, words: Words, present: Present, starts_on: date) -> int:
    """Write the present groups as a plan that changes nothing; how many there are."""
    book = Workbook()
    explanation = book.worksheets[0]
    explanation.title = EXPLANATION_SHEET
    for line in words.plain("files.template_plan").splitlines():
        explanation.append([line.strip()])
    explanation["A1"].font = Font(bold=True, size=14)
    explanation.column_dimensions["A"].width = 130
    sheet = book.create_sheet(PLAN.title)
    sheet.append([column.header for column in PLAN.columns])
    emails = {person_id: email for email, person_id in present.emails.items()}
    seats = [seat for seat in present.seats.values() if seat.active]
    for seat in seats:
        sheet.append(_row(seat, emails, starts_on))
    _dress(sheet, len(seats), words)
    book.active = 1
    book.save(path)
    return len(seats)


def _row(seat: Seat, emails: dict[int, str], starts_on: date) -> Sequence[object]:
    values: dict[str, object] = {
        "group": seat.name,
        "deed": DEEDS["continue"][0],
        "starts_on": starts_on,
        "lead": emails.get(seat.lead or 0, ""),
        "companions": _several(seat, Role.COMPANION, emails),
        "slots": seat.slots,
        "slug": seat.slug,
    }
    return [values.get(column.field, "") for column in PLAN.columns]


def _several(seat: Seat, role: str, emails: dict[int, str]) -> str:
    return "、".join(emails[part.person_id] for part in seat.of(role) if part.person_id in emails)


def _dress(sheet: Worksheet, rows: int, words: Words) -> None:
    last = rows + _SPARE
    lists = {"deed": DEEDS, "rule": RULES}
    for number, column in enumerate(PLAN.columns, start=1):
        letter = get_column_letter(number)
        header = sheet.cell(1, number)
        header.font = Font(bold=True, color="FFFFFF")
        header.fill = REQUIRED if column.required else OPTIONAL
        sheet.column_dimensions[letter].width = _WIDTHS.get(column.field, 14)
        if column.field in lists:
            choices = ",".join(spellings[0] for spellings in lists[column.field].values())
            rule = DataValidation("list", formula1=f'"{choices}"', allow_blank=True, showErrorMessage=True)
            rule.error = words.plain("files.template_choice")
            sheet.add_data_validation(rule)
            rule.add(f"{letter}2:{letter}{last}")
        if column.field == "starts_on":
            for row in range(2, last + 1):
                sheet.cell(row, number).number_format = "yyyy/m/d"
    for cells in sheet.iter_rows(min_row=2, max_row=rows + 1):
        for cell in cells:
            if isinstance(cell.value, str):
                cell.data_type = "s"  # else a name that begins with = is a formula
            cell.border, cell.alignment = LINE, Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "B2"
