"""conversations.* that are about the conversation itself."""

import re

from sandbox.api.call import Call, Handler
from sandbox.arguments import page
from sandbox.errors import SlackError
from sandbox.model import Channel, Json
from sandbox.scopes import MANAGE, READ
from sandbox.shapes import channel_json

TYPES = {"public_channel": "channel", "private_channel": "group", "im": "im", "mpim": "mpim"}
NAME = re.compile(r"[^\sA-Z.,;:!?/\\|@#$%^&*()+={}\[\]\"'<>~`]{1,80}")


def _wanted_types(call: Call) -> set[str]:
    names = call.args.text("types", "public_channel").split(",")
    if any(name.strip() not in TYPES for name in names):
        raise SlackError("invalid_types")
    kinds = {TYPES[name.strip()] for name in names}
    for kind in sorted(kinds):
        call.need_scope(READ[kind])
    return kinds


def _listed(call: Call, channels: list[Channel], viewer: str, *, count: bool) -> Json:
    kinds = _wanted_types(call)
    shown = [
        channel_json(call.workspace, c, viewer, count=count)
        for c in channels
        if c.type in kinds and not (c.is_archived and call.args.flag("exclude_archived"))
    ]
    entries, cursor = page(shown, call.args, call.args.limit(100, 1000))
    return {"channels": entries, "response_metadata": {"next_cursor": cursor}}


def _list(call: Call) -> Json:
    visible = [c for c in call.workspace.channels.values() if c.is_visible_to(call.me)]
    return _listed(call, visible, call.me, count=True)


def users_conversations(call: Call) -> Json:
    """Return the conversations a person and the bot may both be seen in."""
    user = call.args.text("user", call.me)
    call.workspace.user(user)
    both = [c for c in call.workspace.channels.values() if user in c.members and c.is_visible_to(call.me)]
    return _listed(call, both, call.me, count=False)


def _info(call: Call) -> Json:
    channel = call.known_channel()
    call.need_scope(READ[channel.type])
    count = call.args.flag("include_num_members")
    return {"channel": channel_json(call.workspace, channel, call.me, count=count)}


def _members(call: Call) -> Json:
    channel = call.known_channel()
    call.need_scope(READ[channel.type])
    everyone = [{"id": member} for member in channel.members]
    entries, cursor = page(everyone, call.args, call.args.limit(100, 1000))
    return {"members": [e["id"] for e in entries], "response_metadata": {"next_cursor": cursor}}


def _open(call: Call) -> Json:
    workspace, args = call.workspace, call.args
    if args.text("channel"):
        channel = call.known_channel()
        if channel.kind == "channel":
            raise SlackError("method_not_supported_for_channel_type")
    else:
        users = [u for u in args.text("users").replace(" ", "").split(",") if u]
        if not users:
            raise SlackError("users_list_not_supplied")
        if len(users) > 8:
            raise SlackError("too_many_users")
        call.need_scope(MANAGE["im" if len(users) == 1 else "mpim"])
        if any(workspace.user(u).deleted for u in users):
            raise SlackError("user_disabled")
        channel = workspace.open_direct([*users, call.me])
    full = args.flag("return_im")
    return {"channel": channel_json(workspace, channel, call.me) if full else {"id": channel.id}}


def _join(call: Call) -> Json:
    channel = call.known_channel()
    if channel.type != "channel":
        raise SlackError("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise SlackError("is_archived")
    answer: Json = {}
    if not call.workspace.join(channel, call.me):
        answer = {"warning": "already_in_channel", "response_metadata": {"warnings": ["already_in_channel"]}}
    return {"channel": channel_json(call.workspace, channel, call.me), **answer}


def _create(call: Call) -> Json:
    is_private = call.args.flag("is_private")
    call.need_scope(MANAGE["group" if is_private else "channel"])
    name = call.args.text("name")
    if not name:
        raise SlackError("invalid_name_required")
    if len(name) > 80:
        raise SlackError("invalid_name_maxlength")
    if not NAME.fullmatch(name):
        raise SlackError("invalid_name_specials")
    made = call.workspace.create_channel(name, call.me, is_private=is_private)
    return {"channel": channel_json(call.workspace, made, call.me)}


def _invite(call: Call) -> Json:
    channel = call.own_channel()
    if channel.kind != "channel":
        raise SlackError("method_not_supported_for_channel_type")
    call.need_scope(MANAGE[channel.type])
    users = [u for u in call.args.text("users").replace(" ", "").split(",") if u]
    if not users:
        raise SlackError("no_user")
    if channel.is_archived:
        raise SlackError("is_archived")
    for user in users:
        call.workspace.user(user)
        if user == call.me:
            raise SlackError("cant_invite_self")
        if user in channel.members:
            raise SlackError("already_in_channel")
    for user in users:
        call.workspace.join(channel, user, inviter=call.me)
    return {"channel": channel_json(call.workspace, channel, call.me)}


METHODS: dict[str, Handler] = {
    "conversations.list": _list,
    "conversations.info": _info,
    "conversations.members": _members,
    "conversations.open": _open,
    "conversations.join": _join,
    "conversations.create": _create,
    "conversations.invite": _invite,
    "users.conversations": users_conversations,
}
