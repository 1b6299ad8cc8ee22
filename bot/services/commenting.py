"""Comments on an item that only its reviewers read: never its requesters, no digest and no export."""

from bot.domain.audit import Recorded
from bot.domain.errors import InvalidInputError
from bot.domain.items import Item
from bot.domain.permissions import Deed
from bot.services import audit, items, permission, reviewing
from bot.services.city import City
from storage import notes
from storage.database import Session
from storage.tables import Person, Request, ReviewNote
from templates import commenting as screens


def consider(session: Session, city: City, person: Person, request_id: int) -> Item:
    """The item that somebody is about to comment on, if they review it."""
    return items.describe(session, city, _reviewed(session, person, request_id))


def comment(session: Session, city: City, person: Person, request_id: int, typed: str, personal_data: str = "") -> None:
    """Keep a comment for the reviewers; on record is that there is one, not what it says."""
    request = _reviewed(session, person, request_id)
    text = typed.strip()
    if not text:
        raise InvalidInputError(screens.TEXT_BLOCK, "field_empty")
    if (over := len(text) - screens.TEXT_AT_MOST) > 0:
        raise InvalidInputError(screens.TEXT_BLOCK, "field_too_long", over=str(over))
    note = ReviewNote(
        workspace_id=request.workspace_id,
        request_id=request_id,
        person_id=person.id or 0,
        text=text,
        at=city.clock.now(),
    )
    notes.add(session, note)
    facts = {"personal_data": personal_data} if personal_data else {}
    audit.record_deed(session, city, request, person, Recorded.COMMENT, facts)


def _reviewed(session: Session, person: Person, request_id: int) -> Request:
    request, roles = permission.visible(session, person, request_id)
    if not reviewing.may_comment(roles):
        raise permission.refusal(Deed.COMMENT)
    return request
