"""How a consultation finds help: whose turn it is, what they say, and where the search stands."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from bot.domain.calendar import business_days_from
from bot.domain.items import Item, Who
from bot.domain.matching import Candidate

ASKED_IN_TURN = 3  # people, before the companion is asked to find somebody
_TAGS_TOLD = 3
TALKERS_AT_MOST = 8  # people beside the bot in one group conversation, as the chat has it


class Search(StrEnum):
    """How far the search is; every consultation that is open is in exactly one of these."""

    CHOOSING = "choosing"  # the asker has the ranking and has not chosen
    RESTING = "resting"  # the asker waits for the group, and may choose at any time
    ASKING = "asking"  # somebody was asked and has not answered
    COMPANION = "companion"  # nobody of those asked could; the companion looks for somebody
    CALLING = "calling"  # an open post asks everybody
    HELPING = "helping"  # somebody said yes
    SOLVED = "solved"
    CLOSED = "closed"  # the item was withdrawn, declined, merged or finished without it


LOOKING = frozenset({Search.CHOOSING, Search.RESTING, Search.ASKING, Search.COMPANION, Search.CALLING})
UNDER_WAY = LOOKING | {Search.HELPING}


class OfferState(StrEnum):
    """How one person's part in it stands."""

    ASKED = "asked"
    YES = "yes"
    NO = "no"  # said so, or their time passed (`EXPIRED`); no explanation owed
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"  # the asker found help elsewhere, or the helper paused or left
    DONE = "done"


# While an offer is in one of these, its hours count against the helper's week.
TAKES_TIME = frozenset({OfferState.ASKED, OfferState.YES})
# Who is in one of these knows what a private consultation says.
LET_IN = frozenset({OfferState.ASKED, OfferState.YES, OfferState.DONE})


class Way(StrEnum):
    """How somebody came to be asked."""

    PICKED = "picked"
    ASKED = "asked"
    NAMED = "named"
    VOLUNTEERED = "volunteered"


# By these ways the bot itself proposed somebody: they stay only as long as it would still propose them.
PROPOSED = frozenset({Way.PICKED, Way.ASKED})


@dataclass(frozen=True)
class Reason:
    """Why somebody in particular is asked: words that both say, tags with their levels, what they did before."""

    words: tuple[str, ...] = ()
    tags: tuple[tuple[str, str], ...] = ()
    helped: int = 0
    practices: int = 0

    def as_json(self) -> dict[str, Any]:
        """As it is stored."""
        return {"words": [*self.words], "tags": [[*tag] for tag in self.tags], **self._counts()}

    def _counts(self) -> dict[str, int]:
        return {"helped": self.helped, "practices": self.practices}

    @classmethod
    def of(cls, candidate: Candidate) -> "Reason":
        """What speaks for somebody whom the ranking has found; without a word in common, what they offer first."""
        told, offered = candidate.because, candidate.helper.skills
        tags = [skill for skill in offered if skill.tag in told.get("tags", ())] or offered
        shown = tuple((skill.tag, skill.level.value) for skill in tags[:_TAGS_TOLD])
        return cls(candidate.words, shown, told.get("helped", 0), told.get("practices", 0))

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Reason":
        """What was stored."""
        tags = tuple((str(tag), str(level)) for tag, level in stored.get("tags", ()))
        return cls(tuple(stored.get("words", ())), tags, stored.get("helped", 0), stored.get("practices", 0))


@dataclass(frozen=True)
class Offer:
    """Somebody's part in a search."""

    id: int
    who: Who
    state: OfferState
    way: Way
    due_at: datetime | None = None
    reason: Reason = Reason()


@dataclass(frozen=True)
class Slot:
    """Half a day on which helper and asker may meet."""

    day: date
    part: str  # "am" or "pm"

    def __str__(self) -> str:
        return f"{self.day}:{self.part}"

    @classmethod
    def parse(cls, text: str) -> "Slot | None":
        """What a button says; None when it is none."""
        day, _, part = text.partition(":")
        try:
            return cls(date.fromisoformat(day), part) if part in {"am", "pm"} else None
        except ValueError:
            return None


@dataclass(frozen=True)
class Seeking:
    """A consultation's search as it stands; candidates only while the asker chooses."""

    item: Item
    state: Search
    hours: float
    offers: tuple[Offer, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    due_at: datetime | None = None
    call_channel: str | None = None
    meeting: Slot | None = None
    answer_hours: int = 24  # working hours that whoever is asked has for an answer
    for_less: int = 0  # while nobody has so many hours: how many have the least that can be asked for

    def in_state(self, *states: OfferState) -> tuple[Offer, ...]:
        """The offers that stand like that, in the order in which they were made."""
        return tuple(offer for offer in self.offers if offer.state in states)

    @property
    def asked(self) -> Offer | None:
        """Who has been asked and may still answer."""
        return next(iter(self.in_state(OfferState.ASKED)), None)

    @property
    def helper(self) -> Offer | None:
        """Who helps, or helped last."""
        return next(iter(self.in_state(OfferState.YES)), None) or next(iter(self.in_state(OfferState.DONE)[::-1]), None)


@dataclass(frozen=True)
class HelpAtHome:
    """What App Home shows of consultations: what somebody is asked for, helps with, and looks for help with."""

    offered: tuple[tuple[Seeking, Offer], ...] = ()
    own: tuple[Seeking, ...] = ()


def slots(after: date, is_free: Callable[[date], bool]) -> tuple[Slot, ...]:
    """Three half days to meet, on the next business days on which everybody is there; within four weeks."""
    return tuple(Slot(day, part) for day, part in zip(_days(after, is_free), ("am", "pm", "am"), strict=False))


def _days(after: date, is_free: Callable[[date], bool]) -> Iterator[date]:
    for day in business_days_from(after + timedelta(days=1)):
        if (day - after).days > 28:
            return
        if is_free(day):
            yield day
