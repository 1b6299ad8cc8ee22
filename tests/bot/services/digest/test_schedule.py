from dataclasses import replace
from datetime import datetime, time

import pytest
from sqlmodel import select

from bot.domain.digests import IssueState
from bot.domain.errors import NotFoundError
from bot.services import digest
from bot.services.city import City
from storage import digests
from storage.database import Database, Session
from storage.tables import DigestIssue, OutboxMessage, WorkingGroup, Workspace
from tests.bot.services.digest.stories import Town
from tests.conftest import StillClock
from tests.factories import TOKYO
from tests.factories import city as city_of


def november(day: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=TOKYO)


def run(town: Town, city: City, database: Database | None = None) -> int:
    return (database or town.database).write_now(lambda session: digest.run_due(session, city))


def issues(town: Town, audience: str | None = None) -> list[DigestIssue]:
    found = town.database.read_now(lambda s: digests.list_issues(s, town.id, audience=audience, limit=1000))
    return sorted(found, key=lambda issue: (issue.ends_at, issue.id))


def sent(town: Town) -> list[OutboxMessage]:
    return town.database.read_now(lambda session: list(session.exec(select(OutboxMessage).order_by(OutboxMessage.id))))


def due(town: Town) -> dict[str, datetime]:
    return town.database.read_now(lambda s: {row.audience: row.due_at for row in digests.list_due(s, town.id)})


def test_first_digests_are_due_next_monday_for_everybody_and_each_group(town: Town, here: City) -> None:
    run(town, here)
    assert due(town) == dict.fromkeys(("all", "group:facility-booking", "group:mirise"), november(16))
    assert issues(town) == []


def test_digest_is_posted_when_its_moment_has_come(town: Town, here: City, clock: StillClock) -> None:
    run(town, here)
    town.post(november(12), group=town.cast.booking)
    clock.to(november(16, 8, 59))
    assert run(town, here) == 0
    clock.to(november(16))
    run(town, here)
    (all_staff,) = issues(town, "all")
    assert (all_staff.starts_at, all_staff.ends_at) == (november(9), november(16))
    assert all_staff.state == IssueState.POSTED
    assert {message.channel for message in sent(town)} == {"C0ALL", "C0BOOKING"}
    assert due(town)["all"] == november(24)  # the 23rd is a holiday


def test_empty_digest_is_archived_and_not_sent(town: Town, here: City, clock: StillClock) -> None:
    run(town, here)
    clock.to(november(16))
    run(town, here)
    assert [issue.state for issue in issues(town)] == [IssueState.EMPTY] * 3
    assert sent(town) == []
    assert issues(town, "all")[0].facts == {}


def test_digest_is_caught_up_when_the_bot_starts_late_on_its_day(town: Town, here: City, clock: StillClock) -> None:
    run(town, here)
    town.post(november(12), "間に合った")
    town.post(november(16, 9, 30), "九時を過ぎた")
    clock.to(november(16, 23, 59))
    run(town, here)
    (issue,) = issues(town, "all")
    assert (issue.state, issue.ends_at) == (IssueState.POSTED, november(16))
    assert "間に合った" in str(issue.blocks)
    assert "九時を過ぎた" not in str(issue.blocks)


def test_digest_is_archived_as_late_and_told_with_the_next_when_its_day_has_passed(
    town: Town, here: City, clock: StillClock
) -> None:
    run(town, here)
    town.post(november(12), "一週目")
    clock.to(november(18))
    run(town, here)
    (late,) = issues(town, "all")
    assert (late.state, late.outbox_id) == (IssueState.LATE, None)
    assert sent(town) == []
    town.post(november(19), "二週目")
    clock.to(november(24))
    run(town, here)
    posted = issues(town, "all")[-1]
    assert (posted.starts_at, posted.ends_at, posted.state) == (november(9), november(24), IssueState.POSTED)
    assert "一週目" in str(posted.blocks)
    assert "二週目" in str(posted.blocks)


def test_missed_weeks_are_made_up_for_in_one_issue(town: Town, here: City, clock: StillClock) -> None:
    run(town, here)
    for day in (12, 19, 26):
        town.post(november(day), f"{day}日の提案")
    clock.to(november(30, 15))
    run(town, here)
    assert [(issue.ends_at, issue.state) for issue in issues(town, "all")] == [
        (november(16), IssueState.LATE),
        (november(24), IssueState.LATE),
        (november(30), IssueState.POSTED),
    ]
    (message,) = sent(town)
    assert all(f"{day}日の提案" in str(message.blocks) for day in (12, 19, 26))


