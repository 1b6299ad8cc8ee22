"""Keeping below the chat's limits ahead of time, instead of running into them."""

from datetime import datetime


class Pace:
    """Allows a burst and then so many calls a minute; never more than `per_minute` in any minute."""

    def __init__(self, per_minute: int) -> None:
        self._burst = max(1.0, per_minute / 5)
        self._per_second = max(per_minute - self._burst, 1.0) / 60
        self._left = self._burst
        self._seen: datetime | None = None
        self._held_until: datetime | None = None

    def available(self, now: datetime) -> int:
        """How many calls may be made at this moment."""
        return 0 if self.wait(now) else int(self._left)

    def wait(self, now: datetime, leaving: float = 0.0) -> float:
        """The seconds until a call may be made that leaves the right to so many others."""
        passed = max(0.0, (now - self._seen).total_seconds()) if self._seen else 0.0
        self._seen = now
        self._left = min(self._burst, self._left + passed * self._per_second)
        held = (self._held_until - now).total_seconds() if self._held_until else 0.0
        return max(0.0, held, (1 + min(leaving, self._burst - 1) - self._left) / self._per_second)

    def take(self, now: datetime, leaving: float = 0.0) -> float:
        """Take the right to one call and return 0, or take nothing and return the seconds to wait."""
        wait = self.wait(now, leaving)
        if wait == 0:
            self._left -= 1
        return wait

    def hold(self, until: datetime) -> None:
        """Allow nothing before this moment, because the chat said so."""
        self._held_until = max(until, self._held_until or until)
