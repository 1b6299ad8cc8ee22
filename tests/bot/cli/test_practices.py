import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner, Result

from bot.cli.org import org
from bot.cli.practices import practices

CITY = Path("sandbox/city/org.xlsx").resolve()
HEAD = "番号,件名,何をしたか,道具,仕事,効果,要るもの,所属,担当者"


@pytest.fixture(autouse=True)
def here(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("BANSOU_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(org, ["import", str(CITY)]).exit_code == 0
    return iter(())


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(practices, [str(word) for word in words])


def table(folder: Path, *lines: str) -> Path:
    path = folder / "jirei.csv"
    path.write_text("\n".join([HEAD, *lines]), encoding="utf-8")
    return path


def test_practices_stand_in_the_library_once_when_imported_twice(tmp_path: Path) -> None:
    file = table(tmp_path, "7,転記をRPAに,消込の転記をRPAにした,RPA、Excel,収納,年95時間,ライセンス・費用,,")
    foreseen = run("import", file, "--dry-run")
    assert "1件を載せられます" in foreseen.output
    assert json.loads(run("list", "--json").output) == []
    first = run("import", file)
    assert (first.exit_code, "1件を載せました" in first.output) == (0, True), first.output
    assert "0件を載せました（取り込み済みだったもの 1件" in run("import", file).output
    (item,) = json.loads(run("list", "--json").output)
    assert (item["tools"], item["work"], item["needs"]) == (["RPA", "Excel"], ["収納"], ["licence", "cost"])
    assert (item["state"], item["contact"], item["aged"]) == ("published", None, False)
    assert "掲載中" in run("list").output


def test_every_mistake_is_named_with_its_place_and_nothing_is_stored(tmp_path: Path) -> None:
    file = table(
        tmp_path,
        f"1,{'長' * 90},した,090-1234-5678,,,,,",
        "2,題,,RPA,,,魔法,,",
        "3,題,した,RPA,,,,,nobody@city.example.jp",
        "1,題,した,RPA,,,,,",
    )
    failed = run("import", file)
    assert failed.exit_code == 1
    for expected in (
        "2行目",
        "10文字多いです",
        "「090-1234-5678」は使えません",
        "3行目",
        "「魔法」は要るもの",
        "5行目",
    ):
        assert expected in failed.output, failed.output
    assert json.loads(run("list", "--json").output) == []


def test_an_address_and_a_department_that_nobody_knows_are_named(tmp_path: Path) -> None:
    failed = run("import", table(tmp_path, "3,題,した,RPA,,,,魔法課,nobody@city.example.jp"))
    assert failed.exit_code == 1
    for expected in ("nobody@city.example.jp", "魔法課", "2行目"):
        assert expected in failed.output, failed.output


def test_the_template_is_read_back_without_its_examples(tmp_path: Path) -> None:
    path = tmp_path / "jirei.xlsx"
    assert run("template", path).exit_code == 0
    assert run("template", path).exit_code == 1
    assert run("import", path).exit_code == 1  # nothing but the example
    book = load_workbook(path)
    book["好事例"].append([5, "転記をRPAに", "消込の転記をRPAにした", "RPA", "収納"])
    book.save(path)
    assert "1件を載せました" in run("import", path).output
