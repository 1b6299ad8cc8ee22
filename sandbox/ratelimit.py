"""Slack's rate limits: one message a second and channel, tiers per minute for everything else."""

import math
import time
from collections import deque

TIER_PER_MINUTE = {1: 1, 2: 20, 3: 50, 4: 100}
GENEROUS = 600
WORKSPACE_POSTS_PER_MINUTE = 300
TOLERANCE = 0.05
TIERS = {
    "apps.connections.open": 3,
    "bots.info": 3,
    "chat.delete": 3,
    "chat.postEphemeral": 4,
    "chat.update": 3,
    "conversations.archive": 2,
    "conversations.create": 2,
    "conversations.history": 3,
    "conversations.info": 3,
    "conversations.invite": 3,
    "conversations.join": 3,
    "conversations.list": 2,
    "conversations.members": 4,
    "conversations.open": 3,
    "conversations.replies": 3,
    "files.info": 4,
    "functions.completeError": 3,
    "functions.completeSuccess": 3,
    "reactions.add": 3,
    "reactions.get": 3,
    "reactions.remove": 2,
    "team.info": 3,
    "usergroups.list": 2,
    "usergroups.users.list": 2,
    "users.conversations": 3,
    "users.info": 4,
    "users.list": 2,
    "users.lookupByEmail": 3,
    "views.open": 4,
    "views.publish": 4,
    "views.push": 4,
    "views.update": 4,
}


class RateLimiter:
    """Counts calls on real time; a call that is refused does not count."""

    def __init__(self) -> None:
        self._calls: dict[str, deque[float]] = {}
        self._spoke: dict[str, float] = {}

    def wait(self, method: str, channel: str = "") -> int:
        """Count a call; return the whole seconds to wait when it is one too many, else 0."""
        now = time.monotonic()
        if method == "chat.postMessage":
            return self._wait_for_channel(channel, now) or self._wait_for(method, WORKSPACE_POSTS_PER_MINUTE, now)
        if method == "response_url":
            return self._wait_for_channel(channel, now)
        return self._wait_for(method, TIER_PER_MINUTE.get(TIERS.get(method, 0), GENEROUS), now)

    def _wait_for(self, method: str, per_minute: int, now: float) -> int:
        calls = self._calls.setdefault(method, deque())
        while calls and calls[0] <= now - 60:
            calls.popleft()
        if len(calls) >= per_minute:
            return max(1, math.ceil(calls[0] + 60 - now))
        calls.append(now)
        return 0

    def _wait_for_channel(self, channel: str, now: float) -> int:
        if now - self._spoke.get(channel, -1e9) < 1 - TOLERANCE:
            return 1
        self._spoke[channel] = now
        return 0
