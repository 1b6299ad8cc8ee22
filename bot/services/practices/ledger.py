"""Reads good practices that an office has kept in Excel or CSV; every mistake is named with its place."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bot.domain.kinds import FORMS, RequestKind
from bot.domain.practices import TAG_LENGTH, TAGS_AT_MOST
from bot.services.file_problems import ImportFileError, Place, Problem, Trouble
from bot.services.practices import tags
from bot.services.sheets import read_sheets
from bot.services.tables import Cells, Column, Record, TableKind, find_tables

COLUMNS = (
    Column("external_id", "受付番号", ("id", "番号", "no", "no.", "連番", "整理番号", "管理番号")),
    Column("title", "件名", ("題名", "標題", "表題", "タイトル", "事例名", "取組名"), required=True),
    Column("body", "何をしたか", ("内容", "概要", "取組内容", "本文", "description"), required=True),
    Column("tools", "使った道具", ("道具", "ツール", "システム", "tools")),
    Column("work", "どんな仕事に", ("仕事", "業務", "対象業務", "work")),
    Column("before", "前はどうだったか", ("前は", "実施前", "課題", "背景", "before")),
    Column("after", "いまはどうか", ("いまは", "実施後", "成果", "after")),
    Column("how", "やり方", ("手順", "進め方", "how")),
    Column("effect", "効果", ("効果額", "削減効果", "effect")),
    Column("watch", "気をつけること", ("注意点", "留意点", "課題と対応", "watch")),
    Column("needs", "要るもの", ("必要なもの", "needs")),
    Column("needed", "要るものについて", ("要るものの説明", "費用など", "needed")),
    Column("department", "所属", ("部署", "課", "所属名", "担当課")),
    Column("email", "聞ける人のメールアドレス", ("メールアドレス", "担当者", "担当者メール", "連絡先", "contact")),
    Column("source", "出典", ("url", "参照", "掲載ページ")),
)
TABLE = TableKind("practices", "好事例", COLUMNS, ("事例", "事例一覧", "好事例一覧", "改善事例", "practices"))
NEEDS = {
    "licence": ("ライセンスや機器", "ライセンス", "機器", "licence", "license"),
    "cost": ("費用", "予算", "お金", "cost"),
    "rule": ("規則や要綱の見直し", "規則", "要綱", "条例", "例規", "rule"),
}
_LONGEST = {field.name: field.max_length for field in FORMS[RequestKind.PRACTICE]}
_WORDS = ("title", "body", "before", "after", "how", "effect", "watch", "needed")
_SPLIT = re.compile(r"[、,，・/;\n]+")


@dataclass(frozen=True)
class PracticeRow:
    """One practice as an office kept it; `external_id` makes a second import of the same file harmless."""

    external_id: str
    words: dict[str, str]
    tags: dict[str, list[str]]
    needs: list[str]
    department: str
    email: str
    source: str
    record: Record

    @property
    def title(self) -> str:
        """What it is called."""
        return self.words["title"]


def read_practices(path: Path) -> tuple[PracticeRow, ...]:
    """Every practice of the file; raises ImportFileError with all problems when anything is wrong."""
    found = find_tables(read_sheets(path), (TABLE,), path.name)
    problems: list[Problem] = list(found.problems)
    records = found.tables[TABLE.name].records if found.tables else ()
    cells = Cells(TABLE)
    rows = tuple(_row(cells, record) for record in records)
    problems += cells.problems
    problems += [problem for row in rows for problem in _unfit(row)]
    problems += _doubles(rows)
    if not rows and not problems:
        problems.append(Problem(Trouble.NO_ROWS, Place(path.name)))
    if problems:
        raise ImportFileError(sorted(problems, key=lambda problem: problem.place.row or 0))
    return rows


def _row(cells: Cells, record: Record) -> PracticeRow:
    words = {name: cells.text(record, name) for name in _WORDS}
    words |= {name: cells.filled(record, name) for name in ("title", "body")}
    known = {spelling: need for need, spellings in NEEDS.items() for spelling in spellings}
    needs = [known.get(word, word) for word in _split(cells.text(record, "needs"))]
    said = f"{words['title']}\x1f{words['body']}"
    key = cells.text(record, "external_id") or hashlib.sha256(said.encode()).hexdigest()[:16]
    return PracticeRow(
        external_id=f"practice:{key}",
        words={name: text for name, text in words.items() if text},
        tags={name: _split(cells.text(record, name)) for name in ("tools", "work")},
        needs=list(dict.fromkeys(needs)),
        department=cells.text(record, "department"),
        email=cells.email(record, "email", required=False),
        source=cells.text(record, "source"),
        record=record,
    )


def _split(text: str) -> list[str]:
    return [part.strip() for part in _SPLIT.split(text) if part.strip()]


def _unfit(row: PracticeRow) -> Iterable[Problem]:
    for name, text in row.words.items():
        if (over := len(text) - _LONGEST[name]) > 0:
            yield Problem(Trouble.TOO_LONG, row.record.place_of(name), {"over": over, "most": _LONGEST[name]})
    for name, chosen in row.tags.items():
        if len(chosen) > TAGS_AT_MOST:
            yield Problem(Trouble.TOO_MANY_TAGS, row.record.place_of(name), {"most": TAGS_AT_MOST})
        for tag in chosen:
            if not tags.is_fit(tag):
                yield Problem(Trouble.BAD_TAG, row.record.place_of(name), {"value": tag, "most": TAG_LENGTH})
    for need in row.needs:
        if need not in NEEDS:
            choices = "、".join(spellings[0] for spellings in NEEDS.values())
            yield Problem(
                Trouble.BAD_CHOICE,
                row.record.place_of("needs"),
                {"value": need, "header": "要るもの", "choices": choices},
            )


def _doubles(rows: Iterable[PracticeRow]) -> Iterable[Problem]:
    first: dict[str, int] = {}
    for row in rows:
        if row.external_id in first:
            yield Problem(Trouble.DUPLICATE, row.record.place, {"value": row.title, "row": first[row.external_id]})
        first.setdefault(row.external_id, row.record.row)
