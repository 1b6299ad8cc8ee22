"""App Homes as they were published, and what has changed since."""

from datetime import date, datetime

from sqlalchemy import func, literal_column
from sqlmodel import Session, col, select, update

from storage.statements import upserts
from storage.tables import HomeView, OutboxMessage, RequestEvent, Workspace

_ADD = upserts(HomeView, ["person_id"], None, col(HomeView.person_id))
_EVENT, _MESSAGE = RequestEvent.__table__, OutboxMessage.__table__  # type: ignore[attr-defined]


def find(session: Session, person_id: int) -> HomeView | None:
    """A person's App Home, if they have ever opened it."""
    return session.get(HomeView, person_id)


def save(session: Session, home: HomeView) -> None:
    """Note what was published."""
    values = home.model_dump()
    changed = update(HomeView).where(col(HomeView.person_id) == home.person_id).values(**values)
    if session.execute(changed).rowcount == 0:  # type: ignore[attr-defined]
        session.execute(_ADD[session.get_bind().dialect.name], values)


def note(session: Session, home: HomeView, mark: str) -> None:
    """It shows the present state as it is, unless somebody published another meanwhile."""
    same = (col(HomeView.person_id) == home.person_id, col(HomeView.view_hash) == home.view_hash)
    session.execute(update(HomeView).where(*same).values(mark=mark))


def forget(session: Session, person_id: int, long_ago: datetime) -> None:
    """Nobody looks at it any more, until they open it again."""
    session.execute(update(HomeView).where(col(HomeView.person_id) == person_id).values(opened_at=long_ago))


def list_stale(session: Session, workspace_id: int, mark: str, opened_since: datetime, limit: int) -> list[HomeView]:
    """Those opened since a moment that show another state, who came last first."""
    query = select(HomeView).where(HomeView.workspace_id == workspace_id, HomeView.opened_at >= opened_since)
    return list(session.exec(query.where(HomeView.mark != mark).order_by(col(HomeView.opened_at).desc()).limit(limit)))


def mark(session: Session, workspace_id: int, today: date) -> str:
    """The name of the present state of everything that an App Home may show; another state has another name."""
    newest = select(_EVENT.c.id).where(_EVENT.c.workspace_id == workspace_id).order_by(_EVENT.c.id.desc()).limit(1)
    # As the index over dead messages has it.
    dead = select(func.count()).where(
        _MESSAGE.c.workspace_id == workspace_id, _MESSAGE.c.state == literal_column("'dead'")
    )
    stamp = select(col(Workspace.organisation_stamp)).where(col(Workspace.id) == workspace_id)
    parts = (newest, dead, stamp)
    found = session.execute(select(*(part.scalar_subquery() for part in parts))).one()
    return ":".join(str(part) for part in (*found, today))
