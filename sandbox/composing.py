"""What Slack's own client makes of the text a person types."""

import re
import uuid

from sandbox.model import Json
from sandbox.workspace import Workspace

CONTROL = re.compile(r"<(?:[@#][A-Z0-9]+(?:\|[^<>]*)?|![a-z]+(?:\^[^<>]*)?|(?:https?|mailto):[^<>\s]+(?:\|[^<>]*)?)>")
MENTION = re.compile(r"(?<![\w.])@([\w.\-]+)")
CHANNEL = re.compile(r"(?<![\w&;])#([\w\-]+)")
LINK = re.compile(r"https?://[^\s<>|]+")
TOKEN = re.compile(r"<([^<>]+)>")
BROADCASTS = {"here", "channel", "everyone"}


def escape(text: str) -> str:
    """Escape the three characters that mean something to Slack."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    """Take the escaping off again."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def composed(workspace: Workspace, typed: str) -> str:
    """Return the text as it is sent: escaped, with names, channels and addresses as Slack's tokens."""
    parts, position = [], 0
    for match in CONTROL.finditer(typed):
        parts += [_plain(workspace, typed[position : match.start()]), match.group()]
        position = match.end()
    return "".join([*parts, _plain(workspace, typed[position:])])


def _plain(workspace: Workspace, text: str) -> str:
    people = {u.name: u.id for u in workspace.users.values()}
    channels = {c.name: c.id for c in workspace.channels.values() if c.kind == "channel"}

    def mention(match: re.Match[str]) -> str:
        name = match.group(1)
        tail = ""
        while name and name not in people and name not in BROADCASTS and name[-1] in ".-":
            name, tail = name[:-1], name[-1] + tail
        if name in people:
            return f"<@{people[name]}>{tail}"
        return f"<!{name}>{tail}" if name in BROADCASTS else match.group()

    def channel(match: re.Match[str]) -> str:
        name = match.group(1)
        return f"<#{channels[name]}|>" if name in channels else match.group()

    pieces, position = [], 0
    for match in LINK.finditer(text):
        pieces.append(CHANNEL.sub(channel, MENTION.sub(mention, escape(text[position : match.start()]))))
        pieces.append(f"<{escape(match.group())}>")
        position = match.end()
    pieces.append(CHANNEL.sub(channel, MENTION.sub(mention, escape(text[position:]))))
    return "".join(pieces)


def as_rich_text(text: str) -> list[Json]:
    """Return the rich_text block that Slack's client sends beside the text."""
    parts: list[Json] = []
    position = 0
    for match in TOKEN.finditer(text):
        if match.start() > position:
            parts.append({"type": "text", "text": unescape(text[position : match.start()])})
        parts.append(_token(match.group(1)))
        position = match.end()
    if position < len(text):
        parts.append({"type": "text", "text": unescape(text[position:])})
    section = {"type": "rich_text_section", "elements": parts}
    return [{"type": "rich_text", "block_id": uuid.uuid4().hex[:12], "elements": [section]}]


def _token(inside: str) -> Json:
    target, _, label = inside.partition("|")
    if target[0] == "@":
        return {"type": "user", "user_id": target[1:]}
    if target[0] == "#":
        return {"type": "channel", "channel_id": target[1:]}
    if target[0] == "!":
        return {"type": "broadcast", "range": target[1:]}
    return {"type": "link", "url": unescape(target)} | ({"text": unescape(label)} if label else {})
