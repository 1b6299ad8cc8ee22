"""`bansou check`: is everything in order, and what to do where it is not."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import asdict
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot import settings
from bot.cities import city_of
from bot.cli.desk import CANNOT, Team, as_json, ends_with_a_sentence
from bot.domain.errors import ConfigurationError, DeliveryError, DeliveryTrouble, StorageError, UserError
from bot.messenger import Identity, Messenger
from bot.messenger.scopes import NEEDED_SCOPES, OPTIONAL_SCOPES
from bot.services import workspaces
from bot.services.city import City
from bot.services.readiness import (
    Colleague,
    Finding,
    approvals,
    calendar,
    channel_names,
    matching,
    organisation,
    outcomes,
    staff,
)
from bot.settings import Settings
from bot.socket import check_app_token
from storage import schema
from storage.database import Database, Session
from templates.wording import Words

_CLOCK_MAY_DIFFER_SECONDS = 60.0


def check(
    *,
    json_wanted: Annotated[bool, typer.Option("--json", help="ほかのプログラム用のJSON / for other programs")] = False,
    team: Team = None,
) -> None:
    """設定・トークン・権限・チャンネル・データベース・時計・祝日を確かめる / check that everything is in order.

    何も変えません。終了コードは、直すところがあれば1、設定が間違っていれば78です。
    Changes nothing. The exit code is 1 when something is not in order, 78 when a setting is wrong.
    """
    with ends_with_a_sentence():
        chosen = settings.load()
        city = city_of(chosen)
        findings, channels, listed = _stored(chosen, city, team)
        names = [chosen.all_staff_channel, chosen.office_channel, *channels]
        chat, emails = asyncio.run(_chat(chosen, names))
        findings[1:1] = [*chat, *([] if listed is None else matching(listed, emails))]
        findings += [outcomes(city), calendar(city.today())]
        findings += [
            Finding("variable", ok=False, facts={"variable": problem.variable, **problem.facts})
            for problem in settings.unknown()
        ]
        if json_wanted:
            Console(emoji=False).print(as_json([asdict(finding) for finding in findings]), markup=False, soft_wrap=True)
        else:
            _tell(Console(emoji=False), city.wording.of(chosen.language), findings)
        if not all(finding.ok for finding in findings):
            raise typer.Exit(CANNOT)


def _stored(chosen: Settings, city: City, team: str | None) -> tuple[list[Finding], list[str], list[Colleague] | None]:
    """What the database tells of itself and of the organisation, the groups' channels by name, and the staff."""
    database = Database(chosen.database_url)
    facts = {"url": chosen.shown_database_url, "revision": None, "trouble": "", "detail": ""}

    def look(session: Session) -> tuple[list[Finding], list[str], list[Colleague]]:
        workspace = workspaces.find(session, team)
        workspace_id = workspace.id if workspace and workspace.id else 0
        found = [*organisation(session, workspace_id), *approvals(session, city, workspace_id)]
        return found, channel_names(session, workspace_id), staff(session, workspace_id)

    try:
        present, newest = schema.revision(database)
        facts["revision"] = present
        if present != newest:
            facts["trouble"] = "empty" if present is None else "newer" if present > newest else "older"
            return [Finding("database", ok=False, facts=dict(facts))], [], None
        database.try_to_write()
        findings, names, listed = database.read_now(look)
    except StorageError as error:
        facts |= {"trouble": error.failure.value, "detail": error.detail}
        return [Finding("database", ok=False, facts=dict(facts))], [], None
    finally:
        database.close()
    return [Finding("database", ok=True, facts=dict(facts)), *findings], names, listed


async def _chat(chosen: Settings, names: list[str]) -> tuple[list[Finding], set[str]]:
    """What the chat tells of tokens, permissions and channels, and the addresses that it knows."""
    emails: set[str] = set()
    found, tokens = [], {"SLACK_BOT_TOKEN": chosen.slack_bot_token, "SLACK_APP_TOKEN": chosen.slack_app_token}
    found += [Finding("token", ok=False, facts={"variable": name}) for name, token in tokens.items() if token is None]
    if chosen.slack_bot_token is not None:
        token = chosen.slack_bot_token.get_secret_value()
        async with Messenger(token, chosen.slack_api_url) as messenger:
            found += [finding async for finding in _with_bot_token(messenger, names, emails)]
    if chosen.slack_app_token is not None and not any(finding.subject == "chat" for finding in found):
        found.append(await _app_token(chosen.slack_app_token.get_secret_value(), chosen))
    return found, emails


async def _with_bot_token(messenger: Messenger, names: list[str], emails: set[str]) -> AsyncIterator[Finding]:
    try:
        identity = await messenger.who_am_i()
        yield Finding("bot_token", ok=True, facts={"team": identity.team, "trouble": ""})
        yield _scopes(identity)
        yield await _clock(messenger)
        for finding in await _channels(messenger, names):
            yield finding
        emails |= {one.email.lower() for one in await messenger.people() if one.email and not one.deleted}
    except DeliveryError as error:
        if error.reason == "missing_scope":  # which the line above names
            return
        locked_out = error.trouble is DeliveryTrouble.LOCKED_OUT
        facts = {"trouble": error.reason, "team": ""} if locked_out else {"trouble": error.reason}
        yield Finding("bot_token" if locked_out else "chat", ok=False, facts=dict(facts))


async def _app_token(token: str, chosen: Settings) -> Finding:
    try:
        await check_app_token(token, chosen.slack_api_url)
    except ConfigurationError as error:
        return Finding("app_token", ok=False, facts={"trouble": error.problems[0].facts["reason"]})
    except UserError as error:
        return Finding("chat", ok=False, facts={"trouble": error.facts["reason"]})
    return Finding("app_token", ok=True, facts={"trouble": ""})


def _scopes(identity: Identity) -> Finding:
    missing = sorted(set(NEEDED_SCOPES) - identity.scopes)
    left_out = sorted(set(OPTIONAL_SCOPES) - identity.scopes)
    return Finding("scopes", not missing, {"missing": missing, "left_out": left_out})


async def _clock(messenger: Messenger) -> Finding:
    told = await messenger.server_date()
    off = abs((datetime.now(UTC) - parsedate_to_datetime(told)).total_seconds()) if told else 0.0
    return Finding("clock", off < _CLOCK_MAY_DIFFER_SECONDS, {"seconds": round(off)})


async def _channels(messenger: Messenger, names: list[str]) -> list[Finding]:
    seen = {channel.name: channel for channel in await messenger.channels()}
    found = []
    for name in names:
        channel = seen.get(name.removeprefix("#"))
        state = "missing" if channel is None else "in" if channel.is_member else "out"
        found.append(Finding("channel", state == "in", {"name": name.removeprefix("#"), "state": state}))
    return found


def _tell(console: Console, words: Words, findings: list[Finding]) -> None:
    table = Table(box=None, show_header=False, padding=(0, 1))
    table.add_column()
    table.add_column(overflow="fold")
    for finding in findings:
        mark = "[green]✓[/]" if finding.ok else "[red]✗[/]"
        table.add_row(mark, Text(words.plain(f"check.{finding.subject}", ok=finding.ok, **finding.facts)))
    console.print(table)
    wrong = sum(not finding.ok for finding in findings)
    console.print(words.plain("check.summary", wrong=wrong), markup=False, highlight=False)
