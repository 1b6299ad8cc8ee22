import threading
from collections.abc import Iterator
from datetime import date

import pytest

from bot.domain.errors import InvalidTransitionError
from bot.domain.outcomes import Rule
from bot.domain.statuses import TriageAction
from bot.services import decisions
from bot.services.city import City
from bot.services.decisions import Decision
from storage import requests
from storage.database import Database, Session
from storage.tables import Person, Request
from tests.conftest import StillClock
from tests.factories import Cast, approved_by, cast, city

ROUNDS = 200
APPROVALS = 50
ACCEPTS = Decision(TriageAction.ACCEPT, "", None)
DECLINES = Decision(TriageAction.DECLINE, "来年度の予約の仕組みで解決します。", None)


APPROVES, RECALLS = Decision(TriageAction.APPROVE), Decision(TriageAction.RECALL)
Presses = tuple[tuple[Person, Decision], tuple[Person, Decision]]


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


def race(
    two: tuple[Database, Database], city: City, cast: Cast, request_id: int, presses: Presses | None = None
) -> list[str]:
    """Let two people decide at the same moment, the lead and the office unless said otherwise; what became of each."""
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
        for place, (person, decision) in enumerate(presses or ((cast.leo, ACCEPTS), (cast.aoi, DECLINES)))
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


def proposed(two: tuple[Database, Database], city: City, cast: Cast, sequence: int) -> int:
    """An item whose acceptance waits for approval."""
    request_id = two[0].write_now(lambda s: under_review(s, cast, sequence))
    two[0].write_now(lambda s: decisions.decide(s, city, cast.workspace, cast.leo, request_id, ACCEPTS))
    return request_id


def stands(two: tuple[Database, Database], cast: Cast, request_id: int) -> tuple[str, list[str]]:
    """How an item stands, and what its history tells."""
    return two[1].read_now(
        lambda s: (
            requests.get(s, cast.workspace.id or 0, request_id).status,
            [event.action for event in requests.list_events(s, request_id)],
        )
    )


def test_of_two_who_approve_at_once_both_count_and_the_decision_is_made_once(
    two: tuple[Database, Database], clock: StillClock
) -> None:
    people, town = two[0].write_now(cast), city(clock, approved_by(Rule.ALL, "U0OTTO", "U0AOI"))
    for number in range(APPROVALS):
        request_id = proposed(two, town, people, number + 1)
        outcomes = race(two, town, people, request_id, ((people.otto, APPROVES), (people.aoi, APPROVES)))
        assert outcomes == ["approve", "approve"], number
        assert stands(two, people, request_id) == ("accepted", ["propose", "approve", "approve", "accept"])


def test_where_one_is_enough_the_second_of_two_who_approve_at_once_is_told(
    two: tuple[Database, Database], clock: StillClock
) -> None:
    people, town = two[0].write_now(cast), city(clock, approved_by(Rule.ANY, "U0OTTO", "U0AOI"))
    for number in range(APPROVALS):
        request_id = proposed(two, town, people, number + 1)
        outcomes = race(two, town, people, request_id, ((people.otto, APPROVES), (people.aoi, APPROVES)))
        assert sorted(outcomes) == ["approve", "status_changed"], number
        assert stands(two, people, request_id) == ("accepted", ["propose", "approve", "accept"])


def test_of_an_approval_and_a_recall_at_once_one_counts(two: tuple[Database, Database], clock: StillClock) -> None:
    people, town = two[0].write_now(cast), city(clock, approved_by(Rule.ANY, "U0OTTO", "U0AOI"))
    for number in range(APPROVALS):
        request_id = proposed(two, town, people, number + 1)
        outcomes = race(two, town, people, request_id, ((people.otto, APPROVES), (people.leo, RECALLS)))
        if outcomes[0] == "approve":
            assert outcomes[1] == "status_changed", number
            assert stands(two, people, request_id) == ("accepted", ["propose", "approve", "accept"])
        else:
            assert outcomes == ["status_changed", "recall"], number
            assert stands(two, people, request_id) == ("reviewing", ["propose", "recall"])
