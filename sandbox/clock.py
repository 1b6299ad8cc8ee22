"""The workspace's clock: real time plus an offset that can be moved."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sandbox.files import write_atomically


class Clock:
    """Tells the time and hands out message timestamps that are unique and always rise."""

    def __init__(self, file: Path | None = None) -> None:
        self.offset = 0.0
        self.last_ts = 0
        self._file = file

    def now(self) -> float:
        """Return the workspace's time in unix seconds."""
        return time.time() + self.offset

    def ts(self) -> str:
        """Return a new message timestamp, higher than every one before."""
        self.last_ts = max(int(self.now() * 1_000_000), self.last_ts + 1)
        return f"{self.last_ts // 1_000_000}.{self.last_ts % 1_000_000:06d}"

    def iso(self) -> str:
        """Return the workspace's time as ISO 8601 in UTC."""
        return (datetime.fromtimestamp(0, UTC) + timedelta(seconds=self.now())).isoformat()

    def move_to(self, moment: datetime) -> None:
        """Make the given moment the present one; a moment without a zone is UTC."""
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        self.set_offset(aware.timestamp() - time.time())

    def set_offset(self, seconds: float) -> None:
        """Set the distance to real time and write it to the clock file."""
        self.offset = seconds
        self.publish()

    def publish(self) -> None:
        """Write the offset where a bot on the same machine reads it."""
        if self._file is not None:
            write_atomically(self._file, f"{self.offset:.6f}")
