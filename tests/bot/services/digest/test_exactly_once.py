import random
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from bot.domain.digests import IssueState
from bot.services import digest
from bot.services.city import City
from storage import digests
from storage.database import Database, Session
from storage.tables import DigestIssue, OutboxMessage, Request
from tests.bot.services.digest.stories import Town
from tests.conftest import StillClock
from tests.factories import TOKYO, city

START = datetime(2026, 10, 7, 10, 0, tzinfo=TOKYO)
WEEK = 7 * 24 * 60
MINUTES = st.integers(0, 10 * WEEK)
# Mondays at nine, the moments at which most periods end, and their neighbours.
MONDAY = 4 * 24 * 60 + 23 * 60
EDGES = st.builds(lambda week, near: (week * WEEK + MONDAY, near), st.integers(0, 9), st.sampled_from([-60, -1, 0, 1]))
MOMENTS = st.one_of(st.tuples(MINUTES, st.integers(0, 59)), EDGES)
# On Mondays when the bot sleeps through nine it wakes some time later, or days later.
NAPS = st.dictionaries(st.integers(0, 9), st.integers(1, 6 * 24 * 60), max_size=6)


# The same weeks in every run, and no hunt for the smallest failure: a week takes too long to live through.
TEN_WEEKS = settings(
    derandomize=True,
    database=None,
    deadline=None,
    phases=(Phase.generate,),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def at(moment: tuple[int, int]) -> datetime:
    return START + timedelta(minutes=moment[0], seconds=moment[1])


def wakings(naps: dict[int, int]) -> list[datetime]:
    return [START + timedelta(minutes=week * WEEK + MONDAY + naps.get(week, 0)) for week in range(12)]


def read_issues(town: Town, key: str) -> list[DigestIssue]:
    found = town.database.read_now(lambda s: digests.list_issues(s, town.id, audience=key, limit=100))
    return [issue for issue in reversed(found) if issue.state == IssueState.POSTED]


def numbers(issue: DigestIssue, section: str) -> list[str]:
    return [line["number"] for line in issue.facts.get(section, ())]


def clear(town: Town) -> None:
    def work(session: Session) -> None:
        for table in ("digestissue", "duedigest", "outboxmessage", "requestevent", "requestperson", "request"):
            session.connection().exec_driver_sql(f"DELETE FROM {table}")

    town.database.write_now(work)


@settings(TEN_WEEKS, max_examples=10)
@given(
    posts=st.lists(MOMENTS, min_size=1, max_size=25),
    naps=NAPS,
    behind=st.lists(st.integers(0, 50), max_size=25),
    seed=st.integers(0, 2**20),
)
def test_every_item_is_told_once_over_ten_weeks_whenever_the_bot_was_awake(
    small_town: Town, posts: list[tuple[int, int]], naps: dict[int, int], behind: list[int], seed: int
) -> None:
    town = small_town
    clear(town)
    clock = StillClock(START)
    here, chance = city(clock), random.Random(seed)
    run = lambda: town.database.write_now(lambda s: digest.run_due(s, here))  # noqa: E731
    run()
    # An item may be stored some minutes after the moment it is stamped with, even after the digest was made.
    stored = [(at(post), at(post) + timedelta(minutes=late)) for post, late in zip(posts, behind, strict=False)]
    stored += [(at(post), at(post)) for post in posts[len(stored) :]]
    deeds: list[tuple[datetime, int, Callable[[], object]]] = []
    for n, (stamp, seen) in enumerate(stored):
        group = chance.choice([town.cast.booking, town.cast.counter, None])
        deeds.append((seen, n, lambda stamp=stamp, n=n, group=group: town.post(stamp, f"提案{n}", group=group)))
    deeds += [(waking, 1000, run) for waking in wakings(naps)]

    for moment, _, deed in sorted(deeds, key=lambda each: each[:2]):
        clock.to(moment)
        deed()

    told = Counter(number for issue in read_issues(town, "all") for number in numbers(issue, "new"))
    items = town.database.read_now(lambda s: list(s.exec(select(Request))))
    assert told == Counter(f"R8-{item.sequence:04d}" for item in items)
    assert len(items) == len(posts)
    in_groups = Counter(
        number
        for key in ("group:facility-booking", "group:mirise")
        for issue in read_issues(town, key)
        for number in numbers(issue, "new")
    )
    assert in_groups == Counter(f"R8-{item.sequence:04d}" for item in items if item.group_id)


@settings(TEN_WEEKS, max_examples=10)
@given(changes=st.lists(MOMENTS, min_size=1, max_size=20, unique=True), naps=NAPS)
def test_every_change_is_told_once_over_ten_weeks(
    small_town: Town, changes: list[tuple[int, int]], naps: dict[int, int]
) -> None:
    town = small_town
    clear(town)
    clock = StillClock(START)
    here = city(clock)
    run = lambda: town.database.write_now(lambda s: digest.run_due(s, here))  # noqa: E731
    run()
    items = [town.post(START - timedelta(days=30), f"提案{n}") for n in range(len(changes))]
    deeds: list[tuple[datetime, int, Callable[[], object]]] = [
        (at(change), n, lambda change=change, n=n: town.change(at(change), items[n], "accepted"))
        for n, change in enumerate(changes)
    ]
    deeds += [(waking, 1000, run) for waking in wakings(naps)]

    for moment, _, deed in sorted(deeds, key=lambda each: each[:2]):
        clock.to(moment)
        deed()

    told = Counter(number for issue in read_issues(town, "all") for number in numbers(issue, "changed"))
    assert sorted(told.values()) == [1] * len(changes)


@pytest.mark.parametrize("processes", [2, 4])
def test_one_issue_is_made_when_several_processes_wake_at_once(
    town: Town, here: City, clock: StillClock, database_url: str, processes: int
) -> None:
    town.database.write_now(lambda s: digest.run_due(s, here))
    town.post(clock.now(), group=town.cast.booking)
    handles = [Database(database_url) for _ in range(processes)]
    for day in (16, 24, 30):
        clock.to(datetime(2026, 11, day, 9, 0, tzinfo=TOKYO))
        town.post(clock.now() - timedelta(hours=1), group=town.cast.booking)
        _all_at_once([lambda handle=handle: _tick(handle, here) for handle in handles])
    for handle in handles:
        handle.close()

    issues = town.database.read_now(lambda s: digests.list_issues(s, town.id, limit=100))
    assert Counter((issue.audience, issue.ends_at.day) for issue in issues) == Counter(
        (key, day) for key in ("all", "group:facility-booking", "group:mirise") for day in (16, 24, 30)
    )
    posted = {issue.outbox_id for issue in issues if issue.state == IssueState.POSTED}
    messages = town.database.read_now(lambda s: list(s.exec(select(OutboxMessage))))
    assert {message.id for message in messages} == posted
    assert len(messages) == 6  # everybody and one group, three times; the other group's are waiting-free and empty


def test_due_date_is_claimed_by_one_of_many(town: Town, here: City, database_url: str) -> None:
    due_at, next_at = (datetime(2026, 11, day, 9, 0, tzinfo=TOKYO) for day in (16, 24))
    town.database.write_now(lambda s: digests.ensure_due(s, town.id, "all", due_at))
    handles = [Database(database_url) for _ in range(4)]
    won: list[bool] = []
    work = lambda s: digests.claim_due(s, town.id, "all", due_at, next_at)  # noqa: E731
    _all_at_once([lambda handle=handle: won.append(handle.write_now(work)) for handle in handles])
    for handle in handles:
        handle.close()
    assert sorted(won) == [False, False, False, True]


def test_one_of_several_issues_that_were_prepared_at_once_is_stored(
    town: Town, here: City, clock: StillClock, database_url: str
) -> None:
    town.post(clock.now() - timedelta(hours=1))
    handles = [Database(database_url) for _ in range(4)]
    prepared = [prepare(town, here, clock) for _ in handles]
    stored: list[DigestIssue | None] = []
    _all_at_once(
        [
            lambda handle=handle, ready=ready: stored.append(handle.write_now(lambda s: digest.store(s, here, ready)))
            for handle, ready in zip(handles, prepared, strict=True)
        ]
    )
    for handle in handles:
        handle.close()
    assert [issue is not None for issue in stored].count(True) == 1
    assert len(town.database.read_now(lambda s: list(s.exec(select(OutboxMessage))))) == 1


def test_an_issue_that_was_overtaken_while_it_was_prepared_leaves_the_due_date(
    town: Town, here: City, clock: StillClock
) -> None:
    town.database.write_now(lambda s: digest.run_due(s, here))
    town.post(clock.now())
    clock.to(datetime(2026, 11, 16, 9, 0, tzinfo=TOKYO))
    (turn,) = [t for t in town.database.read_now(lambda s: digest.list_turns(s, here)) if t.audience == "all"]
    ready = town.database.read_now(lambda s: digest.prepare_turn(s, here, turn))
    by_hand = prepare(town, here, clock)
    assert town.database.write_now(lambda s: digest.store(s, here, by_hand)) is not None
    assert not town.database.write_now(lambda s: digest.take_turn(s, here, turn, ready))
    anew = town.database.read_now(lambda s: digest.prepare_turn(s, here, turn))
    assert anew is None  # its period has been told
    assert town.database.write_now(lambda s: digest.take_turn(s, here, turn, anew))
    assert len([issue for issue in read_issues(town, "all") if issue.state == IssueState.POSTED]) == 1


def prepare(town: Town, here: City, clock: StillClock) -> digest.Prepared:
    """An issue as somebody sends it by hand, each at another moment."""
    clock.advance(seconds=1)

    def work(session: Session) -> digest.Prepared | None:
        return digest.prepare(
            session, here, town.cast.workspace, digest.get_audience(session, town.cast.workspace, "all")
        )

    ready = town.database.read_now(work)
    assert ready is not None
    return ready


def _tick(database: Database, here: City) -> None:
    """As the clockwork does it: a look, then for each turn another look and one transaction."""
    for turn in database.read_now(lambda s: digest.list_turns(s, here)):
        ready = database.read_now(lambda s, turn=turn: digest.prepare_turn(s, here, turn))
        database.write_now(lambda s, turn=turn, ready=ready: digest.take_turn(s, here, turn, ready))


def _all_at_once(works: list[Callable[[], object]]) -> None:
    gate = threading.Barrier(len(works))

    def go(work: Callable[[], object]) -> None:
        gate.wait(10)
        work()

    with ThreadPoolExecutor(len(works)) as pool:
        for done in [pool.submit(go, work) for work in works]:
            done.result(30)
