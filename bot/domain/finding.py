"""What is looked for among the items, and whose eyes it is for."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from bot.domain.practices import Shelf
from bot.domain.statuses import Status, hides_requesters

RANKED = 100  # how many of the newest that match are put in the order of how well they do
UNNAMED = frozenset(status for status in Status if hides_requesters(blind=True, status=status))


class Order(StrEnum):
    """What comes first."""

    NEWEST = "newest"
    BEST = "best"
    DUE = "due"
    OLDEST = "oldest"
    CALLING = "calling"  # what waits for its requester's answer, then what goes on, then the rest
    GIVEN = "given"  # by the day given to who was assigned
    FIGURES = "figures"  # practices whose effect is told in figures, then the others


@dataclass(frozen=True)
class Sight:
    """Whose eyes it is for: private items are seen by these alone, `leads` and `accompanies` being groups."""

    person_id: int
    is_office: bool = False
    leads: frozenset[int] = frozenset()
    accompanies: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Filters:
    """What items have to be; an empty one asks for nothing. `until` is the moment after the last.

    With a `shelf` only practices that stand in the library are found.
    """

    statuses: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    groups: tuple[int, ...] | None = None
    departments: tuple[int, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    newest_id: int | None = None
    requester_id: int | None = None
    assignee_id: int | None = None
    unrouted: bool = False
    shelf: Shelf | None = None


@dataclass(frozen=True)
class Query:
    """What a person looks for, as they say it: days are those of the city, `to` included."""

    words: str = ""
    statuses: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    groups: tuple[int, ...] = ()
    departments: tuple[int, ...] = ()
    since: date | None = None
    to: date | None = None
    order: Order = Order.NEWEST

    @property
    def is_empty(self) -> bool:
        """Whether it asks for nothing."""
        return self == Query(order=self.order)

    def as_json(self) -> dict[str, Any]:
        """To be kept, in words that JSON knows; what asks for nothing is left out."""
        kept = {name: value for name, value in asdict(self).items() if value}
        return {name: value.isoformat() if isinstance(value, date) else value for name, value in kept.items()}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Query":
        """What was kept; what cannot be read asks for nothing."""
        read = {field.name: _READ[field.name](kept[field.name]) for field in fields(cls) if kept.get(field.name)}
        return cls(**{name: value for name, value in read.items() if value})


def _texts(kept: object) -> tuple[str, ...]:
    return tuple(one for one in kept if isinstance(one, str)) if isinstance(kept, list | tuple) else ()


def _numbers(kept: object) -> tuple[int, ...]:
    return tuple(one for one in kept if isinstance(one, int)) if isinstance(kept, list | tuple) else ()


def _day(kept: object) -> date | None:
    try:
        return date.fromisoformat(str(kept))
    except ValueError:
        return None


def _ordered(kept: object) -> Order | None:
    return Order(str(kept)) if kept in tuple(Order) else None


_READ: dict[str, Any] = {
    "words": str,
    "statuses": _texts,
    "kinds": _texts,
    "groups": _numbers,
    "departments": _numbers,
    "since": _day,
    "to": _day,
    "order": _ordered,
}
