"""Who answers for a practice when its contact leaves: the successor, else who answers for the department."""

from collections.abc import Sequence

from bot.services import history
from bot.services.city import City
from bot.services.groups.heads import answering
from storage import practices, requests
from storage.database import Session
from storage.tables import Person, Practice

CONTACT_CHANGED = "practice_contact"


def pass_on(
    session: Session, city: City, person: Person, rows: Sequence[Practice], successor: Person | None
) -> list[list[int | None]]:
    """Give somebody's practices to others; each with who answers for it now, None being the office."""
    heads = answering(session, person.workspace_id) if rows and successor is None else {}
    return [[row.request_id, _give(session, city, row, _next(session, row, person, successor, heads))] for row in rows]


def take_back(session: Session, city: City, person: Person, went: Sequence[Sequence[int | None]]) -> int:
    """Give those back that are still with whom they went to; how many they are."""
    count = 0
    for request_id, now in went:
        row = practices.find(session, request_id or 0)
        if row is not None and row.contact_id == now and row.workspace_id == person.workspace_id:
            _give(session, city, row, person.id)
            count += 1
    return count


def _next(
    session: Session, row: Practice, person: Person, successor: Person | None, heads: dict[int, int]
) -> int | None:
    if successor is not None:
        return successor.id
    request = requests.get(session, row.workspace_id, row.request_id)
    head = heads.get(request.department_id or 0)
    return head if head is not None and head != person.id else None


def _give(session: Session, city: City, row: Practice, contact_id: int | None) -> int | None:
    request = requests.get(session, row.workspace_id, row.request_id)
    before, after = {"contact": row.contact_id}, {"contact": contact_id}
    row.contact_id, row.updated_at = contact_id, city.clock.now()
    session.add(row)
    history.record(session, city, request, None, CONTACT_CHANGED, before=before, after=after)
    return contact_id
