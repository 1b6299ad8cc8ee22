from collections.abc import Callable

import pytest
from sqlalchemy import event

from bot.domain.finding import Order, Query
from bot.domain.homes import HomePart, HomeState
from bot.language.searching import index_terms
from bot.services import home, listing
from storage import absences, requests, search
from storage.database import Database, Session
from storage.tables import Absence, Person, Request
from tests.conftest import StillClock
from tests.factories import LONG_AGO, Cast, cast, city

STATUSES = ("received", "reviewing", "sent_back", "held", "accepted", "in_progress", "done", "declined")


def fill(session: Session, people: Cast, first: int, count: int) -> None:
    for number in range(first, first + count):
        row = Request(
            workspace_id=1,
            fiscal_year=2026,
            sequence=number + 1,
            kind="proposal",
            title=f"公民館の鍵 {number}",
            body="",
            status=STATUSES[number // 3 % len(STATUSES)],
            group_id=(people.booking.id, people.counter.id, None)[number % 3],
            assignee_id=people.otto.id,
            private=number % 50 == 0,
            created_at=LONG_AGO,
            updated_at=LONG_AGO,
        )
        requests.add(session, row, [(people.rana, people.leo)[number % 2].id or 0])
        search.index(session, row.id or 0, index_terms(row.title))


def statements(database: Database, work: Callable[[Session], object]) -> int:
    """How many statements a work puts to the database."""
    put: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        put.append(statement)

    database.read_now(work)  # what is kept in memory is read once
    event.listen(database.engine, "before_cursor_execute", note)
    database.read_now(work)
    event.remove(database.engine, "before_cursor_execute", note)
    return len([one for one in put if one.startswith("SELECT")])


@pytest.mark.parametrize("name", ["rana", "leo", "cam", "otto", "aoi"])
def test_app_home_asks_as_much_of_the_database_for_a_thousand_items_as_for_ten(
    database: Database, clock: StillClock, name: str
) -> None:
    people, here = database.write_now(cast), city(clock)
    person: Person = getattr(people, name)
    asked: list[list[int]] = []
    for first, count in ((0, 100), (100, 900)):
        database.write_now(lambda s, f=first, c=count: fill(s, people, f, c))  # type: ignore[misc]
        states = [HomeState(part) for part in HomePart] + [HomeState(query=Query("鍵", order=Order.DUE))]
        asked.append([statements(database, lambda s, st=state: home.look(s, here, person, st)) for state in states])  # type: ignore[misc]
    assert asked[0] == asked[1]
    assert max(asked[0]) <= 30


@pytest.mark.parametrize("order", [Order.NEWEST, Order.BEST, Order.OLDEST])
def test_a_search_asks_as_much_of_the_database_for_a_thousand_items_as_for_a_hundred(
    database: Database, clock: StillClock, order: Order
) -> None:
    people, here = database.write_now(cast), city(clock)
    asked = []
    for first, count in ((0, 200), (200, 800)):
        database.write_now(lambda s, f=first, c=count: fill(s, people, f, c))  # type: ignore[misc]
        query = Query("公民館 鍵", order=order)
        asked.append(statements(database, lambda s, q=query: listing.find(s, here, people.leo, q)))  # type: ignore[misc]
    assert asked[0] == asked[1] <= 10


def test_a_page_that_is_no_more_gives_way_to_the_last_there_is(database: Database, clock: StillClock) -> None:
    people, here = database.write_now(cast), city(clock)
    database.write_now(lambda s: fill(s, people, 0, 200))
    shown = database.read_now(lambda s: home.look(s, here, people.rana, HomeState(HomePart.OWN, 6000)))
    assert (shown.own.start, len(shown.own.items), shown.own.total, shown.own.more) == (80, 20, 100, False)


def test_who_stands_in_for_a_lead_sees_their_queue_but_not_what_is_private(
    database: Database, clock: StillClock
) -> None:

    people, here = database.write_now(cast), city(clock)
    database.write_now(lambda s: fill(s, people, 0, 60))
    assert database.read_now(lambda s: home.look(s, here, people.otto)).queue is None
    away = Absence(
        workspace_id=1,
        person_id=people.leo.id or 0,
        deputy_id=people.otto.id or 0,
        starts_on=here.today(),
        ends_on=here.today(),
        created_at=LONG_AGO,
    )
    database.write_now(lambda s: absences.add(s, away))
    queue = database.read_now(lambda s: home.look(s, here, people.otto, HomeState(HomePart.QUEUE))).queue
    assert queue
    assert queue.items
    assert not any(item.private for item in queue.items)


def test_the_best_match_comes_first_where_that_is_asked(database: Database, clock: StillClock) -> None:
    people, here = database.write_now(cast), city(clock)

    def store(session: Session) -> None:
        for number, (title, body) in enumerate((("鍵の鍵", "鍵"), ("予約", "鍵"), ("鍵", "予約"))):
            row = Request(
                workspace_id=1,
                fiscal_year=2026,
                sequence=number + 1,
                kind="proposal",
                title=title,
                body=body,
                created_at=LONG_AGO,
                updated_at=LONG_AGO,
            )
            requests.add(session, row, [])
            search.index(session, row.id or 0, index_terms(f"{title}\n{body}"))

    database.write_now(store)

    def titles(order: Order) -> list[str]:
        page = database.read_now(lambda s: listing.find(s, here, people.otto, Query("鍵", order=order)))
        return [item.title for item in page.items]

    assert titles(Order.BEST) == ["鍵の鍵", "鍵", "予約"]
    assert titles(Order.NEWEST) == ["鍵", "予約", "鍵の鍵"]
