"""Calls for members of a working group, and who wants to join."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.domain.items import Who

PLACES_AT_MOST = 50
WORDS_AT_MOST = 1000


class CallState(StrEnum):
    """How far a call is: while it is open people may ask to join."""

    OPEN = "open"
    FULL = "full"
    CLOSED = "closed"


class ApplicantState(StrEnum):
    """What became of somebody's wish to join."""

    ASKED = "asked"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"  # the group was closed before anybody answered


@dataclass(frozen=True)
class CallForm:
    """What a call is made of."""

    note: str
    places: int
    slots: int
    closes_on: date | None
    channel: str | None


@dataclass(frozen=True)
class Call:
    """A call as it is shown, with the places taken and those who wait for an answer."""

    id: int
    group: str
    mission: str
    note: str
    places: int
    slots: int
    closes_on: date
    state: CallState
    taken: int = 0
    waiting: int = 0
    channel: str | None = None  # the group's
    by: str = ""

    @property
    def left(self) -> int:
        """Places that nobody has yet."""
        return max(0, self.places - self.taken)


@dataclass(frozen=True)
class Application:
    """Somebody's wish to join, and what was answered."""

    id: int
    call: Call
    person: Who
    state: ApplicantState
    note: str = ""
    by: str = ""
