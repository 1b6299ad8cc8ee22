"""What the list and the forms of working groups ask of the tables."""

from collections.abc import Collection

from sqlmodel import Session, col, func, select

from bot.domain.errors import NotFoundError
from storage.tables import Department, Membership, Person, Request, WorkingGroup


def get_active(session: Session, workspace_id: int, group_id: int) -> WorkingGroup:
    """A group that has not been closed; NotFoundError outside the workspace."""
    group = session.get(WorkingGroup, group_id)
    if group is None or group.workspace_id != workspace_id or not group.active:
        raise NotFoundError("group_unknown")
    return group


def lock(session: Session, workspace_id: int, group_id: int) -> WorkingGroup:
    """An active group that nobody else changes until this transaction ends; NotFoundError outside the workspace."""
    query = select(WorkingGroup).where(WorkingGroup.id == group_id, WorkingGroup.workspace_id == workspace_id)
    group = session.exec(query.where(col(WorkingGroup.active)).with_for_update()).first()
    if group is None:
        raise NotFoundError("group_unknown")
    session.refresh(group)
    return group


def list_every_part(session: Session, group_id: int) -> list[Membership]:
    """All parts in a group, of people who left too, in the order of being named."""
    query = select(Membership).where(Membership.group_id == group_id).order_by(col(Membership.id))
    return list(session.exec(query))


def count_by_group(session: Session, workspace_id: int, statuses: Collection[str]) -> dict[int, int]:
    """How many items of these states each group has."""
    query = (
        select(Request.group_id, func.count())
        .where(Request.workspace_id == workspace_id, col(Request.status).in_(list(statuses)))
        .group_by(col(Request.group_id))
    )
    return {group_id: count for group_id, count in session.exec(query) if group_id is not None}


def list_of_departments(session: Session, workspace_id: int, ids: Collection[int]) -> list[Person]:
    """The people of some departments who are in the chat, department by department."""
    query = (
        select(Person)
        .join(Department, col(Person.department_id) == col(Department.id))
        .where(Person.workspace_id == workspace_id, col(Department.id).in_(list(ids)))
        .where(col(Person.active), col(Person.chat_id).is_not(None))
        .order_by(col(Department.position), col(Person.id))
    )
    return list(session.exec(query))
