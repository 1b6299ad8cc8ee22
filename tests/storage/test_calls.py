import asyncio
from datetime import date

import pytest

from bot.domain.errors import NotFoundError
from storage import calls, grouping, requests
from storage.database import Database, Session
from storage.tables import Applicant, OpenCall, Request
from tests.factories import LONG_AGO, Cast, cast

DAY = date(2026, 12, 4)


@pytest.fixture
def people(database: Database) -> Cast:
    return database.write_now(cast)


def posted(session: Session, people: Cast, closes_on: date = DAY, state: str = "open") -> OpenCall:
    call = OpenCall(
        workspace_id=people.workspace.id or 0,
        group_id=people.booking.id or 0,
        channel="C0ALL",
        places=2,
        slots_per_week=1,
        closes_on=closes_on,
        state=state,
        created_by=people.leo.id or 0,
        created_at=LONG_AGO,
    )
    return calls.add_call(session, call)


async def test_a_call_is_closed_once_however_many_try(database: Database, people: Cast) -> None:
    call_id = database.write_now(lambda s: posted(s, people).id or 0)
    closing = [database.write(lambda s: calls.close(s, call_id, LONG_AGO)) for _ in range(8)]
    assert sorted(await asyncio.gather(*closing)) == [False] * 7 + [True]


def test_calls_end_after_their_last_day_and_only_while_they_run(database: Database, people: Cast) -> None:
    def look(session: Session) -> list[date]:
        for closes_on, state in ((date(2026, 12, 3), "full"), (date(2026, 12, 2), "closed"), (DAY, "open")):
            posted(session, people, closes_on, state)
        return [row.closes_on for row in calls.list_ended(session, people.workspace.id or 0, DAY)]

    assert database.write_now(look) == [date(2026, 12, 3)]


def test_a_running_call_is_found_by_its_group_until_it_is_closed(database: Database, people: Cast) -> None:
    workspace_id, group_id = people.workspace.id or 0, people.booking.id or 0

    def run(session: Session) -> None:
        call = posted(session, people)
        assert calls.find_running(session, workspace_id, group_id) is call
        assert calls.list_running_groups(session, workspace_id) == {group_id}
        calls.close(session, call.id or 0, LONG_AGO)
        session.expire_all()
        assert calls.find_running(session, workspace_id, group_id) is None
        assert calls.list_running_groups(session, workspace_id) == set()

    database.write_now(run)


def test_nothing_is_found_from_another_workspace(database: Database, people: Cast) -> None:
    def run(session: Session) -> None:
        call = posted(session, people)
        wish = Applicant(
            workspace_id=1,
            call_id=call.id or 0,
            person_id=people.rana.id or 0,
            created_at=LONG_AGO,
            updated_at=LONG_AGO,
        )
        calls.add_applicant(session, wish)
        assert calls.find_applicant(session, call.id or 0, people.rana.id or 0) is wish
        for find in (calls.lock_call, calls.get_applicant, grouping.lock, grouping.get_active):
            with pytest.raises(NotFoundError):
                find(session, 99, 1)

    database.write_now(run)


def test_people_of_departments_come_in_their_order_without_those_who_left(database: Database, people: Cast) -> None:
    def look(session: Session) -> list[str]:
        people.otto.active = False
        session.add(people.otto)
        session.flush()
        ids = [people.rana.department_id or 0, people.cam.department_id or 0]
        return [row.name for row in grouping.list_of_departments(session, people.workspace.id or 0, ids)]

    assert database.write_now(look) == ["楽名 花", "田中 玲央", "佐藤 香夢", "事務 葵"]


def test_items_are_counted_by_group_and_state(database: Database, people: Cast) -> None:
    def look(session: Session) -> dict[int, int]:
        for sequence, status in enumerate(("received", "received", "done"), 1):
            values = {"kind": "proposal", "title": "題", "body": "文", "created_at": LONG_AGO, "updated_at": LONG_AGO}
            item = Request(workspace_id=1, fiscal_year=2026, sequence=sequence, status=status, **values)
            item.group_id = people.booking.id
            requests.add(session, item, [people.rana.id or 0])
        return grouping.count_by_group(session, people.workspace.id or 0, ["received", "reviewing"])

    assert database.write_now(look) == {people.booking.id: 2}
