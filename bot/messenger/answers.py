"""What the chat answers, as plain values; a field that is missing or of the wrong shape never raises."""

from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Posted:
    """Where a message stands: the channel that really took it, and its timestamp, which is its id."""

    channel: str
    ts: str


@dataclass(frozen=True)
class ChatPerson:
    """A person as the chat knows them."""

    chat_id: str
    name: str
    email: str | None
    locale: str
    tz: str
    is_bot: bool
    deleted: bool
    title: str = ""
    is_guest: bool = False


@dataclass(frozen=True)
class ChatChannel:
    """A channel that the bot can see."""

    id: str
    name: str
    is_private: bool
    is_member: bool
    is_archived: bool


@dataclass(frozen=True)
class ChatMessage:
    """Somebody's message; the text is in the chat's own escaped form."""

    channel: str
    ts: str
    user: str | None
    text: str
    thread_ts: str | None
    by_bot: bool = False


@dataclass(frozen=True)
class Identity:
    """Who the bot is, by its token, and what the token may do; no scopes when the chat does not tell."""

    team_id: str
    team: str
    user_id: str
    bot_id: str
    url: str
    scopes: frozenset[str] = frozenset()


def person(user: Json) -> ChatPerson:
    """A member of users.info or users.list."""
    profile = part(user, "profile")
    return ChatPerson(
        chat_id=word(user, "id"),
        name=word(profile, "real_name") or word(user, "real_name") or word(user, "name"),
        email=word(profile, "email") or None,
        locale=word(user, "locale"),
        tz=word(user, "tz"),
        is_bot=bool(user.get("is_bot")) or word(user, "id") == "USLACKBOT",
        deleted=bool(user.get("deleted")),
        title=word(profile, "title"),
        is_guest=any(user.get(name) for name in ("is_restricted", "is_ultra_restricted", "is_stranger")),
    )


def channel(conversation: Json) -> ChatChannel:
    """A channel of conversations.list or conversations.info."""
    return ChatChannel(
        id=word(conversation, "id"),
        name=word(conversation, "name"),
        is_private=bool(conversation.get("is_private")),
        is_member=bool(conversation.get("is_member")),
        is_archived=bool(conversation.get("is_archived")),
    )


def message(channel_id: str, found: Json) -> ChatMessage:
    """A message of conversations.history or conversations.replies."""
    return ChatMessage(
        channel=channel_id,
        ts=word(found, "ts"),
        user=word(found, "user") or None,
        text=word(found, "text"),
        thread_ts=word(found, "thread_ts") or None,
        by_bot=bool(word(found, "bot_id")),
    )


def identity(answer: Json, scopes: frozenset[str] = frozenset()) -> Identity:
    """The answer of auth.test; the scopes come in a header."""
    return Identity(
        team_id=word(answer, "team_id"),
        team=word(answer, "team"),
        user_id=word(answer, "user_id"),
        bot_id=word(answer, "bot_id"),
        url=word(answer, "url"),
        scopes=scopes,
    )


def word(answer: Json, key: str) -> str:
    """A text field, or nothing."""
    value = answer.get(key)
    return value if isinstance(value, str) else ""


def part(answer: Json, key: str) -> Json:
    """An object inside the answer, or an empty one."""
    value = answer.get(key)
    return value if isinstance(value, dict) else {}


def parts(answer: Json, key: str) -> list[Json]:
    """The objects of a list inside the answer."""
    value = answer.get(key)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
