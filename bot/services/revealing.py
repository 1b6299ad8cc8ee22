"""The office finds out who stands behind a blind item: with a reason, and on record for everybody who reads on."""

from bot.domain.audit import Doer, Recorded, Via
from bot.domain.errors import InvalidInputError, InvalidTransitionError
from bot.domain.items import Item
from bot.domain.permissions import Deed
from bot.domain.statuses import Status, hides_requesters
from bot.language import privacy
from bot.services import audit, history, items, permission
from bot.services.city import City
from storage import requests
from storage.database import Session
from storage.tables import Person, Request
from templates import revealing

REVEALED = "revealed"
_COVERED = "●●●"


def consider(session: Session, city: City, person: Person, request_id: int) -> Item:
    """The item whose requesters somebody of the office is about to look up."""
    return items.describe(session, city, _hidden(session, person, request_id))


def reveal(session: Session, city: City, person: Person, request_id: int, reason: str) -> None:
    """Let this person of the office see an item's requesters from now on; its history says that they do, and why."""
    _carry_out(session, city, _hidden(session, person, request_id), person, audit.by(person), reason)


def reveal_on_terminal(session: Session, city: City, request: Request, user: str, reason: str) -> None:
    """The same for whoever works on the server."""
    if hides_requesters(request.blind, Status(request.status)):
        _carry_out(session, city, request, None, Doer(Via.TERMINAL, None, user), reason)


def was_revealed(session: Session, request_id: int, person: Person) -> bool:
    """Whether this person has looked up the item's requesters."""
    events = requests.list_events(session, request_id)
    return any(event.action == REVEALED and event.actor_id == person.id for event in events)


def _hidden(session: Session, person: Person, request_id: int) -> Request:
    request = permission.allowed(session, person, request_id, Deed.REVEAL)
    if not hides_requesters(request.blind, Status(request.status)):
        raise InvalidTransitionError("reveal_nothing")
    return request


def _carry_out(session: Session, city: City, request: Request, person: Person | None, doer: Doer, reason: str) -> None:
    why = reason.strip()
    if not why:
        raise InvalidInputError(revealing.REASON_BLOCK, "field_empty")
    if (over := len(why) - revealing.REASON_AT_MOST) > 0:
        raise InvalidInputError(revealing.REASON_BLOCK, "field_too_long", over=str(over))
    why = _unnamed(session, request, why)
    seen = {} if person else {"terminal": doer.name}
    history.record(session, city, request, person, REVEALED, after=seen, note=why)
    number = str(requests.number_of(request))
    kept = "" if request.private else why
    audit.record(session, city, request.workspace_id, doer, Recorded.REVEAL, number, reason=kept)


def _unnamed(session: Session, request: Request, reason: str) -> str:
    """The reason is read by those who may not know the names; what looks like personal data is covered, too."""
    assert request.id is not None
    names = {
        part
        for requester in requests.list_requesters(session, request.id)
        for part in (requester.name, requester.name.replace(" ", ""), *requester.name.split())
    }
    for name in sorted((name for name in names if len(name) > 1), key=len, reverse=True):
        reason = reason.replace(name, _COVERED)
    return privacy.mask(reason, privacy.find(reason))
