"""HTTP mode: payloads as signed requests to the bot's request URL."""

import asyncio
import hashlib
import hmac
import json
import time
from urllib.parse import urlencode

import aiohttp

from sandbox.delivery import ACK_SECONDS, Ack, Envelope


class Webhook:
    """Brings envelopes to one address, signed as Slack signs them."""

    def __init__(self, url: str, secret: str, ack_seconds: float = ACK_SECONDS) -> None:
        self._url = url
        self._secret = secret.encode()
        self._ack_seconds = ack_seconds
        self._session: aiohttp.ClientSession | None = None

    async def deliver(self, envelope: Envelope) -> Ack:
        """Send one request and wait for its answer."""
        if self._session is None:
            self._session = aiohttp.ClientSession()
        body, kind = self._body(envelope)
        headers = self._headers(body, kind, envelope)
        try:
            async with asyncio.timeout(self._ack_seconds):
                async with self._session.post(self._url, data=body, headers=headers) as response:
                    text = await response.text()
        except TimeoutError:
            return Ack(False, error="operation_timeout", detail="http_timeout")
        except aiohttp.ClientConnectorError:
            return Ack(False, error="no_connection", detail="connection_failed")
        except aiohttp.ClientError:
            return Ack(False, error="operation_timeout", detail="unknown_error")
        if response.status != 200:
            stop = response.headers.get("x-slack-no-retry") == "1"
            return Ack(False, error="no_retry" if stop else "http_error", detail="http_error")
        return Ack(True, body=_answer(text) if envelope.accepts_response else None)

    @staticmethod
    def _body(envelope: Envelope) -> tuple[str, str]:
        if envelope.kind == "events_api":
            return envelope.payload, "application/json"
        if envelope.kind == "slash_commands":
            return urlencode(json.loads(envelope.payload)), "application/x-www-form-urlencoded"
        return urlencode({"payload": envelope.payload}), "application/x-www-form-urlencoded"

    def _headers(self, body: str, kind: str, envelope: Envelope) -> dict[str, str]:
        stamp = str(int(time.time()))
        digest = hmac.new(self._secret, f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
        headers = {
            "Content-Type": kind,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": f"v0={digest}",
        }
        if envelope.retry_attempt:
            headers["X-Slack-Retry-Num"] = str(envelope.retry_attempt)
            headers["X-Slack-Retry-Reason"] = envelope.retry_reason
        return headers

    async def stop(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()


def _answer(text: str) -> dict[str, object] | None:
    if not text:
        return None
    try:
        read = json.loads(text)
    except ValueError:
        return {"text": text}
    return read if isinstance(read, dict) else {"text": text}
