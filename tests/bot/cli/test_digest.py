import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select
from typer.testing import CliRunner, Result

from bot.cli.digest import digest
from bot.services import workspaces
from storage.database import Database, Session
from storage.tables import OutboxMessage
from tests.bot.services.digest.stories import Town
from tests.factories import add_department, add_person


@pytest.fixture
def town(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    monkeypatch.setenv("BANSOU_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("COLUMNS", "240")
    monkeypatch.chdir(tmp_path)
    database = Database(sqlite_url)
    yield Town.found(database)
    database.close()


def run(*words: str, answer: str = "") -> Result:
    return CliRunner().invoke(digest, list(words), input=answer)


def told(*words: str) -> Any:
    return json.loads(run(*words, "--json").output)


def just_now() -> datetime:
    return datetime.now(UTC) - timedelta(seconds=5)


def test_preview_shows_the_next_issue_and_stores_nothing(town: Town) -> None:
    town.post(just_now(), "<b>紙の申請書</b>をやめたい", group=town.cast.booking)

    shown = run("preview", "--audience", "group:facility-booking")

    assert shown.exit_code == 0, shown.output
    assert "貸館予約システムWGの週報" in shown.output
    assert "• R8-0001「<b>紙の申請書</b>をやめたい」" in shown.output
    assert "/archives/" not in shown.output
    assert told("list") == []


def test_preview_says_so_when_there_is_nothing_to_tell(town: Town) -> None:
    shown = run("preview")

    assert shown.exit_code == 1
    assert "まだ何もありません" in shown.output
    assert told("preview")["message"] is None


def test_post_sends_what_is_open_once_and_keeps_it_in_the_archive(town: Town) -> None:
    town.post(just_now(), "夜間の鍵の受け渡し")

    assert run("post", "--yes").exit_code == 0
    again = told("post", "--yes", "--again")

    assert again["state"] == "waiting"  # the item still waits for an answer, which is worth telling
    (second, first) = told("list", "--audience", "all")
    assert second["starts_at"] == first["ends_at"]
    assert "夜間の鍵の受け渡し" in run("show", str(first["id"])).output
    assert [line["title"] for line in told("show", str(first["id"]))["facts"]["new"]] == ["夜間の鍵の受け渡し"]
    assert "new" not in told("show", str(second["id"]))["facts"]


def test_post_is_refused_when_the_audience_was_sent_one_just_now(town: Town) -> None:
    town.post(just_now(), "夜間の鍵の受け渡し", group=town.cast.booking)
    assert run("post", "--yes").exit_code == 0

    refused = run("post", "--yes")

    assert refused.exit_code == 1
    assert "週報を送りました" in refused.output
    assert "--again" in refused.output
    assert len(told("list")) == 1
    assert run("post", "--yes", "-a", "group:facility-booking").exit_code == 0


@pytest.mark.parametrize(
    ("state", "shown", "word"),
    [("waiting", "waiting", "送信待ち"), ("sent", "posted", "送りました"), ("dead", "failed", "届いていません")],
)
def test_list_tells_what_became_of_an_issues_message(town: Town, state: str, shown: str, word: str) -> None:
    town.post(just_now())
    run("post", "--yes")

    def settle(session: Session) -> None:
        message = session.exec(select(OutboxMessage)).one()
        message.state = state

    town.database.write_now(settle)

    assert told("list")[0]["state"] == shown
    assert word in run("list").output
    assert word in run("show", "1").output


def test_post_sends_nothing_when_it_is_not_confirmed(town: Town) -> None:
    town.post(just_now())

    assert run("post", answer="n\n").exit_code != 0
    assert told("list") == []


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("preview", "-a", "everybody"), "という宛先はありません"),
        (("show", "4711"), "その号は見つかりません"),
        (("list",), "まだ1号もありません"),
    ],
)
def test_office_is_told_what_is_missing(town: Town, words: tuple[str, ...], sentence: str) -> None:
    assert sentence in run(*words).output


@pytest.mark.parametrize("command", ["preview", "post", "list", "show"])
def test_every_command_explains_itself(command: str) -> None:
    assert "/" in run(command, "--help").output


@pytest.mark.parametrize("who", ["U0RANA@city.example.jp", "楽名 花", "楽名　花", "1"])
def test_a_person_is_named_by_address_or_name(town: Town, who: str) -> None:
    assert run("preview", "-a", f"person:{who}", "--json").exit_code == 0


def test_a_person_whom_nobody_knows_or_several_share_a_name_with_is_told(town: Town) -> None:
    def add(session: Session) -> None:
        add_person(session, town.id, "U0OTHER", "楽名花", add_department(session, town.id, "税務課", 3))

    town.database.write_now(add)

    assert "「楽名 華」という職員がいません" in run("preview", "-a", "person:楽名 華").output
    several = run("preview", "-a", "person:楽名 花").output
    assert "u0rana@city.example.jp, u0other@city.example.jp" in several


def test_post_says_so_when_nobody_knows_yet_where_to(town: Town) -> None:
    def forget(session: Session) -> None:
        workspace = workspaces.find(session, "T0CITY")
        assert workspace is not None
        workspace.all_staff_channel = None

    town.database.write_now(forget)
    said = run("post")
    assert said.exit_code == 1
    assert "bansou run" in said.output
    assert "[y/N]" not in said.output
