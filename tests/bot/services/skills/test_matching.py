from collections.abc import Callable
from datetime import date

import pytest

from bot.domain.matching import Candidate
from bot.services.city import City
from bot.services.skills.matching import find_candidates
from storage import absences, people, skills
from storage.database import Database, Session
from storage.tables import Absence, Helper, Person, Skill
from tests import factories
from tests.conftest import StillClock
from tests.factories import LONG_AGO, Cast

WISH = "罫線がずれます。Excelに詳しい方はいますか。"
Arrange = Callable[[Session, Cast], object]


@pytest.fixture
def city(clock: StillClock) -> City:
    return factories.city(clock)


def offer(session: Session, person: Person, *tags: str, **changes: object) -> None:
    stamps = {"created_at": LONG_AGO, "updated_at": LONG_AGO}
    given = {"about": "", "hours_per_week": 3.0, "confirmed_on": LONG_AGO.date(), **stamps, **changes}
    row = skills.find_helper(session, person.workspace_id, person.id or 0)
    row = row or Helper(person_id=person.id, workspace_id=person.workspace_id, **given)
    rows = [
        Skill(workspace_id=person.workspace_id, person_id=person.id, tag=tag, key=tag.casefold(), position=place)
        for place, tag in enumerate(tags)
    ]
    skills.save_helper(session, row, rows)


def settle(database: Database) -> Cast:
    def work(session: Session) -> Cast:
        here = factories.cast(session)
        offer(session, here.otto, "Excel")
        offer(session, here.cam, "手話")
        offer(session, here.leo, "Excel", "罫線")
        return here

    return database.write_now(work)


def found(database: Database, city: City, here: Cast, *apart_from: int, hours: float = 2.0) -> list[Candidate]:
    workspace_id = here.workspace.id or 0
    return database.read_now(lambda s: find_candidates(s, city, workspace_id, WISH, hours, apart_from))


def names(candidates: list[Candidate]) -> list[str]:
    return [one.helper.who.name for one in candidates]


def test_helpers_are_found_by_what_they_offer_best_first_with_the_reasons(database: Database, city: City) -> None:
    first, second = found(database, city, settle(database))
    assert [first.helper.who.name, second.helper.who.name] == ["田中 玲央", "外山 音人"]
    assert first.because == {"tags": ["Excel", "罫線"], "new": True}


def test_the_askers_are_not_among_those_found(database: Database, city: City) -> None:
    here = settle(database)
    assert names(found(database, city, here, here.leo.id or 0)) == ["外山 音人"]


def test_nobody_is_found_who_has_no_such_time(database: Database, city: City) -> None:
    assert found(database, city, settle(database), hours=3.5) == []


def pauses(session: Session, here: Cast) -> None:
    row = skills.find_helper(session, here.workspace.id or 0, here.leo.id or 0)
    assert row is not None
    row.paused = True
    session.add(row)


def leaves_the_city(session: Session, here: Cast) -> None:
    row = people.get(session, here.workspace.id or 0, here.leo.id or 0)
    row.active = False
    session.add(row)


def is_away_today(session: Session, here: Cast) -> None:
    today = date(2026, 11, 24)
    given = {"workspace_id": here.workspace.id, "person_id": here.leo.id, "deputy_id": here.cam.id}
    absences.add(session, Absence(starts_on=today, ends_on=today, created_at=LONG_AGO, **given))


def leaves_the_chat(session: Session, here: Cast) -> None:
    row = people.get(session, here.workspace.id or 0, here.leo.id or 0)
    row.chat_id = None
    session.add(row)


@pytest.mark.parametrize(
    ("change", "left"),
    [
        (pauses, ["外山 音人"]),
        (is_away_today, ["外山 音人"]),
        (leaves_the_chat, ["外山 音人"]),
        (leaves_the_city, ["外山 音人"]),
        (lambda s, here: offer(s, here.cam, "Excel", "罫線", "手話"), ["田中 玲央", "外山 音人", "佐藤 香夢"]),
        (lambda s, here: offer(s, here.leo, "苗木"), ["外山 音人"]),
    ],
)
def test_the_next_look_knows_what_changed_at_the_same_moment(
    database: Database, city: City, change: Arrange, left: list[str]
) -> None:
    here = settle(database)
    assert names(found(database, city, here)) == ["田中 玲央", "外山 音人"]
    database.write_now(lambda s: change(s, here))
    assert names(found(database, city, here)) == left
