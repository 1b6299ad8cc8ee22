"""Which workspace is meant: the office may prepare everything before the bot has ever met the chat."""

from datetime import datetime

from bot.domain.errors import NotFoundError, UserError
from storage import workspaces
from storage.database import Session
from storage.tables import Workspace

CHAT_URL = "chat_url"
# The team of a workspace that the office has filled before the first connection.
PENDING = "pending"


def find(session: Session, team_id: str | None = None) -> Workspace | None:
    """The workspace of a team, or the only one there is; None when the database is empty."""
    if team_id is not None:
        found = workspaces.find_by_team(session, team_id)
        if found is None:
            raise NotFoundError("team_unknown", team=team_id)
        return found
    present = workspaces.list_all(session)
    if len(present) > 1:
        raise UserError("workspace_ambiguous", teams=", ".join(workspace.team_id for workspace in present))
    return present[0] if present else None


def only(session: Session, now: datetime, team_id: str | None = None) -> Workspace:
    """As `find`; an empty database gets a workspace to be settled later."""
    found = find(session, team_id)
    return found or workspaces.add(session, Workspace(team_id=PENDING, created_at=now))


def settle(session: Session, team_id: str, name: str, now: datetime, url: str = "") -> Workspace:
    """The workspace of a team that the bot has connected to; the one that the office prepared becomes it.

    `url` is where the chat's messages have their addresses.
    """
    found = workspaces.find_by_team(session, team_id) or workspaces.find_by_team(session, PENDING)
    if found is None:
        found = workspaces.add(session, Workspace(team_id=team_id, name=name, created_at=now))
    assert found.id is not None
    found.team_id, found.name = team_id, name
    session.add(found)
    if url:
        workspaces.set_setting(session, found.id, CHAT_URL, url, now)
    session.flush()
    return found
