from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.calendar import is_business_day, local_day
from bot.domain.digests import SECTIONS, WORTH_KNOWING, AudienceKind, Digest, Rhythm, Section
from bot.domain.statuses import Status

TOKYO = ZoneInfo("Asia/Tokyo")
NEW_YORK = ZoneInfo("America/New_York")
MONDAYS = Rhythm(0, time(9, 0), TOKYO)


def tokyo(year: int, month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=TOKYO)


@pytest.mark.parametrize(
    ("moment", "due"),
    [
        (tokyo(2026, 11, 11), tokyo(2026, 11, 16)),
        (tokyo(2026, 11, 16, 8, 59), tokyo(2026, 11, 16)),
        (tokyo(2026, 11, 16, 9, 0), tokyo(2026, 11, 24)),  # the 23rd is a holiday
        (tokyo(2026, 11, 23, 12, 0), tokyo(2026, 11, 24)),
        (tokyo(2025, 12, 22, 9, 1), tokyo(2026, 1, 5)),  # the 29th is within the year-end closure
        (tokyo(2026, 4, 27, 9, 0), tokyo(2026, 5, 7)),  # Golden Week up to Wednesday
        (tokyo(2026, 5, 7, 9, 0), tokyo(2026, 5, 11)),
    ],
)
def test_digest_is_due_on_monday_or_the_next_working_day(moment: datetime, due: datetime) -> None:
    assert MONDAYS.next_after(moment) == due


def test_digest_keeps_its_hour_when_the_clocks_change() -> None:
    rhythm = Rhythm(0, time(9, 0), NEW_YORK)
    before = rhythm.next_after(datetime(2026, 3, 1, tzinfo=UTC))
    after = rhythm.next_after(before)
    assert (before, after) == (datetime(2026, 3, 2, 14, tzinfo=UTC), datetime(2026, 3, 9, 13, tzinfo=UTC))


@pytest.mark.parametrize("zone", [TOKYO, NEW_YORK])
@pytest.mark.parametrize("weekday", range(7))
def test_digests_follow_each_other_on_working_days_over_years(weekday: int, zone: ZoneInfo) -> None:
    rhythm = Rhythm(weekday, time(9, 0), zone)
    moment = datetime(2025, 1, 1, tzinfo=UTC)
    count = 0
    while moment < datetime(2028, 1, 1, tzinfo=UTC):
        following = rhythm.next_after(moment)
        assert is_business_day(local_day(following, zone))
        assert following.astimezone(zone).time() == time(9, 0)
        assert following - moment < timedelta(days=17)
        if count:
            assert rhythm.last_before(following) == moment
        moment, count = following, count + 1
    assert 145 <= count <= 158


def test_every_section_is_read_by_somebody_and_has_a_place_in_the_digest() -> None:
    assert {section for order in SECTIONS.values() for section in order} == set(Section)
    assert set(SECTIONS) == set(AudienceKind)
    assert set(Section) <= set(Digest.__dataclass_fields__)


def test_every_status_that_is_told_has_its_rank() -> None:
    assert set(WORTH_KNOWING) == set(Status) - {Status.WITHDRAWN}
