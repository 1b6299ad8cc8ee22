"""Workspaces and what each city has set."""

from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from storage.tables import Person, Setting, Workspace


def get(session: Session, workspace_id: int) -> Workspace:
    """A workspace by id."""
    return session.get_one(Workspace, workspace_id)


def find_by_team(session: Session, team_id: str) -> Workspace | None:
    """The workspace of a chat team."""
    return session.exec(select(Workspace).where(Workspace.team_id == team_id)).first()


def find_with_person(session: Session, team_id: str, chat_id: str) -> tuple[Workspace, Person | None] | None:
    """The workspace of a chat team, and the person with this id in it if they are known."""
    same = (col(Person.workspace_id) == col(Workspace.id)) & (col(Person.chat_id) == chat_id)
    query = select(Workspace, Person).join(Person, same, isouter=True).where(Workspace.team_id == team_id)
    return session.exec(query).first()


def list_all(session: Session) -> list[Workspace]:
    """Every workspace, oldest first."""
    return list(session.exec(select(Workspace).order_by(Workspace.id)))  # type: ignore[arg-type]


def add(session: Session, workspace: Workspace) -> Workspace:
    """Store a new workspace and give it its id."""
    session.add(workspace)
    session.flush()
    return workspace


def get_setting(session: Session, workspace_id: int, name: str, default: Any = None) -> Any:  # noqa: ANN401
    """What the city has set under a name, else the default."""
    setting = session.get(Setting, (workspace_id, name))
    return default if setting is None else setting.value


def set_setting(session: Session, workspace_id: int, name: str, value: Any, now: datetime) -> None:  # noqa: ANN401
    """Set a name to a value."""
    session.merge(Setting(workspace_id=workspace_id, name=name, value=value, updated_at=now))
