from datetime import UTC, date, datetime, timedelta

from storage import homes, people, requests
from storage.database import Database, Session
from storage.tables import HomeView, Request
from tests.factories import Cast, cast

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)


def view(person_id: int, **more: object) -> HomeView:
    return HomeView(person_id=person_id, workspace_id=1, **{"opened_at": NOW, "mark": "a", **more})


def stale(database: Database, mark: str, since: datetime = NOW, limit: int = 9) -> list[int]:
    rows = database.read_now(lambda s: homes.list_stale(s, 1, mark, since, limit))
    return [row.person_id for row in rows]


def test_what_was_published_last_is_kept(database: Database) -> None:
    person = database.write_now(cast).rana.id or 0
    for part in ("top", "queue"):
        database.write_now(lambda s, p=part: homes.save(s, view(person, part=p, query={"words": "鍵"})))  # type: ignore[misc]
    kept = database.read_now(lambda s: homes.find(s, person))
    assert kept
    assert (kept.part, kept.query, kept.opened_at) == ("queue", {"words": "鍵"}, NOW)


def test_those_are_stale_that_are_looked_at_and_show_another_state(database: Database) -> None:
    people_: Cast = database.write_now(cast)
    first, second, third = (person.id or 0 for person in (people_.rana, people_.leo, people_.cam))
    database.write_now(lambda s: homes.save(s, view(first)))
    database.write_now(lambda s: homes.save(s, view(second, opened_at=NOW + timedelta(minutes=1))))
    database.write_now(lambda s: homes.save(s, view(third, opened_at=NOW - timedelta(hours=1))))
    assert stale(database, "a") == []
    assert stale(database, "b") == [second, first]
    assert stale(database, "b", limit=1) == [second]
    database.write_now(lambda s: homes.forget(s, second, NOW - timedelta(days=1)))
    assert stale(database, "b") == [first]


def test_a_view_that_somebody_else_published_keeps_its_mark(database: Database) -> None:
    person = database.write_now(cast).rana.id or 0
    ours = view(person, view_hash="one")
    database.write_now(lambda s: homes.save(s, view(person, view_hash="two")))
    database.write_now(lambda s: homes.note(s, ours, "b"))
    assert stale(database, "b") == [person]
    database.write_now(lambda s: homes.note(s, view(person, view_hash="two"), "b"))
    assert stale(database, "b") == []


def test_the_mark_is_another_one_after_every_change_that_may_show(database: Database) -> None:
    person = database.write_now(cast).rana

    def item(session: Session) -> None:
        row = Request(
            workspace_id=1,
            fiscal_year=2026,
            sequence=1,
            kind="proposal",
            title="題",
            body="",
            created_at=NOW,
            updated_at=NOW,
        )
        requests.add(session, row, [person.id or 0])
        requests.add_event(session, row, NOW, None, "posted", before={}, after={})

    def rename(session: Session) -> None:
        people.get(session, 1, person.id or 0).name = "改名"

    def mark(day: date = TODAY) -> str:
        return database.read_now(lambda s: homes.mark(s, 1, day))

    seen = [mark(), mark(TODAY + timedelta(days=1))]
    for change in (item, rename):
        database.write_now(change)
        seen.append(mark())
    assert len(set(seen)) == len(seen)
    assert mark() == seen[-1]
