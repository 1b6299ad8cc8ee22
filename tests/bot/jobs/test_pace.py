from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.jobs.pace import Pace

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


@settings(deadline=None)
@given(per_minute=st.integers(5, 100), steps=st.lists(st.floats(0, 20), min_size=1, max_size=50))
def test_no_minute_ever_sees_more_calls_than_allowed(per_minute: int, steps: list[float]) -> None:
    pace, now, calls = Pace(per_minute), NOW, []
    for step in steps:
        now += timedelta(seconds=step)
        while pace.take(now) == 0:
            calls.append(now)

    for first in calls:
        assert sum(first <= call < first + timedelta(minutes=1) for call in calls) <= per_minute


def test_the_wait_it_tells_is_enough() -> None:
    pace, now = Pace(60), NOW
    while (wait := pace.take(now)) == 0:
        pass

    assert pace.take(now + timedelta(seconds=wait * 0.9)) > 0
    assert pace.take(now + timedelta(seconds=wait + 0.001)) == 0


def test_nothing_is_allowed_before_the_moment_the_chat_named() -> None:
    pace = Pace(60)
    pace.hold(NOW + timedelta(seconds=30))
    pace.hold(NOW + timedelta(seconds=10))

    assert pace.available(NOW + timedelta(seconds=29.9)) == 0
    assert pace.take(NOW + timedelta(seconds=29)) == 1.0
    assert pace.take(NOW + timedelta(seconds=30)) == 0


def test_a_call_that_can_wait_leaves_some_to_the_others() -> None:
    pace = Pace(60)  # twelve at once
    taken = sum(pace.take(NOW, leaving=5) == 0 for _ in range(20))

    assert taken == 7
    wait = pace.take(NOW, leaving=5)
    assert [pace.take(NOW) for _ in range(5)] == [0] * 5
    assert pace.take(NOW + timedelta(seconds=wait), leaving=5) > 0
