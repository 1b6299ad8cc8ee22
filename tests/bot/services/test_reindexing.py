from bot.domain.finding import Query
from bot.services import listing, reindexing
from storage import requests, search
from storage.database import Database, Session
from storage.tables import Request
from tests.conftest import StillClock
from tests.factories import LONG_AGO, Cast, cast, city


def store(session: Session, people: Cast, count: int) -> None:
    """Items in the form of an earlier version, which knew one spelling."""
    for number in range(1, count + 1):
        row = Request(
            workspace_id=1,
            fiscal_year=2026,
            sequence=number,
            kind="proposal",
            title="問合せの窓口",
            body="",
            private=number == 1,
            created_at=LONG_AGO,
            updated_at=LONG_AGO,
        )
        requests.add(session, row, [people.rana.id or 0])
        if not row.private:
            search.index(session, row.id or 0, ["問合", "合せ"])


def test_items_of_an_earlier_version_are_found_in_every_spelling_after_a_while(
    database: Database, clock: StillClock
) -> None:
    people, here = database.write_now(cast), city(clock)
    count = reindexing.AT_ONCE * 2 + 1
    database.write_now(lambda s: store(s, people, count))

    def found() -> int:
        query = Query("問い合わせ窓口")
        page = database.read_now(lambda s: listing.find(s, here, people.otto, query, at_most=count))
        return len(page.items)

    assert found() == 0
    taken = []
    while turns := database.read_now(lambda s: reindexing.list_turns(s, here)):
        (turn,) = turns
        assert database.write_now(lambda s, t=turn: reindexing.take_turn(s, here, t, None))  # type: ignore[misc]
        assert not database.write_now(lambda s, t=turn: reindexing.take_turn(s, here, t, None))  # type: ignore[misc]
        taken.append(turn.after)
    assert taken == [0, 100, 200]
    assert found() == 0  # the words do not stand side by side
    found_apart = database.read_now(
        lambda s: listing.find(s, here, people.otto, Query("問い合わせ 窓口"), at_most=count)
    )
    assert len(found_apart.items) == count - 1
