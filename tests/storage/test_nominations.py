from datetime import date

import pytest

from bot.domain.errors import NotFoundError
from storage import groups, nominations
from storage.database import Database, Session
from storage.tables import Nomination, NominationRound
from tests.factories import LONG_AGO, Cast, cast


@pytest.fixture
def people(database: Database) -> Cast:
    return database.write_now(cast)


def begun(session: Session, people: Cast) -> tuple[NominationRound, Nomination, Nomination]:
    """Otto is asked for one department, nobody for the other."""
    round_ = NominationRound(
        workspace_id=people.workspace.id or 0,
        group_id=people.booking.id or 0,
        closes_on=date(2026, 12, 11),
        created_by=people.aoi.id or 0,
        created_at=LONG_AGO,
    )
    nominations.add_round(session, round_)
    rows = [
        Nomination(
            workspace_id=people.workspace.id or 0,
            round_id=round_.id or 0,
            department_id=department_id or 0,
            asked_id=asked_id,
            updated_at=LONG_AGO,
        )
        for department_id, asked_id in ((people.otto.department_id, people.otto.id), (people.cam.department_id, None))
    ]
    return round_, *(nominations.add(session, row) for row in rows)  # type: ignore[return-value]


def test_what_was_asked_waits_until_somebody_is_named(database: Database, people: Cast) -> None:
    def run(session: Session) -> None:
        workspace_id = people.workspace.id or 0
        round_, asked, _ = begun(session, people)
        assert nominations.list_waiting(session, workspace_id) == [(asked, round_)]
        assert nominations.list_waiting(session, workspace_id, [people.rana.id or 0]) == []
        assert nominations.count_missing(session, workspace_id) == 2
        asked.nominee_id = people.rana.id
        nominations.add(session, asked)
        assert nominations.list_waiting(session, workspace_id, [people.otto.id or 0]) == []
        assert nominations.count_missing(session, workspace_id) == 1

    database.write_now(run)


def test_a_round_that_is_over_is_missed_by_nobody(database: Database, people: Cast) -> None:
    def run(session: Session) -> None:
        workspace_id = people.workspace.id or 0
        round_, *_ = begun(session, people)
        assert nominations.find_open(session, workspace_id, people.booking.id or 0) is round_
        round_.state = "done"
        nominations.add_round(session, round_)
        assert nominations.find_open(session, workspace_id, people.booking.id or 0) is None
        assert nominations.list_rounds(session, workspace_id) == []
        assert nominations.list_rounds(session, workspace_id, only_open=False) == [round_]
        assert nominations.count_missing(session, workspace_id) == 0
        assert nominations.list_waiting(session, workspace_id) == []

    database.write_now(run)


def test_a_group_that_was_closed_waits_for_nobody(database: Database, people: Cast) -> None:
    def run(session: Session) -> None:
        workspace_id = people.workspace.id or 0
        begun(session, people)
        groups.get(session, workspace_id, people.booking.id or 0).active = False
        session.flush()
        assert nominations.list_rounds(session, workspace_id) == []
        assert nominations.list_waiting(session, workspace_id) == []
        assert nominations.count_missing(session, workspace_id) == 0

    database.write_now(run)


def test_nothing_is_found_from_another_workspace(database: Database, people: Cast) -> None:
    def run(session: Session) -> None:
        round_, asked, other = begun(session, people)
        assert nominations.lock(session, people.workspace.id or 0, asked.id or 0) == (asked, round_)
        assert nominations.list_of_round(session, round_.id or 0) == [asked, other]
        with pytest.raises(NotFoundError):
            nominations.lock(session, 99, asked.id or 0)

    database.write_now(run)
