"""What departments were asked about items, and what they answered."""

from collections.abc import Collection

from sqlalchemy import bindparam
from sqlmodel import Session, col, func, select, update

from bot.domain.errors import NotFoundError
from storage.tables import Opinion, Request

_ANSWERS = (
    select(Opinion.request_id, func.count(col(Opinion.answered_at)), func.count())
    .where(col(Opinion.request_id).in_(bindparam("ids", expanding=True)), col(Opinion.withdrawn_at).is_(None))
    .group_by(col(Opinion.request_id))
)


def add(session: Session, opinion: Opinion) -> Opinion:
    """Store a new question to a department and give it its id."""
    session.add(opinion)
    session.flush()
    return opinion


def get(session: Session, workspace_id: int, opinion_id: int) -> Opinion:
    """An opinion by id; NotFoundError outside the workspace."""
    found = session.get(Opinion, opinion_id)
    if found is None or found.workspace_id != workspace_id:
        raise NotFoundError("request_unknown")
    return found


def list_of_request(session: Session, request_id: int) -> list[Opinion]:
    """Everything departments were asked about an item, in the order in which they were asked."""
    query = select(Opinion).where(Opinion.request_id == request_id).order_by(col(Opinion.id))
    return list(session.exec(query))


def list_open(session: Session, workspace_id: int, statuses: Collection[str]) -> list[tuple[Opinion, Request]]:
    """What departments still have to answer about items in these statuses, with the items."""
    query = (
        select(Opinion, Request)
        .join(Request, col(Opinion.request_id) == col(Request.id))
        .where(Opinion.workspace_id == workspace_id, col(Request.status).in_(list(statuses)))
        .where(col(Opinion.answered_at).is_(None), col(Opinion.withdrawn_at).is_(None))
    )
    return list(session.exec(query.order_by(col(Opinion.id))))


def is_asked(session: Session, request_id: int, person_id: int) -> bool:
    """Whether somebody answers for a department that was asked about an item."""
    query = select(Opinion.id).where(Opinion.request_id == request_id, Opinion.person_id == person_id)
    return session.exec(query.where(col(Opinion.withdrawn_at).is_(None))).first() is not None


def find_last_person(session: Session, workspace_id: int, department_id: int) -> int | None:
    """Who answered for a department the last time it was asked."""
    query = select(Opinion.person_id).where(
        Opinion.workspace_id == workspace_id, Opinion.department_id == department_id
    )
    return session.exec(query.order_by(col(Opinion.id).desc())).first()


def change(session: Session, opinion: Opinion, **changes: object) -> bool:
    """Change what has been neither answered nor withdrawn; False when somebody was faster."""
    still_open = col(Opinion.answered_at).is_(None), col(Opinion.withdrawn_at).is_(None)
    statement = update(Opinion).where(col(Opinion.id) == opinion.id, *still_open).values(**changes)
    changed = session.execute(statement.execution_options(synchronize_session=False)).rowcount == 1  # type: ignore[attr-defined]
    session.refresh(opinion)
    return bool(changed)


def count_answers(session: Session, request_ids: Collection[int]) -> dict[int, tuple[int, int]]:
    """How many departments have answered about each item, and how many were asked; items without are left out."""
    found = session.execute(_ANSWERS, {"ids": list(request_ids)})
    return {request_id: (answered, asked) for request_id, answered, asked in found}
