"""An item's history: every change is a line that is only ever added."""

from typing import Any

from bot.services import audit
from bot.services.city import City
from storage import requests
from storage.database import Session
from storage.tables import Person, Request

IN_PLACE_OF = "in_place_of"  # in what an event changed: who was away, and for whom its actor stood in
Facts = dict[str, Any]


def record(
    session: Session,
    city: City,
    request: Request,
    actor: Person | None,
    action: str,
    *,
    before: Facts | None = None,
    after: Facts | None = None,
    note: str = "",
) -> None:
    """Add who did what to an item, when, and what it changed; no actor means the bot itself.

    What changes how an item stands, or whose it is, also goes into the audit log.
    """
    assert request.id is not None
    actor_id = actor.id if actor else None
    requests.add_event(
        session, request, city.clock.now(), actor_id, action, before=before or {}, after=after or {}, note=note
    )
    audit.record_change(session, city, request, actor, action, before or {}, after or {}, note)
