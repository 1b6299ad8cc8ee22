import asyncio
import json
import resource
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import typer
from sqlmodel import select
from typer.testing import CliRunner

from bot.cli.check import check
from sandbox.client import Sandbox
from storage.database import Database, Session
from storage.tables import Person
from tests.factories import cast

ROOT = Path(__file__).parents[3]
Refused = Callable[[str, str, Path | dict[str, Any]], Awaitable[set[str]]]
NOBODY = "http://127.0.0.1:9/api/"


@pytest.fixture
def commands() -> typer.Typer:
    app = typer.Typer()
    app.command()(check)
    app.callback()(lambda: None)
    return app


@pytest.fixture
def installed(sqlite_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name, value in {"SLACK_API_URL": NOBODY, "BANSOU_DATABASE_URL": sqlite_url}.items():
        monkeypatch.setenv(name, value)


@pytest.mark.usefixtures("installed")
def test_every_token_that_is_missing_is_named_and_the_rest_is_looked_at_all_the_same(commands: typer.Typer) -> None:
    told = CliRunner().invoke(commands, ["check", "--json"])

    findings = {(line["subject"], line["facts"].get("variable")): line["ok"] for line in json.loads(told.output)}
    assert told.exit_code == 1
    assert findings["token", "SLACK_BOT_TOKEN"] is False
    assert findings["token", "SLACK_APP_TOKEN"] is False
    assert findings["database", None] is True
    assert findings["holidays", None] is True
    assert findings["groups", None] is False


@pytest.mark.usefixtures("installed")
def test_a_chat_that_cannot_be_reached_is_not_blamed_on_the_token(
    commands: typer.Typer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-right")
    monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-right")

    told = CliRunner().invoke(commands, ["check", "--json"])

    wrong = [line["subject"] for line in json.loads(told.output) if not line["ok"]]
    assert "chat" in wrong
    assert "bot_token" not in wrong


def told_in_both_languages(commands: typer.Typer, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    sentences = []
    for language in ("ja", "en"):
        monkeypatch.setenv("BANSOU_LANGUAGE", language)
        told = CliRunner().invoke(commands, ["check"])
        assert told.exception is None or isinstance(told.exception, SystemExit), told.exception
        assert told.exit_code == 1
        sentences.append("".join(told.output.split()))
    return sentences


@pytest.fixture
def refused(commands: typer.Typer, monkeypatch: pytest.MonkeyPatch) -> Refused:
    """The subjects that `check` finds wrong with these tokens in a chat of this manifest."""

    async def look(bot_token: str, app_token: str, manifest: Path | dict[str, Any]) -> set[str]:
        async with Sandbox.start(manifest=manifest) as sandbox:
            tokens = {"SLACK_BOT_TOKEN": bot_token, "SLACK_APP_TOKEN": app_token, "SLACK_API_URL": sandbox.api_url}
            for name, value in tokens.items():
                monkeypatch.setenv(name, value)
            told = await asyncio.to_thread(CliRunner().invoke, commands, ["check", "--json"])
        return {line["subject"] for line in json.loads(told.output) if not line["ok"]}

    return look


@pytest.mark.usefixtures("installed")
async def test_both_tokens_are_named_when_the_chat_refuses_both(refused: Refused) -> None:
    assert {"bot_token", "app_token"} <= await refused("xoxb-old", "xapp-old", ROOT / "manifest.json")


@pytest.mark.usefixtures("installed")
async def test_a_missing_scope_is_told_once_and_the_app_token_is_looked_at_all_the_same(refused: Refused) -> None:
    manifest = json.loads((ROOT / "manifest.json").read_text(encoding="utf-8"))
    manifest["oauth_config"]["scopes"]["bot"].remove("channels:read")

    wrong = await refused("xoxb-sandbox", "xapp-old", manifest)

    assert {"scopes", "app_token"} <= wrong
    assert "chat" not in wrong


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize(
    ("content", "expected"),
    [(None, "dbupgrade"), (b"", "dbupgrade"), (b"a letter, not a database at all, " * 200, "BANSOU_DATABASE_URL")],
)
def test_a_database_that_cannot_be_used_does_not_keep_the_other_lines_back(
    content: bytes | None,
    expected: str,
    commands: typer.Typer,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    path = tmp_path / "folder" / "other.db"
    monkeypatch.setenv("BANSOU_DATABASE_URL", f"sqlite:///{path}")
    if content is not None:
        path.parent.mkdir()
        path.write_bytes(content)

    for told in told_in_both_languages(commands, monkeypatch):
        assert expected in told
        assert "SLACK_BOT_TOKEN" in told
        assert "2027" in told


@pytest.mark.usefixtures("installed")
def test_a_newer_database_asks_for_a_newer_program(
    commands: typer.Typer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(tmp_path / "bansou.db", isolation_level=None)) as other:
        other.execute("UPDATE alembic_version SET version_num = '9999'")

    japanese, english = told_in_both_languages(commands, monkeypatch)

    assert "bansouを新しくしてください" in japanese
    assert "updatebansou" in english


@pytest.mark.usefixtures("installed")
def test_a_database_that_somebody_keeps_locked_is_told_with_the_other_lines(
    commands: typer.Typer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(tmp_path / "bansou.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        japanese, english = told_in_both_languages(commands, monkeypatch)

    assert "ほかの人が書き込んでいて" in japanese
    assert "SLACK_APP_TOKEN" in japanese
    assert "somebodyelseiswriting" in english


@pytest.mark.usefixtures("installed")
def test_a_disk_without_room_is_told_though_the_database_still_opens(
    commands: typer.Typer, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (900_000, limits[1]))  # no file may grow, as on a disk that is full
    try:
        japanese, english = told_in_both_languages(commands, monkeypatch)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)

    assert "ディスクがいっぱい" in japanese
    assert "diskisfull" in english


@pytest.mark.usefixtures("installed")
def test_a_variable_that_is_no_setting_is_named_with_the_one_that_was_meant(
    commands: typer.Typer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BANSOU_ANSWER_WITHN", "7")
    for told in told_in_both_languages(commands, monkeypatch):
        assert "BANSOU_ANSWER_WITHN" in told
        assert "BANSOU_ANSWER_WITHIN" in told.replace("BANSOU_ANSWER_WITHN", "")


APPROVAL = """
[[approval]]
rule = "all"
people = ["u0leo@city.example.jp", "u0ottoo@city.example.jp", "u0cam@city.example.jp", "someone@else.example.com"]

[[approval]]
group = "facility-bookings"
rule = "any"
people = ["u0aoi@city.example.jp"]
"""


@pytest.mark.usefixtures("installed")
def test_approvers_and_groups_that_are_not_there_are_told_with_what_to_write(
    commands: typer.Typer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, sqlite_url: str
) -> None:
    database = Database(sqlite_url)
    people = database.write_now(cast)

    def change(session: Session) -> None:
        session.get_one(Person, people.leo.id).active = False
        session.get_one(Person, people.cam.id).chat_id = None

    database.write_now(change)
    database.close()
    (tmp_path / "outcomes.toml").write_text(APPROVAL, encoding="utf-8")
    monkeypatch.setenv("BANSOU_OUTCOMES_FILE", str(tmp_path / "outcomes.toml"))

    told = json.loads(CliRunner().invoke(commands, ["check", "--json"]).output)

    found = [line["facts"] for line in told if line["subject"] == "approver" and not line["ok"]]
    assert [(facts["email"].split("@")[0], facts["state"], facts["near"].split("@")[0]) for facts in found] == [
        ("u0leo", "left", ""),
        ("u0ottoo", "unknown", "u0otto"),
        ("u0cam", "outside", ""),
        ("someone", "unknown", ""),
    ]
    (group,) = [line["facts"] for line in told if line["subject"] == "approval_group"]
    assert group == {"group": "facility-bookings", "near": "facility-booking"}
    japanese, english = told_in_both_languages(commands, monkeypatch)
    assert "u0otto@city.example.jpのことなら、そう直してください" in japanese
    assert "Iffacility-bookingismeant,writethat" in english


@pytest.mark.usefixtures("installed")
def test_approvers_who_are_all_there_are_one_line(
    commands: typer.Typer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, sqlite_url: str
) -> None:
    database = Database(sqlite_url)
    database.write_now(cast)
    database.close()
    rows = '[[approval]]\nrule = "any"\ngroup = "mirise"\npeople = ["U0LEO@city.example.jp", "u0aoi@city.example.jp"]\n'
    (tmp_path / "outcomes.toml").write_text(rows, encoding="utf-8")
    monkeypatch.setenv("BANSOU_OUTCOMES_FILE", str(tmp_path / "outcomes.toml"))

    told = json.loads(CliRunner().invoke(commands, ["check", "--json"]).output)

    assert [(line["subject"], line["ok"]) for line in told if line["subject"].startswith("appro")] == [
        ("approver", True)
    ]


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize("connected", [True, False])
async def test_leads_and_the_office_whom_the_chat_does_not_know_are_named_before_and_after_the_first_run(
    commands: typer.Typer, monkeypatch: pytest.MonkeyPatch, sqlite_url: str, *, connected: bool
) -> None:
    database = Database(sqlite_url)
    people = database.write_now(cast)

    def separate(session: Session) -> None:
        for person in session.exec(select(Person)).all():
            if not connected or person.id in {people.leo.id, people.aoi.id, people.otto.id}:
                person.chat_id = None

    database.write_now(separate)
    database.close()
    lost = {people.leo.email, people.aoi.email, people.otto.email}
    known = [email for email in (people.rana.email, people.cam.email) if email and email not in lost]
    users = [{"name": email.split("@")[0], "real_name": email, "email": email.upper()} for email in known]
    async with Sandbox.start(manifest=ROOT / "manifest.json", seed={"users": users}) as sandbox:
        tokens = {"SLACK_BOT_TOKEN": "xoxb-sandbox", "SLACK_APP_TOKEN": "xapp-sandbox"}
        for name, value in {**tokens, "SLACK_API_URL": sandbox.api_url}.items():
            monkeypatch.setenv(name, value)
        told = json.loads((await asyncio.to_thread(CliRunner().invoke, commands, ["check", "--json"])).output)
        japanese, english = await asyncio.to_thread(told_in_both_languages, commands, monkeypatch)

    (unmatched,) = [line for line in told if line["subject"] == "people_unmatched"]
    assert unmatched["ok"] is False
    assert {one.split(" ")[-1] for one in unmatched["facts"]["named"]} >= {people.leo.email, people.aoi.email}
    assert people.otto.email not in " ".join(unmatched["facts"]["named"])  # has no part that others rely on
    (staff,) = [line["facts"] for line in told if line["subject"] == "people"]
    assert 0 < staff["matched"] < staff["count"]
    assert "Slackのメールアドレスが職員の表と同じか" in japanese
    assert "addressinSlackistheoneinthestaffsheet" in english


@pytest.mark.usefixtures("installed")
def test_nobody_is_said_to_be_unmatched_while_the_chat_has_never_been_asked(
    commands: typer.Typer, sqlite_url: str
) -> None:
    database = Database(sqlite_url)
    database.write_now(cast)

    def separate(session: Session) -> None:
        for person in session.exec(select(Person)).all():
            person.chat_id = None

    database.write_now(separate)
    database.close()
    told = json.loads(CliRunner().invoke(commands, ["check", "--json"]).output)
    assert "people_unmatched" not in {line["subject"] for line in told}
