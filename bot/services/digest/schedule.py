"""Which digest is due for whom; the stored due dates decide, and whoever moves one on makes its issue."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.services.city import City
from bot.services.digest.audiences import get_audience, list_audiences
from bot.services.digest.compile import Prepared, is_next, prepare, rhythm, store
from storage import digests, workspaces
from storage.database import Session
from storage.tables import Workspace


@dataclass(frozen=True)
class Turn:
    """One due date to be moved: from None when it is the audience's first, to None when the audience is no more."""

    workspace_id: int
    audience: str
    due_at: datetime | None
    next_at: datetime | None
    is_due: bool = False


def list_turns(session: Session, city: City) -> list[Turn]:
    """Everything to be done about digests now, oldest due date first; only reads."""
    turns = [turn for workspace in workspaces.list_all(session) for turn in _turns_of(session, city, workspace)]
    return sorted(turns, key=lambda turn: turn.due_at or city.clock.now())


def prepare_turn(session: Session, city: City, turn: Turn) -> Prepared | None:
    """The issue that is due with a turn, if one is; only reads, since that takes a while."""
    if not turn.is_due:
        return None
    workspace = workspaces.get(session, turn.workspace_id)
    return prepare(session, city, workspace, get_audience(session, workspace, turn.audience), turn.due_at)


def take_turn(session: Session, city: City, turn: Turn, prepared: Prepared | None) -> bool:
    """Move the due date and store the issue that was due, in one transaction; False when somebody was faster."""
    if turn.due_at is None:
        assert turn.next_at is not None
        return digests.ensure_due(session, turn.workspace_id, turn.audience, turn.next_at)
    if turn.next_at is None:
        return digests.remove_due(session, turn.workspace_id, turn.audience, turn.due_at)
    if prepared is not None and not is_next(session, prepared):
        return False  # the next tick prepares it anew
    if not digests.claim_due(session, turn.workspace_id, turn.audience, turn.due_at, turn.next_at):
        return False
    if prepared is not None:
        store(session, city, prepared)
    return True


def run_due(session: Session, city: City) -> int:
    """Take every turn there is, also those of weeks that were missed; how many were taken."""
    taken = 0
    while moved := sum(
        take_turn(session, city, turn, prepare_turn(session, city, turn)) for turn in list_turns(session, city)
    ):
        taken += moved
    return taken


def _turns_of(session: Session, city: City, workspace: Workspace) -> Iterator[Turn]:
    assert workspace.id is not None
    now, when = city.clock.now(), rhythm(city)
    stored = {row.audience: row.due_at for row in digests.list_due(session, workspace.id)}
    ends = digests.list_last_ends(session, workspace.id)
    for audience in list_audiences(session, workspace):
        due_at = stored.pop(audience.key, None)
        # Never back to a moment that has its issue already, even for a process whose clock is behind.
        next_at = when.next_after(max(now, ends.get(audience.key, now)))
        if due_at is not None and due_at <= now:
            yield Turn(workspace.id, audience.key, due_at, when.next_after(due_at), is_due=True)
        elif due_at != next_at:  # the first, or the city has chosen another day or time
            yield Turn(workspace.id, audience.key, due_at, next_at)
    for key, due_at in stored.items():
        yield Turn(workspace.id, key, due_at, None)
