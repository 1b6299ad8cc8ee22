"""Items, their requesters and their history."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import Session, col, func, select, update

from bot.domain.errors import NotFoundError
from bot.domain.numbers import RequestNumber
from storage.statements import Ready, batched, filled, insertion, places, upserts
from storage.tables import NumberSeries, Person, Request, RequestEvent, RequestPerson

_REQUESTS = Request.__table__  # type: ignore[attr-defined]
_REQUESTERS = RequestPerson.__table__  # type: ignore[attr-defined]
_SERIES = ["workspace_id", "fiscal_year"]
_NEXT_NUMBER = Ready(upserts(NumberSeries, _SERIES, {"last": NumberSeries.last + 1}, col(NumberSeries.last)))
_ADD = Ready(insertion(Request).returning(_REQUESTS.c.id))
_ADD_REQUESTER = Ready(insertion(RequestPerson))
_ADD_EVENT = Ready(insertion(RequestEvent))
_SET_CARD = Ready(
    update(_REQUESTS).where(_REQUESTS.c.id == bindparam("request_id")).values(card_id=bindparam("message_id"))
)
_COMPANIONS, _STATUSES = places("companion"), places("status")
_OPEN_BY_COMPANION = Ready(
    select(_REQUESTS.c.companion_id, func.count())
    .where(_REQUESTS.c.workspace_id == bindparam("workspace_id"))
    .where(_REQUESTS.c.companion_id.in_([bindparam(name) for name in _COMPANIONS]))
    .where(_REQUESTS.c.status.in_([bindparam(name) for name in _STATUSES]))
    .group_by(_REQUESTS.c.companion_id)
)
_REQUESTER_IDS = (
    select(_REQUESTERS.c.request_id, _REQUESTERS.c.person_id)
    .where(_REQUESTERS.c.request_id.in_(bindparam("ids", expanding=True)))
    .order_by(_REQUESTERS.c.request_id, _REQUESTERS.c.position)
)


def next_number(session: Session, workspace_id: int, fiscal_year: int) -> RequestNumber:
    """Take the next number of the fiscal year; it is free again if the transaction is undone."""
    given = {"workspace_id": workspace_id, "fiscal_year": fiscal_year, "last": 1}
    return RequestNumber(fiscal_year, _NEXT_NUMBER.run(session, given).scalar_one())


def number_of(request: Request) -> RequestNumber:
    """The number people read."""
    return RequestNumber(request.fiscal_year, request.sequence)


def add(session: Session, request: Request, requesters: Iterable[int]) -> Request:
    """Store a new item with its requesters, who posted it first, and give it its id."""
    request.id = _ADD.run(session, request.model_dump(exclude={"id"})).scalar_one()
    shared = {"request_id": request.id, "workspace_id": request.workspace_id, "joined_at": request.created_at}
    rows = [{**shared, "person_id": person_id, "position": place} for place, person_id in enumerate(requesters)]
    if rows:
        _ADD_REQUESTER.run_all(session, rows)
    return request


def set_card(session: Session, request: Request, card_id: int | None) -> None:
    """Name the message that is the item's card from now on."""
    _SET_CARD.run(session, {"request_id": request.id, "message_id": card_id})
    set_committed_value(request, "card_id", card_id)


def get(session: Session, workspace_id: int, request_id: int) -> Request:
    """An item by id; NotFoundError outside the workspace."""
    request = session.get(Request, request_id)
    if request is None or request.workspace_id != workspace_id:
        raise NotFoundError("request_unknown")
    return request


def find_by_number(session: Session, workspace_id: int, number: RequestNumber) -> Request | None:
    """An item by the number people read."""
    query = select(Request).where(
        Request.workspace_id == workspace_id,
        Request.fiscal_year == number.fiscal_year,
        Request.sequence == number.sequence,
    )
    return session.exec(query).first()


def find_by_external_id(session: Session, workspace_id: int, external_id: str) -> Request | None:
    """An imported item by the id it had where it came from."""
    query = select(Request).where(Request.workspace_id == workspace_id, Request.external_id == external_id)
    return session.exec(query).first()


def find_by_source(session: Session, workspace_id: int, channel: str, ts: str) -> Request | None:
    """The item that was made of a chat message."""
    query = select(Request).where(
        Request.workspace_id == workspace_id, Request.source_channel == channel, Request.source_ts == ts
    )
    return session.exec(query).first()


