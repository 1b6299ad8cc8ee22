"""`bansou check`: is everything in order, and what to do where it is not."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import asdict
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Annotated

import typer
from rich.table import Table

from bot.cli.desk import CANNOT, Desk, configured, open_desk
from bot.domain.errors import ConfigurationError, DeliveryError, DeliveryTrouble, UserError
from bot.messenger import Messenger
from bot.messenger.scopes import NEEDED_SCOPES
from bot.services.readiness import Finding, calendar, channel_names, organisation
from bot.settings import Settings
from bot.socket import check_app_token
from storage import schema

_CLOCK_MAY_DIFFER_SECONDS = 60.0


def check(
    *, as_json: Annotated[bool, typer.Option("--json", help="ほかのプログラム用のJSON / for other programs")] = False
) -> None:
    """設定・トークン・権限・チャンネル・データベース・時計・祝日を確かめる / check that everything is in order."""
    with open_desk(json_wanted=as_json) as desk:
        findings = asyncio.run(_look(desk, configured()))
        if as_json:
            desk.tell_json([asdict(finding) for finding in findings])
        else:
            _tell(desk, findings)
        if not all(finding.ok for finding in findings):
            raise typer.Exit(CANNOT)


async def _look(desk: Desk, settings: Settings) -> list[Finding]:
    present, newest = schema.revision(desk.database)
    groups = desk.database.read_now(lambda session: channel_names(session, desk.workspace))
    names = [settings.all_staff_channel, settings.office_channel, *groups]
    return [
        Finding("database", present == newest, {"url": settings.shown_database_url, "revision": present}),
        *[finding async for finding in _chat(settings, names)],
        *desk.database.read_now(lambda session: organisation(session, desk.workspace)),
        calendar(desk.city.today()),
    ]


async def _chat(settings: Settings, names: list[str]) -> AsyncIterator[Finding]:
    try:
        bot_token, app_token = settings.slack_tokens()
    except ConfigurationError as error:
        for problem in error.problems:
            yield Finding("token", ok=False, facts={"variable": problem.variable, "trouble": problem.trouble})
        return
    async with Messenger(bot_token, settings.slack_api_url) as messenger:
        try:
            identity = await messenger.who_am_i()
        except DeliveryError as error:
            locked_out = error.trouble is DeliveryTrouble.LOCKED_OUT
            facts = {"trouble": error.reason, "team": ""} if locked_out else {"trouble": error.reason}
            yield Finding("bot_token" if locked_out else "chat", ok=False, facts=dict(facts))
            return
        yield Finding("bot_token", ok=True, facts={"team": identity.team, "trouble": ""})
        yield await _app_token(app_token, settings)
        yield await _scopes(messenger)
        yield await _clock(messenger)
        try:
            for finding in [finding async for finding in _channels(messenger, names)]:
                yield finding
        except DeliveryError as error:  # a missing permission, which the line above names
            yield Finding("chat", ok=False, facts={"trouble": error.reason})


async def _app_token(token: str, settings: Settings) -> Finding:
    try:
        await check_app_token(token, settings.slack_api_url)
    except ConfigurationError as error:
        return Finding("app_token", ok=False, facts={"trouble": error.problems[0].trouble})
    except UserError as error:
        return Finding("chat", ok=False, facts={"trouble": error.facts["reason"]})
    return Finding("app_token", ok=True, facts={"trouble": ""})


async def _scopes(messenger: Messenger) -> Finding:
    missing = sorted(set(NEEDED_SCOPES) - set(await messenger.scopes()))
    return Finding("scopes", not missing, {"missing": missing})


async def _clock(messenger: Messenger) -> Finding:
    told = await messenger.server_date()
    off = abs((datetime.now(UTC) - parsedate_to_datetime(told)).total_seconds()) if told else 0.0
    return Finding("clock", off < _CLOCK_MAY_DIFFER_SECONDS, {"seconds": round(off)})


async def _channels(messenger: Messenger, names: list[str]) -> AsyncIterator[Finding]:
    seen = {channel.name: channel for channel in await messenger.channels()}
    for name in names:
        channel = seen.get(name.removeprefix("#"))
        state = "missing" if channel is None else "in" if channel.is_member else "out"
        yield Finding("channel", state == "in", {"name": name, "state": state})


def _tell(desk: Desk, findings: list[Finding]) -> None:
    table = Table(box=None, show_header=False, padding=(0, 1))
    table.add_column()
    table.add_column(overflow="fold")
    for finding in findings:
        mark = "[green]✓[/]" if finding.ok else "[red]✗[/]"
        table.add_row(mark, desk.words.plain(f"check.{finding.subject}", ok=finding.ok, **finding.facts))
    desk.console.print(table)
    wrong = sum(not finding.ok for finding in findings)
    desk.console.print(desk.words.plain("check.summary", wrong=wrong))
