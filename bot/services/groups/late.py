"""A round of nominations whose last day is over: who began it reads once which departments are missing."""

from dataclasses import dataclass

from bot.services.city import City
from bot.services.groups import rounds
from storage import nominations, outbox, receipts, workspaces
from storage.database import Session
from templates import nominating as screens


@dataclass(frozen=True)
class Turn:
    """A round that is late."""

    workspace_id: int
    round_id: int
    is_due: bool = True

    @property
    def key(self) -> str:
        """Under which it is noted that it was told."""
        return f"round-late:{self.round_id}"


def list_turns(session: Session, city: City) -> list[Turn]:
    """Rounds to be told of now: from the morning of the working day after their last one on."""
    late = [
        Turn(workspace.id or 0, row.id or 0)
        for workspace in workspaces.list_all(session)
        for row in nominations.list_rounds(session, workspace.id or 0)
        if city.is_over(row.closes_on)
    ]
    return [turn for turn in late if receipts.find(session, turn.workspace_id, turn.key) is None]


def prepare_turn(_session: Session, _city: City, _turn: Turn) -> None:
    """Nothing takes long enough to be found out before."""


def take_turn(session: Session, city: City, turn: Turn, _prepared: None) -> bool:
    """Tell who began it; False when somebody was faster."""
    now = city.clock.now()
    if not receipts.add(session, turn.workspace_id, turn.key, now):
        return False
    row = next((row for row in nominations.list_rounds(session, turn.workspace_id) if row.id == turn.round_id), None)
    if row is None:
        return False
    creator = city.directory(session, turn.workspace_id).person(row.created_by)
    if creator.chat_id is not None:
        message = screens.late_message(city.wording.of(creator.locale), rounds.describe(session, city, row))
        outbox.post(session, turn.workspace_id, creator.chat_id, message.text, message.blocks, now)
    return True
