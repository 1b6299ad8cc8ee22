import asyncio
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.client import Sandbox
from sandbox.errors import BadRequestError
from sandbox.ratelimit import RateLimiter
from tests.sandbox.conftest import BOT, RANA, Connect, bolt_app, manifest, seed, web_client
from tests.sandbox.test_socket_mode import bare_socket

Json = dict[str, Any]


async def history(client: AsyncWebClient) -> list[str]:
    return [m["text"] for m in (await client.conversations_history(channel="C0ALL"))["messages"]]


async def test_a_lost_response_leaves_the_work_done(sandbox: Sandbox, client: AsyncWebClient) -> None:
    await sandbox.weather(lose_response=1.0, methods=["chat.postMessage"])
    with pytest.raises(aiohttp.ClientError):
        await client.chat_postMessage(channel="C0ALL", text="届いた")
    assert await history(client) == ["届いた"]


async def test_a_server_error_leaves_the_work_undone(sandbox: Sandbox, client: AsyncWebClient) -> None:
    await sandbox.weather(server_error=1.0, methods=["chat.postMessage"])
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel="C0ALL", text="届かない")
    assert caught.value.response.status_code == 503  # type: ignore[union-attr]
    assert await history(client) == []


async def test_a_server_error_after_the_work_leaves_it_done(sandbox: Sandbox, client: AsyncWebClient) -> None:
    await sandbox.weather(server_error_after=1.0, methods=["chat.postMessage"])
    with pytest.raises(SlackApiError):
        await client.chat_postMessage(channel="C0ALL", text="届いた")
    assert await history(client) == ["届いた"]


async def test_a_storm_is_the_same_again_with_the_same_seed(sandbox: Sandbox, client: AsyncWebClient) -> None:
    async def storm() -> list[bool]:
        await sandbox.weather(server_error=0.5, seed=7)
        survived = []
        for _ in range(20):
            try:
                survived.append(bool(await client.auth_test()))
            except SlackApiError:
                survived.append(False)
        return survived

    first = await storm()
    assert await storm() == first
    assert 3 < sum(first) < 17


async def test_a_dropped_socket_brings_the_event_again(sandbox: Sandbox, connect: Connect) -> None:
    app, heard = bolt_app(sandbox), []

    @app.event("message")
    async def handle(event: Json) -> None:
        heard.append(event["text"])

    handler = await connect(app)
    await sandbox.weather(drop_socket=1.0)
    await sandbox.person(RANA).say("C0ALL", "切れる前に")

    async def cut() -> bool:
        return (await sandbox.workspace())["connections"] == 0

    await sandbox.until(cut)
    await sandbox.weather(drop_socket=0.0)
    await handler.client.connect_to_new_endpoint(force=True)
    await sandbox.connected()
    await sandbox.person(RANA).say("C0ALL", "つながった")
    await sandbox.until(lambda: "つながった" in heard)


async def test_a_duplicate_has_another_envelope_and_the_same_event(sandbox: Sandbox) -> None:
    async with bare_socket(sandbox) as socket:
        await sandbox.weather(duplicate_delivery=1.0)
        await sandbox.person(RANA).say("C0ALL", "鍵")
        first, second = await socket.receive(), await socket.receive()
        for envelope in (first, second):
            await socket.ack(envelope)
        assert first["envelope_id"] != second["envelope_id"]
        assert first["payload"] == second["payload"]


async def test_a_held_back_event_comes_behind_the_next_one(sandbox: Sandbox) -> None:
    async with bare_socket(sandbox) as socket:
        await sandbox.weather(reorder_delivery=1.0)
        await sandbox.person(RANA).say("C0ALL", "一")
        await sandbox.person(RANA).say("C0ALL", "二")
        texts = []
        for _ in range(2):
            envelope = await socket.receive()
            await socket.ack(envelope)
            texts.append(envelope["payload"]["event"]["text"])
        assert texts == ["二", "一"]
        await sandbox.person(RANA).say("C0ALL", "三")
        assert (await socket.receive())["payload"]["event"]["text"] == "三"


async def test_latency_delays_only_the_named_methods(sandbox: Sandbox, client: AsyncWebClient) -> None:
    await sandbox.weather(latency_ms=60_000, methods=["chat.update"])
    assert (await client.auth_test())["ok"]


@pytest.mark.parametrize(
    "switches", [{"rain": 1}, {"lose_response": "often"}, {"server_error": -1}, {"drop_socket": 1.5}]
)
async def test_a_switch_that_makes_no_sense_is_refused(sandbox: Sandbox, switches: Json) -> None:
    with pytest.raises(BadRequestError):
        await sandbox.weather(**switches)


async def test_a_channel_takes_one_message_a_second_by_default() -> None:
    async with Sandbox.start(seed=seed(), manifest=manifest()) as sandbox:
        client = web_client(sandbox)
        await client.chat_postMessage(channel="C0ALL", text="一")
        await client.chat_postMessage(channel="C0SECRET", text="別の所")
        with pytest.raises(SlackApiError) as caught:
            await client.chat_postMessage(channel="C0ALL", text="二")
        response = caught.value.response
        assert not isinstance(response, dict)
        assert (response.status_code, response["error"], response.headers["Retry-After"]) == (429, "ratelimited", "1")
        opened = await client.chat_postMessage(channel=RANA, text="一")
        with pytest.raises(SlackApiError):
            await client.chat_postMessage(channel=opened["channel"], text="二")
        assert await history(client) == ["一"]


def test_a_tier_is_exhausted_by_its_number_of_calls_a_minute() -> None:
    limiter = RateLimiter()
    assert [limiter.wait("users.list") for _ in range(20)] == [0] * 20
    assert 59 <= limiter.wait("users.list") <= 60
    assert limiter.wait("users.info") == 0


async def test_a_direct_message_to_the_bot_is_not_limited(sandbox: Sandbox) -> None:
    for number in range(5):
        await sandbox.person(RANA).say(BOT, str(number))
    assert len(await sandbox.person(RANA).messages(BOT)) == 5


async def test_every_event_arrives_in_a_storm_and_twins_share_their_id() -> None:
    calm: Json = {"seed": seed(), "manifest": manifest(), "ack_seconds": 0.2, "retry_delays": (0.05,) * 12}
    async with Sandbox.start(**calm) as sandbox:
        got: dict[str, set[str]] = {}

        async def listen() -> None:
            while True:
                try:
                    async with bare_socket(sandbox) as socket:
                        async for message in socket.socket:
                            envelope = message.json()
                            payload = envelope["payload"]
                            got.setdefault(payload["event"]["text"], set()).add(payload["event_id"])
                            await socket.ack(envelope)
                except (aiohttp.ClientError, ConnectionError):
                    continue

        listeners = [asyncio.create_task(listen()) for _ in range(2)]
        await sandbox.connected(2)
        storm = {"drop_socket": 0.2, "duplicate_delivery": 0.3, "reorder_delivery": 0.2, "seed": 5}
        await sandbox.weather(**storm, rate_limits=False)
        for number in range(40):
            await sandbox.person(RANA).say("C0ALL", str(number))
        await sandbox.until(lambda: len(got) == 40, within=20)
        for task in listeners:
            task.cancel()
        await asyncio.gather(*listeners, return_exceptions=True)
        assert all(len(ids) == 1 for ids in got.values())
