import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from bot.jobs.clockwork import RECEIPTS_KEPT, Chore, Clockwork
from bot.services.city import City
from storage import digests, receipts
from storage.database import Database, Session
from storage.tables import OutboxMessage
from tests.bot.services.digest.stories import Town
from tests.conftest import StillClock
from tests.factories import TOKYO, city

WEDNESDAY = datetime(2026, 11, 11, 10, 0, tzinfo=TOKYO)
MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=TOKYO)


@pytest.fixture
def town(database: Database) -> Town:
    return Town.found(database)


@pytest.fixture
def here(clock: StillClock) -> City:
    clock.to(WEDNESDAY)
    return city(clock)


def sent(town: Town) -> list[OutboxMessage]:
    return town.database.read_now(lambda s: list(s.exec(select(OutboxMessage))))


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110 - nothing tells when another thread has stored it
            await asyncio.sleep(0.01)


async def test_clockwork_posts_when_the_clock_reaches_monday(town: Town, here: City, clock: StillClock) -> None:
    woken: list[str] = []
    clockwork = Clockwork(town.database, here, lambda: woken.append("now"), tick=timedelta(milliseconds=20))
    clockwork.start()
    try:
        await until(lambda: bool(town.database.read_now(lambda s: digests.list_due(s, town.id))))
        town.post(WEDNESDAY, group=town.cast.booking)
        assert woken == []
        clock.to(MONDAY)
        await until(lambda: len(sent(town)) == 2)
        await until(lambda: bool(woken))
    finally:
        await clockwork.stop()
    assert {message.channel for message in sent(town)} == {"C0ALL", "C0BOOKING"}


async def test_missed_weeks_are_made_up_for_at_the_first_tick(town: Town, here: City, clock: StillClock) -> None:
    clockwork = Clockwork(town.database, here, lambda: None)
    await clockwork.tick()
    town.post(WEDNESDAY)
    clock.to(datetime(2026, 11, 30, 12, 0, tzinfo=TOKYO))
    await clockwork.tick()
    issues = town.database.read_now(lambda s: digests.list_issues(s, town.id, audience="all"))
    assert [issue.state for issue in issues] == ["posted", "late", "late"]
    assert {message.channel for message in sent(town)} == {"C0ALL", "U0AOI"}  # the office is reminded of it, too
    assert len(sent(town)) == 2


async def test_digest_that_fails_does_not_keep_back_the_others(
    town: Town, here: City, clock: StillClock, caplog: pytest.LogCaptureFixture
) -> None:
    clockwork = Clockwork(town.database, here, lambda: None)
    await clockwork.tick()
    town.post(WEDNESDAY, group=town.cast.booking)
    town.post(WEDNESDAY, group=town.cast.counter, kind="a kind that no release knows")
    clock.to(MONDAY)
    with caplog.at_level(logging.ERROR):
        await clockwork.tick()
        await clockwork.tick()  # what failed rests for a while
    assert [message.channel for message in sent(town)] == ["C0BOOKING"]
    failed = [record.getMessage() for record in caplog.records]
    assert len(failed) == 2
    assert all("E-" in message for message in failed)


async def test_clockwork_ticks_on_after_a_tick_that_failed(
    here: City, sqlite_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    database = Database(sqlite_url)
    town = Town.found(database)
    database.write_now(lambda s: s.connection().exec_driver_sql("ALTER TABLE duedigest RENAME TO hidden"))
    clockwork = Clockwork(database, here, lambda: None, tick=timedelta(milliseconds=20))
    clockwork.start()
    try:
        with caplog.at_level(logging.ERROR, logger="bot.jobs.clockwork"):
            await until(lambda: any("a tick failed" in record.getMessage() for record in caplog.records))
        database.write_now(lambda s: s.connection().exec_driver_sql("ALTER TABLE hidden RENAME TO duedigest"))
        await until(lambda: bool(database.read_now(lambda s: digests.list_due(s, town.id))))
    finally:
        await clockwork.stop()
        database.close()


async def test_two_clockworks_make_one_issue_each(town: Town, here: City, clock: StillClock, database_url: str) -> None:
    other = Database(database_url)
    both = [Clockwork(database, here, lambda: None) for database in (town.database, other)]
    await asyncio.gather(*(clockwork.tick() for clockwork in both))
    town.post(WEDNESDAY)
    clock.to(MONDAY)
    await asyncio.gather(*(clockwork.tick() for clockwork in both))
    other.close()
    assert len(town.database.read_now(lambda s: digests.list_issues(s, town.id))) == 3
    assert len(sent(town)) == 1


async def test_what_several_turns_are_about_is_found_out_once(town: Town, here: City) -> None:
    left, prepared, taken = ["a1", "a2", "b1"], [], []

    def prepare(_session: Session, _city: City, turn: str) -> str:
        prepared.append(turn)
        return turn[0]

    def take(_session: Session, _city: City, turn: str, found: str) -> bool:
        taken.append((turn, found))
        left.remove(turn)
        return False

    chore = Chore("errand", lambda _s, _c: list(left), prepare, take, about=lambda turn: turn[0])
    await Clockwork(town.database, here, lambda: None, chores=[chore]).tick()
    assert prepared == ["a1", "b1"]
    assert taken == [("a1", "a"), ("a2", "a"), ("b1", "b")]


async def test_stop_lets_the_work_at_hand_end_and_ticks_no_more(town: Town, here: City, clock: StillClock) -> None:
    clockwork = Clockwork(town.database, here, lambda: None, tick=timedelta(milliseconds=10))
    clockwork.start()
    await until(lambda: bool(town.database.read_now(lambda s: digests.list_due(s, town.id))))
    await clockwork.stop()
    await clockwork.stop()  # twice does no harm
    town.post(WEDNESDAY)
    clock.to(MONDAY)
    for _ in range(10):
        await asyncio.sleep(0.01)
    assert sent(town) == []


async def test_old_receipts_are_thrown_away_and_young_ones_kept(town: Town, here: City) -> None:
    def work(session: Session) -> None:
        receipts.add(session, town.id, "old", WEDNESDAY - RECEIPTS_KEPT - timedelta(seconds=1))
        receipts.add(session, town.id, "young", WEDNESDAY - RECEIPTS_KEPT)

    town.database.write_now(work)
    await Clockwork(town.database, here, lambda: None).sweep()
    left = town.database.read_now(lambda s: [bool(receipts.find(s, town.id, key)) for key in ("old", "young")])
    assert left == [False, True]
