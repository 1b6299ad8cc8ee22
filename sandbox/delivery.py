"""Bringing payloads to the bot: each to one receiver, events again when nobody acknowledged them."""

import asyncio
import json
import logging
import time
import uuid
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from sandbox.model import Json
from sandbox.weather import Weather

ACK_SECONDS = 3.0
HOLD_SECONDS = 0.5
RETRY_DELAYS = (0.0, 60.0, 300.0)
Kind = Literal["events_api", "interactive", "slash_commands"]
logger = logging.getLogger(__name__)


@dataclass
class Envelope:
    """One payload on its way, written down as it was when it was sent."""

    kind: Kind
    payload: str
    accepts_response: bool = False
    retry_attempt: int = 0
    retry_reason: str = ""
    id: str = ""

    def __post_init__(self) -> None:
        self.id = self.id or str(uuid.uuid4())

    def again(self, attempt: int | None = None, reason: str = "") -> "Envelope":
        """Return the same payload in a new envelope."""
        number = self.retry_attempt if attempt is None else attempt
        return Envelope(self.kind, self.payload, self.accepts_response, number, reason or self.retry_reason)


@dataclass
class Ack:
    """What came of a delivery."""

    acked: bool
    body: Json | None = None
    error: str = ""
    waited_ms: int = 0
    detail: str = ""

    def json(self) -> Json:
        """Return it as the control API tells it."""
        if self.acked and not self.error:
            return {"acked": True, "body": self.body, "waited_ms": self.waited_ms}
        told: Json = {"acked": self.acked, "error": self.error, "waited_ms": self.waited_ms}
        if self.detail:
            told |= {"detail": self.detail, "body": self.body}
        return told


class Transport(Protocol):
    """A way to the bot: sockets or signed requests."""

    async def deliver(self, envelope: Envelope) -> Ack:
        """Bring one envelope to one receiver and wait for its ack."""


class Delivery:
    """Sends payloads over a transport, with the weather's tricks and Slack's retries."""

    def __init__(self, transport: Transport, weather: Weather, delays: tuple[float, ...] = RETRY_DELAYS) -> None:
        self.transport = transport
        self._weather = weather
        self._delays = delays
        self._tasks: set[asyncio.Task[None]] = set()
        self._held: Envelope | None = None

    async def ask(self, kind: Kind, payload: Json, *, accepts_response: bool = False) -> Ack:
        """Send something a person did and wait for the answer; it is never sent twice by Slack itself."""
        envelope = Envelope(kind, json.dumps(payload), accepts_response)
        if self._weather.strikes("duplicate_delivery"):
            self._start(self._once(envelope.again()))
        started = time.monotonic()
        ack = await self.transport.deliver(envelope)
        ack.waited_ms = round((time.monotonic() - started) * 1000)
        return ack

    def event(self, payload: Json) -> None:
        """Send an event in the background until it is acknowledged or out of retries."""
        envelope = Envelope("events_api", json.dumps(payload))
        held, self._held = self._held, None
        if held is None and self._weather.strikes("reorder_delivery"):
            self._held = envelope
            self._start(self._release(envelope))
            return
        self._dispatch(envelope)
        if held is not None:
            self._dispatch(held)

    def _dispatch(self, envelope: Envelope) -> None:
        self._start(self._until_acked(envelope))
        if self._weather.strikes("duplicate_delivery"):
            self._start(self._once(envelope.again()))

    async def _release(self, envelope: Envelope) -> None:
        await asyncio.sleep(HOLD_SECONDS)
        if self._held is envelope:
            self._held = None
            self._dispatch(envelope)

    async def _once(self, envelope: Envelope) -> None:
        await self.transport.deliver(envelope)

    async def _until_acked(self, envelope: Envelope) -> None:
        ack = await self.transport.deliver(envelope)
        for attempt, delay in enumerate(self._delays, 1):
            if ack.acked or ack.error == "no_retry":
                return
            await asyncio.sleep(delay)
            ack = await self.transport.deliver(envelope.again(attempt, ack.detail or "timeout"))
        if not ack.acked:
            logger.warning("An event was given up after %d retries: %s", len(self._delays), ack.error)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def forget(self) -> None:
        """Drop everything that is still on its way."""
        self._held = None
        for task in self._tasks:
            task.cancel()

    async def stop(self) -> None:
        """Drop everything and wait until it is gone."""
        self.forget()
        await asyncio.gather(*self._tasks, return_exceptions=True)
