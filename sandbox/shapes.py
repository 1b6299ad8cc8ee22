"""Slack's JSON shapes of people, channels and messages."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sandbox.model import Channel, Json, User, is_notice, is_top_level
from sandbox.workspace import Workspace


def user_json(workspace: Workspace, user: User, *, email: bool = False, locale: bool = False) -> Json:
    """Return a user object; the e-mail address only for those who may read it."""
    zone = ZoneInfo(user.tz)
    moment = datetime.now(UTC).astimezone(zone)
    offset = moment.utcoffset()
    profile: Json = {
        "title": user.title,
        "real_name": user.real_name,
        "real_name_normalized": user.real_name,
        "display_name": user.name,
        "display_name_normalized": user.name,
        "fields": {},
        **status_of(workspace, user),
        "team": workspace.team.id,
    }
    if email and not user.is_bot:
        profile["email"] = user.email
    if user.is_bot:
        profile |= {"bot_id": workspace.bot.bot_id, "api_app_id": workspace.bot.app_id}
    shape: Json = {
        "id": user.id,
        "team_id": workspace.team.id,
        "name": user.name,
        "deleted": user.deleted,
        "real_name": user.real_name,
        "tz": user.tz,
        "tz_label": moment.tzname() or user.tz,
        "tz_offset": int(offset.total_seconds()) if offset else 0,
        "profile": profile,
        "is_admin": user.is_admin,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": user.is_restricted,
        "is_ultra_restricted": False,
        "is_bot": user.is_bot,
        "is_app_user": False,
        "updated": user.updated,
    }
    if locale:
        shape["locale"] = user.locale
    return shape


def status_of(workspace: Workspace, user: User) -> Json:
    """Return what somebody says they are doing; nothing once it is over."""
    over = 0 < user.status_expiration <= workspace.clock.now()
    return {
        "status_text": "" if over else user.status_text,
        "status_emoji": "" if over else user.status_emoji,
        "status_emoji_display_info": [],
        "status_expiration": 0 if over else user.status_expiration,
    }


def status_json(workspace: Workspace, user: User) -> Json:
    """Return the few facts of a person that come with a change of their status."""
    whole = user_json(workspace, user)
    profile = {key: value for key, value in whole["profile"].items() if key not in {"title", "fields", "team"}}
    return {key: whole[key] for key in ("id", "team_id", "name", "updated")} | {"profile": profile}


def channel_json(workspace: Workspace, channel: Channel, viewer: str, *, count: bool = False) -> Json:
    """Return a conversation object as the viewer gets it."""
    shape: Json = {
        "id": channel.id,
        "created": channel.created,
        "is_im": channel.kind == "im",
        "is_org_shared": False,
        "context_team_id": workspace.team.id,
    }
    if channel.kind == "im":
        others = [m for m in channel.members if m != viewer]
        return shape | {"user": others[0] if others else viewer, "is_user_deleted": False, "priority": 0}
    shape |= {
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": channel.type == "channel",
        "is_group": channel.type == "group",
        "is_mpim": channel.kind == "mpim",
        "is_private": channel.is_private or channel.kind == "mpim",
        "is_archived": channel.is_archived,
        "is_general": False,
        "is_shared": False,
        "is_ext_shared": False,
        "is_member": viewer in channel.members,
        "creator": channel.creator,
        "topic": {"value": channel.topic, "creator": "", "last_set": 0},
        "purpose": {"value": channel.purpose, "creator": "", "last_set": 0},
        "previous_names": [],
    }
    if count:
        shape["num_members"] = len(channel.members)
    return shape


def message_json(message: Json, *, metadata: bool = False) -> Json:
    """Return a message as history shows it; metadata only when asked for and allowed."""
    hidden = {"is_ephemeral", "ephemeral_to"} | (set() if metadata else {"metadata"})
    return {key: value for key, value in message.items() if key not in hidden}


def bot_message(workspace: Workspace, **parts: object) -> Json:
    """Return the start of a message by the bot."""
    bot = workspace.bot
    return {
        "user": bot.id,
        "bot_id": bot.bot_id,
        "app_id": bot.app_id,
        "bot_profile": {
            "id": bot.bot_id,
            "app_id": bot.app_id,
            "name": bot.real_name,
            "deleted": False,
            "updated": 0,
            "team_id": workspace.team.id,
        },
        **{key: value for key, value in parts.items() if value is not None},
    }


def sidebar_entry(workspace: Workspace, channel: Channel, user: str) -> Json:
    """Return what the list of conversations shows a person about one of them."""
    seen = channel.read.get(user, "0")
    unread, mentions, last = 0, 0, ""
    is_member = user in channel.members
    for message in reversed(channel.messages.values()):
        if not is_top_level(message):
            continue
        last = last or message["ts"]
        if message["ts"] <= seen or not is_member:
            break
        if message["user"] != user and not is_notice(message):
            unread += 1
            mentions += channel.kind != "channel" or _mentions(message, user)
    entry: Json = {
        "id": channel.id,
        "name": channel.name,
        "is_private": channel.type != "channel",
        "is_im": channel.kind != "channel",
        "is_member": is_member,
        "is_archived": channel.is_archived,
        "unread": unread,
        "mentions": mentions,
        "last_ts": last,
        "topic": channel.topic,
    }
    if channel.kind == "im":
        entry["user"] = next((m for m in channel.members if m != user), user)
        entry["name"] = workspace.users[entry["user"]].real_name
    elif channel.kind == "mpim":
        entry["users"] = [m for m in channel.members if m != user]
        entry["name"] = "、".join(workspace.users[other].real_name for other in entry["users"])
    return entry


def _mentions(message: Json, user: str) -> bool:
    said = message.get("text", "") + str(message.get("blocks", ""))
    return any(mark in said for mark in (f"<@{user}>", "<!channel>", "<!here>", "<!everyone>", f"<@{user}|"))
