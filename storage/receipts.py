"""Deeds of the chat that were carried out already."""

from datetime import datetime

from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlmodel import Session, col, delete

from storage.tables import InboundReceipt


def find(session: Session, workspace_id: int, key: str) -> InboundReceipt | None:
    """The receipt of a deed, if it was carried out."""
    return session.get(InboundReceipt, (workspace_id, key))


def add(session: Session, workspace_id: int, key: str, at: datetime) -> bool:
    """Note that a deed is being carried out; False when it was carried out already.

    Do this first: of two transactions that come at once, the second waits here until the first has ended.
    """
    insert = sqlite_insert if session.get_bind().dialect.name == "sqlite" else postgresql_insert
    statement = (
        insert(InboundReceipt)
        .values(workspace_id=workspace_id, key=key, at=at)
        .on_conflict_do_nothing(index_elements=["workspace_id", "key"])
        .returning(col(InboundReceipt.key))
    )
    return session.execute(statement).scalar() is not None


def set_result(session: Session, workspace_id: int, key: str, result: int | None) -> None:
    """Note what came of a deed."""
    receipt = session.get_one(InboundReceipt, (workspace_id, key))
    receipt.result = result
    session.flush()


def remove_before(session: Session, at: datetime) -> None:
    """Forget receipts so old that the chat will not repeat them."""
    session.exec(delete(InboundReceipt).where(col(InboundReceipt.at) < at))
