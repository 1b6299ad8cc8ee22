"""What people who have left had promised: whoever counts on it is told once, and can ask somebody else."""

from dataclasses import dataclass

from bot.domain.statuses import WAITING, Status
from bot.services import announce, duties, items
from bot.services.city import City
from bot.services.transfers import promises
from storage import absences, opinions, people, receipts, requests, workspaces
from storage.database import Session
from storage.tables import Person, Request
from templates import promising


@dataclass(frozen=True)
class Turn:
    """An opinion or an approval that is owed, or an absence that is covered, by somebody who is no longer there."""

    workspace_id: int
    person_id: int
    opinion_id: int = 0
    absence_id: int = 0
    request_id: int = 0  # whose decision waits for approval
    is_due: bool = True

    @property
    def key(self) -> str:
        """Under which it is noted that it was told."""
        named = {"opinion": self.opinion_id, "absence": self.absence_id, "approval": self.request_id}
        what = next(f"{kind}:{id_}" for kind, id_ in named.items() if id_)
        return f"unkept:{what}:{self.person_id}"


def list_turns(session: Session, city: City) -> list[Turn]:
    """What is to be told now; only reads."""
    found = []
    for workspace in workspaces.list_all(session):
        here = workspace.id or 0
        owed = [Turn(here, row.person_id, row.id or 0) for row, _ in opinions.list_open(session, here, WAITING)]
        covered = [row for row in absences.list_all(session, here) if row.ends_on >= city.today()]
        owed += [Turn(here, row.deputy_id, absence_id=row.id or 0) for row in covered]
        for row in requests.list_requests(session, here, statuses=[Status.AWAITING]):
            owed += [Turn(here, one, request_id=row.id or 0) for one in duties.approvers(row, missing=True)]
        named = {turn.person_id for turn in owed}
        there = {person.id for person in people.list_people(session, here, named) if person.active}
        found += [turn for turn in owed if turn.person_id not in there]
    return [turn for turn in found if receipts.find(session, turn.workspace_id, turn.key) is None]


def prepare_turn(_session: Session, _city: City, _turn: Turn) -> None:
    """Nothing takes long enough to be found out before."""


def take_turn(session: Session, city: City, turn: Turn, _prepared: None = None) -> bool:
    """Tell who counts on it; False when somebody was faster."""
    if not receipts.add(session, turn.workspace_id, turn.key, city.clock.now()):
        return False
    person = people.get(session, turn.workspace_id, turn.person_id)
    if turn.request_id:
        _tell_proposer(session, city, requests.get(session, turn.workspace_id, turn.request_id), person)
    left = promises.read(session, city, person)
    for row, request in left.opinions:
        if row.id == turn.opinion_id:
            promises.tell_waiting(session, city, row, request, person)
    for absence in left.absences:
        if absence.id == turn.absence_id:
            promises.tell_absent(session, city, absence, person)
    return True


def _tell_proposer(session: Session, city: City, request: Request, person: Person) -> None:
    """Who decided reads whose approval will not come; nothing is approved or called off by itself."""
    if request.approval is None:
        return
    item = items.describe(session, city, request)
    proposer = items.who(session, people.get(session, request.workspace_id, request.approval["proposer"]))
    announce.to_person(
        session, city, request, proposer, lambda words: promising.approver_left(words, item, person.name)
    )