def test_nothing_is_made_twice_when_the_bot_restarts(
    town: Town, here: City, clock: StillClock, database_url: str
) -> None:
    run(town, here)
    town.post(november(12))
    clock.to(november(16))
    assert run(town, here) == 3
    again = Database(database_url)
    assert run(town, here, again) == 0
    again.close()
    assert len(sent(town)) == 1


def test_process_whose_clock_is_behind_makes_nothing_twice(town: Town, here: City, clock: StillClock) -> None:
    run(town, here)
    town.post(november(12))
    clock.to(november(16))
    run(town, here)
    behind = city_of(StillClock(november(16, 8, 50)))
    assert run(town, behind) == 0
    assert due(town)["all"] == november(24)


def test_due_digest_moves_when_the_city_chooses_another_day(town: Town, here: City) -> None:
    run(town, here)
    run(town, replace(here, digest_weekday=4, digest_time=time(16, 30)))
    assert set(due(town).values()) == {november(13, 16, 30)}


def test_digest_of_a_closed_group_is_due_no_more(town: Town, here: City, clock: StillClock) -> None:
    run(town, here)

    def close(session: Session) -> None:
        group = session.get(WorkingGroup, town.cast.booking.id)
        group.active = False

    town.database.write_now(close)
    clock.to(november(16))
    run(town, here)
    assert set(due(town)) == {"all", "group:mirise"}
    assert issues(town, "group:facility-booking") == []


def test_audience_without_a_channel_gets_no_digest(town: Town, here: City) -> None:
    def silence(session: Session) -> None:
        workspace = session.get(Workspace, town.id)
        workspace.all_staff_channel = None

    town.database.write_now(silence)
    run(town, here)
    assert "all" not in due(town)


def test_manual_issue_is_followed_by_one_that_tells_only_what_came_after(
    town: Town, here: City, clock: StillClock
) -> None:
    run(town, here)
    town.post(november(11), "手で出した号に載る")
    clock.to(november(11, 11))
    made = post_by_hand(town, here)
    assert made is not None
    assert made.ends_at == november(11, 11)
    town.post(november(12), "次の号に載る")
    clock.to(november(16))
    run(town, here)
    posted = issues(town, "all")[-1]
    assert posted.starts_at == november(11, 11)
    assert posted.facts["new"][0]["title"] == "次の号に載る"
    assert len(posted.facts["new"]) == 1


@pytest.mark.parametrize(
    ("moment", "sent_at"),
    [
        (november(11, 12), november(11, 11)),  # an hour after one was sent by hand
        (november(14), november(11, 11)),  # days after that, in the same period
        (november(16, 17), november(16)),  # on the day of a regular one
        (november(17), None),  # the day after it
    ],
)
def test_an_audience_that_was_sent_an_issue_is_known_for_the_period_or_the_day(
    town: Town, here: City, clock: StillClock, moment: datetime, sent_at: datetime | None
) -> None:
    run(town, here)
    town.post(november(10))
    clock.to(november(11, 11))
    post_by_hand(town, here)
    for day in (16, 17):
        if moment.day >= day:
            clock.to(november(day))
            run(town, here)
    clock.to(moment)

    recent = town.database.read_now(
        lambda s: digest.find_recent(s, here, town.id, digest.get_audience(s, town.cast.workspace, "all"))
    )

    assert (recent.issued_at if recent else None) == sent_at


def post_by_hand(town: Town, here: City) -> DigestIssue | None:
    audience = town.database.read_now(lambda s: digest.get_audience(s, town.cast.workspace, "all"))
    ready = town.database.read_now(lambda s: digest.prepare(s, here, town.cast.workspace, audience))
    return town.database.write_now(lambda s: digest.store(s, here, ready)) if ready else None


@pytest.mark.parametrize("key", ["", "group:", "group:unknown", "person:x", "person:999", "everybody"])
def test_unknown_audience_is_refused(small_town: Town, key: str) -> None:
    with pytest.raises(NotFoundError):
        small_town.database.read_now(lambda s: digest.get_audience(s, small_town.cast.workspace, key))
