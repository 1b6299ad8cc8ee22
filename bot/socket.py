"""The connection to the chat over Socket Mode, watched: one that has died without a word is opened anew."""

import asyncio
import contextlib
import logging

import aiohttp
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.errors import ConfigurationError, ConfigurationProblem, UserError

log = logging.getLogger("bansou.socket")
_LOOK_EVERY_SECONDS = 5.0
_PING_SECONDS = 10.0


class Socket:
    """Receives what the chat sends and hands it to the app."""

    def __init__(self, app: AsyncApp, app_token: str, base_url: str) -> None:
        self._token, self._base_url = app_token, base_url
        self._handler = AsyncSocketModeHandler(app, app_token, ping_interval=_PING_SECONDS)
        self._watch: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Connect; ConfigurationError when the chat does not accept the token."""
        await check_app_token(self._token, self._base_url)
        await self._handler.connect_async()  # type: ignore[no-untyped-call]
        self._watch = asyncio.create_task(self._keep_alive(), name="socket-watch")

    async def close(self) -> None:
        """Take nothing new."""
        if self._watch is not None:
            self._watch.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._watch
        await self._handler.close_async()  # type: ignore[no-untyped-call]

    async def _keep_alive(self) -> None:
        """The SDK repeats a rejected address for ever; a fresh one ends that."""
        was_down = False
        while True:
            await asyncio.sleep(_LOOK_EVERY_SECONDS)
            client = self._handler.client
            down = not await client.is_connected()
            if down and was_down:
                log.warning("the connection to the chat is down; opening a new one")
                client.wss_uri = None
                try:
                    await client.connect_to_new_endpoint(force=True)
                except (SlackApiError, aiohttp.ClientError, TimeoutError) as error:
                    log.warning("not yet: %s", error)
            was_down = down


async def check_app_token(token: str, base_url: str) -> None:
    """Ask the chat for a connection; ConfigurationError says what is wrong with the token or the address.

    The SDK asks again for ever when a token is wrong, and never says so.
    """
    client = AsyncWebClient(token=token, base_url=base_url, retry_handlers=[])
    try:
        await client.apps_connections_open(app_token=token)
    except SlackApiError as error:
        facts = {"reason": str(error.response.get("error", "unknown")), "url": base_url}
        raise ConfigurationError((ConfigurationProblem("SLACK_APP_TOKEN", "app_token_refused", facts),)) from error
    except (aiohttp.ClientError, TimeoutError) as error:
        raise UserError("chat_unreachable", url=base_url, reason=str(error)) from error
