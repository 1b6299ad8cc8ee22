"""Which items go on within others, and who became a requester only by that."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import bindparam
from sqlmodel import Session, col, delete, func, select, update

from storage.statements import insertion
from storage.tables import Request, RequestPerson

_MERGED = (
    select(Request).where(col(Request.merged_into_id).in_(bindparam("ids", expanding=True))).order_by(col(Request.id))
)


def lock(session: Session, ids: Collection[int]) -> None:
    """Let nobody else change these items until the transaction ends, and see them as they are now."""
    query = select(Request).where(col(Request.id).in_(list(ids))).order_by(col(Request.id))
    session.exec(query.with_for_update().execution_options(populate_existing=True)).all()


def list_merged(session: Session, request_ids: Collection[int]) -> list[Request]:
    """The items that were merged into any of these, oldest first."""
    return list(session.execute(_MERGED, {"ids": list(request_ids)}).scalars())


def bring(session: Session, request: Request, source_id: int, people: Sequence[int], at: datetime) -> None:
    """Make people requesters of an item because another was merged into it, after those it has."""
    place = next_position(session, request.id or 0)
    shared = {"request_id": request.id, "workspace_id": request.workspace_id, "joined_at": at}
    rows = [
        {**shared, "person_id": person, "position": place + number, "merged_from_id": source_id}
        for number, person in enumerate(people)
    ]
    if rows:
        session.execute(insertion(RequestPerson), rows)


def take_away(session: Session, request_id: int, source_id: int) -> None:
    """Let go of whom only this source brought; whom another one brings as well stays for that one's sake."""
    others = (
        select(RequestPerson.person_id, func.min(Request.id))
        .join(Request, col(Request.id) == col(RequestPerson.request_id))
        .where(Request.merged_into_id == request_id, Request.id != source_id)
        .group_by(col(RequestPerson.person_id))
    )
    brought = (col(RequestPerson.request_id) == request_id, col(RequestPerson.merged_from_id) == source_id)
    for person_id, other_id in session.exec(others).all():
        theirs = col(RequestPerson.person_id) == person_id
        session.execute(update(RequestPerson).where(*brought, theirs).values(merged_from_id=other_id))
    session.execute(delete(RequestPerson).where(*brought))


def keep(session: Session, request_id: int, person_id: int) -> None:
    """Somebody who was brought along has joined by themselves."""
    theirs = (col(RequestPerson.request_id) == request_id, col(RequestPerson.person_id) == person_id)
    session.execute(update(RequestPerson).where(*theirs).values(merged_from_id=None))


def next_position(session: Session, request_id: int) -> int:
    """The place after all the requesters an item has."""
    query = select(func.max(RequestPerson.position)).where(RequestPerson.request_id == request_id)
    last = session.exec(query).one()
    return 0 if last is None else last + 1
