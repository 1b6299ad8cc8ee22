from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from typing import Any

import pytest
from sqlmodel import select

from bot.domain.errors import UserError
from bot.domain.items import Item
from bot.services import absence, announce, items, overdue, reminders
from bot.services.city import City
from storage import requests, staffing
from storage.database import Database, Session
from storage.tables import OutboxMessage, Person, Reminder, Request
from tests.bot.services.digest.stories import Town
from tests.conftest import StillClock
from tests.factories import TOKYO, city

POSTED = datetime(2026, 11, 16, 10, 0, tzinfo=TOKYO)  # a Monday; due on Tuesday the 24th, the 23rd being a holiday
TUESDAY = datetime(2026, 11, 24, 9, 0, tzinfo=TOKYO)
THURSDAY = datetime(2026, 11, 26, 9, 0, tzinfo=TOKYO)
NEXT_TUESDAY = datetime(2026, 12, 1, 9, 0, tzinfo=TOKYO)
DUE_ON = date(2026, 11, 24)


@pytest.fixture
def town(database: Database) -> Town:
    return Town.found(database)


@pytest.fixture
def here(clock: StillClock) -> City:
    clock.to(TUESDAY)
    return city(clock)


@pytest.fixture
def second(database_url: str) -> Iterator[Database]:
    """The same database, as another process sees it."""
    other = Database(database_url)
    yield other
    other.close()


def post(town: Town, title: str = "鍵の受け渡しをなくしたい", **more: Any) -> int:
    facts = {"group": town.cast.booking, "companion_id": town.cast.cam.id, "answer_due_on": DUE_ON, **more}
    return town.post(POSTED, title, **facts)


def tick(database: Database, here: City) -> int:
    """Take every turn there is, as the clockwork does."""
    taken = 0
    while turns := database.read_now(lambda s: reminders.list_turns(s, here)):
        taken += sum(take(database, here, turn) for turn in turns)
    return taken


def take(database: Database, here: City, turn: reminders.Turn) -> bool:
    late = database.read_now(lambda s: reminders.prepare_turn(s, here, turn))
    return database.write_now(lambda s: reminders.take_turn(s, here, turn, late))


def sent(town: Town) -> dict[str, list[str]]:
    """What everybody was told, by channel."""
    found: dict[str, list[str]] = {}
    for message in town.database.read_now(lambda s: list(s.exec(select(OutboxMessage)))):
        found.setdefault(message.channel, []).append(str(message.blocks))
    return found


def states(town: Town) -> list[str]:
    return sorted(row.state for row in town.database.read_now(lambda s: list(s.exec(select(Reminder)))))


def test_the_lead_is_told_once_a_day_of_everything_in_one_message(town: Town, here: City, clock: StillClock) -> None:
    post(town, "鍵の受け渡し")
    post(town, "体育館の抽選")
    tick(town.database, here)
    clock.advance(hours=5)
    tick(town.database, here)
    ((channel, (message,)),) = sent(town).items()
    assert channel == "U0LEO"
    assert "鍵の受け渡し" in message
    assert "体育館の抽選" in message
    clock.advance(hours=19)
    tick(town.database, here)
    assert len(sent(town)["U0LEO"]) == 2


def test_the_companion_and_the_office_follow_when_nothing_happens(town: Town, here: City, clock: StillClock) -> None:
    post(town)
    for moment, told in ((THURSDAY, {"U0LEO", "U0CAM"}), (NEXT_TUESDAY, {"U0LEO", "U0CAM", "U0AOI"})):
        clock.to(moment)
        tick(town.database, here)
        assert set(sent(town)) == told


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 11, 24, 8, 29, 59, tzinfo=TOKYO),
        datetime(2026, 11, 24, 17, 15, tzinfo=TOKYO),
        datetime(2026, 11, 28, 10, 0, tzinfo=TOKYO),  # a Saturday
        datetime(2026, 12, 29, 10, 0, tzinfo=TOKYO),  # closed for the year's end
        datetime(2027, 1, 11, 10, 0, tzinfo=TOKYO),  # a holiday
    ],
)
def test_nobody_is_told_outside_working_hours(town: Town, here: City, clock: StillClock, moment: datetime) -> None:
    post(town)
    clock.to(moment)
    assert tick(town.database, here) == 0
    assert sent(town) == {}


