"""Being away: from a day to a day, with a deputy who is reminded and may decide in one's place."""

from datetime import date, timedelta

from bot.domain.due import OPEN
from bot.domain.errors import InvalidInputError, NotFoundError
from bot.domain.items import Who
from bot.domain.roles import Role
from bot.language.text import normalise
from bot.services import announce, items
from bot.services.city import City
from bot.services.groups import applying
from storage import absences, outbox, people, requests, staffing
from storage.database import Session
from storage.directory import Away
from storage.tables import Absence, Person, Workspace
from templates import away

_LONGEST = timedelta(days=400)


def find_by_name(session: Session, workspace_id: int, name: str) -> list[Person]:
    """Those in the chat who are called so, however their name is spaced."""
    listed = people.list_people(session, workspace_id)
    return [person for person in listed if person.active and person.chat_id and _joined(person.name) == _joined(name)]


def _joined(name: str) -> str:
    return normalise(name).replace(" ", "")


def leave(
    session: Session,
    city: City,
    workspace: Workspace,
    person: Person,
    starts_on: date,
    ends_on: date,
    deputy_id: int,
) -> away.Absent:
    """Note that somebody is away; what was noted before for the same days, or later, no longer holds."""
    assert person.id is not None
    _check(city, person, starts_on, ends_on, deputy_id)
    deputy = people.get(session, person.workspace_id, deputy_id)
    if not deputy.active:
        raise InvalidInputError(away.DEPUTY_BLOCK, "person_left")
    before = _today(session, city, person)
    _forget(session, city, person)
    row = Absence(
        workspace_id=person.workspace_id,
        person_id=person.id,
        deputy_id=deputy_id,
        starts_on=starts_on,
        ends_on=ends_on,
        created_at=city.clock.now(),
    )
    absences.add(session, row)
    absent = away.Absent(items.who(session, person), items.who(session, deputy), starts_on, ends_on)
    _tell(session, city, person.workspace_id, absent.deputy, "asked", absent)
    if _today(session, city, person) != before:
        _refresh_cards(session, city, workspace, person)
    return absent


def come_back(session: Session, city: City, workspace: Workspace, person: Person) -> away.Absent:
    """Somebody is back, or does not go after all; their deputy is told."""
    noted = absences.list_of_person(session, person.id or 0, city.today())
    if not noted:
        raise NotFoundError("not_away")
    deputy = items.who(session, people.get(session, person.workspace_id, noted[0].deputy_id))
    absent = away.Absent(items.who(session, person), deputy, noted[0].starts_on, noted[0].ends_on)
    before = _today(session, city, person)
    _forget(session, city, person)
    _tell(session, city, person.workspace_id, deputy, "released", absent)
    if before is not None:
        _refresh_cards(session, city, workspace, person)
    return absent


def show_changes(session: Session, city: City, workspace: Workspace, last_on: date) -> None:
    """Bring the cards of leads up to date whose absence has begun or ended after a day."""
    assert workspace.id is not None
    today = city.today()
    for absent in city.directory(session, workspace.id).absences:
        begun = last_on < absent.starts_on <= today
        over = last_on <= absent.ends_on < today
        if begun or over:
            _refresh_cards(session, city, workspace, people.get(session, workspace.id, absent.person_id))


def _today(session: Session, city: City, person: Person) -> Away | None:
    """What is noted of somebody for today."""
    return city.directory(session, person.workspace_id).away_on(city.today()).get(person.id or 0)


def _check(city: City, person: Person, starts_on: date, ends_on: date, deputy_id: int) -> None:
    if ends_on < city.today():
        raise InvalidInputError(away.UNTIL_BLOCK, "date_past")
    if ends_on < starts_on:
        raise InvalidInputError(away.UNTIL_BLOCK, "dates_reversed")
    if ends_on - starts_on > _LONGEST:
        raise InvalidInputError(away.UNTIL_BLOCK, "absence_too_long")
    if deputy_id == person.id:
        raise InvalidInputError(away.DEPUTY_BLOCK, "deputy_is_self")


def _forget(session: Session, city: City, person: Person) -> None:
    """What has begun ends yesterday, so that history stays true; what has not is taken back."""
    today = city.today()
    for row in absences.list_of_person(session, person.id or 0, today):
        if row.starts_on >= today:
            absences.remove(session, row)
        else:
            absences.end(session, row, today - timedelta(days=1))


def _tell(session: Session, city: City, workspace_id: int, to: Who, sentence: str, absent: away.Absent) -> None:
    if to.chat_id is not None:
        message = away.told(city.wording.of(to.locale), sentence, absent)
        outbox.post(session, workspace_id, to.chat_id, message.text, message.blocks, city.clock.now())


def _refresh_cards(session: Session, city: City, workspace: Workspace, person: Person) -> None:
    """The open cards of the groups that somebody leads name the deputy, or do so no longer; open wishes reach them."""
    for part in staffing.list_memberships(session, person.workspace_id, person.id or 0, Role.LEAD):
        applying.tell_stand_ins(session, city, person.workspace_id, part.group_id)
        for row in requests.list_requests(session, person.workspace_id, group_id=part.group_id, statuses=OPEN):
            announce.refresh_card(session, city, workspace, row, items.describe(session, city, row), patient=True)
