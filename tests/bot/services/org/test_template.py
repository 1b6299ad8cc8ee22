from pathlib import Path

import pytest
from openpyxl import load_workbook

from bot.services.file_problems import ImportFileError, Trouble
from bot.services.org.template import write_template
from bot.services.org.workbook import read_organisation
from templates.wording import LANGUAGES, Wording
from tests.bot.services.books import TABLES
from tests.factories import TOKYO


def test_template_is_read_without_problems_when_filled_in(tmp_path: Path) -> None:
    path = tmp_path / "template.xlsx"
    write_template(path, Wording(TOKYO).of("ja"))
    book = load_workbook(path)
    for title, rows in TABLES.items():
        headers = [cell.value for cell in book[title][1]]
        for row in rows[1:]:
            given = dict(zip(rows[0], row, strict=True))
            book[title].append([given.get(header) for header in headers])
    book.save(path)
    read, problems = read_organisation(path)
    assert problems == ()
    assert read.passed_over == ()
    assert [len(part or ()) for part in (read.departments, read.people, read.groups, read.memberships)] == [2, 3, 1, 2]


def test_template_says_that_it_is_empty_when_nothing_was_written(tmp_path: Path) -> None:
    path = tmp_path / "template.xlsx"
    write_template(path, Wording(TOKYO).of("en"))
    with pytest.raises(ImportFileError) as caught:
        read_organisation(path)
    assert {problem.trouble for problem in caught.value.problems} == {Trouble.NO_ROWS}


def test_template_offers_choices_and_explains_itself_in_every_language(tmp_path: Path) -> None:
    for language in LANGUAGES:
        path = tmp_path / f"{language}.xlsx"
        write_template(path, Wording(TOKYO).of(language))
        book = load_workbook(path)
        assert book.sheetnames == ["説明", "所属", "職員", "ワーキンググループ", "メンバー"]
        lists = [rule.formula1 for sheet in book for rule in sheet.data_validations.dataValidation]
        assert '"リーダー,メンバー,伴走役"' in lists
        assert '"各課推薦,関係課,公募"' in lists
        assert book["説明"].max_row == 8
