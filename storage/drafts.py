"""Unfinished forms."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import bindparam
from sqlmodel import Session, col, delete, select

from storage.statements import Ready
from storage.tables import Draft

_DRAFTS = Draft.__table__  # type: ignore[attr-defined]
_OWN = (_DRAFTS.c.id == bindparam("draft"), _DRAFTS.c.person_id == bindparam("person"))
_SOURCE = Ready(
    select(_DRAFTS.c.source_channel, _DRAFTS.c.source_ts, _DRAFTS.c.source_link, _DRAFTS.c.from_request_id).where(*_OWN)
)
_REMOVE = Ready(delete(_DRAFTS).where(*_OWN))


class Source(NamedTuple):
    """Where a draft came from: a message with its channel and address, or an item."""

    source_channel: str | None = None
    source_ts: str | None = None
    source_link: str | None = None
    source_request_id: int | None = None


def find(session: Session, person_id: int, draft_id: int) -> Draft | None:
    """A person's own draft by id."""
    draft = session.get(Draft, draft_id)
    return draft if draft is not None and draft.person_id == person_id else None


def source_of(session: Session, person_id: int, draft_id: int) -> Source:
    """Where a person's own draft came from; nothing is known of one that is gone."""
    row = _SOURCE.run(session, {"draft": draft_id, "person": person_id}).first()
    return Source._make(row) if row else Source()


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
    _REMOVE.run(session, {"draft": draft_id, "person": person_id})
