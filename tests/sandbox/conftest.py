"""A small workspace with the cast, and a real Bolt app connected to it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.client import Sandbox

Json = dict[str, Any]
BOT_TOKEN, APP_TOKEN = "xoxb-sandbox", "xapp-sandbox"
RANA, LEO, OTTO = "U0RANA", "U0LEO", "U0OTTO"
BOT = "U0BANSOU"


def manifest(**changes: Any) -> Json:
    """Return a manifest that allows everything the tests use; named parts are replaced."""
    parts: Json = {
        "scopes": [
            "app_mentions:read", "channels:history", "channels:join", "channels:manage", "channels:read", "chat:write",
            "commands", "files:read", "groups:history", "groups:read", "groups:write", "im:history", "im:read",
            "im:write", "metadata.message:read", "mpim:write", "reactions:read", "reactions:write", "team:read",
            "usergroups:read", "users:read", "users:read.email",
        ],
        "events": [
            "app_home_opened", "app_mention", "channel_archive", "channel_left", "channel_rename", "group_left",
            "member_joined_channel", "message.channels", "message.groups", "message.im", "reaction_added",
            "reaction_removed", "team_join", "user_change", "user_status_changed",
        ],
        "home_tab_enabled": True,
        **changes,
    }  # fmt: skip
    return {
        "display_information": {"name": "Test"},
        "features": {
            "app_home": {"home_tab_enabled": parts["home_tab_enabled"], "messages_tab_enabled": True},
            "slash_commands": [{"command": "/teian", "description": "提案"}],
            "shortcuts": [
                {"name": "提案", "type": "global", "callback_id": "open", "description": "提案"},
                {
                    "name": "提案として登録",
                    "type": "message",
                    "callback_id": "from_message",
                    "description": "提案",
                },
            ],
        },
        "oauth_config": {"scopes": {"bot": parts["scopes"]}},
        "settings": {
            "event_subscriptions": {"bot_events": parts["events"]},
            "interactivity": {"is_enabled": True},
            "socket_mode_enabled": True,
        },
        "functions": {
            "count": {
                "title": "数える",
                "description": "",
                "input_parameters": {"text": {"type": "string", "is_required": True}},
                "output_parameters": {"number": {"type": "integer", "is_required": True}},
            }
        },
    }


def seed() -> Json:
    """Return three people, a public channel with the bot, one without it, and a private one."""
    return {
        "users": [
            {"id": RANA, "name": "rana", "real_name": "楽 ラナ", "reading": "らく らな",
             "email": "rana@city.example.jp",
             "department": "市民課", "title": "主任"},
            {"id": LEO, "name": "leo", "real_name": "李 礼央", "email": "leo@city.example.jp", "department": "企画課"},
            {"id": OTTO, "name": "otto", "real_name": "外山 音", "email": "otto@city.example.jp", "locale": "en-US"},
        ],
        "channels": [
            {"id": "C0ALL", "name": "全庁", "members": "*", "bot_is_member": True},
            {"id": "C0QUIET", "name": "雑談", "members": [RANA, LEO], "bot_is_member": False},
            {"id": "C0SECRET", "name": "秘密", "is_private": True, "members": [LEO], "bot_is_member": True},
            {"id": "C0HIDDEN", "name": "人事", "is_private": True, "members": [LEO], "bot_is_member": False},
        ],
        "usergroups": [{"id": "S0OFFICE", "handle": "office", "name": "事務局", "users": [LEO]}],
    }  # fmt: skip


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox.start(seed=seed(), manifest=manifest(), weather={"rate_limits": False}) as running:
        yield running


@pytest.fixture
def client(sandbox: Sandbox) -> AsyncWebClient:
    return web_client(sandbox)


def web_client(sandbox: Sandbox, token: str = BOT_TOKEN) -> AsyncWebClient:
    return AsyncWebClient(token=token, base_url=sandbox.api_url, retry_handlers=[])


def bolt_app(sandbox: Sandbox) -> AsyncApp:
    return AsyncApp(client=web_client(sandbox), signing_secret="sandbox-signing-secret", process_before_response=True)


@asynccontextmanager
async def bot_socket(sandbox: Sandbox, app: AsyncApp) -> AsyncIterator[AsyncSocketModeHandler]:
    """Connect the app over Socket Mode and wait until the sandbox has it."""
    handler = AsyncSocketModeHandler(app, APP_TOKEN)
    before = (await sandbox.workspace())["connections"]
    await handler.connect_async()
    try:
        await sandbox.connected(before + 1)
        yield handler
    finally:
        await handler.close_async()


Connect = Callable[[AsyncApp], Awaitable[AsyncSocketModeHandler]]


@pytest.fixture
async def connect(sandbox: Sandbox) -> AsyncIterator[Connect]:
    async with AsyncExitStack() as stack:

        async def open_socket(app: AsyncApp) -> AsyncSocketModeHandler:
            return await stack.enter_async_context(bot_socket(sandbox, app))

        yield open_socket
