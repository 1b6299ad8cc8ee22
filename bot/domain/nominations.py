"""Departments name members of a working group: who is asked, who was named, who is asked again and when."""

import re
from dataclasses import dataclass
from datetime import date

from bot.domain.calendar import add_business_days
from bot.domain.items import Who

REMIND_EVERY = 2  # business days; from the last day on every one
# 課長補佐, 課長代理 and 副課長 do not answer for a department.
_HEAD = re.compile(r"(?<!副)(課長|所長|室長|館長|園長|局長|署長|場長|センター長|事務長|所属長)$")


@dataclass(frozen=True)
class Ask:
    """What one department is asked; nobody `asked` means that the office has to choose somebody."""

    id: int
    department_id: int
    department: str
    asked: Who | None = None
    nominee: Who | None = None


@dataclass(frozen=True)
class Round:
    """Departments asked for a member each, for one group."""

    id: int
    group: str
    mission: str
    note: str
    closes_on: date
    slots: int
    by: str = ""
    channel: str | None = None
    asks: tuple[Ask, ...] = ()
    ended: bool = False  # with its group

    @property
    def missing(self) -> tuple[Ask, ...]:
        """Departments that have named nobody yet."""
        return tuple(ask for ask in self.asks if ask.nominee is None)


@dataclass(frozen=True)
class RoundForm:
    """What a round is made of; no departments means all."""

    note: str
    closes_on: date | None
    departments: tuple[int, ...] = ()


def is_head(title: str) -> bool:
    """Whether a title says that somebody answers for a department."""
    return _HEAD.search(title.strip()) is not None


def is_asked_again(told_on: date, closes_on: date, today: date) -> bool:
    """Whether who was told of it on a day is told once more today."""
    return told_on < today and (today >= closes_on or add_business_days(told_on, REMIND_EVERY) <= today)
