"""What people who have left had promised: whoever counts on it is told once, and can ask somebody else."""

from dataclasses import dataclass

from bot.domain.statuses import WAITING
from bot.services.city import City
from bot.services.transfers import promises
from storage import absences, opinions, people, receipts, workspaces
from storage.database import Session


@dataclass(frozen=True)
class Turn:
    """An opinion that is owed, or an absence that is covered, by somebody who is no longer there."""

    workspace_id: int
    person_id: int
    opinion_id: int = 0
    absence_id: int = 0
    is_due: bool = True

    @property
    def key(self) -> str:
        """Under which it is noted that it was told."""
        what = f"opinion:{self.opinion_id}" if self.opinion_id else f"absence:{self.absence_id}"
        return f"unkept:{what}:{self.person_id}"


def list_turns(session: Session, city: City) -> list[Turn]:
    """What is to be told now; only reads."""
    found = []
    for workspace in workspaces.list_all(session):
        here = workspace.id or 0
        owed = [(row.person_id, row.id or 0, 0) for row, _ in opinions.list_open(session, here, WAITING)]
        covered = absences.list_all(session, here)
        owed += [(row.deputy_id, 0, row.id or 0) for row in covered if row.ends_on >= city.today()]
        named = {person_id for person_id, *_ in owed}
        there = {person.id for person in people.list_people(session, here, named) if person.active}
        found += [Turn(here, *one) for one in owed if one[0] not in there]
    return [turn for turn in found if receipts.find(session, turn.workspace_id, turn.key) is None]


def prepare_turn(_session: Session, _city: City, _turn: Turn) -> None:
    """Nothing takes long enough to be found out before."""


def take_turn(session: Session, city: City, turn: Turn, _prepared: None = None) -> bool:
    """Tell who counts on it; False when somebody was faster."""
    if not receipts.add(session, turn.workspace_id, turn.key, city.clock.now()):
        return False
    person = people.get(session, turn.workspace_id, turn.person_id)
    left = promises.read(session, city, person)
    for row, request in left.opinions:
        if row.id == turn.opinion_id:
            promises.tell_waiting(session, city, row, request, person)
    for absence in left.absences:
        if absence.id == turn.absence_id:
            promises.tell_absent(session, city, absence, person)
    return True
