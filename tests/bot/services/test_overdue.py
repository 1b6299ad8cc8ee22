from datetime import date, datetime

import pytest

from bot.services import absence, overdue, reminders, scoring
from bot.services.city import City
from storage import people
from storage.database import Database
from tests.bot.services.digest.stories import Town
from tests.bot.services.test_reminders import post, sent, tick
from tests.conftest import StillClock
from tests.factories import TOKYO, add_member, city

ASKED = datetime(2026, 11, 24, 9, 0, tzinfo=TOKYO)
DUE = datetime(2026, 12, 1, 9, 0, tzinfo=TOKYO)  # five business days later
LATER = datetime(2026, 12, 3, 9, 0, tzinfo=TOKYO)


@pytest.fixture
def town(database: Database) -> Town:
    return Town.found(database)


@pytest.fixture
def here(clock: StillClock) -> City:
    clock.to(ASKED)
    return city(clock)


def ask(town: Town, here: City, **more: object) -> int:
    """Leo asks his group for scores: himself, Otto and Aoi."""
    for person in (town.cast.otto, town.cast.aoi):
        town.database.write_now(lambda s, p=person: add_member(s, town.cast.booking, p, "member"))
    request_id = post(town, answer_due_on=date(2026, 12, 24), **more)
    town.database.write_now(lambda s: scoring.start(s, here, town.cast.workspace, town.cast.leo, request_id))
    return request_id


def give(town: Town, here: City, request_id: int, *chat_ids: str) -> None:
    points = dict.fromkeys(here.score_criteria, 3)
    for chat_id in chat_ids:
        person = town.database.read_now(lambda s, c=chat_id: people.find_by_chat_id(s, town.id, c))
        assert person is not None
        town.database.write_now(lambda s, p=person: scoring.give(s, here, town.cast.workspace, p, request_id, points))


def reminded(town: Town) -> set[str]:
    return {channel for channel, told in sent(town).items() if any("採点：" in message for message in told)}


def test_who_has_not_scored_in_five_days_is_reminded_and_then_the_lead(
    town: Town, here: City, clock: StillClock
) -> None:
    request_id = ask(town, here)
    give(town, here, request_id, "U0LEO", "U0AOI")
    tick(town.database, here)
    assert reminded(town) == set()
    clock.to(DUE)
    tick(town.database, here)
    assert reminded(town) == {"U0OTTO"}
    clock.to(LATER)
    tick(town.database, here)
    assert reminded(town) == {"U0OTTO", "U0LEO"}


def test_who_is_to_score_and_has_something_else_due_gets_one_message(town: Town, here: City, clock: StillClock) -> None:
    ask(town, here)
    post(town, "担当のもの", assignee_id=town.cast.otto.id, assigned_until=date(2026, 12, 1))
    clock.to(DUE)
    tick(town.database, here)
    (message,) = [told for told in sent(town)["U0OTTO"] if "期限が来ているもの" in told]
    assert "採点：" in message
    assert "担当のもの" in message


def test_nobody_is_reminded_of_scores_that_are_no_longer_wanted(town: Town, here: City, clock: StillClock) -> None:
    closed, decided = ask(town, here), ask_again(town, here)
    town.database.write_now(lambda s: scoring.close(s, here, town.cast.workspace, town.cast.leo, closed))
    town.change(ASKED, decided, "declined")
    clock.to(LATER)
    tick(town.database, here)
    assert reminded(town) == set()


def ask_again(town: Town, here: City) -> int:
    request_id = post(town, answer_due_on=date(2026, 12, 24))
    town.database.write_now(lambda s: scoring.start(s, here, town.cast.workspace, town.cast.leo, request_id))
    return request_id


def test_nobody_scores_in_place_of_who_is_away_and_lead_and_office_hear_of_it(
    town: Town, here: City, clock: StillClock
) -> None:
    request_id = ask(town, here)
    give(town, here, request_id, "U0LEO", "U0AOI")
    clock.to(LATER)
    otto, rana, today = town.cast.otto, town.cast.rana, LATER.date()
    town.database.write_now(lambda s: absence.leave(s, here, town.cast.workspace, otto, today, today, rana.id or 0))
    tick(town.database, here)
    assert reminded(town) == {"U0LEO", "U0AOI"}


def test_only_leads_are_reminded_to_score_a_private_item(town: Town, here: City, clock: StillClock) -> None:
    ask(town, here, private=True)
    clock.to(LATER)
    tick(town.database, here)
    assert reminded(town) == {"U0LEO"}
    late = town.database.read_now(lambda s: overdue.list_late(s, here, town.id, private=False))
    assert late == []


def test_what_is_overdue_is_worked_out_once_for_everybody_who_is_reminded(
    town: Town, here: City, clock: StillClock
) -> None:
    ask(town, here)
    clock.to(DUE)
    (turn,) = town.database.read_now(lambda s: reminders.list_turns(s, here))
    late = town.database.read_now(lambda s: reminders.prepare_turn(s, here, turn))
    town.database.write_now(lambda s: reminders.take_turn(s, here, turn, late))
    turns = town.database.read_now(lambda s: reminders.list_turns(s, here))
    assert len(turns) == 3
    assert len({reminders.about(turn) for turn in turns}) == 1
