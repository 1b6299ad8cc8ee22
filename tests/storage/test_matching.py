from datetime import datetime, timedelta
from typing import Any

from bot.domain.matching import Record
from storage import matching, requests
from storage.database import Database, Session
from storage.tables import Consultation, HelpOffer, Request
from tests.factories import LONG_AGO, Cast, cast

STAMPS = {"created_at": LONG_AGO, "updated_at": LONG_AGO}
LATER = LONG_AGO + timedelta(days=100)


def consulted(session: Session, here: Cast, offer: str, asked_at: datetime | None, search: str = "helping") -> None:
    workspace_id = here.workspace.id or 0
    number = requests.next_number(session, workspace_id, 2026)
    values: dict[str, Any] = {"kind": "consultation", "title": "罫線", "body": "罫線の引き方", **STAMPS}
    request = Request(workspace_id=workspace_id, fiscal_year=2026, sequence=number.sequence, **values)
    session.add(request)
    session.flush()
    session.add(Consultation(request_id=request.id, workspace_id=workspace_id, state=search, **STAMPS))
    session.flush()
    session.add(
        HelpOffer(
            workspace_id=workspace_id,
            request_id=request.id,
            person_id=here.otto.id,
            state=offer,
            asked_at=asked_at,
        )
    )
    session.flush()


def record(database: Database, *offers: tuple[str, datetime | None, str]) -> Record | None:
    def work(session: Session) -> Record | None:
        here = cast(session)
        for offer, asked_at, search in offers:
            consulted(session, here, offer, asked_at, search)
        found = matching.list_records(session, here.workspace.id or 0, LATER - timedelta(days=28))
        return found.get(here.otto.id or 0)

    return database.write_now(work)


def test_a_record_counts_what_was_asked_taken_on_and_solved(database: Database) -> None:
    offers = [("no", LONG_AGO, "companion"), ("done", LONG_AGO, "solved"), ("done", LONG_AGO, "closed")]
    assert record(database, *offers) == Record(asked=3, yes=2, helped_well=1, lately=0)


def test_lately_counts_what_was_asked_in_the_last_weeks_and_help_that_goes_on(database: Database) -> None:
    offers = [("expired", LATER, "companion"), ("yes", LONG_AGO, "helping"), ("no", LONG_AGO, "closed")]
    assert record(database, *offers) == Record(asked=3, yes=1, helped_well=0, lately=2)


def test_who_waits_in_line_was_not_asked(database: Database) -> None:
    assert record(database, ("waiting", None, "asking")) is None


def test_who_volunteered_counts_without_having_been_asked(database: Database) -> None:
    assert record(database, ("done", None, "solved")) == Record(asked=1, yes=1, helped_well=1)