def test_a_bot_that_starts_late_makes_up_for_the_day_but_not_for_days_before(
    town: Town, here: City, clock: StillClock
) -> None:
    post(town)
    clock.to(NEXT_TUESDAY.replace(hour=17, minute=14))
    tick(town.database, here)
    assert [len(messages) for messages in sent(town).values()] == [1, 1, 1]


def test_what_was_worked_out_before_a_crash_is_sent_after_it_once(town: Town, here: City, second: Database) -> None:
    post(town)
    (turn,) = town.database.read_now(lambda s: reminders.list_turns(s, here))
    take(town.database, here, turn)
    assert sent(town) == {}
    tick(second, here)
    tick(town.database, here)
    assert [len(messages) for messages in sent(town).values()] == [1]


def test_what_was_not_sent_on_its_day_is_put_away(town: Town, here: City, clock: StillClock) -> None:
    post(town)
    (turn,) = town.database.read_now(lambda s: reminders.list_turns(s, here))
    take(town.database, here, turn)
    clock.to(THURSDAY)
    tick(town.database, here)
    assert states(town) == ["late", "sent", "sent"]


def test_two_processes_at_once_tell_everybody_once(town: Town, here: City, clock: StillClock, second: Database) -> None:
    for number in range(3):
        post(town, f"提案{number}")
    clock.to(NEXT_TUESDAY)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda database: tick(database, here), [town.database, second] * 2))
    assert {channel: len(messages) for channel, messages in sent(town).items()} == {"U0LEO": 1, "U0CAM": 1, "U0AOI": 1}


def test_what_was_done_after_the_round_is_told_to_nobody(town: Town, here: City) -> None:
    request_id = post(town)
    (turn,) = town.database.read_now(lambda s: reminders.list_turns(s, here))
    take(town.database, here, turn)
    town.database.write_now(lambda s: setattr(requests.get(s, town.id, request_id), "status", "declined"))
    tick(town.database, here)
    assert (sent(town), states(town)) == ({}, ["empty"])


def test_who_snoozes_is_told_of_the_others_and_of_it_when_the_days_are_over(
    town: Town, here: City, clock: StillClock
) -> None:
    first, second_ = post(town, "鍵の受け渡し"), post(town, "体育館の抽選")
    tick(town.database, here)
    town.database.write_now(lambda s: reminders.snooze(s, here, town.cast.leo, first, 1))
    assert "11月26日(木)まで知らせません" in sent(town)["U0LEO"][-1]
    clock.advance(days=1)
    tick(town.database, here)
    assert "鍵の受け渡し" not in sent(town)["U0LEO"][-1]
    assert "体育館の抽選" in sent(town)["U0LEO"][-1]
    clock.advance(days=1)
    tick(town.database, here)
    assert "鍵の受け渡し" in sent(town)["U0LEO"][-1]
    assert second_ > first


def test_only_what_one_is_reminded_of_can_be_put_off(town: Town, here: City) -> None:
    request_id = post(town)
    for person, wanted, days in (
        (town.cast.otto, request_id, 1),
        (town.cast.leo, 99, 1),
        (town.cast.leo, request_id, 99),
    ):
        with pytest.raises(UserError):
            town.database.write_now(lambda s, p=person, i=wanted, d=days: reminders.snooze(s, here, p, i, d))


def test_the_deputy_is_told_while_the_lead_is_away_and_the_lead_when_back(
    town: Town, here: City, clock: StillClock
) -> None:
    post(town)
    leave(town, here, town.cast.leo, town.cast.otto)
    tick(town.database, here)
    assert "お願いします" in sent(town)["U0OTTO"][0]
    assert "期限が来ているものが1件あります" in sent(town)["U0OTTO"][1]
    assert "U0LEO" not in sent(town)
    clock.to(NEXT_TUESDAY)
    tick(town.database, here)
    assert len(sent(town)["U0LEO"]) == 1


def test_when_the_deputy_is_away_too_the_deputys_deputy_is_told_and_in_a_circle_the_companion(
    town: Town, here: City
) -> None:
    post(town)
    leave(town, here, town.cast.leo, town.cast.otto)
    leave(town, here, town.cast.otto, town.cast.rana)
    late = town.database.read_now(lambda s: overdue.list_late(s, here, town.id))
    assert late[0].reachable["lead"] == (town.cast.rana.id,)  # type: ignore[index]
    leave(town, here, town.cast.rana, town.cast.leo)
    tick(town.database, here)
    assert "期限が来ている" in sent(town)["U0CAM"][-1]


