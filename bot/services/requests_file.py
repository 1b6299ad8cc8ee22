"""Reads requests of the past (proposals, practices, consultations) from JSON lines, CSV or Excel."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.services.file_problems import ImportFileError, Place, Problem, Trouble
from bot.services.sheets import read_sheets, read_text
from bot.services.tables import Cells, Column, Record, TableKind, find_tables

KINDS = {
    "proposal": ("提案", "職員提案", "改善提案", "業務改善提案", "アイデア"),
    "practice": ("好事例", "事例", "改善事例", "実践", "実施済"),
    "consultation": ("相談", "スキル相談", "困りごと", "依頼"),
}
COLUMNS = (
    Column("external_id", "受付番号", ("id", "番号", "no", "no.", "連番", "整理番号", "管理番号")),
    Column("kind", "区分", ("種別", "種類", "分類")),
    Column("title", "件名", ("題名", "標題", "表題", "タイトル", "提案名", "テーマ"), required=True),
    Column("body", "内容", ("description", "概要", "現状", "現状・問題点", "要旨", "本文", "提案内容")),
    Column("idea", "改善策", ("改善内容", "改善案", "提案", "アイデア")),
    Column("effect", "効果", ("予想効果", "期待する効果", "見込まれる効果")),
    Column("department", "所属", ("poster_department", "部署", "課", "所属名", "提案所属", "担当課")),
    Column("email", "メールアドレス", ("poster", "メール", "提案者メール", "e-mail")),
    Column("group", "ワーキンググループ", ("wg", "グループ", "担当wg", "担当グループ", "label")),
    Column("year", "年度", ("実施年度", "提案年度", "年")),
    Column("outcome", "結果", ("審査結果", "評価", "判定", "採否")),
    Column("municipality", "自治体", ("団体名", "市町村")),
    Column("source", "出典", ("url", "参照", "掲載ページ")),
    Column("tags", "タグ", ("キーワード", "tag")),
)
TABLE = TableKind("requests", "提案", COLUMNS, ("提案一覧", "台帳", "提案台帳", "受付簿", "事例"))


@dataclass(frozen=True)
class RequestRow:
    """One request as an office kept it; `external_id` makes a second import of the same file harmless."""

    external_id: str
    kind: str
    title: str
    body: str
    idea: str
    effect: str
    department: str
    email: str
    group: str
    year: str
    outcome: str
    municipality: str
    source: str
    tags: tuple[str, ...]
    record: Record


def read_requests(path: Path) -> tuple[RequestRow, ...]:
    """Every request of the file; raises ImportFileError with all problems when anything is wrong."""
    problems: list[Problem] = []
    if path.suffix.lower() in {".jsonl", ".ndjson", ".json"}:
        records = _json_records(path, problems)
    else:
        found = find_tables(read_sheets(path), (TABLE,), path.name)
        problems += found.problems
        records = found.tables[TABLE.name].records if found.tables else ()
    cells = Cells(TABLE)
    rows = tuple(_request(cells, record) for record in records)
    problems += cells.problems
    problems += _doubles(rows)
    if not rows and not problems:
        problems.append(Problem(Trouble.NO_ROWS, Place(path.name)))
    if problems:
        raise ImportFileError(sorted(problems, key=lambda problem: problem.place.row or 0))
    return rows


def _json_records(path: Path, problems: list[Problem]) -> tuple[Record, ...]:
    records = []
    for number, line in enumerate(read_text(path).splitlines(), start=1):
        if not line.strip():
            continue
        place = Place(path.name, number)
        try:
            item = json.loads(line)
        except json.JSONDecodeError as error:
            problems.append(Problem(Trouble.BROKEN_JSON, place, {"column": error.colno}))
            continue
        if not isinstance(item, dict):
            problems.append(Problem(Trouble.BROKEN_JSON, place, {"column": None}))
            continue
        values = _fields(item)
        records.append(Record(path.name, number, values, {name: name for name in values} | {"title": "title"}))
    return tuple(records)


def _fields(item: Mapping[str, Any]) -> dict[str, str]:
    """The columns of one JSON object; of several words for one column the more telling one wins."""
    values: dict[str, str] = {}
    for column in COLUMNS:
        names = [name for name in item if column.means(name)]
        # A poster's own department counts before the one where the item was first made.
        names.sort(key=lambda name: name.startswith("poster_"), reverse=True)
        texts = (_text(item[name]) for name in names)
        values[column.field] = next((text for text in texts if text), "")
    return {name: text for name, text in values.items() if text}


def _text(value: object) -> str:
    if isinstance(value, list):
        return "、".join(str(part) for part in value)
    return "" if value is None else str(value).strip()


def _request(cells: Cells, record: Record) -> RequestRow:
    title, body = cells.filled(record, "title"), cells.text(record, "body")
    kind = cells.choice(record, "kind", KINDS, default="proposal")
    email = cells.email(record, "email", required=False)
    texts = {name: cells.text(record, name) for name in _PLAIN}
    external_id = cells.text(record, "external_id") or _content_key(kind, title, body, email)
    tags = tuple(tag for tag in cells.text(record, "tags").replace(",", "、").split("、") if tag)
    return RequestRow(external_id, kind, title, body, email=email, tags=tags, record=record, **texts)


_PLAIN = ("idea", "effect", "department", "group", "year", "outcome", "municipality", "source")


def _content_key(*texts: str) -> str:
    """A ledger without numbers is known by what its lines say."""
    return hashlib.sha256("\x1f".join(texts).encode()).hexdigest()[:16]


def _doubles(rows: Iterable[RequestRow]) -> Iterable[Problem]:
    first: dict[str, int] = {}
    for row in rows:
        if row.external_id in first:
            values = {"value": f"{row.external_id} {row.title}", "row": first[row.external_id]}
            yield Problem(Trouble.DUPLICATE, row.record.place, values)
        first.setdefault(row.external_id, row.record.row)
