import random
import zipfile
from datetime import date, datetime, time
from pathlib import Path

import pytest
from openpyxl import Workbook

from bot.services.file_problems import ImportFileError, Problem, Trouble
from bot.services.org.checks import check_organisation
from bot.services.org.rows import Organisation
from bot.services.org.template import write_template
from bot.services.org.workbook import read_organisation
from templates.wording import LANGUAGES, Wording
from tests.bot.services.books import GROUPS, MEMBERS, PEOPLE, book, saved
from tests.factories import TOKYO

WORDING = Wording(TOKYO)


def problems_of(path: Path, present: Organisation | None = None) -> list[Problem]:
    try:
        read, found = read_organisation(path)
        problems = [*found, *check_organisation(read, present or Organisation())[1]]
    except ImportFileError as error:
        problems = list(error.problems)
    for problem in problems:
        assert all(problem.sentence(WORDING.of(language)) for language in LANGUAGES)
    return problems


def told(path: Path) -> list[tuple[Trouble, str, int | None, str | None]]:
    return [(p.trouble, p.place.sheet, p.place.row, p.place.column) for p in problems_of(path)]


def test_everything_is_read_when_the_workbook_is_in_order(tmp_path: Path) -> None:
    read, problems = read_organisation(saved(book(), tmp_path))
    assert problems == ()
    assert [row.name for row in read.departments or ()] == ["DX推進課", "生涯学習課"]
    assert [row.email for row in read.people or ()][-1] == "rana@city.example.jp"
    (group,) = read.groups or ()
    assert group.selection == "related_departments"
    assert group.examples == ("鍵をなくしたい", "抽選をなくしたい")
    assert [(row.role, row.slots) for row in read.memberships or ()] == [("lead", 1), ("companion", 2)]


