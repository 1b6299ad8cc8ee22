"""Which digests are due, and the archive of those that were made."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlmodel import Session, col, delete, func, select, update

from bot.domain.errors import NotFoundError
from storage.tables import DigestIssue, DueDigest, Workspace


def ensure_due(session: Session, workspace_id: int, audience: str, due_at: datetime) -> bool:
    """Note when an audience's first digest is due; False when that is noted already."""
    insert = sqlite_insert if session.get_bind().dialect.name == "sqlite" else postgresql_insert
    statement = (
        insert(DueDigest)
        .values(workspace_id=workspace_id, audience=audience, due_at=due_at)
        .on_conflict_do_nothing(index_elements=["workspace_id", "audience"])
        .returning(col(DueDigest.id))
    )
    return session.execute(statement).scalar() is not None


def claim_due(session: Session, workspace_id: int, audience: str, due_at: datetime, next_at: datetime) -> bool:
    """Move a due digest on, only from the moment we saw; False when somebody was faster."""
    statement = (
        update(DueDigest)
        .where(col(DueDigest.workspace_id) == workspace_id, col(DueDigest.audience) == audience)
        .where(col(DueDigest.due_at) == due_at)
        .values(due_at=next_at)
    )
    return session.execute(statement).rowcount == 1  # type: ignore[attr-defined,no-any-return]


def remove_due(session: Session, workspace_id: int, audience: str, due_at: datetime) -> bool:
    """Forget the digest of an audience that is no more; False when somebody was faster."""
    statement = delete(DueDigest).where(
        col(DueDigest.workspace_id) == workspace_id,
        col(DueDigest.audience) == audience,
        col(DueDigest.due_at) == due_at,
    )
    return session.execute(statement).rowcount == 1  # type: ignore[attr-defined,no-any-return]


def list_due(session: Session, workspace_id: int) -> list[DueDigest]:
    """Every audience's next digest."""
    query = select(DueDigest).where(DueDigest.workspace_id == workspace_id)
    return list(session.exec(query.order_by(col(DueDigest.id))))


def lock(session: Session, workspace_id: int) -> None:
    """Wait for whoever is making an issue in this workspace; nobody else does until this transaction ends."""
    # Not FOR UPDATE: that would hold up every row that names the workspace.
    mine = select(Workspace.id).where(col(Workspace.id) == workspace_id).with_for_update(key_share=True)
    session.exec(mine).one()


def newest_id(session: Session, workspace_id: int, audience: str) -> int | None:
    """The id of the issue of an audience that was made last."""
    query = select(func.max(col(DigestIssue.id))).where(
        DigestIssue.workspace_id == workspace_id, DigestIssue.audience == audience
    )
    return session.exec(query).one()


def add_issue(session: Session, issue: DigestIssue) -> DigestIssue | None:
    """Archive an issue and give it its id; None when the audience has one for this period already."""
    insert = sqlite_insert if session.get_bind().dialect.name == "sqlite" else postgresql_insert
    statement = (
        insert(DigestIssue)
        .values(**issue.model_dump(exclude={"id"}))
        .on_conflict_do_nothing(index_elements=["workspace_id", "audience", "ends_at"])
        .returning(col(DigestIssue.id))
    )
    issue_id = session.execute(statement).scalar()
    return None if issue_id is None else session.get(DigestIssue, issue_id)


def set_message(session: Session, issue: DigestIssue, outbox_id: int | None) -> None:
    """Note the message that carries an issue."""
    issue.outbox_id = outbox_id
    session.flush()


def get_issue(session: Session, workspace_id: int, issue_id: int) -> DigestIssue:
    """An issue by id; NotFoundError outside the workspace."""
    issue = session.get(DigestIssue, issue_id)
    if issue is None or issue.workspace_id != workspace_id:
        raise NotFoundError("digest_unknown")
    return issue


def find_last(session: Session, workspace_id: int, audience: str, states: Collection[str]) -> DigestIssue | None:
    """The newest issue of an audience in one of the states."""
    query = (
        select(DigestIssue)
        .where(DigestIssue.workspace_id == workspace_id, DigestIssue.audience == audience)
        .where(col(DigestIssue.state).in_(list(states)))
        .order_by(col(DigestIssue.ends_at).desc())
    )
    return session.exec(query).first()


def list_last_ends(session: Session, workspace_id: int) -> dict[str, datetime]:
    """When the newest issue of each audience ended."""
    query = (
        select(DigestIssue.audience, func.max(col(DigestIssue.ends_at)))
        .where(DigestIssue.workspace_id == workspace_id)
        .group_by(col(DigestIssue.audience))
    )
    return dict(session.exec(query).all())


def list_issues(
    session: Session, workspace_id: int, *, audience: str | None = None, limit: int = 20
) -> list[DigestIssue]:
    """The archive, newest first."""
    query = select(DigestIssue).where(DigestIssue.workspace_id == workspace_id)
    if audience is not None:
        query = query.where(DigestIssue.audience == audience)
    return list(session.exec(query.order_by(col(DigestIssue.ends_at).desc(), col(DigestIssue.id)).limit(limit)))
