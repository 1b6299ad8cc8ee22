"""What somebody is in charge of, and asked, in the rollout of practices passes on with everything else they hold."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.adoptions import ACTIVE, Adoption
from bot.domain.items import Who
from bot.services import history
from bot.services.city import City
from bot.services.rollout import campaigning, describing, telling
from bot.services.rollout.progressing import PASSED_ON
from storage import adoptions, campaigns, outbox, people, requests, workspaces
from storage import tables as stored
from storage.database import Session
from storage.tables import Person, Request, Workspace
from templates import rollout as screens

STATES = tuple(state.value for state in ACTIVE)


@dataclass(frozen=True)
class Turn:
    """Somebody has left and is still in charge of an adoption, or asked for a department."""

    workspace_id: int
    person_id: int
    is_due: bool = True


def held_by(session: Session, city: City, person: Person) -> list[Adoption]:
    """The adoptions under way that somebody is in charge of."""
    rows = adoptions.list_of_person(session, person.workspace_id, person.id or 0, STATES)
    return describing.describe_all(session, city, [(row, _practice(session, row)) for row in rows])


def count_asked(session: Session, person: Person) -> int:
    """For how many departments somebody is asked and has not answered."""
    return len(campaigns.list_waiting(session, person.workspace_id, [person.id or 0]))


def pass_on(session: Session, city: City, person: Person, successor: Person | None) -> list[int]:
    """Everything to a successor, else to the pool of the companion and the office; which adoptions went."""
    rows = adoptions.list_of_person(session, person.workspace_id, person.id or 0, STATES)
    for row in rows:
        _give(session, city, row, successor, person)
    _readdress(session, city, person, successor)
    return [row.id or 0 for row in rows]


def take_back(session: Session, city: City, person: Person, successor_id: int | None, ids: Sequence[int]) -> int:
    """Bring adoptions back as far as they are still under way with whom they went to; how many."""
    rows = adoptions.list_by_ids(session, person.workspace_id, ids)
    back = [row for row in rows if row.person_id == successor_id and row.state in STATES]
    for row in back:
        former = people.get(session, person.workspace_id, successor_id) if successor_id else None
        _give(session, city, row, person, former)
    return len(back)


def list_turns(session: Session, city: City) -> list[Turn]:  # noqa: ARG001 - as every chore of the clockwork
    """Who has left something; only reads."""
    return [
        Turn(workspace.id or 0, person_id)
        for workspace in workspaces.list_all(session)
        for person_id in adoptions.list_left(session, workspace.id or 0, STATES)
    ]


def prepare_turn(_session: Session, _city: City, _turn: Turn) -> None:
    """Nothing can be found out before."""


def take_turn(session: Session, city: City, turn: Turn, _prepared: None) -> bool:
    """Put what somebody has left into the pool; False when somebody was faster."""
    if turn.person_id not in adoptions.list_left(session, turn.workspace_id, STATES):
        return False
    pass_on(session, city, people.get(session, turn.workspace_id, turn.person_id), None)
    return True


def _give(session: Session, city: City, row: stored.Adoption, successor: Person | None, former: Person | None) -> None:
    request = _practice(session, row)
    requests.change(session, request, expect={}, updated_at=city.clock.now())
    row.person_id = successor.id if successor else None
    row.updated_at = city.clock.now()
    after = {"departments": [row.department], "assignee": row.person_id}
    history.record(session, city, request, None, PASSED_ON, after=after)
    if former is not None and row.message_id is not None:
        _take_card(session, city, row, request, former)
    shown = describing.describe(session, city, row, request)
    telling.give_card(session, city, row, shown)
    adoptions.add(session, row)
    if successor is None:
        _tell_pool(session, city, row, request, shown)


def _take_card(session: Session, city: City, row: stored.Adoption, request: Request, former: Person) -> None:
    """What stays with who had it: a line, without the buttons."""
    shown = describing.describe(session, city, row, request)
    message = screens.let_go(city.wording.of(former.locale), shown, "")
    assert row.message_id is not None
    outbox.update(session, row.message_id, message.text, message.blocks, city.clock.now())


def _tell_pool(session: Session, city: City, row: stored.Adoption, request: Request, shown: Adoption) -> None:
    """Nobody is in charge: the companion and who raised the hand name somebody, else the office does."""
    workspace = workspaces.get(session, row.workspace_id)
    directory = city.directory(session, row.workspace_id)
    asker = people.get(session, row.workspace_id, row.created_by)
    sides: dict[int, Who] = {who.id: who for who in telling.companions_of(directory, request)}
    if asker.active:
        sides[row.created_by] = directory.person(row.created_by)
    there = [who for who in sides.values() if who.chat_id and people.get(session, row.workspace_id, who.id).active]
    for who in there:
        _post(session, city, workspace, who.chat_id or "", who.locale, shown)
    if not there and workspace.office_channel:
        _post(session, city, workspace, workspace.office_channel, workspace.locale, shown)


def _post(session: Session, city: City, workspace: Workspace, where: str, locale: str, shown: Adoption) -> None:
    message = screens.nobody_in_charge(city.wording.of(locale), shown)
    outbox.post(session, workspace.id or 0, where, message.text, message.blocks, city.clock.now())


def _readdress(session: Session, city: City, person: Person, successor: Person | None) -> None:
    """Ask the successor, else whoever else answers for the department; the office finds the others as missing."""
    for ask, row in campaigns.list_waiting(session, person.workspace_id, [person.id or 0]):
        asked_id = successor.id if successor else campaigning.answering(session, city, ask, but=person)
        campaigning.pass_ask(session, city, row, ask, asked_id)


def _practice(session: Session, row: stored.Adoption) -> Request:
    return requests.get(session, row.workspace_id, row.request_id)
