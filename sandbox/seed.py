"""From a seed file to a workspace."""

from dataclasses import fields
from functools import cache
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sandbox.clock import Clock
from sandbox.errors import SetupError
from sandbox.model import Bot, Channel, Json, Team, User
from sandbox.workspace import Workspace

DEFAULT_TEAM = {"id": "T0CITY", "name": "みなと市", "domain": "minato"}
DEFAULT_BOT = {
    "id": "U0BANSOU",
    "bot_id": "B0BANSOU",
    "app_id": "A0BANSOU",
    "name": "bansou",
    "real_name": "Bansou 伴走",
}
CHANNEL_KEYS = {"id", "name", "topic", "purpose", "is_private", "members", "bot_is_member"}
T = TypeVar("T")


def build_workspace(seed: Json, clock: Clock) -> Workspace:
    """Make the workspace that a seed describes; raises SetupError naming the wrong entry."""
    team = _make(Team, {**DEFAULT_TEAM, **seed.get("team", {})}, "team")
    bot = _make(Bot, {**DEFAULT_BOT, **seed.get("bot", {})}, "bot")
    workspace = Workspace(clock, team, bot)
    for number, entry in enumerate(seed.get("users", []), 1):
        _add_user(workspace, {"id": f"U{number:04d}", **entry}, f"users[{number - 1}]")
    bot_user = User(bot.id, bot.name, bot.real_name, is_bot=True, locale="en-US")
    workspace.users[bot.id] = bot_user
    for number, entry in enumerate(seed.get("channels", []), 1):
        _add_channel(workspace, {"id": f"C{number:04d}", **entry}, f"channels[{number - 1}]")
    for number, entry in enumerate(seed.get("usergroups", []), 1):
        workspace.usergroups[entry.get("id", f"S{number:04d}")] = {"id": f"S{number:04d}", **entry}
    return workspace


@cache
def is_zone(name: str) -> bool:
    """Tell whether there is a time zone of that name."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return False
    return True


def _make(kind: type[T], values: Json, where: str) -> T:
    known = {f.name for f in fields(kind)}  # type: ignore[arg-type]
    if unknown := sorted(set(values) - known):
        raise SetupError(f"Seed: {where} has unknown keys: {', '.join(unknown)}.")
    try:
        return kind(**values)
    except TypeError as error:
        raise SetupError(f"Seed: {where} lacks a value: {error}.") from error


def _add_user(workspace: Workspace, values: Json, where: str) -> None:
    user = _make(User, {"real_name": values.get("name", ""), **values}, where)
    if user.id in workspace.users:
        raise SetupError(f"Seed: {where} repeats the id {user.id}.")
    if not is_zone(user.tz):
        raise SetupError(f"Seed: {where} has an unknown time zone: {user.tz}.")
    workspace.users[user.id] = user


def _add_channel(workspace: Workspace, values: Json, where: str) -> None:
    if unknown := sorted(set(values) - CHANNEL_KEYS):
        raise SetupError(f"Seed: {where} has unknown keys: {', '.join(unknown)}.")
    if values["id"] in workspace.channels:
        raise SetupError(f"Seed: {where} repeats the id {values['id']}.")
    people = [u.id for u in workspace.users.values() if not u.is_bot]
    members = people if values.get("members") == "*" else values.get("members", [])
    if missing := [m for m in members if m not in workspace.users]:
        raise SetupError(f"Seed: {where} has members who are not users: {', '.join(missing)}.")
    now = int(workspace.clock.now())
    joined = dict.fromkeys([*members, *([workspace.bot.id] if values.get("bot_is_member") else [])], now)
    workspace.add_channel(
        Channel(
            values["id"],
            values.get("name", values["id"].lower()),
            topic=values.get("topic", ""),
            purpose=values.get("purpose", ""),
            is_private=bool(values.get("is_private")),
            created=now,
            creator=next(iter(members), workspace.bot.id),
            members=joined,
        )
    )
