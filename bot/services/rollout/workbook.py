"""The matrix of practices and departments as a workbook: one sheet to look at, one with every adoption in a row."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from bot.domain.adoptions import Adoption, AdoptionState
from bot.services.rollout.matrix import Matrix, Row
from templates.wording import Words

_COLOURS = {
    AdoptionState.RUNNING: "A9D08E",
    AdoptionState.PREPARING: "C6E0B4",
    AdoptionState.CONSIDERING: "FFF2CC",
    AdoptionState.DROPPED: "D9D9D9",
    AdoptionState.NOT_FITTING: "D9D9D9",
}
_HEAD = PatternFill("solid", fgColor="1F4E79")
_FIXED = 4
_Cell = str | float | int


def write_matrix(path: Path, words: Words, matrix: Matrix) -> int:
    """Write it; how many practices there are. Raises OSError."""
    book = Workbook()
    page = book.worksheets[0]
    page.title = words.plain("rollout.sheet")
    _append(page, [*words.plain("rollout.matrix_columns").split(","), *matrix.departments])
    for row in matrix.rows:
        cells = [_in_a_cell(words, row, department) for department in matrix.departments]
        _append(page, [row.number, row.title, row.owner, row.count(AdoptionState.RUNNING), *cells])
        for place, department in enumerate(matrix.departments, start=_FIXED + 1):
            if one := row.adoptions.get(department):
                page.cell(page.max_row, place).fill = PatternFill("solid", fgColor=_COLOURS[one.state])
    _dress(page, (10, 40, 18, 8), 14)
    page.freeze_panes = "E2"
    listed = book.create_sheet(words.plain("rollout.sheet_list"))
    _append(listed, words.plain("rollout.list_columns").split(","))
    for row in matrix.rows:
        for adoption in row.adoptions.values():
            _append(listed, list(_of_one(words, row, adoption)))
    _dress(listed, (10, 40, 18, 10, 14, 14, 18, 40), 12)
    listed.freeze_panes = "A2"
    book.save(path)
    return len(matrix.rows)


def _in_a_cell(words: Words, row: Row, department: str) -> str:
    adoption = row.adoptions.get(department)
    if adoption is None:
        own = words.plain("rollout.cell_own") if department == row.owner else ""
        return words.plain("rollout.cell_awaited") if department in row.awaited else own
    state = words.plain("rollout.state", state=adoption.state.value)
    if adoption.reason is None:
        return state
    return words.plain(
        "rollout.cell_no", state=state, reason=words.plain("rollout.reason", reason=adoption.reason.value)
    )


def _of_one(words: Words, row: Row, adoption: Adoption) -> Iterator[_Cell]:
    yield row.number
    yield row.title
    yield adoption.department
    yield words.plain("rollout.state", state=adoption.state.value)
    yield adoption.person.name if adoption.person else ""
    yield adoption.target_on.isoformat() if adoption.target_on else ""
    yield words.plain("rollout.reason", reason=adoption.reason.value) if adoption.reason else ""
    yield adoption.why
    if adoption.steps:
        yield f"{adoption.done}/{len(adoption.steps)}"
    else:
        yield ""
    gain = adoption.gain
    yield from (gain.minutes, gain.times, gain.cases, gain.hours) if gain else ("", "", "", "")
    yield gain.yen if gain and gain.yen is not None else ""


def _append(page: Worksheet, cells: Sequence[_Cell]) -> None:
    page.append([ILLEGAL_CHARACTERS_RE.sub("", cell) if isinstance(cell, str) else cell for cell in cells])
    for cell in page[page.max_row]:
        if isinstance(cell.value, str):
            cell.data_type = "s"  # else what begins with = is a formula


def _dress(page: Worksheet, widths: Sequence[int], other: int) -> None:
    for number, cell in enumerate(page[1], start=1):
        cell.font, cell.fill = Font(bold=True, color="FFFFFF"), _HEAD
        width = widths[number - 1] if number <= len(widths) else other
        page.column_dimensions[get_column_letter(number)].width = width
    for cells in page.iter_rows(min_row=1):
        for cell in cells:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
