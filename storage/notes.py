"""Comments on items for their reviewers alone."""

from sqlmodel import Session, col, select

from storage.tables import ReviewNote


def add(session: Session, note: ReviewNote) -> None:
    """Store a comment."""
    session.add(note)
    session.flush()


def list_of_request(session: Session, request_id: int) -> list[ReviewNote]:
    """An item's comments, oldest first."""
    query = select(ReviewNote).where(ReviewNote.request_id == request_id)
    return list(session.exec(query.order_by(col(ReviewNote.id))))
