"""What people say, change and mark."""

from sandbox.api.others import EMOJI
from sandbox.composing import as_rich_text, composed
from sandbox.control.deed import Deed, Handler
from sandbox.errors import BadRequestError, ControlError
from sandbox.model import Channel, Json
from sandbox.shapes import message_json
from sandbox.uploads import upload


async def _say(deed: Deed) -> Json:
    user, channel, typed = deed.user, deed.own_channel(), deed.text("text")
    files = deed.given.get("files") or []
    if not typed and not files:
        raise BadRequestError("text is missing.")
    text = composed(deed.workspace, typed)
    message: Json = {"user": user, "text": text, "client_msg_id": deed.text("client_msg_id") or None}
    message = {key: value for key, value in message.items() if value is not None}
    if text:
        message["blocks"] = as_rich_text(text)
    if files:
        message["files"] = [upload(deed.workspace, deed.world.url, user, f) for f in files]
        message |= {"subtype": "file_share", "upload": False}
    if thread_ts := deed.text("thread_ts"):
        parent = _message(channel, thread_ts)
        message["thread_ts"] = parent.get("thread_ts", thread_ts)
        if deed.flag("reply_broadcast"):
            message["subtype"] = "thread_broadcast"
    said = deed.workspace.post(channel, message)
    return {"ts": said["ts"], "channel": channel.id, "message": message_json(said, metadata=True)}


def _message(channel: Channel, ts: str) -> Json:
    if ts not in channel.messages:
        raise ControlError("message_not_found", f"There is no message {ts} in {channel.name or channel.id}.")
    return channel.messages[ts]


def _own(deed: Deed) -> tuple[Channel, Json]:
    user, channel = deed.user, deed.own_channel()
    message = _message(channel, deed.need("ts"))
    if message["user"] != user:
        raise ControlError("not_yours", "Only the author can change a message.")
    return channel, message


async def _edit(deed: Deed) -> Json:
    channel, message = _own(deed)
    text = composed(deed.workspace, deed.need("text"))
    changes = {"text": text, "blocks": as_rich_text(text)}
    changed = deed.workspace.update(channel, message["ts"], changes, edited_by=deed.user)
    return {"message": message_json(changed, metadata=True)}


async def _delete(deed: Deed) -> Json:
    channel, message = _own(deed)
    deed.workspace.delete(channel, message["ts"])
    return {}


async def _react(deed: Deed) -> Json:
    user, channel, name = deed.user, deed.own_channel(), deed.need("name").strip(":")
    if not EMOJI.fullmatch(name):
        raise ControlError("invalid_name", f"{name} is not the name of an emoji, such as bulb.")
    _message(channel, deed.need("ts"))
    deed.workspace.react(channel, deed.need("ts"), user, name, remove=deed.flag("remove"))
    return {}


async def _read(deed: Deed) -> Json:
    channel = deed.channel()
    channel.read[deed.user] = max(channel.read.get(deed.user, "0"), deed.need("ts"))
    deed.workspace.note_read(channel, deed.user)
    return {}


ROUTES: list[tuple[str, str, Handler]] = [
    ("POST", "say", _say),
    ("POST", "edit", _edit),
    ("POST", "delete", _delete),
    ("POST", "react", _react),
    ("POST", "read", _read),
]
