"""One HTTP session for everything the bot says to Slack, and nothing sent twice behind our back."""

import asyncio
import logging
from collections.abc import AsyncIterator

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.errors import DeliveryError
from bot.messenger import failures
from bot.messenger.answers import Json, part, parts, word

SLACK_API_URL = "https://slack.com/api/"
_LONGEST_WAIT_SECONDS = 60.0

_log = logging.getLogger("bansou.slack")
_log.setLevel(logging.INFO)  # at DEBUG the SDK writes whole messages into the log


class Caller:
    """Calls Web API methods by name; build it inside a running event loop, and close it."""

    def __init__(self, token: str, base_url: str = SLACK_API_URL, timeout: float = 10.0) -> None:
        limits = aiohttp.ClientTimeout(total=timeout, sock_connect=min(5.0, timeout))
        self._session = aiohttp.ClientSession(timeout=limits)
        # The SDK's default handler posts again after a lost connection: two messages for one call.
        self.client = AsyncWebClient(
            token=token, base_url=base_url, session=self._session, retry_handlers=[], logger=_log
        )

    async def close(self) -> None:
        """Close the connections."""
        await self._session.close()

    async def write(self, method: str, channel: str = "", /, **arguments: object) -> Json:
        """Call a method with a JSON body; None is left out. Raises DeliveryError."""
        body = {key: value for key, value in arguments.items() if value is not None}
        return (await self._call(method, channel, json=body))[0]

    async def read(self, method: str, channel: str = "", /, **arguments: object) -> Json:
        """Call a method that takes only form fields; None is left out. Raises DeliveryError."""
        return (await self.read_with_headers(method, channel, **arguments))[0]

    async def read_with_headers(
        self, method: str, channel: str = "", /, **arguments: object
    ) -> tuple[Json, dict[str, str]]:
        """As `read`, with the answer's headers, their names in small letters."""
        fields = {key: value for key, value in arguments.items() if value is not None}
        return await self._call(method, channel, "GET", params=fields)

    async def pages(
        self, method: str, key: str, channel: str = "", patience: int = 0, /, **arguments: object
    ) -> AsyncIterator[list[Json]]:
        """The lists under `key`, page by page; each page waits out `patience` rate limits before it fails."""
        cursor: str | None = None
        while True:
            answer = await self._read_patiently(method, channel, patience, cursor=cursor, **arguments)
            yield parts(answer, key)
            cursor = word(part(answer, "response_metadata"), "next_cursor") or None
            if cursor is None:
                return

    async def _read_patiently(self, method: str, channel: str, patience: int, /, **arguments: object) -> Json:
        for _ in range(patience):
            try:
                return await self.read(method, channel, **arguments)
            except DeliveryError as error:
                if error.retry_after is None or error.retry_after > _LONGEST_WAIT_SECONDS:
                    raise
                await asyncio.sleep(error.retry_after)
        return await self.read(method, channel, **arguments)

    async def _call(
        self, method: str, channel: str, verb: str = "POST", json: Json | None = None, params: Json | None = None
    ) -> tuple[Json, dict[str, str]]:
        try:
            answer = await self.client.api_call(method, http_verb=verb, json=json, params=params)
        except SlackApiError as error:
            raise failures.from_answer(channel, error) from error
        except (aiohttp.ClientError, TimeoutError) as error:
            raise failures.from_network(channel, error) from error
        except (AttributeError, ValueError, LookupError) as error:
            # What the SDK raises over a body that is no JSON object or in no known alphabet.
            raise failures.ambiguous(channel, "unreadable_answer") from error
        data = answer.data if isinstance(answer.data, dict) else {}
        return data, {str(key).lower(): str(value) for key, value in answer.headers.items()}
