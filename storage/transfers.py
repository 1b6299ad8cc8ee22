"""What people who were transferred have handed over."""

from typing import Any

from sqlmodel import Session, col, func, select, update

from storage.tables import Draft, Membership, Transfer, WorkingGroup


def add(session: Session, transfer: Transfer) -> Transfer:
    """Store a handover and give it its id."""
    session.add(transfer)
    session.flush()
    return transfer


def find_last(session: Session, workspace_id: int, person_id: int) -> Transfer | None:
    """The newest handover of a person that was not brought back."""
    query = select(Transfer).where(
        Transfer.workspace_id == workspace_id, Transfer.person_id == person_id, Transfer.state == "done"
    )
    return session.exec(query.order_by(col(Transfer.id).desc())).first()


def settle(session: Session, transfer: Transfer) -> bool:
    """Note that a handover was brought back; False when somebody was faster."""
    statement = update(Transfer).where(col(Transfer.id) == transfer.id, col(Transfer.state) == "done")
    made: Any = session.execute(statement.values(state="returned").execution_options(synchronize_session=False))
    session.refresh(transfer)
    return bool(made.rowcount == 1)


def list_parts(session: Session, workspace_id: int, person_id: int) -> list[tuple[Membership, WorkingGroup]]:
    """A person's parts in active groups, also when they have left."""
    query = (
        select(Membership, WorkingGroup)
        .join(WorkingGroup, col(Membership.group_id) == col(WorkingGroup.id))
        .where(Membership.workspace_id == workspace_id, Membership.person_id == person_id, col(WorkingGroup.active))
    )
    return list(session.exec(query.order_by(col(WorkingGroup.position), col(Membership.id))))


def count_drafts(session: Session, workspace_id: int, person_id: int) -> int:
    """How many things somebody has begun to write and not sent."""
    query = select(func.count()).where(Draft.workspace_id == workspace_id, Draft.person_id == person_id)
    return session.exec(query).one()
