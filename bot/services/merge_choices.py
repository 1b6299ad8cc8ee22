"""What an item may be merged into: the similar ones first, and what a number or words find."""

from collections.abc import Iterable

from bot.domain.due import OPEN
from bot.domain.items import Item, Similar
from bot.domain.numbers import RequestNumber
from bot.domain.statuses import Status, TriageAction
from bot.language import text
from bot.services import items, merging, permission, routing
from bot.services.city import City
from storage import learning, requests, search
from storage.database import Session
from storage.tables import Person, Request, Workspace

_SHOWN = 50
_SEARCHED = 1000


def consider(session: Session, city: City, workspace: Workspace, person: Person, request_id: int) -> Item:
    """The item that somebody is about to merge into another, if they may."""
    request = permission.permitted(session, city, workspace, person, request_id, TriageAction.MERGE)
    return items.describe(session, city, request)


def choices(
    session: Session, city: City, workspace: Workspace, person: Person, request_id: int, typed: str
) -> list[Similar]:
    """The items that it may be merged into, of those that the person may see."""
    request = permission.permitted(session, city, workspace, person, request_id, TriageAction.MERGE)
    found = _found(session, request, typed.strip()) if typed.strip() else _likely(session, city, request)
    directory = city.directory(session, request.workspace_id)
    possible = [row for row in _once(found) if _possible(session, person, request, row)]
    return [
        Similar(
            row.id or 0,
            str(requests.number_of(row)),
            row.title,
            Status(row.status),
            directory.group(row.group_id).name if row.group_id else "",
        )
        for row in possible[:_SHOWN]
    ]


def _likely(session: Session, city: City, request: Request) -> list[Request]:
    """Those that say something like it, then the newest of its group."""
    near = city.routing.look(session, request.workspace_id, routing.text_of(request)).near
    numbers = [number for one in near if (number := RequestNumber.parse(one.number))]
    order = [brief.id for brief in learning.list_briefs(session, request.workspace_id, numbers)] if numbers else []
    alike = requests.list_requests(session, request.workspace_id, ids=order, statuses=OPEN) if order else []
    newest = requests.list_requests(
        session,
        request.workspace_id,
        group_id=request.group_id,
        statuses=OPEN,
        private=request.private,
        newest_first=True,
        limit=_SHOWN,
    )
    return [*sorted(alike, key=lambda row: order.index(row.id or 0)), *newest]


def _found(session: Session, request: Request, typed: str) -> list[Request]:
    """What a number or words find; private items are in no index and are read through."""
    if number := RequestNumber.parse(typed):
        row = requests.find_by_number(session, request.workspace_id, number)
        if row is not None and row.merged_into_id is not None:
            row = requests.get(session, request.workspace_id, row.merged_into_id)
        return [row] if row else []
    if request.private:
        asked = text.normalise(typed).split()
        rows = requests.list_requests(session, request.workspace_id, statuses=OPEN, private=True, newest_first=True)
        return [row for row in rows if all(word in text.normalise(routing.text_of(row)) for word in asked)]
    terms = sorted(set(text.bigrams(typed)))
    ids = search.find_all(session, request.workspace_id, terms, _SEARCHED)
    return requests.list_requests(
        session, request.workspace_id, ids=ids, statuses=OPEN, private=False, newest_first=True, limit=_SHOWN
    )


def _possible(session: Session, person: Person, request: Request, row: Request) -> bool:
    seen = permission.sees(permission.roles_of(session, person, row), row)
    return seen and not merging.refusal(session, request, row)


def _once(rows: Iterable[Request]) -> list[Request]:
    return list({row.id: row for row in rows}.values())
