"""The weekly digest: for whom, when, and what stands in it; a new section is one row here and its builder."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.domain.calendar import at_local, local_day, next_business_day
from bot.domain.kinds import RequestKind
from bot.domain.statuses import Status

_WEEK = timedelta(days=7)
# The longest closure moves a digest by less than this, so that a moment is found among this many weeks around it.
_WEEKS_AROUND = 3


class AudienceKind(StrEnum):
    """Who reads a digest."""

    ALL = "all"
    GROUP = "group"
    PERSON = "person"


class Section(StrEnum):
    """A part of a digest; the value is the field of `Digest` that it shows."""

    MINE = "mine"
    CHANGED = "changed"
    TAKEN_UP = "taken_up"
    WAITING = "waiting"
    NEW = "new"
    THANKS = "thanks"


# The order is the order of reading; a section with nothing in it disappears.
SECTIONS: dict[AudienceKind, tuple[Section, ...]] = {
    AudienceKind.ALL: (Section.CHANGED, Section.TAKEN_UP, Section.WAITING, Section.NEW, Section.THANKS),
    AudienceKind.GROUP: (Section.WAITING, Section.NEW, Section.CHANGED, Section.TAKEN_UP, Section.THANKS),
    AudienceKind.PERSON: (
        Section.MINE,
        Section.WAITING,
        Section.CHANGED,
        Section.TAKEN_UP,
        Section.NEW,
        Section.THANKS,
    ),
}

# The group owes these an answer; a question asked or a hold is one.
OWED = (Status.RECEIVED, Status.REVIEWING)

# The order in which changes are told: first what is worth knowing.
WORTH_KNOWING = (
    Status.ROLLED_OUT,
    Status.DONE,
    Status.ACCEPTED,
    Status.PARTLY_ACCEPTED,
    Status.IN_PROGRESS,
    Status.REVIEWING,
    Status.AWAITING,
    Status.SENT_BACK,
    Status.HELD,
    Status.MERGED,
    Status.DECLINED,
    Status.RECEIVED,
)


class IssueState(StrEnum):
    """What became of an issue."""

    POSTED = "posted"
    EMPTY = "empty"
    LATE = "late"


class Arrival(StrEnum):
    """What readers have of an issue: its message waits, was posted or failed, or there was none to send."""

    WAITING = "waiting"
    POSTED = "posted"
    FAILED = "failed"
    EMPTY = "empty"
    LATE = "late"


# The next issue goes on where the last of these ended; a late one was read by nobody.
TOLD = (IssueState.POSTED, IssueState.EMPTY)


@dataclass(frozen=True)
class Audience:
    """Who a digest is for and where it goes; the key stands in the archive: all, group:<slug>, person:<id>."""

    kind: AudienceKind
    key: str
    name: str
    channel: str | None
    locale: str
    group_id: int | None = None
    person_id: int | None = None

    @property
    def slug(self) -> str:
        """What stands behind the colon of the key."""
        return self.key.partition(":")[2]


@dataclass(frozen=True)
class Line:
    """An item in one line; a blind one names no department."""

    number: str
    title: str
    kind: RequestKind
    status: Status
    group: str = ""
    department: str = ""
    supporters: int = 1
    waiting_days: int = 0
    into: str = ""  # the number of the item that a merged one goes on in


@dataclass(frozen=True)
class Waiting:
    """Items that are owed an answer: how many, and those that have waited longest; days are business days."""

    count: int = 0
    oldest: tuple[Line, ...] = ()

    def __bool__(self) -> bool:
        return self.count > 0


@dataclass(frozen=True)
class Joined:
    """An item that people joined; of a blind one only their number is known."""

    line: Line
    count: int
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Helped:
    """A consultation of which helper and asker let the digest tell."""

    line: Line
    helper: str
    asker: str
    thanks: str = ""
    hours: float | None = None  # saved a year, by the asker's reckoning


@dataclass(frozen=True)
class TakenUp:
    """A practice that departments raised their hands for, or run since; `hours` a year are what those report."""

    item_id: int
    line: Line
    raised: tuple[str, ...] = ()
    running: tuple[str, ...] = ()
    hours: float | None = None


@dataclass(frozen=True)
class Thanks:
    """Who helped: answered items, went along with what came of them, joined others' items."""

    answered: tuple[tuple[str, int], ...] = ()
    accompanied: tuple[tuple[str, tuple[str, ...]], ...] = ()
    joined: tuple[Joined, ...] = ()
    helped: tuple[Helped, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.answered or self.accompanied or self.joined or self.helped)


@dataclass(frozen=True)
class Digest:
    """What one issue tells."""

    audience: Audience
    starts_at: datetime
    ends_at: datetime
    issued_on: date
    mine: tuple[Line, ...] = ()
    changed: tuple[Line, ...] = ()
    taken_up: tuple[TakenUp, ...] = ()
    waiting: Waiting = Waiting()
    new: tuple[Line, ...] = ()
    thanks: Thanks = Thanks()

    def sections(self) -> tuple[Section, ...]:
        """The sections that hold something, in the order of reading."""
        return tuple(section for section in SECTIONS[self.audience.kind] if getattr(self, section))


@dataclass(frozen=True)
class Rhythm:
    """A weekly moment where the city is; on a day the town hall is closed, its next working day."""

    weekday: int
    clock_time: time
    zone: ZoneInfo

    def next_after(self, moment: datetime) -> datetime:
        """The first digest moment after a moment."""
        return min(due for due in self._around(moment) if due > moment)

    def last_before(self, moment: datetime) -> datetime:
        """The last digest moment before a moment."""
        return max(due for due in self._around(moment) if due < moment)

    def _around(self, moment: datetime) -> Iterator[datetime]:
        day = local_day(moment, self.zone)
        monday = day - timedelta(days=day.weekday())
        for week in range(-_WEEKS_AROUND, _WEEKS_AROUND + 1):
            due_on = next_business_day(monday + week * _WEEK + timedelta(days=self.weekday))
            yield at_local(due_on, self.clock_time, self.zone)
