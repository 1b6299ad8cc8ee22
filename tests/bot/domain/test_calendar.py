from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.calendar import (
    add_business_days,
    add_working_hours,
    at_local,
    business_days_between,
    fiscal_year,
    is_business_day,
    is_working_hour,
    local_day,
    next_business_day,
    reiwa,
)

TOKYO = ZoneInfo("Asia/Tokyo")
DAYS = st.dates(date(2019, 5, 1), date(2040, 12, 31))


@pytest.mark.parametrize(
    ("day", "year"), [(date(2026, 4, 1), 2026), (date(2027, 3, 31), 2026), (date(2027, 4, 1), 2027)]
)
def test_a_fiscal_year_ends_with_march(day: date, year: int) -> None:
    assert fiscal_year(day) == year


def test_reiwa_began_in_2019() -> None:
    assert (reiwa(2019), reiwa(2026)) == (1, 8)


# The dates of the Cabinet Office's list of holidays for 2026 and 2027.
@pytest.mark.parametrize(
    "closed",
    [
        date(2026, 4, 29),
        date(2026, 5, 6),  # the day off for 3 May, a Sunday
        date(2026, 9, 22),  # between two holidays
        date(2026, 11, 23),
        date(2026, 12, 29),
        date(2027, 1, 3),
        date(2027, 1, 11),
        date(2027, 3, 22),  # the day off for the equinox, a Sunday
        date(2026, 11, 21),  # a Saturday
    ],
)
def test_the_town_hall_is_closed_on_holidays_and_over_the_year_end(closed: date) -> None:
    assert not is_business_day(closed)


@pytest.mark.parametrize("day", [date(2026, 5, 7), date(2026, 12, 28), date(2027, 1, 4), date(2026, 11, 24)])
def test_the_town_hall_works_on_the_days_around_them(day: date) -> None:
    assert is_business_day(day)


def test_the_five_days_of_a_first_answer_leave_out_the_long_weekends() -> None:
    assert add_business_days(date(2026, 9, 17), 5) == date(2026, 9, 29)
    assert add_business_days(date(2026, 12, 25), 5) == date(2027, 1, 7)


def test_zero_days_after_a_holiday_is_the_next_day_of_work() -> None:
    assert add_business_days(date(2026, 11, 23), 0) == date(2026, 11, 24) == next_business_day(date(2026, 11, 22))


@given(DAYS, st.integers(1, 40))
def test_days_added_are_the_days_between(day: date, count: int) -> None:
    due = add_business_days(day, count)
    assert is_business_day(due)
    assert business_days_between(day, due) == count
    assert business_days_between(due, day) == -count


@given(DAYS)
def test_the_next_day_of_work_is_never_more_than_eleven_days_off(day: date) -> None:
    following = next_business_day(day)
    assert timedelta() <= following - day <= timedelta(11)  # in 2019 ten days were free in a row


def test_a_day_begins_at_midnight_where_the_city_is() -> None:
    assert local_day(datetime(2026, 11, 23, 15, 0, tzinfo=UTC), TOKYO) == date(2026, 11, 24)
    assert at_local(date(2026, 11, 24), time(9), TOKYO) == datetime(2026, 11, 24, 0, 0, tzinfo=UTC)


def test_the_town_hall_is_closed_on_every_holiday_that_the_library_gives_and_on_no_other_weekday() -> None:
    national = holidays.country_holidays("JP", years=range(2019, 2051))
    days = [date(2019, 1, 1) + timedelta(days=n) for n in range(32 * 365)]
    weekdays = [day for day in days if day.weekday() < 5 and (1, 3) < (day.month, day.day) < (12, 29)]
    assert [day for day in weekdays if not is_business_day(day)] == [day for day in weekdays if day in national]


OPENS, CLOSES = time(8, 30), time(17, 15)


def tokyo(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=TOKYO)


@pytest.mark.parametrize(
    ("begins", "hours", "ends"),
    [
        (tokyo(24, 10), 24, tokyo(26, 16, 30)),
        (tokyo(24, 10), 7.25, tokyo(24, 17, 15)),  # to the minute at which the town hall closes
        (tokyo(24, 22), 1, tokyo(25, 9, 30)),  # at night nothing passes
        (tokyo(24, 5), 1, tokyo(24, 9, 30)),
        (tokyo(20, 17), 1, tokyo(24, 9, 15)),  # over a weekend and a holiday
        (tokyo(28, 12), 0.5, tokyo(30, 9)),
    ],
)
def test_only_hours_at_which_the_town_hall_works_pass(begins: datetime, hours: float, ends: datetime) -> None:
    assert add_working_hours(begins.astimezone(UTC), hours, OPENS, CLOSES, TOKYO) == ends


@given(st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1)), st.floats(0.25, 100))  # noqa: DTZ001
def test_the_moment_at_which_working_hours_are_over_is_one_of_them(begins: datetime, hours: float) -> None:
    moment = begins.replace(tzinfo=TOKYO)
    ends = add_working_hours(moment, hours, OPENS, CLOSES, TOKYO)
    assert ends >= moment + timedelta(hours=hours) - timedelta(microseconds=1)
    assert is_working_hour(ends - timedelta(microseconds=1), OPENS, CLOSES, TOKYO)


def test_working_hours_are_those_of_business_days() -> None:
    assert is_working_hour(tokyo(24, 8, 30), OPENS, CLOSES, TOKYO)
    assert not is_working_hour(tokyo(24, 17, 15), OPENS, CLOSES, TOKYO)
    assert not is_working_hour(tokyo(23, 10), OPENS, CLOSES, TOKYO)  # Labour Thanksgiving Day