def test_the_requester_is_told_of_a_question_and_an_item_of_no_group_goes_to_the_office(town: Town, here: City) -> None:
    post(town, "質問中のもの", status="sent_back", status_since=POSTED, answer_due_on=None)
    post(town, "届け先のないもの", group=None, companion_id=None)
    tick(town.database, here)
    assert set(sent(town)) == {"U0RANA", "U0AOI"}
    assert "質問への答え" in sent(town)["U0RANA"][0]
    assert "届け先のないもの" in sent(town)["U0AOI"][0]


def test_an_item_whose_people_have_left_or_are_not_in_the_chat_goes_to_the_next(town: Town, here: City) -> None:
    post(town)

    def leave_(session: Session) -> None:
        session.get_one(Person, town.cast.leo.id).active = False
        session.get_one(Person, town.cast.cam.id).chat_id = None

    town.database.write_now(leave_)
    tick(town.database, here)
    assert set(sent(town)) == {"U0AOI"}
    (late,) = town.database.read_now(lambda s: overdue.list_late(s, here, town.id))
    assert (late.owner.part, late.owner.person) == ("companion", town.cast.cam.id)


def test_everybody_sees_what_they_answer_for_and_the_office_sees_all(town: Town, here: City) -> None:
    post(town, group=town.cast.booking, assignee_id=town.cast.otto.id)
    post(town, group=None, companion_id=None)
    post(town, answer_due_on=date(2026, 12, 24))

    def numbers(person: Person) -> list[str]:
        return [one.number for one in town.database.read_now(lambda s: overdue.list_for(s, here, person))]

    cast = town.cast
    assert [numbers(p) for p in (cast.leo, cast.cam, cast.otto, cast.rana)] == [["R8-0001"]] * 3 + [[]]
    assert numbers(cast.aoi) == ["R8-0001", "R8-0002"]


def test_an_item_of_a_kind_that_no_release_knows_keeps_nobody_from_being_told(town: Town, here: City) -> None:
    post(town)
    post(town, kind="a kind that no release knows", answer_due_on=None)
    tick(town.database, here)
    assert set(sent(town)) == {"U0LEO"}


def test_only_who_has_left_something_is_listed_until_it_is_offered(town: Town, here: City, clock: StillClock) -> None:
    def left() -> list[int]:
        return town.database.read_now(lambda s: staffing.list_left(s, town.id, ["received"]))

    def go(session: Session) -> None:
        for person in (town.cast.leo, town.cast.rana):
            session.get_one(Person, person.id).active = False

    town.database.write_now(go)
    leo = town.cast.leo.id or 0
    assert left() == [leo]
    claims = [town.database.write_now(lambda s: staffing.add_handover(s, town.id, leo, clock.now())) for _ in range(2)]
    assert claims == [True, False]
    assert left() == []


def leave(town: Town, here: City, person: Person, deputy: Person) -> None:
    """From the 24th to the 27th of November."""
    workspace, last = town.cast.workspace, date(2026, 11, 27)
    town.database.write_now(lambda s: absence.leave(s, here, workspace, person, DUE_ON, last, deputy.id or 0))


def test_the_cards_tell_of_a_deputy_when_the_absence_begins_and_no_longer_when_it_is_over(
    town: Town, here: City, clock: StillClock
) -> None:
    request_id = post(town, status="reviewing", answer_due_on=date(2027, 3, 1))
    clock.to(POSTED)
    leave(town, here, town.cast.leo, town.cast.otto)
    town.database.write_now(lambda s: announce.post_card(s, here, town.cast.workspace, *described(s, here, request_id)))
    shown = []
    for moment in (POSTED, TUESDAY, THURSDAY, datetime(2026, 11, 30, 9, 0, tzinfo=TOKYO)):
        clock.to(moment)
        tick(town.database, here)
        shown.append("代理 <@U0OTTO>" in sent(town)["C0BOOKING"][-1])
    assert shown == [False, True, True, False]
    assert len(sent(town)["C0BOOKING"]) == 3


def described(session: Session, here: City, request_id: int) -> tuple[Request, Item]:
    request = session.get_one(Request, request_id)
    return request, items.describe(session, here, request)
