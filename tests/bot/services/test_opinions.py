import threading
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from sqlmodel import select

from bot.domain.opinions import Verdict
from bot.services import opinions, scoring
from bot.services.city import City
from bot.services.opinions import Answer, Question
from storage import opinions as stored
from storage import requests
from storage.database import Database, Session
from storage.tables import OutboxMessage
from tests.bot.services.test_racing import under_review
from tests.conftest import StillClock
from tests.factories import Cast, add_member, cast, city

ROUNDS = 15
QUESTION = "困ることはありますか。"
POSSIBLE = Answer(Verdict.POSSIBLE)


@pytest.fixture
def two(database: Database, database_url: str) -> Iterator[tuple[Database, Database]]:
    """The same database from two processes' point of view."""
    other = Database(database_url)
    yield database, other
    other.close()


@pytest.fixture
def here(clock: StillClock) -> City:
    return city(clock)


def settle(session: Session) -> Cast:
    """Otto is a member of the group that Leo leads."""
    people = cast(session)
    add_member(session, people.booking, people.otto, "member")
    return people


def together(two: tuple[Database, Database], *works: Callable[[Session], object]) -> None:
    """Carry both out at the same moment."""
    start = threading.Barrier(2)

    def carry_out(database: Database, work: Callable[[Session], object]) -> None:
        start.wait(10)
        database.write_now(work)

    threads = [threading.Thread(target=carry_out, args=pair) for pair in zip(two, works, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)


def told(database: Database, item: int, words: str) -> int:
    """How many messages about the item say this."""
    rows = database.read_now(lambda s: list(s.exec(select(OutboxMessage).where(OutboxMessage.request_id == item))))
    return sum(words in str(row.blocks) for row in rows)


def test_of_two_departments_that_answer_at_once_one_is_the_last(two: tuple[Database, Database], here: City) -> None:
    database = two[0]
    people = database.write_now(settle)
    for sequence in range(1, ROUNDS + 1):
        item = database.write_now(lambda s, n=sequence: under_review(s, people, n))
        asked = {person.department_id or 0: person.id or 0 for person in (people.otto, people.aoi)}
        question = Question(QUESTION, date(2026, 12, 10), asked)
        database.write_now(
            lambda s, item=item, question=question: opinions.ask(s, here, people.workspace, people.leo, item, question)
        )
        ids = {row.person_id: row.id or 0 for row in database.read_now(lambda s, i=item: stored.list_of_request(s, i))}
        works = [
            lambda s, who=who, ids=ids: opinions.answer(s, here, people.workspace, who, ids[who.id], POSSIBLE)
            for who in (people.otto, people.aoi)
        ]
        together(two, *works)
        assert told(database, item, "意見がそろいました") == 1, sequence


def test_of_two_reviewers_who_score_at_once_one_closes_the_scoring(two: tuple[Database, Database], here: City) -> None:
    database = two[0]
    people = database.write_now(settle)
    points = dict.fromkeys(here.score_criteria, 4)
    for sequence in range(1, ROUNDS + 1):
        item = database.write_now(lambda s, n=sequence: under_review(s, people, n))
        database.write_now(lambda s, item=item: scoring.start(s, here, people.workspace, people.leo, item))
        works = [
            lambda s, who=who, item=item: scoring.give(s, here, people.workspace, who, item, points)
            for who in (people.leo, people.otto)
        ]
        together(two, *works)
        events = database.read_now(lambda s, item=item: requests.list_events(s, item))
        assert [event.action for event in events] == ["score", "score_closed"], sequence
