import threading
from collections.abc import Iterator
from datetime import date

import pytest

from bot.domain.errors import InvalidTransitionError
from bot.domain.statuses import TriageAction
from bot.services import decisions
from bot.services.city import City
from bot.services.decisions import Decision
from storage import requests
from storage.database import Database, Session
from storage.tables import Person, Request
from tests.conftest import StillClock
from tests.factories import Cast, cast, city

ROUNDS = 200
ACCEPTS = Decision(TriageAction.ACCEPT, "", None)
DECLINES = Decision(TriageAction.DECLINE, "来年度の予約の仕組みで解決します。", None)


@pytest.fixture
def two(database: Database, database_url: str) -> Iterator[tuple[Database, Database]]:
    """The same database from two processes' point of view."""
    other = Database(database_url)
    yield database, other
    other.close()


def under_review(session: Session, cast: Cast, sequence: int) -> int:
    request = Request(
        workspace_id=cast.workspace.id or 0,
        fiscal_year=2026,
        sequence=sequence,
        kind="proposal",
        title="鍵の受け渡し",
        body="夜に開けに行く。",
        group_id=cast.booking.id,
        status="reviewing",
        answer_due_on=date(2026, 12, 1),
        created_at=cast.rana.updated_at,
        updated_at=cast.rana.updated_at,
    )
    return requests.add(session, request, [cast.rana.id or 0]).id or 0


def race(two: tuple[Database, Database], city: City, cast: Cast, request_id: int) -> list[str]:
    """Let the lead and the office decide at the same moment; what became of each."""
    outcomes, start = ["", ""], threading.Barrier(2)

    def press(place: int, person: Person, decision: Decision) -> None:
        start.wait(10)
        try:
            two[place].write_now(lambda s: decisions.decide(s, city, cast.workspace, person, request_id, decision))
            outcomes[place] = decision.action
        except InvalidTransitionError as error:
            outcomes[place] = error.code

    threads = [
        threading.Thread(target=press, args=(place, person, decision))
        for place, (person, decision) in enumerate(((cast.leo, ACCEPTS), (cast.aoi, DECLINES)))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return outcomes


def test_of_two_who_decide_at_once_the_first_wins_two_hundred_times(
    two: tuple[Database, Database], clock: StillClock
) -> None:
    people, town = two[0].write_now(cast), city(clock)
    for number in range(ROUNDS):
        request_id = two[0].write_now(lambda s, n=number: under_review(s, people, n + 1))  # type: ignore[misc]
        outcomes = race(two, town, people, request_id)
        status, history = two[0].read_now(
            lambda s, i=request_id: (  # type: ignore[misc]
                requests.get(s, people.workspace.id or 0, i).status,
                [event.action for event in requests.list_events(s, i)],
            )
        )
        assert sorted(outcomes) in (["accept", "status_changed"], ["decline", "status_changed"]), number
        assert history == [name for name in outcomes if name != "status_changed"]
        assert status == {"accept": "accepted", "decline": "declined"}[history[0]]
