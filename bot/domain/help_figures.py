"""How well consultations find help: figures that can be traced, each with how many it was taken from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from statistics import median
from zoneinfo import ZoneInfo

from bot.domain.calendar import at_local, business_days_from, local_day


@dataclass(frozen=True)
class Load:
    """What one helper carries: hours of this week, of how many, and how often they were asked and took it on."""

    name: str
    department: str
    taken_hours: float
    most_hours: float
    asked: int = 0
    yes: int = 0

    @property
    def part(self) -> float:
        """Of their week, what is taken."""
        return self.taken_hours / self.most_hours if self.most_hours else 0.0


@dataclass(frozen=True)
class Lack:
    """Something that consultations without help ask for: how many of them, and how many helpers offer it."""

    name: str
    consultations: int
    helpers: int = 0


@dataclass(frozen=True)
class HelpFigures:
    """A fiscal year's consultations; private ones are counted, and their words are not."""

    fiscal_year: int
    consultations: int = 0
    helped: int = 0  # somebody said yes
    solved: int = 0
    waited: tuple[float, ...] = ()  # working hours to the first yes, of each that was helped
    hours_saved: tuple[float, ...] = ()  # a year, of each whose asker reckoned
    loads: tuple[Load, ...] = ()
    lacks: tuple[Lack, ...] = ()
    unhelped: int = 0  # public ones without help, from whose words `lacks` were taken

    @property
    def median_wait(self) -> float | None:
        """Working hours; None while nobody said yes."""
        return median(self.waited) if self.waited else None

    @property
    def solved_part(self) -> float | None:
        """Of those somebody helped with."""
        return self.solved / self.helped if self.helped else None

    @property
    def saved(self) -> float:
        """Hours a year, of this fiscal year's consultations alone."""
        return sum(self.hours_saved)


def working_hours_between(start: datetime, end: datetime, opens: time, closes: time, zone: ZoneInfo) -> float:
    """Hours of business days from opening to closing that lie between two moments; none when the end comes first."""
    found = timedelta()
    for day in business_days_from(local_day(start, zone)):
        first, last = at_local(day, opens, zone), at_local(day, closes, zone)
        if first >= end:
            return found / timedelta(hours=1)
        found += max(timedelta(), min(end, last) - max(start, first))
    raise AssertionError  # business days never end


def lacking(asked: Sequence[frozenset[str]], offered: Sequence[frozenset[str]], most: int) -> tuple[Lack, ...]:
    """What most of those without help ask for, and how many offer it; first what nobody does."""
    names = {name for one in asked for name in one}
    found = [Lack(name, sum(name in one for one in asked), sum(name in one for one in offered)) for name in names]
    return tuple(
        sorted(found, key=lambda lack: (lack.helpers > 0, -lack.consultations, lack.helpers, lack.name))[:most]
    )
