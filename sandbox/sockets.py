"""Socket Mode: one-time tickets, up to ten connections, each payload to exactly one of them."""

import asyncio
import json
import time
import uuid
from collections.abc import Callable

from aiohttp import WSMsgType, web

from sandbox.delivery import ACK_SECONDS, Ack, Envelope
from sandbox.model import Json
from sandbox.weather import Weather

MAX_CONNECTIONS = 10
TICKET_SECONDS = 30.0
LIFE_SECONDS = 3600.0
DEBUG_LIFE_SECONDS = 360.0
WARNING_SECONDS = 10.0


class Connection:
    """One open WebSocket of the bot."""

    def __init__(self, socket: web.WebSocketResponse, transport: asyncio.Transport | None) -> None:
        self.id = uuid.uuid4().hex
        self.socket = socket
        self.transport = transport
        self.retiring = False
        self.timers: list[asyncio.TimerHandle] = []


class SocketHub:
    """Hands out tickets, keeps the connections and brings envelopes to them."""

    def __init__(self, app_id: str, weather: Weather, ack_seconds: float = ACK_SECONDS) -> None:
        self.connections: list[Connection] = []
        self.on_change: Callable[[], None] = lambda: None
        self._app_id = app_id
        self._weather = weather
        self._ack_seconds = ack_seconds
        self._tickets: dict[str, float] = {}
        self._waiting: dict[str, asyncio.Future[Json | None]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def ticket(self) -> str:
        """Return a ticket that opens one connection, once."""
        now = time.monotonic()
        self._tickets = {t: until for t, until in self._tickets.items() if until > now}
        made = str(uuid.uuid4())
        self._tickets[made] = now + TICKET_SECONDS
        return made

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Serve one connection from hello to its end."""
        if self._tickets.pop(request.query.get("ticket", ""), 0.0) < time.monotonic():
            return web.json_response({"ok": False, "error": "invalid_ticket"}, status=403)
        socket = web.WebSocketResponse(heartbeat=30, max_msg_size=0)
        await socket.prepare(request)
        if len(self.connections) >= MAX_CONNECTIONS:
            await socket.send_json({"type": "disconnect", "reason": "too_many_websockets", "debug_info": {}})
            await socket.close()
            return socket
        life = DEBUG_LIFE_SECONDS if request.query.get("debug_reconnects") == "true" else LIFE_SECONDS
        await self._serve(Connection(socket, request.transport), life)
        return socket

    async def _serve(self, connection: Connection, life: float) -> None:
        loop = asyncio.get_running_loop()
        self.connections.append(connection)
        self.on_change()
        connection.timers = [
            loop.call_later(life - WARNING_SECONDS, self._start_disconnect, connection, "warning"),
            loop.call_later(life, self._start_disconnect, connection, "refresh_requested"),
        ]
        try:
            await connection.socket.send_json(self._hello(connection, life))
            async for message in connection.socket:
                if message.type is WSMsgType.TEXT:
                    self._take_ack(message.data)
        except ConnectionError:
            pass  # the bot went away in the middle of a word
        finally:
            for timer in connection.timers:
                timer.cancel()
            self.connections.remove(connection)
            self.on_change()

    def _hello(self, connection: Connection, life: float) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self.connections),
            "debug_info": {
                "host": connection.id,
                "build_number": 1,
                "approximate_connection_time": int(life),
            },
            "connection_info": {"app_id": self._app_id},
        }

    def _take_ack(self, text: str) -> None:
        try:
            answer = json.loads(text)
        except ValueError:
            return
        future = self._waiting.get(answer.get("envelope_id", "")) if isinstance(answer, dict) else None
        if future is not None and not future.done():
            future.set_result(answer.get("payload"))

    def _choose(self) -> Connection | None:
        open_ones = [c for c in self.connections if not c.socket.closed]
        candidates = [c for c in open_ones if not c.retiring] or open_ones
        return candidates[self._weather.pick(len(candidates))] if candidates else None

    async def deliver(self, envelope: Envelope) -> Ack:
        """Send an envelope to one connection and wait for its ack."""
        connection = self._choose()
        if connection is None:
            return Ack(False, error="no_connection", detail="")
        future: asyncio.Future[Json | None] = asyncio.get_running_loop().create_future()
        self._waiting[envelope.id] = future
        try:
            await connection.socket.send_str(_wire(envelope))
            if connection.transport is not None and self._weather.strikes("drop_socket"):
                connection.transport.abort()
            async with asyncio.timeout(self._ack_seconds):
                payload = await future
        except (TimeoutError, ConnectionError):
            return Ack(False, error="operation_timeout")
        finally:
            del self._waiting[envelope.id]
        return Ack(True, body=payload if envelope.accepts_response else None)

    def refresh(self, reason: str) -> None:
        """Ask every connection to be replaced by a new one."""
        for connection in self.connections:
            self._start_disconnect(connection, reason)

    def _start_disconnect(self, connection: Connection, reason: str) -> None:
        task = asyncio.create_task(self._disconnect(connection, reason))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _disconnect(self, connection: Connection, reason: str) -> None:
        connection.retiring = True
        try:
            notice = {"type": "disconnect", "reason": reason, "debug_info": {"host": connection.id}}
            await connection.socket.send_json(notice)
            await asyncio.sleep(WARNING_SECONDS)
            await connection.socket.close()
        except ConnectionError:
            return

    async def stop(self) -> None:
        """Close every connection."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.gather(*(c.socket.close() for c in list(self.connections)), return_exceptions=True)


def _wire(envelope: Envelope) -> str:
    head: Json = {
        "envelope_id": envelope.id,
        "type": envelope.kind,
        "accepts_response_payload": envelope.accepts_response,
    }
    if envelope.kind == "events_api":
        head |= {"retry_attempt": envelope.retry_attempt, "retry_reason": envelope.retry_reason}
    return f'{json.dumps(head)[:-1]}, "payload": {envelope.payload}}}'