def test_headers_are_understood_when_written_another_way(tmp_path: Path) -> None:
    people = [
        ["令和８年度　職員名簿"],
        [],
        ["　名 前 ", "Ｅ－ｍａｉｌ（必須）", "部署", "役職"],
        [" 佐藤　香夢 ", " CAM@City.Example.JP ", "ＤＸ推進課　", "主任"],
    ]
    workbook = book(職員=people, メンバー=[*MEMBERS[:1], ["貸館予約ＷＧ", "cam@city.example.jp", "リーダー", "２"]])
    read, problems = read_organisation(saved(workbook, tmp_path))
    assert problems == ()
    whole, problems = check_organisation(read, Organisation())
    assert problems == ()
    (person,) = whole.people or ()
    assert (person.name, person.email, person.department) == ("佐藤 香夢", "cam@city.example.jp", "DX推進課")
    (membership,) = whole.memberships or ()
    assert (membership.group, membership.slots) == ("facility-booking", 2)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_csv_is_read_when_it_holds_one_table(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "members.csv"
    path.write_text("\r\n".join(",".join(map(str, row)) for row in MEMBERS), encoding=encoding)
    read, problems = read_organisation(path)
    assert problems == ()
    assert read.people is None
    assert [row.email for row in read.memberships or ()] == ["leo@city.example.jp", "cam@city.example.jp"]


def test_csv_rows_are_numbered_as_lines_when_a_cell_spans_several(tmp_path: Path) -> None:
    path = tmp_path / "staff.csv"
    path.write_text('氏名,メール,所属\n"長い\n名前",a@b.jp,総務課\n佐藤,だめ,総務課\n', encoding="utf-8")
    assert (Trouble.BAD_EMAIL, "staff.csv", 4, "B") in told(path)


def test_departments_are_filled_down_when_their_cells_are_merged(tmp_path: Path) -> None:
    workbook = book()
    workbook["職員"].merge_cells("C3:C4")
    read, problems = read_organisation(saved(workbook, tmp_path))
    assert problems == ()
    assert [row.department for row in read.people or ()] == ["DX推進課", "生涯学習課", "生涯学習課"]


def test_columns_say_nothing_when_they_are_absent(tmp_path: Path) -> None:
    people = [row[:3] for row in PEOPLE]
    read, _ = read_organisation(saved(book(職員=people), tmp_path))
    assert {person.position for person in read.people or ()} == {None}
    assert {person.is_office for person in read.people or ()} == {None}


def test_office_is_recognised_when_ticked(tmp_path: Path) -> None:
    marks = ["事務局", "○", "×", ""]
    people = [[*row, mark] for row, mark in zip(PEOPLE, marks, strict=True)]
    read, _ = read_organisation(saved(book(職員=people), tmp_path))
    assert [person.is_office for person in read.people or ()] == [True, False, False]


def test_hidden_and_unknown_sheets_are_named_when_passed_over(tmp_path: Path) -> None:
    workbook = book()
    workbook.create_sheet("昨年度").append(["メモ"])
    workbook.create_sheet("控え").append(["氏名", "メール", "所属"])
    workbook["控え"].sheet_state = "hidden"
    read, problems = read_organisation(saved(workbook, tmp_path))
    assert problems == ()
    assert set(read.passed_over) == {"昨年度", "控え"}


def test_example_rows_and_empty_rows_are_not_read(tmp_path: Path) -> None:
    people = [*PEOPLE, [None, " ", "　"], ["（例）山田 太郎", "x", "どこか", ""]]
    read, problems = read_organisation(saved(book(職員=people), tmp_path))
    assert problems == ()
    assert len(read.people or ()) == 3


def test_every_problem_is_told_at_once_with_its_cell(tmp_path: Path) -> None:
    people = [
        PEOPLE[0],
        ["佐藤 香夢", "cam@city.example.jp", "ＤＸ推進", "主任"],
        ["田中 玲央", "leo＠city", "生涯学習課", "係長"],
        ["", "rana@city.example.jp", "生涯学習課", ""],
        ["楽名 花", "Cam@city.example.jp", "生涯学習課", ""],
    ]
    groups = [
        GROUPS[0],
        ["貸館", "貸館予約WG", "使命", "くじ引き", "たくさん", "", ""],
        ["mirise", "ミライズWG", "窓口", "公募", 1, "", ""],
    ]
    members = [
        MEMBERS[0],
        ["mirise", "cam@city.example.jp", "リーダー", 11],
        ["mirise", "rana@city.example.jp", "リーダー", 1],
        ["mirize", "cam@city.example.jp", "メンバー", 1],
        ["mirise", "nobody@city.example.jp", "係", 1],
        ["mirise", "cam@city.example.jp", "メンバー", 1],
    ]
    path = saved(book(職員=people, ワーキンググループ=groups, メンバー=members), tmp_path)
    assert set(told(path)) == {
        (Trouble.UNKNOWN_DEPARTMENT, "職員", 2, "C"),
        (Trouble.BAD_EMAIL, "職員", 3, "B"),
        (Trouble.EMPTY_CELL, "職員", 4, "A"),
        (Trouble.DUPLICATE, "職員", 5, "B"),
        (Trouble.BAD_SLUG, "ワーキンググループ", 2, "A"),
        (Trouble.BAD_CHOICE, "ワーキンググループ", 2, "D"),
        (Trouble.BAD_NUMBER, "ワーキンググループ", 2, "E"),
        (Trouble.GROUP_WITHOUT_LEAD, "ワーキンググループ", 2, "A"),
        (Trouble.BAD_NUMBER, "メンバー", 2, "D"),
        (Trouble.TWO_LEADS, "メンバー", 3, "C"),
        (Trouble.UNKNOWN_GROUP, "メンバー", 4, "A"),
        (Trouble.UNKNOWN_PERSON, "メンバー", 5, "B"),
        (Trouble.BAD_CHOICE, "メンバー", 5, "C"),
        (Trouble.DUPLICATE, "メンバー", 6, "B"),
    }


def test_the_likely_department_is_offered_when_one_is_unknown(tmp_path: Path) -> None:
    people = [PEOPLE[0], ["佐藤 香夢", "cam@city.example.jp", "ＤＸ推進", "主任"], *PEOPLE[2:]]
    (problem,) = problems_of(saved(book(職員=people), tmp_path))
    assert problem.facts["near"] == "DX推進課"


def test_formulas_are_refused_when_excel_has_stored_no_result(tmp_path: Path) -> None:
    workbook = book()
    workbook["職員"]["C2"] = "=VLOOKUP(A2,所属!A:B,1,FALSE)"
    workbook["職員"]["D3"] = "#N/A"
    assert {(Trouble.FORMULA_WITHOUT_VALUE, "職員", 2, "C"), (Trouble.FORMULA_ERROR, "職員", 3, "D")} <= set(
        told(saved(workbook, tmp_path))
    )


def test_header_is_refused_when_its_cells_are_merged_or_missing_or_double(tmp_path: Path) -> None:
    workbook = book(職員=[["氏名", None, "メール", "Eメール"], ["佐藤 香夢", "", "cam@city.example.jp", ""]])
    workbook["職員"].merge_cells("A1:B1")
    assert {trouble for trouble, sheet, row, _ in told(saved(workbook, tmp_path)) if (sheet, row) == ("職員", 1)} == {
        Trouble.MERGED_HEADER,
        Trouble.MISSING_COLUMN,
        Trouble.DOUBLE_COLUMN,
    }


def test_second_table_is_refused_when_it_is_of_the_same_kind(tmp_path: Path) -> None:
    workbook = book()
    for row in PEOPLE:
        workbook.create_sheet("職員名簿") if "職員名簿" not in workbook.sheetnames else None
        workbook["職員名簿"].append(row)
    assert (Trouble.DOUBLE_SHEET, "職員名簿", None, None) in told(saved(workbook, tmp_path))


@pytest.mark.parametrize(
    ("name", "content", "trouble"),
    [
        ("none.xlsx", None, Trouble.FILE_MISSING),
        ("empty.csv", b"", Trouble.FILE_EMPTY),
        ("commas.csv", b",,,\n,,\n", Trouble.FILE_EMPTY),
        ("plan.pdf", b"%PDF-1.7 \x00\xff", Trouble.WRONG_FILE_TYPE),
        ("letter", b"a letter", Trouble.WRONG_FILE_TYPE),
        ("renamed.xlsx", "氏名,メール,所属\n".encode(), Trouble.NOT_EXCEL),
        ("page.xls", b"<html><table></table></html>", Trouble.NOT_EXCEL),
        ("open.csv", '氏名,メール,所属\n"新人 空,sora@city.example.jp,DX推進課\n'.encode(), Trouble.BROKEN_CSV),
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Trouble.OLD_OR_LOCKED_EXCEL),
        ("broken.xlsx", b"PK\x03\x04 and then nothing", Trouble.BROKEN_EXCEL),
        ("noise.csv", b"\x81\x00\xff\xfd\x80", Trouble.UNKNOWN_ENCODING),
        ("large.csv", b"x" * 20_000_001, Trouble.FILE_TOO_LARGE),
        ("other.csv", "日付,天気\n11月24日,晴れ".encode(), Trouble.NO_KNOWN_SHEET),
        ("header.csv", "氏名,メール,所属\n".encode(), Trouble.NO_ROWS),
        ("quote.csv", b'a,b\n"' + b"x" * 140_000, Trouble.BROKEN_CSV),
    ],
)
def test_file_is_refused_when_it_holds_no_organisation(
    tmp_path: Path, name: str, content: bytes | None, trouble: Trouble
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    assert [problem.trouble for problem in problems_of(tmp_path / name)] == [trouble]


@pytest.mark.parametrize("seed", range(12))
def test_workbook_is_refused_or_read_when_bytes_of_it_were_damaged(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    whole = saved(book(), tmp_path)
    with zipfile.ZipFile(whole) as archive:
        parts = {name: bytearray(archive.read(name)) for name in archive.namelist()}
    for content in parts.values():
        for _ in range(chance.randrange(3)):
            content[chance.randrange(len(content))] = chance.randrange(32, 127)
    damaged = tmp_path / "damaged.xlsx"
    with zipfile.ZipFile(damaged, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, bytes(content))
    problems_of(damaged)


def test_archive_is_refused_when_it_is_no_workbook(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "letter.docx", "w") as archive:
        archive.writestr("word/document.xml", "<w:document/>")
    assert [problem.trouble for problem in problems_of(tmp_path / "letter.docx")] == [Trouble.WRONG_FILE_TYPE]


def test_folder_is_refused_as_a_file(tmp_path: Path) -> None:
    assert [problem.trouble for problem in problems_of(tmp_path)] == [Trouble.FILE_IS_A_FOLDER]


def test_sheets_that_are_all_hidden_are_named(tmp_path: Path) -> None:
    whole = book()
    for sheet in whole.worksheets:
        sheet.sheet_state = "hidden"
    whole.create_sheet("表紙")
    (problem,) = problems_of(saved(whole, tmp_path))
    assert problem.trouble is Trouble.ONLY_HIDDEN_SHEETS
    assert "職員" in problem.sentence(WORDING.of("ja"))


def test_a_day_in_a_cell_is_shown_without_its_midnight(tmp_path: Path) -> None:
    staff = [PEOPLE[0], ["新人 空", "sora@city.example.jp", datetime.combine(date(2026, 4, 1), time()), ""]]
    (problem, *_) = problems_of(saved(book(職員=staff), tmp_path))
    assert problem.facts["value"] == "2026-04-01"


def test_an_unfilled_template_is_told_in_one_line(tmp_path: Path) -> None:
    write_template(tmp_path / "org.xlsx", WORDING.of("ja"))
    (problem,) = problems_of(tmp_path / "org.xlsx")
    assert problem.sentence(WORDING.of("ja")).startswith("「org.xlsx」：まだ何も書き込まれていません。")


def test_empty_workbook_is_refused(tmp_path: Path) -> None:
    assert [problem.trouble for problem in problems_of(saved(Workbook(), tmp_path))] == [Trouble.FILE_EMPTY]


def test_stored_departments_count_when_the_file_has_no_table_of_them(tmp_path: Path) -> None:
    whole, _ = read_organisation(saved(book(), tmp_path))
    path = tmp_path / "staff.csv"
    path.write_text("氏名,メール,所属\n新人 空,sora@city.example.jp,DX推進課\n", encoding="utf-8")
    assert problems_of(path, whole) == []
    assert [problem.trouble for problem in problems_of(path)] == [Trouble.UNKNOWN_DEPARTMENT]
