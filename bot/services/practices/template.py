"""Writes the workbook in which an office collects good practices: one sheet with marked examples."""

from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from bot.services.org.columns import EXPLANATION_SHEET
from bot.services.org.template import EXAMPLE, LINE, OPTIONAL, REQUIRED
from bot.services.practices.ledger import COLUMNS, TABLE
from templates.wording import Words

_EXAMPLE = {
    "external_id": "（例）1",
    "title": "夜のうちに収納の転記を済ませる",
    "body": "収納の消込の転記をRPAにしました。",
    "tools": "RPA、Excel",
    "work": "収納",
    "before": "5,000件を2人で手で打っていました。",
    "after": "夜のあいだに終わり、朝に見直すだけです。",
    "how": "画面の順を書き出し、1件ずつ試してから夜間に切り替えました。",
    "effect": "年に95時間が空きました。",
    "watch": "月末は件数が多いので、朝の見直しに1時間とります。",
    "needs": "ライセンスや機器、費用",
    "needed": "RPAのライセンスが1本",
    "department": "収納課",
    "email": "h.tanaka@city.example.jp",
}
_WIDTHS = {"title": 32, "body": 48, "email": 34}


def write_template(path: Path, words: Words) -> None:
    """Writes the empty template; an existing file is replaced."""
    book = Workbook()
    explanation = book.worksheets[0]
    explanation.title = EXPLANATION_SHEET
    for line in words.plain("files.practice_template").splitlines():
        explanation.append([line.strip()])
    explanation["A1"].font = Font(bold=True, size=14)
    explanation.column_dimensions["A"].width = 110
    sheet = book.create_sheet(TABLE.title)
    sheet.append([column.header for column in COLUMNS])
    sheet.append([_EXAMPLE.get(column.field, "") for column in COLUMNS])
    for number, column in enumerate(COLUMNS, start=1):
        header, example = sheet.cell(1, number), sheet.cell(2, number)
        header.font, header.fill = Font(bold=True, color="FFFFFF"), REQUIRED if column.required else OPTIONAL
        example.font, example.border = EXAMPLE, LINE
        example.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[get_column_letter(number)].width = _WIDTHS.get(column.field, 24)
    sheet.freeze_panes = "A2"
    book.save(path)
