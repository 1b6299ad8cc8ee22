import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest

from sandbox.client import Sandbox
from tests.sandbox.conftest import BOT, RANA, Connect, bolt_app, manifest, seed, web_client

Json = dict[str, Any]


class Socket:
    """A bare Socket Mode client that acknowledges only when told to."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, hello: Json) -> None:
        self.socket = socket
        self.hello = hello

    async def receive(self, within: float = 5.0) -> Json:
        told: Json = await self.socket.receive_json(timeout=within)
        return told

    async def ack(self, envelope: Json, **payload: Any) -> None:
        body = {"envelope_id": envelope["envelope_id"]} | ({"payload": payload} if payload else {})
        await self.socket.send_json(body)


async def ticket(sandbox: Sandbox) -> str:
    answer = await web_client(sandbox).apps_connections_open(app_token="xapp-sandbox")
    return str(answer["url"])


@asynccontextmanager
async def bare_socket(sandbox: Sandbox, url: str = "") -> AsyncIterator[Socket]:
    async with aiohttp.ClientSession() as session, session.ws_connect(url or await ticket(sandbox)) as socket:
        yield Socket(socket, await socket.receive_json())


@asynccontextmanager
async def impatient() -> AsyncIterator[Sandbox]:
    """A sandbox that gives the bot 0.1 s and tries again at once."""
    settings: Json = {"seed": seed(), "manifest": manifest(), "weather": {"rate_limits": False}}
    async with Sandbox.start(**settings, ack_seconds=0.1, retry_delays=(0.0, 0.0, 0.0)) as running:
        yield running


async def test_hello_counts_the_connections(sandbox: Sandbox) -> None:
    async with bare_socket(sandbox) as first, bare_socket(sandbox) as second:
        assert (first.hello["type"], first.hello["num_connections"]) == ("hello", 1)
        assert second.hello["num_connections"] == 2
        assert second.hello["connection_info"] == {"app_id": "A0BANSOU"}
        assert second.hello["debug_info"]["approximate_connection_time"] == 3600

    async def nobody() -> bool:
        return (await sandbox.workspace())["connections"] == 0

    await sandbox.until(nobody)


async def test_a_ticket_opens_one_connection_only(sandbox: Sandbox) -> None:
    url = await ticket(sandbox)
    async with bare_socket(sandbox, url):
        with pytest.raises(aiohttp.WSServerHandshakeError):
            async with bare_socket(sandbox, url):
                pass
    with pytest.raises(aiohttp.WSServerHandshakeError):
        async with bare_socket(sandbox, f"{sandbox.url}/link/?ticket=made-up"):
            pass


async def test_the_eleventh_connection_is_sent_away(sandbox: Sandbox) -> None:
    async with aiohttp.ClientSession() as session:
        sockets = [await session.ws_connect(await ticket(sandbox)) for _ in range(10)]
        for socket in sockets:
            await socket.receive_json()
        eleventh = await session.ws_connect(await ticket(sandbox))
        told = await eleventh.receive_json()
        assert (told["type"], told["reason"]) == ("disconnect", "too_many_websockets")
        assert (await sandbox.workspace())["connections"] == 10
        for socket in [*sockets, eleventh]:
            await socket.close()


async def test_an_event_is_brought_to_exactly_one_connection(sandbox: Sandbox) -> None:
    async with bare_socket(sandbox) as first, bare_socket(sandbox) as second:
        got: list[str] = []

        async def take(socket: Socket) -> None:
            async for message in socket.socket:
                envelope = message.json()
                got.append(envelope["payload"]["event"]["text"])
                await socket.ack(envelope)

        tasks = [asyncio.create_task(take(s)) for s in (first, second)]
        for number in range(20):
            await sandbox.person(RANA).say("C0ALL", str(number))
        await sandbox.until(lambda: len(got) >= 20)
        for task in tasks:
            task.cancel()
        assert sorted(got, key=int) == [str(n) for n in range(20)]


async def test_an_event_comes_again_with_the_same_id_until_it_is_acknowledged() -> None:
    async with impatient() as sandbox, bare_socket(sandbox) as socket:
        await sandbox.person(RANA).say("C0ALL", "鍵")
        first, second = await socket.receive(), await socket.receive()
        await socket.ack(second)
        assert (first["retry_attempt"], second["retry_attempt"], second["retry_reason"]) == (0, 1, "timeout")
        assert first["envelope_id"] != second["envelope_id"]
        assert first["payload"]["event_id"] == second["payload"]["event_id"]
        await sandbox.person(RANA).say("C0ALL", "次")
        assert (await socket.receive())["payload"]["event"]["text"] == "次"


async def test_an_event_is_given_up_after_three_retries() -> None:
    async with impatient() as sandbox, bare_socket(sandbox) as socket:
        await sandbox.person(RANA).say("C0ALL", "鍵")
        attempts = [(await socket.receive())["retry_attempt"] for _ in range(4)]
        assert attempts == [0, 1, 2, 3]
        with pytest.raises(TimeoutError):
            await socket.receive(within=0.3)


async def test_a_command_is_never_sent_again() -> None:
    async with impatient() as sandbox, bare_socket(sandbox) as socket:
        answer = await sandbox.person(RANA).command("/teian", channel="C0ALL")
        assert answer.error == "operation_timeout"
        envelope = await socket.receive()
        assert (envelope["type"], envelope["accepts_response_payload"]) == ("slash_commands", True)
        assert "retry_attempt" not in envelope
        with pytest.raises(TimeoutError):
            await socket.receive(within=0.3)


async def test_an_answer_is_ignored_where_none_is_accepted(sandbox: Sandbox) -> None:
    async with bare_socket(sandbox) as socket:
        pressing = asyncio.create_task(sandbox.person(RANA).shortcut("open"))
        envelope = await socket.receive()
        assert envelope["accepts_response_payload"] is False
        await socket.ack(envelope, text="なし")
        answer = await pressing
        assert (answer.acked, answer.body) == (True, None)


async def test_a_bot_reconnects_without_losing_an_event_when_a_refresh_is_asked(
    sandbox: Sandbox, connect: Connect
) -> None:
    app, heard = bolt_app(sandbox), []

    @app.event("message")
    async def handle(event: Json) -> None:
        heard.append(event["text"])

    await connect(app)
    opened = len(await sandbox.calls("apps.connections.open"))
    await sandbox.refresh()

    async def reconnected() -> bool:
        calls = await sandbox.calls("apps.connections.open")
        return len(calls) > opened and (await sandbox.workspace())["connections"] == 1

    await sandbox.until(reconnected)
    await sandbox.person(RANA).say("C0ALL", "まだいますか")
    await sandbox.until(lambda: heard == ["まだいますか"])


async def test_a_warning_announces_the_end_of_a_connection(sandbox: Sandbox) -> None:
    async with bare_socket(sandbox) as socket:
        await sandbox.refresh("warning")
        told = await socket.receive()
        assert (told["type"], told["reason"]) == ("disconnect", "warning")
        await sandbox.person(RANA).say(BOT, "まだ届く")
        assert (await socket.receive())["payload"]["event"]["text"] == "まだ届く"


async def test_debug_reconnects_shortens_the_life_of_a_connection(sandbox: Sandbox) -> None:
    async with bare_socket(sandbox, f"{await ticket(sandbox)}&debug_reconnects=true") as socket:
        assert socket.hello["debug_info"]["approximate_connection_time"] == 360
