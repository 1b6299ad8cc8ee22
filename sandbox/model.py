"""What a workspace is made of. Messages and views are plain dicts in Slack's own shape."""

from dataclasses import dataclass, field
from typing import Any, Literal

Json = dict[str, Any]
ChannelKind = Literal["channel", "im", "mpim"]


@dataclass
class Team:
    """The workspace itself."""

    id: str
    name: str
    domain: str


@dataclass
class Bot:
    """The one app that is installed."""

    id: str
    bot_id: str
    app_id: str
    name: str
    real_name: str


@dataclass
class User:
    """A member of the workspace; the bot has one too."""

    id: str
    name: str
    real_name: str
    email: str = ""
    title: str = ""
    department: str = ""
    reading: str = ""
    locale: str = "ja-JP"
    tz: str = "Asia/Tokyo"
    status_text: str = ""
    status_emoji: str = ""
    status_expiration: int = 0
    is_admin: bool = False
    is_restricted: bool = False
    deleted: bool = False
    is_bot: bool = False
    updated: int = 0


STATUS = frozenset({"status_text", "status_emoji", "status_expiration"})


@dataclass
class Channel:
    """A conversation of any kind with everything said in it."""

    id: str
    name: str = ""
    topic: str = ""
    purpose: str = ""
    kind: ChannelKind = "channel"
    is_private: bool = False
    is_archived: bool = False
    created: int = 0
    creator: str = ""
    members: dict[str, int] = field(default_factory=dict)
    messages: dict[str, Json] = field(default_factory=dict)
    ephemerals: list[Json] = field(default_factory=list)
    read: dict[str, str] = field(default_factory=dict)

    @property
    def type(self) -> str:
        """Return Slack's channel_type."""
        if self.kind == "channel":
            return "group" if self.is_private else "channel"
        return self.kind

    @property
    def prefix(self) -> str:
        """Return the first part of the scopes and events about this conversation."""
        return {"channel": "channels", "group": "groups"}.get(self.type, self.kind)

    def is_visible_to(self, user: str) -> bool:
        """Tell whether the person may look in."""
        return user in self.members or self.type == "channel"

    def replies(self, thread_ts: str) -> list[Json]:
        """Return the thread without its first message, oldest first."""
        return [m for m in self.messages.values() if m.get("thread_ts") == thread_ts and m["ts"] != thread_ts]

    def timeline(self) -> list[Json]:
        """Return what stands in the channel itself, oldest first."""
        return [m for m in self.messages.values() if is_top_level(m)]


@dataclass
class Change:
    """Something that happened in the workspace, told to the bot, the pages and the state file."""

    kind: str
    channel: Channel | None = None
    user: str = ""
    message: Json = field(default_factory=dict)
    previous: Json = field(default_factory=dict)
    data: Json = field(default_factory=dict)


def is_notice(message: Json) -> bool:
    """Tell whether it is one of the lines about who came and went, which are never unread and mention nobody."""
    return message.get("subtype") in ("channel_join", "channel_leave")


def is_top_level(message: Json) -> bool:
    """Tell whether the message shows in the channel, not only in a thread."""
    return message.get("thread_ts", message["ts"]) == message["ts"] or message.get("subtype") == "thread_broadcast"
