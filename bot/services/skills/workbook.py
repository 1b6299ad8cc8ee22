"""Reads what staff can help with from a spreadsheet, and writes the one that the office fills in."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Font

from bot.domain.names import fold
from bot.domain.skills import ABOUT_AT_MOST, TAG_AT_MOST, TAGS_AT_MOST, Level, tags_in
from bot.language import privacy
from bot.services.file_problems import ImportFileError, Problem, Trouble
from bot.services.org.columns import EXPLANATION_SHEET, PEOPLE
from bot.services.org.template import TemplateSheet, choice_of, fill
from bot.services.sheets import read_sheets
from bot.services.tables import Cells, Column, Record, TableKind, find_tables
from templates.wording import Words

_NAME, _EMAIL = (replace(column, required=column.field == "email") for column in PEOPLE.columns[:2])
KIND = TableKind(
    "skills",
    "手伝えること",
    (
        _EMAIL,
        _NAME,
        Column("tags", "手伝えること", ("できること", "スキル", "得意なこと", "特技", "タグ", "skill"), required=True),
        Column("level", "どのくらい", ("レベル", "経験", "習熟度")),
        Column("hours", "週の時間", ("時間", "週時間", "使える時間", "週に使える時間")),
        Column("about", "これまでにしたこと", ("実績", "例", "ひとこと", "説明", "bio")),
        Column("boss", "上司", ("上司のメールアドレス", "上司メール", "所属長", "課長")),
    ),
    ("スキル", "スキル一覧", "人材", "人材バンク"),
)
LEVELS: dict[str, tuple[str, ...]] = {
    Level.LEARNING: ("学んでいる", "学習中", "初級"),
    Level.PRACTISED: ("使っている", "できる", "中級"),
    Level.TEACHES: ("教えられる", "得意", "上級"),
}
_HOURS = re.compile(r"\d{1,2}(\.\d{1,2})?")
_EXAMPLES = (
    (
        "（例）h.tanaka@city.example.jp",
        "田中 花子",
        "RPA、業務の見える化",
        "教えられる",
        2,
        "収納課で、還付の登録をRPAにしました。",
        "",
    ),
    ("（例）i.sato@city.example.jp", "佐藤 一郎", "手話", "使っている", 1, "", "h.tanaka@city.example.jp"),
)


@dataclass
class Entry:
    """One person of the file: what all their rows say, and where the first stands."""

    email: str
    record: Record
    levels: dict[str, Level] = field(default_factory=dict)
    hours: float | None = None
    hours_record: Record | None = None
    about: str = ""
    boss: str = ""
    boss_record: Record | None = None


def read_skills(path: Path, most: float) -> tuple[list[Entry], list[Problem]]:
    """The people of a file with the problems of its cells; ImportFileError when it cannot be read at all."""
    found = find_tables(read_sheets(path), (KIND,), path.name)
    table = found.tables.get(KIND.name)
    if table is None:
        raise ImportFileError(found.problems)
    cells, entries = Cells(KIND), dict[str, Entry]()
    for record in table.records:
        email = cells.email(record, "email")
        _add(cells, entries.setdefault(email, Entry(email, record)), record, most)
    entries.pop("", None)
    return [*entries.values()], [*found.problems, *cells.problems]


def write_template(path: Path, words: Words) -> None:
    """The empty workbook; an existing file is replaced."""
    book = Workbook()
    explanation = book.worksheets[0]
    explanation.title = EXPLANATION_SHEET
    for line in words.plain("files.template_skills").splitlines():
        explanation.append([line.strip()])
    explanation["A1"].font = Font(bold=True, size=14)
    explanation.column_dimensions["A"].width = 110
    fill(book.create_sheet(KIND.title), TemplateSheet(KIND, _EXAMPLES, {"level": choice_of(LEVELS)}), words)
    book.save(path)


def _add(cells: Cells, entry: Entry, record: Record, most: float) -> None:
    tags = tags_in(cells.filled(record, "tags"))
    level = Level(cells.choice(record, "level", LEVELS, Level.PRACTISED))
    entry.levels |= dict.fromkeys(tags, level)
    if any(len(tag) > TAG_AT_MOST for tag in tags) or len(entry.levels) > TAGS_AT_MOST:
        facts = {"most": TAGS_AT_MOST, "length": TAG_AT_MOST}
        cells.problems.append(Problem(Trouble.BAD_TAGS, record.place_of("tags"), facts))
    _add_hours(cells, entry, record, most)
    about, boss = cells.text(record, "about"), cells.email(record, "boss", required=False)
    entry.about = "\n".join(part for part in (entry.about, about) if part)
    if over := max(0, len(entry.about) - ABOUT_AT_MOST):
        cells.problems.append(
            Problem(Trouble.TOO_LONG, record.place_of("about"), {"over": over, "most": ABOUT_AT_MOST})
        )
    _look_for_personal_data(cells, record, ("tags", "about"))
    if boss and not entry.boss:
        entry.boss, entry.boss_record = boss, record
    elif boss and boss != entry.boss:
        _differs(cells, entry.boss_record or record, record, "boss")


def _add_hours(cells: Cells, entry: Entry, record: Record, most: float) -> None:
    text = cells.text(record, "hours")
    if not text:
        return
    typed = fold(text).removesuffix("時間").removeprefix("週")
    hours = float(typed) if _HOURS.fullmatch(typed) else 0.0
    if not 0 < hours <= most:
        cells.problems.append(Problem(Trouble.BAD_HOURS, record.place_of("hours"), {"value": text, "most": most}))
    elif entry.hours not in {None, hours}:
        _differs(cells, entry.hours_record or entry.record, record, "hours")
    else:
        entry.hours, entry.hours_record = hours, entry.hours_record or record


def _differs(cells: Cells, first: Record, record: Record, name: str) -> None:
    facts = {"value": cells.text(record, name), "row": first.row}
    cells.problems.append(Problem(Trouble.DIFFERS, record.place_of(name), facts))


def _look_for_personal_data(cells: Cells, record: Record, names: Sequence[str]) -> None:
    for name in names:
        for finding in privacy.find(cells.text(record, name)):
            facts = {"hint": privacy.hint(finding)}
            cells.problems.append(Problem(Trouble.PERSONAL_DATA, record.place_of(name), facts))
