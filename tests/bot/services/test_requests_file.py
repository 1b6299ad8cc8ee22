import json
from pathlib import Path

import pytest
from openpyxl import Workbook

from bot.services.file_problems import ImportFileError, Trouble
from bot.services.requests_file import read_requests
from templates.wording import LANGUAGES, Wording
from tests.bot.services.books import saved
from tests.factories import TOKYO

ITEMS = Path("sandbox/city/items.jsonl")


def troubles(path: Path) -> list[tuple[Trouble, int | None]]:
    with pytest.raises(ImportFileError) as caught:
        read_requests(path)
    for problem in caught.value.problems:
        assert all(problem.sentence(Wording(TOKYO).of(language)) for language in LANGUAGES)
    return [(problem.trouble, problem.place.row) for problem in caught.value.problems]


def test_real_items_are_read_with_their_posters() -> None:
    rows = read_requests(ITEMS)
    assert len(rows) == 99
    item = next(row for row in rows if row.external_id == "rp177")
    assert (item.kind, item.municipality, item.department) == ("practice", "前橋市", "収納課")
    assert "3,800件" in item.body
    assert item.email.endswith("@city.miohama.example.jp")
    assert item.tags[0] == "effect_hours"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp932"])
def test_ledger_is_read_from_csv_when_its_headers_are_in_japanese(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "台帳.csv"
    path.write_text("連番,種別,標題,現状,改善策,所属\n１,改善提案,鍵,22時に行く,電子錠,中央公民館\n", encoding=encoding)
    (row,) = read_requests(path)
    assert (row.external_id, row.kind, row.title) == ("１", "proposal", "鍵")
    assert (row.body, row.idea, row.department) == ("22時に行く", "電子錠", "中央公民館")


def test_ledger_is_read_from_excel(tmp_path: Path) -> None:
    book = Workbook()
    for row in (["件名", "区分", "内容"], ["窓口の色分け", "好事例", "迷わなくなった"]):
        book.worksheets[0].append(row)
    (read,) = read_requests(saved(book, tmp_path, "ledger.xlsx"))
    assert (read.kind, read.title) == ("practice", "窓口の色分け")


def test_key_is_the_same_when_a_ledger_without_numbers_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("件名,内容\n鍵,遠い\n封筒,余る\n", encoding="utf-8")
    first = [row.external_id for row in read_requests(path)]
    assert len(set(first)) == 2
    assert [row.external_id for row in read_requests(path)] == first


def test_every_problem_is_told_at_once_when_lines_are_broken(tmp_path: Path) -> None:
    path = tmp_path / "items.jsonl"
    good = {"id": "a", "kind": "proposal", "title": "鍵", "description": "遠い"}
    lines = [
        json.dumps(good, ensure_ascii=False),
        "{ broken",
        "[1]",
        json.dumps(good | {"id": "b", "kind": "夢"}),
        json.dumps(good | {"id": "c", "title": " "}),
        json.dumps(good),
        json.dumps(good | {"id": "d", "poster": "だれか"}),
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    assert troubles(path) == [
        (Trouble.BROKEN_JSON, 2),
        (Trouble.BROKEN_JSON, 3),
        (Trouble.BAD_CHOICE, 4),
        (Trouble.EMPTY_CELL, 5),
        (Trouble.DUPLICATE, 6),
        (Trouble.BAD_EMAIL, 7),
    ]


def test_table_is_refused_when_it_has_no_title(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("番号,内容\n1,遠い\n", encoding="utf-8")
    assert troubles(path) == [(Trouble.NO_KNOWN_SHEET, None)]


def test_file_is_refused_when_it_holds_only_empty_lines(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text("\n\n", encoding="utf-8")
    assert troubles(path) == [(Trouble.FILE_EMPTY, None)]
