"""The cards of private items, one for each of their readers."""

from sqlmodel import Session, col, delete, select

from storage.statements import insertion
from storage.tables import PrivateCard


def list_cards(session: Session, request_id: int) -> dict[int, int]:
    """The message of each reader, by the person's id."""
    query = select(PrivateCard.person_id, PrivateCard.message_id).where(PrivateCard.request_id == request_id)
    return dict(session.exec(query.order_by(col(PrivateCard.person_id))).all())


def add(session: Session, workspace_id: int, request_id: int, person_id: int, message_id: int) -> None:
    """Remember which message is a reader's card."""
    row = {"workspace_id": workspace_id, "request_id": request_id, "person_id": person_id, "message_id": message_id}
    session.execute(insertion(PrivateCard), row)


def remove(session: Session, request_id: int, person_id: int) -> None:
    """Somebody reads the item no more."""
    gone = delete(PrivateCard).where(col(PrivateCard.request_id) == request_id, col(PrivateCard.person_id) == person_id)
    session.execute(gone)
