"""How a consultation went afterwards: both sides are asked once, reminded once, and then left alone."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from bot.domain.items import Item, Who

NEXT_AFTER = timedelta(days=7)  # one reminder after it, and once more so long until they are left alone


AGREED = "help_thanked"  # the line of history from which the digest knows that both let it be told


class Part(StrEnum):
    """Which side is asked."""

    ASKER = "asker"
    HELPER = "helper"


class Solved(StrEnum):
    """What they say."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class FollowState(StrEnum):
    """How far the question to one side is."""

    ASKED = "asked"
    REMINDED = "reminded"
    ANSWERED = "answered"
    DROPPED = "dropped"  # nobody asks any more; an answer still counts


OPEN = frozenset({FollowState.ASKED, FollowState.REMINDED})
GOOD = frozenset({Solved.YES, Solved.PARTLY})


@dataclass(frozen=True)
class Reckoning:
    """How somebody reckons what it saves: minutes each time, times a year; fewer than no minutes when it costs time."""

    minutes: float
    times: float

    @property
    def hours(self) -> float:
        """A year."""
        return round(self.minutes * self.times / 60, 1)


@dataclass(frozen=True)
class FollowedUp:
    """One side's answer as it stands; `other` is who was on the other side."""

    id: int
    item: Item
    part: Part
    state: FollowState
    other: Who | None = None
    solved: Solved | None = None
    hours_saved: float | None = None
    basis: str = ""
    thanks: str = ""
    may_be_told: bool = False
