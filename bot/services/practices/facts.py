"""What is known of items as practices."""

from collections.abc import Sequence

from bot.domain.items import Pointer, PracticeFacts
from bot.domain.kinds import RequestKind
from bot.domain.practices import PracticeState, is_aged
from bot.services.city import City
from storage import practices, requests
from storage.database import Session
from storage.directory import Directory
from storage.tables import Practice, Request


def of_items(session: Session, city: City, directory: Directory, rows: Sequence[Request]) -> dict[int, PracticeFacts]:
    """The facts of those among the items that are practices; one question for all of them."""
    wanted = [row.id for row in rows if row.kind == RequestKind.PRACTICE and row.id is not None]
    known = practices.list_by_id(session, wanted)
    if not known:
        return {}
    sources = [row.source_request_id for row in known.values() if row.source_request_id is not None]
    came_of = requests.list_requests(session, rows[0].workspace_id, ids=sources) if sources else []
    pointers = {row.id: _pointer(row) for row in came_of}
    return {key: _facts(city, directory, row, pointers) for key, row in known.items()}


def of_new(city: City, directory: Directory, practice: Practice) -> PracticeFacts:
    """The facts of a practice that was just posted."""
    return _facts(city, directory, practice, {})


def _facts(city: City, directory: Directory, row: Practice, pointers: dict[int | None, Pointer]) -> PracticeFacts:
    return PracticeFacts(
        state=PracticeState(row.state),
        checked_on=row.checked_on,
        contact=directory.person(row.contact_id) if row.contact_id is not None else None,
        source=pointers.get(row.source_request_id),
        aged=row.state == PracticeState.PUBLISHED and is_aged(row.checked_on, city.today()),
    )


def _pointer(request: Request) -> Pointer:
    assert request.id is not None
    return Pointer(request.id, str(requests.number_of(request)), "" if request.private else request.title)
