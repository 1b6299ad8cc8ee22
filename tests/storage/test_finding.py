from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.finding import Filters, Order, Sight
from bot.domain.statuses import Status
from storage import finding, requests, search
from storage.database import Database, Session
from storage.tables import Person, Request
from tests.factories import Cast, cast

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)
Store = Callable[..., int]


class Place:
    """The cast with items, and what each of them finds."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.cast: Cast = database.write_now(cast)
        self._last = 0

    def store(self, *, by: Person | None = None, terms: tuple[str, ...] = (), **values: object) -> int:
        self._last += 1
        given = {"title": "題", "created_at": NOW, "group_id": self.cast.booking.id, **values}

        def work(session: Session) -> int:
            row = Request(
                workspace_id=1, fiscal_year=2026, sequence=self._last, kind="proposal", body="", updated_at=NOW, **given
            )
            requests.add(session, row, [(by or self.cast.rana).id or 0])
            search.index(session, row.id or 0, terms)
            return row.id or 0

        return self.database.write_now(work)

    def find(self, sight: Sight, order: Order = Order.NEWEST, **asked: object) -> list[int | None]:
        filters = Filters(**asked)  # type: ignore[arg-type]
        rows = self.database.read_now(lambda s: finding.list_found(s, 1, sight, filters, order))
        counted = self.database.read_now(lambda s: finding.count_found(s, 1, sight, filters))
        assert counted == len(rows)
        return [row.id for row in rows]


@pytest.fixture
def place(database: Database) -> Place:
    return Place(database)


def sight(person: Person, **more: object) -> Sight:
    return Sight(person.id or 0, is_office=person.is_office, **more)  # type: ignore[arg-type]


def test_a_private_item_is_found_by_its_readers_alone(place: Place) -> None:
    people, booking, counter = place.cast, place.cast.booking.id or 0, place.cast.counter.id or 0
    private = place.store(private=True, companion_id=people.cam.id)
    here, elsewhere = frozenset({booking}), frozenset({counter})
    assert place.find(sight(people.rana)) == [private]
    assert place.find(sight(people.aoi)) == [private]
    assert place.find(sight(people.leo, leads=here)) == [private]
    assert place.find(sight(people.leo, leads=elsewhere)) == []
    assert place.find(sight(people.cam, accompanies=here)) == [private]
    assert place.find(sight(people.cam, accompanies=elsewhere)) == []
    assert place.find(sight(people.otto, accompanies=here)) == []
    assert place.find(sight(people.otto)) == []


def test_what_was_withdrawn_is_found_by_whose_it_was(place: Place) -> None:
    withdrawn = place.store(status="withdrawn")
    assert place.find(sight(place.cast.rana)) == [withdrawn]
    assert place.find(sight(place.cast.otto)) == place.find(sight(place.cast.aoi)) == []


@pytest.mark.parametrize("status", Status)
def test_no_department_leads_to_a_nameless_item(place: Place, status: Status) -> None:
    department = place.cast.rana.department_id
    blind = place.store(blind=True, status=status.value, department_id=department)
    open_ = place.store(department_id=department)
    place.store(department_id=place.cast.cam.department_id)
    named = status not in {Status.WITHDRAWN, Status.MERGED, *("received", "reviewing", "sent_back", "held", "awaiting")}
    found = [open_, blind] if named else [open_]
    assert place.find(sight(place.cast.otto), departments=(department,)) == found
    assert place.find(sight(place.cast.rana), departments=(department,)) == [open_, blind]


def test_every_filter_leaves_out_what_does_not_pass_it(place: Place) -> None:
    people = place.cast
    one = place.store(status="held")
    two = place.store(group_id=None, created_at=NOW + timedelta(days=2))
    three = place.store(by=people.leo, assignee_id=people.otto.id, group_id=people.counter.id)
    anybody = sight(people.otto)
    assert place.find(anybody) == [three, two, one]
    assert place.find(anybody, statuses=("held",)) == [one]
    assert place.find(anybody, kinds=("practice",)) == []
    assert place.find(anybody, groups=(people.counter.id,)) == [three]
    assert place.find(anybody, groups=()) == []
    assert place.find(anybody, unrouted=True) == [two]
    assert place.find(anybody, since=NOW + timedelta(days=1)) == [two]
    assert place.find(anybody, until=NOW + timedelta(days=1)) == [three, one]
    assert place.find(anybody, newest_id=two) == [two, one]
    assert place.find(anybody, requester_id=people.leo.id) == [three]
    assert place.find(anybody, assignee_id=people.otto.id) == [three]


def test_items_come_in_the_order_that_is_asked_for(place: Place) -> None:
    late = place.store(answer_due_on=TODAY + timedelta(days=9), status="done")
    never = place.store(assigned_until=TODAY)
    soon = place.store(answer_due_on=TODAY, status="sent_back")
    anybody = sight(place.cast.otto)
    assert place.find(anybody, Order.NEWEST) == [soon, never, late]
    assert place.find(anybody, Order.OLDEST) == [late, never, soon]
    assert place.find(anybody, Order.DUE) == [soon, late, never]
    assert place.find(anybody, Order.GIVEN) == [never, late, soon]
    assert place.find(anybody, Order.CALLING) == [soon, never, late]


def test_open_items_are_counted_by_group_and_status_as_far_as_they_are_seen(place: Place) -> None:
    booking, counter = place.cast.booking.id, place.cast.counter.id
    place.store(answer_due_on=TODAY - timedelta(days=1))
    place.store(answer_due_on=TODAY)
    place.store(private=True, answer_due_on=TODAY - timedelta(days=1))
    place.store(group_id=counter, status="in_progress", answer_due_on=TODAY - timedelta(days=9))
    place.store(group_id=counter, status="done")
    place.store(group_id=None)

    def count(whose: Sight, groups: set[int] | None) -> list[tuple[int | None, Status, int, int]]:
        found = place.database.read_now(lambda s: finding.count_open(s, 1, whose, groups, TODAY))
        return sorted(found, key=str)

    assert count(sight(place.cast.otto), {booking or 0}) == [(booking, Status.RECEIVED, 2, 1)]
    assert count(sight(place.cast.aoi), None) == [
        (booking, Status.RECEIVED, 3, 2),
        (counter, Status.IN_PROGRESS, 1, 0),
        (None, Status.RECEIVED, 1, 0),
    ]


def test_the_newest_item_is_known(place: Place) -> None:
    assert place.database.read_now(finding.newest_id) is None
    stored = place.store()
    assert place.database.read_now(finding.newest_id) == stored


def test_one_letter_finds_what_begins_with_it_and_any_way_of_a_word_will_do(place: Place) -> None:
    one, two = place.store(terms=("鍵の", "の受")), place.store(terms=("問合", "合鍵", "鍵"))
    anybody = sight(place.cast.otto)

    def find(*ways: list[list[str]]) -> list[int | None]:
        rows = place.database.read_now(lambda s: finding.list_found(s, 1, anybody, Filters(), Order.NEWEST, words=ways))
        return [row.id for row in rows]

    assert find([["鍵"]]) == [two, one]
    assert find([["問い", "い合"], ["問合"]]) == [two]
    assert find([["鍵"]], [["の受"]]) == [one]
