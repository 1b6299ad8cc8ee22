from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.client import Sandbox
from tests.sandbox.conftest import RANA, bolt_app, manifest, seed
from tests.sandbox.test_limits import asked, modal

Json = dict[str, Any]
Handler = Any


@asynccontextmanager
async def listening(handler: Handler) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_post("/slack/events", handler)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    finally:
        await runner.cleanup()


def http_sandbox(url: str, **settings: Any) -> Any:
    calm = {"seed": seed(), "manifest": manifest(), "weather": {"rate_limits": False}}
    return Sandbox.start(**calm, request_url=url, **settings)


async def test_a_bolt_app_works_over_signed_requests() -> None:
    apps: list[AsyncApp] = []
    heard: list[Any] = []

    async def handle(request: web.Request) -> web.Response:
        from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request

        return await to_aiohttp_response(await apps[0].async_dispatch(await to_bolt_request(request)))

    async with listening(handle) as url, http_sandbox(url) as sandbox:
        app = bolt_app(sandbox)
        apps.append(app)

        @app.command("/teian")
        async def handle_command(ack: Any, client: AsyncWebClient, body: Json) -> None:
            field = asked({"type": "plain_text_input", "action_id": "title"}, block_id="title")
            await client.views_open(trigger_id=body["trigger_id"], view=modal(field, callback_id="form"))
            await ack("開きました")

        @app.view("form")
        async def handle_form(ack: Any) -> None:
            await ack(response_action="errors", errors={"title": "短すぎます"})

        @app.event("message")
        async def handle_message(event: Json) -> None:
            heard.append(event["text"])

        rana = sandbox.person(RANA)
        assert (await rana.command("/teian", channel="C0ALL")).body == {"text": "開きました"}
        assert (await rana.submit({"title": "鍵"})).errors == {"title": "短すぎます"}
        await rana.say("C0ALL", "こんにちは")
        await sandbox.until(lambda: heard == ["こんにちは"])


async def test_a_failed_event_comes_again_with_slacks_headers_and_a_valid_signature() -> None:
    seen: list[tuple[str, str, bool]] = []
    verifier = SignatureVerifier("sandbox-signing-secret")

    async def handle(request: web.Request) -> web.Response:
        genuine = verifier.is_valid_request(await request.read(), dict(request.headers))
        number, reason = request.headers.get("x-slack-retry-num", ""), request.headers.get("x-slack-retry-reason", "")
        seen.append((number, reason, genuine))
        return web.Response(status=200 if number == "2" else 500)

    async with listening(handle) as url, http_sandbox(url, retry_delays=(0.0, 0.0, 0.0)) as sandbox:
        await sandbox.person(RANA).say("C0ALL", "鍵")
        await sandbox.until(lambda: len(seen) == 3)
        assert seen == [("", "", True), ("1", "http_error", True), ("2", "http_error", True)]


@pytest.mark.parametrize(("headers", "requests"), [({"x-slack-no-retry": "1"}, 1), ({}, 4)])
async def test_retries_stop_when_the_bot_says_so(headers: dict[str, str], requests: int) -> None:
    seen: list[str] = []

    async def handle(request: web.Request) -> web.Response:
        text = (await request.json())["event"]["text"]
        seen.append(text)
        return web.Response(status=500, headers=headers) if text == "鍵" else web.Response()

    async with listening(handle) as url, http_sandbox(url, retry_delays=(0.0, 0.0, 0.0)) as sandbox:
        await sandbox.person(RANA).say("C0ALL", "鍵")
        await sandbox.until(lambda: len(seen) >= requests)
        await sandbox.person(RANA).say("C0ALL", "おわり")
        await sandbox.until(lambda: seen[-1] == "おわり")
        assert seen.count("鍵") == requests


async def test_nobody_at_the_address_is_told_as_no_connection() -> None:
    async with http_sandbox("http://127.0.0.1:9/nothing", retry_delays=()) as sandbox:
        answer = await sandbox.person(RANA).command("/teian", channel="C0ALL")
        assert (answer.acked, answer.error) == (False, "no_connection")
