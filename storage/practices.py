"""Practices as the library has them, and their tags."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlmodel import Session, col, delete, select, update

from bot.domain.errors import NotFoundError
from bot.domain.practices import PracticeState
from storage.tables import Practice, PracticeTag


def add(session: Session, practice: Practice, tags: Mapping[str, Sequence[tuple[str, str]]]) -> Practice:
    """Store a practice with its tags: by kind, each with the key under which it is the same."""
    session.add(practice)
    session.flush()
    set_tags(session, practice, tags)
    return practice


def set_tags(session: Session, practice: Practice, tags: Mapping[str, Sequence[tuple[str, str]]]) -> None:
    """The tags of a practice from now on; of those with one key the first stays."""
    session.execute(delete(PracticeTag).where(col(PracticeTag.request_id) == practice.request_id))
    for kind, chosen in tags.items():
        first = dict(reversed(chosen))
        for place, key in enumerate(dict.fromkeys(key for key, _ in chosen)):
            session.add(
                PracticeTag(
                    request_id=practice.request_id,
                    workspace_id=practice.workspace_id,
                    kind=kind,
                    key=key,
                    tag=first[key],
                    position=place,
                )
            )
    session.flush()


def find(session: Session, request_id: int) -> Practice | None:
    """What the library has of an item."""
    return session.get(Practice, request_id)


def lock(session: Session, workspace_id: int, request_id: int) -> Practice:
    """A practice that nobody else changes until this transaction ends; NotFoundError outside the workspace."""
    query = select(Practice).where(Practice.request_id == request_id, Practice.workspace_id == workspace_id)
    practice = session.exec(query.with_for_update().execution_options(populate_existing=True)).first()
    if practice is None:
        raise NotFoundError("request_unknown")
    return practice


def list_by_id(session: Session, request_ids: Collection[int]) -> dict[int, Practice]:
    """What the library has of these items; of others nothing."""
    if not request_ids:
        return {}
    rows = session.exec(select(Practice).where(col(Practice.request_id).in_(list(request_ids))))
    return {row.request_id: row for row in rows}


def list_by_source(session: Session, workspace_id: int, request_ids: Collection[int]) -> list[Practice]:
    """The practices that came of these items, oldest first."""
    query = select(Practice).where(
        Practice.workspace_id == workspace_id, col(Practice.source_request_id).in_(list(request_ids))
    )
    return list(session.exec(query.order_by(col(Practice.request_id))))


def list_by_contact(session: Session, workspace_id: int, person_id: int) -> list[Practice]:
    """The practices that a person answers for, archived ones left out, oldest first."""
    query = select(Practice).where(
        Practice.workspace_id == workspace_id,
        Practice.contact_id == person_id,
        Practice.state != PracticeState.ARCHIVED,
    )
    return list(session.exec(query.order_by(col(Practice.request_id))))


def list_to_check(session: Session, checked_before: date, asked_before: date, limit: int) -> list[Practice]:
    """Published practices that nobody has confirmed since a day, nor was asked about since another, oldest first."""
    query = (
        select(Practice)
        .where(Practice.state == PracticeState.PUBLISHED, col(Practice.checked_on) < checked_before)
        .where(col(Practice.asked_on).is_(None) | (col(Practice.asked_on) < asked_before))
        .order_by(col(Practice.checked_on), col(Practice.request_id))
        .limit(limit)
    )
    return list(session.exec(query))


def list_asked_on(session: Session, day: date) -> list[Practice]:
    """The practices whose contacts were asked on a day."""
    return list(session.exec(select(Practice).where(Practice.asked_on == day)))


def claim_check(session: Session, practice: Practice, today: date) -> bool:
    """Note that its contact is asked today; False when somebody else did so first."""
    statement = (
        update(Practice)
        .where(col(Practice.request_id) == practice.request_id, col(Practice.asked_on) == practice.asked_on)
        .where(col(Practice.checked_on) == practice.checked_on)
        .values(asked_on=today)
    )
    return session.execute(statement.execution_options(synchronize_session=False)).rowcount == 1  # type: ignore[attr-defined, no-any-return]


def list_known_tags(session: Session, workspace_id: int, kind: str) -> list[tuple[str, str]]:
    """Every tag of a kind with its key, in the order of the keys."""
    query = select(PracticeTag.key, PracticeTag.tag).where(
        PracticeTag.workspace_id == workspace_id, PracticeTag.kind == kind
    )
    return [(key, tag) for key, tag in session.exec(query.distinct().order_by(PracticeTag.key, PracticeTag.tag))]
