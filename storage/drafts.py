"""Unfinished forms."""

from collections.abc import Sequence

from sqlmodel import Session, col, delete, select

from storage.tables import Draft


def find(session: Session, person_id: int, draft_id: int) -> Draft | None:
    """A person's own draft by id."""
    draft = session.get(Draft, draft_id)
    return draft if draft is not None and draft.person_id == person_id else None


def list_touched(session: Session, person_id: int, at_most: int = 20) -> Sequence[Draft]:
    """What a person typed in and did not send, the latest first; a form only prepared for them is not among it."""
    query = (
        select(Draft)
        .where(Draft.person_id == person_id, col(Draft.updated_at) > col(Draft.created_at))
        .order_by(col(Draft.updated_at).desc(), col(Draft.id).desc())
    )
    return session.exec(query.limit(at_most)).all()


def save(session: Session, draft: Draft) -> Draft:
    """Store a draft, new or changed, and give it its id."""
    session.add(draft)
    session.flush()
    return draft


def remove(session: Session, person_id: int, draft_id: int) -> None:
    """Throw a person's draft away; nothing happens if it is gone already."""
    session.exec(delete(Draft).where(col(Draft.id) == draft_id, col(Draft.person_id) == person_id))
