"""The municipal calendar: fiscal years (April to March), Reiwa years, business days in Japan."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from zoneinfo import ZoneInfo

import holidays

_REIWA_BEFORE_FIRST = 2018
_FAR = timedelta(days=3653)  # ten years


def fiscal_year(day: date) -> int:
    """The fiscal year a day belongs to: 2027-03-31 is still 2026."""
    return day.year if day.month >= 4 else day.year - 1


def reiwa(year: int) -> int:
    """The Reiwa year of a western year: 2026 is 8."""
    return year - _REIWA_BEFORE_FIRST


def local_day(moment: datetime, zone: ZoneInfo) -> date:
    """The calendar day of a moment where the city is."""
    return moment.astimezone(zone).date()


def at_local(day: date, clock_time: time, zone: ZoneInfo) -> datetime:
    """The UTC moment of a wall-clock time on a day where the city is."""
    return datetime.combine(day, clock_time, zone).astimezone(UTC)


@lru_cache(maxsize=32)
def _holidays_of(year: int) -> frozenset[date]:
    return frozenset(_japan()(years=year))


@cache
def _japan() -> type[holidays.HolidayBase]:
    """Japan's holidays by their own file: the library's front door loads every country, 10 MB at each start."""
    file = Path(holidays.__file__).parent / "countries" / "japan.py"
    spec = spec_from_file_location("holidays_of_japan", file)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    japan: type[holidays.HolidayBase] = module.Japan
    return japan


@lru_cache(maxsize=10_000)
def is_business_day(day: date) -> bool:
    """Whether the town hall works: no weekend, no national holiday, no year-end closure (12-29 to 01-03)."""
    closed = (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3)
    return day.weekday() < 5 and not closed and day not in _holidays_of(day.year)


def business_days_from(day: date) -> Iterator[date]:
    """Business days from the given day on, itself included when it is one."""
    while True:
        if is_business_day(day):
            yield day
        day += timedelta(days=1)


def why_not_to_come(day: date, today: date, *, from_today: bool = False) -> str:
    """Why nothing can be promised for a day: it is over, or so far away that its year is a slip; else nothing."""
    if day < today or (day == today and not from_today):
        return "date_past"
    return "date_far" if day > today + _FAR else ""


def next_business_day(day: date) -> date:
    """The day itself when the town hall works, else the next day on which it does."""
    return next(business_days_from(day))


@lru_cache(maxsize=10_000)
def add_business_days(day: date, count: int) -> date:
    """The business day `count` business days after a day; 0 is the day itself or the next business day."""
    walk = business_days_from(day + timedelta(days=1) if count else day)
    for _ in range(count - 1):
        next(walk)
    return next(walk)


def business_days_between(start: date, end: date) -> int:
    """How many business days lie after `start` up to and including `end`; negative when `end` is earlier."""
    if end < start:
        return -business_days_between(end, start)
    return sum(is_business_day(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))


def add_working_hours(moment: datetime, hours: float, opens: time, closes: time, zone: ZoneInfo) -> datetime:
    """The UTC moment at which so many working hours have passed: those of business days from opening to closing.

    Lunch counts, since it is not the same for everybody. What begins at night begins when the town hall opens next.
    """
    left = timedelta(hours=hours)
    for day in business_days_from(local_day(moment, zone)):
        start, end = max(moment, at_local(day, opens, zone)), at_local(day, closes, zone)
        if start + left <= end:
            return start + left
        left -= max(timedelta(), end - start)
    raise AssertionError  # business days never end


def is_working_hour(moment: datetime, opens: time, closes: time, zone: ZoneInfo) -> bool:
    """Whether the town hall is open at a moment."""
    local = moment.astimezone(zone)
    return is_business_day(local.date()) and opens <= local.time() < closes
