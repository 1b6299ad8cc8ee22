"""The WebSocket on which the page hears what happens before one person's eyes."""

import asyncio
import json

from aiohttp import web

from sandbox.model import Change, Json
from sandbox.shapes import message_json
from sandbox.world import World

MESSAGE_KINDS = {"message", "message_changed", "reaction", "ephemeral"}
QUEUE_SIZE = 1000


class Stream:
    """Tells every open page what changed, as far as its person may see it."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._open: dict[asyncio.Queue[str | None], str] = {}

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Serve one page until it goes away."""
        user = request.query.get("user", "")
        if user not in self._world.workspace.users:
            return web.json_response({"ok": False, "error": "no_such_user", "detail": "Name a user."}, status=400)
        socket = web.WebSocketResponse(heartbeat=30)
        await socket.prepare(request)
        queue: asyncio.Queue[str | None] = asyncio.Queue(QUEUE_SIZE)
        self._open[queue] = user
        sender = asyncio.create_task(self._send(socket, queue))
        try:
            async for _ in socket:
                pass
        finally:
            del self._open[queue]
            sender.cancel()
        return socket

    @staticmethod
    async def _send(socket: web.WebSocketResponse, queue: asyncio.Queue[str | None]) -> None:
        while (text := await queue.get()) is not None:
            await socket.send_str(text)
        await socket.close()

    def __call__(self, change: Change) -> None:
        """Tell of one change."""
        if not self._open:
            return
        text = json.dumps(self._told(change), ensure_ascii=False)
        for queue, user in list(self._open.items()):
            if not self._concerns(change, user):
                continue
            if queue.full():
                queue.get_nowait()
            queue.put_nowait(text)

    @staticmethod
    def _concerns(change: Change, user: str) -> bool:
        if change.kind in ("ephemeral", "ephemeral_deleted", "view", "home", "read"):
            return change.user == user
        if change.channel is not None:
            return change.channel.is_visible_to(user) or change.user == user
        return True

    def _told(self, change: Change) -> Json:
        channel = {"channel": change.channel.id} if change.channel else {}
        if change.kind in MESSAGE_KINDS:
            mark = {"is_ephemeral": True} if change.kind == "ephemeral" else {}
            message = message_json(change.message, metadata=True) | mark
            return {"type": change.kind, **channel, "message": message, "user": change.user, **change.data}
        if change.kind in ("message_deleted", "ephemeral_deleted"):
            ts = change.message["ts"]
            thread_ts = change.message.get("thread_ts", ts)
            return {
                "type": "message_deleted",
                **channel,
                "ts": ts,
                "thread_ts": thread_ts,
                "message": message_json(change.message),
            }
        if change.kind == "view":
            return {"type": "view", "user": change.user, **self._world.modals.shown(change.user)}
        if change.kind == "home":
            return {"type": "home", "user": change.user, "view": self._world.home_json(change.user)}
        if change.kind in ("clock", "connections"):
            return {"type": change.kind, **change.data}
        return {"type": "sidebar", "reason": change.kind, **channel, "user": change.user}

    def stop(self) -> None:
        """Close every page's stream."""
        for queue in self._open:
            if queue.full():
                queue.get_nowait()
            queue.put_nowait(None)
