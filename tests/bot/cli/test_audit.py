import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import text
from typer.testing import CliRunner, Result

from bot.cli.audit import audit
from bot.cli.org import org
from bot.cli.requests import requests
from storage.database import Database, Session

CITY = Path("sandbox/city/org.xlsx").resolve()


@pytest.fixture(autouse=True)
def database(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """An organisation was imported, in which Aoi of the office is the lead of nothing yet."""
    monkeypatch.setenv("BANSOU_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("COLUMNS", "240")
    monkeypatch.setenv("LOGNAME", "keiko")
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(org, ["import", str(CITY)]).exit_code == 0
    database = Database(sqlite_url)
    yield database
    database.close()


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(audit, [str(word) for word in words])


def rows() -> list[dict[str, object]]:
    listed: list[dict[str, object]] = json.loads(run("list", "--limit", "9999", "--json").output)
    return listed[::-1]


def behind_its_back(database: Database, *statements: str) -> None:
    """What somebody with the database's password does: the triggers first, then the rows."""

    def work(session: Session) -> None:
        for trigger in ("auditrow_is_not_changed", "auditrow_is_not_removed", "audithead_goes_forward"):
            session.execute(text(f"DROP TRIGGER {trigger}"))
        for statement in statements:
            session.execute(text(statement))

    database.write_now(work)


def test_groups_are_listed_by_their_names() -> None:
    shown = {
        group["slug"]: group["name"]
        for group in json.loads(CliRunner().invoke(org, ["show", "--json"]).output)["groups"]
    }
    listed = run("list", "--limit", "9999").output
    assert all(name in listed for name in shown.values())
    assert not any(f" {slug} " in listed for slug in shown)


def test_an_import_puts_every_role_on_record_with_who_ran_it() -> None:
    leads = [row for row in rows() if row["action"] == "role" and row["facts"]["after"] == "lead"]  # type: ignore[index]
    shown = json.loads(CliRunner().invoke(org, ["show", "--json"]).output)["memberships"]
    assert {row["subject"] for row in leads} == {part["group"] for part in shown if part["role"] == "lead"}
    assert {(row["via"], row["actor_name"]) for row in leads} == {("terminal", "keiko")}
    assert "サーバーのkeiko" in run("list").output
    assert "なし → リーダー" in run("list", "--limit", "9999").output
    again = len(rows())
    CliRunner().invoke(org, ["import", str(CITY)])
    assert len(rows()) == again


def test_the_untouched_log_is_whole_and_gives_an_anchor_that_holds() -> None:
    told = json.loads(run("verify", "--json").output)
    assert (told["whole"], told["rows"], told["broken"]) == (True, len(rows()), None)
    assert CliRunner().invoke(requests, ["list", "--json"]).exit_code == 0
    assert run("verify", "--anchor", told["anchor"]).exit_code == 0
    assert f"{len(rows())}行すべてが" in run("verify").output


@pytest.mark.parametrize(
    ("statements", "sentence"),
    [
        (["UPDATE auditrow SET actor_name = 'x' WHERE sequence = 3"], "3番の行（"),
        (["UPDATE auditrow SET facts = '{}' WHERE sequence = 3"], "書かれたときと違います"),
        (["UPDATE auditrow SET action = 'nothing' WHERE sequence = 3"], "書かれたときと違います"),
        (["UPDATE auditrow SET at = datetime(at, '-1 day') WHERE sequence = 3"], "2番までは、つながっています"),
        (["DELETE FROM auditrow WHERE sequence = 3"], "3番の行がありません"),
        (["DELETE FROM auditrow WHERE sequence = 1"], "1番の行がありません"),
        (["DELETE FROM auditrow WHERE sequence > 5"], "6番から後の行がありません"),
        (["UPDATE audithead SET sequence = 5"], "6番から後の行は、記録の終わりの印より後に足されています"),
        (
            [
                "UPDATE auditrow SET sequence = -1 WHERE sequence = 3",
                "UPDATE auditrow SET sequence = 3 WHERE sequence = 4",
                "UPDATE auditrow SET sequence = 4 WHERE sequence = -1",
            ],
            "3番の行（",
        ),
    ],
)
def test_verify_tells_the_first_row_that_was_changed(database: Database, statements: list[str], sentence: str) -> None:
    behind_its_back(database, *statements)
    told = run("verify")
    assert told.exit_code == 1
    assert sentence in told.output, told.output


def test_a_log_made_anew_from_some_row_on_is_found_by_an_anchor(database: Database) -> None:
    anchor = json.loads(run("verify", "--json").output)["anchor"]
    last = int(anchor.partition(":")[0])
    behind_its_back(database, "DELETE FROM auditrow", "UPDATE audithead SET sequence = 0, hash = printf('%064d', 0)")
    for _ in range(last + 1):
        CliRunner().invoke(requests, ["list", "--json"])
    assert run("verify").exit_code == 0
    told = run("verify", "--anchor", anchor)
    assert told.exit_code == 1
    assert f"{last}番の行が、控えと違います" in told.output
    assert "読めません" in run("verify", "--anchor", "abc").output


def test_the_whole_log_is_written_to_excel_and_csv_and_that_is_on_record(tmp_path: Path) -> None:
    table, plain = tmp_path / "log.xlsx", tmp_path / "log.csv"
    assert run("export", table).exit_code == 0
    assert run("export", plain).exit_code == 0
    assert "もうあります" in run("export", plain).output
    assert ".pdf の形では書き出せません" in run("export", tmp_path / "log.pdf").output
    recorded = rows()
    with plain.open(encoding="utf-8-sig", newline="") as file:
        header, *lines = list(csv.reader(file))
    sheet = [list(row) for row in load_workbook(table).active.iter_rows(values_only=True)]  # type: ignore[union-attr]
    assert sheet[0] == header
    assert [line[-1] for line in lines] == [row["hash"] for row in recorded]
    assert len(sheet) == len(lines)
    assert [row["facts"]["form"] for row in recorded[-2:]] == [".xlsx", ".csv"]  # type: ignore[index]
    assert recorded[-1]["facts"]["count"] == len(recorded)  # type: ignore[index]
