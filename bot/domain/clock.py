"""The time, from one place, so that it can stand still in tests and be moved in a rehearsal."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol


class Clock(Protocol):
    """Tells the present moment, aware and in UTC."""

    def now(self) -> datetime:
        """The present moment in UTC."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """The present moment in UTC."""
        return datetime.now(UTC)


class RehearsalClock:
    """The machine's clock plus the seconds written in a file, read anew at every look.

    A city rehearses a Monday's digest on a Friday with it; a missing file, or one without a number, means no offset.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def now(self) -> datetime:
        """The present moment in UTC, moved by the file's offset."""
        now = datetime.now(UTC)
        try:
            return now + timedelta(seconds=float(self._path.read_text().strip() or 0))
        except (FileNotFoundError, ValueError, OverflowError):
            return now
