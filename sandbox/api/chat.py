"""chat.*"""

import re

from sandbox import limits
from sandbox.api.call import Call, Handler
from sandbox.errors import SlackError
from sandbox.model import Channel, Json
from sandbox.responses import checked_message
from sandbox.shapes import bot_message, message_json

TS = re.compile(r"\d{10}\.\d{6}")


def _source(call: Call) -> Json:
    """Return the message's parts as given, with JSON texts read."""
    source: Json = {"text": call.args.text("text"), "markdown_text": call.args.text("markdown_text")}
    for name, error in (
        ("blocks", "invalid_blocks_format"),
        ("attachments", "invalid_attachments"),
        ("metadata", "invalid_metadata_format"),
    ):
        try:
            source[name] = call.args.json(name)
        except ValueError as problem:
            raise SlackError(error) from problem
    if source["blocks"] is not None and not isinstance(source["blocks"], list):
        raise SlackError("invalid_blocks_format")
    return source


def destination(call: Call) -> Channel:
    """Return where a message goes; a person's id means the direct conversation with them."""
    wanted, workspace = call.args.need("channel"), call.workspace
    if wanted in workspace.users:
        if workspace.users[wanted].is_bot or workspace.users[wanted].deleted:
            raise SlackError("channel_not_found")
        if not call.world.manifest.messages_tab:
            raise SlackError("messages_tab_disabled")
        return workspace.open_direct([wanted, call.me])
    channel = workspace.channel(wanted)
    if not channel.is_visible_to(call.me):
        raise SlackError("channel_not_found")
    return channel


def _may_post(call: Call, channel: Channel) -> None:
    if channel.is_archived:
        raise SlackError("is_archived")
    if call.me not in channel.members and not call.has("chat:write.public"):
        raise SlackError("not_in_channel")


def _post_message(call: Call) -> Json:
    channel = destination(call)
    _may_post(call, channel)
    source, args = _source(call), call.args
    parts = checked_message(source)
    if source["metadata"]:
        parts["metadata"] = source["metadata"]
    if thread_ts := args.text("thread_ts"):
        parts |= _in_thread(channel, thread_ts, broadcast=args.flag("reply_broadcast"))
    name, icon = args.text("username"), args.text("icon_url") or args.text("icon_emoji")
    if name or icon:
        call.need_scope("chat:write.customize")
        parts |= {"subtype": "bot_message", "username": name or call.workspace.bot.real_name}
    message = call.workspace.post(channel, bot_message(call.workspace, **parts))
    answer: Json = {
        "channel": channel.id,
        "ts": message["ts"],
        "message": message_json(message, metadata=True),
    }
    if len(source["text"]) > limits.MESSAGE["text"]:
        answer |= {"warning": "message_truncated", "response_metadata": {"warnings": ["message_truncated"]}}
    return answer


def _in_thread(channel: Channel, thread_ts: str, *, broadcast: bool) -> Json:
    if not TS.fullmatch(thread_ts):
        raise SlackError("invalid_thread_ts")
    parent = channel.messages.get(thread_ts)
    if parent is None:
        raise SlackError("thread_not_found")
    top = parent.get("thread_ts", thread_ts)
    return {"thread_ts": top} | ({"subtype": "thread_broadcast"} if broadcast else {})


def _post_ephemeral(call: Call) -> Json:
    channel = destination(call)
    _may_post(call, channel)
    user = call.args.need("user")
    if user not in channel.members:
        raise SlackError("user_not_in_channel")
    source = _source(call)
    if any(isinstance(a, dict) and a.get("blocks") for a in source["attachments"] or []):
        raise SlackError("invalid_attachments")
    parts = checked_message(source)
    if call.args.text("thread_ts"):
        parts["thread_ts"] = call.args.text("thread_ts")
    message = call.workspace.post_ephemeral(channel, user, bot_message(call.workspace, **parts))
    return {"message_ts": message["ts"]}


def _own_message(call: Call, refusal: str) -> tuple[Channel, Json]:
    channel = call.known_channel()
    message = call.workspace.message(channel, call.args.need("ts"))
    if message.get("bot_id") != call.workspace.bot.bot_id:
        raise SlackError(refusal)
    return channel, message


def _update(call: Call) -> Json:
    channel, message = _own_message(call, "cant_update_message")
    if channel.is_archived:
        raise SlackError("is_inactive")
    source = _source(call)
    metadata = source.pop("metadata")
    if metadata:
        limits.refuse_message({"text": "unchanged", "metadata": metadata})
    only_metadata = metadata is not None and not any(source.values())
    changes = {} if only_metadata else checked_message(source, update=True)
    if not only_metadata:
        changes.setdefault("blocks", None)
        if source["attachments"] == []:
            changes["attachments"] = None
    if metadata is not None:
        changes["metadata"] = metadata or None
    message = call.workspace.update(channel, message["ts"], changes, edited_by=call.me)
    shown = message_json(message, metadata=True)
    return {"channel": channel.id, "ts": message["ts"], "text": message["text"], "message": shown}


def _delete(call: Call) -> Json:
    channel, message = _own_message(call, "cant_delete_message")
    call.workspace.delete(channel, message["ts"])
    return {"channel": channel.id, "ts": message["ts"]}


def _permalink(call: Call) -> Json:
    channel = call.known_channel()
    message = call.workspace.message(channel, call.args.need("message_ts"))
    return {"channel": channel.id, "permalink": permalink(call, channel, message)}


def permalink(call: Call, channel: Channel, message: Json) -> str:
    """Return the message's address, in the page of this sandbox."""
    link = f"{call.world.url}/archives/{channel.id}/p{message['ts'].replace('.', '')}"
    thread_ts = message.get("thread_ts", message["ts"])
    return link if thread_ts == message["ts"] else f"{link}?thread_ts={thread_ts}&cid={channel.id}"


METHODS: dict[str, Handler] = {
    "chat.postMessage": _post_message,
    "chat.postEphemeral": _post_ephemeral,
    "chat.update": _update,
    "chat.delete": _delete,
    "chat.getPermalink": _permalink,
}
