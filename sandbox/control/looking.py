"""What people and tests see."""

import unicodedata

from sandbox import limits
from sandbox.blockrules import CHART, DATA_TABLE, TABLE
from sandbox.control.deed import Deed, Handler
from sandbox.errors import BadRequestError, ControlError
from sandbox.model import Channel, Json, User
from sandbox.shapes import channel_json, message_json, sidebar_entry

KATAKANA_TO_HIRAGANA = {katakana: katakana - 0x60 for katakana in range(ord("ァ"), ord("ヶ") + 1)}


def person(user: User) -> Json:
    """Return a person as the page shows them."""
    return {
        "id": user.id,
        "name": user.name,
        "real_name": user.real_name,
        "reading": user.reading,
        "title": user.title,
        "department": user.department,
        "email": user.email,
        "status_text": user.status_text,
        "status_emoji": user.status_emoji,
        "status_expiration": user.status_expiration,
        "locale": user.locale,
        "tz": user.tz,
        "is_admin": user.is_admin,
        "is_bot": user.is_bot,
        "deleted": user.deleted,
    }


async def _workspace(deed: Deed) -> Json:
    world, workspace = deed.world, deed.workspace
    bot = workspace.bot
    return {
        "team": vars(workspace.team),
        "bot": {**vars(bot), "tokens": {"bot": world.settings.bot_token, "app": world.settings.app_token}},
        "users": [person(u) for u in workspace.users.values()],
        "channels": [
            channel_json(workspace, c, bot.id, count=True)
            for c in workspace.channels.values()
            if c.kind == "channel"
        ],
        "commands": list(world.manifest.commands),
        "shortcuts": list(world.manifest.shortcuts),
        "functions": world.manifest.functions,
        "limits": {
            "message": limits.MESSAGE, "view": limits.VIEW, "table": TABLE,
            "data_table": DATA_TABLE, "chart": CHART,
        },
        "clock": _clock(deed),
        "weather": world.weather.switches(),
        "connections": len(world.hub.connections),
    }  # fmt: skip


def _clock(deed: Deed) -> Json:
    return {"now": deed.world.clock.iso(), "offset": deed.world.clock.offset}


async def _sidebar(deed: Deed) -> Json:
    user, workspace = deed.user, deed.workspace
    visible = [c for c in workspace.channels.values() if c.is_visible_to(user)]
    return {
        "channels": [sidebar_entry(workspace, c, user) for c in visible if c.kind == "channel"],
        "ims": [sidebar_entry(workspace, c, user) for c in visible if c.kind != "channel"],
    }


async def _people(deed: Deed) -> Json:
    words = _folded(deed.text("q")).split()
    found = [
        person(u)
        for u in deed.workspace.users.values()
        if not u.is_bot and not u.deleted and all(word in _searchable(u) for word in words)
    ]
    start, limit = deed.number("cursor", 0), deed.number("limit", 50)
    following = str(start + limit) if start + limit < len(found) else ""
    return {"users": found[start : start + limit], "next_cursor": following, "total": len(found)}


def _searchable(user: User) -> str:
    parts = (user.id, user.name, user.real_name, user.reading, user.department, user.title, user.email)
    return _folded(" ".join([*parts, "".join(user.real_name.split())]))


def _folded(text: str) -> str:
    """Return the text without differences of width, case and kana."""
    return unicodedata.normalize("NFKC", text).lower().translate(KATAKANA_TO_HIRAGANA)


async def _messages(deed: Deed) -> Json:
    user, channel = deed.user, deed.channel()
    thread_ts = deed.text("thread_ts")
    oldest, latest = deed.text("oldest"), deed.text("latest")
    shown = [
        m
        for m in _shown(channel, user, thread_ts)
        if (not oldest or m["ts"] > oldest) and (not latest or m["ts"] < latest)
    ]
    limit = deed.number("limit", 100)
    page = (shown[:limit] if oldest and not latest else shown[-limit:]) if limit else []
    return {
        "messages": [message_json(m, metadata=True) | _ephemeral_mark(m) for m in page],
        "has_more": len(shown) > len(page),
    }


def _shown(channel: Channel, user: str, thread_ts: str) -> list[Json]:
    own = [m for m in channel.ephemerals if m["ephemeral_to"] == user and m.get("thread_ts", "") == thread_ts]
    if thread_ts:
        parent = channel.messages.get(thread_ts)
        said = [*([parent] if parent else []), *channel.replies(thread_ts)]
    else:
        said = channel.timeline()
    return sorted([*said, *own], key=lambda m: str(m["ts"])) if own else said


def _ephemeral_mark(message: Json) -> Json:
    return {"is_ephemeral": True} if message.get("is_ephemeral") else {}


async def _calls(deed: Deed) -> Json:
    return {"calls": deed.world.told_calls(deed.text("method"), deed.number("since", 0))}


async def _posts(deed: Deed) -> Json:
    wanted, since = deed.text("channel"), deed.number("since", 0)
    if wanted:
        wanted = deed.channel().id
    return {"posts": [p for p in deed.workspace.posts if p["n"] > since and wanted in ("", p["channel"])]}


async def _permalink(deed: Deed) -> Json:
    """Find what a permalink of this workspace points at."""
    parts = deed.need("url").partition("?")[0].rstrip("/").split("/")
    if len(parts) < 2 or not parts[-1].startswith("p") or not parts[-1][1:].isdigit():
        raise BadRequestError("url must be a permalink such as …/archives/C0001/p1700000000000100.")
    channel = deed.workspace.channels.get(parts[-2])
    ts = f"{parts[-1][1:-6]}.{parts[-1][-6:]}"
    if channel is None or ts not in channel.messages:
        raise ControlError("message_not_found", "Nothing is there any more.")
    return {"channel": channel.id, "ts": ts, "thread_ts": channel.messages[ts].get("thread_ts", ts)}


async def _guide(deed: Deed) -> Json:
    """Return what the page's guided first minute needs."""
    guide = deed.world.settings.guide
    if guide is None:
        raise ControlError("no_guide", "The sandbox was started without --guide.")
    return guide


ROUTES: list[tuple[str, str, Handler]] = [
    ("GET", "workspace", _workspace),
    ("GET", "sidebar", _sidebar),
    ("GET", "people", _people),
    ("GET", "messages", _messages),
    ("GET", "calls", _calls),
    ("GET", "posts", _posts),
    ("GET", "permalink", _permalink),
    ("GET", "guide", _guide),
]
