from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
from sqlmodel import col, select

from bot.domain.errors import InvalidTransitionError, NotFoundError
from bot.domain.follow_up import Reckoning, Solved
from bot.services.city import City
from bot.services.helping import following, thanking
from bot.services.helping.thanking import More
from storage import helping, requests
from storage.database import Database, Session
from storage.tables import Consultation, FollowUp, HelpOffer, OutboxMessage, Request
from tests import factories
from tests.conftest import StillClock
from tests.factories import Cast

STAMPS = {"created_at": datetime(2026, 11, 10, 1, tzinfo=UTC), "updated_at": datetime(2026, 11, 10, 1, tzinfo=UTC)}


@pytest.fixture
def city(clock: StillClock) -> City:
    return factories.city(clock)


def settle(session: Session) -> Cast:
    """Rana asked, Otto said yes two weeks ago."""
    here = factories.cast(session)
    workspace_id = here.workspace.id or 0
    number = requests.next_number(session, workspace_id, 2026)
    request = Request(
        workspace_id=workspace_id,
        fiscal_year=2026,
        sequence=number.sequence,
        kind="consultation",
        title="罫線",
        body="罫線の引き方",
        status="in_progress",
        group_id=here.booking.id,
        **STAMPS,
    )
    requests.add(session, request, [here.rana.id or 0])
    helping.save(
        session, Consultation(request_id=request.id or 0, workspace_id=workspace_id, state="helping", **STAMPS)
    )
    offer = HelpOffer(workspace_id=workspace_id, request_id=request.id or 0, person_id=here.otto.id or 0, state="yes")
    offer.answered_at = STAMPS["created_at"]
    helping.save_offer(session, offer)
    return here


def asked(database: Database, city: City) -> Cast:
    here = database.write_now(settle)
    (turn,) = database.read_now(lambda s: following.list_turns(s, city))
    assert database.write_now(lambda s: following.take_turn(s, city, turn, None))
    return here


def rows(database: Database) -> dict[str, FollowUp]:
    found = database.read_now(lambda s: list(s.exec(select(FollowUp).order_by(col(FollowUp.id)))))
    return {row.part: row for row in found}


def questions(database: Database) -> int:
    def count(session: Session) -> int:
        sent = session.exec(select(OutboxMessage).where(col(OutboxMessage.text).contains("その後いかがですか")))
        return len(list(sent))

    return database.read_now(count)


def test_several_processes_ask_both_sides_once_between_them(database: Database, city: City) -> None:
    database.write_now(settle)
    (turn,) = database.read_now(lambda s: following.list_turns(s, city))
    together = Barrier(3)

    def take(_: int) -> bool:
        together.wait(10)
        return database.write_now(lambda s: following.take_turn(s, city, turn, None))

    with ThreadPoolExecutor(3) as processes:
        assert sorted(processes.map(take, range(3))) == [False, False, True]
    assert questions(database) == 2
    assert set(rows(database)) == {"asker", "helper"}
    assert database.read_now(lambda s: following.list_turns(s, city)) == []


@pytest.mark.parametrize("hour", [14, 23])  # late in the evening, and before the town hall opens
def test_nobody_is_asked_at_night(database: Database, city: City, clock: StillClock, hour: int) -> None:
    database.write_now(settle)
    clock.to(datetime(2026, 11, 24, hour, 0, tzinfo=UTC))
    assert database.read_now(lambda s: following.list_turns(s, city)) == []


@pytest.mark.parametrize(("said", "state"), [(Solved.YES, "solved"), (Solved.PARTLY, "solved"), (Solved.NO, "calling")])
def test_what_the_asker_says_decides_how_it_goes_on(database: Database, city: City, said: Solved, state: str) -> None:
    here = asked(database, city)
    mine = rows(database)["asker"].id or 0
    database.write_now(lambda s: following.answer(s, city, here.workspace, here.rana, mine, said))
    search = database.read_now(lambda s: s.exec(select(Consultation)).one())
    assert search.state in {state, "companion"} if said is Solved.NO else search.state == state
    assert rows(database)["helper"].state == ("dropped" if said is Solved.NO else "asked")


def refused(work: Callable[[], object], error: type[Exception]) -> None:
    with pytest.raises(error):
        work()


def test_only_who_was_asked_answers_and_only_once(database: Database, city: City) -> None:
    here = asked(database, city)
    mine = rows(database)["asker"].id or 0

    def answer(person: object, said: Solved) -> object:
        return database.write_now(lambda s: following.answer(s, city, here.workspace, person, mine, said))  # type: ignore[arg-type]

    refused(lambda: answer(here.otto, Solved.NO), NotFoundError)
    answer(here.rana, Solved.YES)
    refused(lambda: answer(here.rana, Solved.NO), InvalidTransitionError)


def test_hours_follow_from_minutes_and_times_and_stand_with_how_they_were_reckoned(
    database: Database, city: City
) -> None:
    here = asked(database, city)
    mine = rows(database)["asker"].id or 0
    more = More(Reckoning(-15, 4), "月初だけ", "ありがとうございました", may_be_told=True)
    refused(lambda: database.write_now(lambda s: thanking.add(s, city, here.rana, mine, more)), InvalidTransitionError)
    database.write_now(lambda s: following.answer(s, city, here.workspace, here.rana, mine, Solved.YES))
    database.write_now(lambda s: thanking.add(s, city, here.rana, mine, more))
    row = rows(database)["asker"]
    assert (row.hours_saved, row.basis) == (-1.0, "-15分 × 年4回 ÷ 60 ＝ -1時間 月初だけ")
    assert (row.thanks, row.may_be_told) == ("ありがとうございました", True)
