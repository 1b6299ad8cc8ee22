import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest
import typer
from pydantic import SecretStr
from typer.testing import CliRunner

from bot.app import Bot
from bot.cli.run import run
from bot.domain.errors import ConfigurationError, UserError
from bot.settings import Settings
from sandbox.client import Sandbox

ROOT = Path(__file__).parents[3]
MANIFEST: dict[str, Any] = json.loads((ROOT / "manifest.json").read_text(encoding="utf-8"))
NOBODY = "http://127.0.0.1:9/api/"


def without(*scopes: str) -> dict[str, Any]:
    granted = [scope for scope in MANIFEST["oauth_config"]["scopes"]["bot"] if scope not in scopes]
    return MANIFEST | {"oauth_config": {"scopes": {"bot": granted}}}


def bot(url: str, chat: str, *, bot_token: str = "xoxb-sandbox", app_token: str = "xapp-sandbox") -> Bot:
    settings = Settings(
        _env_file=None,
        slack_bot_token=SecretStr(bot_token),
        slack_app_token=SecretStr(app_token),
        slack_api_url=chat,
        BANSOU_DATABASE_URL=url,
    )
    return Bot(settings)


async def test_scopes_that_the_token_lacks_are_named_in_one_line_and_nothing_else_is_said(
    sqlite_url: str, tmp_path: Path
) -> None:
    given = {"SLACK_BOT_TOKEN": "xoxb-sandbox", "SLACK_APP_TOKEN": "xapp-sandbox", "BANSOU_DATABASE_URL": sqlite_url}
    async with Sandbox.start(manifest=without("channels:read", "reactions:read")) as sandbox:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "run"),
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT), **given, "SLACK_API_URL": sandbox.api_url},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        said, _ = await asyncio.wait_for(process.communicate(), 60)

    (line,) = said.decode().splitlines()
    assert process.returncode == 78
    assert line.startswith("• SLACK_BOT_TOKEN: ")
    assert "channels:read, reactions:read" in line
    assert "manifest.json" in line


async def test_a_bot_token_that_the_chat_refuses_stops_the_start(sqlite_url: str) -> None:
    async with Sandbox.start(manifest=MANIFEST) as sandbox:
        with pytest.raises(ConfigurationError) as refused:
            await bot(sqlite_url, sandbox.api_url, bot_token="xoxb-old").start()

    (problem,) = refused.value.problems
    assert (problem.variable, problem.trouble) == ("SLACK_BOT_TOKEN", "bot_token_refused")
    assert problem.facts == {"reason": "invalid_auth", "url": sandbox.api_url}


async def test_a_start_that_fails_late_closes_what_it_has_opened(sqlite_url: str) -> None:
    async with Sandbox.start(manifest=MANIFEST) as sandbox:
        failing = bot(sqlite_url, sandbox.api_url, app_token="xapp-old")
        with pytest.raises(ConfigurationError) as refused:
            await failing.start()

    (problem,) = refused.value.problems
    assert (problem.variable, problem.trouble) == ("SLACK_APP_TOKEN", "app_token_refused")
    session = failing.messenger.client.session
    assert session is not None
    assert session.closed


async def test_a_chat_that_cannot_be_reached_is_no_mistake_in_the_settings(sqlite_url: str) -> None:
    with pytest.raises(UserError) as unreachable:
        await bot(sqlite_url, NOBODY).start()
    assert (unreachable.value.code, unreachable.value.facts["url"]) == ("chat_unreachable", NOBODY)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_setting_that_is_wrong_has_its_line_in_the_language_that_is_set(
    language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = {"BANSOU_ANSWER_WITHIN": "x", "BANSOU_DATABASE_URL": "sqlite:////proc/nowhere/bansou.db"}
    monkeypatch.chdir(tmp_path)
    for name, value in {"BANSOU_LANGUAGE": language, "SLACK_BOT_TOKEN": "xoxb-1", **wrong}.items():
        monkeypatch.setenv(name, value)
    command = typer.Typer()
    command.command()(run)

    told = CliRunner().invoke(command, [])

    assert told.exit_code == 78
    lines = told.output.splitlines()
    assert {line.split(":")[0].removeprefix("• ") for line in lines} == {*wrong, "SLACK_APP_TOKEN"}
    assert all(("ください" in line) == (language == "ja") for line in lines)
