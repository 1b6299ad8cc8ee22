import json
import socket
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from bot.cli.check import check
from bot.cli.demo import demo

NOBODY = "http://127.0.0.1:9/api/"


@pytest.fixture
def commands() -> typer.Typer:
    app = typer.Typer()
    app.command()(check)
    app.command()(demo)
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


def test_a_second_demo_on_the_same_port_does_not_touch_the_first(commands: typer.Typer, tmp_path: Path) -> None:
    with socket.socket() as first:
        first.bind(("127.0.0.1", 0))
        first.listen()
        port = str(first.getsockname()[1])
        told = CliRunner().invoke(commands, ["demo", "--port", port, "--folder", str(tmp_path / "demo"), "--fresh"])

    assert told.exit_code == 1
    assert port in told.output + told.stderr
    assert not (tmp_path / "demo").exists()