def list_requests(
    session: Session,
    workspace_id: int,
    *,
    group_id: int | None = None,
    statuses: Collection[str] | None = None,
    ids: Collection[int] | None = None,
    unrouted: bool = False,
    before: int | None = None,
    private: bool | None = None,
    newest_first: bool = False,
    limit: int | None = None,
) -> list[Request]:
    """Items that meet every condition given, oldest first unless said otherwise."""
    query = select(Request).where(Request.workspace_id == workspace_id)
    if group_id is not None:
        query = query.where(Request.group_id == group_id)
    if statuses is not None:
        query = query.where(col(Request.status).in_(list(statuses)))
    if ids is not None:
        query = query.where(col(Request.id).in_(list(ids)))
    if unrouted:
        query = query.where(col(Request.group_id).is_(None))
    if before is not None:
        query = query.where(col(Request.id) < before)
    if private is not None:
        query = query.where(col(Request.private).is_(private))
    order = col(Request.id).desc() if newest_first else col(Request.id)
    return list(session.exec(query.order_by(order).limit(limit)))


def count(
    session: Session,
    workspace_id: int,
    *,
    group_id: int | None,
    statuses: Collection[str],
    private: bool | None = None,
) -> int:
    """How many items of a group, or with None of no group, are in these statuses."""
    query = select(func.count()).where(
        Request.workspace_id == workspace_id, Request.group_id == group_id, col(Request.status).in_(list(statuses))
    )
    if private is not None:
        query = query.where(col(Request.private).is_(private))
    return session.exec(query).one()


def list_by_requester(session: Session, workspace_id: int, person_id: int, limit: int = 30) -> list[Request]:
    """The items a person posted or joined, newest first."""
    query = (
        select(Request)
        .join(RequestPerson, col(RequestPerson.request_id) == col(Request.id))
        .where(Request.workspace_id == workspace_id, RequestPerson.person_id == person_id)
        .order_by(col(Request.id).desc())
        .limit(limit)
    )
    return list(session.exec(query))


def change(session: Session, request: Request, *, expect: dict[str, Any], **changes: object) -> bool:
    """Change an item only while the expected values still hold; False when somebody was faster."""
    conditions = [getattr(Request, name) == value for name, value in expect.items()]
    statement = update(Request).where(col(Request.id) == request.id, *conditions).values(**changes)
    changed = session.execute(statement.execution_options(synchronize_session=False)).rowcount == 1  # type: ignore[attr-defined]
    session.refresh(request)
    return bool(changed)


def list_requesters(session: Session, request_id: int) -> list[Person]:
    """Who posted the item, first, and who joined it."""
    query = (
        select(Person)
        .join(RequestPerson, col(RequestPerson.person_id) == col(Person.id))
        .where(RequestPerson.request_id == request_id)
        .order_by(col(RequestPerson.position))
    )
    return list(session.exec(query))


def list_requester_ids(session: Session, request_ids: Collection[int]) -> dict[int, list[int]]:
    """Who posted each item, first, and who joined it."""
    found: dict[int, list[int]] = {request_id: [] for request_id in request_ids}
    for request_id, person_id in session.execute(_REQUESTER_IDS, {"ids": list(request_ids)}):
        found[request_id].append(person_id)
    return found


def add_requester(session: Session, request: Request, person_id: int, at: datetime, position: int) -> None:
    """Let a person be one of the item's requesters."""
    row = {"request_id": request.id, "person_id": person_id, "workspace_id": request.workspace_id}
    _ADD_REQUESTER.run(session, {**row, "position": position, "joined_at": at})


def add_event(
    session: Session,
    request: Request,
    at: datetime,
    actor_id: int | None,
    action: str,
    *,
    before: dict[str, Any],
    after: dict[str, Any],
    note: str = "",
) -> None:
    """Add a line to an item's history."""
    whose = {"workspace_id": request.workspace_id, "request_id": request.id, "actor_id": actor_id}
    what = {"at": at, "action": action, "before": before, "after": after, "note": note}
    _ADD_EVENT.run(session, {**whose, **what})


def list_events(session: Session, request_id: int) -> list[RequestEvent]:
    """An item's history, oldest first."""
    query = select(RequestEvent).where(RequestEvent.request_id == request_id)
    return list(session.exec(query.order_by(col(RequestEvent.id))))


def count_open_by_companion(
    session: Session, workspace_id: int, companions: Collection[int], statuses: Collection[str]
) -> dict[int, int]:
    """How many items in these statuses each of the companions goes along with; those without any are left out."""
    counted: dict[int, int] = {}
    for some in batched(companions):
        given = {"workspace_id": workspace_id, **filled(_COMPANIONS, some), **filled(_STATUSES, statuses)}
        rows: Any = _OPEN_BY_COMPANION.run(session, given).all()
        counted.update(rows)
    return counted
