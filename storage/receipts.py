"""Deeds of the chat that were carried out already."""

from datetime import datetime

from sqlmodel import Session, col, delete, update

from storage.statements import upserts
from storage.tables import InboundReceipt

_ADD = upserts(InboundReceipt, ["workspace_id", "key"], None, col(InboundReceipt.key))


def find(session: Session, workspace_id: int, key: str) -> InboundReceipt | None:
    """The receipt of a deed, if it was carried out."""
    return session.get(InboundReceipt, (workspace_id, key))


def add(session: Session, workspace_id: int, key: str, at: datetime) -> bool:
    """Note that a deed is being carried out; False when it was carried out already.

    Do this first: of two transactions that come at once, the second waits here until the first has ended.
    """
    given = {"workspace_id": workspace_id, "key": key, "at": at}
    return session.execute(_ADD[session.get_bind().dialect.name], given).scalar() is not None


def set_result(session: Session, workspace_id: int, key: str, result: int | None) -> None:
    """Note what came of a deed."""
    mine = (col(InboundReceipt.workspace_id) == workspace_id, col(InboundReceipt.key) == key)
    session.exec(update(InboundReceipt).where(*mine).values(result=result))


def remove_before(session: Session, at: datetime) -> None:
    """Forget receipts so old that the chat will not repeat them."""
    session.exec(delete(InboundReceipt).where(col(InboundReceipt.at) < at))
