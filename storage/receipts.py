"""Deeds of the chat that were carried out already."""

from datetime import datetime

from sqlmodel import Session, col, delete

from storage.tables import InboundReceipt


def find(session: Session, workspace_id: int, key: str) -> InboundReceipt | None:
    """The receipt of a deed, if it was carried out."""
    return session.get(InboundReceipt, (workspace_id, key))


def add(session: Session, workspace_id: int, key: str, at: datetime, result: int | None = None) -> None:
    """Note that a deed is carried out; the unique key lets only one of two transactions commit."""
    session.add(InboundReceipt(workspace_id=workspace_id, key=key, at=at, result=result))
    session.flush()


def remove_before(session: Session, at: datetime) -> None:
    """Forget receipts so old that the chat will not repeat them."""
    session.exec(delete(InboundReceipt).where(col(InboundReceipt.at) < at))
