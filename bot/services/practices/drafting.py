"""A practice that comes of something else: a proposal that was carried out, a consultation that was solved."""

from collections.abc import Sequence

from bot.domain.errors import InvalidTransitionError, NotAllowedError
from bot.domain.items import Pointer
from bot.domain.kinds import RequestKind
from bot.domain.permissions import Deed
from bot.domain.statuses import Status, TriageAction
from bot.services import history, permission
from bot.services.city import City
from bot.services.intake.drafts import Start
from storage import practices, requests
from storage.database import Session
from storage.tables import Person, Practice, Request

DONE = frozenset({Status.DONE, Status.ROLLED_OUT})
MADE = "practice_made"


def can_make(request: Request) -> bool:
    """Whether a finished item can be told as a practice; what is private stays with its readers."""
    return request.kind != RequestKind.PRACTICE and not request.private and Status(request.status) in DONE


def draft_of(session: Session, person: Person, request_id: int) -> Start:
    """The form of a practice, filled in from a finished item by somebody who had to do with it."""
    request = permission.allowed(session, person, request_id, Deed.MAKE_PRACTICE)
    if not can_make(request):
        raise InvalidTransitionError("practice_not_done")
    return draft_from(session, person, request)


def draft_from(session: Session, person: Person, request: Request, told: Sequence[str] = (), effect: str = "") -> Start:
    """The form of a practice, filled in from any item; `told` is what was said in a thread about it, oldest first.

    The item's requesters are named with it, and the two stay linked. Raises NotAllowedError for a private item.
    """
    if request.private:
        raise NotAllowedError("practice_source_private")
    assert request.id is not None
    answers = request.answers
    credited = [p.chat_id for p in requests.list_requesters(session, request.id) if p.chat_id and p.id != person.id]
    filled = {
        "title": request.title,
        "body": "\n".join(told) or answers.get("idea") or _last_words(session, request) or "",
        "before": request.body[:1000],
        "effect": answers.get("effect") or effect,
        "department": request.department_id,
        "together_with": credited,
    }
    given = {name: value for name, value in filled.items() if value}
    return Start(RequestKind.PRACTICE, given, from_request_id=request.id)


def note_made(session: Session, city: City, person: Person, request: Request, practice: Practice) -> None:
    """The item that a practice came of tells so in its history."""
    if practice.source_request_id is not None:
        source = requests.get(session, request.workspace_id, practice.source_request_id)
        number = str(requests.number_of(request))
        history.record(session, city, source, person, MADE, after={"item": number})


def made_of(session: Session, request: Request) -> tuple[Pointer, ...]:
    """The practices that came of an item."""
    rows = practices.list_by_source(session, request.workspace_id, [request.id or 0])
    ids = [row.request_id for row in rows]
    found = requests.list_requests(session, request.workspace_id, ids=ids, private=False) if ids else []
    return tuple(Pointer(row.id or 0, str(requests.number_of(row)), row.title) for row in found if not _is_gone(row))


def _is_gone(row: Request) -> bool:
    return Status(row.status) is Status.WITHDRAWN


def _last_words(session: Session, request: Request) -> str:
    """What was said when it was finished, else when it was accepted."""
    deeds = {TriageAction.FINISH, TriageAction.ACCEPT, TriageAction.PARTLY_ACCEPT}
    said = [event.note for event in requests.list_events(session, request.id or 0) if event.action in deeds]
    return next((note for note in reversed(said) if note), "")
