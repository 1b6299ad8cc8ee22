"""Practices as the library has them, and their tags."""

from collections.abc import Collection, Mapping, Sequence

from sqlmodel import Session, col, delete, select

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


def list_by_id(session: Session, request_ids: Collection[int]) -> dict[int, Practice]:
    """What the library has of these items; of others nothing."""
    if not request_ids:
        return {}
    rows = session.exec(select(Practice).where(col(Practice.request_id).in_(list(request_ids))))
    return {row.request_id: row for row in rows}


def list_known_tags(session: Session, workspace_id: int, kind: str) -> list[tuple[str, str]]:
    """Every tag of a kind with its key, in the order of the keys."""
    query = select(PracticeTag.key, PracticeTag.tag).where(
        PracticeTag.workspace_id == workspace_id, PracticeTag.kind == kind
    )
    return [(key, tag) for key, tag in session.exec(query.distinct().order_by(PracticeTag.key, PracticeTag.tag))]
