import re

import pytest
from openpyxl.utils import get_column_letter

from bot.services.file_problems import Place, Problem, Trouble, column_letter
from templates.wording import HERE, LANGUAGES, Wording
from tests.factories import TOKYO


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_trouble_has_its_sentence_and_no_sentence_is_left_over(language: str) -> None:
    text = (HERE / language / "files.j2").read_text("utf-8")
    macros = set(re.findall(r"macro (\w+)\(", text)) - {"place"}
    assert {macro for macro in macros if "template" not in macro} == set(Trouble)


def test_sentence_says_where_what_and_what_to_do() -> None:
    facts = {"value": "ＤＸ推進", "near": "DX推進課"}
    problem = Problem(Trouble.UNKNOWN_DEPARTMENT, Place("職員", 2, "C"), facts)
    wording = Wording(TOKYO)
    assert problem.sentence(wording.of("ja")) == (
        "「職員」2行目 C列：所属「ＤＸ推進」が所属の表にありません。表に加えるか、名前をそろえてください。"
        "もしかして「DX推進課」ではありませんか。"
    )
    assert problem.sentence(wording.of("en")) == (
        '"職員", row 2, column C: the department "ＤＸ推進" is not in the table of departments. '
        'Add it there or spell it the same. Did you mean "DX推進課"?'
    )


def test_place_is_only_the_file_when_the_whole_file_is_meant() -> None:
    problem = Problem(Trouble.FILE_EMPTY, Place("org.xlsx"))
    assert problem.sentence(Wording(TOKYO).of("ja")).startswith("「org.xlsx」：ファイルが空です。")


def test_a_column_is_named_as_excel_names_it() -> None:
    numbers = range(1, 18_279)
    assert [column_letter(number) for number in numbers] == [get_column_letter(number) for number in numbers]
