"""Working groups and who belongs to them."""

from collections.abc import Iterable

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from bot.domain.errors import NotFoundError
from storage.tables import Membership, Person, WorkingGroup

_MEMBERSHIPS = (
    select(Membership)
    .join(WorkingGroup, col(Membership.group_id) == col(WorkingGroup.id))
    .where(col(Membership.workspace_id) == bindparam("workspace"), col(WorkingGroup.active))
    .order_by(col(Membership.id))
)
_PARTS = _MEMBERSHIPS.where(col(Membership.person_id) == bindparam("person"))


def get(session: Session, workspace_id: int, group_id: int) -> WorkingGroup:
    """A group by id; NotFoundError outside the workspace."""
    group = session.get(WorkingGroup, group_id)
    if group is None or group.workspace_id != workspace_id:
        raise NotFoundError("group_unknown")
    return group


def find_by_slug(session: Session, workspace_id: int, slug: str) -> WorkingGroup | None:
    """A group by its slug."""
    query = select(WorkingGroup).where(WorkingGroup.workspace_id == workspace_id, WorkingGroup.slug == slug)
    return session.exec(query).first()


def list_groups(session: Session, workspace_id: int, *, active: bool = True) -> list[WorkingGroup]:
    """The groups in the office's order; with `active=False` also those that were closed."""
    query = select(WorkingGroup).where(WorkingGroup.workspace_id == workspace_id)
    if active:
        query = query.where(col(WorkingGroup.active))
    return list(session.exec(query.order_by(col(WorkingGroup.position), col(WorkingGroup.id))))


def add(session: Session, group: WorkingGroup) -> WorkingGroup:
    """Store a new group and give it its id."""
    session.add(group)
    session.flush()
    return group


def list_members(session: Session, group_id: int, role: str | None = None) -> list[tuple[Membership, Person]]:
    """Active people of a group with their part in it, in the order in which they were named."""
    query = (
        select(Membership, Person)
        .join(Person, col(Membership.person_id) == col(Person.id))
        .where(Membership.group_id == group_id, col(Person.active))
        .order_by(col(Membership.id))
    )
    if role is not None:
        query = query.where(Membership.role == role)
    return list(session.exec(query))


def list_parts(session: Session, workspace_id: int) -> list[tuple[Membership, Person]]:
    """Everybody who is there with each of their parts in groups, closed ones too, in the order of being named."""
    query = (
        select(Membership, Person)
        .join(Person, col(Membership.person_id) == col(Person.id))
        .where(Membership.workspace_id == workspace_id, col(Person.active))
        .order_by(col(Membership.id))
    )
    return list(session.exec(query))


def list_memberships(session: Session, workspace_id: int, person_id: int | None = None) -> list[Membership]:
    """All memberships of the workspace, or those of one person, in active groups."""
    if person_id is None:
        return list(session.execute(_MEMBERSHIPS, {"workspace": workspace_id}).scalars())
    return list(session.execute(_PARTS, {"workspace": workspace_id, "person": person_id}).scalars())


def add_membership(session: Session, membership: Membership) -> None:
    """Give a person a part in a group."""
    session.add(membership)
    session.flush()


def remove_memberships(session: Session, memberships: Iterable[Membership]) -> None:
    """Take parts in groups away."""
    for membership in memberships:
        session.delete(membership)
    session.flush()
