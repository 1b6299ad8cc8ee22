"""Somebody's status in the chat says that they are away: they are asked once whether a deputy should take over."""

from datetime import date, datetime, timedelta

from bot.domain.calendar import at_local, local_day
from bot.domain.due import OPEN
from bot.domain.roles import Role
from bot.domain.statuses import WAITING, Status
from bot.language.leaving import says_away
from bot.services import duties
from bot.services.city import City
from storage import absences, opinions, outbox, receipts, requests, staffing
from storage.database import Session
from storage.tables import Person
from templates import away

# A status that ends in the morning means that the day before is the last one away.
_MORNING = timedelta(hours=12)


def last_day(city: City, text: str, picture: str, until: datetime | None) -> date | None:
    """The last day away, if a status tells of one; None for a break, and for a status without an end."""
    now = city.clock.now()
    if until is None or until <= now or not says_away(text, picture):
        return None
    if until < at_local(city.today(), city.remind_until, city.zone):
        return None
    return max(local_day(until - _MORNING, city.zone), city.today())


def offer(session: Session, city: City, person: Person, ends_on: date) -> bool:
    """Ask who answers for something, and has named no deputy, whether one should take over; once for the same end."""
    assert person.id is not None
    if not person.active or person.chat_id is None or absences.list_of_person(session, person.id, city.today()):
        return False
    if not _answers_for_something(session, person):
        return False
    now = city.clock.now()
    if not receipts.add(session, person.workspace_id, f"leaving:{person.id}:{ends_on}", now):
        return False
    message = away.offer(city.wording.of(person.locale), ends_on)
    outbox.post(session, person.workspace_id, person.chat_id, message.text, message.blocks, now)
    return True


def _answers_for_something(session: Session, person: Person) -> bool:
    workspace_id, person_id = person.workspace_id, person.id or 0
    if any(staffing.list_memberships(session, workspace_id, person_id, role) for role in (Role.LEAD, Role.COMPANION)):
        return True
    if staffing.list_assigned(session, workspace_id, person_id, OPEN):
        return True
    if any(row.person_id == person_id for row, _ in opinions.list_open(session, workspace_id, WAITING)):
        return True
    waiting = requests.list_requests(session, workspace_id, statuses=[Status.AWAITING])
    return any(person_id in duties.approvers(row, missing=True) for row in waiting)
