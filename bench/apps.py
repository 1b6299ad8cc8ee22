"""Bare Bolt and ours, sent the same submissions."""

import asyncio
import contextlib
import json
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from itertools import islice
from typing import Any

import aiohttp
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient

import handlers
from bench.city import Place
from bench.measure import Figures, closed_loop
from bot.jobs.homes import Homes
from bot.messenger import Messenger
from handlers.services import Services
from templates.intake import SUBMIT_ID

BOT_TOKEN, APP_TOKEN = "xoxb-bench", "xapp-bench"


def bare(api_url: str, *, waits_for_ack: bool = True) -> AsyncApp:
    """Bolt with one listener that only acknowledges; Bolt's default polls for that every 10 ms."""
    client = AsyncWebClient(token=BOT_TOKEN, base_url=api_url)
    app = AsyncApp(client=client, process_before_response=waits_for_ack)

    @app.view(SUBMIT_ID)
    async def handle_submission(ack: AsyncAck) -> None:
        await ack()

    return app


@asynccontextmanager
async def ours(api_url: str, place: Place) -> AsyncIterator[AsyncApp]:
    """The bot with every listener; its outbox fills and is not delivered, which Slack's pace would rule anyway."""
    async with Messenger(BOT_TOKEN, api_url) as messenger:
        client = AsyncWebClient(token=BOT_TOKEN, base_url=api_url)
        app = AsyncApp(client=client, process_before_response=True)
        homes = Homes(place.database, messenger, place.city, place.workspace.id or 0)
        handlers.register(app, Services(place.database, messenger, place.city, lambda: None, homes))
        yield app


async def dispatched(app: AsyncApp, payloads: Iterator[dict[str, Any]], at_once: int, times: int) -> Figures:
    """Hand so many submissions to the app; anything but an answer to a person is a failure."""
    made = iter(list(islice(payloads, times)))

    async def send() -> None:
        response = await app.async_dispatch(AsyncBoltRequest(mode="socket_mode", body=next(made)))
        answer = json.loads(response.body) if response.body else {}
        if response.status != 200 or answer.get("response_action") == "errors":
            raise RuntimeError(f"a submission was refused: {response.status} {answer}")

    return await closed_loop(send, at_once, times)


@asynccontextmanager
async def chat() -> AsyncIterator[str]:
    """The thin chat as a process of its own; its address."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.chat", stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield (await process.stdout.readline()).decode().strip()
    finally:
        process.stdin.close()
        await process.wait()


async def over_socket(
    app: AsyncApp, chat_url: str, payloads: Iterator[dict[str, Any]], at_once: int, times: int
) -> Figures:
    """Connect the app, let the chat send so many submissions at once, and disconnect."""
    handler = AsyncSocketModeHandler(app, APP_TOKEN)
    handler.client.web_client.base_url = f"{chat_url}/api/"
    await handler.connect_async()  # type: ignore[no-untyped-call]
    try:
        texts = [json.dumps(payload) for payload in islice(payloads, times)]
        load = {"at_once": at_once, "payloads": texts}
        async with aiohttp.ClientSession() as session, session.post(f"{chat_url}/load", json=load) as answer:
            return Figures(**await answer.json())
    finally:
        with contextlib.suppress(aiohttp.ClientError):
            await handler.close_async()  # type: ignore[no-untyped-call]
