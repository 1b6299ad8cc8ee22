"""Who answers for what: the roles of everybody at once, assignments, and what people who left have left behind."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session, col, delete, or_, select

from storage.statements import upserts
from storage.tables import Handover, Membership, Person, Request, WorkingGroup

_OFFER = upserts(Handover, ["person_id"], None, Handover.person_id)


def list_roles(session: Session, workspace_id: int, roles: Collection[str]) -> list[tuple[int, int, str]]:
    """Group, person and role of the active people of active groups, in the order in which they were named."""
    query = (
        select(Membership.group_id, Membership.person_id, Membership.role)
        .join(Person, col(Membership.person_id) == col(Person.id))
        .join(WorkingGroup, col(Membership.group_id) == col(WorkingGroup.id))
        .where(Membership.workspace_id == workspace_id, col(Membership.role).in_(list(roles)))
        .where(col(Person.active), col(WorkingGroup.active))
        .order_by(col(Membership.id))
    )
    return list(session.exec(query).all())


def list_present(session: Session, workspace_id: int, ids: Collection[int]) -> dict[int, bool]:
    """Those of the people who are active, and whether they are in the chat."""
    query = select(Person.id, Person.chat_id).where(
        Person.workspace_id == workspace_id, col(Person.active), col(Person.id).in_(list(ids))
    )
    return {person_id: chat_id is not None for person_id, chat_id in session.exec(query) if person_id is not None}


def list_assigned(session: Session, workspace_id: int, person_id: int, statuses: Collection[str]) -> list[Request]:
    """The items that somebody was given, those with the earliest day first."""
    query = select(Request).where(
        Request.workspace_id == workspace_id,
        Request.assignee_id == person_id,
        col(Request.status).in_(list(statuses)),
    )
    return list(session.exec(query.order_by(col(Request.assigned_until).is_(None), col(Request.assigned_until))))


def list_accompanied(session: Session, workspace_id: int, person_id: int, statuses: Collection[str]) -> list[Request]:
    """The items that somebody goes along with, oldest first."""
    query = select(Request).where(
        Request.workspace_id == workspace_id,
        Request.companion_id == person_id,
        col(Request.status).in_(list(statuses)),
    )
    return list(session.exec(query.order_by(col(Request.id))))


def list_memberships(session: Session, workspace_id: int, person_id: int, role: str) -> list[Membership]:
    """A person's parts of one role in active groups, also when they have left."""
    query = (
        select(Membership)
        .join(WorkingGroup, col(Membership.group_id) == col(WorkingGroup.id))
        .where(Membership.workspace_id == workspace_id, col(WorkingGroup.active))
        .where(Membership.person_id == person_id, Membership.role == role)
    )
    return list(session.exec(query.order_by(col(Membership.id))))


def list_left(session: Session, workspace_id: int, statuses: Collection[str]) -> list[int]:
    """Who has left, still answers for something, and has not been offered to the office for handover."""
    here = list(statuses)
    open_ = Request.workspace_id == workspace_id, col(Request.status).in_(here)
    assigned = select(Request.assignee_id).where(*open_, col(Request.assignee_id).is_not(None))
    accompanied = select(Request.companion_id).where(*open_, col(Request.companion_id).is_not(None))
    leads = (
        select(Membership.person_id)
        .join(WorkingGroup, col(Membership.group_id) == col(WorkingGroup.id))
        .where(Membership.workspace_id == workspace_id, Membership.role == "lead", col(WorkingGroup.active))
    )
    query = (
        select(Person.id)
        .where(Person.workspace_id == workspace_id, col(Person.active).is_(False))
        .where(or_(*(col(Person.id).in_(found) for found in (assigned, accompanied, leads))))
        .where(col(Person.id).not_in(select(Handover.person_id)))
        .order_by(col(Person.id))
    )
    return [person_id for person_id in session.exec(query) if person_id is not None]


def lock(session: Session, person_id: int) -> None:
    """Let nobody else hand over what this person holds until the transaction ends."""
    session.exec(select(Person.id).where(Person.id == person_id).with_for_update()).first()


def add_handover(session: Session, workspace_id: int, person_id: int, now: datetime) -> bool:
    """Claim the offer of what somebody left; False when somebody was faster."""
    given = {"workspace_id": workspace_id, "person_id": person_id, "offered_at": now, "outbox_id": None}
    return session.execute(_OFFER[session.get_bind().dialect.name], given).scalar() is not None


def find_handover(session: Session, workspace_id: int, person_id: int) -> Handover | None:
    """The offer of what somebody left."""
    found = session.get(Handover, person_id)
    return found if found is not None and found.workspace_id == workspace_id else None


def set_handover_message(session: Session, workspace_id: int, person_id: int, outbox_id: int) -> None:
    """Note the message that carries an offer."""
    found = find_handover(session, workspace_id, person_id)
    if found is not None:
        found.outbox_id = outbox_id
        session.flush()


def list_back(session: Session, workspace_id: int) -> list[int]:
    """Who is back although what they answered for was offered."""
    offered = select(Handover.person_id).where(Handover.workspace_id == workspace_id)
    query = select(Person.id).where(col(Person.id).in_(offered), col(Person.active))
    return [person_id for person_id in session.exec(query) if person_id is not None]


def remove_handover(session: Session, workspace_id: int, person_id: int) -> bool:
    """Forget an offer: it has been carried out, or the person is back; False when somebody was faster."""
    statement = delete(Handover).where(col(Handover.workspace_id) == workspace_id, col(Handover.person_id) == person_id)
    return session.execute(statement).rowcount == 1  # type: ignore[attr-defined,no-any-return]
