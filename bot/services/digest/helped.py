"""Consultations of which both sides let the digest tell; looked at only now, so that nobody is told of any more who
has changed their mind."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.domain.follow_up import AGREED, Part
from storage import following, people
from storage.database import Session
from storage.tables import RequestEvent


@dataclass(frozen=True)
class Agreed:
    """Who helped whom, in their own words."""

    helper: str
    asker: str
    thanks: str
    hours: float | None


def read_agreed(session: Session, workspace_id: int, events: Iterable[RequestEvent]) -> dict[int, Agreed]:
    """What both let be told, by item, of the items about which they agreed in these events."""
    ids = {event.request_id for event in events if event.action == AGREED}
    rows = following.list_told(session, sorted(ids)) if ids else []
    sides = {(row.request_id, row.part): row for row in rows}
    names = {p.id: p.name for p in people.list_people(session, workspace_id, {row.person_id for row in rows})}
    found: dict[int, Agreed] = {}
    for item_id in sorted(ids):
        asker, helper = (sides.get((item_id, part)) for part in (Part.ASKER, Part.HELPER))
        if asker and helper:
            thanks = asker.thanks or helper.thanks
            found[item_id] = Agreed(names[helper.person_id], names[asker.person_id], thanks, asker.hours_saved)
    return found
