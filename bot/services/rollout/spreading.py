"""A practice stands at 横展開中 as long as another department runs it."""

from typing import Any

from bot.domain.adoptions import AdoptionState
from bot.domain.statuses import SPREADS_FROM, Status
from bot.services import history
from bot.services.city import City
from storage import adoptions, requests
from storage.database import Session
from storage.tables import Person, Request

SPREAD, SPREAD_ENDED = "spread", "spread_ended"


def follow(session: Session, city: City, request: Request, person: Person | None) -> None:
    """Lead the practice's status where its adoptions have led it; what is not decided yet stays as it is."""
    runs = any(row.state == AdoptionState.RUNNING for row in adoptions.list_of_request(session, request.id or 0))
    status = Status(request.status)
    if runs and status in SPREADS_FROM:
        _change(session, city, request, person, SPREAD, Status.ROLLED_OUT)
    elif not runs and status is Status.ROLLED_OUT:
        _change(session, city, request, person, SPREAD_ENDED, _before(session, request))


def _before(session: Session, request: Request) -> Status:
    """Where it stood when the first department ran it."""
    events = requests.list_events(session, request.id or 0)
    spread = next((event for event in reversed(events) if event.action == SPREAD), None)
    return Status(spread.before["status"]) if spread else Status.DONE


def _change(session: Session, city: City, request: Request, person: Person | None, deed: str, target: Status) -> None:
    before: dict[str, Any] = {"status": request.status}
    now = city.clock.now()
    expect = {"status": request.status}
    if requests.change(session, request, expect=expect, status=target.value, status_since=now, updated_at=now):
        history.record(session, city, request, person, deed, before=before, after={"status": target.value})
