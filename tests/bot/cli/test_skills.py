import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from sqlmodel import col, select
from typer.testing import CliRunner, Result

from bot.cli.skills import skills
from storage.database import Database, Session
from storage.tables import AuditRow, OutboxMessage
from tests.factories import cast

HEADER = ["メールアドレス", "氏名", "手伝えること", "どのくらい", "週の時間", "これまでにしたこと", "上司"]
OTTO = ["u0otto@city.example.jp", "外山 音人", "RPA、還付の登録", "教えられる", "1.5", "還付を自動にしました", ""]
RANA = ["Ｕ0ＲＡＮＡ@city.example.jp", "", "手話", "", "", "", "u0leo@city.example.jp"]


@pytest.fixture(autouse=True)
def database(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    monkeypatch.setenv("BANSOU_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("COLUMNS", "160")
    monkeypatch.chdir(tmp_path)
    opened = Database(sqlite_url)
    opened.write_now(cast)
    yield opened
    opened.close()


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(skills, [str(word) for word in words])


def saved(folder: Path, *rows: list[Any]) -> Path:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "手伝えること"
    for row in (HEADER, *rows):
        sheet.append(row)
    path = folder / "skills.xlsx"
    book.save(path)
    return path


def listed() -> dict[str, Any]:
    return {one["name"]: one for one in json.loads(run("list", "--json").output)}


def direct(database: Database) -> dict[str, str]:
    def read(session: Session) -> dict[str, str]:
        return {row.channel: row.text for row in session.exec(select(OutboxMessage).order_by(col(OutboxMessage.id)))}

    return database.read_now(read)


def test_what_staff_can_help_with_is_imported_and_they_are_told(tmp_path: Path, database: Database) -> None:
    path = saved(tmp_path, OTTO, RANA, ["u0otto@city.example.jp", "", "手話", "学んでいる", "", "", ""])
    rehearsed = run("import", path, "--dry-run")
    assert "新しく載る人 2人" in rehearsed.output
    assert "まだ何も変えていません" in rehearsed.output
    assert "まだだれも登録していません" in run("list").output

    assert "取り込みました" in run("import", path).output

    otto, rana = listed()["外山 音人"], listed()["楽名 花"]
    assert [(one["tag"], one["level"]) for one in otto["skills"]] == [
        ("RPA", "teaches"),
        ("還付の登録", "teaches"),
        ("手話", "learning"),
    ]
    assert (otto["hours"]["offered"], otto["about"], rana["hours"]["offered"]) == (1.5, "還付を自動にしました", 2.0)
    assert rana["skills"] == [{"tag": "手話", "level": "practised"}]
    told = direct(database)
    assert set(told) == {"U0OTTO", "U0RANA"}
    assert "事務局が、あなたの手伝えることを登録しました（週1.5時間まで）" in told["U0OTTO"]
    assert "外山 音人" in run("list").output


def test_an_import_adds_and_never_changes_what_people_wrote(tmp_path: Path, database: Database) -> None:
    run("import", saved(tmp_path, OTTO))
    before = len(direct(database))
    changed = ["u0otto@city.example.jp", "", "ｒｐａ、手話", "学んでいる", "4", "別のことをしました", ""]
    again = json.loads(run("import", saved(tmp_path, changed), "--json").output)
    assert again["people"] == [
        {"email": "u0otto@city.example.jp", "name": "外山 音人", "deed": "extended", "new": {"手話": "learning"}}
    ]
    otto = listed()["外山 音人"]
    assert [one["level"] for one in otto["skills"]] == ["teaches", "teaches", "learning"]
    assert (otto["hours"]["offered"], otto["about"]) == (1.5, "還付を自動にしました")
    assert "そのままの人 1人" in run("import", saved(tmp_path, changed)).output
    assert before == 1


def test_bosses_are_asked_where_the_rule_wants_it(
    tmp_path: Path, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BANSOU_HELP_CONSENT", "boss")
    run("import", saved(tmp_path, OTTO, RANA))
    assert (listed()["外山 音人"]["consent"], listed()["楽名 花"]["consent"]) == ("missing", "asked")
    told = direct(database)
    assert "上司の同意が要ります。［直す］で上司を選んで" in told["U0OTTO"]
    assert "上司の同意を待っています" in told["U0RANA"]
    assert "手伝いたいと考えています" in told["U0LEO"]


def test_every_mistake_is_told_with_its_place_and_nothing_is_stored(tmp_path: Path) -> None:
    path = saved(
        tmp_path,
        ["nobody@city.example.jp", "", "RPA", "", "", "", ""],
        ["u0otto", "", "RPA", "", "", "", ""],
        ["u0rana@city.example.jp", "", "", "すごい", "8", "090-1234-5678 へ", "u0rana@city.example.jp"],
        ["u0leo@city.example.jp", "", "長" * 31, "", "すこし", "あ" * 1001, "none@city.example.jp"],
        ["u0cam@city.example.jp", "", "RPA", "", "1", "", ""],
        ["u0cam@city.example.jp", "", "手話", "", "2", "", ""],
    )
    told = run("import", path)
    assert told.exit_code == 1
    problems = json.loads(run("import", path, "--json").output)["problems"]
    assert {(one["trouble"], one["row"], one["column"]) for one in problems} == {
        ("unknown_person", 2, "A"),
        ("bad_email", 3, "A"),
        ("empty_cell", 4, "C"),
        ("bad_choice", 4, "D"),
        ("bad_hours", 4, "E"),
        ("personal_data", 4, "F"),
        ("boss_is_self", 4, "G"),
        ("bad_tags", 5, "C"),
        ("bad_hours", 5, "E"),
        ("too_long", 5, "F"),
        ("unknown_person", 5, "G"),
        ("differs", 7, "E"),
    }
    assert "「手伝えること」4行目 E列：「8」は週の時間として読めません。0.5から7.75まで" in told.output
    assert "7行目 E列：「2」は、同じ人の6行目と違います" in told.output
    assert "090-1234-5678" not in told.output
    assert listed() == {}


def test_who_left_is_not_entered_again(tmp_path: Path, database: Database) -> None:
    run("import", saved(tmp_path, OTTO, RANA))
    removed = run("remove", "U0OTTO@city.example.jp")
    assert "外山 音人さんの手伝えること（2件）を消しました" in removed.output
    assert "監査記録" in removed.output
    again = run("import", saved(tmp_path, OTTO, RANA))
    assert "前にやめた人は取り込みません：外山 音人" in again.output
    assert set(listed()) == {"楽名 花"}

    def deeds(session: Session) -> list[tuple[str, str]]:
        rows = session.exec(select(AuditRow).where(AuditRow.action == "skills").order_by(col(AuditRow.id)))
        return [(row.via, row.facts["deed"]) for row in rows]

    assert database.read_now(deeds) == [("terminal", "imported"), ("terminal", "imported"), ("terminal", "left")]


@pytest.mark.parametrize("email", ["nobody@city.example.jp", "u0mio@city.example.jp", "u0otto@city.example.jp"])
def test_removing_what_is_not_there_is_said(email: str) -> None:
    gone = run("remove", email)
    assert gone.exit_code == 1
    assert "ません" in gone.output


def test_the_template_can_be_filled_in_and_read(tmp_path: Path) -> None:
    assert run("template").exit_code == 0
    path = tmp_path / "bansou-skills.xlsx"
    book = load_workbook(path)
    assert [cell.value for cell in book["手伝えること"][1]] == HEADER
    book["手伝えること"].append(OTTO)
    book.save(path)
    assert "新しく載る人 1人" in run("import", path).output
    assert run("template").exit_code == 1
    assert run("template", "--force").exit_code == 0
    assert run("template", "skills.csv").exit_code == 1
