"""Writes the workbook that an office fills in: explanation, four sheets, choices to pick from, marked examples."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from bot.services.org.columns import DEPARTMENTS, EXPLANATION_SHEET, GROUPS, MEMBERSHIPS, PEOPLE
from bot.services.org.rows import DAYS, ROLES, SELECTIONS, SLOTS
from bot.services.tables import TableKind
from templates.wording import Words

LAST_ROW = 2000
REQUIRED = PatternFill("solid", fgColor="1F4E79")
OPTIONAL = PatternFill("solid", fgColor="7F7F7F")
EXAMPLE = Font(italic=True, color="7F7F7F")
LINE = Border(bottom=Side(style="thin", color="BFBFBF"))
WIDTHS = {
    "mission": 48,
    "examples": 48,
    "email": 34,
    "name": 24,
    "channel": 22,
    "group": 24,
    "selection": 18,
    "related": 24,
    "nominator": 34,
}

_NUMBERS = {"number": SLOTS, "days": DAYS}


@dataclass(frozen=True)
class TemplateSheet:
    """One sheet of the template: its kind, example rows, and lists to pick from by field."""

    kind: TableKind
    examples: tuple[tuple[object, ...], ...]
    lists: dict[str, str]


def choice_of(words: Mapping[str, Sequence[str]]) -> str:
    """The words to pick from in a cell."""
    return '"' + ",".join(spellings[0] for spellings in words.values()) + '"'


_SHEETS = (
    TemplateSheet(
        DEPARTMENTS,
        (("（例）DX推進課", "政策部", ""), ("（例）生涯学習課", "教育委員会", "i.sato@city.example.jp")),
        {"nominator": f"職員!$B$2:$B${LAST_ROW}"},
    ),
    TemplateSheet(
        PEOPLE,
        (
            ("（例）田中 花子", "h.tanaka@city.example.jp", "DX推進課", "係長", "○"),
            ("（例）佐藤 一郎", "i.sato@city.example.jp", "生涯学習課", "主任", ""),
        ),
        {"department": f"所属!$A$2:$A${LAST_ROW}", "is_office": '"○"'},
    ),
    TemplateSheet(
        GROUPS,
        (
            (
                "（例）facility-booking",
                "貸館予約システムWG",
                "公民館や体育館の予約、支払い、鍵の受け渡しをオンラインで完結させる。",
                "関係課",
                1,
                "wg-貸館予約",
                5,
                20,
                "夜間の鍵の受け渡しをなくしたい\n体育館の抽選をオンラインで終わらせたい",
                "",
                "生涯学習課、市民課",
            ),
        ),
        {
            "selection": choice_of(SELECTIONS),
            "slots_per_week": "number",
            "first_look_within": "days",
            "decide_within": "days",
            "blind": '"○"',
        },
    ),
    TemplateSheet(
        MEMBERSHIPS,
        (
            ("（例）facility-booking", "i.sato@city.example.jp", "佐藤 一郎", "リーダー", 1),
            ("（例）facility-booking", "h.tanaka@city.example.jp", "田中 花子", "伴走役", 1),
        ),
        {
            "group": f"ワーキンググループ!$A$2:$A${LAST_ROW}",
            "email": f"職員!$B$2:$B${LAST_ROW}",
            "role": choice_of(ROLES),
            "slots": "number",
        },
    ),
)


def write_template(path: Path, words: Words) -> None:
    """Writes the empty template; an existing file is replaced."""
    book = Workbook()
    explanation = book.worksheets[0]
    explanation.title = EXPLANATION_SHEET
    for line in words.plain("files.template_explanation").splitlines():
        explanation.append([line.strip()])
    explanation["A1"].font = Font(bold=True, size=14)
    explanation.column_dimensions["A"].width = 110
    for sheet in _SHEETS:
        fill(book.create_sheet(sheet.kind.title), sheet, words)
    book.save(path)


def fill(worksheet: Worksheet, sheet: TemplateSheet, words: Words) -> None:
    """One sheet with its header, examples and lists to pick from."""
    columns = sheet.kind.columns
    worksheet.append([column.header for column in columns])
    for example in sheet.examples:
        worksheet.append(list(example))
    for number, column in enumerate(columns, start=1):
        letter = get_column_letter(number)
        header = worksheet.cell(1, number)
        header.font = Font(bold=True, color="FFFFFF")
        header.fill = REQUIRED if column.required else OPTIONAL
        worksheet.column_dimensions[letter].width = WIDTHS.get(column.field, 16)
        if column.field in sheet.lists:
            rule = _rule(sheet.lists[column.field], words)
            worksheet.add_data_validation(rule)
            rule.add(f"{letter}2:{letter}{LAST_ROW}")
    for row in worksheet.iter_rows(min_row=2):
        for cell in row:
            cell.font, cell.border, cell.alignment = EXAMPLE, LINE, Alignment(wrap_text=True, vertical="top")
    worksheet.freeze_panes = "A2"
    worksheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{len(sheet.examples) + 1}"


def _rule(choices: str, words: Words) -> DataValidation:
    if choices in _NUMBERS:
        bounds = _NUMBERS[choices]
        rule = DataValidation("whole", "between", str(bounds["low"]), str(bounds["high"]), allow_blank=True)
        rule.error = words.plain("files.template_number", **bounds)
    else:
        rule = DataValidation("list", formula1=choices, allow_blank=True)
        rule.error = words.plain("files.template_choice")
    rule.showErrorMessage = True
    # Addresses and departments that are stored already need not be in the file.
    rule.errorStyle = "stop" if choices.startswith('"') else "warning"
    return rule
