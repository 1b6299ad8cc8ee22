"""`python -m bench.chat`: the thinnest chat that a bot can connect to, and the load that comes from it.

The sandbox checks everything that it is told; here only what a socket costs is wanted. It runs as a process of its own,
so that the bot's figures hold none of its work.
"""

import asyncio
import itertools
import json
import sys
import time
from dataclasses import asdict
from typing import Any

from aiohttp import WSMsgType, web

from bench.measure import closed_loop

_ANSWERS: dict[str, dict[str, Any]] = {
    "auth.test": {"team": "澪浜市", "team_id": "T0CITY", "user_id": "U0BANSOU", "bot_id": "B0BANSOU", "url": ""},
    "users.list": {"members": []},
    "conversations.list": {"channels": []},
}


class Chat:
    """One socket of the bot, and what is sent over it."""

    def __init__(self) -> None:
        self.url = ""
        self._socket: web.WebSocketResponse | None = None
        self._answers: dict[str, asyncio.Future[None]] = {}
        self._ids = itertools.count()
        self._connected_at: list[float] = []
        self._connected = asyncio.Condition()

    def app(self) -> web.Application:
        """The routes."""
        app = web.Application(client_max_size=256 * 1024 * 1024)
        app.router.add_post("/api/{method}", self._call)
        app.router.add_get("/api/{method}", self._call)
        app.router.add_get("/link", self._link)
        app.router.add_get("/connections", self._connections)
        app.router.add_post("/load", self._load)
        return app

    async def _call(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        answer = _ANSWERS.get(method, {})
        if method == "apps.connections.open":
            answer = {"url": self.url.replace("http", "ws") + "/link"}
        return web.json_response({"ok": True, **answer})

    async def _link(self, request: web.Request) -> web.StreamResponse:
        self._socket = socket = web.WebSocketResponse(max_msg_size=0)
        await socket.prepare(request)
        async with self._connected:
            self._connected_at.append(time.monotonic())
            self._connected.notify_all()
        await socket.send_json({"type": "hello", "num_connections": 1, "connection_info": {"app_id": "A0BANSOU"}})
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                waiting = self._answers.pop(json.loads(message.data).get("envelope_id", ""), None)
                if waiting is not None:
                    waiting.set_result(None)
        return socket

    async def _connections(self, request: web.Request) -> web.Response:
        """When each connection was made, by this machine's monotonic clock, once there are `at_least` so many."""
        at_least = int(request.query["at_least"])
        async with self._connected:
            await self._connected.wait_for(lambda: len(self._connected_at) >= at_least)
        return web.json_response(self._connected_at)

    async def _load(self, request: web.Request) -> web.Response:
        given = await request.json()
        payloads = iter(given["payloads"])

        async def send() -> None:
            assert self._socket is not None
            envelope_id = str(next(self._ids))
            answered = self._answers[envelope_id] = asyncio.get_running_loop().create_future()
            head = json.dumps({"envelope_id": envelope_id, "type": "interactive", "accepts_response_payload": True})
            await self._socket.send_str(f'{head[:-1]}, "payload": {next(payloads)}}}')
            async with asyncio.timeout(30):
                await answered

        return web.json_response(asdict(await closed_loop(send, given["at_once"], len(given["payloads"]))))


async def _serve() -> None:
    chat = Chat()
    runner = web.AppRunner(chat.app())
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    chat.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    sys.stdout.write(chat.url + "\n")
    sys.stdout.flush()
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)  # until who started it is gone
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(_serve())
