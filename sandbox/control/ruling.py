"""What moves the clock, the weather and the workspace itself."""

import re
from dataclasses import fields
from datetime import datetime

from sandbox.control.deed import Deed, Handler
from sandbox.control.looking import person
from sandbox.errors import BadRequestError, ControlError
from sandbox.model import STATUS, Change, Json, User
from sandbox.seed import is_zone

CHANNEL_DEEDS = ("create", "join", "leave", "invite", "archive", "unarchive", "rename", "deleted")
STATUS_TEXT = 100
EMOJI = re.compile(r":[^:\s]+:")
BALLOON = ":speech_balloon:"
PROFILE = {f.name for f in fields(User)} - {"id", "is_bot", "updated"}


async def _clock(deed: Deed) -> Json:
    clock, given = deed.world.clock, deed.given
    if moment := given.get("to"):
        try:
            clock.move_to(datetime.fromisoformat(str(moment)))
        except ValueError as error:
            raise BadRequestError(f"to must be an ISO 8601 moment, not {moment!r}.") from error
    elif (seconds := given.get("advance")) is not None:
        if not isinstance(seconds, int | float):
            raise BadRequestError("advance must be a number of seconds.")
        clock.set_offset(clock.offset + seconds)
    elif given.get("reset"):
        clock.set_offset(0.0)
    told = {"now": clock.iso(), "offset": clock.offset}
    if given:
        deed.workspace.announce(Change("clock", data=told))
    return told


async def _weather(deed: Deed) -> Json:
    deed.world.weather.set(deed.given)
    return deed.world.weather.switches()


async def _refresh(deed: Deed) -> Json:
    reason = deed.text("reason") or "refresh_requested"
    if reason not in ("warning", "refresh_requested", "link_disabled"):
        raise BadRequestError("reason must be warning, refresh_requested or link_disabled.")
    deed.world.hub.refresh(reason)
    return {"connections": len(deed.world.hub.connections)}


async def _reset(deed: Deed) -> Json:
    deed.world.reset()
    return {}


async def _channel(deed: Deed) -> Json:
    kind = deed.need("deed")
    if kind not in CHANNEL_DEEDS:
        raise BadRequestError(f"deed must be one of {', '.join(CHANNEL_DEEDS)}.")
    user, workspace = deed.user, deed.workspace
    if kind == "create":
        channel = workspace.create_channel(deed.need("name"), user, is_private=deed.flag("is_private"))
        return {"channel": channel.id}
    channel = deed.channel()
    if kind == "join":
        workspace.join(channel, user)
    elif kind == "leave":
        workspace.leave(channel, deed.text("member") or user)
    elif kind == "invite":
        member = deed.need("member")
        if member not in workspace.users:
            raise ControlError("no_such_user", f"There is nobody with the id {member}.")
        workspace.join(channel, member, inviter=user)
    else:
        workspace.alter_channel(channel, kind, user, deed.text("name"))
    return {"channel": channel.id}


def _status(deed: Deed, given: Json) -> Json:
    """A status as Slack keeps it: text without an emoji gets the balloon, and one that ends ends in the future."""
    text, emoji, end = (given.get(name) for name in ("status_text", "status_emoji", "status_expiration"))
    text, emoji, end = text or "", emoji or "", end or 0
    if not isinstance(text, str) or len(text) > STATUS_TEXT:
        raise ControlError("too_long", f"A status has at most {STATUS_TEXT} characters.")
    if not isinstance(emoji, str) or (emoji and not EMOJI.fullmatch(emoji)):
        raise ControlError("profile_status_set_failed_not_valid_emoji", f"{emoji!r} is no :emoji:.")
    if not isinstance(end, int) or (end and end <= deed.world.clock.now()):
        raise ControlError("profile_status_set_failed_expiration", "status_expiration is a moment to come, or 0.")
    return {"status_text": text, "status_emoji": emoji or (BALLOON if text else ""), "status_expiration": end}


async def _person(deed: Deed) -> Json:
    profile = {key: value for key, value in deed.given.items() if key != "id"}
    if unknown := sorted(set(profile) - PROFILE):
        raise BadRequestError(f"A person has no {', '.join(unknown)}.")
    if "tz" in profile and not is_zone(str(profile["tz"])):
        raise ControlError("no_such_zone", f"There is no time zone {profile['tz']}.")
    if STATUS & set(profile):
        profile |= _status(deed, profile)
    user_id = deed.text("id")
    if user_id in deed.workspace.users:
        return {"user": person(deed.workspace.change_user(user_id, **profile))}
    if "name" not in profile:
        raise BadRequestError("name is missing.")
    made = User(user_id or deed.workspace.new_id("U"), **{"real_name": profile["name"], **profile})
    return {"user": person(deed.workspace.add_user(made))}


ROUTES: list[tuple[str, str, Handler]] = [
    ("GET", "clock", _clock),
    ("POST", "clock", _clock),
    ("GET", "weather", _weather),
    ("POST", "weather", _weather),
    ("POST", "refresh", _refresh),
    ("POST", "reset", _reset),
    ("POST", "channel", _channel),
    ("POST", "person", _person),
]
